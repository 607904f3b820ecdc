"""What is asked about a round of matching: which list to lay beside the register, how papers are written, how it ends."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Ref
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_hand_over import HandOverWish, hand_over, privacy_words
from tmdt_desktop.services.match_list import MatchWish, match_rounds, start_match
from tmdt_desktop.services.match_minutes import MinutesWish, match_minutes
from tmdt_desktop.services.match_view import MatchView
from tmdt_desktop.services.reference_book import picks
from ui.pages.match_words import agreement, closing_words, undecided
from ui.parts.dialog import Dialog
from ui.parts.file_pick import LISTS, FilePick, choose_target
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.parts.ref_input import Hits, Lookup, RefInput
from ui.parts.tick import Option, Tick
from ui.shell.desk import Desk
from ui.shell.widgets import column, label, panel, row

_NO_FILE_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))
_OWN = "Đối chiếu thuế {year}, đợt {number}"


class MatchStartDialog(Dialog):
    """A new round: the tax branch's file, a name, whose list it is. `started` carries the round's id."""

    started = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Đối chiếu danh sách của cơ quan thuế", parent)
        self.file = FilePick(self.theme, "Danh sách của cơ quan thuế", LISTS)
        self.file.changed.connect(self.ready)
        self.name = _line("Tên đợt", "Tên này đứng trong sổ Rà soát thuế")
        self.name.setText(_next_name(desk))
        self.name.textChanged.connect(self.ready)
        self.branch = _line("Cơ quan thuế", "Để trống: lấy tên ghi trong danh sách")
        self.communes = Tick(self.theme, "Chỉ tính các xã có trong danh sách")
        self.communes.setToolTip("Danh sách chỉ của vài xã: hồ sơ ở xã khác không bị coi là thiếu")
        said = "Phần mềm đọc danh sách, tìm từng dòng trong sổ theo mã số thuế, số định danh, rồi tên và địa bàn. "
        self.body.addLayout(
            column(
                self.file,
                *(
                    column(label(words, "small", "text_2"), box, spacing=3)
                    for words, box in (("Tên đợt *", self.name), ("Cơ quan thuế", self.branch))
                ),
                row(self.communes, None),
                label(f"{said}Sổ chưa thay đổi gì cho đến khi kết thúc đợt.", "small", "text_2", wrap=True),
                spacing=12,
            )
        )
        self.primary.setText("Đối chiếu")
        self.primary.set_icon("exchange")
        self.ready()
        self.file.button.setFocus()

    def ready(self) -> None:
        """A file and a name."""
        self.primary.setEnabled(self.file.path is not None and bool(self.name.text().strip()))

    def act(self) -> None:
        """Read and pair it."""
        if self.file.path is None:
            return
        wish = MatchWish(
            self.file.path,
            self.name.text(),
            only_their_communes=self.communes.isChecked(),
            tax_office=self.branch.text(),
        )
        ws = self.desk.workspace
        self.run(lambda task: start_match(ws, wish, task), "Đối chiếu thuế", self._done)

    def _done(self, id_: UUID) -> None:
        self.started.emit(id_)
        self.accept()


class MatchCloseDialog(Dialog):
    """The end of a round: what it will write. `agreed` carries whether undecided lines are written by the comparison."""

    agreed = Signal(bool)

    def __init__(self, desk: Desk, view: MatchView, parent: QWidget) -> None:
        super().__init__(desk, f"Kết thúc «{view.name}»", parent)
        self.view = view
        rest = undecided(view)
        self.undecided = Tick(self.theme, f"Ghi cả {number(rest)} dòng chưa quyết theo kết quả so sánh")
        self.undecided.setVisible(bool(rest))
        self.undecided.clicked.connect(self._say)
        self._said = label("", wrap=True)
        self.body.addWidget(self._said)
        self.body.addWidget(self.undecided)
        self.primary.setText(agreement(view))
        self._say()
        self.primary.setFocus()

    def act(self) -> None:
        """Agree."""
        self.agreed.emit(self.undecided.isChecked())
        self.accept()

    def _say(self) -> None:
        self._said.setText(closing_words(self.view, all_lines=self.undecided.isChecked()))


class MatchLeftDialog(Dialog):
    """Everything that was left as it was, and why."""

    def __init__(self, desk: Desk, what: str, left: Sequence[str], parent: QWidget) -> None:
        super().__init__(desk, what, parent, wide=True)
        table = LinesTable(self.theme, (Column("Giữ nguyên và lý do"),), tall=True)
        table.show_lines([Line((Cell(words, tip=words),), at) for at, words in enumerate(left)])
        table.fit_height(360)
        table.choose(0)
        self.body.addWidget(table)
        self.cancel.hide()
        self.primary.setText("Đóng")
        table.setFocus()


class MatchPaperDialog(Dialog):
    """Minutes, or the list to hand over: what it holds, then where it goes. `written` carries the file."""

    written = Signal(object)

    def __init__(self, desk: Desk, id_: UUID, name: str, parent: QWidget, *, minutes: bool) -> None:
        super().__init__(desk, "Biên bản đối chiếu" if minutes else "Danh sách bàn giao", parent)
        self.id, self.round_name, self.minutes = id_, name, minutes
        self.first = Option(self.theme, "PDF" if minutes else "Excel")
        self.second = Option(self.theme, "Word" if minutes else "CSV")
        self.first.setChecked(True)
        self.place = _line("Địa điểm", "Để trống thì ghi tay")
        self.began = _line("Thời gian bắt đầu", "Ví dụ: 08 giờ 30, ngày 12/11/2024; để trống thì ghi tay")
        self.sensitive = Tick(self.theme, "Ghi cả thông tin cá nhân")
        self.sensitive.clicked.connect(self._say)
        self._said = label("", "small", "text_2", wrap=True)
        asked = column(
            *(
                column(label(words, "small", "text_2"), box, spacing=3)
                for words, box in (("Địa điểm", self.place), ("Thời gian bắt đầu", self.began))
            ),
            spacing=12,
        )
        parts = panel("clear", asked)
        self.body.addLayout(
            column(
                label(f"Đợt «{name}»", "strong", wrap=True),
                parts,
                row(label("Dạng tệp", "small", "text_2"), self.first, self.second, None, spacing=14),
                row(self.sensitive, None),
                self._said,
                spacing=12,
            )
        )
        parts.setVisible(minutes)
        self.primary.setText("Chọn nơi ghi…")
        self.primary.set_icon("save")
        self._say()
        self.primary.setFocus()

    def act(self) -> None:
        """Ask where to, and write."""
        ending = ("pdf" if self.minutes else "xlsx") if self.first.isChecked() else ("docx" if self.minutes else "csv")
        sort = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "csv": "CSV"}[ending]
        title = self.windowTitle()
        name = f"{title} - {self.round_name}.{ending}".translate(_NO_FILE_NAME)
        target = choose_target(self, title, name, f"{sort} (*.{ending})")
        if target is not None:
            self.write_to(target if target.suffix else target.with_suffix(f".{ending}"))

    def write_to(self, target: Path) -> None:
        """Write the paper there."""
        ws, sensitive = self.desk.workspace, self.sensitive.isChecked()
        if self.minutes:
            wish = MinutesWish(self.id, target, started=self.began.text(), place=self.place.text(), sensitive=sensitive)
            self.run(lambda task: match_minutes(ws, wish, task), "Lập biên bản", lambda _made: self._done(target))
        else:
            list_wish = HandOverWish(self.id, target, sensitive=sensitive)
            self.run(lambda task: hand_over(ws, list_wish, task), "Ghi danh sách", lambda _made: self._done(target))

    def _done(self, target: Path) -> None:
        self.written.emit(target)
        self.accept()

    def _say(self) -> None:
        self._said.setText(privacy_words(sensitive=self.sensitive.isChecked()))


def _line(words: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(words)
    made.setPlaceholderText(hint)
    return made


def _next_name(desk: Desk) -> str:
    """A name that no round bears yet."""
    known = {made.name.casefold() for made in match_rounds(desk.workspace)}
    year = date.today().year  # noqa: DTZ011 - the office's own calendar day
    names = (_OWN.format(year=year, number=at) for at in range(1, len(known) + 2))
    return next(name for name in names if name.casefold() not in known)


class MatchJoinDialog(Dialog):
    """Which business of the register a row of their list is. `chosen` carries its id."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, name: str, parent: QWidget) -> None:
        super().__init__(desk, f"«{name}» là hồ sơ nào trong sổ", parent)
        ws = desk.workspace

        def search(to: str, typed: str, found: Callable[[Hits], None]) -> None:
            self.read(lambda: picks(ws, to, typed), found)

        lookup = Lookup(lambda _to, _id: "", search, lambda _to, _id: None)
        self.record = RefInput(Ref(Business.code), self.theme, lookup)
        self.record.setAccessibleName("Hồ sơ trong sổ")
        self.record.opener.hide()
        self.record.edited.connect(self.ready)
        said = "Dùng khi phần mềm không tự tìm ra. Dòng của danh sách và hồ sơ này được coi là một; bỏ được bất cứ lúc nào."
        self.body.addWidget(self.record)
        self.body.addWidget(label(said, "small", "text_2", wrap=True))
        self.primary.setText("Là một")
        self.ready()
        self.record.line.setFocus()

    def ready(self) -> None:
        """A record is chosen."""
        self.primary.setEnabled(self._id() is not None)

    def act(self) -> None:
        """Say which."""
        if (id_ := self._id()) is not None:
            self.chosen.emit(id_)
            self.accept()

    def _id(self) -> UUID | None:
        try:
            return UUID(str(self.record.raw()))
        except ValueError:
            return None
