"""A list of the tax branch beside the register: paired, decided line by line over days, written as one act, taken back."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tmdt_desktop.errors import Cancelled, Refused
from tmdt_desktop.records.business import Activity, Business, ChannelKind, Source, SubjectKind
from tmdt_desktop.records.tax_review import Finding, TaxReview
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.match_close import CloseWish, close_match
from tmdt_desktop.services.match_compare import DIFFERS, FILLS, SPELLING
from tmdt_desktop.services.match_decide import ADD, CLEAR, KEEP, LATER, NOT_SAME, NOTED, SAME, TAKE, Decision, decide
from tmdt_desktop.services.match_list import MatchWish, drop_match, match_rounds, start_match
from tmdt_desktop.services.match_view import BOTH, DIFFERING, OURS, THEIRS, UNSURE, Line, MatchView, match_view
from tmdt_desktop.services.merge_records import MergeWish, merge_records
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT;MST;Tên NNT;Số CCCD/CMND;Địa chỉ kinh doanh;Phường/Xã;Số điện thoại;Trạng thái MST;Sàn TMĐT có doanh thu\n"
ROWS = (
    "1;2500150335;CTY TNHH GỐM HƯƠNG CANH;;Thôn Đoài;Bàn Giản;0912345678;00;Shopee\n"
    "2;;Hộ KD Nguyễn Thị Lan;026163966857;Thôn Trung;Xã Bàn Giản;0987654321;00;\n"
    "3;;Trần Văn Thủy;;Thôn Bến, xã Liễn Sơn, huyện Lập Thạch;Liễn Sơn;0977111222;00;\n"
    "4;2500222206;Công ty TNHH Mới Về;;Thôn Ngoài;Xã Liễn Sơn;0966000111;01;\n"
    "5;12345;Hộ Sai Mã;;Thôn Ngoài;Xã Liễn Sơn;;00;\n"
)


def business(name: str, commune: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": SubjectKind.HOUSEHOLD, "commune": commune, "activity": Activity.ACTIVE, **more}


@pytest.fixture
def ids(ws: Workspace) -> dict[str, UUID]:
    shop = {"kind": ChannelKind.SOCIAL, "platform": "FACEBOOK", "address": "facebook.com/gom"}
    rows = [
        business(
            "Công ty TNHH Gốm Hương Canh",
            _code("Xã Bàn Giản"),
            tax_code="2500150335",
            address="Thôn Đông",
            phone="0912345678",
            channels=[shop],
        ),
        business("Nguyễn Thị Lan", _code("Xã Bàn Giản"), personal_id="026163966857", address="Xóm Trung"),
        business("Trần Văn Thuỷ", _code("Xã Liễn Sơn"), phone="0977111222", address="Thôn Bến"),
        business("Hộ Chỉ Ở Sổ", _code("Xã Liễn Sơn")),
    ]
    with ws.change("Nhập") as batch:
        made = batch.insert(Business, rows)
    return dict(zip(("gom", "lan", "thuy", "own"), made, strict=True))


def _code(title: str) -> str:
    from datetime import date

    from tmdt_desktop.catalogues.units import Commune

    return Commune().on(date(2024, 1, 1), "246").parse(title)


@pytest.fixture
def round_(ws: Workspace, ids: dict[str, UUID], tmp_path: Path) -> UUID:
    return started(ws, tmp_path, "Đợt 1 năm 2024")


def started(ws: Workspace, folder: Path, name: str, rows: str = ROWS) -> UUID:
    file = folder / "thue.csv"
    file.write_text(HEAD + rows, encoding="utf-8-sig")
    return start_match(ws, MatchWish(file, name, tax_office="Chi cục Thuế khu vực Lập Thạch"))


def line(view: MatchView, name: str) -> Line:
    return next(line for line in view.lines if name in line.name)


def level(line: Line, name: str) -> str:
    return next(pair.level for pair in line.pairs if pair.name == name)


def reviews(ws: Workspace) -> dict[str, dict[str, Any]]:
    seqs = registers.find(ws, TaxReview, Query())
    made = (registers.get(ws, TaxReview, id_).values for id_ in registers.ids_of(ws, TaxReview, seqs))
    return {values["name"]: values for values in made}


def test_every_line_of_both_sides_lies_in_a_heap(ws: Workspace, round_: UUID, ids: dict[str, UUID]) -> None:
    view = match_view(ws, round_)
    assert view.counts == {BOTH: 1, DIFFERING: 1, UNSURE: 1, OURS: 1, THEIRS: 2}
    assert line(view, "GỐM").id == ids["gom"]
    assert (line(view, "Lan").id, line(view, "Lan").by) == (ids["lan"], "Số định danh")
    asked = line(view, "Thủy")
    assert asked.candidates[0].id == ids["thuy"]
    assert asked.candidates[0].reasons
    assert line(view, "Hộ Chỉ Ở Sổ").heap == OURS
    assert any("Mã số thuế" in note for note in line(view, "Sai Mã").notes)


def test_only_what_both_sides_say_differs_and_spelling_does_not(ws: Workspace, round_: UUID) -> None:
    view = match_view(ws, round_)
    gom = line(view, "GỐM")
    assert [pair.name for pair in gom.differing] == ["address"]
    assert level(gom, "name") == SPELLING
    assert level(gom, "tax_status") == FILLS
    assert level(gom, "address") == DIFFERS
    assert level(line(view, "Lan"), "address") == SPELLING


def test_a_row_is_one_with_a_record_only_when_a_person_says_so(
    ws: Workspace, round_: UUID, ids: dict[str, UUID]
) -> None:
    view = match_view(ws, round_)
    place = line(view, "Thủy").place
    made = decide(ws, round_, Decision([place], SAME))
    assert made.lines[0].heap == BOTH
    assert made.lines[0].id == ids["thuy"]
    assert match_view(ws, round_).counts == view.counts | {BOTH: 2, UNSURE: 0}
    back = decide(ws, round_, Decision([place], CLEAR))
    assert back.lines[0].heap == UNSURE


def test_a_row_that_is_another_ones_frees_the_record(ws: Workspace, round_: UUID) -> None:
    view = match_view(ws, round_)
    made = decide(ws, round_, Decision([line(view, "Thủy").place], NOT_SAME))
    after = match_view(ws, round_)
    assert after.counts == view.counts | {UNSURE: 0, OURS: 2, THEIRS: 3}
    assert view.with_lines(made.lines, made.hidden).counts == after.counts


def test_a_number_may_err_and_any_record_may_be_named(ws: Workspace, round_: UUID, ids: dict[str, UUID]) -> None:
    view = match_view(ws, round_)
    gom, new = line(view, "GỐM").place, line(view, "Mới Về").place
    parted = decide(ws, round_, Decision([gom], NOT_SAME))
    after = match_view(ws, round_)
    assert after.counts == view.counts | {DIFFERING: 0, OURS: 2, THEIRS: 3}
    assert view.with_lines(parted.lines, parted.hidden).counts == after.counts
    assert line(after, "GỐM").notes == ()
    joined = decide(ws, round_, Decision([new], SAME, record=ids["gom"]))
    assert (joined.lines[0].id, joined.lines[0].heap) == (ids["gom"], DIFFERING)
    assert match_view(ws, round_).counts[OURS] == 1
    with pytest.raises(Refused, match="đã là một với dòng khác"):
        decide(ws, round_, Decision([gom], CLEAR))
    assert decide(ws, round_, Decision([new], CLEAR)).lines[0].heap == THEIRS
    assert decide(ws, round_, Decision([gom], CLEAR)).lines[0].id == ids["gom"]
    assert match_view(ws, round_).counts == view.counts


def test_a_decision_stands_with_who_took_it_and_days_later(ws: Workspace, round_: UUID) -> None:
    decide(ws, round_, Decision([line(match_view(ws, round_), "GỐM").place], TAKE, ("address",)))
    decide(ws, round_, Decision([line(match_view(ws, round_), "GỐM").place], LATER))
    view = match_view(ws, round_)
    gom = line(view, "GỐM")
    assert (gom.decision, gom.decided, gom.decided_by) == (LATER, False, "lan")
    decide(ws, round_, Decision([gom.place], KEEP))
    assert match_view(ws, round_).decided == 1


def test_a_decision_of_another_heap_is_refused_in_words(ws: Workspace, round_: UUID) -> None:
    view = match_view(ws, round_)
    with pytest.raises(Refused, match="ở nhóm này"):
        decide(ws, round_, Decision([line(view, "GỐM").place], ADD))
    with pytest.raises(Refused, match="còn lỗi"):
        decide(ws, round_, Decision([line(view, "Sai Mã").place], ADD))
    both = decide(ws, round_, Decision([line(view, "GỐM").place, line(view, "Mới Về").place], ADD))
    assert (len(both.lines), len(both.left)) == (1, 1)


def test_open_questions_hold_the_end_unless_left(ws: Workspace, round_: UUID) -> None:
    with pytest.raises(Refused, match="Còn 1 dòng chưa chắc"):
        close_match(ws, round_)
    made = close_match(ws, round_, CloseWish(leave=True))
    assert (made.reviews, made.waiting) == (1, 5)


def test_the_end_is_one_act_of_reviews_changes_and_additions(ws: Workspace, round_: UUID, ids: dict[str, UUID]) -> None:
    view = match_view(ws, round_)
    decide(ws, round_, Decision([line(view, "GỐM").place], TAKE))
    decide(ws, round_, Decision([line(view, "Lan").place], KEEP))
    decide(ws, round_, Decision([line(view, "Thủy").place], SAME))
    decide(ws, round_, Decision([line(view, "Mới Về").place], ADD))
    decide(ws, round_, Decision([line(view, "Sai Mã").place], KEEP))
    decide(ws, round_, Decision([line(view, "Chỉ Ở Sổ").place], NOTED))
    made = close_match(ws, round_)
    assert (made.reviews, made.updated, made.added, made.left) == (6, 1, 1, ())
    gom = registers.get(ws, Business, ids["gom"]).values
    assert (gom["address"], gom["tax_status"]) == ("Thôn Đoài", "00")
    assert [shop["platform"] for shop in gom["channels"]] == ["FACEBOOK", "SHOPEE"]
    told = reviews(ws)
    assert told["CTY TNHH GỐM HƯƠNG CANH"]["finding"] is Finding.WRONG_DATA
    assert "sổ ghi «Thôn Đông», Thuế ghi «Thôn Đoài»" in told["CTY TNHH GỐM HƯƠNG CANH"]["difference"]
    assert told["Hộ Chỉ Ở Sổ"]["finding"] is Finding.UNREGISTERED
    assert told["Hộ Sai Mã"]["finding"] is Finding.NOT_ONLINE
    added = registers.get(ws, Business, told["Công ty TNHH Mới Về"]["business"]).values
    assert (added["source"], added["tax_code"]) == (Source.TAX, "2500222206")
    assert told["Công ty TNHH Mới Về"]["finding"] is Finding.STOPPED
    assert {each["round"] for each in told.values()} == {"Đợt 1 năm 2024"}
    with pytest.raises(Refused, match="đã kết thúc"):
        decide(ws, round_, Decision([1], KEEP))


def test_taking_the_end_back_opens_the_round_again(ws: Workspace, round_: UUID, ids: dict[str, UUID]) -> None:
    decide(ws, round_, Decision([line(match_view(ws, round_), "GỐM").place], TAKE))
    made = close_match(ws, round_, CloseWish(leave=True))
    assert match_rounds(ws)[0].closed
    undo_batch(ws, made.batch)
    assert not match_rounds(ws)[0].closed
    assert reviews(ws) == {}
    assert registers.get(ws, Business, ids["gom"]).values["address"] == "Thôn Đông"
    assert line(match_view(ws, round_), "GỐM").decision == TAKE
    assert close_match(ws, round_, CloseWish(leave=True)).reviews == made.reviews


def test_a_register_that_moved_on_is_noticed(ws: Workspace, round_: UUID, ids: dict[str, UUID]) -> None:
    decide(ws, round_, Decision([line(match_view(ws, round_), "GỐM").place], TAKE))
    with ws.change("Sửa") as batch:
        batch.update(Business, ids["gom"], {"address": "Thôn Tây"})
        batch.insert(Business, [business("Hộ Mới Thêm", _code("Xã Liễn Sơn"))])
        batch.delete(Business, ids["own"])
    view = match_view(ws, round_)
    gom = line(view, "GỐM")
    assert gom.changed == ("address",)
    assert any("sửa sau khi quyết định" in note for note in gom.notes)
    assert (view.counts[OURS], view.fresh) == (0, 1)
    made = close_match(ws, round_, CloseWish(leave=True))
    assert "đã đổi sau khi quyết định" in made.left[0]
    assert registers.get(ws, Business, ids["gom"]).values["address"] == "Thôn Tây"


def test_a_record_that_is_gone_leaves_its_row_alone_with_the_tax_branch(
    ws: Workspace, round_: UUID, ids: dict[str, UUID]
) -> None:
    with ws.change("Xóa") as batch:
        batch.delete(Business, ids["lan"])
    lan = line(match_view(ws, round_), "Lan")
    assert (lan.heap, lan.id) == (THEIRS, None)
    assert "không còn trong sổ" in lan.notes[0]


def test_a_record_that_was_merged_is_compared_as_the_one_that_stands(
    ws: Workspace, round_: UUID, ids: dict[str, UUID]
) -> None:
    merge_records(ws, MergeWish(Business, ids["own"], (ids["lan"],), {"personal_id": ids["lan"]}))
    view = match_view(ws, round_)
    assert line(view, "Lan").id == ids["own"]
    assert view.counts[OURS] == 0
    assert decide(ws, round_, Decision([line(view, "Lan").place], KEEP)).lines[0].id == ids["own"]


def test_an_end_that_was_taken_back_by_mistake_stands_when_that_is_taken_back(ws: Workspace, round_: UUID) -> None:
    made = close_match(ws, round_, CloseWish(leave=True))
    undo_batch(ws, made.batch)
    undo_batch(ws, batches(ws, 1)[0].id)
    assert match_rounds(ws)[0].closed == bool(reviews(ws))


def test_rounds_have_names_of_their_own_and_open_ones_can_be_dropped(
    ws: Workspace, round_: UUID, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="Đã có đợt"):
        started(ws, tmp_path, "đợt 1 năm 2024")
    second = started(ws, tmp_path, "Đợt 2")
    assert [made.name for made in match_rounds(ws)] == ["Đợt 2", "Đợt 1 năm 2024"]
    drop_match(ws, second)
    close_match(ws, round_, CloseWish(leave=True))
    with pytest.raises(Refused, match="đã kết thúc"):
        drop_match(ws, round_)
    assert len(match_rounds(ws)) == 1


def test_a_row_told_twice_is_reviewed_as_a_double(ws: Workspace, ids: dict[str, UUID], tmp_path: Path) -> None:
    twice = ROWS + "6;2500150335;Gốm Hương Canh;;;Bàn Giản;;00;\n"
    made = started(ws, tmp_path, "Đợt trùng", twice)
    close_match(ws, made, CloseWish(leave=True, undecided=True))
    told = reviews(ws)
    assert told["Gốm Hương Canh"]["finding"] is Finding.DOUBLE
    assert [each["tax_code"] for each in told.values()].count("2500150335") == 1


class _StopsAt:
    def __init__(self, what: str) -> None:
        self.what = what

    def step(self, done: int, total: int, what: str = "") -> None:
        if what == self.what:
            raise Cancelled


@pytest.mark.parametrize("what", ["So mã số", "Ghi đợt đối chiếu"])
def test_a_start_that_is_stopped_keeps_nothing(ws: Workspace, ids: dict[str, UUID], tmp_path: Path, what: str) -> None:
    file = tmp_path / "thue.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8-sig")
    with pytest.raises(Cancelled):
        start_match(ws, MatchWish(file, "Đợt bỏ dở"), _StopsAt(what))
    assert match_rounds(ws) == ()


def test_an_end_that_is_stopped_writes_nothing(ws: Workspace, round_: UUID) -> None:
    with pytest.raises(Cancelled):
        close_match(ws, round_, CloseWish(leave=True), _StopsAt("Ghi quyết định"))
    assert not match_rounds(ws)[0].closed
    assert reviews(ws) == {}
