"""The files of a record in the window: added by button and by dropping, looked at, saved, taken off and put back."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.attachments import AttachWish, attach, attachments_of
from tmdt_desktop.store.workspace import Workspace
from ui.parts import attachments as room
from ui.parts.attachment_dialogs import AttachDialog, PictureView, PreviewDialog
from ui.parts.attachments import EMPTY, LOCKED, UNSAVED, AttachmentsPane
from ui.parts.pdf_view import PdfView
from ui.shell.desk import Desk

RAW = {"name": "Hộ Mơ", "kind": "HOUSEHOLD", "commune": "Ngọc Mỹ", "activity": "ACTIVE", "channels": []}


@pytest.fixture
def record(ws: Workspace) -> UUID:
    return registers.save(ws, Business, RAW).id


@pytest.fixture
def pane(desk: Desk, show: Callable[[QWidget], None], record: UUID) -> AttachmentsPane:
    made = AttachmentsPane(desk, Business)
    show(made)
    made.resize(396, 560)
    made.show_record(registers.get(desk.workspace, Business, record))
    return made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    image = QImage(1200, 2400, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(tmp_path / "màn hình.png"))
    return tmp_path / "màn hình.png"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_page(595, 842)
    document.save(tmp_path / "biên bản.pdf")
    document.close()
    return tmp_path / "biên bản.pdf"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    made = tmp_path / "ghi chú.txt"
    made.write_text("Gọi lại ngày mai", encoding="utf-8")
    return made


def names(pane: AttachmentsPane) -> list[str]:
    return [file.name for file in pane.model.files]


def put(pane: AttachmentsPane, ws: Workspace, record: UUID, path: Path, qtbot: QtBot, label: str = "") -> None:
    """Attach a file beside the window and wait until it is listed."""
    attach(ws, Business, record, AttachWish(path, label))
    pane.show_record(registers.get(ws, Business, record))
    qtbot.waitUntil(lambda: path.name in names(pane))
    pane.view.setCurrentIndex(pane.model.index(names(pane).index(path.name)))


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def confirm(pane: AttachmentsPane, words: str, qtbot: QtBot) -> AttachDialog:
    dialog = pane.dialog
    assert isinstance(dialog, AttachDialog)
    dialog.words.setEditText(words)
    press(dialog.primary)
    return dialog


def band_button(pane: AttachmentsPane, words: str) -> QPushButton:
    buttons: list[QPushButton] = pane.band.findChildren(QPushButton)
    return next(button for button in buttons if button.text() == words)


def test_a_file_is_added_by_the_button(
    pane: AttachmentsPane, ws: Workspace, record: UUID, paper: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: pane.said.text() == EMPTY)
    monkeypatch.setattr(room, "choose_files", lambda *_: (paper,))
    press(pane.add)
    assert isinstance(pane.dialog, AttachDialog)
    assert pane.dialog.primary.text() == "Kèm 1 tệp"
    counts: list[int] = []
    pane.counted.connect(counts.append)
    confirm(pane, "Biên bản", qtbot)
    qtbot.waitUntil(lambda: names(pane) == ["biên bản.pdf"])
    (file,) = attachments_of(ws, Business, record)
    assert (file.label, counts[-1]) == ("Biên bản", 1)
    told = pane.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Biên bản · " in told
    assert told.endswith(" · lan")
    assert not pane.said.isVisible()


def test_files_are_added_by_dropping(pane: AttachmentsPane, paper: Path, note: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper)), QUrl.fromLocalFile(str(note)), QUrl("https://example.vn/a.pdf")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    pane.dragEnterEvent(entering)
    assert entering.isAccepted()
    pane.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert isinstance(pane.dialog, AttachDialog)
    assert [path.name for path in pane.dialog.paths] == ["biên bản.pdf", "ghi chú.txt"]
    confirm(pane, "", qtbot)
    qtbot.waitUntil(lambda: names(pane) == ["biên bản.pdf", "ghi chú.txt"])


def test_what_is_refused_is_told_and_the_others_can_go_on(
    pane: AttachmentsPane, paper: Path, note: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    program = tmp_path / "mở.exe"
    program.write_bytes(b"MZ")
    pane.add_files((note, program, paper))
    dialog = confirm(pane, "", qtbot)
    qtbot.waitUntil(dialog.band.isVisible)
    assert "mở.exe" in dialog.band.what.text()
    assert dialog.paths == (paper,)
    qtbot.waitUntil(dialog.primary.isEnabled)
    qtbot.waitUntil(lambda: names(pane) == ["ghi chú.txt"])
    press(dialog.primary)
    qtbot.waitUntil(lambda: names(pane) == ["ghi chú.txt", "biên bản.pdf"])
    qtbot.waitUntil(lambda: pane.dialog is None)


def test_a_last_file_that_is_refused_cannot_be_tried_again(pane: AttachmentsPane, tmp_path: Path, qtbot: QtBot) -> None:
    pane.add_files((tmp_path / "không có.pdf",))
    dialog = confirm(pane, "", qtbot)
    qtbot.waitUntil(dialog.band.isVisible)
    qtbot.waitUntil(lambda: dialog.cancel.text() == "Đóng")
    assert not dialog.primary.isEnabled()
    press(dialog.cancel)
    qtbot.waitUntil(lambda: pane.dialog is None)


def test_a_pdf_and_a_picture_are_looked_at_in_the_window(
    pane: AttachmentsPane, ws: Workspace, record: UUID, paper: Path, picture: Path, qtbot: QtBot
) -> None:
    put(pane, ws, record, paper, qtbot)
    press(pane.look)
    dialog = pane.dialog
    assert isinstance(dialog, PreviewDialog)
    shown = dialog.shown
    assert isinstance(shown, PdfView)
    qtbot.waitUntil(lambda: shown.page_count == 2)
    press(dialog.cancel)
    put(pane, ws, record, picture, qtbot)
    press(pane.look)
    dialog = pane.dialog
    assert isinstance(dialog, PreviewDialog)
    view = dialog.shown
    assert isinstance(view, PictureView)
    qtbot.waitUntil(lambda: view.image.width() == 1200)
    press(dialog.cancel)
    qtbot.waitUntil(lambda: pane.dialog is None)


def test_rot_is_told_where_the_file_would_be_shown(
    pane: AttachmentsPane, ws: Workspace, record: UUID, paper: Path, qtbot: QtBot
) -> None:
    put(pane, ws, record, paper, qtbot)
    (kept,) = (ws.path / "attachments").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    press(pane.look)
    dialog = pane.dialog
    assert isinstance(dialog, PreviewDialog)
    qtbot.waitUntil(dialog.band.isVisible)
    assert "không mở được" in dialog.band.what.text()
    press(dialog.cancel)


def test_what_the_window_cannot_show_is_saved_as_a_copy(
    pane: AttachmentsPane, ws: Workspace, record: UUID, note: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(pane, ws, record, note, qtbot)
    assert not pane.look.isEnabled()
    target = note.with_name("bản sao.txt")
    monkeypatch.setattr(room, "choose_target", lambda *_: target)
    pane.view.activated.emit(pane.view.currentIndex())
    qtbot.waitUntil(pane.band.isVisible)
    assert target.read_bytes() == note.read_bytes()
    monkeypatch.setattr(room, "choose_target", lambda *_: ws.path / "reports" / "a.txt")
    press(pane.save)
    qtbot.waitUntil(lambda: "thư mục sổ" in pane.band.what.text())


def test_a_file_taken_off_is_put_back(
    pane: AttachmentsPane, ws: Workspace, record: UUID, note: Path, qtbot: QtBot
) -> None:
    put(pane, ws, record, note, qtbot)
    press(pane.remove)
    qtbot.waitUntil(lambda: not names(pane) and pane.band.isVisible())
    assert not attachments_of(ws, Business, record)
    press(band_button(pane, "Hoàn lại"))
    qtbot.waitUntil(lambda: names(pane) == ["ghi chú.txt"])


def test_a_record_that_is_not_stored_or_was_received_takes_no_file(
    pane: AttachmentsPane, ws: Workspace, note: Path, qtbot: QtBot
) -> None:
    pane.show_record(None)
    assert (pane.said.text(), pane.add.isEnabled()) == (UNSAVED, False)
    pane.add_files((note,))
    assert pane.dialog is None
    with ws.change("Nhận") as batch:
        (received,) = batch.insert(Business, [registers.check(Business, RAW).values], origin=("247", uuid7()))
    pane.show_record(registers.get(ws, Business, received))
    qtbot.waitUntil(lambda: pane.said.text() == LOCKED)
    assert not pane.add.isEnabled()
