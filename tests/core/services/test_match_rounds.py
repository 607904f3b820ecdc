"""What must hold between a round's start and its end, and after it: one business a line, one review a line, papers that stand."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.core.services.test_match_list import _code, business, line, started
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Activity, Business
from tmdt_desktop.records.tax_review import Finding, TaxReview
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.match_close import CloseWish, close_match
from tmdt_desktop.services.match_decide import ADD, KEEP, NOT_SAME, SAME, TAKE, Decision, decide
from tmdt_desktop.services.match_hand_over import HandOverWish, hand_over
from tmdt_desktop.services.match_list import drop_match, match_rounds
from tmdt_desktop.services.match_view import BOTH, DIFFERING, THEIRS, UNSURE, match_view
from tmdt_desktop.services.merge_records import MergeWish, merge_records
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

ONE = "1;2500150335;Công ty Một;;Thôn X;Xã Bàn Giản;;00;\n"
TWO = "2;2500222206;Công ty Mốt;;Thôn Y;Xã Bàn Giản;;00;\n"
PERSON = "026163966857"


def add(ws: Workspace, *rows: dict[str, Any]) -> list[UUID]:
    with ws.change("Nhập") as batch:
        return batch.insert(Business, rows)


def here(name: str, **more: Any) -> dict[str, Any]:
    return business(name, _code("Xã Bàn Giản"), **more)


def every(ws: Workspace, register: Any) -> dict[UUID, Any]:
    ids = registers.ids_of(ws, register, registers.find(ws, register, Query()))
    return {id_: registers.get(ws, register, id_).values for id_ in ids}


@pytest.fixture
def pair(ws: Workspace, tmp_path: Path) -> tuple[UUID, UUID, UUID]:
    """Two businesses that their list has, and a round."""
    one, two = add(
        ws, here("Công ty Một", tax_code="2500150335"), here("Công ty Mốt", tax_code="2500222206", address="Thôn Cũ")
    )
    return one, two, started(ws, tmp_path, "Đợt", ONE + TWO)


def test_papers_of_a_closed_round_stay_as_they_were(
    ws: Workspace, pair: tuple[UUID, UUID, UUID], tmp_path: Path
) -> None:
    decide(ws, pair[2], Decision([2], TAKE))
    before = match_view(ws, pair[2])
    close_match(ws, pair[2])
    with ws.change("Sửa") as batch:
        batch.update(Business, pair[0], {"name": "Tên khác hẳn"})
    add(ws, here("Hộ Thêm Sau"))
    after = match_view(ws, pair[2])
    assert (after.counts, after.fresh) == (before.counts, 0)
    assert [each.pairs for each in after.lines] == [each.pairs for each in before.lines]
    hand_over(ws, HandOverWish(pair[2], tmp_path / "bg.csv"))
    said = (tmp_path / "bg.csv").read_text(encoding="utf-8-sig")
    assert "Thuế ghi «Thôn Y»" in said
    assert Finding.WRONG_DATA.value in said
    assert "Tên khác hẳn" not in said


def test_two_rows_are_never_one_business_in_one_decision(ws: Workspace, tmp_path: Path) -> None:
    (own,) = add(ws, here("Hộ Chỉ Ở Sổ"))
    round_ = started(ws, tmp_path, "Đợt", ONE + TWO)
    with pytest.raises(Refused, match="đã là một với dòng khác"):
        decide(ws, round_, Decision([1, 2], SAME, None, own))


def test_a_merged_business_is_taken_by_its_line(ws: Workspace, tmp_path: Path) -> None:
    kept, gone = add(ws, here("Hộ Giữ"), here("Công ty Mốt", tax_code="2500222206"))
    round_ = started(ws, tmp_path, "Đợt", TWO + "3;2500150335;Hộ Khác Hẳn;;;Xã Liễn Sơn;;00;\n")
    merge_records(ws, MergeWish(Business, kept, (gone,)))
    with pytest.raises(Refused, match="đã là một với dòng khác"):
        decide(ws, round_, Decision([2], SAME, None, kept))


def test_lines_whose_businesses_were_merged_are_asked_again(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    one, two, round_ = pair
    decide(ws, round_, Decision([1, 2], TAKE))
    merge_records(ws, MergeWish(Business, one, (two,)))
    view = match_view(ws, round_)
    assert view.counts[UNSURE] == 2
    assert not any(each.decided for each in view.lines)
    made = decide(ws, round_, Decision([1], SAME))
    assert {each.place: each.heap for each in made.lines} == {1: DIFFERING, 2: UNSURE}
    with pytest.raises(Refused, match="đã là một"):
        decide(ws, round_, Decision([2], SAME))
    decide(ws, round_, Decision([2], NOT_SAME))
    assert match_view(ws, round_).counts[THEIRS] == 1


def test_a_code_that_a_hidden_duplicate_bears_is_not_added_again(ws: Workspace, tmp_path: Path) -> None:
    (own,) = add(ws, here("Hộ A"))
    add(ws, here("Hộ trùng", tax_code="2500222206", duplicate_of=own) | {"activity": Activity.DUPLICATE})
    round_ = started(ws, tmp_path, "Đợt", TWO)
    decide(ws, round_, Decision([1], ADD))
    made = close_match(ws, round_)
    assert (made.added, len(every(ws, Business))) == (0, 2)
    assert "đã có ở «Hộ trùng»" in made.left[0]


def test_a_personal_number_entered_since_is_not_added_again(ws: Workspace, tmp_path: Path) -> None:
    round_ = started(ws, tmp_path, "Đợt", f"1;;Hộ Mới;{PERSON};;Xã Bàn Giản;;00;\n")
    decide(ws, round_, Decision([1], ADD))
    add(ws, here("Người Ấy", personal_id=PERSON))
    made = close_match(ws, round_)
    assert (made.added, PERSON in made.left[0]) == (0, False)


def test_an_end_cannot_be_done_again_beside_another(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    decide(ws, pair[2], Decision([1, 2], KEEP))
    first = close_match(ws, pair[2])
    back = undo_batch(ws, first.batch)
    second = close_match(ws, pair[2])
    assert back.batch is not None
    with pytest.raises(Refused, match="đã kết thúc lại"):
        undo_batch(ws, back.batch)
    undo_batch(ws, second.batch)
    undo_batch(ws, back.batch)
    assert match_rounds(ws)[0].batch == first.batch
    assert len(every(ws, TaxReview)) == 2


def test_reviews_tell_what_was_left(ws: Workspace, tmp_path: Path) -> None:
    (own,) = add(ws, here("Hộ Một", personal_id=PERSON))
    round_ = started(ws, tmp_path, "Đợt", f"1;2500222206;Hộ Một;{PERSON};;Xã Bàn Giản;;00;\n")
    decide(ws, round_, Decision([1], TAKE, ("tax_code",)))
    add(ws, here("Khác", tax_code="2500222206"))
    made = close_match(ws, round_)
    (review,) = every(ws, TaxReview).values()
    assert (made.updated, review["finding"], review["business"]) == (0, Finding.WRONG_DATA, own)
    assert "Chưa ghi được vào sổ" in review["note"]
    assert not match_view(ws, round_).lines[0].decided


def test_a_decision_about_a_business_that_is_gone_is_void(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    decide(ws, pair[2], Decision([2], TAKE))
    with ws.change("Xóa") as batch:
        batch.delete(Business, pair[1])
    view = match_view(ws, pair[2])
    assert (view.decided, line(view, "Mốt").heap) == (0, THEIRS)
    assert "không còn hiệu lực" in close_match(ws, pair[2]).left[0]
    assert len(every(ws, TaxReview)) == 1


@pytest.mark.parametrize(("status", "finding"), [("00", Finding.MANAGED), ("", Finding.UNREGISTERED)])
def test_whoever_stands_on_their_list_with_a_status_is_registered(
    ws: Workspace, tmp_path: Path, status: str, finding: Finding
) -> None:
    add(ws, here("Hộ Một", personal_id=PERSON))
    round_ = started(ws, tmp_path, "Đợt", f"1;;Hộ Một;{PERSON};;Xã Bàn Giản;;{status};\n")
    close_match(ws, round_)
    assert [each["finding"] for each in every(ws, TaxReview).values()] == [finding]


@pytest.mark.parametrize(
    ("status", "activity"),
    [("00", Activity.ACTIVE), ("03", Activity.ENDED), ("05", Activity.PAUSED), ("06", Activity.UNVERIFIED)],
)
def test_what_is_added_does_what_its_tax_status_says(
    ws: Workspace, tmp_path: Path, status: str, activity: Activity
) -> None:
    round_ = started(ws, tmp_path, "Đợt", ONE.replace(";00;", f";{status};"))
    decide(ws, round_, Decision([1], ADD))
    close_match(ws, round_)
    assert [each["activity"] for each in every(ws, Business).values()] == [activity]


def test_nobodys_conclusion_is_written_only_when_agreed(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    view = match_view(ws, pair[2])
    assert (view.counts[BOTH], view.counts[DIFFERING]) == (1, 1)
    made = close_match(ws, pair[2])
    assert (made.reviews, made.waiting) == (1, 1)
    undo_batch(ws, made.batch)
    assert close_match(ws, pair[2], CloseWish(undecided=True)).reviews == 2


def test_a_review_that_was_edited_stays_and_the_round_ends_again(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    decide(ws, pair[2], Decision([2], KEEP))
    made = close_match(ws, pair[2])
    review = next(id_ for id_, each in every(ws, TaxReview).items() if each["name"] == "Công ty Mốt")
    with ws.change("Sửa") as batch:
        batch.update(TaxReview, review, {"note": "đã gọi điện"})
    assert undo_batch(ws, made.batch).skipped == ("Công ty Mốt",)
    again = close_match(ws, pair[2])
    assert (again.reviews, "giữ như đã ghi" in again.left[0]) == (1, True)
    assert every(ws, TaxReview)[review]["note"] == "đã gọi điện"
    assert len(every(ws, TaxReview)) == 2


def test_a_persons_own_number_is_not_handed_over(ws: Workspace, tmp_path: Path) -> None:
    round_ = started(ws, tmp_path, "Đợt", f"1;{PERSON};Người Bán;;;Xã Bàn Giản;0912;00;\n")
    assert match_view(ws, round_).lines[0].pairs[1].theirs == PERSON
    for sensitive in (False, True):
        hand_over(ws, HandOverWish(round_, tmp_path / "bg.csv", sensitive=sensitive))
        said = (tmp_path / "bg.csv").read_text(encoding="utf-8-sig")
        assert (PERSON in said) == sensitive
        assert "Xem lại" not in said


def test_every_decision_stays_told_and_goes_into_the_review(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    for code in (TAKE, KEEP):
        decide(ws, pair[2], Decision([2], code))
    assert [each.code for each in line(match_view(ws, pair[2]), "Mốt").log] == [TAKE, KEEP]
    close_match(ws, pair[2])
    note = next(each["note"] for each in every(ws, TaxReview).values() if each["name"] == "Công ty Mốt")
    assert note.index("Lấy theo Thuế") < note.index("Giữ của mình")


def test_a_round_with_decisions_is_dropped_only_when_asked_and_that_is_in_the_trail(
    ws: Workspace, pair: tuple[UUID, UUID, UUID]
) -> None:
    decide(ws, pair[2], Decision([2], KEEP))
    with pytest.raises(Refused, match="1 dòng đã quyết"):
        drop_match(ws, pair[2])
    drop_match(ws, pair[2], decided_too=True)
    newest = batches(ws, 1)[0]
    assert (newest.what, newest.counts, newest.undoable) == (
        "Xóa đợt đối chiếu «Đợt»",
        (("Đợt đối chiếu", 1),),
        False,
    )


def test_a_field_that_is_none_is_refused(ws: Workspace, pair: tuple[UUID, UUID, UUID]) -> None:
    with pytest.raises(Refused, match="Không có mục"):
        decide(ws, pair[2], Decision([2], TAKE, ("adress",)))
