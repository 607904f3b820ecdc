"""What is shown when something fails. This file and `jobs` are the only ones of the window that catch everything.

    desk.problems.show(error, place)    place: any object with show_faults(faults) and show_problem(problem), e.g. a page

InvalidRecord stands beside its fields; Refused, Blocked, Damaged are a band on top of the page with the cure; Cancelled
is silent; everything else is a bug: a dialog with a report that can be copied. The report holds no value of any
variable and no message of the exception, because either may hold personal data.
"""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

import tmdt_desktop
from tmdt_desktop.errors import Cancelled, InvalidRecord, Problem
from tmdt_desktop.i18n import moment, utc_now
from tmdt_desktop.paths import RESOURCES
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, column, label, mark, panel, row


class Place(Protocol):
    """Where a failure can be shown."""

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Sentences beside their fields."""

    def show_problem(self, problem: Problem) -> None:
        """A band on top."""


class Problems(QObject):
    """The one place that turns a failure into what a person sees."""

    _bugs = Signal(object)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.dialog: BugDialog | None = None
        self._bugs.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)

    def show(self, error: BaseException, place: Place | None = None) -> None:
        """Show `error` on `place`; without a place a Problem has nowhere to stand and shows as a bug."""
        match error:
            case Cancelled() | KeyboardInterrupt() | SystemExit():
                return
            case InvalidRecord(faults=faults) if place is not None:
                place.show_faults(faults)
            case Problem() if place is not None:
                place.show_problem(error)
            case _:
                self.bug(error)

    def bug(self, error: BaseException) -> None:
        """Log it and show the dialog, from any thread."""
        logging.getLogger("tmdt").error("%s", report(error))
        self._bugs.emit(error)

    def watch(self) -> Callable[[], None]:
        """Take over what Python would print about unhandled exceptions; returns what puts it back."""
        before = sys.excepthook, threading.excepthook
        sys.excepthook = self._unhandled
        threading.excepthook = lambda args: self.show(args.exc_value or RuntimeError())

        def put_back() -> None:
            sys.excepthook, threading.excepthook = before

        return put_back

    def _unhandled(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self.show(error)

    def _show_bug(self, error: BaseException) -> None:
        if self.dialog is not None:
            self.dialog.again()
            return
        self.dialog = BugDialog(self._theme, report(error), QApplication.activeWindow())
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None


def report(error: BaseException) -> str:
    """What a programmer needs: versions, and where it happened. No values, no messages, no paths outside the program."""
    lines = [
        f"TMĐT Desktop {tmdt_desktop.__version__} · Python {platform.python_version()} · Qt {qVersion()}",
        f"{platform.system()} {platform.release()} · {moment(utc_now())}",
        type(error).__name__,
    ]
    frames = traceback.extract_tb(error.__traceback__)
    lines += [f"  {_place(at.filename)}:{at.lineno} {at.name}: {at.line or ''}".rstrip(": ") for at in frames]
    return "\n".join(lines)


def _place(filename: str) -> str:
    """A file by its place in the program; of other files only the last two names, because folders hold people's names."""
    path, root = Path(filename), RESOURCES.parent
    return (path.relative_to(root) if path.is_relative_to(root) else Path(*path.parts[-2:])).as_posix()


class BugDialog(QDialog):
    """A bug of the program, with a report that can be copied."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if parent is None:
            theme.dress(self)
        self.setWindowTitle("Lỗi phần mềm")
        self.setMinimumWidth(theme.size("dialog_narrow"))
        self.text = text
        self._times = 1
        self._more = label("", "small", "text_2")
        self._more.hide()
        details = QPlainTextEdit(text)
        details.setReadOnly(True)
        details.setFixedHeight(120)
        self.copy = Button(theme, "Chép báo lỗi", "primary", icon="copy")
        self.copy.clicked.connect(self._copy)
        close = Button(theme, "Đóng", key="Esc")
        close.clicked.connect(self.accept)
        pad = theme.space("wide")
        what = "Dữ liệu đã ghi vẫn an toàn. Việc vừa làm có thể chưa xong, làm lại được."
        cure = "Chép báo lỗi và gửi cho người hỗ trợ. Trong đó không có dữ liệu của sổ."
        self.setLayout(
            column(
                row(
                    IconLabel(theme, "broken", "bad", 20),
                    label("Phần mềm gặp lỗi của chính nó", "title"),
                    None,
                    spacing=8,
                ),
                label(what, wrap=True),
                label(cure, "body", "text_2", wrap=True),
                details,
                self._more,
                row(None, close, self.copy, spacing=8),
                margins=(pad, pad, pad, pad),
                spacing=12,
            )
        )
        self.copy.setFocus()

    def again(self) -> None:
        """The next bug came while the first is still on the screen."""
        self._times += 1
        self._more.setText(f"Có thêm {self._times - 1} lỗi nữa sau lỗi này.")
        self._more.show()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text)
        self.copy.setText("Đã chép")
        self.copy.set_icon("check")


class Band(QWidget):
    """A Problem on top of a page: what, why, what to do now; with the act that mends it, if there is one.

    Tones: bad stops, warn asks to look, ok tells that something is done, accent informs.
    """

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = IconLabel(theme, "fault", "bad", 18)
        self.what = label("", "strong", wrap=True)
        self.rest = label("", "body", wrap=True)
        self._buttons = row(spacing=8)
        close = Button(theme, "", "plain", icon="close")
        close.setToolTip("Đóng thông báo này")
        close.setAccessibleName("Đóng thông báo này")
        close.clicked.connect(self.dismiss)
        self._ground = panel(
            "bad_soft",
            row(
                column(2, self._icon, None),
                (column(self.what, self.rest, spacing=2), 1),
                self._buttons,
                close,
                margins=(12, 8, 4, 8),
                spacing=12,
            ),
        )
        self.setLayout(column(self._ground, margins=(16, 12, 16, 0)))
        self.hide()

    def tell(
        self, what: str, rest: str = "", *, tone: str = "bad", acts: Mapping[str, Callable[[], Any]] | None = None
    ) -> None:
        """Show sentences and, by their words, the acts that help. The band goes when one of them is pressed."""
        mark(self._ground, "look", f"{tone}_soft")
        self._icon.show_icon({"bad": "fault", "warn": "warn", "ok": "ok", "accent": "info"}[tone], tone)
        self.what.setText(what)
        self.rest.setText(rest)
        self.rest.setVisible(bool(rest))
        self._put_acts(acts or {})
        self.show()

    def dismiss(self) -> None:
        """Take it away."""
        self.hide()
        self.closed.emit()

    def _put_acts(self, acts: Mapping[str, Callable[[], Any]]) -> None:
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for words, act in acts.items():
            button = Button(self._theme, words)
            button.clicked.connect(partial(self._press, act))
            self._buttons.addWidget(button)

    def _press(self, act: Callable[[], Any], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.dismiss()
        act()
