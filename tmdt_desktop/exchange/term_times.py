"""Choices of a list that could not be made yet when its rows were true."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tmdt_desktop.catalogues.term_spans import closed_reason, span_of
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Choice, Term
from tmdt_desktop.records import Record


class TermTimes:
    """Looks at the choices of a register that have a time; a row of no day of its own is of the list's day."""

    def __init__(self, register: type[Record], day: date) -> None:
        self.day = day
        self.own = register.period_field or "recorded_on"
        self.single = [field.name for field in register.fields() if _has_time(field)]
        self.lines = {
            field.name: names
            for field in register.fields()
            if isinstance(field.kind, Rows) and (names := [f.name for f in field.kind.of.fields() if _has_time(f)])
        }

    def faults(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The choices that came later than the row's day, by field.

        Those that have ended are left: a list says by its words what the old law called so.
        """
        day = values.get(self.own) or self.day
        found: dict[str, str] = {}
        for name, term in self._terms(values):
            span = span_of(term)
            if span is not None and span.valid_from is not None and day < span.valid_from:
                found[name] = f"{closed_reason(term, day)} Chọn mục khác, hoặc xem lại ngày."
        return found

    def _terms(self, values: Mapping[str, Any]) -> list[tuple[str, Term]]:
        found = [(name, values[name]) for name in self.single if values.get(name) is not None]
        for part, names in self.lines.items():
            for line in values.get(part) or ():
                found += [(part, line[name]) for name in names if line.get(name) is not None]
        return found


def _has_time(field: Field) -> bool:
    return isinstance(field.kind, Choice) and any(span_of(term) for term in field.kind.of)
