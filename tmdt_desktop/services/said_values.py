"""Which values of a row its list says, and which were only assumed: a default, a kind guessed from the name."""

from collections.abc import Sequence

from tmdt_desktop.exchange.plans import ListPlan, RowPlan, SheetPlan
from tmdt_desktop.kinds import Choice
from tmdt_desktop.records import Record
from tmdt_desktop.records.business import SubjectKind


class Said:
    """Looks into the cells of a plan. What is assumed never contradicts a record."""

    def __init__(self, plan: ListPlan) -> None:
        self._by_hand = plan.by_hand
        self._names = [name for name in _assumable(plan.register) if name not in plan.parent]
        self._sheets = {sheet.name: sheet.rows for sheet in plan.book.sheets}
        self._columns = {sheet.name: {name: _columns_of(sheet, name) for name in self._names} for sheet in plan.sheets}
        self._spans = {
            sheet.name: {first: last for first, last in sheet.spans if last > first} for sheet in plan.sheets
        }

    def assumed(self, row: RowPlan) -> frozenset[str]:
        """The fields of a row that no cell of its own says."""
        return frozenset(name for name in self._names if name in row.values and not self._says(row, name))

    def _says(self, row: RowPlan, name: str) -> bool:
        columns = self._columns.get(row.sheet, {}).get(name, ())
        if not columns:
            return False
        if (row.sheet, row.row, name) in self._by_hand.accepted:
            return True
        last = self._spans.get(row.sheet, {}).get(row.row, row.row)
        return any(self._filled(row.sheet, at, column) for at in range(row.row, last + 1) for column in columns)

    def _filled(self, sheet: str, row: int, column: int) -> bool:
        typed = self._by_hand.cells.get((sheet, row, column))
        if typed is not None:
            return bool(typed.strip())
        rows = self._sheets.get(sheet, ())
        line: Sequence[object] = rows[row - 1] if 0 < row <= len(rows) else ()
        cell = line[column] if column < len(line) else None
        return cell is not None and bool(str(cell).strip())


def _assumable(register: type[Record]) -> list[str]:
    """Fields that a record must have and that are filled where a list does not say them."""
    columns = register.__table__.columns
    return [
        made.name
        for made in register.fields()
        if made.required
        and made.name in columns
        and (columns[made.name].default is not None or (isinstance(made.kind, Choice) and made.kind.of is SubjectKind))
    ]


def _columns_of(sheet: SheetPlan, name: str) -> tuple[int, ...]:
    """The columns that fill a field or decide it by their heading."""
    return tuple(
        column.index
        for column in sheet.columns
        if name in (column.path or "").split("|") or name in dict(column.implies)
    )
