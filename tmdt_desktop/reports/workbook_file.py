"""Saving an openpyxl workbook without the temporary files it makes otherwise: rows may be personal data."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones


class _Told(WorksheetWriter):
    """Tells of the rows it writes."""

    def __init__(self, ws: Any, out: BinaryIO, told: Callable[[], None]) -> None:
        super().__init__(ws, out)
        self._told = told

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        """Write one row."""
        super().write_row(xf, row, row_idx)
        self._told()


class _InMemory(ExcelWriter):
    """openpyxl's own writer puts each sheet into a file of the system's temporary folder first."""

    def __init__(self, book: Workbook, archive: ZipFile, told: Callable[[], None]) -> None:
        super().__init__(book, archive)
        self._told = told

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet straight into the archive."""
        letters = io.BytesIO()
        writer: Any = _Told(ws, letters, self._told)
        writer.write()
        ws._rels, ws._drawing = writer._rels, None  # noqa: SLF001 - what openpyxl's own method sets
        archive: ZipFile = vars(self)["_archive"]
        archive.writestr(ws.path[1:], letters.getvalue())
        self.manifest.append(ws)


def save_workbook(book: Workbook, target: Path, told: Callable[[], None]) -> None:
    """Write `book`, which has no charts and no pictures, to `target`; only `target` is ever written to.

    `told` is called after each row; what it raises stops the writing.
    """
    book.properties.created = book.properties.modified = _UNDATED
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _InMemory(book, archive, told).save()
