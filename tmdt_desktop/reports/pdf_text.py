"""Tinos in reportlab: registration, widths, breaking into lines."""

import re

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tmdt_desktop.paths import FONTS

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"

_REMEMBERED = 50_000
_BREAKABLE = re.compile(r"(?<=[/\-.,_@&?=])(?=.)")


def register_fonts() -> None:
    """Make the four faces known to reportlab; a second call does nothing."""
    known = pdfmetrics.getRegisteredFontNames()
    for name in (REGULAR, BOLD, ITALIC, BOLD_ITALIC):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)


class Ruler:
    """Measures words once and breaks text into lines. Widths in points.

    What was measured last is remembered: lists say the same kinds, communes and addresses again and again.
    """

    def __init__(self) -> None:
        self._words: dict[str, dict[str, float]] = {}
        self._texts: dict[tuple[str, str, float], list[str]] = {}

    def width(self, text: str, font: str, size: float) -> float:
        """Width of `text` on one line."""
        return self._unit(text, font) * size

    def _unit(self, text: str, font: str) -> float:
        """Width in letters of one point."""
        known = self._words.setdefault(font, {})
        width = known.get(text)
        if width is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            width = known[text] = float(pdfmetrics.stringWidth(text, font, 1))
        return width

    def lines(self, text: str, font: str, size: float, room: float) -> list[str]:
        """`text` broken at blanks so that no line is wider than `room`; a word wider than that is broken too."""
        key = text, font, room / size
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            found = self._texts[key] = [
                line for part in text.split("\n") for line in self._broken(part, font, size, room)
            ]
        return found

    def _broken(self, text: str, font: str, size: float, room: float) -> list[str]:
        most, blank = room / size, self._unit(" ", font)
        lines: list[str] = []
        line, used = "", 0.0
        for raw in text.split(" "):
            if not raw:
                continue
            whole = self._unit(raw, font) <= most
            for word in (raw,) if whole else self._pieces(raw, font, size, room):
                width = self._unit(word, font)
                if line and used + blank + width > most:
                    lines.append(line)
                    line, used = word, width
                else:
                    line, used = (f"{line} {word}", used + blank + width) if line else (word, width)
        return [*lines, line]

    def _pieces(self, word: str, font: str, size: float, room: float) -> list[str]:
        pieces = [""]
        for part in _BREAKABLE.split(word):
            for letters in [part] if self.width(part, font, size) <= room else list(part):
                if pieces[-1] and self.width(pieces[-1] + letters, font, size) > room:
                    pieces.append("")
                pieces[-1] += letters
        return pieces

    def balanced(self, text: str, font: str, size: float, room: float) -> list[str]:
        """`text` on one line if it fits, else broken where «\\n» stands, else into lines of about equal width."""
        whole = text.replace("\n", " ")
        if self.width(whole, font, size) <= room:
            return [whole]
        if "\n" in text and all(self.width(part, font, size) <= room for part in text.split("\n")):
            return text.split("\n")
        best = self.lines(whole, font, size, room)
        count, narrower = len(best), room
        least = max(self.width(word, font, size) for word in whole.split(" "))
        while narrower - 6 > least:
            narrower -= 6
            tried = self.lines(whole, font, size, narrower)
            if len(tried) > count:
                break
            best = tried
        return best
