"""Settings: the office and its documents, copies and checks, the history, about. Fields are kept as they are left.

Other pages ask for it by «settings» with the name of a setting to go to, or of a tab.
"""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QStackedWidget, QWidget

from tmdt_desktop.i18n import moment, number
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.services.agenda import agenda
from tmdt_desktop.services.back_up import BackupReceipt, Restored, back_up
from tmdt_desktop.services.check_workspace import CheckReport, check_workspace
from tmdt_desktop.services.history import BatchEntry, Undone, batches
from tmdt_desktop.services.workspaces import office_facts, save_settings, settings
from tmdt_desktop.store.settings import Settings
from ui.pages.settings_dialogs import RestoreDialog
from ui.pages.settings_form import SettingsForm
from ui.pages.settings_panes import AboutPane, BackupPane, HistoryPane
from ui.pages.undo_dialog import UndoDialog
from ui.parts.file_pick import open_outside
from ui.parts.form import Tab
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import column, hair, panel, row

_TABS = {"office": "Cơ quan, văn bản", "backup": "Sao lưu, kiểm tra", "history": "Lịch sử", "about": "Giới thiệu"}
_SHOWN = 200


class SettingsPage(Page):
    """The page «Cài đặt»."""

    name = "settings"
    title = "Cài đặt"
    subtitle = "Mỗi ô được ghi ngay khi rời khỏi ô"
    icon = "settings"
    shows = frozenset(REGISTERS)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form = SettingsForm(self.theme, self.ws.office)
        self.form.changed.connect(self._keep)
        self.backup = BackupPane(self.theme)
        self.backup.back_up.connect(self.back_up)
        self.backup.check.connect(self.check)
        self.backup.restore.connect(self.restore)
        self.history = HistoryPane(self.theme)
        self.history.undo.connect(self.undo)
        self.about = AboutPane(self.theme, self.ws, office_facts(self.ws))
        self.about.look.connect(lambda folder: open_outside(folder, lambda words: self.band.tell(words, tone="warn")))
        self._panes: dict[str, QWidget] = {
            "office": _scrolled(self.form),
            "backup": _scrolled(self.backup),
            "history": self.history,
            "about": self.about,
        }
        self.tabs = {name: Tab(self.theme, words) for name, words in _TABS.items()}
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        for name, tab in self.tabs.items():
            self._group.addButton(tab)
            tab.clicked.connect(lambda _checked=False, name=name: self.show_pane(name))
            self._stack.addWidget(self._panes[name])
        bar = panel("surface", column(row(*self.tabs.values(), None, margins=(16, 2, 16, 0), spacing=20), hair()))
        self.body.addWidget(bar)
        self.body.addWidget(self._stack)
        self.show_pane("office")
        self._loaded = False

    def reload(self) -> None:
        today = self._today()
        if not self._loaded:
            self._loaded = True
            self.ask(lambda: settings(self.ws), self.form.show_settings)
        self.ask(lambda: batches(self.ws, _SHOWN), self.history.show_entries)
        self.ask(lambda: agenda(self.ws, today).backup, self.backup.show_state)

    def arrive(self, what: object) -> None:
        if what in self.tabs:
            self.show_pane(str(what))
        elif isinstance(what, str):
            self.show_pane("office")
            self.form.go_to(what)

    def may_leave(self) -> bool:
        self.form.flush()
        return True

    def show_pane(self, name: str) -> None:
        """Turn to a tab."""
        self.tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._panes[name])

    @action("Chỉ tiêu kế hoạch", icon="flag", place="head")
    def open_targets(self) -> None:
        """Go to the targets that the office has been given, by year and figure."""
        self.asks.emit("register:target", None)

    @action("Sao lưu ngay", keys=("Ctrl+B",), brief="sao lưu")
    def back_up(self) -> None:
        """Copy the workspace to the folder of the settings."""
        self.form.flush()
        self.run(lambda task: back_up(self.ws, None, task), "Sao lưu", self._backed_up)

    def check(self) -> None:
        """Read everything once and say what is wrong."""
        self.run(lambda task: check_workspace(self.ws, task), "Kiểm tra sổ", self._checked)

    def restore(self) -> None:
        """Take a workspace out of a copy."""
        dialog = RestoreDialog(self.desk, self)
        dialog.restored.connect(self._restored)
        dialog.open()

    def undo(self, entry: BatchEntry) -> None:
        """Show what taking an act back would do, and what stays; then do it."""
        dialog = UndoDialog(self.desk, entry.id, entry.what, self)
        dialog.undone.connect(self._undone)
        dialog.open()

    def _keep(self, new: Settings) -> None:
        self.run(lambda _task: save_settings(self.ws, new), "Ghi cài đặt", lambda _none: self._kept())

    def _kept(self) -> None:
        self.noted.emit("Đã ghi cài đặt")
        self.ask(lambda: batches(self.ws, _SHOWN), self.history.show_entries)

    def _backed_up(self, made: BackupReceipt) -> None:
        self.band.tell("Đã sao lưu xong và đọc lại khớp.", f"{made.file.name}, trong {made.file.parent}.", tone="ok")
        self.reload()

    def _checked(self, made: CheckReport) -> None:
        self.show_pane("backup")
        self.backup.show_checks(made)
        self.noted.emit("Sổ nguyên vẹn" if made.sound else "Sổ có chỗ cần xem")

    def _restored(self, made: Restored) -> None:
        rest = f"{number(made.records)} hồ sơ, sao lưu lúc {moment(made.made_at)}. Đóng phần mềm, mở lại rồi chọn thư mục {made.path}."
        self.band.tell("Đã phục hồi và mở thử được.", rest, tone="ok")

    def _undone(self, made: Undone) -> None:
        kept = f"Giữ {number(len(made.skipped))} hồ sơ đã sửa hoặc đang dùng sau đó." if made.skipped else ""
        self.band.tell(f"Đã hoàn lại {number(made.restored)} hồ sơ.", kept, tone="ok")
        self.reload()

    def _today(self) -> date:
        return date.today()  # noqa: DTZ011 - the office's own calendar day


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(panel("clear", column(inner)))
    return area
