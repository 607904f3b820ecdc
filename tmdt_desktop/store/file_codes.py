"""The number of a record in the files of its office: «243-2024-00001», given once (facts: mã hồ sơ)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record
from tmdt_desktop.store.audit import Act
from tmdt_desktop.store.tables import Counter

FIELD = "file_code"


def given(connection: Connection, act: Act, register: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The codes of new records of the office, in their order; a row that bears its code already (restored) keeps it."""
    lacking = sum(not row.get(FIELD) for row in rows)
    if not lacking:
        return [row[FIELD] for row in rows]
    year = act.at.astimezone(VIETNAM).year
    last = _advance(connection, act.office, register.code, (year, lacking))
    numbers = iter(range(last + 1, last + 1 + lacking))
    start = f"{act.office}-{year}-"
    return [row.get(FIELD) or f"{start}{next(numbers):05d}" for row in rows]


def _advance(connection: Connection, office: str, register: str, by: tuple[int, int]) -> int:
    """The last number given before; `by`: the year and how many are taken now."""
    year, count = by
    table = Counter.__table__.c
    mine = (table.office == office, table.register == register, table.year == year)
    last = connection.scalar(select(table.last).where(*mine))
    if last is None:
        connection.execute(insert(Counter).values(office=office, register=register, year=year, last=count))
        return 0
    connection.execute(update(Counter).where(*mine).values(last=last + count))
    return int(last)
