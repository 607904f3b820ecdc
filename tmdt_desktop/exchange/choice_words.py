"""How lists name the choices of a field: short words, other spellings, codes of the tax office; and what a name tells."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from tmdt_desktop.exchange.headings import term_named, words_of
from tmdt_desktop.exchange.identifiers import Read
from tmdt_desktop.kinds import Choice, Term
from tmdt_desktop.text import one_line

_SAID = {
    "ENTERPRISE": "dn doanh nghiep|cty|cong ty|cty tnhh|cty cp|ctcp|tnhh|cong ty tnhh mtv|doanh nghiep|dn|dntn|doanh nghiep tu nhan|cong ty tnhh|cong ty cp|cong ty co phan",
    "BRANCH": "chi nhanh|vpdd|van phong dai dien|cn|chi nhanh vpdd",
    "COOPERATIVE": "htx|hop tac xa|lien hiep htx|to hop tac|thanh vien htx|hop tac xa lh htx",
    "HOUSEHOLD": "hkd|ho kd|ho kinh doanh|ho|ho ca the|hkd ca the|ho kinh doanh ca the|kinh doanh ho|chu ho kd",
    "WORKSHOP": "co so|cssx|cskd|co so sx|co so kd|co so san xuat|co so kinh doanh|co so sxkd|csskd",
    "PERSON": "ca nhan|cn kd|ca nhan kd|ca nhan kinh doanh|ca nhan ban hang|ca nhan ban hang tren mang|nguoi ban",
    "PEOPLE": "nguoi dan|nd|nong dan|hoi vien|nhan dan|dan|ho dan",
    "OFFICIAL": "cbcc|can bo|cong chuc|can bo cong chuc|cb cc|vien chuc|cbccvc|lanh dao|cb",
    "EInvoice.NONE": "chua|khong|chua co|chua dung|khong dung|chua su dung|khong co|chua dang ky",
    "EInvoice.PLAIN": "hddt|hd dien tu|co|da co|da dung|da su dung|co dung|hoa don dien tu",
    "EInvoice.TILL": "may tinh tien|mtt|hddt mtt|hddt tu may tinh tien|hoa don tu may tinh tien|hddt khoi tao tu may tinh tien",
    "EInvoice.EXEMPT": "khong thuoc dien|mien|khong phai",
    "MALE": "nam|m|trai",
    "FEMALE": "nu|f|gai",
    "ACTIVE": "00|0|dang hoat dong|hoat dong|dhd|dang hd|nnt dang hoat dong|con hoat dong|dang kinh doanh",
    "PAUSED": "05|5|tam ngung|tam nghi|tam ngung hoat dong|tam ngung kinh doanh|tam dung|nghi ban",
    "ENDED": "01|1|03|3|cham dut|da ngung|ngung hoat dong|ngung|giai the|da giai the|dong cua|nghi han|dong mst",
    "UNVERIFIED": "06|6|09|9|02|2|07|7|chua xac minh|khong hoat dong tai dia chi|khong hoat dong tai dia chi da dang ky|cho xac minh",
    "CLASS": "lop|tap huan|lop tap huan|dao tao",
    "TAX": "thue|chi cuc thue|co quan thue|cuc thue",
    "COMMUNE": "xa|ubnd xa|phuong|xa phuong",
}  # fmt: skip

_SHORTEST, _NEAR, _CLEARLY = 4, 82, 3
"""Letters that a near spelling needs, how near it must be of 100, and how much nearer than another meaning."""
_NAME_KINDS = (
    ("BRANCH", re.compile(r"^(chi nhanh|cn cong ty|van phong dai dien|vpdd|dia diem kinh doanh)\b")),
    ("COOPERATIVE", re.compile(r"^(htx|hop tac xa|lien hiep (htx|hop tac)|to hop tac)\b")),
    ("ENTERPRISE", re.compile(r"^(cong ty|cty|c ty|ct tnhh|ct cp|ctcp|doanh nghiep|dntn|dn tn|dn tu nhan|tap doan)\b")),
    ("HOUSEHOLD", re.compile(r"^(hkd|ho kinh doanh|ho kd|hokd|h kd|ho ca the)\b")),
    ("WORKSHOP", re.compile(r"^(co so|cssx|cskd|xuong|lo (banh|gom|ren)|trang trai)\b")),
    ("HOUSEHOLD", re.compile(r"^(cua hang|shop|quan|tiem|dai ly|nha hang|sieu thi|nha may|homestay|nha nghi|tap hoa|ch)\b")),
)  # fmt: skip
_LEGAL_FORM = re.compile(
    r"^\W*(?:(?:hộ kinh doanh|hộ kd|hkd|hộ cá thể|hợp tác xã|htx|công ty|cty|doanh nghiệp tư nhân|dntn|doanh nghiệp|"
    r"cơ sở sản xuất|cssx|cơ sở|tnhh|cổ phần|cp|ctcp|mtv|một thành viên|1tv)\b[\s.:–-]*)+"
)
_SHORT = {
    "nn": "nông nghiệp", "tm": "thương mại", "dv": "dịch vụ", "sx": "sản xuất", "xd": "xây dựng", "kd": "kinh doanh",
    "xnk": "xuất nhập khẩu", "vlxd": "vật liệu xây dựng", "tmdv": "thương mại dịch vụ", "dvtm": "dịch vụ thương mại",
}  # fmt: skip
_FAMILIES = frozenset(
    {
        "au", "bach", "bui", "cam", "cao", "chau", "chu", "cu", "dam", "dang", "dao", "dau", "dinh", "do", "doan",
        "duong", "giap", "ha", "han", "ho", "hoang", "hua", "huynh", "khong", "kieu", "kim", "la", "lai", "lam",
        "le", "lo", "luong", "luu", "ly", "mac", "mai", "mau", "nghiem", "ngo", "nguyen", "nham", "ninh", "pham",
        "phan", "phi", "phu", "phung", "quach", "sai", "ta", "tang", "thach", "thai", "to", "tong", "tran", "trieu",
        "trinh", "truong", "ung", "van", "vo", "vu", "vuong",
    }
)  # fmt: skip


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """{word: names of the terms it may be}."""
    table: dict[str, list[str]] = {}
    for name, words in _SAID.items():
        for word in words.split("|"):
            table.setdefault(word, []).append(name)
    return MappingProxyType({word: tuple(names) for word, names in table.items()})


def term_said(of: type[Term], text: str) -> Term | None:
    """The term that `text` names by its own words or one of those above; None when it names none."""
    word = words_of(text)
    if not word:
        return None
    if found := term_named(of, word):
        return found
    return next((term for name in _table().get(word, ()) if (term := _member(of, name))), None)


def _member(of: type[Term], name: str) -> Term | None:
    """The term of that name, «ACTIVE» of any list or «EInvoice.NONE» of that list alone; None when `of` has none."""
    owner, _, own = name.rpartition(".")
    return of.__members__.get(own) if owner in ("", of.__name__) else None


_T = TypeVar("_T")


def nearest(text: str, meant: Mapping[str, _T]) -> _T | None:
    """What is meant by the word that is spelled nearly like `text`; None when none is near, or words of several meanings
    are alike near.
    """
    from rapidfuzz import fuzz, process

    folded = words_of(text)
    if len(folded) < _SHORTEST:
        return None
    words = {word: words_of(word) for word in meant}
    found = process.extract(folded, words, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=8)
    best = [meant[word] for _, score, word in found if score > found[0][1] - _CLEARLY]
    return best[0] if best and all(each == best[0] for each in best) else None


def near_spelling(text: str, name: str, plain: str) -> Read:
    """No value, and the proposal to take `plain`, which people call `name`."""
    return Read(None, f"Ghi «{text}», gần giống «{name}». Nhận gợi ý này hoặc ghi lại.", proposed=plain)


def read_choice(kind: Choice, raw: object) -> Read:
    """A cell as a choice; a near spelling is proposed, not taken. Raises Invalid."""
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else one_line(str(raw))
    if found := term_said(kind.of, text):
        return Read(found)
    if (sort := kind_of_name(text)) in kind.of.__members__:
        return Read(kind.of[sort], repaired=f"Hiểu là «{kind.of[sort].value}».")
    if near := nearest(text, _spellings(kind.of)):
        return near_spelling(text, str(near.value), near.name)
    words = f" {words_of(text)} "
    inside = {term for word, term in _other_words(kind.of).items() if len(word) > 3 and f" {word} " in words}
    if len(inside) == 1:
        term = inside.pop()
        return Read(term, repaired=f"Hiểu là «{term.value}».")
    return Read(kind.parse(text))


@cache
def _other_words(of: type[Term]) -> Mapping[str, Term]:
    """{word: the term of `of` it names}, of the words above."""
    pairs = ((word, _member(of, name)) for word, names in _table().items() for name in names)
    return MappingProxyType({word: term for word, term in pairs if term is not None})


@cache
def _spellings(of: type[Term]) -> Mapping[str, Term]:
    """{words: the term they name}: its own words, and longer ones of those above."""
    said = {word: term for word, term in _other_words(of).items() if len(word) > 5}
    return MappingProxyType({**said, **{str(term.value): term for term in of}})


def terms_in(of: type[Term], text: str) -> tuple[Term, ...]:
    """All terms that a group line names: «HỘ KINH DOANH, CƠ SỞ SẢN XUẤT»."""
    parts = re.split(r"[,;/&+]|\svà\s|[-–:(]", text)
    found = [term for part in parts if (term := term_said(of, part))]
    whole = term_said(of, text)
    return tuple(dict.fromkeys([*([whole] if whole else []), *found]))


def kind_of_name(name: str) -> str:
    """The sort of business that its name's first words tell, as a term's name; empty when they tell none."""
    word = words_of(name)
    return next((kind for kind, begins in _NAME_KINDS if begins.search(word)), "")


def bare_name(name: str) -> str:
    """A name without its legal form and with its short words written out, marks kept: «HTX NN Bảo Cường» and «Hợp tác xã
    nông nghiệp Bảo Cường» are one.
    """
    low = name.casefold()
    form = _LEGAL_FORM.match(low)
    words = (low[form.end() :] if form else low).split()
    if not _SHORT.keys().isdisjoint(words):
        words = [_SHORT.get(word, word) for word in words]
    return " ".join(words) or low


def is_person_name(name: str) -> bool:
    """Whether a name is built like a person's: a family name and one to four more words, all of letters."""
    words = words_of(name).split()
    return 2 <= len(words) <= 5 and words[0] in _FAMILIES and all(word.isalpha() for word in words)
