"""A form of which questionnaires have gone out is kept as it was: what was asked must not change under the answers."""

from uuid import UUID

from sqlalchemy import Connection, func, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_round import SurveyRound


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
