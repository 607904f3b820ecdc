"""Take a whole act back: an import, a merge, a change of many, days later if need be; and take that back again."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, update

from tmdt_desktop.errors import Refused
from tmdt_desktop.services.attachments import refuse_swept
from tmdt_desktop.services.history_words import CODES
from tmdt_desktop.services.undo_pieces import Piece
from tmdt_desktop.services.undo_plan import LASTING, Plan, UndoPreview, add_later, lines_of, plan_of
from tmdt_desktop.services.undo_standing import standing
from tmdt_desktop.store import attachments
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.tables import AuditBatch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

UNDOABLE = frozenset(CODES) - LASTING
"""Registers whose acts can be taken back; of reports only the removal of a draft. What was signed or sent stays as it was."""
BACK, AGAIN = "Hoàn lại: ", "Làm lại: "
"""How the words of an act begin that takes one back, or does one again."""
_LONGEST, _CHUNK = 200, 500


@dataclass(frozen=True)
class Undone:
    """What taking an act back did: how many records (wholly or in part), and the names of those of which something stays.

    `batch`: the act itself, by which it is taken back in its turn; None when there was nothing to do.
    """

    restored: int
    skipped: tuple[str, ...]
    batch: UUID | None = None


def undo_preview(ws: Workspace, id_: UUID, also: frozenset[UUID] = frozenset()) -> UndoPreview:
    """What `undo_batch` would do now, record by record. Raises Refused as it does."""
    with ws.read() as connection:
        made = plan_of(connection, id_, also)
        add_later(connection, made)
        lines = lines_of(made, {file: told.what for file, told in _file_troubles(ws, made).items()})
    return UndoPreview(id_, made.act["at"], made.act["by"], made.act["what"], lines)


def undo_batch(ws: Workspace, id_: UUID, also: frozenset[UUID] = frozenset(), task: Task = SILENT) -> Undone:
    """Take an act back. Records that others have touched since go back as far as they were left alone.

    A field that still says what the act made it say returns to what it said before. A field edited since stays, and a
    record that the act added stays when anything in it was edited, unless `also` names the record: then its edits go
    too. What cannot go back (cited elsewhere, its key taken, gone out) stays and is told by name. Taking back an act
    that took one back does that one again, and it can be taken back anew.
    Raises:
        Refused: the act is unknown, taken back already, or touches what has been signed or sent; nothing of it can go
            back, for the reason told.
    """
    with ws.change("Hoàn lại", undoes=id_) as batch:
        made = plan_of(batch.connection, id_, also)
        troubles = _file_troubles(ws, made)
        _refuse_all_stuck(made, list(troubles.values()))
        batch.say(_said(made.act))
        _take_away(batch, made.going, task)
        _bring_back(batch, made.going, task)
        _change_back(batch, made.going, task)
        returned = sum(_return_file(batch, row, troubles) for row in made.files)
        if batch.entries:
            _mark(batch, made.act)
        skipped = (p.name for p in made.pieces[::-1] if p.action and not p.releases)
        return Undone(len(made.going) + returned, tuple(skipped), batch.act.id if batch.entries else None)


def _said(act: RowMapping) -> str:
    """The words for taking `act` back: what is done again is not «taken back twice»."""
    what = str(act["what"])
    if act["undoes"] is not None and what.startswith(BACK):
        return f"{AGAIN}{what.removeprefix(BACK)}"
    return f"{BACK}{what.removeprefix(AGAIN)}"[:_LONGEST]


def _refuse_all_stuck(made: Plan, files: list[Refused]) -> None:
    """Raise Refused when not one record or file can go back, whatever is chosen, or a record of a merge cannot."""
    if made.held:
        raise made.held
    troubles = [piece.trouble for piece in made.pieces if piece.trouble] + files
    rest = [piece for piece in made.pieces if piece.action and piece.trouble is None]
    if troubles and not rest and len(files) == len(made.files):
        first = troubles[0]
        raise Refused(f"Không hoàn lại được. {first.what}", why=first.why, cure=first.cure or "Sửa từng hồ sơ nếu cần.")


def _take_away(batch: Batch, going: list[Piece], task: Task) -> None:
    """Remove what the act added; what was edited since as it stands now."""
    added = [piece for piece in going if piece.action == "insert"]
    for register in {piece.register for piece in added}:
        mine = {p.id: p.plain_after for p in added if p.register is register and not p.edited}
        batch.take_away(register, mine, task)
    for piece in added:
        if piece.edited:
            batch.delete(piece.register, piece.id)


def _bring_back(batch: Batch, going: list[Piece], task: Task) -> None:
    """Put back what the act removed."""
    removed = [piece for piece in going[::-1] if piece.action == "delete"]
    for register in dict.fromkeys(piece.register for piece in removed):
        mine = [piece for piece in removed if piece.register is register]
        batch.insert(register, [piece.returning() for piece in mine], ids=[piece.id for piece in mine], task=task)


def _change_back(batch: Batch, going: list[Piece], task: Task) -> None:
    """Put back the fields that the act changed."""
    changed = [piece for piece in going if piece.action == "update"]
    for start in range(0, len(changed), _CHUNK):
        task.step(start, len(changed), "Hoàn lại")
        part = changed[start : start + _CHUNK]
        for register in dict.fromkeys(piece.register for piece in part):
            mine = [piece for piece in part if piece.register is register]
            now = standing(batch.connection, register, [piece.id for piece in mine])
            batch.update_many(register, [(now[piece.id], piece.returning()) for piece in mine if piece.id in now])


def _return_file(batch: Batch, row: RowMapping, troubles: Mapping[UUID, Refused]) -> bool:
    gone = attachments.told(row["before"])
    if gone is not None and gone.id in troubles:
        return False
    return attachments.take_back(batch, row["before"], row["after"])


def _file_troubles(ws: Workspace, made: Plan) -> dict[UUID, Refused]:
    """Files whose content is there no more, by their ids."""
    found = {}
    for row in made.files:
        gone = attachments.told(row["before"])
        try:
            refuse_swept(ws, row["before"])
        except Refused as told:
            if gone is not None:
                found[gone.id] = told
    return found


def _mark(batch: Batch, act: RowMapping) -> None:
    """Note that `act` is taken back; the one that it took back stands again."""
    stands = update(AuditBatch)
    batch.connection.execute(stands.where(AuditBatch.id == act["id"]).values(undone_by=batch.act.id))
    if act["undoes"] is not None:
        batch.connection.execute(stands.where(AuditBatch.id == act["undoes"]).values(undone_by=None))
