"""Agencies and their documents."""

from datetime import date

import pytest

from tmdt_desktop.catalogues.offices import district_of, office_on, offices, offices_on

DAY_2024, DAY_2026 = date(2024, 12, 19), date(2026, 11, 24)


def test_a_district_heads_and_signs_its_documents_as_a_committee() -> None:
    office = office_on("246", DAY_2024)

    assert office.name == "Ủy ban nhân dân huyện Lập Thạch"
    assert [line.upper() for line in office.head] == ["ỦY BAN NHÂN DÂN", "HUYỆN LẬP THẠCH"]
    assert (office.symbol, office.place, office.unit) == ("BC-UBND", "Lập Thạch", "Phòng Kinh tế và Hạ tầng")
    assert {form.code: form.titles for form in office.signing}["DEPUTY"] == (
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    )
    assert office.copies[0] == "Như trên"
    assert office.recipient == "Ủy ban nhân dân tỉnh Vĩnh Phúc (qua Sở Công thương)"


def test_the_department_stands_below_its_committee() -> None:
    office = office_on("SCT", DAY_2024)

    assert (office.parent, office.head) == ("UBND tỉnh Vĩnh Phúc", ("Sở Công thương",))
    assert office_on("SCT", DAY_2026).parent == "UBND tỉnh Phú Thọ"


def test_an_office_that_is_gone_is_shown_as_it_last_was() -> None:
    office = office_on("246", DAY_2026)

    assert (office.name, office.holds_on(DAY_2026)) == ("Ủy ban nhân dân huyện Lập Thạch", False)
    assert office.last_day(DAY_2026) == date(2025, 6, 30)
    assert office.last_day(DAY_2024) == DAY_2024


def test_a_code_of_no_office_is_refused() -> None:
    for code in ("XYZ", "26", "08767"):
        with pytest.raises(KeyError):
            office_on(code, DAY_2024)


def test_communes_report_since_districts_are_gone() -> None:
    assert office_on("08761", DAY_2026).short == "UBND xã Lập Thạch"
    assert {office.code for office in offices_on(DAY_2024)} >= {"246", "SCT", "STTTT"}
    assert {"246", "STTTT"}.isdisjoint({office.code for office in offices_on(DAY_2026)})
    assert len([office for office in offices_on(DAY_2026) if office.code.isdigit()]) == 36


def test_every_code_names_one_office() -> None:
    codes = [office.code for office in offices()]

    assert len(codes) == len(set(codes))
    assert {office.successor for office in offices()} - {""} <= set(codes)


def test_only_districts_govern_a_district() -> None:
    assert [district_of(code) for code in ("246", "SCT", "08761")] == ["246", None, None]


def test_every_office_can_be_signed_for() -> None:
    for office in offices():
        assert {"HEAD", "DEPUTY"} <= {form.code for form in office.signing}
        assert not any("{" in title for form in office.signing for title in form.titles)
