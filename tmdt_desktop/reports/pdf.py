"""A document as a PDF in the decree's look (NĐ 30/2020/NĐ-CP, Phụ lục I), fit to be kept (PDF/A-2b)."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, TableStyle
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Boxes
from reportlab.platypus.flowables import Flowable

from tmdt_desktop.reports import paper
from tmdt_desktop.reports.charts import Chart
from tmdt_desktop.reports.document import (
    Annex,
    Block,
    Checkboxes,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Points,
    Rich,
    Ruled,
    Run,
    Table,
    Together,
    clean,
    runs,
)
from tmdt_desktop.reports.pdf_archive import ArchiveCanvas, Label, with_line_ends
from tmdt_desktop.reports.pdf_blocks import Addressees, Line, Lines, Marks, Opening, SigningBlock, Ticks, WritingLines
from tmdt_desktop.reports.pdf_chart import Plot
from tmdt_desktop.reports.pdf_flow import Kept
from tmdt_desktop.reports.pdf_table import Meter, Style, grid
from tmdt_desktop.reports.pdf_text import BOLD, ITALIC, REGULAR, Ruler, register_fonts
from tmdt_desktop.reports.wording import concluded, ended, glued, letter, recipients
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import beside

_UNDATED = date(2000, 1, 1)  # the same bytes each time, whatever the clock says
_MANY_COLUMNS = 7
_FOOT = 10  # points


def render_pdf(document: Document, target: Path, task: Task = SILENT) -> paper.Layout:
    """Write `document` to `target`, whole or not at all; equal documents give equal bytes.

    Returns where the signature, the seal and the blanks for number and day lie.

    Raises:
        Cancelled: `task` was stopped.
        Blocked: the file cannot be written.
    """
    register_fonts()
    made, layout = _made(clean(document), task)
    with beside(target) as draft:
        draft.write_bytes(made)
    return layout


def _made(document: Document, task: Task) -> tuple[bytes, paper.Layout]:
    parts = _parts(document, Marks(), Meter(task, 2 * _rows(document)))
    out = io.BytesIO()
    template = BaseDocTemplate(
        out, pageTemplates=[], initialFontName=REGULAR, lang="vi-VN", invariant=1, displayDocTitle=1
    )
    template.addPageTemplates([page for part in parts for page in part.templates()])
    template.build(_joined(parts), canvasmaker=_canvas(document))
    return with_line_ends(out.getvalue()), _layout(parts, template.page)


def _rows(document: Document) -> int:
    blocks = [*document.body, *(block for annex in document.annexes for block in annex.body)]
    return sum(len(block.rows) for block in blocks if isinstance(block, Table))


def _canvas(document: Document) -> Callable[..., Canvas]:
    head = document.head
    label = Label(
        document.title.replace("\n", " "),
        head.office if head else "",
        (head.day if head else None) or _UNDATED,
        hashlib.sha256(repr(document).encode()).digest(),
    )

    def make(*args: Any, **words: Any) -> Canvas:
        canvas = ArchiveCanvas(*args, **{**words, "pdfVersion": (1, 7)})
        canvas.describe(label)
        return canvas

    return make


@dataclass
class _Part:
    """Pages numbered from 1 for themselves: the document proper, or one annex."""

    name: str
    landscape: bool
    story: list[Flowable]
    marks: Marks
    foot: str = ""
    first_page: int = 0

    @property
    def size(self) -> tuple[float, float]:
        return (paper.LONG, paper.SHORT) if self.landscape else (paper.SHORT, paper.LONG)

    def templates(self) -> list[PageTemplate]:
        return [
            _page_template(self.name, self.size, self._begin, f"{self.name}-on"),
            _page_template(f"{self.name}-on", self.size, self._number, None),
        ]

    def _begin(self, canvas: Canvas, template: Any) -> None:
        self.first_page = template.page
        if self.foot:
            self._number(canvas, template)

    def _number(self, canvas: Canvas, template: Any) -> None:
        width, height = self.size
        number = template.page - self.first_page + 1
        if self.foot:
            canvas.setFont(REGULAR, _FOOT)
            canvas.drawString(paper.LEFT, paper.PAGE_NUMBER_BASELINE, self.foot)
            canvas.drawRightString(width - paper.RIGHT, paper.PAGE_NUMBER_BASELINE, f"Trang {number}")
            return
        canvas.setFont(REGULAR, 14)
        middle = (paper.LEFT + width - paper.RIGHT) / 2
        canvas.drawCentredString(middle, height - paper.PAGE_NUMBER_BASELINE, str(number))


def _page_template(
    name: str, size: tuple[float, float], begin: Callable[[Canvas, Any], None], after: str | None
) -> PageTemplate:
    width, height = size
    room = (width - paper.LEFT - paper.RIGHT, height - paper.TOP - paper.BOTTOM)
    frame = Frame(paper.LEFT, paper.BOTTOM, *room, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    return PageTemplate(id=name, frames=[frame], onPage=begin, pagesize=size, autoNextPageTemplate=after)


def _joined(parts: Sequence[_Part]) -> list[Flowable]:
    story = list(parts[0].story)
    for part in parts[1:]:
        story += [NextPageTemplate(part.name), PageBreak(), *part.story]
    return story


def _parts(document: Document, marks: Marks, meter: Meter) -> list[_Part]:
    parts: list[_Part] = []
    if document.head is not None:
        parts.append(
            _Part(
                "main", landscape=False, story=_Setter(document, marks, meter).main(), marks=marks, foot=document.foot
            )
        )
    for place, annex in enumerate(document.annexes):
        story = _Setter(document, marks, meter, annex).annex(annex)
        parts.append(_Part(f"annex{place}", annex.landscape, story, marks, document.foot))
    return parts


def _layout(parts: Sequence[_Part], pages: int) -> paper.Layout:
    marks, first = parts[0].marks, parts[0]
    width, height = first.size
    x, bottom, _, top = marks.spots.get("signing", (0.0, 0.0, 0.0, 0.0))
    return paper.Layout(
        pages=pages,
        page_width=width,
        page_height=height,
        signing_page=marks.signing_page,
        title_centre_x=x,
        title_bottom_y=bottom,
        name_top_y=top,
        number_box=marks.spots.get("number"),
        day_box=marks.spots.get("day"),
        annex_pages=tuple(part.first_page for part in parts if part.name != "main"),
    )


class _Setter:
    """Turns the blocks of one part into flowables."""

    def __init__(self, document: Document, marks: Marks, meter: Meter, annex: Annex | None = None) -> None:
        self._document, self._marks, self._meter, self._in_annex = document, marks, meter, annex is not None
        self._sizes = paper.SLIP if document.slip else paper.REPORT
        self._width = paper.text_width(landscape=annex is not None and annex.landscape)
        self._landscape = annex is not None and annex.landscape
        self._ruler = Ruler()
        base = ParagraphStyle("body", fontName=REGULAR, fontSize=self._sizes.body, leading=self._sizes.leading)
        base.alignment, base.firstLineIndent, base.spaceAfter = TA_JUSTIFY, paper.INDENT, 6
        base.allowWidows = base.allowOrphans = 0
        self._body = base
        self._grounds = ParagraphStyle("grounds", base, fontName=ITALIC)
        self._section = ParagraphStyle("section", base, fontName=BOLD, alignment=TA_LEFT, spaceBefore=8)
        self._section.firstLineIndent = 0 if document.slip or document.foot else paper.INDENT
        self._pair = ParagraphStyle(
            "pair", base, alignment=TA_LEFT, firstLineIndent=0, spaceAfter=0, fontSize=12, leading=14.5
        )

    def main(self) -> list[Flowable]:
        """Head, title, recipients, grounds, body, closing, signing block."""
        document, story = self._document, list[Flowable]()
        if document.head is not None:
            story.append(Opening(document.head, self._marks, self._ruler))
        story.append(self._title([document.kind, document.about], 14, 18, before=8 if document.slip else 16))
        if document.to:
            story.append(Addressees(recipients(document.to), self._sizes.body, self._ruler))
        story += [self._words(text, self._grounds) for text in ended(document.grounds)]
        story += self._blocks(document.body)
        if document.closing:
            story.append(self._words(_concluded(document.closing), self._body))
        return self._signed(story)

    def annex(self, annex: Annex) -> list[Flowable]:
        """Annex head, then its blocks."""
        number = f"Phụ lục {annex.number}".strip()
        lines = [] if annex.bare else self._lines(number, BOLD, 14, 18)
        lines += self._lines(annex.title.upper(), BOLD, 14, 18)
        if annex.accompanying:
            lines += self._lines(annex.accompanying, ITALIC, 13, 17)
        return [Lines(lines, rule=0.42, after=10), *self._blocks(annex.body)]

    def _lines(self, text: str, font: str, size: float, step: float) -> list[Line]:
        return [Line(part, font, size, step) for part in self._balanced(text, font, size)]

    def _balanced(self, text: str, font: str, size: float) -> list[str]:
        """Runs of blanks stand for what is filled in by hand and must survive."""
        kept = text.replace("  ", "\u00a0\u00a0").replace("\u00a0 ", "\u00a0\u00a0")
        return [line.replace("\u00a0", " ") for line in self._ruler.balanced(kept, font, size, self._width)]

    def _title(self, texts: Sequence[str], size: float, step: float, before: float) -> Flowable:
        lines = [line for text in texts if text for line in self._lines(text, BOLD, size, step)]
        return Lines(lines, rule=0.42, before=before, after=10)

    def _signed(self, story: list[Flowable]) -> list[Flowable]:
        signing = self._document.signing
        if signing is None:
            return story
        block = SigningBlock(signing, self._document.beside or self._document.copies, self._marks, self._ruler)
        return [*story[:-1], Kept([story[-1], block], cut=-2)]

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[Flowable]:
        """Headings go with the first lines of what follows them."""
        waiting: list[Flowable] = []
        for block in blocks:
            made = self._block(block)
            if isinstance(block, Heading):
                waiting += made
                continue
            yield from [Kept([*waiting, made[0]]), *made[1:]] if waiting and made else made
            waiting = []
        yield from waiting

    def _block(self, block: Block) -> list[Flowable]:
        if isinstance(block, Heading):
            text = f"{block.number}. {block.text}" if block.number else block.text
            return [self._words(text.upper() if block.level == 1 else text, self._section)]
        if isinstance(block, Paragraph):
            return [self._words(block.text, self._body)]
        if isinstance(block, Points):
            return [self._words(_lettered(place, item), self._body) for place, item in enumerate(block.items)]
        if isinstance(block, Table):
            return [grid(block, self._width, self._table_style(block), self._meter)]
        if isinstance(block, Together):
            return [Kept([made for part in block.parts for made in self._block(part)], cut=None)]
        return [self._figure(block)]

    def _figure(self, block: Chart | KeyValues | Checkboxes | Ruled) -> Flowable:
        if isinstance(block, Chart):
            return Plot(block, self._ruler)
        if isinstance(block, Checkboxes):
            return Ticks(block, self._sizes.body, self._ruler)
        if isinstance(block, Ruled):
            return WritingLines(block, self._sizes.body, self._ruler)
        return self._pairs(block)

    def _words(self, text: Rich, style: ParagraphStyle) -> Flowable:
        return Words("".join(_marked(run) for run in runs(text)), style)

    def _table_style(self, table: Table) -> Style:
        height = (paper.SHORT if self._landscape else paper.LONG) - paper.TOP - paper.BOTTOM
        if self._in_annex:
            return Style(10 if self._landscape else 11, 2.3, 5, height)
        size = self._sizes.wide_table if len(table.columns) >= _MANY_COLUMNS else self._sizes.table
        return Style(size, self._sizes.table_pad, 8, height)

    def _pairs(self, block: KeyValues) -> Flowable:
        rows = [[self._words(label, self._pair), self._words(value, self._pair)] for label, value in block.pairs]
        label_width = 50 * paper.MM
        boxes = Boxes(rows, colWidths=[label_width, self._width - label_width], spaceBefore=4, spaceAfter=8)
        boxes.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), REGULAR, 12),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.25, (0.6, 0.6, 0.6)),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                ]
            )
        )
        return boxes


def _lettered(place: int, item: Rich) -> Rich:
    return (Run(f"{letter(place)}) "), *runs(item))


def _concluded(text: Rich) -> Rich:
    *before, last = runs(text)
    return (*before, Run(concluded(last.text), last.bold, last.italic))


def _marked(run: Run) -> str:
    text = escape(glued(run.text)).replace("\n", "<br/>")
    text = f"<b>{text}</b>" if run.bold else text
    return f"<i>{text}</i>" if run.italic else text
