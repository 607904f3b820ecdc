"""Answers from a list: one row a questionnaire, one column a question, a matrix one column a line.

A dry run first: every fault is told by its cell, nothing is written. Then all sound rows, or chosen ones, in one batch.
An empty cell is «không trả lời», «KB» is «không biết». A number alone in a cell of choices is the place of the choice.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.offices import district_of
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.exchange.book import Sheet
from tmdt_desktop.exchange.reading import read_book
from tmdt_desktop.exchange.workbooks import CHOICES_SHEET
from tmdt_desktop.records.survey_answer import RETURNED, Answer, ReplyState, SurveyAnswer
from tmdt_desktop.services.registers import refuse_received, refuse_taken_keys
from tmdt_desktop.services.survey_forms import FormView, form_view
from tmdt_desktop.services.survey_questions import Place, read_answers
from tmdt_desktop.services.survey_rounds import RoundView, round_view
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import is_blank, key, one_line

FACTS = ("number", "respondent", "commune", "sent_on", "returned_on", "mode", "state")
"""The fields of a questionnaire that have a column of their own before the questions."""
GOOD = ("new", "answer")
"""Rows that a commit writes."""
_LOOK, _CHUNK = 30, 400
_QUESTION = re.compile(r"([A-Za-zĐđ]{0,3}\d{1,3}[a-zđ]?)(?:\s*[.:)·-]\s*(.*))?", re.DOTALL)
_ANSWER_FIELDS = ("question", "line", "chosen", "number", "words", "unknown")


@dataclass(frozen=True)
class AnswersWish:
    """A file of answers. `returned_on`: the day they came back, where a row does not say."""

    round: UUID
    file: Path
    returned_on: date


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell: «F7», its row and column from 1, the column's heading, a sentence, what stands there."""

    cell: str
    row: int
    column: int
    label: str
    sentence: str
    shown: str


@dataclass(frozen=True)
class RowCheck:
    """One questionnaire of the list. `state`: «new» (is added), «answer» (fills one that was handed out), «same», «clash»
    (other answers are kept already), «faulty», «blank» (says nothing).
    """

    row: int
    number: str
    respondent: str
    state: str
    faults: tuple[CellFault, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None
    version: int = 0


@dataclass(frozen=True)
class CheckedAnswers:
    """A list of answers, checked. `faults`: of all rows and of headings, in the order of the file. `counts` by state."""

    file: Path
    round: RoundView
    rows: tuple[RowCheck, ...]
    faults: tuple[CellFault, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each state."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in (*GOOD, "same", "clash", "faulty", "blank")}


@dataclass(frozen=True)
class AnswersTaken:
    """What was written: questionnaires added, and those handed out before that were filled. `batch`: to take back by."""

    added: int
    filled: int
    batch: UUID | None


@dataclass(frozen=True)
class _Columns:
    """Where everything stands: columns from 0."""

    header: int
    facts: Mapping[str, int]
    places: Mapping[Place, int]
    labels: Mapping[int, str]
    strange: tuple[int, ...]


@dataclass(frozen=True)
class _Known:
    """A questionnaire that the round has already."""

    id: UUID
    version: int
    respondent: str
    state: ReplyState
    sent_on: date
    answers: frozenset[tuple[Any, ...]]


def check_answers(ws: Workspace, wish: AnswersWish, task: Task = SILENT) -> CheckedAnswers:
    """Read a list of answers and judge every cell; writes nothing.

    Raises Blocked, Refused or Damaged as `exchange.reading.read_book`; Refused too when no sheet has a column «Số phiếu»,
    when a column stands there twice, or when the round is gone.
    """
    view = round_view(ws, wish.round)
    form = form_view(ws, view.form)
    sheet, columns = _found(read_book(wish.file, task).sheets, form, wish.file.name)
    reader = _Reader(form, columns, view, wish.returned_on, district_of(ws.office))
    body = range(columns.header + 1, len(sheet.rows))
    read: list[RowCheck] = []
    for at in body:
        task.step(at, len(sheet.rows), "Xem câu trả lời")
        if not all(map(_blank, sheet.rows[at])):
            read.append(reader.row(at + 1, sheet.rows[at]))
    with ws.read() as connection:
        known = _known(connection, wish.round, {row.number for row in read})
    rows = tuple(_compared(row, known.get(row.number), reader) for row in _once(read, reader))
    strange = [_strange(columns, at) for at in columns.strange if any(not _blank(sheet.rows[n][at]) for n in body)]
    return CheckedAnswers(wish.file, view, rows, (*strange, *(fault for row in rows for fault in row.faults)))


def commit_answers(
    ws: Workspace, checked: CheckedAnswers, chosen: Collection[int] | None = None, task: Task = SILENT
) -> AnswersTaken:
    """Write the sound rows, those in `chosen` (numbers of rows) alone when it is given: one batch.

    Raises:
        Refused: a questionnaire has been changed since the check; nothing is written. Cancelled: nothing is written.
    """
    rows = [row for row in checked.rows if row.state in GOOD and (chosen is None or row.row in chosen)]
    if not rows:
        return AnswersTaken(0, 0, None)
    fresh = [dict(row.values) for row in rows if row.id is None]
    filled = [row for row in rows if row.id is not None]
    with ws.change(f"Nhập {len(rows)} phiếu từ tệp {checked.file.name}"[:200]) as batch:
        refuse_taken_keys(batch, SurveyAnswer, fresh)
        if fresh:
            batch.insert(SurveyAnswer, fresh, task=task)
        for done, row in enumerate(filled):
            task.step(done, len(filled), "Ghi câu trả lời")
            refuse_received(batch, SurveyAnswer, row.id)
            batch.update(SurveyAnswer, row.id or UUID(int=0), row.values, row.version)
        return AnswersTaken(len(fresh), len(filled), batch.act.id)


def letter(column: int) -> str:
    """The letters of a column, from 0: «A», «Z», «AA»."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def _blank(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and is_blank(raw))


def _found(sheets: Sequence[Sheet], form: FormView, name: str) -> tuple[Sheet, _Columns]:
    wanted = _fact_of_heading()
    for sheet in sheets:
        if sheet.name == CHOICES_SHEET:
            continue
        for at, row in enumerate(sheet.rows[:_LOOK]):
            if any(wanted.get(key(str(cell))) == "number" for cell in row):
                return sheet, _columns(at, row, form)
    raise Refused(
        f"Tệp {name} không có cột «Số phiếu».",
        why="Danh sách câu trả lời cần một cột số phiếu và mỗi câu một cột.",
        cure="Lấy tệp mẫu của đợt khảo sát, điền rồi nhập lại.",
    )


def _fact_of_heading() -> dict[str, str]:
    fields = [SurveyAnswer.field(name) for name in FACTS]
    return {key(words): made.name for made in fields for words in (made.label, *made.words)}


def _columns(header: int, heads: Sequence[object], form: FormView) -> _Columns:
    wanted, facts, places = _fact_of_heading(), dict[str, int](), dict[Place, int]()
    labels, strange = dict[int, str](), []
    by_key = {(number.casefold(), key(line)): (number, line) for q in form.questions for number, line in q.places}
    for at, cell in enumerate(heads):
        if _blank(cell):
            continue
        labels[at] = words = one_line(str(cell)).rstrip("* ")
        if (fact := wanted.get(key(words))) is not None:
            _take(facts, fact, at, words)
        elif (place := _place_of(words, by_key)) is not None:
            _take(places, place, at, words)
        elif key(words) != "stt":
            strange.append(at)
    return _Columns(header, facts, places, labels, tuple(strange))


def _take(into: dict[Any, int], what: Any, at: int, words: str) -> None:
    if what in into:
        raise Refused(
            f"Cột «{words}» có hai lần: {letter(into[what])} và {letter(at)}.", cure="Bỏ một cột rồi nhập lại."
        )
    into[what] = at


def _place_of(words: str, by_key: Mapping[tuple[str, str], Place]) -> Place | None:
    """«A1», «A1. Đơn vị …», «B7. Phần cứng» as a place of the form."""
    found = _QUESTION.fullmatch(words)
    if found is None:
        return None
    number, rest = found[1].casefold(), found[2] or ""
    return by_key.get((number, "")) or by_key.get((number, key(rest)))


def _strange(columns: _Columns, at: int) -> CellFault:
    sentence = "Mẫu phiếu không có câu này. Cột bị bỏ qua; sửa tên cột nếu viết nhầm mã câu."
    row = columns.header + 1
    return CellFault(f"{letter(at)}{row}", row, at + 1, columns.labels[at], sentence, columns.labels[at])


@dataclass(frozen=True)
class _Reader:
    """Reads rows of one list."""

    form: FormView
    columns: _Columns
    round: RoundView
    returned_on: date
    district: str | None

    def row(self, at: int, cells: Sequence[object]) -> RowCheck:
        """One row by itself; whether the round has it already is seen later."""
        values, faults = self._facts(at, cells)
        typed = {place: cells[column] for place, column in self.columns.places.items()}
        state = values.get("state")
        read = read_answers(self.form.questions, typed, complete=state is ReplyState.COMPLETE)
        faults += [self._fault(at, cells, self.columns.places.get(place), told) for place, told in read.faults.items()]
        number, who = str(values.get("number") or ""), str(values.get("respondent") or "")
        if not read.rows and not read.faults and state in (None, ReplyState.WAITING):
            return RowCheck(at, number, who, "faulty" if faults else "blank", tuple(faults))
        values |= {"answers": [dict.fromkeys(_ANSWER_FIELDS) | row for row in read.rows]}
        values |= self._came_back(values, state or self._state(read.rows))
        return RowCheck(at, number, who, "faulty" if faults else "new", tuple(faults), values)

    def _came_back(self, values: Mapping[str, Any], state: ReplyState) -> dict[str, Any]:
        day = values.get("returned_on") or (self.returned_on if state in RETURNED else None)
        return {"state": state, "returned_on": day}

    def _state(self, rows: Sequence[Mapping[str, Any]]) -> ReplyState:
        """What a row that does not say so is: whole when every required question is answered."""
        answered = {row["question"] for row in rows}
        missing = [q for q in self.form.questions if q.required and q.number not in answered]
        return ReplyState.PARTIAL if missing else ReplyState.COMPLETE

    def _facts(self, at: int, cells: Sequence[object]) -> tuple[dict[str, Any], list[CellFault]]:
        values: dict[str, Any] = {}
        faults: list[CellFault] = []
        for name, column in self.columns.facts.items():
            try:
                values[name] = self._fact(name, cells[column])
            except Invalid as told:
                faults.append(self._fault(at, cells, column, str(told)))
        if not values.get("number") and not faults:
            faults.append(self._fault(at, cells, self.columns.facts["number"], "Chưa có số phiếu. Điền số phiếu."))
        return values, faults

    def _fact(self, name: str, raw: object) -> Any:
        if _blank(raw):
            return None
        made = SurveyAnswer.field(name)
        kind = made.kind.on(self.round.starts_on, self.district) if isinstance(made.kind, Commune) else made.kind
        value = kind.parse(raw)
        return value.zfill(3) if name == "number" and value.isascii() and value.isdigit() else value

    def fact_fault(self, row: RowCheck, name: str, sentence: str) -> CellFault:
        """A fault that the rules between fields or the round tell of a fact."""
        column = self.columns.facts.get(name, self.columns.facts["number"])
        shown = str(row.values.get(name) or row.number)
        return CellFault(
            f"{letter(column)}{row.row}", row.row, column + 1, self.columns.labels[column], sentence, shown
        )

    def _fault(self, at: int, cells: Sequence[object], column: int | None, sentence: str) -> CellFault:
        """A required question without a column of its own is told at the number of the questionnaire."""
        where = self.columns.facts["number"] if column is None else column
        raw = cells[where]
        shown = "" if _blank(raw) else one_line(f"{raw:g}" if isinstance(raw, float) else str(raw))[:80]
        return CellFault(f"{letter(where)}{at}", at, where + 1, self.columns.labels[where], sentence, shown)


def _once(rows: Sequence[RowCheck], reader: _Reader) -> Iterator[RowCheck]:
    """A number that stands there twice is a fault of every row but the first."""
    first: dict[str, int] = {}
    for row in rows:
        at = first.setdefault(row.number, row.row) if row.number else row.row
        if at == row.row or row.state == "blank":
            yield row
            continue
        told = f"Số phiếu {row.number} đã có ở dòng {at}. Sửa số hoặc bỏ một dòng."
        yield _faulty(row, reader.fact_fault(row, "number", told))


def _faulty(row: RowCheck, *faults: CellFault) -> RowCheck:
    return RowCheck(row.row, row.number, row.respondent, "faulty", (*row.faults, *faults), row.values)


def _compared(row: RowCheck, known: _Known | None, reader: _Reader) -> RowCheck:
    """A sound row beside the questionnaire of that number, if the round has one."""
    if row.state != "new":
        return row
    values = dict(row.values)
    if known is None:
        values |= {"round": reader.round.id, "sent_on": values.get("sent_on") or reader.round.starts_on}
        if not values.get("respondent"):
            told = "Đợt chưa có phiếu số này, nên cần tên người trả lời. Điền tên."
            return _faulty(row, reader.fact_fault(row, "respondent", told))
    else:
        values = {name: value for name, value in values.items() if value is not None and name != "number"}
    checked = {"sent_on": known.sent_on if known else None, **values}
    if faults := SurveyAnswer.faults(checked):
        return _faulty(row, *(reader.fact_fault(row, name, told) for name, told in faults.items()))
    if known is None:
        return RowCheck(row.row, row.number, row.respondent, "new", (), values)
    return _beside(row, values, known)


def _beside(row: RowCheck, values: Mapping[str, Any], known: _Known) -> RowCheck:
    who = row.respondent or known.respondent
    state = "answer"
    if known.answers:
        state = "same" if _marks(values["answers"]) == known.answers else "clash"
    return RowCheck(row.row, row.number, who, state, (), values, known.id, known.version)


def _marks(rows: Sequence[Mapping[str, Any]]) -> frozenset[tuple[Any, ...]]:
    return frozenset(tuple(_mark(row.get(name)) for name in _ANSWER_FIELDS) for row in rows)


def _mark(value: Any) -> Any:
    """No words and no «không biết» are the same as nothing; 0 is not."""
    return None if value in ("", False) and not isinstance(value, Decimal) else value


def _known(connection: Connection, round_: UUID, numbers: Collection[str]) -> dict[str, _Known]:
    sheet, answer = SurveyAnswer.__table__.c, Answer.__table__.c
    facts = (sheet.id, sheet.version, sheet.respondent, sheet.state, sheet.sent_on)
    mine = connection.execute(select(sheet.number, *facts).where(sheet.round == round_)).all()
    meant = [row for row in mine if row.number in numbers]
    said: dict[UUID, list[tuple[Any, ...]]] = {}
    back = [row.id for row in meant if row.state in RETURNED]
    columns = [answer[name] for name in _ANSWER_FIELDS]
    for start in range(0, len(back), _CHUNK):
        wanted = answer.parent.in_(back[start : start + _CHUNK])
        for parent, *found in connection.execute(select(answer.parent, *columns).where(wanted)):
            said.setdefault(parent, []).append(tuple(map(_mark, found)))
    return {row.number: _Known(*row[1:], answers=frozenset(said.get(row.id, ()))) for row in meant}
