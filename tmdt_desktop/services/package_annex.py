"""Does the workbook in a package give the same figures as the package? It came from outside and is read with care."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zipfile import ZipFile

from tmdt_desktop.errors import Problem
from tmdt_desktop.services.package_content import ANNEX
from tmdt_desktop.services.package_findings import told, told_at
from tmdt_desktop.services.package_printed import in_annex, shown
from tmdt_desktop.services.package_reading import FigureTold
from tmdt_desktop.signing.verdicts import Finding

LARGEST_ANNEX = 1 << 25
_SHEET = "Phụ lục V"
_CODE = re.compile(r"C\d+(\.\d+)*")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_NO_FIGURE, _NO_PLAN = "Chưa có số liệu", "-"
_WIDTH = 6
Row = tuple[Any, ...]


def annex_findings(content: bytes, figures: Sequence[FigureTold]) -> Iterator[Finding]:
    """The sheet «Phụ lục V» must hold each figure once, as the package gives it, and no other; formulas are refused.

    The short tables of the report's text («Bảng n») must repeat label, unit, last year's value and value of figures.
    """
    sheets = _sheets(content)
    if sheets is None or _SHEET not in sheets:
        yield told("content_unreadable", name=ANNEX)
        return
    rows = [row for row in sheets[_SHEET] if _CODE.fullmatch(str(row[0]))]
    for figure in figures:
        if rows.count(_row(figure)) != 1 or sum(row[0] == figure.code for row in rows) != 1:
            yield told_at(in_annex(figure), "annex_differs", code=figure.code, said=shown(figure.value))
    for code in sorted({str(row[0]) for row in rows} - {figure.code for figure in figures}):
        yield told("annex_extra", code=code)
    yield from _table_findings(sheets, figures)


def _table_findings(sheets: Mapping[str, Sequence[Row]], figures: Sequence[FigureTold]) -> Iterator[Finding]:
    short = {(f.label, f.unit, _value(f.last_year), _value(f.value)) for f in figures}
    long = {(f.label, f.unit, _value(f.last_year), _plan(f), _value(f.value)) for f in figures}
    for name, rows in sheets.items():
        if not name.startswith("Bảng "):
            continue
        heads = [place for place, row in enumerate(rows) if row[0] == "Chỉ tiêu"]
        body = rows[heads[0] + 1 :] if heads else rows
        planned = bool(heads) and str(rows[heads[0]][3]).startswith("Kế hoạch")
        known: set[Row] = long if planned else short
        if not heads or any(row[: 5 if planned else 4] not in known for row in body):
            yield told("annex_table_differs", name=name)


def _row(figure: FigureTold) -> Row:
    return (figure.code, figure.label, figure.unit, _value(figure.last_year), _plan(figure), _value(figure.value))


def _plan(figure: FigureTold) -> Any:
    return _NO_PLAN if figure.plan is None else figure.plan


def _value(value: int | None) -> Any:
    return _NO_FIGURE if value is None else value


def _sheets(content: bytes) -> dict[str, list[Row]] | None:
    """The rows of each sheet, six cells each; None for what is no workbook of ours."""
    from tmdt_desktop.exchange.reading import read_sheets

    if len(content) > LARGEST_ANNEX or not content.startswith(b"PK"):
        return None
    try:
        sheets = read_sheets(content, ANNEX)
    except Problem:
        return None
    if _has_formula(content):
        return None
    return {sheet.name: [_cells(row) for row in sheet.rows if any(cell != "" for cell in row)] for sheet in sheets}


def _has_formula(content: bytes) -> bool:
    """Whether any sheet calculates: what it shows would depend on who opens it. The parts were measured before."""
    with ZipFile(io.BytesIO(content)) as archive:
        parts = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(archive.read(name)) for name in parts)


def _cells(row: Sequence[Any]) -> Row:
    padded = [*row[:_WIDTH], *[""] * (_WIDTH - len(row))]
    return tuple(int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in padded)
