"""Where a table's header stands and what each column is called, over one to three rows and joined cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tmdt_desktop.exchange.book import Cell, Sheet
from tmdt_desktop.exchange.headings import NOTHING, NUMBERING, Meaning, Vocabulary, implied
from tmdt_desktop.text import one_line

_DEEPEST = 60
_TALLEST = 3
_NUMBER = re.compile(r"(?!20\d\d$)'?\d[\d.,\s]*")


@dataclass(frozen=True)
class Column:
    """A column under its whole heading; `last`: the lowest part of it, below a parent."""

    index: int
    heading: str
    last: str
    meanings: tuple[Meaning, ...]
    implies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Header:
    """A header: first and last row from 0, its columns, and how much of it was understood."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    score: float


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """The header that says most; None when no line looks like one."""
    filled = _unmerged(sheet, min(len(sheet.rows), _DEEPEST + _TALLEST))
    joined = {at for merge in sheet.merges if merge.right > merge.left for at in range(merge.top, merge.bottom + 1)}
    best: Header | None = None
    for top in range(min(len(filled), _DEEPEST)):
        if _hopeless(filled[top]):
            continue
        for height in range(_least_height(sheet, top), min(_TALLEST, len(filled) - top) + 1):
            if any(map(_is_data, filled[top + 1 : top + height])):
                break
            made = _read(filled[top : top + height], top, vocabulary, (top in joined, False))
            if made.score > _to_beat(best, top):
                best = made
    if best is None:
        return None
    read = _read(filled[best.top : best.bottom + 1], best.top, vocabulary, (best.top in joined, True))
    return read if read.score > 1.9 else None


def header_at(sheet: Sheet, vocabulary: Vocabulary, first: int, last: int) -> Header | None:
    """The header that stands in rows `first` to `last`, counted from 1, whatever it says; None past the sheet's end."""
    if not 1 <= first <= last <= len(sheet.rows):
        return None
    top = first - 1
    joined = any(merge.right > merge.left and merge.top <= top <= merge.bottom for merge in sheet.merges)
    return _read(_unmerged(sheet, last)[top:last], top, vocabulary, (joined, True))


def _is_data(row: Sequence[str]) -> bool:
    """A line with a number that is no year, or with a link, is no part of a header."""
    return any(_NUMBER.fullmatch(cell) or "://" in cell for cell in row)


def _to_beat(best: Header | None, top: int) -> float:
    """A header further down must be clearly better: it may be the same one, repeated on the next page."""
    if best is None:
        return 1.2
    return best.score + (1.5 if top > best.bottom else 0.0)


def _least_height(sheet: Sheet, top: int) -> int:
    """Joined cells that begin in a line keep the lines they cover together; a line in their midst begins nothing."""
    tall = [merge for merge in sheet.merges if merge.top <= top <= merge.bottom and merge.bottom > merge.top]
    if any(merge.top < top for merge in tall):
        return _TALLEST + 1
    return max((merge.bottom - top + 1 for merge in tall), default=1)


def _hopeless(row: Sequence[str]) -> bool:
    """A line that no header begins with: fewer than two different texts."""
    return len({cell for cell in row if cell}) < 2


def _unmerged(sheet: Sheet, depth: int) -> list[list[str]]:
    """The first rows as text, every joined cell filled with what it shows."""
    rows = [[_text(cell) for cell in row] for row in sheet.rows[:depth]]
    for merge in sheet.merges:
        if merge.top >= len(rows) or merge.left >= len(rows[merge.top]):
            continue
        said = rows[merge.top][merge.left]
        for at in range(merge.top, min(merge.bottom + 1, depth)):
            for column in range(merge.left, min(merge.right + 1, len(rows[at]))):
                rows[at][column] = said
    return rows


def _text(cell: Cell) -> str:
    return one_line(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _read(rows: Sequence[Sequence[str]], top: int, vocabulary: Vocabulary, how: tuple[bool, bool]) -> Header:
    """`how`: whether joined cells tell which parent stands over which columns, and whether near spellings count."""
    joined, near = how
    columns = []
    parents = [""] * len(rows)
    for index in range(len(rows[0])):
        parts = [row[index] for row in rows]
        for level, part in enumerate(parts[:-1]):
            below = any(parts[level + 1 :])
            parents[level] = part or (parents[level] if below and not joined and not any(parts[:level]) else "")
        whole = [part or (parents[level] if level < len(parts) - 1 else "") for level, part in enumerate(parts)]
        columns.append(_column(index, list(dict.fromkeys(part for part in whole if part)), vocabulary, near=near))
    understood = {(c.meanings[0].path, c.implies, c.heading) for c in columns if c.meanings[0] is not NOTHING}
    score = sum(c.meanings[0].confidence for c in columns if c.meanings[0] is not NOTHING)
    strangers = sum(c.meanings[0] is NOTHING and bool(c.heading) for c in columns)
    height = len(rows)
    worth = score - min(0.15 * strangers, 3.0) - 0.3 * (height - 1) - 2.0 * (len(understood) < 2)
    return Header(top, top + height - 1, tuple(columns), worth)


def _column(index: int, parts: list[str], vocabulary: Vocabulary, *, near: bool) -> Column:
    """One column from the parts of its heading, parents first."""
    if not parts:
        return Column(index, "", "", (NOTHING,))
    heading, last = " – ".join(parts), parts[-1]
    found = [
        made for text in (" ".join(parts), last) for made in vocabulary.meanings(text, near=near) if made is not NOTHING
    ]
    said: tuple[tuple[str, str], ...] = ()
    if len(parts) > 1:
        said = implied(vocabulary, last)
        above = [made for made in vocabulary.meanings(parts[-2], near=near) if made is not NOTHING]
        found = above if said and above else found or [_weaker(made) for made in above]
    ranked = sorted(dict.fromkeys(found), key=lambda made: (-made.confidence, made.path != vocabulary.name_path))
    return Column(index, heading, last, tuple(ranked) or (NOTHING,), said)


def _weaker(made: Meaning) -> Meaning:
    return made if made is NUMBERING else Meaning(made.path, made.confidence * 0.6, made.implies)
