"""Invented entries of lists with the truth about them: which are one business, and which only look so. Seeded."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tmdt_desktop.exchange.likeness import Party
from tmdt_desktop.kinds import TaxCode
from tmdt_desktop.text import fold, other_tone_place


def _cut(words: str) -> tuple[str, ...]:
    return tuple(words.split(","))


_FAMILY = _cut("Nguyễn,Trần,Lê,Phạm,Hoàng,Phan,Vũ,Đặng,Bùi,Đỗ,Ngô,Dương,Phùng,Khổng,Triệu,Kiều,Tạ,Hà")
_MIDDLE = _cut("Thị,Văn,Hữu,Đức,Minh,Thu,Thanh,Ngọc,Quốc,Xuân,Hồng,Kim,Bích")
_GIVEN = _cut(
    "An,Anh,Bình,Cường,Dũng,Đạt,Giang,Hà,Hải,Hạnh,Hiền,Hòa,Hùng,Hưng,Hương,Lan,Loan,Mai,Nam,Nga,Sơn,Tâm,Thúy,Thùy,Vân,Yến"
)
_BRAND = _cut(
    "Hưng Thịnh,Đại Phát,Ánh Dương,Thành Công,Hoa Sen,Bảo Long,Phú Quý,Sông Lô,Tam Đảo,Minh Khai,Hoàng Gia,Việt Nhật,Thanh Xuân,Lộc Phát,Trường Sinh,Đồng Tâm"
)
_TAIL = _cut("Vĩnh Phúc,Plus,Tây Thiên,88,Green,Sông Hồng,Thái Dương,Kinh Đô,An Khang,Bắc Hà,Nhật Minh,Đức Thắng")
_TRADE = ("mây tre đan", "bún khô", "chè xanh", "mật ong", "gốm sứ", "nước mắm", "đồ gỗ", "may mặc")
_HAMLETS = _cut("Thượng,Hạ,Đông Mới,Cầu Đá,Ao Sen,Gò Vàng,Lũng Hòa,Phú Thịnh,Bờ Hồ,Đồi Cọ,Vườn Chè,Quán Tiên")
_FIRM_FORMS = (("Công ty TNHH", "Cty TNHH", "CÔNG TY TNHH MTV", "C.ty TNHH", "Công ty trách nhiệm hữu hạn"),
               ("Công ty Cổ phần", "CTCP", "Cty CP", "CÔNG TY CỔ PHẦN"),
               ("Doanh nghiệp tư nhân", "DNTN", "Doanh nghiệp TN"), ("Hợp tác xã", "HTX", "HTX"))  # fmt: skip
_HOME_FORMS = ("Hộ kinh doanh", "HKD", "Hộ KD", "HỘ KINH DOANH", "hkd:", "")
_SHOP_FORMS = ("Cửa hàng", "Shop", "CH", "cửa hàng")
_DOORS = ("thôn {}", "Thôn {}", "Xóm {}", "TDP {}", "Số 12, thôn {}", "thôn {}, xã Ngọc Mỹ, huyện Lập Thạch")


@dataclass(frozen=True)
class Alike:
    """Entries, the pairs of keys that are one business, and pairs that look so and are two."""

    parties: tuple[Party, ...]
    same: frozenset[frozenset[str]]
    look_alikes: frozenset[frozenset[str]]


def alike(number: int = 1_500, seed: int = 7) -> Alike:
    """`number` businesses, every fourth of them written a second time, every tenth with a neighbour that looks like it."""
    chance = random.Random(seed)
    parties: list[Party] = []
    same: set[frozenset[str]] = set()
    look_alikes: set[frozenset[str]] = set()
    for at in range(number):
        made = _business(chance, f"a{at}")
        parties.append(made)
        if at % 4 == 0:
            parties.append(_again(chance, made, f"b{at}"))
            same.add(frozenset((made.key, f"b{at}")))  # type: ignore[arg-type]
        elif at % 10 == 1:
            parties.append(_neighbour(chance, made, f"c{at}"))
            look_alikes.add(frozenset((made.key, f"c{at}")))  # type: ignore[arg-type]
    chance.shuffle(parties)
    return Alike(tuple(parties), frozenset(same), frozenset(look_alikes))


def _business(chance: random.Random, key: str) -> Party:
    person = _person(chance)
    brand = f"{chance.choice(_BRAND)} {chance.choice(_TAIL)}"
    name = chance.choice((
        f"Hộ kinh doanh {person}", person, f"Cửa hàng {brand}", f"Công ty TNHH {brand}", f"HTX {chance.choice(_TRADE)} {brand}",
        f"Công ty Cổ phần {brand}", f"Cơ sở sản xuất {chance.choice(_TRADE)} {brand}",
    ))  # fmt: skip
    handle = fold(brand if brand in name else person).replace(" ", "") + str(chance.randrange(900))
    return Party(
        key,
        name,
        _tax_code(chance) if chance.random() < 0.7 else "",
        f"0262{chance.randrange(10**8):08d}" if chance.random() < 0.5 else "",
        (_phone(chance),) if chance.random() < 0.85 else (),
        (f"{handle}@example.vn",) if chance.random() < 0.3 else (),
        (f"shopee.vn/{handle}", f"facebook.com/{handle}.store")[: chance.randrange(3)],
        chance.choice(("08761", "08764", "08767", "08770", "08773", "08776")),
        chance.choice(_DOORS).format(chance.choice(_HAMLETS)),
        person if chance.random() < 0.6 else "",
    )


def _person(chance: random.Random) -> str:
    middle = " ".join(chance.sample(_MIDDLE, chance.choice((1, 1, 2))))
    return f"{chance.choice(_FAMILY)} {middle} {chance.choice(_GIVEN)}"


def _phone(chance: random.Random) -> str:
    return f"09{chance.choice('1346789')}{chance.randrange(10**7):07d}"


def _tax_code(chance: random.Random) -> str:
    while True:
        body = f"25{chance.randrange(10**7):07d}"
        for digit in "123456789":
            if not TaxCode().doubt(body + digit):
                return body + digit


def _again(chance: random.Random, one: Party, key: str) -> Party:
    """The same business as another clerk writes it: other form words, capitals, marks, fewer numbers; never nothing."""
    name = _reworded(chance, one.name)
    for change in chance.sample((str.upper, fold, _other_tones, _slip, str, str), 2):
        name = change(name) if change is not _slip else _slip(name, chance)  # type: ignore[operator]
    made = replace(one, key=key, name=name, address=_readdressed(chance, one.address))
    for lost in chance.sample(
        ("tax_code", "personal_id", "phones", "emails", "channels", "person", "address", "commune"), 3
    ):
        emptied = replace(made, **{lost: type(getattr(made, lost))()})
        if _tells_enough(emptied, one):
            made = emptied
    return made


def _tells_enough(a: Party, b: Party) -> bool:
    marks = (
        a.tax_code and b.tax_code,
        a.personal_id and b.personal_id,
        a.phones and b.phones,
        a.channels and b.channels,
    )
    return bool(a.commune) and (any(marks) or bool(a.address))


def _reworded(chance: random.Random, name: str) -> str:
    for forms in (*_FIRM_FORMS, _HOME_FORMS[:4], _SHOP_FORMS):
        for form in forms:
            if name.startswith(form + " "):
                others = _HOME_FORMS if form in _HOME_FORMS else forms
                return f"{chance.choice(others)} {name.removeprefix(form).strip()}".strip()
    return name


def _other_tones(name: str) -> str:
    return other_tone_place(name)


def _slip(name: str, chance: random.Random) -> str:
    """One slip of the fingers in a long word: two letters changed about, or one left out."""
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) >= 5 and at]
    if not long:
        return name
    at = chance.choice(long)
    word, place = words[at], chance.randrange(1, len(words[at]) - 1)
    turned = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    words[at] = chance.choice((turned, word[:place] + word[place + 1 :]))
    return " ".join(words)


def _readdressed(chance: random.Random, address: str) -> str:
    hamlet = next(word for word in _HAMLETS if word in address)
    return chance.choice(_DOORS).format(hamlet)


def _neighbour(chance: random.Random, one: Party, key: str) -> Party:
    """Another business that looks like this one: a namesake, a branch, one telephone, one page."""
    ways: tuple[Callable[[random.Random, Party, Party], Party], ...] = (_namesake, _branch, _one_telephone, _one_page)
    return chance.choice(ways)(chance, one, replace(_business(chance, key), commune=one.commune))


def _namesake(chance: random.Random, one: Party, other: Party) -> Party:
    elsewhere = chance.choice([each for each in _HAMLETS if each not in one.address])
    numbers = {"tax_code": _tax_code(chance), "phones": (_phone(chance),)}
    return replace(other, name=one.name, address=f"thôn {elsewhere}", person="", **numbers)  # type: ignore[arg-type]


def _branch(_: random.Random, one: Party, other: Party) -> Party:
    code = f"{one.tax_code}-001" if one.tax_code else ""
    return replace(
        other, name=f"Chi nhánh {one.name} tại Lập Thạch", tax_code=code, phones=one.phones, person=one.person
    )


def _one_telephone(_: random.Random, one: Party, other: Party) -> Party:
    return replace(other, phones=one.phones, address=one.address)


def _one_page(_: random.Random, one: Party, other: Party) -> Party:
    return replace(other, channels=one.channels)
