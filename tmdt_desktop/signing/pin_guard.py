"""What a token has refused is not sent to it again: three wrong PINs lock a token, and the same one is easily typed twice."""

import hashlib
import hmac
import os
import threading
from dataclasses import dataclass, field

from tmdt_desktop.errors import Blocked, Refused

ANOTHER = "Nhập mã PIN đúng; nếu không nhớ, hỏi người giữ thiết bị, đừng thử tiếp."


class PinRefused(Blocked):
    """The token did not take the PIN. Whatever else was to be done with this PIN must not be tried."""


@dataclass(frozen=True)
class PinGuard:
    """Which PIN which token refused, for as long as the program runs.

    Only digests under a key that is made anew with each object are kept, never a PIN.
    """

    _secret: bytes = field(default_factory=lambda: os.urandom(32), repr=False, compare=False)
    _refused: set[bytes] = field(default_factory=set, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def knows(self, token: str, pin: str) -> bool:
        """Whether `token` (its serial number) has refused `pin` before."""
        with self._lock:
            return self._digest(token, pin) in self._refused

    def note(self, token: str, pin: str) -> None:
        """`token` has just refused `pin`."""
        with self._lock:
            self._refused.add(self._digest(token, pin))

    def _digest(self, token: str, pin: str) -> bytes:
        return hmac.digest(self._secret, f"{token}\0{pin}".encode(), hashlib.sha256)


@dataclass(frozen=True)
class HeldPin:
    """A PIN for as long as a key is open. `names`: all that the token is called by; drivers spell it differently."""

    pin: str = field(repr=False)
    guard: PinGuard
    names: tuple[str, ...]

    def require_sendable(self) -> None:
        """Check what can be known before the token is asked.

        Raises:
            Refused: empty, not what a keyboard without an input method types, or refused by this token before.
        """
        if not self.pin:
            raise Refused("Chưa nhập mã PIN.", cure="Nhập mã PIN của thiết bị ký.")
        if not self.pin.isascii():
            raise Refused(
                "Mã PIN có chữ có dấu nên chưa gửi tới thiết bị.",
                why="Bộ gõ tiếng Việt có lẽ đang bật.",
                cure="Tắt bộ gõ tiếng Việt rồi nhập lại.",
            )
        if not self.pin.isprintable() or self.pin != self.pin.strip():
            raise Refused(
                "Mã PIN có dấu cách ở đầu, ở cuối hoặc ký tự lạ nên chưa gửi tới thiết bị.",
                cure="Xóa ô rồi gõ lại mã PIN.",
            )
        if any(self.guard.knows(name, self.pin) for name in self.names):
            raise Refused(
                "Thiết bị đã từ chối mã PIN này nên không gửi lại.",
                why="Gửi lại chỉ làm thiết bị mau bị khóa.",
                cure=f"{ANOTHER} Nếu vừa đổi mã PIN thì mở lại chương trình.",
            )

    def refused(self) -> None:
        """The token has just refused it."""
        for name in self.names:
            self.guard.note(name, self.pin)
