"""One record in an act that is taken back: how it was before, how the act left it, how much of it returns."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.records import Record
from tmdt_desktop.services.history_words import CODES, loaded
from tmdt_desktop.services.registers import labels_of
from tmdt_desktop.store.plain import plain_change, plain_json

_WORDS = {"insert": "Xóa khỏi sổ", "delete": "Trả lại vào sổ"}


@dataclass
class Piece:
    """A record that an act touched, however often: `before` the whole act and `after` it, as plain values by field.

    `name`: what it is called, empty where the act does not say. `back`: the fields that return. `edited`: those that were edited since; they return when `taken_edits`. `goes`:
    something of it returns. `trouble`: why nothing does; `blocked`: something else stands in the way, not its own fate.
    """

    register: type[Record]
    id: UUID
    existed: bool
    name: str = ""
    exists: bool = True
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    back: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    taken_edits: bool = False
    goes: bool = True
    trouble: Refused | None = None
    blocked: bool = False

    def add(self, row: RowMapping) -> None:
        """One more entry of the act about this record; the oldest first."""
        before, after = loaded(row["before"]), loaded(row["after"])
        self.name = str((after or before).get(self.register.name_field) or self.name)
        if self.existed:
            self.before = {**before, **self.before}
        self.exists = row["action"] != "delete"
        self.after = {**self.after, **after} if self.exists else {}

    @property
    def action(self) -> str:
        """What the act as a whole did to the record: insert, update, delete; empty when it came and went within it."""
        if self.existed:
            return "update" if self.exists else "delete"
        return "insert" if self.exists else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are looked at: those that the act changed, all of them when it added the record."""
        made = [each.name for each in self.register.fields()]
        return tuple(made if self.action == "insert" else (n for n in made if n in self.before or n in self.after))

    def old(self, name: str) -> tuple[Any, ...]:
        """What the field said before, where there was a before."""
        return (_bare(self.before.get(name)),) if self.action == "update" else ()

    def said_now(self, now: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as they stand in the register, in the form that `after` has; that is brought into it too."""
        self.after = {name: _bare(value) for name, value in self.after.items()}
        plain: dict[str, Any] = json.loads(plain_change(self.register, {name: now.get(name) for name in self.names}))
        return {name: _bare(value) for name, value in plain.items()}

    def returning(self) -> dict[str, Any]:
        """The values that come back, by field: all of a removed record, the fields of `back` of a changed one."""
        names = self.back if self.action == "update" else [made.name for made in self.register.fields()]
        kinds = {made.name: made.kind for made in self.register.fields()}
        return {name: kinds[name].restore(self.before.get(name)) for name in names}

    def refuse_odd(self, now: Mapping[str, Any]) -> None:
        """Stop when the old values beside the later ones would make a record that nobody could have typed."""
        before = self.register.faults(now)
        after = self.register.faults({**now, **self.returning()})
        fresh = {name: sentence for name, sentence in after.items() if name not in before}
        if fresh:
            cure = "Sửa mục ấy trong hồ sơ trước, rồi hoàn lại."
            told = InvalidRecord(fresh, labels_of(self.register, fresh)).what
            self.stop(Refused(f"Giá trị cũ không hợp với phần sửa sau đó. {told}", cure=cure))

    def stop(self, trouble: Refused, *, blocked: bool = False) -> None:
        """Nothing of it returns."""
        self.trouble, self.goes, self.blocked = trouble, False, blocked

    @property
    def releases(self) -> bool:
        """Whether nothing of what the act made stays."""
        return self.goes and (not self.edited or self.taken_edits)

    @property
    def plain_after(self) -> str:
        """What the act made of the record, as the trail keeps it."""
        return plain_json(self.after)

    @property
    def words(self) -> str:
        """What going back means."""
        if self.action != "update":
            return _WORDS[self.action]
        labels = {made.name: made.label for made in self.register.fields()}
        back = ", ".join(labels[name] for name in self.back)
        kept = "" if self.taken_edits else ", ".join(labels[name] for name in self.edited)
        told = (f"Trở về như trước: {back}" if back else "", f"Giữ như bây giờ: {kept}" if kept else "")
        return ". ".join(filter(None, told)) or "Đã như trước"


def pieces_of(rows: Sequence[RowMapping]) -> list[Piece]:
    """Each record of an act once; the one touched last comes first. `rows`: entries of registers, oldest first."""
    made: dict[UUID, Piece] = {}
    for row in rows:
        piece = made.pop(row["record"], None)
        if piece is None:
            piece = Piece(CODES[row["register"]], row["record"], existed=row["action"] != "insert")
        piece.add(row)
        made[piece.id] = piece
    return list(made.values())[::-1]


def _bare(plain: Any) -> Any:
    """A plain value without what is empty in it, so that two ways of writing the same are the same."""
    if isinstance(plain, dict):
        return {name: bare for name, value in plain.items() if (bare := _bare(value)) is not None} or None
    if isinstance(plain, list):
        return [_bare(each) for each in plain] or None
    return plain
