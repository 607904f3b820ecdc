"""A key to sign with, wherever it is kept: opened for as long as it is needed, never longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tmdt_desktop.signing.pin_guard import PinGuard
from tmdt_desktop.store.settings import Settings

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey

__all__ = ["KeyPlace", "Padding", "PinGuard", "TokenPlace", "looked_at_key", "opened_key", "padding_of"]


@dataclass(frozen=True)
class TokenPlace:
    """A key on a token: the `driver` that reaches it, and the `fingerprint` (SHA-256, lower hex) of its certificate.

    `serial`: the token's own number, "" for whichever carries the certificate; one may lie on two tokens. `guard` remembers what was refused; one for as long as the program runs.
    """

    driver: Path
    fingerprint: str
    serial: str = ""
    guard: PinGuard = field(default_factory=PinGuard, compare=False, repr=False)


KeyPlace = Path | TokenPlace
"""Where a key is kept: a PKCS#12 file, or a token."""
Padding = Literal["pss", "pkcs1"]
"""How an RSA key signs: RSASSA-PSS as TT 15/2025/TT-BKHCN asks, or PKCS #1 v1.5 where the counterpart reads nothing else."""


def padding_of(settings: Settings) -> Padding:
    """What the office has chosen for its RSA keys."""
    return "pkcs1" if settings.rsa_padding == "pkcs1" else "pss"


@contextmanager
def opened_key(place: KeyPlace, secret: str, padding: Padding = "pss") -> "Iterator[SigningKey]":
    """The key at `place`, opened with its password or PIN, for as long as the block lasts. The secret is not kept.

    A token is logged in to once, and logged out of at the end.

    Raises:
        Blocked: no such key, or the secret is wrong.
        Refused: a token would not take this PIN before, so it was not sent again.
    """
    if isinstance(place, TokenPlace):
        from tmdt_desktop.signing.tokens import Wanted, opened_token

        wanted = Wanted(place.fingerprint, place.serial, padding)
        with opened_token(place.driver, wanted, secret, place.guard) as key:
            yield key
        return
    from tmdt_desktop.signing.keys import open_pkcs12

    yield open_pkcs12(place, secret, padding)


@contextmanager
def looked_at_key(place: KeyPlace, secret: str) -> "Iterator[SigningKey]":
    """The key at `place` as far as its certificate tells, for what is shown before it signs; it cannot sign.

    A token needs no PIN for it, and none is sent.
    Raises:
        Blocked: no such key, or the password of the file is wrong.
    """
    if not isinstance(place, TokenPlace):
        with opened_key(place, secret) as key:
            yield key
        return
    from tmdt_desktop.signing.tokens import Wanted, seen_token

    yield seen_token(place.driver, Wanted(place.fingerprint, place.serial))
