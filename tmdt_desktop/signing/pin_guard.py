"""What a token has refused is not sent to it again: three wrong PINs lock a token, and the same one is easily typed twice."""

import hashlib
import hmac
import os
import threading
from dataclasses import dataclass, field


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
