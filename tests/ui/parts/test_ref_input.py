"""A reference is chosen by typing, opened where it stands, and never shown as a number."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Ref
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.reference_book import picks
from tmdt_desktop.services.references import name_of
from tmdt_desktop.store.workspace import Workspace
from ui.parts.ref_input import Hits, Lookup, RefInput
from ui.shell.theme import Theme


def business(ws: Workspace, name: str, code: str) -> UUID:
    raw = {
        "name": name,
        "kind": "Hộ kinh doanh",
        "commune": "Xã Ngọc Mỹ",
        "activity": "Đang hoạt động",
        "tax_code": code,
    }
    return registers.save(ws, Business, raw).id


@pytest.fixture
def two(ws: Workspace) -> tuple[UUID, UUID]:
    return business(ws, "Hộ Lê Thị Ấm", "2500150335"), business(ws, "Hộ Trần Văn Bình", "0100233488")


@pytest.fixture
def opened() -> list[Any]:
    return []


@pytest.fixture
def made(ws: Workspace, theme: Theme, show: Callable[[QWidget], None], opened: list[Any], two: Any) -> RefInput:
    def search(code: str, typed: str, then: Callable[[Hits], None]) -> None:
        then(picks(ws, code, typed))

    lookup = Lookup(lambda code, id_: name_of(ws, code, id_), search, lambda code, id_: opened.append((code, id_)))
    fresh = RefInput(Ref("business"), theme, lookup)
    show(fresh)
    return fresh


def test_a_record_is_shown_by_its_name(made: RefInput, two: tuple[UUID, UUID]) -> None:
    made.put(two[0])
    assert made.line.text() == "Hộ Lê Thị Ấm"
    assert made.kind.parse(made.raw()) == two[0]
    made.put_raw(made.raw())
    assert made.line.text() == "Hộ Lê Thị Ấm"


def test_typing_without_tones_finds_it_and_enter_chooses_it(
    made: RefInput, two: tuple[UUID, UUID], qtbot: QtBot
) -> None:
    made.line.setFocus()
    QTest.keyClicks(made.line, "tran van")
    qtbot.waitUntil(lambda: made.completer.popup().isVisible())
    QTest.keyClick(made.completer.popup(), Qt.Key.Key_Down)
    QTest.keyClick(made.completer.popup(), Qt.Key.Key_Return)
    assert made.kind.parse(made.raw()) == two[1]


def test_f4_shows_the_first_of_the_register(made: RefInput, qtbot: QtBot) -> None:
    made.line.setFocus()
    QTest.keyClick(made.line, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: made.completer.popup().isVisible())
    assert [made.model.item(at).text() for at in range(2)] == [
        "Hộ Lê Thị Ấm (2500150335)",
        "Hộ Trần Văn Bình (0100233488)",
    ]
    made.completer.popup().hide()


def test_words_that_name_nobody_are_told(made: RefInput) -> None:
    made.line.setFocus()
    QTest.keyClicks(made.line, "khong ai")
    made.settle()
    with pytest.raises(Invalid):
        made.kind.parse(made.raw())


def test_control_and_enter_opens_the_record(made: RefInput, two: tuple[UUID, UUID], opened: list[Any]) -> None:
    made.put(two[1])
    made.line.setFocus()
    QTest.keyClick(made.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == [("business", two[1])]


def test_delete_empties_what_is_marked(made: RefInput, two: tuple[UUID, UUID]) -> None:
    made.put(two[0])
    made.line.setFocus()
    made.line.selectAll()
    QTest.keyClick(made.line, Qt.Key.Key_Delete)
    assert made.raw() == ""
