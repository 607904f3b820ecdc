"""Yesterday's register out of today's and the trail; and figures counted a second time from plain rows."""

from datetime import date
from typing import Any

import pytest

from tmdt_desktop.catalogues.indicators import indicator, indicators
from tmdt_desktop.figures import Scope, compute_all
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records.business import Activity, Business, ChannelKind, Procedure, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic, Training
from tmdt_desktop.services.as_of import records_at, records_now
from tmdt_desktop.services.recount import needs_personal, recount
from tmdt_desktop.store.workspace import Workspace

PERIOD = (date(2023, 12, 15), date(2024, 12, 14))


def seller(name: str, **more: Any) -> dict[str, Any]:
    base = {"name": name, "kind": SubjectKind.HOUSEHOLD, "commune": "08761", "activity": Activity.ACTIVE}
    return {**base, "channels": [{"kind": ChannelKind.WEBSITE, "address": f"{name.lower()}.example.vn"}], **more}


def test_later_acts_are_taken_back(ws: Workspace) -> None:
    with ws.change("Thêm") as batch:
        kept, changed, removed = batch.insert(Business, [seller("A"), seller("B"), seller("C")])
    with ws.read() as connection:
        before = records_now(connection, Business)
    moment = utc_now()
    with ws.change("Sửa") as batch:
        batch.update(Business, changed, {"name": "B mới", "channels": [], "workers": 7})
        batch.delete(Business, removed)
        batch.insert(Business, [seller("D")])
    with ws.change("Sửa nữa") as batch:
        batch.update(Business, changed, {"name": "B mới nữa", "workers": None})
        batch.delete(Business, kept)
    with ws.read() as connection:
        after, now = records_at(connection, Business, moment), records_now(connection, Business)
    assert sorted(row["name"] for row in now.values()) == ["B mới nữa", "D"]
    assert {id_: row["name"] for id_, row in after.items()} == {kept: "A", changed: "B", removed: "C"}
    for id_, row in before.items():
        assert after[id_]["channels"][0]["address"] == row["channels"][0]["address"]
        assert after[id_].get("workers") is None


def test_nothing_later_changes_nothing(ws: Workspace) -> None:
    with ws.change("Thêm") as batch:
        batch.insert(Business, [seller("A"), seller("B")])
    with ws.read() as connection:
        assert records_at(connection, Business, utc_now()) == records_now(connection, Business)


@pytest.fixture
def busy(ws: Workspace) -> Workspace:
    """Rows on every side of every condition."""
    shops = [{"kind": ChannelKind.SHOP, "platform": name} for name in ("SHOPEE", "POSTMART")]
    site = {"kind": ChannelKind.WEBSITE, "procedure": Procedure.NOTIFIED}
    sellers = [
        seller("Một", traded=True, tax_code="2500123456", channels=[*shops, site]),
        seller("Hai", traded=False, started_on=date(2024, 12, 14)),
        seller("Ba", started_on=date(2024, 12, 15)),
        seller("Bốn", activity=Activity.ENDED, ended_on=date(2025, 1, 3), commune="08764"),
        seller("Năm", activity=Activity.ENDED, ended_on=date(2024, 12, 14)),
        seller("Sáu", activity=Activity.PAUSED),
        seller("Bảy", channels=[], kind=SubjectKind.ENTERPRISE),
    ]
    base = {"form": Form.CLASS, "role": Role.LEADS, "place": "Hội trường"}
    attendees = [
        {"name": "Mơ", "gender": Gender.FEMALE, "audience": Audience.HOUSEHOLD, "phone": "0987654321"},
        {"name": "Mơ", "gender": Gender.FEMALE, "audience": Audience.OFFICIAL, "phone": "0987654321"},
        {"name": "Mận", "audience": Audience.HOUSEHOLD},
    ]
    topics = (Topic.LAW, Topic.TAX)
    sessions = [
        {**base, "name": "L1", "starts_on": date(2024, 5, 6), "attendees": attendees, "topics": topics, "cost": 5},
        {**base, "name": "L2", "starts_on": date(2023, 12, 15), "attended": 40, "women": 12, "topics": (Topic.LAW,)},
        {**base, "name": "L3", "starts_on": date(2024, 12, 15), "attended": 9},
        {**base, "name": "L4", "starts_on": date(2024, 6, 6), "role": Role.ATTENDS, "attended": 2, "cost": 100},
    ]
    with ws.change("Thêm") as batch:
        batch.insert(Business, sellers)
        batch.insert(Training, sessions)
    return ws


def test_two_ways_of_counting_agree_on_every_figure(busy: Workspace) -> None:
    with busy.read() as connection:
        counted = {f.code: f.value for f in compute_all(connection, indicators(), Scope(*PERIOD))}
        rows = {code.code: list(records_now(connection, code).values()) for code in (Business, Training)}
    again = {each.code: recount(each, rows.get(each.register, []), PERIOD).value for each in indicators()}
    assert again == counted
    assert len({value for value in again.values() if value is not None}) > 4


def test_two_ways_of_counting_agree_on_an_empty_year(ws: Workspace) -> None:
    with ws.read() as connection:
        counted = {f.code: f.value for f in compute_all(connection, indicators(), Scope(*PERIOD))}
    assert {each.code: recount(each, [], PERIOD).value for each in indicators()} == counted


def test_only_people_are_told_apart_by_personal_columns() -> None:
    assert needs_personal(indicator("C3.3.1"))
    assert not needs_personal(indicator("C5.1"))
