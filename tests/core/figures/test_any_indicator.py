"""Whatever is asked of whatever register: all ways of counting agree, and every total equals the sum of its rows."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.core.figures import made
from tests.core.figures.conftest import Books
from tests.core.figures.test_compute import YEAR_2024
from tmdt_desktop.catalogues.indicators import Indicator
from tmdt_desktop.figures import Figure, GroupKey, all_behind, clause, compute_all, rows, total, value
from tmdt_desktop.records import Record, register
from tmdt_desktop.services.recount import links, recount

PERIOD = (YEAR_2024.period_from, YEAR_2024.period_to)
ASKED = ("business", "training", "inspection", "request", "communication", "petition")


def fill(books: Books, draw: st.DataObject, of: type[Record], *, several: int = 3) -> dict[Any, dict[str, Any]]:
    """Some records of a register by their identifiers; half of them with the shapes of their lists."""
    held = draw.draw(st.lists(made.lines(of), max_size=several))
    for id_, line in zip(made.IDS, held, strict=False):
        books.add(of, line, id_, shaped=draw.draw(st.booleans()))
    return dict(zip(made.IDS, held, strict=False))


def agrees_with_its_rows(books: Books, each: Indicator, figure: Figure) -> None:
    """The records behind a figure make its value, and those behind its parts make these."""
    behind = rows(books.connection, each, YEAR_2024)
    assert total(each, behind) == figure.value
    asked = select(func.count()).select_from(register(each.register).__table__).where(clause(each, YEAR_2024))
    assert books.connection.scalar(asked) == len({row.id for row in behind})
    for group in figure.groups:
        if not group.overlapping:
            assert sum(share for _, share in group.parts) == figure.value
        for key, share in group.parts:
            assert total(each, rows(books.connection, each, YEAR_2024, GroupKey(group.field, key))) == share


def seqs(books: Books, each: Indicator) -> list[int]:
    """The row numbers behind a figure, by its clause."""
    table = register(each.register).__table__
    asked = select(table.c.seq).where(clause(each, YEAR_2024)).order_by(table.c.seq)
    return list(books.connection.scalars(asked))


@pytest.mark.parametrize("code", ASKED)
@settings(max_examples=settings.default.max_examples // 6, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_every_way_of_counting_agrees(books: Books, code: str, draw: st.DataObject) -> None:
    of = register(code)
    asked = draw.draw(st.lists(made.indicators(of), min_size=1, max_size=4, unique_by=lambda each: each.code))
    with books.connection.begin_nested() as change:
        held = fill(books, draw, of)
        to = frozenset(code for each in asked for code in links(each))
        others = {code: fill(books, draw, register(code)) for code in to - {of.code}} | {of.code: held}
        figures = compute_all(books.connection, asked, YEAR_2024)
        behind = all_behind(books.connection, asked, YEAR_2024)
        for each, figure in zip(asked, figures, strict=True):
            assert figure == value(books.connection, each, YEAR_2024)
            assert list(behind[each.code]) == seqs(books, each)
            assert figure.value == recount(each, held.values(), PERIOD, others).value
            if figure.value is not None:
                agrees_with_its_rows(books, each, figure)
        change.rollback()
