"""Names and addresses brought to what tells one business from another: the brand, the owner, the village."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from tmdt_desktop.text import exact_words, fold, other_tone_place

_HEADS = "ho so|ho|hkd|hkdct|cs|ong|ba|anh|chi|chu ho|chu|shop|cua hang|ch|cong ty|cty|ct"
_HEAD = re.compile(rf"^(?:(?:{_HEADS})\s+)+(?=\S)")
_HEAD_WORDS = frozenset(head.partition(" ")[0] for head in _HEADS.split("|"))
_FORMS = (
    "cong ty|cty|c ty|ctcp|cttnhh|tnhh|trach nhiem huu han|co phan|cp|mtv|mot thanh vien|1 thanh vien|1tv|"
    "hai thanh vien tro len|hai thanh vien|2 thanh vien|dntn|doanh nghiep tu nhan|doanh nghiep tn|doanh nghiep|"
    "dn tu nhan|lien hiep htx|lhhtx|hop tac xa|htx|to hop tac|tht|ho kinh doanh ca the|ho kinh doanh|hkdct|hkd|"
    "ho kd|ho san xuat|co so san xuat kinh doanh|co so san xuat|co so kinh doanh|cssxkd|cssx|cskd|co so|cua hang|"
    "shop|ch|thuong mai|dich vu|san xuat|xuat nhap khau|dau tu|phat trien|tmdv|sxtm|sxkd|kinh doanh|xnk|tm|dv|sx|kd|"
    "viet nam|nong nghiep|nn|va"
)


def _by_first_word(forms: str) -> Mapping[str, Sequence[Sequence[str]]]:
    """The forms as words, by the first of them; of two that begin alike the earlier one counts."""
    found: dict[str, list[list[str]]] = {}
    for words in (form.split() for form in forms.split("|")):
        found.setdefault(words[0], []).append(words)
    return MappingProxyType(found)


_FORMS_BY_WORD = _by_first_word(_FORMS)
_BRANCH = re.compile(r"^(?:chi nhanh|cn|van phong dai dien|vpdd|dia diem kinh doanh|ddkd)\b")
_PLACE = re.compile(r"\btai\b.*$")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"[^\W_]+")
_FAMILIES = frozenset(
    _WORD.findall(
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh trịnh mai lâm hà lương lưu tạ "
        "phùng cao trương tô kim tống khổng chu quách đàm nông triệu thái đoàn hán vương tăng la giáp nghiêm châu kiều"
    )
)
_PLAIN_FAMILIES = frozenset(map(fold, _FAMILIES))
_HAMLET_WORDS = r"thon|xom|khu pho|khu dan cu|khu|kdc|kp|tdp|to dan pho|to dan cu|to|t d p|ap|lang|doi|cum|pho"
_HAMLET = re.compile(rf"^(?:{_HAMLET_WORDS})\s+")
_HOUSE = re.compile(r"^(?:so nha|sn|nha so|so)\s*\d+\w*\s*")
_ABOVE = re.compile(r"^(?:xa|x|phuong|p|thi tran|tt|ttr|huyen|h|tinh|t|thanh pho|tp|thi xa|tx)\b")
_CUTS = re.compile(r"[,;()]|\s[-–]\s")


@lru_cache(maxsize=8_192)
def plain_name(name: str) -> str:
    """A name as words without marks and capitals: «CTY TNHH Hoà-An» → «cty tnhh hoa an»."""
    folded = fold(name)
    if folded.replace(" ", "").isalnum():
        return " ".join(folded.split())
    return " ".join(_WORD.findall(folded))


@lru_cache(maxsize=8_192)
def bare_words(name: str) -> str:
    """`plain_name` without words of legal form, trade and place of a branch; the whole when nothing else is left."""
    plain = plain_name(_BRACKETS.sub(" ", name) if "(" in name else name)
    if _BRANCH.match(plain):
        plain = _PLACE.sub("", _BRANCH.sub("", plain)).strip()
    headless = _HEAD.sub("", plain) if plain.partition(" ")[0] in _HEAD_WORDS else plain
    return _formless(headless) or plain or plain_name(name)


def _formless(plain: str) -> str:
    """Words without those of legal form and trade."""
    words = plain.split()
    if _FORMS_BY_WORD.keys().isdisjoint(words):
        return plain
    kept: list[str] = []
    at = 0
    while at < len(words):
        gone = _length_of_form(words, at)
        kept += words[at : at + (not gone)]
        at += gone or 1
    return " ".join(kept)


def _length_of_form(words: list[str], at: int) -> int:
    """How many words from the place `at` on are a form; 0 when none begins there."""
    for form in _FORMS_BY_WORD.get(words[at], ()):
        if words[at : at + len(form)] == form:
            return len(form)
    return 0


@lru_cache(maxsize=8_192)
def toned_words(name: str) -> str:
    """A name in lower case with its marks, in the one habit of placing tones: the key that keeps tones."""
    words = " ".join(exact_words(name))
    other = other_tone_place(words)
    return words if other == words else " ".join(map(min, words.split(" "), other.split(" ")))


def tones_differ(a: str, b: str, words: int) -> bool:
    """Whether the last `words` words of two toned names, alike without marks, are told apart by them.

    «nguyễn văn hùng» is not «nguyễn văn hưng»; «nguyen van hung», where all marks were lost, may be either.
    """
    last, other = a.split()[-words:], b.split()[-words:]
    return not a.isascii() and not b.isascii() and last != other


def bracketed_owner(name: str) -> str:
    """«Shop Hoa Lan (Nguyễn Thị Lan)» → «nguyen thi lan»; empty when brackets hold no person's name."""
    inner = _BRACKETS.search(name) if "(" in name else None
    words = bare_words(inner.group(1)) if inner else ""
    return words if inner and is_person(words, toned_words(inner.group(1))) else ""


def is_person(bare: str, toned: str) -> bool:
    """Whether bare words read as a person's name: a family name first, two to five words, no digits.

    `toned`: the name with its marks, by which «Trương» is one and «Trường» is none.
    """
    words = bare.split()
    if not (2 <= len(words) <= 5 and words[0] in _PLAIN_FAMILIES and bare.replace(" ", "").isalpha()):
        return False
    first = toned.split()[-len(words)]
    return toned.isascii() or fold(first) != words[0] or first in _FAMILIES


def may_be_person(bare: str) -> bool:
    """Whether the first of bare words is a family name, at least without its marks: cheaper to ask than `is_person`."""
    return bare.partition(" ")[0] in _PLAIN_FAMILIES


def is_branch(name: str) -> bool:
    """Whether a name says that it is a branch or another place of a firm."""
    return bool(_BRANCH.match(plain_name(name)))


@lru_cache(maxsize=8_192)
def hamlet(address: str) -> str:
    """The village or quarter of an address, without marks and without its word; empty when it names none.

    «Số nhà 12, TDP Đồng Xuân, TT Bá Hiến, huyện Bình Xuyên» → «dong xuan».
    """
    for part in _CUTS.split(address):
        words = _HOUSE.sub("", plain_name(part))
        if words and not _ABOVE.match(words):
            return _HAMLET.sub("", words)
    return ""


_PERSONAL_REASON = re.compile(
    r"^(cùng số điện thoại|cùng thư điện tử|cùng số định danh|cùng mã số thuế(?= \d{12}$))\s.*"
)


def open_reasons(reasons: Iterable[str]) -> tuple[str, ...]:
    """Reasons that anybody may read: what is shared stays, telephones, mail and a person's own number go."""
    return tuple(_PERSONAL_REASON.sub(r"\1", reason) for reason in reasons)
