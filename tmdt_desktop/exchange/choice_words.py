"""How lists name the choices of a field: short words, other spellings, codes of the tax office; and what a name tells."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.headings import term_named, words_of
from tmdt_desktop.exchange.identifiers import Read
from tmdt_desktop.exchange.old_letters import in_unicode
from tmdt_desktop.exchange.syllables import is_syllable
from tmdt_desktop.kinds import Choice, Choices, Term
from tmdt_desktop.text import fold, one_line, other_tone_place

_SAID = {
    "ENTERPRISE": "company|enterprise|dn doanh nghiep|cty|cong ty|cty tnhh|cty cp|ctcp|tnhh|cong ty tnhh mtv|doanh nghiep|dn|dntn|doanh nghiep tu nhan|cong ty tnhh|cong ty cp|cong ty co phan",
    "BRANCH": "chi nhanh|vpdd|van phong dai dien|cn|chi nhanh vpdd",
    "COOPERATIVE": "cooperative|htx|hop tac xa|lien hiep htx|to hop tac|thanh vien htx|hop tac xa lh htx",
    "HOUSEHOLD": "household|hkd|ho kd|ho kinh doanh|ho|ho ca the|hkd ca the|ho kinh doanh ca the|ca the|kinh doanh ca the|kinh doanh ho|chu ho kd",
    "WORKSHOP": "co so|cssx|cskd|co so sx|co so kd|co so san xuat|co so kinh doanh|co so sxkd|csskd",
    "PERSON": "individual|ca nhan|cn kd|ca nhan kd|ca nhan kinh doanh|ca nhan ban hang|ca nhan ban hang tren mang|nguoi ban",
    "PEOPLE": "nguoi dan|nd|nong dan|hoi vien|nhan dan|dan|ho dan",
    "OFFICIAL": "cbcc|can bo|cong chuc|can bo cong chuc|cb cc|vien chuc|cbccvc|lanh dao|cb",
    "EInvoice.NONE": "chua|khong|chua co|chua dung|khong dung|chua su dung|khong co|chua dang ky",
    "EInvoice.PLAIN": "hddt|hd dien tu|co|da co|da dung|da su dung|co dung|hoa don dien tu",
    "EInvoice.TILL": "may tinh tien|mtt|hddt mtt|hddt tu may tinh tien|hoa don tu may tinh tien|hddt khoi tao tu may tinh tien",
    "EInvoice.EXEMPT": "khong thuoc dien|mien|khong phai",
    "MALE": "male|nam|m|trai",
    "FEMALE": "female|nu|f|gai",
    "ACTIVE": "active|00|0|00 nnt dang hoat dong|dang hoat dong|hoat dong|dhd|dang hd|nnt dang hoat dong|con hoat dong|dang kinh doanh",
    "PAUSED": "suspended|paused|05|5|tam ngung|tam nghi|tam ngung hoat dong|tam ngung kinh doanh|tam dung|nghi ban",
    "ENDED": "closed|ended|01|1|03|3|cham dut|da ngung|ngung hoat dong|ngung|giai the|da giai the|dong cua|nghi han|dong mst",
    "UNVERIFIED": "06|6|09|9|02|2|07|7|chua xac minh|khong hoat dong tai dia chi|khong hoat dong tai dia chi da dang ky|cho xac minh",
    "Payment.COD": "cod|tien mat|tra tien mat|ship cod|thu ho|tien mat cod|thanh toan khi nhan hang",
    "Payment.TRANSFER": "ck|ngan hang|qua ngan hang|chuyen khoan ngan hang|internet banking|banking",
    "Payment.CARD": "the ngan hang|the atm|the tin dung|quet the|pos|visa",
    "Payment.WALLET": "vi|momo|vi momo|zalopay|zalo pay|vnpay|shopeepay|viettel money|viettelpay",
    "Payment.QR": "qr|qr code|vietqr|quet ma|quet ma qr|quet qr|qr pay",
    "BusinessRole.SELLER": "ban hang|ban le|nguoi ban hang",
    "BusinessRole.LIVESTREAMER": "livestream|ban livestream|ban hang livestream|live stream|nguoi livestream",
    "BusinessRole.AFFILIATE": "affiliate|kol|koc|ctv|cong tac vien",
    "BusinessRole.CARRIER": "shipper|giao hang|ship|chuyen phat",
    "Goods.FARM": "nong san sach|rau|rau qua|hoa qua|trai cay|gao",
    "Goods.FOOD": "do an|do uong|an uong|do an vat|thuc pham chuc nang|banh keo|nuoc uong",
    "Goods.CRAFT": "gom|gom su|my nghe|do go|may tre dan|thu cong",
    "Goods.FASHION": "quan ao|giay dep|tui xach|phu kien|vai|may mac",
    "Goods.ELECTRONICS": "dien thoai|dien may|do dien tu|do gia dung|may tinh|gia dung",
    "Goods.MATERIALS": "vat lieu xay dung|vlxd|gach men|gach|may moc",
    "Goods.BOOKS": "sach|van phong pham|do choi|vpp",
    "Goods.BABY": "me be|do so sinh|sua bot",
    "Goods.TOURISM": "du lich|luu tru|homestay|khach san|nha nghi",
    "Goods.LOGISTICS": "logistics|van tai|van chuyen",
    "CLASS": "lop|tap huan|lop tap huan|dao tao",
    "TAX": "thue|chi cuc thue|co quan thue|cuc thue",
    "COMMUNE": "xa|ubnd xa|phuong|xa phuong",
}  # fmt: skip

_PARTS = re.compile(r"[,;/&+\n|]|\svà\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)")
_LONGEST_TERM = 4
_OLD = ("tcvn3", "vni")
_SHORTEST, _NEAR, _CLEARLY = 4, 82, 3
"""Letters that a near spelling needs, how near it must be of 100, and how much nearer than another meaning."""
_NAME_KINDS = (
    ("BRANCH", re.compile(r"^(chi nhanh|cn cong ty|van phong dai dien|vpdd|dia diem kinh doanh)\b")),
    ("COOPERATIVE", re.compile(r"^(htx|hop tac xa|lien hiep (htx|hop tac)|to hop tac)\b")),
    ("ENTERPRISE", re.compile(r"^(cong ty|cty|c ty|ct tnhh|ct cp|ctcp|doanh nghiep|dntn|dn tn|dn tu nhan|tap doan)\b")),
    ("HOUSEHOLD", re.compile(r"^(hkd|ho kinh doanh|ho kd|hokd|h kd|ho ca the)\b")),
    ("WORKSHOP", re.compile(r"^(co so|cssx|cskd|xuong|lo (banh|gom|ren)|trang trai)\b")),
    ("HOUSEHOLD", re.compile(r"^(ho gia dinh|tong kho|kho hang|cua hang|shop|quan|tiem|dai ly|nha hang|sieu thi|nha may|homestay|nha nghi|tap hoa|ch)\b")),
)  # fmt: skip
_LEGAL_FORM = re.compile(
    r"^\W*(?:(?:hộ kinh doanh|hộ kd|hkd|hộ cá thể|hợp tác xã|htx|công ty|cty|doanh nghiệp tư nhân|dntn|doanh nghiệp|"
    r"cơ sở sản xuất|cssx|cơ sở|tnhh|cổ phần|cp|ctcp|mtv|một thành viên|1tv)\b[\s.:–-]*)+"
)
_HOUSE = re.compile(r"\s*hộ\s", re.IGNORECASE)
_SHORT = {
    "nn": "nông nghiệp", "tm": "thương mại", "dv": "dịch vụ", "sx": "sản xuất", "xd": "xây dựng", "kd": "kinh doanh",
    "xnk": "xuất nhập khẩu", "vlxd": "vật liệu xây dựng", "tmdv": "thương mại dịch vụ", "dvtm": "dịch vụ thương mại",
}  # fmt: skip
_FAMILIES = frozenset(
    [
        "âu",
        "bạch",
        "bùi",
        "cầm",
        "cao",
        "châu",
        "chu",
        "cù",
        "đàm",
        "đặng",
        "đào",
        "đậu",
        "đinh",
        "đỗ",
        "đoàn",
        "dương",
        "giáp",
        "hà",
        "hàn",
        "hồ",
        "hoàng",
        "hứa",
        "huỳnh",
        "khổng",
        "kiều",
        "kim",
        "la",
        "lã",
        "lại",
        "lâm",
        "lê",
        "lò",
        "lô",
        "lương",
        "lưu",
        "lý",
        "lỳ",
        "mạc",
        "mai",
        "mẫu",
        "ma",
        "nghiêm",
        "ngô",
        "nguyễn",
        "nhâm",
        "nhữ",
        "ninh",
        "ngụy",
        "nông",
        "bế",
        "bàng",
        "phạm",
        "phan",
        "phí",
        "phó",
        "phú",
        "phùng",
        "quách",
        "sái",
        "tạ",
        "tăng",
        "thạch",
        "thái",
        "tô",
        "tống",
        "tôn",
        "trần",
        "triệu",
        "trịnh",
        "trương",
        "ứng",
        "ưng",
        "văn",
        "vân",
        "võ",
        "vũ",
        "vi",
        "vương",
        "viên",
        "khuất",
        "khương",
        "đồng",
        "lục",
        "lạc",
        "trầm",
        "tiêu",
        "từ",
        "thân",
        "thiều",
    ]
)
_PLAIN_FAMILIES = frozenset(fold(family) for family in _FAMILIES)  # fmt: skip


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


def nearest(text: str, meant: Mapping[str, _T], clearly: float = _CLEARLY) -> _T | None:
    """What is meant by the word that is spelled nearly like `text`; None when none is near, or words of several meanings
    are alike near. Digits must be the same. `clearly`: how much nearer, of 100, it must be than another meaning.
    """
    from rapidfuzz import fuzz, process

    folded = words_of(text)
    if len(folded) < _SHORTEST:
        return None
    words = {word: words_of(word) for word in meant}
    found = process.extract(folded, words, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=8)
    digits = _digits(folded)
    found = [each for each in found if _digits(each[0]) == digits]
    best = [meant[word] for _, score, word in found if score > found[0][1] - clearly]
    return best[0] if best and all(each == best[0] for each in best) else None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def near_spelling(text: str, name: str, plain: str) -> Read:
    """No value, and the proposal to take `plain`, which people call `name`."""
    return Read(None, f"Ghi «{text}», gần giống «{name}». Nhận gợi ý này hoặc ghi lại.", proposed=plain)


def read_choice(kind: Choice, raw: object) -> Read:
    """A cell as a choice; a near spelling is proposed, not taken. Raises Invalid."""
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else one_line(str(raw))
    if found := term_said(kind.of, text):
        return Read(found)
    if old := _in_old_letters(kind.of, text):
        return old
    if (sort := _kind_begun(text)) in kind.of.__members__:
        return Read(kind.of[sort], repaired=f"Hiểu là «{kind.of[sort].value}».")
    if near := nearest(text, _spellings(kind.of), 0.01) or _begun(kind.of, text):
        return near_spelling(text, str(near.value), near.name)
    words = f" {words_of(text)} "
    inside = {term for word, term in _other_words(kind.of).items() if len(word) > 3 and f" {word} " in words}
    if len(inside) == 1:
        term = inside.pop()
        return Read(term, repaired=f"Hiểu là «{term.value}».")
    return Read(kind.parse(text))


def _in_old_letters(of: type[Term], text: str) -> Read | None:
    """A lone cell typed in an old alphabet, which by itself looked like Unicode: «Hé kinh doanh»."""
    for alphabet in () if text.isascii() else _OLD:
        meant = in_unicode(text, alphabet)
        if meant != text and (term := term_said(of, meant)):
            return Read(term, repaired=f"Đổi từ phông cũ: «{text}» → «{meant}».")
    return None


def _begun(of: type[Term], text: str) -> Term | None:
    """The one term whose words begin with those of `text`."""
    word = words_of(text)
    begun = [term for term in of if words_of(str(term.value)).startswith(f"{word} ")]
    return begun[0] if len(begun) == 1 and len(word) >= _SHORTEST else None


def read_choices(kind: Choices, raw: object) -> Read:
    """A cell as several choices; a part that is none is told, one that nearly is one is proposed. Raises Invalid."""
    text = one_line(str(raw))
    found, strange = _parted(kind.of, text)
    if not found and not strange:
        return Read(kind.parse(raw))
    near = {part: term for part in strange if (term := nearest(part, _spellings(kind.of), 0.01))}
    lost = [part for part in strange if part not in near]
    if not found and not near:
        raise Invalid(f"Không có mục nào là «{'», «'.join(lost)}». Chọn trong: {_all_words(kind)}.")
    said = [f"«{part}» gần giống «{term.value}»." for part, term in near.items()]
    said += [f"«{part}» không có trong danh mục, chưa nhận." for part in lost]
    chosen = tuple(term for term in kind.of if term in found)
    proposed = " ".join(term.name for term in kind.of if term in found or term in near.values()) if near else ""
    return Read(chosen or None, " ".join(said), proposed=proposed)


def _all_words(kind: Choices) -> str:
    return "; ".join(str(term.value) for term in kind.of)


def _parted(of: type[Term], text: str) -> tuple[set[Term], list[str]]:
    """The terms that a text names, and its parts that name none; parts that name one term together are taken so."""
    if whole := term_said(of, text):
        return {whole}, []
    parts = [part for part in (piece.strip(" .:-–") for piece in _PARTS.split(_BRACKETS.sub(" ", text))) if part]
    found: set[Term] = set()
    strange: list[str] = []
    at = 0
    while at < len(parts):
        spans = range(min(len(parts), at + _LONGEST_TERM), at, -1)
        end, term = next(
            ((end, term) for end in spans if (term := term_said(of, " ".join(parts[at:end])))), (at + 1, None)
        )
        if term is None:
            term = _begun(of, parts[at]) or _inside(of, parts[at])
        if term is None:
            strange.append(parts[at])
        else:
            found.add(term)
        at = end
    return found, strange


def _inside(of: type[Term], part: str) -> Term | None:
    """The one term of `of` that words within a part name."""
    words = f" {words_of(part)} "
    inside = {term for word, term in _other_words(of).items() if len(word) > 3 and f" {word} " in words}
    inside |= {term for term in of if f" {words_of(str(term.value))} " in words}
    return inside.pop() if len(inside) == 1 else None


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
    return _kind_begun(name) or ("HOUSEHOLD" if _HOUSE.match(name) else "")


def _kind_begun(text: str) -> str:
    """The same without «Hộ …», with which a misspelt choice may begin."""
    word = words_of(text)
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
    """Whether a name is built like a person's: a family name, with its marks where there are any, and one to four more
    words, all of them Vietnamese (unless typed without marks) and all capital alike.
    """
    words, plain = one_line(name).split(), name.isascii()
    if not 2 <= len(words) <= 5 or not all(
        word.isalpha() and (plain or len(word) == 1 or is_syllable(word)) for word in words
    ):
        return False
    if len({word[0].isupper() for word in words}) > 1:
        return False
    family = words[0].lower()
    return family in (_PLAIN_FAMILIES if plain else _FAMILIES) or other_tone_place(family) in _FAMILIES
