"""What the report's page finds room for, and what it says of itself while it waits."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.services.report_checks import CheckView
from tmdt_desktop.store.workspace import Workspace
from ui.pages.report import ReportPage
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
    middle = next(area for area in page.panes.findChildren(QScrollArea) if area.isAncestorOf(page.checks))
    content = middle.widget()
    assert content is not None
    assert content.width() <= middle.viewport().width()
