"""Rows of the tax branch's list that become businesses: those that the register does not hold already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import InvalidRecord
from tmdt_desktop.records.business import Activity, Business, Source
from tmdt_desktop.services.match_findings import activity_of
from tmdt_desktop.services.match_lines import Line
from tmdt_desktop.services.match_list import line_values
from tmdt_desktop.services.registers import labels_of
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.task import Task

_PERSONAL_LENGTH = 12
Values = Mapping[str, Any]


class Addition(NamedTuple):
    """What became of a row. `id`: the business that it is, or that has its number. `told`: why it was left."""

    id: UUID | None
    told: str = ""
    written: bool = False


class _Held(NamedTuple):
    """A business that bears a number: its name, its tax code; `id` None when it is only now being added."""

    id: UUID | None
    name: str
    code: str


def additions(
    batch: Batch, lines: Sequence[Line], kept: Mapping[int, Mapping[Any, Any]], task: Task
) -> dict[int, Addition]:
    """Add the rows of `lines`; what became of each, by its place. Raises Cancelled."""
    if not lines:
        return {}
    codes, people = _known(batch.connection)
    made: dict[int, Addition] = {}
    rows: dict[int, dict[str, Any]] = {}
    for line in lines:
        said = line_values(kept[line.place])
        values = {"source": Source.TAX, **said, "activity": _activity(said)}
        code = values.get("tax_code") or ""
        parted = str((kept[line.place]["decided"] or {}).get("was") or "")
        if (other := codes.get(code) or _same_person(values, people, parted)) is not None:
            what = "mã số thuế" if code in codes else "số định danh"
            made[line.place] = Addition(other.id, f"{what} đã có ở «{other.name}» trong sổ, không thêm nữa.")
        elif told := Business.faults(values):
            made[line.place] = Addition(None, InvalidRecord(told, labels_of(Business, told)).what)
        else:
            _note(codes, people, _Held(None, line.name, code), values)
            rows[line.place] = values
    ids = batch.insert(Business, list(rows.values()), task=task) if rows else []
    return made | {place: Addition(id_, written=True) for place, id_ in zip(rows, ids, strict=True)}


def _activity(said: Values) -> Activity:
    """What a row's tax status says of the business where it says more than «active»; else what the row says."""
    by_status = activity_of(said.get("tax_status"))
    return said.get("activity") or by_status if by_status is Activity.ACTIVE else by_status


def _known(connection: Connection) -> tuple[dict[str, _Held], dict[str, list[_Held]]]:
    """Every business of the office, duplicates too, by its tax code and by the numbers of its person."""
    table = Business.__table__.c
    asked = select(table.id, table.name, table.tax_code, table.personal_id).where(table.package.is_(None))
    codes: dict[str, _Held] = {}
    people: dict[str, list[_Held]] = {}
    for id_, name, code, person in connection.execute(asked):
        _note(codes, people, _Held(id_, name, code or ""), {"tax_code": code, "personal_id": person})
    return codes, people


def _note(codes: dict[str, _Held], people: dict[str, list[_Held]], held: _Held, values: Values) -> None:
    if held.code:
        codes[held.code] = held
    for person in _people(values):
        people.setdefault(person, []).append(held)


def _people(values: Values) -> Iterator[str]:
    """A person's tax code is the personal number from 1/7/2025 on (TT 86/2024/TT-BTC)."""
    code = values.get("tax_code") or ""
    yield from {
        number for number in (values.get("personal_id"), code if len(code) == _PERSONAL_LENGTH else "") if number
    }


def _same_person(values: Values, people: Mapping[str, Sequence[_Held]], parted: str) -> _Held | None:
    """The business of the same person; one with another tax code, or one that was said to be another, is none."""
    code = values.get("tax_code") or ""
    for person in _people(values):
        for held in people.get(person, ()):
            if str(held.id) != parted and not _two_codes(code, held.code):
                return held
    return None


def _two_codes(one: str, other: str) -> bool:
    return bool(one and other and one != other and len(one) == len(other) != _PERSONAL_LENGTH)
