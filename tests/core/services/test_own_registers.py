"""An office is shown the registers it is asked for; the others stay at hand."""

from datetime import date

import pytest

from tmdt_desktop.catalogues.duties import duties_of
from tmdt_desktop.catalogues.offices import offices
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.services.own_registers import own_registers

DAY = date(2024, 12, 14)


def test_a_district_is_not_asked_for_stamps() -> None:
    own = own_registers("246", DAY)
    assert {"business", "training", "communication", "inspection", "tax_review", "survey_round"} <= own
    assert not {"stamp", "cooperation", "budget"} & own


@pytest.mark.parametrize("office", [each.code for each in offices() if each.holds_on(DAY)])
def test_every_register_that_shows_a_duty_is_the_office_s_own(office: str) -> None:
    own = own_registers(office, DAY)
    assert {each.register for duty in duties_of(office, DAY) for each in duty.evidence} <= own
    assert own <= {of.code for of in REGISTERS}
