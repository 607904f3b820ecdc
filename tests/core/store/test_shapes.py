"""The number of a list's shape follows the list through every way of writing it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tmdt_desktop.records.business import Business, ChannelKind
from tmdt_desktop.records.shapes import EMPTY, LONGEST, ListShape, rows_of
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.store import shapes
from tmdt_desktop.store.changes import read_record
from tmdt_desktop.store.workspace import Workspace

SITE = {"kind": ChannelKind.WEBSITE, "address": "hoa.example.vn"}
SHOP = {"kind": ChannelKind.SHOP, "platform": "shopee"}


def shape(ws: Workspace, id_: UUID) -> Any:
    """The rows of the shape that the record's number stands for; None where it has no number."""
    with ws.read() as connection:
        table = Business.__table__.c
        number = connection.scalar(select(table.channels_shape).where(table.id == id_))
        if number in (None, EMPTY):
            return number
        return rows_of(connection.scalar(select(ListShape.rows).where(ListShape.id == number)) or "")


def add(ws: Workspace, seller: dict[str, Any], *channels: dict[str, Any]) -> UUID:
    with ws.change("Thêm") as batch:
        return batch.insert(Business, [{**seller, "channels": list(channels)}])[0]


def test_it_tells_choices_and_what_is_filled_but_no_words(ws: Workspace, seller: dict[str, Any]) -> None:
    assert shape(ws, add(ws, seller, SITE)) == ({"address": 1, "kind": "WEBSITE"},)


def test_lists_that_look_alike_share_a_number_whatever_their_order(ws: Workspace, seller: dict[str, Any]) -> None:
    one, other = add(ws, seller, SITE, SHOP), add(ws, seller, SHOP, {**SITE, "address": "khac.example.vn"})
    with ws.read() as connection:
        table = Business.__table__.c
        asked = select(table.channels_shape).where(table.id.in_([one, other]))
        assert len(set(connection.scalars(asked))) == 1


def test_an_empty_list_has_a_number_and_a_long_one_none(ws: Workspace, seller: dict[str, Any]) -> None:
    assert shape(ws, add(ws, seller)) == EMPTY
    assert shape(ws, add(ws, seller, *[SITE] * (LONGEST + 1))) is None


def test_it_changes_with_the_list_and_comes_back_with_undo(ws: Workspace, seller: dict[str, Any]) -> None:
    id_ = add(ws, seller, SITE)
    with ws.change("Sửa") as batch:
        batch.update(Business, id_, {"channels": [SHOP]})
    assert shape(ws, id_) == ({"kind": "SHOP", "platform": "shopee"},)
    undo_batch(ws, batches(ws)[0].id)
    assert shape(ws, id_) == ({"address": 1, "kind": "WEBSITE"},)


def test_a_record_that_returns_from_deletion_has_it_again(ws: Workspace, seller: dict[str, Any]) -> None:
    id_ = add(ws, seller, SHOP)
    with ws.change("Xóa") as batch:
        batch.delete(Business, id_)
    undo_batch(ws, batches(ws)[0].id)
    assert shape(ws, id_) == ({"kind": "SHOP", "platform": "shopee"},)


def test_a_change_beside_the_list_leaves_it(ws: Workspace, seller: dict[str, Any]) -> None:
    id_ = add(ws, seller, SHOP)
    with ws.change("Sửa") as batch:
        batch.update(Business, id_, {"name": "Tên khác"})
    assert shape(ws, id_) == ({"kind": "SHOP", "platform": "shopee"},)


@pytest.mark.parametrize("channels", [(), (SITE,), (SHOP, SITE)])
def test_lists_without_a_number_get_the_one_they_would_have_had(
    ws: Workspace, seller: dict[str, Any], channels: tuple[dict[str, Any], ...]
) -> None:
    id_ = add(ws, seller, *channels)
    had = shape(ws, id_)
    with ws.write_unaudited() as connection:
        connection.execute(update(Business).values(channels_shape=None))
        shapes.fill(connection, Business, ws.office)
    assert shape(ws, id_) == had


def test_the_number_is_no_part_of_what_the_record_says(ws: Workspace, seller: dict[str, Any]) -> None:
    id_ = add(ws, seller, SHOP)
    assert "channels_shape" not in {field.name for field in Business.fields()} | set(Business.unseen())
    with ws.read() as connection:
        kept = connection.exec_driver_sql("SELECT after FROM audit_entry").scalar()
        assert "shape" not in str(kept)
        assert read_record(connection, Business, id_) is not None
