"""The parts of the decree's page that platypus does not know: head, centred titles, signing block, what is filled in by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tmdt_desktop.reports import paper
from tmdt_desktop.reports.document import Checkboxes, Head, Ruled, Signing
from tmdt_desktop.reports.pdf_flow import Placed
from tmdt_desktop.reports.pdf_text import BOLD, BOLD_ITALIC, ITALIC, REGULAR, Ruler
from tmdt_desktop.reports.wording import day_line, listed, number_line, office_lines

_LONGEST_RULE = 120
_BOX, _WRITING_STEP = 10.5, 8.5 * paper.MM
_SIGNING_CENTRE = 42 * paper.MM  # from the right margin
_NAME_STEP, _PLAIN_NAME_STEP = 42.2 * paper.MM, 22 * paper.MM  # title to name: a 36 mm seal clears both


@dataclass
class Marks:
    """Where the signing block and the blanks came to stand while drawing: absolute points, pages from 1."""

    spots: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    signing_page: int = 0


@dataclass(frozen=True)
class Line:
    """One line of letters."""

    text: str
    font: str
    size: float
    step: float


class Lines(Placed):
    """Centred lines, with a short rule below when `rule` tells its length as a part of the last line."""

    def __init__(self, lines: Sequence[Line], *, rule: float = 0, before: float = 0, after: float = 0) -> None:
        super().__init__()
        self._lines, self._rule = lines, rule
        self.spaceBefore, self.spaceAfter = before, after

    def measure(self) -> float:
        """The whole width, one step a line, and the rule."""
        return sum(line.step for line in self._lines) + (8 if self._rule else 0)

    def draw(self) -> None:
        """Draw from the top down."""
        top = self.height
        for line in self._lines:
            self.canv.setFont(line.font, line.size)
            self.canv.drawCentredString(self.width / 2, top - line.size, line.text)
            top -= line.step
        if self._rule:
            last = self._lines[-1]
            half = self.canv.stringWidth(last.text, last.font, last.size) * self._rule
            half = min(half, _LONGEST_RULE) / 2
            baseline = top + last.step - last.size
            self.canv.setLineWidth(0.6)
            self.canv.line(self.width / 2 - half, baseline - 8.5, self.width / 2 + half, baseline - 8.5)


class Addressees(Placed):
    """«Kính gửi»: one line in the middle, or a list below the words."""

    def __init__(self, lines: Sequence[str], size: float, ruler: Ruler) -> None:
        super().__init__()
        self._lines, self._size, self._ruler = lines, size, ruler
        self.spaceBefore, self.spaceAfter = 12, 9

    def measure(self) -> float:
        """The whole width."""
        self._offset = self._ruler.width("Kính gửi: ", REGULAR, self._size) if len(self._lines) > 1 else 0.0
        self._set = [self._broken(place, text) for place, text in enumerate(self._lines)]
        return sum(len(lines) for lines in self._set) * self._size * 1.28

    def _broken(self, place: int, text: str) -> list[str]:
        if len(self._lines) == 1:
            return self._ruler.balanced(text, REGULAR, self._size, self.width - 2 * paper.INDENT)
        return self._ruler.lines(
            text, REGULAR, self._size, self.width - 2 * paper.INDENT - (self._offset if place else 0)
        )

    def draw(self) -> None:
        """Draw from the top down."""
        self.canv.setFont(REGULAR, self._size)
        top, step = self.height, self._size * 1.28
        if len(self._set) == 1:
            for text in self._set[0]:
                self.canv.drawCentredString(self.width / 2, top - self._size, text)
                top -= step
            return
        widths = [self._ruler.width(text, REGULAR, self._size) for lines in self._set[1:] for text in lines]
        left = max((self.width - self._offset - max(widths)) / 2, 0)
        for place, lines in enumerate(self._set):
            for text in lines:
                self.canv.drawString(left + (self._offset if place else 0), top - self._size, text)
                top -= step


class Opening(Placed):
    """Agency, nation, number and day at the top of page 1."""

    def __init__(self, head: Head, marks: Marks, ruler: Ruler) -> None:
        super().__init__()
        self._head, self._marks, self._ruler = head, marks, ruler
        room = paper.AGENCY_BLOCK
        self._left = [(text, REGULAR) for text in ruler.balanced(head.parent_office.upper(), REGULAR, 12, room) if text]
        for line in office_lines(head.office):
            self._left += [(text, BOLD) for text in ruler.balanced(line, BOLD, 12, room)]

    def measure(self) -> float:
        """The whole width; taller when the agency's name needs more than two lines."""
        self._low = 11 + 15 * max(len(self._left) - 1, 1) + 30
        return self._low + 7

    def draw(self) -> None:
        """Draw from the top down."""
        canvas, top = self.canv, self.height - 11
        left, right = paper.AGENCY_BLOCK / 2, self.width - paper.NATION_BLOCK / 2
        for place, (text, font) in enumerate(self._left):
            canvas.setFont(font, 12)
            canvas.drawCentredString(left, top - 15 * place, text)
        self._rule(left, top - 15 * (len(self._left) - 1) - 7, self._ruler.width(*self._left[-1], 12) * 0.42)
        canvas.setFont(BOLD, 12)
        canvas.drawCentredString(right, top, paper.NATION)
        canvas.setFont(BOLD, 13)
        canvas.drawCentredString(right, top - 15, paper.MOTTO)
        self._rule(right, top - 22, self._ruler.width(paper.MOTTO, BOLD, 13))
        self._number_and_day(left, right, self.height - self._low)

    def _rule(self, centre: float, y: float, length: float) -> None:
        self.canv.setLineWidth(0.6)
        self.canv.line(centre - length / 2, y, centre + length / 2, y)

    def _number_and_day(self, left: float, right: float, baseline: float) -> None:
        head = self._head
        number = head.code_line or (number_line(head.number, head.symbol, paper.NUMBER_ROOM) if head.symbol else "")
        day = day_line(head, paper.DAY_ROOM)
        for text, font, centre in ((number, REGULAR, left), (day, ITALIC, right)):
            self.canv.setFont(font, 13)
            self.canv.drawCentredString(centre, baseline, text)
        if head.number is None and head.symbol and not head.code_line:
            self._mark("number", (number, "Số:", paper.NUMBER_ROOM), REGULAR, (left, baseline))
        if head.day is None:
            self._mark("day", (day, f"{head.place}, ngày", paper.DAY_ROOM), ITALIC, (right, baseline))

    def _mark(self, name: str, blank: tuple[str, str, int], font: str, at: tuple[float, float]) -> None:
        text, before, room = blank
        start = at[0] - self._ruler.width(text, font, 13) / 2 + self._ruler.width(before, font, 13)
        x, y = self.canv.absolutePosition(start, at[1])
        self._marks.spots[name] = (x + 1, y - 3, x - 1 + self._ruler.width(" " * room, font, 13), y + 11)


class SigningBlock(Placed):
    """Recipients of copies, or the other party, on the left; titles and name on the right; it is never cut."""

    def __init__(self, signing: Signing, left: Sequence[str] | Signing, marks: Marks, ruler: Ruler) -> None:
        super().__init__()
        self._signing, self._marks, self._ruler = signing, marks, ruler
        self._titles = self._title_lines(signing)
        self._beside = left if isinstance(left, Signing) else None
        self._beside_titles = self._title_lines(self._beside) if self._beside else []
        self._copies = () if isinstance(left, Signing) else listed(left)
        self.spaceBefore = 14

    def _title_lines(self, signing: Signing) -> list[str]:
        return [line for text in signing.titles for line in self._ruler.balanced(text, BOLD, 14, 2 * _SIGNING_CENTRE)]

    def measure(self) -> float:
        """The whole width."""
        room = self.width - 2 * _SIGNING_CENTRE - 6
        self._left = [line for text in self._copies for line in self._ruler.lines(text, REGULAR, 11, room)]
        step = _NAME_STEP if self._signing.sealed else _PLAIN_NAME_STEP
        right = 14 + 17 * (max(len(self._titles), len(self._beside_titles)) - 1) + step + 5
        return max(right, 14 + 13.2 * len(self._left) + 4 if self._left else 0.0)

    def draw(self) -> None:
        """Draw from the top down and note where the signature goes."""
        canvas, top = self.canv, self.height - 14
        centre = self.width - _SIGNING_CENTRE
        bottom = top - 17 * (max(len(self._titles), len(self._beside_titles)) - 1)
        name = bottom - (_NAME_STEP if self._signing.sealed else _PLAIN_NAME_STEP)
        self._draw_signer(self._titles, self._signing.name, (centre, top, name))
        if self._beside:
            self._draw_signer(self._beside_titles, self._beside.name, (_SIGNING_CENTRE, top, name))
        self._draw_copies(top)
        x, y = canvas.absolutePosition(centre, bottom)
        self._marks.spots["signing"] = (x, y - 3, x, y - (bottom - name) + 12)
        self._marks.signing_page = canvas.getPageNumber()

    def _draw_signer(self, titles: Sequence[str], name: str, at: tuple[float, float, float]) -> None:
        """`at`: the middle, the first title's line, the name's line."""
        centre, top, name_line = at
        self.canv.setFont(BOLD, 14)
        for place, text in enumerate(titles):
            self.canv.drawCentredString(centre, top - 17 * place, text)
        self.canv.drawCentredString(centre, name_line, name)

    def _draw_copies(self, top: float) -> None:
        if not self._left:
            return
        self.canv.setFont(BOLD_ITALIC, 12)
        self.canv.drawString(0, top, "Nơi nhận:")
        self.canv.setFont(REGULAR, 11)
        for place, text in enumerate(self._left):
            self.canv.drawString(0, top - 14 - 13.2 * place, text)


class Ticks(Placed):
    """Empty boxes with what they stand for, side by side in columns of one width."""

    def __init__(self, block: Checkboxes, size: float, ruler: Ruler) -> None:
        super().__init__()
        self._block, self._size, self._ruler = block, size, ruler
        self.spaceBefore, self.spaceAfter = 2, 6

    def measure(self) -> float:
        """The whole width."""
        room = self.width / self._block.columns - _BOX - 14
        set_ = [self._ruler.lines(item, REGULAR, self._size, room) for item in self._block.items]
        self._rows = [set_[start : start + self._block.columns] for start in range(0, len(set_), self._block.columns)]
        self._heights = [max(len(lines) for lines in row) * self._size * 1.28 + 2 for row in self._rows]
        return sum(self._heights)

    def draw(self) -> None:
        """Draw from the top down."""
        canvas, top = self.canv, self.height
        canvas.setFont(REGULAR, self._size)
        canvas.setLineWidth(0.6)
        for row, height in zip(self._rows, self._heights, strict=True):
            for place, lines in enumerate(row):
                left = place * self.width / self._block.columns
                canvas.rect(left, top - self._size * 0.98, _BOX, _BOX)
                for line, text in enumerate(lines):
                    canvas.drawString(left + _BOX + 6, top - self._size * (0.95 + 1.28 * line), text)
            top -= height


class WritingLines(Placed):
    """Dotted lines to write on."""

    def __init__(self, block: Ruled, size: float, ruler: Ruler) -> None:
        super().__init__()
        self._block, self._size, self._ruler = block, size, ruler
        self.spaceBefore, self.spaceAfter = 2, 6

    def measure(self) -> float:
        """The whole width; lines stand far enough apart for handwriting."""
        return self._block.lines * _WRITING_STEP

    def draw(self) -> None:
        """Draw from the top down."""
        canvas = self.canv
        canvas.setFont(REGULAR, self._size)
        canvas.setLineWidth(0.5)
        canvas.setDash([0.8, 2.0])
        for line in range(self._block.lines):
            y = self.height - _WRITING_STEP * (line + 1) + 4
            label = self._block.label if line == 0 else ""
            start = self._ruler.width(f"{label} ", REGULAR, self._size) if label else 0.0
            canvas.drawString(0, y, label)
            canvas.line(start, y - 1, self.width, y - 1)
        canvas.setDash([])
