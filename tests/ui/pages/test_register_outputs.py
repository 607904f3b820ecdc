"""What a list gives out: kept filters, one value for many rows, paper; the filter in force holds for all of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Activity, Business, EInvoice
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.saved_filters import saved_filters
from tmdt_desktop.store.workspace import Workspace
from ui.pages.edit_many_dialog import EditManyDialog
from ui.pages.register_page import Chosen, RegisterPage
from ui.parts.kept_filters import KeepDialog
from ui.parts.print_dialog import PrintDialog
from ui.shell.desk import Desk

KINDS = ("HOUSEHOLD", "COOPERATIVE", "HOUSEHOLD")


@pytest.fixture
def page(desk: Desk, ws: Workspace, show: Callable[[QWidget], None], qtbot: QtBot) -> RegisterPage:
    for at, kind in enumerate(KINDS):
        told = {"name": f"Cơ sở {at}", "kind": kind, "commune": "Ngọc Mỹ", "activity": Activity.ACTIVE.name}
        registers.save(ws, Business, told | {"phone": "0912345678"})
    made = RegisterPage(desk, Business)
    show(made)
    with qtbot.waitSignal(made.list.loaded):
        made.refresh()
    return made


def dialog(kind: type[QWidget], qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, kind)
    return shown


def narrow(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.list.loaded):
        page.list.bar.set_filter("kind", ["HOUSEHOLD"], ["Hộ kinh doanh"])


def select(page: RegisterPage, *places: int) -> None:
    table = page.list.table
    table.choose(places[0])
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in places[1:]:
        table.selectionModel().select(table.records.index(place, 0), how)


def test_a_filter_is_kept_chosen_and_forgotten_by_the_keyboard(page: RegisterPage, ws: Workspace, qtbot: QtBot) -> None:
    narrow(page, qtbot)
    page.kept.keep()
    asked = dialog(KeepDialog, qtbot)
    assert isinstance(asked, KeepDialog)
    assert not asked.primary.isEnabled()
    QTest.keyClicks(asked.name, "Chi ho")
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [kept.name for kept in saved_filters(ws, Business)] == ["Chi ho"])
    page.list.bar.clear()
    qtbot.waitUntil(lambda: page.list.table.records.rowCount() == 3)

    page.kept_filters()
    qtbot.waitUntil(lambda: page.kept.menu is not None and page.kept.menu.isVisible())
    assert page.kept.menu is not None
    QTest.keyClick(page.kept.menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.table.records.rowCount() == 2)
    assert page.list.bar.chips["kind"].text.endswith("Hộ kinh doanh")

    page.kept.drop("Chi ho")
    qtbot.waitUntil(lambda: not saved_filters(ws, Business))


def test_many_rows_are_chosen_by_the_keyboard(page: RegisterPage) -> None:
    table = page.list.table
    table.setFocus()
    table.choose(0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(page.list.selected()) == 2
    assert "2 dòng đã chọn" in page.list.counts
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.list.selected() == list(table.records.seqs)


def test_one_value_goes_to_the_chosen_rows_alone_and_is_taken_back(
    page: RegisterPage, ws: Workspace, qtbot: QtBot
) -> None:
    select(page, 0, 2)
    page.edit_many()
    asked = dialog(EditManyDialog, qtbot)
    assert isinstance(asked, EditManyDialog)
    assert [scope.words for scope, _ in asked.scopes] == ["2 dòng đã chọn", "3 đối tượng, tất cả"]
    assert asked.field.currentIndex() == -1, "no field is chosen for the clerk"
    asked.look()
    assert asked._note.text().startswith("Chọn mục cần sửa")
    assert not asked.primary.isEnabled(), "no value yet"
    give(asked, "e_invoice", "PLAIN")
    qtbot.waitUntil(asked.primary.isEnabled)
    assert asked.primary.text() == "Sửa 2 đối tượng"
    assert values(ws, "e_invoice") == [None] * 3, "looking changes nothing"
    asked.primary.click()
    qtbot.waitUntil(lambda: values(ws, "e_invoice") == [EInvoice.PLAIN, None, EInvoice.PLAIN])
    qtbot.waitUntil(page.band.isVisible)
    back = next(button for button in page.band.findChildren(QPushButton) if button.text() == "Hoàn lại")
    back.click()
    qtbot.waitUntil(lambda: values(ws, "e_invoice") == [None] * 3)


def test_a_value_that_a_row_does_not_take_is_told_with_the_row(page: RegisterPage, qtbot: QtBot) -> None:
    page.edit_many()
    asked = dialog(EditManyDialog, qtbot)
    assert isinstance(asked, EditManyDialog)
    give(asked, "ended_on", "01/02/2024")
    qtbot.waitUntil(lambda: asked.made is not None)
    assert asked.made is not None
    assert len(asked.made.faults) == 3
    assert not asked.primary.isEnabled()
    give(asked, "email", "không phải thư")
    qtbot.waitUntil(lambda: asked.made is None and not asked.table.lines_model.rowCount())
    asked.reject()


def test_the_filter_in_force_is_printed_and_names_no_personal_column(
    page: RegisterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    narrow(page, qtbot)
    page.print_list()
    asked = dialog(PrintDialog, qtbot)
    assert isinstance(asked, PrintDialog)
    qtbot.waitUntil(lambda: asked.pdf is not None)
    asked.save_as(tmp_path / "ra.pdf")
    qtbot.waitUntil((tmp_path / "ra.pdf").exists)
    words = text_of(tmp_path / "ra.pdf")
    assert "Hộ kinh doanh" in words
    assert "Cơ sở 1" not in words
    assert not list(page.ws.path.glob("in-*")), "nothing printed stays behind"


def test_a_record_is_printed_with_personal_fields_only_when_asked(
    page: RegisterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.list.table.choose(0)
    qtbot.waitUntil(page.has_stored)
    page.print_record()
    asked = dialog(PrintDialog, qtbot)
    assert isinstance(asked, PrintDialog)
    qtbot.waitUntil(lambda: asked.pdf is not None)
    (tmp_path / "kín.pdf").write_bytes(asked.pdf.data if asked.pdf else b"")
    asked.sensitive.click()
    qtbot.waitUntil(lambda: asked.pdf is not None and asked.primary.isEnabled())
    (tmp_path / "đủ.pdf").write_bytes(asked.pdf.data if asked.pdf else b"")
    asked.reject()
    assert "0912345678" not in text_of(tmp_path / "kín.pdf").replace(" ", "")
    assert "0912345678" in text_of(tmp_path / "đủ.pdf").replace(" ", "")


def test_pages_go_to_a_printer_in_their_order(page: RegisterPage, qtbot: QtBot, tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    page.print_list()
    asked = dialog(PrintDialog, qtbot)
    assert isinstance(asked, PrintDialog)
    qtbot.waitUntil(lambda: asked.pdf is not None)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "giay.pdf"))
    with qtbot.waitSignal(asked.finished):
        asked.print_on(printer)
    assert (tmp_path / "giay.pdf").stat().st_size > 2_000


def test_rows_chosen_by_another_page_are_all_that_is_handed_over(
    page: RegisterPage, ws: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    seqs = registers.find(ws, Business, Query())[:1]
    with qtbot.waitSignal(page.list.loaded):
        page.arrive(Chosen(seqs, "1 dòng của chỉ tiêu C1"))
    page.write_list(tmp_path / "ra.csv")
    qtbot.waitUntil((tmp_path / "ra.csv").exists)
    lines = (tmp_path / "ra.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "1 dòng của chỉ tiêu C1" in lines[0]
    assert len(lines) == 3


def give(asked: EditManyDialog, name: str, raw: str) -> None:
    """Choose a field and type its value."""
    asked.field.setCurrentIndex([field.name for field in asked._fields].index(name))
    assert asked.input is not None
    asked.input.put_raw(raw)
    asked.input.edited.emit()


def values(ws: Workspace, name: str) -> list[object]:
    found = registers.find(ws, Business, Query())
    return [registers.get(ws, Business, id_).values[name] for id_ in registers.ids_of(ws, Business, found)]


def text_of(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    return " ".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
