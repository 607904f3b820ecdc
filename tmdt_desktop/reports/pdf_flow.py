"""How blocks of our own take part in platypus: one height for a width, and blocks that stay together."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus.flowables import Flowable


class Placed(Flowable):
    """A block over the whole text width whose height follows from that width."""

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: ARG002, N803 - reportlab's signature
        """Width and height in points, whatever room there is."""
        self.width = aW
        self.height = self.measure()
        return self.width, self.height

    def measure(self) -> float:
        """Height in points at `self.width` points."""
        raise NotImplementedError


class Kept(Placed):
    """Blocks that stay together: only the last one may be cut, and it keeps its first lines with those before it."""

    def __init__(self, parts: Sequence[Flowable], *, cut: bool = True) -> None:
        super().__init__()
        self._parts, self._cut = list(parts), cut
        self.spaceBefore = parts[0].getSpaceBefore()
        self.spaceAfter = parts[-1].getSpaceAfter()

    def measure(self) -> float:
        """Sum of the parts and of the blanks between them."""
        self._tops: list[float] = []
        height = after = 0.0
        for part in self._parts:
            height += max(part.getSpaceBefore(), after) if self._tops else 0
            self._tops.append(height)
            height += part.wrapOn(self.canv, self.width, 1e6)[1]
            after = part.getSpaceAfter()
        return height

    def split(self, aW: float, aH: float, /) -> list[Flowable]:  # noqa: N803
        """All parts but the last, with the first lines of the last, and its rest; nothing when that does not fit."""
        self.wrap(aW, aH)
        rest = self._parts[-1].splitOn(self.canv, aW, aH - self._tops[-1]) if self._cut and aH > self._tops[-1] else []
        if rest:
            return [Kept([*self._parts[:-1], rest[0]], cut=False), *rest[1:]]
        frame: Any = getattr(self, "_frame", None)
        alone = self.height > (frame._height if frame else 1e6)  # noqa: SLF001 - reportlab tells it nowhere else
        return list(self._parts) if alone else []

    def draw(self) -> None:
        """Draw the parts from the top down."""
        for part, top in zip(self._parts, self._tops, strict=True):
            part.drawOn(self.canv, 0, self.height - top - part.wrapOn(self.canv, self.width, 1e6)[1])
