"""Search: without marks everything is found, with marks exactly that; hits come in the order of names."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tmdt_desktop.records.business import Business
from tmdt_desktop.store import search
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import fold, sort_key

NAMES = ["Hợp tác xã Đình Chu", "Ấn Hòa", "An Hoà", "Công ty Đạt Dũng", "Cơ sở Dung Đạt", "hộ Nguyễn Văn Ước"]


@pytest.fixture
def listed(ws: Workspace, seller: dict[str, Any]) -> Workspace:
    with ws.change("thêm") as batch:
        batch.insert(Business, [{**seller, "name": name, "channels": []} for name in NAMES])
    return ws


def found(ws: Workspace, typed: str, limit: int | None = 50) -> list[str]:
    with ws.read() as connection:
        hits = search.hits(connection, Business, typed, limit)
    return [NAMES[seq - 1] for seq in hits]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("dinh", ["Hợp tác xã Đình Chu"]),
        ("đình", ["Hợp tác xã Đình Chu"]),
        ("định", []),
        ("hoa", ["An Hoà", "Ấn Hòa"]),
        ("hòa", ["An Hoà", "Ấn Hòa"]),
        ("hoá", []),
        ("ấn", ["Ấn Hòa"]),
        ("dat dung", ["Công ty Đạt Dũng", "Cơ sở Dung Đạt"]),
        ("ngu v uoc", ["hộ Nguyễn Văn Ước"]),
        ("zz", []),
        ("   ", []),
        ("\"'*()%_", []),
    ],
)
def test_what_is_typed_finds(listed: Workspace, typed: str, names: list[str]) -> None:
    assert found(listed, typed) == names
    assert found(listed, typed, None) == names


def test_a_changed_record_is_found_by_its_new_words_only(listed: Workspace) -> None:
    with listed.read() as connection:
        (made,) = connection.exec_driver_sql("SELECT id FROM business WHERE seq = 1").one()
    from uuid import UUID

    with listed.change("sửa") as batch:
        batch.update(Business, UUID(bytes=made), {"name": "Mật ong Tây Thiên"})
    assert found(listed, "dinh") == []
    assert found(listed, "tay thien") == [NAMES[0]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.sampled_from(NAMES), start=st.integers(0, 12), size=st.integers(1, 6))
def test_any_piece_of_a_word_from_its_start_finds_its_record(
    listed: Workspace, typed: str, start: int, size: int
) -> None:
    words = typed.split()
    piece = words[start % len(words)][:size]
    for said in (piece, fold(piece)):
        assert typed in found(listed, said)
        assert found(listed, said) == sorted(found(listed, said), key=sort_key)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.sampled_from(NAMES), cut=st.integers(1, 40), bare=st.booleans())
def test_a_name_is_found_at_every_letter_while_it_is_typed(listed: Workspace, typed: str, cut: int, bare: bool) -> None:
    said = fold(typed[:cut]) if bare else typed[:cut]
    assert typed in found(listed, said)
    assert typed in found(listed, said, None)
