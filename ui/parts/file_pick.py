"""Choosing a file or a folder: a line that shows what is chosen, a button that opens the system's dialog, and dropping.

    pick = FilePick(theme, "Tệp khóa", "Tệp khóa (*.p12 *.pfx)")
    pick.path -> Path | None        pick.changed
Places that the dialog last stood at are not remembered: an office's USB stick is rarely the same twice.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, row

FOLDER = ""
KEY_FILES = "Tệp khóa (*.p12 *.pfx)"
CERTIFICATES = "Chứng thư (*.crt *.cer *.pem *.der)"
LISTS = "Danh sách (*.xlsx *.xls *.xlsm *.ods *.csv *.txt)"
PACKAGES = "Gói và phiếu (*.asice *.p7m *.zip);;Mọi tệp (*)"
PICTURES = "Ảnh (*.png)"


def choose_file(parent: QWidget, title: str, sorts: str) -> Path | None:
    """Ask for one file to open; None when the user leaves it."""
    found, _ = QFileDialog.getOpenFileName(parent, title, "", sorts)
    return Path(found) if found else None


def choose_files(parent: QWidget, title: str, sorts: str) -> tuple[Path, ...]:
    """Ask for several files to open."""
    found, _ = QFileDialog.getOpenFileNames(parent, title, "", sorts)
    return tuple(Path(path) for path in found)


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder."""
    found = QFileDialog.getExistingDirectory(parent, title)
    return Path(found) if found else None


def choose_target(parent: QWidget, title: str, name: str, sorts: str) -> Path | None:
    """Ask where to write a file, proposing `name`."""
    found, _ = QFileDialog.getSaveFileName(parent, title, name, sorts)
    return Path(found) if found else None


def open_outside(path: Path, told: Callable[[str], None]) -> None:
    """Open a file or a folder in the system's own program; `told` gets the sentence when there is none."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        told(f"Máy này chưa có chương trình mở {path.name}. Mở thư mục {path.parent} để xem tệp.")


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """The files that are being dragged; links to the net are none."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class FilePick(QWidget):
    """A file, or a folder when `sorts` is FOLDER."""

    changed = Signal()

    def __init__(self, theme: Theme, words: str, sorts: str = FOLDER, *, hint: str = "") -> None:
        super().__init__()
        self._words, self._sorts = words, sorts
        self.path: Path | None = None
        self._line = QLineEdit()
        self._line.setReadOnly(True)
        self._line.setPlaceholderText("Chưa chọn")
        self._line.setAccessibleName(words)
        self.button = Button(theme, "Chọn…", icon="folder")
        self.button.setAccessibleName(f"Chọn {words[:1].lower()}{words[1:]}")
        self.button.clicked.connect(self._choose)
        self._clear = Button(theme, "", "plain", icon="close")
        self._clear.setToolTip("Bỏ chọn")
        self._clear.setAccessibleName("Bỏ chọn")
        self._clear.clicked.connect(lambda: self.set_path(None))
        self._clear.hide()
        self.optional = False
        self._label = label(words, "small", "text_2")
        below = [label(hint, "small", "text_3", wrap=True)] if hint else []
        self.setLayout(
            column(
                self._label,
                row((self._line, 1), self._clear, self.button, spacing=8),
                *below,
                spacing=3,
            )
        )
        self.setAcceptDrops(True)

    def set_words(self, words: str) -> None:
        """Call it something else."""
        self._words = words
        self._label.setText(words)
        self._line.setAccessibleName(words)

    def set_path(self, path: Path | None) -> None:
        """Choose `path`."""
        self.path = path
        shown = "" if path is None else str(path) if self._sorts == FOLDER else path.name
        self._line.setText(shown)
        self._line.setToolTip("" if path is None else str(path))
        self._line.setCursorPosition(0)
        self._clear.setVisible(self.optional and path is not None)
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._fitting(dropped_files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if fitting := self._fitting(dropped_files(event.mimeData())):
            self.set_path(fitting[0])

    def _fitting(self, paths: Iterable[Path]) -> list[Path]:
        return [path for path in paths if path.is_dir() == (self._sorts == FOLDER)]

    def _choose(self) -> None:
        title = f"Chọn {self._words[:1].lower()}{self._words[1:]}"
        found = choose_folder(self, title) if self._sorts == FOLDER else choose_file(self, title, self._sorts)
        if found is not None:
            self.set_path(found)
