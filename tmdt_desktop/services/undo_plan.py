"""What taking an act back would do, record by record, and what stands in its way. Writes nothing.

A record that nobody touched since goes back as a whole. Of a changed record the fields that still say what the act made
them say go back; those that were edited since stay, unless the record is chosen. A record that the act added and that
was edited since stays, unless it is chosen. «Edited» is what differs now: an edit that was taken back is none.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import moment
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.history_words import CODES, Change, known_names, last_names, loaded, told_changes
from tmdt_desktop.services.match_closings import refuse_second_close
from tmdt_desktop.services.undo_merges import bind, doubles_of, refuse_later_merge
from tmdt_desktop.services.undo_pieces import Piece, pieces_of
from tmdt_desktop.services.undo_standing import standing
from tmdt_desktop.services.undo_troubles import find_troubles, in_the_way
from tmdt_desktop.store import attachments, audit
from tmdt_desktop.store.tables import AuditBatch, AuditEntry

LASTING = frozenset({"report", "package"})
_CHUNK = 500


@dataclass(frozen=True)
class Later:
    """An act that changed the record after the one that is looked at."""

    when: datetime
    who: str
    what: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class UndoLine:
    """What happens to one record. `register`: its code. `what`: what going back means for it, in words.

    `later`: what changed in it since; then it stays as far as it was changed, unless it is chosen. `stuck`: why it
    cannot go back at all. `goes`: something of it goes back. `partly`: and something that was edited since stays.
    `open_`: whether choosing it makes a difference.
    """

    register: str
    id: UUID
    name: str
    what: str
    later: tuple[Later, ...] = ()
    stuck: str = ""
    goes: bool = True
    partly: bool = False
    open_: bool = False


@dataclass(frozen=True)
class UndoPreview:
    """What taking back the act `batch` would do now; lines that need a look come first."""

    batch: UUID
    when: datetime
    who: str
    what: str
    lines: tuple[UndoLine, ...]

    @property
    def going(self) -> int:
        """How many records go back, wholly or in part."""
        return sum(line.goes for line in self.lines)

    @property
    def partly(self) -> int:
        """How many of those go back in part: what was edited in them since stays."""
        return sum(line.partly for line in self.lines)

    @property
    def kept(self) -> int:
        """How many records stay as they are."""
        return sum(not line.goes for line in self.lines)


@dataclass
class Plan:
    """The act, its records and its files as they would go back. `held`: why a merge goes back not at all."""

    act: RowMapping
    pieces: list[Piece]
    files: list[RowMapping]
    since: int
    held: Refused | None = None
    later: dict[UUID, tuple[Later, ...]] = field(default_factory=dict)

    @cached_property
    def going(self) -> list[Piece]:
        """The records that go back, wholly or in part; the one that the act touched last comes first."""
        return [piece for piece in self.pieces if piece.goes]


def lasting_acts(connection: Connection, acts: Sequence[RowMapping]) -> set[UUID]:
    """Those of `acts`, which follow one another, that did something to reports or packages beyond removing a draft."""
    if not acts:
        return set()
    span = AuditEntry.seq.between(min(a["first_entry"] for a in acts), max(a["last_entry"] for a in acts))
    lasting = AuditEntry.register.in_(LASTING) & ((AuditEntry.action != "delete") | (AuditEntry.register != "report"))
    return set(connection.scalars(select(AuditEntry.batch).where(span, lasting).distinct()))


def undoable(act: RowMapping, codes: Collection[str], *, kept: bool) -> bool:
    """`kept`: it did something to reports or packages that stays; settings are taken back by hand."""
    return bool(codes) and set(codes) <= {*CODES, attachments.CODE} and not kept and act["undone_by"] is None


def plan_of(connection: Connection, id_: UUID, also: Collection[UUID]) -> Plan:
    """How the act goes back when the records `also` go back with all that was edited in them since.

    Raises:
        Refused: there is no such act, it was taken back already, it touches what has been signed or sent, a later merge
            goes back first, or `also` names a record that the act did not touch.
    """
    act, rows = _act(connection, id_)
    _refuse_strangers(rows, also)
    files = [row for row in rows if row["register"] == attachments.CODE]
    records = [row for row in rows if row["register"] != attachments.CODE]
    since = max((row["seq"] for row in rows), default=0)
    refuse_second_close(connection, act)
    made = Plan(act, pieces_of(records), files[::-1], since)
    _name(connection, made.pieces)
    touched = _touched_since(connection, since) if made.pieces else set()
    for piece in made.pieces:
        if piece.id not in touched or not piece.action:
            piece.back = piece.names if piece.action == "update" else ()
            piece.goes = bool(piece.action)
    for piece, now in _now(connection, [piece for piece in made.pieces if piece.action and piece.id in touched]):
        _judge(piece, now, chosen=piece.id in also)
    doubles = doubles_of(connection, made.act)
    if doubles is not None:
        refuse_later_merge(connection, doubles, made.act)
    find_troubles(connection, made.pieces, doubles)
    made.held = bind(doubles, made.pieces) if doubles else None
    return made


def _act(connection: Connection, id_: UUID) -> tuple[RowMapping, Sequence[RowMapping]]:
    """An act and its entries, oldest first. Raises Refused when it cannot be taken back."""
    columns = AuditBatch.__table__.c
    act = connection.execute(select(*columns).where(columns.id == id_)).mappings().first()
    if act is None:
        raise Refused("Không có việc nào mang mã này.", cure="Xem mã trong danh sách các việc đã làm.")
    _refuse_second(connection, act)
    rows = connection.execute(audit.entries_of(act)).mappings().all()
    if not undoable(act, {row["register"] for row in rows}, kept=bool(lasting_acts(connection, [act]))):
        raise Refused(
            "Không hoàn lại được việc này.",
            why="Việc liên quan đến cài đặt, báo cáo hoặc gói đã gửi.",
            cure="Sửa từng hồ sơ nếu vẫn cần.",
        )
    return act, rows


def _refuse_second(connection: Connection, act: RowMapping) -> None:
    """Raise Refused when the act is taken back already; how what stayed of it goes back is said."""
    columns = AuditBatch.__table__.c
    back = connection.execute(select(columns.what, columns.at).where(columns.id == act["undone_by"])).first()
    if back is not None:
        raise Refused(
            f"Việc này đã hoàn lại lúc {moment(back.at)}.",
            why="Hồ sơ đã sửa hoặc đang dùng sau đó thì được giữ.",
            cure=f"Muốn hoàn lại cả hồ sơ còn giữ: hoàn lại việc «{back.what}» trước, rồi hoàn lại việc này và chọn "
            "thêm các hồ sơ ấy.",
        )


def _refuse_strangers(rows: Sequence[RowMapping], also: Collection[UUID]) -> None:
    if strange := sorted(set(also) - {row["record"] for row in rows}):
        raise Refused(
            f"Việc này không có hồ sơ mang mã {', '.join(map(str, strange))}.",
            cure="Xem trước việc hoàn lại để biết mã các hồ sơ của việc này.",
        )


def _name(connection: Connection, pieces: Sequence[Piece]) -> None:
    """Call changed records what they are called now, those that are gone what they were called last."""
    nameless: dict[str, list[UUID]] = {}
    for piece in pieces:
        if not piece.name:
            nameless.setdefault(piece.register.code, []).append(piece.id)
    found = references.names(connection, nameless)
    found |= last_names(connection, {id_ for ids in nameless.values() for id_ in ids} - found.keys())
    for piece in pieces:
        piece.name = piece.name or found.get(piece.id, references.GONE)


def _touched_since(connection: Connection, since: int) -> set[UUID]:
    """Records that a later act has changed; files attached to them since change nothing in them."""
    later = (AuditEntry.seq > since) & (AuditEntry.register != attachments.CODE)
    return set(connection.scalars(select(AuditEntry.record).where(later).distinct()))


def _now(connection: Connection, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Mapping[str, Any] | None]]:
    """Each record as it stands in the register now; None for those that are gone."""
    for register in dict.fromkeys(piece.register for piece in pieces):
        mine = [piece for piece in pieces if piece.register is register]
        for start in range(0, len(mine), _CHUNK):
            part = mine[start : start + _CHUNK]
            found = standing(connection, register, [piece.id for piece in part])
            yield from ((piece, found.get(piece.id)) for piece in part)


def _judge(piece: Piece, now: Mapping[str, Any] | None, *, chosen: bool) -> None:
    """Decide what of a record that was touched since goes back, by what stands in the register."""
    if trouble := in_the_way(piece.action, there=now is not None):
        piece.stop(trouble)
    elif piece.action == "delete":
        piece.goes = True
    elif now is not None:
        _compare(piece, now, chosen=chosen)


def _compare(piece: Piece, now: Mapping[str, Any], *, chosen: bool) -> None:
    """Tell the fields that say what the act made them say from those that were edited since."""
    said = piece.said_now(now)
    edited = tuple(name for name in piece.names if said.get(name) not in (piece.after.get(name), *piece.old(name)))
    piece.edited = edited
    if piece.action == "insert":
        piece.goes, piece.taken_edits = not edited or chosen, chosen
        return
    same = tuple(name for name in piece.names if said.get(name) == piece.after.get(name))
    piece.back = (*same, *edited) if chosen else same
    piece.goes, piece.taken_edits = bool(piece.back), chosen
    if piece.goes:
        piece.refuse_odd(now)


def add_later(connection: Connection, made: Plan) -> None:
    """Find out what happened later to the records that somebody touched since, newest first."""
    asked = {piece.id: piece for piece in made.pieces if piece.edited or (piece.trouble and not piece.blocked)}
    for id_, row in _later_rows(connection, list(asked), made.since):
        piece = asked[id_]
        later = _later(connection, piece.register, row)
        names = {*loaded(row["before"]), *loaded(row["after"])}
        if piece.action != "update" or not piece.edited or names & set(piece.edited):
            made.later[id_] = (*made.later.get(id_, ()), later)


def _later_rows(connection: Connection, ids: Sequence[UUID], since: int) -> Iterator[tuple[UUID, RowMapping]]:
    columns = (AuditEntry.record, AuditEntry.action, AuditEntry.before, AuditEntry.after)
    asked = select(*columns, AuditBatch.at, AuditBatch.by, AuditBatch.what).join(
        AuditBatch, AuditEntry.batch == AuditBatch.id
    )
    asked = asked.where(AuditEntry.seq > since, AuditEntry.register != attachments.CODE).order_by(AuditEntry.seq.desc())
    for start in range(0, len(ids), _CHUNK):
        among = AuditEntry.record.in_(ids[start : start + _CHUNK])
        for row in connection.execute(asked.where(among)).mappings():
            yield row["record"], row


def _later(connection: Connection, register: type[Record], row: RowMapping) -> Later:
    changes: tuple[Change, ...] = ()
    if row["action"] == "update":
        before, after = loaded(row["before"]), loaded(row["after"])
        changes = told_changes(register, before, after, known_names(connection, register, [before, after]))
    return Later(row["at"], row["by"], row["what"], changes)


def lines_of(made: Plan, troubles: Mapping[UUID, str]) -> tuple[UndoLine, ...]:
    """The plan as lines; those that need a look first. `troubles`: of files, by their own ids."""
    lines = [*(_line(made, piece) for piece in reversed(made.pieces) if piece.action), *_file_lines(made, troubles)]
    return tuple(sorted(lines, key=lambda line: (not line.stuck, not line.later)))


def _line(made: Plan, piece: Piece) -> UndoLine:
    partly = piece.goes and bool(piece.edited) and not piece.taken_edits
    told = str(piece.trouble.what) if piece.trouble else ""
    later = made.later.get(piece.id, ())
    return UndoLine(
        piece.register.code, piece.id, piece.name, piece.words, later, told, piece.goes, partly, bool(piece.edited)
    )


def _file_lines(made: Plan, troubles: Mapping[UUID, str]) -> Iterable[UndoLine]:
    for row in made.files:
        file = attachments.told(row["before"]) or attachments.told(row["after"])
        if file is not None:
            what = "Gỡ tệp kèm theo" if row["action"] == "insert" else "Kèm lại tệp"
            stuck = troubles.get(file.id, "")
            yield UndoLine(attachments.CODE, row["record"], file.file_name, what, stuck=stuck, goes=not stuck)
