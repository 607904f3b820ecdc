"""Two dialogs on files that go with a record: what they are before they are attached; one of them to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QWidget

from tmdt_desktop.errors import Damaged, Problem
from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services.attachment_files import PDF
from tmdt_desktop.services.attachments import LABELS, AttachedFile, AttachWish, OpenedFile, attach, open_attachment
from tmdt_desktop.task import Task
from ui.parts.dialog import Dialog, breakable
from ui.parts.pdf_view import Pdf, PdfView, measured
from ui.parts.pickers import Box
from ui.shell.desk import Desk
from ui.shell.widgets import column, label

_SHOWN = 6
_WIDEST = 1600
"""Pixels; a wider picture is made smaller, off the window's thread."""
_CURE = "Lưu bản sao rồi mở bằng chương trình khác."
_LOW, _HIGH, _AROUND = 260, 620, 230


@dataclass(frozen=True)
class _Outcome:
    """How many files were attached; those that were not, and why the first of them was not."""

    done: int
    left: tuple[Path, ...] = ()
    problem: Problem | None = None


class AttachDialog(Dialog):
    """`attached` is emitted when at least one file goes with the record now."""

    attached = Signal()

    def __init__(self, desk: Desk, parent: QWidget, to: tuple[type[Record], UUID], paths: Sequence[Path]) -> None:
        super().__init__(desk, "Kèm tệp", parent)
        self._to = to
        self.paths: tuple[Path, ...] = ()
        self._names = label("", "body", wrap=True)
        self.words = Box(self.theme)
        self.words.setEditable(True)
        self.words.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.words.addItems(LABELS)
        self.words.setCurrentIndex(-1)
        self.words.setAccessibleName("Tệp này là gì")
        if (line := self.words.lineEdit()) is not None:
            line.setPlaceholderText("Ví dụ: Biên bản. Có thể để trống.")
            line.setMaxLength(120)
        self.body.addWidget(self._names)
        self.body.addLayout(column(label("Tệp này là gì", "small", "text_2"), self.words, spacing=3))
        self.primary.set_icon("add")
        self._show_paths(paths)
        self.words.setFocus()

    def act(self) -> None:
        """Attach them one by one; those before a failure stay attached."""
        paths, words, (register, record), ws = self.paths, self.words.currentText(), self._to, self.desk.workspace

        def work(task: Task) -> _Outcome:
            for done, path in enumerate(paths):
                task.step(done, len(paths), "Kèm tệp")
                try:
                    attach(ws, register, record, AttachWish(path, words))
                except Problem as problem:
                    return _Outcome(done, paths[done:], problem)
            return _Outcome(len(paths))

        self.run(work, "Kèm tệp", self._done)

    def _done(self, made: _Outcome) -> None:
        if made.done:
            self.attached.emit()
        if made.problem is None:
            self.accept()
            return
        self.desk.problems.show(made.problem, self)
        rest = made.left[1:]
        if rest:
            self._show_paths(rest)
        else:
            self.primary.setEnabled(False)
        self.cancel.setText("Đóng")

    def _show_paths(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        names = [breakable(path.name) for path in self.paths[:_SHOWN]]
        more = [f"và {number(len(self.paths) - _SHOWN)} tệp nữa"] if len(self.paths) > _SHOWN else []
        self._names.setText("\n".join([*names, *more]))
        self.primary.setText(f"Kèm {number(len(self.paths))} tệp")


class _Picture(QWidget):
    """A picture, as large as it is told to be."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self.image)


class PictureView(QScrollArea):
    """A picture as wide as there is room for, never wider than it is; the rest is scrolled to."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = _Picture()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidget(self._picture)

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._picture.image

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        width = min(self.viewport().width(), image.width())
        self._picture.image = image
        self._picture.setFixedSize(width, max(image.height() * width // image.width(), 1))
        self._picture.update()


class PreviewDialog(Dialog):
    """An attached picture or PDF. `wanted` is emitted when a copy of it is asked for."""

    wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget, file: AttachedFile) -> None:
        super().__init__(desk, breakable(file.name), parent, wide=True)
        self.shown = PdfView(desk, file.label or file.kind) if file.media_type == PDF else PictureView()
        self.shown.setFixedHeight(min(max(parent.window().height() - _AROUND, _LOW), _HIGH))
        self.body.addWidget(self.shown)
        self.primary.setText("Lưu bản sao…")
        self.primary.set_icon("save")
        self.cancel.setText("Đóng")
        ws, id_ = desk.workspace, file.id
        self.read(lambda: _ready(open_attachment(ws, id_)), self._show)

    def act(self) -> None:
        """Ask for a copy."""
        self.accept()
        self.wanted.emit()

    def _show(self, made: Pdf | QImage) -> None:
        if isinstance(self.shown, PdfView) and isinstance(made, Pdf):
            self.shown.show_pdf(made)
        elif isinstance(self.shown, PictureView) and isinstance(made, QImage):
            self.shown.show_image(made)


def _ready(file: OpenedFile) -> Pdf | QImage:
    """What can be shown of a file, made on a reader's thread. Raises Damaged when it is no picture that can be read."""
    if file.media_type == PDF:
        return measured(file.content, file.name, _CURE)
    buffer = QBuffer()
    buffer.setData(QByteArray(file.content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # photographs say in the file which side is up
    image = reader.read()
    if image.isNull():
        raise Damaged(f"Ảnh {file.name} không xem được ở đây.", why="Tệp ảnh bị cắt hoặc hỏng.", cure=_CURE)
    return (
        image if image.width() <= _WIDEST else image.scaledToWidth(_WIDEST, Qt.TransformationMode.SmoothTransformation)
    )
