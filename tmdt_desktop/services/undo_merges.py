"""A merge that is taken back: its records stand apart again all together, or nothing of it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, or_, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import moment
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.history_words import last_names, loaded
from tmdt_desktop.services.standing import leads
from tmdt_desktop.services.undo_pieces import Piece
from tmdt_desktop.store.tables import AuditBatch, AuditEntry, MergedRecord


@dataclass(frozen=True)
class Doubles:
    """The records of a merge that an act made, took back or made again: the one that stays, those that are part of it.

    `apart`: taking the act back sets them apart; else it makes them one again. `first`: the act's first entry.
    """

    register: str
    kept: UUID
    gone: frozenset[UUID]
    apart: bool
    first: int


def doubles_of(connection: Connection, act: RowMapping) -> Doubles | None:
    """The merge that `act` is about; None when it is about none."""
    batch, merged = AuditBatch.__table__.c, MergedRecord.__table__.c
    id_, undoes, apart = act["id"], act["undoes"], True
    while undoes is not None:
        id_, apart = undoes, not apart
        undoes = connection.scalar(select(batch.undoes).where(batch.id == id_))
    rows = connection.execute(select(merged.register, merged.kept, merged.id).where(merged.batch == id_)).all()
    if not rows:
        return None
    return Doubles(rows[0].register, rows[0].kept, frozenset(row.id for row in rows), apart, act["first_entry"])


def refuse_later_merge(connection: Connection, doubles: Doubles, act: RowMapping) -> None:
    """Raise Refused while a later merge stands that the kept record is part of: the newest goes back first."""
    batch, merged = AuditBatch.__table__.c, MergedRecord.__table__.c
    asked = select(merged.id, merged.kept, merged.batch, batch.what, batch.at).join(
        AuditBatch.__table__, batch.id == merged.batch
    )
    asked = asked.where(batch.seq > act["seq"], or_(merged.id == doubles.kept, merged.kept == doubles.kept))
    for row in connection.execute(asked.order_by(batch.seq.desc())) if doubles.apart else ():
        if leads(connection, row.batch, row.id):
            name = _name(connection, doubles.register, row.kept)
            raise Refused(
                f"Không hoàn lại được: sau đó hồ sơ này đã gộp tiếp, thành «{name}».",
                why="Hoàn lại cuộc gộp cũ trước thì dữ liệu của cuộc gộp mới bị lẫn.",
                cure=f"Hoàn lại việc «{row.what}» lúc {moment(row.at)} trước, rồi hoàn lại việc này.",
            )


def _name(connection: Connection, register: str, id_: UUID) -> str:
    names = references.names(connection, {register: (id_,)}) or last_names(connection, {id_})
    return names.get(id_, references.GONE)


def bind(doubles: Doubles, pieces: Sequence[Piece]) -> Refused | None:
    """Stop everything when one of the records cannot go back; why, None when all of them can."""
    mine = [piece for piece in pieces if piece.id == doubles.kept or piece.id in doubles.gone]
    held = next((piece for piece in sorted(mine, key=lambda each: each.blocked) if _stays(doubles, piece)), None)
    if held is None:
        return None
    name, cause = (
        held.name,
        held.trouble
        or Refused(
            f"«{held.name}» đã sửa sau khi tách.",
            cure="Chọn hoàn lại cả phần sửa ấy, hoặc gộp lại ở trang Hồ sơ trùng.",
        ),
    )
    together = f"Cuộc gộp chỉ hoàn lại được cả thảy, mà «{name}» chưa hoàn lại được."
    for piece in pieces:
        if piece.goes:
            piece.stop(Refused(together, cure=f"Xem lý do ở dòng «{name}»."), blocked=True)
    return Refused(f"Không hoàn lại được cuộc gộp. «{name}»: {cause.what}", why=cause.why, cure=cause.cure)


def _stays(doubles: Doubles, piece: Piece) -> bool:
    return piece.trouble is not None or (piece.id in doubles.gone and bool(piece.action) and not piece.goes)


def bore_before(
    connection: Connection, doubles: Doubles, register: type[Record], id_: UUID, word: tuple[Any, ...]
) -> bool:
    """Whether a record, which bears the key `word` now, bore it before the act too."""
    kinds = {made.name: made.kind for made in register.fields() if made.key}
    entry = AuditEntry.__table__.c
    asked = select(entry.action, entry.before).where(
        entry.record == id_, entry.seq >= doubles.first, entry.register == register.code
    )
    said, there = dict(zip(kinds, word, strict=True)), True
    for action, before in connection.execute(asked.order_by(entry.seq.desc())):
        there = action != "insert"
        old = loaded(before)
        said |= {name: kind.restore(old.get(name)) for name, kind in kinds.items() if name in old}
    return there and tuple(said.values()) == word
