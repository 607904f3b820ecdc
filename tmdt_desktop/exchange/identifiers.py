"""Tax codes, personal numbers and telephones as lists hold them: lost zeros, words around them, several in a cell.

A zero is put back only where the check digit or the shape agrees (facts of TT 90/2026/TT-BTC; NĐ 137/2015, Điều 13).
"""

import re
from datetime import date
from typing import NamedTuple

from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import PersonalId, Phone, TaxCode

_PLAIN_TAX = re.compile(r"\d{10}(-\d{3})?", re.ASCII)
_PLAIN_PERSON = re.compile(r"\d{12}", re.ASCII)
_LABEL = re.compile(
    r"^\s*(mst|mã số thuế|cccd|cmnd|cmt|số|đt|sđt|tel|điện thoại|di động|zalo|hotline|mobile|dđ|fax)\b[\s.:]*", re.I
)
_LOST = re.compile(r"\d[.,]?\d*\s*[eE]\s*\+?\s*\d{1,2}")
_NO_PROVINCE = frozenset(
    (
        *(
            3,
            5,
            7,
            9,
            13,
            16,
            18,
            21,
            23,
            28,
            29,
            32,
            39,
            41,
            43,
            47,
            50,
            53,
            55,
            57,
            59,
            61,
            63,
            65,
            69,
            71,
            73,
            76,
            78,
        ),
        *(81, 85, 88, 90),
    )
)
_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}", re.ASCII)
_LANDLINE = re.compile(r"02\d{9}", re.ASCII)
_OLD_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085",
    "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_SPLIT = re.compile(r"[;,/\n|]|\s[-–]\s|\s(?:hoặc|và)\s|\s{2,}")
_TAX, _PERSON, _PHONE = TaxCode(), PersonalId(), Phone()
_ZERO = "Thêm số 0 đầu mà Excel đã bỏ."


class Read(NamedTuple):
    """A value, what to look at, and how it was put right; both sentences may be empty.

    `proposed`: the plain value of a near spelling, which is not taken; `doubt` then names it.
    """

    value: object
    doubt: str = ""
    repaired: str = ""
    proposed: str = ""


def digits_of(raw: object) -> str:
    """A cell as the text of a number: no fraction, no words before it, no marks between."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    text = str(raw).strip().lstrip("'’`")
    if _LOST.fullmatch(text) or isinstance(raw, float):
        raise Invalid(f"Excel đã làm mất các số cuối ({text}). Xem lại bản gốc, nhập đủ số.")
    text = re.sub(r"\.0+$", "", _LABEL.sub("", text))
    return re.sub(r"[\s.'\u2013\u2014-]", "", text)


def check_digit_agrees(code: str) -> bool:
    """Whether the tenth digit of a tax code follows from the first nine (weights 31 29 23 19 17 13 7 5 3, modulo 11)."""
    a, b, c, d, e, f, g, h, i, last = map(int, code[:10])
    total = 31 * a + 29 * b + 23 * c + 19 * d + 17 * e + 13 * f + 7 * g + 5 * h + 3 * i
    return 10 - total % 11 == last


def person_number_agrees(code: str) -> bool:
    """Whether 12 digits can be a personal number: province, century and sex, a year of birth that has been."""
    year = 1900 + int(code[3]) // 2 * 100 + int(code[4:6])
    province = int(code[:3])
    return 1 <= province <= 96 and province not in _NO_PROVINCE and int(code[3]) <= 3 and year <= _this_year()


def _this_year() -> int:
    return date.today().year  # noqa: DTZ011 - the office's own calendar


def read_tax_code(raw: object) -> Read:
    """A tax code. Raises Invalid."""
    if isinstance(raw, str) and _PLAIN_TAX.fullmatch(raw):
        return _judged(raw)
    digits = digits_of(raw)
    if digits.isascii() and digits.isdigit():
        if len(digits) in (9, 12) and check_digit_agrees("0" + digits) and not _is_person(digits):
            return _judged(_TAX.parse("0" + digits), _ZERO)
        if len(digits) in (10, 11) and not _tax_like(digits) and person_number_agrees(digits.zfill(12)):
            return Read(digits.zfill(12), repaired=_ZERO)
    if len(digits) == 13 and digits.isdigit() and "-" not in str(raw) and not check_digit_agrees(digits):
        raise Invalid("Dãy 13 số này không phải mã số thuế: 10 số đầu không khớp. Xem lại giấy đăng ký.")
    return _judged(_TAX.parse(digits))


def _tax_like(digits: str) -> bool:
    return len(digits) == 10 and check_digit_agrees(digits)


def _is_person(digits: str) -> bool:
    return len(digits) == 12 and person_number_agrees(digits)


def _judged(code: str, repaired: str = "") -> Read:
    sure = len(code) == 12 or (check_digit_agrees(code) and not code.endswith("-000"))
    return Read(code, "" if sure else _TAX.doubt(code), repaired)


def read_person_number(raw: object) -> Read:
    """A personal number of 12 digits or an older one of 9. Raises Invalid."""
    if isinstance(raw, str) and _PLAIN_PERSON.fullmatch(raw) and person_number_agrees(raw):
        return Read(raw)
    digits = digits_of(raw)
    repaired = ""
    if digits.isascii() and digits.isdigit() and len(digits) in (10, 11) and person_number_agrees(digits.zfill(12)):
        digits, repaired = digits.zfill(12), _ZERO
    number = _PERSON.parse(digits)
    if len(number) == 12 and not person_number_agrees(number):
        return Read(number, "Ba số đầu, giới tính hoặc năm sinh trong số này không hợp lý. Xem lại giấy tờ.", repaired)
    return Read(number, repaired=repaired)


def read_either(raw: object) -> tuple[str, Read]:
    """A column «MST/CCCD»: which of the two a cell holds («tax» or «person»), and its value. Raises Invalid."""
    digits = digits_of(raw)
    if _is_person_like(digits):
        return "person", read_person_number(raw)
    if _is_old_number(raw, digits):
        if isinstance(raw, str) and check_digit_agrees("0" + digits):
            return "tax", Read(
                f"0{digits}", f"{_ZERO} Chín số này khớp mã số thuế; cũng có thể là chứng minh nhân dân cũ. Xem lại."
            )
        unsure = (
            ""
            if isinstance(raw, str)
            else "Chín số: coi là chứng minh nhân dân cũ; có thể là mã số thuế thiếu số. Xem lại."
        )
        return "person", Read(digits, unsure)
    return "tax", read_tax_code(raw)


def _is_person_like(digits: str) -> bool:
    """Whether a number, with its lost zeros, is a personal number rather than a tax code."""
    if not digits.isascii() or not digits.isdigit() or not 10 <= len(digits) <= 12:
        return False
    if len(digits) == 10 and check_digit_agrees(digits):
        return False
    return person_number_agrees(digits.zfill(12)) or (len(digits) == 12 and not check_digit_agrees("0" + digits))


def _is_old_number(raw: object, digits: str) -> bool:
    """Nine digits in one piece; as a number of Excel's only when no tax code has lost its zero."""
    if not re.fullmatch(r"\d{9}(\.0)?", str(raw).strip().lstrip("'"), re.ASCII):
        return False
    return isinstance(raw, str) or not check_digit_agrees("0" + digits)


def read_phones(raw: object) -> Read:
    """One or several telephones, as «0912345678; 02113861234». Raises Invalid."""
    if isinstance(raw, str) and _MOBILE.fullmatch(raw):
        return Read(raw)
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw).strip().lstrip("'’`")
    if _LOST.fullmatch(text):
        raise Invalid(f"Excel đã làm mất các số cuối ({text}). Xem lại bản gốc, nhập đủ số.")
    numbers: list[str] = []
    said: list[str] = []
    for part in _SPLIT.split(text):
        for number, sentence in _phones_in(part):
            numbers.append(number)
            said += [sentence] if sentence else []
    distinct = list(dict.fromkeys(numbers))
    if not distinct:
        raise Invalid("Không có số điện thoại nào trong ô. Ghi số, hoặc để trống.")
    if len(distinct) > 1:
        said.append(f"Ô có {len(distinct)} số; giữ cả.")
    joined = "; ".join(distinct)
    if len(joined) > _PHONE.longest:
        raise Invalid("Quá nhiều số điện thoại trong một ô. Bỏ bớt, giữ các số chính.")
    return Read(joined, repaired=" ".join(dict.fromkeys(said)))


def _phones_in(part: str) -> list[tuple[str, str]]:
    """The numbers in one piece of a cell, each with how it was put right."""
    bare = _LABEL.sub("", re.sub(r"\((?!\+)[^)\d]*\)", "", part)).strip(" .:-")
    if not bare:
        return []
    digits = re.sub(r"\D", "", bare)
    if not digits:
        return []
    single = _one_phone(digits)
    if single:
        return [single]
    runs = [_one_phone(re.sub(r"\D", "", run)) for run in re.split(r"[^\d.]+", bare) if run.strip(".")]
    if len(runs) > 1 and all(runs):
        return [run for run in runs if run]
    if len(digits) in (20, 21, 22):
        for cut in (10, 11):
            first, second = _one_phone(digits[:cut]), _one_phone(digits[cut:])
            if first and second:
                return [first, second]
    return [(_PHONE.parse(bare), "")]


def _one_phone(digits: str) -> tuple[str, str] | None:
    """A number as dialled at home, and how it was put right; None when it is none of ours."""
    home = re.sub(r"^(?:0084|840?)(?=\d{9,10}$)", "0", digits)
    if _MOBILE.fullmatch(home) or _LANDLINE.fullmatch(home) or re.fullmatch(r"1[89]00\d{4,6}", home):
        return home, ""
    if len(home) == 11 and (new := _OLD_PREFIXES.get(home[:4])):
        return new + home[4:], f"Đầu số cũ {home[:4]} đổi thành {new} (từ 2018)."
    if len(home) in (9, 10) and home[0] != "0" and (_MOBILE.fullmatch("0" + home) or _LANDLINE.fullmatch("0" + home)):
        return "0" + home, _ZERO
    if len(home) == 10 and (new := _OLD_PREFIXES.get("0" + home[:3])):
        return new + home[3:], f"{_ZERO} Đầu số cũ đổi thành {new}."
    return None
