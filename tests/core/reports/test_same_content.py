"""PDF, Word file and workbook say the same, figure by figure. A hyphen at the end of a line is lost in PDF text."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import docx
import openpyxl
import pypdfium2 as pdfium
import pytest
from docx.table import Table as WordTable
from openpyxl.cell import Cell, MergedCell

from tmdt_desktop.reports import annex_businesses, annual_report, check_slip, receipt_slip, return_slip
from tmdt_desktop.reports.document import (
    Annex,
    Checkboxes,
    Document,
    Group,
    Paragraph,
    Ruled,
    Table,
    plain,
)
from tmdt_desktop.reports.docx import render_docx
from tmdt_desktop.reports.pdf import render_pdf
from tmdt_desktop.reports.wording import figure, glued, shown
from tmdt_desktop.reports.workbook import render_workbook, sheets_of


def tables(document: Document) -> list[Table]:
    blocks = [*document.body, *(block for annex in document.annexes for block in annex.body)]
    return [block for block in blocks if isinstance(block, Table)]


def rows(table: Table) -> Iterator[list[str]]:
    """The words of each row below the header."""
    for row in table.rows:
        yield (
            [row.text]
            if isinstance(row, Group)
            else [shown(cell, c) for cell, c in zip(row, table.columns, strict=True)]
        )


def squeezed(text: str) -> str:
    return re.sub(r"[-\u00ad\ufffe\x02]", "", "".join(text.split()))


@pytest.fixture(params=["annual", "annex", "receipt", "return", "check"])
def document(request: pytest.FixtureRequest, samples: SimpleNamespace) -> Document:
    made = {
        "annual": lambda: annual_report(samples.annual()),
        "annex": lambda: annex_businesses(samples.businesses(30)),
        "receipt": lambda: receipt_slip(samples.receipt()),
        "return": lambda: return_slip(samples.returned()),
        "check": lambda: check_slip(samples.checked()),
    }
    return made[request.param]()


def test_every_word_of_every_table_stands_in_the_pdf(document: Document, tmp_path: Path) -> None:
    render_pdf(document, tmp_path / "a.pdf")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        found = squeezed(" ".join(page.get_textpage().get_text_range() for page in file))
    for table in tables(document):
        for row in rows(table):
            assert all(squeezed(word) in found for cell in row for word in cell.split())
    assert all(
        squeezed(plain(block.text)) in found
        for block in document.body
        if isinstance(block, Paragraph) and len(plain(block.text)) < 80
    )


def test_the_word_file_has_the_same_tables_cell_by_cell(document: Document, tmp_path: Path) -> None:
    render_docx(document, tmp_path / "a.docx")
    made = docx.Document(str(tmp_path / "a.docx"))
    gridded = [table for table in made.tables if table.style is not None and table.style.name == "Table Grid"]
    assert [_word_rows(table) for table in gridded] == [_expected(table) for table in tables(document)]


def _word_rows(table: WordTable) -> list[list[str]]:
    return [["\n".join(part.text for part in cell.p_lst) for cell in row._tr.tc_lst] for row in table.rows]


def _expected(table: Table) -> list[list[str]]:
    found = [[column.label for column in table.columns]]
    found += [list(table.column_numbers)] if table.column_numbers else []
    found += list(rows(table))
    if table.total:
        words = [shown(cell, column) for cell, column in zip(table.total, table.columns, strict=True)]
        span = next((place for place in range(1, len(words)) if words[place]), len(words))
        found.append([words[0], *words[span:]])
    return found


def test_the_word_file_has_the_same_paragraphs(document: Document, tmp_path: Path) -> None:
    render_docx(document, tmp_path / "a.docx")
    made = docx.Document(str(tmp_path / "a.docx"))
    found = [paragraph.text for paragraph in made.paragraphs]
    assert all(glued(plain(block.text)) in found for block in document.body if isinstance(block, Paragraph))


def test_the_workbook_has_the_same_cells(document: Document, tmp_path: Path) -> None:
    sheets = sheets_of(document)
    if not sheets:
        assert not document.annexes
        return
    render_workbook(sheets, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for sheet, page in zip(sheets, book.worksheets, strict=True):
        found = [[_seen(cell) for cell in row] for row in page.iter_rows()]
        for row in rows(sheet.table):
            assert row + [""] * (len(sheet.table.columns) - len(row)) in found


def _seen(cell: Cell | MergedCell) -> str:
    value = cell.value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return figure(float(value) if cell.number_format == "#,##0.0" else int(value))
    return "" if value is None else str(value)


def test_an_empty_annex_says_that_nothing_happened_in_every_file(samples: SimpleNamespace, tmp_path: Path) -> None:
    document = annual_report(samples.short())
    render_pdf(document, tmp_path / "a.pdf")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in file]
    for number in ("II", "III", "IV", "VI"):
        page = next(text for text in texts if text.startswith(f"Phụ lục {number} "))
        assert page.endswith("Không phát sinh.")
    render_docx(document, tmp_path / "a.docx")
    paragraphs = [paragraph.text for paragraph in docx.Document(str(tmp_path / "a.docx")).paragraphs]
    assert paragraphs.count("Không phát sinh.") == 4
    render_workbook(sheets_of(document), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for number in ("II", "III", "IV", "VI"):
        assert "Không phát sinh." in [cell.value for row in book[f"Phụ lục {number}"].iter_rows() for cell in row]


def test_what_is_filled_in_by_hand_stands_in_print_and_in_word(tmp_path: Path) -> None:
    blocks = (Checkboxes(("Có", "Không", "Không trả lời"), columns=2), Ruled(3, "Ý kiến khác:"))
    document = Document("Phiếu", annexes=(Annex("", "Phiếu khảo sát", blocks, bare=True),))
    render_pdf(document, tmp_path / "a.pdf")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        text = " ".join(file[0].get_textpage().get_text_range().split())
        drawn = len(list(file[0].get_objects()))
    assert "Có Không Không trả lời Ý kiến khác:" in text
    assert drawn >= 3 + 3  # boxes and lines
    render_docx(document, tmp_path / "a.docx")
    made = docx.Document(str(tmp_path / "a.docx"))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert cells == ["□ Có", "□ Không", "□ Không trả lời", ""]
    assert [paragraph.text for paragraph in made.paragraphs if "\t" in paragraph.text] == [
        "Ý kiến khác: \t",
        "\t",
        "\t",
    ]
    assert "Phụ lục" not in text
