"""What a package says of itself, read without trust: every value has the form it must have, or the file is refused."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.services.package_changes import KINDS, ROWS, Change, Correction
from tmdt_desktop.services.package_content import FORMAT, FORMAT_VERSION, OLDEST_VERSION, DutySaid
from tmdt_desktop.services.package_rows import ALL

LARGEST_JSON = 1 << 24
_LONGEST_TEXT = 100_000
_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,16}")
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
T = TypeVar("T")


class Unreadable(Exception):
    """The file is not of its form."""


class OtherForm(Exception):
    """A program of another time wrote the package. `later`: than this one; `version`: the number of its form."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version, self.later = version, version > FORMAT_VERSION


@dataclass(frozen=True)
class About:
    """`package.json`. `replaces`: content id and SHA-256 of the package before it, None for the first of its year.

    `kind`: «annual», «half_year» or «ad_hoc»; `answers`: of an ad-hoc report the request and its document in words.
    `registers`: those whose rows of the period are all there; of others only rows that are pointed to.
    `correction`: what changed against the package before it; None without one, and in a package of the second form.
    """

    content_id: UUID
    office: str
    office_name: str
    year: int
    kind: str
    revision: int
    period: tuple[date, date]
    due_on: date
    number: str
    issued_on: date | None
    made_at: datetime
    program: str
    replaces: tuple[UUID, str] | None
    audit_head: str
    counts: Mapping[str, int]
    sensitive: bool
    raw: Mapping[str, Any]
    answers: tuple[UUID, str] | None = None
    registers: frozenset[str] = ALL
    correction: Correction | None = None

    @property
    def series(self) -> tuple[str, int, str]:
        """What its revisions have in common: kind, year and, of an ad-hoc report, the request."""
        return self.kind, self.year, str(self.answers[0]) if self.answers else ""

    @property
    def age(self) -> tuple[int, datetime]:
        """What orders packages of one office and year: the later one stands."""
        return self.revision, self.made_at


@dataclass(frozen=True)
class FigureTold:
    """One line of `figures.json`."""

    code: str
    label: str
    unit: str
    value: int | None
    last_year: int | None
    plan: int | None
    groups: tuple[tuple[str, tuple[tuple[str | None, int], ...]], ...]


def read_about(content: bytes) -> About:
    """Read `package.json`. Raises Unreadable, or OtherForm when it is of no form that this program reads."""
    raw = _object(content)
    if raw.get("format") != FORMAT:
        raise Unreadable
    version = raw.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise Unreadable
    if not OLDEST_VERSION <= version <= FORMAT_VERSION:
        raise OtherForm(version)
    return _kept(lambda: _about(raw))


def read_figures(content: bytes) -> tuple[FigureTold, ...]:
    """Read `figures.json`. Raises Unreadable."""
    raw = _object(content)
    return _kept(lambda: _each_once(tuple(_figure(row) for row in _list(raw["figures"]))))


def read_description(content: bytes) -> dict[str, Any]:
    """Read `datapackage.json` as plain JSON. Raises Unreadable."""
    return _object(content)


@dataclass(frozen=True)
class EvidenceTold:
    """`evidence.json`: as it is, how many rows it counts of each register, and what was answered to duties by their ids."""

    raw: Mapping[str, Any]
    counts: Mapping[str, int | None]
    answers: Mapping[str, DutySaid]


def read_evidence(content: bytes) -> EvidenceTold:
    """Read `evidence.json`. Raises Unreadable."""
    raw = _object(content)
    return EvidenceTold(raw, _kept(lambda: _counted(raw)), _kept(lambda: _answered(raw)))


def _answered(raw: Mapping[str, Any]) -> dict[str, DutySaid]:
    told = {_words(duty["id"]): duty["answer"] for duty in _list(raw["duties"]) if duty["answer"] is not None}
    return {id_: DutySaid(_outcome(each["outcome"]), _text(each["words"])) for id_, each in told.items()}


def _outcome(raw: Any) -> str:
    return DutyOutcome[_words(raw)].name


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > _LONGEST_TEXT:
        raise TypeError("no text")
    return raw


def _counted(raw: Mapping[str, Any]) -> dict[str, int | None]:
    lines = [line for duty in _list(raw["duties"]) for line in _list(duty["evidence"])]
    made = {_words(line["register"]): _count(line["rows"]) for line in lines}
    if any(made[line["register"]] != line["rows"] for line in lines):
        raise ValueError("one register counted in two ways")
    return made


def read_answer(content: bytes, format_: str, version: int) -> dict[str, Any]:
    """Read `receipt.json` as the values of `answers.Answer`. Raises Unreadable."""
    raw = _object(content)
    if raw.get("format") != format_ or raw.get("version") != version or raw.get("answer") not in ("receipt", "return"):
        raise Unreadable
    return _kept(lambda: _answer(raw))


def _answer(raw: Mapping[str, Any]) -> dict[str, Any]:
    package = raw["package"]
    return {
        "accepted": raw["answer"] == "receipt",
        "code": _words(raw["code"]),
        "receiver": _matching(_CODE, raw["receiver"]),
        "office": _matching(_CODE, raw["office"]),
        "year": _number(raw["year"], 1900, 2100),
        "revision": _number(raw["revision"], 1, 10_000),
        "package": UUID(_words(package["content_id"])),
        "file_name": _words(package["file_name"]),
        "sha256": _matching(_HASH, package["sha256"]),
        "received_at": _moment(raw["received_at"]),
        "reasons": tuple(_words(reason) for reason in _list(raw["reasons"])),
    }


def _moment(raw: Any) -> datetime:
    made = datetime.fromisoformat(_words(raw))
    if made.tzinfo is None:
        raise ValueError("a moment without its time zone")
    return made


def _about(raw: Mapping[str, Any]) -> About:
    office, period, program = raw["office"], raw["period"], raw["program"]
    return About(
        content_id=UUID(_words(raw["content_id"])),
        office=_matching(_CODE, office["code"]),
        office_name=_words(office["name"]),
        year=_number(raw["year"], 1900, 2100),
        kind=_words(raw["kind"]),
        revision=_number(raw["revision"], 1, 10_000),
        period=(date.fromisoformat(period["from"]), date.fromisoformat(period["to"])),
        due_on=date.fromisoformat(raw["due_on"]),
        number=_words(raw["number"] or ""),
        issued_on=date.fromisoformat(raw["issued_on"]) if raw["issued_on"] else None,
        made_at=_moment(raw["made_at"]),
        program=f"{_words(program['name'])} {_words(program['version'])}",
        replaces=_replaces(raw["replaces"]),
        audit_head=_matching(_HASH, raw["audit_head"]),
        counts={_words(name): _number(rows, 0, 10**9) for name, rows in raw["counts"].items()},
        sensitive=_flag(raw["personal_columns"]),
        raw=raw,
        answers=_answers(raw.get("answers")),
        registers=_registers(raw["registers"]),
        correction=_correction(raw) if raw["version"] > OLDEST_VERSION else None,
    )


def _correction(raw: Mapping[str, Any]) -> Correction | None:
    """A package tells what it changes when it replaces another one, which a first revision cannot, and only then."""
    told = raw["correction"]
    if (told is None) != (raw["replaces"] is None) or (told is not None and raw["revision"] < 2):
        raise ValueError("a correction without a package before it, or the other way round")
    if told is None:
        return None
    changes = tuple(_change(each) for each in _list(told["changes"]))
    if len({(each.kind, each.key) for each in changes}) != len(changes):
        raise ValueError("a change twice")
    return Correction(_text(told["reason"]), changes)


def _change(raw: Mapping[str, Any]) -> Change:
    kind = _words(raw["kind"])
    if kind not in KINDS:
        raise ValueError("a change of no known kind")
    rows = (_number(raw[name], 0, 10**9) for name in ("added", "removed", "changed")) if kind == ROWS else ()
    return Change(kind, _words(raw["key"]), _words(raw["what"]), _count(raw["before"]), _count(raw["after"]), *rows)


def _registers(raw: Any) -> frozenset[str]:
    found = frozenset(_words(code) for code in _list(raw))
    if not found <= ALL:
        raise ValueError("a register that does not travel")
    return found


def _answers(raw: Any) -> tuple[UUID, str] | None:
    return None if raw is None else (UUID(_words(raw["request"])), _words(raw["document"]))


def _replaces(raw: Any) -> tuple[UUID, str] | None:
    return None if raw is None else (UUID(_words(raw["content_id"])), _matching(_HASH, raw["sha256"]))


def _figure(row: Mapping[str, Any]) -> FigureTold:
    return FigureTold(
        code=_words(row["code"]),
        label=_words(row["label"]),
        unit=_words(row["unit"]),
        value=_count(row["value"]),
        last_year=_count(row["last_year"]),
        plan=_count(row["plan"]),
        groups=tuple(_group(group) for group in _list(row["groups"])),
    )


def _each_once(figures: tuple[FigureTold, ...]) -> tuple[FigureTold, ...]:
    """No code twice: two readers could take a different one of them."""
    if len({figure.code for figure in figures}) != len(figures):
        raise ValueError("a figure twice")
    return figures


def _group(raw: Mapping[str, Any]) -> tuple[str, tuple[tuple[str | None, int], ...]]:
    parts = tuple((None if key is None else _words(key), _number(share, 0, 10**18)) for key, share in raw["parts"])
    return _words(raw["field"]), parts


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST_JSON:
        raise Unreadable
    made = _kept(lambda: json.loads(content.decode("utf-8"), object_pairs_hook=_once))
    if not isinstance(made, dict):
        raise Unreadable
    return made


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """No name twice: two readers could take a different one of them."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice")
    return made


def _kept(read: Callable[[], T]) -> T:
    try:
        return read()
    except _MALFORMED as fault:
        raise Unreadable from fault


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise TypeError("no list")
    return raw


def _words(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > 2_000:
        raise TypeError("no text")
    return raw


def _matching(pattern: re.Pattern[str], raw: Any) -> str:
    if not pattern.fullmatch(_words(raw)):
        raise ValueError("not of the form")
    return str(raw)


def _number(raw: Any, least: int, most: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        raise TypeError("no number of that size")
    return raw


def _count(raw: Any) -> int | None:
    return None if raw is None else _number(raw, 0, 10**18)


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError("neither true nor false")
    return raw
