"""Figures of small, known registers."""

from datetime import date
from uuid import UUID

import pytest

from tests.core.figures.conftest import Books
from tmdt_desktop.catalogues.indicators import indicator, indicators
from tmdt_desktop.figures import Figure, Scope, compute_all, rows, value
from tmdt_desktop.records.business import Activity, ChannelKind, EInvoice, Payment, Procedure, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic

YEAR_2024 = Scope(date(2023, 12, 15), date(2024, 12, 14))
YEAR_2025 = Scope(date(2024, 12, 15), date(2025, 12, 14))


def counted(books: Books, code: str, scope: Scope = YEAR_2024) -> Figure:
    return value(books.connection, indicator(code), scope)


def test_empty_registers_count_zero_and_not_unknown(books: Books) -> None:
    assert {figure.value for figure in compute_all(books.connection, indicators(), YEAR_2024)} == {0}


def test_a_class_counts_in_the_period_its_first_day_falls_in(books: Books) -> None:
    books.training(starts_on=date(2024, 12, 14))
    books.training(starts_on=date(2024, 12, 15))
    books.training(starts_on=date(2023, 12, 14))

    assert (counted(books, "C3.1").value, counted(books, "C3.1", YEAR_2025).value) == (1, 1)


def test_organising_is_told_from_taking_part(books: Books) -> None:
    for role in (Role.LEADS, Role.SUPPORTS, Role.ATTENDS, Role.ATTENDS):
        books.training(role=role, form=Form.CLASS)

    assert counted(books, "C3.1").value == 1
    assert counted(books, "C3.2").groups[0].parts == (("SUPPORTS", 1), ("ATTENDS", 2))


def test_attendees_come_from_the_list_and_only_without_one_from_the_number(books: Books) -> None:
    people = [{"name": "Lê Thị Yến", "audience": Audience.PEOPLE}, {"name": "Hà Thị Thảo"}]
    books.training(people, attended=99)
    books.training(attended=30)
    books.training()

    figure = counted(books, "C3.3")

    assert figure.value == 32
    assert figure.groups[0].parts == (("PEOPLE", 1), (None, 31))


def test_one_person_at_two_classes_is_two_turns_and_one_person(books: Books) -> None:
    known = {"name": "Phạm Thu Trang", "phone": "0854626598"}
    books.training([known, {"name": "Kim Bá Đạt", "birth_year": 1980, "commune": "08767"}])
    books.training([known, {"name": "Kim Bá Đạt", "birth_year": 1981, "commune": "08767"}])

    assert (counted(books, "C3.3").value, counted(books, "C3.3.1").value) == (4, 3)


def test_women_are_counted_from_the_list_when_it_tells_and_else_from_the_number(books: Books) -> None:
    books.training([{"name": "A", "gender": Gender.FEMALE}, {"name": "B", "gender": Gender.MALE}], women=9)
    books.training([{"name": "C"}], women=1)

    assert counted(books, "C3.3.2").value == 2


def test_topics_are_counted_once_over_all_classes(books: Books) -> None:
    books.training(topics=(Topic.LAW, Topic.TAX))
    books.training(topics=(Topic.TAX,))
    books.training(role=Role.ATTENDS, topics=(Topic.BRAND,))

    assert counted(books, "C3.4").value == 2


@pytest.mark.parametrize("code", ["C3.3", "C3.3.1", "C3.3.2", "C3.4", "C3.5"])
def test_what_no_class_tells_is_unknown_and_not_zero(books: Books, code: str) -> None:
    books.training(topics=())

    assert counted(books, code) == Figure(code, None)


@pytest.mark.parametrize("code", ["C4.2", "C5.2", "C5.3", "C5.4", "C5.5", "C5.6", "C5.8", "C5.9"])
def test_what_no_business_tells_is_unknown_and_not_zero(books: Books, code: str) -> None:
    books.business()

    assert counted(books, code) == Figure(code, None)


def test_a_cost_of_zero_is_a_known_zero(books: Books) -> None:
    books.training(cost=0)
    books.training(cost=None)

    assert counted(books, "C3.5").value == 0


def test_a_business_stands_from_its_first_day_to_the_day_before_its_last(books: Books) -> None:
    books.business(started_on=date(2024, 12, 14))
    books.business(started_on=date(2024, 12, 15))
    books.business(activity=Activity.ENDED, ended_on=date(2024, 12, 14))
    books.business(activity=Activity.ENDED, ended_on=date(2024, 12, 15))
    books.business(activity=Activity.ENDED)
    books.business(activity=Activity.PAUSED)

    assert counted(books, "C5.1").value == 2


def test_kinds_and_communes_divide_the_whole(books: Books) -> None:
    books.business(kind=SubjectKind.PERSON, commune="08761")
    books.business(kind=SubjectKind.ENTERPRISE)
    books.business()

    kinds, communes, goods = counted(books, "C5.1").groups

    assert kinds.parts == (("ENTERPRISE", 1), ("HOUSEHOLD", 1), ("PERSON", 1))
    assert communes.parts == (("08761", 1), ("08767", 2))
    assert goods.overlapping


def test_a_business_with_two_shops_is_one_business_with_a_shop(books: Books) -> None:
    shop = {"kind": ChannelKind.SHOP, "platform": "SHOPEE"}
    books.business([shop, {**shop, "platform": "VOSO"}])
    books.business([{"kind": ChannelKind.SOCIAL, "platform": "ZALO"}])

    values = [counted(books, code).value for code in ("C5.3", "C5.4", "C5.2", "C4.2", "C5.6")]

    assert values == [1, 1, 0, 1, 1]


def test_notified_sites_are_counted_among_sites(books: Books) -> None:
    books.business([{"kind": ChannelKind.WEBSITE, "procedure": Procedure.NOTIFIED}])
    books.business([{"kind": ChannelKind.WEBSITE}, {"kind": ChannelKind.SHOP, "procedure": Procedure.NOTIFIED}])

    assert (counted(books, "C5.2").value, counted(books, "C5.2.1").value) == (2, 1)


def test_what_some_businesses_tell_is_counted_over_those(books: Books) -> None:
    books.business(traded=True, e_invoice=EInvoice.TILL, payments=(Payment.COD, Payment.QR))
    books.business(traded=False, e_invoice=EInvoice.NONE, payments=(Payment.COD,))
    books.business()

    assert [counted(books, code).value for code in ("C5.5", "C5.8", "C5.9")] == [1, 1, 1]


def test_offices_and_packages_are_kept_apart(books: Books) -> None:
    package = UUID(int=77)
    own = books.business()
    received = books.business(office="247", package=package)

    here = rows(books.connection, indicator("C5.1"), YEAR_2024)
    there = rows(
        books.connection, indicator("C5.1"), Scope(YEAR_2024.period_from, YEAR_2024.period_to, None, (package,))
    )
    nobody = rows(books.connection, indicator("C5.1"), Scope(YEAR_2024.period_from, YEAR_2024.period_to, ("247",)))

    assert ([row.id for row in here], [row.id for row in there], nobody) == ([own], [received], ())
