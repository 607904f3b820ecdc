"""Last year's figures beside this year's: as last year's report printed them, else counted from the registers as they were.

Where communes were merged between, what depends on their borders is counted anew by the borders of this year's report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, exists, select

from tmdt_desktop.catalogues.indicators import Anytime, Indicator, Standing, indicators
from tmdt_desktop.catalogues.units import Commune, epochs
from tmdt_desktop.figures import Scope, compute_all
from tmdt_desktop.figures.conditions import in_scope, in_time
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record, register
from tmdt_desktop.services.as_of import records_at
from tmdt_desktop.services.frozen import Frozen
from tmdt_desktop.services.recount import links, recount
from tmdt_desktop.services.report_life import Held
from tmdt_desktop.services.report_periods import FIRST_YEAR, period_of
from tmdt_desktop.store import settings as store_settings

COUNTED = "Năm trước đếm từ các sổ"
NEW_BORDERS = "Năm trước theo địa giới mới"


def printed(connection: Connection, frozen: Frozen, record: Mapping[str, Any], before: Held) -> Frozen:
    """With the values of last year's report `before`; those of communes by this year's borders where these changed."""
    anew = _by_new_borders(connection, before, Scope(*_period(record), offices=(record["office"],)).places_on)
    figures = {}
    for code, figure in frozen.figures.items():
        old = before.frozen.figures.get(code)
        moved = code in anew and old is not None and anew[code] != old.value
        value = anew[code] if moved else old.value if old else None
        figures[code] = replace(figure, last_year=value, remark=NEW_BORDERS if moved else "")
    return replace(frozen, figures=figures, last_year_from=before.name)


def counted(connection: Connection, frozen: Frozen, record: Mapping[str, Any]) -> Frozen:
    """With last year counted by the same formula where nobody has typed a value; unknown where no register was kept then."""
    year = int(record["year"]) - 1
    if year < FIRST_YEAR:
        return frozen
    past = _Past(connection, record["office"], period_of(store_settings.load(connection), record["kind"], year))
    wanted = [code for code, figure in frozen.figures.items() if figure.last_year is None or figure.remark == COUNTED]
    known = past.values(tuple(each for each in indicators() if each.code in wanted))
    figures = {
        code: replace(figure, last_year=known[code], remark=COUNTED if known[code] is not None else "")
        if code in known
        else figure
        for code, figure in frozen.figures.items()
    }
    return replace(frozen, figures=figures)


def _period(record: Mapping[str, Any]) -> tuple[date, date]:
    return record["period_from"], record["period_to"]


@dataclass(frozen=True)
class _Past:
    """The registers of one office in an earlier period."""

    connection: Connection
    office: str
    period: tuple[date, date]

    @property
    def scope(self) -> Scope:
        return Scope(*self.period, offices=(self.office,))

    def values(self, asked: tuple[Indicator, ...]) -> dict[str, int | None]:
        """The value of each by code; None where the register has nothing of that time."""
        dated = [each for each in asked if not isinstance(each.time, Standing | Anytime)]
        found = {figure.code: figure.value for figure in compute_all(self.connection, dated, self.scope)}
        made = {each.code: found[each.code] if self._kept(each) else None for each in dated}
        states = [each for each in asked if isinstance(each.time, Standing | Anytime)]
        for code in dict.fromkeys(each.register for each in states):
            made |= self._as_they_stood(register(code), [each for each in states if each.register == code])
        return made

    def _kept(self, each: Indicator) -> bool:
        """Some record lies in the period: the register was kept then, and its zeros are zeros."""
        of = register(each.register)
        there = select(1).select_from(of.__table__).where(in_scope(of, self.scope), in_time(of, each.time, self.scope))
        return bool(self.connection.scalar(select(exists(there))))

    def _as_they_stood(self, of: type[Record], asked: list[Indicator]) -> dict[str, int | None]:
        """What stands at the end of a period is read from the trail: rows say what they are, not what they were."""
        end = datetime.combine(self.period[1] + timedelta(days=1), time(), VIETNAM)
        table = of.__table__.c
        if not self.connection.scalar(select(exists(select(1).where(table.created_at < end, table.package.is_(None))))):
            return {each.code: None for each in asked}
        held = records_at(self.connection, of, end, self.scope.places_on)
        return {
            each.code: recount(each, held.values(), self.period).value if held and not links(each) else None
            for each in asked
        }


def _by_new_borders(connection: Connection, before: Held, now: date | None) -> dict[str, int | None]:
    """The figures of last year's report that count communes, counted by the communes of `now`; none where none changed."""
    then = before.places_on
    if now is None or not any(then < start <= now for start in epochs()):
        return {}
    made: dict[str, int | None] = {}
    for each in indicators():
        if _counts_communes(each) and each.code in before.frozen.figures:
            of, mark = register(each.register), before.frozen.mark
            if _value(connection, each, before, then) == before.frozen.figures[each.code].value:
                made[each.code] = recount(each, records_at(connection, of, mark, now).values(), before.period).value
    return made


def _value(connection: Connection, each: Indicator, before: Held, day: date) -> int | None:
    held = records_at(connection, register(each.register), before.frozen.mark, day)
    return recount(each, held.values(), before.period).value


def _counts_communes(each: Indicator) -> bool:
    """Its value, and not only its parts, depends on where the borders run."""
    if each.measure.of != "distinct":
        return False
    return isinstance(register(each.register).field(each.measure.field).kind, Commune)
