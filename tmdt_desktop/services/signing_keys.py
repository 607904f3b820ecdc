"""A key to sign with, wherever it is kept: opened for as long as it is needed, never longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tmdt_desktop.store.settings import Settings

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey

KeyPlace = Path
"""Where a key is kept: a PKCS#12 file."""
Padding = Literal["pss", "pkcs1"]
"""How an RSA key signs: RSASSA-PSS as TT 15/2025/TT-BKHCN asks, or PKCS #1 v1.5 where the counterpart reads nothing else."""


def padding_of(settings: Settings) -> Padding:
    """What the office has chosen for its RSA keys."""
    return "pkcs1" if settings.rsa_padding == "pkcs1" else "pss"


@contextmanager
def opened_key(place: KeyPlace, secret: str, padding: Padding = "pss") -> "Iterator[SigningKey]":
    """The key at `place`, opened with its password, for as long as the block lasts. The secret is not kept.

    Raises:
        Blocked: no such key, or the secret is wrong.
    """
    from tmdt_desktop.signing.keys import open_pkcs12

    yield open_pkcs12(place, secret, padding)
