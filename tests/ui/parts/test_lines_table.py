"""Prepared lines in a table: keys, headings, a million lines that are made only when they are painted."""

from collections.abc import Callable, Sequence
from typing import overload

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.parts.chain_line import ChainLine, StepLine, steps_at
from ui.parts.heaps import Heap, Heaps
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme

COLUMNS = (Column("Dòng", 60, right=True), Column("Tên"))


@pytest.fixture
def table(theme: Theme, show: Callable[[QWidget], None]) -> LinesTable:
    made = LinesTable(theme, COLUMNS)
    show(made)
    return made


def lines(count: int) -> list[Line]:
    return [Line((str(at), Cell(f"Hòa Ễ {at}", tip="xem")), at) for at in range(count)]


class Counted(Sequence[Line]):
    """A million lines that notes how many were asked for."""

    def __init__(self) -> None:
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return 1_000_000

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            raise TypeError
        self.asked.add(at)
        return Line((str(at), "Hòa"), at)


def test_enter_and_a_double_click_open_the_line(table: LinesTable, qtbot: QtBot) -> None:
    table.show_lines(lines(5))
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.choose(3)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [3]


def test_a_line_without_a_key_cannot_be_opened(table: LinesTable, qtbot: QtBot) -> None:
    table.show_lines([Line(("1", "không mở được"))])
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.setCurrentIndex(table.lines_model.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert not opened


def test_the_current_line_stays_when_the_lines_change(table: LinesTable) -> None:
    table.show_lines(lines(5))
    table.choose(3)
    table.show_lines([Line(("x", "mới"), 99), *lines(5)])
    assert table.current_key == 3


def test_a_heading_spans_the_table_and_cannot_be_chosen(table: LinesTable) -> None:
    table.show_lines([Line(("Lỗi",), head=True), *lines(2)])
    assert table.columnSpan(0, 0) == 2
    assert not table.lines_model.flags(table.lines_model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_only_lines_in_sight_are_made(table: LinesTable, qtbot: QtBot) -> None:
    many = Counted()
    table.show_lines(many, heads=())
    table.viewport().repaint()
    qtbot.waitUntil(lambda: bool(many.asked))
    assert len(many.asked) < 200
    assert max(many.asked) < 200


def test_a_shorter_line_leaves_the_other_cells_empty(table: LinesTable) -> None:
    table.show_lines([Line(("1",), 1)])
    assert table.lines_model.data(table.lines_model.index(0, 1)) == ""


def test_heaps_tell_which_was_pressed_and_keep_their_zero(
    theme: Theme, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    heaps = Heaps(theme, (Heap("new", "add", "Mới", "sẽ thêm", "accent"), Heap("bad", "fault", "Lỗi", "để lại", "bad")))
    show(heaps)
    heaps.show_counts({"new": 1284})
    assert heaps.buttons["bad"].isVisible()
    assert "1.284 Mới" in heaps.buttons["new"].accessibleName()
    with qtbot.waitSignal(heaps.chosen) as said:
        qtbot.mouseClick(heaps.buttons["bad"], Qt.MouseButton.LeftButton)
    assert said.args == ["bad"]


@pytest.mark.parametrize("kind", [ChainLine, StepLine])
def test_the_line_of_steps_can_be_heard(
    kind: type[ChainLine] | type[StepLine], theme: Theme, show: Callable[[QWidget], None]
) -> None:
    line = kind(theme)
    line.show_steps(steps_at(("Sổ", "Số liệu", "Báo cáo"), 1))
    show(line)
    assert line.accessibleName() == "Sổ: xong; Số liệu: đang làm; Báo cáo: chưa đến"


def test_all_steps_are_done_beyond_the_last() -> None:
    assert {step.state for step in steps_at(("a", "b"), 2)} == {"done"}
    assert [step.state for step in steps_at(("a", "b"), 1, bad=True)] == ["done", "bad"]
