"""When the choices of closed lists could be chosen: kinds of channel before and after the law on e-commerce, and the like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from tmdt_desktop.catalogues.dated import Dated, read, span
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.kinds import Term


@dataclass(frozen=True)
class TermSpan(Dated):
    """The time of one choice, named by class and member: «ChannelKind.WEBSITE»."""

    term: str


@cache
def _spans() -> Mapping[str, TermSpan]:
    rows = read("term_spans.toml")["span"]
    return MappingProxyType({term: TermSpan(term=term, **span(row)) for row in rows for term in row["terms"]})


def term_spans() -> tuple[TermSpan, ...]:
    """Every choice that has a time, in the order of the list."""
    return tuple(_spans().values())


def span_of(term: Term) -> TermSpan | None:
    """The time of a choice; None when it is always open."""
    return _spans().get(f"{type(term).__name__}.{term.name}")


def open_terms(of: type[Term], day: date) -> tuple[Term, ...]:
    """The members of `of` that can be chosen for something of `day`, in the order of the list."""
    return tuple(term for term in of if not closed_reason(term, day))


def closed_reason(term: Term, day: date) -> str:
    """Why `term` cannot be chosen on `day`, as a sentence; empty when it can."""
    known = span_of(term)
    if known is None or known.holds_on(day):
        return ""
    if known.valid_from and day < known.valid_from:
        return f"«{term.value}» dùng từ {show_day(known.valid_from)} ({known.basis})."
    return f"«{term.value}» chỉ dùng đến {show_day(known.valid_to or day)} ({known.basis})."
