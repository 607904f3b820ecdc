"""From a plan to values: every planned column of a sheet read and put right, with a remark where one is due."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tmdt_desktop.exchange import columns as cols
from tmdt_desktop.exchange.book import Cell, Sheet
from tmdt_desktop.exchange.channels import NONE, Channels, read_channels, says_no
from tmdt_desktop.exchange.columns import ReadColumn, Table, Told
from tmdt_desktop.exchange.headings import field_at
from tmdt_desktop.exchange.identifiers import Read, read_either
from tmdt_desktop.exchange.joint_columns import take_apart
from tmdt_desktop.exchange.keyed_sheets import Lines, key_of, lines_of
from tmdt_desktop.exchange.legacy_text import reads_both_ways
from tmdt_desktop.exchange.old_letters import in_unicode
from tmdt_desktop.exchange.plans import ColumnPlan, ListPlan, SheetPlan
from tmdt_desktop.exchange.values import EMPTY, FindRecord, Reader, Reading
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Choices, Day, Note, Phone, Whole
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line

STEP = 500
"""Rows, or different cells, between two looks at whether the user has stopped the work."""


@dataclass(frozen=True)
class Beside:
    """What a sheet is read with beside its plan: who knows the records of other registers, lines of keyed sheets, and
    which rows alone are wanted (None: all).
    """

    find: FindRecord | None = None
    lists: Sequence[Lines] = ()
    only: frozenset[int] | None = None


class SheetChecker:
    """Reads the entries of one sheet as values by field name."""

    def __init__(
        self, plan: ListPlan, sheet_plan: SheetPlan, task: Task = SILENT, beside: Beside | None = None
    ) -> None:
        self.plan, self.sheet_plan, self.task = plan, sheet_plan, task
        with_ = beside or Beside()
        self.sheet: Sheet = next(sheet for sheet in plan.book.sheets if sheet.name == sheet_plan.name)
        self.reading = Reading(plan.day, plan.district, plan.book.date_1904, with_.find)
        whole: Table = cols.table_of(self.sheet, sheet_plan, plan.by_hand.cells)
        self.table = whole if with_.only is None else whole.only(with_.only)
        self.typed = {(row, column) for name, row, column in plan.by_hand.cells if name == sheet_plan.name}
        self.columns: dict[str, ReadColumn] = {}
        self.loose: list[tuple[str, Told]] = []
        """Remarks on what fills no field: (label, remark)."""

    def read(self) -> None:
        """Read every planned column into `columns`, by field name within the sheet's target."""
        prefix = f"{self.sheet_plan.target}." if self.sheet_plan.target else ""
        for path, planned in cols.by_path(self.sheet_plan).items():
            if "|" in path:
                self._read_either(path, planned[0])
                continue
            made = field_at(self.plan.register, path)
            if made is None:
                continue
            reader = self.reading.of(made)
            read = [self._read_one(c, _ticked(c, path, made) or reader) for c in planned]
            joined = cols.coalesced(read, _joiner(made))
            if len(read) > 1:
                _shortened(joined, made)
            self._put(path.removeprefix(prefix), joined)
            self._imply(planned, read, prefix)
        self._read_channels()
        self._check_loose_days()
        take_apart(self.columns, self.sheet_plan.columns, prefix)
        self._take_accepted(prefix)

    def _take_accepted(self, prefix: str) -> None:
        """Proposals that a person accepted, in place of what the cells say."""
        own = {(row, path): plain for (name, row, path), plain in self.plan.by_hand.accepted.items()
               if name == self.sheet_plan.name}  # fmt: skip
        places = {row: at for at, row in enumerate(self.table.rows)} if own else {}
        for (row, path), plain in own.items():
            made, at = field_at(self.plan.register, path), places.get(row)
            if made is None or at is None:
                continue
            read = self.columns.setdefault(path.removeprefix(prefix), ReadColumn([None] * len(places)))
            said = next((told for told in read.told if told.entry == at), Told(at, -1, "", "", ""))
            read.values[at] = made.kind.restore(plain.split() if isinstance(made.kind, Choices) else plain)
            read.told[:] = [told for told in read.told if told.entry != at]
            chosen = f"Chọn «{made.kind.show(read.values[at])}» theo gợi ý."
            read.told.append(Told(at, said.column, "repaired", chosen, said.cell, read.values[at]))

    def take_lines(self, lists: Iterable[Lines]) -> None:
        """Give each entry the lines of keyed sheets that bear its running number (its place, without one) or its name."""
        numbers = self.table.column(self.sheet_plan.number) if self.sheet_plan.number >= 0 else ()
        names = self.columns.get(self.plan.register.name_field)
        for lines in lists:
            made = ReadColumn([None] * len(self.table.rows))
            for at in range(len(self.table.rows)):
                number = key_of(numbers[at]) if numbers else str(at + 1)
                named = names.values[at] if names else None
                own = lines.of((number, key_of(named) if isinstance(named, str) else ""))
                made.values[at] = [line.values for line in own if not line.fault] or None
                told = next((line for line in own if line.fault), None)
                if told is not None:
                    sentence = f"Trang «{lines.sheet}», dòng {told.row}: {told.fault}"
                    made.told.append(Told(at, -1, "fault", sentence, ""))
            known = self.columns.get(lines.part)
            self.columns[lines.part] = cols.coalesced([known, made], _all_rows) if known else made

    def _put(self, name: str, read: ReadColumn) -> None:
        known = self.columns.get(name)
        self.columns[name] = cols.coalesced([known, read], _first) if known else read

    def _read_one(self, column: ColumnPlan, reader: Reader) -> ReadColumn:
        return cols.read_column(cols.by_type(self.table.column(column.index)), column.index, reader, self._look_up)

    def _look_up(self) -> None:
        self.task.step(0, 0, self.sheet_plan.name)

    def _imply(self, planned: Sequence[ColumnPlan], read: Sequence[ReadColumn], prefix: str) -> None:
        """«Năm sinh – Nữ» filled says that the person is a woman."""
        for column, values in zip(planned, read, strict=True):
            for path, plain in column.implies:
                made = field_at(self.plan.register, path)
                if made is not None:
                    term = made.kind.restore(plain)
                    chosen = ReadColumn([None if value is None else term for value in values.values])
                    self._put(path.removeprefix(prefix), chosen)

    def _read_either(self, path: str, column: ColumnPlan) -> None:
        """A column that holds tax codes and personal numbers side by side."""
        cells = cols.by_type(self.table.column(column.index))
        for name, wanted in zip(path.split("|"), ("tax", "person"), strict=True):
            made = field_at(self.plan.register, name)
            guard = self.reading.of(made) if made else None
            if guard is not None:
                self._put(name, cols.read_column(cells, column.index, _only(wanted, guard), self._look_up))

    def _read_channels(self) -> None:
        heads = [part.name for part in self.plan.register.sub_lists()]
        for head in heads:
            planned = [
                c
                for c in self.sheet_plan.columns
                if c.path and c.path.startswith(f"{head}.") and not self.sheet_plan.target
            ]
            if planned:
                read = [self._channel_column(column, str(column.path).partition(".")[2]) for column in planned]
                found = cols.coalesced(read, _distinct_rows)
                self.columns[head] = ReadColumn([list(rows) if rows else None for rows in found.values], found.told)

    def _channel_column(self, column: ColumnPlan, sort: str) -> ReadColumn:
        known: dict[Any, Channels] = {"": NONE}
        cells = cols.by_type(self.table.column(column.index))
        for read, cell in enumerate(set(cells) - {""}):
            if read % STEP == 0:
                self.task.step(0, 0, self.sheet_plan.name)
            known[cell] = read_channels(cell, sort)
        made = ReadColumn([known[cell].rows or None for cell in cells])
        for at, cell in enumerate(cells):
            said = known[cell]
            for level, sentence in (("doubt", said.doubt), ("repaired", said.repaired)):
                if sentence:
                    made.told.append(Told(at, column.index, level, sentence, cell))
        self._take_links(made, column, cells, sort)
        return made

    def _take_links(self, made: ReadColumn, column: ColumnPlan, cells: Sequence[Cell], sort: str) -> None:
        """The link behind «Website cửa hàng», where the text itself is no address."""
        links = self.sheet.marks.links
        for at, row in enumerate(self.table.rows) if links else ():
            target = links.get((row - 1, column.index)) if (row, column.index) not in self.typed else None
            if target and not any(each["address"] for each in made.values[at] or ()):
                found = read_channels(target, sort)
                if found.rows:
                    made.values[at] = found.rows
                    made.told = [told for told in made.told if told.entry != at]
                    sentence = "Lấy liên kết nằm sau chữ trong ô."
                    made.told.append(Told(at, column.index, "repaired", sentence, cells[at], target))

    def _check_loose_days(self) -> None:
        """A column of days that fills no field is still looked at: a day that cannot be is told."""
        for column in self.sheet_plan.columns:
            if column.path is None and one_line(column.heading).lower().startswith("ngày"):
                read = self._read_one(column, self.reading.of(Field("", column.heading, Day(), required=False)))
                if sum(told.level == "fault" for told in read.told) * 4 <= len(read.values):
                    self.loose += [(column.heading, told) for told in read.told]

    def errors_told(self) -> list[Told]:
        """A remark for every cell of an entry that the spreadsheet could not calculate."""
        places = self.sheet.marks.errors
        if not places:
            return []
        taken = {c.index for c in self.sheet_plan.columns if c.path}
        entries = {row - 1: at for at, row in enumerate(self.table.rows)}
        sentence = "Ô này Excel tính ra lỗi; coi như trống. Ghi giá trị thật vào ô."
        return [
            Told(entries[row], column, "doubt", sentence, "")
            for row, column in sorted(places)
            if row in entries and column in taken and (row + 1, column) not in self.typed
        ]

    def respelled_told(self) -> list[Told]:
        """A doubt for every cell that is good Vietnamese both as it was typed and in the old alphabet of its column."""
        changed = Counter(column for _, column in self.sheet.raw)
        told: list[Told] = []
        for column in self.sheet_plan.columns:
            if column.path and column.encoding and changed[column.index] * 2 >= len(self.table.rows):
                told += self._told_both_ways(column)
        return told

    def _told_both_ways(self, column: ColumnPlan) -> Iterator[Told]:
        index, raw, rows = column.index, self.sheet.raw, self.sheet.rows
        fonts = self.sheet.marks.fonts.get(index, b"")
        known: dict[str, str] = {}
        for at, row in enumerate(self.table.rows):
            cell = rows[row - 1][index]
            typed = raw.get((row - 1, index), cell)
            if not isinstance(typed, str) or typed.isascii() or any(fonts[row - 1 : row]):
                continue
            if typed not in known:
                known[typed] = _both_ways(typed, str(cell), column.encoding)
            if known[typed] and (row, index) not in self.typed:
                yield Told(at, index, "doubt", known[typed], cell)


def _both_ways(typed: str, shown: str, alphabet: str) -> str:
    if not reads_both_ways(typed, alphabet):
        return ""
    if typed != shown:
        return f"Đổi từ phông cũ: «{typed}» → «{shown}». Xem lại."
    return f"Có thể gõ bằng phông cũ: «{in_unicode(typed, alphabet)}». Giữ như đã ghi; xem lại."


def _ticked(column: ColumnPlan, path: str, made: Field) -> Reader | None:
    """Reads a filled cell of a column «Nữ» as that choice; None for other columns."""
    plain = dict(column.implies).get(path)
    if plain is None:
        return None
    found = Read(made.kind.restore(plain))
    return lambda cell: EMPTY if isinstance(cell, str) and says_no(one_line(cell)) else found


def _only(wanted: str, guard: Reader) -> Reader:
    """Reads a cell of a shared column when it is of the wanted sort; the other sort is empty to it."""

    def read(cell: object) -> Any:
        if guard_says_empty(guard, cell):
            return EMPTY
        sort, found = read_either(cell)
        return found if sort == wanted else EMPTY

    return read


def guard_says_empty(guard: Reader, cell: object) -> bool:
    """Whether the reader of the field takes the cell for «none»."""
    from tmdt_desktop.errors import Invalid

    try:
        return guard(cell) is EMPTY
    except Invalid:
        return False


def _joiner(made: Field) -> Callable[[Iterable[Any]], Any]:
    if isinstance(made.kind, Phone):
        return _joined_phones
    if isinstance(made.kind, Note):
        return _joined_notes
    if made.name == "address":
        return _joined_places
    return _sum if type(made.kind) is Whole else _first


def _first(values: Iterable[Any]) -> Any:
    return next(iter(values), None)


def _sum(values: Iterable[Any]) -> Any:
    found = list(values)
    return sum(found) if found else None


def _joined_phones(values: Iterable[Any]) -> Any:
    numbers = dict.fromkeys(number for value in values for number in str(value).split("; "))
    return "; ".join(numbers) or None


def _joined_places(values: Iterable[Any]) -> Any:
    """«Số 5» and «Thôn Đông» as one address; what another column says already is not said again."""
    said = list(dict.fromkeys(values))
    kept = [text for text in said if not any(text != other and text in other for other in said)]
    return ", ".join(kept) or None


def _shortened(read: ReadColumn, made: Field) -> None:
    """Cut what several columns say together where it is longer than the field, and tell it."""
    longest = getattr(made.kind, "longest", None) or 10**9
    for at, value in enumerate(read.values):
        if isinstance(value, str) and len(value) > longest:
            head = value[: longest + 1]
            cut = max(head.rfind(mark) for mark in ("; ", ", ", "\n"))
            kept = value[: cut if cut > 0 else longest]
            read.values[at] = kept
            rest = "" if made.sensitive else f": «{value[len(kept) :].strip(' ;,')}»"
            sentence = f"Nhiều cột gộp lại dài quá {longest} chữ; bỏ phần sau{rest}. Xem lại."
            read.told.append(Told(at, -1, "doubt", sentence, value))


def _joined_notes(values: Iterable[Any]) -> Any:
    return "\n".join(dict.fromkeys(values)) or None


def _distinct_rows(values: Iterable[Any]) -> Any:
    rows = [row for value in values for row in value]
    if len(rows) < 2:
        return tuple(rows) or None
    return tuple({(row["kind"], row["platform"], row["address"], row["display_name"]): row for row in rows}.values())


def _all_rows(values: Iterable[Any]) -> Any:
    return [row for value in values for row in value] or None


def read_lines(plan: ListPlan, sheet_plan: SheetPlan, task: Task = SILENT, find: FindRecord | None = None) -> Lines:
    """The lines of a keyed sheet."""
    checker = SheetChecker(plan, sheet_plan, task, Beside(find))
    checker.read()
    columns = {name: (read.values, read.told) for name, read in checker.columns.items()}
    keys = list(zip(checker.table.rows, checker.table.column(0), strict=True))
    label = plan.register.field(sheet_plan.target).label
    return lines_of((sheet_plan, plan.register.sub_list(sheet_plan.target), label), columns, keys)
