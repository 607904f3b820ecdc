"""What can be chosen, and what stands in a list."""

from datetime import date

from tmdt_desktop.kinds import Choice
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.services.choices import choices, facets, listed_fields
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace


def test_a_district_that_is_gone_still_offers_its_own_communes(ws: Workspace) -> None:
    offered = choices(ws, Business.field("commune").kind)
    assert len(offered) == 19
    assert len(choices(ws, Business.field("commune").kind, date(2024, 12, 1))) == 20
    assert ("08761", "Thị trấn Lập Thạch") in offered


def test_terms_are_offered_in_their_own_order(ws: Workspace) -> None:
    offered = choices(ws, Business.field("kind").kind)
    assert [code for code, _ in offered] == [term.name for term in SubjectKind]


def test_a_facet_counts_what_the_other_filters_leave(ws: Workspace) -> None:
    rows = [
        (SubjectKind.PERSON, Activity.ACTIVE),
        (SubjectKind.PERSON, Activity.ENDED),
        (SubjectKind.OTHER, Activity.ENDED),
    ]
    with ws.change("thêm") as batch:
        batch.insert(
            Business, [{"name": "A", "kind": k, "activity": a, "commune": "08761", "channels": []} for k, a in rows]
        )
    found = facets(ws, Business, Query(where=(("kind", "PERSON"),)))
    assert {(plain, count) for plain, _, count in found["activity"]} == {("ACTIVE", 1), ("ENDED", 1)}
    assert {(plain, count) for plain, _, count in found["kind"]} == {("PERSON", 2), ("OTHER", 1)}


def test_a_closed_choice_is_not_offered_but_what_was_written_is_kept(ws: Workspace) -> None:
    kind = Choice(ChannelKind)
    offered = {day: {code for code, _ in choices(ws, kind, day)} for day in (date(2024, 12, 1), date(2026, 7, 1))}
    assert "WEBSITE" in offered[date(2024, 12, 1)]
    assert "WEBSITE" not in offered[date(2026, 7, 1)]
    assert kind.restore("WEBSITE") is ChannelKind.WEBSITE


def test_a_code_of_two_places_is_shown_as_the_one_of_the_office(ws: Workspace) -> None:
    district = {field.name: field.kind for field in listed_fields(ws, Business)}["commune"]
    assert district.show("08716") == "Phường Đống Đa"
    ws.office = "08716"
    commune = {field.name: field.kind for field in listed_fields(ws, Business)}["commune"]
    assert commune.show("08716") == "Phường Vĩnh Phúc"
    assert commune.show("08719") == "Phường Ngô Quyền", "a row of former years stays readable"
