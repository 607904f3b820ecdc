"""Surveys on paper: the blank form to fill in by hand, and what a round came to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.survey_form import QuestionKind
from tmdt_desktop.reports.document import (
    Block,
    Checkboxes,
    Column,
    Document,
    Head,
    Heading,
    Kind,
    Paragraph,
    Row,
    Ruled,
    Run,
    Signing,
    Table,
    Together,
)
from tmdt_desktop.services.survey_forms import FormView, form_view
from tmdt_desktop.services.survey_questions import Question, blocks
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_SHORT_OPTION, _NARROW_OPTION = 22, 38
_TEXT_LINES = 4
_BOX = "□"
_HOW = "Đánh dấu x vào ô thích hợp. Không biết thì ghi «KB»; không muốn trả lời thì để trống."


@dataclass(frozen=True)
class BlankWish:
    """A blank form to print. `target`: .pdf or .docx. `number`: printed in the head, a blank to fill in when empty."""

    form: UUID
    target: Path
    number: str = ""


def print_survey_form(ws: Workspace, wish: BlankWish, task: Task = SILENT) -> Path:
    """Write a blank form; returns its file.

    Raises:
        Refused: the form is gone or has no question, or the file's ending is neither .pdf nor .docx.
        Blocked: the file cannot be written. Cancelled.
    """
    view = form_view(ws, wish.form)
    if not view.questions:
        raise Refused("Mẫu phiếu chưa có câu hỏi nào.", cure="Thêm câu hỏi rồi in.")
    render(blank_form(ws, view, wish.number), wish.target, task)
    return wish.target


def render(document: Document, target: Path, task: Task) -> None:
    """Write a document as its file's ending says. Raises Refused for another ending, Blocked, Cancelled."""
    if target.suffix.lower() == ".pdf":
        from tmdt_desktop.reports.pdf import render_pdf

        render_pdf(document, target, task)
    elif target.suffix.lower() == ".docx":
        from tmdt_desktop.reports.docx import render_docx

        render_docx(document, target, task)
    else:
        raise Refused(f"Không in được ra tệp {target.name}.", cure="Đặt tên tệp có đuôi .pdf hoặc .docx.")


def head_of(ws: Workspace, code_line: str) -> Head:
    """The head of a paper of this office; its day stays blank."""
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    office = office_on(ws.office, today)
    return Head(office.name, office.place, today.year, parent_office=office.parent, code_line=code_line)


def blank_form(ws: Workspace, view: FormView, number: str = "") -> Document:
    """A form as a document: every question with room for its answer, none of them parted by a page."""
    name = view.name.upper()
    kind, about = ("PHIẾU KHẢO SÁT", view.name[15:]) if name.startswith("PHIẾU KHẢO SÁT ") else (name, "")
    body: list[Block] = [Paragraph(view.opening)] if view.opening else []
    body += [Paragraph((Run(_HOW, italic=True),)), *_about_whom()]
    for title, questions in blocks(view.questions):
        made = [_question(question) for question in questions]
        body += [Together((Heading(1, "", title), *made[0].parts)), *made[1:]] if title else made
    body.append(Paragraph(view.closing or "Xin cảm ơn."))
    return Document(
        title=f"{view.name}, phiên bản {view.edition}",
        head=head_of(ws, f"Phiếu số: {number or '........................'}"),
        kind=kind,
        about=about[:1].upper() + about[1:],
        body=tuple(body),
        signing=Signing(("NGƯỜI TRẢ LỜI", "(Ký, ghi rõ họ tên)"), "", sealed=False),
        slip=True,
    )


def _about_whom() -> list[Block]:
    labels = ("Tên đơn vị, người trả lời:", "Địa chỉ:", "Điện thoại, thư điện tử:", "Ngày trả lời:")
    return [Together(tuple(Ruled(1, label) for label in labels))]


def _question(question: Question) -> Together:
    words = f"{question.words}{' (*)' if question.required else ''}"
    parts: list[Block] = [Heading(2, question.number, words)]
    if hint := _hint(question):
        parts.append(Paragraph((Run(hint, italic=True),)))
    return Together((*parts, *_room(question)))


def _hint(question: Question) -> str:
    several = "Chọn được nhiều ô" if question.several else ""
    return ". ".join(part for part in (several, question.help) if part)


def _room(question: Question) -> Iterator[Block]:
    """Where the answer is written."""
    if question.kind is QuestionKind.MATRIX:
        yield _matrix(question)
    elif question.options:
        longest = max(map(len, question.options))
        columns = 3 if longest <= _SHORT_OPTION else 2 if longest <= _NARROW_OPTION else 1
        yield Checkboxes(question.options, columns)
        if question.other:
            yield Ruled(1, "Ghi rõ:")
    elif question.scale:
        yield Checkboxes(question.scale, len(question.scale))
    elif question.counts:
        yield Ruled(1, f"Số{f' ({question.unit})' if question.unit else ''}:")
    else:
        yield Ruled(_TEXT_LINES)


def _matrix(question: Question) -> Table:
    """A line of boxes for each choice, or a cell for the number."""
    marks = question.options or question.scale
    columns = [Column("Nội dung", 60)]
    columns += [Column(mark, max(14, len(mark)), Kind.UNIT) for mark in marks] or [Column("Trả lời", 30, Kind.UNIT)]
    rows: list[Row] = [(line, *([_BOX] * len(marks) or [""])) for line in question.lines]
    total = ("Tổng cộng", str(question.total)) if question.total is not None and not marks else ()
    return Table(tuple(columns), tuple(rows), unit="" if marks else question.unit, total=total)


def file_name(view: FormView) -> str:
    """What the printed form is called, without an ending."""
    return _plain_name(f"mau phieu {view.name} {view.edition}")


def _plain_name(words: str) -> str:
    from tmdt_desktop.text import fold

    parts: Sequence[str] = "".join(letter if letter.isalnum() else " " for letter in fold(words)).split()
    return "-".join(parts)[:80]
