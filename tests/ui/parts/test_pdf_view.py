"""Pages of a PDF: drawn beside the window, only those in sight, and the file may be written anew meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Blocked, Damaged
from ui.parts.pdf_view import Mark, PdfView, draw_page, read_pdf
from ui.shell.desk import Desk


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Three pages, each with a black square."""
    from reportlab.pdfgen.canvas import Canvas

    made = Canvas(str(tmp_path / "ba trang.pdf"), pagesize=(595, 842))
    for _ in range(3):
        made.rect(100, 700, 80, 80, fill=1)
        made.showPage()
    made.save()
    return tmp_path / "ba trang.pdf"


@pytest.fixture
def view(desk: Desk, show: Callable[[QWidget], None]) -> PdfView:
    made = PdfView(desk)
    show(made)
    return made


def dark_at(image: QImage, x: float, y: float) -> bool:
    """Whether the picture is black there, in shares of its width and height from the upper left."""
    return image.pixelColor(int(image.width() * x), int(image.height() * y)).lightness() < 64


def test_a_page_is_drawn_as_it_is(pdf: Path) -> None:
    image = draw_page(read_pdf(pdf), 1, 400)
    assert abs(image.width() - 400) <= 1
    assert dark_at(image, 140 / 595, (842 - 740) / 842)
    assert not dark_at(image, 0.9, 0.9)


def test_pages_are_counted_and_walked_through(view: PdfView, pdf: Path, qtbot: QtBot) -> None:
    view.show_file(pdf)
    qtbot.waitUntil(lambda: view.page_count == 3)
    view.go(2)
    view.zoom(2.0)
    view.show_marks((Mark(2, (100, 700, 180, 780), "Chữ ký"),))
    view.show_file(None)
    assert view.page_count == 0


def test_a_file_that_is_no_pdf_is_told_in_its_place(view: PdfView, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "la.pdf"
    other.write_bytes(b"khong phai pdf")
    view.show_file(other)
    qtbot.waitUntil(lambda: "không phải PDF" in view.said)
    assert view.page_count == 0


def test_the_sentence_goes_when_a_good_file_comes(view: PdfView, pdf: Path, tmp_path: Path, qtbot: QtBot) -> None:
    view.show_file(tmp_path / "không có.pdf")
    qtbot.waitUntil(lambda: bool(view.said))
    view.show_file(pdf)
    qtbot.waitUntil(lambda: view.page_count == 3)
    assert view.said == ""


def test_only_the_last_file_asked_for_is_shown(view: PdfView, pdf: Path, qtbot: QtBot) -> None:
    view.show_file(pdf)
    view.show_file(None)
    qtbot.wait(200)
    assert view.page_count == 0


def test_the_file_may_be_replaced_while_it_is_shown(view: PdfView, pdf: Path, qtbot: QtBot) -> None:
    view.show_file(pdf)
    qtbot.waitUntil(lambda: view.page_count == 3)
    pdf.unlink()
    view.go(2)
    qtbot.wait(100)
    assert view.said == ""


def test_missing_and_broken_files_are_problems(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(Blocked):
        read_pdf(tmp_path / "không có.pdf")
    cut = tmp_path / "cụt.pdf"
    cut.write_bytes(pdf.read_bytes()[:40])
    with pytest.raises(Damaged):
        read_pdf(cut)
