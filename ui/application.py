"""The one place where things are wired: application, theme, workspace, desk, window. `python -m ui.application`.

The entrance stands on the screen before the database, the registers and the pages are loaded: they are loaded beside it
while the person types the password.
"""

import argparse
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tmdt_desktop.services.workspaces import office_facts, settings
from ui.entrance import Entrance
from ui.shell.jobs import Jobs
from ui.shell.problems import Problems
from ui.shell.qt_words import QtWords
from ui.shell.recent import Recent, RecentList
from ui.shell.theme import Mode, Theme

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace
    from ui.window import Window

NEEDED_NEXT = (
    "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead",
    "sqlcipher3.dbapi2",
    "tmdt_desktop.store.workspace",
    "tmdt_desktop.services.agenda",
    "ui.window",
    "ui.pages.agenda",
    "ui.pages.register_page",
    "ui.pages.duties",
    "ui.pages.overview",
    "ui.pages.find_places",
    "ui.pages.report",
    "ui.pages.packages",
    "ui.pages.settings",
    "ui.pages.import_wizard",
    "ui.pages.survey_rounds",
)
"""What the first pages need: loaded on a thread of its own as soon as the entrance is painted."""


class Application(QObject):
    """The program from its start to its end: the entrance, then the window of the opened workspace."""

    def __init__(self, app: QApplication, recent: RecentList) -> None:
        super().__init__(app)
        self._app, self._recent = app, recent
        self.theme = Theme(app)
        self.problems = Problems(self.theme, self)
        self.jobs = Jobs(self)
        self.entrance: Entrance | None = None
        self.window: Window | None = None
        self.workspace: Workspace | None = None
        app.aboutToQuit.connect(self.close)

    def start(self, folder: Path | None = None) -> None:
        """Show the entrance; `folder`: the workspace to open."""
        self.entrance = Entrance(self.theme, self.jobs, self.problems, self._recent.all(), folder)
        self.entrance.opened.connect(self.open)
        self.entrance.greeted.connect(self.greet)
        self.entrance.show()
        QTimer.singleShot(0, _load_ahead)

    def open(self, workspace: "Workspace") -> None:
        """Show the window of a workspace in place of the entrance."""
        from ui.shell.desk import Desk
        from ui.shell.key_habits import KeyHabits
        from ui.window import Window

        if self.workspace is not None:
            workspace.close()
            return
        self.workspace = workspace
        self._recent.add(Recent(str(workspace.path), office_facts(workspace).short, workspace.user))
        self.theme.use(mode_of(settings(workspace).theme))
        habits = KeyHabits(self._recent.folder)
        desk = Desk(workspace, self.jobs, self.problems, self.theme, habits=habits)
        self.window = Window(desk)
        self.window.show_page("agenda")
        self.window.show()
        if self.entrance is not None:
            self.entrance.close()
            self.entrance.deleteLater()
            self.entrance = None

    def greet(self, what: str, rest: str) -> None:
        """Say something on the first page."""
        if self.window is not None and self.window.page is not None:
            self.window.page.band.tell(what, rest, tone="accent")

    def close(self) -> None:
        """Finish what is running and let go of the workspace."""
        self.jobs.close()
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None


def _load_ahead() -> None:
    threading.Thread(target=lambda: [import_module(name) for name in NEEDED_NEXT], name="load", daemon=True).start()


def mode_of(said: str) -> Mode:
    """A theme setting as a mode; what is unknown follows the system."""
    return next((mode for mode in Mode if mode.value == said), Mode.SYSTEM)


def make_qt(arguments: Sequence[str]) -> QApplication:
    """The Qt application with everything that must be said before the first window."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    app = QApplication(list(arguments))
    app.setApplicationName("TMĐT Desktop")
    app.setDesktopFileName("tmdt-desktop")
    app.installTranslator(QtWords(app))
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program until its last window closes."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="tmdt-desktop", description="Sổ thương mại điện tử của địa phương")
    parser.add_argument("--workspace", type=Path, help="thư mục của sổ cần mở")
    asked = parser.parse_args(given)
    app = make_qt([sys.argv[0]])
    program = Application(app, RecentList())
    put_back = program.problems.watch()
    program.start(asked.workspace)
    code = app.exec()
    put_back()
    return code


if __name__ == "__main__":
    sys.exit(main())
