"""Sheets whose rows are lines of a sub-list: their first column, «Dòng số», says which row of the main sheet they belong to.

A workbook of inspections has the inspections on its main sheet and on «Vi phạm» one line a violation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from tmdt_desktop.exchange.book import Cell, Sheet
from tmdt_desktop.exchange.columns import Told
from tmdt_desktop.exchange.headings import Vocabulary, words_of
from tmdt_desktop.exchange.plans import ColumnPlan, DroppedLine, RowFault, SheetPlan
from tmdt_desktop.exchange.row_sorting import WHY, said
from tmdt_desktop.fields import Field
from tmdt_desktop.records import Part, Record
from tmdt_desktop.text import key, one_line

ROW_NUMBER = "Dòng số"
_DEEPEST = 10


def keyed_plan(sheet: Sheet, register: type[Record]) -> SheetPlan | None:
    """The plan of such a sheet; None when it is none, or when the register has no sub-list."""
    top = next((at for at, row in enumerate(sheet.rows[:_DEEPEST]) if row and _is_key(row[0])), None)
    if top is None or not register.sub_lists():
        return None
    known = max(
        (Vocabulary(register, part.name) for part in register.sub_lists()),
        key=lambda each: (
            words_of(register.field(each.part).label) == words_of(sheet.name),
            _fit(sheet.rows[top], each),
        ),
    )
    filled = [at for at in range(top + 1, len(sheet.rows)) if any(str(cell).strip() for cell in sheet.rows[at])]
    if not filled:
        return SheetPlan(sheet.name, "Có dòng tên cột nhưng chưa có dòng nào bên dưới.")
    above = ((at, said(sheet.rows[at])) for at in range(top + 1))
    lines = ((at, "header" if at == top else "title", text) for at, text in above if text)
    return SheetPlan(
        sheet.name,
        header_rows=(top + 1,),
        columns=_columns(sheet, top, known),
        dropped=tuple(DroppedLine(sheet.name, at + 1, kind, WHY[kind], text) for at, kind, text in lines),
        target=known.part,
        spans=[(at + 1, at + 1) for at in filled],
        keyed=True,
    )


def _is_key(cell: Cell) -> bool:
    return isinstance(cell, str) and words_of(cell) == words_of(ROW_NUMBER)


def _fit(row: Sequence[Cell], known: Vocabulary) -> int:
    """How many headings the sub-list knows."""
    return sum(known.meanings(str(cell), near=False)[0].confidence == 1.0 for cell in row[1:] if cell)


def _columns(sheet: Sheet, top: int, known: Vocabulary) -> tuple[ColumnPlan, ...]:
    taken: set[str] = set()
    made = []
    for index, cell in enumerate(sheet.rows[top][1:], 1):
        heading = one_line(str(cell))
        best = next((m for m in known.meanings(heading, near=False) if m.path and m.path not in taken), None)
        if not heading:
            continue
        path = best.path if best is not None and best.path != "#" else None
        taken |= {path} if path else set()
        samples = dict.fromkeys(one_line(str(row[index])) for row in sheet.rows[top + 1 : top + 30] if row[index] != "")
        note = "" if path else "Không nhập cột này."
        made.append(ColumnPlan(index, heading, path, 1.0 if path else 0.0, samples=tuple(samples)[:4], note=note))
    return tuple(made)


@dataclass
class Line:
    """One line of a keyed sheet: where it stands, whose it is, its values, and the first thing wrong with it."""

    row: int
    key: str
    values: dict[str, Any]
    fault: str = ""


@dataclass
class Lines:
    """The lines of one keyed sheet. `taken`: keys that a row of the main sheet bears."""

    sheet: str
    part: str
    label: str
    lines: list[Line]
    told: list[RowFault]
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._places: dict[str, list[int]] = {}
        for at, line in enumerate(self.lines):
            self._places.setdefault(line.key, []).append(at)

    def of(self, keys: Sequence[str]) -> list[Line]:
        """The lines that belong to a row with one of `keys`, in the order of the sheet."""
        wanted = {each for each in keys if each}
        self.taken |= wanted
        places = (self._places.get(each, ()) for each in wanted)
        return [self.lines[at] for at in sorted(chain.from_iterable(places))]

    def stray(self) -> list[RowFault]:
        """A remark for each line that belongs to no row."""
        sentence = "Trang chính không có dòng nào mang số «{}». Ghi ở cột «Dòng số» STT của dòng bên trang chính."
        return [
            RowFault(self.sheet, line.row, self.part, ROW_NUMBER, "fault", sentence.format(line.key), line.key, 0)
            for line in self.lines
            if line.key not in self.taken
        ]


def key_of(cell: Cell) -> str:
    """A running number or a name as it is compared: 3.0 and «3.» are «3»."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return key(str(cell))


def lines_of(
    about: tuple[SheetPlan, type[Part], str],
    columns: Mapping[str, tuple[Sequence[Any], Sequence[Told]]],
    keys: Sequence[tuple[int, Cell]],
) -> Lines:
    """The lines of a read sheet. `about`: its plan, what a line is, what people call the sub-list.

    `columns`: values and remarks by field; `keys`: row of the spreadsheet and cell of «Dòng số», one an entry.
    """
    plan, part, label = about
    fields = part.fields()
    faults: dict[int, dict[str, str]] = {}
    told: list[RowFault] = []
    labels = {f.name: f.label for f in fields}
    for name, (_, remarks) in columns.items():
        for each in remarks:
            if each.level == "fault":
                faults.setdefault(each.entry, {})[name] = each.sentence
            path, row = f"{plan.target}.{name}", keys[each.entry][0]
            told.append(
                RowFault(
                    plan.name, row, path, labels.get(name, name), *each[2:4], str(each.cell), each.column, each.proposed
                )
            )
    made = []
    for at, (row, cell) in enumerate(keys):
        values = {name: read[at] for name, (read, _) in columns.items() if read[at] is not None}
        own = faults.get(at, {}) or _rule_faults(part, fields, values)
        if at not in faults:
            told += [
                RowFault(plan.name, row, f"{plan.target}.{name}", labels.get(name, name), "fault", sentence, "")
                for name, sentence in own.items()
            ]
        first = next((f"{labels.get(name, name)}: {sentence}" for name, sentence in own.items()), "")
        made.append(Line(row, key_of(cell), values, first))
    return Lines(plan.name, plan.target, label, made, told)


def _rule_faults(part: type[Part], fields: Sequence[Field], values: dict[str, Any]) -> dict[str, str]:
    """Defaults put in, what is missing, and what the rules between the fields of a line forbid."""
    columns = part.__table__.c
    for each in fields:
        default = columns[each.name].default
        if each.name not in values and default is not None and default.is_scalar:
            values[each.name] = default.arg
    gaps = {f.name: "Chưa có dữ liệu. Điền mục này." for f in fields if f.required and f.name not in values}
    return gaps or dict(part.faults(values))
