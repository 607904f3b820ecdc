"""Figures as they stood when the period was closed: values, parts, the rows behind them, and the rows of the annexes.

They lie in `Report.figures` as JSON. The records behind any figure are noted once a register, by their identifiers, which
outlive an undo and a redo; each figure's own are ranges of places in that note («1-500,512»).
"""

from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, func, select, type_coerce

from tmdt_desktop.catalogues.indicators import Indicator, indicator, indicators, pending
from tmdt_desktop.figures import GroupKey, Scope, all_behind, clause, compute_all, rows
from tmdt_desktop.records import register
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import annex_rows
from tmdt_desktop.services.annex_rows import AnnexRows
from tmdt_desktop.store.tables import AuditEntry
from tmdt_desktop.task import SILENT, Task

_ID = 16
Parts = tuple[tuple[str, tuple[tuple[str | None, int], ...]], ...]
"""(field, ((plain value, share), …)) for each way a figure divides."""


@dataclass(frozen=True)
class FrozenFigure:
    """One figure. None is «not collected» (`plan` None: none was set); `rows`: the places of its records in `Frozen.ids`.

    `remark`: how last year's value was come by, when it is not as last year's report printed it.
    """

    value: int | None
    last_year: int | None = None
    plan: int | None = None
    groups: Parts = ()
    rows: str = ""
    remark: str = ""


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
    """Everything a closed period says. `last_year_from`: the report that last year's figures come from, or empty.

    `entry`: the last entry of the trail that was counted; None in a report that was closed before it was noted.
    `ids`: by the register's code, the 16 bytes of each record behind some figure, in the order of row numbers.
    """

    at: datetime
    figures: Mapping[str, FrozenFigure]
    sessions: tuple[Session, ...]
    last_year_from: str = ""
    ids: Mapping[str, bytes] = field(default_factory=dict)
    entry: int | None = None
    annexes: AnnexRows = field(default_factory=AnnexRows)

    @property
    def mark(self) -> int | datetime:
        """Where in the trail it was closed, as `as_of.records_at` takes it."""
        return self.at if self.entry is None else self.entry

    def ids_behind(self, code: str) -> tuple[UUID, ...]:
        """The records behind the figure `code`; none where it was not collected."""
        kept, figure = self.ids.get(indicator(code).register, b""), self.figures.get(code)
        places = from_ranges(figure.rows) if figure else ()
        return tuple(UUID(bytes=kept[_ID * (at - 1) : _ID * at]) for at in places)

    def values(self) -> dict[str, int | None]:
        """Value by code."""
        return {code: figure.value for code, figure in self.figures.items()}


def freeze(connection: Connection, scope: Scope, at: datetime, task: Task = SILENT) -> Frozen:
    """Count every figure of the catalogue over `scope`; last year and plan are for the caller to add.

    Raises:
        Cancelled: the user has stopped the work.
    """
    counted = {figure.code: figure for figure in compute_all(connection, indicators(), scope, task)}
    known = [each for each in indicators() if counted[each.code].value is not None]
    behind = all_behind(connection, known, scope, task)
    places = _places(known, behind)
    figures = {
        each.code: FrozenFigure(
            value=counted[each.code].value,
            groups=tuple((group.field, group.parts) for group in counted[each.code].groups),
            rows=ranges(places[each.register][seq] for seq in behind.get(each.code, ())),
        )
        for each in indicators()
    }
    figures |= {each.code: FrozenFigure(None) for each in pending()}
    ids = {code: _ids(connection, code, seqs) for code, seqs in places.items()}
    return Frozen(
        at,
        figures,
        _sessions(connection, scope),
        ids=ids,
        entry=_last_entry(connection),
        annexes=annex_rows.annex_rows(connection, scope),
    )


def _last_entry(connection: Connection) -> int:
    return connection.scalar(select(func.max(AuditEntry.seq))) or 0


def _places(known: Iterable[Indicator], behind: Mapping[str, Sequence[int]]) -> dict[str, dict[int, int]]:
    """By register: each row number behind some figure, ascending, with its place from 1."""
    seqs: defaultdict[str, set[int]] = defaultdict(set)
    for each in known:
        seqs[each.register].update(behind[each.code])
    return {code: {seq: at for at, seq in enumerate(sorted(held), 1)} for code, held in seqs.items()}


def _ids(connection: Connection, code: str, seqs: Mapping[int, int]) -> bytes:
    """The identifiers of the rows, one after the other."""
    table = register(code).__table__.c
    id_ = type_coerce(table.id, LargeBinary) if connection.dialect.name == "sqlite" else table.id
    asked = select(table.seq, id_).where(table.package.is_(None)).order_by(table.seq)
    held = (found for seq, found in connection.execute(asked) if seq in seqs)
    return b"".join(found.bytes if isinstance(found, UUID) else found for found in held)


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
        "entry": frozen.entry,
        "last_year_from": frozen.last_year_from,
        "figures": {code: _figure_json(figure) for code, figure in frozen.figures.items()},
        "ids": {code: b64encode(held).decode() for code, held in frozen.ids.items()},
        "sessions": [_session_json(session) for session in frozen.sessions],
        "annexes": annex_rows.to_json(frozen.annexes),
    }


def from_json(kept: Mapping[str, Any]) -> Frozen:
    """What `to_json` gave, back."""
    figures = {code: _figure(row) for code, row in kept["figures"].items()}
    sessions = tuple(_session(row) for row in kept["sessions"])
    ids = {code: b64decode(held) for code, held in kept.get("ids", {}).items()}
    at, annexes = datetime.fromisoformat(kept["at"]), annex_rows.from_json(kept.get("annexes"))
    return Frozen(at, figures, sessions, kept["last_year_from"], ids, kept.get("entry"), annexes)


def _figure_json(figure: FrozenFigure) -> dict[str, Any]:
    groups = [[field, [list(part) for part in parts]] for field, parts in figure.groups]
    kept = {"value": figure.value, "last_year": figure.last_year, "plan": figure.plan}
    return {**kept, "groups": groups, "rows": figure.rows, "remark": figure.remark}


def _figure(row: Mapping[str, Any]) -> FrozenFigure:
    groups = tuple((field, tuple((key, share) for key, share in parts)) for field, parts in row["groups"])
    return FrozenFigure(row["value"], row["last_year"], row["plan"], groups, row["rows"], row.get("remark", ""))


def _session_json(session: Session) -> dict[str, Any]:
    last = session.last_day.isoformat() if session.last_day else None
    return {**vars(session), "first_day": session.first_day.isoformat(), "last_day": last}


def _session(row: Mapping[str, Any]) -> Session:
    last = date.fromisoformat(row["last_day"]) if row["last_day"] else None
    return Session(**{**row, "first_day": date.fromisoformat(row["first_day"]), "last_day": last})
