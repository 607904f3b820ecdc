"""The trust pack: whom this office believes, since when, and who says so. At the Department also the desk that makes it.

Other pages ask for it by «trust»; a path as what is wanted begins taking that pack in.
"""

from collections.abc import Sequence
from pathlib import Path

from tmdt_desktop.i18n import day, number
from tmdt_desktop.services.enrolment import EnrolmentSeen, look_at_enrolment
from tmdt_desktop.services.trust_contents import Added
from tmdt_desktop.services.trust_desk import add_trust_files
from tmdt_desktop.services.trust_import import TrustOffer, look_at_trust
from tmdt_desktop.services.trust_lists import add_crl
from tmdt_desktop.services.trust_view import TrustLine, TrustView, trust_view
from ui.pages.trust_asking import ConfirmDialog, OfferDialog, RootDialog, TakeOutDialog
from ui.pages.trust_keys import EnrolDialog, PublishDialog
from ui.pages.trust_lines import COLUMNS, TrustDetail, table_lines
from ui.parts.file_pick import choose_file, choose_files
from ui.parts.lines_table import LinesTable
from ui.parts.verdict_looks import LOOKS
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Button, IconLabel, column, label, mark, panel, retone, row

_PACK = "Gói tin cậy (*.asice);;Mọi tệp (*)"
_REQUEST = "Phiếu đăng ký (*.asice);;Mọi tệp (*)"
_AUTHORITIES = "Chứng thư, danh sách thu hồi (*.crt *.cer *.pem *.der *.p7b *.crl);;Mọi tệp (*)"
_LISTS = "Danh sách thu hồi (*.crl);;Mọi tệp (*)"
_DETAIL_WIDTH = 320
_DESK_ACTS = ("take_out", "add_files", "open_request", "publish")


class TrustPage(Page):
    """The page «Gói tin cậy»."""

    name = "trust"
    title = "Gói tin cậy"
    subtitle = "Chứng thư, danh sách thu hồi và chứng thư các đơn vị đã đăng ký"
    icon = "shield"

    def __init__(self, desk: Desk) -> None:
        self.view: TrustView | None = None
        super().__init__(desk)
        self._icon = IconLabel(self.theme, "question", "accent", 28)
        self._age = label("", "heading", wrap=True)
        self._said = label("", "body", "text", wrap=True)
        self._signed = label("", "small", "text_2", wrap=True)
        words = column(self._age, self._said, self._signed, spacing=2)
        self._band = panel(
            "accent_soft", row(column(2, self._icon, None), (words, 1), margins=(16, 12, 16, 12), spacing=14)
        )
        self.table = LinesTable(self.theme, COLUMNS)
        self.table.setAccessibleName("Những gì gói tin cậy có")
        self.detail = TrustDetail(self.theme)
        self.detail.setFixedWidth(_DETAIL_WIDTH)
        self.table.chosen.connect(self._chosen)
        frame = panel("card", column((self.table, 1), margins=(1, 1, 1, 1)))
        side = panel("card", column(self.detail, margins=(1, 1, 1, 1)))
        middle = row((frame, 1), side, spacing=12)
        self.body.addLayout(column(self._band, (middle, 1), margins=(16, 12, 16, 12), spacing=12))
        self.add_action_bar()

    def reload(self) -> None:
        self.ask(lambda: trust_view(self.ws), self._show)

    def focus_first(self) -> None:
        self.table.setFocus()

    def arrive(self, what: object) -> None:
        if isinstance(what, Path):
            self.offer(what)

    # Acts

    @action("Nạp gói tin cậy", icon="import", keys=("Ctrl+O",), place="head", look="primary", brief="nạp gói")
    def import_pack(self) -> None:
        """Ask for a pack and show what it is."""
        file = choose_file(self, "Chọn gói tin cậy của Sở Công thương", _PACK)
        if file is not None:
            self.offer(file)

    @action("Đăng ký chứng thư", icon="key", keys=("Ctrl+N",), place="head", brief="đăng ký chứng thư")
    def enrol(self) -> None:
        """Write a request file for one of the office's certificates."""
        EnrolDialog(self.desk, self, department=self._desks()).open()

    @action("Nạp danh sách thu hồi", icon="refresh", place="bar", when="_has_pack")
    def add_list(self) -> None:
        """Use a newer revocation list beside the pack."""
        file = choose_file(self, "Chọn danh sách thu hồi mới của nơi cấp", _LISTS)
        if file is not None:
            self.run(lambda _task: add_crl(self.ws, file), "Nạp danh sách thu hồi", self._told_one)

    @action("Bỏ mục đang chọn", icon="delete", keys=("F6", "Ctrl+Del"), place="bar", when="_may_take_out")
    def take_out(self) -> None:
        """Take what is chosen off the desk, with a reason."""
        line = self._current()
        if line is not None:
            self._after(TakeOutDialog(self.desk, self, line))

    @action("Thêm nơi cấp, danh sách thu hồi", icon="add", keys=("F5",), place="bar", when="_desks")
    def add_files(self) -> None:
        """Put authorities' certificates and lists on the desk."""
        files = choose_files(self, "Chọn chứng thư của nơi cấp, danh sách thu hồi", _AUTHORITIES)
        if files:
            self.run(lambda task: add_trust_files(self.ws, files, task), "Đọc chứng thư", self._added)

    @action("Mở phiếu đăng ký", icon="inbox", keys=("Ctrl+R",), place="bar", when="_desks")
    def open_request(self) -> None:
        """Look at an office's request and, once its fingerprint was heard, register it."""
        file = choose_file(self, "Chọn phiếu đăng ký chứng thư của đơn vị", _REQUEST)
        if file is not None:
            self.ask(lambda: look_at_enrolment(self.ws, file), lambda seen: self._confirm(file, seen))

    @action("Phát hành gói", icon="send", keys=("Ctrl+Enter",), place="bar", look="primary", when="_desks")
    def publish(self) -> None:
        """Sign what the desk holds as the next pack."""
        self._after(PublishDialog(self.desk, self))

    def offer(self, file: Path) -> None:
        """Show what a pack says before it is taken in."""
        self.ask(lambda: look_at_trust(self.ws, file), lambda made: self._offered(file, made))

    # What acts depend on

    def _desks(self) -> bool:
        return self.view is not None and self.view.desk

    def _has_pack(self) -> bool:
        return self.view is not None and self.view.issued is not None

    def _may_take_out(self) -> bool:
        return self._desks() and self._current() is not None

    def _current(self) -> TrustLine | None:
        key = self.table.current_key
        return key if isinstance(key, TrustLine) else None

    # What was read

    def _show(self, view: TrustView) -> None:
        self.view = view
        tone, icon = LOOKS[view.level]
        mark(self._band, "look", f"{tone}_soft")
        self._icon.show_icon(icon, tone)
        self._age.setText(view.age_words)
        retone(self._age, tone)
        said = f"{view.sentence} {view.cure}".strip()
        self._said.setText("" if said == f"{view.age_words}, dùng được." else said)
        self._said.setVisible(bool(self._said.text()))
        self._signed.setText(_signed_words(view))
        self._signed.setVisible(bool(view.signed_by))
        lines = table_lines(view.lines)
        self.table.show_lines(lines)
        for name in _DESK_ACTS:
            if (button := self.findChild(Button, name)) is not None:
                button.setVisible(view.desk)
        first = next((line.key for line in lines if line.key is not None), None)
        if first is None or not self.table.choose(first):
            self._chosen(None)
        self.acts.refresh()

    def _chosen(self, line: object) -> None:
        self.detail.show_line(line if isinstance(line, TrustLine) else None)
        self.acts.refresh()

    def _offered(self, file: Path, made: TrustOffer) -> None:
        self._after(OfferDialog(self.desk, self, file, made))

    def _confirm(self, file: Path, seen: EnrolmentSeen) -> None:
        self._after(ConfirmDialog(self.desk, self, file, seen))

    def _after(self, dialog: "OfferDialog | ConfirmDialog | RootDialog | TakeOutDialog | PublishDialog") -> None:
        """Open a dialog; once it has done its work, tell so and read anew."""
        dialog.accepted.connect(lambda: self._done(dialog.told))
        dialog.open()

    def _done(self, told: str) -> None:
        if told:
            self.noted.emit(told)
        self.reload()

    def _told_one(self, made: Added) -> None:
        self.noted.emit(made.sentence)
        self.reload()

    def _added(self, made: tuple[Added, ...]) -> None:
        """What came of each file; a root asks for its fingerprint before anything else is told."""
        self.reload()
        roots = [each for each in made if each.kind == "root" and not each.added]
        others = [each for each in made if each not in roots]
        if roots:
            self._after(RootDialog(self.desk, self, roots[0]))
        if others:
            self._tell_added(others)

    def _tell_added(self, made: Sequence[Added]) -> None:
        good = sum(each.added for each in made)
        words = " ".join(f"{each.file.name}: {each.sentence} {each.cure}".strip() for each in made if not each.added)
        tone = "ok" if good == len(made) else "warn"
        self.band.tell(f"Đã thêm {number(good)} trên {number(len(made))} mục.", words, tone=tone)


def _signed_words(view: TrustView) -> str:
    issued = f", lập ngày {day(view.issued)}" if view.issued else ""
    return f"Gói số {number(view.number)}{issued}, do {view.signed_by} ký."
