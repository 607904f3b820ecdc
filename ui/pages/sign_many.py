"""Sign several reports with one PIN: those that wait are ticked, each gets its own outcome, one that fails stops no other."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from tmdt_desktop.i18n import number
from tmdt_desktop.services.registered_keys import why_unfit
from tmdt_desktop.services.sign_many import SignManyResult, SignManyWish, Waiting, sign_many, signable_reports
from tmdt_desktop.services.sign_report import KeyFacts, SignRole, key_facts_for
from tmdt_desktop.services.token_check import TokenCertificate
from tmdt_desktop.task import Task
from ui.parts.file_pick import PICTURES, FilePick
from ui.parts.form import Tab
from ui.parts.key_dialog import KeyDialog
from ui.parts.tall_area import TallArea
from ui.parts.tick import Tick
from ui.shell.desk import Desk
from ui.shell.widgets import IconLabel, column, hair, label, panel, row

_LEFT, _HIGH, _INDENT = 316, 300, 24
_TABS: tuple[tuple[SignRole, str], ...] = (("leader", "Lãnh đạo ký"), ("seal", "Đóng dấu"))
_ACTS = {"leader": "Ký {} báo cáo", "seal": "Đóng dấu {} báo cáo"}
_NONE = {"leader": "Không có báo cáo nào chờ lãnh đạo ký.", "seal": "Không có báo cáo nào chờ đóng dấu."}
_KEYS = {"leader": "Tệp khóa của lãnh đạo", "seal": "Tệp khóa của cơ quan"}
_IMAGES = {"leader": "Ảnh chữ ký tay (không bắt buộc)", "seal": "Ảnh con dấu (không bắt buộc)"}


class SignManyDialog(KeyDialog):
    """`worked` is emitted after each run: some reports may have been signed."""

    worked = Signal()

    def __init__(self, desk: Desk, parent: QWidget, role: SignRole = "leader") -> None:
        super().__init__(desk, "Ký nhiều báo cáo", parent, self._look_up, self._unfit)
        self.role: SignRole = role
        self.waiting: tuple[Waiting, ...] = ()
        self.results: tuple[SignManyResult, ...] = ()
        self.ticks: dict[UUID, Tick] = {}
        self.tabs = {name: Tab(self.theme, words) for name, words in _TABS}
        group = QButtonGroup(self)
        for name, tab in self.tabs.items():
            group.addButton(tab)
            tab.clicked.connect(lambda _on=False, name=name: self.choose_role(name))
        self._lines: QVBoxLayout = column(spacing=6)
        self._area = TallArea(self._lines, None)
        self._area.setMinimumHeight(_HIGH)
        self.image = FilePick(self.theme, _IMAGES[role], PICTURES, hint="Dùng cho mọi báo cáo được đánh dấu.")
        self.image.optional = True
        head = column(row(*self.tabs.values(), None, spacing=20), hair())
        left = panel("well", column(head, (self._area, 1), margins=(16, 10, 16, 14), spacing=10))
        left.setFixedWidth(_LEFT)
        self.body.addLayout(row(left, (TallArea(self.key, self.image, None, spacing=14), 1), spacing=20))
        self.primary.set_icon("sign")
        self.choose_role(role)

    @property
    def chosen(self) -> tuple[UUID, ...]:
        """The ticked reports, in the order of the list."""
        return tuple(id_ for id_, tick in self.ticks.items() if tick.isChecked())

    def choose_role(self, role: SignRole) -> None:
        """The leader's signature or the office's seal: which reports wait for it."""
        self.role, self.results = role, ()
        self.tabs[role].setChecked(True)
        self.key.set_words(_KEYS[role])
        self.image.set_words(_IMAGES[role])
        if self.isVisible():
            self.key.look_again()
            self.key.of_file.look_again()
        self._read()

    def ready(self) -> None:
        """Some reports, and a key."""
        count = len(self.chosen)
        self.primary.setText(_ACTS[self.role].format(number(count) if count else "các"))
        self.primary.setEnabled(bool(count) and self.key.ready)

    def act(self) -> None:
        """Sign them in a row."""
        place, chosen = self.key.place, self.chosen
        if place is None or not chosen or (secret := self.secret()) is None:
            return
        wish, ws = SignManyWish(chosen, self.role, place, secret, self.image.path), self.desk.workspace

        def work(task: Task) -> tuple[SignManyResult, ...]:
            return sign_many(ws, wish, task)

        self.run(work, self.primary.text(), self._done)

    def _look_up(self, file: Path, password: str) -> KeyFacts:
        return key_facts_for(self.desk.workspace, self.role, file, password)

    def _unfit(self, certificate: TokenCertificate) -> str:
        return why_unfit(self.desk.workspace, certificate.fingerprint, self.role)

    def _read(self) -> None:
        ws, role = self.desk.workspace, self.role
        self.read(lambda: signable_reports(ws, role), lambda found: self._show(found) if role == self.role else None)

    def _show(self, waiting: Sequence[Waiting]) -> None:
        self.waiting = tuple(waiting)
        told, waits = {each.report: each for each in self.results}, {each.id for each in waiting}
        self._clear()
        for made in (each for each in self.results if each.report not in waits):
            self._lines.addWidget(self._outcome(made))
        for each in self.waiting:
            self._lines.addWidget(self._line(each, told.get(each.id)))
        if not self.waiting and not self.results:
            self._lines.addWidget(label(_NONE[self.role], "body", "text_2", wrap=True))
        self.ready()

    def _line(self, each: Waiting, failed: SignManyResult | None) -> QWidget:
        """A report that waits, with why it was not signed just now."""
        tick = Tick(self.theme, each.name)
        tick.setChecked(failed is None)
        tick.setToolTip(each.name)
        tick.toggled.connect(lambda _on: self.ready())
        self.ticks[each.id] = tick
        why = [row(_INDENT, (label(_told(failed), "small", "bad", wrap=True), 1))] if failed else []
        return panel("clear", column(tick, *why))

    def _clear(self) -> None:
        self.ticks.clear()
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def _done(self, results: tuple[SignManyResult, ...]) -> None:
        self.show_results(results)
        self.worked.emit()

    def show_results(self, results: tuple[SignManyResult, ...]) -> None:
        """Say what became of each; those that still wait stand below, not ticked when they have just failed."""
        self.results = results
        signed = sum(each.signed is not None for each in results)
        tone = "ok" if signed == len(results) else "warn"
        left = len(results) - signed
        rest = f"Còn {number(left)} báo cáo chưa ký, lý do ở từng dòng." if left else ""
        self.band.tell(f"Đã ký {number(signed)} trên {number(len(results))} báo cáo.", rest, tone=tone)
        self.cancel.setText("Đóng")
        self._read()

    def _outcome(self, made: SignManyResult) -> QWidget:
        icon, tone = ("ok", "ok") if made.signed else ("bad", "bad")
        words = column(label(made.name, "strong", wrap=True), label(_told(made), "small", "text_2", wrap=True))
        return panel("clear", row(column(1, IconLabel(self.theme, icon, tone), None), (words, 1), spacing=8))


def _told(made: SignManyResult) -> str:
    return " ".join(part for part in (made.sentence, made.cure) if part)
