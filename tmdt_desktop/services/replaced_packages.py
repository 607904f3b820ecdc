"""Does a package fit the ones of its series that came before it? Asked by the receiver, who alone knows what came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from tmdt_desktop.i18n import day, vietnam_time
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services.package_changes import OF_FIGURES, ROWS
from tmdt_desktop.services.package_data import PACKED
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.services.package_printed import shown
from tmdt_desktop.services.package_reading import About, FigureTold
from tmdt_desktop.signing.verdicts import Finding

_TOLD_CODES = 5
_KEPT_AS = {"value": "values", "last_year": "last_years", "plan": "plans"}
"""Part of a figure → under which name a package's row keeps it."""
_PART_WORDS = {"value": "", "last_year": " (số năm trước)", "plan": " (kế hoạch)"}


@dataclass(frozen=True)
class Came:
    """A package of the series that was decided on: its id, SHA-256 of the file as it came, and what is kept of it."""

    id: UUID
    sha256: str
    sender: str
    state: PackageState
    revision: int
    at: datetime
    kept: Mapping[str, Any]

    @property
    def age(self) -> tuple[int, datetime]:
        """What orders packages of one series, as `About.age`."""
        return self.revision, datetime.fromisoformat(self.kept["made_at"])


def standing(connection: Connection, about: About) -> tuple[Came, ...]:
    """The accepted packages of the same office and report; before there were series a year had one report."""
    table, mine = Package.__table__.c, list(about.series)
    accepted = (table.direction == Direction.RECEIVED, table.state == PackageState.ACCEPTED)
    kind = next((kind for kind in ReportKind if kind.name.lower() == about.kind), ReportKind.ANNUAL)
    same = (table.sender == about.office, table.year == about.year, Package.tells(kind))
    rows = (Came(*row) for row in connection.execute(select(*_columns()).where(*accepted, *same)))
    return tuple(each for each in rows if each.kept.get("series", mine) == mine)


def _columns() -> tuple[ColumnElement[Any], ...]:
    table = Package.__table__.c
    return (table.id, table.sha256, table.sender, table.state, table.revision, table.moved_at, table.figures)


def replaced_findings(connection: Connection, about: About, figures: Sequence[FigureTold]) -> Iterator[Finding]:
    """Whether the package named as replaced is the one that came, and its changes are those between the two."""
    stands = standing(connection, about)
    if about.replaces is None:
        yield from _not_named(stands, ())
        return
    id_, sha256 = about.replaces
    before = _came(connection, id_)
    if before is None:
        yield told("replaced_unseen", id=id_)
    elif not _leads_to(before, about):
        yield told("replaced_other", id=id_)
    elif before.sha256 != sha256:
        yield told("replaced_differs", id=id_)
    else:
        yield from _untold(before, about, figures)
        yield from _not_named(stands, (id_,))


def _leads_to(before: Came, about: About) -> bool:
    """Whether `about` may be a later revision of what came."""
    same = before.sender == about.office and before.kept.get("series", list(about.series)) == list(about.series)
    return same and before.revision < about.revision


def _came(connection: Connection, id_: UUID) -> Came | None:
    table = Package.__table__.c
    mine = (table.id == id_, table.direction == Direction.RECEIVED)
    found = connection.execute(select(*_columns()).where(*mine)).first()
    return Came(*found) if found else None


def _not_named(stands: Sequence[Came], named: Sequence[UUID]) -> Iterator[Finding]:
    """What stands here and would be replaced unasked: the sender does not know of it any more."""
    for each in stands:
        if each.id not in named:
            yield told("replaced_not_named", revision=each.revision, day=day(vietnam_time(each.at).date()))


def _untold(before: Came, about: About, figures: Sequence[FigureTold]) -> Iterator[Finding]:
    """What moved since the package that came, and is not told as it moved; a package of form 2 tells nothing."""
    if about.correction is None:
        return
    wrong = [each for kind in OF_FIGURES for each in _moved_figures(kind, before, about, figures)]
    yield from wrong[:_TOLD_CODES]
    yield from _moved_rows(before, about)


def _moved_figures(kind: str, before: Came, about: About, figures: Sequence[FigureTold]) -> Iterator[Finding]:
    """Of a package that came before the part was kept nothing is known."""
    part = OF_FIGURES[kind]
    was = before.kept.get(_KEPT_AS[part], {})
    said = _said(kind, about)
    for each in figures:
        now = getattr(each, part)
        if each.code in was and said.get(each.code, (now, now)) != (was[each.code], now):
            code, old = f"{each.code}{_PART_WORDS[part]}", shown(was[each.code])
            yield told("change_untold", code=code, before=old, after=shown(now))


def _moved_rows(before: Came, about: About) -> Iterator[Finding]:
    """Which rows travel is a matter of the sender's program, which may be newer by now: what differs is a warning."""
    was, said = before.kept.get("counts", {}), _said(ROWS, about)
    for of in PACKED:
        old, now = was.get(of.code), about.counts.get(of.code)
        if old is not None and now is not None and said.get(of.code, (now, now)) != (old, now):
            yield told("rows_untold", name=of.title, before=shown(old), after=shown(now))


def _said(kind: str, about: About) -> dict[str, tuple[int | None, int | None]]:
    changes = about.correction.changes if about.correction else ()
    return {each.key: (each.before, each.after) for each in changes if each.kind == kind}
