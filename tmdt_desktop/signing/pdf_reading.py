"""Opens a PDF that may come from anyone, within bounds of size and time."""

import io
import struct
import time
import zlib
from collections.abc import Callable
from typing import TypeVar

from pyhanko.pdf_utils.misc import PdfError, PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from tmdt_desktop.signing.verdicts import Finding, finding

Result = TypeVar("Result")
LARGEST = 1 << 28
MOST_REVISIONS = 60
_LONGEST, _EACH_MEGABYTE = 8.0, 0.3
"""Seconds for any file, and more for each megabyte of it: a list of 100,000 names has 3,000 honest pages."""
MALFORMED = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    struct.error,
    zlib.error,
    OSError,
)
"""What the library may raise at a malformed file."""


class PdfFault(Exception):
    """The file cannot be examined; carries the finding that says why."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


class _Bounded(io.BytesIO):
    """Bytes that can be read for some seconds only: a file made to be read for ever is given up."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._until = time.monotonic() + _LONGEST + _EACH_MEGABYTE * len(data) / (1 << 20)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of any file. Raises PdfFault when the time is over."""
        if time.monotonic() > self._until:
            raise PdfFault(finding("pdf_endless"))
        return super().seek(offset, whence)


def open_pdf(data: bytes, *, strict: bool = False) -> PdfFileReader:
    """The PDF `data`, readable and not locked. Reading on raises PdfFault once it takes too long.

    `strict`: nothing is passed over that the standard does not allow, as dangling references (which count as null) or
    tables that stand in each other's place: office tools write such. It shows in a PdfStrictReadError, now or later.

    Raises:
        PdfFault: too large, locked, changed far too often, or no PDF. PdfStrictReadError: as said.
    """
    if len(data) > LARGEST:
        raise PdfFault(finding("too_large", megabytes=str(LARGEST >> 20)))
    try:
        reader = PdfFileReader(_Bounded(data), strict=strict)
        locked, revisions = reader.encrypted, reader.xrefs.total_revisions
    except PdfStrictReadError:
        raise
    except MALFORMED as fault:
        raise PdfFault(finding("pdf_unreadable")) from fault
    if locked:
        raise PdfFault(finding("pdf_locked"))
    if revisions > MOST_REVISIONS:
        raise PdfFault(finding("pdf_endless"))
    return reader


def read_pdf(data: bytes, work: Callable[[PdfFileReader], Result]) -> tuple[Result, bool]:
    """What `work` makes of the PDF `data`, and whether the file keeps to the standard in all that was read of it.

    Raises:
        PdfFault: as `open_pdf`, or the file is malformed further in.
    """
    try:
        try:
            return work(open_pdf(data, strict=True)), True
        except PdfStrictReadError:
            return work(open_pdf(data)), False
    except MALFORMED as fault:
        raise PdfFault(finding("pdf_unreadable")) from fault
