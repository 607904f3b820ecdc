"""Forms of surveys: the one the program brings along, reading, saving, new editions (Quy chế, Điều 4.5, 19.3).

A form of which questionnaires have gone out is kept as it was: what was asked must not change under the answers.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import read_values
from tmdt_desktop.paths import CATALOGUES
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_form import FormState, SurveyForm
from tmdt_desktop.records.survey_form import Question as QuestionRow
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Saved
from tmdt_desktop.services.survey_locks import sent_of
from tmdt_desktop.services.survey_questions import Question, question_of
from tmdt_desktop.store.workspace import Workspace

_FILE = "survey_default.toml"


@dataclass(frozen=True)
class FormLine:
    """A form in the list of forms. `sent`: how many questionnaires of it have gone out."""

    id: UUID
    name: str
    edition: int
    state: FormState
    questions: int
    sent: int

    @property
    def title(self) -> str:
        """«Phiếu khảo sát …, phiên bản 2»."""
        return f"{self.name}, phiên bản {self.edition}"

    @property
    def brief(self) -> str:
        """«Bản 2 · Phiếu khảo sát …»: what tells editions apart stands where it is never cut off."""
        return f"Bản {self.edition} · {self.name}"


@dataclass(frozen=True)
class FormView:
    """A form, whole. `raw`: its values as `save_form` takes them back. `sent` > 0: it is not changed any more."""

    id: UUID
    version: int
    name: str
    edition: int
    state: FormState
    opening: str
    closing: str
    questions: tuple[Question, ...]
    raw: Mapping[str, Any]
    sent: int

    def question(self, number: str) -> Question | None:
        """The question called `number`; None when there is none."""
        return next((made for made in self.questions if made.number == number), None)


def default_values() -> dict[str, Any]:
    """The form of 30 questions that the program brings along, as raw values of a new record."""
    said = tomllib.loads((CATALOGUES / _FILE).read_text(encoding="utf-8"))
    questions = [
        {name: "\n".join(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in said.pop("questions")
    ]
    return {**said, "edition": 1, "state": FormState.IN_USE.name, "questions": questions}


def default_form(ws: Workspace) -> Saved:
    """Add the default form as edition 1, in use. Raises KeyTaken when the office has it already."""
    return registers.save(ws, SurveyForm, default_values())


def forms(ws: Workspace) -> tuple[FormLine, ...]:
    """Every form, those in use first, then by name and edition."""
    table, part, rounds, answers = (
        SurveyForm.__table__,
        QuestionRow.__table__,
        SurveyRound.__table__,
        SurveyAnswer.__table__,
    )
    asked = select(part.c.parent, func.count()).group_by(part.c.parent)
    sent = select(rounds.c.form, func.count()).join(answers, answers.c.round == rounds.c.id).group_by(rounds.c.form)
    with ws.read() as connection:
        rows = connection.execute(select(table.c.id, table.c.name, table.c.edition, table.c.state)).all()
        sizes: dict[UUID, int] = dict(connection.execute(asked).all())
        gone: dict[UUID, int] = dict(connection.execute(sent).all())
    made = [
        FormLine(row.id, row.name, row.edition, row.state, sizes.get(row.id, 0), gone.get(row.id, 0)) for row in rows
    ]
    order = (FormState.IN_USE, FormState.DRAFT, FormState.RETIRED)
    return tuple(sorted(made, key=lambda line: (order.index(line.state), line.name, -line.edition)))


def form_view(ws: Workspace, id_: UUID) -> FormView:
    """One form with its questions. Raises Refused when it is gone."""
    stored = registers.get(ws, SurveyForm, id_)
    with ws.read() as connection:
        sent = sent_of(connection, id_)
    values = stored.values
    questions = tuple(question_of(row) for row in values["questions"])
    raw = {name: value for name, value in values.items() if name != "file_code"}
    words = (values["name"], values["edition"], values["state"], values["opening"] or "", values["closing"] or "")
    return FormView(stored.id, stored.version, *words, questions, raw, sent)


def save_form(ws: Workspace, raw: Mapping[str, Any], id_: UUID | None = None, version: int | None = None) -> Saved:
    """Add a form, or change the one called `id_`.

    Raises:
        Refused: questionnaires of it have gone out. Otherwise as `registers.save`.
    """
    return registers.save(ws, SurveyForm, raw if id_ else {**registers.defaults(SurveyForm), **raw}, id_, version)


def delete_form(ws: Workspace, id_: UUID, version: int) -> None:
    """Remove a form. Raises Refused when a round asks with it, or as `registers.delete`."""
    rounds = SurveyRound.__table__
    with ws.read() as connection:
        used = connection.scalar(select(rounds.c.name).where(rounds.c.form == id_).limit(1))
    if used is not None:
        raise Refused(f"Đợt «{used}» dùng mẫu phiếu này.", cure="Đổi mẫu của đợt đó trước, hoặc chọn «Thôi dùng».")
    registers.delete(ws, SurveyForm, id_, version)


def set_state(ws: Workspace, id_: UUID, state: FormState) -> None:
    """Take a form into use, or out of it; that is possible whatever has gone out. Raises Refused when it is gone."""
    stored = registers.get(ws, SurveyForm, id_)
    with ws.change(f"Mẫu phiếu «{stored.values['name']}»: {state.value.lower()}") as batch:
        batch.update(SurveyForm, id_, {"state": state}, stored.version)


def new_edition(ws: Workspace, id_: UUID) -> Saved:
    """A copy of a form as its next edition, a draft that may be changed. Raises Refused when the form is gone."""
    view, table = form_view(ws, id_), SurveyForm.__table__
    with ws.read() as connection:
        last = connection.scalar(select(func.max(table.c.edition)).where(table.c.name == view.name)) or view.edition
    return registers.save(ws, SurveyForm, {**view.raw, "edition": last + 1, "state": FormState.DRAFT})


def next_code(taken: Iterable[str], like: str) -> str:
    """A code for a new question after `like`: «B3» gives the first free one of B4, B5 …; «1» where there is none yet."""
    letters = re.match(r"[^\W\d_]*", like)
    prefix, known = (letters[0] if letters else ""), set(taken)
    first = int(found[0]) + 1 if (found := re.search(r"\d+", like)) else 1
    return next(code for code in (f"{prefix}{number}" for number in count(first)) if code not in known)


def question_shown(raw: Mapping[str, Any]) -> Question | None:
    """A raw row as the question it will be; None while it has faults."""
    reading = read_values(QuestionRow.fields(), raw)
    return None if reading.faults or QuestionRow.faults(reading.values) else question_of(reading.values)
