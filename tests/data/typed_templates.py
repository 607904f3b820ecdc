"""Templates with rows typed into them, as people do it."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Day, Ref
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.templates import write_template
from tmdt_desktop.store.workspace import Workspace


def _put(ws: Workspace, sheet: Worksheet, header: int, fields: tuple[Field, ...], raw: dict[str, Any]) -> None:
    """Type one row below the header: days as days, records by their names."""
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[header]}
    row = next(at for at in range(header + 1, header + 400) if sheet.cell(at, 2).value is None)
    for field in fields:
        said = raw.get(field.name)
        if said in ("", None) or field.set_by_program or isinstance(field.kind, Rows):
            continue
        if isinstance(field.kind, Day):
            said = field.kind.parse(said)
        elif isinstance(field.kind, Ref):
            said = references.name_of(ws, field.kind.to, field.kind.parse(said))
        sheet.cell(row, columns[field.label], said)


def typed(ws: Workspace, of: type[Record], file: Path, rows: list[dict[str, Any]]) -> Workbook:
    """The template with `rows` typed into it, sub-lists on their sheets."""
    write_template(of, file, ws)
    book = load_workbook(file)
    main = book["Danh sách lớp"] if of.code == "training" else book.worksheets[0]
    for number, raw in enumerate(rows, 1):
        _put(ws, main, 4, of.fields(), raw)
        main.cell(4 + number, 1, number)
        for field in of.fields():
            if isinstance(field.kind, Rows):
                sheet = book[field.label]
                for line in raw.get(field.name) or ():
                    _put(ws, sheet, 4, field.kind.of.fields(), line)
                    at = next(at for at in range(5, 400) if sheet.cell(at + 1, 2).value is None)
                    sheet.cell(at, 1, number)
    book.save(file)
    return book
