"""The questions of a form, and how an answer to one of them is read: the same on the screen and in a list.

What is typed comes as one text for each question, or for each line of a matrix («cell»). Nothing typed means that the
question was not answered: no row is kept. «KB» means that whoever answered does not know. Both are apart from 0.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Note
from tmdt_desktop.rare_kinds import Exact, show_exact
from tmdt_desktop.records.survey_form import UNKNOWN_WORDS, QuestionKind, items
from tmdt_desktop.text import is_blank, key, nfc, one_line

Place = tuple[str, str]
"""(number of the question, line of a matrix or «»): where one answer stands."""
Row = dict[str, Any]
"""A row of the sub-list `answers`: question, line, chosen, number, words, unknown."""
Cells = Mapping[Place, object]
"""What was typed, by place."""

UNKNOWN = "KB"
"""What stands for «không biết» in a cell."""
_OTHER = "khac"
_LONGEST_UNKNOWN = 20
"""Letters of «không biết» with room for signs; longer words need not be looked at."""


@dataclass(frozen=True)
class Question:
    """One question as people answer it. `options` and `lines` in their order; see `records.survey_form.Question`."""

    number: str
    words: str
    kind: QuestionKind
    block: str = ""
    options: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unit: str = ""
    least: int | None = None
    most: int | None = None
    total: int | None = None
    required: bool = False
    help: str = ""

    @property
    def counts(self) -> bool:
        """Whether numbers answer it."""
        return self.kind is QuestionKind.NUMBER or (self.kind is QuestionKind.MATRIX and not self.options)

    @property
    def several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.kind is QuestionKind.MULTI

    @property
    def other(self) -> str:
        """The option after which words of one's own may stand («Khác»); empty when there is none."""
        return next((option for option in self.options if key(option).startswith(_OTHER)), "")

    @property
    def scale(self) -> tuple[str, ...]:
        """The numbers of a short scale («0» … «4»), which print as boxes; empty when the range is long or open."""
        if not self.counts or self.least is None or self.most is None or self.total is not None:
            return ()
        return tuple(str(n) for n in range(self.least, self.most + 1)) if self.most - self.least <= 10 else ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its answers stand: one place, or one for each line."""
        return tuple((self.number, line) for line in self.lines) or ((self.number, ""),)


@dataclass(frozen=True)
class AnswersRead:
    """What came of reading a questionnaire: rows of the faultless answers, and a sentence for each faulty place."""

    rows: tuple[Row, ...]
    faults: dict[Place, str]


def question_of(row: Mapping[str, Any]) -> Question:
    """A stored row of `SurveyForm.questions` as a question."""
    return Question(
        number=row["number"],
        words=row["words"],
        kind=row["kind"],
        block=row.get("block") or "",
        options=items(row.get("options")),
        lines=items(row.get("lines")),
        unit=row.get("unit") or "",
        least=row.get("least"),
        most=row.get("most"),
        total=row.get("total"),
        required=bool(row.get("required")),
        help=row.get("help") or "",
    )


def read_answers(questions: Sequence[Question], cells: Cells, *, complete: bool) -> AnswersRead:
    """Read every cell at once. `complete`: the questionnaire claims to be whole, so required questions must be answered.

    Cells of places that the form does not have are faults.
    """
    rows: list[Row] = []
    faults: dict[Place, str] = {}
    known = {place for question in questions for place in question.places}
    for place in cells:
        if place not in known and not _empty(cells[place]):
            faults[place] = f"Mẫu phiếu không có câu {place[0]}{f' dòng «{place[1]}»' if place[1] else ''}. Bỏ câu này."
    for question in questions:
        made, told = _read_question(question, cells)
        if not told and complete and question.required and not made:
            told = {question.places[0]: "Câu này phải trả lời. Ghi «KB» nếu người trả lời không biết."}
        rows += made
        faults |= told
    return AnswersRead(tuple(rows), faults)


def _read_question(question: Question, cells: Cells) -> tuple[list[Row], dict[Place, str]]:
    rows: list[Row] = []
    faults: dict[Place, str] = {}
    for place in question.places:
        try:
            row = read_cell(question, cells.get(place))
        except Invalid as told:
            faults[place] = str(told)
        else:
            rows += [{"question": place[0], "line": place[1] or None, **row}] if row else []
    if not faults and (told_total := _total_fault(question, rows)):
        faults[question.places[-1]] = told_total
    return rows, faults


def _total_fault(question: Question, rows: Sequence[Row]) -> str:
    """Shares must add up once every line has a number; before that they must not exceed the total."""
    numbers = [row["number"] for row in rows if row.get("number") is not None]
    if question.total is None or not numbers:
        return ""
    total, whole = sum(numbers, Decimal(0)), len(numbers) == len(question.lines)
    if total == question.total or (total < question.total and not whole):
        return ""
    return f"Các dòng cộng lại là {show_exact(total)}, phải bằng {question.total}. Sửa lại các dòng."


def read_cell(question: Question, raw: object) -> Row | None:
    """One cell as an answer without its place; None when nothing was answered. Raises Invalid with a sentence."""
    if _empty(raw):
        return None
    text = nfc(_text(raw))
    if len(text) <= _LONGEST_UNKNOWN and key(text) in UNKNOWN_WORDS:
        return {"unknown": True}
    if question.kind is QuestionKind.TEXT:
        return {"words": Note().parse(text)}
    return {"number": _number(question, raw)} if question.counts else _chosen(question, text)


def _empty(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and is_blank(raw))


def _text(raw: object) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def _number(question: Question, raw: object) -> Decimal:
    value = Exact().parse(raw)
    least, most = question.least, question.most
    if (least is not None and value < least) or (most is not None and value > most):
        unit = f" {question.unit}" if question.unit else ""
        raise Invalid(f"Ghi số {_range(least, most)}{unit}.")
    return value


def _range(least: int | None, most: int | None) -> str:
    """Without dots below ten thousand: limits are often years."""
    low, high = (f"{bound}" if (bound or 0) < 10_000 else show_exact(Decimal(bound or 0)) for bound in (least, most))
    if least is None:
        return f"không quá {high}"
    return f"từ {low} trở lên" if most is None else f"từ {low} đến {high}"


def _chosen(question: Question, text: str) -> Row:
    parts = [one_line(part) for part in re.split(r"[;\n]", text) if not is_blank(part)]
    found: list[str] = []
    own = ""
    for part in parts:
        option, words = _option(question, part)
        found.append(option)
        own = own or words
    if len(set(found)) > 1 and not question.several:
        raise Invalid("Câu này chỉ chọn một. Bỏ bớt lựa chọn.")
    chosen = "\n".join(option for option in question.options if option in found)
    return {"chosen": chosen, "words": own} if own else {"chosen": chosen}


def _option(question: Question, part: str) -> tuple[str, str]:
    """The option that `part` means, by its words or by its number from 1, and the words after «Khác:».

    Where options are numbers themselves («5», «10»), a number is never a place: nobody could tell which was meant.
    """
    if part in question.options:
        return part, ""
    wanted = key(part) or part
    for option in question.options:
        if (key(option) or option) == wanted:
            return option, ""
    counted = not any(re.fullmatch(r"\d[\d.,]*", one_line(option)) for option in question.options)
    if counted and re.fullmatch(r"\d{1,3}", part) and 1 <= int(part) <= len(question.options):
        return question.options[int(part) - 1], ""
    head, colon, words = part.partition(":")
    if colon and question.other and key(head).startswith(_OTHER):
        return question.other, words.strip()[:4000]
    raise Invalid(f"Không có lựa chọn «{part[:60]}». Chọn trong: {'; '.join(question.options)}.")


def cell_of(row: Mapping[str, Any]) -> str:
    """An answer as the text that reads back as the same answer."""
    if row.get("unknown"):
        return UNKNOWN
    if row.get("number") is not None:
        return format(row["number"].normalize(), "f").replace(".", ",")  # ungrouped: many of them are years
    if row.get("chosen"):
        parts = str(row["chosen"]).split("\n")
        own = row.get("words")
        return "; ".join(f"{part}: {own}" if own and key(part).startswith(_OTHER) else part for part in parts)
    return row.get("words") or ""


def cells_of(rows: Sequence[Mapping[str, Any]]) -> dict[Place, str]:
    """Stored answers as cells."""
    return {(row["question"], row.get("line") or ""): cell_of(row) for row in rows}


def blocks(questions: Sequence[Question]) -> Iterator[tuple[str, tuple[Question, ...]]]:
    """(title of the part, its questions) in the form's order; a part that comes back later is a part of its own."""
    at = 0
    while at < len(questions):
        end = next((n for n in range(at, len(questions)) if questions[n].block != questions[at].block), len(questions))
        yield questions[at].block, tuple(questions[at:end])
        at = end
