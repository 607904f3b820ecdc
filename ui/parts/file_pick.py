"""Choosing a file or a folder: a line that shows what is chosen, a button that opens the system's dialog, and dropping.

    pick = FilePick(theme, "Tệp khóa", "Tệp khóa (*.p12 *.pfx)")
    pick.path -> Path | None        pick.changed
A place to write to is offered by name where a USB stick is plugged in: below a FilePick of a folder, and in a menu
before `choose_folder` and `choose_target` open the system's dialog.
Places that the dialog last stood at are not remembered: an office's USB stick is rarely the same twice.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QCursor, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QWidget

from tmdt_desktop.whole_files import free_name
from ui.parts.drives import Drive, Drives, usb_drives
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
    """Ask for a folder; sticks that are plugged in are offered first."""
    return offered(parent, usb_drives(), lambda: _ask_folder(parent, title))


def choose_target(parent: QWidget, title: str, name: str, sorts: str) -> Path | None:
    """Ask where to write a file, proposing `name`. On a stick chosen by its name it takes one that is free.

    A path that is taken already was chosen in the system's dialog, which asked whether to overwrite it.
    """

    def ask() -> Path | None:
        found, _ = QFileDialog.getSaveFileName(parent, title, name, sorts)
        return Path(found) if found else None

    drives = usb_drives()
    found = offered(parent, drives, ask)
    return free_name(found / name) if found in {drive.place for drive in drives} else found


def _ask_folder(parent: QWidget, title: str) -> Path | None:
    found = QFileDialog.getExistingDirectory(parent, title)
    return Path(found) if found else None


def offered(parent: QWidget, drives: Sequence[Drive], ask: Callable[[], Path | None]) -> Path | None:
    """One of `drives` out of a menu, or what `ask` finds; without a drive that can be written to it asks at once."""
    if not any(drive.writable for drive in drives):
        return ask()
    menu = drives_menu(parent, drives)
    chosen = picked(menu, _below(parent))
    menu.deleteLater()
    if chosen is None:
        return None
    place = chosen.data()
    return place if isinstance(place, Path) else ask()


def drives_menu(parent: QWidget, drives: Sequence[Drive]) -> QMenu:
    """The menu of `offered`: the sticks by name, and any other place. An action's data is the stick's folder."""
    menu = QMenu(parent)
    for drive in drives:
        action = menu.addAction(drive.words)
        action.setData(drive.place)
        action.setEnabled(drive.writable)
    menu.addSeparator()
    menu.addAction("Nơi khác…")
    return menu


def picked(menu: QMenu, at: QPoint) -> QAction | None:
    """What the user picks of `menu`; None when it is left."""
    return menu.exec(at)


def _below(parent: QWidget) -> QPoint:
    """Where a menu opens: under the button that was pressed, else at the pointer."""
    focus = parent.window().focusWidget()
    return focus.mapToGlobal(QPoint(0, focus.height())) if focus is not None else QCursor.pos()


def open_outside(path: Path, told: Callable[[str], None]) -> None:
    """Open a file or a folder in the system's own program; `told` gets the sentence when there is none."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        told(f"Máy này chưa có chương trình mở {path.name}. Mở thư mục {path.parent} để xem tệp.")


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """The files that are being dragged; links to the net are none."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class FilePick(QWidget):
    """A file, or a folder when `sorts` is FOLDER. `drives`: where sticks are looked for; None offers none by name."""

    changed = Signal()

    def __init__(
        self, theme: Theme, words: str, sorts: str = FOLDER, *, hint: str = "", drives: Drives | None = usb_drives
    ) -> None:
        super().__init__()
        self._theme, self._words, self._sorts = theme, words, sorts
        self._drives = drives if sorts == FOLDER else None
        self._found: tuple[Drive, ...] = ()
        self.sticks: tuple[Button, ...] = ()
        self._offer = column(spacing=2)
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
                self._offer,
                *below,
                spacing=3,
            )
        )
        self.setAcceptDrops(True)

    def event(self, event: QEvent) -> bool:
        """Sticks are looked for when the part appears and when its window comes to the front again."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowActivate):
            self.look_for_sticks()
        return super().event(event)

    def look_for_sticks(self) -> None:
        """Offer the sticks that are plugged in now, each by a button."""
        found = self._drives() if self._drives else ()
        if found == self._found:
            return
        self._found = found
        for button in self.sticks:
            self._offer.removeWidget(button)
            button.deleteLater()
        self.sticks = tuple(self._stick(drive) for drive in found)
        for place, button in enumerate(self.sticks):
            self._offer.insertWidget(place, button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _stick(self, drive: Drive) -> Button:
        button = Button(self._theme, drive.words, "plain", icon="usb")
        button.setEnabled(drive.writable)
        button.setAccessibleName(f"Chọn {drive.words}")
        button.clicked.connect(lambda: self.set_path(drive.place))
        return button

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
        found = _ask_folder(self, title) if self._sorts == FOLDER else choose_file(self, title, self._sorts)
        if found is not None:
            self.set_path(found)
