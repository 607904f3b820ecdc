"""The three panes of the report page: sections, words and figures with the checks below, and the preview.

On a narrow window the preview stands in the place of the words until it is turned back.
"""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tmdt_desktop.services.report_files import preview_pdf
from tmdt_desktop.services.report_view import ReportView
from ui.pages.report_checks import ChecksCard
from ui.pages.report_section import SectionPane
from ui.pages.report_sections import SectionList
from ui.parts.pdf_view import PdfView
from ui.shell.desk import Desk
from ui.shell.widgets import column, panel, row

_MADE = ("sealed", "signed", "pdf")
_SECTIONS, _PREVIEW_LEAST, _PREVIEW_SHARE = 228, 340, 0.36
_BESIDE = 1080
"""Pixels from which on the preview has its place beside the words."""
_UNBOUND = 16_777_215
_DRAWING = "Đang vẽ bản PDF của báo cáo này…"


class ReportPanes(QWidget):
    """What lies between head and action bar. `failed` takes what goes wrong with the preview."""

    def __init__(self, desk: Desk, failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._desk, self._failed = desk, failed
        self._view: ReportView | None = None
        self._preview_of: object = None
        self._drawn: UUID | None = None
        self._turned = False
        self.sections = SectionList(desk.theme)
        self.sections.setFixedWidth(_SECTIONS)
        self.sections.chosen.connect(self._show_section)
        self.section = SectionPane(desk.theme)
        self.checks = ChecksCard(desk.theme)
        self.preview = PdfView(desk)
        middle = QScrollArea()
        middle.setFrameShape(QFrame.Shape.NoFrame)
        middle.setWidgetResizable(True)
        middle.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle.setWidget(panel("clear", column(self.section, self.checks, None, margins=(16, 12, 16, 16), spacing=12)))
        self._middle = middle
        self._beside = column((self.preview, 1), margins=(0, 12, 16, 0))
        self._right = panel("clear", self._beside)
        self.setLayout(row(self.sections, (middle, 1), (self._right, 0)))

    @property
    def narrow(self) -> bool:
        """Whether the preview has no place beside the words."""
        return self.width() < _BESIDE

    def show_view(self, view: ReportView) -> None:
        """Show a report; section and figure stay where they were if they can."""
        self._view = view
        self.sections.show_sections(view)
        self._show_section(self.sections.current)
        self.checks.show_checks(view.checks)
        self._refresh_preview()

    def choose(self, code: str) -> None:
        """Go to a section."""
        self._turned = False
        self._lay_out()
        self.sections.choose(code)

    def turn_to_preview(self) -> None:
        """Narrow: the preview in place of the words, or back. Wide: draw it anew."""
        self._turned = self.narrow and not self._turned
        self._preview_of = None
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        beside = not self.narrow
        self._turned = self._turned and not beside
        self._right.setVisible(beside or self._turned)
        self._middle.setVisible(not self._turned)
        self._beside.setContentsMargins(0 if beside else 16, 12, 16, 0)
        width = max(int((self.width() - _SECTIONS) * _PREVIEW_SHARE), _PREVIEW_LEAST)
        self._right.setMinimumWidth(width if beside else 0)
        self._right.setMaximumWidth(width if beside else _UNBOUND)
        self._refresh_preview()

    def _show_section(self, code: str) -> None:
        if self._view is None:
            return
        section = next((made for made in self._view.sections if made.number == code), None)
        if section is not None:
            self.section.show_section(section, self._view)

    def _refresh_preview(self) -> None:
        """Draw the report anew if it says something else than what is drawn."""
        view = self._view
        if view is None or not self._right.isVisibleTo(self):
            return
        made = next((view.files[kind] for kind in _MADE if kind in view.files), None)
        texts = tuple(section.text for section in view.sections)
        now = (view.id, view.state, made, texts, view.frozen_at, view.number, view.issued_on)
        if now == self._preview_of:
            return
        if view.id != self._drawn:
            self.preview.show_file(None)
            self.preview.say(_DRAWING)
        self._preview_of, self._drawn = now, view.id
        if made is not None:
            self.preview.show_file(made)
            return
        ws = self._desk.workspace
        self._desk.jobs.read(
            lambda: preview_pdf(ws, view.id),
            done=lambda path: self.preview.show_file(path) if now == self._preview_of else None,
            failed=self._not_drawn,
        )

    def _not_drawn(self, error: BaseException) -> None:
        self.preview.say("")
        self._failed(error)
