"""The report of a year: sections at the left, words and figures in the middle, the real PDF at the right.

Each figure opens its rows: the page asks for «register:…» with the `FigureRows` behind it. The primary act is the next
step of the report's life. On a narrow window the preview stands in the place of the middle (Ctrl+P).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.report import Report, ReportKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import make_report as making
from tmdt_desktop.services.figure_rows import FigureRows, figure_rows
from tmdt_desktop.services.make_report import ReportLine
from tmdt_desktop.services.report_files import ReportFiles, make_files
from tmdt_desktop.services.report_view import ReportView, report_view
from ui.pages.duties import DutyAt
from ui.pages.register_page import Chosen
from ui.pages.report_checks import FaultWalk
from ui.pages.report_dialogs import FigureDialog, NumberDialog, StartPane, save_copies
from ui.pages.report_panes import ReportPanes
from ui.pages.report_ways import ReportWays
from ui.pages.report_words import life, next_of, subtitle_of
from ui.parts.chain_line import ChainLine
from ui.parts.file_pick import choose_folder
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page, Question
from ui.shell.widgets import Button, label, panel, retone

Key = tuple[str, str, str | None]


class ReportPage(Page):
    """The page «Báo cáo»."""

    name = "report"
    title = "Báo cáo"
    icon = "report"
    shows = frozenset({Report, Business, Training})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: tuple[ReportLine, ...] = ()
        self.view: ReportView | None = None
        self._wanted: UUID | None = None
        self._turn = 0
        self._preview_of: object = None
        self._faults = FaultWalk()
        self._choosing = False
        self.steps = ReportWays(self)
        self.chain = ChainLine(self.theme, narrow=True)
        self.chooser = Button(self.theme, "Việc khác", icon="menu")
        self.chooser.clicked.connect(self.steps.open_menu)
        self.head.addWidget(self.chain)
        self.head.addWidget(self.chooser)
        self.start = StartPane(self.theme)
        self.start.start.connect(self.start_year)
        self.start.asked.connect(self.start_asked)
        self.start.back.clicked.connect(self.close_start)
        self.panes = ReportPanes(desk, self.show_error)
        self.sections, self.section = self.panes.sections, self.panes.section
        self.checks, self.preview = self.panes.checks, self.panes.preview
        self.section.written.connect(self._write)
        self.section.redraft.connect(self._redraft)
        self.section.opened.connect(self._open_rows)
        self.checks.way.connect(self.go_to)
        self._build()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(panel("clear"))
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.panes)
        self.body.addWidget(self._stack)
        self._why = label("", "small", "text_2", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        plain = [self.acts.button(name) for name in ("show_preview", "export_files", "set_number")]
        self.add_action_bar(*plain, (self._why, 100))
        self._primary = self.findChild(Button, "advance")
        self._bar = self._frame.itemAt(self._frame.count() - 1).widget()
        self._show_nothing()

    # What is shown

    def reload(self) -> None:
        """Read the list of reports and the one that is shown."""
        wanted = self._wanted
        self._turn += 1
        turn = self._turn

        def read() -> tuple[tuple[ReportLine, ...], ReportView | None]:
            lines = making.reports(self.ws)
            known = [line.id for line in lines]
            chosen = wanted if wanted in known else next(iter(known), None)
            return lines, report_view(self.ws, chosen) if chosen is not None else None

        self.ask(read, lambda found: self._show(*found) if turn == self._turn else None)

    def arrive(self, what: object) -> None:
        """Show the report with this id, or the one of this year."""
        self._choosing = False
        if isinstance(what, UUID):
            self._wanted = what
        elif isinstance(what, int):
            self._wanted = next((line.id for line in self.lines if line.year == what), self._wanted)
        self.reload()

    def may_leave(self) -> bool:
        self.section.words.flush()
        return True

    def _show(self, lines: tuple[ReportLine, ...], view: ReportView | None) -> None:
        self.lines, self.view = lines, view
        if view is None:
            self._show_nothing()
        elif not self._choosing:
            self._show_report(view)

    def _show_report(self, view: ReportView) -> None:
        self._wanted = view.id
        self._stack.setCurrentIndex(2)
        self._bar.show()
        self.set_heading(view.name, subtitle_of(view))
        self.chain.show()
        self.chain.show_steps(life(view.state))
        self.chooser.show()
        self.panes.show_view(view)
        coming = next_of(view)
        self._why.setText(coming.said)
        retone(self._why, coming.tone)
        self.acts.refresh()
        self._show_primary(coming.words, coming.icon, shown=bool(coming.act))

    def _show_primary(self, words: str, icon: str, *, shown: bool) -> None:
        if self._primary is not None:
            self._primary.setText(words)
            self._primary.set_icon(icon)
            self._primary.setVisible(shown)

    def _show_nothing(self) -> None:
        self._choosing = False
        self._show_start(self.title, "Chốt số liệu, soạn lời văn, lập tệp, ký số và gửi")

    def _show_start(self, title: str, subtitle: str) -> None:
        self.set_heading(title, subtitle)
        self.chain.hide()
        self.chooser.hide()
        self._bar.hide()
        self.start.back.setVisible(self._choosing)
        self._stack.setCurrentIndex(1)
        self.acts.refresh()

    def choose_other(self) -> None:
        """Offer another report beside the one that is shown; Esc leads back to it."""
        self.section.words.flush()
        self.clear_problem()
        self._choosing = True
        self._show_start("Lập báo cáo khác", "Chọn năm và loại báo cáo; các báo cáo đã có vẫn giữ nguyên")
        self.start.year.setFocus()

    @action("Đóng", keys=("Esc",), brief="về báo cáo đang xem", when="_is_choosing")
    def close_start(self) -> None:
        """Back to the report that was shown."""
        self._choosing = False
        self.clear_problem()
        if self.view is not None:
            self._show_report(self.view)
            self.sections.list.setFocus()

    # Acts

    def _is_choosing(self) -> bool:
        return self._choosing

    def _has_report(self) -> bool:
        return self.view is not None and not self._choosing

    def _is_open(self) -> bool:
        return self._has_report() and self.view is not None and self.view.editable

    def _may_freeze(self) -> bool:
        return self._is_open() and self.view is not None and not self.view.closed

    def _has_files(self) -> bool:
        return self._has_report() and self.view is not None and bool(self.view.files)

    @action("Xem PDF", icon="eye", keys=("Ctrl+P", "Alt+I"), brief="xem PDF", when="_has_report")
    def show_preview(self) -> None:
        """Narrow: put the preview in the place of the words, or back. Wide: go to it."""
        self.section.words.flush()
        self.panes.turn_to_preview()

    @action("Kết xuất", icon="export", keys=("Alt+K",), when="_has_files")
    def export_files(self) -> None:
        """Copy the made files to a folder of the user's choice."""
        folder = choose_folder(self, "Chọn nơi lưu các tệp báo cáo")
        if folder is not None:
            self.export_to(folder)

    def export_to(self, folder: Path) -> None:
        """Copy the made files there."""
        files = tuple(self.view.files.values()) if self.view else ()
        self.run(lambda task: save_copies(files, folder, task), "Kết xuất tệp báo cáo", self._exported)

    @action("Số, ngày", icon="calendar", when="_has_report")
    def set_number(self) -> None:
        """Note the number and day that the office's document system allotted."""
        if self.view is not None:
            dialog = NumberDialog(self.desk, self.view, self)
            dialog.accepted.connect(self.reload)
            dialog.open()

    @action("Chốt lại số liệu", icon="refresh", when="_may_freeze")
    def freeze(self) -> None:
        """Count the figures anew."""
        self.ask_first(
            Question(
                "Chốt lại số liệu",
                "Phần mềm đếm lại mọi số từ sổ. Mục chưa sửa lời được soạn lại; lời đã sửa giữ nguyên.",
                "Chốt lại",
                "Giữ số cũ",
            ),
            lambda: self._on_report(lambda view, task: making.freeze_again(self.ws, view.id, task), "Chốt lại số liệu"),
        )

    def recount(self) -> None:
        """Count the figures anew; where the period is closed the head opens it first."""
        if self.view is not None and self.view.closed:
            self.steps.ask("reopen", self.stepped)
        else:
            self.freeze()

    @action("Tiếp", keys=("Ctrl+Enter", "Ctrl+Return"), place="bar", look="primary", when="_has_report")
    def advance(self) -> None:
        """The next step of the report's life."""
        self.section.words.flush()
        if self.view is not None and (act := next_of(self.view).act):
            getattr(self, act)()

    @action("Lỗi kế tiếp", keys=("F8",), brief="lỗi kế tiếp", when="_is_open")
    def next_fault(self) -> None:
        """Go to the next thing that stops the report, or asks to be looked at."""
        fault = self._faults.next_of(self.view.checks if self.view else ())
        if fault is not None:
            self.go_to(fault.where)

    @action("Số năm trước, kế hoạch, lý do", keys=("F2",), brief="năm trước, lý do", when="_is_open")
    def edit_figure(self) -> None:
        """Last year's value, the plan, and why a figure is odd."""
        key = self.section.figures.current_key
        figure = self.section.figure(key[0]) if key else None
        if figure is not None and self.view is not None:
            dialog = FigureDialog(self.desk, self.ws, (self.view, figure), self)
            dialog.accepted.connect(self.reload)
            dialog.open()

    @action("Chia theo nhóm", keys=("F4",), brief="chia theo nhóm", when="_has_report")
    def show_parts(self) -> None:
        """How the current figure divides."""
        self.section.toggle_parts()

    def make_files(self) -> None:
        """Write PDF, DOCX and XLSX."""
        self._on_report(lambda view, task: make_files(self.ws, view.id, task), "Lập tệp báo cáo", self._made)

    def correct(self) -> None:
        """Begin the next revision."""
        self.steps.ask("correct", self._begun)

    def submit(self) -> None:
        """Put the report before the head."""
        self.steps.ask("submit", self.stepped)

    def approve(self) -> None:
        """Let the report be signed, or send it back."""
        self.steps.ask("approve", self.stepped)

    def issue(self) -> None:
        """Note number and day, with which the report is issued."""
        if self.view is not None:
            dialog = NumberDialog(self.desk, self.view, self, issues=True)
            dialog.accepted.connect(self.reload)
            dialog.open()

    def start_year(self, year: int, kind: ReportKind = ReportKind.ANNUAL) -> None:
        """Close a year, or its first half, and begin its report."""
        self.run(
            lambda task: making.start_report(self.ws, year, task, kind=kind), f"Chốt số liệu năm {year}", self._begun
        )

    def start_asked(self) -> None:
        """Begin the report that answers a request."""
        from ui.pages.report_asked import AskedDialog

        dialog = AskedDialog(self.desk, self)
        dialog.accepted.connect(lambda: self._begun(dialog.made) if dialog.made else None)
        dialog.more.clicked.connect(dialog.reject)
        dialog.more.clicked.connect(lambda: self.asks.emit("register:request", None))
        dialog.open()

    def sign(self) -> None:
        """Let the leader, then the office, sign."""
        self.steps.sign()

    def send(self) -> None:
        """Pack it and write the package to a stick or a folder."""
        from ui.pages.export_dialog import ExportDialog

        if self.view is not None:
            dialog = ExportDialog(self.desk, self.view, self)
            dialog.finished.connect(lambda _how: self.reload())
            dialog.open()

    def take_answer(self) -> None:
        """Go where the Department's answer is taken in."""
        self.asks.emit("packages", "answer")

    def go_to(self, where: str) -> None:
        """Go to the place of a check: «settings:…», «section:II.3», «figure:C3.1», «register:business», «report»."""
        place, _, which = where.partition(":")
        if place == "section":
            self.panes.choose(which)
            self.section.words.setFocus()
        elif place == "figure" and self.view is not None:
            figure = next((made for made in self.view.figures if made.code == which), None)
            if figure is not None:
                self.panes.choose(figure.section)
                self.section.figures.choose((which, "", None))
                self.section.figures.setFocus()
        elif place == "report":
            self.recount()
        elif place == "duties" and self.view is not None:
            self.asks.emit(place, DutyAt(which, self.view.year, self.view.id))
        else:
            self.asks.emit(where if place == "register" else place, which if place == "settings" else None)

    # Answers of the acts

    def _on_report(
        self, work: Callable[[ReportView, Any], Any], what: str, done: Callable[[Any], None] | None = None
    ) -> None:
        if self.view is not None:
            view = self.view
            self.run(lambda task: work(view, task), what, done or self.stepped)

    def _write(self, section: str, words: str) -> None:
        if self.view is not None:
            id_ = self.view.id
            job = self.run(lambda _task: making.save_text(self.ws, id_, section, words), "Ghi lời văn", self.stepped)
            job.failed = self._not_written

    def _not_written(self, error: BaseException) -> None:
        self.section.words.refused()
        self.show_error(error)

    def _redraft(self, section: str) -> None:
        self._on_report(lambda view, _task: making.redraft(self.ws, view.id, section), "Soạn lại mục")

    def _open_rows(self, key: Key) -> None:
        """Open the register at the rows behind a figure, or a part of it."""
        view, (code, field, part) = self.view, key
        if view is not None:
            group = (field, part) if field else None
            self.ask(lambda: figure_rows(self.ws, view.id, code, group), lambda rows: self._opened(code, rows))

    def _opened(self, code: str, rows: FigureRows) -> None:
        figure = next((made for made in self.view.figures if made.code == code), None) if self.view else None
        title = f"{code} {figure.label}" if figure else code
        self.asks.emit(f"register:{rows.register}", Chosen(rows.seqs, f"{number(len(rows.seqs))} dòng của {title}"))

    def _begun(self, id_: UUID) -> None:
        self._wanted = id_
        self._choosing = False
        self.reload()

    def _made(self, files: ReportFiles) -> None:
        self.noted.emit(f"Đã lập {files.pdf.name}, {files.docx.name}, {files.xlsx.name}")
        self.reload()

    def _exported(self, names: tuple[str, ...]) -> None:
        known = {file.name for file in self.view.files.values()} if self.view else set()
        other = ", ".join(name for name in names if name not in known)
        self.noted.emit(
            f"Đã ghi {len(names)} tệp và đọc lại khớp" + (f"; trùng tên nên ghi là {other}" if other else "")
        )

    def stepped(self, _made: object) -> None:
        """Something was done to the report: read it again."""
        self.reload()
