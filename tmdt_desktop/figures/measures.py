"""What each record adds to a figure."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, func, literal, null, or_, select, true

from tmdt_desktop.catalogues.indicators import Condition, Indicator, Measure
from tmdt_desktop.fields import Identifier
from tmdt_desktop.figures.columns import DigitsOfId, Listing, column, kind_of, known, part_of
from tmdt_desktop.figures.conditions import Scope, met
from tmdt_desktop.figures.lists import Lists
from tmdt_desktop.figures.places import placed
from tmdt_desktop.records import Part, Record, register

OF_LISTS = frozenset({"listed", "sum_listed"})
"""Measures that add up rows of a sub-list."""
ADDED = frozenset({"count", "sum", *OF_LISTS})
"""Measures whose value is the sum of what each record adds; the others count different keys."""
_ALSO_OF_EMPTY = frozenset({"unknown", "not_in", "none", "either"})


def amount(of: type[Record], measure: Measure, scope: Scope, lists: Lists) -> ColumnElement[int]:
    """What one record adds; NULL when it says nothing."""
    if measure.of == "sum":
        return column(of, measure.field)
    if measure.of not in OF_LISTS:
        return literal(1, Integer)
    added = of_list(of, measure, scope, lists)
    if not measure.instead:
        return added
    return case((says(of, measure, scope, lists), added), else_=column(of, measure.instead))


def needed(of: type[Record], indicator: Indicator, scope: Scope, lists: Lists) -> ColumnElement[bool] | None:
    """What shows that the figure was collected at all; None when it always is."""
    measure = indicator.measure
    if indicator.needs:
        return met(of, indicator.needs, scope, lists)
    if measure.of in OF_LISTS and measure.instead:
        return or_(says(of, measure, scope, lists), known(of, measure.instead))
    return None


def of_list(
    of: type[Record], measure: Measure, scope: Scope, lists: Lists, narrower: ColumnElement[bool] | None = None
) -> ColumnElement[int]:
    """What the rows of the sub-list that meet the measure's `where` (and `narrower`) add."""
    part = part_of(of, measure.field)
    asked = and_(met(part, measure.where, scope, lists), true() if narrower is None else narrower)
    if measure.of != "sum_listed":
        return lists.count(of, part, asked)
    return lists.sum(of, part, and_(asked, known(part, measure.amount)), column(part, measure.amount))


def added_by_row(part: type[Part], measure: Measure) -> ColumnElement[int]:
    """What rows of the sub-list add together."""
    return func.coalesce(func.sum(column(part, measure.amount)), 0) if measure.amount else func.count()


def says(of: type[Record], measure: Measure, scope: Scope, lists: Lists) -> ColumnElement[bool]:
    """The sub-list has a row that says what the measure asks about."""
    part = part_of(of, measure.field)
    return lists.any(of, part, met(part, said(measure), scope, lists))


def said(measure: Measure) -> tuple[Condition, ...]:
    """What a row of the sub-list says when it counts as an answer: every field that `where` and `amount` ask is filled."""
    asked = (each.field for each in measure.where if each.op not in _ALSO_OF_EMPTY)
    names = dict.fromkeys(filter(None, (*asked, measure.amount)))
    return tuple(Condition(name, "known") for name in names)


def keys_of(measure: Measure) -> tuple[tuple[str, ...], ...]:
    """What tells the things apart that the measure counts once: the first key whose fields are all filled."""
    return measure.keys or ((measure.field,),)


def first_key(of: Listing, measure: Measure, scope: Scope) -> ColumnElement[str]:
    """The first of the measure's keys whose fields are all filled, as text; NULL when none is."""
    marked = ((str(place), names) for place, names in enumerate(keys_of(measure)))
    keys = (_joined(mark, [_key_part(of, measure, name, scope) for name in names]) for mark, names in marked)
    return func.coalesce(*keys, null())


def _joined(mark: str, parts: Iterable[ColumnElement[str]]) -> ColumnElement[str]:
    joined: ColumnElement[str] = literal(mark, String)
    for part in parts:
        joined = joined.concat(literal("|", String)).concat(part)
    return joined


def _key_part(of: Listing, measure: Measure, name: str, scope: Scope) -> ColumnElement[str]:
    """The own field; of «own/other» the field `other` of the record that the measure's reference points to comes first."""
    own, linked, other = name.partition("/")
    if not linked:
        return text_of(placed(of, own, scope))
    to = register(kind_of(of, measure.field).to)
    found = select(text_of(placed(to, other, scope))).where(column(to, "id") == column(of, measure.field))
    return func.coalesce(found.correlate(of.__table__).scalar_subquery(), text_of(placed(of, own, scope)))


def text_of(found: ColumnElement[Any]) -> ColumnElement[str]:
    """A value as text that tells it from others; identifiers, which are bytes on some engines, as hexadecimal digits."""
    if isinstance(found.type, Identifier):
        return DigitsOfId(found)
    return cast(found, String)
