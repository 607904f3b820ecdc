"""Pages of a real PDF, drawn by PDFium on a reader's thread; the window never waits for them.

view = PdfView(desk)
view.show_file(path)                       None shows the sentence of `say`
view.show_marks((Mark(page, box, "Chữ ký"),))   places outlined on the pages, in points from the lower left corner
read_pdf(path) · draw_page(pdf, page, width)    the same without a widget
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.pdfium import PDFIUM
from ui.shell.desk import Desk
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, row

_GAP = 12
_SMALLEST, _LARGEST, _STEP = 0.5, 4.0, 1.25
_KEPT = 12


@dataclass(frozen=True)
class Pdf:
    """A PDF in memory, so that the file may be written anew meanwhile. `sizes`: width and height of each page in points."""

    data: bytes
    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Mark:
    """A place on a page (from 0): left, bottom, right, top in points from the lower left corner, and its word."""

    page: int
    box: tuple[float, float, float, float]
    word: str


def read_pdf(path: Path) -> Pdf:
    """Read a file and measure its pages.

    Raises:
        Blocked: it cannot be read. Damaged: it is no PDF.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise Blocked(
            f"Không mở được tệp {path.name}.", cure="Đóng tệp trong chương trình khác rồi thử lại."
        ) from fault
    return measured(data, path.name, "Lập lại tệp PDF của báo cáo.")


def measured(data: bytes, name: str, cure: str) -> Pdf:
    """The pages of a PDF that is at hand. Raises Damaged, with `cure`, when it is none."""
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            raise Damaged(f"Tệp {name} không phải PDF đọc được.", cure=cure) from fault
        sizes = tuple(document.get_page_size(at) for at in range(len(document)))
        document.close()
    return Pdf(data, sizes)


def draw_page(pdf: Pdf, page: int, width: int) -> QImage:
    """One page (from 0) as a picture `width` pixels wide."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf.data)
        document.init_forms()  # the looks of signatures are fields of a form
        drawn = document[page].render(scale=width / pdf.sizes[page][0], prefer_bgrx=True)
        made = QImage(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32).copy()
        drawn.close()
        document.close()
    return made


class _Sheets(QWidget):
    """The pages below each other. `wanted` says (page, width in device pixels) of a page that is in sight but not drawn."""

    wanted = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.pdf: Pdf | None = None
        self.marks: tuple[Mark, ...] = ()
        self._zoom = 1.0
        self._drawn: dict[int, QImage] = {}
        self._asked: set[tuple[int, int]] = set()
        self._fresh: set[int] = set()

    def show_pdf(self, pdf: Pdf | None) -> None:
        """Show another file; the old pictures stay until the new ones come, so that nothing flickers."""
        same = pdf is not None and self.pdf is not None and pdf.sizes == self.pdf.sizes
        self.pdf = pdf
        self._fresh.clear()
        if not same:
            self._drawn.clear()
        self.lay_out(self.width(), self._zoom)

    def lay_out(self, width: int, zoom: float) -> None:
        """Take this room: pages `width` × `zoom` wide."""
        self._zoom = zoom
        self.setFixedSize(max(int(width * zoom), 1), max(sum(self._high(at) + _GAP for at in self._pages()), 1))
        self._asked.clear()
        self.update()

    def top_of(self, page: int) -> int:
        """Where a page begins."""
        return sum(self._high(at) + _GAP for at in range(page))

    def page_at(self, top: int) -> int:
        """The page that stands at `top`."""
        return max((at for at in self._pages() if self.top_of(at) <= top + 40), default=0)

    def place(self, page: int, image: QImage) -> None:
        """Take in a drawn page; far ones are let go."""
        self._drawn[page] = image
        self._fresh.add(page)
        for other in sorted(self._drawn, key=lambda at: abs(at - page))[_KEPT:]:
            del self._drawn[other]
            self._fresh.discard(other)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        for page in self._pages():
            box = QRectF(0, self.top_of(page), self.width(), self._high(page))
            if box.intersects(QRectF(event.rect())):
                self._paint_page(painter, page, box)

    def _paint_page(self, painter: QPainter, page: int, box: QRectF) -> None:
        painter.fillRect(box, QColor(Qt.GlobalColor.white))
        if image := self._drawn.get(page):
            painter.drawImage(box, image)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        for mark in self.marks:
            if mark.page == page:
                self._paint_mark(painter, box, mark)
        width = int(self.width() * self.devicePixelRatioF())
        right = image is not None and page in self._fresh and abs(image.width() - width) <= 1
        if not right and (page, width) not in self._asked:
            self._asked.add((page, width))
            self.wanted.emit(page, width)

    def _paint_mark(self, painter: QPainter, sheet: QRectF, mark: Mark) -> None:
        wide, _ = self.pdf.sizes[mark.page] if self.pdf else (1.0, 1.0)
        scale = sheet.width() / wide
        left, bottom, right, top = mark.box
        box = QRectF(
            sheet.x() + left * scale, sheet.bottom() - top * scale, (right - left) * scale, (top - bottom) * scale
        )
        ground = QColor(self._theme.colour("accent"))
        ground.setAlphaF(0.10)
        painter.fillRect(box, ground)
        painter.setPen(QPen(self._theme.colour("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.drawRect(box)
        painter.setFont(self._theme.font("small"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.word)

    def _pages(self) -> range:
        return range(len(self.pdf.sizes) if self.pdf else 0)

    def _high(self, page: int) -> int:
        wide, high = self.pdf.sizes[page] if self.pdf else (1.0, 1.0)
        return int(self.width() * high / wide)


class PdfView(QWidget):
    """The pages with their head: which page, how large."""

    def __init__(self, desk: Desk, title: str = "Bản PDF") -> None:
        super().__init__()
        self._desk = desk
        self._zoom, self._turn = 1.0, 0
        self._path: Path | None = None
        self._go_to = -1
        self._sheets = _Sheets(desk.theme)
        self._sheets.wanted.connect(self._draw, Qt.ConnectionType.QueuedConnection)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.setWidget(self._sheets)
        self._area.setAccessibleName(title)
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._area.verticalScrollBar().valueChanged.connect(self._say_page)
        self._where = label("", "small", "text_2")
        self._said = label("", "body", "text_2", wrap=True)
        self._percent = label("", "small", "text_2")
        self.setLayout(column(self._head(title), self._said, (self._area, 1), spacing=8))
        self._said.hide()

    def sizeHint(self) -> QSize:
        return QSize(400, 500)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sheets.pdf.sizes) if self._sheets.pdf else 0

    def show_file(self, path: Path | None, *, page: int = -1) -> None:
        """Show a file, at `page` (from 0; −1: where it was)."""
        self._path, self._go_to = path, page
        self._turn += 1
        if path is None:
            self._take(None)
            return
        turn = self._turn
        self._desk.jobs.read(
            lambda: read_pdf(path),
            done=lambda pdf: self._take(pdf) if self._waits(turn) else None,
            failed=self._failed,
        )

    def show_pdf(self, pdf: Pdf) -> None:
        """Show a PDF that is at hand, from its first page."""
        self._path, self._go_to = None, 0
        self._turn += 1
        self._take(pdf)

    @property
    def said(self) -> str:
        """The sentence above the pages."""
        return self._said.text()

    def say(self, words: str) -> None:
        """A sentence in place of, or above, the pages; empty takes it away."""
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Outline these places."""
        self._sheets.marks = tuple(marks)
        self._sheets.update()

    def go(self, page: int) -> None:
        """Scroll to a page."""
        self._area.verticalScrollBar().setValue(self._sheets.top_of(page))

    def zoom(self, factor: float) -> None:
        """Larger or smaller; 1 is the width of the view."""
        self._zoom = min(max(self._zoom * factor, _SMALLEST), _LARGEST)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _head(self, title: str) -> QWidget:
        smaller, larger = Button(self._desk.theme, "−", "plain"), Button(self._desk.theme, "+", "plain")
        smaller.setAccessibleName("Thu nhỏ")
        larger.setAccessibleName("Phóng to")
        smaller.clicked.connect(lambda: self.zoom(1 / _STEP))
        larger.clicked.connect(lambda: self.zoom(_STEP))
        made = QWidget()
        made.setLayout(row(label(title, "heading"), self._where, None, smaller, self._percent, larger, spacing=8))
        return made

    def _take(self, pdf: Pdf | None) -> None:
        self.say("")
        self._sheets.show_pdf(pdf)
        self._fit()
        if self._go_to >= 0:
            page, self._go_to = self._go_to, -1
            QTimer.singleShot(0, self, lambda: self.go(page))
        self._say_page()

    def _waits(self, turn: int) -> bool:
        """Whether an answer is still wanted: the view may have been closed, or show another file."""
        return isValid(self) and turn == self._turn

    def _failed(self, error: BaseException) -> None:
        if not isValid(self):
            return
        if isinstance(error, Blocked | Damaged):
            self._take(None)
            self.say(str(error))
        else:
            self._desk.problems.show(error)

    def _fit(self) -> None:
        self._sheets.lay_out(self._area.viewport().width() - 1, self._zoom)
        if self._sheets.pdf is None:
            self._percent.setText("")
            return
        wide = self._sheets.pdf.sizes[0][0]
        self._percent.setText(f"{round(self._sheets.width() / (wide * 96 / 72) * 100)}%")

    def _say_page(self, _value: int = 0) -> None:
        count = self.page_count
        at = self._sheets.page_at(self._area.verticalScrollBar().value()) + 1
        self._where.setText(f"trang {at}/{count}" if count else "")

    def _draw(self, page: int, width: int) -> None:
        pdf = self._sheets.pdf
        if pdf is None or page >= len(pdf.sizes):
            return
        turn = self._turn
        self._desk.jobs.read(
            lambda: draw_page(pdf, page, width),
            done=lambda image: self._sheets.place(page, image) if self._waits(turn) else None,
            failed=self._failed,
        )
