"""A business as the office has it beside the same one as the tax branch has it, field by field."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from tmdt_desktop.catalogues.platforms import PlatformKind
from tmdt_desktop.catalogues.units import commune_then
from tmdt_desktop.exchange.likeness_words import bare_words, is_branch
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records.business import Business
from tmdt_desktop.text import fold

SAME, SPELLING, FILLS, OURS_ONLY, DIFFERS = "same", "spelling", "fills", "ours", "differs"
"""How a field agrees: the same; written in another way; only (or more) in their list; only in ours; another thing."""

COMPARED = (
    "name",
    "tax_code",
    "personal_id",
    "representative",
    "commune",
    "address",
    "phone",
    "email",
    "tax_status",
    "registration_number",
    "industry",
    "channels",
)
"""The fields of a business that are laid side by side, in this order."""

_WORDS = re.compile(r"[a-z0-9]+")
_CUTS = re.compile(r"[,;\n]+|\s[-\u2013\u2014]\s")
_ABOVE = re.compile(r"^(xa|thi tran|tt|t\.t|phuong|huyen|tinh|thanh pho|tp|thi xa|quan)\b")
_PLACE = re.compile(r"^(thon|xom|tdp|to dan pho|khu pho|khu|lang|ap|ban|kdc|khu dan cu)\b")
_LONGEST_PHONE = 80
_NUMBER = re.compile(r"\b(so nha|sn|so)\b")
Values = Mapping[str, Any]


class FieldPair(NamedTuple):
    """One field on both sides, in words. `level`: SAME, SPELLING, FILLS, OURS_ONLY or DIFFERS."""

    name: str
    label: str
    ours: str
    theirs: str
    level: str
    sensitive: bool


def pairs(ours: Values | None, theirs: Values | None, day: date) -> tuple[FieldPair, ...]:
    """Every compared field that either side fills; with one side missing nothing differs. `day`: whose communes hold."""
    made = []
    for field in _fields():
        mine, other = (side.get(field.name) if side else None for side in (ours, theirs))
        if not _empty(mine) or not _empty(other):
            level = _level(field.name, ours or {}, theirs or {}, day)
            words = (_words(field, mine, day), _words(field, other, day))
            made.append(FieldPair(field.name, field.label, *words, level, field.sensitive))
    return tuple(made)


def takeable(made: tuple[FieldPair, ...]) -> tuple[str, ...]:
    """The fields whose value their list can give: those that differ, and those that it fills."""
    return tuple(pair.name for pair in made if pair.level in (DIFFERS, FILLS))


def taken(name: str, ours: Values, theirs: Values) -> Any:
    """What a field becomes when their value is taken; lists and telephones are joined, never cut."""
    mine, other = ours.get(name), theirs.get(name)
    if name == "channels":
        known = {_channel(line) for line in mine or ()} | {(line.get("platform"), None) for line in mine or ()}
        return [*(mine or ()), *(line for line in other or () if _channel(line) not in known)]
    if name == "phone" and mine and set(_numbers(mine)) & set(_numbers(other)):
        return _joined(mine, str(other))
    return other


def _joined(mine: str, other: str) -> str:
    """Both sides' numbers, ours first, as many as the field holds."""
    made = mine
    for number in _numbers(other):
        longer = f"{made}; {number}"
        if number not in _numbers(made) and len(longer) <= _LONGEST_PHONE:
            made = longer
    return made


@cache
def _fields() -> tuple[Field, ...]:
    return tuple(Business.field(name) for name in COMPARED)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], ())


def _words(field: Field, value: Any, day: date) -> str:
    if isinstance(field.kind, Rows):
        return ", ".join(dict.fromkeys(filter(None, (_called(line) for line in value or ()))))
    if field.name == "commune" and value:
        return field.kind.on(day).show(commune_then(value, day))  # type: ignore[attr-defined, no-any-return]
    return field.kind.show(value)


def _called(line: Values) -> str:
    return str(line.get("address") or (PlatformKind().show(line["platform"]) if line.get("platform") else ""))


def _level(name: str, ours: Values, theirs: Values, day: date) -> str:
    mine, other = ours.get(name), theirs.get(name)
    if _empty(other):
        return OURS_ONLY
    if _empty(mine):
        return FILLS
    if mine == other:
        return SAME
    return _JUDGES.get(name, _text)(ours, theirs, name, day)


def _text(ours: Values, theirs: Values, name: str, _: date) -> str:
    return SPELLING if _key(ours[name]) == _key(theirs[name]) else DIFFERS


def _name(ours: Values, theirs: Values, name: str, _: date) -> str:
    """A household may stand there by its shop's name or by its head's: both call the same one."""
    if is_branch(ours[name]) != is_branch(theirs[name]):
        return DIFFERS
    mine, other = _bare(ours[name]), _bare(theirs[name])
    also = {_bare(ours.get(at)) for at in ("representative", "trade_name")} - {""}
    alike = mine == other or other in also or mine == _bare(theirs.get("representative"))
    return SPELLING if alike else DIFFERS


def _bare(name: str | None) -> str:
    return bare_words(name).replace(" ", "") if name else ""


def _commune(ours: Values, theirs: Values, _: str, day: date) -> str:
    mine, other = commune_then(ours["commune"], day), commune_then(theirs["commune"], day)
    return SPELLING if mine == other else DIFFERS


def _address(ours: Values, theirs: Values, name: str, _: date) -> str:
    """Whoever says more says the same, as long as nothing of the shorter one is missing in the longer."""
    mine, other = address_parts(ours[name]), address_parts(theirs[name])
    if not other or other <= mine:
        return SPELLING
    return FILLS if mine < other else DIFFERS


def _phone(ours: Values, theirs: Values, name: str, _: date) -> str:
    mine, other = set(_numbers(ours[name])), set(_numbers(theirs[name]))
    if other <= mine:
        return SAME
    return FILLS if mine & other else DIFFERS


def _channels(ours: Values, theirs: Values, name: str, _: date) -> str:
    """Channels add up: those that the other side does not name stand beside the rest."""
    mine = {_channel(line) for line in ours[name]} | {(line.get("platform"), None) for line in ours[name]}
    return SAME if all(_channel(line) in mine for line in theirs[name]) else FILLS


_JUDGES: Mapping[str, Callable[[Values, Values, str, date], str]] = {
    "name": _name,
    "commune": _commune,
    "address": _address,
    "phone": _phone,
    "channels": _channels,
}


def _channel(line: Values) -> tuple[Any, Any]:
    return line.get("platform"), line.get("address") or None


def _numbers(said: str | None) -> list[str]:
    return [each for each in (said or "").split("; ") if each]


def _key(said: Any) -> str:
    return "".join(_WORDS.findall(fold(str(said))))


def address_parts(said: str) -> frozenset[str]:
    """The parts of an address below the commune, bare: «Số nhà 9, Thôn Đoài, Xã Cao Minh» → {«9», «doai»}."""
    parts = (part.strip() for part in _CUTS.split(fold(said)))
    bare = (_PLACE.sub("", _NUMBER.sub("", part).strip()) for part in parts if not _ABOVE.match(part))
    return frozenset(key for part in bare if (key := "".join(_WORDS.findall(part))))
