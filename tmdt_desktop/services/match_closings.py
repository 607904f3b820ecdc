"""The ends of a round of matching: which of them stands, and that never two of one round do."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.services.standing import stands
from tmdt_desktop.store.tables import AuditBatch, MatchSession

CODE, TITLE = "match_round", "Đợt đối chiếu"
"""How acts on rounds are entered into the trail, and what they are called there."""


def standing_close(connection: Connection, batch: UUID | None, about: Mapping[str, Any]) -> UUID | None:
    """The act that ended a round and holds; None while the round is open. `batch`: the newest; `about`: of the round."""
    known = [*([batch] if batch else []), *(UUID(each) for each in about.get("closes", ()))]
    return next((each for each in known if _there(connection, each) and stands(connection, each)), None)


def refuse_second_close(connection: Connection, act: Mapping[Any, Any]) -> None:
    """Raise Refused when taking back `act` (a row of the trail) would end a round anew that another act has ended."""
    first = list(_chain(connection, act))[-1]
    if act["undoes"] is None or stands(connection, first):
        return
    columns = MatchSession.__table__.c
    for name, batch, about in connection.execute(select(columns.name, columns.batch, columns.about)):
        if str(first) in about.get("closes", ()) and standing_close(connection, batch, about) is not None:
            raise Refused(
                f"Đợt «{name}» đã kết thúc lại sau đó.",
                why="Làm lại lần kết thúc trước thì mỗi lượt rà soát có hai lần trong sổ.",
                cure="Hoàn lại lần kết thúc sau trước.",
            )


def _chain(connection: Connection, act: Mapping[Any, Any]) -> Iterator[UUID]:
    """The act, the one that it took back, and so on to the first."""
    columns = AuditBatch.__table__.c
    known, undoes = act["id"], act["undoes"]
    yield known
    while undoes is not None:
        yield undoes
        undoes = connection.scalar(select(columns.undoes).where(columns.id == undoes))


def _there(connection: Connection, batch: UUID) -> bool:
    return connection.scalar(select(AuditBatch.id).where(AuditBatch.id == batch)) is not None
