"""The year's plan, from the register of targets (Quy chế, Điều 21: results beside the plan)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.records.target import Target
from tmdt_desktop.services.frozen import Frozen


def targets_of(connection: Connection, office: str, year: int) -> dict[str, int]:
    """What the plan of `year` asks of each figure, by code; of two rows for one figure the later written counts."""
    table = Target.__table__.c
    own = (table.package.is_(None), table.office == office, table.year == year)
    asked = select(table.indicator, table.value).where(*own).order_by(table.seq)
    return {code: value for code, value in connection.execute(asked)}  # noqa: C416 - rows are no pairs to the type checker


def with_plans(connection: Connection, frozen: Frozen, record: Mapping[str, Any]) -> Frozen:
    """The figures of a year with its plan beside them; what was typed stands where the register has no target.

    A plan is made for a whole year, so that reports on less have none of it.
    """
    if record["kind"] is not ReportKind.ANNUAL:
        return frozen
    plans = targets_of(connection, record["office"], record["year"])
    figures = {
        code: replace(figure, plan=plans[code]) if code in plans else figure for code, figure in frozen.figures.items()
    }
    return replace(frozen, figures=figures)
