"""The row numbers behind many figures at once, from the same pass over each register as their values."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Connection, or_, select

from tmdt_desktop.catalogues.indicators import Indicator
from tmdt_desktop.figures.asking import Asked
from tmdt_desktop.figures.columns import column
from tmdt_desktop.figures.conditions import Scope, in_time
from tmdt_desktop.figures.lists import Correlated, Joined
from tmdt_desktop.figures.measures import ADDED
from tmdt_desktop.figures.reading import RowReading, read_rows, without_shapes
from tmdt_desktop.figures.rows import clause
from tmdt_desktop.figures.tallies import counts_keys, question
from tmdt_desktop.records import register
from tmdt_desktop.task import SILENT, Task

Seqs = dict[str, "array[int]"]


def all_behind(connection: Connection, indicators: Iterable[Indicator], scope: Scope, task: Task = SILENT) -> Seqs:
    """By code: the row numbers, ascending, of the records for which `rows.clause` holds.

    Raises:
        Cancelled: the user has stopped the work.
    """
    together: defaultdict[str, list[Indicator]] = defaultdict(list)
    found: Seqs = {}
    for each in indicators:
        if each.measure.of in ADDED or counts_keys(register(each.register), each):
            together[each.register].append(each)
        else:
            found[each.code] = _asked_alone(connection, each, scope)
    for held in together.values():
        found |= _of_register(connection, held, scope, task)
    return found


def _asked_alone(connection: Connection, indicator: Indicator, scope: Scope) -> "array[int]":
    """What cells do not tell: people, references, text."""
    seq = column(register(indicator.register), "seq")
    return array("q", connection.scalars(select(seq).where(clause(indicator, scope)).order_by(seq)))


def _of_register(connection: Connection, held: Sequence[Indicator], scope: Scope, task: Task) -> Seqs:
    of = register(held[0].register)
    found: Seqs = {each.code: array("q") for each in held}
    different = dict.fromkeys(each.time for each in held)
    times, one = or_(*(in_time(of, time, scope) for time in different)), len(different) == 1
    told = _note(Asked(connection, of, scope, Joined(), by_shape=True, one_time=one), held, times, found, task)
    if told.unshaped:
        lists = Correlated() if told.cells else Joined()
        rest = Asked(connection, of, scope, lists, by_shape=False, one_time=one)
        _note(rest, held, times & without_shapes(of), found, task)
    return {code: array("q", sorted(seqs)) for code, seqs in found.items()}


def _note(asked: Asked, held: Sequence[Indicator], where: ColumnElement[bool], found: Seqs, task: Task) -> RowReading:
    questions = [(each.code, question(asked, each)) for each in held]
    told = read_rows(asked, where, task)
    for code, put in questions:
        among = cache(put.is_among)
        for cell, seqs in told.cells.items():
            if among(cell[0]) and put.brings(cell):
                found[code].extend(seqs)
    return told
