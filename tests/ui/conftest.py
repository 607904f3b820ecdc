"""What holds for every test with a window: no screen is needed, Qt may not complain, no window stays behind."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from tests.ui.tokens import Tokens
    from tmdt_desktop.store.workspace import Workspace
    from ui.shell.desk import Desk
    from ui.shell.theme import Theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A message of Qt at warning level or above fails the test (pytest-qt); a journey with a window lies here too."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("qt_log_level_fail"):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    yield
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    if left:
        pytest.fail("left open: " + ", ".join(f"{type(w).__name__} «{w.windowTitle()}»" for w in left))


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> "QtBot":
    """pytest-qt's bot, patient: how fast the machine is just now is not what these tests judge."""
    from tests.data.patient_bot import PatientBot

    assert qapp
    return PatientBot(request)


PASSWORD = "mật khẩu dài"
"""What opens every workspace of these tests."""


@pytest.fixture
def theme(qapp: "QApplication") -> Iterator["Theme"]:
    """The light theme, whatever the system shows."""
    from PySide6.QtCore import QCoreApplication, QEvent

    from ui.shell.theme import Mode, Theme

    # Widgets of the test before wait for an event loop to go; a new style would be worked out for each of them.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made = Theme(qapp, Mode.LIGHT)
    yield made
    made.deleteLater()


@pytest.fixture(scope="session")
def _blank_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A new workspace of huyện Lập Thạch, made once: (folder, data key)."""
    from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace

    folder = tmp_path_factory.mktemp("blank") / "sổ"
    fresh = create_workspace(folder, NewWorkspace("246", "lan", "Nguyễn Thị Lan", PASSWORD))
    fresh.close()
    return folder, fresh.data_key()


@pytest.fixture
def ws(tmp_path: Path, _blank_folder: tuple[Path, bytes]) -> Iterator["Workspace"]:
    """The workspace of huyện Lập Thạch, opened by «lan»: a copy for each test, opened without deriving a key."""
    from tmdt_desktop.store.workspace import Workspace

    folder, data_key = _blank_folder
    shutil.copytree(folder, tmp_path / "sổ")
    made = Workspace(tmp_path / "sổ", "lan", data_key)
    yield made
    made.close()


@pytest.fixture
def desk(ws: "Workspace", theme: "Theme") -> Iterator["Desk"]:
    """What pages are given."""
    from ui.shell.desk import Desk
    from ui.shell.jobs import Jobs
    from ui.shell.problems import Problems

    jobs, problems = Jobs(), Problems(theme)
    jobs.failed.connect(problems.show)
    made = Desk(ws, jobs, problems, theme)
    made.habits.choose_way("file")  # no device of this machine is looked for
    yield made
    jobs.close()
    if problems.dialog is not None:
        problems.dialog.close()


@pytest.fixture
def show(qtbot: "QtBot", theme: "Theme") -> Callable[["QWidget"], None]:
    """Put a widget on the screen in our look, with the keyboard, and take it away after the test."""

    def on_screen(widget: "QWidget") -> None:
        theme.dress(widget)
        widget.resize(1158, 640)
        qtbot.addWidget(widget)
        widget.show()

        def active() -> bool:
            widget.activateWindow()
            return widget.isActiveWindow()

        qtbot.waitUntil(active)

    return on_screen


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> "Tokens":
    """The machine's signing devices from now on: invented ones."""
    from tests.ui.tokens import Tokens
    from tmdt_desktop.services import token_check

    made = Tokens()
    monkeypatch.setattr(token_check, "check_tokens", made.check, raising=False)
    monkeypatch.setattr(token_check, "try_token", made.attempt, raising=False)
    return made
