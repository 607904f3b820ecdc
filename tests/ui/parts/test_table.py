"""The table: pages are read when they are needed, few are kept, gone rows do no harm."""

from array import array
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.services.registers import ListRow
from ui.parts.table import KEPT_PAGES, PAGE, RecordModel, RecordTable
from ui.shell.theme import Theme


class Shelf:
    """Rows made up on demand; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[Sequence[int]] = []
        self.gone: set[int] = set()

    def fetch(self, seqs: Sequence[int]) -> list[ListRow]:
        self.asked.append(seqs)
        return [_row(seq) for seq in seqs if seq not in self.gone]


def _row(seq: int) -> ListRow:
    values = (f"Hộ {seq}", None, SubjectKind.HOUSEHOLD, "08767", Activity.ACTIVE, 3)
    return ListRow(seq, UUID(int=seq + 1), 1, values, doubt=seq % 7 == 0)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_values_are_read_page_by_page_and_once(shelf: Shelf) -> None:
    model = RecordModel(Business, shelf.fetch)
    model.replace(array("q", range(10_000)))
    assert model.rowCount() == 10_000
    assert shelf.asked == []
    for row in (0, 1, PAGE - 1):
        assert model.index(row, 1).data() == f"Hộ {row}"
    assert len(shelf.asked) == 1
    assert model.index(PAGE, 1).data() == f"Hộ {PAGE}"
    assert len(shelf.asked) == 2


def test_few_pages_are_kept(shelf: Shelf) -> None:
    model = RecordModel(Business, shelf.fetch)
    model.replace(array("q", range(PAGE * (KEPT_PAGES + 10))))
    for page in range(KEPT_PAGES + 10):
        model.index(page * PAGE, 1).data()
    assert len(model._pages) == KEPT_PAGES


def test_empty_is_a_dash_and_numbers_stand_right(shelf: Shelf) -> None:
    model = RecordModel(Business, shelf.fetch)
    model.replace(array("q", [5]))
    names = [field.name for field in model.fields]
    assert model.index(0, names.index("tax_code") + 1).data() == "—"
    align = model.headerData(names.index("channels") + 1, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert align & Qt.AlignmentFlag.AlignRight


def test_a_row_that_is_gone_shows_empty(shelf: Shelf) -> None:
    shelf.gone = {2}
    model = RecordModel(Business, shelf.fetch)
    model.replace(array("q", [1, 2, 3]))
    assert model.row(1) is None
    assert [model.index(row, 1).data() for row in range(3)] == ["Hộ 1", "", "Hộ 3"]


def test_the_chosen_row_stays_chosen_when_others_come(theme: Theme, shelf: Shelf) -> None:
    table = RecordTable(theme, Business, shelf.fetch)
    table.show_rows(array("q", [10, 20, 30]))
    table.choose(2)
    moves: list[int] = []
    table.moved.connect(lambda: moves.append(1))
    table.show_rows(array("q", [5, 10, 30, 40]))
    assert table.current is not None
    assert table.current.seq == 30
    assert moves == []
    table.deleteLater()


def test_marks_tell_drafts_before_doubts(theme: Theme, shelf: Shelf) -> None:
    table = RecordTable(theme, Business, shelf.fetch)
    table.show_rows(array("q", [7, 8]))
    assert [table.mark_of(row) for row in (0, 1)] == ["warn", ""]
    table.records.drafts = {_row(7).id, uuid4()}
    assert table.mark_of(0) == "sign"
    table.deleteLater()


@pytest.mark.parametrize("room", [1100, 760, 640, 300])
def test_the_columns_fill_the_table_and_the_last_are_hidden_rather_than_cut(
    theme: Theme, shelf: Shelf, room: int
) -> None:
    table = RecordTable(theme, Business, shelf.fetch)
    widths = table._widths(room)
    assert sum(widths) == room
    for width, field in zip(widths[1:], table.records.fields, strict=True):
        assert width == 0 or width >= table._sample(field) or field.name == "name"
    table.resize(room, 400)
    table.grab()
    table.deleteLater()


def test_cut_words_and_marks_have_a_tooltip(theme: Theme, shelf: Shelf) -> None:
    table = RecordTable(theme, Business, shelf.fetch)
    table.show_rows(array("q", [7]))
    table.setColumnWidth(1, 400)
    assert table.told_at(table.records.index(0, 0)) == "Có chỗ nên xem lại"
    assert table.told_at(table.records.index(0, 1)) == ""
    table.setColumnWidth(1, 30)
    assert table.told_at(table.records.index(0, 1)) == "Hộ 7"
    table.deleteLater()


def test_a_row_that_is_gone_is_painted_empty(theme: Theme, shelf: Shelf, show: Callable[[QWidget], None]) -> None:
    shelf.gone = {2}
    table = RecordTable(theme, Business, shelf.fetch)
    show(table)
    table.show_rows(array("q", [1, 2, 3]))
    table.choose(1)
    assert not table.grab().isNull()
