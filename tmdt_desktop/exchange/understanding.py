"""From a book to a plan: which sheets hold a list, where its header is, which column fills which field."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tmdt_desktop.catalogues.units import Commune, CommuneFinder, epochs
from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.book import Book, Cell, Sheet
from tmdt_desktop.exchange.column_contents import by_contents, name_by_contents
from tmdt_desktop.exchange.error_workbook import HEADING as MARKED
from tmdt_desktop.exchange.header_block import Column, Header, find_header, header_at
from tmdt_desktop.exchange.headings import NOTHING, NUMBERING, Vocabulary, field_at, vocabularies, words_of
from tmdt_desktop.exchange.keyed_sheets import keyed_plan
from tmdt_desktop.exchange.legacy_text import respelled
from tmdt_desktop.exchange.old_headings import with_known_headings
from tmdt_desktop.exchange.plans import ByHand, ColumnPlan, DroppedLine, GroupLine, ListPlan, SheetPlan
from tmdt_desktop.exchange.row_places import doubtful_lines, group_gives, places_of
from tmdt_desktop.exchange.row_sorting import WHY, RowSorter, said
from tmdt_desktop.exchange.surroundings import commune_of, day_by_names, day_of, facts_of, sender_of, title_lines
from tmdt_desktop.exchange.workbooks import CHOICES_SHEET
from tmdt_desktop.kinds import PersonalId, TaxCode
from tmdt_desktop.records import Record
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line

_UNSURE = 0.5
_EXAMPLES = 3
_ISSUED = ("ngay cap", "noi cap")
_FORMER_NAMES, _LATER_NAMES = frozenset({"cu", "truoc"}), frozenset({"moi", "sau"})
_PERSON_WORDS = re.compile(r"\b(cccd|cmnd|cmt|cmtnd|dinh danh|can cuoc)\b")
_REPEATABLE = ("channels.", "sessions_attended", "phone", "address", "note")


@dataclass(frozen=True)
class Wanted:
    """What is to be read out of a book, and what was already decided by hand.

    `district`: the office's, for its communes. `sheets` None: every sheet that holds a list.
    """

    register: type[Record]
    today: date
    district: str | None = None
    sheets: tuple[str, ...] | None = None
    parent: Mapping[str, object] | None = None
    by_hand: ByHand = field(default_factory=ByHand)


def understand(book: Book, wanted: Wanted, task: Task = SILENT) -> ListPlan:
    """The plan of a book. Raises Refused when no sheet holds a list."""
    if wanted.by_hand.encodings:
        book = respelled(book, wanted.by_hand.encodings)
    known = vocabularies(wanted.register)
    book = with_known_headings(book, known)
    said_day = day_of(book, wanted.today)
    day = said_day or wanted.today
    sheets = _sheet_plans(book, wanted, (day, known), task)
    if (
        said_day is None
        and (voted := day_by_names(_commune_cells(book, sheets, wanted), wanted.today, wanted.district)) != day
    ):
        day = voted
        sheets = _sheet_plans(book, wanted, (day, known), task)
    if all(sheet.skipped or sheet.keyed for sheet in sheets):
        raise Refused(
            f"Không thấy danh sách nào trong tệp {book.file.name}.",
            why="; ".join(dict.fromkeys(sheet.skipped for sheet in sheets if sheet.skipped)),
            cure="Xem lại tệp: cần một dòng tên cột (ví dụ «STT, Tên, Mã số thuế, Xã») và các dòng bên dưới.",
        )
    return ListPlan(
        book.file,
        wanted.register,
        tuple(sheets),
        day,
        wanted.district,
        wanted.parent or {},
        book.notes,
        book,
        wanted.by_hand,
        sender_of(_titles(book, sheets)),
        layout_of(sheets),
        wanted.today,
        wanted.sheets,
    )


def layout_of(sheets: Sequence[SheetPlan]) -> str:
    """What lists of one layout have in common: SHA-256 (hex) of the headings of the sheets that are taken.

    The column that a workbook of faults adds to the sender's own is none of them.
    """
    taken = [sheet for sheet in sheets if not sheet.skipped]
    ours = words_of(MARKED)
    words = [
        [sheet.target, *(f"{c.index}:{said}" for c in sheet.columns if (said := words_of(c.heading)) != ours)]
        for sheet in taken
    ]
    return hashlib.sha256("\n".join("\t".join(line) for line in words).encode()).hexdigest() if words else ""


def _titles(book: Book, plans: Sequence[SheetPlan]) -> list[list[str]]:
    """The title lines of each sheet that is taken."""
    pairs = zip(book.sheets, plans, strict=True)
    return [title_lines(sheet.rows[: plan.header_rows[0] - 1]) for sheet, plan in pairs if plan.header_rows]


def _sheet_plans(book: Book, wanted: Wanted, read_by: tuple[date, Sequence[Vocabulary]], task: Task) -> list[SheetPlan]:
    day, known = read_by
    finder = CommuneFinder(day, wanted.district)
    plans = []
    for at, sheet in enumerate(book.sheets):
        task.step(at, len(book.sheets), sheet.name)
        plans.append(_told_encodings(book, sheet, _sheet_plan(sheet, wanted, finder, known)))
    return plans


def _told_encodings(book: Book, sheet: Sheet, plan: SheetPlan) -> SheetPlan:
    """The plan with, for each column, the old alphabet it was rewritten from and a few texts before and after."""
    found: dict[int, dict[str, str]] = {}
    for (row, column), before in sheet.raw.items():
        held = found.setdefault(column, {})
        if len(held) < _EXAMPLES and row + 1 not in plan.header_rows:
            held[one_line(before)] = _shown(sheet.rows[row][column])
    columns = (
        replace(
            column,
            encoding=book.encodings.get((sheet.name, column.index), ""),
            before_after=tuple(found.get(column.index, {}).items()),
        )
        for column in plan.columns
    )
    return replace(plan, columns=tuple(columns))


def _commune_cells(book: Book, plans: Sequence[SheetPlan], wanted: Wanted) -> Iterator[str]:
    """The texts of the columns of communes."""
    for sheet, plan in zip(book.sheets, plans, strict=True):
        for column in plan.columns:
            made = field_at(wanted.register, column.path) if column.path else None
            if made is not None and isinstance(made.kind, Commune):
                cells = (sheet.rows[first - 1][column.index] for first, _ in plan.spans[:5000])
                yield from (cell for cell in cells if isinstance(cell, str) and cell.strip())


def replanned(plan: ListPlan, by_hand: ByHand, task: Task = SILENT) -> ListPlan:
    """The plan with what was decided by hand since; the file is not read again.

    Raises:
        Refused: no sheet holds a list any more.
    """
    both = plan.by_hand.with_(by_hand)
    if _as_laid_out(both) != _as_laid_out(plan.by_hand):
        wanted = Wanted(plan.register, plan.today, plan.district, plan.chosen, plan.parent, both)
        made = understand(plan.book, wanted, task)
        return replace(plan, sheets=made.sheets, day=made.day, book=made.book, by_hand=both)
    sheets = tuple(
        replace(sheet, columns=tuple(_by_hand(column, sheet.name, both.columns) for column in sheet.columns))
        for sheet in plan.sheets
    )
    return replace(plan, sheets=sheets, by_hand=both)


def _as_laid_out(by_hand: ByHand) -> tuple[Mapping[Any, Any], ...]:
    """What of it decides where a list stands in its file and how its text reads."""
    return by_hand.headers, by_hand.sheets, by_hand.encodings


def _sheet_plan(sheet: Sheet, wanted: Wanted, finder: CommuneFinder, known: Sequence[Vocabulary]) -> SheetPlan:
    if why := _left_out(sheet, wanted):
        return SheetPlan(sheet.name, why)
    if (keyed := keyed_plan(sheet, wanted.register)) is not None:
        return keyed
    rows = wanted.by_hand.headers.get(sheet.name)
    found = [(each, header_at(sheet, each, *rows) if rows else find_header(sheet, each)) for each in known]
    headers = [(vocabulary, header) for vocabulary, header in found if header is not None]
    if not headers:
        return SheetPlan(sheet.name, "Không thấy dòng tên cột.", dropped=_all_dropped(sheet))
    vocabulary, header = max(headers, key=lambda pair: pair[1].score)
    columns = _assigned(sheet, header, vocabulary, wanted.by_hand.columns, finder.day)
    named = any(c.path == vocabulary.name_path and _holds_words(sheet, header, c.index) for c in columns)
    if not named and not rows:
        why = "Không có cột tên: đây là bảng tổng hợp hoặc bảng khác."
        return SheetPlan(sheet.name, why, dropped=_all_dropped(sheet))
    return _filled_plan(sheet, (vocabulary, header), columns, (wanted, finder))


def _left_out(sheet: Sheet, wanted: Wanted) -> str:
    """Why a sheet is not looked at; empty when it is."""
    if not wanted.by_hand.sheets.get(sheet.name, wanted.sheets is None or sheet.name in wanted.sheets):
        return "Không chọn trang này."
    if not sheet.rows:
        return "Trang trống."
    return "Trang danh mục của tệp mẫu." if sheet.hidden and sheet.name == CHOICES_SHEET else ""


def _holds_words(sheet: Sheet, header: Header, index: int) -> bool:
    """Whether a column is mostly text: a «name» of figures belongs to a table of figures."""
    cells = [row[index] for row in sheet.rows[header.bottom + 1 : header.bottom + 300] if row[index] != ""]
    numbers = sum(isinstance(cell, int | float) for cell in cells)
    return numbers * 2 <= len(cells)


def _first_words(sheet: Sheet, header: Header) -> int:
    """The first column that is mostly text, where none is the name."""
    held = (column.index for column in header.columns if column.heading)
    return next((index for index in held if _holds_words(sheet, header, index)), 0)


def _all_dropped(sheet: Sheet) -> tuple[DroppedLine, ...]:
    lines = ((at, said(row)) for at, row in enumerate(sheet.rows[:2000]))
    return tuple(
        DroppedLine(sheet.name, at + 1, "summary_sheet", WHY["summary_sheet"], text) for at, text in lines if text
    )


def _filled_plan(
    sheet: Sheet,
    read: tuple[Vocabulary, Header],
    columns: tuple[ColumnPlan, ...],
    around: tuple[Wanted, CommuneFinder],
) -> SheetPlan:
    (vocabulary, header), (wanted, finder) = read, around
    name = next((c.index for c in columns if c.path == vocabulary.name_path), _first_words(sheet, header))
    number = next((column.index for column in columns if column.path == "#"), -1)
    sorter = RowSorter(sheet, header, places_of((name, number), columns, vocabulary, finder))
    sorting = sorter.sort()
    above = title_lines(sheet.rows[: header.top])
    if not sorting.spans:
        return SheetPlan(sheet.name, "Có dòng tên cột nhưng chưa có dòng nào bên dưới.", dropped=_above(sheet, header))
    target = vocabulary.part
    return SheetPlan(
        sheet.name,
        header_rows=tuple(range(header.top + 1, header.bottom + 2)),
        columns=tuple(column for column in columns if column.path != "#"),
        groups=tuple(GroupLine(at + 1, text, group_gives(text, vocabulary, finder)) for at, text in sorting.groups),
        dropped=(*_above(sheet, header), *sorting.dropped),
        notes=(*_notes(sheet), *doubtful_lines(sorter)),
        gives=_sheet_gives(sheet, above, vocabulary, finder),
        facts=facts_of(wanted.register, above) if target else {},
        target=target,
        spans=[(first + 1, last + 1) for first, last in sorting.spans],
        number=number,
    )


def _above(sheet: Sheet, header: Header) -> tuple[DroppedLine, ...]:
    lines = ((at, said(sheet.rows[at])) for at in range(header.bottom + 1))
    kinds = ((at, "header" if at >= header.top else "title", text) for at, text in lines if text)
    return tuple(DroppedLine(sheet.name, at + 1, kind, WHY[kind], text) for at, kind, text in kinds)


def _notes(sheet: Sheet) -> tuple[str, ...]:
    marks = sheet.marks
    told = (
        (sheet.hidden, "Trang này đang ẩn trong Excel; các dòng vẫn được đọc."),
        (marks.hidden_rows, f"Có {len(marks.hidden_rows)} dòng ẩn; vẫn được đọc."),
        (marks.hidden_columns, f"Có {len(marks.hidden_columns)} cột ẩn; vẫn được đọc."),
        (marks.errors, f"Có {len(marks.errors)} ô Excel tính ra lỗi; các ô này coi như trống."),
    )
    return tuple(sentence for holds, sentence in told if holds)


def _sheet_gives(sheet: Sheet, above: Sequence[str], vocabulary: Vocabulary, finder: CommuneFinder) -> dict[str, Any]:
    name = next((made.name for made in vocabulary.fields if isinstance(made.kind, Commune)), "")
    code = commune_of(sheet, above, finder) if name and not vocabulary.part else ""
    return {name: code} if code else {}


def _assigned(
    sheet: Sheet, header: Header, vocabulary: Vocabulary, by_hand: Mapping[tuple[str, int], str | None], day: date
) -> tuple[ColumnPlan, ...]:
    """Each column its field: the surest first, those with fewer choices before those with more.

    Of «Xã cũ» and «Xã mới» that of the list's `day` comes first.
    """
    taken: dict[str, int] = {}
    chosen: dict[int, ColumnPlan] = {}
    ordered = sorted(
        header.columns,
        key=lambda c: (_of_another_time(c, day), len({m.path for m in c.meanings}), -c.meanings[0].confidence, c.index),
    )
    for column in ordered:
        chosen[column.index] = _choose(column, taken, vocabulary)
    below = sheet.rows[header.bottom + 1 :]
    named = name_by_contents([chosen[column.index] for column in header.columns], below, vocabulary)
    guessed = by_contents(_of_registration(named), below, vocabulary)
    plans = (_by_hand(plan, sheet.name, by_hand) for plan in guessed)
    return tuple(replace(plan, samples=_samples(sheet, header, plan.index)) for plan in plans if plan.heading)


def _of_another_time(column: Column, day: date) -> bool:
    """Whether a column tells communes as they were called before, or came to be called after, the list's day."""
    words = words_of(column.heading).split()
    if not words or words[0] not in ("xa", "phuong"):
        return False
    formed = day >= max(epochs())
    return not _LATER_NAMES.isdisjoint(words) if not formed else not _FORMER_NAMES.isdisjoint(words)


def _of_registration(columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """«Ngày cấp», «Nơi cấp» right of an identity card speak of the card, not of the registration."""
    made, card = [], False
    for column in columns:
        head = (column.path or "").rpartition("|")[2]
        card = head == "personal_id" or (card and words_of(column.heading) in _ISSUED)
        of_card = card and column.path in ("registered_on", "registered_at")
        made.append(replace(column, path=None, confidence=0.0, note="Không nhập cột này.") if of_card else column)
    return made


def _choose(column: Column, taken: dict[str, int], vocabulary: Vocabulary) -> ColumnPlan:
    heading = column.heading
    for made in column.meanings:
        if made is NUMBERING:
            return ColumnPlan(column.index, heading, "#", 1.0)
        if made is NOTHING or made.path is None:
            continue
        slot = f"{made.path}{column.implies or made.implies}"
        if slot not in taken or made.path.endswith(_REPEATABLE) or made.path.startswith(_REPEATABLE):
            taken.setdefault(slot, column.index)
            path = _both_numbers(vocabulary, made.path, heading)
            note = "" if made.confidence > _UNSURE else "Đoán theo chữ gần giống. Xem lại."
            implies = column.implies or made.implies
            return ColumnPlan(column.index, heading, path, round(made.confidence, 2), implies, note=note)
    return ColumnPlan(column.index, heading, None, 0.0, note="Không nhập cột này." if heading else "")


def _both_numbers(vocabulary: Vocabulary, path: str, heading: str) -> str:
    """«MST/CCCD» holds either number: «tax_code|personal_id»."""
    sorts = {type(made.kind): made.name for made in vocabulary.fields}
    if sorts.get(TaxCode) == path and PersonalId in sorts and _PERSON_WORDS.search(words_of(heading)):
        return f"{path}|{sorts[PersonalId]}"
    return path


def _by_hand(plan: ColumnPlan, sheet: str, by_hand: Mapping[tuple[str, int], str | None]) -> ColumnPlan:
    if (sheet, plan.index) not in by_hand:
        return plan
    return replace(plan, path=by_hand[sheet, plan.index], confidence=1.0, note="")


def _samples(sheet: Sheet, header: Header, index: int) -> tuple[str, ...]:
    """The first few different values below a heading."""
    cells: dict[str, None] = {}
    for row in sheet.rows[header.bottom + 1 : header.bottom + 40]:
        if text := _shown(row[index]):
            cells.setdefault(text)
        if len(cells) == 4:
            break
    return tuple(cells)


def _shown(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return f"{cell:.15g}" if isinstance(cell, float) else one_line(str(cell))
