"""A document as a Word file: the same content, in real styles that an office can go on editing."""

from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

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
from tmdt_desktop.reports.docx_parts import (
    add_chart,
    add_checkboxes,
    add_head,
    add_pairs,
    add_rule,
    add_ruled,
    add_signing,
    add_table,
)
from tmdt_desktop.reports.docx_styles import set_styles
from tmdt_desktop.reports.pdf_text import BOLD, ITALIC, Ruler, register_fonts
from tmdt_desktop.reports.wording import concluded, ended, glued, letter, recipients
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import beside

_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def render_docx(document: Document, target: Path, task: Task = SILENT) -> None:
    """Write `document` to `target`, whole or not at all.

    Raises:
        Cancelled: `task` was stopped.
        Blocked: the file cannot be written.
    """
    register_fonts()
    made = docx.Document()
    sizes = paper.SLIP if document.slip else paper.REPORT
    set_styles(made, sizes, heading_indent=0 if document.slip or document.foot else 12.7)
    _Writer(made, clean(document), task).write()
    with beside(target) as draft:
        made.save(str(draft))


class _Writer:
    def __init__(self, made: Any, document: Document, task: Task) -> None:
        self._made, self._document, self._task = made, document, task
        self._in_annex = self._landscape = False
        self._ruler = Ruler()

    def write(self) -> None:
        """Properties, the document proper, each annex in a section of its own."""
        self._describe()
        first = self._made.sections[0]
        self._page(first, landscape=False)
        if self._document.head is not None:
            self._main()
        for place, annex in enumerate(self._document.annexes):
            fresh = place > 0 or self._document.head is not None
            section = self._made.add_section(WD_SECTION.NEW_PAGE) if fresh else first
            self._page(section, landscape=annex.landscape)
            self._annex(annex)

    def _describe(self) -> None:
        properties, head = self._made.core_properties, self._document.head
        properties.title = self._document.title.replace("\n", " ")
        properties.author = properties.last_modified_by = head.office if head else ""
        properties.language, properties.comments = "vi-VN", ""
        day = head.day if head and head.day else None
        properties.created = properties.modified = datetime(*day.timetuple()[:3]) if day else datetime(2000, 1, 1)  # noqa: DTZ001

    def _page(self, section: Any, *, landscape: bool) -> None:
        self._landscape = landscape
        wide, high = (297, 210) if landscape else (210, 297)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin, section.header_distance = Mm(30), Mm(15), Mm(10)
        section.different_first_page_header_footer = not self._document.foot
        _start_at_one(section)
        if self._document.foot:
            _number_at_foot(section, self._document.foot, self._width())
        else:
            _number_at_top(section)

    def _main(self) -> None:
        document = self._document
        if document.head is not None:
            add_head(self._made, document.head)
        self._title("Title", document.kind)
        self._title("Title", document.about)
        add_rule(self._made, self._width())
        for line in recipients(document.to) if document.to else ():
            self._words(line, "Kính gửi").alignment = _CENTRE if len(document.to) == 1 else None
        for ground in ended(document.grounds):
            self._words(ground, "Căn cứ")
        self._blocks(document.body)
        if document.closing:
            *before, last = runs(document.closing)
            self._words(
                (*before, Run(concluded(last.text), last.bold, last.italic)), "Body Text"
            ).paragraph_format.keep_with_next = True
        if document.signing is not None:
            self._made.paragraphs[-1].paragraph_format.keep_with_next = True
            add_signing(self._made, document.signing, document.beside or document.copies)

    def _title(self, style: str, text: str) -> None:
        if text:
            face, size = (ITALIC, 13) if style == "Kèm theo" else (BOLD, 14)
            kept = text.replace("  ", "\u00a0\u00a0").replace("\u00a0 ", "\u00a0\u00a0")
            lines = self._ruler.balanced(kept, face, size, self._width() - 4)
            self._made.add_paragraph("\n".join(lines), style=style)

    def _width(self) -> float:
        return paper.text_width(landscape=self._landscape)

    def _annex(self, annex: Annex) -> None:
        self._in_annex = True
        if not annex.bare:
            self._title("Title", f"Phụ lục {annex.number}".strip())
        self._title("Title", annex.title.upper())
        self._title("Kèm theo", annex.accompanying)
        add_rule(self._made, self._width())
        self._blocks(annex.body)

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            text = f"{block.number}. {block.text}" if block.number else block.text
            self._words(text.upper() if block.level == 1 else text, f"Heading {block.level}")
        elif isinstance(block, Paragraph):
            self._words(block.text, "Body Text")
        elif isinstance(block, Points):
            for place, item in enumerate(block.items):
                self._words((Run(f"{letter(place)}) "), *runs(item)), "Body Text")
        elif isinstance(block, Together):
            self._together(block)
        else:
            self._figure(block)

    def _together(self, block: Together) -> None:
        """Every paragraph but the last keeps with the next one, those in tables too."""
        body = self._made.element.body
        before = len(body)
        self._blocks(block.parts)
        added = [mark for made in body[before - 1 :] for mark in made.iter(qn("w:p"))]
        for mark in added[:-1]:
            mark.get_or_add_pPr().get_or_add_keepNext()

    def _figure(self, block: Table | Chart | KeyValues | Checkboxes | Ruled) -> None:
        if isinstance(block, KeyValues):
            add_pairs(self._made, block, self._width())
        elif isinstance(block, Chart):
            add_chart(self._made, block, self._width())
        elif isinstance(block, Checkboxes):
            add_checkboxes(self._made, block, self._width())
        elif isinstance(block, Ruled):
            add_ruled(self._made, block, self._width())
        else:
            size = (10 if self._landscape else 11) if self._in_annex else 12
            add_table(self._made, block, (self._width(), size, 1 if self._document.slip else 2), self._task)

    def _words(self, text: Rich, style: str) -> Any:
        paragraph = self._made.add_paragraph(style=style)
        for run in runs(text):
            written = paragraph.add_run(glued(run.text))
            written.bold, written.italic = run.bold or None, run.italic or None
        return paragraph


def _number_at_top(section: Any) -> None:
    """Page number in the middle of the head margin, none on the first page."""
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment, paragraph.paragraph_format.first_line_indent = _CENTRE, Pt(0)
    _page_field(paragraph, 14)


def _number_at_foot(section: Any, foot: str, width: float) -> None:
    """`foot` and the page number on one line at the foot of every page."""
    section.footer.is_linked_to_previous, section.footer_distance = False, Mm(10)
    paragraph = section.footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{foot}\tTrang ").font.size = Pt(10)
    _page_field(paragraph, 10)


def _page_field(paragraph: Any, size: float) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)  # noqa: SLF001 - python-docx offers no fields


def _start_at_one(section: Any) -> None:
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")  # noqa: SLF001
