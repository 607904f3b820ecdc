"""What a column is by what it holds, where its heading says nothing that is known: addresses on line, numbers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from tmdt_desktop.catalogues.platforms import words_said
from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.book import Cell
from tmdt_desktop.exchange.channels import says_no
from tmdt_desktop.exchange.choice_words import is_person_name, kind_of_name
from tmdt_desktop.exchange.headings import Vocabulary
from tmdt_desktop.exchange.identifiers import check_digit_agrees, digits_of, person_number_agrees, read_phones
from tmdt_desktop.exchange.plans import ColumnPlan
from tmdt_desktop.kinds import PersonalId, Phone, TaxCode
from tmdt_desktop.text import one_line

_LOOKED_AT, _FEWEST, _MOST_OF = 300, 3, 0.7
_LINK = re.compile(r"https?://|\bwww\.|\.(?:vn|com|net|shop|store|me)(?:/|\b)", re.IGNORECASE)
_NOTE = "Đoán theo nội dung của cột. Xem lại."
_CONFIDENCE = 0.4


def by_contents(
    columns: Sequence[ColumnPlan], below: Sequence[Sequence[Cell]], vocabulary: Vocabulary
) -> list[ColumnPlan]:
    """The columns, those without a field guessed by the cells below them; a field that has a column is not given again."""
    taken = {column.path.partition("|")[0] for column in columns if column.path}
    taken |= {column.path.rpartition("|")[2] for column in columns if column.path}
    made = []
    for column in columns:
        path = "" if column.path or not column.heading else _guess(column.index, below, vocabulary, taken)
        taken |= {path} if path else set()
        made.append(replace(column, path=path, confidence=_CONFIDENCE, note=_NOTE) if path else column)
    return made


def name_by_contents(
    columns: Sequence[ColumnPlan], below: Sequence[Sequence[Cell]], vocabulary: Vocabulary
) -> list[ColumnPlan]:
    """The columns, with a name among them: where none is headed so, that of the owner, else the first that holds names."""
    if any(column.path == vocabulary.name_path for column in columns):
        return list(columns)
    owner = f"{vocabulary.part}.representative" if vocabulary.part else "representative"
    chosen = next((column for column in columns if column.path == owner), None) or next(
        (column for column in columns if column.path is None and column.heading and _holds_names(column.index, below)),
        None,
    )
    return [
        replace(c, path=vocabulary.name_path, confidence=_CONFIDENCE, note=_NOTE) if c is chosen else c for c in columns
    ]


def _holds_names(index: int, below: Sequence[Sequence[Cell]]) -> bool:
    cells = [cell for row in below[:_LOOKED_AT] if (cell := row[index]) != ""]
    return len(cells) >= _FEWEST and _mostly(cells, _is_name)


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(is_person_name(cell) or kind_of_name(cell))


def _guess(index: int, below: Sequence[Sequence[Cell]], vocabulary: Vocabulary, taken: set[str]) -> str:
    """The path of what most filled cells of a column are; empty when they are nothing known."""
    cells = [cell for row in below[:_LOOKED_AT] if (cell := row[index]) != "" and not _none(cell)]
    if len(cells) < _FEWEST:
        return ""
    if vocabulary.channels and _mostly(cells, _is_channel):
        return f"{vocabulary.channels}.ANY"
    paths = {type(made.kind): made.name for made in vocabulary.fields if type(made.kind) in _SORTS}
    prefix = f"{vocabulary.part}." if vocabulary.part else ""
    for sort, test in _SORTS.items():
        if sort in paths and f"{prefix}{paths[sort]}" not in taken and _mostly(cells, test):
            return f"{prefix}{paths[sort]}"
    return ""


def _mostly(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> bool:
    return sum(map(test, cells)) >= _MOST_OF * len(cells)


def _none(cell: Cell) -> bool:
    return isinstance(cell, str) and says_no(one_line(cell))


def _is_channel(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < 500 and bool(_LINK.search(cell) or words_said(cell))


def _digits(cell: Cell) -> str:
    try:
        found = digits_of(cell)
    except Invalid:
        return ""
    return found if found.isascii() and found.isdigit() else ""


def _is_tax_code(cell: Cell) -> bool:
    digits = _digits(cell)
    return len(digits) in (10, 13) and check_digit_agrees(digits)


def _is_person(cell: Cell) -> bool:
    digits = _digits(cell)
    return len(digits) in (11, 12) and person_number_agrees(digits.zfill(12))


def _is_phone(cell: Cell) -> bool:
    try:
        return isinstance(cell, str | float | int) and len(str(cell)) < 60 and bool(read_phones(cell).value)
    except Invalid:
        return False


_SORTS: dict[type, Callable[[Cell], bool]] = {TaxCode: _is_tax_code, PersonalId: _is_person, Phone: _is_phone}
