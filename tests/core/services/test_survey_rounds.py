"""Handing out, entering one by one, and what a round came to."""

from datetime import date
from uuid import uuid4

import pytest

from tests.data.surveys import BACK, SENT, SMALL, answer, hold, stored
from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.records.survey_answer import ReplyState, SurveyAnswer
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.survey_entry import (
    EntryWish,
    FaultyAnswers,
    keep_entry,
    kept_entry,
    next_waiting,
    save_entry,
    sheet_view,
)
from tmdt_desktop.services.survey_rounds import SendWish, mark, questionnaires, round_view, send_out, share
from tmdt_desktop.store.workspace import Workspace


def test_questionnaires_are_numbered_on_and_nobody_gets_two(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    assert [line.number for line in held.lines] == [f"{at:03d}" for at in range(1, 13)]
    again = send_out(filled_ws, SendWish(held.round, SENT))
    assert (again.count, again.already, again.batch) == (0, 12, None)


def test_only_those_that_the_filter_finds_get_one(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    undo_batch(filled_ws, batches(filled_ws, 1)[0].id)
    assert not questionnaires(filled_ws, held.round)
    sent = send_out(filled_ws, SendWish(held.round, SENT, Query(where=(("kind", "ENTERPRISE"),))))
    assert (sent.count, sent.first) == (3, "001")
    rest = send_out(filled_ws, SendWish(held.round, SENT))
    assert (rest.count, rest.first, rest.already) == (9, "004", 3)


def test_handing_out_is_refused_before_the_round_and_to_nobody(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    with pytest.raises(Refused):
        send_out(filled_ws, SendWish(held.round, date(2024, 8, 31)))
    with pytest.raises(Refused):
        send_out(filled_ws, SendWish(held.round, SENT, Query("không có ai tên thế")))
    with pytest.raises(Refused):
        send_out(filled_ws, SendWish(uuid4(), SENT))


def test_the_rate_counts_what_came_back_whole_or_in_part(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    answer(filled_ws, held.lines[0], {("1", ""): "Có"}, ReplyState.COMPLETE)
    answer(filled_ws, held.lines[1], {("2", ""): "Sàn"})
    mark(filled_ws, [held.lines[2].id, held.lines[3].id], ReplyState.REFUSED)
    mark(filled_ws, [held.lines[4].id], ReplyState.UNREACHED)
    view = round_view(filled_ws, held.round)
    assert (view.planned, view.sent, view.returned, view.rate) == (20, 12, 2, "2/12 (16,7 %)")
    assert view.counts[ReplyState.REFUSED] == 2
    assert share(0, 0) == "0/0"


def test_an_entry_is_one_act_and_keeps_three_sorts_of_nothing_apart(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    before = len(batches(filled_ws))
    answer(filled_ws, held.lines[0], {("1", ""): "KB", ("3", ""): "0", ("6", ""): ""})
    assert len(batches(filled_ws)) == before + 1
    rows = {row["question"]: row for row in stored(filled_ws, held.lines[0])["answers"]}
    assert rows.keys() == {"1", "3"}
    assert rows["1"]["unknown"] is True
    assert rows["3"]["number"] == 0
    assert sheet_view(filled_ws, held.lines[0].id).cells == {("1", ""): "KB", ("3", ""): "0"}


def test_an_entry_that_the_form_does_not_allow_is_not_kept(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    with pytest.raises(FaultyAnswers) as told:
        answer(filled_ws, held.lines[0], {("1", ""): "Có", ("2", ""): "Chợ", ("99", ""): "x"}, ReplyState.COMPLETE)
    assert told.value.places.keys() == {("2", ""), ("99", "")}
    with pytest.raises(FaultyAnswers):
        answer(filled_ws, held.lines[0], {("2", ""): "Sàn"}, ReplyState.COMPLETE)
    with pytest.raises(Refused):
        answer(filled_ws, held.lines[0], {})
    assert not stored(filled_ws, held.lines[0])["answers"]


def test_the_register_itself_refuses_doubled_answers_and_answers_of_the_unreturned(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    values = stored(filled_ws, held.lines[0])
    row = {"question": "1", "chosen": "Có"}
    back = {**values, "state": ReplyState.PARTIAL, "returned_on": BACK}
    with pytest.raises(InvalidRecord, match="hai lần"):
        registers.save(filled_ws, SurveyAnswer, {**back, "answers": [row, row]}, held.lines[0].id, 1)
    with pytest.raises(InvalidRecord):
        registers.save(filled_ws, SurveyAnswer, {**values, "answers": [row]}, held.lines[0].id, 1)
    for wrong in ({"question": "99", "chosen": "Có"}, {"question": "1", "chosen": "Có lẽ"}):
        with pytest.raises(InvalidRecord, match="Câu trả lời"):
            registers.save(filled_ws, SurveyAnswer, {**back, "answers": [wrong]}, held.lines[0].id, 1)


def test_somebody_faster_is_not_overwritten(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    view = sheet_view(filled_ws, held.lines[0].id)
    answer(filled_ws, held.lines[0], {("1", ""): "Có"})
    with pytest.raises(Refused):
        save_entry(filled_ws, EntryWish(view.id, view.version, {("1", ""): "Không"}, ReplyState.PARTIAL, BACK))


def test_a_draft_is_kept_as_typed_and_goes_when_the_entry_is_written(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    id_, typed = held.lines[0].id, {("1", ""): "Khác: bán hộ", ("3", ""): "12,5", ("5", "Thuế"): "KB"}
    assert kept_entry(filled_ws, id_) is None
    keep_entry(filled_ws, EntryWish(id_, 1, typed, ReplyState.COMPLETE, BACK))
    assert kept_entry(filled_ws, id_) == typed
    assert not stored(filled_ws, held.lines[0])["answers"]
    answer(filled_ws, held.lines[0], typed)
    assert kept_entry(filled_ws, id_) is None


def test_a_questionnaire_with_answers_is_not_marked_as_refused(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    answer(filled_ws, held.lines[0], {("1", ""): "Có"})
    with pytest.raises(Refused):
        mark(filled_ws, [held.lines[1].id, held.lines[0].id], ReplyState.REFUSED)
    assert stored(filled_ws, held.lines[1])["state"] is ReplyState.WAITING
    with pytest.raises(Refused):
        mark(filled_ws, [held.lines[1].id], ReplyState.COMPLETE)


def test_the_next_one_that_is_still_out_comes_up(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    answer(filled_ws, held.lines[1], {("1", ""): "Có"})
    assert next_waiting(filled_ws, held.round, "001") == held.lines[2].id
    assert next_waiting(filled_ws, held.round, "012") == held.lines[0].id
