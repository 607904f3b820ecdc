"""What the report's page finds room for, and what it says of itself while it waits."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.services.report_checks import CheckView
from tmdt_desktop.services.report_files import preview_pdf
from tmdt_desktop.store.workspace import Workspace
from ui.pages.report import ReportPage
from ui.pages.report_steps import StepDialog
from ui.shell.desk import Desk

Show = Callable[[QWidget], None]
_NAVIGATION = 208
_CHECKS = tuple(
    CheckView(level, f"Điều {at} {'rất dài ' * 20}", "Cách chữa.", f"section:{at}")
    for level in ("stop", "hold", "look")
    for at in range(12)
)


@pytest.fixture
def page(desk: Desk, filled: Workspace, report: UUID, show: Show, qtbot: QtBot) -> ReportPage:
    made = ReportPage(desk)
    show(made)
    made.refresh()
    qtbot.waitUntil(lambda: made.view is not None)
    return made


@pytest.mark.parametrize("window", [1366, 1093])
def test_the_middle_is_never_wider_than_its_place(page: ReportPage, window: int, qtbot: QtBot) -> None:
    assert page.view is not None
    page.resize(window - _NAVIGATION, 640)
    page.panes.show_view(replace(page.view, checks=_CHECKS))
    qtbot.wait(50)
    content = page.panes.section.parentWidget()
    assert content is not None
    viewport = content.parentWidget()
    assert viewport is not None
    assert content.width() <= viewport.width()


def test_a_dialog_prints_the_key_that_works_where_the_keyboard_is(page: ReportPage, qtbot: QtBot) -> None:
    page.submit()
    dialog = page.window().findChild(StepDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.words.hasFocus)
    assert dialog.primary.key == "Ctrl+Enter"
    dialog.cancel.setFocus()
    assert dialog.primary.key == "Enter"
    dialog.words.setFocus()
    done: list[bool] = []
    dialog.primary.clicked.disconnect()
    dialog.primary.clicked.connect(lambda: done.append(True))
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return)
    assert not done
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert done
    dialog.reject()


def test_no_fault_is_passed_over_while_they_are_mended(page: ReportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []
    monkeypatch.setattr(page, "go_to", gone.append)
    left = list(_CHECKS[:5])
    for check in _CHECKS[:5]:
        assert page.view is not None
        page.view = replace(page.view, checks=tuple(left))
        page.next_fault()
        left.remove(check)
    assert gone == [check.where for check in _CHECKS[:5]]


def test_faults_that_are_left_come_round_again(page: ReportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []
    monkeypatch.setattr(page, "go_to", gone.append)
    assert page.view is not None
    page.view = replace(page.view, checks=_CHECKS[:2])
    for _ in range(3):
        page.next_fault()
    assert gone == ["section:0", "section:1", "section:0"]


def test_another_report_is_offered_under_its_own_heading_and_esc_leads_back(page: ReportPage, qtbot: QtBot) -> None:
    before = page._title.text()
    page.choose_other()
    assert page.start.isVisible()
    assert page._title.text() == "Lập báo cáo khác"
    assert not page.chain.isVisible()
    assert not page.acts["advance"].isEnabled()
    assert not page.acts["set_number"].isEnabled()
    page.reload()
    qtbot.wait(100)
    assert page.start.isVisible()
    assert page.start.isAncestorOf(page.focusWidget() or page)
    line = page.start.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not page.start.isVisible()
    assert page._title.text() == before
    assert page.chain.isVisible()
    assert page.acts["advance"].isEnabled()


def test_the_preview_of_another_report_is_taken_away_at_once(
    page: ReportPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.preview.page_count > 0)
    may = Event()

    def slowly(*about: Any) -> Path:
        may.wait(60)
        return preview_pdf(*about)

    monkeypatch.setattr("ui.pages.report_panes.preview_pdf", slowly)
    page.start_year(2023)
    qtbot.waitUntil(lambda: page.view is not None and page.view.year == 2023)
    try:
        assert page.preview.page_count == 0
        assert "Đang vẽ" in page.preview.said
    finally:
        may.set()
    qtbot.waitUntil(lambda: page.preview.page_count > 0)
    assert not page.preview.said
