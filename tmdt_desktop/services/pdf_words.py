"""The words that a report's PDF shows, in the order in which they are drawn: read from the file, not from its source.

It understands what `reports.pdf` writes (simple strings, fonts with a ToUnicode table); of other PDFs it reads less, and
a figure that cannot be read counts as one that is not there. Pure Python on purpose: the file comes from somebody else.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

_TOKEN = re.compile(
    rb"/(?P<font>\S+)\s+[\d.]+\s+Tf|(?:\((?P<words>(?:\\.|[^\\()])*)\)|<(?P<hex>(?:[0-9A-Fa-f]{2})*)>)\s*Tj", re.DOTALL
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BLOCK = re.compile(rb"beginbf(?P<kind>char|range)(?P<rows>.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_MOST_PAGES = 500
_MALFORMED = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError, RecursionError,
    NotImplementedError, struct.error, zlib.error, OSError,
)  # fmt: skip


def words_of_pdf(data: bytes) -> str:
    """Every string of every page, one a line; empty when the file cannot be read."""
    from pyhanko.pdf_utils.misc import PdfError

    try:
        return "\n".join(_lines(data))
    except (PdfError, *_MALFORMED):
        return ""


def _lines(data: bytes) -> Iterator[str]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(data))
    for place in range(min(int(reader.root["/Pages"]["/Count"]), _MOST_PAGES)):
        page = reader.find_page_for_modification(place)[0].get_object()  # type: ignore[no-untyped-call]
        yield from _page_lines(page)


def _page_lines(page: Any) -> Iterator[str]:
    fonts = {name.removeprefix("/"): _letters(font) for name, font in page["/Resources"]["/Font"].items()}
    contents = page["/Contents"]
    streams = contents if isinstance(contents, list) else [contents]
    letters: Mapping[int, str] = {}
    for token in _TOKEN.finditer(b"\n".join(stream.get_object().data for stream in streams)):
        if token["font"] is not None:
            letters = fonts.get(token["font"].decode("latin-1"), {})
        else:
            said = _unescaped(token["words"]) if token["hex"] is None else bytes.fromhex(token["hex"].decode("ascii"))
            yield "".join(letters.get(byte, "") for byte in said)


def _unescaped(raw: bytes) -> bytes:
    def letter(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8) & 0xFF]) if said.isdigit() else _LETTERS.get(said, said)

    return _ESCAPE.sub(letter, raw)


def _letters(font: Any) -> dict[int, str]:
    """Which letters each byte stands for, by the font's ToUnicode table."""
    font = font.get_object() if hasattr(font, "get_object") else font
    if "/ToUnicode" not in font:
        return {}
    table: dict[int, str] = {}
    for block in _BLOCK.finditer(font["/ToUnicode"].data):
        codes = [bytes.fromhex(code.decode("ascii")) for code in _HEX.findall(block["rows"])]
        step = 2 if block["kind"] == b"char" else 3
        for row in range(0, len(codes) - step + 1, step):
            table.update(_range(*codes[row : row + step]))
    return table


def _range(first: bytes, *rest: bytes) -> dict[int, str]:
    """One line of the table: a code (or first and last of a range) and the UTF-16 text of the first."""
    start, last = first[0], rest[0][0] if len(rest) == 2 else first[0]
    text = rest[-1].decode("utf-16-be")
    return {code: text[:-1] + chr(ord(text[-1]) + code - start) for code in range(start, last + 1)}
