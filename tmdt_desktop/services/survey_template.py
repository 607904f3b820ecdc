"""The workbook in which answers of a round are typed: a row for each questionnaire, a column for each question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tmdt_desktop.exchange.templates import number_format
from tmdt_desktop.exchange.workbooks import CHOICES_SHEET, LIST_ROWS, header_row, new_workbook, put, save, title_row
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Choice
from tmdt_desktop.records.survey_answer import ReplyState, SurveyAnswer
from tmdt_desktop.services.survey_forms import form_view
from tmdt_desktop.services.survey_import import FACTS, letter
from tmdt_desktop.services.survey_questions import UNKNOWN, Place, Question
from tmdt_desktop.services.survey_rounds import SheetLine, questionnaires, round_view
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_HEADER = 4
_NEEDED = ("number", "respondent")


@dataclass(frozen=True)
class _Column:
    """One column: heading, what the comment says, letters across, format, what may be chosen."""

    heading: str
    says: str
    width: int
    format: str
    choices: tuple[str, ...] = ()


def write_answer_template(ws: Workspace, round_: UUID, target: Path) -> int:
    """Write the template of a round with the questionnaires that are still out; returns how many of those there are.

    Raises Refused when the round or its form is gone, Blocked when `target` cannot be written.
    """
    view = round_view(ws, round_)
    form = form_view(ws, view.form)
    waiting = questionnaires(ws, round_, ReplyState.WAITING)
    columns = [*_facts(), *(_column(question, place) for question in form.questions for place in question.places)]
    book = new_workbook()
    sheet = book.create_sheet("Câu trả lời")
    title_row(sheet, 1, f"CÂU TRẢ LỜI: {view.name.upper()}")
    put(sheet.cell(2, 1), f"Mỗi dòng một phiếu. Để trống: không trả lời. {UNKNOWN}: không biết. Không đổi tên cột.")
    header_row(sheet, _HEADER, [(column.heading, column.says, column.width) for column in columns])
    rows = max(LIST_ROWS, len(waiting) + 50)
    _formats(sheet, columns, rows)
    _handed_out(sheet, waiting)
    _drop_downs(book, sheet, columns, rows)
    sheet.freeze_panes = f"C{_HEADER + 1}"
    save(book, target)
    return len(waiting)


def _facts() -> list[_Column]:
    return [_fact(SurveyAnswer.field(name)) for name in FACTS]


def _fact(field: Field) -> _Column:
    words = tuple(str(term.value) for term in field.kind.of) if isinstance(field.kind, Choice) else ()
    mark = " *" if field.name in _NEEDED else ""
    says = "Để trống: đủ các câu phải trả lời là «Hoàn thành», thiếu là «Một phần»." if field.name == "state" else ""
    return _Column(
        f"{field.label}{mark}", says, 30 if field.name == "respondent" else 14, number_format(field.kind), words
    )


def _column(question: Question, place: Place) -> _Column:
    heading = f"{place[0]}. {place[1] or question.words}"
    if question.counts:
        limits = (question.least, question.most)
        within = f"Số từ {limits[0]} đến {limits[1]}." if None not in limits else "Ghi một số."
        whole = f"Các dòng cộng lại bằng {question.total}." if question.total is not None else ""
        return _Column(heading, _says(question, within, whole), 14, "General", question.scale)
    if not question.options:
        return _Column(heading, _says(question), 36, "@")
    options = "; ".join(question.options)
    how = f"Chọn được nhiều, ngăn bằng dấu chấm phẩy: {options}." if question.several else f"Chọn một: {options}."
    other = f"«{question.other}: …» để ghi rõ." if question.other else ""
    return _Column(heading, _says(question, how, other), 22, "@", () if question.several else question.options)


def _says(question: Question, *more: str) -> str:
    needed = "Phải trả lời." if question.required else ""
    return "\n".join(part for part in (question.words, question.help, *more, needed) if part)


def _formats(sheet: "Worksheet", columns: Sequence[_Column], rows: int) -> None:
    for at, column in enumerate(columns, 1):
        if column.format != "General":
            for row in range(_HEADER + 1, _HEADER + 1 + rows):
                sheet.cell(row, at).number_format = column.format


def _handed_out(sheet: "Worksheet", lines: Sequence[SheetLine]) -> None:
    commune = SurveyAnswer.field("commune").kind
    for at, line in enumerate(lines, _HEADER + 1):
        shown: tuple[str | date, ...] = (line.number, line.respondent, commune.show(line.commune))
        for column, value in enumerate(shown, 1):
            put(sheet.cell(at, column), value)


def _drop_downs(book: Any, sheet: "Worksheet", columns: Sequence[_Column], rows: int) -> None:
    """The choices on a hidden sheet; what is not in the list («KB», «Khác: …») is let through with a warning."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists, used = book.create_sheet(CHOICES_SHEET), 0
    for at, column in enumerate(columns):
        if not column.choices:
            continue
        used += 1
        for row, word in enumerate((column.heading, *column.choices, UNKNOWN), 1):
            put(lists.cell(row, used), word)
        here, there = letter(at), letter(used - 1)
        rule = DataValidation("list", formula1=f"'{CHOICES_SHEET}'!${there}$2:${there}${len(column.choices) + 2}")
        rule.allow_blank, rule.errorStyle = True, "warning"
        rule.error, rule.errorTitle = "Ô này nên chọn trong danh sách.", column.heading[:31]
        sheet.add_data_validation(rule)
        rule.add(f"{here}{_HEADER + 1}:{here}{_HEADER + rows}")
    lists.sheet_state = "hidden"
