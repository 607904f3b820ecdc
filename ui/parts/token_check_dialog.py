"""«Kiểm tra thiết bị ký»: which drivers load, which devices are in, how many tries they leave, whether a key signs.

Nothing needs a PIN but the last: `try_token` signs a throw-away text and looks at its signature.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from tmdt_desktop.services import token_check
from tmdt_desktop.services.signing_keys import PinGuard, TokenPlace
from tmdt_desktop.services.token_check import DriverSeen, TokenCertificate, TokenCheck, TokenSeen
from tmdt_desktop.task import Task
from ui.parts.dialog import Dialog
from ui.parts.file_pick import choose_file
from ui.parts.secret_input import SecretInput
from ui.parts.tall_area import TallArea
from ui.parts.validity import validity
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, hair, label, mark, panel, row

DRIVERS = "Tệp trình điều khiển (*.dll *.so);;Mọi tệp (*)"
DOUBT = "Bàn phím có thể đã đổi chữ, xem dòng vàng dưới ô. Gõ lại; mã PIN đúng là như vậy thì bấm lần nữa."
_LOW, _HIGH = 160, 420
_SEARCHING = "Đang tìm trình điều khiển và thiết bị ký…"
_UNLOADED = "Trình điều khiển đã chọn chưa dùng được."
_LOOKS = {"ok": "ok", "low": "warn", "last": "bad", "locked": "bad"}


def found(driver: Path | None, guard: PinGuard) -> TokenCheck:
    """What is plugged in: through the chosen `driver`, and where that shows no certificate through all known ones.

    The chosen driver stands first, also when it does not load.
    """
    if driver is None:
        return token_check.check_tokens(None, guard)
    own = token_check.check_tokens(driver, guard)
    if any(token.certificates for token in own.tokens):
        return own
    rest = token_check.check_tokens(None, guard)
    files = {each.file for each in own.drivers}
    made = replace(rest, drivers=(*own.drivers, *(each for each in rest.drivers if each.file not in files)))
    fault = next((each.sentence for each in own.drivers if each.sentence), "")
    return replace(made, sentence=_UNLOADED, cure=fault) if fault and not made.tokens else made


def loads(check: TokenCheck) -> bool:
    """Whether the driver that `found` was told, which stands first, can be used."""
    return bool(check.drivers) and not check.drivers[0].sentence


class TokenCheckDialog(Dialog):
    """What the machine shows of signing devices, without a PIN; a key can be tried with one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "Kiểm tra thiết bị ký", parent, wide=True)
        self.check: TokenCheck | None = None
        self.tried: dict[TokenPlace, str] = {}
        self._turn = 0
        self._icon = IconLabel(self.theme, "search", "accent", 20)
        self._sentence = label(_SEARCHING, "strong", wrap=True)
        self._cure = label("", "body", wrap=True)
        self._cure.hide()
        words = column(self._sentence, self._cure, spacing=2)
        inside = row(column(1, self._icon, None), (words, 1), margins=(14, 10, 14, 10), spacing=12)
        self._band = panel("accent_soft", inside)
        self._lines: QVBoxLayout = column(spacing=8)
        self._area = TallArea(self._lines, None)
        self._area.setMinimumHeight(_LOW)
        self._area.setMaximumHeight(_HIGH)
        self.body.addWidget(self._band)
        self.body.addWidget(self._area)
        self.driver = Button(self.theme, "Chọn tệp trình điều khiển…", "plain", icon="folder")
        self.driver.clicked.connect(self._choose_driver)
        self.foot_left.addWidget(self.driver)
        self.forget = Button(self.theme, "Tự tìm trình điều khiển", "plain")
        self.forget.clicked.connect(self._forget_driver)
        self.foot_left.addWidget(self.forget)
        self.cancel.setText("Đóng")
        self.primary.setText("Kiểm tra lại")
        self.primary.set_icon("refresh")
        self.act()

    def act(self) -> None:
        """Look at everything again."""
        self._look(self.desk.habits.driver)

    def use_driver(self, file: Path) -> None:
        """Look through this driver first, now and, when it loads, the next time."""
        self._look(file)

    def _look(self, driver: Path | None) -> None:
        self._turn += 1
        turn, guard = self._turn, self.desk.guard
        self.primary.setEnabled(False)

        def show(check: TokenCheck) -> None:
            if turn == self._turn:
                if driver is not None and loads(check):
                    self.desk.habits.choose_driver(driver)
                self._show(check)

        self.read(lambda: found(driver, guard), show)

    def _forget_driver(self) -> None:
        """Look through the known drivers alone, now and the next time."""
        self.desk.habits.choose_driver(None)
        self.act()

    def _choose_driver(self) -> None:
        file = choose_file(self, "Chọn tệp trình điều khiển của thiết bị ký", DRIVERS)
        if file is not None:
            self.use_driver(file)

    def _busy(self, *, busy: bool) -> None:
        super()._busy(busy=busy)
        if not busy:
            self.cancel.setText("Đóng")

    def ready(self) -> None:
        """It may always look again."""
        self.primary.setEnabled(True)

    def _failed(self, error: BaseException) -> None:
        if isValid(self):
            self.ready()
        super()._failed(error)

    def _show(self, check: TokenCheck) -> None:
        self.check = check
        self.forget.setVisible(self.desk.habits.driver is not None)
        self.ready()
        tone = "ok" if not check.cure else "warn" if check.tokens else "bad"
        mark(self._band, "look", f"{tone}_soft")
        self._icon.show_icon({"ok": "ok", "warn": "warn", "bad": "bad"}[tone], tone)
        self._sentence.setText(check.sentence)
        self._cure.setText(check.cure)
        self._cure.setVisible(bool(check.cure))
        _clear(self._lines)
        for token in check.tokens:
            self._lines.addWidget(_TokenCard(self, token))
        if check.drivers:
            self._lines.addWidget(_drivers_card(self, check.drivers))


class _TokenCard(QWidget):
    """One device: its name, the tries it leaves, its certificates."""

    def __init__(self, dialog: TokenCheckDialog, token: TokenSeen) -> None:
        super().__init__()
        theme, tone = (
            dialog.theme,
            "warn" if token.pin_state == "ok" and token.pin_sentence else _LOOKS[token.pin_state],
        )
        about = " · ".join(part for part in (token.maker, token.model, f"số {token.serial}") if part)
        names = column(label(token.label, "heading", wrap=True), label(about, "small", "text_2", wrap=True))
        card = column(row(column(1, IconLabel(theme, "usb", "accent", 18), None), (names, 1), spacing=10), spacing=8)
        pin = token.pin_sentence or "Thiết bị không báo lần gõ sai mã PIN nào."
        card.addWidget(_said(dialog, "ok" if tone == "ok" else "warn" if tone == "warn" else "lock", tone, pin))
        if token.sentence and not any(each.usable for each in token.certificates):
            card.addWidget(_said(dialog, "warn", "warn", token.sentence))
        for each in token.certificates:
            card.addWidget(hair())
            card.addWidget(_CertificateLine(dialog, each, locked=token.pin_state == "locked"))
        self.setLayout(column(panel("card", column(card, margins=(14, 12, 14, 12)))))


class _CertificateLine(QWidget):
    """One certificate, with a try of its key: the PIN, once, and what came of it."""

    def __init__(self, dialog: TokenCheckDialog, each: TokenCertificate, *, locked: bool) -> None:
        super().__init__()
        self.setObjectName("try_line")
        self._dialog, self._each = dialog, each
        until, tone = validity(each.not_before, each.not_after)
        who = " · ".join(part for part in (each.organisation, each.issuer) if part)
        words = column(
            label(each.owner, "strong", wrap=True),
            label(who, "small", "text_2", wrap=True),
            row(label(until, "small", tone), None),
        )
        self.button = Button(dialog.theme, "Thử ký", icon="sign")
        self.button.clicked.connect(self._ask)
        self.button.setVisible(each.usable and not locked)
        icon = IconLabel(dialog.theme, "ok" if each.usable else "bad", "ok" if each.usable else "bad", 16)
        head = row(column(2, icon, None), (words, 1), column(self.button, None), spacing=10)
        self.pin = SecretInput(dialog.theme, "Mã PIN để ký thử một lần", pin=True)
        self.pin.entered.connect(self._try)
        self.pin.edited.connect(self._typed)
        self._doubted = False
        self.pin.hide()
        said = dialog.tried.get(each.place, "") if each.usable else each.sentence
        self._outcome = label(said, "small", "text" if each.usable else "bad", wrap=True)
        self._outcome.setVisible(bool(said))
        self.setLayout(column(head, self.pin, self._outcome, spacing=6))

    def _ask(self) -> None:
        """First the PIN, then the try."""
        if self.pin.isHidden():
            self.pin.show()
            self.pin.setFocus()
        else:
            self._try()

    def _typed(self) -> None:
        self._doubted = False
        self.pin.tell("")

    def _try(self) -> None:
        if not self.pin.text:
            self.pin.tell("Gõ mã PIN của thiết bị.")
            return
        if self.pin.doubtful and not self._doubted:
            self._doubted = True
            self.pin.tell(DOUBT, "warn")
            return
        secret, place = self.pin.take(), self._each.place
        self._wait(busy=True)

        def work(_task: Task) -> str:
            return token_check.try_token(place, secret)

        self._dialog.desk.jobs.start(work, "Thử ký", done=self._signed, failed=self._refused)

    def _wait(self, *, busy: bool) -> None:
        """Nobody else speaks to the device while it signs."""
        self.button.setEnabled(not busy)
        self._dialog.primary.setEnabled(not busy)
        self._dialog.driver.setEnabled(not busy)

    def _signed(self, sentence: str) -> None:
        if isValid(self):
            self._wait(busy=False)
            self._dialog.tried[self._each.place] = sentence
            self._dialog.act()

    def _refused(self, error: BaseException) -> None:
        if isValid(self):
            self._wait(busy=False)
            self._dialog.act()  # how many tries are left now
            self._dialog.desk.problems.show(error, self._dialog)


def _drivers_card(dialog: TokenCheckDialog, drivers: tuple[DriverSeen, ...]) -> QWidget:
    lines = column(label("Trình điều khiển trên máy", "heading"), spacing=6)
    for seen in drivers:
        icon, tone = ("ok", "ok") if not seen.sentence else ("bad", "bad")
        said = column(
            label(seen.name, "strong", wrap=True), label(seen.sentence or str(seen.file), "small", "text_2", wrap=True)
        )
        line = row(column(1, IconLabel(dialog.theme, icon, tone), None), (said, 1), spacing=8)
        made = panel("clear", line)
        made.setToolTip(str(seen.file))
        lines.addWidget(made)
    return panel("card", column(lines, margins=(14, 12, 14, 12)))


def _said(dialog: TokenCheckDialog, icon: str, tone: str, words: str) -> QWidget:
    line = row(
        column(1, IconLabel(dialog.theme, icon, tone), None), (label(words, "body", tone, wrap=True), 1), spacing=8
    )
    return panel("clear", line)


def _clear(layout: QVBoxLayout) -> None:
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
