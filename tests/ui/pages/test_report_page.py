"""The report's page: begin a year, write, follow the figures, mend what stops it, make its files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Blocked
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.make_report import reports
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store.workspace import Workspace
from ui.pages.register_page import Chosen
from ui.pages.report import ReportPage
from ui.pages.report_dialogs import FigureDialog, NumberDialog
from ui.pages.report_sections import state_of
from ui.shell.desk import Desk

from .conftest import businesses

Show = Callable[[QWidget], None]


@pytest.fixture
def page(desk: Desk, filled: Workspace, show: Show) -> ReportPage:
    made = ReportPage(desk)
    show(made)
    return made


@pytest.fixture
def open_page(page: ReportPage, report: UUID, qtbot: QtBot) -> ReportPage:
    """The page on the report of 2024, which lacks nothing."""
    page.refresh()
    qtbot.waitUntil(lambda: page.view is not None)
    return page


def stands(page: ReportPage, state: ReportState) -> Callable[[], bool]:
    return lambda: page.view is not None and page.view.state is state


def test_a_year_is_begun_from_the_empty_page(page: ReportPage, qtbot: QtBot) -> None:
    page.refresh()
    qtbot.waitUntil(page.start.isVisible)
    page.start.year.put(2024)
    page.start.button.click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.year == 2024)
    assert page.sections.current
    assert reports(page.ws)[0].state is ReportState.DRAFT


def test_a_year_that_has_not_begun_is_refused_in_words(page: ReportPage, qtbot: QtBot) -> None:
    page.refresh()
    page.start_year(2090)
    qtbot.waitUntil(page.band.isVisible)
    assert "2089" in page.band.rest.text()
    assert not reports(page.ws)


def test_typed_words_are_kept_when_the_keyboard_leaves(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.panes.choose("III")
    open_page.section.words.setFocus()
    open_page.section.words.setPlainText("Kết quả tốt hơn năm trước.")
    open_page.sections.list.setFocus()
    qtbot.waitUntil(lambda: "Kết quả tốt" in text_of(open_page, "III"))
    assert text_of(open_page, "III") == "Kết quả tốt hơn năm trước."


def test_words_that_could_not_be_written_are_written_next_time(
    open_page: ReportPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(*_about: object) -> None:
        raise Blocked("Đĩa đã đầy.", cure="Xóa bớt tệp rồi ghi lại.")

    open_page.panes.choose("III")
    words = open_page.section.words
    words.setPlainText("Lời chưa ghi được.")
    with monkeypatch.context() as patched:
        patched.setattr("tmdt_desktop.services.make_report.save_text", refuse)
        words.flush()
        qtbot.waitUntil(open_page.band.isVisible)
    assert words.dirty
    open_page.reload()
    qtbot.wait(100)
    assert words.toPlainText() == "Lời chưa ghi được."
    words.flush()
    qtbot.waitUntil(lambda: text_of(open_page, "III") == "Lời chưa ghi được.")
    qtbot.waitUntil(lambda: not words.dirty)


def test_typed_words_are_kept_when_another_section_is_chosen(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.panes.choose("III")
    open_page.section.words.setPlainText("Lời của mục III.")
    open_page.panes.choose("IV")
    qtbot.waitUntil(lambda: text_of(open_page, "III") == "Lời của mục III.")
    assert text_of(open_page, "IV") == "Không phát sinh."


def test_the_page_is_left_with_the_last_words_kept(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.panes.choose("V")
    open_page.section.words.setPlainText("Đề xuất thêm kinh phí.")
    assert open_page.may_leave()
    qtbot.waitUntil(lambda: text_of(open_page, "V") == "Đề xuất thêm kinh phí.")


def test_a_figure_opens_its_rows(
    open_page: ReportPage, asked: Callable[[Any], list[tuple[str, object]]], qtbot: QtBot
) -> None:
    heard = asked(open_page)
    open_page.panes.choose("II.3")
    table = open_page.section.figures
    assert table.choose(("C3.1", "", None))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard))
    ((name, chosen),) = heard
    assert name == "register:training"
    assert isinstance(chosen, Chosen)
    assert len(chosen.seqs) == 3
    assert "C3.1" in chosen.words


def test_a_part_of_a_figure_opens_only_its_own_rows(
    open_page: ReportPage, asked: Callable[[Any], list[tuple[str, object]]], qtbot: QtBot
) -> None:
    heard = asked(open_page)
    open_page.panes.choose("I")
    table = open_page.section.figures
    table.choose(("C5.1", "", None))
    open_page.show_parts()
    assert table.choose(("C5.1", "commune", "08764"))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard))
    chosen = heard[0][1]
    assert isinstance(chosen, Chosen)
    assert len(chosen.seqs) == 6


def test_what_stops_the_report_is_the_next_step(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.panes.choose("VI")
    open_page.section.words.setPlainText("")
    open_page.section.words.flush()
    qtbot.waitUntil(lambda: open_page.view is not None and open_page.view.stops == 1)
    primary = open_page.findChild(QWidget, "advance")
    assert primary is not None
    assert primary.property("text") == "Đến lỗi phải sửa"
    open_page.panes.choose("I")
    open_page.advance()
    assert open_page.sections.current == "VI"
    assert open_page.view is not None
    assert state_of(next(s for s in open_page.view.sections if s.number == "VI")) == "missing"


def test_a_check_of_the_settings_leads_there(
    open_page: ReportPage, asked: Callable[[Any], list[tuple[str, object]]], qtbot: QtBot
) -> None:
    heard = asked(open_page)
    workspaces.save_settings(open_page.ws, replace(workspaces.settings(open_page.ws), decision=""))
    open_page.reload()
    qtbot.waitUntil(lambda: open_page.view is not None and open_page.view.stops == 1)
    open_page.checks.way.emit("settings:decision")
    assert heard == [("settings", "decision")]


def test_rows_added_after_the_closing_are_told_and_taken_in_when_asked(open_page: ReportPage, qtbot: QtBot) -> None:
    with open_page.ws.change("Thêm đối tượng") as batch:
        batch.insert(Business, businesses(14)[12:])
    open_page.reload()
    qtbot.waitUntil(lambda: figure(open_page, "C5.1").live == 14)
    assert figure(open_page, "C5.1").value == 12
    open_page.panes.choose("I")
    cells = open_page.section.figures.lines_model.lines[0].cells
    assert any("sổ nay 14" in getattr(cell, "text", cell) for cell in cells)
    open_page.freeze()
    dialog = open_page.window().findChild(QWidget, "yes")
    assert dialog is not None
    qtbot.mouseClick(dialog, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: figure(open_page, "C5.1").value == 14)


def test_files_are_made_and_copied_out(open_page: ReportPage, tmp_path: Path, qtbot: QtBot) -> None:
    open_page.advance()
    qtbot.waitUntil(stands(open_page, ReportState.MADE))
    out = tmp_path / "ra ngoài"
    out.mkdir()
    open_page.export_to(out)
    wanted = [".docx", ".pdf", ".pdf", ".xlsx", ".xlsx"]
    qtbot.waitUntil(lambda: sorted(path.suffix for path in out.iterdir()) == wanted)


def test_a_second_copy_to_the_same_folder_stands_beside_the_first_and_is_told(
    open_page: ReportPage, tmp_path: Path, qtbot: QtBot
) -> None:
    open_page.advance()
    qtbot.waitUntil(stands(open_page, ReportState.MADE))
    (tmp_path / "bao-cao.pdf").write_bytes(b"cu")
    notes: list[str] = []
    open_page.noted.connect(notes.append)
    open_page.export_to(tmp_path)
    qtbot.waitUntil(lambda: any("bao-cao (2).pdf" in note for note in notes))
    assert (tmp_path / "bao-cao.pdf").read_bytes() == b"cu"
    assert (tmp_path / "bao-cao (2).pdf").read_bytes().startswith(b"%PDF")


def test_the_preview_is_the_real_pdf(open_page: ReportPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: open_page.preview.page_count > 0)
    assert open_page.preview.page_count >= 2


def test_number_and_day_are_noted(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.set_number()
    dialog = open_page.window().findChild(NumberDialog)
    assert dialog is not None
    dialog.number.put_raw("312")
    dialog.day.put_raw("18/12/2024")
    dialog.act()
    qtbot.waitUntil(lambda: open_page.view is not None and open_page.view.number == "312/BC-UBND")


def test_a_number_that_cannot_be_written_stays_in_its_dialog(
    open_page: ReportPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(*_about: object) -> None:
        raise Blocked("Đĩa đã đầy.", cure="Xóa bớt tệp rồi ghi lại.")

    monkeypatch.setattr("ui.pages.report_dialogs.set_number", refuse)
    open_page.set_number()
    dialog = open_page.window().findChild(NumberDialog)
    assert dialog is not None
    dialog.number.put_raw("312")
    dialog.act()
    qtbot.waitUntil(dialog.band.isVisible)
    assert dialog.number.raw() == "312"
    dialog.reject()


def test_the_menu_is_gone_once_it_is_closed(open_page: ReportPage, qtbot: QtBot) -> None:
    for _ in range(3):
        open_page.chooser.click()
        for menu in open_page.findChildren(QMenu):
            menu.close()
    qtbot.waitUntil(lambda: not open_page.findChildren(QMenu))


def test_a_day_that_is_none_is_told_in_the_dialog(open_page: ReportPage) -> None:
    open_page.set_number()
    dialog = open_page.window().findChild(NumberDialog)
    assert dialog is not None
    dialog.day.put_raw("31/02/2024")
    dialog.act()
    assert dialog.band.isVisible()
    dialog.reject()


def test_last_year_is_entered_by_hand(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.panes.choose("II.3")
    open_page.section.figures.choose(("C3.1", "", None))
    open_page.edit_figure()
    dialog = open_page.window().findChild(FigureDialog)
    assert dialog is not None
    dialog.last.put_raw("1.206")
    dialog.reason.setPlainText("Năm trước dồn lớp.")
    dialog.act()
    qtbot.waitUntil(lambda: figure(open_page, "C3.1").last_year == 1206)
    assert figure(open_page, "C3.1").reason == "Năm trước dồn lớp."


def test_a_narrow_window_shows_the_preview_in_the_place_of_the_words(open_page: ReportPage, qtbot: QtBot) -> None:
    open_page.resize(1000, 480)
    qtbot.waitUntil(lambda: not open_page.preview.isVisible())
    assert open_page.section.isVisible()
    open_page.show_preview()
    assert open_page.preview.isVisible()
    assert not open_page.section.isVisible()
    open_page.show_preview()
    assert open_page.section.isVisible()


def text_of(page: ReportPage, section: str) -> str:
    """What the workspace holds of a section."""
    id_ = reports(page.ws)[0].id
    return next(made.text for made in report_view(page.ws, id_).sections if made.number == section)


def figure(page: ReportPage, code: str) -> Any:
    """A figure as the page knows it."""
    assert page.view is not None
    return next(made for made in page.view.figures if made.code == code)
