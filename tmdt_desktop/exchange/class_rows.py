"""A sheet whose rows belong to one record: a class with its attendees. The record's own facts stand in the title."""

from collections.abc import Mapping, Sequence
from typing import Any

from tmdt_desktop.catalogues.units import Commune, CommuneFinder, Match
from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.checking import Beside, SheetChecker
from tmdt_desktop.exchange.columns import Told, shown
from tmdt_desktop.exchange.plans import ListPlan, RowFault, RowPlan, SheetPlan
from tmdt_desktop.exchange.row_making import SheetRows
from tmdt_desktop.exchange.surroundings import split_days, topics_in
from tmdt_desktop.exchange.values import FindRecord
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line

_LEFT_OUT = "Dòng này không nhập: chưa có {label}. Ghi {label} vào tệp rồi nhập lại."
_EMPTIED = " Ô này để trống khi nhập."


class ClassMaker:
    """Makes one record of a sheet: facts from its title, rows from its table."""

    def __init__(self, plan: ListPlan, sheet_plan: SheetPlan, task: Task, find: FindRecord | None) -> None:
        self.plan, self.sheet_plan, self.register = plan, sheet_plan, plan.register
        self.checker = SheetChecker(plan, sheet_plan, task, Beside(find))
        kind = self.register.field(sheet_plan.target).kind
        self.part_fields = kind.of.fields() if isinstance(kind, Rows) else ()
        self.told: list[RowFault] = []

    def make(self) -> SheetRows:
        """The record and the remarks on it and on its rows."""
        self.checker.read()
        self._fill_communes()
        values, faults = self._facts()
        values[self.sheet_plan.target] = self._lines()
        for made in self.register.fields():
            if made.required and made.name not in values and made.name not in faults:
                default = _default(self.register.__table__.columns.get(made.name))
                if default is None:
                    faults[made.name] = f"Tiêu đề của trang không có «{made.label}». Điền mục này."
                else:
                    values[made.name] = default
        faults = faults or dict(self.register.faults(values))
        doubts = dict(self.register.doubts(values))
        row = self.sheet_plan.header_rows[0]
        self._tell_record(
            row, {**{n: ("fault", s) for n, s in faults.items()}, **{n: ("doubt", s) for n, s in doubts.items()}}
        )
        return SheetRows([RowPlan(self.sheet_plan.name, row, values, faults, doubts, ())], self.told)

    def _tell_record(self, row: int, said: Mapping[str, tuple[str, str]]) -> None:
        for name, (level, sentence) in said.items():
            label = self.register.field(name).label
            cell = self.sheet_plan.facts.get(name, "")
            self.told.append(RowFault(self.sheet_plan.name, row, name, label, level, sentence, cell))

    def _facts(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Title lines and what was given by hand, as values; faults by field."""
        facts = dict(self.sheet_plan.facts)
        days, trouble = split_days(self.register, facts)
        name = facts.get(self.register.name_field, "")
        raw: dict[str, object] = {**topics_in(self.register, name), **facts, **days, **self.plan.parent}
        values: dict[str, Any] = {}
        faults = {self.register.period_field: trouble} if trouble and self.register.period_field else {}
        for field_name, cell in raw.items():
            try:
                value = self.checker.reading.said(self.register.field(field_name), cell)
            except Invalid as told:
                faults.setdefault(field_name, str(told))
            else:
                if value is not None:
                    values[field_name] = value
        return values, faults

    def _lines(self) -> list[dict[str, Any]]:
        """The rows of the sub-list; a value with a fault is left empty, a row without its name is left out."""
        told: dict[int, list[tuple[str, Told]]] = {}
        for name, read in self.checker.columns.items():
            for each in read.told:
                told.setdefault(each.entry, []).append((name, each))
        names = list(self.checker.columns)
        lines = zip(*(self.checker.columns[name].values for name in names), strict=True)
        made = []
        for at, cells in enumerate(lines):
            line = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
            gaps = [f for f in self.part_fields if f.required and f.name not in line]
            self._tell_line(self.checker.table.rows[at], told.get(at, ()), gaps)
            if not gaps:
                made.append(line)
        return made

    def _tell_line(self, row: int, told: Sequence[tuple[str, Told]], gaps: Sequence[Field]) -> None:
        labels = {f.name: f.label for f in self.part_fields}
        sheet, target = self.sheet_plan.name, self.sheet_plan.target
        for name, each in told:
            level = "doubt" if each.level == "fault" and not gaps else each.level
            sentence = each.sentence + (_EMPTIED if each.level == "fault" else "")
            path, label = f"{target}.{name}", labels.get(name, name)
            self.told.append(
                RowFault(sheet, row, path, label, level, sentence, shown(each.cell), each.column, each.proposed)
            )
        for gap in gaps:
            sentence = _LEFT_OUT.format(label=gap.label.lower())
            self.told.append(RowFault(sheet, row, f"{target}.{gap.name}", gap.label, "fault", sentence, ""))

    def _fill_communes(self) -> None:
        """«Công ty An Phú, Xã Ngọc Mỹ»: the commune inside the column of organisations and addresses."""
        name = next((f.name for f in self.part_fields if isinstance(f.kind, Commune)), "")
        source = self.checker.columns.get("organisation")
        if not name or name in self.checker.columns or source is None:
            return
        finder = CommuneFinder(self.plan.day, self.plan.district)
        self.checker.columns[name] = type(source)([_commune(finder, text) for text in source.values])


def _commune(finder: CommuneFinder, text: Any) -> str | None:
    found = finder.find(one_line(text)) if isinstance(text, str) else None
    return found.unit.code if found and found.unit and found.match in (Match.EXACT, Match.NEAR, Match.FORMER) else None


def _default(column: Any) -> Any:
    return getattr(column.default, "arg", None) if column is not None and column.default is not None else None


def check_class(
    plan: ListPlan, sheet_plan: SheetPlan, task: Task = SILENT, find: FindRecord | None = None
) -> SheetRows:
    """The one record of a sheet whose rows are a sub-list.

    Raises:
        Cancelled: the user stopped it.
    """
    return ClassMaker(plan, sheet_plan, task, find).make()
