"""Header rows that a person pointed at, kept by what stands in them: the next list has them in other rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tmdt_desktop.exchange.book import Book, Sheet
from tmdt_desktop.exchange.headings import words_of

_DEEPEST = 200


class HeaderWords(NamedTuple):
    """Rows of a header: the sheet, the folded words of its cells row by row, and the how manieth such place it was."""

    sheet: str
    rows: list[list[str]]
    nth: int


def header_words(book: Book, headers: Mapping[str, tuple[int, int]]) -> Iterator[HeaderWords]:
    """What stands in the rows (first, last, from 1) of each sheet of `headers`; a sheet that is not there says nothing."""
    for sheet in book.sheets:
        if sheet.name in headers:
            first, last = headers[sheet.name]
            rows = [_words(row) for row in sheet.rows[first - 1 : last]]
            earlier = [at for at in _places(sheet, rows) if at < first]
            yield HeaderWords(sheet.name, rows, len(earlier))


def where_now(book: Book, kept: HeaderWords) -> tuple[int, int] | None:
    """First and last row, from 1, in which the words of a header stand in this book; None where they do not."""
    sheet = next((each for each in book.sheets if each.name == kept.sheet), None)
    found = list(_places(sheet, kept.rows)) if sheet is not None else []
    if kept.nth >= len(found):
        return None
    return found[kept.nth], found[kept.nth] + len(kept.rows) - 1


def _places(sheet: Sheet, rows: Sequence[Sequence[str]]) -> Iterator[int]:
    """The rows, from 1, in which a header with these words begins."""
    words = [_words(row) for row in sheet.rows[: _DEEPEST + len(rows)]]
    wanted = [list(row) for row in rows]
    if any(wanted):
        yield from (at + 1 for at in range(len(words)) if words[at : at + len(rows)] == wanted)


def _words(row: Sequence[Any]) -> list[str]:
    """The words of a row's cells; empty cells at its end tell nothing."""
    words = [words_of(str(cell)) if cell not in ("", None) else "" for cell in row]
    while words and not words[-1]:
        words.pop()
    return words
