"""What shows that a duty was done: for each of its registers which rows count, as figures that open to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from tmdt_desktop.catalogues.dated import read
from tmdt_desktop.catalogues.duties import Duty
from tmdt_desktop.catalogues.indicators import Indicator, Measure, conditions_of, time_of

_ALWAYS: Mapping[str, Any] = MappingProxyType({"valid_from": None, "valid_to": None})


@dataclass(frozen=True)
class Asked:
    """One register's evidence of one duty. `words`: what its rows are called after a number, «cuộc đã tham gia»."""

    register: str
    words: str
    counted: Indicator


def evidence_of(duty: Duty) -> tuple[Asked, ...]:
    """What is counted for the duty, register by register in the order of the duty; reports count by their own rule."""
    return tuple(_asked(duty, each.register) for each in duty.evidence if each.register in _registers())


def is_report(duty: Duty) -> bool:
    """The report of the year itself fulfils the duty."""
    return duty.id in read("duty_evidence.toml")["reports"]


@cache
def _registers() -> Mapping[str, Mapping[str, Any]]:
    data: Mapping[str, Mapping[str, Any]] = read("duty_evidence.toml")["register"]
    return data


def _narrow(duty: str, register: str) -> Mapping[str, Any]:
    rows: Iterable[Mapping[str, Any]] = read("duty_evidence.toml")["narrow"]
    return next((row for row in rows if row["register"] == register and duty in row["duties"]), {})


def _asked(duty: Duty, register: str) -> Asked:
    whole, narrow, data = _registers()[register], _narrow(duty.id, register), read("duty_evidence.toml")
    words = narrow.get("words", whole["words"])
    counted = Indicator(
        code=f"{duty.id}/{register}",
        label=words,
        unit="",
        clause=duty.clause,
        section="",
        register=register,
        time=time_of(whole),
        measure=Measure("count"),
        population=conditions_of([*whole.get("where", []), *narrow.get("where", [])]),
        counted=(),
        needs=(),
        groups=(),
        **_ALWAYS,
        basis=data["basis"],
        verified=data["verified"],
    )
    return Asked(register, words, counted)
