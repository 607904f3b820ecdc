"""New rows of a list that look like a record of the register or like each other: told as doubts, never joined."""

from collections.abc import Hashable, Iterator, Sequence

from sqlalchemy import Connection

from tmdt_desktop.exchange.likeness import SUSPECT, Likeness, Party, alike_between, alike_within, party_of
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.records import Record
from tmdt_desktop.services.known_rows import KnownRows
from tmdt_desktop.services.parties import parties_of
from tmdt_desktop.services.row_heaps import Place, place_of
from tmdt_desktop.task import SILENT, Task

_STEP = 2_000
_MANY = 5_000


def doubtful(
    connection: Connection,
    register: type[Record],
    rows: Sequence[RowPlan],
    task: Task = SILENT,
    among: Sequence[RowPlan] | None = None,
) -> dict[Place, RowFault]:
    """A doubt for each of `rows` that looks like a record or like another of `among` (`rows` themselves, if None)."""
    if not rows or not KnownRows(register).parties:
        return {}
    theirs = _of_rows(register, rows, task)
    ours = parties_of(connection, register, task)
    if among is not None:
        ours = _near(ours, theirs)
    names = {party.key: party.name for party in ours}
    said: dict[Hashable, str] = {}
    for like in alike_between(ours, theirs, task, SUSPECT) if ours else ():
        _say(said, like.b, f"«{names[like.a]}» trong sổ", like)
    places: dict[Hashable, Place] = {place_of(row): place_of(row) for row in (*rows, *(among or ()))}
    for one, other, like in _pairs(register, theirs, among, task):
        _say(said, one, _row_words(places[one], places[other]), like)
    called = register.field(register.name_field)
    return {
        place_of(row): RowFault(*place_of(row), called.name, called.label, "doubt", said[party.key], party.name)
        for row, party in zip(rows, theirs, strict=True)
        if party.key in said
    }


def _pairs(
    register: type[Record], theirs: Sequence[Party], among: Sequence[RowPlan] | None, task: Task
) -> Iterator[tuple[Hashable, Hashable, Likeness]]:
    """(row, another row that looks like it, how much)."""
    if among is None:
        for like in alike_within(theirs, task, SUSPECT):
            yield like.a, like.b, like
            yield like.b, like.a, like
        return
    for like in alike_between(_near(_of_rows(register, among, task), theirs), theirs, task, SUSPECT):
        if like.a != like.b:
            yield like.b, like.a, like


def _near(parties: list[Party], around: Sequence[Party]) -> list[Party]:
    """Of very many parties those that share a commune or a mark with one of `around`: a correction must not take long."""
    if len(parties) < _MANY:
        return parties
    marks = {mark for party in around for mark in _marks(party)}
    return [party for party in parties if not marks.isdisjoint(_marks(party))]


def _marks(party: Party) -> Iterator[str]:
    single = (party.commune, party.tax_code, party.personal_id)
    return filter(None, (*single, *party.phones, *party.emails, *party.channels))


def _say(said: dict[Hashable, str], place: Hashable, whom: str, like: Likeness) -> None:
    """Keep the surest likeness of a row; sure keys are told elsewhere."""
    if not like.sure:
        said.setdefault(place, f"Nghi trùng với {whom} ({like.score} điểm): {'; '.join(like.reasons)}.")


def _row_words(one: Place, other: Place) -> str:
    sheet = f"trang «{other[0]}», " if one[0] != other[0] else ""
    return f"{sheet}dòng {other[1]}"


def _of_rows(register: type[Record], rows: Sequence[RowPlan], task: Task) -> list[Party]:
    made: list[Party] = []
    for at, row in enumerate(rows):
        if at % _STEP == 0:
            task.step(at, len(rows), "Tìm dòng nghi trùng")
        made.append(party_of(register, row.values, place_of(row)))
    return made
