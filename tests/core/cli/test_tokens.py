"""Tokens on the command line: what is plugged in, a try, and a key named by the start of its fingerprint."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.signing.tokens import PIN, Item, fill, token_at
from tmdt_desktop import __main__ as face
from tmdt_desktop.cli import packages
from tmdt_desktop.services import export_package as room
from tmdt_desktop.services.signing_keys import TokenPlace
from tmdt_desktop.signing.driver_probe import MARK

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trial_ca: "TrialCa", key_password: str) -> Path:
    """A token with the seal of Lập Thạch."""
    from tmdt_desktop.signing.trust import Role

    made = token_at(tmp_path / "hsm", monkeypatch)
    fill(made, (Item(trial_ca.keys["246", Role.SEAL], key_password),))
    monkeypatch.setenv("TMDT_PIN", PIN)
    return made


def test_what_is_plugged_in_is_shown_and_tried(run: Run, driver: Path) -> None:
    code, told = run("tokens", "--driver", driver)
    assert code == 0
    (one,) = told["tokens"][0]["certificates"]
    assert one["usable"]
    assert "guard" not in json.dumps(told)
    code, tried = run("tokens", "--driver", driver, "--try", one["fingerprint"][:10])
    assert code == 0
    assert "chữ ký đúng" in tried["sentence"]


def test_people_read_it_as_lines(driver: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert face.main(["tokens", "--driver", str(driver)]) == 0
    said = capsys.readouterr().out
    assert "UBND huyện Lập Thạch (THỬ NGHIỆM)" in said
    assert "Đã thấy 1 thiết bị sẵn sàng ký." in said


def test_a_missing_driver_is_told_with_exit_code_one(run: Run, tmp_path: Path) -> None:
    code, told = run("tokens", "--driver", tmp_path / "khong-co.so")
    assert code == 1
    assert "khong-co.so" in told["drivers"][0]["sentence"]
    assert told["cure"]


def test_a_packed_program_can_ask_a_driver(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert face.main(["driver-probe", str(tmp_path / "none.so")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "fault" in json.loads(line.removeprefix(MARK))


def test_a_token_signs_where_a_key_file_does(
    run: Run, driver: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[room.ExportWish] = []

    def export(_: object, wish: room.ExportWish, __: object) -> room.ExportReceipt:
        asked.append(wish)
        raise room.Refused("Đủ rồi.", cure="Không cần làm gì.")

    monkeypatch.setattr(room, "export_package", export)
    monkeypatch.setattr(packages, "report_id", lambda *_: None)
    monkeypatch.setattr(packages, "opened", lambda _: nullcontext())
    (shown,) = run("tokens", "--driver", driver)[1]["tokens"]
    (one,) = shown["certificates"]
    words = ("export", tmp_path, "--report", "2024", "--to", tmp_path)
    assert run(*words, "--token", one["fingerprint"][:8], "--driver", driver)[0] == 1
    assert asked[0].key == TokenPlace(driver, one["fingerprint"], shown["serial"])
    assert asked[0].secret == PIN
    code, told = run(*words, "--token", "00000000", "--driver", driver)
    assert (code, told["problem"]["what"]) == (1, "Không thấy thiết bị ký có chứng thư này.")


@pytest.mark.parametrize("key", [(), ("--key", "a.p12", "--token", "01234567")], ids=["none", "both"])
def test_one_key_is_named_one_way(key: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        face.main(["export", "sổ", "--report", "2024", "--to", ".", *key])
    assert left.value.code == 2


def test_a_pin_that_nobody_types_is_not_sent_again_to_a_token_that_refused_it(
    run: Run, driver: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = run("tokens", "--driver", driver)[1]["tokens"][0]["certificates"][0]["fingerprint"][:8]
    monkeypatch.setenv("TMDT_PIN", "sai-PIN")
    assert run("tokens", "--driver", driver, "--try", name)[0] == 1
    monkeypatch.setenv("TMDT_PIN", PIN)
    code, told = run("tokens", "--driver", driver, "--try", name)
    assert (code, "--last-tries" in told["problem"]["cure"]) == (1, True)
    assert run("tokens", "--driver", driver, "--try", name, "--last-tries")[0] == 0
    assert run("tokens", "--driver", driver, "--try", name)[0] == 0


def test_the_password_of_a_key_file_is_no_pin_and_a_mark_at_the_start_of_the_file_no_letter(
    run: Run, driver: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = run("tokens", "--driver", driver)[1]["tokens"][0]["certificates"][0]["fingerprint"][:8]
    monkeypatch.delenv("TMDT_PIN")
    monkeypatch.setenv("TMDT_KEY_PASSWORD", "sai-PIN")
    monkeypatch.setattr("tmdt_desktop.cli.frame.at_terminal", lambda: False)
    code, told = run("tokens", "--driver", driver, "--try", name)
    assert (code, "TMDT_PIN" in told["problem"]["cure"]) == (1, True)
    kept = tmp_path / "pin.txt"
    kept.write_bytes(b"\xef\xbb\xbf" + PIN.encode() + b"\r\n")
    assert run("tokens", "--driver", driver, "--try", name, "--key-password-file", kept)[0] == 0
