"""Duties of Articles 6–22."""

from datetime import date

from tmdt_desktop.catalogues.duties import duties, duties_of
from tmdt_desktop.catalogues.offices import offices
from tmdt_desktop.records import REGISTERS

DAY_2024, DAY_2026 = date(2024, 12, 19), date(2026, 11, 24)


def ids(office: str, day: date = DAY_2024) -> set[str]:
    return {duty.id for duty in duties_of(office, day)}


def test_all_duties_are_there() -> None:
    assert len(duties()) == len({duty.id for duty in duties()}) == 58
    assert {duty.article for duty in duties()} == set(range(6, 23))
    assert sum(duty.leads for duty in duties()) == 35


def test_a_district_has_its_own_duties_and_those_of_everybody() -> None:
    own = {"D19.1.a", "D19.1.b", "D19.2.a", "D19.2.b", "D19.3.a", "D19.3.b", "D19.4", "D19.6"}

    assert ids("246") == own | {"D21.0.a", "D21.0.b", "D22.2.a"}


def test_the_association_is_no_state_body() -> None:
    assert ids("HHDN") == {"D20.1", "D20.2", "D20.3", "D22.2.a"}


def test_no_duty_is_without_an_office() -> None:
    assert set().union(*(ids(office.code) for office in offices())) == {duty.id for duty in duties()}


def test_duties_pass_to_the_successor() -> None:
    assert ids("STC") == {"D7.0", "D21.0.a", "D21.0.b", "D22.2.a"}
    assert ids("STC", DAY_2026) == ids("STC") | {"D10.1", "D10.2"}


def test_duties_are_cited_as_the_text_numbers_them() -> None:
    cited = {duty.id: duty.cite for duty in duties()}

    assert (cited["D19.1.b"], cited["D7.0"], cited["D19.6"]) == ("khoản 1 Điều 19", "Điều 7", "khoản 6 Điều 19")


def test_evidence_names_the_registers_of_the_program() -> None:
    evidence = {each.register: each.name for duty in duties() for each in duty.evidence}

    assert evidence["business"] == "Sổ đối tượng TMĐT"
    assert {"business", "training", "report"} <= {register.code for register in REGISTERS} & set(evidence)
