"""A report's PDF that came back signed, held against the one that went out; number and day read from it.

Only the number and the day may have been added: they are given by the office's document system (NĐ 30/2020/NĐ-CP,
Điều 15).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from tmdt_desktop.signing.pdf_places import is_head_line, is_open_line, lines_of
from tmdt_desktop.signing.pdf_reading import open_pdf
from tmdt_desktop.signing.pdf_revisions import Revision, may_stand, root_of
from tmdt_desktop.signing.pdf_text import Shown
from tmdt_desktop.signing.pdf_tokens import differing
from tmdt_desktop.signing.pdf_tree import Sameness, content_of, entries, got, inherited, pages

_NUMBER = re.compile(r"(?:Số\s*:?\s*)?(?P<number>\d{1,6})(?P<symbol>\s*/\s*[^\s;,]+)?(?=[\s;,.]|$)")
_LONG_DAY = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})")
_SHORT_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_MONTH = re.compile(r"tháng\s*(\d{1,2})\s*năm\s*(\d{4})")
_PAPER = ("/MediaBox", "/CropBox", "/UserUnit")
_KINDS = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties")
_MOST_TOLD = 6
_SHORT = 60


@dataclass(frozen=True)
class Allotted:
    """What the file says of its number («312» or «312/BC-UBND») and day; None where it says nothing."""

    number: str | None
    issued_on: date | None


def differences(exported: bytes, came_back: bytes) -> tuple[str, ...]:
    """What the first and the last revision of `came_back` show otherwise than `exported`, number and day apart.

    Raises:
        PdfFault: one of them is no PDF; and whatever a malformed file makes of it.
    """
    reader = open_pdf(came_back)
    original = pages(open_pdf(exported).root)
    last = reader.xrefs.total_revisions - 1
    found: list[str] = []
    roots = [root for root in (root_of(reader, place) for place in range(last + 1)) if root is not None]
    for root in (roots[0], roots[-1]) if len(roots) > 1 else roots[:1]:
        found += _document(original, pages(root))
    found += _strange_notes(roots[0])
    told = [*dict.fromkeys(found)]
    more = len(told) - _MOST_TOLD
    return (*told[:_MOST_TOLD], *([f"Còn {more} chỗ khác nữa."] if more > 0 else []))


def _strange_notes(root: Any) -> Iterator[str]:
    """What lies over the pages of a first revision: the exported report has nothing there, tools put fields to sign.

    A field that is shown already must stand where a signature may.
    """
    for place, page in enumerate(pages(root)):
        for _, note in entries(got(page, "/Annots", ())):
            if got(note, "/FT") != "/Sig":
                yield f"Trang {place + 1}: có chú thích lạ."
            elif "/AP" in note and not may_stand(note, page):
                yield f"Trang {place + 1}: hình chữ ký che chữ của báo cáo."


def _document(original: tuple[Any, ...], other: tuple[Any, ...]) -> Iterator[str]:
    if len(original) != len(other):
        yield f"Bản đã xuất có {len(original)} trang, tệp này có {len(other)} trang."
        return
    known = Sameness(unpacked=True)
    for place, (one, two) in enumerate(zip(original, other, strict=True)):
        yield from (f"Trang {place + 1}: {said}" for said in _page(one, two, known, first=place == 0))


def _page(one: Any, other: Any, known: Sameness, *, first: bool) -> Iterator[str]:
    lines = [lines_of(page) for page in (one, other)]
    yield from _words(lines[0], lines[1], first=first)
    if [_paper(one, key) for key in _PAPER] != [_paper(other, key) for key in _PAPER]:
        yield "khổ giấy khác bản đã xuất."
    if (inherited(one, "/Rotate") or 0) != (inherited(other, "/Rotate") or 0):
        yield "trang bị xoay."
    if not _same_steps(one, other, first=first):
        yield "nét vẽ, chữ hoặc chỗ đứng của chữ khác bản đã xuất."
    if not _resources_kept(inherited(one, "/Resources"), inherited(other, "/Resources"), known):
        yield "phông chữ hoặc hình khác bản đã xuất."


def _paper(page: Any, key: str) -> list[float]:
    """The paper, or what is cut out of it and how it is scaled; what a page does not say of these is the paper's."""
    said = inherited(page, key)
    if key == "/UserUnit":
        return [float(said or 1)]
    return [float(side) for side in (said or inherited(page, "/MediaBox"))]


def _same_steps(one: Any, other: Any, *, first: bool) -> bool:
    """Both pages draw the same at the same places; only the two open head lines may have been filled in."""
    moved = differing(content_of(one), content_of(other), limit=2 if first else 0)
    if moved is None:
        return False
    if not moved:
        return True
    lines = [lines_of(page) for page in (one, other)]
    if len(lines[0]) != len(lines[1]):
        return False
    changed = [(before.text, after.text) for before, after in zip(*lines, strict=True) if before.text != after.text]
    return len(changed) == len(moved) and all(_is_filled(before, after) for before, after in changed)


def _resources_kept(one: Any, other: Any, known: Sameness) -> bool:
    """Every font and picture is there and what it was; a tool may have added its own, which the page then does not use.

    Default colours apply without being named, so that none may come.
    """
    for kind in _KINDS:
        before, after = got(one or {}, kind, {}), got(other or {}, kind, {})
        if any(name not in after or not known.same(before.raw_get(name), after.raw_get(name)) for name in before):
            return False
        if any(name.startswith("/Default") and name not in before for name in after):
            return False
    return True


def _words(one: tuple[Shown, ...], other: tuple[Shown, ...], *, first: bool) -> Iterator[str]:
    before = [line.text for line in one if line.text.strip()]
    heads = [line for line in one if is_head_line(line.text)] if first else []
    kept = [line for line in other if line.text.strip()]
    after = [_as_open(line.text, heads) for line in kept]
    for what, start, end, to_start, to_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            yield f"«{_told(before[start:end])}» thành «{_told(after[to_start:to_end])}»."


def _told(lines: list[str]) -> str:
    said = " ".join(" ".join(lines).split())
    return said if len(said) <= _SHORT else said[: _SHORT - 1] + "…"


def _as_open(line: str, heads: list[Shown]) -> str:
    """A filled head line as the exported report has it, where the report left it open."""
    return next((head.text for head in heads if _is_filled(head.text, line)), line)


def _is_filled(head: str, line: str) -> bool:
    """`line` is the open head line `head` with a number or day in its blanks, and nothing else beside it."""
    if not is_open_line(head):
        return False
    pattern = r"\s*".join(re.escape(word) for word in head.split())
    pattern = re.sub(r"(Số:)\\s\*", r"\1\\s*\\d{0,6}\\s*", pattern)
    pattern = re.sub(r"(ngày|tháng)\\s\*(?=tháng|năm)", r"\1\\s*\\d{0,2}\\s*", pattern)
    return re.fullmatch(pattern, " ".join(line.split())) is not None


def allotted(came_back: bytes, history: tuple[Revision, ...]) -> Allotted:
    """The number and day that were added by notes, else those that page 1 prints.

    Raises:
        PdfFault: it is no PDF; and whatever a malformed file makes of it.
    """
    notes = [each for revision in history for each in revision.changes if each.normal and each.over and each.note]
    page = pages(open_pdf(came_back).root)[0]
    heads = [each.text for each in lines_of(page) if is_head_line(each.text)]
    number = day = None
    for each in reversed(notes):
        of_number = each.over.startswith("Số:")
        day = day or _day(each.note, "" if of_number else each.over)
        number = number or (_number(each.note, each.over) if of_number else None)
    for line in heads[:2]:
        number = number or (_number(line, "") if line.startswith("Số:") else None)
        day = day or _day(line, "")
    return Allotted(number, day)


def _number(said: str, over: str) -> str | None:
    found = _NUMBER.search(_SHORT_DAY.sub(" ", said))
    if found is None:
        return None
    symbol = "".join((found["symbol"] or "").split()) or "".join(over.partition("/")[1:]).strip()
    return f"{found['number']}{symbol}"


def _day(said: str, over: str) -> date | None:
    found = _LONG_DAY.search(said) or _SHORT_DAY.search(said)
    if found:
        return _date(*found.groups())
    alone, month = re.fullmatch(r"\D*(\d{1,2})\D*", said), _MONTH.search(over)
    return _date(alone[1], *month.groups()) if alone and month else None


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
