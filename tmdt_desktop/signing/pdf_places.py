"""Where on a page signatures, numbers and days may stand without hiding or feigning what the page says.

A signature belongs between title and name of the one who signs, or on empty paper (NĐ 30/2020/NĐ-CP, Phụ lục I); a number
or day belongs into the room that the head of page 1 leaves for it.
"""

import re
from collections.abc import Sequence
from typing import Any

from tmdt_desktop.signing.pdf_text import Shown, shown_on
from tmdt_desktop.signing.pdf_tree import content_of, inherited

Rectangle = tuple[float, float, float, float]
_WIDEST, _HIGHEST = 260.0, 170.0
_NEAR = 8.0
_MOST_BELOW, _MOST_ASIDE = 300.0, 14.0
_NUMBER_LINE = re.compile(r"Số:.*")
_DAY_LINE = re.compile(r".*ngày\b.*\btháng\b.*\bnăm\b.*")
_OPEN_NUMBER = re.compile(r"Số:[\s.…_]*/")
_OPEN_DAY = re.compile(r"ngày[\s.…_]*tháng")
_RECEIVER = re.compile(r"-\s*[^\W\d_].*")
_TOLD_BY_TOOLS = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}:\d{2}(?::\d{2})?|[+-]\d{2}:?'?\d{2}'?|Số:?\s*\d+/\S*|"
    r"ngày\s*\d+\s*tháng\s*\d+\s*năm\s*\d+"
)


def rectangle(note: Any) -> Rectangle:
    """Where an annotation stands: left, bottom, right, top in points."""
    left, bottom, right, top = (float(side) for side in note["/Rect"])
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def lines_of(page: Any) -> tuple[Shown, ...]:
    """What a page prints, notes apart."""
    return tuple(shown_on(content_of(page), inherited(page, "/Resources")))


def is_head_line(text: str) -> bool:
    """«Số: 312/BC-UBND» or «Lập Thạch, ngày 16 tháng 12 năm 2024», filled in or not."""
    return bool(_NUMBER_LINE.fullmatch(text) or _DAY_LINE.fullmatch(text))


def is_open_line(text: str) -> bool:
    """A head line that leaves room for its number or day."""
    return is_head_line(text) and bool(_OPEN_NUMBER.match(text) or _OPEN_DAY.search(text))


def seal_fits(box: Rectangle, page: Any, said: str = "") -> bool:
    """May the look of a signature that says `said` stand there?

    It is no larger than a seal beside a hand, stands over or close to no figure, and meets no words but title and name of
    the one who signs, the list of receivers beside them, and a head line with room (offices give the number by a
    signature too). Outside the signer's block it says no figure but those of a moment or number.
    """
    left, bottom, right, top = box
    if right - left > _WIDEST or top - bottom > _HIGHEST:
        return False
    lines = [line for line in lines_of(page) if line.text.strip()]
    near = (left - _NEAR, bottom, right + _NEAR, top)
    if any(meets(near, line.box) and _tells(line.text) for line in lines):
        return False
    blocks = _blocks(lines, page)
    met = [line for line in lines if meets((left + 1, bottom + 1, right - 1, top - 1), line.box)]
    if not all(line in blocks or is_open_line(line.text) for line in met):
        return False
    return not _figures_in(said) or _beside(box, blocks)


def _figures_in(said: str) -> bool:
    return any(letter.isdigit() for letter in _TOLD_BY_TOOLS.sub(" ", said))


def _beside(box: Rectangle, blocks: Sequence[Shown]) -> bool:
    """The box stands below a title of those who sign."""
    middle = (box[0] + box[2]) / 2
    return any(line.left - _WIDEST <= middle <= line.right + _WIDEST and box[1] < line.top for line in blocks)


def _blocks(lines: Sequence[Shown], page: Any) -> list[Shown]:
    """The lines of those who sign: titles in capitals in the right half, names below them, receivers to their left."""
    sides = [float(side) for side in inherited(page, "/MediaBox")]
    middle = (sides[0] + sides[2]) / 2
    titles = [line for line in lines if _is_title(line.text) and _centre(line) > middle]
    names = [line for line in lines if _is_name(line.text) and any(_goes_with(line, title) for title in titles)]
    if not names:
        return titles
    head = next((line for line in lines if line.text.strip().startswith("Nơi nhận") and line.left < middle), None)
    if head is None:
        return [*titles, *names]
    beside = [line for line in lines if _RECEIVER.fullmatch(line.text.strip()) and line.top <= head.top + 1]
    return [*titles, *names, head, *(line for line in beside if abs(line.left - head.left) < _MOST_ASIDE)]


def _is_title(text: str) -> bool:
    return text == text.upper() and sum(each.isalpha() for each in text) >= 4 and not any(map(str.isdigit, text))


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 8 and all(word[0].isupper() or word[0] in "(" for word in words)


def _goes_with(name: Shown, title: Shown) -> bool:
    return 0 < title.bottom - name.bottom < _MOST_BELOW and abs(_centre(name) - _centre(title)) < _MOST_ASIDE


def _centre(line: Shown) -> float:
    return (line.left + line.right) / 2


def _tells(text: str) -> bool:
    """Words with a figure in them, an open head line apart."""
    return any(letter.isdigit() for letter in text) and not is_open_line(text)


def head_under(box: Rectangle, page: Any) -> str:
    """The line that has room for a number or day and on which the box stands, over no other words; "" for none."""
    lines = lines_of(page)
    heads = [line for line in lines if is_open_line(line.text) and meets(box, line.box)]
    others = [line for line in lines if not is_open_line(line.text)]
    if not heads or any(meets(_shrunk(box), line.box) for line in others):
        return ""
    if box[3] - box[1] > 3 * max(line.top - line.bottom for line in heads):
        return ""
    return max(heads, key=lambda line: _shared(box, line.box)).text


def _shared(one: Rectangle, other: Rectangle) -> float:
    """How wide the two stand over each other."""
    return min(one[2], other[2]) - max(one[0], other[0])


def _shrunk(box: Rectangle) -> Rectangle:
    """The box without its outer margin: tools draw frames a little larger than their words."""
    left, bottom, right, top = box
    return left + 1, bottom + (top - bottom) * 0.2, right - 1, top - (top - bottom) * 0.2


def meets(one: Rectangle, other: Rectangle) -> bool:
    """The two have some room in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
