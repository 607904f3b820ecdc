"""The words that a PDF page shows and where they stand, in the order in which they are drawn.

It understands what `reports.pdf` writes (simple strings, fonts with a ToUnicode table) and, where `lenient`, what office
tools write into their stamps. Pure Python on purpose: the file comes from somebody else.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tmdt_desktop.signing.pdf_tree import got, resolved

Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TOKEN = re.compile(
    rb"""(?P<name>/[^\s()<>\[\]{}/%]*)
    |\((?P<words>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)
    |<(?P<hex>[0-9A-Fa-f\s]*)>
    |(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))
    |(?P<bracket>[\[\]])
    |(?P<act>[A-Za-z'"][A-Za-z0-9*]*)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BLOCK = re.compile(rb"beginbf(?P<kind>char|range)(?P<rows>.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_USUAL_WIDTH = 500.0
_MOST_IN_HAND = 5_000


@dataclass(frozen=True)
class Shown:
    """One string as it is drawn: its words and the rectangle it takes, in points from the page's lower left corner.

    `font`: the name that its font claims; `spacing`: points that each blank is wider than the font has it.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    font: str = ""
    spacing: float = 0.0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        return self.left, self.bottom, self.right, self.top


@dataclass(frozen=True)
class _Font:
    letters: Mapping[int, str]
    widths: Mapping[int, float]
    step: int = 1
    name: str = ""

    def read(self, raw: bytes) -> tuple[str, float]:
        """The words of a drawn string and its width in thousandths of the font's size."""
        codes = [int.from_bytes(raw[at : at + self.step], "big") for at in range(0, len(raw), self.step)]
        wide = sum(self.widths.get(code, _USUAL_WIDTH) for code in codes)
        return "".join(self.letters.get(code, "") for code in codes), wide


_NO_FONT = _Font({}, {})


def shown_on(content: bytes, resources: Any, *, start: Matrix = PLAIN, lenient: bool = False) -> Iterator[Shown]:
    """Every string that `content` draws with `resources`. `lenient`: fonts that do not say their letters are read as
    Western ones.
    """
    named = resolved(resources.get("/Font")) if resources is not None and "/Font" in resources else {}
    fonts = {name.removeprefix("/"): _font(resolved(named[name]), lenient=lenient) for name in named}
    pen = _Pen(fonts, start)
    for token in _TOKEN.finditer(content):
        if token["act"] is None:
            pen.take(token)
        else:
            yield from pen.act(token["act"].decode("latin-1"))


@dataclass
class _Pen:
    """Where the next string is drawn, and with which font."""

    fonts: Mapping[str, _Font]
    page: Matrix
    kept: list[Matrix] = field(default_factory=list)
    hand: list[Any] = field(default_factory=list)
    line: Matrix = PLAIN
    here: Matrix = PLAIN
    font: _Font = _NO_FONT
    size: float = 0.0
    leading: float = 0.0
    spacing: float = 0.0

    def take(self, token: "re.Match[bytes]") -> None:
        """Keep what the next act needs."""
        if len(self.hand) > _MOST_IN_HAND:
            self.hand.clear()
        if token["number"] is not None:
            self.hand.append(float(token["number"]))
        elif token["name"] is not None:
            self.hand.append(token["name"][1:].decode("latin-1"))
        elif token["words"] is not None:
            self.hand.append(_unescaped(token["words"]))
        elif token["hex"] is not None:
            digits = b"".join(token["hex"].split())
            self.hand.append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")))

    def act(self, name: str) -> Iterator[Shown]:
        """Do what the operator `name` asks with what was kept."""
        hand, self.hand = self.hand, []
        if name in ("Tj", "TJ", "'", '"'):
            if name in ("'", '"'):
                self._move(0, -self.leading)
            yield from self._draw(hand)
        elif name in _ACTS:
            _ACTS[name](self, hand)

    def _draw(self, hand: Sequence[Any]) -> Iterator[Shown]:
        raw = b"".join(each for each in hand if isinstance(each, bytes))
        text, wide = self.font.read(raw)
        length = wide * self.size / 1000 + text.count(" ") * self.spacing
        length -= sum(each for each in hand if isinstance(each, float)) * self.size / 1000
        placed = _times(self.here, self.page)
        corners = [_at(placed, x, y) for x in (0, length) for y in (-0.22 * self.size, 0.72 * self.size)]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        yield Shown(text, min(across), min(up), max(across), max(up), self.font.name, self.spacing)
        self.here = _times((1, 0, 0, 1, length, 0), self.here)

    def _move(self, x: float, y: float) -> None:
        self.line = self.here = _times((1, 0, 0, 1, x, y), self.line)

    def keep(self, _: Sequence[Any]) -> None:
        """`q`."""
        if len(self.kept) < _MOST_IN_HAND:
            self.kept.append(self.page)

    def give_back(self, _: Sequence[Any]) -> None:
        """`Q`."""
        if self.kept:
            self.page = self.kept.pop()

    def turn(self, hand: Sequence[Any]) -> None:
        """`cm`."""
        self.page = _times(_matrix(hand), self.page)

    def begin(self, _: Sequence[Any]) -> None:
        """`BT`."""
        self.line = self.here = PLAIN

    def place(self, hand: Sequence[Any]) -> None:
        """`Tm`."""
        self.line = self.here = _matrix(hand)

    def step(self, hand: Sequence[Any]) -> None:
        """`Td`."""
        x, y = _numbers(hand, 2)
        self._move(x, y)

    def lead(self, hand: Sequence[Any]) -> None:
        """`TD`."""
        self.leading = -_numbers(hand, 2)[1]
        self.step(hand)

    def next_line(self, _: Sequence[Any]) -> None:
        """`T*`."""
        self._move(0, -self.leading)

    def choose(self, hand: Sequence[Any]) -> None:
        """`Tf`."""
        names = [each for each in hand if isinstance(each, str)]
        self.font = self.fonts.get(names[-1], _NO_FONT) if names else _NO_FONT
        self.size = _numbers(hand, 1)[0]

    def set_leading(self, hand: Sequence[Any]) -> None:
        """`TL`."""
        self.leading = _numbers(hand, 1)[0]

    def set_spacing(self, hand: Sequence[Any]) -> None:
        """`Tw`."""
        self.spacing = _numbers(hand, 1)[0]


_ACTS: Mapping[str, Callable[[_Pen, Sequence[Any]], None]] = {
    "q": _Pen.keep,
    "Q": _Pen.give_back,
    "cm": _Pen.turn,
    "BT": _Pen.begin,
    "Tm": _Pen.place,
    "Td": _Pen.step,
    "TD": _Pen.lead,
    "T*": _Pen.next_line,
    "Tf": _Pen.choose,
    "TL": _Pen.set_leading,
    "Tw": _Pen.set_spacing,
}


def _numbers(hand: Sequence[Any], count: int) -> list[float]:
    found = [each for each in hand if isinstance(each, float)][-count:]
    return [0.0] * (count - len(found)) + found


def _matrix(hand: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = _numbers(hand, 6)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(placed: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = placed
    return a * x + c * y + e, b * x + d * y + f


def _unescaped(raw: bytes) -> bytes:
    def letter(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8) & 0xFF]) if said.isdigit() else _LETTERS.get(said, said)

    return _ESCAPE.sub(letter, raw)


def _font(font: Any, *, lenient: bool) -> _Font:
    step = 2 if got(font, "/Subtype") == "/Type0" else 1
    letters = _letters(font)
    if not letters and lenient and step == 1:
        letters = {code: bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)}
    first = int(got(font, "/FirstChar", 0))
    widths = {first + at: float(wide) for at, wide in enumerate(got(font, "/Widths", ()))}
    return _Font(letters, widths, step, str(got(font, "/BaseFont", "")))


def _letters(font: Any) -> dict[int, str]:
    """Which letters each code stands for, by the font's ToUnicode table."""
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
    start = int.from_bytes(first, "big")
    last = int.from_bytes(rest[0], "big") if len(rest) == 2 else start
    text = rest[-1].decode("utf-16-be")
    last = min(last, start + 0xFFFF)
    return {code: text[:-1] + chr(ord(text[-1]) + code - start) for code in range(start, last + 1)}
