"""Rows on their way over the clipboard: tab-separated text as Excel, LibreOffice and WPS write it, and as they read it."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from tmdt_desktop.exchange.workbooks import guarded, unguarded

_END = re.compile('"(?=[\t\r\n]|$)', re.DOTALL)
_BREAK = re.compile("\r\n|\r|\n")
_PLAIN = re.compile("[^\t\r\n]*")
_TEXT_STYLE = "mso-number-format:'\\@'"


def read_rows(text: str) -> list[list[str]]:
    """Tab-separated text as rows of one width; the empty ones at the end and on the right are left out.

    A cell is quoted only when it holds a tab, a line break or doubled quotes, as spreadsheets do it; quotes that are
    part of a name («"Bà Tám" quán») stay. Where every cell is quoted, some other program did it, and all are taken off.
    """
    cells = list(_cells(text.rstrip("\0")))
    wrapped = [raw for raw, _ in cells if raw]
    bare = bool(wrapped) and all(len(raw) > 1 and raw[0] == raw[-1] == '"' for raw in wrapped)
    rows: list[list[str]] = [[]]
    for raw, last in cells:
        rows[-1].append(unguarded(_unquoted(raw, everywhere=bare)))
        if last:
            rows.append([])
    return _trimmed(rows)


def _cells(text: str) -> Iterator[tuple[str, bool]]:
    """Each cell as it is written, and whether its row ends with it."""
    at = 0
    while at < len(text):
        end = _quoted_end(text, at) if text[at] == '"' else -1
        if end < 0:
            plain = _PLAIN.match(text, at)
            end = plain.end() if plain else at
        raw, at = text[at:end], end
        if text[at : at + 1] == "\t":
            yield raw, False
            at += 1
            if at == len(text):
                yield "", True
        else:
            yield raw, True
            found = _BREAK.match(text, at)
            at = found.end() if found else at


def _quoted_end(text: str, at: int) -> int:
    """Where the quoted cell that begins at `at` ends; -1 when its first letter is only a quote mark."""
    here = at + 1
    while (here := text.find('"', here)) >= 0:
        if text[here + 1 : here + 2] == '"':
            here += 2
        elif _END.match(text, here):
            return here + 1
        else:
            return -1
    return -1


def _unquoted(raw: str, *, everywhere: bool) -> str:
    if len(raw) < 2 or raw[0] != '"' or raw[-1] != '"':
        return raw
    inner = raw[1:-1]
    if everywhere or '""' in inner or "\t" in inner or _BREAK.search(inner):
        return _BREAK.sub("\n", inner.replace('""', '"'))
    return raw


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    filled = (at + 1 for row in rows for at, cell in enumerate(row) if cell.strip())
    width = max(filled, default=0)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as tab-separated text that a spreadsheet reads back: no formula, line breaks kept inside of their cells."""
    return "".join("\t".join(_quoted(guarded(cell)) for cell in row) + "\r\n" for row in rows)


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if doubled != cell or "\t" in cell or _BREAK.search(cell) else cell


def as_html(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a table whose cells a spreadsheet keeps as text, so that an identifier does not lose its zeros."""
    lines = ("".join(f'<td style="{_TEXT_STYLE}">{_marked_up(cell)}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'


def _marked_up(cell: str) -> str:
    return "<br>".join(html.escape(line) for line in _BREAK.split(cell))
