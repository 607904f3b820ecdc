"""Rows of a list for the clipboard, to be pasted into a spreadsheet, a letter, or into a list again."""

from collections.abc import Sequence
from dataclasses import dataclass

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.clipboard import as_html, as_text
from tmdt_desktop.exchange.listing import cell_words
from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.choices import listed_fields
from tmdt_desktop.services.known_rows import by_seqs
from tmdt_desktop.store.workspace import Workspace

MOST = 20_000
_CHUNK = 500


@dataclass(frozen=True)
class Copied:
    """The rows below their column names: `text` parted by tabs, `html` for what keeps identifiers as text.

    `hidden`: labels of columns of personal data, which are left out.
    """

    text: str
    html: str
    rows: int
    hidden: tuple[str, ...]


def copy_rows(ws: Workspace, register: type[Record], seqs: Sequence[int]) -> Copied:
    """The listed columns of the rows with these numbers, in the order asked.

    Raises:
        Refused: more rows than a clipboard should hold.
    """
    if len(seqs) > MOST:
        raise Refused(f"Chép được nhiều nhất {number(MOST)} dòng một lần.", cure="Dùng «Kết xuất» để ghi ra tệp.")
    listed = listed_fields(ws, register)
    fields = [field for field in listed if not field.sensitive]
    lines = [[field.label for field in fields]]
    for start in range(0, len(seqs), _CHUNK):
        rows = by_seqs(ws, register, list(seqs[start : start + _CHUNK]))
        with ws.read() as connection:
            told = references.named(connection, register, rows)
        lines += [[cell_words(field, row.get(field.name)) for field in fields] for row in told]
    hidden = tuple(field.label for field in listed if field.sensitive)
    return Copied(as_text(lines), as_html(lines), len(lines) - 1, hidden)
