"""The year at a glance: every tile and every bar opens to its rows, by the mouse and by the keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.store.workspace import Workspace
from ui.pages.overview import OverviewPage, TileCard
from ui.pages.packages import PackagesPage
from ui.pages.register_page import Chosen
from ui.parts.charts import ChartView
from ui.shell.desk import Desk

Asked = Callable[[Any], list[tuple[str, object]]]


@pytest.fixture
def page(desk: Desk, filled: Workspace, show: Callable[[QWidget], None], qtbot: QtBot) -> OverviewPage:
    assert filled
    made = OverviewPage(desk, 2024)
    show(made)
    made.refresh()
    qtbot.waitUntil(lambda: made.made is not None)
    return made


def rows(heard: list[tuple[str, object]]) -> tuple[str, Chosen]:
    ((name, chosen),) = heard
    assert isinstance(chosen, Chosen)
    return name, chosen


def test_a_bar_opens_its_rows(page: OverviewPage, asked: Asked, qtbot: QtBot) -> None:
    heard = asked(page)
    chart = next(made for made in page.findChildren(ChartView) if "xã" in made.chart.title)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard))
    name, chosen = rows(heard)
    assert name == "register:business"
    assert len(chosen.seqs) == 6


def test_a_tile_opens_what_it_counts(page: OverviewPage, asked: Asked, qtbot: QtBot) -> None:
    heard = asked(page)
    tile = next(made for made in page.findChildren(TileCard) if "lớp tập huấn" in made.accessibleName())
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(heard))
    name, chosen = rows(heard)
    assert (name, len(chosen.seqs)) == ("register:training", 3)


def test_what_was_not_collected_is_no_nought(page: OverviewPage) -> None:
    told = [made.accessibleName() for made in page.findChildren(TileCard)]
    assert any("Chưa có số liệu" in words for words in told)


def test_another_year_is_counted_anew(page: OverviewPage, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.made is not None and page.made.year == 2023)


def test_an_empty_office_has_no_noughts(desk: Desk, show: Callable[[QWidget], None], qtbot: QtBot) -> None:
    page = OverviewPage(desk, 2024)
    show(page)
    page.refresh()
    qtbot.waitUntil(lambda: page.made is not None)
    assert page.made is not None
    assert {(tile.value, tile.last_year) for tile in page.made.tiles} == {(None, None)}


def test_the_department_is_told_whose_figures_these_are_and_led_to_the_totals(
    department_desk: Desk, asked: Asked, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    page = OverviewPage(department_desk, 2024)
    show(page)
    page.refresh()
    qtbot.waitUntil(lambda: page.made is not None)
    assert "sổ của riêng Sở" in "".join(made.text() for made in page.findChildren(QLabel))
    heard = asked(page)
    page.acts["open_totals"].trigger()
    assert heard == [("packages", "totals")]
    packages = PackagesPage(department_desk)
    qtbot.addWidget(packages)
    packages.arrive("totals")
    assert packages.tabs["totals"].isChecked()


def test_a_late_answer_for_another_year_changes_nothing(page: OverviewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    monkeypatch.setattr(page, "ask", lambda work, done: waiting.append((work, done)))
    page.reload()
    page.arrive(2023)
    for work, done in reversed(waiting):
        done(work())
    assert len(waiting) == 2
    assert page.made is not None
    assert (page.year, page.made.year) == (2023, 2023)
