"""One section of a report: its words, with the figures in them marked, and the figures table below.

Figures that say what the closed period says are in accent; those whose old value still stands are amber.
"""

import re
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QResizeEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from tmdt_desktop.i18n import moment, number
from tmdt_desktop.services.report_view import FigureView, Moved, ReportView, SectionView
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, column, label, panel, row

_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
_PAUSE = 1500
_HIGHEST = 260
_NONE = "chưa có số liệu"
_COLUMNS = (
    Column("Mã", 64),
    Column("Số liệu từ sổ"),
    Column("", 128),
    Column("", 84, right=True),
    Column("", 126, right=True),
    Column("", 30),
)


def words_of(value: int | None) -> str:
    """A figure in words; «chưa có số liệu» is never 0."""
    return _NONE if value is None else number(value)


def heading_of(section: SectionView) -> str:
    """«II.3 Đào tạo, tập huấn»; titles that a document sets in capitals are told in plain letters."""
    title = section.title
    plain = title.capitalize().replace("tmđt", "TMĐT") if title.isupper() else title
    return f"{section.number} {plain}"


class FigureMarks(QSyntaxHighlighter):
    """Marks the numbers in the words of a section."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._live: frozenset[str] = frozenset()
        self._stale: frozenset[str] = frozenset()
        theme.changed.connect(self.rehighlight)

    def show_figures(self, live: Sequence[int | None], stale: Sequence[int | None]) -> None:
        """The values that follow the registers, and those that no longer do."""
        self._live, self._stale = _written(live), _written(stale)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for found in _NUMBER.finditer(text):
            said = found.group().rstrip(".,")
            tone = "warn" if said in self._stale else "accent" if said in self._live else ""
            if tone:
                self.setFormat(found.start(), len(said), self._format(tone))

    def _format(self, tone: str) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self._theme.colour(tone))
        made.setBackground(QColor(self._theme.colour(f"{tone}_soft")))
        made.setFontWeight(600)
        return made


def _written(values: Sequence[int | None]) -> frozenset[str]:
    """Every way in which the drafts write a value: «8», «08», «1.284»."""
    known = [value for value in values if value is not None]
    return frozenset(number(value) for value in known) | frozenset(f"{value:02d}" for value in known if value < 10)


class WordsEdit(QPlainTextEdit):
    """The words of a section. `written` after a pause and when the keyboard leaves; it grows with its text."""

    written = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setAccessibleName("Lời văn")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.marks = FigureMarks(self.document(), theme)
        self._kept = self._sent = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.flush)
        self.textChanged.connect(self._typed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())

    @property
    def dirty(self) -> bool:
        """Whether words were typed that are not kept yet."""
        return self.toPlainText() != self._kept

    def put(self, text: str) -> None:
        """Show stored words; what is being typed stays."""
        typed = self.dirty
        self._kept = text
        if typed:
            return
        self._sent = text
        if text != self.toPlainText():
            self.setPlainText(text)
        self._pause.stop()

    def drop(self) -> None:
        """Forget what was typed and not kept."""
        self._kept = self._sent = self.toPlainText()

    def flush(self) -> None:
        """Hand over what was typed, once; it counts as kept when it comes back by `put`."""
        self._pause.stop()
        text = self.toPlainText()
        if self.dirty and text != self._sent:
            self._sent = text
            self.written.emit(text)

    def refused(self) -> None:
        """What was handed over could not be written: it is handed over again at the next occasion."""
        self._sent = self._kept

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """As high as the words, within reason. A plain document measures its height in lines."""
        lines = max(int(self.document().documentLayout().documentSize().height()), 3)
        self.setFixedHeight(min(lines * self.fontMetrics().lineSpacing() + 24, _HIGHEST))

    def _typed(self) -> None:
        if self.dirty and not self.isReadOnly():
            self._pause.start()


class MovedNote(QWidget):
    """«Số liệu đã đổi sau khi sửa lời văn», with the way back to the draft."""

    redraft = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rest = label("", wrap=True)
        self.button = Button(theme, "Soạn lại mục này")
        self.button.clicked.connect(self.redraft)
        words = column(label("Số liệu đã đổi sau khi sửa lời văn", "strong"), self._rest, spacing=2)
        side = column(None, self.button, None)
        inside = row(
            column(2, IconLabel(theme, "moved", "warn", 18), None), (words, 1), side, margins=(12, 8, 12, 8), spacing=10
        )
        self.setLayout(column(panel("warn_soft", inside)))
        self.hide()

    def show_moved(self, moved: Sequence[Moved]) -> None:
        """Say what has moved; nothing hides the note."""
        said = [f"«{each.label}» từ {words_of(each.old)} thành {words_of(each.new)}" for each in moved]
        more = f" và {len(said) - 3} số khác" if len(said) > 3 else ""
        self._rest.setText("; ".join(said[:3]) + more + ".")
        self.setVisible(bool(moved))


class FiguresTable(LinesTable):
    """The figures of a section: this year, last year, what has moved. `opened` carries (code, field, part) or the code."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _COLUMNS, tall=True)
        self.setObjectName("figures")
        self.setAccessibleName("Số liệu của mục")
        self.parted: frozenset[str] = frozenset()

    def show_figures(self, figures: Sequence[FigureView], year: int, closed: str) -> None:
        """Show them; those in `parted` with their parts below. `closed`: when they were counted, in words."""
        self.set_titles("Mã", f"Số liệu từ sổ, chốt {closed}", "", f"năm {year - 1}", f"năm {year}", "")
        lines = [line for figure in figures for line in self._lines(figure)]
        self.show_lines(lines)
        quiet = all(_moved_cell(figure).text == "" for figure in figures)
        self.setColumnHidden(2, quiet)
        self.setVisible(bool(lines))
        self.fit_height()

    def _lines(self, figure: FigureView) -> list[Line]:
        opens = bool(figure.counted and figure.value)
        now = Cell(
            words_of(figure.value), "text" if figure.value is not None else "text_3", strong=figure.value is not None
        )
        before = Cell("—" if figure.last_year is None else number(figure.last_year), "text_2")
        key = (figure.code, "", None)
        last = Cell("", "text_2", "right") if opens else Cell("")
        name = Cell(
            f"{figure.label} ({figure.unit})" if figure.unit else figure.label,
            tip=f"{figure.label} — mở các dòng: Enter; số năm trước, kế hoạch, lý do: F2; chia theo nhóm: F4",
        )
        made = [Line((Cell(figure.code, "text_2"), name, _moved_cell(figure), before, now, last), key)]
        if figure.code in self.parted:
            made += self._parts(figure)
        return made

    def _parts(self, figure: FigureView) -> list[Line]:
        made: list[Line] = []
        for group in figure.groups:
            made.append(
                Line(
                    ("", Cell(f"Theo {group.label[:1].lower()}{group.label[1:]}", "text_2", strong=True)),
                    (figure.code, "", None),
                )
            )
            made += [
                Line(
                    ("", Cell(f"    {part.words}"), "", "", number(part.share), Cell("", "text_2", "right")),
                    (figure.code, group.field, part.key),
                )
                for part in group.parts
            ]
        return made


def _moved_cell(figure: FigureView) -> Cell:
    if figure.live is not None and figure.live != figure.value:
        return Cell(f"sổ nay {number(figure.live)}", "warn", "moved", tip="Sổ đã đổi sau khi chốt số liệu")
    if figure.odd is not None and not figure.reason:
        return Cell(f"{'+' if figure.odd > 0 else '−'}{number(abs(figure.odd))}%, cần lý do", "warn", "warn")
    if figure.odd is not None:
        return Cell("đã có lý do", "ok", "check", tip=figure.reason)
    return Cell("")


class SectionPane(QWidget):
    """The words and figures of the section that is chosen.

    `written(section, words)` · `redraft(section)` · `opened((code, field, part))`, field empty for the whole figure
    """

    written = Signal(str, str)
    redraft = Signal(str)
    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._report: UUID | None = None
        self._section: SectionView | None = None
        self._figures: tuple[FigureView, ...] = ()
        self._year, self._closed = 0, ""
        self.title = label("", "heading", wrap=True)
        self._clause = label("", "small", "text_2")
        self.moved = MovedNote(theme)
        self.moved.redraft.connect(self._ask_redraft)
        self.words = WordsEdit(theme)
        self.words.written.connect(self._written)
        self.back = Button(theme, "Lấy lại lời phần mềm soạn", "plain", icon="undo")
        self.back.clicked.connect(self._ask_redraft)
        self._caption = row(label("Lời văn", "small", "text_2"), None, self.back, spacing=8)
        self.figures = FiguresTable(theme)
        self.figures.opened.connect(self.opened)
        self._none = label("Mục này không có số liệu từ sổ.", "small", "text_3")
        head = row((self.title, 1), self._clause, spacing=12)
        self.setLayout(column(head, self.moved, self._caption, self.words, self.figures, self._none, spacing=6))

    @property
    def code(self) -> str:
        """The section that is shown."""
        return self._section.number if self._section else ""

    def show_section(self, section: SectionView, view: ReportView) -> None:
        """Show one section of a report with its figures."""
        if self._report != view.id:
            self.words.drop()
        elif self._section is not None and section.number != self._section.number:
            self.words.flush()
            self.words.drop()
        self._report = view.id
        self._section, self._year, self._closed = section, view.year, moment(view.frozen_at)[:10]
        self._figures = tuple(figure for figure in view.figures if figure.section == section.number)
        editable = view.editable
        self.title.setText(heading_of(section))
        self._clause.setText(section.clause)
        self._clause.setVisible(bool(section.clause))
        self.words.setReadOnly(not editable)
        self.words.put(section.text)
        self.words.setPlaceholderText(section.prompt or "Viết mục này, hoặc ghi «Không phát sinh.».")
        self.words.setVisible(not section.parent)
        self.back.setVisible(editable and section.edited and bool(section.drafted) and not section.moved)
        self.moved.show_moved(section.moved if editable else ())
        stale = [each.old for each in section.moved]
        self.words.marks.show_figures([figure.value for figure in self._figures], stale)
        self._show_figures()

    def toggle_parts(self) -> None:
        """Show, or hide, how the current figure divides."""
        if (key := self.figures.current_key) is not None:
            self.figures.parted = self.figures.parted ^ {key[0]}
            self._show_figures()

    def figure(self, code: str) -> FigureView | None:
        """The figure `code` of this section."""
        return next((figure for figure in self._figures if figure.code == code), None)

    def _show_figures(self) -> None:
        self.figures.show_figures(self._figures, self._year, self._closed)
        self._none.setVisible(not self._figures and not (self._section and self._section.parent))

    def _written(self, words: str) -> None:
        self.written.emit(self.code, words)

    def _ask_redraft(self) -> None:
        self.words.drop()
        self.redraft.emit(self.code)
