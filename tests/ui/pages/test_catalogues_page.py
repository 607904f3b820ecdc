"""The catalogues: a list, a day, a word; the text behind a row; a place through the reforms."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.services.catalogues import catalogue_names
from ui.pages.catalogues import CataloguesPage
from ui.shell.desk import Desk


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None], qtbot: QtBot) -> CataloguesPage:
    made = CataloguesPage(desk)
    show(made)
    made.refresh()
    made.show_day(date(2024, 12, 31))
    qtbot.waitUntil(lambda: len(codes(made)) == 145)
    return made


def codes(page: CataloguesPage) -> list[str]:
    """The codes of the rows on the screen."""
    if page.table is None or page.table_shown is None:
        return []
    return [page.table_shown.rows[line.key].code for line in page.table.lines_model.lines]


def said(page: CataloguesPage) -> str:
    """Every word of the pane beside the table."""
    return "\n".join(each.text() for each in page.detail.widget().findChildren(QLabel))


def test_the_day_decides_which_units_there_are(page: CataloguesPage, qtbot: QtBot) -> None:
    page.show_day(date(2025, 7, 1))
    qtbot.waitUntil(lambda: len(codes(page)) == 36)
    assert "246" not in codes(page)


def test_words_without_tones_narrow_the_list(page: CataloguesPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, "ngoc my")
    qtbot.waitUntil(lambda: codes(page) == ["08767"])
    assert "Xã Ngọc Mỹ" in said(page)
    page.search.setText("không có nơi này")
    qtbot.waitUntil(lambda: codes(page) == [])
    assert "đổi ngày" in said(page)


def test_a_place_is_shown_through_its_reforms(page: CataloguesPage, qtbot: QtBot) -> None:
    page.show_day(date(2025, 7, 1))
    page.arrive(("units", "08716"))
    qtbot.waitUntil(lambda: len(page.detail.steps) == 3 and page.detail.steps[2].codes == ("08716",))
    assert "Phường Vĩnh Phúc" in said(page)
    assert "Phường Đống Đa, thành phố Vĩnh Yên" in said(page)
    assert "NQ 1676/NQ-UBTVQH15" in said(page)


@pytest.mark.parametrize("name", [name for name, _ in catalogue_names()])
def test_every_list_can_be_shown_and_tells_whether_it_was_looked_at(
    page: CataloguesPage, name: str, qtbot: QtBot
) -> None:
    page.arrive(name)
    qtbot.waitUntil(lambda: page.table_shown is not None and page.table_shown.name == name)
    assert codes(page)
    assert "đối chiếu với văn bản" in said(page)


def test_a_day_that_is_none_is_told_and_the_list_stays(page: CataloguesPage) -> None:
    page.day.put_raw("31/02/2024")
    page.day.left.emit()
    assert page.band.isVisibleTo(page)
    assert len(codes(page)) == 145


def test_the_list_is_chosen_with_the_keyboard(page: CataloguesPage, qtbot: QtBot) -> None:
    page.focus_first()
    qtbot.keyClick(page.names, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.table_shown is not None and page.table_shown.name == "agencies")
    assert "SCT" in codes(page)
