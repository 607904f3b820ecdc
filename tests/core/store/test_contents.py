"""Contents are stored once, cannot be read or exchanged without the key, and rot is found."""

from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.store.contents import Contents, digest

MIB = 1 << 20


@pytest.fixture
def kept(tmp_path: Path) -> Contents:
    return Contents(tmp_path / "attachments", bytes(range(32)))


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB])
def test_what_is_stored_comes_back(kept: Contents, size: int) -> None:
    content = b"x" * size
    assert kept.put(content)
    assert kept.get(digest(content)) == content


def test_the_same_content_is_stored_once(kept: Contents) -> None:
    assert kept.put(b"tep")
    assert not kept.put(b"tep")
    assert len(list(kept.folder.iterdir())) == 1


def test_neither_content_nor_hash_can_be_read_from_the_folder(kept: Contents) -> None:
    content = b"dau hieu " * 1000
    kept.put(content)
    (file,) = kept.folder.iterdir()
    assert b"dau hieu" not in file.read_bytes()
    assert digest(content) not in file.name


def test_another_key_finds_nothing_and_opens_nothing(kept: Contents) -> None:
    kept.put(b"tep")
    other = Contents(kept.folder, bytes(32))
    assert other.file_of(digest(b"tep")) != kept.file_of(digest(b"tep"))
    kept.file_of(digest(b"tep")).rename(other.file_of(digest(b"tep")))
    with pytest.raises(Damaged):
        other.get(digest(b"tep"))


@pytest.mark.parametrize("at", [0, 5, 20, 21, 500, MIB + 40, -1])
def test_a_flipped_bit_anywhere_is_found_and_mended_by_storing_again(kept: Contents, at: int) -> None:
    content = b"y" * (MIB + 100)
    kept.put(content)
    file = kept.file_of(digest(content))
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)
    with pytest.raises(Damaged):
        kept.get(digest(content))
    assert kept.put(content)
    assert kept.get(digest(content)) == content


def test_a_file_cut_after_a_whole_piece_is_found(kept: Contents) -> None:
    content = b"z" * (2 * MIB)
    kept.put(content)
    file = kept.file_of(digest(content))
    file.write_bytes(file.read_bytes()[: 21 + MIB + 16])
    with pytest.raises(Damaged):
        kept.get(digest(content))


def test_pieces_that_changed_places_are_found(kept: Contents) -> None:
    content = b"a" * MIB + b"b" * MIB + b"c"
    kept.put(content)
    file = kept.file_of(digest(content))
    raw, piece = file.read_bytes(), MIB + 16
    file.write_bytes(raw[:21] + raw[21 + piece : 21 + 2 * piece] + raw[21 : 21 + piece] + raw[21 + 2 * piece :])
    with pytest.raises(Damaged):
        kept.get(digest(content))


def test_a_file_in_the_place_of_another_is_found(kept: Contents) -> None:
    kept.put(b"mot")
    kept.put(b"hai")
    kept.file_of(digest(b"hai")).replace(kept.file_of(digest(b"mot")))
    with pytest.raises(Damaged):
        kept.get(digest(b"mot"))


def test_a_file_that_is_gone_is_damage_and_one_that_is_held_is_an_obstacle(
    kept: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Damaged):
        kept.get(digest(b"khong co"))
    kept.put(b"tep")

    def held(_path: Path) -> bytes:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(Blocked):
        kept.get(digest(b"tep"))


def test_what_is_not_known_is_told(kept: Contents) -> None:
    assert kept.others([]) == []
    kept.put(b"mot")
    kept.put(b"hai")
    assert kept.others([digest(b"mot")]) == [kept.file_of(digest(b"hai"))]
