"""What a round came to: counts for each question, numbers in short, by commune or kind of business, and the rows behind.

Only questionnaires that came back with answers count. For every place (a question, or a line of a matrix) those that
answered, those that do not know and those that did not answer add up to the questionnaires that came back.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, not_, or_, select

from tmdt_desktop.records.business import Business
from tmdt_desktop.records.survey_answer import RETURNED, Answer, ReplyState, SurveyAnswer
from tmdt_desktop.services.survey_forms import FormView, form_view
from tmdt_desktop.services.survey_questions import Place, Question
from tmdt_desktop.services.survey_rounds import RoundView, per_cent, view_of
from tmdt_desktop.store.workspace import Workspace

BY = {"commune": "xã, thị trấn", "kind": "loại đối tượng"}
"""What results can be broken down by: {code: words}."""
NO_GROUP = "Không rõ"
_SHEET, _ANSWER, _BUSINESS = SurveyAnswer.__table__, Answer.__table__, Business.__table__


@dataclass(frozen=True)
class Numbers:
    """Numbers in short; `mean` and `median` rounded to two decimals."""

    count: int
    total: Decimal
    mean: Decimal
    median: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Tally:
    """How many chose an option, or gave a number of a short scale. `foreign`: the form does not have that option."""

    label: str
    count: int
    foreign: bool = False


@dataclass(frozen=True)
class PlaceResult:
    """One question, or one line of a matrix. `answered` + `unknown` + `missing` is what came back."""

    place: Place
    answered: int
    unknown: int
    missing: int
    tallies: tuple[Tally, ...] = ()
    numbers: Numbers | None = None

    def share(self, count: int) -> str:
        """`count` as a per cent of those who answered."""
        return per_cent(count, self.answered)


@dataclass(frozen=True)
class QuestionResult:
    """A question and what was answered to it, one place after another."""

    question: Question
    places: tuple[PlaceResult, ...]


@dataclass(frozen=True)
class GroupResult:
    """A part of the questionnaires: all of them, a commune's, a kind's. `key` None: it is not known."""

    key: Any
    label: str
    sent: int
    returned: int
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True)
class Results:
    """A round as a whole, and by group when `by` was asked. `foreign`: answers to questions that the form does not have."""

    round: RoundView
    form: FormView
    whole: GroupResult
    by: str = ""
    groups: tuple[GroupResult, ...] = ()
    foreign: int = 0


@dataclass(frozen=True)
class Pick:
    """Which questionnaires are meant: `what` is «option» (with `value`), «answered», «unknown» or «missing».

    `group`: with `by` only those of that group, as `GroupResult.key` has it.
    """

    place: Place
    what: str
    value: str = ""
    by: str = ""
    group: Any = None


@dataclass(frozen=True)
class Said:
    """Words that somebody wrote: the questionnaire's row number, its number, who answered, the words."""

    seq: int
    number: str
    respondent: str
    words: str


_Counts = dict[Place, "_Raw"]


class _Raw:
    """What was counted for one place before it is put in order."""

    def __init__(self) -> None:
        self.options: Counter[str] = Counter()
        self.numbers: Counter[Decimal] = Counter()
        self.answered = self.unknown = 0

    def add(self, chosen: str | None, number: Decimal | None, unknown: bool | None, times: int) -> None:  # noqa: FBT001
        """So many rows that say the same."""
        if unknown:
            self.unknown += times
            return
        self.answered += times
        for option in (chosen or "").split("\n") if chosen else ():
            self.options[option] += times
        if number is not None:
            self.numbers[number] += times


def results(ws: Workspace, round_: UUID, by: str = "") -> Results:
    """What the round came to; `by`: a code of `BY`. Raises Refused when the round or its form is gone."""
    with ws.read() as connection:
        view = view_of(connection, round_)
        sizes = _sizes(connection, round_, by)
        counted = _counted(connection, round_, by)
    form = form_view(ws, view.form)
    parts = [_group(form, key, sizes[key], counted.get(key, {}), _label(by, key)) for key in sizes] if by else []
    whole = _group(form, None, (view.sent, view.returned), _merged(counted.values()), "Tất cả")
    known = {place for question in form.questions for place in question.places}
    foreign = sum(
        raw.answered + raw.unknown for part in counted.values() for at, raw in part.items() if at not in known
    )
    ordered = tuple(sorted(parts, key=lambda part: (part.key is None, part.label)))
    return Results(view, form, whole, by, ordered, foreign)


def _by(by: str) -> ColumnElement[Any]:
    if by == "kind":
        return select(_BUSINESS.c.kind).where(_BUSINESS.c.id == _SHEET.c.business).scalar_subquery()
    return _SHEET.c.commune if by else literal(None)


def _sizes(connection: Connection, round_: UUID, by: str) -> dict[Any, tuple[int, int]]:
    """group → (questionnaires handed out, come back)."""
    column = _by(by).label("part")
    asked = select(column, _SHEET.c.state, func.count()).where(_SHEET.c.round == round_)
    found: dict[Any, tuple[int, int]] = {}
    for key, state, times in connection.execute(asked.group_by(column, _SHEET.c.state)):
        sent, returned = found.get(key, (0, 0))
        found[key] = (sent + times, returned + (times if state in RETURNED else 0))
    return found


def _counted(connection: Connection, round_: UUID, by: str) -> dict[Any, _Counts]:
    """group → place → what was answered there; the counting itself is the database's."""
    part = _by(by).label("part")
    said = (_ANSWER.c.question, _ANSWER.c.line, _ANSWER.c.chosen, _ANSWER.c.number, _ANSWER.c.unknown)
    asked = _answers(round_).with_only_columns(part, *said, func.count()).group_by(part, *said)
    found: dict[Any, _Counts] = defaultdict(dict)
    for key, question, line, chosen, number, unknown, times in connection.execute(asked):
        raw = found[key].setdefault((question, line or ""), _Raw())
        raw.add(chosen, number, unknown, times)
    return found


def _answers(round_: UUID) -> Select[Any]:
    joined = select(_ANSWER).select_from(_SHEET).join(_ANSWER, _ANSWER.c.parent == _SHEET.c.id)
    return joined.where(_SHEET.c.round == round_, _SHEET.c.state.in_(RETURNED))


def _merged(parts: Iterable[_Counts]) -> _Counts:
    whole: _Counts = {}
    for part in parts:
        for place, raw in part.items():
            sum_ = whole.setdefault(place, _Raw())
            sum_.options.update(raw.options)
            sum_.numbers.update(raw.numbers)
            sum_.answered += raw.answered
            sum_.unknown += raw.unknown
    return whole


def _label(by: str, key: Any) -> str:
    if key is None:
        return NO_GROUP
    kind = Business.field("kind").kind if by == "kind" else SurveyAnswer.field("commune").kind
    return kind.show(key)


def _group(form: FormView, key: Any, size: tuple[int, int], counts: _Counts, label: str) -> GroupResult:
    sent, returned = size
    made = tuple(
        QuestionResult(
            question, tuple(_place(question, place, counts.get(place), returned) for place in question.places)
        )
        for question in form.questions
    )
    return GroupResult(key, label, sent, returned, made)


def _place(question: Question, place: Place, raw: _Raw | None, returned: int) -> PlaceResult:
    raw = raw or _Raw()
    missing = returned - raw.answered - raw.unknown
    numbers = numbers_of(raw.numbers) if question.counts and raw.numbers else None
    return PlaceResult(place, raw.answered, raw.unknown, missing, _tallies(question, raw), numbers)


def _tallies(question: Question, raw: _Raw) -> tuple[Tally, ...]:
    if question.counts:
        return tuple(Tally(step, raw.numbers.get(Decimal(step), 0)) for step in question.scale)
    own = tuple(Tally(option, raw.options.get(option, 0)) for option in question.options)
    return own + tuple(
        Tally(option, n, foreign=True) for option, n in raw.options.items() if option not in question.options
    )


def numbers_of(counts: Mapping[Decimal, int]) -> Numbers:
    """Values and how often each was given, in short; `counts` is not empty."""
    values = sorted(counts)
    size = sum(counts.values())
    total = sum((value * times for value, times in counts.items()), Decimal(0))
    middle = (_at(values, counts, (size - 1) // 2) + _at(values, counts, size // 2)) / 2
    return Numbers(size, total, _rounded(total / size), _rounded(middle), values[0], values[-1])


def _at(values: Sequence[Decimal], counts: Mapping[Decimal, int], place: int) -> Decimal:
    """The value that stands at `place` (from 0) when all are laid out in order."""
    for value in values:
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError(place)


def _rounded(value: Decimal) -> Decimal:
    """Two decimals, a half upwards, as people round."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rows_of(ws: Workspace, round_: UUID, pick: Pick) -> "array[int]":
    """Row numbers of the questionnaires that a count is made of, in the order of their numbers."""
    meant = _SHEET.c.round == round_
    if pick.by:
        part = _by(pick.by)
        meant = and_(meant, part.is_(None) if pick.group is None else part == pick.group)
    asked = select(_SHEET.c.seq).where(meant, _SHEET.c.state.in_(RETURNED), _picked(pick))
    with ws.read() as connection:
        return array("q", connection.scalars(asked.order_by(_SHEET.c.number)).all())


def _picked(pick: Pick) -> ColumnElement[bool]:
    question, line = pick.place
    mine = and_(_ANSWER.c.parent == _SHEET.c.id, _ANSWER.c.question == question)
    mine = and_(mine, _ANSWER.c.line == line if line else _ANSWER.c.line.is_(None))
    knows = or_(_ANSWER.c.unknown.is_(None), _ANSWER.c.unknown.is_(False))
    wanted: dict[str, ColumnElement[bool]] = {"unknown": not_(knows), "missing": mine}
    said = wanted.get(pick.what, knows)
    if pick.what == "option":
        said = and_(knows, _chose(pick.value))
    found = select(_ANSWER.c.seq).where(mine, said).exists()
    return not_(found) if pick.what == "missing" else found


def _chose(value: str) -> ColumnElement[bool]:
    """Whether an answer is the option `value`, has it among others, or is that number."""
    lines = literal("\n").concat(_ANSWER.c.chosen).concat("\n")
    chosen = lines.contains(f"\n{value}\n", autoescape=True)
    return or_(chosen, _ANSWER.c.number == Decimal(value)) if value.isascii() and value.isdigit() else chosen


def words_said(ws: Workspace, round_: UUID, place: Place, limit: int | None = None) -> tuple[Said, ...]:
    """The words written at a place: answers to a question of text, or what stands after «Khác»."""
    question, line = place
    mine = and_(_ANSWER.c.question == question, _ANSWER.c.line == line if line else _ANSWER.c.line.is_(None))
    columns = (_SHEET.c.seq, _SHEET.c.number, _SHEET.c.respondent, _ANSWER.c.words)
    asked = _answers(round_).with_only_columns(*columns).where(mine, _ANSWER.c.words.is_not(None))
    with ws.read() as connection:
        return tuple(Said(*row) for row in connection.execute(asked.order_by(_SHEET.c.number).limit(limit)))


def rows_in_state(ws: Workspace, round_: UUID, states: Sequence[ReplyState]) -> "array[int]":
    """Row numbers of the questionnaires that came back one of these ways, in the order of their numbers."""
    asked = select(_SHEET.c.seq).where(_SHEET.c.round == round_, _SHEET.c.state.in_(states))
    with ws.read() as connection:
        return array("q", connection.scalars(asked.order_by(_SHEET.c.number)).all())
