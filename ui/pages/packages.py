"""Packages: a district sees what it sent and takes answers in; the Department receives, adds up, answers; both verify.

Other pages ask for it by «packages» with "answer", "receive", or a file to check.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Text
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.answers import Taken, take_answer
from tmdt_desktop.services.consolidate import Totals, consolidate, total_rows, totals
from tmdt_desktop.services.figure_rows import FigureRows
from tmdt_desktop.services.receive_packages import Received
from tmdt_desktop.services.shown_check import PackageCheck
from tmdt_desktop.services.take_out import take_out
from tmdt_desktop.services.verification_report import write_verification_report
from tmdt_desktop.services.verify_file import verify_file
from tmdt_desktop.services.workspaces import office_facts
from ui.pages.packages_intake import IntakePane
from ui.pages.packages_sent import SentPane, sent_packages
from ui.pages.packages_totals import TotalsPane
from ui.pages.packages_verify import VerifyPane
from ui.pages.receive_dialog import ReceiveDialog
from ui.pages.register_page import Chosen
from ui.parts.file_pick import PACKAGES, choose_file, choose_files, choose_folder, open_outside
from ui.parts.form import Tab
from ui.parts.pickers import PickInput
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Button, column, hair, panel, row

_YEARS = 5


class PackagesPage(Page):
    """The page «Gói gửi, nhận»."""

    name = "packages"
    title = "Gói gửi, nhận"
    icon = "package"
    shows = frozenset({Package})

    def __init__(self, desk: Desk) -> None:
        self.department = office_facts(desk.workspace).is_department
        super().__init__(desk)
        self._turn = 0
        self.sent = SentPane(self.theme)
        self.intake = IntakePane(self.theme)
        self.totals = TotalsPane(self.theme)
        self.verify = VerifyPane(self.theme, receives=self.department)
        self.year = self._year_input()
        self._panes: dict[str, QWidget] = (
            {"intake": self.intake, "totals": self.totals, "verify": self.verify}
            if self.department
            else {"sent": self.sent, "verify": self.verify}
        )
        words = {"sent": "Đã gửi", "intake": "Bàn tiếp nhận", "totals": "Tổng hợp", "verify": "Kiểm tra chữ ký"}
        self.tabs = {name: Tab(self.theme, words[name]) for name in self._panes}
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        for name, tab in self.tabs.items():
            self._group.addButton(tab)
            tab.clicked.connect(lambda _checked=False, name=name: self.show_pane(name))
            self._stack.addWidget(self._panes[name])
        bar = panel(
            "surface", column(row(*self.tabs.values(), None, self.year, margins=(16, 2, 16, 0), spacing=20), hair())
        )
        self.body.addWidget(bar)
        self.body.addWidget(self._stack)
        for act, shown in (("take_answer", not self.department), ("receive", self.department)):
            if (button := self.findChild(Button, act)) is not None:
                button.setVisible(shown)
        self._connect()
        self.show_pane(next(iter(self._panes)))
        self.set_heading(
            self.title, "Nhận, kiểm tra, cộng số của các cơ quan" if self.department else "Gói đã gửi và phiếu của Sở"
        )

    def _connect(self) -> None:
        self.sent.take_answer.connect(self.take_answer)
        self.sent.to_report.connect(lambda: self.asks.emit("report", None))
        self.intake.receive.connect(self.receive)
        self.intake.slips.connect(lambda folder: open_outside(folder, self._tell))
        self.totals.opened.connect(self._open_rows)
        self.totals.write.connect(self.write_totals)
        self.totals.receive.connect(self.receive)
        self.verify.picked.connect(self.check)
        self.verify.choose.connect(self.choose_to_check)
        self.verify.take.connect(self.take)
        self.verify.receive.connect(lambda file: self.receive_files((file,)))
        self.verify.printed.connect(self.print_check)
        self.verify.taken_out.connect(self.take_out_of)
        self.verify.with_answer.connect(self.check_with_answer)

    def _year_input(self) -> PickInput:
        this = date.today().year  # noqa: DTZ011 - the office's own calendar day
        made = PickInput(Text(), self.theme, [(year, f"Năm {year}") for year in range(this, this - _YEARS, -1)])
        made.setFixedWidth(150)
        made.setAccessibleName("Năm báo cáo")
        made.setVisible(self.department)
        made.put(this)
        made.left.connect(self.reload)
        return made

    @property
    def chosen_year(self) -> int:
        """The year that the Department looks at."""
        raw = self.year.raw()
        return raw if isinstance(raw, int) else date.today().year  # noqa: DTZ011

    def reload(self) -> None:
        self._turn += 1
        turn = self._turn
        if self.department:
            year = self.chosen_year
            done = self._show_totals
            self.ask(lambda: totals(self.ws, year), lambda made: done(made) if turn == self._turn else None)
        else:
            self.ask(lambda: sent_packages(self.ws), self.sent.show_packages)

    def arrive(self, what: object) -> None:
        if isinstance(what, Path):
            self.check(what)
        elif what == "answer" and not self.department:
            self.show_pane("sent")
            self.take_answer()
        elif what == "receive" and self.department:
            self.receive()
        elif what in self.tabs:
            self.show_pane(str(what))

    def show_pane(self, name: str) -> None:
        """Turn to a tab."""
        self.tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._panes[name])
        self.acts.refresh()

    def show_problem(self, problem: Problem, acts: Mapping[str, Callable[[], Any]] | None = None) -> None:
        """A problem whose cure is a trust pack leads there."""
        to_trust = {"Mở Gói tin cậy": lambda: self.asks.emit("trust", None)}
        super().show_problem(problem, acts or (to_trust if "gói tin cậy" in problem.cure.lower() else None))

    # Acts

    @action("Kiểm tra tệp", icon="shield", keys=("Ctrl+O",), place="head", brief="kiểm tra tệp")
    def choose_to_check(self) -> None:
        """Ask for a file and check it."""
        file = choose_file(self, "Chọn gói hoặc phiếu để kiểm tra", PACKAGES)
        if file is not None:
            self.check(file)

    @action(
        "Nhận tệp từ Sở",
        icon="inbox",
        keys=("Ctrl+R",),
        place="head",
        look="primary",
        when="_is_district",
    )
    def take_answer(self) -> None:
        """Ask for the Department's file and take it in."""
        file = choose_file(self, "Chọn phiếu của Sở", PACKAGES)
        if file is not None:
            self.take(file)

    @action(
        "Nhận gói",
        icon="inbox",
        keys=("Ctrl+N",),
        place="head",
        look="primary",
        when="_is_department",
    )
    def receive(self) -> None:
        """Ask for packages and take them in."""
        files = choose_files(self, "Chọn các gói từ USB, thư mục", PACKAGES)
        if files:
            self.receive_files(files)

    def check(self, file: Path, receipts: tuple[Path, ...] = ()) -> None:
        """Check a file and show what is to be thought of it; `receipts`: answers of the Department that prove its time."""
        ws = self.ws

        def work(task: Any) -> PackageCheck:
            return verify_file(file, None, task, receipts, ws)

        self.run(work, f"Kiểm tra {file.name}", lambda made: self._checked(file, made))

    def check_with_answer(self, file: Path) -> None:
        """Ask for the Department's answer to the file and check again: it proves when the file was there."""
        answer = choose_file(self, "Chọn phiếu của Sở về tệp này", PACKAGES)
        if answer is not None:
            self.check(file, (answer,))

    def print_check(self, file: Path) -> None:
        """Write what was found as a paper."""
        check, folder = self.verify.check, choose_folder(self, "Chọn nơi ghi phiếu kiểm tra")
        if check is not None and folder is not None:
            ws = self.ws
            work = lambda _task: write_verification_report(check, file, folder, ws)  # noqa: E731
            self.run(work, "Lập phiếu kiểm tra", self._printed)

    def _printed(self, paper: Path) -> None:
        look = {"Mở phiếu": lambda: open_outside(paper, self._tell)}
        self.band.tell("Đã lập phiếu kiểm tra.", str(paper), tone="ok", acts=look)

    def take_out_of(self, file: Path) -> None:
        """Ask where to, and write the files of the package there."""
        folder = choose_folder(self, "Chọn nơi lấy tệp ra")
        if folder is not None:
            ws = self.ws
            self.run(lambda _task: take_out(file, (), folder, None, ws), "Lấy tệp ra", self._taken_out)

    def _taken_out(self, files: tuple[Path, ...]) -> None:
        where = files[0].parent if files else Path()
        look = {"Mở thư mục": lambda: open_outside(where, self._tell)}
        self.band.tell(f"Đã lấy {number(len(files))} tệp ra.", str(where), tone="ok", acts=look)

    def take(self, file: Path) -> None:
        """Take an answer in."""
        self.run(lambda task: take_answer(self.ws, file, task), "Nhận phiếu của Sở", self._taken)

    def receive_files(self, files: Sequence[Path]) -> ReceiveDialog:
        """Open the dialog that receives these files."""
        dialog = ReceiveDialog(self.desk, files, self)
        dialog.received.connect(self._received)
        dialog.open()
        return dialog

    def write_totals(self) -> None:
        """Ask for a folder and write the year's totals there."""
        folder = choose_folder(self, "Chọn nơi lưu bảng tổng hợp")
        if folder is not None:
            self.write_totals_to(folder)

    def write_totals_to(self, folder: Path) -> None:
        """Write the year's totals as workbook and PDF."""
        year = self.chosen_year
        self.run(lambda task: consolidate(self.ws, year, folder, task), "Lập bảng tổng hợp", self._wrote)

    def _is_district(self) -> bool:
        return not self.department

    def _is_department(self) -> bool:
        return self.department

    # What came of them

    def _show_totals(self, made: Totals) -> None:
        self.intake.show_totals(made)
        self.totals.show_totals(made)

    def _checked(self, file: Path, made: PackageCheck) -> None:
        self.verify.show_check(file, made)
        self.show_pane("verify")

    def _taken(self, made: Taken) -> None:
        good = made.state == ReportState.RECEIVED.value
        self.band.tell(
            f"«{made.report}»: {made.state}",
            made.sentence,
            tone="ok" if good else "warn",
            acts={"Mở báo cáo": lambda: self.asks.emit("report", None)},
        )
        self.show_pane("sent")
        self.reload()

    def _received(self, made: tuple[Received, ...]) -> None:
        self.show_pane("intake")
        self.intake.show_received(made)
        years = [each.year for each in made if each.year]
        if years and years[0] != self.chosen_year:
            self.year.put(years[0])
        self.reload()
        self.noted.emit(f"Đã xử lý {number(len(made))} gói")

    def _open_rows(self, what: tuple[str, str | None]) -> None:
        code, office = what
        year = self.chosen_year
        self.ask(lambda: total_rows(self.ws, year, code, office), lambda rows: self._opened(code, office, rows))

    def _opened(self, code: str, office: str | None, rows: FigureRows) -> None:
        known = (
            {share.office: share.name for line in self.totals.totals.figures for share in line.by_office}
            if self.totals.totals
            else {}
        )
        place = known.get(office or "", "toàn tỉnh")
        self.asks.emit(
            f"register:{rows.register}", Chosen(rows.seqs, f"{number(len(rows.seqs))} dòng của {code}, {place}")
        )

    def _wrote(self, files: tuple[Path, ...]) -> None:
        names = ", ".join(file.name for file in files)
        self.band.tell(
            "Đã lập bảng tổng hợp.",
            names,
            tone="ok",
            acts={"Mở thư mục": lambda: open_outside(files[0].parent, self._tell)},
        )

    def _tell(self, words: str) -> None:
        self.band.tell(words, tone="warn")
