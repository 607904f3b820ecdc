"""Which rows travel: those that the report is about, and no old secret with them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.records.budget import BudgetLine
from tmdt_desktop.records.petition import Petition, PetitionKind, PetitionState
from tmdt_desktop.services.package_data import PACKED
from tmdt_desktop.services.package_rows import chosen, joined
from tmdt_desktop.services.recount import recount

PERIOD = (date(2023, 12, 15), date(2024, 12, 14))
BEFORE, WITHIN, LATER = date(2022, 5, 4), date(2024, 5, 4), date(2024, 12, 20)


def petition(received: date, **said: Any) -> dict[str, Any]:
    state = PetitionState.ANSWERED if said.get("answered_on") else PetitionState.NEW
    return {"kind": PetitionKind.REPORT, "received_on": received, "state": state, **said}


@pytest.mark.parametrize(
    ("values", "travels"),
    [
        (petition(BEFORE, answered_on=date(2022, 6, 1)), False),
        (petition(BEFORE, state=PetitionState.FORWARDED, forwarded_on=date(2022, 6, 1)), False),
        (petition(BEFORE, state=PetitionState.FORWARDED), False),
        (petition(BEFORE), True),
        (petition(BEFORE, answered_on=WITHIN), True),
        (petition(BEFORE, answered_on=LATER), True),
        (petition(BEFORE, kind=PetitionKind.DIFFICULTY), True),
        (petition(BEFORE, answered_on=date(2022, 6, 1), for_report=True, report_year=2024), True),
        (petition(WITHIN, answered_on=WITHIN), True),
        (petition(LATER), False),
    ],
)
def test_old_petitions_travel_only_while_they_were_open(values: dict[str, Any], travels: bool) -> None:
    assert bool(chosen(Petition, {UUID(int=1): values}, PERIOD)) is travels


def test_every_figure_of_petitions_is_counted_from_those_that_travel() -> None:
    days = (BEFORE, date(2023, 12, 14), date(2023, 12, 15), WITHIN, date(2024, 12, 14), LATER)
    settled = [{}, *({name: day} for name in ("answered_on", "forwarded_on") for day in days)]
    rows = [
        petition(day, kind=kind, state=state, **said)
        for day in days
        for kind in PetitionKind
        for state in PetitionState
        for said in settled
        if all(when >= day for when in said.values())
    ]
    held = {UUID(int=at): row for at, row in enumerate(rows)}
    going = chosen(Petition, held, PERIOD)
    assert 0 < len(going) < len(held)
    for each in indicators():
        if each.register == Petition.code:
            kept = recount(each, [held[id_] for id_ in going], PERIOD)
            assert kept == recount(each, rows, PERIOD), each.code


def test_the_budget_of_other_years_stays_at_home() -> None:
    held = {UUID(int=year): {"year": year} for year in (2022, 2023, 2024)}
    assert chosen(BudgetLine, held, PERIOD) == {UUID(int=2024)}


def test_of_a_register_that_was_not_asked_about_only_what_is_pointed_to_travels() -> None:
    near, other, secret = UUID(int=1), UUID(int=2), UUID(int=3)
    held: dict[str, dict[UUID, dict[str, Any]]] = {of.code: {} for of in PACKED}
    held["business"] = {id_: {"name": "A", "duplicate_of": None} for id_ in (near, other, secret)}
    held["advice"] = {UUID(int=7): {"name": "B", "business": near}}
    held["petition"] = {UUID(int=8): {**petition(WITHIN), "kind": PetitionKind.DENUNCIATION, "business": secret}}
    sent = joined(held, held, {"advice", "petition"})
    assert [id_ for id_, _ in sent["business"]] == [near]
    assert sent["advice"][0][1]["business"] == near
    assert [id_ for id_, _ in joined(held, held, {"training"})["business"]] == []
