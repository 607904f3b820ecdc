"""What the office sets itself shows in its report; a report of 2024 keeps the names of 2024."""

from dataclasses import replace
from uuid import UUID

import pytest

from tmdt_desktop.errors import InvalidRecord
from tmdt_desktop.reports.annual import AnnualContent
from tmdt_desktop.services.report_content import annual_content
from tmdt_desktop.services.report_life import held
from tmdt_desktop.services.workspaces import save_settings, settings
from tmdt_desktop.store.settings import Settings, office_grounds
from tmdt_desktop.store.workspace import Workspace


def content(ws: Workspace, report: UUID, **changed: object) -> AnnualContent:
    """The report's content with the settings changed, as a draft would have it."""
    with ws.read() as connection:
        kept = held(connection, report)
    record = {**kept.record, "signer_title": None}
    return annual_content(replace(kept, record=record), replace(settings(ws), **changed))  # type: ignore[arg-type]


def test_names_of_2024_stand_in_a_report_of_2024_whenever_it_is_printed(sealed: tuple[Workspace, UUID]) -> None:
    made = content(*sealed)
    assert made.office == "Ủy ban nhân dân huyện Lập Thạch"
    assert made.to == ("Ủy ban nhân dân tỉnh Vĩnh Phúc (qua Sở Công thương)",)
    assert "Sở Công thương" in made.copies


def test_the_form_of_signing_comes_from_the_table_of_the_office(sealed: tuple[Workspace, UUID]) -> None:
    titles = {form: content(*sealed, signing_form=form).signing.titles for form in ("HEAD", "DEPUTY", "ORDER")}
    assert titles["HEAD"] == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert titles["DEPUTY"] == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert titles["ORDER"] == ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ VÀ HẠ TẦNG")


def test_titles_typed_by_hand_stand_in_place_of_the_table(sealed: tuple[Workspace, UUID]) -> None:
    made = content(*sealed, signing_form="DEPUTY", signer_titles="TUQ. CHỦ TỊCH\nCHÁNH VĂN PHÒNG")
    assert made.signing.titles == ("TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")


def test_further_grounds_and_the_recipient_are_the_offices_own(sealed: tuple[Workspace, UUID]) -> None:
    made = content(*sealed, plan="Kế hoạch A", grounds="Công văn B;\nCăn cứ Thông báo C.", recipient="Sở Công thương")
    assert made.grounds[-3:] == ("Căn cứ Kế hoạch A", "Căn cứ Công văn B", "Căn cứ Thông báo C")
    assert made.to == ("Sở Công thương",)


def test_empty_grounds_cite_nothing() -> None:
    assert office_grounds(Settings()) == ()


@pytest.mark.parametrize(("name", "value"), [("signing_form", "XYZ"), ("early_days", 31), ("early_days", -1)])
def test_what_cannot_be_set_is_refused_by_name(ws: Workspace, name: str, value: object) -> None:
    with pytest.raises(InvalidRecord) as told:
        save_settings(ws, replace(settings(ws), **{name: value}))  # type: ignore[arg-type]
    assert set(told.value.faults) == {name}
