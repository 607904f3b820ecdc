"""Every total equals the sum of its rows, and every whole the sum of its parts."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.core.figures.conftest import Books
from tmdt_desktop.catalogues.indicators import Indicator, indicators
from tmdt_desktop.figures import GroupKey, Scope, clause, rows, total, value
from tmdt_desktop.records import register
from tmdt_desktop.records.business import Activity, ChannelKind, EInvoice, Payment, Procedure, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Funding, Gender, Role, Topic

YEAR = Scope(date(2023, 12, 15), date(2024, 12, 14))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


DAYS = st.dates(date(2023, 12, 10), date(2024, 12, 20))
ATTENDEES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Lê Yến", "Hà Thảo", "Kim Đạt"]),
        "gender": maybe(st.sampled_from(Gender)),
        "audience": maybe(st.sampled_from(Audience)),
        "phone": maybe(st.sampled_from(["0912345678", "0987654321"])),
        "birth_year": maybe(st.integers(1980, 1982)),
        "commune": maybe(st.sampled_from(["08761", "08767"])),
        "organisation": maybe(st.sampled_from(["HTX A", "HTX B"])),
    }
)
TRAININGS = st.fixed_dictionaries(
    {
        "attendees": st.lists(ATTENDEES, max_size=3),
        "role": st.sampled_from(Role),
        "form": st.sampled_from(Form),
        "starts_on": DAYS,
        "commune": maybe(st.sampled_from(["08761", "08767"])),
        "topics": maybe(st.lists(st.sampled_from(Topic), unique=True, max_size=3).map(tuple)),
        "attended": maybe(st.integers(0, 40)),
        "women": maybe(st.integers(0, 20)),
        "cost": maybe(st.integers(0, 10**9)),
        "funding": maybe(st.sampled_from(Funding)),
    }
)
CHANNELS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(ChannelKind),
        "platform": maybe(st.sampled_from(["SHOPEE", "VOSO", "POSTMART"])),
        "procedure": maybe(st.sampled_from(Procedure)),
    }
)
BUSINESSES = st.fixed_dictionaries(
    {
        "channels": st.lists(CHANNELS, max_size=2),
        "kind": st.sampled_from(SubjectKind),
        "commune": st.sampled_from(["08761", "08767", "08770"]),
        "activity": st.sampled_from(Activity),
        "traded": maybe(st.booleans()),
        "e_invoice": maybe(st.sampled_from(EInvoice)),
        "payments": maybe(st.lists(st.sampled_from(Payment), unique=True, max_size=3).map(tuple)),
        "started_on": maybe(DAYS),
        "ended_on": maybe(DAYS),
    }
)


def of_register(code: str) -> list[Indicator]:
    """The indicators that are counted from one register."""
    return [each for each in indicators() if each.register == code]


def holds(books: Books, each: Indicator) -> None:
    """The claims of this file for one indicator."""
    figure = value(books.connection, each, YEAR)
    behind = rows(books.connection, each, YEAR)
    if figure.value is None:
        assert total(each, behind) == 0
        return
    assert total(each, behind) == figure.value
    table = register(each.register).__table__
    shown = books.connection.scalar(select(func.count()).select_from(table).where(clause(each, YEAR)))
    assert shown == len({row.id for row in behind})
    for group in figure.groups:
        assert sum(share for _, share in group.parts) == figure.value
        for key, share in group.parts:
            assert total(each, rows(books.connection, each, YEAR, GroupKey(group.field, key))) == share


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(TRAININGS, max_size=4))
def test_totals_of_training_are_the_sums_of_their_rows(books: Books, held: list[dict[str, Any]]) -> None:
    with books.connection.begin_nested() as change:
        for training in held:
            books.training(**training)
        for each in of_register("training"):
            holds(books, each)
        change.rollback()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(BUSINESSES, max_size=4))
def test_totals_of_businesses_are_the_sums_of_their_rows(books: Books, held: list[dict[str, Any]]) -> None:
    with books.connection.begin_nested() as change:
        for business in held:
            books.business(**business)
        for each in of_register("business"):
            holds(books, each)
        change.rollback()
