"""The indicators of the catalogue: each counts a small register as a hand would, and every total equals its rows."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.figures.conftest import Books
from tests.core.figures.test_any_indicator import PERIOD, agrees_with_its_rows, fill
from tests.core.figures.test_compute import YEAR_2024
from tmdt_desktop.catalogues.indicators import indicator, indicators
from tmdt_desktop.figures import compute_all, value
from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.records.advice import Support
from tmdt_desktop.records.business import (
    Activity,
    Business,
    ChannelKind,
    EInvoice,
    Gender,
    Goods,
    Payment,
    Procedure,
    SubjectKind,
)
from tmdt_desktop.records.communication import Content, Counted, Means, Piece
from tmdt_desktop.records.cooperation import CooperationKind
from tmdt_desktop.records.exchange import Way
from tmdt_desktop.records.inspection import InspectionKind, Outcome, Penalty
from tmdt_desktop.records.petition import Competence, PetitionKind, PetitionState
from tmdt_desktop.records.policy import PolicyKind
from tmdt_desktop.records.product import CodeCheck, ProductGroup
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.records.request import RequestKind
from tmdt_desktop.records.survey_answer import ReplyState
from tmdt_desktop.records.tax_review import Finding
from tmdt_desktop.records.training import Audience, Role, Topic
from tmdt_desktop.services.recount import recount

DAY = date(2024, 5, 14)
BEFORE, AFTER = date(2023, 12, 14), date(2024, 12, 15)
A, B = UUID(int=901), UUID(int=902)
DUE = datetime(2024, 5, 20, 9, tzinfo=UTC)

USUAL: dict[str, dict[str, Any]] = {
    "business": {"name": "An Lộc", "kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE},
    "training": {"name": "Lớp", "starts_on": DAY, "place": "Hội trường"},
    "communication": {
        "name": "Bài", "contents": (Content.LAW,), "means": Means.ARTICLE, "starts_on": DAY, "quantity": 1,
        "pieces": Piece.NEWS,
    },
    "advice": {"name": "Bà Mơ", "given_on": DAY, "support": Support.SHOP},
    "product": {"name": "Cá thính", "owner": "HTX An", "product_group": ProductGroup.FOOD, "ocop": True},
    "inspection": {
        "name": "Đợt 1", "kind": InspectionKind.REGULAR, "starts_on": DAY, "lead_agency": "QLTT",
        "business_name": "Cửa hàng A", "outcome": Outcome.CLEAN,
    },
    "petition": {
        "subject": "Việc", "received_on": DAY, "kind": PetitionKind.REPORT, "content": "Nội dung",
        "competence": Competence.OWN, "due_on": DAY, "state": PetitionState.NEW,
    },
    "tax_review": {"round": "Đợt 1", "name": "Bà Mơ", "finding": Finding.MANAGED, "reviewer": "Lan", "reviewed_on": DAY},
    "survey_answer": {"round": A, "number": "1", "respondent": "Bà Mơ", "sent_on": DAY, "state": ReplyState.WAITING},
    "request": {
        "subject": "Báo cáo", "agency": "SCT", "document_date": DAY, "received_on": DAY, "kind": RequestKind.REPORT,
        "due_at": DUE,
    },
    "exchange": {
        "name": "Danh sách", "way": Way.OUT, "agency": "SCT", "moved_on": DAY, "basis": "Điều 19.3", "approver": "Lan"
    },
    "policy": {"name": "Kế hoạch", "kind": PolicyKind.ISSUED, "dated_on": DAY},
    "budget": {"year": 2024, "name": "Tập huấn"},
    "cooperation": {
        "name": "Hội chợ", "kind": CooperationKind.EVENT, "partner": "Hội chợ Quảng Tây", "starts_on": DAY
    },
    "report": {
        "name": "Báo cáo năm 2023", "kind": ReportKind.ANNUAL, "year": 2023, "revision": 1,
        "period_from": date(2022, 12, 15), "period_to": BEFORE, "due_on": date(2023, 12, 19),
    },
}  # fmt: skip

POSTMART = {"kind": ChannelKind.SHOP, "platform": "POSTMART"}
ZALO = {"kind": ChannelKind.SOCIAL, "platform": "ZALO"}
SITE = {"kind": ChannelKind.WEBSITE}
TWO_GUESTS = [{"name": "A", "audience": Audience.ENTERPRISE}, {"name": "B", "audience": Audience.OFFICIAL}]
ATTENDS, SUPPORTS = {"role": Role.ATTENDS}, {"role": Role.SUPPORTS}
NEWS, AIRING, SHEET = {"quantity": 5}, {"quantity": 7, "pieces": Piece.AIRING}, {"quantity": 9, "pieces": Piece.SHEET}
REACHED = [{"reached": 30, "reached_by": Counted.COUNTED}, {"reached": 400, "reached_by": Counted.ESTIMATED}]
FARM = {"farm": True, "platform": "VOSO"}
QR_CHECKS = [
    {"checked_on": DAY, "check_result": CodeCheck.RIGHT},
    {"checked_on": DAY, "check_result": CodeCheck.WRONG},
    {"checked_on": AFTER, "check_result": CodeCheck.WRONG},
]
TRADED = [
    {"traded": True},
    {"traded": True, "traded_year": 2024},
    {"traded": True, "traded_year": 2023},
    {"traded": False},
]
STARTED = [{"started_on": BEFORE}, {"started_on": DAY}, {"started_on": DAY, "activity": Activity.DUPLICATE}]
ENDED = [{"ended_on": DAY, "activity": Activity.ENDED}]
INVOICES = [{"e_invoice": EInvoice.TILL}, {"e_invoice": EInvoice.PLAIN}, {"e_invoice": EInvoice.NONE}]
SENT_BACK = [
    {"state": ReplyState.COMPLETE, "returned_on": DAY},
    {"state": ReplyState.PARTIAL, "returned_on": DAY, "number": "2"},
    {"state": ReplyState.COMPLETE, "returned_on": AFTER, "number": "3"},
    {"number": "4"},
    {"sent_on": BEFORE, "number": "5"},
]
EXCHANGES = [{"rows": 120}, {"rows": 30}, {"way": Way.IN}, {"moved_on": AFTER}]
REVIEWS = [
    {"tax_code": "2500150335"},
    {"tax_code": "2500150335", "finding": Finding.UNREGISTERED, "told_tax_office": True},
    {"name": "Ông Lý"},
    {"name": "Trùng", "finding": Finding.DOUBLE},
]
REQUESTS = [
    {"answered_on": date(2024, 5, 20)},
    {"answered_on": date(2024, 5, 21)},
    {},
    {"due_at": datetime(2024, 12, 14, 20, tzinfo=UTC)},
]
"""The last falls due at 03:00 of 15 December in Vietnam: in the next period."""
REPORTS = [
    {"issued_on": date(2023, 12, 19)},
    {"issued_on": date(2024, 2, 1), "revision": 2},
    {"due_on": date(2024, 7, 5), "year": 2024, "kind": ReportKind.HALF_YEAR},
    {"due_on": date(2024, 12, 19), "year": 2024},
    {"due_on": date(2024, 6, 1), "period_to": date(2024, 12, 14), "year": 2024},
]
FINED = {"act": "V62e", "penalty": Penalty.FINE, "fine": 15_000_000, "paid": 5_000_000}
WARNED = {"act": "V62a", "penalty": Penalty.WARNING}
INSPECTIONS = [
    {"breaches": [FINED, WARNED], "outcome": Outcome.VIOLATION},
    {"breaches": [FINED], "outcome": Outcome.VIOLATION, "kind": InspectionKind.SUDDEN},
    {"business": A, "business_name": None},
    {"starts_on": AFTER, "breaches": [FINED]},
]
CASES = [
    {"answered_on": DAY, "state": PetitionState.ANSWERED},
    {"kind": PetitionKind.COMPLAINT},
    {"received_on": BEFORE, "kind": PetitionKind.DENUNCIATION, "forwarded_on": DAY, "state": PetitionState.FORWARDED},
    {"received_on": BEFORE, "forwarded_on": BEFORE, "answered_on": DAY, "state": PetitionState.ANSWERED},
    {"answered_on": AFTER, "state": PetitionState.ANSWERED},
    {"kind": PetitionKind.DIFFICULTY},
    {"received_on": AFTER},
]

COUNTED_BY_HAND: tuple[tuple[str, list[dict[str, Any]], int], ...] = (
    ("C1.1", [{}, {"dated_on": AFTER}, {"kind": PolicyKind.PROPOSAL}], 1),
    ("C1.2", [{"kind": PolicyKind.PROPOSAL}, {"kind": PolicyKind.OPINION}], 1),
    ("C1.2.1", [{"kind": PolicyKind.OPINION}, {"kind": PolicyKind.APPRAISAL}, {}], 2),
    ("C1.3", [{"granted": 50}, {"granted": 20}, {"granted": 9, "year": 2023}], 70),
    ("C1.3.1", [{"spent": 40}, {"granted": 20}], 40),
    ("C2.1", [NEWS, AIRING, {"starts_on": BEFORE}], 2),
    ("C2.2", [NEWS, {"quantity": 2, "pieces": Piece.ARTICLE}, AIRING], 7),
    ("C2.3", [NEWS, AIRING], 7),
    ("C2.4", [SHEET, {"quantity": 3, "pieces": Piece.BANNER}, NEWS], 12),
    ("C2.5", [*REACHED, {}], 430),
    ("C2.5.1", [*REACHED, {}], 30),
    ("C2.5.2", [*REACHED, {}], 400),
    ("C2.6", [{"contents": (Content.TAX, Content.LAW)}, {}], 1),
    ("C2.7", [{"contents": (Content.INVOICE,)}, {}], 1),
    ("C2.8", [{"contents": (Content.SKILL, Content.RISK)}, {"contents": (Content.RISK,)}, {}], 2),
    ("C3.1", [{}, ATTENDS], 1),
    ("C3.2", [{}, ATTENDS, SUPPORTS], 2),
    ("C3.2.1", [{}, ATTENDS, SUPPORTS], 1),
    ("C3.2.2", [{}, ATTENDS, ATTENDS, SUPPORTS], 2),
    ("C3.3", [{"attended": 30}, {"attendees": TWO_GUESTS, "attended": 9}, {**ATTENDS, "attended": 5}], 32),
    ("C3.3.1", [{"attendees": TWO_GUESTS}, {"attendees": TWO_GUESTS}], 2),
    ("C3.3.2", [{"women": 4}, {"attendees": [{"name": "A", "gender": Gender.FEMALE}], "women": 9}], 5),
    ("C3.3.3", [{"enterprises": 4}, {"attendees": TWO_GUESTS, "enterprises": 9}], 5),
    ("C3.3.4", [{"cooperatives": 4}, {"attendees": TWO_GUESTS}], 4),
    ("C3.3.5", [{"households": 6}, {}], 6),
    ("C3.3.6", [{"people": 7}], 7),
    ("C3.3.7", [{"officials": 1}, {"attendees": TWO_GUESTS}], 2),
    ("C3.3.8", [{"others": 3}], 3),
    ("C3.4", [{"topics": (Topic.LAW, Topic.TAX)}, {"topics": (Topic.TAX,)}], 2),
    ("C3.5", [{"cost": 5}, {"cost": 7}, {**ATTENDS, "cost": 9}], 12),
    ("C4.1", [{}, {}, {"given_on": AFTER}], 2),
    ("C4.1.1", [{"business": A}, {"business": A}, {"name": "Ông Lý", "commune": "08767"}], 2),
    ("C4.2", [{"channels": [POSTMART]}, {"channels": [ZALO]}], 1),
    ("C4.2.1", [{"channels": [POSTMART], "goods": (Goods.FARM,)}, {"channels": [POSTMART], "goods": (Goods.FOOD,)}], 1),
    ("C4.2.2", [FARM, FARM, {**FARM, "name": "Ông Lý"}, {**FARM, "platform": "SHOPEE"}, {"platform": "VOSO"}], 2),
    ("C4.3", [{"sold_online": True}, {"sold_online": False}, {"sold_online": True, "ocop": False}], 1),
    ("C4.3.1", [{}, {"ocop": False}, {"valid_until": DAY}, {"decided_on": AFTER}], 1),
    ("C4.4", [{"traced": True}, {"traced": True, "valid_until": DAY}, {"traced": True, "decided_on": AFTER}, {}], 2),
    ("C4.4.1", QR_CHECKS, 2),
    ("C4.4.2", QR_CHECKS, 1),
    ("C5.1", [{}, {"activity": Activity.PAUSED}, {"activity": Activity.DUPLICATE, "ended_on": AFTER}], 1),
    ("C5.1.1", STARTED, 1),
    ("C5.1.2", ENDED, 1),
    ("C5.2", [{"channels": [SITE]}, {"channels": [{"kind": ChannelKind.DIRECT_PLATFORM}]}, {"channels": [ZALO]}], 2),
    ("C5.2.1", [{"channels": [{**SITE, "procedure": Procedure.NOTIFIED}]}, {"channels": [SITE]}], 1),
    ("C5.2.2", [{"channels": [{**SITE, "procedure": Procedure.NOT_NOTIFIED}]}, {"channels": [SITE]}], 1),
    ("C5.3", [{"channels": [POSTMART]}, {"channels": [SITE]}], 1),
    ("C5.4", [{"channels": [ZALO]}, {"channels": [SITE]}], 1),
    ("C5.5", TRADED, 2),
    ("C5.5.1", [{"offers_online": True}, {"offers_online": False}], 1),
    ("C5.6", [{"channels": [ZALO]}, {"channels": [SITE]}, {"commune": "08761"}], 1),
    ("C5.7", SENT_BACK, 4),
    ("C5.7.1", SENT_BACK, 2),
    ("C5.7.2", SENT_BACK, 1),
    ("C5.8", INVOICES, 2),
    ("C5.8.1", INVOICES, 1),
    ("C5.9", [{"payments": (Payment.COD,)}, {"payments": (Payment.QR,)}], 1),
    ("C6.1", EXCHANGES, 2),
    ("C6.1.1", EXCHANGES, 150),
    ("C6.1.2", EXCHANGES, 1),
    ("C6.2", REVIEWS, 2),
    ("C6.2.1", REVIEWS, 1),
    ("C6.2.2", REVIEWS, 3),
    ("C6.2.3", REVIEWS, 1),
    ("C6.3", REQUESTS, 1),
    ("C6.3.1", REQUESTS, 3),
    ("C6.4", REPORTS, 1),
    ("C6.4.1", REPORTS, 2),
    ("C7.1", [{}, {"starts_on": AFTER}], 1),
    ("C8.1", INSPECTIONS, 3),
    ("C8.1.1", INSPECTIONS, 2),
    ("C8.1.2", INSPECTIONS, 1),
    ("C8.2", INSPECTIONS, 2),
    ("C8.3", INSPECTIONS, 2),
    ("C8.3.1", INSPECTIONS, 3),
    ("C8.4", INSPECTIONS, 30_000_000),
    ("C8.4.1", INSPECTIONS, 10_000_000),
    ("C8.5", CASES, 3),
    ("C8.5.1", CASES, 2),
    ("C8.5.2", CASES, 2),
    ("C8.5.3", CASES, 1),
)  # fmt: skip


def test_every_indicator_of_the_catalogue_is_counted_by_hand_here() -> None:
    assert [code for code, _, _ in COUNTED_BY_HAND] == [each.code for each in indicators()]


@pytest.mark.parametrize(("code", "held", "by_hand"), COUNTED_BY_HAND, ids=[code for code, _, _ in COUNTED_BY_HAND])
@pytest.mark.parametrize("shaped", [True, False])
def test_a_small_register_counts_as_a_hand_counts_it(
    books: Books, code: str, held: list[dict[str, Any]], by_hand: int, *, shaped: bool
) -> None:
    counted = indicator(code)
    of = register(counted.register)
    written = [_whole(of, {**USUAL[of.code], **row}) for row in held]
    for row in written:
        books.add(of, row, shaped=shaped)

    assert value(books.connection, counted, YEAR_2024).value == by_hand
    assert recount(counted, written, PERIOD).value == by_hand


def _whole(of: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    """The row with what the register itself puts where nothing is said."""
    column = of.__table__.c
    usual = {name: column[name].default.arg for name in column.keys() if name in _fields(of) and column[name].default}  # noqa: SIM118
    return {**usual, **row}


def _fields(of: type[Record]) -> set[str]:
    return {field.name for field in of.fields()}


@pytest.mark.parametrize("code", sorted({each.register for each in indicators()}))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_every_total_equals_the_sum_of_its_rows(books: Books, code: str, draw: st.DataObject) -> None:
    of = register(code)
    asked = [each for each in indicators() if each.register == code]
    with books.connection.begin_nested() as change:
        held = fill(books, draw, of)
        for each, figure in zip(asked, compute_all(books.connection, asked, YEAR_2024), strict=True):
            assert figure.value == recount(each, held.values(), PERIOD).value
            if figure.value is not None:
                agrees_with_its_rows(books, each, figure)
        change.rollback()


def test_a_part_names_an_indicator_that_is_there() -> None:
    codes = {each.code for each in indicators()}

    assert {each.part_of for each in indicators()} <= codes | {""}
    assert all(each.part_of for each in indicators() if each.label.startswith("Trong đó"))


def test_a_part_of_an_unknown_whole_is_unknown(books: Books) -> None:
    written = _whole(Business, USUAL["business"])
    books.add(Business, written)
    for code in ("C5.2", "C5.2.1", "C5.2.2", "C4.2", "C4.2.1"):
        assert value(books.connection, indicator(code), YEAR_2024).value is None
        assert recount(indicator(code), [written], PERIOD).value is None


@pytest.mark.parametrize(
    ("code", "linked", "alone"),
    [
        ("C4.1.1", {}, {"name": "HKD Ba", "commune": "08767"}),
        ("C6.2", {"name": "Ba"}, {"name": "Ba", "tax_code": "2500150335"}),
        ("C8.2", {"business_name": None}, {"business_name": "HKD Ba", "commune": "08767"}),
    ],
)
def test_a_seller_counts_once_however_it_was_written(
    books: Books, code: str, linked: dict[str, Any], alone: dict[str, Any]
) -> None:
    counted = indicator(code)
    of = register(counted.register)
    seller = {**USUAL["business"], "name": "HKD Ba", "tax_code": "2500150335"}
    books.add(Business, seller, A)
    written = [_whole(of, {**USUAL[of.code], **row}) for row in ({**linked, "business": A}, alone)]
    for row in written:
        books.add(of, row)
    assert value(books.connection, counted, YEAR_2024).value == 1
    assert recount(counted, written, PERIOD, {"business": {A: seller}}).value == 1


def test_indicators_are_counted_from_registers_of_the_program() -> None:
    assert {each.register for each in indicators()} <= {of.code for of in REGISTERS}
