"""Rules between the fields of a record: what is refused, what is only asked about."""

from datetime import date, timedelta

import pytest

from tmdt_desktop.errors import Invalid
from tmdt_desktop.i18n import VIETNAM, utc_now
from tmdt_desktop.kinds import Day, Money
from tmdt_desktop.records.business import Activity, Business, ChannelKind
from tmdt_desktop.records.duty_answer import DutyAnswer
from tmdt_desktop.records.exchange import Exchange
from tmdt_desktop.records.inspection import Breach, Inspection
from tmdt_desktop.records.past import beyond_today
from tmdt_desktop.records.stamp import Stamp
from tmdt_desktop.records.target import Target
from tmdt_desktop.records.training import Gender, Training

MEN = [{"name": f"Nam {at}", "gender": Gender.MALE} for at in range(3)]


def test_a_late_payment_above_the_fine_is_asked_about_and_kept() -> None:
    line = {"fine": 10_000_000, "paid": 10_500_000}
    assert not Breach.faults(line)
    assert "Dòng 1" in Inspection.doubts({"breaches": [line]})["breaches"]
    assert not Inspection.doubts({"breaches": [{"fine": 10_000_000, "paid": 10_000_000}, {"paid": 5}]})


def test_nothing_is_paid_before_it_was_decided() -> None:
    assert "paid_on" in Breach.faults({"decided_on": date(2024, 5, 2), "paid_on": date(2024, 5, 1)})
    assert not Breach.faults({"decided_on": date(2024, 5, 2), "paid_on": date(2024, 5, 2)})
    assert set(Breach.faults({"decided_on": date(2098, 1, 1)})) == {"decided_on"}


def test_today_is_no_day_to_come() -> None:
    today = utc_now().astimezone(VIETNAM).date()
    values = {"day": today, "later": today + timedelta(days=1), "year": today.year, "next": today.year + 1}
    assert set(beyond_today(values, (*values, "empty"))) == {"later", "next"}


@pytest.mark.parametrize("raw", ["1/1/9999", date(9999, 1, 1), "1/1/1899", date(1800, 5, 5)])
def test_a_day_outside_of_these_centuries_is_refused(raw: object) -> None:
    with pytest.raises(Invalid, match="Năm"):
        Day().parse(raw)


def test_women_fit_in_the_list_or_in_the_sum_by_audience() -> None:
    assert "women" in Training.faults({"women": 10, "enterprises": 3})
    assert "women" in Training.faults({"women": 2, "attendees": MEN})
    assert not Training.faults({"women": 2, "attendees": [*MEN, {"gender": Gender.FEMALE}, {"gender": None}]})
    assert not Training.faults({"women": 3, "enterprises": 3})
    assert not Training.faults({"women": 3})


def test_more_stamps_used_than_bought_asks_for_what_was_there() -> None:
    assert "opening" in Stamp.doubts({"bought": 10, "used": 20})
    assert not Stamp.doubts({"bought": 10, "used": 20, "opening": 10})
    assert not Stamp.doubts({"bought": 10, "used": 10})


def test_a_channel_stands_once() -> None:
    line = {"kind": ChannelKind.SHOP, "address": "shopee.vn/a"}
    assert "channels" in Business.faults({"activity": Activity.ACTIVE, "channels": [line, dict(line)]})
    other = [line, {**line, "address": "shopee.vn/b"}, {"kind": ChannelKind.SHOP}, {"kind": ChannelKind.SHOP}]
    assert not Business.faults({"activity": Activity.ACTIVE, "channels": other})


def test_the_mail_of_a_business_is_masked_as_that_of_a_person() -> None:
    assert Business.field("email").sensitive


@pytest.mark.parametrize("raw", ["D19.1.a", "19.1.a", "d19.1.a"])
def test_a_duty_is_one_of_the_list(raw: str) -> None:
    made = DutyAnswer.field("duty")
    assert made.read(raw) == "D19.1.a"
    assert made.kind.show("D19.1.a").startswith("19.1.a Phối hợp tham gia")


def test_a_plan_is_a_whole_number_of_the_figures_own_unit() -> None:
    with pytest.raises(Invalid, match="số nguyên"):
        Target.field("value").read("60,5")
    assert Target.field("value").read("1.250") == 1250


def test_a_hash_in_capitals_is_the_same_hash() -> None:
    assert Exchange.field("sha256").read("AB" * 32) == "ab" * 32


def test_too_much_money_is_told_with_its_limit() -> None:
    with pytest.raises(Invalid, match=r"1\.000\.000\.000\.000\.000"):
        Money().parse("9.000.000.000.000.000")
