"""Many short texts on a page, written straight as the page description has them: tables are made of nothing else."""

from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

_REMEMBERED = 20_000

Face = tuple[str, float]


class Ink:
    """Writes on the pages of one document; reportlab's own text object takes three times as long.

    Texts that come again (kinds, communes, «-») are encoded once.
    """

    def __init__(self) -> None:
        self._encoded: dict[tuple[str, str], tuple[tuple[int, str], ...]] = {}
        self._code: list[str] = []
        self._faces: dict[tuple[Face, int], str] = {}
        self._now = ""

    def begin(self, canvas: Canvas) -> None:
        """Open a stretch of text on `canvas`."""
        self._document: Any = vars(canvas)["_doc"]
        self._code = vars(canvas)["_code"]
        self._code.append("BT")
        self._now = ""

    def write(self, text: str, face: Face, x: float, y: float) -> None:
        """Set `text` with its start at (x, y); `face` is a registered font and a size in points."""
        self._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        for subset, letters in self._letters(text, face[0]):
            chosen = self._face(face, subset)
            if chosen != self._now:
                self._code.append(chosen)
                self._now = chosen
            self._code.append(f"<{letters}> Tj")

    def end(self) -> None:
        """Close the stretch."""
        self._code.append("ET")

    def _letters(self, text: str, font: str) -> tuple[tuple[int, str], ...]:
        key = font, text
        known = self._encoded.get(key)
        if known is None:
            if len(self._encoded) >= _REMEMBERED:
                self._encoded.clear()
            made: Any = pdfmetrics.getFont(font)
            parts = made.splitString(text, self._document)
            known = self._encoded[key] = tuple((subset, letters.hex()) for subset, letters in parts)
        return known

    def _face(self, face: Face, subset: int) -> str:
        known = self._faces.get((face, subset))
        if known is None:
            made: Any = pdfmetrics.getFont(face[0])
            name = made.getSubsetInternalName(subset, self._document)
            known = self._faces[face, subset] = f"{name} {face[1]:g} Tf"
        return known
