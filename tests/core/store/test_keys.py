"""Key slots: the right password opens, nothing else tells anything."""

import json
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked, Damaged
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
