"""A certificate on a token and the PIN for one use: owner, issuer, validity and the tries left are shown before the PIN.

    pick = TokenPick(desk, fits)      fits(certificate) -> "" or why it is not the one for this task; asked off the window
    pick.look()                       look for tokens; nothing is asked of a device before that
    pick.place, pick.ready            the chosen key; whether it may sign and a PIN was typed
The PIN goes to the device once for each press, with the wish that carries it; nothing keeps it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from tmdt_desktop.services.signing_keys import TokenPlace
from tmdt_desktop.services.token_check import TokenCertificate, TokenCheck, TokenSeen
from ui.parts.certificate_list import CertificateLine, CertificateList
from ui.parts.file_pick import choose_file
from ui.parts.secret_input import SecretInput
from ui.parts.token_check_dialog import DOUBT, DRIVERS, TokenCheckDialog, found, loads
from ui.parts.validity import validity
from ui.shell.desk import Desk
from ui.shell.widgets import Button, IconLabel, column, label, mark, panel, row

_SEARCHING = "Đang tìm thiết bị ký…"
_TONES = {"low": "warn", "last": "bad", "locked": "bad"}
_ONCE = "Mỗi lần bấm chỉ gửi mã PIN một lần; không lưu, không ghi nhật ký."
Fits = Callable[[TokenCertificate], str]


class TokenPick(QWidget):
    """The tokens that are in, the chosen certificate, the PIN."""

    changed = Signal()
    """By hand: another certificate, another letter of the PIN."""
    looked = Signal()
    """What is plugged in is known (anew)."""
    entered = Signal()
    """Enter was pressed in the PIN."""

    def __init__(self, desk: Desk, fits: Fits | None = None) -> None:
        super().__init__()
        self._desk, self._fits = desk, fits or _any
        self.check: TokenCheck | None = None
        self._unfit: Mapping[str, str] = {}
        self._turn, self._doubted = 0, False
        self.list = CertificateList(desk.theme)
        self.list.picked.connect(self._picked)
        self._frame = panel("card", column(self.list, margins=(1, 1, 1, 1)))
        self._none = label(_SEARCHING, "body", "text_2", wrap=True)
        self._nothing = panel("well", column(self._none, margins=(14, 10, 14, 10)))
        self._said = label("", "small", "bad", wrap=True)
        self.again = Button(desk.theme, "Tìm lại", "plain", icon="refresh")
        self.again.clicked.connect(self.look)
        self.checker = Button(desk.theme, "Kiểm tra thiết bị ký", "plain", icon="usb")
        self.checker.clicked.connect(self.open_check)
        self.warning = _Warning(desk)
        self.pin = SecretInput(desk.theme, "Mã PIN của thiết bị", _ONCE, pin=True)
        self.pin.line.setObjectName("pin")
        self.pin.edited.connect(self._typed)
        self.pin.entered.connect(self.entered)
        self.driver = Button(desk.theme, "Chọn tệp trình điều khiển…", "plain", icon="folder")
        self.driver.clicked.connect(self._choose_driver)
        ways = row(self.again, self.checker, None, spacing=4)
        top = column(self._nothing, self._frame, self._said, ways, row(self.driver, None), spacing=4)
        self.setLayout(column(top, self.warning, self.pin, spacing=10))
        self._show()

    @property
    def certificate(self) -> TokenCertificate | None:
        """The chosen one."""
        key = self.list.current
        return next((each for each in self._certificates() if _key(each) == key), None) if key else None

    @property
    def token(self) -> TokenSeen | None:
        """The token that carries it."""
        chosen, tokens = self.certificate, self.check.tokens if self.check else ()
        return next((token for token in tokens if chosen in token.certificates), None) if chosen else None

    @property
    def place(self) -> TokenPlace | None:
        """Where the chosen key is kept."""
        return self.certificate.place if self.certificate else None

    @property
    def usable(self) -> bool:
        """Whether the chosen certificate may sign here, and its token takes a PIN."""
        chosen, token = self.certificate, self.token
        fits = chosen is not None and chosen.usable and not self._unfit.get(chosen.fingerprint)
        return fits and token is not None and token.pin_state != "locked"

    @property
    def ready(self) -> bool:
        """Whether it may sign and a PIN was typed."""
        return self.usable and bool(self.pin.text)

    def look(self) -> None:
        """Look for tokens, without a PIN; a look that a later one has overtaken is dropped."""
        self._look(self._desk.habits.driver)

    def _look(self, driver: Path | None) -> None:
        self._turn += 1
        turn, guard = self._turn, self._desk.guard
        self.again.setEnabled(False)
        if self.check is None:
            self._none.setText(_SEARCHING)

        def work() -> tuple[TokenCheck, dict[str, str]]:
            check = found(driver, guard)
            every = [each for token in check.tokens for each in token.certificates]
            return check, {each.fingerprint: self._fits(each) for each in every}

        def done(made: tuple[TokenCheck, dict[str, str]]) -> None:
            if turn == self._turn and driver is not None and loads(made[0]):
                self._desk.habits.choose_driver(driver)
            self._looked(turn, *made)

        self._desk.jobs.read(work, done=done, failed=self._failed)

    def doubt(self) -> str:
        """A sentence when the keyboard may have changed the PIN, said once for what is typed: a wrong PIN costs a try."""
        if not self.pin.doubtful or self._doubted:
            return ""
        self._doubted = True
        return DOUBT

    def _certificates(self) -> tuple[TokenCertificate, ...]:
        tokens = self.check.tokens if self.check else ()
        return tuple(each for token in tokens for each in token.certificates)

    def _looked(self, turn: int, check: TokenCheck, unfit: Mapping[str, str]) -> None:
        if turn != self._turn or not isValid(self):
            return
        self.check, self._unfit = check, unfit
        self.again.setEnabled(True)
        self._show()
        self.looked.emit()

    def _failed(self, error: BaseException) -> None:
        if isValid(self):
            self.again.setEnabled(True)
            self._desk.problems.show(error)

    def _show(self) -> None:
        every, before = self._certificates(), self.list.current
        self._nothing.setVisible(not every)
        self.driver.setVisible(self.check is not None and not every)
        self._frame.setVisible(bool(every))
        if self.check is not None and not every:
            self._none.setText(" ".join(part for part in (self.check.sentence, self.check.cure) if part))
        lines = [self._line(each) for each in every]
        self.list.show_lines(sorted(lines, key=lambda line: not line.fits), before)
        self._show_chosen()

    def _line(self, each: TokenCertificate) -> CertificateLine:
        until, tone = validity(each.not_before, each.not_after)
        fits = each.usable and not self._unfit.get(each.fingerprint)
        tip = "\n".join(part for part in (each.owner, each.organisation, each.issuer, self._why(each)) if part)
        return CertificateLine(_key(each), each.owner, each.issuer, until, tone, fits, tip)

    def _why(self, each: TokenCertificate) -> str:
        """Why the certificate does not sign here; empty when it does."""
        return self._unfit.get(each.fingerprint, "") if each.usable else each.sentence

    def _picked(self) -> None:
        self._show_chosen()
        self.changed.emit()

    def _show_chosen(self) -> None:
        """The warning, the fault and the PIN of the certificate that is chosen."""
        chosen, token = self.certificate, self.token
        said = self._why(chosen) if chosen else ""
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self.warning.show_token(token)
        self.pin.setVisible(chosen is not None)
        self.pin.line.setEnabled(self.usable)
        self.pin.tell("")

    def _typed(self) -> None:
        self._doubted = False
        self.pin.tell("")
        self.changed.emit()

    def use_driver(self, file: Path) -> None:
        """Look through this driver first, now and, when it loads, the next time."""
        self._look(file)

    def _choose_driver(self) -> None:
        file = choose_file(self, "Chọn tệp trình điều khiển của thiết bị ký", DRIVERS)
        if file is not None:
            self.use_driver(file)

    def open_check(self) -> TokenCheckDialog:
        """Show which drivers load and what each device says; what is found there is used here."""
        dialog = TokenCheckDialog(self._desk, self)
        dialog.finished.connect(lambda _how: self.look() if isValid(self) else None)
        dialog.open()
        return dialog


class _Warning(QWidget):
    """How many tries a token leaves, above the PIN; hidden while all is well."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._icon = IconLabel(desk.theme, "warn", "warn", 18)
        self._first = label("", "strong", wrap=True)
        self._rest = label("", "body", wrap=True)
        words = column(self._first, self._rest, spacing=2)
        inside = row(column(1, self._icon, None), (words, 1), margins=(12, 8, 12, 8), spacing=10)
        self._ground = panel("warn_soft", inside)
        self.setLayout(column(self._ground))
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return " ".join(part.text() for part in (self._first, self._rest) if part.text()) if not self.isHidden() else ""

    def show_token(self, token: TokenSeen | None) -> None:
        """Say how `token` stands."""
        said, state = (token.pin_sentence, token.pin_state) if token else ("", "ok")
        tone = _TONES.get(state, "warn")
        first, stop, rest = said.partition(". ")
        mark(self._ground, "look", f"{tone}_soft")
        self._icon.show_icon("lock" if state == "locked" else "warn", tone)
        self._first.setText(first + stop.strip())
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self.setVisible(bool(said))


def _key(each: TokenCertificate) -> str:
    """What tells a line from the others: one certificate may lie on two tokens."""
    return f"{each.place.serial}|{each.place.driver}|{each.fingerprint}"


def _any(_certificate: TokenCertificate) -> str:
    return ""
