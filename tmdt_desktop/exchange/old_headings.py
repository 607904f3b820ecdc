"""Headings and old alphabets: what is a known heading as it stands stays, what is one in an old alphabet becomes it."""

from collections.abc import Sequence
from dataclasses import replace

from tmdt_desktop.exchange.book import Book, Cell, Sheet
from tmdt_desktop.exchange.headings import Vocabulary
from tmdt_desktop.exchange.old_letters import in_unicode

_DEPTH, _LONGEST = 63, 120
_USUAL = ("tcvn3", "vni")
_SURE = 0.95


def with_known_headings(book: Book, known: Sequence[Vocabulary]) -> Book:
    """`book` with the headings at the top of its sheets in the spelling that is known; it is not changed itself."""
    return replace(book, sheets=tuple(_respelled(sheet, known) for sheet in book.sheets))


def _respelled(sheet: Sheet, known: Sequence[Vocabulary]) -> Sheet:
    changed: dict[tuple[int, int], str] = {}
    for at, row in enumerate(sheet.rows[:_DEPTH]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and not cell.isascii() and len(cell) < _LONGEST:
                said = _heading(cell, sheet.raw.get((at, column), ""), known)
                if said != cell:
                    changed[at, column] = said
    if not changed:
        return sheet
    rows = list(sheet.rows)
    raw = dict(sheet.raw)
    for (at, column), said in changed.items():
        rows[at] = [*rows[at][:column], said, *rows[at][column + 1 :]]
        _remember(raw, (at, column), (sheet.rows[at][column], said))
    return replace(sheet, rows=rows, raw=raw)


def _remember(raw: dict[tuple[int, int], str], place: tuple[int, int], texts: tuple[Cell, str]) -> None:
    before, after = texts
    typed = raw.setdefault(place, str(before))
    if typed == after:
        del raw[place]


def _heading(shown: str, typed: str, known: Sequence[Vocabulary]) -> str:
    """How a cell is to be read, `typed` being what it was rewritten from, if it was."""
    if typed:
        return typed if _is_heading(typed, known) and not _is_heading(shown, known) else shown
    if _is_heading(shown, known):
        return shown
    others = (in_unicode(shown, alphabet) for alphabet in _USUAL)
    return next((text for text in others if text != shown and _is_heading(text, known)), shown)


def _is_heading(text: str, known: Sequence[Vocabulary]) -> bool:
    return any(made.confidence >= _SURE for each in known for made in each.meanings(text, near=False))
