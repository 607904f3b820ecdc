"""Make the sample lists under resources/samples and the answers beside this file. Every name and number is invented.

Run from the root: python -m tests.data.make_samples
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
TRUTH = Path(__file__).with_name("samples.truth.json")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_code(seed: int, prefix: str = "250") -> str:
    """The first invented code from `seed` on whose check digit exists."""
    while True:
        nine = f"{prefix}{seed:0{9 - len(prefix)}d}"
        check = 10 - sum(w * int(d) for w, d in zip(_WEIGHTS, nine, strict=True)) % 11
        if check < 10:
            return f"{nine}{check}"
        seed += 1


@dataclass
class Answer:
    """What must come of a row; `told`: the field and the level of a remark that must be given."""

    sheet: str
    row: int
    name: str
    expect: str = "new"
    tax_code: str | None = None
    phone: str | None = None
    kind: str = ""
    commune: str = ""
    channels: tuple[str, ...] = ()
    told: tuple[str, str] | None = None


def town(book: Workbook) -> Iterator[Answer]:
    """A list as a township sends it: two-row header, Roman groups, totals, signatures."""
    sheet = book.create_sheet("TT Lập Thạch")
    _title(sheet, ("UBND HUYỆN LẬP THẠCH", "UBND THỊ TRẤN LẬP THẠCH", "DANH SÁCH TỔ CHỨC, CÁ NHÂN HOẠT ĐỘNG TMĐT",
                   "Trên địa bàn thị trấn Lập Thạch năm 2024"))  # fmt: skip
    _merged_header(sheet, 6, ("STT", "Tên tổ chức,\ncá nhân", "Mã số thuế", "Người đại diện", "Địa chỉ (thôn, TDP)", "Điện thoại"),
                   ("Kênh bán hàng", ("Website", "Sàn TMĐT", "Mạng xã hội")), ("Ngày bắt đầu", "Ghi chú"))  # fmt: skip
    for column, mark in enumerate(("A", "B", *range(1, 10)), 1):
        sheet.cell(8, column, mark)
    at = 9
    for roman, title, rows in (
        ("I", "DOANH NGHIỆP", _firms()), ("II", "HỢP TÁC XÃ", _cooperatives()),
        ("III", "HỘ KINH DOANH, CƠ SỞ SẢN XUẤT", _households()),
    ):  # fmt: skip
        sheet.cell(at, 1, roman)
        sheet.cell(at, 2, title)
        at += 1
        for cells, answer in rows:
            _row(sheet, at, cells)
            yield Answer("TT Lập Thạch", at, **{"commune": "08761", **answer})
            at += 1
    sheet.cell(at, 1, "Tổng cộng")
    sheet.cell(at, 3, 9)
    _signature(sheet, at + 2, "Lập Thạch, ngày 03 tháng 12 năm 2024")
    sheet["G10"].hyperlink = "https://minhphat-lt.example.vn/"


def _firms() -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    good, lost = tax_code(12_345), tax_code(4_711, "010")
    yield ((1, "Công ty TNHH Minh Phát", good, "Đỗ Thị Mai", "TDP Tân Thành", "0912345678; 0211.382.1234", "Website của công ty",
            "shopee.vn/minhphat.lt; Lazada: minhphat", "https://www.facebook.com/minhphat.lt/?ref=1", date(2019, 5, 20), ""),
           {"name": "Công ty TNHH Minh Phát", "tax_code": good, "phone": "0912345678; 02113821234", "kind": "ENTERPRISE",
            "channels": ("minhphat-lt.example.vn", "shopee.vn/minhphat.lt", "lazada.vn/shop/minhphat", "facebook.com/minhphat.lt"),
            "told": ("phone", "repaired")})  # fmt: skip
    yield ((2, "CÔNG TY CỔ PHẦN SÔNG PHÓ", int(lost), "Lê Văn Hải", "TDP Phú Lâm", 983456712, "songpho.example.vn", "Không", "-",
            "27-10-2017", ""),
           {"name": "CÔNG TY CỔ PHẦN SÔNG PHÓ", "tax_code": lost, "phone": "0983456712", "kind": "ENTERPRISE",
            "channels": ("songpho.example.vn",), "told": ("tax_code", "repaired")})  # fmt: skip
    wrong = good[:9] + str((int(good[9]) + 1) % 10)
    yield ((3, "Công ty TNHH An Bình", wrong, "Vũ An", "TDP Tân Thành", "0987654321", "", "", "", "30/2/2023", ""),
           {"name": "Công ty TNHH An Bình", "expect": "faulty", "told": ("started_on", "fault")})  # fmt: skip


def _cooperatives() -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    code = tax_code(54_321)
    yield ((4, unicodedata.normalize("NFD", "Hợp tác xã Nông nghiệp Thượng Tứ"), f"'{code}", "Hà Văn Tứ", "TDP\u00a0Thượng", "+84 912 000 111",
            "", "Postmart", "Fanpage Gạo sạch Thượng Tứ", "ngày 7 tháng 4 năm 2021", "nt"),
           {"name": "Hợp tác xã Nông nghiệp Thượng Tứ", "tax_code": code, "phone": "0912000111", "kind": "COOPERATIVE",
            "channels": ("", "Gạo sạch Thượng Tứ"), "told": ("channels", "doubt")})  # fmt: skip


def _households() -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    first, second = tax_code(1_234, "800"), tax_code(9_876, "800")
    yield ((5, "HKD Trần Thị Hoa", f"{first}-001", "Trần Thị Hoa", "TDP Ngọc Sơn", "01233456789", "0", "Chưa có", "Zalo 0833 456 789", 44197, ""),
           {"name": "HKD Trần Thị Hoa", "tax_code": f"{first}-001", "phone": "0833456789", "kind": "HOUSEHOLD",
            "channels": ("zalo.me/0833456789",), "told": ("phone", "repaired")})  # fmt: skip
    yield ((6, "Cơ sở sản xuất bún Hạnh Phúc", second, "Bùi Hạnh", "TDP Bãi Sông", "0977 111 222 / 0868333444", "", "voso.vn/shop/bunhanhphuc",
            "fb.com/bunhanhphuc", "", "Bán theo mùa vụ"),
           {"name": "Cơ sở sản xuất bún Hạnh Phúc", "tax_code": second, "phone": "0977111222; 0868333444", "kind": "WORKSHOP",
            "channels": ("voso.vn/shop/bunhanhphuc", "facebook.com/bunhanhphuc")})  # fmt: skip
    yield ((7, "\u00a0", tax_code(777, "800"), "Ngô Văn Tám", "TDP Bãi Sông", "0355667788", "", "", "", "", ""),
           {"name": "", "expect": "faulty", "told": ("name", "fault")})  # fmt: skip
    yield ((8, "Hộ KD Lê Văn Khoa", "2,51E+09", "Lê Văn Khoa", "TDP Đồi Chè", "0345678912", "", "", "", "", ""),
           {"name": "Hộ KD Lê Văn Khoa", "expect": "faulty", "told": ("tax_code", "fault")})  # fmt: skip
    yield ((9, "Cửa hàng Gia Thịnh", "chưa cấp", "Phan Gia", "TDP Đồi Chè", "12345", "", "Shopee: giathinh.lt", "", "", ""),
           {"name": "Cửa hàng Gia Thịnh", "expect": "faulty", "told": ("phone", "fault")})  # fmt: skip


def communes(book: Workbook) -> Iterator[Answer]:
    """A list with a column a platform, communes as groups, and a column that holds either number."""
    sheet = book.create_sheet("Các xã")
    _title(sheet, ("BIỂU TỔNG HỢP HỘ BÁN HÀNG TRỰC TUYẾN", "HUYỆN LẬP THẠCH (tính đến 30/11/2024)"))
    heads = (
        "TT",
        "Tên cơ sở/hộ kinh doanh",
        "MST/CCCD",
        "Thôn",
        "SĐT",
        "Mặt hàng",
        "Facebook",
        "Zalo",
        "Shopee",
        "Website",
        "GC",
    )
    _row(sheet, 4, heads)
    code, person = tax_code(2_468, "801"), "026185001234"
    rows: list[tuple[tuple[Any, ...], dict[str, Any] | None]] = [
        (("I", "XÃ NGỌC MỸ (2 cơ sở)"), None),
        ((1, "Hộ kinh doanh Nguyễn Văn Ất", code, "Thôn Nội", 912333444, "Gạo nếp", "x", "0912 333 444", "nguyenvanat.lt", "Không", ""),
         {"name": "Hộ kinh doanh Nguyễn Văn Ất", "tax_code": code, "phone": "0912333444", "kind": "HOUSEHOLD", "commune": "08767",
          "channels": ("", "zalo.me/0912333444", "shopee.vn/nguyenvanat.lt"), "told": ("phone", "repaired")}),
        ((2, "Lại Thị Thu", int(person), "Thôn Ngoài", "0934.555.666", "Mật ong", "Mật ong Ngọc Mỹ", "", "", "", ""),
         {"name": "Lại Thị Thu", "phone": "0934555666", "kind": "PERSON", "commune": "08767", "channels": ("Mật ong Ngọc Mỹ",)}),
        (("II", "Xã Quang Sơn"), None),
        ((3, "Shop Quỳnh Anh", tax_code(13_579, "801"), "Thôn Đông", "0901222333", "Quần áo", "fb.com/quynhanh.qs", "", "Có", "quynhanh.example.vn", ""),
         {"name": "Shop Quỳnh Anh", "tax_code": tax_code(13_579, "801"), "phone": "0901222333", "kind": "HOUSEHOLD", "commune": "08764",
          "channels": ("facebook.com/quynhanh.qs", "", "quynhanh.example.vn")}),
        (("Cộng: 3 cơ sở",), None),
    ]  # fmt: skip
    for at, (cells, answer) in enumerate(rows, 5):
        _row(sheet, at, cells)
        if answer is not None:
            yield Answer("Các xã", at, **answer)
    sheet.column_dimensions["K"].hidden = True


COMMUNES = (
    ("08764", "Xã Quang Sơn"), ("08788", "Xã Thái Hòa"), ("08789", "Thị trấn Hoa Sơn"), ("08791", "Xã Liễn Sơn"),
    ("08794", "Xã Xuân Hòa"), ("08812", "Xã Liên Hòa"), ("08815", "Xã Tử Du"), ("08833", "Xã Bàn Giản"),
    ("08845", "Xã Văn Quán"), ("08857", "Xã Đình Chu"), ("08863", "Xã Triệu Đề"),
)  # fmt: skip
_TRADES = (
    ("Hộ kinh doanh", "HOUSEHOLD", "Gạo nếp, gạo tẻ"), ("Cơ sở mây tre", "WORKSHOP", "Mây tre đan"),
    ("Hộ kinh doanh", "HOUSEHOLD", "Quần áo, giày dép"), ("Hợp tác xã Nông sản", "COOPERATIVE", "Thanh long ruột đỏ"),
    ("Công ty TNHH", "ENTERPRISE", "Điện máy, gia dụng"), ("Hộ kinh doanh", "HOUSEHOLD", "Mật ong, ba kích"),
)  # fmt: skip
_PEOPLE = (
    "Nguyễn Thị Ánh", "Trần Văn Đạt", "Lê Thị Ngọc Ổn", "Phùng Quốc Ấn", "Khổng Minh Tuấn", "Đỗ Thị Thu Hằng",
    "Hoàng Gia Ước", "Vũ Thị Nguyệt", "Bùi Đức Lộc", "Triệu Thị Yến", "Hà Văn Sỹ", "Phan Thị Kim Quế", "Dương Công Bẩy",
)  # fmt: skip


def other_communes(book: Workbook) -> Iterator[Answer]:
    """The plain part: one row a seller, a column that names the commune, nothing wrong with it."""
    sheet = book.create_sheet("Xã còn lại")
    _title(sheet, ("UBND HUYỆN LẬP THẠCH", "DANH SÁCH NGƯỜI BÁN HÀNG TRỰC TUYẾN CỦA CÁC XÃ CÒN LẠI NĂM 2024"))
    _row(sheet, 4, ("STT", "Tên tổ chức, cá nhân", "Mã số thuế", "Xã, thị trấn", "Người đại diện", "Điện thoại", "Mặt hàng",
                    "Facebook", "Shopee", "Website", "Ngày bắt đầu"))  # fmt: skip
    for at in range(110):
        trade, kind, goods = _TRADES[at % len(_TRADES)]
        person, (code, commune) = _PEOPLE[at % len(_PEOPLE)], COMMUNES[at % len(COMMUNES)]
        short = f"{trade} {person if kind == 'HOUSEHOLD' else person.rsplit(' ', 1)[1]} {commune.split(' ', 1)[1]}"
        key, tax, phone = f"quay{at + 1:03d}.lt", tax_code(200_000 + 37 * at), f"09{81_000_000 + 7_919 * at:08d}"
        facebook = f"facebook.com/{key}" if at % 3 else ""
        shopee = f"shopee.vn/{key}" if at % 2 or not facebook else ""
        website = f"quay{at + 1:03d}.example.vn" if at % 7 == 0 else ""
        start = date(2016 + at % 8, 1 + at % 12, 1 + at % 28)
        _row(sheet, 5 + at, (at + 1, short, tax, commune, person, phone, goods, facebook, shopee, website, start))
        channels = tuple(filter(None, (facebook, shopee, website)))
        yield Answer("Xã còn lại", 5 + at, short, tax_code=tax, phone=phone, kind=kind, commune=code, channels=channels)


def summary(book: Workbook) -> None:
    """Figures that are no list."""
    sheet = book.create_sheet("Tổng hợp", 0)
    _row(sheet, 1, ("STT", "Xã, thị trấn", "Tổng số", "Doanh nghiệp", "HTX"))
    _row(sheet, 2, (1, "Thị trấn Lập Thạch", 9, 3, 1))


def classes(book: Workbook) -> Iterator[dict[str, Any]]:
    """Three classes of 2024: one before the period's last quarter, one of a day, one of several."""
    about = (
        ("Kỹ năng bán hàng, livestream trên nền tảng số", "từ ngày 14/05/2024 đến ngày 15/05/2024", "Hội trường UBND huyện Lập Thạch"),
        ("Thuế và hóa đơn điện tử với người bán hàng trực tuyến", "ngày 9 tháng 7 năm 2024", "Nhà văn hóa thị trấn Hoa Sơn"),
        ("Đưa sản phẩm OCOP lên sàn thương mại điện tử", "22-24/10/2024", "Trung tâm GDTX huyện"),
    )  # fmt: skip
    days = (("2024-05-14", "2024-05-15"), ("2024-07-09", "2024-07-09"), ("2024-10-22", "2024-10-24"))
    for number, ((topic, when, place), (first, last)) in enumerate(zip(about, days, strict=True), 1):
        sheet = book.create_sheet(f"Lớp {number}")
        _title(sheet, ("UBND HUYỆN LẬP THẠCH", "DANH SÁCH HỌC VIÊN THAM DỰ LỚP TẬP HUẤN", f"Chuyên đề: {topic}", f"Thời gian: {when}",
                       f"Địa điểm: {place}", "Đơn vị tổ chức: Phòng Kinh tế và Hạ tầng huyện", "Giảng viên: ThS. Phạm Thị Yến"))  # fmt: skip
        women = _attendees(sheet, 9, 12 + number)
        yield {"sheet": f"Lớp {number}", "name": topic, "starts_on": first, "ends_on": last, "place": place,
               "attendees": 12 + number, "women": women}  # fmt: skip


def _attendees(sheet: Worksheet, top: int, count: int) -> int:
    _merged_header(
        sheet, top, ("STT", "Họ và tên"), ("Năm sinh", ("Nam", "Nữ")), ("Đơn vị/ Địa chỉ", "Đối tượng", "Số điện thoại")
    )
    families, given = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"), ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khôi")
    places, sorts = ("Xã Ngọc Mỹ", "Xã Quang Sơn", "Thị trấn Hoa Sơn"), ("HKD", "CBCC", "DN", "HTX", "Người dân")
    women = 0
    for at in range(count):
        woman = at % 3 != 0
        women += woman
        year = 1965 + at * 2
        phone: object = f"09{at:02d}123456" if at % 2 else int(f"9{at:02d}123456")
        name = f"{families[at % 5]} {'Thị' if woman else 'Văn'} {given[at % 7]}"
        _row(
            sheet,
            top + 2 + at,
            (at + 1, name, "" if woman else year, year if woman else "", places[at % 3], sorts[at % 5], phone),
        )
    sheet.cell(top + 2 + count, 1, f"Tổng số: {count} học viên (nữ: {women})")
    _signature(sheet, top + 4 + count, "XÁC NHẬN CỦA ĐƠN VỊ TỔ CHỨC")
    return women


def _title(sheet: Worksheet, lines: tuple[str, ...]) -> None:
    for at, line in enumerate(lines, 1):
        sheet.cell(at, 1, line)
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=6)


def _row(sheet: Worksheet, at: int, cells: tuple[Any, ...]) -> None:
    for column, cell in enumerate(cells, 1):
        if cell != "":
            sheet.cell(at, column, cell)


def _merged_header(
    sheet: Worksheet, at: int, before: tuple[str, ...], parent: tuple[str, tuple[str, ...]], after: tuple[str, ...]
) -> None:
    """A header of two rows: single columns joined downwards, one parent joined over its children."""
    title, children = parent
    start = len(before) + 1
    singles = {**dict(enumerate(before, 1)), **dict(enumerate(after, start + len(children)))}
    for column, heading in singles.items():
        sheet.cell(at, column, heading)
        sheet.merge_cells(start_row=at, start_column=column, end_row=at + 1, end_column=column)
    sheet.cell(at, start, title)
    sheet.merge_cells(start_row=at, start_column=start, end_row=at, end_column=start + len(children) - 1)
    _row(sheet, at + 1, ("",) * len(before) + children)


def _signature(sheet: Worksheet, at: int, line: str) -> None:
    sheet.cell(at, 5, line)
    sheet.cell(at + 1, 2, "NGƯỜI LẬP BIỂU")
    sheet.cell(at + 1, 5, "TM. ỦY BAN NHÂN DÂN")
    sheet.cell(at + 4, 2, "Trần Thị Hiền")
    sheet.cell(at + 6, 1, "Nơi nhận:")
    sheet.cell(at + 7, 1, "- Lưu: VT.")


def _save(book: Workbook, name: str) -> None:
    book.properties.created = book.properties.modified = datetime(2024, 12, 6, 8)  # noqa: DTZ001 - a fixed day, not a moment
    book.save(SAMPLES / name)


def main() -> None:
    """Write both workbooks and the answers."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    lists, classes_book = Workbook(), Workbook()
    for book in (lists, classes_book):
        book.remove(book.worksheets[0])
    rows = [*town(lists), *communes(lists), *other_communes(lists)]
    summary(lists)
    lists.create_sheet("Sheet4")
    held = list(classes(classes_book))
    _save(lists, "danh_sach_tmdt_lap_thach_2024.xlsx")
    _save(classes_book, "hoc_vien_tap_huan_2024.xlsx")
    truth = {"rows": [vars(row) for row in rows], "classes": held}
    TRUTH.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
