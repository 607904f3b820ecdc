"""The points of a likeness: what two entries share, how rare that is, and what contradicts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz

from tmdt_desktop.catalogues.platforms import host_platform
from tmdt_desktop.exchange.likeness_words import (
    bare_words,
    bracketed_owner,
    hamlet,
    is_branch,
    is_person,
    may_be_person,
    plain_name,
    toned_words,
    tones_differ,
)
from tmdt_desktop.kinds import TaxCode
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import fold

_NEAR = 86
_WITHIN = 95
_MANY = 3
"""A mark under more different names than this tells nothing."""
_BRANCH_CAP = 45
_NEAR_PERSON = 22
"""Names of people that differ by a letter or a tone are mostly two people."""
BY_NAME = 45 + 12 + 15
"""What two entries that tell their communes come to at most by name, owner and commune: no number, mark or village."""
OTHER_NAME, OTHER_COMMUNE = "khác tên", "khác xã"
ONE_NUMBER = 60
"""What two entries with one whole number come to at least: a slip in either is worth a look."""
_STEP = 500
_PERSON = re.compile(r"\d{12}")
_TAX = TaxCode()
_CODE = re.compile(r"\d{10}(?:-\d{3})?|\d{12}")
_ZALO = re.compile(r"^zalo\.me/(0\d{8,10})$")
_SAME_HOSTS = {"fb.com": "facebook.com", "m.facebook.com": "facebook.com", "fb.me": "facebook.com"}


class Told(Protocol):
    """A party as `likeness.Party` says it."""

    @property
    def name(self) -> str: ...
    @property
    def tax_code(self) -> str: ...
    @property
    def personal_id(self) -> str: ...
    @property
    def phones(self) -> tuple[str, ...]: ...
    @property
    def emails(self) -> tuple[str, ...]: ...
    @property
    def channels(self) -> tuple[str, ...]: ...
    @property
    def commune(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def person(self) -> str: ...


class Known(NamedTuple):
    """A party read once: what brings it together with others. What only weighs a pair is read when it is asked for."""

    name: str
    bare: str
    owner: str
    """Who stands behind it, bare; the name itself when that is a person's."""
    human: bool
    tax_code: str
    person_number: str
    commune: str
    address: str
    phones: frozenset[str]
    marks: frozenset[str]
    """Telephones, mail and channels, each behind a letter that says what it is."""

    @property
    def toned(self) -> str:
        return toned_words(self.name)

    @property
    def plain(self) -> str:
        return plain_name(self.name)

    @property
    def branch(self) -> bool:
        return is_branch(self.name)

    @property
    def valid(self) -> bool:
        return _is_valid(self.tax_code)

    @property
    def hamlet(self) -> str:
        return hamlet(self.address) if self.address else ""


@lru_cache(maxsize=8_192)
def _is_valid(code: str) -> bool:
    """Whether a tax code has its shape and its check digit."""
    return bool(_CODE.fullmatch(code)) and not _TAX.doubt(code)


def known(party: Told) -> Known:
    """Read a party."""
    name, code = party.name, party.tax_code
    bare = bare_words(name) if name else ""
    human = is_human(bare, name)
    phones, marks = marks_of(party)
    owner = owner_of(party)
    return Known(
        name,
        bare,
        owner or (bare if human else ""),
        human,
        code,
        person_number(party),
        fold(party.commune),
        party.address,
        phones,
        marks,
    )


def is_human(bare: str, name: str) -> bool:
    """Whether a name, `bare` of it what `bare_words` leaves, is a person's."""
    return may_be_person(bare) and is_person(bare, toned_words(name))


def owner_of(party: Told) -> str:
    """Who is said to stand behind a party, bare; empty when nobody is."""
    return bare_words(party.person) if party.person else bracketed_owner(party.name)


def person_number(party: Told) -> str:
    """The number of the person: said as such, or as a tax code of twelve digits."""
    return party.personal_id or (party.tax_code if len(party.tax_code) == 12 else "")


def marks_of(party: Told) -> tuple[frozenset[str], frozenset[str]]:
    """The telephones of a party, those in its Zalo addresses too; and all its marks (see `Known`)."""
    phones, marks = list(party.phones), list[str]()
    for channel in map(_channel, filter(None, party.channels)):
        if found := _ZALO.match(channel):
            phones.append(found.group(1))
        else:
            marks.append("c" + channel)
    marks += ["p" + each for each in phones]
    marks += ["e" + each.lower() for each in party.emails if each]
    return frozenset(phones), frozenset(marks)


def _channel(key: str) -> str:
    """One word for one place on line: a site of one's own by its host, a page or a shop by its whole address."""
    host, _, path = key.strip().lower().partition("/")
    host = _SAME_HOSTS.get(host, host)
    return f"{host}/{path}".rstrip("/") if host_platform(host) else host


@dataclass(slots=True)
class _Weighing:
    points: int = 0
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    cap: int = 100
    same_name: bool = False
    same_owner: bool = False
    same_code: bool = False
    same_number: bool = False

    def add(self, points: int, reason: str) -> None:
        self.points += points
        (self.reasons if points > 0 else self.against).append(reason)


class Judge:
    """Scores pairs out of one body of entries, where it knows how many names bear a mark."""

    def __init__(self, all_known: Sequence[Known], task: Task = SILENT) -> None:
        self.all = all_known
        self.common = _common(all_known, task)

    def judge(self, a: Known, b: Known) -> tuple[int, tuple[str, ...], bool]:
        """(score 0–100, reasons in words, sure) of two entries; the same whichever comes first."""
        made = _Weighing()
        _weigh_numbers(made, a, b)
        _weigh_names(made, a, b)
        self._weigh_marks(made, a, b)
        _weigh_places(made, a, b)
        _weigh_strangers(made, a, b)
        least = ONE_NUMBER if _one_number(made, a) else 0
        score = max(least, min(made.points, made.cap))
        named = made.same_name or made.same_owner
        sure = score >= 90 and named and (made.same_code or made.same_number)
        return score, (*made.reasons, *made.against), sure

    def _weigh_marks(self, made: _Weighing, a: Known, b: Known) -> None:
        points = 0
        for mark in sorted(a.marks & b.marks):
            if mark not in self.common:
                value = 40 if not points else 15
                points += value
                made.add(value, _MARK_WORDS[mark[0]] + mark[1:])


_MARK_WORDS = {"p": "cùng số điện thoại ", "e": "cùng thư điện tử ", "c": "cùng gian hàng, trang "}


def _common(all_known: Sequence[Known], task: Task) -> frozenset[str]:
    """The marks that stand under too many names."""
    under: dict[str, str | set[str]] = {}
    for at, each in enumerate(all_known):
        if at % _STEP == 0:
            task.step(at, len(all_known), "Đếm dấu hiệu chung")
        bare = each.bare
        for mark in each.marks:
            names = under.setdefault(mark, bare)
            if isinstance(names, set):
                names.add(bare)
            elif names != bare:
                under[mark] = {names, bare}
    return frozenset(mark for mark, names in under.items() if isinstance(names, set) and len(names) > _MANY)


def _weigh_numbers(made: _Weighing, a: Known, b: Known) -> None:
    if a.tax_code and b.tax_code:
        _weigh_codes(made, a, b)
    if a.person_number and b.person_number:
        if a.person_number == b.person_number:
            made.same_number = True
            made.add(70, f"cùng số định danh {_masked(a.person_number)}")
        elif len(a.person_number) == len(b.person_number):
            made.add(-45, "khác số định danh")


def _weigh_codes(made: _Weighing, a: Known, b: Known) -> None:
    if a.tax_code == b.tax_code:
        made.same_code = True
        made.add(80, f"cùng mã số thuế {a.tax_code}")
    elif len(a.tax_code) != 12 and len(b.tax_code) != 12:
        if a.tax_code[:10] == b.tax_code[:10]:
            made.cap = _BRANCH_CAP
            made.against.append("mã số thuế của đơn vị phụ thuộc và đơn vị chính")
        elif a.valid and b.valid:
            made.add(-55, "khác mã số thuế")
        else:
            made.add(-10, "khác mã số thuế, có mã sai số kiểm tra")


def _one_number(made: _Weighing, a: Known) -> bool:
    """Whether both bear one whole tax code or one person's whole number, `a` and its like: worth a look whatever else differs."""
    return (made.same_code and a.valid) or (made.same_number and bool(_PERSON.fullmatch(a.person_number)))


def _masked(number: str) -> str:
    return "…" + number[-4:]


def _weigh_names(made: _Weighing, a: Known, b: Known) -> None:
    if not a.bare or not b.bare:
        return
    made.same_name = True
    if a.toned == b.toned:
        made.add(45, "cùng tên")
    elif a.bare == b.bare and tones_differ(a.toned, b.toned, a.bare.count(" ") + 1):
        made.add(_NEAR_PERSON if a.human else 35, "tên khác dấu")
    elif a.plain == b.plain:
        made.add(43, "tên chỉ khác dấu")
    elif a.bare == b.bare:
        made.add(42, "tên chỉ khác loại hình")
    else:
        _weigh_unlike(made, a, b)
    if made.same_name and a.owner == b.owner != "" and not (a.human or b.human):
        made.add(12, "cùng chủ, người đại diện")
    if a.branch != b.branch:
        made.cap = _BRANCH_CAP
        made.against.append("một bên là chi nhánh")


def _weigh_unlike(made: _Weighing, a: Known, b: Known) -> None:
    near = max(fuzz.ratio(a.bare, b.bare), fuzz.token_sort_ratio(a.bare, b.bare))
    if near >= _NEAR:
        made.add(round(near - 60) if not (a.human and b.human) else _NEAR_PERSON, f"tên gần giống ({round(near)})")
        return
    made.same_name = False
    if a.owner and a.owner == b.owner:
        made.same_owner = True
        made.add(32, "cùng chủ, người đại diện")
    elif fuzz.token_set_ratio(a.bare, b.bare) >= _WITHIN:
        made.add(10, "tên này nằm trong tên kia")
    else:
        made.add(-25, OTHER_NAME)


def _weigh_places(made: _Weighing, a: Known, b: Known) -> None:
    if a.commune and b.commune:
        if a.commune == b.commune:
            made.add(15, "cùng xã")
        else:
            made.add(-15, OTHER_COMMUNE)
            return
    if a.hamlet and b.hamlet:
        if a.hamlet == b.hamlet:
            made.add(18, "cùng thôn")
        else:
            made.add(-20, "khác thôn")


def _weigh_strangers(made: _Weighing, a: Known, b: Known) -> None:
    if made.same_code or made.same_number:
        return
    if a.phones and b.phones and not a.phones & b.phones:
        made.add(-8, "khác số điện thoại")
    if a.owner and b.owner and a.owner != b.owner and fuzz.ratio(a.owner, b.owner) < _NEAR:
        made.add(-15, "khác chủ, người đại diện")
