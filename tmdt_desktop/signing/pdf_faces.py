"""What a PDF's pictures of signatures pretend: one where nobody signed, or another name than the certificate's."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError

from tmdt_desktop.signing.pdf_reading import MALFORMED
from tmdt_desktop.signing.pdf_revisions import is_drawn, words_of_note
from tmdt_desktop.signing.pdf_tree import each_page, entries, got
from tmdt_desktop.signing.verdicts import Finding, finding
from tmdt_desktop.text import fold

_CLAIM = re.compile(
    r"(?:Ký bởi|Người ký|Ký số bởi|Được ký bởi|Digitally signed by|Signed by)\s*:?\s*(?P<name>[^:;,\d]{3,80}?)"
    r"(?=\s*(?:$|[:;,\d]|Cơ quan|Ngày|Thời gian|Email|Date|Reason|Location|Lý do))",
    re.IGNORECASE,
)
_MOST_NOTES, _MOST_PAGES = 2_000, 300


def face_findings(reader: PdfFileReader) -> Iterator[Finding]:
    """Every picture of a signature that its page does not deserve."""
    signers = {each.field_name: each for each in reader.embedded_regular_signatures}
    left = _MOST_NOTES
    for place, page in enumerate(islice(each_page(reader.root), _MOST_PAGES)):
        for _, note in entries(got(page, "/Annots", ())):
            left -= 1
            if left < 0:
                return
            yield from _note_findings(note, place + 1, signers)


def _note_findings(note: Any, page: int, signers: Any) -> Iterator[Finding]:
    signed = got(note, "/V") if got(note, "/FT") == "/Sig" else None
    said = _CLAIM.search(words_of_note(note))
    if signed is None:
        if said or (got(note, "/FT") == "/Sig" and is_drawn(note)):
            yield finding("pdf_hollow_signature", page=str(page))
        return
    signature = signers.get(str(got(note, "/T", "")))
    owner = _owner(signature) if said and signature is not None else ""
    if said and owner and not _is_named(said["name"], owner):
        yield finding("pdf_feigned_name", said=said["name"].strip(), owner=owner)


def _owner(signature: Any) -> str:
    """The name in the certificate; "" where there is none to be read, which its own check tells."""
    try:
        return str(signature.signer_cert.subject.native.get("common_name", ""))
    except (SignatureValidationError, *MALFORMED):
        return ""


def _is_named(said: str, owner: str) -> bool:
    one, other = fold(said).strip(), fold(owner).strip()
    return bool(one) and (one in other or other in one)
