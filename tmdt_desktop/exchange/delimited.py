"""Text files as tables: the alphabet they are written in, and the mark between their columns."""

import codecs
import csv
import io
import re
from collections import Counter

from tmdt_desktop.errors import Refused

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
_FORMULA_TEXT = re.compile(r'="([^"]*)"')


def decode(data: bytes, name: str) -> str:
    """The bytes of a text file as text. Raises Refused when they are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if wide := _wide(data):
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _binary(data):
        raise Refused(
            f"Tệp {name} không phải bảng tính.",
            why="Nội dung tệp không phải Excel, cũng không phải văn bản.",
            cure="Chọn tệp .xlsx, .xls, .ods hoặc .csv.",
        )
    return _narrow(data)


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
    """One byte a letter: Vietnamese Windows when tone marks follow vowels, else whatever fits best."""
    vietnamese = data.decode("cp1258", errors="replace")
    toned = _TONED.findall(vietnamese[:_SAMPLE])
    if len(toned) >= 3 and sum(letter in _VOWELS for letter in toned) >= 0.9 * len(toned):
        return vietnamese
    western = data.decode("cp1252", errors="replace")
    if "\ufffd" not in western:
        return western
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best else "latin-1", errors="replace")


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


def read_table(text: str) -> list[list[object]]:
    """All rows, as wide as the widest; «="0123"», Excel's way of keeping text, gives its text."""
    clean = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    limit = csv.field_size_limit(max(len(clean), 131_072))
    try:
        rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(clean), delimiter=delimiter(clean))]
    except csv.Error:
        rows = [list(line.split(delimiter(clean))) for line in clean.splitlines()]
    finally:
        csv.field_size_limit(limit)
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
        if any(str(cell).startswith('="') for cell in row):
            row[:] = [_FORMULA_TEXT.sub(r"\1", str(cell)) for cell in row]
    return rows
