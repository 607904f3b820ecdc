"""What is about to be printed, page by page; from here to the printer or into a PDF file.

    PrintDialog(desk, parent, Printing("Danh sách TMĐT", "danh-sach.pdf", draw, personal=True)).open()

`draw(sensitive, target, task)` writes the PDF to `target`. It lies in the workspace's own folder for that moment only:
what is printed may hold names, and nothing of them is left outside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from tmdt_desktop.task import Task
from tmdt_desktop.whole_files import publish
from ui.parts.dialog import Dialog
from ui.parts.file_pick import choose_target
from ui.parts.pdf_view import Pdf, PdfView, draw_page, measured
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import Button

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Draw = Callable[[bool, Path, Task], object]
_LOW, _HIGH, _AROUND = 240, 620, 260
_DOTS = 300
"""Dots per inch that pages are drawn with for the printer."""
_CURE = "Đóng hộp này rồi in lại."
_DRAWING = "Đang lập bản in…"


@dataclass(frozen=True)
class Printing:
    """What is printed: a title, the name proposed for its file, who draws it, whether it has personal data, and in what."""

    title: str
    file_name: str
    draw: Draw
    personal: bool
    personal_in: str = "cột"
    """What holds personal data: the columns of a list, the entries («mục») of a record."""


class PrintDialog(Dialog):
    """The pages, and where they go."""

    def __init__(self, desk: Desk, parent: QWidget, printing: Printing) -> None:
        super().__init__(desk, f"In: {printing.title}", parent, wide=True)
        self._printing = printing
        self.pdf: Pdf | None = None
        self.view = PdfView(desk, "Bản in")
        self.view.setFixedHeight(min(max(parent.window().height() - _AROUND, _LOW), _HIGH))
        self.sensitive = Tick(self.theme, f"In cả {printing.personal_in} dữ liệu cá nhân")
        self.sensitive.setVisible(printing.personal)
        self.sensitive.toggled.connect(lambda _on: self.draw())
        self.body.addWidget(self.view)
        self.save = Button(self.theme, "Lưu PDF…", icon="save")
        self.save.setObjectName("save")
        self.save.clicked.connect(self.ask_target)
        self.foot_left.addWidget(self.save)
        self.foot_left.addWidget(self.sensitive)
        self.primary.setText("In…")
        self.primary.set_icon("print")
        self.draw()

    def draw(self) -> None:
        """Make the pages anew."""
        self.pdf = None
        self.view.say(_DRAWING)
        sensitive, printing, folder = self.sensitive.isChecked(), self._printing, self.desk.workspace.path

        def work(task: Task) -> Pdf:
            with TemporaryDirectory(dir=folder, prefix="in-") as place:
                target = Path(place) / "in.pdf"
                printing.draw(sensitive, target, task)
                return measured(target.read_bytes(), printing.file_name, _CURE)

        self.run(work, printing.title, self._show)
        self.ready()

    def ready(self) -> None:
        """Possible when the pages are there."""
        for button in (self.primary, self.save):
            button.setEnabled(self.pdf is not None)
        self.cancel.setText("Đóng")

    def act(self) -> None:
        """Ask for a printer and print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        if self.pdf is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._printing.title)
        printer.setPageLayout(page_layout(self.pdf))
        asked = QPrintDialog(printer, self)
        asked.setMinMax(1, len(self.pdf.sizes))
        if asked.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: "QPrinter") -> None:
        """Print the pages on `printer` and close."""
        if self.pdf is None:
            return
        first, last = printer.fromPage() or 1, printer.toPage() or len(self.pdf.sizes)
        run = _Run(self.desk, self.pdf, printer, range(first - 1, min(last, len(self.pdf.sizes))))
        run.ended.connect(self.accept)
        run.setParent(self)
        run.start()

    def ask_target(self) -> None:
        """Ask where the PDF should lie."""
        target = choose_target(self, "Lưu PDF", self._printing.file_name, "PDF (*.pdf)")
        if target is not None:
            self.save_as(target)

    def save_as(self, target: Path) -> None:
        """Write the PDF to `target` and close."""
        pdf = self.pdf
        if pdf is None:
            return

        def write(file: BinaryIO) -> None:
            file.write(pdf.data)

        def work(_task: Task) -> None:
            publish(target, write)

        self.run(work, "", lambda _: self.accept())

    def _show(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.view.show_pdf(pdf)
        self.ready()
        if not self.sensitive.hasFocus():
            self.primary.setFocus()

    def _failed(self, error: BaseException) -> None:
        self.view.say("")
        super()._failed(error)


def page_layout(pdf: Pdf) -> QPageLayout:
    """A4 without margins, lying or standing as the first page does."""
    wide, high = pdf.sizes[0]
    lying = QPageLayout.Orientation.Landscape if wide > high else QPageLayout.Orientation.Portrait
    layout = QPageLayout()
    layout.setMode(QPageLayout.Mode.FullPageMode)
    layout.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    layout.setOrientation(lying)
    return layout


class _Run(QObject):
    """Draws one page after the other beside the window's thread and paints it onto the printer's sheet."""

    ended = Signal()

    def __init__(self, desk: Desk, pdf: Pdf, printer: "QPrinter", pages: range) -> None:
        super().__init__()
        self._desk, self._pdf, self._printer = desk, pdf, printer
        self._pages = list(pages)
        self._painter = QPainter()

    def start(self) -> None:
        """Begin with the first page."""
        self._painter.begin(self._printer)
        self._draw()

    def _draw(self) -> None:
        if not self._pages:
            self._painter.end()
            self.ended.emit()
            return
        page, pdf = self._pages[0], self._pdf
        width = int(pdf.sizes[page][0] / 72 * _DOTS)
        self._desk.jobs.read(lambda: draw_page(pdf, page, width), done=self._paint)

    def _paint(self, image: QImage) -> None:
        sheet = self._painter.viewport()
        self._painter.drawImage(QRectF(sheet), image)
        self._pages.pop(0)
        if self._pages:
            self._printer.newPage()
        self._draw()
