"""Identifiers of records: UUID version 7 (RFC 9562 §5.7), so that lists from several PCs merge and sort by birth."""

import secrets
import time
from collections.abc import Iterator
from uuid import UUID

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_TAIL_BITS = 62


def uuid7() -> UUID:
    """One new identifier."""
    return next(uuid7s())


def uuid7s() -> Iterator[UUID]:
    """Endless new identifiers; within one call each is greater than the one before it (RFC 9562 §6.2, method 2)."""
    last_ms, tail = 0, 0
    for gap in _random_gaps():
        now = max(time.time_ns() // 1_000_000, last_ms)
        if now > last_ms:
            last_ms, tail = now, secrets.randbits(_TAIL_BITS + 12 - 1)
        else:
            tail += gap
        high = (tail >> _TAIL_BITS) & 0xFFF
        low = tail & ((1 << _TAIL_BITS) - 1)
        yield UUID(int=(now << 80) | (high << 64) | low | _VERSION_AND_VARIANT)


def _random_gaps() -> Iterator[int]:
    """Endless random numbers from 1 to 2²⁰, drawn many at a time."""
    while True:
        for drawn in memoryview(secrets.token_bytes(1024)).cast("I"):
            yield 1 + (drawn & 0xFFFFF)
