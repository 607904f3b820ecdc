"""Saving an openpyxl workbook without the temporary files it makes otherwise: rows may be personal data."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones


class _InMemory(ExcelWriter):
    """openpyxl's own writer puts each sheet into a file of the system's temporary folder first."""

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet straight into the archive."""
        letters = io.BytesIO()
        writer: Any = WorksheetWriter(ws, letters)
        writer.write()
        ws._rels, ws._drawing = writer._rels, None  # noqa: SLF001 - what openpyxl's own method sets
        archive: ZipFile = vars(self)["_archive"]
        archive.writestr(ws.path[1:], letters.getvalue())
        self.manifest.append(ws)


def save_workbook(book: Workbook, target: Path) -> None:
    """Write `book`, which has no charts and no pictures, to `target`; only `target` is ever written to."""
    book.properties.created = book.properties.modified = _UNDATED
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
