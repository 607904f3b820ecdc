"""Records that point to one that is merged away: what they say once they point to the one that stays, and whether they may."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from tmdt_desktop.errors import Refused
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.find_duplicates import NEVER
from tmdt_desktop.services.registers import refuse_keys
from tmdt_desktop.services.write_locks import refuse_locked
from tmdt_desktop.store.changes import read_record

Values = dict[str, Any]


@dataclass(frozen=True)
class Led:
    """A record of `of` that points to one of the others, as it is and as it will be."""

    of: type[Record]
    before: Values
    after: Values

    @property
    def changes(self) -> Values:
        """The pointing fields, whole sub-lists with them."""
        return {name: self.after[name] for name in {link.part or link.name for link in references.links_of(self.of)}}


def led_records(connection: Connection, register: type[Record], keep: UUID, gone: Collection[UUID]) -> list[Led]:
    """Every record outside the merge that points to one of `gone`. Raises Refused when one of them stays as it was made."""
    owners: dict[UUID, type[Record]] = {}
    for link in references.links_to(register.code):
        owners |= dict.fromkeys(references.owners_of(connection, link, gone), link.of)
    others = {id_: of for id_, of in owners.items() if id_ != keep and id_ not in gone}
    if lasting := sorted({of.one for of in others.values() if of in NEVER}):
        raise Refused(
            f"Không gộp được: {', '.join(lasting)} nhắc đến hồ sơ sẽ gộp vào.",
            why="Báo cáo và gói giữ nguyên như đã lập, nên hồ sơ được nhắc phải ở lại.",
            cure="Đổi bên: giữ hồ sơ đang được nhắc đến.",
        )
    read = ((of, read_record(connection, of, id_) or {}) for id_, of in others.items())
    return [Led(of, before, _led(register, of, before, (keep, gone))) for of, before in read]


def _led(register: type[Record], of: type[Record], before: Values, ids: tuple[UUID, Collection[UUID]]) -> Values:
    after, (keep, gone) = dict(before), ids
    for link in references.links_of(of):
        if link.to != register.code:
            continue
        if link.part:
            after[link.part] = [
                {**line, link.name: keep} if line[link.name] in gone else line for line in after[link.part]
            ]
        elif after[link.name] in gone:
            after[link.name] = keep
    return after


def refuse_led(connection: Connection, led: Sequence[Led]) -> None:
    """Raise when records may not point to the one that stays.

    Raises:
        Refused: they have gone out, would point to one record twice, or two of them would bear one key. KeyTaken: a
            further record bears it. InvalidRecord: what they answer does not fit.
    """
    for each in led:
        refuse_locked(connection, each.of, each.after, each.before)
        faults = [said for name, said in each.of.faults(each.after).items() if name not in each.of.faults(each.before)]
        if faults:
            raise Refused(
                f"Không gộp được: {each.of.one} «{_called(each)}» nhắc đến cả hai hồ sơ.",
                why=" ".join(faults),
                cure=f"Sửa {each.of.one} ấy rồi gộp lại.",
            )
    for of in dict.fromkeys(each.of for each in led):
        _refuse_doubled(connection, of, [each for each in led if each.of is of])


def _refuse_doubled(connection: Connection, of: type[Record], led: Sequence[Led]) -> None:
    keys = [made for made in of.fields() if made.key]
    changed = [each for each in led if any(each.after[key.name] != each.before[key.name] for key in keys)]
    seen: set[tuple[Any, ...]] = set()
    for each, word in _words(changed, [key.name for key in keys]):
        if word in seen:
            raise Refused(
                f"Không gộp được: hai {of.one} «{_called(each)}» sẽ trùng {', '.join(key.label for key in keys)}.",
                cure=f"Sửa hoặc gộp hai {of.one} ấy trước, rồi gộp lại.",
            )
        seen.add(word)
    refuse_keys(connection, of, [each.after for each in changed], {each.before["id"] for each in changed})


def _words(led: Sequence[Led], names: Sequence[str]) -> Iterator[tuple[Led, tuple[Any, ...]]]:
    told = ((each, tuple(each.after[name] for name in names)) for each in led)
    return ((each, word) for each, word in told if None not in word)


def _called(led: Led) -> str:
    return str(led.before[led.of.name_field])
