"""Headers, groups, totals, signatures: what is a record and what is not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.book import Book, Merge
from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.plans import ByHand
from tmdt_desktop.exchange.surroundings import split_days
from tmdt_desktop.exchange.understanding import Wanted, replanned, understand
from tmdt_desktop.records.business import Business, SubjectKind
from tmdt_desktop.records.training import Gender, Training

HEADER = ["STT", "Tên cơ sở", "MST", "Xã, thị trấn", "SĐT"]
FIRST = [1, "Hộ kinh doanh Đỗ Thị Ấm", "8992479757", "Xã Ngọc Mỹ", "0912345678"]
SECOND = [2, "Cửa hàng Gia Thịnh", "", "Xã Quang Sơn", ""]
Checked = Callable[..., CheckedRows]


def kinds(checked: CheckedRows) -> dict[int, str]:
    return {line.row: line.kind for line in checked.dropped}


def test_titles_totals_signatures_and_notes_are_left_out(checked: Checked) -> None:
    made = checked([["UBND XÃ NGỌC MỸ"], ["DANH SÁCH HỘ KINH DOANH năm 2024"], [], HEADER, FIRST, SECOND, ["Tổng cộng", "", 2],
                    ["Ghi chú: x là có gian hàng"], ["", "", "", "Ngọc Mỹ, ngày 03 tháng 12 năm 2024"], ["", "NGƯỜI LẬP"], ["", "Trần Văn Nam"],
                    ["Nơi nhận:"], ["- Lưu: VT."]])  # fmt: skip
    assert [row.row for row in made.rows] == [5, 6]
    assert kinds(made) == {
        1: "title",
        2: "title",
        4: "header",
        7: "total",
        8: "note",
        **dict.fromkeys(range(9, 14), "signature"),
    }


def test_a_firm_is_no_total_though_its_name_begins_alike(checked: Checked) -> None:
    made = checked(
        [HEADER, [1, "Công ty TNHH Cộng Hòa", "", "Xã Ngọc Mỹ", ""], [2, "Tổng hợp Minh Anh", "", "Xã Ngọc Mỹ", ""]]
    )
    assert len(made.rows) == 2


def test_the_header_on_the_next_page_is_no_record(checked: Checked) -> None:
    made = checked([HEADER, FIRST, HEADER, SECOND])
    assert [row.row for row in made.rows] == [2, 4]
    assert kinds(made) == {1: "header", 3: "repeated_header"}


def test_a_line_that_numbers_the_columns_is_no_record(checked: Checked) -> None:
    assert kinds(checked([HEADER, ["A", "B", 1, 2, 3], FIRST]))[2] == "column_numbers"
    assert kinds(checked([HEADER, ["(1)", "(2)", "(3)", "(4)", "(5)"], FIRST]))[2] == "column_numbers"


def test_group_lines_give_kind_and_commune_to_the_rows_below(checked: Checked) -> None:
    header = ["STT", "Tên cơ sở", "MST", "Địa chỉ", "SĐT"]
    made = checked([header, ["I", "XÃ NGỌC MỸ (1 cơ sở)"], [1, "Minh Anh", "", "Thôn Nội", "0912345678"], ["II", "Thị trấn Hoa Sơn"],
                    ["", "HỢP TÁC XÃ"], [2, "Gạo Hoa Sơn", "", "TDP 1", ""], ["", "CÁ NHÂN"], [3, "Lê Thị Nụ", "", "TDP 2", ""]])  # fmt: skip
    assert [row.values["commune"] for row in made.rows] == ["08767", "08789", "08789"]
    assert [row.values["kind"] for row in made.rows[1:]] == [SubjectKind.COOPERATIVE, SubjectKind.PERSON]


def test_the_title_gives_the_commune_when_no_column_does(checked: Checked) -> None:
    header = ["STT", "Tên cơ sở", "MST", "Địa chỉ", "SĐT"]
    made = checked(
        [["Trên địa bàn thị trấn Lập Thạch năm 2024"], header, [1, "Shop Anh", "", "TDP Tân Thành", "0912345678"]]
    )
    assert made.rows[0].values["commune"] == "08761"


def test_a_header_of_two_rows_with_a_parent_is_one(checked: Checked) -> None:
    rows = [["STT", "Tên cơ sở", "Xã", "Kênh bán hàng", "", ""], ["", "", "", "Website", "Sàn TMĐT", "Mạng xã hội"],
            [1, "Shop Anh", "Xã Ngọc Mỹ", "anh.vn", "shopee.vn/anh", "fb.com/anh"]]  # fmt: skip
    merges = (Merge(0, 3, 0, 5), *(Merge(0, at, 1, at) for at in range(3)))
    for made in (checked(rows), checked(rows, merges=merges)):
        assert [row["address"] for row in made.rows[0].values["channels"]] == [
            "anh.vn",
            "shopee.vn/anh",
            "facebook.com/anh",
        ]


def test_a_header_of_three_rows_is_one(checked: Checked) -> None:
    rows = [["STT", "Thông tin chung", "", "Kênh bán hàng", ""], ["", "Tên cơ sở", "Xã", "Trên mạng", ""], ["", "", "", "Facebook", "Shopee"],
            [1, "Shop Anh", "Xã Ngọc Mỹ", "fb.com/anh", "x"]]  # fmt: skip
    assert len(checked(rows).rows[0].values["channels"]) == 2


def test_two_lines_joined_by_their_name_are_one_record(checked: Checked) -> None:
    rows = [[*HEADER, "Facebook"], [*FIRST, "fb.com/a"], ["", "", "", "", "", "TikTok: @abc"], [*SECOND, ""]]
    merges = tuple(Merge(1, at, 2, at) for at in range(5))
    for made in (checked(rows), checked(rows, merges=merges)):
        assert [row.row for row in made.rows] == [2, 4]
        assert len(made.rows[0].values["channels"]) == 2


def test_a_cell_joined_over_rows_speaks_for_each(checked: Checked) -> None:
    rows = [HEADER, FIRST, [2, "Shop Bình", "", "", ""]]
    assert checked(rows, merges=(Merge(1, 3, 2, 3),)).rows[1].values["commune"] == "08767"


def test_ditto_marks_repeat_what_is_above(checked: Checked) -> None:
    made = checked(
        [HEADER, FIRST, [2, "Shop Bình", "", "nt", ""], [3, "Shop Chi", "", "-nt-", ""], [4, "Shop Dũng", "", "//", ""]]
    )
    assert {row.values["commune"] for row in made.rows} == {"08767"}


def test_a_table_of_figures_is_no_list(book: Callable[..., Book]) -> None:
    figures = book([["STT", "Xã, thị trấn", "Tổng số", "Doanh nghiệp", "HTX"], [1, "Xã Ngọc Mỹ", 9, 3, 1]])
    with pytest.raises(Refused, match="Không thấy danh sách"):
        understand(figures, Wanted(Business, date(2024, 12, 31), "246"))


def test_a_header_without_rows_is_refused(book: Callable[..., Book]) -> None:
    with pytest.raises(Refused):
        understand(book([HEADER]), Wanted(Business, date(2024, 12, 31), "246"))


def test_a_name_is_asked_for_and_the_row_waits(checked: Checked) -> None:
    made = checked([HEADER, FIRST, [2, "\u00a0", "2500150335", "Xã Ngọc Mỹ", "0912345678"]])
    assert "name" in made.rows[1].faults


def test_every_remark_has_its_place(checked: Checked) -> None:
    made = checked([HEADER, [1, "Shop Anh", 100233488.0, "Xã Ngọc Mỹ", "12345"]])
    told = {(fault.level, fault.field): fault for fault in made.told}
    assert told["fault", "phone"][:2] == ("Trang 1", 2)
    assert told["fault", "phone"].cell == "12345"
    assert told["repaired", "tax_code"].cell == "100233488"


def test_columns_can_be_set_by_hand(book: Callable[..., Book]) -> None:
    plan = understand(book([HEADER, FIRST]), Wanted(Business, date(2024, 12, 31), "246"))
    assert [c.path for c in replanned(plan, ByHand(columns={("Trang 1", 4): None})).sheets[0].columns] == [
        "name",
        "tax_code",
        "commune",
        None,
    ]


def test_the_list_s_day_decides_its_communes(book: Callable[..., Book]) -> None:
    wanted = Wanted(Business, date(2025, 6, 30), "246")
    assert understand(book([["Năm 2024"], HEADER, FIRST]), wanted).day == date(2024, 12, 31)
    assert understand(book([["(tính đến 30/11/2024)"], HEADER, FIRST]), wanted).day == date(2024, 11, 30)


def test_doubles_are_told_on_both_rows_and_never_merged(checked: Checked) -> None:
    made = checked([HEADER, FIRST, [2, "Tên khác", "8992479757", "Xã Quang Sơn", ""]])
    assert [sorted(row.faults) for row in made.rows] == [["tax_code"], ["tax_code"]]
    made = checked([HEADER, FIRST, [2, FIRST[1], "", FIRST[3], ""]])
    assert [(sorted(row.doubts), row.faults) for row in made.rows] == [(["name"], {})] * 2


def test_a_class_is_read_from_its_title_and_its_table(checked: Checked) -> None:
    made = checked([["Chuyên đề: Đưa sản phẩm OCOP lên sàn"], ["Thời gian: 22-24/10/2024"], ["Địa điểm:", "Hội trường huyện"], [],
                    ["STT", "Họ và tên", "Năm sinh", "", "Đơn vị/ Địa chỉ", "SĐT", "Điểm danh", ""], ["", "", "Nam", "Nữ", "", "", "Buổi 1", "Buổi 2"],
                    [1, "Trần Thị Mai", "", 1980, "Xã Ngọc Mỹ", 912345678, "x", "v"], [2, "Lê Văn An", 1975, "", "Xã Quang Sơn", "12", "x", "x"],
                    ["Tổng số: 2 học viên"]], register=Training)  # fmt: skip
    (row,) = made.rows
    assert not row.faults
    assert (row.values["starts_on"], row.values["ends_on"]) == (date(2024, 10, 22), date(2024, 10, 24))
    first, second = row.values["attendees"]
    assert first == {"name": "Trần Thị Mai", "gender": Gender.FEMALE, "birth_year": 1980, "organisation": "Xã Ngọc Mỹ", "phone": "0912345678",
                     "sessions_attended": 1, "commune": "08767"}  # fmt: skip
    assert "phone" not in second
    assert any(fault.field == "attendees.phone" and fault.level == "doubt" for fault in made.told)


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [("Cty TNHH An", "", "ENTERPRISE"), ("HTX Rau sạch", "", "COOPERATIVE"), ("Hộ KD Lê An", "", "HOUSEHOLD"), ("Cơ sở bún Tâm", "", "WORKSHOP"),
     ("Nguyễn Văn An", "", "PERSON"), ("Nguyễn Văn An", "2500150335", "HOUSEHOLD"), ("Chi nhánh Công ty An", "", "BRANCH"), ("Shop Mây", "", "HOUSEHOLD")],
)  # fmt: skip
def test_the_kind_is_told_by_the_name_when_nothing_else_does(checked: Checked, name: str, code: str, kind: str) -> None:
    (row,) = checked([HEADER, [1, name, code, "Xã Ngọc Mỹ", "0912345678"]]).rows
    values: dict[str, Any] = dict(row.values)
    assert values["kind"].name == kind


def test_an_owner_s_column_is_the_name_where_none_is_headed_so(checked: Checked) -> None:
    made = checked([["TT", "Chủ hộ", "Mã số", "Địa chỉ", "ĐTDĐ", "Bán qua"],
                    *[[f"0{at}", f"Trần Thị Nga {word}", "", "Thôn 3, Ngọc Mỹ, Lập Thạch", f"091234567{at}", "FB, Zalo"] for at, word in enumerate(("An", "Bình", "Chi"))]])  # fmt: skip
    assert [row.values["name"] for row in made.rows] == ["Trần Thị Nga An", "Trần Thị Nga Bình", "Trần Thị Nga Chi"]
    assert {row.values["commune"] for row in made.rows} == {"08767"}
    assert [row["platform"] for row in made.rows[0].values["channels"]] == ["FACEBOOK", "ZALO"]


def test_a_total_of_a_part_is_no_record(checked: Checked) -> None:
    made = checked(
        [
            HEADER,
            FIRST,
            ["", "Cộng xã Ngọc Mỹ", "1 hộ", "", ""],
            SECOND,
            ["Cộng nhóm II", "", 1],
            ["", "Mang sang trang sau", 2],
        ]
    )
    assert [row.row for row in made.rows] == [2, 4]
    assert set(list(kinds(made).values())[1:]) == {"total"}


def test_a_line_with_the_same_number_and_name_is_one_more_channel(checked: Checked) -> None:
    (row,) = checked([[*HEADER, "Kênh bán hàng"], [*FIRST, "shopee.vn/mo"], [*FIRST, "fb.com/mo"]]).rows
    assert [each["platform"] for each in row.values["channels"]] == ["SHOPEE", "FACEBOOK"]


def test_column_numbers_written_as_text_are_no_record(checked: Checked) -> None:
    assert kinds(checked([HEADER, ["1", "2", "3", "4", "5"], FIRST]))[2] == "column_numbers"


def test_a_header_of_joined_cells_on_the_next_page_is_no_record(checked: Checked) -> None:
    head = [["STT", "Tên cơ sở", "Địa chỉ", "", "SĐT"], ["", "", "Thôn", "Xã", ""]]
    first, second = [1, "HKD Mơ", "Thôn Nội", "Xã Ngọc Mỹ", "0912345678"], [2, "HKD Mận", "Thôn Nội", "nt", ""]
    made = checked(
        [*head, first, *head, second], merges=(Merge(0, 2, 0, 3), *(Merge(0, at, 1, at) for at in (0, 1, 4)))
    )
    assert [row.row for row in made.rows] == [3, 6]


def test_an_address_of_another_district_says_so(checked: Checked) -> None:
    made = checked(
        [
            ["STT", "Tên cơ sở", "Địa chỉ"],
            [1, "HKD Mơ", "số 5 phường Xuân Hòa, TP Phúc Yên"],
            [2, "HKD Mận", "X.Xuân Hòa"],
        ]
    )
    assert "không thuộc" in made.rows[0].faults["commune"]
    assert made.rows[1].values["commune"] == "08794"


def test_a_commune_that_was_joined_is_told_by_its_new_name(checked: Checked) -> None:
    row = checked([["Đến ngày 30/6/2025"], HEADER, [1, "HKD Mơ", "", "Xã Đình Chu", ""]]).rows[0]
    assert row.values.get("commune")
    assert any("tên cũ" in repair.sentence for repair in row.repairs)


def test_a_class_is_read_without_labels_and_with_ticks_for_men_and_women(checked: Checked) -> None:
    made = checked([["Lớp tập huấn: Livestream bán hàng"], ["Ngày 12/9/2024, tại Hội trường UBND huyện"], [],
                    ["TT", "Họ tên", "Nam", "Nữ", "Ngày sinh", "Địa chỉ", "SĐT", "Sáng 12/9", "Chiều 12/9"],
                    [1, "Trần Thị Mai", "", "x", "05/03/1980", "xã Ngọc Mỹ", "0912345678", "x", "x"],
                    [2, "Lê Văn An", "x", "", 1975, "TT Hoa Sơn", "", "x", ""]], register=Training)  # fmt: skip
    (row,) = made.rows
    assert not row.faults
    assert (row.values["name"], row.values["place"]) == ("Livestream bán hàng", "Hội trường UBND huyện")
    assert (row.values["starts_on"], row.values["ends_on"]) == (date(2024, 9, 12), date(2024, 9, 12))
    people = [(a["gender"], a["birth_year"], a["sessions_attended"], a["commune"]) for a in row.values["attendees"]]
    assert people == [(Gender.FEMALE, 1980, 2, "08767"), (Gender.MALE, 1975, 1, "08789")]


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [("từ 14/5 đến 15/5/2024", (5, 14), (5, 15)), ("30/4 - 02/5/2024", (4, 30), (5, 2)), ("14, 15/5/2024", (5, 14), (5, 15)), ("14-16/5/2024", (5, 14), (5, 16))],
)  # fmt: skip
def test_the_days_of_a_class_may_share_their_month_or_year(
    said: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    days, trouble = split_days(Training, {"starts_on": said})
    assert (days, trouble) == ({"starts_on": date(2024, *first), "ends_on": date(2024, *last)}, "")
