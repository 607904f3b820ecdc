"""The year at a glance: main figures beside last year's, charts; every tile and bar opens to its rows.

Other pages ask for it by «overview» with a reporting year, or with None for the one shown last.
"""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea

from tmdt_desktop.i18n import day, number
from tmdt_desktop.records import REGISTERS, register
from tmdt_desktop.services.duties import running_year
from tmdt_desktop.services.figure_rows import FigureRows
from tmdt_desktop.services.overview import Overview, Tile, overview, overview_rows
from tmdt_desktop.services.workspaces import office_facts
from ui.pages.register_page import Chosen
from ui.parts.charts import ChartView
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.theme import Theme
from ui.shell.widgets import Button, Card, column, fill, label, panel

_TILES_A_ROW, _CHARTS_A_ROW = 4, 2


class OverviewPage(Page):
    """The page «Tổng quan»."""

    name = "overview"
    title = "Tổng quan"
    icon = "chart"
    shows = frozenset(REGISTERS)

    def __init__(self, desk: Desk, year: int | None = None) -> None:
        super().__init__(desk)
        self.year, self._turn = year, 0
        self.department = office_facts(desk.workspace).is_department
        self.made: Overview | None = None
        for at, (name, icon, by) in enumerate((("Năm trước", "left", -1), ("Năm sau", "right", 1))):
            button = Button(self.theme, "", icon=icon)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda _=False, by=by: self._go_year(by))
            self.head.insertWidget(at, button)
        self._tiles, self._charts = QGridLayout(), QGridLayout()
        for grid in (self._tiles, self._charts):
            grid.setSpacing(12)
        for grid, columns in ((self._tiles, _TILES_A_ROW), (self._charts, _CHARTS_A_ROW)):
            for at in range(columns):
                grid.setColumnStretch(at, 1)
        self._empty = label("", "small", "text_2", wrap=True)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = column(self._tiles, self._charts, self._empty, None, margins=(16, 12, 16, 16), spacing=12)
        self._area.setWidget(panel("clear", inner))
        self.body.addWidget(self._area)

    def reload(self) -> None:
        self._turn += 1
        turn, chosen = self._turn, self.year
        self.ask(lambda: _read(self, chosen), lambda made: self._show(made) if turn == self._turn else None)

    def arrive(self, what: object) -> None:
        if isinstance(what, int):
            self.year = what
            self.reload()

    @action("Năm trước", keys=("Alt+Left",))
    def earlier(self) -> None:
        """Show the year before."""
        self._go_year(-1)

    @action("Năm sau", keys=("Alt+Right",))
    def later(self) -> None:
        """Show the year after."""
        self._go_year(1)

    @action("Tổng hợp toàn tỉnh", icon="package", keys=("Alt+T",), place="head", when="_is_department")
    def open_totals(self) -> None:
        """Go to the figures of the packages that other offices sent."""
        self.asks.emit("packages", "totals")

    def open_rows(self, name: str, key: str, words: str) -> None:
        """Go to the rows behind a tile (empty `key`) or a bar."""
        if self.made is None:
            return
        year = self.made.year
        self.ask(lambda: overview_rows(self.ws, name, key, year), lambda rows: self._go(rows, words))

    def _go(self, rows: FigureRows, words: str) -> None:
        of = register(rows.register)
        self.asks.emit(f"register:{of.code}", Chosen(rows.seqs, f"{number(len(rows.seqs))} {of.one}: {words}"))

    def _is_department(self) -> bool:
        return self.department

    def _go_year(self, by: int) -> None:
        if self.year is not None:
            self.year += by
            self.reload()

    def _show(self, made: Overview) -> None:
        self.made, self.year = made, made.year
        period = f"kỳ báo cáo {day(made.period[0])} – {day(made.period[1])}"
        whose = "chỉ đếm sổ của riêng Sở" if self.department else "đếm từ các sổ lúc này"
        self.set_heading(f"Tổng quan năm {made.year}", f"{period}, {whose}")
        for grid in (self._tiles, self._charts):
            _clear(grid)
        for at, tile in enumerate(made.tiles):
            shown = TileCard(self.theme, tile)
            shown.opened.connect(lambda tile=tile: self.open_rows(tile.code, "", tile.label))
            self._tiles.addWidget(shown, at // _TILES_A_ROW, at % _TILES_A_ROW)
        for at, view in enumerate(made.charts):
            card = Card(self.theme, view.chart.title)
            chart = ChartView(self.theme, view.chart)
            name, title = view.name, view.chart.title
            chart.chosen.connect(lambda key, name=name, title=title: self.open_rows(name, key, title))
            fill(card.body, (chart, None))
            self._charts.addWidget(card, at // _CHARTS_A_ROW, at % _CHARTS_A_ROW)
        self._empty.setText(f"Chưa có số liệu để vẽ: {'; '.join(made.empty)}." if made.empty else "")


class TileCard(QFrame):
    """One figure, large, with last year's below it. `opened` on click, Enter or Space."""

    opened = Signal()

    def __init__(self, theme: Theme, tile: Tile) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        value = "Chưa có số liệu" if tile.value is None else number(tile.value)
        before = "năm trước chưa có số liệu" if tile.last_year is None else f"năm trước {number(tile.last_year)}"
        self.setAccessibleName(f"{tile.label}: {value} {tile.unit}, {before}")
        role = "heading" if tile.value is None else "figure"
        figure = label(value, role, "text_3" if tile.value is None else "text")
        self.setMinimumHeight(theme.size("row") * 3 + 12)
        self.setLayout(
            column(
                label(tile.label, "small", "text_2", wrap=True),
                None,
                figure,
                label(f"{tile.unit} · {before}", "small", "text_3"),
                margins=(14, 10, 14, 10),
                spacing=2,
            )
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def _read(page: OverviewPage, year: int | None) -> Overview:
    return overview(page.ws, year or running_year(page.ws, date.today()))  # noqa: DTZ011 - the office's own day


def _clear(grid: QGridLayout) -> None:
    while made := grid.takeAt(0):
        if widget := made.widget():
            widget.hide()
            widget.deleteLater()
