"""Files that go with records: they come and go in the history, survive copies and backups, and are never readable on disk."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.attachment_files import MOST
from tmdt_desktop.services.attachments import (
    Attached,
    AttachWish,
    attach,
    attachments_of,
    detach,
    open_attachment,
    save_attachment,
    sweep_attachments,
)
from tmdt_desktop.services.back_up import RestoreWish, back_up, restore
from tmdt_desktop.services.check_workspace import CheckLine, check_workspace
from tmdt_desktop.services.history import batches, history, undo_batch
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.workspaces import open_workspace
from tmdt_desktop.store import audit
from tmdt_desktop.store.contents import digest
from tmdt_desktop.store.workspace import Workspace

MARKER = b"%PDF-1.7 DAU HIEU RIENG 2500123499 "
CONTENT = MARKER * 50


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "Biên bản.pdf"
    made.write_bytes(CONTENT)
    return made


@pytest.fixture
def record(filled_ws: Workspace) -> UUID:
    return registers.ids_of(filled_ws, Business, registers.find(filled_ws, Business, Query(), limit=1))[0]


@pytest.fixture
def attached(filled_ws: Workspace, record: UUID, file: Path) -> Attached:
    return attach(filled_ws, Business, record, AttachWish(file, "Biên bản"))


def stored(ws: Workspace) -> list[Path]:
    return sorted((ws.path / "attachments").iterdir())


def line(ws: Workspace) -> CheckLine:
    return next(line for line in check_workspace(ws).lines if line.what == "Tệp kèm theo")


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def test_an_attached_file_is_listed_and_opens(filled_ws: Workspace, record: UUID, attached: Attached) -> None:
    (told,) = attachments_of(filled_ws, Business, record)
    assert (told.id, told.name, told.label, told.size) == (attached.id, "Biên bản.pdf", "Biên bản", len(CONTENT))
    assert (told.kind, told.viewable, told.added_by, told.sha256) == ("PDF", True, "lan", digest(CONTENT))
    assert told.id.version == 7
    opened = open_attachment(filled_ws, told.id)
    assert (opened.name, opened.content) == ("Biên bản.pdf", CONTENT)
    assert "DAU HIEU" not in repr(opened)


def test_every_register_can_bear_files(filled_ws: Workspace, file: Path) -> None:
    start_report(filled_ws, 2024)
    for register in REGISTERS:
        for id_ in registers.ids_of(filled_ws, register, registers.find(filled_ws, register, Query(), limit=1)):
            attach(filled_ws, register, id_, AttachWish(file))
            assert len(attachments_of(filled_ws, register, id_)) == 1
            undo_batch(filled_ws, batches(filled_ws, 1)[0].id)
            assert not attachments_of(filled_ws, register, id_)


def test_the_same_content_is_stored_once_and_known_under_both_names(
    filled_ws: Workspace, record: UUID, attached: Attached, file: Path
) -> None:
    other = file.with_name("bản sao.pdf")
    shutil.copyfile(file, other)
    session = registers.ids_of(filled_ws, Training, registers.find(filled_ws, Training, Query(), limit=1))[0]
    again = attach(filled_ws, Training, session, AttachWish(other))
    assert (attached.stored, again.stored, len(stored(filled_ws))) == (True, False, 1)
    assert open_attachment(filled_ws, again.id).name == "bản sao.pdf"
    with pytest.raises(Refused, match=r"Biên bản\.pdf"):
        attach(filled_ws, Business, record, AttachWish(other))


def test_nothing_readable_is_on_the_disk(
    filled_ws: Workspace, record: UUID, attached: Attached, tmp_path: Path
) -> None:
    open_attachment(filled_ws, attached.id)
    back_up(filled_ws)
    detach(filled_ws, Business, record, attached.id)
    for path in filled_ws.path.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert b"DAU HIEU RIENG" not in raw, path
            assert "Biên bản.pdf".encode() not in raw, path
            assert attached.sha256.encode() not in raw, path
        assert attached.sha256 not in path.name


def test_a_copy_goes_where_it_is_wanted_but_not_into_the_workspace(
    filled_ws: Workspace, attached: Attached, tmp_path: Path
) -> None:
    out = tmp_path / "ra"
    out.mkdir()
    assert save_attachment(filled_ws, attached.id, out) == out / "Biên bản.pdf"
    assert (out / "Biên bản.pdf").read_bytes() == CONTENT
    assert save_attachment(filled_ws, attached.id, out / "tên khác.pdf").read_bytes() == CONTENT
    before = sorted(filled_ws.path.rglob("*"))
    with pytest.raises(Refused, match="thư mục sổ"):
        save_attachment(filled_ws, attached.id, filled_ws.path / "reports")
    with pytest.raises(Blocked):
        save_attachment(filled_ws, attached.id, tmp_path / "không có" / "a.pdf")
    assert sorted(filled_ws.path.rglob("*")) == before


@pytest.mark.parametrize("content", [b"%PDF-" + bytes(MOST - 4), b"MZ\x90\0", b""])
def test_what_is_refused_leaves_nothing(filled_ws: Workspace, record: UUID, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(Refused):
        attach(filled_ws, Business, record, AttachWish(file))
    file.unlink()
    with pytest.raises(Blocked):
        attach(filled_ws, Business, record, AttachWish(file))
    assert not stored(filled_ws)
    assert not attachments_of(filled_ws, Business, record)


@pytest.mark.parametrize(("name", "label"), [("12_SCT_MẬT.pdf", ""), ("Biên bản.pdf", "Công văn (Mật)")])
def test_a_file_that_is_called_secret_is_refused_unread(
    filled_ws: Workspace, record: UUID, file: Path, name: str, label: str
) -> None:
    secret = file.rename(file.with_name(name))
    with pytest.raises(Refused, match="độ mật") as told:
        attach(filled_ws, Business, record, AttachWish(secret, label))
    assert "Phần mềm không được phép lưu tài liệu bí mật nhà nước." in told.value.why
    assert stored(filled_ws) == []


def test_a_copy_never_overwrites_what_it_was_not_told_to(
    filled_ws: Workspace, attached: Attached, tmp_path: Path
) -> None:
    (tmp_path / "ra").mkdir()
    own = tmp_path / "ra" / attached.name
    own.write_bytes(b"cua toi")
    assert save_attachment(filled_ws, attached.id, own.parent).name == "Biên bản (2).pdf"
    assert save_attachment(filled_ws, attached.id, own.parent).name == "Biên bản (3).pdf"
    assert save_attachment(filled_ws, attached.id, own).name == "Biên bản (4).pdf"
    assert own.read_bytes() == b"cua toi"
    assert save_attachment(filled_ws, attached.id, own, replace=True).read_bytes() == CONTENT


def test_a_record_that_is_gone_takes_no_file(filled_ws: Workspace, file: Path) -> None:
    with pytest.raises(Refused, match="không còn"):
        attach(filled_ws, Business, uuid7(), AttachWish(file))
    assert not stored(filled_ws)


def test_received_records_are_for_looking_only(filled_ws: Workspace, file: Path) -> None:
    with filled_ws.change("Nhận") as batch:
        row = {"name": "Hộ ngoài", "kind": "HOUSEHOLD", "commune": "08761", "activity": "ACTIVE"}
        made = batch.insert(Business, [registers.check(Business, row).values], origin=("247", uuid7()))
    with pytest.raises(Refused, match="gói đã nhận"):
        attach(filled_ws, Business, made[0], AttachWish(file))
    assert not stored(filled_ws)


def test_a_file_comes_and_goes_in_the_history_of_its_record(
    filled_ws: Workspace, record: UUID, attached: Attached
) -> None:
    detach(filled_ws, Business, record, attached.id)
    gone, come, *_ = history(filled_ws, Business, record)
    assert (come.what, come.changes[0].new) == ("Kèm tệp Biên bản.pdf", "Biên bản Biên bản.pdf")
    assert (gone.what, gone.changes[0].old, gone.changes[0].new) == (
        "Gỡ tệp Biên bản.pdf",
        "Biên bản Biên bản.pdf",
        "",
    )
    newest = batches(filled_ws, 1)[0]
    assert (newest.counts, newest.undoable) == ((("Tệp kèm theo", 1),), True)
    with filled_ws.read() as connection:
        assert audit.first_broken(connection) is None


def test_both_acts_can_be_taken_back(filled_ws: Workspace, record: UUID, attached: Attached) -> None:
    before = attachments_of(filled_ws, Business, record)
    gone = detach(filled_ws, Business, record, attached.id)
    assert undo_batch(filled_ws, gone.batch).restored == 1
    assert attachments_of(filled_ws, Business, record) == before
    assert open_attachment(filled_ws, attached.id).content == CONTENT
    assert undo_batch(filled_ws, attached.batch).restored == 1
    assert not attachments_of(filled_ws, Business, record)
    undo_batch(filled_ws, batches(filled_ws, 1)[0].id)
    assert attachments_of(filled_ws, Business, record) == before


def test_a_file_attached_again_does_not_return_a_second_time(
    filled_ws: Workspace, record: UUID, attached: Attached, file: Path
) -> None:
    gone = detach(filled_ws, Business, record, attached.id)
    again = attach(filled_ws, Business, record, AttachWish(file))
    assert undo_batch(filled_ws, gone.batch).restored == 0
    assert [each.id for each in attachments_of(filled_ws, Business, record)] == [again.id]


def test_a_file_taken_off_already_is_not_taken_off_twice(
    filled_ws: Workspace, record: UUID, attached: Attached
) -> None:
    detach(filled_ws, Business, record, attached.id)
    assert undo_batch(filled_ws, attached.batch).restored == 0
    with pytest.raises(Refused):
        detach(filled_ws, Business, record, attached.id)
    with pytest.raises(Refused):
        open_attachment(filled_ws, attached.id)


def test_a_deleted_record_returns_with_its_files(filled_ws: Workspace, record: UUID, attached: Attached) -> None:
    registers.delete(filled_ws, Business, record, 1)
    sweep_attachments(filled_ws)
    undo_batch(filled_ws, batches(filled_ws, 1)[0].id)
    assert [each.id for each in attachments_of(filled_ws, Business, record)] == [attached.id]
    assert open_attachment(filled_ws, attached.id).content == CONTENT


def test_a_file_attached_since_does_not_keep_an_act_from_being_taken_back(
    filled_ws: Workspace, record: UUID, file: Path
) -> None:
    registers.save(
        filled_ws, Business, {**registers.get(filled_ws, Business, record).values, "name": "Tên khác"}, record
    )
    renamed = batches(filled_ws, 1)[0].id
    attach(filled_ws, Business, record, AttachWish(file))
    undone = undo_batch(filled_ws, renamed)
    assert (undone.restored, undone.skipped) == (1, ())
    assert registers.get(filled_ws, Business, record).values["name"] != "Tên khác"
    assert len(attachments_of(filled_ws, Business, record)) == 1


def test_a_change_is_told_to_whoever_shows_the_register(filled_ws: Workspace, record: UUID, file: Path) -> None:
    heard: list[frozenset[type]] = []
    filled_ws.on_change(heard.append)
    made = attach(filled_ws, Business, record, AttachWish(file))
    detach(filled_ws, Business, record, made.id)
    assert heard == [frozenset({Business})] * 2


def test_sweeping_removes_what_nothing_refers_to_and_nothing_else(
    filled_ws: Workspace, record: UUID, attached: Attached, file: Path
) -> None:
    file.write_bytes(CONTENT + b"2")
    second = attach(filled_ws, Business, record, AttachWish(file))
    gone = detach(filled_ws, Business, record, second.id)
    (filled_ws.path / "attachments" / "cut.part").write_bytes(b"x")
    assert "2 tệp đã gỡ" in line(filled_ws).sentence
    assert sweep_attachments(filled_ws).files == 2
    assert open_attachment(filled_ws, attached.id).content == CONTENT
    with pytest.raises(Refused, match="Không lấy lại được"):
        undo_batch(filled_ws, gone.batch)
    assert len(attachments_of(filled_ws, Business, record)) == 1
    assert sweep_attachments(filled_ws).files == 0
    assert line(filled_ws).sound


@pytest.mark.parametrize("rot", [flip, Path.unlink])
def test_a_content_changed_or_gone_is_told_and_found_by_the_check(
    filled_ws: Workspace, record: UUID, attached: Attached, rot: object
) -> None:
    assert line(filled_ws).sound
    (path,) = stored(filled_ws)
    assert callable(rot)
    rot(path)
    with pytest.raises(Damaged):
        open_attachment(filled_ws, attached.id)
    told = line(filled_ws)
    assert not told.sound
    assert "Biên bản.pdf" in told.sentence
    assert told.cure


def test_a_workspace_copied_elsewhere_still_opens_its_files(
    filled_ws: Workspace, attached: Attached, tmp_path: Path, password: str
) -> None:
    filled_ws.close()
    shutil.copytree(filled_ws.path, tmp_path / "chỗ khác" / "sổ")
    again = open_workspace(tmp_path / "chỗ khác" / "sổ", "lan", password)
    assert open_attachment(again, attached.id).content == CONTENT
    again.close()


def test_a_backup_carries_the_files(
    filled_ws: Workspace, record: UUID, attached: Attached, tmp_path: Path, password: str
) -> None:
    copy = back_up(filled_ws, tmp_path).file
    assert b"DAU HIEU RIENG" not in copy.read_bytes()
    restore(RestoreWish(copy, tmp_path / "lấy lại", "lan", password))
    again = open_workspace(tmp_path / "lấy lại", "lan", password)
    (told,) = attachments_of(again, Business, record)
    assert open_attachment(again, told.id).content == CONTENT
    assert check_workspace(again).sound
    again.close()
