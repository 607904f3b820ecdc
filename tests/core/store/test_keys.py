"""Key slots: the right password opens, nothing else tells anything."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.store import keys


@pytest.fixture
def slots(tmp_path: Path) -> bytes:
    data_key = keys.new_data_key()
    keys.save_slots(tmp_path, (keys.make_slot("lan", "mật khẩu dài", data_key),))
    return data_key


def test_the_right_password_gives_the_data_key_however_it_is_composed(tmp_path: Path, slots: bytes) -> None:
    import unicodedata

    assert keys.unlock(tmp_path, "lan", unicodedata.normalize("NFD", "mật khẩu dài")) == slots


def test_a_wrong_name_and_a_wrong_password_say_the_same_words(tmp_path: Path, slots: bytes) -> None:
    said = set()
    for user, password in (("lan", "sai"), ("không ai", "mật khẩu dài")):
        with pytest.raises(keys.WrongPassword) as told:
            keys.unlock(tmp_path, user, password)
        said.add(str(told.value))
    assert len(said) == 1


def test_the_delay_grows_with_each_failure_and_ends_with_success(
    tmp_path: Path, slots: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(keys.time, "time", lambda: now[0])
    waits = []
    for _ in range(5):
        with pytest.raises(keys.WrongPassword) as told:
            keys.unlock(tmp_path, "lan", "sai")
        waits.append(told.value.retry_after)
        now[0] += 1_000
    assert waits == [0, 0, 2, 4, 8]
    keys.unlock(tmp_path, "lan", "mật khẩu dài")
    assert not (tmp_path / keys.SIGN_IN).exists()


def test_even_the_right_password_waits_its_turn(tmp_path: Path, slots: bytes) -> None:
    for _ in range(3):
        with pytest.raises(keys.WrongPassword):
            keys.unlock(tmp_path, "lan", "sai")
    with pytest.raises(keys.WrongPassword, match="giây"):
        keys.unlock(tmp_path, "lan", "mật khẩu dài")


def test_a_slot_cannot_be_given_to_another_name(tmp_path: Path, slots: bytes) -> None:
    kept = json.loads((tmp_path / keys.KEYS).read_text("utf-8"))
    kept["slots"][0]["user"] = "hoa"
    (tmp_path / keys.KEYS).write_text(json.dumps(kept), "utf-8")
    with pytest.raises(keys.WrongPassword):
        keys.unlock(tmp_path, "hoa", "mật khẩu dài")


def test_no_workspace_and_a_broken_key_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Blocked):
        keys.slots(tmp_path)
    (tmp_path / keys.KEYS).write_text("{", "utf-8")
    with pytest.raises(Damaged):
        keys.slots(tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept["slots"].clear(),
        lambda kept: kept["slots"][0].update(salt="*"),
        lambda kept: kept["slots"][0].update(salt=7),
        lambda kept: kept["slots"][0].update(nonce=""),
        lambda kept: kept["slots"][0].update(wrapped="AAAA"),
        lambda kept: kept["slots"][0].update(rounds="3"),
        lambda kept: kept["slots"][0].update(rounds=0),
        lambda kept: kept["slots"][0].update(memory_kib=1 << 40),
        lambda kept: kept.pop("format"),
        lambda kept: kept.update(format="1"),
        lambda kept: kept.update(slots={"lan": 1}),
    ],
)
def test_a_key_file_with_other_content_is_damaged(
    tmp_path: Path, slots: bytes, spoil: Callable[[dict[str, Any]], None]
) -> None:
    kept = json.loads((tmp_path / keys.KEYS).read_text("utf-8"))
    spoil(kept)
    (tmp_path / keys.KEYS).write_text(json.dumps(kept), "utf-8")
    with pytest.raises(Damaged, match="Tệp khóa"):
        keys.unlock(tmp_path, "lan", "mật khẩu dài")


def test_a_key_file_of_a_newer_program_is_refused_as_such(tmp_path: Path, slots: bytes) -> None:
    kept = json.loads((tmp_path / keys.KEYS).read_text("utf-8"))
    (tmp_path / keys.KEYS).write_text(json.dumps(kept | {"format": 2}), "utf-8")
    with pytest.raises(Refused, match="mới hơn"):
        keys.unlock(tmp_path, "lan", "mật khẩu dài")


def test_a_wrong_password_is_told_as_such_where_failures_cannot_be_counted(
    tmp_path: Path, slots: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Blocked("Không ghi được sign-in.json.")

    paused: list[float] = []
    monkeypatch.setattr(keys, "publish_bytes", full)
    monkeypatch.setattr(keys.time, "sleep", paused.append)
    for user, password in (("lan", "sai"), ("không ai", "mật khẩu dài")):
        with pytest.raises(keys.WrongPassword):
            keys.unlock(tmp_path, user, password)
    assert paused == [keys.UNCOUNTED_PAUSE] * 2
    assert keys.unlock(tmp_path, "lan", "mật khẩu dài") == slots
