"""An invented year of a district office in every register, beside the lists that are imported."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tmdt_desktop.paths import SAMPLES
from tmdt_desktop.records import register
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.survey_answer import AnswerMode, ReplyState
from tmdt_desktop.records.survey_form import QuestionKind
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.survey_entry import EntryWish, save_entry, sheet_view
from tmdt_desktop.services.survey_forms import default_form
from tmdt_desktop.services.survey_questions import Place, Question
from tmdt_desktop.services.survey_rounds import SendWish, mark, questionnaires, send_out
from tmdt_desktop.store.workspace import Workspace

YEAR_FILE = SAMPLES / "year_2024.toml"
_REFERENCE = "@"
_SENT_ON, _SENT, _ANSWERED, _REFUSED = date(2024, 5, 13), 30, 22, 3
_ROUND = {
    "name": "Khảo sát ứng dụng TMĐT năm 2024",
    "agency": "SCT",
    "document": "702/SCT-QLTM ngày 06/5/2024",
    "starts_on": "13/05/2024",
    "ends_on": "21/06/2024",
    "due_on": "28/06/2024",
    "observed": "năm 2023",
    "planned": str(_SENT),
}


def fill_year(ws: Workspace) -> dict[str, int]:
    """Write the year's records and a survey; returns how many each register got. Each goes the way of a clerk's typing."""
    known: dict[str, UUID] = {}
    counts: dict[str, int] = {}
    for row in tomllib.loads(YEAR_FILE.read_text("utf-8"))["record"]:
        of = register(row["register"])
        raw = {name: _named(value, known) for name, value in row["values"].items()}
        saved = registers.save(ws, of, registers.defaults(of) | raw)
        counts[of.code] = counts.get(of.code, 0) + 1
        if name := row.get("known"):
            known[name] = saved.id
    return counts | {"survey_answer": _survey(ws)}


def _named(value: Any, known: Mapping[str, UUID]) -> Any:
    return known[value[1:]] if isinstance(value, str) and value.startswith(_REFERENCE) else value


def _survey(ws: Workspace) -> int:
    """A round with the default form: sent to the first businesses, most of them answer, a few refuse."""
    round_ = registers.save(ws, SurveyRound, {**_ROUND, "form": default_form(ws).id}).id
    chosen = tuple(registers.find(ws, Business, Query(), limit=_SENT))
    sent = send_out(ws, SendWish(round_, _SENT_ON, rows=chosen))
    lines = questionnaires(ws, round_)
    for at, line in enumerate(lines[:_ANSWERED]):
        sheet = sheet_view(ws, line.id)
        cells = dict(cell for question in sheet.form.questions for cell in _answers(question, at))
        back = _SENT_ON + timedelta(days=3 + at)
        save_entry(ws, EntryWish(sheet.id, sheet.version, cells, ReplyState.COMPLETE, back, AnswerMode.IN_PERSON))
    mark(
        ws,
        [line.id for line in lines[_ANSWERED : _ANSWERED + _REFUSED]],
        ReplyState.REFUSED,
        _SENT_ON + timedelta(days=9),
    )
    return sent.count


def _answers(question: Question, at: int) -> Iterator[tuple[Place, str]]:
    """What the questionnaire number `at` answers; every seventh does not know, some leave questions out."""
    if at % 11 == 5 and not question.required:
        return
    for line, place in enumerate(question.places):
        turn = at * at + at + line * 3 + len(question.words)
        if at % 7 == 6 and not question.required and question.total is None:
            yield place, "KB"
        elif question.counts:
            yield place, _number(question, turn, line)
        elif question.kind is QuestionKind.TEXT:
            yield place, ("Cần lớp tập huấn buổi tối", "Phí vận chuyển còn cao", "Chưa có ý kiến")[turn % 3]
        elif question.several:
            picked = {
                question.options[turn % len(question.options)],
                question.options[(turn + 2) % len(question.options)],
            }
            yield (
                place,
                "; ".join(option for option in question.options if option in picked and option != question.other),
            )
        else:
            yield (
                place,
                next(
                    o
                    for o in (*question.options[turn % len(question.options) :], *question.options)
                    if o != question.other
                ),
            )


def _number(question: Question, turn: int, line: int) -> str:
    if question.total is not None:
        shares = [question.total // len(question.lines)] * len(question.lines)
        shares[0] += question.total - sum(shares)
        return str(shares[line])
    least, most = question.least or 0, question.most or 100
    if (least, most) == (1900, 2100):
        return str(2005 + turn % 18)
    return str(least + turn % (min(most, least + 40) - least + 1))
