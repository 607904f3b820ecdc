"""The dated lists: choose one, choose a day, look for a word; each row tells its text and whether it was looked at.

Other pages ask for it by «catalogues» with the name of a list, or with (name, code of a row).
"""

from datetime import date, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from tmdt_desktop.catalogues.units import epochs
from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Day
from tmdt_desktop.services.catalogues import CatalogueRow, CatalogueTable, catalogue, catalogue_names
from tmdt_desktop.text import fold
from ui.pages.catalogues_detail import DetailPane
from ui.parts.inputs import DayInput, PaintedButton
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Chip, column, label, panel, row

_PAUSE = 150
_NAMES_WIDTH, _DETAIL_WIDTH = 184, 304
_MARK = Column("Đối chiếu", 88)
_ASIDE = -1
_COLUMNS = {
    "units": (72, 0, 150),
    "agencies": (90, 0, 150),
    "offices": (64, 0, _ASIDE, _ASIDE),
    "platforms": (96, 0, 170, _ASIDE),
    "channels": (150, 0),
    "laws": (_ASIDE, 0),
    "violations": (58, 0, _ASIDE, 134, _ASIDE),
    "industries": (58, 0, 92),
    "tax_status": (64, 0),
    "tax_methods": (130, 0),
    "holidays": (0, 176),
    "duties": (_ASIDE, 118, 80, 0),
    "indicators": (58, 0, 84, 52, _ASIDE),
}
"""Widths of the columns of each list; 0 shares the rest, _ASIDE stands only in the pane beside the table."""
_TALL = frozenset({"agencies", "duties", "industries", "indicators", "laws", "offices", "violations"})


class CataloguesPage(Page):
    """The page «Danh mục»."""

    name = "catalogues"
    title = "Danh mục"
    subtitle = "Chọn ngày để xem điều đúng vào ngày ấy"
    icon = "flag"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen_name = "units"
        self.table_shown: CatalogueTable | None = None
        self._wanted_code = ""
        self._asked: tuple[str, date | None] = ("", None)
        self.names = LinesTable(self.theme, (Column("Danh mục"),))
        self.names.setAccessibleName("Các danh mục")
        self.names.setFixedWidth(_NAMES_WIDTH)
        self.names.show_lines([Line((title,), name) for name, title in catalogue_names()])
        self.names.chosen.connect(self._choose_name)
        self.search = self._search_box()
        self.day = DayInput(Day(), self.theme)
        self.day.setFixedWidth(136)
        self.day.line.setAccessibleName("Xem như ngày")
        self.day.put(self._today())
        self.day.left.connect(self._reread)
        self._days = self._day_chips()
        self._count = label("", "small", "text_2")
        self._holder = column()
        self.table: LinesTable | None = None
        self.detail = DetailPane(self.theme)
        self.detail.setFixedWidth(_DETAIL_WIDTH)
        self.search.setMaximumWidth(460)
        bar = row((self.search, 3), label("Ngày", "body", "text_2"), self.day, *self._days.values(), None, spacing=8)
        frame = panel("card", column((self._holder, 1), margins=(1, 1, 1, 1)))
        pane = panel("card", column(self.detail, margins=(1, 1, 1, 1)))
        middle = column(row((frame, 1), pane, spacing=12), self._count, spacing=8)
        left = panel("card", column(self.names, margins=(1, 1, 1, 1)))
        self.body.addLayout(row(left, (column(bar, (middle, 1), spacing=8), 1), margins=(16, 12, 16, 12), spacing=12))
        self.names.choose(self.chosen_name)

    def _search_box(self) -> QLineEdit:
        box = QLineEdit()
        box.setPlaceholderText("Tìm theo mã, tên, căn cứ…")
        box.setAccessibleName("Tìm trong danh mục")
        box.setTextMargins(24, 0, 0, 0)
        PaintedButton(self.theme, "search", box, left=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show_rows)
        box.textChanged.connect(lambda _text: self._pause.start())
        return box

    def _day_chips(self) -> dict[date, Chip]:
        """A chip for the last day of each time between reforms and one for today."""
        ends = [start - timedelta(days=1) for start in epochs()[1:]]
        made: dict[date, Chip] = {}
        for day in (*ends, self._today()):
            made[day] = Chip(self.theme, "Hôm nay" if day == self._today() else show_day(day))
            made[day].clicked.connect(lambda day=day: self.show_day(day))
        return made

    def reload(self) -> None:
        self._reread()

    def focus_first(self) -> None:
        self.names.setFocus()

    def arrive(self, what: object) -> None:
        name, self._wanted_code = what if isinstance(what, tuple) else (what, "")
        if self.names.choose(name):
            self._reread()

    @action("Tìm trong danh mục", keys=("Ctrl+F",), brief="tìm")
    def look_for(self) -> None:
        """Put the keyboard into the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def show_day(self, day: date) -> None:
        """Show the list as it was on `day`."""
        self.day.put(day)
        self._reread()

    def _choose_name(self, name: object) -> None:
        if isinstance(name, str) and name != self.chosen_name:
            self.chosen_name = name
            self.search.clear()
            self._reread()

    def _reread(self) -> None:
        try:
            day = Day().parse(str(self.day.raw() or ""))
        except Invalid as told:
            self.day.mark("bad")
            self.band.tell("Chưa xem được ngày này.", str(told))
            return
        self.day.mark("")
        self.clear_problem()
        for known, chip in self._days.items():
            chip.say(chip.text, tone="accent" if known == day else "")
        name = self.chosen_name
        self._asked = (name, day)
        self.ask(lambda: catalogue(self.ws, name, day), self._show_table)

    def _show_table(self, table: CatalogueTable) -> None:
        if (table.name, table.day) != self._asked:
            return
        if self.table_shown is None or self.table_shown.name != table.name or self.table is None:
            self._put_table(table)
        self.table_shown = table
        self._show_rows()

    def _put_table(self, table: CatalogueTable) -> None:
        """A table with the columns of this list in place of the one before."""
        if self.table is not None:
            self._holder.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        widths = _COLUMNS[table.name]
        heads = (Column(title, width) for title, width in zip(table.columns, widths, strict=True) if width != _ASIDE)
        self.table = LinesTable(self.theme, (*heads, _MARK), tall=table.name in _TALL)
        self.table.setAccessibleName(table.title)
        self.table.chosen.connect(self._show_detail)
        self._holder.addWidget(self.table)

    def _show_rows(self) -> None:
        if self.table_shown is None or self.table is None:
            return
        wanted = fold(self.search.text()).split()
        rows = self.table_shown.rows
        found = [at for at, held in enumerate(rows) if _speaks(held, wanted)]
        self.table.show_lines([_line(self.table_shown.name, rows[at], at) for at in found])
        kept = self._wanted_code
        first = next((at for at in found if kept and rows[at].code == kept), found[0] if found else None)
        self._wanted_code = ""
        if first is None:
            self.detail.show_nothing("Không có dòng nào như vậy vào ngày này. Đổi chữ tìm hoặc đổi ngày.")
        elif kept or self.table.current_key is None:
            self.table.choose(first)
        else:
            self._show_detail(self.table.current_key)
        checked = sum(rows[at].verified for at in found)
        day = show_day(self.table_shown.day)
        self._count.setText(f"{number(len(found))} dòng ngày {day}; {number(checked)} dòng đã đối chiếu với văn bản")

    def _show_detail(self, at: object) -> None:
        if self.table_shown is not None and isinstance(at, int) and at < len(self.table_shown.rows):
            self.detail.show_row(self.table_shown, self.table_shown.rows[at])

    def _today(self) -> date:
        return date.today()  # noqa: DTZ011 - the office's own calendar day


def _speaks(held: CatalogueRow, wanted: list[str]) -> bool:
    said = fold(" ".join((*held.cells, held.basis)))
    return all(word in said for word in wanted)


def _line(name: str, held: CatalogueRow, at: int) -> Line:
    mark = Cell("đã", "ok", "ok") if held.verified else Cell("chưa", "text_3")
    shown = (text for text, width in zip(held.cells, _COLUMNS[name], strict=True) if width != _ASIDE)
    cells = (Cell(text or "—", "" if text else "text_3", tip=text) for text in shown)
    return Line((*cells, mark), at)
