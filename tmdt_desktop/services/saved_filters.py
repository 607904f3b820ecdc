"""Filters that a person keeps under a name: search words, conditions and order of a register's list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records import Record
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.tables import SavedFilter
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import nfc, one_line

_LONGEST = 60


@dataclass(frozen=True)
class Kept:
    """A kept filter: its name and what it asks for."""

    name: str
    query: Query


def saved_filters(ws: Workspace, of: type[Record]) -> tuple[Kept, ...]:
    """This person's filters of a register, in the order they were kept; conditions of fields that are gone are left out."""
    table = SavedFilter.__table__.c
    asked = select(table.name, table.query).where(table.register == of.code, table.by == ws.user).order_by(table.at)
    with ws.read() as connection:
        return tuple(Kept(name, _query(of, plain)) for name, plain in connection.execute(asked))


def save_filter(ws: Workspace, of: type[Record], name: str, query: Query) -> None:
    """Keep `query` under `name`, in place of the one that had it.

    Raises:
        Invalid: no name, or too long. Refused: the filter asks for nothing.
    """
    title = one_line(nfc(name))
    if not title:
        raise Invalid("Chưa đặt tên bộ lọc. Ghi tên ngắn, ví dụ «Hộ chưa thông báo».")
    if len(title) > _LONGEST:
        raise Invalid(f"Tên dài {len(title)} ký tự, chỉ ghi được {_LONGEST}. Rút gọn lại.")
    if not query.search.strip() and not query.where:
        raise Refused("Chưa có điều kiện lọc nào để lưu.", cure="Chọn điều kiện lọc rồi lưu.")
    plain = {"search": query.search, "where": [[field, _plain(value)] for field, value in query.where]}
    plain["order"] = query.order
    mine = {"register": of.code, "by": ws.user, "name": title}
    with ws.write_unaudited() as connection:
        connection.execute(_one(delete(SavedFilter), mine))
        connection.execute(insert(SavedFilter).values(**mine, office=ws.office, at=utc_now(), query=plain))


def drop_filter(ws: Workspace, of: type[Record], name: str) -> None:
    """Forget a kept filter. Raises Refused when there is none of that name."""
    with ws.write_unaudited() as connection:
        gone = connection.execute(_one(delete(SavedFilter), {"register": of.code, "by": ws.user, "name": name}))
        if not gone.rowcount:
            raise Refused(f"Không có bộ lọc «{name}».", cure="Tải lại danh sách bộ lọc.")


def _one(statement: Any, mine: Mapping[str, str]) -> Any:
    table = SavedFilter.__table__.c
    return statement.where(*(table[name] == value for name, value in mine.items()))


def _plain(value: object) -> object:
    """Plain values of conditions are JSON already; several of them are a list."""
    return list(value) if isinstance(value, tuple | list) else value


def _query(of: type[Record], plain: Mapping[str, Any]) -> Query:
    known = {field.name for field in of.fields()}
    where = tuple(
        (field, tuple(value) if isinstance(value, list) else value) for field, value in plain["where"] if field in known
    )
    order = plain.get("order", "")
    return Query(plain["search"], where, order if order.lstrip("-") in known else "")
