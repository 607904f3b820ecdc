"""The list of pairs: suspected, worth a look, told apart; the surest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from tmdt_desktop.i18n import number
from tmdt_desktop.services.find_duplicates import DuplicatePair
from tmdt_desktop.services.same_or_not import Apart
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme

WIDTH = 372
_COLUMNS = (Column("Điểm", 56, right=True), Column("Hai hồ sơ"))


@dataclass(frozen=True)
class Shown:
    """A pair of the list: what was found, or what a person has told apart."""

    pair: DuplicatePair
    apart: Apart | None = None

    @property
    def ids(self) -> frozenset[UUID]:
        """The two records."""
        return frozenset((self.pair.a, self.pair.b))


class PairsTable(LinesTable):
    """The table; its keys are places in `shown`. `moved`: the person has gone to a pair, by key or mouse."""

    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _COLUMNS, tall=True)
        self.setAccessibleName("Các cặp hồ sơ")
        self.setFixedWidth(WIDTH)
        self.shown: tuple[Shown, ...] = ()

    def show_pairs(self, pairs: Sequence[DuplicatePair], apart: Sequence[Apart]) -> None:
        """Show them in three groups; the current pair stays current, the place in the list where that is gone."""
        at = self.current_key if isinstance(self.current_key, int) else 0
        before = self.current.ids if self.current is not None else None
        told = [DuplicatePair(each.first, each.second, each.names, 0, (), sure=False) for each in apart]
        self.shown = (*map(Shown, pairs), *map(Shown, told, apart))
        suspected = [place for place, each in enumerate(pairs) if each.suspect]
        likely = [place for place, each in enumerate(pairs) if not each.suspect]
        groups = (
            ("Nghi trùng", suspected),
            ("Nên xem lại", likely),
            ("Đã ghi không trùng", list(range(len(pairs), len(self.shown)))),
        )
        lines: list[Line] = []
        for title, places in groups:
            if places:
                lines.append(Line((Cell(f"{title}: {number(len(places))} cặp"),), None, head=True))
                lines += [_line(place, self.shown[place]) for place in places]
        self.show_lines(lines)
        if self.shown:
            same = (place for place, each in enumerate(self.shown) if each.ids == before)
            self.choose(next(same, min(at, len(self.shown) - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        if self.currentIndex().row() != before:
            self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.moved.emit()

    @property
    def current(self) -> Shown | None:
        """The current pair, None when there is none."""
        at = self.current_key
        return self.shown[at] if isinstance(at, int) and at < len(self.shown) else None


def _line(place: int, each: Shown) -> Line:
    names = " · ".join(each.pair.names)
    if each.apart is not None:
        return Line((Cell("", "text_3", "close"), Cell(names, "text_2", tip=each.apart.why)), place)
    score = Cell(str(each.pair.score), "warn" if each.pair.suspect else "text_2", strong=each.pair.suspect)
    return Line((score, Cell(names, tip="; ".join(each.pair.reasons))), place)
