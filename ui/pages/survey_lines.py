"""The list of a form's questions in the designer: the form itself first, then the questions under their parts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tmdt_desktop.records.survey_form import QuestionKind
from ui.parts.lines_table import Cell, Line

FORM = -1
"""The key of the line that stands for the form itself."""


def question_lines(rows: Sequence[Mapping[str, Any]], faulty: Collection[int]) -> list[Line]:
    """A line for the form and one for each raw question, keyed by its place; `faulty`: places with a fault."""
    made = [Line(("", Cell("Thông tin chung của mẫu", icon="file")), key=FORM)]
    block = ""
    for at, raw in enumerate(rows):
        if (raw.get("block") or "") != block:
            block = raw.get("block") or ""
            made += [Line((Cell(block),), head=True)] if block else []
        made.append(_line(at, raw, faulty=at in faulty))
    return made


def _line(at: int, raw: Mapping[str, Any], *, faulty: bool) -> Line:
    words = str(raw.get("words") or "Câu mới")
    cell = Cell(words, "bad" if faulty else "", "fault" if faulty else "", tip=words)
    return Line((str(raw.get("number") or ""), cell, Cell(_kind_words(raw.get("kind")), "text_2")), key=at)


def _kind_words(raw: object) -> str:
    """The kind of a raw question in words, empty while it is none."""
    return str(QuestionKind[raw].value) if isinstance(raw, str) and raw in QuestionKind.__members__ else ""


def place_of(name: str) -> int:
    """The question that a fault's name is about; the form itself for all others."""
    parts = name.split(".")
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else FORM
