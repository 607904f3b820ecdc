"""What one record holds when others become part of it: field by field as chosen, sub-lists joined without doubles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Day, Note, Phone, Ref
from tmdt_desktop.records import Part, Record

Values = Mapping[str, Any]


@dataclass(frozen=True)
class JoinedLine:
    """A line of the joined sub-list; `sides`: the places of the records that have it, the kept one being 0.

    `dropped`: what one of the sides said otherwise, by field.
    """

    values: dict[str, Any]
    sides: tuple[int, ...]
    dropped: dict[str, Any] = field(default_factory=dict)


def choosable(register: type[Record]) -> tuple[Field, ...]:
    """The fields of which a person chooses the side: those that the program does not set, no sub-lists."""
    return tuple(f for f in register.fields() if not f.set_by_program and not isinstance(f.kind, Rows))


def refuse_choice(register: type[Record], ids: Sequence[UUID], chosen: Mapping[str, UUID]) -> None:
    """Raise Refused when a choice names a field that is none, or a record that is not being merged."""
    known = {field.name for field in choosable(register)}
    for name, id_ in chosen.items():
        if name not in known:
            raise Refused(
                f"Không chọn được mục «{name}».", cure="Chọn mục có trong hồ sơ; dòng con của các bên đều giữ."
            )
        if id_ not in ids:
            raise Refused(
                f"Mục «{register.field(name).label}» lấy từ hồ sơ ngoài cuộc gộp.", cure="Chọn một trong các hồ sơ gộp."
            )


def side_of(field: Field, records: Sequence[Values], chosen: Mapping[str, UUID]) -> int:
    """From which of `records` (the kept one first) a field comes: the chosen, else the first that fills it."""
    if field.name in chosen:
        return next(at for at, each in enumerate(records) if each["id"] == chosen[field.name])
    ids = {each["id"] for each in records}
    filled = (at for at, each in enumerate(records) if not _empty(each[field.name]) and each[field.name] not in ids)
    return next(filled, 0)


def merged_values(register: type[Record], records: Sequence[Values], chosen: Mapping[str, UUID]) -> dict[str, Any]:
    """The values of the kept record, the first of `records`, once the others are part of it.

    A reference among the records themselves is left empty. Telephones and notes of which nobody has chosen a side stand
    one after the other.
    """
    ids = {each["id"] for each in records}
    made: dict[str, Any] = {}
    for each in choosable(register):
        value = records[side_of(each, records, chosen)][each.name]
        made[each.name] = None if isinstance(each.kind, Ref) and value in ids else value
        if each.name not in chosen and isinstance(each.kind, Phone | Note):
            made[each.name] = _together(each.kind, [record[each.name] for record in records], value)
    for part in register.sub_lists():
        made[part.name] = [line.values for line in joined(part.of, [each[part.name] or () for each in records])]
    return made


def _together(kind: Phone | Note, values: Sequence[Any], first: Any) -> Any:
    """What all sides say, each once; `first` alone where together they are longer than the field holds."""
    said = [str(value) for value in values if value]
    if isinstance(kind, Phone):
        whole = "; ".join(dict.fromkeys(each for value in said for each in value.split("; ")))
    else:
        whole = "\n".join(note for at, note in enumerate(said) if not any(note in other for other in said[:at]))
    return whole if whole and len(whole) <= kind.longest else first


def joined(part: type[Part], lists: Sequence[Sequence[Values]]) -> list[JoinedLine]:
    """The lines of all sides, those of the kept record first and in their order; what stands on both sides once.

    A line of a later side is the same as one before it when their addresses on line are equal, or when nothing in them
    differs but what one of them leaves empty; then one stays and takes what it lacked: the one that was looked at later,
    else the one that says more, else the earlier one.
    """
    made: list[JoinedLine] = []
    for side, lines in enumerate(lists):
        before, taken = len(made), set[int]()
        for line in lines:
            at = next((at for at in range(before) if at not in taken and _same(part, made[at].values, line)), None)
            if at is None:
                made.append(JoinedLine(dict(line), (side,)))
                continue
            taken.add(at)
            made[at] = _one_line(part, made[at], line, side)
    return made


def _one_line(part: type[Part], held: JoinedLine, line: Values, side: int) -> JoinedLine:
    days = [f.name for f in part.fields() if isinstance(f.kind, Day)]
    worth = [
        (max((each[day] for day in days if each[day]), default=date.min), sum(not _empty(v) for v in each.values()))
        for each in (held.values, line)
    ]
    first, second = (line, held.values) if worth[1] > worth[0] else (held.values, line)
    values = {name: second[name] if _empty(first[name]) else first[name] for name in held.values}
    other = {n: second[n] for n in values if not _empty(second[n]) and second[n] != values[n]}
    return JoinedLine(values, (*held.sides, side), held.dropped | other)


def _same(part: type[Part], a: Values, b: Values) -> bool:
    fields = part.fields()
    address = next((f.name for f in fields if isinstance(f.kind, ChannelAddress)), "")
    if address and a[address] and b[address]:
        return bool(a[address] == b[address] and a.get("kind") == b.get("kind"))
    both = [f.name for f in fields if not _empty(a[f.name]) and not _empty(b[f.name])]
    return bool(both) and all(a[name] == b[name] for name in both)


def _empty(value: Any) -> bool:
    return value is None or value in ("", (), [])
