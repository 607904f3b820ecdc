"""The whole story through the window: two offices, one stick, from signing in to the line that turns green.

Nothing is called but what buttons, keys and the system's file dialogs call.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tmdt_desktop.signing.trial_ca import TrialCa, TrialOffice, TrialWish, make_trial_ca
from tmdt_desktop.signing.trust import Role

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.application import Application
    from ui.pages.report import ReportPage
    from ui.shell.page import Page

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6")
pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

PASSWORD, KEY_PASSWORD = "mat khau dai", "mat khau khoa"
SELLERS = 24
LONG = 60_000
P = TypeVar("P", bound="Page")


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory, keys_looked_over_once: None) -> TrialCa:
    offices = (
        TrialOffice("246", "UBND huyện Lập Thạch", "Nguyễn Minh Khôi"),
        TrialOffice("SCT", "Sở Công thương", "Trần Văn Hải", (Role.DEPARTMENT,)),
    )
    return make_trial_ca(tmp_path_factory.mktemp("ca"), TrialWish(offices, KEY_PASSWORD))


@pytest.fixture
def offices(tmp_path: Path, ca: TrialCa) -> dict[str, Path]:
    """The workspaces of both offices, as their settings stand after the first day."""
    from tmdt_desktop.services import workspaces
    from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace

    people = {"246": ("lan", "Nguyễn Thị Lan"), "SCT": ("minh", "Trần Văn Minh")}
    decision = "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc"
    for code, (user, name) in people.items():
        ws = create_workspace(tmp_path / code, NewWorkspace(code, user, name, PASSWORD))
        known = workspaces.settings(ws)
        signer = "Nguyễn Minh Khôi" if code == "246" else "Trần Văn Hải"
        wish = replace(known, trust_folder=str(ca.trust), decision=decision, signer_name=signer, theme="light")
        workspaces.save_settings(ws, wish)
        ws.close()
    return {code: tmp_path / code for code in people}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


Opens = Callable[[Path, str], "Clerk"]


@pytest.fixture
def opens(qtbot: "QtBot", tmp_path: Path) -> Iterator[Opens]:
    """Start the program, sign in, and have a clerk before the window; the program is ended when the next one starts."""
    from PySide6.QtWidgets import QApplication

    from ui.application import Application
    from ui.shell.key_habits import KeyHabits
    from ui.shell.recent import RecentList

    running: list[Application] = []

    def end() -> None:
        for program in running:
            if program.window is not None:
                program.window.close()
                program.window.deleteLater()
            program.close()
        running.clear()

    def begin(folder: Path, user: str) -> Clerk:
        end()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        KeyHabits(tmp_path / "cài đặt").choose_way("file")  # no device of this machine is looked for
        program = Application(app, RecentList(tmp_path / "cài đặt"))
        running.append(program)
        program.start(folder)
        assert program.entrance is not None
        form = program.entrance.sign_in
        form.user.setText(user)
        qtbot.keyClicks(form.password.line, PASSWORD)
        with qtbot.waitSignal(program.entrance.destroyed, timeout=LONG):
            form.button.click()
        return Clerk(program, qtbot)

    yield begin
    end()


class Clerk:
    """Somebody before the window."""

    def __init__(self, program: "Application", qtbot: "QtBot") -> None:
        assert program.window is not None
        self.program, self.window, self.qtbot = program, program.window, qtbot
        self.ws = program.window.desk.workspace

    def wait(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=LONG)

    def go(self, name: str, kind: type[P]) -> P:
        """Press an entry of the navigation."""
        self.window.navigation.items[name].click()
        page = self.window.page
        assert isinstance(page, kind)
        return page

    def shown(self, kind: type[P]) -> P:
        """The page that has come into sight by itself."""
        self.wait(lambda: isinstance(self.window.page, kind))
        page = self.window.page
        assert isinstance(page, kind)
        return page

    def import_list(self, file: Path) -> int:
        """File → columns → rows → result; how many rows were written."""
        from ui.pages.import_wizard import ImportWizardPage
        from ui.pages.register_page import RegisterPage

        self.go("register:business", RegisterPage).acts.trigger("import_list")
        page = self.shown(ImportWizardPage)
        page.file.picked.emit(file)
        self.wait(lambda: page.step == 1)
        page.acts.trigger("advance")
        self.wait(lambda: page.step == 2)
        assert self.held("business") == 0
        page.acts.trigger("advance")
        self.wait(lambda: page.step == 3)
        page.result.look_button.click()
        self.shown(RegisterPage)
        assert page.imported is None
        return self.held("business")

    def held(self, code: str) -> int:
        from tmdt_desktop.records import register
        from tmdt_desktop.services.registers import Query, count

        return count(self.ws, register(code), Query())

    def add_training(self, name: str, day: str, people: int) -> None:
        """Type one class with its attendees."""
        from ui.pages.register_page import RegisterPage

        page = self.go("register:training", RegisterPage)
        before = self.held("training")
        page.acts.trigger("add")
        boxes = page.editor.form.grid.boxes
        words = {"name": name, "form": "CLASS", "role": "LEADS", "starts_on": day, "place": "Hội trường huyện"}
        for field, said in words.items():
            boxes[field].input.put_raw(said)
            boxes[field].input.edited.emit()
        rows = [{"name": f"Trần Thị Mai {at}", "gender": "FEMALE", "audience": "PEOPLE"} for at in range(people)]
        page.editor.form.lists["attendees"].put_raw(rows)
        page.editor.form.lists["attendees"].edited.emit()
        page.acts.trigger("save")
        self.wait(lambda: self.held("training") == before + 1)

    def sign(self, page: "Page", key: Path) -> None:
        """Press the primary button, choose a key, type its password, sign."""
        from ui.pages.signing import SigningDialog

        page.acts.trigger("advance")
        dialog = self.dialog(SigningDialog)
        self.wait(lambda: dialog.signing is not None)
        dialog.key.choose_way("file")
        dialog.key.of_file.file.set_path(key)
        self.qtbot.keyClicks(dialog.key.of_file.password.line, KEY_PASSWORD)
        dialog.key.of_file.password.entered.emit()
        self.wait(dialog.primary.isEnabled)
        with self.qtbot.waitSignal(dialog.accepted, timeout=LONG):
            dialog.primary.click()

    def dialog(self, kind: type[P]) -> P:
        from PySide6.QtWidgets import QApplication

        self.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, kind)
        return shown


def write_list(target: Path) -> Path:
    """A commune's list as it comes: titles above, lost zeros, a total below."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["DANH SÁCH TỔ CHỨC, CÁ NHÂN KINH DOANH ONLINE NĂM 2024"])
    sheet.append([])
    sheet.append(["STT", "Tên hộ kinh doanh", "Loại", "Điện thoại", "Xã", "Website"])
    for at in range(SELLERS):
        commune = "Xã Quang Sơn" if at % 2 else "Thị trấn Lập Thạch"
        sheet.append([at + 1, f"Hộ kinh doanh Mơ số {at}", "Hộ kinh doanh", 912345600 + at, commune, f"mo{at}.vn"])
    sheet.append(["", "Tổng cộng", "", "", "", SELLERS])
    book.save(target)
    return target


def report_year(clerk: Clerk) -> None:
    """Close 2024, write what is missing, make the files."""
    from tmdt_desktop.records.report import ReportState
    from ui.pages.report import ReportPage

    page = clerk.go("report", ReportPage)
    clerk.wait(page.start.isVisible)
    page.start.year.put(2024)
    page.start.button.click()
    clerk.wait(lambda: page.view is not None)
    for _ in range(20):
        view = page.view
        assert view is not None
        if not view.stops:
            break
        page.acts.trigger("advance")
        section = page.section.code
        page.section.words.setPlainText("Không phát sinh.")
        page.section.words.flush()
        left = view.stops
        clerk.wait(lambda left=left: page.view is not None and page.view.stops < left)
        assert section
    page.acts.trigger("advance")
    clerk.wait(lambda: page.view is not None and page.view.state is ReportState.MADE)
    put_up(clerk, page)


def put_up(clerk: Clerk, page: "ReportPage") -> None:
    """Answer the duties that nothing shows, put the report up, approve it as the head."""
    from tests.data.approval import answer_all
    from tmdt_desktop.records.report import ReportState
    from ui.pages.report_steps import StepDialog

    answer_all(page.ws, 2024)
    page.reload()
    clerk.wait(lambda: page.view is not None and not page.view.holds)
    for state in (ReportState.SUBMITTED, ReportState.APPROVED):
        page.acts.trigger("advance")
        dialog = clerk.dialog(StepDialog)
        dialog.head.setChecked(True)
        dialog.primary.click()
        clerk.wait(lambda state=state: page.view is not None and page.view.state is state)


def sign_and_send(clerk: Clerk, ca: TrialCa, stick: Path) -> Path:
    """Two signatures, then the package on the stick."""
    from tmdt_desktop.records.report import ReportState
    from ui.pages.export_dialog import DONE, ExportDialog
    from ui.pages.report import ReportPage
    from ui.pages.report_dialogs import NumberDialog

    page = clerk.shown(ReportPage)
    for role, state in ((Role.LEADER, ReportState.SIGNED), (Role.SEAL, ReportState.SEALED)):
        clerk.sign(page, ca.keys["246", role])
        clerk.wait(lambda state=state: page.view is not None and page.view.state is state)
    page.acts.trigger("advance")
    allotted = clerk.dialog(NumberDialog)
    allotted.number.put_raw("312")
    allotted.day.put_raw("16/12/2024")
    allotted.primary.click()
    clerk.wait(lambda: page.view is not None and page.view.state is ReportState.ISSUED)
    page.acts.trigger("advance")
    dialog = clerk.dialog(ExportDialog)
    dialog.folder.set_path(stick)
    dialog.key.choose_way("file")
    dialog.key.of_file.file.set_path(ca.keys["246", Role.SEAL])
    clerk.qtbot.keyClicks(dialog.key.of_file.password.line, KEY_PASSWORD)
    dialog.key.of_file.open()
    clerk.wait(dialog.primary.isEnabled)
    dialog.primary.click()
    clerk.wait(lambda: dialog.receipt is not None)
    assert "có thể rút USB" in DONE
    dialog.primary.click()
    clerk.wait(lambda: page.view is not None and page.view.state is ReportState.SENT)
    (package,) = stick.glob("*.asice.p7m")  # to the Department alone, as the trust pack carries its certificate
    return package


def receive(clerk: Clerk, ca: TrialCa, files: tuple[Path, ...], stick: Path) -> Path:
    """At the Department: look at it, receive, look into the totals down to the rows; the receipt."""
    from tmdt_desktop.services.receive_packages import Heap
    from ui.pages.packages import PackagesPage
    from ui.pages.receive_dialog import ReceiveDialog
    from ui.pages.register_page import RegisterPage

    page = clerk.go("packages", PackagesPage)
    page.verify.picked.emit(files[0])
    clerk.wait(lambda: page.verify.check is not None)
    assert page.verify.check is not None
    assert page.verify.check.level == "UNDETERMINED"  # encrypted: nobody looks inside without the key
    page.receive_files(files)
    dialog = clerk.dialog(ReceiveDialog)
    dialog.folder.set_path(stick)
    dialog.key.choose_way("file")
    dialog.key.of_file.file.set_path(ca.keys["SCT", Role.DEPARTMENT])
    clerk.qtbot.keyClicks(dialog.key.of_file.password.line, KEY_PASSWORD)
    dialog.key.of_file.open()
    clerk.wait(dialog.primary.isEnabled)
    dialog.primary.click()
    clerk.wait(lambda: bool(page.intake.received))
    good, changed = page.intake.received
    assert (good.state, changed.state) == (Heap.ACCEPTED, Heap.DAMAGED)
    assert changed.sentence
    assert changed.cure
    page.show_pane("totals")
    clerk.wait(lambda: page.totals.totals is not None and bool(page.totals.totals.reported))
    page.totals.figures.choose("C5.1")
    page.totals.shares.opened.emit(("C5.1", "246"))
    rows = clerk.shown(RegisterPage)
    clerk.wait(lambda: len(rows.list.table.records.seqs) == SELLERS)
    assert good.receipt is not None
    return good.receipt


def test_from_a_messy_list_to_a_line_that_turns_green(
    offices: dict[str, Path], ca: TrialCa, stick: Path, opens: Opens, tmp_path: Path
) -> None:
    from tmdt_desktop.records.report import ReportState
    from ui.pages.packages import PackagesPage
    from ui.pages.report import ReportPage

    clerk = opens(offices["246"], "lan")
    assert clerk.import_list(write_list(tmp_path / "ds.xlsx")) == SELLERS
    for at in range(3):
        clerk.add_training(f"Lớp bán hàng trực tuyến {at}", f"12/0{at + 3}/2024", people=4 + at)
    report_year(clerk)
    package = sign_and_send(clerk, ca, stick)

    changed = stick / "TMDT_247_2024_nam_l1_20241218090512.asice.p7m"
    raw = bytearray(package.read_bytes())
    raw[len(raw) // 2] ^= 1
    changed.write_bytes(raw)
    receipt = receive(opens(offices["SCT"], "minh"), ca, (package, changed), stick)

    clerk = opens(offices["246"], "lan")
    packages = clerk.go("packages", PackagesPage)
    packages.take(receipt)
    clerk.wait(packages.band.isVisible)
    assert "Đã tiếp nhận" in packages.band.what.text()
    report = clerk.go("report", ReportPage)
    clerk.wait(lambda: report.view is not None and report.view.state is ReportState.RECEIVED)
    assert {step.state for step in report.chain.steps} == {"done"}


def test_a_wrong_password_opens_nothing(offices: dict[str, Path], qtbot: "QtBot", tmp_path: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from ui.application import Application
    from ui.shell.recent import RecentList

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Application(app, RecentList(tmp_path / "cài đặt"))
    program.start(offices["246"])
    assert program.entrance is not None
    form = program.entrance.sign_in
    qtbot.keyClicks(form.password.line, "sai roi sai roi")
    form.button.click()
    qtbot.waitUntil(lambda: "chưa đúng" in form.password.told, timeout=LONG)
    assert program.window is None
    program.entrance.close()
    program.entrance.deleteLater()
    program.close()
