"""An address cut into pieces and words, with the words that say what follows: xã, thôn, huyện …"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tmdt_desktop.text import exact_words, fold, one_line


class Role(enum.Enum):
    """What a word announces about the name that follows it."""

    XA = "xã"
    PHUONG = "phường"
    THI_TRAN = "thị trấn"
    ABOVE = "above"
    """A district, city or province."""
    BELOW = "below"
    """A village, quarter, street or house."""


COMMUNE_ROLES = frozenset({Role.XA, Role.PHUONG, Role.THI_TRAN})

_PAIRS = {
    ("thị", "trấn"): Role.THI_TRAN,
    ("thi", "tran"): Role.THI_TRAN,
    ("thành", "phố"): Role.ABOVE,
    ("thanh", "pho"): Role.ABOVE,
    ("thị", "xã"): Role.ABOVE,
    ("thi", "xa"): Role.ABOVE,
    ("số", "nhà"): Role.BELOW,
    ("so", "nha"): Role.BELOW,
}
_SINGLES = {
    **dict.fromkeys(("xã", "xa", "x"), Role.XA),
    **dict.fromkeys(("phường", "phuong", "p"), Role.PHUONG),
    **dict.fromkeys(("tt", "ttr"), Role.THI_TRAN),
    **dict.fromkeys(("huyện", "huyen", "h", "tp", "tx", "tỉnh", "tinh", "t"), Role.ABOVE),
    **dict.fromkeys(
        ("thôn", "thon", "xóm", "xom", "khu", "tdp", "tổ", "to", "đội", "doi", "ngõ", "ngo", "ngách", "ngach"),
        Role.BELOW,
    ),
    **dict.fromkeys(("đường", "duong", "phố", "pho", "chợ", "cho", "làng", "lang", "ấp", "sn"), Role.BELOW),
}
_DOTTED = re.compile(r"\bt\.\s?([pxt])\b", re.IGNORECASE)
_CUTS = re.compile(r"[,;:()\[\]|/–—]|\s-\s")


@dataclass(frozen=True)
class Word:
    """One word: as written (lower case), without marks, and what it announces, if anything."""

    exact: str
    plain: str
    role: Role | None = None


def pieces(text: str) -> list[list[Word]]:
    """The pieces of an address between commas and the like, each as its words; empty pieces are left out."""
    line = _DOTTED.sub(r"t\1", one_line(text))
    cut = ([*_words(exact_words(part))] for part in _CUTS.split(line))
    return [words for words in map(_without_number, cut) if words]


def _words(raw: list[str]) -> Iterator[Word]:
    at = 0
    while at < len(raw):
        pair = _PAIRS.get((raw[at], raw[at + 1])) if at + 1 < len(raw) else None
        if pair is not None:
            yield Word("", "", pair)
            at += 2
            continue
        yield Word(raw[at], fold(raw[at]), _SINGLES.get(raw[at]))
        at += 1


def _without_number(words: list[Word]) -> list[Word]:
    """«8. Sơn Đông»: a running number before the name is none of it."""
    return words[1:] if len(words) > 1 and words[0].exact.isdigit() else words
