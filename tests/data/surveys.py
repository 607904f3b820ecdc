"""Rounds to test surveys on: the default form, questionnaires handed out, answers given by a pattern."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tmdt_desktop.records.survey_answer import ReplyState, SurveyAnswer
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.survey_entry import EntryWish, save_entry, sheet_view
from tmdt_desktop.services.survey_forms import default_form, save_form
from tmdt_desktop.services.survey_questions import Place
from tmdt_desktop.services.survey_rounds import SendWish, SheetLine, questionnaires, send_out
from tmdt_desktop.store.workspace import Workspace

STARTS, SENT, BACK = date(2024, 9, 1), date(2024, 9, 2), date(2024, 10, 1)

SMALL: tuple[dict[str, Any], ...] = (
    {"number": "1", "words": "Có bán trực tuyến không?", "kind": "SINGLE", "options": "Có\nKhông\nKhác", "required": True},
    {"number": "2", "words": "Bán ở đâu?", "kind": "MULTI", "options": "Sàn\nMạng xã hội\nWebsite"},
    {"number": "3", "words": "Bao nhiêu người?", "kind": "NUMBER", "least": 0, "most": 500, "unit": "người"},
    {"number": "4", "words": "Chi chia thế nào?", "kind": "MATRIX", "lines": "Máy\nPhần mềm", "least": 0, "most": 100, "total": 100},
    {"number": "5", "words": "Ở mức nào?", "kind": "MATRIX", "lines": "Thuế\nHóa đơn", "options": "Chưa\nRồi"},
    {"number": "6", "words": "Kiến nghị?", "kind": "TEXT"},
)  # fmt: skip
"""A short form with a question of every kind."""


@dataclass(frozen=True)
class Held:
    """A round that has been handed out."""

    form: UUID
    round: UUID
    lines: tuple[SheetLine, ...]


def hold(ws: Workspace, questions: Sequence[Mapping[str, Any]] = ()) -> Held:
    """A round of the default form, or of one with `questions`, handed out to every business."""
    form = make_form(ws, questions) if questions else default_form(ws).id
    made = registers.save(ws, SurveyRound, {"name": "Đợt 2024", "form": form, "starts_on": STARTS, "planned": 20})
    send_out(ws, SendWish(made.id, SENT))
    return Held(form, made.id, questionnaires(ws, made.id))


def make_form(ws: Workspace, questions: Sequence[Mapping[str, Any]], name: str = "Mẫu ngắn") -> UUID:
    """A form with these questions."""
    raw = {"name": name, "state": "IN_USE", "questions": [dict(question) for question in questions]}
    return save_form(ws, raw).id


def answer(
    ws: Workspace, line: SheetLine, cells: Mapping[Place, object], state: ReplyState = ReplyState.PARTIAL
) -> None:
    """Enter one questionnaire."""
    view = sheet_view(ws, line.id)
    save_entry(ws, EntryWish(view.id, view.version, cells, state, BACK))


def stored(ws: Workspace, line: SheetLine) -> dict[str, Any]:
    """A questionnaire as it is kept."""
    return registers.get(ws, SurveyAnswer, line.id).values
