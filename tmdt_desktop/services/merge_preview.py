"""Two records laid side by side before they are merged: where they differ, from which side each field comes, what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from tmdt_desktop.errors import InvalidRecord, Problem, Refused
from tmdt_desktop.fields import Field
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Note, Phone
from tmdt_desktop.records import Part, Record
from tmdt_desktop.services import references
from tmdt_desktop.services.merge_leading import led_records, refuse_led
from tmdt_desktop.services.merge_records import MergeWish, refuse_outcome
from tmdt_desktop.services.merge_values import JoinedLine, choosable, joined, merged_values, refuse_choice, side_of
from tmdt_desktop.services.same_or_not import apart_reasons
from tmdt_desktop.store import attachments
from tmdt_desktop.store.changes import read_record
from tmdt_desktop.store.workspace import Workspace

_BRIEF = 4
"""Fields of a line of a sub-list that stand in its words."""


@dataclass(frozen=True)
class BesideField:
    """One field of both sides in words. `side`: whose value is taken; `differs`: both say
    something, and not the same; capitals make no difference. `together`: what both say stands one after the other.
    """

    name: str
    label: str
    words: tuple[str, ...]
    side: int
    differs: bool
    together: bool = False

    @property
    def one_sided(self) -> bool:
        """Whether only some of the sides say anything."""
        return not self.differs and not all(self.words)


@dataclass(frozen=True)
class BesidePart:
    """A sub-list as it will be: each line in words, with the sides that have it."""

    label: str
    lines: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Beside:
    """Records side by side, the one that stays first.

    `file_codes`, `versions`, `users` (records that point to it, in words), `files` (how many) stand in the order of `ids`.
    `sentence`: what merging does, behind a warning when two of them were told apart; `faults`: why the outcome could not be written, in words, empty when it can.
    """

    ids: tuple[UUID, ...]
    names: tuple[str, ...]
    file_codes: tuple[str, ...]
    versions: tuple[int, ...]
    fields: tuple[BesideField, ...]
    parts: tuple[BesidePart, ...]
    users: tuple[str, ...]
    files: tuple[int, ...]
    sentence: str
    faults: str


def best_first(ws: Workspace, register: type[Record], ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The ids in the order in which they are worth keeping: who says more first, then who was there first.

    Raises Refused when one of the records is gone.
    """
    with ws.read() as connection:
        records = _read(connection, register, ids)
    return tuple(each["id"] for each in sorted(records, key=lambda each: (-_filled(register, each), each["id"].bytes)))


def lay_beside(ws: Workspace, wish: MergeWish) -> Beside:
    """What `merge_records` would do with `wish`. Raises Refused when a record is gone or a choice names what is none."""
    register, ids = wish.register, (wish.keep, *wish.gone)
    refuse_choice(register, ids, wish.chosen)
    with ws.read() as connection:
        records = _read(connection, register, ids)
        known = references.names_for(connection, register, records)
        users = tuple("; ".join(each.words for each in references.users(connection, register, id_)) for id_ in ids)
        files = tuple(len(attachments.lines_of(connection, register.code, id_)) for id_ in ids)
        faults, apart = _faults(connection, wish, records), _told_apart(connection, register, ids)
    fields = tuple(_field(field, records, wish, known) for field in choosable(register))
    parts = tuple(_part(part.label, part.of, part.name, records, known) for part in register.sub_lists())
    return Beside(
        ids,
        tuple(str(each[register.name_field]) for each in records),
        tuple(str(each["file_code"] or "") for each in records),
        tuple(int(each["version"]) for each in records),
        tuple(field for field in fields if any(field.words)),
        tuple(part for part in parts if part.lines),
        users,
        files,
        apart + _sentence(register, fields, parts, _moving(users[1:], sum(files[1:]))),
        faults,
    )


def _read(connection: Connection, register: type[Record], ids: Sequence[UUID]) -> list[dict[str, Any]]:
    found = [read_record(connection, register, id_) for id_ in ids]
    there = [each for each in found if each is not None]
    if len(there) < len(found):
        raise Refused("Một trong hai hồ sơ không còn.", why="Đã xóa hoặc đã gộp.", cure="Tìm lại các cặp trùng.")
    return there


def _filled(register: type[Record], values: Mapping[str, Any]) -> int:
    single = sum(values[field.name] is not None for field in choosable(register))
    return single + sum(len(values[part.name]) for part in register.sub_lists())


def _field(field: Field, records: Sequence[Mapping[str, Any]], wish: MergeWish, known: references.Names) -> BesideField:
    words = tuple(references.words(field.kind, each[field.name], known) for each in records)
    differs = len({each.casefold() for each in words if each}) > 1
    side, made = side_of(field, records, wish.chosen), merged_values(wish.register, records, wish.chosen)[field.name]
    together = isinstance(field.kind, Phone | Note) and made != records[side][field.name]
    return BesideField(field.name, field.label, words, side, differs, together)


def _part(
    label: str, part: type[Part], name: str, records: Sequence[Mapping[str, Any]], known: references.Names
) -> BesidePart:
    lines = joined(part, [each[name] for each in records])
    return BesidePart(label, tuple((_line_words(part, line, known), line.sides) for line in lines))


def _line_words(part: type[Part], line: JoinedLine, known: references.Names) -> str:
    """A line in brief; where a side says something else, both: «Số đơn: giữ 500, bỏ 5»."""
    said = (references.words(field.kind, line.values.get(field.name), known) for field in part.fields())
    other = (
        f"{field.label}: giữ {references.words(field.kind, line.values[field.name], known)}, "
        f"bỏ {references.words(field.kind, line.dropped[field.name], known)}"
        for field in part.fields()
        if field.name in line.dropped
    )
    return " · ".join([*[words for words in said if words][:_BRIEF], *other])


def _moving(users: Sequence[str], files: int) -> list[str]:
    """What of the other records is led to the one that stays."""
    made = [f"{each} chuyển sang hồ sơ giữ lại" for each in users if each]
    return [*made, f"{number(files)} tệp chuyển theo"] if files else made


def _sentence(
    register: type[Record], fields: Sequence[BesideField], parts: Sequence[BesidePart], moving: Sequence[str]
) -> str:
    taken = sum(field.side > 0 for field in fields)
    told = [f"lấy {number(taken)} mục từ bên gộp vào" if taken else "không lấy mục nào từ bên gộp vào"]
    both = [field.label for field in fields if field.together]
    told += [f"{', '.join(both)} ghi chung của các bên"] if both else []
    told += [f"{number(len(part.lines))} dòng «{part.label}» được giữ" for part in parts if part.lines]
    return f"Hai {register.one} thành một: {', '.join([*told, *moving])}. Cả hai mã hồ sơ vẫn tìm được; hoàn lại được."


def _faults(connection: Connection, wish: MergeWish, records: Sequence[dict[str, Any]]) -> str:
    """Why the merge could not be written: rules broken, a key taken, records that point to both; empty when it can."""
    try:
        refuse_outcome(connection, wish, records, merged_values(wish.register, records, wish.chosen))
        refuse_led(connection, led_records(connection, wish.register, wish.keep, wish.gone))
    except InvalidRecord as told:
        return " ".join(told.faults.values())
    except Problem as told:
        return str(told)
    return ""


def _told_apart(connection: Connection, register: type[Record], ids: Sequence[UUID]) -> str:
    """That somebody has told two of the records apart, and why; empty when nobody has."""
    why = next((why for pair, why in apart_reasons(connection, register).items() if pair <= set(ids)), None)
    return "" if why is None else f"Hai hồ sơ này đã được ghi là không trùng: {why.rstrip('.')}. "
