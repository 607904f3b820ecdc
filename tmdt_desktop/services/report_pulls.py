"""What a report says in sections III, IV and V before the clerk does: from the comparison of figures and from petitions."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from tmdt_desktop.catalogues.indicators import Indicator, Pending, annex_lines
from tmdt_desktop.catalogues.report_templates import in_text
from tmdt_desktop.i18n import number, share
from tmdt_desktop.records.petition import Matter, PetitionKind
from tmdt_desktop.services.annex_rows import Raised
from tmdt_desktop.services.frozen import Frozen, FrozenFigure

_MOST_NAMED = 8
"""How many figures that fell short of the plan a sentence names."""


def pulled(frozen: Frozen) -> dict[str, str]:
    """The text of each `Section.pull`, one paragraph a line; empty where nothing is to be told."""
    raised = frozen.annexes.raised
    return {
        "results": "\n".join(_results(frozen.figures)),
        "difficulties": "\n".join(_difficulties(raised)),
        "proposals": "\n".join(_proposals(raised)),
    }


def _results(figures: Mapping[str, FrozenFigure]) -> Iterator[str]:
    """Results against the plan and against last year, of the figures that are known on both sides."""
    lines = [(line, figures[line.code]) for line in annex_lines() if line.code in figures]
    planned = [(line, each) for line, each in lines if each.plan is not None and each.value is not None]
    if planned:
        yield " ".join(_against_plan(planned))
    compared = [each for _, each in lines if each.last_year is not None and each.value is not None]
    if compared:
        more = _count(compared, lambda now, then: now > then)
        less = _count(compared, lambda now, then: now < then)
        same = len(compared) - more - less
        told = f"{in_text(more)} chỉ tiêu tăng, {in_text(less)} chỉ tiêu giảm, {in_text(same)} chỉ tiêu không đổi"
        yield f"So với năm trước, có {told}."


def _against_plan(planned: Sequence[tuple[Indicator | Pending, FrozenFigure]]) -> Iterator[str]:
    short = [(line, each) for line, each in planned if (each.value or 0) < (each.plan or 0)]
    reached = len(planned) - len(short)
    yield f"Trong {in_text(len(planned))} chỉ tiêu có kế hoạch, {in_text(reached)} chỉ tiêu đạt hoặc vượt kế hoạch."
    if short:
        named = "; ".join(_shortfall(line, each) for line, each in short[:_MOST_NAMED])
        others = len(short) - _MOST_NAMED
        yield f"Chưa đạt kế hoạch: {named}{f'; và {in_text(others)} chỉ tiêu khác' if others > 0 else ''}."


def _shortfall(line: Indicator | Pending, each: FrozenFigure) -> str:
    label = line.label[0].lower() + line.label[1:]
    done = f"{number(each.value or 0)}/{number(each.plan or 0)} {line.unit}"
    return f"{label} ({done}, đạt {share(each.value, each.plan)}%)"


def _count(figures: Sequence[FrozenFigure], holds: Callable[[int, int], bool]) -> int:
    return sum(holds(each.value or 0, each.last_year or 0) for each in figures)


def _difficulties(raised: Sequence[Raised]) -> Iterator[str]:
    """A paragraph for each matter, then the new problems, then how many are kept secret."""
    open_ = [each for each in raised if each.words and each.kind != PetitionKind.PETITION.name]
    by_matter: defaultdict[str, list[str]] = defaultdict(list)
    for each in open_:
        if each.kind != PetitionKind.NEW_PROBLEM.name:
            by_matter[each.matter].append(each.words)
    for matter in (*(term.value for term in Matter), ""):
        if by_matter[matter]:
            yield f"{_about(matter)}: {_listed(by_matter[matter])}"
    new = [each.words for each in open_ if each.kind == PetitionKind.NEW_PROBLEM.name]
    if new:
        yield f"Vấn đề mới phát sinh: {_listed(new)}"
    secret = sum(not each.words for each in raised)
    if secret:
        yield f"Có {in_text(secret)} vụ việc thuộc diện giữ kín, đơn vị báo cáo riêng."


def _about(matter: str) -> str:
    """«Về thuế»."""
    if matter in ("", Matter.OTHER.value):
        return "Vấn đề khác"
    return f"Về {matter[0].lower()}{matter[1:]}"


def _proposals(raised: Sequence[Raised]) -> Iterator[str]:
    """What each petition proposes; of one that says nothing there, the petition itself."""
    for each in raised:
        own = each.words if each.kind == PetitionKind.PETITION.name else ""
        for line in (each.proposal or own).split("\n"):
            if line.strip():
                yield f"- {_ended(line)}"


def _listed(items: Sequence[str]) -> str:
    return "; ".join(item.strip().rstrip(".;") for item in items) + "."


def _ended(text: str) -> str:
    return f"{text.strip().removeprefix('- ').rstrip('.;')}."
