"""Rows that no report may rest on: broken rules, pointers to records that are gone, communes that were not there then."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, func, select

from tmdt_desktop.catalogues.atlas import units_of
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.doubts import faulty
from tmdt_desktop.services.references import Link, links_of

Counts = tuple[tuple[str, int], ...]
"""(what is wrong with them, how many rows)."""
_RECORDED = "recorded_on"


def wrong_rows(connection: Connection) -> tuple[tuple[type[Record], Counts], ...]:
    """The registers that hold such rows of the office's own, each with what is wrong with how many."""
    kept = (of for of in REGISTERS if of not in (Report, Package))
    found = ((of, tuple(_counts(connection, of))) for of in kept)
    return tuple((of, counts) for of, counts in found if counts)


def _counts(connection: Connection, of: type[Record]) -> Iterator[tuple[str, int]]:
    if broken := len(faulty(connection, of)):
        yield "sai quy tắc giữa các cột", broken
    if gone := sum(_gone(connection, link) for link in links_of(of)):
        yield "chỉ đến hồ sơ không còn", gone
    if away := _away(connection, of):
        yield "ghi xã, phường không có vào ngày của dòng", away


def _gone(connection: Connection, link: Link) -> int:
    """How many rows point by `link` to a record that is not there."""
    table, target = link.table, register(link.to).__table__.alias()
    pointing = table.c[link.name].is_not(None) & ~exists().where(target.c.id == table.c[link.name])
    asked = select(func.count()).select_from(table).where(pointing)
    if link.part:
        own = link.of.__table__
        asked = asked.join(own, own.c.id == table.c.parent).where(own.c.package.is_(None))
    else:
        asked = asked.where(table.c.package.is_(None))
    return connection.scalar(asked) or 0


def _away(connection: Connection, of: type[Record]) -> int:
    """How many rows name a commune that nothing bore on the day of the row; on any day, where the row has none."""
    table = of.__table__.c
    names = [field.name for field in of.fields() if isinstance(field.kind, Commune)]
    dated = of.period_field or (_RECORDED if _RECORDED in table else None)
    found = 0
    for name in names:
        columns: list[Any] = [table[name], *([table[dated]] if dated else [])]
        named = select(*columns, func.count()).where(table.package.is_(None), table[name].is_not(None))
        for code, *on, count in connection.execute(named.group_by(*columns)):
            found += 0 if _stood(code, on[0] if on else None) else count
    return found


def _stood(code: str, on: date | None) -> bool:
    return any(on is None or unit.holds_on(on) for unit in units_of(code))
