"""What holds between forms, rounds and answers, whichever way they are written.

A form of which questionnaires have gone out is kept as it was, and so is the form of a round: what was asked must not
change under the answers. Answers are those that the form of their round allows.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.records import Record
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services.survey_questions import cells_of, question_of, read_answers
from tmdt_desktop.store.changes import read_record


def sent_of(connection: Connection, form: UUID) -> int:
    """How many questionnaires of a form have gone out."""
    rounds, answers = SurveyRound.__table__, SurveyAnswer.__table__
    counted = select(func.count()).select_from(answers).join(rounds, answers.c.round == rounds.c.id)
    return connection.scalar(counted.where(rounds.c.form == form)) or 0


def refuse_sent(connection: Connection, form: UUID) -> None:
    """Raise Refused when questionnaires of the form have gone out."""
    if sent := sent_of(connection, form):
        raise Refused(
            f"Mẫu phiếu này đã phát {sent} phiếu, không sửa được nữa.",
            why="Câu hỏi đổi thì câu trả lời đã thu không còn đúng nghĩa.",
            cure="Bấm «Tạo phiên bản mới» rồi sửa ở phiên bản đó.",
        )


def refuse_other_questions(
    connection: Connection, of: type[Record], values: Mapping[str, Any], id_: UUID | None
) -> None:
    """What must hold before a record of `of` is written.

    Raises:
        InvalidRecord: a questionnaire has answers that the form of its round does not allow.
        Refused: a round of which questionnaires have gone out would ask by another form.
    """
    if of is SurveyAnswer and values.get("answers"):
        _refuse_foreign(connection, values)
    if of is SurveyRound and id_ is not None:
        _refuse_other_form(connection, values.get("form"), id_)


def _refuse_foreign(connection: Connection, values: Mapping[str, Any]) -> None:
    round_ = read_record(connection, SurveyRound, values["round"]) or {}
    form = read_record(connection, SurveyForm, round_["form"]) if round_ else None
    questions = [question_of(row) for row in (form or {}).get("questions", ())]
    faults = read_answers(questions, cells_of(values["answers"]), complete=False).faults
    if faults:
        told = " ".join(f"Câu {' '.join(place).strip()}: {sentence}" for place, sentence in faults.items())
        raise InvalidRecord({"answers": told[:1000]}, {"answers": "Câu trả lời"})


def _refuse_other_form(connection: Connection, form: UUID | None, round_: UUID) -> None:
    table, sheets = SurveyRound.__table__, SurveyAnswer.__table__
    before = connection.scalar(select(table.c.form).where(table.c.id == round_))
    if before == form:
        return
    if sent := connection.scalar(select(func.count()).select_from(sheets).where(sheets.c.round == round_)):
        raise Refused(
            f"Đợt này đã phát {sent} phiếu theo mẫu cũ, không đổi mẫu được.", cure="Mở đợt khác cho mẫu phiếu mới."
        )


def refuse_change(connection: Connection, of: type[Record], id_: UUID, names: Collection[str]) -> None:
    """Raise Refused when taking an act back would change a form that has gone out; its state alone may change."""
    if of is SurveyForm and set(names) - {"state"}:
        refuse_sent(connection, id_)
