"""Invented tokens in place of the machine's own: what the check of devices gives, without a device."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.signing_keys import PinGuard, TokenPlace
from tmdt_desktop.services.token_check import DriverSeen, PinState, TokenCertificate, TokenCheck, TokenSeen

DRIVER = Path("C:/Windows/System32/gca01_csp_pkcs11.dll")


def certificate(owner: str = "UBND huyện Lập Thạch", days: int = 400) -> TokenCertificate:
    """A certificate that holds for `days` more days."""
    now = utc_now()
    place = TokenPlace(DRIVER, owner.encode().hex().ljust(64, "0")[:64])
    term = now - timedelta(days=300), now + timedelta(days=days, hours=1)
    return TokenCertificate(
        place, owner, "UBND huyện Lập Thạch", "CA thử nghiệm", *term, place.fingerprint, True, "", None
    )


def token(*certificates: TokenCertificate, pin_state: PinState = "ok", pin_sentence: str = "") -> TokenSeen:
    """A token that carries them."""
    return TokenSeen(DRIVER, "VGCA", "Viettel", "v6", "0102", pin_state, pin_sentence, certificates, "")


@dataclass
class Tokens:
    """What is plugged in. `faults`: why a driver does not load. `asked`: the drivers that were looked through; `tried`: the PINs of `try_token`."""

    plugged: tuple[TokenSeen, ...] = ()
    asked: list[Path | None] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    faults: dict[Path, str] = field(default_factory=dict)

    def plug(self, *tokens: TokenSeen) -> None:
        """From now on these are in."""
        self.plugged = tokens

    def check(self, driver: Path | None = None, _guard: PinGuard | None = None) -> TokenCheck:
        """In place of `check_tokens`."""
        self.asked.append(driver)
        drivers = (DriverSeen(driver or DRIVER, "VGCA", self.faults.get(driver, "") if driver else ""),)
        if not self.plugged:
            return TokenCheck(drivers, (), "Chưa thấy thiết bị ký nào.", "Cắm thiết bị rồi bấm «Tìm lại».")
        return TokenCheck(drivers, self.plugged, "Thiết bị sẵn sàng ký.", "")

    def attempt(self, _place: TokenPlace, pin: str) -> str:
        """In place of `try_token`."""
        self.tried.append(pin)
        return "Đã ký thử và kiểm tra đúng."


def type_marked(line: QLineEdit, text: str) -> None:
    """Keys as an input method sends them; QTest knows ASCII alone. «\\b» is Backspace."""
    for letter in text:
        back = letter == "\b"
        key = Qt.Key.Key_Backspace if back else Qt.Key.Key_unknown
        sent = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "" if back else letter)
        QApplication.sendEvent(line, sent)
