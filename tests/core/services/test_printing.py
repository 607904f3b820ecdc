"""Lists and records on A4: what was filtered, by whom, without personal data unless asked for."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2 as pdfium
import pytest

from tmdt_desktop.errors import Cancelled, Refused
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.record import Record
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.print_list import PrintWish, print_list
from tmdt_desktop.services.print_record import RecordWish, print_record
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace


def pages(path: Path) -> list[str]:
    with pdfium.PdfDocument(path) as file:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in file]


def first(ws: Workspace, register: type[Record]) -> Any:
    (id_,) = registers.ids_of(ws, register, registers.find(ws, register, Query(), limit=1))
    return id_


def test_a_list_says_what_it_holds_and_who_printed_it(filled_ws: Workspace, tmp_path: Path) -> None:
    count = print_list(filled_ws, PrintWish(Business), tmp_path / "a.pdf")
    text = " ".join(pages(tmp_path / "a.pdf"))
    assert count == registers.count(filled_ws, Business, Query())
    assert f"Toàn bộ danh sách. {count} dòng." in text
    assert f"Người in: {filled_ws.user} · In lúc" in text
    assert "Trang 1" in text
    for row in registers.list_rows(filled_ws, Business, registers.find(filled_ws, Business, Query())):
        assert str(row.values[1] or "") in text


def test_the_filter_in_force_is_printed(filled_ws: Workspace, tmp_path: Path) -> None:
    query = Query(where=(("kind", ("HOUSEHOLD", None)),))
    print_list(filled_ws, PrintWish(Business, query), tmp_path / "a.pdf")
    assert "Lọc theo: Loại: Hộ kinh doanh hoặc để trống." in pages(tmp_path / "a.pdf")[0]
    print_list(filled_ws, PrintWish(Business, query, words_of_filter="Hộ ở xã Mơ"), tmp_path / "a.pdf")
    assert "Lọc theo: Hộ ở xã Mơ." in pages(tmp_path / "a.pdf")[0]


PHONE = "0912345678"


@pytest.fixture
def reachable(filled_ws: Workspace) -> Any:
    """The id of a business with a telephone number."""
    id_ = first(filled_ws, Business)
    registers.save(filled_ws, Business, {**registers.get(filled_ws, Business, id_).values, "phone": PHONE}, id_)
    return id_


@pytest.mark.usefixtures("reachable")
def test_personal_columns_are_left_out_unless_asked_for_and_the_paper_says_so(
    filled_ws: Workspace, tmp_path: Path
) -> None:
    wish = PrintWish(Business, columns=("name", "phone"))
    print_list(filled_ws, wish, tmp_path / "a.pdf")
    text = " ".join(pages(tmp_path / "a.pdf"))
    assert PHONE not in text
    assert "Không in cột có thông tin cá nhân: Điện thoại." in text
    print_list(filled_ws, PrintWish(Business, columns=wish.columns, sensitive=True), tmp_path / "a.pdf")
    assert PHONE in " ".join(pages(tmp_path / "a.pdf"))


def test_many_columns_stand_on_pages_across_and_few_upright(filled_ws: Workspace, tmp_path: Path) -> None:
    for columns, across in ((("name", "tax_code"), False), (tuple(f.name for f in Business.fields()[1:10]), True)):
        print_list(filled_ws, PrintWish(Business, columns=columns), tmp_path / "a.pdf")
        with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
            assert all((page.get_width() > page.get_height()) is across for page in file)


def test_an_empty_list_says_so(ws: Workspace, tmp_path: Path) -> None:
    assert print_list(ws, PrintWish(Business), tmp_path / "a.pdf") == 0
    assert "Không có dòng nào." in pages(tmp_path / "a.pdf")[0]


def test_columns_that_are_none_or_too_many_are_refused(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="không có cột nothing"):
        print_list(ws, PrintWish(Business, columns=("nothing",)), tmp_path / "a.pdf")
    with pytest.raises(Refused, match="một trang giấy chỉ đủ"):
        print_list(ws, PrintWish(Business, columns=tuple(f.name for f in Business.fields()[:15])), tmp_path / "a.pdf")


class _Impatient:
    def step(self, done: int, total: int, what: str = "") -> None:
        raise Cancelled


def test_a_stopped_print_leaves_no_file(filled_ws: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        print_list(filled_ws, PrintWish(Business), folder / "a.pdf", _Impatient())
    assert not any(folder.iterdir())


def test_a_record_prints_every_field_that_was_filled_and_names_the_rest(
    filled_ws: Workspace, reachable: Any, tmp_path: Path
) -> None:
    id_ = reachable
    print_record(filled_ws, RecordWish(Business, id_), tmp_path / "a.pdf")
    text = " ".join(pages(tmp_path / "a.pdf"))
    values = registers.get(filled_ws, Business, id_).values
    for field in Business.fields():
        assert all(word in text for word in field.label.split()), field.label
        if field.name in ("name", "tax_code", "commune"):
            assert field.kind.show(values[field.name]) in text
    assert PHONE not in text
    assert "Không in mục có thông tin cá nhân: Điện thoại" in text
    assert "Chưa ghi" in text


def test_sub_lists_of_a_record_are_tables(filled_ws: Workspace, tmp_path: Path) -> None:
    id_ = next(
        id_
        for id_ in registers.ids_of(filled_ws, Training, registers.find(filled_ws, Training, Query()))
        if registers.get(filled_ws, Training, id_).values["attendees"]
    )
    print_record(filled_ws, RecordWish(Training, id_), tmp_path / "a.pdf")
    text = " ".join(pages(tmp_path / "a.pdf"))
    people = registers.get(filled_ws, Training, id_).values["attendees"]
    assert all(person["name"] in text for person in people)
    assert not any(person["phone"] in text for person in people if person["phone"])


def test_a_record_that_is_gone_is_refused(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        print_record(ws, RecordWish(Business, uuid4()), tmp_path / "a.pdf")


@pytest.mark.parametrize("register", REGISTERS, ids=lambda made: made.code)
def test_every_register_can_be_printed(register: type[Record], filled_ws: Workspace, tmp_path: Path) -> None:
    print_list(filled_ws, PrintWish(register), tmp_path / "a.pdf")
    assert register.title.upper() in pages(tmp_path / "a.pdf")[0]
