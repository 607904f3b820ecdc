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
    """Blocks that stay together. Only the part at `cut` (from the end) may be parted: its first lines stay with the
    blocks before it, its last lines with the blocks after it.
    """

    def __init__(self, parts: Sequence[Flowable], *, cut: int | None = -1) -> None:
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
        """What fits into `aH` points and the rest; nothing when all of it is better moved to the next page."""
        self.wrap(aW, aH)
        parted = self._parted(aW, aH)
        frame: Any = getattr(self, "_frame", None)
        alone = self.height > (frame._height if frame else 1e6)  # noqa: SLF001 - reportlab tells it nowhere else
        return parted or (list(self._parts) if alone else [])

    def _parted(self, width: float, room: float) -> list[Flowable]:
        if self._cut is None or room <= self._tops[self._cut]:
            return []
        pieces = self._parts[self._cut].splitOn(self.canv, width, room - self._tops[self._cut])
        if len(pieces) < 2:
            return []
        place = len(self._parts) + self._cut
        return [_whole([*self._parts[:place], pieces[0]]), _whole([*pieces[1:], *self._parts[place + 1 :]])]

    def draw(self) -> None:
        """Draw the parts from the top down."""
        for part, top in zip(self._parts, self._tops, strict=True):
            part.drawOn(self.canv, 0, self.height - top - part.wrapOn(self.canv, self.width, 1e6)[1])


def _whole(parts: Sequence[Flowable]) -> Flowable:
    return parts[0] if len(parts) == 1 else Kept(parts, cut=-2 if len(parts) == 2 else None)
