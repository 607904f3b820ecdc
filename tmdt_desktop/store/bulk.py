"""Many rows at once: values turned into what the driver wants column by column, and sent in one executemany."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_rows(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as columns of equal length, by column name.

    Several times quicker than a dictionary a row: SQLAlchemy's own converters are used, but once a column.
    """
    names = list(columns)
    dialect = connection.dialect
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    order = compiled.positiontup or names
    bound = [_bound(columns[name], table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order]
    connection.exec_driver_sql(str(compiled), list(zip(*bound, strict=True)))


def _bound(values: Sequence[Any], processor: Any) -> Iterable[Any]:
    if processor is None:
        return values
    known: dict[Any, Any] = {None: processor(None)}
    try:
        return [known[v] if v in known else known.setdefault(v, processor(v)) for v in values]
    except TypeError:  # structures cannot be remembered
        return [processor(value) for value in values]
