"""The words that a report's PDF shows, in the order in which they are drawn: read from the file, not from its source.

A figure that cannot be read counts as one that is not there.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from itertools import islice

_MOST_PAGES, _MOST_SEEN = 500, 150
_MALFORMED = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError, RecursionError,
    NotImplementedError, struct.error, zlib.error, OSError,
)  # fmt: skip


def words_of_pdf(data: bytes, most: int = _MOST_PAGES) -> str:
    """Every string of the first `most` pages, one a line; empty when the file cannot be read."""
    from pyhanko.pdf_utils.misc import PdfError

    try:
        return "\n".join(_lines(data, most))
    except (PdfError, *_MALFORMED):
        return ""


def seen_words_of_pdf(data: bytes, most: int = _MOST_SEEN) -> str:
    """`words_of_pdf`, only of those words that people see on the page; each page is drawn for it (some tenths of a second).

    Beyond the first `most` pages nothing counts as seen.
    """
    from pyhanko.pdf_utils.misc import PdfError

    from tmdt_desktop.signing.pdf_reading import PdfFault, open_pdf
    from tmdt_desktop.signing.pdf_seen import seen_on

    try:
        return "\n".join(each.text for each in seen_on(data, open_pdf(data).root, most))
    except (PdfError, PdfFault, *_MALFORMED):
        return ""


def _lines(data: bytes, most: int) -> Iterator[str]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    from tmdt_desktop.signing.pdf_text import shown_on
    from tmdt_desktop.signing.pdf_tree import content_of, each_page, inherited

    for page in islice(each_page(PdfFileReader(io.BytesIO(data), strict=False).root), most):
        yield from (each.text for each in shown_on(content_of(page), inherited(page, "/Resources")))
