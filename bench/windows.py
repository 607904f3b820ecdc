"""One window in a process of its own, which says on stdout how long it took to be painted (`bench.starting` asks)."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_BORN = time.perf_counter()


def empty() -> float:
    """An empty PySide6 window."""
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication([])
    window = QWidget()
    window.resize(1000, 640)
    return _painted(app, window)


def sign_in(folder: Path) -> float:
    """Our first window, with a workspace to open."""
    from ui.application import Application, make_qt
    from ui.shell.recent import RecentList

    app = make_qt([])
    program = Application(app, RecentList(folder))
    program.start(folder)
    return _painted(app, program.entrance)


def first_list(folder: Path) -> float:
    """The list of businesses, counted from a ready sign-in window; the key derivation is taken out."""
    return _listed(folder)[0]


def browse(folder: Path) -> float:
    """Megabytes held at most while jumping through the whole list."""
    import random

    _, app, table = _listed(folder)
    bar, chance = table.verticalScrollBar(), random.Random(1)
    for _ in range(300):
        bar.setValue(chance.randrange(bar.maximum()))
        app.processEvents()
        table.grab()
    return peak_megabytes()


def _listed(folder: Path) -> tuple[float, Any, Any]:
    from tmdt_desktop.store import keys
    from tmdt_desktop.store.workspace import Workspace
    from ui.application import Application, make_qt
    from ui.parts.table import RecordTable
    from ui.shell.recent import RecentList

    app = make_qt([])
    program = Application(app, RecentList())
    program.start()
    _painted(app, program.entrance)
    key = keys.unlock(folder, "bench", os.environ["TMDT_PASSWORD"])
    start = time.perf_counter()
    program.open(Workspace(folder, "bench", key))
    window = program.window
    if window is None:
        raise RuntimeError("no window")
    window.show_page("register:business")
    table = None
    while table is None or not table.model().rowCount():
        app.processEvents()
        table = window.findChild(RecordTable)
    table.grab()
    return 1_000 * (time.perf_counter() - start), app, table


def _painted(app: Any, window: Any) -> float:
    """Milliseconds from the start of the process until `window` has painted itself for the first time."""
    from PySide6.QtCore import QEvent, QObject

    class Watcher(QObject):
        seen = False

        def eventFilter(self, _watched: Any, event: Any) -> bool:  # noqa: N802 - Qt's name
            self.seen = self.seen or event.type() == QEvent.Type.Paint
            return False

    watcher = Watcher()
    window.installEventFilter(watcher)
    window.show()
    while not watcher.seen:
        app.processEvents()
    app.processEvents()
    return 1_000 * (time.perf_counter() - _BORN)


def peak_megabytes() -> float:
    """The process's high-water mark of memory; told by Linux only, where the bench is kept."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    wanted, *rest = sys.argv[1:]
    windows = {"empty": empty, "sign_in": sign_in, "list": first_list, "browse": browse}
    print(json.dumps(windows[wanted](*map(Path, rest))))
    sys.stdout.flush()
    os._exit(0)
