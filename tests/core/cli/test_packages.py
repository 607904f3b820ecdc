"""`receive WS FILE…` is enough where the key is known; a package sent back is never told as done."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tmdt_desktop.cli import packages
from tmdt_desktop.errors import Blocked
from tmdt_desktop.services import receive_packages as room
from tmdt_desktop.services.receiving_rules import Heap, Received
from tmdt_desktop.task import SILENT


@contextmanager
def _nothing(_: object) -> Iterator[None]:
    yield None


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[room.ReceiveWish]:
    """What was asked of the service; every file is one that was sent back before."""
    asked: list[room.ReceiveWish] = []

    def receive(_: object, wish: room.ReceiveWish, __: object) -> tuple[Received, ...]:
        asked.append(wish)
        was = Received(wish.files[0], Heap.DUPLICATE, "", "Gói này đã nhận.", "Không cần làm gì.")
        return (replace(was, returned=wish.files[0].stem == "trả lại"),)

    monkeypatch.setattr(room, "receive_packages", receive)
    monkeypatch.setattr(packages, "opened", _nothing)
    monkeypatch.setenv("TMDT_KEY_PASSWORD", "x")
    monkeypatch.delenv("TMDT_KEY", raising=False)
    return asked


def _receive(*words: str) -> int:
    parser = ArgumentParser()
    (command,) = (each for each in packages.COMMANDS if each.name == "receive")
    command.arguments(parser)
    return command.run(parser.parse_args(["sổ", *words]), SILENT).code


def test_answers_go_beside_the_first_file_and_the_key_comes_from_the_setting(
    wishes: list[room.ReceiveWish], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMDT_KEY", str(tmp_path / "so.p12"))
    assert _receive(str(tmp_path / "usb" / "a.asice"), str(tmp_path / "b.asice")) == 0
    assert (wishes[0].receipts_to, wishes[0].key) == (tmp_path / "usb", tmp_path / "so.p12")


def test_without_a_key_the_command_says_what_is_missing(wishes: list[room.ReceiveWish]) -> None:
    with pytest.raises(Blocked, match="Chưa có tệp khóa"):
        _receive("a.asice")
    assert not wishes


def test_a_duplicate_of_a_returned_package_is_not_success(wishes: list[room.ReceiveWish]) -> None:
    assert _receive("trả lại.asice", "--key", "so.p12") == 1
    assert _receive("nhận.asice", "--key", "so.p12") == 0
