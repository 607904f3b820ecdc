"""Signing in the office's own tool: the PDF goes out, what comes back is looked at, and only a good one is taken in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.services.own_tool import CameBack, RevisionSeen, SignedSeen, ToolSignature
from tmdt_desktop.services.own_tool_annex import AnnexSeen
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.verify_package import FindingLine
from ui.pages import own_tool
from ui.pages.own_tool import OwnToolDialog
from ui.shell.desk import Desk

GOOD = SignedSeen(
    verdict="Hợp lệ",
    level="VALID",
    signatures=(ToolSignature("Lãnh đạo ký báo cáo", "Trần Quang Huy", "UBND huyện", None, "toàn bộ tệp", "Hợp lệ"),),
    revisions=(RevisionSeen(1, "Bản đầu tiên", "", None, True), RevisionSeen(2, "Thêm chữ ký", "Huy", None, True)),
    number=None,
    issued_on=date(2024, 12, 17),
    differences=(),
    findings=(FindingLine("VALID", "pkcs1_padding", "Chữ ký dùng kiểu cũ.", ""),),
    accepted=True,
    sentence="Chữ ký đúng, nội dung đúng như bản đã xuất.",
    cure="Nhận tệp vào sổ.",
)
BAD = SignedSeen(
    **{
        **GOOD.__dict__,
        "level": "INVALID",
        "verdict": "Không hợp lệ",
        "accepted": False,
        "sentence": "Nội dung bị đổi sau khi ký.",
        "cure": "Ký lại từ tệp đã xuất.",
        "differences": ("Trang 3 ghi 12 lớp, bản đã xuất ghi 9 lớp.",),
    }
)


@pytest.fixture
def open_it(desk: Desk, approved: UUID, show: Callable[[QWidget], None], qtbot: QtBot) -> Callable[[], OwnToolDialog]:
    """The dialog, on a report that waits for the leader."""

    def opened() -> OwnToolDialog:
        place = QWidget()
        show(place)
        dialog = OwnToolDialog(desk, report_view(desk.workspace, approved), place)
        dialog.open()
        return dialog

    assert qtbot
    return opened


def test_the_unsigned_report_goes_out(open_it: Callable[[], OwnToolDialog], tmp_path: Path, qtbot: QtBot) -> None:
    dialog = open_it()
    stick = tmp_path / "usb"
    stick.mkdir()
    dialog.export_to(stick)
    qtbot.waitUntil(lambda: dialog.receipt is not None)
    assert [path.suffix for path in stick.iterdir()] == [".pdf", ".pdf"]  # the report and Phụ lục I
    qtbot.waitUntil(lambda: "đọc lại khớp" in words(dialog))
    dialog.reject()


def test_a_file_that_nobody_signed_is_told_and_not_taken(
    open_it: Callable[[], OwnToolDialog], tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = open_it()
    dialog.export_to(tmp_path)
    qtbot.waitUntil(lambda: dialog.receipt is not None)
    assert dialog.receipt
    dialog.file.set_path(dialog.receipt.file)
    qtbot.waitUntil(lambda: dialog.seen is not None)
    qtbot.waitUntil(lambda: "Chưa nhận được" in words(dialog))
    assert not dialog.primary.isEnabled()
    dialog.reject()


def test_a_good_file_asks_only_for_what_it_does_not_say(
    open_it: Callable[[], OwnToolDialog], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    taken: list[tuple[str, date | None]] = []

    def take(_ws: object, _id: UUID, came: CameBack, _task: object) -> str:
        taken.append((came.number, came.issued_on))
        return "đã nhận"

    monkeypatch.setattr(own_tool, "look_at_signed", lambda *_: GOOD)
    monkeypatch.setattr(own_tool, "take_signed", take)
    dialog = open_it()
    dialog.file.set_path(tmp_path / "ky.pdf")
    qtbot.waitUntil(lambda: dialog.seen is not None)
    assert not dialog.primary.isEnabled()
    assert dialog.number.isEnabled()
    assert not dialog.day.isEnabled()
    qtbot.keyClicks(dialog.number.line, "312")
    with qtbot.waitSignal(dialog.accepted):
        dialog.act()
    assert taken == [("312", date(2024, 12, 17))]


def test_the_annex_is_asked_for_and_a_bad_one_is_not_taken(
    open_it: Callable[[], OwnToolDialog], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    good, bad = (
        AnnexSeen(accepted=True, sentence="Khớp.", cure=""),
        AnnexSeen(accepted=False, sentence="Lạ.", cure="Bỏ."),
    )
    told = {"tot.pdf": good, "xau.pdf": bad}
    seen = replace(GOOD, number="312/BC-UBND", annex_told="Gói đi không kèm Phụ lục I.")
    monkeypatch.setattr(own_tool, "look_at_signed", lambda *_: seen)
    monkeypatch.setattr(own_tool, "look_at_annex", lambda _ws, _id, file: told[file.name])
    dialog = open_it()
    dialog.file.set_path(tmp_path / "ky.pdf")
    qtbot.waitUntil(lambda: "không kèm Phụ lục I" in words(dialog))
    assert dialog.primary.isEnabled()
    dialog.annex.set_path(tmp_path / "xau.pdf")
    qtbot.waitUntil(lambda: "Lạ. Bỏ." in words(dialog))
    assert not dialog.primary.isEnabled()
    dialog.annex.set_path(tmp_path / "tot.pdf")
    qtbot.waitUntil(lambda: "Khớp." in words(dialog))
    assert dialog.primary.isEnabled()
    dialog.annex.set_path(None)
    assert "không kèm Phụ lục I" in words(dialog)
    dialog.reject()


def test_a_changed_file_shows_where_it_differs(
    open_it: Callable[[], OwnToolDialog], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    monkeypatch.setattr(own_tool, "look_at_signed", lambda *_: BAD)
    dialog = open_it()
    dialog.file.set_path(tmp_path / "ky.pdf")
    qtbot.waitUntil(lambda: dialog.seen is not None)
    qtbot.waitUntil(lambda: "Nội dung bị đổi sau khi ký." in words(dialog))
    assert "Trang 3 ghi 12 lớp" in words(dialog)
    assert not dialog.primary.isEnabled()
    dialog.reject()


def words(part: QWidget) -> str:
    """All words of the labels in sight."""
    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())
