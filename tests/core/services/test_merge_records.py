"""Two records become one, and two again: fields as chosen, children, references and files with them, ids that still lead."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.field_samples import filled
from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.inspection import Inspection, InspectionKind, InspectionRole, Outcome
from tmdt_desktop.records.report import Report
from tmdt_desktop.records.request import Request
from tmdt_desktop.services import registers
from tmdt_desktop.services.attachments import AttachWish, attach, attachments_of
from tmdt_desktop.services.find_anything import find_anything, hits_of
from tmdt_desktop.services.find_duplicates import NEVER, find_pairs
from tmdt_desktop.services.history import history, undo_batch
from tmdt_desktop.services.merge_preview import lay_beside
from tmdt_desktop.services.merge_records import MergeWish, merge_records, say_not_same, standing_id, told_apart
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.same_or_not import take_back_not_same
from tmdt_desktop.store.changes import read_record
from tmdt_desktop.store.workspace import Workspace

SHOP = {"kind": ChannelKind.SHOP, "platform": "shopee", "address": "shopee.vn/hoa"}
SITE = {"kind": ChannelKind.WEBSITE, "address": "hoa.example.vn"}
PLUMBING = frozenset({"seq", "version", "created_at", "created_by", "changed_at", "changed_by"})


def seller(**said: Any) -> dict[str, Any]:
    plain = {
        "name": "Hộ kinh doanh Hòa",
        "kind": SubjectKind.HOUSEHOLD,
        "commune": "08767",
        "activity": Activity.ACTIVE,
    }
    return {**plain, **said}


def add(ws: Workspace, *rows: dict[str, Any]) -> list[UUID]:
    with ws.change("Nhập") as batch:
        return batch.insert(Business, rows)


def check(ws: Workspace, **said: Any) -> UUID:
    plain = {"name": "Kiểm tra", "kind": InspectionKind.REGULAR, "role": InspectionRole.TAKES_PART,
             "starts_on": date(2024, 5, 6), "outcome": Outcome.CLEAN, "lead_agency": "QLTT"}  # fmt: skip
    with ws.change("Nhập") as batch:
        return batch.insert(Inspection, [{**plain, **said}])[0]


def whole(ws: Workspace, of: Any = Business, newest: int | None = None) -> dict[UUID, dict[str, Any]]:
    """Everything that the records of a register say, by id; of all of them or of those that came last."""
    ids = registers.ids_of(ws, of, sorted(registers.find(ws, of, Query()))[-(newest or 0) :])
    with ws.read() as connection:
        read = {id_: read_record(connection, of, id_) or {} for id_ in ids}
    return {id_: {n: v for n, v in values.items() if n not in PLUMBING} for id_, values in read.items()}


@pytest.fixture
def pair(ws: Workspace) -> tuple[Workspace, UUID, UUID]:
    """Two records of one business: the first knows its telephone, the second its tax code."""
    first = seller(phone="0912345678", channels=[SHOP])
    second = seller(name="HKD Hoà", tax_code="2500150335", channels=[{**SHOP, "orders": 7}, SITE])
    return ws, *add(ws, first, second)  # type: ignore[return-value]


def test_empty_fields_are_filled_and_children_come_over_without_doubles(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    now = registers.get(ws, Business, merged.id).values
    assert (now["name"], now["tax_code"], now["phone"]) == ("Hộ kinh doanh Hòa", "2500150335", "0912345678")
    assert [(line["address"], line["orders"]) for line in now["channels"]] == [
        ("shopee.vn/hoa", 7),
        ("hoa.example.vn", None),
    ]
    assert registers.count(ws, Business, Query()) == 1


def test_a_field_comes_from_the_chosen_record(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    merge_records(ws, MergeWish(Business, keep, (gone,), {"name": gone, "phone": gone}))
    now = registers.get(ws, Business, keep).values
    assert (now["name"], now["phone"]) == ("HKD Hoà", None)


def test_both_ids_lead_to_the_record_and_its_history_tells_of_both(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    merge_records(ws, MergeWish(Business, keep, (gone,)))
    assert registers.get(ws, Business, gone).id == keep
    assert registers.seq_of(ws, Business, gone) == registers.seq_of(ws, Business, keep) is not None
    assert history(ws, Business, gone) == history(ws, Business, keep)
    assert [hit.id for hit in hits_of(ws, [("business", gone)])] == [keep]
    assert [entry.what for entry in history(ws, Business, keep)].count("Nhập") == 2


def test_the_file_code_of_a_merged_record_finds_the_one_that_stays(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    code = registers.get(ws, Business, gone).values["file_code"]
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    assert [hit.id for found in find_anything(ws, code) for hit in found.hits] == [keep]
    undo_batch(ws, merged.batch)
    assert [hit.id for found in find_anything(ws, code) for hit in found.hits] == [gone]


def test_references_are_led_over_and_back(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    by = check(ws, business=gone)
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    assert (merged.pointed, registers.get(ws, Inspection, by).values["business"]) == (1, keep)
    undo_batch(ws, merged.batch)
    assert registers.get(ws, Inspection, by).values["business"] == gone


def test_files_go_with_the_record_and_back(pair: tuple[Workspace, UUID, UUID], tmp_path: Path) -> None:
    ws, keep, gone = pair
    file = tmp_path / "Biên bản.pdf"
    file.write_bytes(b"%PDF-1.7 " * 20)
    attach(ws, Business, gone, AttachWish(file))
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    assert ([each.name for each in attachments_of(ws, Business, keep)], merged.files) == (["Biên bản.pdf"], 1)
    undo_batch(ws, merged.batch)
    assert not attachments_of(ws, Business, keep)
    assert [each.name for each in attachments_of(ws, Business, gone)] == ["Biên bản.pdf"]


def test_undone_both_stand_as_they_were_and_each_id_leads_to_itself(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    before = whole(ws)
    merged = merge_records(ws, MergeWish(Business, keep, (gone,), {"name": gone}))
    undo_batch(ws, merged.batch)
    assert whole(ws) == before
    with ws.read() as connection:
        assert standing_id(connection, gone) == gone


def test_doubles_with_one_key_are_merged_and_taken_back(ws: Workspace) -> None:
    keep, gone = add(ws, seller(tax_code="2500150335"), seller(tax_code="2500150335"))
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    undo_batch(ws, merged.batch)
    assert {each["tax_code"] for each in whole(ws).values()} == {"2500150335"}
    assert registers.count(ws, Business, Query()) == 2


def test_days_later_both_return_and_what_was_edited_since_stays(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    before = whole(ws)
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    with ws.change("Sửa") as batch:
        batch.update(Business, keep, {"note": "đã gọi điện"})
    undo_batch(ws, merged.batch)
    assert whole(ws) == {keep: {**before[keep], "note": "đã gọi điện"}, gone: before[gone]}


def test_an_undo_that_is_undone_merges_again(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, keep, gone = pair
    merged = merge_records(ws, MergeWish(Business, keep, (gone,)))
    undo_batch(ws, merged.batch)
    undo_batch(ws, history(ws, Business, keep)[0].batch)
    assert registers.get(ws, Business, gone).id == keep


def test_ids_lead_through_several_merges(ws: Workspace) -> None:
    a, b, c = add(ws, seller(), seller(), seller())
    merge_records(ws, MergeWish(Business, b, (a,)))
    merge_records(ws, MergeWish(Business, c, (b,)))
    assert registers.get(ws, Business, a).id == c


def test_three_become_one_in_one_act(ws: Workspace) -> None:
    a, b, c = add(ws, seller(), seller(phone="0912345678"), seller(email="hoa@example.vn"))
    merged = merge_records(ws, MergeWish(Business, a, (b, c)))
    now = registers.get(ws, Business, c).values
    assert (now["phone"], now["email"]) == ("0912345678", "hoa@example.vn")
    undo_batch(ws, merged.batch)
    assert registers.count(ws, Business, Query()) == 3


def test_a_record_marked_as_double_of_the_other_points_to_nobody_afterwards(ws: Workspace) -> None:
    keep, gone = uuid7(), uuid7()
    with ws.change("Nhập") as batch:
        doubled = seller(activity=Activity.DUPLICATE, duplicate_of=keep)
        batch.insert(Business, [seller(), doubled], ids=[keep, gone])
    merge_records(ws, MergeWish(Business, keep, (gone,)))
    assert registers.get(ws, Business, keep).values["duplicate_of"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda a, b: MergeWish(Business, a, ()),
        lambda a, b: MergeWish(Business, a, (a,)),
        lambda a, b: MergeWish(Business, a, (uuid7(),)),
        lambda a, b: MergeWish(Business, a, (b,), {"name": uuid7()}),
        lambda a, b: MergeWish(Business, a, (b,), {"channels": a}),
        lambda a, b: MergeWish(Business, a, (b,), {"file_code": b}),
        lambda a, b: MergeWish(Business, a, (b,), versions={b: 9}),
        lambda a, b: MergeWish(Report, a, (b,)),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words_and_nothing_changes(
    pair: tuple[Workspace, UUID, UUID], wrong: Any
) -> None:
    ws, keep, gone = pair
    before = whole(ws)
    with pytest.raises(Refused) as told:
        merge_records(ws, wrong(keep, gone))
    assert told.value.cure
    assert whole(ws) == before


def test_a_record_that_came_in_a_package_is_not_merged(ws: Workspace) -> None:
    (own,) = add(ws, seller())
    with ws.change("Nhận gói") as batch:
        (theirs,) = batch.insert(Business, [seller()], origin=("247", uuid7()))
    with pytest.raises(Refused, match="gói đã nhận"):
        merge_records(ws, MergeWish(Business, own, (theirs,)))


def test_a_record_that_a_report_cites_is_the_one_to_keep(ws: Workspace) -> None:
    registers.save(ws, Report, filled(ws, Report))
    (report,) = whole(ws, Report).values()
    cited = report["request"]
    twin = {n: v for n, v in registers.get(ws, Request, cited).values.items() if n != "file_code"}
    with ws.change("Nhập") as batch:
        (other,) = batch.insert(Request, [twin])
    with pytest.raises(Refused, match="báo cáo"):
        merge_records(ws, MergeWish(Request, other, (cited,)))
    assert merge_records(ws, MergeWish(Request, cited, (other,))).id == cited


def test_an_outcome_against_the_rules_is_not_written(ws: Workspace) -> None:
    a, b = add(ws, seller(started_on=date(2024, 5, 1)), seller(activity=Activity.ENDED, ended_on=date(2020, 1, 1)))
    with pytest.raises(InvalidRecord):
        merge_records(ws, MergeWish(Business, a, (b,)))


def test_a_pair_told_apart_stays_so_until_it_is_taken_back(pair: tuple[Workspace, UUID, UUID]) -> None:
    ws, a, b = pair
    say_not_same(ws, Business, b, a, "Hai chị em, hai quầy")
    (apart,) = told_apart(ws, Business)
    assert ({apart.first, apart.second}, apart.why, apart.by) == ({a, b}, "Hai chị em, hai quầy", "lan")
    take_back_not_same(ws, Business, a, b)
    assert told_apart(ws, Business) == ()
    with pytest.raises(Refused):
        take_back_not_same(ws, Business, a, b)


@pytest.mark.parametrize("why", ["", "  "])
def test_pairs_are_told_apart_with_a_reason_only(pair: tuple[Workspace, UUID, UUID], why: str) -> None:
    ws, a, b = pair
    with pytest.raises(Refused, match="lý do"):
        say_not_same(ws, Business, a, b, why)
    with pytest.raises(Refused):
        say_not_same(ws, Business, a, a, "một hồ sơ")


texts = st.one_of(st.none(), st.sampled_from(["Hòa", "Hoà An", "Lan"]))
channels = st.lists(
    st.sampled_from([SHOP, SITE, {"kind": ChannelKind.SOCIAL, "platform": "zalo"}]), max_size=3, unique_by=repr
)
sides = st.fixed_dictionaries(
    {"representative": texts, "address": texts, "products": texts, "workers": st.one_of(st.none(), st.integers(0, 9)),
     "channels": channels}
)  # fmt: skip


@pytest.fixture(scope="module")
def many(shared_ws: Workspace) -> Workspace:
    return shared_ws


@settings(max_examples=settings.default.max_examples // 4, deadline=None)
@given(
    a=sides, b=sides, c=sides, taken=st.dictionaries(st.sampled_from(["representative", "workers"]), st.integers(0, 2))
)
def test_merged_and_undone_is_as_if_nothing_had_been(
    many: Workspace, a: dict[str, Any], b: dict[str, Any], c: dict[str, Any], taken: dict[str, int]
) -> None:
    ids = add(many, *(seller(**each) for each in (a, b, c)))
    check(many, business=ids[1])
    before = whole(many, newest=4), whole(many, Inspection, newest=2)
    wish = MergeWish(Business, ids[0], (ids[1], ids[2]), {name: ids[at] for name, at in taken.items()})
    undo_batch(many, merge_records(many, wish).batch)
    assert (whole(many, newest=4), whole(many, Inspection, newest=2)) == before


@pytest.mark.parametrize("register", [each for each in REGISTERS if each not in NEVER], ids=lambda each: each.code)
def test_records_of_every_register_are_told_as_doubles_merged_and_taken_back(
    ws: Workspace, register: type[Record]
) -> None:
    first = registers.save(ws, register, filled(ws, register)).id
    twin = {n: v for n, v in registers.get(ws, register, first).values.items() if n != "file_code"}
    with ws.change("Nhập") as batch:
        (second,) = batch.insert(register, [twin])
    assert any({pair.a, pair.b} == {first, second} for pair in find_pairs(ws, register))
    before, wish = whole(ws, register), MergeWish(register, first, (second,))
    assert not lay_beside(ws, wish).faults
    undo_batch(ws, merge_records(ws, wish).batch)
    assert whole(ws, register) == before
