"""What a row of a list says beside its record, field by field, and what the record becomes when some of that is taken."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Choices, Note, PersonalId, Phone, TaxCode, Text
from tmdt_desktop.records import Record
from tmdt_desktop.services import references

Values = Mapping[str, Any]
_EMPTY: tuple[object, ...] = (None, "", (), [])
_SURE = (ChannelAddress, PersonalId, TaxCode)
_KNOWN_BY = {
    "channel": ("kind", "platform", "display_name"),
    "attendee": ("name", "birth_year"),
    "breach": ("act", "decision_number"),
}
"""By what the lines of a sub-list are told apart when no address or number does it; else by the fields they must have."""
_GUESSED = {"channel": ("kind",)}
"""Fields of lines that are read out of the heading or the address: they contradict nothing."""
_SHOWN_LINES = 5


@dataclass(frozen=True)
class Difference:
    """One field that says something else: what stands in the register, and what the list says, in words.

    `field`: «phone»; a sub-list («channels») for the lines that the record lacks; «channels.0.display_name» for a field
    of a line that it has (lines from 0). `fills`: nothing that stands in the register would go.
    """

    field: str
    label: str
    old: str
    new: str
    fills: bool = False


@dataclass(frozen=True)
class _LineChange:
    """A field of a line of the record that the list says otherwise."""

    place: int
    made: Field
    old: Any
    new: Any


class Beside:
    """Lays rows of a list beside records of one register. `known`: what records are called that either points to."""

    def __init__(self, register: type[Record], known: references.Names) -> None:
        self.known = known
        self.fields = tuple(made for made in register.fields() if not made.set_by_program)

    def differences(self, stored: Values, values: Values, assumed: Collection[str] = ()) -> tuple[Difference, ...]:
        """Where the list says more than the record or something else. An empty cell, and what is `assumed`, say nothing."""
        return tuple(
            told
            for made in self.fields
            if made.name not in assumed and values.get(made.name) not in _EMPTY
            for told in self._told(made, stored.get(made.name), values[made.name])
        )

    def _told(self, made: Field, old: Any, new: Any) -> Iterator[Difference]:
        if isinstance(made.kind, Rows):
            yield from self._told_lines(made, made.kind, old or (), new)
        elif not agrees(made, old, new):
            words = [self._words(made, each) for each in (old, _joined(made, old, new))]
            yield Difference(made.name, made.label, words[0], words[1], fills=old in _EMPTY)

    def _told_lines(
        self, made: Field, kind: Rows, old: Sequence[Values], new: Sequence[Values]
    ) -> Iterator[Difference]:
        added, changed = lines_beside(kind, old, new)
        if added:
            yield Difference(made.name, made.label, self._lines(kind, old), self._lines(kind, added), fills=True)
        for each in changed:
            name = f"{made.name}.{each.place}.{each.made.name}"
            label = f"{made.label}, dòng {each.place + 1}, {each.made.label}"
            words = [self._words(each.made, side) for side in (each.old, each.new)]
            yield Difference(name, label, words[0], words[1], fills=each.old in _EMPTY)

    def taken(self, stored: Values, values: Values, names: Collection[str]) -> dict[str, Any]:
        """What the record's fields become when `names` (as differences call them) are taken; fields that stay are left out."""
        made: dict[str, Any] = {}
        for field in self.fields:
            new, old = values.get(field.name), stored.get(field.name)
            if new is None or new in _EMPTY:
                continue
            if isinstance(field.kind, Rows):
                if lines := _joined_lines(field, old or (), new, names):
                    made[field.name] = lines
            elif field.name in names and not agrees(field, old, new):
                made[field.name] = _joined(field, old, new)
        return made

    def _words(self, made: Field, value: Any) -> str:
        return "" if value is None else references.words(made.kind, value, self.known)

    def _lines(self, kind: Rows, lines: Sequence[Values]) -> str:
        listed = [made for made in kind.of.fields() if made.listed] or kind.of.fields()[:1]
        said = [" · ".join(filter(None, (self._words(f, line.get(f.name)) for f in listed))) for line in lines]
        more = f"; và {number(len(said) - _SHOWN_LINES)} dòng khác" if len(said) > _SHOWN_LINES else ""
        return "; ".join(said[:_SHOWN_LINES]) + more


def agrees(made: Field, old: Any, new: Any) -> bool:
    """Whether the register says already what the list says of a field.

    One of several phones or choices is no other story, and neither is a text that was typed in capitals alone.
    """
    if old == new:
        return True
    if old in _EMPTY:
        return False
    if isinstance(made.kind, Choices | CodesChosen):
        return set(new) <= set(old)
    if isinstance(made.kind, Phone):
        return set(str(new).split("; ")) <= set(str(old).split("; "))
    if isinstance(made.kind, Text | Note):
        return str(new).isupper() and str(new).casefold() == str(old).casefold()
    return False


def _joined(made: Field, old: Any, new: Any) -> Any:
    """What a field becomes: several choices are added to those that stand there."""
    if isinstance(made.kind, Choices | CodesChosen) and old:
        return (*old, *(each for each in new if each not in old))
    return new


def lines_beside(kind: Rows, old: Sequence[Values], new: Sequence[Values]) -> tuple[list[Values], list[_LineChange]]:
    """The lines of `new` that `old` lacks, and the fields in which lines of both say something else."""
    fields = kind.of.fields()
    free = dict(enumerate(old))
    rest = [line for line in new if not _covered(fields, free, line)]
    added: list[Values] = []
    changed: list[_LineChange] = []
    for line in rest:
        place = _same_line(kind, free, line)
        if place is None:
            added.append(line)
            continue
        held = free.pop(place)
        changed += [
            _LineChange(place, made, held.get(made.name), line[made.name])
            for made in fields
            if _contradicts(kind, made, held, line)
        ]
    return added, changed


def _contradicts(kind: Rows, made: Field, held: Values, line: Values) -> bool:
    new = line.get(made.name)
    guessed = made.name in _GUESSED.get(_code(kind), ())
    return new not in _EMPTY and not guessed and not agrees(made, held.get(made.name), new)


def _covered(fields: Sequence[Field], free: dict[int, Values], line: Values) -> bool:
    """Whether a line says nothing that one of the record's lines does not say; that line is no longer free then."""
    filled = [made for made in fields if line.get(made.name) not in _EMPTY]
    for place, held in free.items():
        if all(agrees(made, held.get(made.name), line[made.name]) for made in filled):
            del free[place]
            return True
    return False


def _same_line(kind: Rows, free: Mapping[int, Values], line: Values) -> int | None:
    """The place of the line of the record that means the same thing."""
    fields = kind.of.fields()
    sure = [made.name for made in fields if isinstance(made.kind, _SURE)]
    for name in sure:
        if line.get(name) not in _EMPTY:
            for place, held in free.items():
                if held.get(name) == line[name]:
                    return place
    must = [made.name for made in fields if made.required]
    known_by = _KNOWN_BY.get(_code(kind), tuple(must))
    for place, held in free.items():
        if _alike(held, line, must, (*known_by, *sure)):
            return place
    return None


def _alike(held: Values, line: Values, must: Sequence[str], may: Sequence[str]) -> bool:
    """Whether two lines agree in what they must have and contradict each other in nothing that tells them apart."""
    if any(_plain(held.get(name)) != _plain(line.get(name)) for name in must):
        return False
    pairs = ((held.get(name), line.get(name)) for name in may)
    return all(_plain(one) == _plain(other) for one, other in pairs if one not in _EMPTY and other not in _EMPTY)


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _code(kind: Rows) -> str:
    return str(getattr(kind.of, "code", ""))


def _joined_lines(
    field: Field, old: Sequence[Values], new: Sequence[Values], names: Collection[str]
) -> list[dict[str, Any]]:
    """The record's lines with what is taken of the list's; empty when nothing is."""
    kind = field.kind
    if not isinstance(kind, Rows):
        return []
    inner = [made.name for made in kind.of.fields()]
    lines = [{name: line.get(name) for name in inner} for line in old]
    added, changed = lines_beside(kind, old, new)
    taken = [each for each in changed if f"{field.name}.{each.place}.{each.made.name}" in names]
    for each in taken:
        lines[each.place][each.made.name] = each.new
    if field.name in names:
        lines += [{name: line.get(name) for name in inner} for line in added]
    return lines if taken or (field.name in names and added) else []
