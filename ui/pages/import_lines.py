"""The rows of a checked list as lines of a grid, heap by heap. A line is made only when it is painted."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.services.import_list import CheckedList, DroppedLine, RowFault, RowPlan
from ui.pages.import_cells import FileCells
from ui.pages.import_choices import Place
from ui.parts.heaps import Heap
from ui.parts.lines_table import Cell, Column, Line

HEAPS = (
    Heap("faulty", "fault", "Lỗi", "không nhập", "bad"),
    Heap("asked", "question", "Hỏi", "chờ trả lời", "warn"),
    Heap("changed", "moved", "Khác sổ", "chọn ô lấy", "warn"),
    Heap("new", "add", "Mới", "thêm vào sổ", "accent"),
    Heap("same", "check", "Trùng sổ", "đã có sẵn", "text"),
    Heap("dropped", "empty", "Bỏ qua", "không lấy", "text"),
)
EDITED = frozenset({"faulty", "new", "doubt", "repaired"})
"""Heaps whose cells are edited where they stand; «doubt» and «repaired» are rows of the faulty and the new one."""
_MARKS = {
    "faulty": ("fault", "bad"),
    "new": ("add", "accent"),
    "changed": ("moved", "warn"),
    "asked": ("question", "warn"),
    "same": ("check", "ok"),
}
_WORST_FIRST = ("fault", "proposal", "doubt", "repaired")
_EMPTY = "—"
_LOOKED_AT = 2000
_FIXED = 112 + 54 + 30 + 16
_USUAL = 112
_NAME_LEAST = 190
_WIDTHS = {
    "name": 0,
    "tax_code": 128,
    "personal_id": 128,
    "phone": 116,
    "commune": 138,
    "kind": 130,
    "channels": 74,
    "starts_on": 104,
}
_LAST, _MASKED = 3, 7
_IN_SIGHT = 100
"""Lines that are kept: each is asked for once for every cell of it that is painted."""
Entry = tuple[str, RowPlan]


@dataclass(frozen=True)
class RowKey:
    """What the grid's signals carry: which heap, the row as the file counts, and a field where a line is one field."""

    heap: str
    sheet: str
    row: int
    field: str = ""

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return self.sheet, self.row


class CheckedRows:
    """A checked list, ready to be looked at: rows by heap, remarks by row, which fields become columns."""

    def __init__(self, checked: CheckedList) -> None:
        self.checked = checked
        self.cells = FileCells(checked.plan)
        self.remarks: Mapping[Place, list[RowFault]] = _by_row(checked)
        """What is said of each row; of a row with lines of its own (a class and who attended) also what is said of those."""
        self.typed: dict[tuple[Place, str], str] = {}
        """Texts that are being judged: (row, field) → text."""
        self.typed_times = 0
        self._heaps = _heaps(checked, self.remarks)
        self.paged = any(sheet.name for sheet in checked.plan.sheets)
        """Whether the file has sheets with names; a CSV file has none."""
        self.order = _order(checked)
        self.fields: tuple[Field, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each heap holds."""
        return {name: len(rows) for name, rows in self._heaps.items()} | {"dropped": len(self.checked.dropped)}

    def fit(self, width: int) -> bool:
        """Show as many fields as have room in `width` pixels; True when they are others than before."""
        room, chosen = max(width - _FIXED - _NAME_LEAST, 0), list[str]()
        for field in self.order:
            needed = _WIDTHS.get(field.name, _USUAL)
            if needed <= room:
                chosen.append(field.name)
                room -= needed
        fields = tuple(field for field in self.checked.register.fields() if field.name in chosen)
        changed, self.fields = fields != self.fields, fields
        return changed

    def fit_as(self, other: "CheckedRows") -> None:
        """Show the fields that another judgement of the same list shows, so that no column moves under the keyboard."""
        self.order, self.fields = other.order, other.fields

    def columns(self, heap: str) -> tuple[Column, ...]:
        """The grid's columns for a heap."""
        paged = [Column("Trang", 112)] if self.paged else []
        first = (*paged, Column("Dòng", 54, right=True), Column("", 30))
        if heap == "dropped":
            return (*first[:-1], Column("Vì sao bỏ qua", 200), Column("Nội dung dòng"))
        return (*first, *(Column(field.label, _WIDTHS.get(field.name, _USUAL)) for field in self.fields))

    @property
    def before_fields(self) -> int:
        """How many columns stand before those of the fields."""
        return 3 if self.paged else 2

    def field_at(self, column: int) -> Field | None:
        """The field of a column of the grid."""
        at = column - self.before_fields
        return self.fields[at] if 0 <= at < len(self.fields) else None

    def rows(self, heap: str) -> Sequence[Entry]:
        """The rows of a heap, each with the heap it really lies in."""
        return self._heaps[heap]

    def lines(self, heap: str) -> Sequence[Line]:
        """The lines of a heap."""
        if heap == "dropped":
            return [_dropped_line(line, self._sheet(line.sheet)) for line in self.checked.dropped]
        return _Lines(self, self._heaps[heap])

    def told(self, place: Place, name: str) -> RowFault | None:
        """The worst remark about a field of a row."""
        about = [made for made in self.remarks.get(place, ()) if made.field.partition(".")[0] == name]
        return min(about, key=_badness, default=None)

    def proposal(self, key: RowKey, column: int = -1) -> RowFault | None:
        """The proposal for a cell of the grid, else the first one of its row."""
        found = [made for made in self.remarks.get(key.place, ()) if made.proposed]
        field = self.field_at(column)
        here = (made for made in found if field is not None and made.field == field.name)
        return next(here, found[0] if found else None)

    def alike(self, told: RowFault) -> tuple[RowFault, ...]:
        """Every proposal for the same text in the same field."""
        wanted = told.field, told.cell, told.proposed
        return tuple(made for made in self.checked.faults if (made.field, made.cell, made.proposed) == wanted)

    def type_in(self, texts: Mapping[tuple[Place, str], str]) -> None:
        """Show these texts until they are judged."""
        self.typed.update(texts)
        self.typed_times += 1

    def forget_typed(self) -> None:
        """Show what is known of the rows again."""
        self.typed.clear()
        self.typed_times += 1

    def can_be_typed(self, told: RowFault) -> bool:
        """Whether a text can be put where a remark points to: a cell of the file, or a field that the file has not."""
        name = told.field.partition(".")[0]
        field = next((made for made in self.checked.register.fields() if made.name == name), None)
        return told.column >= 0 or (field is not None and self.cells.can_be_typed(field, (told.sheet, told.row), told))

    def faults_in_sight(self, key: RowKey) -> bool:
        """Whether a field that the grid shows is faulty in this row."""
        shown = {field.name for field in self.fields}
        told = self.remarks.get(key.place, ())
        return any(made.level == "fault" and made.field.partition(".")[0] in shown for made in told)

    def raw(self, key: RowKey, column: int) -> str | None:
        """The text to edit in a cell of the grid; None where nothing can be typed."""
        field = self.field_at(column)
        if field is None or key.heap == "dropped":
            return None
        told = self.told(key.place, field.name)
        if not self.cells.can_be_typed(field, key.place, told):
            return None
        if (typed := self.typed.get((key.place, field.name))) is not None:
            return typed
        at = self.cells.column(key.place, field.name, told)
        return self.cells.text((key.sheet, told.row if told else key.row, at)) if at >= 0 else ""

    def line(self, entry: Entry) -> Line:
        """One row of the grid."""
        heap, row = entry
        icon, tone = _MARKS[heap]
        if heap == "new" and row.doubts:
            icon, tone = "warn", "warn"
        made = [self._cell(field, row) for field in self.fields]
        where = Cell(str(row.row), "text_2")
        if row.faults and not any(cell.ground in ("bad", "accent") for cell in made):
            where = self._out_of_sight(where, row)
        elif row.repairs and not any(cell.corner for cell in made):
            where = self._repaired_out_of_sight(where, row)
        first = (*self._sheet(row.sheet), where, Cell("", tone, icon))
        cells: tuple[Cell | str, ...] = (*first, *made)
        return Line(cells, RowKey(heap, row.sheet, row.row))

    def _out_of_sight(self, cell: Cell, row: RowPlan) -> Cell:
        """The row's number stands for faults whose columns have no room: no cell is called faulty that is not."""
        labels = {field.name: field.label for field in self.checked.register.fields()}
        said = [f"{labels.get(name.split('.')[0], name)}: {fault}" for name, fault in row.faults.items()]
        return replace(cell, tone="bad", strong=True, ground="bad", tip="\n".join(said))

    def _repaired_out_of_sight(self, cell: Cell, row: RowPlan) -> Cell:
        """The row's number stands for repaired values whose columns have no room."""
        said = [f"{made.label}: {made.before} → {made.after}. {made.sentence}" for made in row.repairs]
        return replace(cell, corner=True, tip="\n".join(said))

    def _sheet(self, name: str) -> tuple[Cell, ...]:
        return (Cell(name, "text_2"),) if self.paged else ()

    def _cell(self, field: Field, row: RowPlan) -> Cell:
        if (typed := self.typed.get(((row.sheet, row.row), field.name))) is not None:
            return Cell(_hidden(field, typed), "text_2", ground="accent", tip="Đang kiểm tra lại")
        if fault := _about(field, row.faults):
            told = self.told((row.sheet, row.row), field.name)
            return Cell((told.cell if told else "") or "phải có", "bad", ground="bad", tip=fault)
        words = _hidden(field, _words(field, row.values.get(field.name)))
        repair = next((made for made in row.repairs if made.field == field.name), None)
        doubt = _about(field, row.doubts)
        tip = doubt or (f"{repair.before} → {repair.after}. {repair.sentence}" if repair else words)
        if doubt and words == _EMPTY and (told := self.told((row.sheet, row.row), field.name)) and told.proposed:
            return Cell(told.cell, "warn", ground="warn", tip=tip)
        tone = "text" if words != _EMPTY else "text_3"
        return Cell(words, tone, ground="warn" if doubt else "", corner=repair is not None, tip=tip)


class _Lines(Sequence[Line]):
    """Lines made when they are asked for."""

    def __init__(self, rows: CheckedRows, entries: Sequence[Entry]) -> None:
        self._rows, self._entries = rows, entries
        self._places: dict[Place, int] | None = None
        self._made: dict[int, Line] = {}
        self._of = rows.typed_times

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self._rows.line(entry) for entry in self._entries[at]]
        if len(self._made) > _IN_SIGHT or self._of != self._rows.typed_times:
            self._made.clear()
            self._of = self._rows.typed_times
        if (made := self._made.get(at)) is None:
            made = self._made[at] = self._rows.line(self._entries[at])
        return made

    def place_of(self, key: object) -> int:
        """Where a row stands, -1 when it is not here."""
        if self._places is None:
            self._places = {(row.sheet, row.row): at for at, (_, row) in enumerate(self._entries)}
        return self._places.get(key.place, -1) if isinstance(key, RowKey) else -1


def _heaps(checked: CheckedList, remarks: Mapping[Place, Sequence[RowFault]]) -> dict[str, list[Entry]]:
    repaired = {place for place, told in remarks.items() if any(made.level == "repaired" for made in told)}
    faulty, new = [("faulty", row) for row in checked.faulty], [("new", row) for row in checked.new]
    return {
        "faulty": faulty,
        "new": new,
        "changed": [("changed", made.row) for made in checked.changed],
        "asked": [("asked", made.row) for made in checked.asked],
        "same": [("same", row) for row in checked.same],
        "repaired": sorted((entry for entry in (*faulty, *new) if _in_file(entry) in repaired), key=_in_file),
        "doubt": [entry for entry in new if entry[1].doubts],
    }


def _in_file(entry: Entry) -> Place:
    return entry[1].sheet, entry[1].row


def _badness(told: RowFault) -> int:
    return _WORST_FIRST.index(told.level) if told.level in _WORST_FIRST else len(_WORST_FIRST)


def _about(field: Field, said: Mapping[str, str]) -> str:
    """What is said of a field or of anything inside it."""
    if not said:
        return ""
    return said.get(field.name) or next((said[name] for name in said if name.partition(".")[0] == field.name), "")


def _by_row(checked: CheckedList) -> dict[Place, list[RowFault]]:
    """A remark belongs to the row it stands in, else to the last row above it."""
    starts: defaultdict[str, list[int]] = defaultdict(list)
    known = [*(each.row for each in checked.changed), *(each.row for each in checked.asked)]
    for row in (*known, *checked.new, *checked.faulty, *checked.same):
        starts[row.sheet].append(row.row)
    for rows in starts.values():
        rows.sort()
    made: dict[Place, list[RowFault]] = defaultdict(list)
    for remark in checked.faults:
        rows = starts.get(remark.sheet, [])
        at = bisect_right(rows, remark.row) - 1
        made[remark.sheet, rows[at] if at >= 0 else remark.row].append(remark)
    return dict(made)


def _dropped_line(line: DroppedLine, sheet: tuple[Cell, ...]) -> Line:
    cells: tuple[Cell | str, ...] = (
        *sheet,
        Cell(str(line.row), "text_2"),
        line.why,
        Cell(line.text, "text_2", tip=line.text),
    )
    return Line(cells, RowKey("dropped", line.sheet, line.row))


def _order(checked: CheckedList) -> tuple[Field, ...]:
    """Which fields matter most: the name, what has faults, the keys, what was repaired, then the listed fields that the file fills."""
    register = checked.register
    filled = _filled(checked)
    faults = Counter(name.split(".")[0] for row in checked.faulty[:_LOOKED_AT] for name in row.faults)
    repairs = Counter(
        made.field for row in (*checked.new[:_LOOKED_AT], *checked.faulty[:_LOOKED_AT]) for made in row.repairs
    )
    order = [
        register.name_field,
        *(name for name, _ in faults.most_common()),
        *(field.name for field in register.fields() if field.key),
        *(name for name, _ in repairs.most_common()),
        *(field.name for field in register.fields() if field.listed and field.name in filled),
        *(field.name for field in register.fields() if isinstance(field.kind, Rows) and field.name in filled),
    ]
    fields = {field.name: field for field in register.fields()}
    return tuple(fields[name] for name in dict.fromkeys(order) if name in fields)


def _filled(checked: CheckedList) -> set[str]:
    names: set[str] = set()
    for row in (*checked.new[:200], *checked.faulty[:200]):
        names.update(name for name, value in row.values.items() if value not in (None, "", []))
    return names


def _words(field: Field, value: object) -> str:
    """A value in the words of the grid; a sub-list by its length."""
    if isinstance(field.kind, Rows):
        rows = value if isinstance(value, list) else []
        return f"{len(rows)}" if rows else _EMPTY
    return field.kind.show(value) or _EMPTY


def _hidden(field: Field, words: str) -> str:
    """A private number as forms show it: its end alone. A short one, as a year, would be told by its end."""
    if not field.sensitive or words == _EMPTY:
        return words
    return "•" * _MASKED + words[-_LAST:] if len(words) > 2 * _LAST else "•" * len(words)


def remarks_in_order(remarks: Sequence[RowFault]) -> Iterator[RowFault]:
    """The remarks about a row, the worst first."""
    yield from sorted(remarks, key=_badness)
