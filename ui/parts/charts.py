"""A chart on the screen: the same shapes that the report prints, in the colours of the theme.

view = ChartView(theme, chart)      chart: tmdt_desktop.reports.charts.Chart; the title is left to the card around it
view.chosen.connect(open_rows)      the key of the mark that was clicked, or chosen by Enter or Space
view.show_chart(chart)              another one in its place

One Tab stop; arrow keys, Home and End go from mark to mark, a screen reader hears each in words.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tmdt_desktop.reports.chart_drawing import SMALL, chart_words, drawn
from tmdt_desktop.reports.charts import Box, Chart, Drawing, Letters, Rule
from ui.shell.theme import Theme

_REACH = 4.0  # pixels beside a mark that still belong to it
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ChartView(QWidget):
    """One chart, as wide as its place and as high as it needs."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, chart: Chart) -> None:
        super().__init__()
        self._theme = theme
        self._unit = theme.tokens.type["small"][0] / SMALL  # pixels of a millimetre
        self._hovered: int | None = None
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Show this chart in place of the one before."""
        self.chart = chart
        self.current, self._hovered = 0, None
        self._drawing: Drawing | None = None
        self.setAccessibleDescription(chart_words(chart))
        self._tell()
        self.updateGeometry()
        self.update()

    @property
    def marks(self) -> tuple[Box, ...]:
        """What can be pointed at, in millimetres of the drawing."""
        return self._drawn().boxes

    def place_of(self, at: int) -> QRectF:
        """Where the mark `at` takes clicks, in pixels."""
        box = self.marks[at]
        place = QRectF(*(edge * self._unit for edge in (box.x, box.y, box.width, box.height)))
        return place.adjusted(-_REACH, -_REACH / 2, _REACH, _REACH / 2)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._draw_for(width).height * self._unit) + 2

    def sizeHint(self) -> QSize:
        return QSize(360, self.heightForWidth(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(max(self.width(), 220)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.scale(self._unit, self._unit)
        for shape in self._drawn().shapes:
            if isinstance(shape, Box):
                colour = self._theme.colour(shape.tone.value)
                painter.fillRect(QRectF(shape.x, shape.y, shape.width, shape.height), colour)
            elif isinstance(shape, Rule):
                self._paint_rule(painter, shape)
        painter.restore()
        for shape in self._drawn().shapes:
            if isinstance(shape, Letters):
                self._write(painter, shape)
        self._paint_rings(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._mark_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._mark_at(event.position())
        if at is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(at)
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self.marks) - 1
        if key in _STEPS:
            self._go(min(max(self.current + _STEPS[key], 0), max(last, 0)))
        elif key in _ENDS:
            self._go(0 if key is Qt.Key.Key_Home else max(last, 0))
        elif key in _CHOOSE:
            self._choose()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """A mark says in a tooltip what it shows."""
        if isinstance(event, QHelpEvent):
            at = self._mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if at is None else self.marks[at].words, self)
            return True
        return super().event(event)

    def _drawn(self) -> Drawing:
        if self._drawing is None or abs(self._drawing.width - self.width() / self._unit) > 0.01:
            self._drawing = self._draw_for(self.width())
        return self._drawing

    def _draw_for(self, width: int) -> Drawing:
        metrics = QFontMetricsF(self._theme.font("small"))

        def measure(text: str, size: float) -> float:
            return metrics.horizontalAdvance(text) / self._unit * size / SMALL

        return drawn(self.chart, width / self._unit, measure)

    def _paint_rule(self, painter: QPainter, rule: Rule) -> None:
        style = Qt.PenStyle.DashLine if rule.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self._theme.colour(rule.tone.value), rule.thick, style))
        painter.drawLine(QPointF(rule.x1, rule.y1), QPointF(rule.x2, rule.y2))

    def _write(self, painter: QPainter, words: Letters) -> None:
        font = self._theme.font("small")
        font.setPixelSize(round(words.size * self._unit))
        font.setItalic(words.italic)
        width = QFontMetricsF(font).horizontalAdvance(words.text)
        back = {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
        painter.setFont(font)
        painter.setPen(self._theme.colour("text_2" if words.italic else "text"))
        painter.drawText(QPointF(words.x * self._unit - back, words.y * self._unit), words.text)

    def _paint_rings(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._hovered is not None and self._hovered < len(self.marks):
            painter.setPen(QPen(self._theme.colour("accent_hover"), 1))
            painter.drawRect(self.place_of(self._hovered))
        if self.hasFocus() and self.marks:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(self.place_of(self.current), 3, 3)

    def _mark_at(self, point: QPointF) -> int | None:
        """The nearest mark whose place holds `point`, the later one of two that touch."""
        hit = (at for at in reversed(range(len(self.marks))) if self.place_of(at).contains(point))
        return next(hit, None)

    def _hover(self, at: int | None) -> None:
        if at != self._hovered:
            self._hovered = at
            opens = at is not None and bool(self.marks[at].key)
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.update()

    def _go(self, at: int) -> None:
        self.current = at
        self._tell()
        self.update()

    def _choose(self) -> None:
        if self.current < len(self.marks) and self.marks[self.current].key:
            self.chosen.emit(self.marks[self.current].key)

    def _tell(self) -> None:
        """The chart and the mark that has the keyboard, for a screen reader."""
        words = self.marks[self.current].words if self.current < len(self.marks) else ""
        self.setAccessibleName(". ".join(filter(None, (self.chart.title, words))))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
