"""The line of steps: what is done (green tick), what is now (accent ring), what is later (hollow).

ChainLine(theme)   words below the marks: the six of the year, the life of a report
StepLine(theme)    numbered marks with words beside them: a wizard's head
Both are told by `show_steps(steps)`; the order of the year's six is `CHAIN`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.shell.theme import Theme

CHAIN = ("Sổ", "Số liệu", "Báo cáo", "Ký số", "Gửi gói", "Tiếp nhận")
_MARK = 16
_STATES = {"done": "xong", "now": "đang làm", "later": "chưa đến", "bad": "bị trả lại"}


@dataclass(frozen=True)
class Step:
    """One step. `state`: done, now, later or bad; `note`: the small line below its word."""

    word: str
    state: str
    note: str = ""


def steps_at(words: Sequence[str], now: int, *, bad: bool = False) -> tuple[Step, ...]:
    """Steps of which those before `now` are done; `now` beyond the last says that all are."""
    states = (
        "bad" if bad and at == now else "done" if at < now else "now" if at == now else "later"
        for at in range(len(words))
    )
    return tuple(Step(word, state) for word, state in zip(words, states, strict=True))


class _Line(QWidget):
    """What both lines share: the steps, their spoken form, the marks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.steps: tuple[Step, ...] = ()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps in place of those before."""
        self.steps = tuple(steps)
        self.setAccessibleName("; ".join(f"{step.word}: {step.note or _STATES[step.state]}" for step in self.steps))
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _width(self, role: str, text: str) -> float:
        return QFontMetricsF(self._theme.font(role)).horizontalAdvance(text)

    def _tone(self, state: str) -> str:
        return {"done": "ok", "now": "accent", "bad": "bad"}.get(state, "line_strong")

    def _paint_link(self, painter: QPainter, start: QPointF, end: QPointF, *, done: bool) -> None:
        painter.setPen(QPen(self._theme.colour("ok" if done else "line"), 2))
        painter.drawLine(start, end)

    def _paint_mark(self, painter: QPainter, centre: QPointF, step: Step, size: int = _MARK) -> None:
        box = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
        colour = self._theme.colour(self._tone(step.state))
        painter.setPen(QPen(colour, 2 if step.state == "now" else 1.5))
        painter.setBrush(colour if step.state in {"done", "bad"} else self._theme.colour("surface"))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if step.state in {"done", "bad"}:
            icon = self._theme.pixmap("check" if step.state == "done" else "close", "surface", size - 6)
            painter.drawPixmap(QPointF(box.x() + 3, box.y() + 3), icon)


class ChainLine(_Line):
    """Marks in even distance, words below. `narrow` leaves the notes out."""

    def __init__(self, theme: Theme, *, narrow: bool = False) -> None:
        super().__init__(theme)
        self._narrow = narrow
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if narrow else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )

    def sizeHint(self) -> QSize:
        each = max((self._width("strong", step.word) + 24 for step in self.steps), default=0.0)
        width = each if self._narrow else max(each, 72)
        return QSize(int(width * len(self.steps)), 40 if self._narrow else 58)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        each, high = self.width() / max(len(self.steps), 1), _MARK / 2 + 1
        centres = [QPointF(each * (at + 0.5), high) for at in range(len(self.steps))]
        gap = _MARK / 2 + 4
        for at, step in enumerate(self.steps[:-1]):
            start, end = centres[at] + QPointF(gap, 0), centres[at + 1] - QPointF(gap, 0)
            self._paint_link(painter, start, end, done=step.state == "done")
        for centre, step in zip(centres, self.steps, strict=True):
            self._paint_mark(painter, centre, step)
            if step.state == "now":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour("accent"))
                painter.drawEllipse(centre, 3.5, 3.5)
            self._paint_words(painter, QRectF(centre.x() - each / 2, 20, each, 18), step)

    def _paint_words(self, painter: QPainter, box: QRectF, step: Step) -> None:
        now = step.state in {"now", "bad"}
        painter.setFont(self._theme.font("strong" if now else "small"))
        painter.setPen(self._theme.colour({"now": "accent", "bad": "bad", "done": "text"}.get(step.state, "text_2")))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, step.word)
        if step.note and not self._narrow:
            painter.setFont(self._theme.font("small"))
            painter.setPen(self._theme.colour("text_2"))
            painter.drawText(box.translated(0, 17), Qt.AlignmentFlag.AlignCenter, step.note)


class StepLine(_Line):
    """Numbered marks, words beside them, short links between."""

    _LINK, _SIZE = 22, 20

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = sum(self._width("strong", step.word) + self._SIZE + 7 for step in self.steps)
        return QSize(int(words + max(len(self.steps) - 1, 0) * (self._LINK + 16) + 2), 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at, middle = 0.0, self.height() / 2
        for number, step in enumerate(self.steps, start=1):
            if number > 1:
                done = self.steps[number - 2].state == "done"
                self._paint_link(painter, QPointF(at + 8, middle), QPointF(at + 8 + self._LINK, middle), done=done)
                at += self._LINK + 16
            self._paint_mark(painter, QPointF(at + self._SIZE / 2, middle), step, self._SIZE)
            self._paint_number(painter, QRectF(at, 0, self._SIZE, self.height()), step, number)
            at += self._SIZE + 7
            at += self._paint_word(painter, at, step)

    def _paint_number(self, painter: QPainter, box: QRectF, step: Step, number: int) -> None:
        if step.state == "done":
            return
        if step.state == "now":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            painter.drawEllipse(box.center(), self._SIZE / 2 - 1, self._SIZE / 2 - 1)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour("on_accent" if step.state == "now" else "text_2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_word(self, painter: QPainter, at: float, step: Step) -> float:
        width = self._width("strong", step.word)
        painter.setFont(self._theme.font("strong" if step.state == "now" else "body"))
        painter.setPen(self._theme.colour("text" if step.state != "later" else "text_2"))
        painter.drawText(QRectF(at, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, step.word)
        return width
