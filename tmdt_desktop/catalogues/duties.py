"""The duties of each agency under the regulation, Articles 6–22, with the registers that give evidence."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import Dated, read, span
from tmdt_desktop.catalogues.offices import Office, office_on, offices, offices_on

_EVERYBODY = "ALL_DV"
_STATE_BODIES = "ALL"
_NOT_STATE = frozenset({"HHDN"})


class Frequency(enum.Enum):
    """How often a duty falls due."""

    ONGOING = "Thường xuyên"
    PERIODIC = "Định kỳ"
    YEARLY = "Hằng năm"
    ON_REQUEST = "Khi có yêu cầu"
    PERIODIC_AND_AD_HOC = "Định kỳ, đột xuất"
    WHEN_ARISING = "Khi phát sinh"
    AD_HOC = "Đột xuất"


_AT_SET_TIMES = (Frequency.PERIODIC, Frequency.YEARLY, Frequency.PERIODIC_AND_AD_HOC)


@dataclass(frozen=True)
class Evidence:
    """A register whose rows show that a duty was done: its code in the program and its name in the regulation's terms."""

    register: str
    name: str


@dataclass(frozen=True)
class Duty(Dated):
    """One duty. `leads`: chủ trì or a task of its own; otherwise phối hợp. `topics`: numbers of Article 4.

    `role_explicit`: the text itself says which. `part` tells limbs of one clause apart; the text does not letter them.
    """

    id: str
    agency: str
    article: int
    clause: str
    part: str
    text: str
    leads: bool
    role_explicit: bool
    topics: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    frequency: Frequency
    deadline: str
    partners: tuple[str, ...]
    note: str

    @property
    def number(self) -> str:
        """«19.1.b», «7»."""
        return ".".join(part for part in (str(self.article), self.clause, self.part) if part)

    @property
    def cite(self) -> str:
        """«khoản 1 Điều 19»; «Điều 7» where the article has no clauses."""
        return f"khoản {self.clause} Điều {self.article}" if self.clause else f"Điều {self.article}"


@cache
def duties() -> tuple[Duty, ...]:
    """All duties in the order of the regulation."""
    data = read("duties.json")
    names = {key: Evidence(row["register"], row["name"]) for key, row in data["registers"].items()}
    common = span(data)
    return tuple(_duty(row, names, common) for row in data["duties"])


def _duty(row: Mapping[str, Any], names: Mapping[str, Evidence], common: Mapping[str, Any]) -> Duty:
    return Duty(
        row["id"],
        row["agency"],
        row["article"],
        row["clause"],
        row["part"],
        row["text"],
        row["leads"],
        row["role_explicit"],
        tuple(row["topics"]),
        tuple(names[key] for key in row["evidence"]),
        Frequency[row["frequency"]],
        row["deadline"],
        tuple(row["partners"]),
        row["note"],
        **common,
    )


def duties_of(office: str, day: date) -> tuple[Duty, ...]:
    """The duties of an office on `day`: its own, those it took over, and those of every agency. Raises KeyError."""
    here = office_on(office, day)
    agencies = {here.agency, *_taken_over(here, day), _EVERYBODY}
    if here.agency not in _NOT_STATE:
        agencies.add(_STATE_BODIES)
    return tuple(duty for duty in duties() if duty.agency in agencies and duty.holds_on(day))


@cache
def reporters_on(day: date) -> tuple[Office, ...]:
    """The offices of `day` that owe a report at set times (Điều 19.6, 20.3, 21), in the order of `offices_on`."""
    return tuple(office for office in offices_on(day) if any(map(_asks_report, duties_of(office.code, day))))


def _asks_report(duty: Duty) -> bool:
    return duty.frequency in _AT_SET_TIMES and any(each.register == "report" for each in duty.evidence)


def _taken_over(here: Office, day: date) -> set[str]:
    gone = (known for known in offices() if known.successor == here.code)
    return {known.agency for known in gone if known.valid_to and known.valid_to < day}
