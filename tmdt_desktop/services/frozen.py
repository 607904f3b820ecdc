"""Figures as they stood when the period was closed: values, parts, the rows behind them, and the list of sessions.

They lie in `Report.figures` as JSON. Rows are kept as ranges of row numbers («1-500,512»): the whole of a long list is
a few letters, and each frozen figure still opens to its own rows.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.indicators import Indicator, indicator, indicators, pending
from tmdt_desktop.figures import GroupKey, Scope, clause, compute_all, rows
from tmdt_desktop.records import register
from tmdt_desktop.records.training import Training

Parts = tuple[tuple[str, tuple[tuple[str | None, int], ...]], ...]
"""(field, ((plain value, share), …)) for each way a figure divides."""


@dataclass(frozen=True)
class FrozenFigure:
    """One figure. None is «not collected» (`plan` None: none was set); `rows` are the ranges of row numbers behind it."""

    value: int | None
    last_year: int | None = None
    plan: int | None = None
    groups: Parts = ()
    rows: str = ""


@dataclass(frozen=True)
class Session:
    """One training session of the annex. `attendees` and `women` count «lượt», `cost` đồng; None where nothing is noted."""

    topic: str
    first_day: date
    last_day: date | None
    venue: str
    host: str
    attendees: int | None
    women: int | None
    cost: int | None


@dataclass(frozen=True)
class Frozen:
    """Everything a closed period says. `last_year_from`: the report that last year's figures come from, or empty."""

    at: datetime
    figures: Mapping[str, FrozenFigure]
    sessions: tuple[Session, ...]
    last_year_from: str = ""

    def values(self) -> dict[str, int | None]:
        """Value by code."""
        return {code: figure.value for code, figure in self.figures.items()}


def freeze(connection: Connection, scope: Scope, at: datetime) -> Frozen:
    """Count every figure of the catalogue over `scope`; last year and plan are for the caller to add."""
    counted = {figure.code: figure for figure in compute_all(connection, indicators(), scope)}
    figures = {
        each.code: FrozenFigure(
            value=counted[each.code].value,
            groups=tuple((group.field, group.parts) for group in counted[each.code].groups),
            rows=ranges(seqs_behind(connection, each, scope)) if counted[each.code].value is not None else "",
        )
        for each in indicators()
    }
    figures |= {each.code: FrozenFigure(None) for each in pending()}
    return Frozen(at, figures, _sessions(connection, scope))


def live_values(connection: Connection, scope: Scope) -> dict[str, int | None]:
    """What the registers say now."""
    return {figure.code: figure.value for figure in compute_all(connection, indicators(), scope)}


def seqs_behind(
    connection: Connection, counted: Indicator, scope: Scope, group: GroupKey | None = None
) -> "array[int]":
    """Row numbers behind a figure or one part of it, ascending."""
    table = register(counted.register).__table__
    asked = select(table.c.seq).where(clause(counted, scope, group)).order_by(table.c.seq)
    return array("q", connection.scalars(asked))


def ranges(seqs: Iterable[int]) -> str:
    """Ascending numbers as «1-500,512»."""
    made: list[list[int]] = []
    for seq in seqs:
        if made and seq == made[-1][1] + 1:
            made[-1][1] = seq
        else:
            made.append([seq, seq])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in made)


def from_ranges(said: str) -> "array[int]":
    """What `ranges` gave, back as numbers."""
    numbers = array("q")
    for part in said.split(",") if said else ():
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def _sessions(connection: Connection, scope: Scope) -> tuple[Session, ...]:
    """The sessions that the office led, with the very numbers that the figures add up."""
    added = {code: _amounts(connection, code, scope) for code in ("C3.3", "C3.3.2", "C3.5")}
    table = Training.__table__.c
    columns = (table.id, table.name, table.starts_on, table.ends_on, table.place, table.lead_agency)
    led = select(*columns).where(clause(indicator("C3.1"), scope)).order_by(table.starts_on, table.seq)
    return tuple(
        Session(name, starts, ends, place, host or "", *(added[code].get(id_) for code in added))
        for id_, name, starts, ends, place, host in connection.execute(led)
    )


def _amounts(connection: Connection, code: str, scope: Scope) -> dict[UUID, int]:
    return {row.id: row.amount for row in rows(connection, indicator(code), scope)}


def to_json(frozen: Frozen) -> dict[str, Any]:
    """As `Report.figures` keeps it."""
    return {
        "at": frozen.at.isoformat(),
        "last_year_from": frozen.last_year_from,
        "figures": {code: _figure_json(figure) for code, figure in frozen.figures.items()},
        "sessions": [_session_json(session) for session in frozen.sessions],
    }


def from_json(kept: Mapping[str, Any]) -> Frozen:
    """What `to_json` gave, back."""
    figures = {code: _figure(row) for code, row in kept["figures"].items()}
    sessions = tuple(_session(row) for row in kept["sessions"])
    return Frozen(datetime.fromisoformat(kept["at"]), figures, sessions, kept["last_year_from"])


def _figure_json(figure: FrozenFigure) -> dict[str, Any]:
    groups = [[field, [list(part) for part in parts]] for field, parts in figure.groups]
    kept = {"value": figure.value, "last_year": figure.last_year, "plan": figure.plan}
    return {**kept, "groups": groups, "rows": figure.rows}


def _figure(row: Mapping[str, Any]) -> FrozenFigure:
    groups = tuple((field, tuple((key, share) for key, share in parts)) for field, parts in row["groups"])
    return FrozenFigure(row["value"], row["last_year"], row["plan"], groups, row["rows"])


def _session_json(session: Session) -> dict[str, Any]:
    last = session.last_day.isoformat() if session.last_day else None
    return {**vars(session), "first_day": session.first_day.isoformat(), "last_day": last}


def _session(row: Mapping[str, Any]) -> Session:
    last = date.fromisoformat(row["last_day"]) if row["last_day"] else None
    return Session(**{**row, "first_day": date.fromisoformat(row["first_day"]), "last_day": last})
