"""Scenes of the work itself, to be photographed: import, report, packages, settings; and the Department's.

`DISTRICT` and `DEPARTMENT` are pictures as `ui.screenshots` has them. They stand on the workspaces of the demonstration:
its district has a report that was acknowledged, so a second one (of the year before) is begun to show a draft.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tmdt_desktop.paths import SAMPLES
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.make_report import reports, start_report
from ui.pages.import_wizard import ImportWizardPage
from ui.pages.packages import PackagesPage
from ui.pages.report import ReportPage
from ui.pages.report_dialogs import FigureDialog
from ui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

P = TypeVar("P", bound=QWidget)
_LIST = SAMPLES / "danh_sach_tmdt_lap_thach_2024.xlsx"
_YEAR, _BEFORE = 2024, 2023
KEY_PASSWORD = "dung-thu-2024"  # noqa: S105 - opens invented keys alone


def pause(milliseconds: int) -> None:
    """Let the application run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(true: Callable[[], bool]) -> None:
    """Let the application run until something is so."""
    for _ in range(400):
        if true():
            return
        pause(50)
    raise TimeoutError


def _page(stage: "Stage", name: str, kind: type[P], what: object = None) -> P:
    shown = stage.page(name, what)
    if not isinstance(shown, kind):
        raise TypeError(name)
    return shown


def open_dialog(kind: type[P]) -> P:
    """The dialog of this kind, once it is shown."""
    until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    shown = QApplication.activeModalWidget()
    if not isinstance(shown, kind):
        raise TypeError(kind.__name__)
    return shown


def key_file(stage: "Stage", role: str) -> Path:
    """A key file of the demonstration."""
    folder = stage.desk.workspace.path.parent
    return next(path for path in sorted(folder.rglob("*.p12")) if path.stem.endswith(role))


# The district


def _import_columns(stage: "Stage") -> None:
    page = _page(stage, "import", ImportWizardPage, Business)
    page.begin_anew()
    page.read(_LIST)
    until(lambda: page.step == 1)
    pause(300)


def _import_rows(stage: "Stage") -> None:
    _import_columns(stage)
    page = _page(stage, "import", ImportWizardPage)
    page.check()
    until(lambda: page.step == 2)
    pause(300)


def open_report(stage: "Stage", year: int) -> ReportPage:
    """The page «Báo cáo» with the report of a year."""
    page = _page(stage, "report", ReportPage)
    page.arrive(year)
    until(lambda: page.view is not None and page.view.year == year)
    return page


def _report_section(stage: "Stage") -> None:
    page = open_report(stage, _YEAR)
    page.panes.choose("II.3")
    page.section.figures.choose(("C3.1", "", None))
    pause(2000)


def _report_draft(stage: "Stage") -> None:
    _begin_second(stage)
    page = open_report(stage, _BEFORE)
    page.panes.choose("III")
    pause(2000)


def _report_preview(stage: "Stage") -> None:
    page = open_report(stage, _YEAR)
    if page.panes.narrow:
        page.show_preview()
    pause(2000)


def _figure(stage: "Stage") -> QWidget:
    _begin_second(stage)
    page = open_report(stage, _BEFORE)
    page.panes.choose("II.3")
    page.section.figures.choose(("C3.1", "", None))
    page.edit_figure()
    return open_dialog(FigureDialog)


def _begin_second(stage: "Stage") -> None:
    ws = stage.desk.workspace
    if all(line.year != _BEFORE for line in reports(ws)):
        start_report(ws, _BEFORE)


def _sent(stage: "Stage") -> None:
    _page(stage, "packages", PackagesPage).show_pane("sent")
    pause(300)


def _settings(tab: str) -> "Picture":
    def picture(stage: "Stage") -> None:
        page = _page(stage, "settings", SettingsPage)
        page.show_pane(tab)
        if tab == "backup":
            page.check()
            pause(2500)
            page.clear_problem()
        pause(200)

    return picture


# The Department


def _verified(name: str) -> "Picture":
    def picture(stage: "Stage") -> None:
        page = _page(stage, "packages", PackagesPage)
        page.year.put(_YEAR)
        page.verify.check = None
        page.check(_package(stage, changed=name == "bad"))
        until(lambda: page.verify.check is not None)
        pause(300)

    return picture


def sent_package(stage: "Stage") -> Path:
    """The package of the demonstration."""
    folder = stage.desk.workspace.path.parent
    found = sorted(folder.rglob("TMDT_246_*.asice"))
    return next(path for path in found if stage.desk.workspace.path not in path.parents)


def _package(stage: "Stage", *, changed: bool) -> Path:
    """The package of the demonstration, or a copy with one byte changed."""
    sent = sent_package(stage)
    if not changed:
        return sent
    raw = bytearray(sent.read_bytes())
    raw[len(raw) // 2] ^= 1
    other = stage.desk.workspace.path.parent / "TMDT_247_2024_nam_l1_20241218090512.asice"
    other.write_bytes(raw)
    return other


def _department_pane(pane: str) -> "Picture":
    def picture(stage: "Stage") -> None:
        page = _page(stage, "packages", PackagesPage)
        page.year.put(_YEAR)
        page.reload()
        pause(900)
        page.show_pane(pane)
        pause(300)

    return picture


def _receive(stage: "Stage") -> QWidget:
    page = _page(stage, "packages", PackagesPage)
    dialog = page.receive_files((_package(stage, changed=False), _package(stage, changed=True)))
    dialog.key.choose_way("file")
    dialog.key.of_file.file.set_path(key_file(stage, "department"))
    dialog.key.of_file.password.line.setText(KEY_PASSWORD)
    dialog.key.of_file.open()
    until(lambda: dialog.key.of_file.facts is not None)
    dialog.folder.set_path(Path("E:/"))
    pause(300)
    return dialog


def _agenda(stage: "Stage") -> None:
    stage.page("agenda")


DISTRICT: "tuple[tuple[str, Picture], ...]" = (
    ("nhap-cot", _import_columns),
    ("nhap-dong", _import_rows),
    ("bao-cao-muc", _report_section),
    ("bao-cao-du-thao", _report_draft),
    ("bao-cao-pdf", _report_preview),
    ("bao-cao-so", _figure),
    ("goi-da-gui", _sent),
    ("cai-dat-sao-luu", _settings("backup")),
    ("cai-dat-lich-su", _settings("history")),
    ("cai-dat-gioi-thieu", _settings("about")),
)
DEPARTMENT: "tuple[tuple[str, Picture], ...]" = (
    ("so-viec-can-lam", _agenda),
    ("so-ban-tiep-nhan", _department_pane("intake")),
    ("so-tong-hop", _department_pane("totals")),
    ("so-kiem-tra-dung", _verified("good")),
    ("so-kiem-tra-sai", _verified("bad")),
    ("so-nhan-goi", _receive),
)
