"""Places and choices of a record are those of its own day or of the office's day, whichever way it is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.catalogues.term_spans import closed_reason
from tmdt_desktop.catalogues.units import Commune, Communes
from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Term
from tmdt_desktop.records import Record
from tmdt_desktop.text import is_blank

_RECORDED = "recorded_on"
"""The day of records without a period of their own."""
Raw = Mapping[str, Any]


@dataclass(frozen=True)
class When:
    """The days that a record may speak of, its own first, and the district whose communes it may name."""

    days: tuple[date, ...]
    district: str | None


def office_day(office: str) -> date:
    """Today, or the last day on which the office existed: a district of 2024 keeps its communes."""
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    return office_on(office, today).last_day(today)


def when_of(office: str, of: type[Record], raw: Raw) -> When:
    """The days of a record given as it was typed or as it is stored."""
    days = (_own_day(of, raw), office_day(office))
    return When(tuple(dict.fromkeys(day for day in days if day)), district_of(office))


def _own_day(of: type[Record], raw: Raw) -> date | None:
    name = of.period_field or _RECORDED
    if name not in {field.name for field in of.fields()}:
        return None
    try:
        found = of.field(name).read(raw.get(name))
    except Invalid:
        return None
    return found.date() if isinstance(found, datetime) else found


def placed(of: type[Record], raw: Raw, when: When, before: Raw) -> tuple[dict[str, Any], dict[str, str]]:
    """`raw` with its places as codes, and what is wrong with them by path; what stood there `before` is left alone."""
    made, faults = dict(raw), dict[str, str]()
    for field in of.fields():
        given = raw.get(field.name)
        if isinstance(field.kind, Commune | Communes):
            if given != before.get(field.name):
                made[field.name], fault = _place(field.kind, given, when)
                faults |= {field.name: fault} if fault else {}
        elif isinstance(field.kind, Rows) and given:
            made[field.name], told = _placed_lines(field, given, when, before)
            faults |= told
    return made, faults


def _placed_lines(field: Field, lines: Any, when: When, before: Raw) -> tuple[list[Any], dict[str, str]]:
    places = [inner for inner in field.kind.of.fields() if isinstance(inner.kind, Commune)]  # type: ignore[attr-defined]
    made, faults = [dict(line) for line in lines], dict[str, str]()
    for inner in places:
        known = {line.get(inner.name) for line in before.get(field.name) or ()}
        for at, line in enumerate(made):
            if line.get(inner.name) not in known:
                line[inner.name], fault = _place(inner.kind, line.get(inner.name), when)
                faults |= {f"{field.name}.{at}.{inner.name}": fault} if fault else {}
    return made, faults


def _place(kind: Any, given: object, when: When) -> tuple[object, str]:
    """The code of a place as it was on one of the days, or what is wrong with it on the first."""
    if given is None or given in ("", (), []) or (isinstance(given, str) and is_blank(given)):
        return given, ""
    told = ""
    for day in when.days:
        try:
            return kind.on(day, when.district).parse(given), ""
        except Invalid as fault:
            told = told or str(fault)
    return given, told


def closed(of: type[Record], values: Raw, when: When, before: Raw) -> dict[str, str]:
    """Choices that could be made on none of the days, by path; those that stood there `before` are left alone."""
    found: dict[str, str] = {}
    for path, term, known in _terms(of, values, before):
        reasons = [closed_reason(term, day) for day in when.days]
        if term not in known and all(reasons):
            found[path] = f"{reasons[0]} Chọn mục khác, hoặc xem lại ngày."
    return found


def _terms(of: type[Record], values: Raw, before: Raw) -> Iterator[tuple[str, Term, Sequence[Any]]]:
    """(path, choice, what stood there before) of every single choice of a record."""
    for name, value in values.items():
        if isinstance(value, Term):
            yield name, value, [before.get(name)]
    for part in of.sub_lists():
        for at, line in enumerate(values.get(part.name) or ()):
            for name, value in line.items():
                if isinstance(value, Term):
                    yield f"{part.name}.{at}.{name}", value, [old.get(name) for old in before.get(part.name) or ()]
