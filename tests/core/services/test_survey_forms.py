"""Forms: the one brought along, new editions, and that what was asked stays as it was."""

from typing import Any

import pytest

from tests.data.surveys import SENT, SMALL, STARTS, hold, make_form
from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.records.survey_form import FormState, SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.registers import KeyTaken
from tmdt_desktop.services.survey_forms import (
    default_form,
    default_values,
    delete_form,
    form_view,
    forms,
    new_edition,
    next_code,
    save_form,
    set_state,
)
from tmdt_desktop.services.survey_rounds import SendWish, send_out
from tmdt_desktop.store.workspace import Workspace


def test_the_default_form_has_thirty_questions_in_eight_parts(ws: Workspace) -> None:
    view = form_view(ws, default_form(ws).id)
    assert (len(view.questions), view.edition, view.state) == (30, 1, FormState.IN_USE)
    assert [block[0] for block in dict.fromkeys(question.block for question in view.questions)] == list("ABCDEFGH")
    shares = [question for question in view.questions if question.total is not None]
    assert [(question.total, len(question.lines)) for question in shares] == [(100, 4)]
    obstacles = view.question("H1")
    assert obstacles is not None
    assert obstacles.scale == ("0", "1", "2", "3", "4")


def test_the_default_form_is_added_once(ws: Workspace) -> None:
    default_form(ws)
    with pytest.raises(KeyTaken):
        default_form(ws)


def test_a_new_edition_is_a_draft_that_may_be_changed(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    fresh = form_view(filled_ws, new_edition(filled_ws, held.form).id)
    assert (fresh.edition, fresh.state, fresh.sent) == (2, FormState.DRAFT, 0)
    save_form(filled_ws, {**fresh.raw, "questions": [SMALL[0]]}, fresh.id, fresh.version)
    assert len(form_view(filled_ws, fresh.id).questions) == 1
    assert len(form_view(filled_ws, held.form).questions) == len(SMALL)
    assert form_view(filled_ws, new_edition(filled_ws, held.form).id).edition == 3


def test_a_form_that_has_gone_out_is_not_changed(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    view = form_view(filled_ws, held.form)
    assert view.sent == 12
    with pytest.raises(Refused, match="Tạo phiên bản mới"):
        save_form(filled_ws, {**view.raw, "questions": [SMALL[0]]}, view.id, view.version)
    with pytest.raises(Refused):
        registers.save(filled_ws, SurveyForm, {**view.raw, "name": "Tên khác"}, view.id, view.version)
    with pytest.raises(Refused):
        delete_form(filled_ws, view.id, view.version)
    set_state(filled_ws, view.id, FormState.RETIRED)
    assert forms(filled_ws)[0].state is FormState.RETIRED


def test_a_change_of_a_form_is_taken_back(ws: Workspace) -> None:
    view = form_view(ws, make_form(ws, SMALL))
    save_form(ws, {**view.raw, "questions": [SMALL[0]]}, view.id, view.version)
    undo_batch(ws, batches(ws, 1)[0].id)
    assert form_view(ws, view.id).questions == view.questions


def test_a_change_is_not_taken_back_once_the_form_has_gone_out(filled_ws: Workspace) -> None:
    view = form_view(filled_ws, make_form(filled_ws, SMALL))
    save_form(filled_ws, {**view.raw, "questions": [SMALL[0]]}, view.id, view.version)
    change = batches(filled_ws, 1)[0].id
    made = registers.save(filled_ws, SurveyRound, {"name": "Đợt", "form": view.id, "starts_on": STARTS})
    send_out(filled_ws, SendWish(made.id, SENT))
    with pytest.raises(Refused):
        undo_batch(filled_ws, change)
    set_state(filled_ws, view.id, FormState.RETIRED)
    undo_batch(filled_ws, batches(filled_ws, 1)[0].id)
    assert form_view(filled_ws, view.id).state is FormState.IN_USE


def test_a_round_that_has_gone_out_keeps_its_form(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    other = make_form(filled_ws, [SMALL[0]], "Mẫu khác")
    stored = registers.get(filled_ws, SurveyRound, held.round)
    registers.save(filled_ws, SurveyRound, {**stored.values, "planned": 30}, held.round, 1)
    with pytest.raises(Refused):
        registers.save(filled_ws, SurveyRound, {**stored.values, "form": other}, held.round, 2)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"options": "Có"}, "options"),
        ({"options": "Có\ncó"}, "options"),
        ({"options": "Có; Không\nChưa"}, "options"),
        ({"options": "Có\nKhông biết"}, "options"),
        ({"options": "Có\n" + "x" * 256}, "options"),
        ({"lines": "Dòng"}, "lines"),
        ({"least": 1}, "least"),
        ({"kind": "NUMBER"}, "options"),
        ({"kind": "NUMBER", "options": None, "least": 5, "most": 4}, "most"),
        ({"kind": "NUMBER", "options": None, "total": 100}, "total"),
        ({"kind": "MATRIX"}, "lines"),
        ({"number": "câu một"}, "number"),
        ({"number": "1\n2"}, "number"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(ws: Workspace, changed: dict[str, Any], field: str) -> None:
    question = {"number": "1", "words": "Có không?", "kind": "SINGLE", "options": "Có\nKhông", **changed}
    with pytest.raises(InvalidRecord) as told:
        save_form(ws, {"name": "Mẫu", "questions": [question]})
    assert f"questions.0.{field}" in told.value.faults


def test_a_code_is_used_once(ws: Workspace) -> None:
    with pytest.raises(InvalidRecord, match="dùng hai lần"):
        save_form(ws, {"name": "Mẫu", "questions": [SMALL[0], SMALL[0]]})


def test_a_form_of_three_hundred_questions_is_kept(ws: Workspace) -> None:
    many = [{**SMALL[at % len(SMALL)], "number": f"C{at}"} for at in range(1, 301)]
    assert len(form_view(ws, make_form(ws, many)).questions) == 300


def test_new_codes_follow_the_one_before() -> None:
    assert next_code(["B3"], "B3") == "B4"
    assert next_code(["B3", "B4"], "B3") == "B5"
    assert next_code([], "") == "1"


def test_the_default_form_is_read_as_it_is_written(ws: Workspace) -> None:
    reading = registers.check(SurveyForm, default_values())
    assert not reading.faults
    assert not reading.doubts
