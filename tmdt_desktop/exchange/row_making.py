"""From values to rows: the columns of a sheet put together to records and judged; every remark with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tmdt_desktop.exchange.checking import STEP, Beside, SheetChecker
from tmdt_desktop.exchange.columns import Told, shown
from tmdt_desktop.exchange.missing import Missing, lone_number
from tmdt_desktop.exchange.plans import ListPlan, Repair, RowFault, RowPlan, SheetPlan
from tmdt_desktop.exchange.term_times import TermTimes
from tmdt_desktop.task import SILENT, Task


@dataclass
class SheetRows:
    """What came of one sheet."""

    rows: list[RowPlan] = field(default_factory=list)
    told: list[RowFault] = field(default_factory=list)


class RowMaker:
    """Puts the columns of a sheet together to records."""

    def __init__(self, checker: SheetChecker) -> None:
        self.checker, self.register = checker, checker.plan.register
        self.labels = {made.name: made.label for made in self.register.fields()}
        self.missing = Missing(checker)

    def make(self) -> SheetRows:
        """All rows of the sheet, and the remarks on them."""
        checker = self.checker
        checker.task.step(0, 0, checker.sheet_plan.name)
        self.missing.fill()
        checker.task.step(0, 0, checker.sheet_plan.name)
        told = self._told_by_entry()
        names = list(checker.columns)
        columns = [checker.columns[name].values for name in names]
        made = SheetRows()
        faults_of, doubts_of = self.register.faults, self.register.doubts
        times = TermTimes(self.register, checker.plan.day)
        sheet = checker.sheet_plan.name
        required = self.missing.required
        rows = checker.table.rows
        for at, cells in enumerate(zip(*columns, strict=True)):
            if at % STEP == 0:
                checker.task.step(at, len(rows), sheet)
            values = {name: value for name, value in zip(names, cells, strict=False) if value is not None}
            remarks = told.get(at, ())
            faults, doubts, repairs = _sorted_remarks(remarks, required) if remarks else ({}, {}, ())
            for name in required:
                if name not in values:
                    faults.setdefault(name, "Chưa có dữ liệu. Điền mục này.")
            if not faults:
                faults = {**faults_of(values), **times.faults(values)}
                doubts.update(doubts_of(values))
                doubts.update(lone_number(values))
            made.rows.append(RowPlan(sheet, rows[at], values, faults, doubts, repairs))
            if faults or remarks or doubts:
                made.told += self._faults(rows[at], remarks, faults, doubts)
        return made

    def _told_by_entry(self) -> dict[int, list[tuple[str, str, Told]]]:
        """{entry: [(field, label, remark)]} for the entries that have remarks."""
        found: dict[int, list[tuple[str, str, Told]]] = {}
        for name, read in self.checker.columns.items():
            for told in read.told:
                found.setdefault(told.entry, []).append((name, self.labels.get(name, name), told))
        for label, told in self.checker.loose:
            loose = told._replace(level="doubt" if told.level == "fault" else told.level)
            found.setdefault(told.entry, []).append(("", label, loose))
        for told in (*self.checker.errors_told(), *self.checker.respelled_told()):
            found.setdefault(told.entry, []).append(("", self._heading(told.column), told))
        for at, lines in self.checker.table.joined.items():
            sentence = f"Một hồ sơ ghi trên {lines} dòng; đã gộp lại."
            found.setdefault(at, []).append(("", "Dòng", Told(at, -1, "repaired", sentence, "")))
        return found

    def _heading(self, index: int) -> str:
        return next((c.heading for c in self.checker.sheet_plan.columns if c.index == index), "")

    def _faults(
        self, row: int, remarks: Sequence[tuple[str, str, Told]], faults: Mapping[str, str], doubts: Mapping[str, str]
    ) -> list[RowFault]:
        sheet = self.checker.sheet_plan.name
        said = [
            RowFault(sheet, row, name, label, told.level, told.sentence, shown(told.cell), told.column, told.proposed)
            for name, label, told in remarks
        ]
        if not faults and not doubts:
            return said
        known = {(name, told.sentence) for name, _, told in remarks}
        for level, sentences in (("fault", faults), ("doubt", doubts)):
            said += [
                RowFault(sheet, row, name, self.labels.get(name, name), level, sentence, "", self._column(name))
                for name, sentence in sentences.items()
                if (name, sentence) not in known
            ]
        return said

    def _column(self, name: str) -> int:
        return next((c.index for c in self.checker.sheet_plan.columns if (c.path or "").split("|")[0] == name), -1)


def _sorted_remarks(
    remarks: Sequence[tuple[str, str, Told]], required: Sequence[str]
) -> tuple[dict[str, str], dict[str, str], tuple[Repair, ...]]:
    faults: dict[str, str] = {}
    doubts: dict[str, str] = {}
    repairs: list[Repair] = []
    for name, label, told in remarks:
        if told.level == "fault" or (told.level == "proposal" and name in required):
            faults[name] = told.sentence
        elif told.level in ("doubt", "proposal"):
            doubts[name] = told.sentence
        else:
            repairs.append(Repair(name, label, shown(told.cell), shown(told.value), told.sentence))
    return faults, doubts, tuple(repairs)


def check_sheet(plan: ListPlan, sheet_plan: SheetPlan, task: Task = SILENT, beside: Beside | None = None) -> SheetRows:
    """The rows of one sheet whose rows are records.

    Raises:
        Cancelled: the user stopped it.
    """
    with_ = beside or Beside()
    checker = SheetChecker(plan, sheet_plan, task, with_)
    checker.read()
    checker.take_lines(with_.lists)
    return RowMaker(checker).make()
