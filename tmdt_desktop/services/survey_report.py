"""What a round came to, as files: a workbook to go on with, a PDF or a Word file to hand in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import day
from tmdt_desktop.rare_kinds import show_exact
from tmdt_desktop.records.survey_answer import ReplyState
from tmdt_desktop.records.survey_form import QuestionKind
from tmdt_desktop.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Kind,
    Paragraph,
    Row,
    Table,
    Together,
)
from tmdt_desktop.services.survey_print import head_of, render
from tmdt_desktop.services.survey_questions import Place, Question, blocks
from tmdt_desktop.services.survey_results import (
    BY,
    GroupResult,
    PlaceResult,
    QuestionResult,
    Results,
    results,
    words_said,
)
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_MOST_WORDS = 40
_NUMBER_HEADS = ("Số phiếu", "Tổng", "Trung bình", "Trung vị", "Nhỏ nhất", "Lớn nhất")
_Words = dict[Place, tuple[str, ...]]


@dataclass(frozen=True)
class ResultsWish:
    """Results to write. `target`: .xlsx, .pdf or .docx. `by`: a code of `survey_results.BY`, empty for none."""

    round: UUID
    target: Path
    by: str = ""


def write_results(ws: Workspace, wish: ResultsWish, task: Task = SILENT) -> Results:
    """Write what a round came to; returns what was written.

    Raises:
        Refused: the round or its form is gone, or the file has another ending. Blocked. Cancelled.
    """
    if wish.by and wish.by not in BY:
        raise Refused(f"Không tách được theo {wish.by}.", cure=f"Chọn trong: {', '.join(BY)}.")
    made = results(ws, wish.round, wish.by)
    words = _all_words(ws, made)
    if wish.target.suffix.lower() == ".xlsx":
        _write_workbook(made, words, wish.target, task)
    else:
        render(_document(ws, made, words), wish.target, task)
    return made


def _all_words(ws: Workspace, made: Results) -> _Words:
    found: _Words = {}
    for question in made.form.questions:
        for place in question.places if question.kind is QuestionKind.TEXT or question.other else ():
            found[place] = tuple(f"{said.number}. {said.words}" for said in words_said(ws, made.round.id, place))
    return found


def _write_workbook(made: Results, words: _Words, target: Path, task: Task) -> None:
    from tmdt_desktop.reports.workbook import Sheet, render_workbook

    title = f"KẾT QUẢ: {made.round.name.upper()}"
    sheets = [Sheet("Lựa chọn", title, _choices_table(made.whole), rate_words(made))]
    sheets.append(Sheet("Số", title, _numbers_table(made.whole), rate_words(made)))
    sheets.append(Sheet("Ý kiến", title, _words_table(made, words)))
    sheets += [Sheet(group.label, f"{title} - {group.label.upper()}", _choices_table(group)) for group in made.groups]
    if made.groups:
        sheets.append(Sheet(f"Theo {BY[made.by]}"[:31], title, _groups_table(made)))
    render_workbook(sheets, target, task)


def rate_words(made: Results) -> str:
    """«Phát 40 phiếu, thu 32/40 (80 %), từ chối 2, không liên hệ được 1»."""
    counts = made.round.counts
    refused, lost = counts.get(ReplyState.REFUSED, 0), counts.get(ReplyState.UNREACHED, 0)
    return f"Phát {made.round.sent} phiếu, thu {made.round.rate}, từ chối {refused}, không liên hệ được {lost}"


def _choices_table(group: GroupResult) -> Table:
    columns = (
        Column("Mã câu", 14, Kind.CODE),
        Column("Câu hỏi", 60),
        Column("Trả lời", 44),
        Column("Số phiếu", 18, Kind.FIGURE),
        Column("% số trả lời", 18, Kind.UNIT),
    )
    rows = [row for made in group.questions for place in made.places for row in _choice_rows(made.question, place)]
    return Table(columns, tuple(rows), note="Tỷ lệ tính trên số phiếu có trả lời câu đó; không kể «không biết».")


def _choice_rows(question: Question, place: PlaceResult) -> Iterator[Row]:
    words = f"{question.words} {place.place[1]}".strip()
    for tally in place.tallies:
        label = f"{tally.label} (ngoài mẫu)" if tally.foreign else tally.label
        yield question.number, words, label, tally.count, place.share(tally.count)
    for label, count in told(place):
        yield question.number, words, label, count, ""


def told(place: PlaceResult) -> tuple[tuple[str, int], ...]:
    """The three counts that every question has."""
    return ("Có trả lời", place.answered), ("Không biết", place.unknown), ("Không trả lời", place.missing)


def _numbers_table(group: GroupResult) -> Table:
    heads = [Column(head, 18, Kind.FIGURE) for head in _NUMBER_HEADS]
    columns = (Column("Mã câu", 14, Kind.CODE), Column("Câu hỏi", 60), Column("Đơn vị", 16, Kind.UNIT), *heads)
    rows = [
        (made.question.number, f"{made.question.words} {place.place[1]}".strip(), made.question.unit, *_numbers(place))
        for made in group.questions
        if made.question.counts
        for place in made.places
    ]
    return Table(columns, tuple(rows))


def _numbers(place: PlaceResult) -> tuple[Any, ...]:
    found = place.numbers
    if found is None:
        return (0, *[None] * 5)
    return found.count, *map(_bare, (found.total, found.mean, found.median, found.least, found.most))


def _bare(value: Decimal) -> int | Decimal:
    """A whole number without decimals."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _words_table(made: Results, words: _Words) -> Table:
    columns = (Column("Mã câu", 14, Kind.CODE), Column("Ý kiến (số phiếu ở đầu)", 120))
    rows = tuple((place[0], said) for place, all_ in words.items() for said in all_)
    return Table(columns, rows, note="" if rows else f"Đợt «{made.round.name}» chưa có ý kiến bằng lời.")


def _groups_table(made: Results) -> Table:
    columns = (
        Column(BY[made.by].capitalize(), 60),
        Column("Phiếu phát", 20, Kind.FIGURE),
        Column("Phiếu thu", 20, Kind.FIGURE),
    )
    rows = tuple((group.label, group.sent, group.returned) for group in made.groups)
    return Table(columns, rows, total=("Tổng cộng", made.whole.sent, made.whole.returned))


def _document(ws: Workspace, made: Results, words: _Words) -> Document:
    parts = dict(zip((question.number for question in made.form.questions), made.whole.questions, strict=True))
    body: list[Block] = [_facts(made)]
    if made.groups:
        body.append(_groups_table(made))
    for title, questions in blocks(made.form.questions):
        body += [Heading(1, "", title)] if title else []
        body += [block for question in questions for block in _question(parts[question.number], words, made)]
    return Document(
        title=f"Kết quả khảo sát: {made.round.name}",
        head=head_of(ws, ""),
        kind="KẾT QUẢ KHẢO SÁT",
        about=made.round.name,
        body=(*body, Paragraph("Tỷ lệ tính trên số phiếu có trả lời câu đó, không kể «không biết».")),
        slip=True,
    )


def _facts(made: Results) -> KeyValues:
    view, counts = made.round, made.round.counts
    pairs = [("Mẫu phiếu", f"{view.form_name}, phiên bản {view.edition}"), ("Từ ngày", day(view.starts_on))]
    pairs += [("Dự kiến", f"{view.planned} phiếu")] if view.planned is not None else []
    pairs += [("Thu về / phát ra", view.rate)]
    pairs += [(state.value, f"{counts.get(state, 0)} phiếu") for state in ReplyState]
    return KeyValues(tuple(pairs))


def _question(made: QuestionResult, words: _Words, all_: Results) -> Iterator[Block]:
    question = made.question
    blocks_: list[Block] = [Heading(2, question.number, question.words)]
    if question.kind is QuestionKind.MATRIX:
        blocks_.append(_matrix(made))
    else:
        blocks_.append(_single(made.places[0]))
    yield Together(tuple(blocks_))
    if all_.groups and question.options and question.kind is not QuestionKind.MATRIX:
        yield _by_group(question, all_)
    for place in made.places:
        yield from _listed(words.get(place.place, ()))


def _single(place: PlaceResult) -> Table:
    columns = (Column("Trả lời", 90), Column("Số phiếu", 25, Kind.FIGURE), Column("%", 25, Kind.UNIT))
    rows: list[Row] = [(tally.label, tally.count, place.share(tally.count)) for tally in place.tallies]
    if place.numbers:
        rows += [(name, value, "") for name, value in zip(_NUMBER_HEADS[1:], _numbers(place)[1:], strict=True)]
    rows += [(label, count, "") for label, count in told(place)]
    return Table(columns, tuple(rows))


def _matrix(made: QuestionResult) -> Table:
    marks = [tally.label for tally in made.places[0].tallies if not tally.foreign]
    heads = [*marks, *(["TB"] if made.question.counts else []), "Không biết", "Không trả lời"]
    columns = (Column("Nội dung", 60), *(Column(head, 16, Kind.UNIT) for head in heads))
    return Table(columns, tuple(_matrix_row(made.question, place) for place in made.places), unit=made.question.unit)


def _matrix_row(question: Question, place: PlaceResult) -> Row:
    counts = [str(tally.count) for tally in place.tallies if not tally.foreign]
    counts += [show_exact(place.numbers.mean) if place.numbers else "-"] if question.counts else []
    return place.place[1], *counts, str(place.unknown), str(place.missing)


def _by_group(question: Question, made: Results) -> Table:
    """One row a group: how many chose each option, and the per cent of those who answered."""
    columns = (Column(BY[made.by].capitalize(), 40), *(Column(option, 20, Kind.UNIT) for option in question.options))
    rows: list[Row] = []
    for group in made.groups:
        place = next(part for part in group.questions if part.question.number == question.number).places[0]
        counts = [tally.count for tally in place.tallies[: len(question.options)]]
        rows.append((group.label, *(f"{count} ({place.share(count)})" if count else "0" for count in counts)))
    return Table(columns, tuple(rows))


def _listed(said: Sequence[str]) -> Iterator[Block]:
    """Words of people, the first of many."""
    for words in said[:_MOST_WORDS]:
        yield Paragraph(f"- Phiếu {words}")
    if len(said) > _MOST_WORDS:
        yield Paragraph(f"(Còn {len(said) - _MOST_WORDS} ý kiến, xem bảng tính.)")
