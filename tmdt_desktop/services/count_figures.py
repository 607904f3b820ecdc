"""The figures of a scope as they are now, counted only where something changed since they were last asked for."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from tmdt_desktop import __version__
from tmdt_desktop.catalogues.indicators import Indicator, indicators
from tmdt_desktop.errors import Blocked
from tmdt_desktop.figures import Figure, Group, Scope, compute_all
from tmdt_desktop.services.recount import links
from tmdt_desktop.store.tables import AuditEntry, KeptFigures
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_TABLE = KeptFigures.__table__
_FAR_BEHIND = 1_000
"""So many entries of the trail after which kept figures are marked as seen again, lest each question reads them anew."""
_MOST_KEPT = 40
"""So many scopes and choices of indicators a register are kept."""


@dataclass(frozen=True)
class _Register:
    """The indicators of one register; `reads`: the codes of the registers that they look into."""

    code: str
    asked: tuple[Indicator, ...]
    reads: frozenset[str]
    digest: str


@dataclass(frozen=True)
class _Found:
    """Figures of a register as of the entry `seen`; `to_keep`: they are new, or were marked long ago."""

    figures: tuple[Figure, ...]
    seen: int
    to_keep: bool


def count_figures(
    ws: Workspace, scope: Scope, asked: Iterable[Indicator] | None = None, task: Task = SILENT
) -> tuple[Figure, ...]:
    """The figures `asked` (all of the catalogue, when not said), in that order, as of the last act that was finished.

    A second question with no change in the registers between is answered from what was kept, also after the workspace
    was opened anew. While something else is being written nothing is kept, so that nobody waits.

    Raises:
        Cancelled: the user has stopped the work.
    """
    wanted = indicators() if asked is None else tuple(asked)
    registers, mark = _by_register(wanted), _mark(scope)
    with ws.read() as connection:
        found = _found(connection, registers, scope, task)
    new = [each for each in registers if found[each.code].to_keep]
    if new:
        try:
            with ws.write_unaudited(waits=False) as connection:
                for each in new:
                    _keep(connection, ws.office, each, mark, found[each.code])
        except Blocked:  # the figures are right all the same; they are counted again next time
            pass
    figures = {figure.code: figure for held in found.values() for figure in held.figures}
    return tuple(figures[each.code] for each in wanted)


def _by_register(wanted: Sequence[Indicator]) -> tuple[_Register, ...]:
    together: defaultdict[str, list[Indicator]] = defaultdict(list)
    for each in wanted:
        together[each.register].append(each)
    return tuple(_register(code, tuple(held)) for code, held in together.items())


def _register(code: str, asked: tuple[Indicator, ...]) -> _Register:
    reads = frozenset({code}).union(*(links(each) for each in asked))
    said = f"{__version__}\n{asked!r}"
    return _Register(code, asked, reads, hashlib.sha256(said.encode()).hexdigest())


def _mark(scope: Scope) -> str:
    return hashlib.sha256(repr(scope).encode()).hexdigest()


def _found(connection: Connection, registers: Sequence[_Register], scope: Scope, task: Task) -> dict[str, _Found]:
    """All figures by register: kept ones where they still hold, else counted in the same state of the data."""
    kept = _kept(connection, registers, _mark(scope))
    newest = connection.scalar(select(func.max(AuditEntry.seq))) or 0
    changed = _changed(connection, min((row["entry"] for row in kept.values()), default=newest))
    found: dict[str, _Found] = {}
    for each in registers:
        row = kept.get(each.code)
        if row is not None and all(changed.get(code, 0) <= row["entry"] for code in each.reads):
            found[each.code] = _Found(_restored(row["figures"]), newest, newest - row["entry"] > _FAR_BEHIND)
        else:
            found[each.code] = _Found(compute_all(connection, each.asked, scope, task), newest, to_keep=True)
    return found


def _kept(connection: Connection, registers: Sequence[_Register], mark: str) -> dict[str, Mapping[str, Any]]:
    """What was kept for the same indicators over the same scope, by register."""
    asked = select(_TABLE).where(_TABLE.c.scope == mark, _TABLE.c.digest.in_([each.digest for each in registers]))
    return {row["register"]: dict(row) for row in connection.execute(asked).mappings()}


def _changed(connection: Connection, since: int) -> dict[str, int]:
    """By register: the last entry of the trail that touched it after the entry `since`."""
    entry = AuditEntry.__table__.c
    asked = select(entry.register, func.max(entry.seq)).where(entry.seq > since).group_by(entry.register)
    return {code: seq for code, seq in connection.execute(asked)}  # noqa: C416 - rows are not pairs to the type checker


def _keep(connection: Connection, office: str, of: _Register, mark: str, found: _Found) -> None:
    """Keep figures in the place of older ones; of each register only those asked for last."""
    own = (_TABLE.c.register == of.code, _TABLE.c.scope == mark, _TABLE.c.digest == of.digest)
    connection.execute(delete(KeptFigures).where(*own))
    row = {"register": of.code, "scope": mark, "digest": of.digest, "office": office, "entry": found.seen}
    connection.execute(insert(KeptFigures).values(**row, figures=_plain(found.figures)))
    newest = select(_TABLE.c.entry).where(_TABLE.c.register == of.code).order_by(_TABLE.c.entry.desc())
    last = connection.scalar(newest.offset(_MOST_KEPT).limit(1))
    if last is not None:
        connection.execute(delete(KeptFigures).where(_TABLE.c.register == of.code, _TABLE.c.entry <= last))


def _plain(figures: Iterable[Figure]) -> list[Any]:
    return [
        [
            each.code,
            each.value,
            [[group.field, list(map(list, group.parts)), group.overlapping] for group in each.groups],
        ]
        for each in figures
    ]


def _restored(rows: Iterable[Any]) -> tuple[Figure, ...]:
    return tuple(Figure(code, value, tuple(_group(*group) for group in groups)) for code, value, groups in rows)


def _group(field: str, parts: Iterable[tuple[str | None, int]], overlapping: bool) -> Group:  # noqa: FBT001 - as kept
    return Group(field, tuple((key, share) for key, share in parts), overlapping)
