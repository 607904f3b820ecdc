"""The rows of a checked list as lines of a grid, heap by heap. A line is made only when it is painted."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.services.import_list import CheckedList, Clash, DroppedLine, RowFault, RowPlan
from ui.parts.heaps import Heap
from ui.parts.lines_table import Cell, Column, Line

HEAPS = (
    Heap("faulty", "fault", "Lỗi", "không nhập", "bad"),
    Heap("new", "add", "Mới", "thêm vào sổ", "accent"),
    Heap("clash", "moved", "Khác sổ", "giữ như sổ", "warn"),
    Heap("same", "check", "Trùng sổ", "đã có sẵn", "text"),
    Heap("repaired", "sign", "Đã sửa", "tự sửa", "text"),
    Heap("dropped", "empty", "Bỏ qua", "không lấy", "text"),
)
_MARKS = {"faulty": ("fault", "bad"), "new": ("add", "accent"), "clash": ("moved", "warn"), "same": ("check", "ok")}
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
Entry = tuple[str, RowPlan]
Place = tuple[str, int]


@dataclass(frozen=True)
class RowKey:
    """What the grid's signals carry: which heap, and the row as the file counts."""

    heap: str
    sheet: str
    row: int


class CheckedRows:
    """A checked list, ready to be looked at: rows by heap, remarks by row, which fields become columns."""

    def __init__(self, checked: CheckedList) -> None:
        self.checked = checked
        self.remarks: Mapping[Place, list[RowFault]] = _by_row(checked.faults)
        self.clashes: Mapping[Place, Clash] = {(c.row.sheet, c.row.row): c for c in checked.clash}
        repaired = {(told.sheet, told.row) for told in checked.faults if told.level == "repaired"}
        every = [("faulty", row) for row in checked.faulty] + [("new", row) for row in checked.new]
        self._heaps: dict[str, list[Entry]] = {
            "faulty": [("faulty", row) for row in checked.faulty],
            "new": [("new", row) for row in checked.new],
            "clash": [("clash", clash.row) for clash in checked.clash],
            "same": [("same", row) for row in checked.same],
            "repaired": [entry for entry in every if (entry[1].sheet, entry[1].row) in repaired],
        }
        self.paged = any(sheet.name for sheet in checked.plan.sheets)
        """Whether the file has sheets with names; a CSV file has none."""
        self._order = _order(checked)
        self.fields: tuple[Field, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each heap holds."""
        return {name: len(rows) for name, rows in self._heaps.items()} | {"dropped": len(self.checked.dropped)}

    def fit(self, width: int) -> bool:
        """Show as many fields as have room in `width` pixels; True when they are others than before."""
        room, chosen = max(width - _FIXED - _NAME_LEAST, 0), list[str]()
        for field in self._order:
            needed = _WIDTHS.get(field.name, _USUAL)
            if needed <= room:
                chosen.append(field.name)
                room -= needed
        fields = tuple(field for field in self.checked.register.fields() if field.name in chosen)
        changed, self.fields = fields != self.fields, fields
        return changed

    def columns(self, heap: str) -> tuple[Column, ...]:
        """The grid's columns for a heap."""
        paged = [Column("Trang", 112)] if self.paged else []
        first = (*paged, Column("Dòng", 54, right=True), Column("", 30))
        if heap == "dropped":
            return (*first[:-1], Column("Vì sao bỏ qua", 200), Column("Nội dung dòng"))
        return (*first, *(Column(field.label, _WIDTHS.get(field.name, _USUAL)) for field in self.fields))

    def lines(self, heap: str) -> Sequence[Line]:
        """The lines of a heap."""
        if heap == "dropped":
            return [_dropped_line(line, self._sheet(line.sheet)) for line in self.checked.dropped]
        return _Lines(self, self._heaps[heap])

    def line(self, entry: Entry) -> Line:
        """One row of the grid."""
        heap, row = entry
        told = {
            remark.field: remark for remark in self.remarks.get((row.sheet, row.row), ()) if remark.level != "doubt"
        }
        icon, tone = _MARKS[heap]
        if heap == "new" and row.doubts:
            icon, tone = "warn", "warn"
        made = [self._cell(field, row, told.get(field.name)) for field in self.fields]
        if row.faults and made and not any(cell.ground == "bad" for cell in made):
            made[self._name_at()] = self._out_of_sight(made[self._name_at()], row)
        first = (*self._sheet(row.sheet), Cell(str(row.row), "text_2"), Cell("", tone, icon))
        cells: tuple[Cell | str, ...] = (*first, *made)
        return Line(cells, RowKey(heap, row.sheet, row.row))

    def _name_at(self) -> int:
        names = [field.name for field in self.fields]
        name = self.checked.register.name_field
        return names.index(name) if name in names else 0

    def _out_of_sight(self, cell: Cell, row: RowPlan) -> Cell:
        """The cell of the name stands for faults whose columns have no room."""
        labels = {field.name: field.label for field in self.checked.register.fields()}
        said = [f"{labels.get(name.split('.')[0], name)}: {fault}" for name, fault in row.faults.items()]
        return replace(cell, ground="bad", tip="\n".join(said))

    def _sheet(self, name: str) -> tuple[Cell, ...]:
        return (Cell(name, "text_2"),) if self.paged else ()

    def _cell(self, field: Field, row: RowPlan, told: RowFault | None) -> Cell:
        if (fault := row.faults.get(field.name)) is not None:
            said = told.cell if told is not None else ""
            return Cell(said or "phải có", "bad", ground="bad", tip=fault)
        words = _hidden(field, _words(field, row.values.get(field.name)))
        repair = next((made for made in row.repairs if made.field == field.name), None)
        doubt = next((row.doubts[name] for name in row.doubts if name.split(".")[0] == field.name), "")
        clash = self.clashes.get((row.sheet, row.row))
        differs = clash is not None and any(made.field == field.name for made in clash.differences)
        ground = "warn" if doubt or differs else ""
        tip = doubt or (f"{repair.before} → {repair.after}. {repair.sentence}" if repair else words)
        tone = "text" if words != _EMPTY else "text_3"
        return Cell(words, tone, strong=differs, ground=ground, corner=repair is not None, tip=tip)


class _Lines(Sequence[Line]):
    """Lines made when they are asked for."""

    def __init__(self, rows: CheckedRows, entries: Sequence[Entry]) -> None:
        self._rows, self._entries = rows, entries

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self._rows.line(entry) for entry in self._entries[at]]
        return self._rows.line(self._entries[at])


def _by_row(remarks: Sequence[RowFault]) -> dict[Place, list[RowFault]]:
    made: dict[Place, list[RowFault]] = defaultdict(list)
    for remark in remarks:
        made[remark.sheet, remark.row].append(remark)
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
    if isinstance(field.kind, Rows):
        rows = value if isinstance(value, list) else []
        return f"{len(rows)}" if rows else _EMPTY
    return field.kind.show(value) or _EMPTY


def _hidden(field: Field, words: str) -> str:
    """A private number as forms show it: its end alone. A short one, as a year, would be told by its end."""
    if not field.sensitive or words == _EMPTY:
        return words
    return "•" * _MASKED + words[-_LAST:] if len(words) > 2 * _LAST else "•" * len(words)


def remarks_in_words(remarks: Sequence[RowFault]) -> Iterator[tuple[str, str, str, str]]:
    """(tone, label, sentence, cell) of each remark, faults first."""
    order = ("fault", "doubt", "repaired")
    for told in sorted(remarks, key=lambda made: order.index(made.level) if made.level in order else 3):
        yield {"fault": "bad", "doubt": "warn"}.get(told.level, "accent"), told.label, told.sentence, told.cell
