"""Records that point to each other: named in words, never left pointing nowhere."""

from uuid import UUID

import pytest

from tests.data.field_samples import filled
from tmdt_desktop.errors import Invalid, InvalidRecord, Refused
from tmdt_desktop.records.advice import Advice
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.inspection import Inspection
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.records.tax_review import TaxReview
from tmdt_desktop.services import references, registers
from tmdt_desktop.services.choices import facets
from tmdt_desktop.services.history import batches, history, undo_batch
from tmdt_desktop.services.reference_book import ReferenceBook, Unlisted, picks
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace


def business(ws: Workspace, name: str = "Hộ Lê Thị Ấm", code: str = "2500150335") -> UUID:
    raw = {"name": name, "kind": "Hộ kinh doanh", "commune": "Xã Ngọc Mỹ", "activity": "Đang hoạt động"}
    return registers.save(ws, Business, {**raw, "tax_code": code}).id


def advice(ws: Workspace, to: UUID | None, name: str = "Hộ Ấm") -> UUID:
    raw = {"name": name, "given_on": "1/3/2024", "support": "Lập gian hàng", "business": str(to or "")}
    return registers.save(ws, Advice, raw).id


def version(ws: Workspace, of: type[Business], id_: UUID) -> int:
    return registers.get(ws, of, id_).version


def test_a_list_shows_the_name_of_the_record_and_sorts_by_it(ws: Workspace) -> None:
    registers.save(ws, SurveyRound, filled(ws, SurveyRound))
    at = [field.name for field in SurveyRound.fields() if field.listed].index("form")
    (row,) = registers.list_rows(ws, SurveyRound, registers.find(ws, SurveyRound, Query(order="-form")))
    assert row.values[at] == "Hòa Đạt 1"
    (facet,) = facets(ws, SurveyRound, Query())["form"]
    assert facet[1:] == ("Hòa Đạt 1", 1)
    assert registers.count(ws, SurveyRound, Query(where=(("form", (facet[0],)),))) == 1


def test_what_others_point_to_is_not_removed_and_they_are_told(ws: Workspace) -> None:
    to = business(ws)
    advice(ws, to)
    advice(ws, to, "Hộ Ấm lần hai")
    with pytest.raises(Refused) as told:
        registers.delete(ws, Business, to, version(ws, Business, to))
    assert "2 lượt hỗ trợ" in str(told.value)
    (users,) = references.used_by(ws, Business, to)
    assert (users.of, users.words, len(users.seqs)) == (Advice, "2 lượt hỗ trợ", 2)


def test_nothing_points_to_what_is_gone_or_to_itself(ws: Workspace) -> None:
    to = business(ws)
    registers.delete(ws, Business, to, 1)
    with pytest.raises(InvalidRecord) as told:
        advice(ws, to)
    assert "không còn trong sổ" in told.value.faults["business"]
    own = business(ws)
    raw = {**registers.get(ws, Business, own).values, "duplicate_of": own}
    with pytest.raises(InvalidRecord) as told:
        registers.save(ws, Business, raw, own, 1)
    assert set(told.value.faults) == {"duplicate_of"}


def test_nothing_points_to_a_row_of_another_office_s_package(ws: Workspace) -> None:
    values = registers.check(
        Business, {"name": "A", "kind": "Cá nhân", "commune": "Xã Ngọc Mỹ", "activity": "Tạm ngừng"}
    )
    with ws.change("Nhận") as batch:
        (to,) = batch.insert(Business, [values.values], origin=("247", UUID(int=3)))
    with pytest.raises(InvalidRecord) as told:
        advice(ws, to)
    assert "gói đã nhận" in told.value.faults["business"]
    assert picks(ws, "business", "") == []


def test_the_history_names_the_record_even_when_it_has_gone(ws: Workspace) -> None:
    to = business(ws)
    by = advice(ws, to)
    registers.save(ws, Advice, {**registers.get(ws, Advice, by).values, "business": None}, by, 1)
    registers.delete(ws, Business, to, 1)
    newest, oldest = history(ws, Advice, by)
    assert ("Đối tượng trong danh sách", "Hộ Lê Thị Ấm", "") in [(c.label, c.old, c.new) for c in newest.changes]
    assert "Hộ Lê Thị Ấm" in {change.new for change in oldest.changes}


def test_taking_back_leaves_what_others_point_to_by_now(ws: Workspace) -> None:
    with ws.change("Nhập") as batch:
        rows = [
            registers.check(
                Business, {"name": n, "kind": "Cá nhân", "commune": "Xã Ngọc Mỹ", "activity": "Tạm ngừng"}
            ).values
            for n in ("A", "B")
        ]
        first, _ = batch.insert(Business, rows)
    advice(ws, first)
    made = next(each for each in batches(ws) if each.what == "Nhập")
    undone = undo_batch(ws, made.id)
    assert (undone.restored, undone.skipped) == (1, ("A",))


def test_taking_a_removal_back_needs_what_it_pointed_to(ws: Workspace) -> None:
    to = business(ws)
    by = advice(ws, to)
    registers.delete(ws, Advice, by, 1)
    removal = batches(ws, 1)[0].id
    registers.delete(ws, Business, to, 1)
    gone = batches(ws, 1)[0].id
    with pytest.raises(Refused) as told:
        undo_batch(ws, removal)
    assert "Hộ Lê Thị Ấm" in str(told.value)
    undo_batch(ws, gone)
    assert undo_batch(ws, removal).restored == 1
    assert registers.get(ws, Advice, by).values["business"] == to


def test_a_record_is_found_by_its_number_its_tax_code_or_its_name(ws: Workspace) -> None:
    to = business(ws)
    code = registers.get(ws, Business, to).values["file_code"]
    with ws.read() as connection:
        book = ReferenceBook(connection)
        for words in ("2500150335", 2500150335.0, code, "Hộ Lê Thị Ấm", "ho le thi am", " HỘ  LÊ THỊ ẤM", str(to)):
            assert book.find("business", words) == to


def test_a_name_of_two_is_told_with_both(ws: Workspace) -> None:
    business(ws)
    business(ws, code="0100233488")
    with ws.read() as connection, pytest.raises(Invalid) as told:
        ReferenceBook(connection).find("business", "Hộ Lê Thị Ấm")
    assert "2500150335" in str(told.value)
    assert "0100233488" in str(told.value)


def test_an_unknown_name_says_what_to_do_and_an_unknown_tax_code_is_told_apart(ws: Workspace) -> None:
    with ws.read() as connection:
        book = ReferenceBook(connection)
        with pytest.raises(Invalid) as told:
            book.find("business", "Không ai cả")
        assert "thêm vào sổ đó trước" in str(told.value)
        with pytest.raises(Unlisted):
            book.find("business", "2500150335")


def test_the_first_fifty_are_offered_with_what_tells_them_apart(ws: Workspace) -> None:
    business(ws)
    assert [words for _, words in picks(ws, "business", "le thi")] == ["Hộ Lê Thị Ấm (2500150335)"]
    assert references.links_to("business")
    assert {Inspection, TaxReview} <= {link.of for link in references.links_to("business")}
