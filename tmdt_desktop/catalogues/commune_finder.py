"""The commune that a cell means: «TT Lập Thạch», «X.Ngọc Mỹ», «Ngoc My», «Thôn 3, xã Sơn Đông, huyện Lập Thạch»."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tmdt_desktop.catalogues.address_words import COMMUNE_ROLES, Role, Word, pieces
from tmdt_desktop.catalogues.atlas import Unit, communes_on, districts_on, epochs, predecessors, successor, unit_on
from tmdt_desktop.text import exact_words, fold, other_tone_place


class Match(enum.Enum):
    """How sure the reading is."""

    EXACT = "exact"
    """The name as it is, capitals, missing marks and «hoà/hòa» apart."""
    NEAR = "near"
    """One place fits, but for its kind, a mark or what stands around it."""
    MISSPELT = "misspelt"
    """One place is a letter away: something to propose."""
    FORMER = "former"
    """The name of an earlier time; `unit` is what that place has become."""
    LATER = "later"
    """The name of a later time; `others` are the places it will be made of, `unit` is None."""
    OUTSIDE = "outside"
    """A commune of another district; `unit` is that commune."""
    AMBIGUOUS = "ambiguous"
    """Several places fit: `others`; `unit` is None."""


@dataclass(frozen=True)
class Found:
    """What a text means: one unit, or the several it could mean."""

    unit: Unit | None
    match: Match
    others: tuple[Unit, ...] = ()


class _Standing(enum.IntEnum):
    """How a name stands in its address, best last."""

    LOOSE = 1
    WHOLE = 2
    MARKED = 3


@dataclass(frozen=True)
class _Sight:
    """A commune's name seen in the address."""

    plain: tuple[str, ...]
    exact: tuple[str, ...]
    standing: _Standing
    role: Role | None


_Names = Mapping[tuple[str, ...], tuple[Unit, ...]]


def _by_name(units: Iterable[Unit]) -> _Names:
    named: defaultdict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        named[tuple(fold(unit.name).split())].append(unit)
    return {name: tuple(held) for name, held in named.items()}


class CommuneFinder:
    """Finds communes of one day, within `district` when given. Remembers what it has read; share it while importing."""

    def __init__(self, day: date, district: str | None = None) -> None:
        self.day = day
        self.district = district or None
        self.find = lru_cache(maxsize=8192)(self._find)

    @cached_property
    def _own(self) -> _Names:
        return _by_name(communes_on(self.day, self.district))

    @cached_property
    def _all(self) -> _Names:
        return _by_name(communes_on(self.day))

    @cached_property
    def _other_times(self) -> tuple[tuple[date, _Names], ...]:
        return tuple((start, _by_name(communes_on(start, self.district))) for start in epochs())

    @cached_property
    def _closed_up(self) -> dict[str, tuple[Unit, ...]]:
        return {_one_i("".join(name)): units for name, units in self._own.items()}

    @cached_property
    def _above(self) -> dict[tuple[str, ...], str]:
        return {tuple(fold(unit.name).split()): unit.code for unit in districts_on(self.day)}

    def _find(self, text: str) -> Found | None:
        """The commune that `text` (a name, a code or an address) means; None when it means none."""
        if text.strip().isdigit():
            return self._by_code(text.strip().zfill(5))
        address = pieces(text)
        above = self._district_named(address)
        return (
            self._within(self._own, address, above)
            or self._of_another_time(address)
            or self._outside(address, above)
            or self._misspelt(address)
        )

    def _by_code(self, code: str) -> Found | None:
        try:
            unit = unit_on(code, self.day)
        except KeyError:
            return None
        inside = self.district is None or self.district in unit.districts
        return Found(unit, Match.EXACT if inside else Match.OUTSIDE)

    def _within(self, names: _Names, address: list[list[Word]], above: str | None) -> Found | None:
        sights = _best(list(_sights(address, names, self._above)))
        if not sights:
            return None
        found = [made for sight in sights if (made := _choose(sight, names[sight.plain], above))]
        units = dict.fromkeys(unit for made in found for unit in ((made.unit,) if made.unit else made.others))
        if len(units) > 1:
            return Found(None, Match.AMBIGUOUS, tuple(units))
        return self._unless_better_outside(found[0], sights[0]) if found else None

    def _unless_better_outside(self, found: Found, sight: _Sight) -> Found:
        """«phường Xuân Hòa» written in Lập Thạch means the ward of Phúc Yên, not the commune next door."""
        if found.match is not Match.NEAR or self.district is None or sight.role is None:
            return found
        better = [unit for unit in self._all[sight.plain] if unit.kind == sight.role.value]
        return Found(better[0], Match.OUTSIDE) if len(better) == 1 and better[0] != found.unit else found

    def _outside(self, address: list[list[Word]], above: str | None) -> Found | None:
        if self.district is None:
            return None
        found = self._within(self._all, address, above)
        return Found(found.unit, Match.OUTSIDE) if found and found.match is Match.EXACT else None

    def _of_another_time(self, address: list[list[Word]]) -> Found | None:
        for start, names in self._other_times:
            found = self._within(names, address, None)
            if found is None or found.unit is None or found.match is not Match.EXACT:
                continue
            if start > self.day:
                return Found(None, Match.LATER, predecessors(found.unit.code, start, self.day))
            return Found(successor(found.unit.code, start, self.day), Match.FORMER, (found.unit,))
        return None

    def _district_named(self, address: list[list[Word]]) -> str | None:
        """The district said after its own word, or alone in a later piece of the address."""
        for words in reversed(address):
            for at, word in enumerate(words):
                if word.role is Role.ABOVE and (code := self._district_at(words[at + 1 :])):
                    return code
        bare = (self._above.get(tuple(word.plain for word in words)) for words in reversed(address[1:]))
        return next((code for code in bare if code), None)

    def _district_at(self, words: list[Word]) -> str | None:
        ends = range(len(words), 0, -1)
        return next((code for end in ends if (code := self._above.get(tuple(w.plain for w in words[:end])))), None)

    def _misspelt(self, address: list[list[Word]]) -> Found | None:
        """A name without its spaces («Ngocmy»), with i for y, or a letter off: only after xã, phường, thị trấn, or alone
        in its cell.
        """
        names = list(_announced(address))
        same = {unit for name in names for unit in self._closed_up.get(_one_i(name), ())}
        if len(same) == 1:
            return Found(same.pop(), Match.NEAR)
        near = {unit for name in names for unit in self._one_letter_off(_one_i(name))}
        return Found(near.pop(), Match.MISSPELT) if len(near) == 1 else None

    def _one_letter_off(self, name: str) -> tuple[Unit, ...]:
        if len(name) < 5:
            return ()
        close = process.extract(name, self._closed_up.keys(), scorer=Levenshtein.distance, score_cutoff=1, limit=3)
        return tuple(unit for match, _, _ in close for unit in self._closed_up[match])


def find_commune(text: str, day: date, district: str | None = None) -> Found | None:
    """One look-up; for many use one `CommuneFinder`."""
    return CommuneFinder(day, district).find(text)


def _sights(address: list[list[Word]], names: _Names, above: Mapping[tuple[str, ...], str]) -> Iterator[_Sight]:
    longest = max(map(len, names), default=0)
    for words in address:
        at = 0
        while at < len(words):
            size = _longest_name(words, at, names, longest)
            standing = _standing(words, at, size, above) if size else None
            if standing:
                role = words[at - 1].role if standing is _Standing.MARKED else None
                seen = words[at : at + size]
                yield _Sight(tuple(w.plain for w in seen), tuple(w.exact for w in seen), standing, role)
            at += size or 1


def _longest_name(words: list[Word], at: int, names: _Names, longest: int) -> int:
    for size in range(min(longest, len(words) - at), 0, -1):
        if tuple(word.plain for word in words[at : at + size]) in names:
            return size
    return 0


def _standing(words: list[Word], at: int, size: int, above: Mapping[tuple[str, ...], str]) -> _Standing | None:
    before = [word.role for word in words[:at]]
    if before and before[-1] is not None:
        return _Standing.MARKED if before[-1] in COMMUNE_ROLES else None
    if any(role in COMMUNE_ROLES for role in before) or not _nothing_but_above(words[at + size :], above):
        return None
    if not before:
        return _Standing.WHOLE
    return _Standing.LOOSE if Role.BELOW in before else None


def _nothing_but_above(rest: list[Word], above: Mapping[tuple[str, ...], str]) -> bool:
    return not rest or rest[0].role is Role.ABOVE or any(tuple(w.plain for w in rest[:n]) in above for n in (2, 3))


def _best(sights: list[_Sight]) -> list[_Sight]:
    """The sights that stand best. Of several bare names in a row the first is the commune, the rest lie above it."""
    top = max((sight.standing for sight in sights), default=None)
    best = [sight for sight in sights if sight.standing is top]
    return best if top is _Standing.MARKED else best[:1]


def _choose(sight: _Sight, units: tuple[Unit, ...], above: str | None) -> Found | None:
    """Narrow the units of one name by district, kind and marks, as far as each leaves one."""
    held = tuple(unit for unit in units if above is None or above in unit.districts)
    if not held:
        return None
    bare = all(word.isascii() for word in sight.exact)
    same_kind = tuple(unit for unit in held if sight.role is None or unit.kind == sight.role.value)
    same_marks = tuple(unit for unit in same_kind or held if bare or _same_marks(unit, sight.exact))
    left = same_marks or same_kind or held
    if len(left) > 1:
        return Found(None, Match.AMBIGUOUS, left)
    sure = same_kind and same_marks and sight.standing is not _Standing.LOOSE
    return Found(left[0], Match.EXACT if sure else Match.NEAR)


def _same_marks(unit: Unit, written: tuple[str, ...]) -> bool:
    """Every word bears the name's marks, its tone in the one place («hòa») or the other («hoà»)."""
    words = zip(exact_words(unit.name), written, strict=True)
    return all(name in (word, other_tone_place(word)) for name, word in words)


def _one_i(name: str) -> str:
    """«mĩ» and «mỹ» are one word: plain letters with i for y."""
    return name.replace("y", "i")


def _announced(address: list[list[Word]]) -> Iterator[str]:
    """Names (plain, closed up) that follow a commune's word, or fill the whole cell."""
    for words in address:
        for at, word in enumerate(words):
            if word.role in COMMUNE_ROLES:
                tail = [w.plain for w in words[at + 1 :]]
                stop = next((n for n, w in enumerate(words[at + 1 :]) if w.role is Role.ABOVE), len(tail))
                yield "".join(tail[:stop])
    if len(address) == 1 and len(address[0]) <= 4 and not any(word.role for word in address[0]):
        yield "".join(word.plain for word in address[0])
