"""Invented businesses and the many ways in which lists write what they are: the right value beside the cell."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.data.make_samples import tax_code
from tmdt_desktop.catalogues.units import Unit, predecessors
from tmdt_desktop.text import fold

_GIVEN = (
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hạnh",
    "Khôi",
    "Lệ",
    "Mạnh",
    "Nga",
    "Oanh",
    "Phượng",
    "Quý",
    "Sửu",
    "Thúy",
    "Vượng",
)
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Đặng", "Lưu")
_GOODS = (
    "Gạo nếp, gạo tẻ",
    "Mây tre đan",
    "Quần áo trẻ em",
    "Thanh long ruột đỏ",
    "Mật ong rừng",
    "Đồ gỗ mỹ nghệ",
    "Bánh gai",
)
_VILLAGES = ("Thôn Đông", "Thôn Giếng Mát", "Xóm Trại", "TDP số 3", "Khu 5", "Thôn Mới", "Số 12, Thôn Chùa")
_FORMS = (
    ("Hộ kinh doanh", "Hộ kinh doanh", ("Hộ kinh doanh", "HKD", "Hộ KD")),
    ("Cơ sở SXKD", "Cơ sở sản xuất", ("Cơ sở", "Cơ sở SX")),
    ("Hợp tác xã/LH HTX", "HTX", ("HTX", "Hợp tác xã")),
    ("Doanh nghiệp", "Công ty TNHH", ("Doanh nghiệp", "DN", "Cty TNHH")),
)
_WORDS = (
    "Hương Quê",
    "Phúc Thịnh",
    "Mây Xanh",
    "Tân Tiến",
    "Hoa Sữa",
    "Đại Lộc",
    "Minh Khang",
    "Sao Mai",
    "Thuận Phát",
    "Bảo Ngân",
)
_OLD_HEADS = {"0120": "070", "0123": "083", "0168": "038", "0199": "059"}


@dataclass
class Written:
    """One row: the answer, the cells by the name of their column, and the link that hangs on a cell."""

    truth: dict[str, Any]
    cells: dict[str, Any] = field(default_factory=dict)
    planted: tuple[str, str, Any] | None = None


class Inventor:
    """Makes businesses of the communes given, always the same ones for a seed."""

    def __init__(self, seed: int, units: tuple[Unit, ...], columns: set[str], *, plain: bool = False) -> None:
        self.chance, self.units, self.columns, self.plain = random.Random(seed), units, columns, plain
        self.serial = seed * 1_000

    def make(self, unit: Unit) -> Written:
        """A business of `unit` and its cells."""
        self.serial += 1
        kind, form, shown = self.chance.choice(_FORMS)
        person = (
            f"{self.chance.choice(_FAMILY)} {self.chance.choice(('Văn', 'Thị', 'Đức'))} {self.chance.choice(_GIVEN)}"
        )
        name = f"{form} {person if form == 'Hộ kinh doanh' else self.chance.choice(_WORDS)} {self.serial}"
        made = Written({"name": name, "kind": kind, "note_expected": [], "expect": "imported", "same_as": []})
        made.cells.update(name=name, kind=self.chance.choice(shown), representative=person)
        made.truth.update(
            representative=person, products=self.chance.choice(_GOODS), address=self.chance.choice(_VILLAGES)
        )
        made.cells.update(products=made.truth["products"], address=made.truth["address"])
        self._place(made, unit)
        for write in (self._tax, self._person, self._phones, self._mail, self._start, self._channels):
            write(made)
        return made

    def _note(self, made: Written, note: str) -> None:
        made.truth["note_expected"].append(note)

    def _place(self, made: Written, unit: Unit) -> None:
        made.truth.update(commune_code=unit.code, commune_name=unit.title)
        short = {
            "xã": ("x.", "X. ", "xã "),
            "phường": ("P.", "p. ", "phường "),
            "thị trấn": ("TT ", "TT.", "T.T ", "thị trấn "),
        }
        ways = [unit.title, unit.title.upper(), unit.name, *(f"{head}{unit.name}" for head in short[unit.kind])]
        if unit.kind == "xã":
            ways.append(fold(unit.title).title())
        made.cells["commune"] = self.chance.choice(ways)
        if (olds := self._old_names(unit)) and self.chance.random() < 0.2:
            made.cells["commune"] = self.chance.choice(olds)
            self._note(made, "old_commune_name")
        made.cells["whole_address"] = f"{made.truth['address']}, {unit.title}"

    def _old_names(self, unit: Unit) -> list[str]:
        """What the places were called that have become `unit`, where no place of today bears that name."""
        if unit.valid_from is None or not self.columns & {"commune"}:
            return []
        today = {fold(each.name) for each in self.units}
        olds = predecessors(unit.code, unit.valid_from, unit.valid_from - timedelta(days=1))
        return [old.title for old in olds if fold(old.name) not in today]

    def ditto(self, above: Written, made: Written) -> None:
        """Now and then «as above» where two rows in a row lie in one commune."""
        whole = not above.planted and not made.planted and "old_commune_name" not in made.truth["note_expected"]
        if whole and above.truth["commune_code"] == made.truth["commune_code"] and self.chance.random() < 0.3:
            made.cells["commune"] = self.chance.choice(("nt", "„", '"', "như trên", "-nt-", "//"))

    def _tax(self, made: Written) -> None:
        legal = made.truth["kind"] in ("Doanh nghiệp", "Hợp tác xã/LH HTX")
        code = tax_code(self.serial * 7, "010" if legal and self.serial % 3 == 0 else "250" if legal else "800")
        roll = self.chance.random()
        if roll < 0.2:
            made.truth["tax_code"] = made.cells["tax_code"] = None
            return
        made.truth["tax_code"] = code
        if code.startswith("0") and not self.plain:
            made.cells["tax_code"] = self.chance.choice((int(code), code.lstrip("0")))
            self._note(made, "zero_restored")
        elif roll < 0.35:
            made.truth["tax_code"] = f"{code}-001"
            made.cells["tax_code"] = self.chance.choice((f"{code}-001", f"{code}001", f"{code} - 001"))
        else:
            made.cells["tax_code"] = self.chance.choice(
                (code, f"'{code}", f"{code[:4]} {code[4:7]} {code[7:]}", f"MST: {code}")
            )

    def _person(self, made: Written) -> None:
        if made.truth["kind"] not in ("Hộ kinh doanh", "Cơ sở SXKD") or self.chance.random() < 0.4:
            made.truth["id_number"] = made.cells["id_number"] = None
            return
        number = f"0261{60 + self.serial % 35}{self.serial % 1_000_000:06d}"
        made.truth["id_number"] = number
        lost = not self.plain and self.chance.random() < 0.4
        made.cells["id_number"] = self.chance.choice((int(number), number[1:])) if lost else number
        if lost:
            self._note(made, "zero_restored")

    def _phones(self, made: Written) -> None:
        number = f"09{1 + self.serial % 4}{self.serial * 7_919 % 10_000_000:07d}"
        made.truth["phones"], roll = [number], self.chance.random()
        spaced = (
            f"{number[:4]}.{number[4:7]}.{number[7:]}",
            f"{number[:4]} {number[4:7]} {number[7:]}",
            f"+84{number[1:]}",
            f"+84 {number[1:]}",
        )
        made.cells["phones"] = self.chance.choice((number, *spaced, f"ĐT: {number}"))
        if roll < 0.15 and not self.plain:
            made.cells["phones"] = int(number)
            self._note(made, "zero_restored")
        elif roll < 0.3:
            other = f"0211{self.serial * 37 % 10_000_000:07d}"
            made.truth["phones"] = [number, other]
            made.cells["phones"] = number + self.chance.choice((" / ", "; ", " - ", ", ", " và ")) + other
            self._note(made, "several_phones")
        elif roll < 0.4:
            head, new = self.chance.choice(tuple(_OLD_HEADS.items()))
            made.truth["phones"], made.cells["phones"] = [new + number[3:]], head + number[3:]
            self._note(made, "phone_old_prefix")

    def _mail(self, made: Written) -> None:
        said = f"ban{self.serial}@example.vn" if self.chance.random() < 0.4 else None
        made.truth["email"] = made.cells["email"] = said

    def _start(self, made: Written) -> None:
        day = date(2017, 1, 1) + timedelta(days=self.serial * 131 % 2_600)
        if self.chance.random() < 0.25:
            made.truth["start_date"] = made.cells["start_date"] = None
            return
        made.truth["start_date"] = day.isoformat()
        ways: list[Any] = [day, f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day.day}-{day.month}-{day:%y}", f"{day:%d.%m.%Y}",
                           f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day:%Y-%m-%d}", (day - date(1899, 12, 30)).days]  # fmt: skip
        made.cells["start_date"] = self.chance.choice(ways)
        if day.day > 12 and self.chance.random() < 0.15:
            made.cells["start_date"] = f"{day.month}/{day.day}/{day.year}"
            self._note(made, "date_us_order")

    def _channels(self, made: Written) -> None:
        handle, phone = f"shop{self.serial}", made.truth["phones"][0]
        site = f"{handle}.example.vn"
        known = {
            "website": ("Website", site, (site, f"https://www.{site}/", f"HTTP://{site.upper()}")),
            "shopee": ("Shopee", f"shopee.vn/{handle}", (f"https://shopee.vn/{handle}?sp_atk=1", f"Shopee: {handle}", f"shopee.vn/{handle}/")),
            "voso": ("Voso", f"voso.vn/shop/{handle}", (f"voso.vn/shop/{handle}", f"Voso: {handle}")),
            "facebook": ("Facebook", f"facebook.com/{handle}", (f"fb.com/{handle}", f"https://m.facebook.com/{handle}/", f"Facebook: {handle}")),
            "zalo": ("Zalo", f"zalo.me/{phone}", (f"Zalo {phone}", f"Zalo: {phone}", f"https://zalo.me/{phone}")),
            "tiktok": ("TikTok Shop", f"tiktok.com/@{handle}", (f"https://www.tiktok.com/@{handle}?lang=vi", f"TikTok: @{handle}")),
        }  # fmt: skip
        chosen = [name for name in known if self.chance.random() < 0.35]
        made.truth["channels"] = [{"platform": known[name][0], "key": known[name][1]} for name in chosen]
        for column, names in (
            ("site", ("website",)),
            ("shops", ("shopee", "voso")),
            ("social", ("facebook", "zalo", "tiktok")),
        ):
            said = [self.chance.choice(known[name][2]) for name in chosen if name in names]
            made.cells[column] = (
                self.chance.choice(("; ", "\n", ", ")).join(said)
                if said
                else self.chance.choice(("", "không", "0", "-"))
            )
        made.cells["any"] = "; ".join(self.chance.choice(known[name][2]) for name in chosen)
        made.cells.update(
            {f"tick_{name}": "x" if name in chosen else "" for name in ("shopee", "voso", "facebook", "tiktok")}
        )

    def spoil(self, made: Written, sort: str) -> None:
        """Plant a hard error of `sort` in the row."""
        name, cell, accept = _SPOILED[sort](made)
        made.cells[name] = cell
        made.truth["expect"] = "held" if sort == "missing_name" else "either"
        made.truth["note_expected"] = [*made.truth["note_expected"], sort]
        made.planted = (_PLACES.get(name, name), sort, cell)
        key = _PLACES.get(name, name)
        if key == "name":
            return
        field_name = "start_date" if key == "date" else key
        made.truth[f"{field_name}_accept"] = [accept, None]


def _wrong_digit(made: Written) -> tuple[str, Any, Any]:
    code = tax_code(int(made.truth["name"].split()[-1]) * 7, "800")
    wrong = code[:9] + str((int(code[9]) + 1) % 10)
    return "tax_code", wrong, wrong


_SPOILED = {
    "bad_tax_code": _wrong_digit,
    "tax_code_wrong_length": lambda _: ("tax_code", "25001", None),
    "tax_code_digits_lost": lambda _: ("tax_code", "2,51E+09", None),
    "missing_name": lambda _: ("name", "\u00a0", None),
    "impossible_date": lambda _: ("start_date", "30/2/2023", None),
    "bad_phone": lambda _: ("phones", "0951234567", ()),
    "bad_id_number": lambda _: ("id_number", "0260859O1234", None),
    "bad_email": lambda _: ("email", "lan@@example.vn", None),
    "unknown_commune": lambda _: ("commune", "Xã Thiên Đường", None),
}
SORTS = tuple(_SPOILED)
_PLACES = {"commune": "commune_code", "start_date": "date"}
