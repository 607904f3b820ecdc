"""Amounts of money and answers yes or no, as lists write them: «1,5 tỷ», «500 triệu», «☑», «đã có»."""

import re
from fractions import Fraction

from tmdt_desktop.exchange.choice_words import read_choice, term_said
from tmdt_desktop.exchange.identifiers import Read
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Choice, Flag, Money
from tmdt_desktop.records.business import RevenueBand
from tmdt_desktop.text import one_line

_SCALES = {
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "triệu": 10**6, "trieu": 10**6, "tr": 10**6, "trđ": 10**6,
    "nghìn": 10**3, "ngàn": 10**3, "nghin": 10**3, "k": 10**3,
}  # fmt: skip
_PIECE = re.compile(r"(\d[\d.,]*)\s*(tỷ|tỉ|ty|triệu|trieu|trđ|tr|nghìn|ngàn|nghin|k)(?![^\W\d_])\s*(?:đồng|đ|vnđ|vnd)?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3}){2,}")
_YES = frozenset(("☑", "√", "✅", "+", "đã dùng", "đã có", "có dùng", "có sử dụng", "đã sử dụng", "đã rồi"))
_NO = frozenset(("☐", "✗", "✘", "-", "chưa có", "chưa dùng", "không có", "không dùng", "không sử dụng", "chưa sử dụng"))

_BANDS = (
    (10**8 - 1, RevenueBand.UNDER_100M), (5 * 10**8, RevenueBand.TO_500M), (10**9, RevenueBand.TO_1B),
    (3 * 10**9, RevenueBand.TO_3B), (5 * 10**10, RevenueBand.TO_50B),
)  # fmt: skip
_SCALE = "tỷ|tỉ|ty|triệu|trieu|trđ|tr|nghìn|ngàn|nghin|k"
_SPAN = re.compile(
    r"(?:khoảng|gần|tầm|~|từ|doanh thu)?\s*(?P<bound>>=|<=|[><≥≤]|trên|hơn|quá|dưới|không quá|chưa đến|chưa tới|đến|tối đa|ít nhất)?\s*"
    rf"(?P<first>\d[\d.,]*)\s*(?P<first_scale>{_SCALE})?\s*(?:đồng|đ|vnđ|vnd)?\s*"
    rf"(?:(?:-|–|—|đến|tới|~)\s*(?:dưới\s*)?(?P<second>\d[\d.,]*)\s*(?P<scale>{_SCALE})?\s*(?:đồng|đ|vnđ|vnd)?)?"
    r"\s*(?:(?P<up>trở lên|\+)|(?P<down>trở xuống))?\s*(?:/\s*năm|một năm|mỗi năm)?[.]?"
)
_OVER, _UNDER = (">", "≥", "trên", "hơn", "quá", "ít nhất"), ("<", "≤", "dưới", "không", "chưa", "đến", "tối đa")
_INCLUSIVE = frozenset((">=", "≥", "<=", "≤", "không quá", "đến", "tối đa", "ít nhất"))
_ENDLESS = float("inf")
_LEAST_SAID = 10**6
"""A smaller number is no amount of đồng: it counts millions, and nobody said so."""


def read_money(kind: Money, cell: object) -> Read:
    """A cell as đồng; an amount in words of scale is put right. Raises Invalid."""
    text = one_line(cell).lower() if isinstance(cell, str) else ""
    pieces = _PIECE.findall(text)
    if pieces and not _PIECE.sub("", text).strip(" ,.+và"):
        whole = sum((_amount(digits) * _SCALES[scale] for digits, scale in pieces), Fraction(0))
        if whole.denominator == 1:
            made = kind.parse(int(whole))
            return Read(made, repaired=f"Hiểu là {number(made)} đồng.")
    return Read(kind.parse(cell))


def _amount(digits: str) -> Fraction:
    """«1.234» or «1,5» before a word of scale: the last mark is the comma of the fraction, unless marks group by three."""
    bare = digits.strip(".,")
    if _GROUPED.fullmatch(bare):
        return Fraction(re.sub(r"[.,]", "", bare))
    head, mark, tail = re.match(r"(.*?)(?:([.,])(\d+))?$", bare).groups()  # type: ignore[union-attr]
    if mark == "." and len(tail) == 3:
        return Fraction(head.replace(",", "") + tail)
    return Fraction(f"{re.sub(r'[.,]', '', head)}.{tail}" if mark else re.sub(r"[.,]", "", head))


def read_band(kind: Choice, cell: object) -> Read:
    """A cell as a band of yearly turnover, by its words or by an amount, a bound or a range.

    What lies in no single band is proposed as the nearest one, not taken. Raises Invalid.
    """
    text = _spoken(cell)
    if named := term_said(kind.of, text):
        return Read(named)
    if not any(map(str.isdigit, text)):
        return read_choice(kind, cell)
    span = _span(text)
    if span is None:
        return Read(kind.parse(text))
    first, last = _band(span[0]), _band(span[1])
    if span == (0, 0):
        return Read(first, f"Ghi «{text}», coi là «{first.value}». Xem lại nếu chưa rõ doanh thu.")
    if first is last:
        return Read(first, repaired=f"Hiểu là «{first.value}».")
    near = first if span[1] == _ENDLESS else last if span[0] == 0 else first
    sentence = (
        f"Ghi «{text}», có thể thuộc từ «{first.value}» đến «{last.value}». Nhận gợi ý «{near.value}» hoặc chọn lại."
    )
    return Read(None, sentence, proposed=near.name)


def _spoken(cell: object) -> str:
    """A cell as text in small letters; a number of the spreadsheet without its fraction of nought."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else one_line(str(cell)).lower()


def _band(amount: float) -> RevenueBand:
    return next((band for most, band in _BANDS if amount <= most), RevenueBand.OVER_50B)


def _span(text: str) -> tuple[float, float] | None:
    """The least and the most that «trên 3 tỷ», «300-400 triệu», «13 tỷ», «0» say, in đồng; None when they say neither."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    scale = found["scale"] or found["first_scale"]
    one = _dong(found["first"], found["first_scale"] or (scale if found["second"] else None))
    two = _dong(found["second"], found["scale"] or scale) if found["second"] else None
    if one is None or (found["second"] and two is None):
        return None
    if two is not None:
        return (one, two) if one <= two else None
    word = found["bound"] or ""
    if found["up"] or word.startswith(_OVER):
        return one + (word != "" and word not in _INCLUSIVE), _ENDLESS
    if found["down"] or word.startswith(_UNDER):
        return 0, one - (word != "" and word not in _INCLUSIVE)
    return one, one


def _dong(digits: str, scale: str | None) -> float | None:
    """An amount of so many of a scale; a small number without one is no amount, but for nought."""
    if scale:
        return float(_amount(digits) * _SCALES[scale])
    bare = re.sub(r"[.,]", "", digits)
    return float(bare) if bare.isdigit() and (int(bare) >= _LEAST_SAID or int(bare) == 0) else None


def read_flag(kind: Flag, cell: object) -> Read:
    """A cell as yes or no. Raises Invalid."""
    word = one_line(cell).lower() if isinstance(cell, str) else cell
    if word in _YES or word in _NO:
        return Read(word in _YES)
    return Read(kind.parse(cell))
