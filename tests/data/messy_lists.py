"""Lists as communes and the tax office send them, written anew for each run, each with its answers beside it."""

import itertools
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.data.messy_businesses import SORTS, Inventor, Written
from tmdt_desktop.catalogues.units import communes_on

_TCVN3 = str.maketrans(
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
)
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_HATS = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä", "": "â"}
_VNI_BOWS = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë", "": "ê"}
_VNI_I = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ", "Đ": "Ñ",
          "Í": "Í", "Ì": "Ì", "Ỉ": "Æ", "Ĩ": "Ó", "Ị": "Ò", "Ỵ": "Î"}  # fmt: skip


def in_tcvn3(text: str) -> str:
    """`text` as the fonts «.Vn…» show it; they have no capitals with a tone, which «.Vn…H» makes of small letters."""
    return (text.lower() if is_capitals(text) else text).translate(_TCVN3)


def is_capitals(text: str) -> bool:
    """Whether a text is set in a font of capitals alone."""
    return text.isupper() and not text.isascii()


def in_vni(text: str) -> str:
    """`text` as the fonts «VNI-…» show it: a letter and, after it, the letter of its marks."""
    return "".join(_vni_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _vni_letter(letter: str) -> str:
    if letter in _VNI_I:
        return _VNI_I[letter]
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _VNI_TONES), "")
    made = {"\u0302": base + _VNI_HATS[tone], "\u0306": base + _VNI_BOWS[tone]}
    shape = next((mark for mark in marks if mark in made), "")
    if shape:
        return made[shape] if base.islower() else made[shape].upper()
    horned = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base] if "\u031b" in marks else base
    mark = _VNI_TONES.get(tone, "")
    return horned + (mark if base.islower() else mark.upper())


@dataclass(frozen=True)
class Layout:
    """How one list is laid out. `columns`: (what it holds, its heading, the heading joined above it).

    `groups`: «communes», «kinds» or empty. `per_page`: after so many rows the header stands again.
    """

    name: str
    office: str
    day: date
    titles: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]
    groups: str = ""
    per_page: int = 0
    numbers: str = ""
    over: str = ""
    rows: int = 60
    left: int = 0
    recode: Callable[[str], str] | None = None
    font: str = ""
    total: str = "Tổng cộng"
    sorts: tuple[str, ...] = SORTS
    about: str = ""


_WIDE = (
    ("number", "TT", ""), ("name", "Tên tổ chức, cá nhân kinh doanh", ""), ("kind", "Loại hình", ""), ("tax_code", "Mã số thuế", "Giấy tờ"),
    ("id_number", "CCCD/CMND của chủ hộ", "Giấy tờ"), ("representative", "Người đại diện", ""), ("address", "Thôn, khu phố", "Địa chỉ"),
    ("commune", "Xã, thị trấn", "Địa chỉ"), ("phones", "Số điện thoại", "Liên hệ"), ("email", "Email", "Liên hệ"),
    ("products", "Mặt hàng chủ yếu", ""), ("site", "Website", "Kênh bán hàng trực tuyến"), ("shops", "Sàn TMĐT", "Kênh bán hàng trực tuyến"),
    ("social", "Mạng xã hội", "Kênh bán hàng trực tuyến"), ("start_date", "Ngày bắt đầu hoạt động", ""), ("note", "Ghi chú", ""),
)  # fmt: skip
_TICKED = (
    ("number", "STT", ""), ("name", "Tên cơ sở kinh doanh", ""), ("kind", "Loại hình", ""), ("tax_code", "MST", ""), ("phones", "SĐT liên hệ", ""),
    ("address", "Xóm, thôn", ""), ("products", "Sản phẩm", ""), ("tick_facebook", "Facebook", ""), ("tick_tiktok", "Tiktok", ""),
    ("tick_shopee", "Shopee", ""), ("tick_voso", "Voso", ""), ("note", "GC", ""),
)  # fmt: skip
_FLAT = (
    ("number", "Số TT", ""), ("name", "Tên người nộp thuế", ""), ("tax_code", "Mã số thuế", ""), ("id_number", "Số định danh", ""),
    ("kind", "Loại đối tượng", ""), ("whole_address", "Địa chỉ kinh doanh", ""), ("phones", "Điện thoại", ""), ("email", "Thư điện tử", ""),
    ("products", "Ngành nghề", ""), ("any", "Link gian hàng, trang bán hàng", ""), ("start_date", "Ngày bắt đầu", ""),
)  # fmt: skip
_PLAIN = (
    *(each for each in _FLAT if each[0] not in ("whole_address", "any")),
    ("commune", "Địa bàn (xã, phường)", ""),
)
_NO_PLACE = tuple(sort for sort in SORTS if sort != "unknown_commune")
_TICK_SORTS = ("bad_tax_code", "tax_code_wrong_length", "tax_code_digits_lost", "missing_name", "bad_phone")

LAYOUTS = (
    Layout("bieu_yen_lac_2024.xlsx", "251", date(2024, 11, 15), ("UBND HUYỆN YÊN LẠC", "BIỂU RÀ SOÁT TỔ CHỨC, CÁ NHÂN BÁN HÀNG QUA MẠNG",
           "(Số liệu đến ngày 15/11/2024)"), _WIDE, groups="kinds", per_page=25, numbers="({})", over="Thông tin về cơ sở", rows=80,
           about="three header rows with joined cells; header on each page; joined businesses"),
    Layout("song_lo_2025.xlsx", "253", date(2025, 3, 31), ("UBND HUYỆN SÔNG LÔ", "TỔNG HỢP CƠ SỞ BÁN HÀNG TRỰC TUYẾN", "Tính đến 31/3/2025"),
           _TICKED, groups="communes", left=1, total="Cộng toàn huyện", sorts=_TICK_SORTS, about="communes as groups; ticks a platform"),
    Layout("phuc_yen_2024.csv", "244", date(2024, 12, 31), (), _FLAT, sorts=_NO_PLACE, about="UTF-16; the commune stands in the address alone"),
    Layout("thue_co_so_2025.csv", "09025", date(2025, 9, 30), ("DANH SÁCH NGƯỜI NỘP THUẾ CÓ DOANH THU TỪ TMĐT ĐẾN NGÀY 30/9/2025",), _PLAIN,
           about="cp1258; communes of after 1/7/2025"),
    Layout("tam_duong_tcvn3.xlsx", "247", date(2024, 10, 31), ("UBND huyện Tam Dương", "Danh sách cơ sở bán hàng trên mạng năm 2024"), _PLAIN,
           recode=in_tcvn3, font=".VnTime", numbers="{}", total="Tổng số:", about="TCVN3"),
    Layout("vinh_yen_vni.xlsx", "243", date(2024, 12, 20), ("UBND thành phố Vĩnh Yên", "Danh sách hộ bán hàng qua mạng xã hội năm 2024"), _PLAIN,
           recode=in_vni, font="VNI-Times", about="VNI"),
    Layout("tam_dao_2025.xlsx", "248", date(2025, 2, 28), ("PHÒNG KINH TẾ HUYỆN TAM ĐẢO", "Biểu tổng hợp đến 28/02/2025"), _WIDE, per_page=20,
           total="TỔNG CỘNG (I+II)", groups="kinds", about="two header rows", rows=50),
)  # fmt: skip


@dataclass
class _Sheet:
    """Lines of cells on their way to a file, and the answers gathered along."""

    lines: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    planted: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)

    def drop(self, why: str, *cells: Any) -> None:
        """A line that is no record."""
        self.lines.append(list(cells))
        self.dropped.append({"sheet": "", "row": len(self.lines), "why": why})


def write_lists(folder: Path) -> None:
    """Write every list and its answers into `folder`."""
    for at, layout in enumerate(LAYOUTS):
        made = _laid_out(layout, at + 1)
        sheet = "" if layout.name.endswith(".csv") else "Danh sách"
        for each in (*made.rows, *made.planted, *made.dropped):
            each["sheet"] = sheet
        _write(folder / layout.name, layout, made)
        answers = {"list": layout.name, "register": "business", "office": layout.office, "as_of": layout.day.isoformat(), "about": layout.about,
                   "rows": made.rows, "planted": made.planted, "dropped": made.dropped}  # fmt: skip
        (folder / f"{layout.name}.truth.json").write_text(
            json.dumps(answers, ensure_ascii=False, default=str), encoding="utf-8"
        )


def _laid_out(layout: Layout, seed: int) -> _Sheet:
    made = _Sheet()
    for title in layout.titles:
        made.drop("title", *[""] * layout.left, title)
    if layout.titles:
        made.lines.append([])
    _header(made, layout)
    units = communes_on(layout.day, layout.office if len(layout.office) == 3 else None)
    inventor = Inventor(seed, units, {name for name, _, _ in layout.columns}, plain=layout.name.endswith(".csv"))
    businesses = [inventor.make(units[at * len(units) // layout.rows]) for at in range(layout.rows)]
    if layout.groups == "kinds":
        businesses.sort(key=lambda each: each.truth["kind"])
    for at, each in enumerate(each for each in businesses[3 :: max(4, layout.rows // len(layout.sorts))]):
        if at < len(layout.sorts):
            inventor.spoil(each, layout.sorts[at])
    for above, each in itertools.pairwise(businesses):
        inventor.ditto(above, each)
    _body(made, layout, businesses)
    _foot(made, layout)
    return made


def _header(made: _Sheet, layout: Layout, why: str = "header") -> None:
    """One, two or three rows of headings; joined cells where headings stand above others."""
    top, pad = len(made.lines), [""] * layout.left
    parents = [parent for _, _, parent in layout.columns]
    if any(parents):
        if layout.over:
            made.drop(why, *pad, "TT", layout.over, *[""] * (len(parents) - 3), "Ghi chú")
            made.merges.append((top, layout.left + 1, top, layout.left + len(parents) - 2))
        first = [parent or heading for _, heading, parent in layout.columns]
        second = [heading if parent else "" for _, heading, parent in layout.columns]
        shown = [
            cell if at == 0 or not parents[at] or parents[at] != parents[at - 1] else ""
            for at, cell in enumerate(first)
        ]
        if layout.over:
            shown[0] = shown[-1] = ""
        made.drop(why, *pad, *shown)
        made.drop(why, *pad, *second)
        _join_header(made, layout, parents, top)
    else:
        made.drop(why, *pad, *(heading for _, heading, _ in layout.columns))
    if layout.numbers and why == "header":
        made.drop("column_numbers", *pad, *(layout.numbers.format(at) for at in range(1, len(parents) + 1)))


def _join_header(made: _Sheet, layout: Layout, parents: Sequence[str], top: int) -> None:
    low = len(made.lines) - 1
    for at, parent in enumerate(parents):
        column = layout.left + at
        edge = bool(layout.over) and at in (0, len(parents) - 1)
        if not parent:
            made.merges.append((top if edge else low - 1, column, low, column))
        elif at == 0 or parents[at - 1] != parent:
            last = max(other for other, said in enumerate(parents) if said == parent)
            made.merges.append((low - 1, column, low - 1, layout.left + last))


def _body(made: _Sheet, layout: Layout, businesses: Sequence[Written]) -> None:
    group, number = "", 0
    for each in businesses:
        said = {"communes": each.truth["commune_name"], "kinds": each.truth["kind"]}.get(layout.groups, "")
        if said != group:
            number, group = number + 1, said
            roman = (
                "I",
                "II",
                "III",
                "IV",
                "V",
                "VI",
                "VII",
                "VIII",
                "IX",
                "X",
                "XI",
                "XII",
                "XIII",
                "XIV",
                "XV",
                "XVI",
                "XVII",
            )[number - 1]
            made.drop("group", *[""] * layout.left, roman, said.upper() if layout.groups == "communes" else f"{said}:")
        if layout.per_page and len(made.rows) and len(made.rows) % layout.per_page == 0:
            _header(made, layout, "repeated_header")
        _row(made, layout, each)


def _row(made: _Sheet, layout: Layout, each: Written) -> None:
    cells = {**each.cells, "number": len(made.rows) + 1, "note": ""}
    split = (
        "shops" in each.cells
        and "\n" in str(each.cells["social"])
        and any(name == "social" for name, _, _ in layout.columns)
    )
    more = cells["social"].split("\n") if split else []
    if split:
        cells["social"] = more[0]
    held = {name for name, _, _ in layout.columns}
    made.lines.append(
        [*[""] * layout.left, *(("" if (cell := cells[name]) is None else cell) for name, _, _ in layout.columns)]
    )
    at = len(made.lines)
    for rest in more[1:]:
        made.lines.append([*[""] * layout.left, *(rest if name == "social" else "" for name, _, _ in layout.columns)])
    if split:
        made.merges += [
            (at - 1, layout.left + i, len(made.lines) - 1, layout.left + i)
            for i, (name, _, _) in enumerate(layout.columns)
            if name != "social"
        ]
    truth = {**_held(each.truth, held), "row": at}
    made.rows.append(truth)
    if each.planted:
        made.planted.append({"row": at, "field": each.planted[0], "kind": each.planted[1], "value": each.planted[2]})


def _held(truth: dict[str, Any], held: set[str]) -> dict[str, Any]:
    """The answers to what the list has columns for."""
    made = {**truth}
    for name in ("id_number", "email", "start_date", "representative", "products", "tax_code"):
        if name not in held:
            made[name] = None
            made["note_expected"] = [note for note in made["note_expected"] if (name, note) not in _OF_FIELD]
    if "whole_address" in held:
        made["address"] = f"{truth['address']}, {truth['commune_name']}"
    elif "address" not in held:
        made["address"] = None
    if "tick_shopee" in held:
        ticked = ("Facebook", "TikTok Shop", "Shopee", "Voso")
        made["channels"] = [
            {"platform": each["platform"], "key": ""} for each in truth["channels"] if each["platform"] in ticked
        ]
    elif not held & {"site", "any"}:
        made["channels"] = []
    return made


_OF_FIELD = {("start_date", "date_us_order"), ("id_number", "zero_restored")}


def _foot(made: _Sheet, layout: Layout) -> None:
    pad = [""] * layout.left
    made.drop("total", *pad, "", layout.total, len(made.rows))
    if layout.titles and not layout.name.endswith(".csv"):
        made.lines.append([])
        made.drop(
            "signature", *pad, "", "", "", "", f"Ngày {layout.day.day} tháng {layout.day.month} năm {layout.day.year}"
        )
        made.drop("signature", *pad, "", "NGƯỜI LẬP BIỂU", "", "", "TM. ỦY BAN NHÂN DÂN")
        made.lines.append([])
        made.drop("signature", *pad, "", "Nguyễn Thị Thảo", "", "", "Lê Văn Hùng")
        made.drop("signature", *pad, "Nơi nhận:")
        made.drop("signature", *pad, "- Như trên;")


def _write(path: Path, layout: Layout, made: _Sheet) -> None:
    if path.suffix == ".csv":
        separator, encoding = ("\t", "utf-16") if "UTF-16" in layout.about else (";", "cp1258")
        lines = (separator.join(_quoted(cell, separator) for cell in line) for line in made.lines)
        text = "\r\n".join(lines) + "\r\n"
        path.write_bytes(_in_1258(text) if encoding == "cp1258" else text.encode(encoding))
        return
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "Danh sách"
    for at, line in enumerate(made.lines, 1):
        for column, cell in enumerate(line, 1):
            if cell != "":
                _put(sheet, (at, column), cell, layout)
    for top, left, bottom, right in made.merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    summary = book.create_sheet("Tổng hợp")
    for line in (
        ("STT", "Xã, phường, thị trấn", "Tổng số", "Hộ kinh doanh"),
        (1, "Xã thứ nhất", 12, 3),
        (2, "Xã thứ hai", 9, 1),
    ):
        summary.append(line)
    book.create_sheet("Sheet3")
    book.save(path)


def _put(sheet: Worksheet, place: tuple[int, int], cell: Any, layout: Layout) -> None:
    if isinstance(cell, date):
        cell = datetime.combine(cell, time())
    held = sheet.cell(*place, layout.recode(cell) if layout.recode and isinstance(cell, str) else cell)
    if layout.font and isinstance(cell, str):
        held.font = Font(name=f"{layout.font}H" if layout.font == ".VnTime" and is_capitals(cell) else layout.font)


def _quoted(cell: Any, separator: str) -> str:
    text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if any(each in text for each in (separator, '"', "\n")) else text


def _in_1258(text: str) -> bytes:
    """Letters with a tone as the code page of Windows has them: the letter, then its tone."""
    return b"".join(_byte_pair(letter) for letter in text)


def _byte_pair(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        return b"".join(each.encode("cp1258", errors="replace") for each in _parted(letter))


def _parted(letter: str) -> Iterator[str]:
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = [mark for mark in marks if mark in _VNI_TONES]
    yield unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tone))
    yield from tone
