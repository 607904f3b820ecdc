"""The same business twice in one list: told, never merged; two rows with one key both wait until one of them goes."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.exchange.choice_words import bare_name
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.kinds import PersonalId
from tmdt_desktop.records import Record
from tmdt_desktop.task import SILENT, Task

_STEP = 2_000
"""Rows between two looks at whether the user has stopped the work."""


@dataclass(frozen=True)
class _Mark:
    """What a row is known by: field names (the first takes the remark), what people call them, its word in a row's
    values. `level`: fault where the register would refuse the second row.
    """

    name: str
    labels: str
    level: str
    word_of: Callable[[Mapping[str, Any]], Hashable]


def tell_doubles(
    register: type[Record], rows: Sequence[RowPlan], task: Task = SILENT
) -> tuple[list[RowPlan], list[RowFault]]:
    """The rows with a remark on each one that stands more than once, and the remarks to show.

    Of rows with one key and one name the first comes in and the rest wait; where the names differ all of them wait.

    Raises:
        Cancelled: the user stopped it.
    """
    found: dict[int, tuple[int, _Mark, str]] = {}
    for mark in _marks(register):
        for places in _alike(rows, mark, task):
            first = _comes_in(register, rows, places) if mark.level == "fault" else -1
            for at in places:
                other = next(each for each in (first, *places) if each not in (-1, at))
                found.setdefault(at, (other, mark, "doubt" if at == first else mark.level))
    made = list(rows)
    told = [
        _told(made, at, rows[other], (mark, level)) for at, (other, mark, level) in sorted(found.items(), key=_place)
    ]
    told += _shared_addresses(register, rows, {(fault.sheet, fault.row) for fault in told}, task)
    return made, told


def _alike(rows: Sequence[RowPlan], mark: _Mark, task: Task) -> Iterable[list[int]]:
    """The places of the rows that bear one mark, for each mark that several bear."""
    first: dict[Hashable, int] = {}
    several: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        if at % _STEP == 0:
            task.step(0, 0, row.sheet)
        word = mark.word_of(row.values)
        if word is not None and (other := first.setdefault(word, at)) != at:
            several.setdefault(other, [other]).append(at)
    return several.values()


def _place(found: tuple[int, Any]) -> int:
    return found[0]


def _comes_in(register: type[Record], rows: Sequence[RowPlan], places: Sequence[int]) -> int:
    """Which of several rows with one key comes in: the first without faults; -1 when their names differ."""
    names = {bare_name(str(rows[at].values.get(register.name_field, ""))) for at in places}
    return next((at for at in places if not rows[at].faults), places[0]) if len(names) == 1 else -1


def _told(made: list[RowPlan], at: int, other: RowPlan, how: tuple[_Mark, str]) -> RowFault:
    """Put the fault or the doubt on one row and give the remark."""
    (mark, level), row = how, made[at]
    where = f"trang «{other.sheet}», dòng {other.row}" if other.sheet != row.sheet else f"dòng {other.row}"
    cure = "Giữ một dòng, xóa dòng kia hoặc sửa mã" if level == "fault" else "Xem lại"
    sentence = f"{mark.labels} trùng với {where} của danh sách này. {cure}; phần mềm không tự gộp."
    if level == "fault":
        made[at] = row._replace(faults={**row.faults, mark.name: row.faults.get(mark.name) or sentence})
    else:
        made[at] = row._replace(doubts={**row.doubts, mark.name: row.doubts.get(mark.name) or sentence})
    return RowFault(row.sheet, row.row, mark.name, mark.labels, level, sentence, "")


def _shared_addresses(
    register: type[Record], rows: Sequence[RowPlan], known: set[tuple[str, int]], task: Task
) -> list[RowFault]:
    """Two different businesses with one address on line."""
    told: list[RowFault] = []
    for part in register.sub_lists():
        address = next((f for f in part.of.fields() if isinstance(f.kind, ChannelAddress)), None)
        first: dict[str, RowPlan] = {}
        for at, row in enumerate(rows) if address else ():
            if at % _STEP == 0:
                task.step(0, 0, row.sheet)
            for line in row.values.get(part.name) or ():
                other = first.setdefault(line[address.name], row) if address and line.get(address.name) else row
                if other is not row and (row.sheet, row.row) not in known:
                    sentence = (
                        f"Địa chỉ «{line[address.name]}» cũng ghi ở dòng {other.row}. Xem lại." if address else ""
                    )
                    told.append(RowFault(row.sheet, row.row, part.name, part.label, "doubt", sentence, ""))
    return told


def _marks(register: type[Record]) -> Iterator[_Mark]:
    """What a business is known by, surest first: its key, a personal number, its name in its commune."""
    keys = [f for f in register.fields() if f.key]
    if keys:
        names = [f.name for f in keys]
        yield _Mark(names[0], ", ".join(f.label for f in keys), "fault", lambda values: _all_of(values, names))
    for field in register.fields():
        if isinstance(field.kind, PersonalId):
            yield _Mark(field.name, field.label, "doubt", lambda values, name=field.name: values.get(name))  # type: ignore[misc]
    called = register.field(register.name_field)
    if any(field.name == "commune" and field.required for field in register.fields()):
        yield _Mark(called.name, called.label, "doubt", lambda values: _called(values, called.name))


def _all_of(values: Mapping[str, Any], names: Sequence[str]) -> Hashable:
    word = tuple(values.get(name) for name in names)
    return None if None in word else word


def _called(values: Mapping[str, Any], name: str) -> Hashable:
    return (bare_name(values[name]), values.get("commune")) if name in values else None
