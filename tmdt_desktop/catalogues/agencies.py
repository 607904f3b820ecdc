"""Who leads, asks, receives or takes part: the agencies of the regulation and those around them, as a kind of field.

The agencies that report under the regulation stand in `offices.toml` and are read from there; `agencies.toml` adds the
others, and the words that lists use for either.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import read, span
from tmdt_desktop.catalogues.listed import Entry, Listed, ListedChoices, entry_on
from tmdt_desktop.catalogues.offices import Office, named_offices
from tmdt_desktop.errors import Invalid
from tmdt_desktop.text import key

_STILL_NAMED = timedelta(days=366)


@dataclass(frozen=True)
class Body(Entry):
    """One agency for a time. `full`: as it opens a sentence; `successor`: the code that took over, empty when none."""

    full: str = ""
    successor: str = ""


@cache
def bodies() -> tuple[Body, ...]:
    """Every agency in the order it is offered, each code's versions together, oldest first."""
    data = read("agencies.toml")
    own = [_body(row) for row in data["agency"]]
    reporting = [_reporting(office, data["words"], data["successors"]) for office in named_offices()]
    known = (*reporting, *own)
    return tuple(body for code in data["order"] for body in known if body.code == code)


def _body(row: Mapping[str, Any]) -> Body:
    return Body(
        row["code"],
        row["name"],
        tuple(row["words"]),
        full=row["full"],
        successor=row["successor"],
        **span(row),
    )


def _reporting(office: Office, words: Mapping[str, list[str]], successors: Mapping[str, str]) -> Body:
    return Body(
        office.code,
        office.short,
        (office.name, *words[office.code]),
        full=office.name,
        successor=office.successor or successors.get(office.code, ""),
        valid_from=office.valid_from,
        valid_to=office.valid_to,
        basis=office.basis,
        verified=office.verified,
    )


def body_on(code: str, day: date) -> Body:
    """The agency as it was on `day`, or last was. Raises KeyError when there never was one of this code."""
    found = entry_on(bodies(), code, day)
    if not isinstance(found, Body):
        raise KeyError(code)
    return found


def successor_on(code: str, day: date) -> Body:
    """The agency that does on `day` what `code` once did; the same one while it stands. Raises KeyError."""
    body = body_on(code, day)
    while body.successor and body.valid_to and body.valid_to < day:
        body = body_on(body.successor, day)
    return body


@dataclass(frozen=True)
class Agency(Listed):
    """An agency by its code. A name of any time is read, for papers name the agencies of their own day."""

    def entries(self) -> tuple[Entry, ...]:
        return bodies()

    def choices(self, day: date | None = None, district: str | None = None) -> tuple[tuple[str, str], ...]:  # noqa: ARG002
        """(code, name) of the agencies of the day and of those that went within the year before: papers still name them."""
        when = day or self.day
        if when is None:
            return super().choices()
        known = (body for body in self.entries() if body.valid_from is None or body.valid_from <= when)
        recent = (body for body in known if body.valid_to is None or body.valid_to >= when - _STILL_NAMED)
        return tuple({body.code: body.name for body in recent}.items())

    def parse(self, raw: object) -> str:
        """A code, a name or another word for it as the code; where a name went to a new body, the one of the day."""
        word = key(str(raw))
        codes = list(dict.fromkeys(body.code for body in _said(self.entries(), word)))
        held = list(dict.fromkeys(body.code for body in _said(self.open_entries(), word)))
        if codes:
            return (held or codes)[0]
        names = dict.fromkeys(body.name for body in self.open_entries())
        raise Invalid("Không có cơ quan nào tên như vậy. Chọn một trong: " + "; ".join(names) + ".")


@dataclass(frozen=True)
class Agencies(ListedChoices):
    """Several agencies by their codes."""

    of: Listed = field(default_factory=Agency)


def _said(entries: Iterable[Entry], word: str) -> Iterator[Entry]:
    return (entry for entry in entries if word in {key(said) for said in (entry.code, entry.name, *entry.words)})
