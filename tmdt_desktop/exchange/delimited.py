"""Text files as tables: the alphabet they are written in, and the mark between their columns."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.old_letters import western
from tmdt_desktop.exchange.refusals import too_wide
from tmdt_desktop.exchange.workbooks import unguarded
from tmdt_desktop.exchange.zip_check import MOST_CELLS, WIDEST
from tmdt_desktop.task import SILENT, Task

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = ";,\t|"
_SAMPLE = 200_000
_TONED = re.compile("(.)[\u0300\u0301\u0303\u0309\u0323]", re.DOTALL)
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_ROWS_A_STEP = 5_000
_MOST_LINES = 50
_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?[^\S\n]*\n", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_FORMULA_TEXT = re.compile(r'="([^"]*)"')


def decode(data: bytes, name: str) -> str:
    """The bytes of a text file as text. Raises Refused when they are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if wide := _wide(data):
        return data.decode(wide, errors="replace")
    if _mostly_utf_8(data):
        return data.decode("utf-8", errors="replace")
    if _binary(data):
        raise Refused(
            f"Tệp {name} không phải bảng tính.",
            why="Nội dung tệp không phải Excel, cũng không phải văn bản.",
            cure="Chọn tệp .xlsx, .xls, .ods hoặc .csv.",
        )
    return _narrow(data)


def _mostly_utf_8(data: bytes) -> bool:
    """UTF-8, be it with a letter cut in two here and there; other alphabets hardly ever make whole letters of it."""
    text = data.decode("utf-8", errors="replace")
    cut = text.count("\ufffd")
    if not cut:
        return True
    letters = sum(len(found) for found in _BEYOND_ASCII.findall(text))
    return cut * 20 < letters and not _binary(data)


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: nearly every second byte of the Latin letters is zero."""
    head = data[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 8:
        return ""
    return "utf-16-le" if odd > even * 4 else "utf-16-be" if even > odd * 4 else ""


def _binary(data: bytes) -> bool:
    head = data[:8000]
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return control > len(head) // 50


def _narrow(data: bytes) -> str:
    """One byte a letter: Vietnamese Windows when tone marks follow vowels, else Western Windows.

    Old fonts lie on the Western letters; which one it is, the cells say later.
    """
    vietnamese = data.decode("cp1258", errors="replace")
    toned = _TONED.findall(vietnamese[:_SAMPLE])
    if len(toned) >= 3 and sum(letter in _VOWELS for letter in toned) >= 0.9 * len(toned):
        return vietnamese
    return western(data)


def delimiter(text: str) -> str:
    """The mark between columns: the one that gives most lines the same, largest number of columns."""
    lines = text[:_SAMPLE]
    return max(_MARKS, key=lambda mark: _regularity(lines, mark))


def _regularity(text: str, mark: str) -> float:
    widths = Counter(
        len(row) for _, row in zip(range(200), csv.reader(io.StringIO(text), delimiter=mark), strict=False)
    )
    shares = (count / widths.total() * min(width, 30) for width, count in widths.items() if width > 1)
    return max(shares, default=0.0)


def read_table(text: str, name: str = "", task: Task = SILENT) -> list[list[object]]:
    """All rows, as wide as the widest; «="0123"», Excel's way of keeping text, gives its text.

    A first line «sep=;», Excel's own, names the mark and is no row. Raises Refused when the rows are too many and too
    wide for a list.
    """
    clean = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    told = _SEPARATOR.match(clean)
    clean = clean[told.end() :] if told else clean
    rows = _split(clean, told[1] if told else delimiter(clean), (name, task))
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise too_wide(name, len(rows), width)
    for row in rows:
        row.extend([""] * (width - len(row)))
        if any(str(cell).startswith('="') for cell in row):
            row[:] = [_FORMULA_TEXT.sub(r"\1", str(cell)) for cell in row]
    if "'" in clean:
        for row in rows:
            if any(str(cell).startswith("'") for cell in row):
                row[:] = [unguarded(str(cell)) for cell in row]
    return rows


def _split(text: str, mark: str, told: tuple[str, Task]) -> list[list[object]]:
    """The rows of a text; a quote that is never closed is a letter like others."""
    limit = csv.field_size_limit(max(len(text), 131_072))
    try:
        rows = _taken(csv.reader(io.StringIO(text), delimiter=mark), told)
        return (
            rows
            if '"' not in text or _quotes_close(rows)
            else _taken((line.split(mark) for line in text.splitlines()), told)
        )
    except csv.Error:
        return _taken((line.split(mark) for line in text.splitlines()), told)
    finally:
        csv.field_size_limit(limit)


def _taken(lines: Iterable[list[str]], told: tuple[str, Task]) -> list[list[object]]:
    name, task = told
    rows: list[list[object]] = []
    for at, line in enumerate(lines):
        if at % _ROWS_A_STEP == 0:
            task.step(at, 0, name)
        rows.append([*line[:WIDEST]])
    return rows


def _quotes_close(rows: Sequence[Sequence[object]]) -> bool:
    """Whether no cell has swallowed the lines below it, as one does behind a quote that nobody closed."""
    return not any(isinstance(cell, str) and cell.count("\n") > _MOST_LINES for row in rows for cell in row)
