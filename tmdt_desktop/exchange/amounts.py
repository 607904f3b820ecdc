"""Amounts of money and answers yes or no, as lists write them: «1,5 tỷ», «500 triệu», «☑», «đã có»."""

import re
from fractions import Fraction

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.choice_words import read_choice
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
    """A cell as a band of yearly turnover, by its words or by an amount. Raises Invalid."""
    try:
        return read_choice(kind, cell)
    except Invalid:
        found = read_money(Money(), cell).value if cell not in (None, "") else None
        if not isinstance(found, int) or found < _LEAST_SAID:
            raise
        band = next((band for most, band in _BANDS if found <= most), RevenueBand.OVER_50B)
        return Read(band, repaired=f"Hiểu là «{band.value}».")


def read_flag(kind: Flag, cell: object) -> Read:
    """A cell as yes or no. Raises Invalid."""
    word = one_line(cell).lower() if isinstance(cell, str) else cell
    if word in _YES or word in _NO:
        return Read(word in _YES)
    return Read(kind.parse(cell))
