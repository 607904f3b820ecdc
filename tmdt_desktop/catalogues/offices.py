"""The agencies that carry out the regulation, and how each one's documents are headed and signed (Quy chế, Điều 6–22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.atlas import Unit, communes_on, districts_on, epochs, units_of
from tmdt_desktop.catalogues.dated import Dated, read, span

_DISTRICTS_GONE = date(2025, 7, 1)
COMMITTEE_DUTIES = "UBND_H"
"""The agency code under which the regulation speaks to the committees of districts and, after them, of communes."""


@dataclass(frozen=True)
class SigningForm:
    """One way to sign: `code` HEAD, DEPUTY, ACTING, ORDER or MANDATE; `titles` as they stand above the name."""

    code: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Office(Dated):
    """An agency as it was for a time.

    `name` opens sentences («Ủy ban nhân dân huyện Lập Thạch»), `short` is for lists. `head`: the lines of the issuing
    body on a document, in sentence case; `parent`: the body above it, empty when none is printed. `place`: địa danh.
    `unit`: the section that does this work, may be empty. `symbol`: of its reports. `recipient`: whom the report goes to.
    `copies`: lines of «Nơi nhận» without dash or semicolon. `agency`: under which code its duties stand.
    `district`: the GSO code when it is a district. `successor`: the office that took over, empty when none did.
    """

    code: str
    name: str
    short: str
    parent: str
    head: tuple[str, ...]
    place: str
    unit: str
    symbol: str
    recipient: str
    copies: tuple[str, ...]
    signing: tuple[SigningForm, ...]
    agency: str
    district: str | None = None
    successor: str = ""

    def titles(self, form: str) -> tuple[str, ...]:
        """The lines above the name for a form of signing; the head's for a form that this office does not have."""
        known = {made.code: made.titles for made in self.signing}
        return known.get(form) or known.get("HEAD", ())

    def last_day(self, today: date) -> date:
        """`today`, or the last day on which this office existed: the day its lists of places are read for."""
        return min(today, self.valid_to) if self.valid_to else today


def office_on(code: str, day: date) -> Office:
    """The office as it was on `day`; when it was gone by then, or not yet there, as it was nearest to that day.

    Raises KeyError when no office ever bore `code`.
    """
    known = _versions(code)
    if not known:
        raise KeyError(code)
    held = [office for office in known if office.holds_on(day)]
    before = [office for office in known if office.valid_to and office.valid_to < day]
    return (held or before[-1:] or known)[0]


def offices_on(day: date) -> tuple[Office, ...]:
    """Every office of `day`: departments first, then districts or, from 1/7/2025, communes of the former province."""
    named = (office for office in _agencies() if office.holds_on(day))
    places = districts_on(day) if day < _DISTRICTS_GONE else communes_on(day)
    return (*named, *(_committee(unit) for unit in places))


def heirs_of(code: str, day: date) -> tuple[Office, ...]:
    """Who does on `day` what the office once did: its successor, or the communes of the district; empty while it stands.

    Raises KeyError as `office_on`.
    """
    gone = office_on(code, day)
    if gone.valid_to is None or gone.valid_to >= day:
        return ()
    if gone.district:
        return tuple(_committee(unit) for unit in communes_on(day, gone.district))
    return (office_on(gone.successor, day),) if gone.successor else ()


def offices() -> tuple[Office, ...]:
    """The latest version of every office there is or was: agencies, districts, communes since 1/7/2025."""
    places = (*districts_on(epochs()[0]), *communes_on(_DISTRICTS_GONE))
    latest = {office.code: office for office in (*_agencies(), *(_committee(unit) for unit in places))}
    return tuple(latest.values())


def named_offices() -> tuple[Office, ...]:
    """Every version of the agencies that are named one by one (no committees of districts and communes), as listed."""
    return _agencies()


def district_of(code: str) -> str | None:
    """The code of the district that the office governs; None for other offices."""
    return code if any(unit.code == code for unit in districts_on(epochs()[0])) else None


def _versions(code: str) -> tuple[Office, ...]:
    named = tuple(office for office in _agencies() if office.code == code)
    return named or tuple(_committee(unit) for unit in _governed(units_of(code)))


def _governed(units: Iterable[Unit]) -> Iterable[Unit]:
    """Districts, and communes since they report themselves; provinces and earlier communes are no offices here."""
    since = (unit for unit in units if len(unit.code) == 5 and unit.valid_from == _DISTRICTS_GONE)
    return (*(unit for unit in units if len(unit.code) == 3), *since)


@cache
def _agencies() -> tuple[Office, ...]:
    data = read("offices.toml")
    return tuple(_agency(row, data["signing"]) for row in data["office"])


def _agency(row: Mapping[str, Any], signing: Mapping[str, Any]) -> Office:
    return Office(
        row["code"],
        row["name"],
        row["short"],
        row["parent"],
        tuple(row["head"]),
        row["place"],
        row["unit"],
        row["symbol"],
        row["recipient"],
        tuple(row["copies"]),
        _forms(signing[row["signing"]], row["unit"]),
        agency=row["code"],
        successor=row["successor"],
        **span(row),
    )


@cache
def _committee(unit: Unit) -> Office:
    data = read("offices.toml")
    row = data["template"][unit.kind]
    body = "Ủy ban nhân dân"
    return Office(
        unit.code,
        f"{body} {unit.spoken}",
        f"UBND {unit.spoken}",
        "",
        (body, unit.spoken),
        unit.name,
        row["unit"],
        "BC-UBND",
        row["recipient"],
        tuple(row["copies"]),
        _forms(data["signing"]["committee"], row["unit"]),
        agency=COMMITTEE_DUTIES,
        district=unit.code if len(unit.code) == 3 else None,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        basis=row["basis"],
        verified=row["verified"],
    )


def _forms(rows: Mapping[str, list[str]], unit: str) -> tuple[SigningForm, ...]:
    """The forms of signing; those that name the section only where it is known."""
    made = ((code, [line.replace("{unit}", unit.upper()) for line in lines], lines) for code, lines in rows.items())
    return tuple(SigningForm(code, tuple(titles)) for code, titles, raw in made if unit or "{unit}" not in "".join(raw))
