"""The trail: a history that was cut, edited or reordered is found."""

from typing import Any

import pytest

from tmdt_desktop.records.business import Business
from tmdt_desktop.store import audit
from tmdt_desktop.store.workspace import Workspace


@pytest.fixture
def three_acts(ws: Workspace, seller: dict[str, Any]) -> Workspace:
    with ws.change("thêm") as batch:
        made = batch.insert(Business, [seller, {**seller, "name": "Ấn"}])
    with ws.change("sửa") as batch:
        batch.update(Business, made[0], {"name": "Tên mới", "channels": []})
    with ws.change("xóa") as batch:
        batch.delete(Business, made[1])
    return ws


def test_an_untouched_history_holds(three_acts: Workspace) -> None:
    with three_acts.read() as connection:
        assert audit.first_broken(connection) is None
        assert audit.head(connection) != audit.GENESIS


@pytest.mark.parametrize(
    ("tampering", "first"),
    [
        ("UPDATE audit_entry SET after = replace(after, 'Ấn', 'An')", 1),
        ("UPDATE audit_batch SET by = 'hoa' WHERE seq = 2", 2),
        ("DELETE FROM audit_entry WHERE seq = 2", 1),
        ("DELETE FROM audit_batch WHERE seq = 2", 3),
        ("UPDATE audit_batch SET seq = 9 WHERE seq = 1", 2),
        ("UPDATE audit_batch SET at = datetime(at, '-1 day') WHERE seq = 3", 3),
    ],
)
def test_a_rewritten_history_is_found_where_it_was_rewritten(three_acts: Workspace, tampering: str, first: int) -> None:
    with three_acts.write_unaudited() as connection:
        connection.exec_driver_sql(tampering)
    with three_acts.read() as connection:
        assert audit.first_broken(connection) == first


def test_an_entry_holds_only_what_changed(three_acts: Workspace) -> None:
    with three_acts.read() as connection:
        row = connection.exec_driver_sql("SELECT before, after FROM audit_entry WHERE action = 'update'").one()
    assert '"commune"' not in row[0]
    assert '"Tên mới"' in row[1]
