"""Entering one questionnaire: what was asked, what was answered, checked against the form, kept as one audited act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.fields import read_values
from tmdt_desktop.records.survey_answer import RETURNED, AnswerMode, ReplyState, SurveyAnswer
from tmdt_desktop.services import registers
from tmdt_desktop.services.drafts import draft, drop_draft, keep_draft
from tmdt_desktop.services.registers import Saved
from tmdt_desktop.services.survey_forms import FormView, form_view
from tmdt_desktop.services.survey_questions import AnswersRead, Cells, Place, cells_of, read_answers
from tmdt_desktop.services.survey_rounds import round_view
from tmdt_desktop.store.workspace import Workspace


@dataclass(frozen=True)
class SheetView:
    """One questionnaire with the form it asks by. `cells`: its answers as they are typed; `foreign`: answers to questions
    that the form does not have, which are kept until the questionnaire is saved anew.
    """

    id: UUID
    version: int
    number: str
    respondent: str
    round: UUID
    form: FormView
    state: ReplyState
    sent_on: date
    returned_on: date | None
    mode: AnswerMode | None
    cells: Mapping[Place, str]
    foreign: Mapping[Place, str]


@dataclass(frozen=True)
class EntryWish:
    """What was typed of a questionnaire. `state` COMPLETE asks for every required question."""

    id: UUID
    version: int
    cells: Cells
    state: ReplyState
    returned_on: date | None
    mode: AnswerMode | None = None


class FaultyAnswers(InvalidRecord):
    """Some answers cannot be kept. `places`: (question, line) → sentence."""

    def __init__(self, places: Mapping[Place, str]) -> None:
        named = {" ".join(place).strip(): sentence for place, sentence in places.items()}
        super().__init__(named, {name: f"Câu {name}" for name in named})
        self.places = dict(places)


def sheet_view(ws: Workspace, id_: UUID) -> SheetView:
    """One questionnaire. Raises Refused when it, its round or its form is gone."""
    stored = registers.get(ws, SurveyAnswer, id_)
    values = stored.values
    form = form_view(ws, round_view(ws, values["round"]).form)
    known = {place for question in form.questions for place in question.places}
    cells = cells_of(values["answers"])
    own = {place: cell for place, cell in cells.items() if place in known}
    foreign = {place: cell for place, cell in cells.items() if place not in known}
    facts = (values["state"], values["sent_on"], values["returned_on"], values["mode"])
    who = (values["number"], values["respondent"], values["round"])
    return SheetView(stored.id, stored.version, *who, form, *facts, own, foreign)


def check_entry(form: FormView, cells: Cells, state: ReplyState) -> AnswersRead:
    """What the cells of a questionnaire come to, every fault at once; writes nothing."""
    return read_answers(form.questions, cells, complete=state is ReplyState.COMPLETE)


def save_entry(ws: Workspace, wish: EntryWish) -> Saved:
    """Keep a questionnaire: its answers, how and when it came back, in one act.

    Raises:
        FaultyAnswers: answers that the form does not allow. InvalidRecord: faults of the other fields.
        Refused: answers with a state that has none; nothing answered at all; someone else was faster.
    """
    view = sheet_view(ws, wish.id)
    read = check_entry(view.form, wish.cells, wish.state)
    if read.faults:
        raise FaultyAnswers(read.faults)
    if wish.state in RETURNED and not read.rows:
        raise Refused("Phiếu chưa có câu trả lời nào.", cure="Nhập ít nhất một câu, hoặc chọn «Từ chối».")
    values: dict[str, Any] = registers.get(ws, SurveyAnswer, wish.id).values
    facts = {"state": wish.state, "returned_on": wish.returned_on, "mode": wish.mode, "answers": list(read.rows)}
    made = registers.save(ws, SurveyAnswer, {**values, **facts}, wish.id, wish.version)
    drop_draft(ws, SurveyAnswer, wish.id)
    return made


def next_waiting(ws: Workspace, round_: UUID, after: str) -> UUID | None:
    """The next questionnaire of a round that has not come back yet, in the order of numbers; the first one after the last."""
    from tmdt_desktop.services.survey_rounds import questionnaires

    waiting = questionnaires(ws, round_, ReplyState.WAITING)
    later: Sequence[UUID] = [line.id for line in waiting if (len(line.number), line.number) > (len(after), after)]
    return next(iter(later), waiting[0].id if waiting else None)


def keep_entry(ws: Workspace, wish: EntryWish) -> None:
    """Keep what was typed of a questionnaire as a draft; what cannot be read yet is left out."""
    view = sheet_view(ws, wish.id)
    stored = registers.get(ws, SurveyAnswer, wish.id).values
    facts = {"state": wish.state, "returned_on": wish.returned_on, "mode": wish.mode}
    rows = read_answers(view.form.questions, wish.cells, complete=False).rows
    keep_draft(ws, SurveyAnswer, wish.id, {**stored, **facts, "answers": list(rows)})


def kept_entry(ws: Workspace, id_: UUID) -> dict[Place, str] | None:
    """The cells of a draft; None when there is none."""
    typed = draft(ws, SurveyAnswer, id_)
    if typed is None:
        return None
    reading = read_values((SurveyAnswer.field("answers"),), typed)
    return cells_of(reading.values.get("answers", ()))


def drop_entry(ws: Workspace, id_: UUID) -> None:
    """Forget a draft."""
    drop_draft(ws, SurveyAnswer, id_)
