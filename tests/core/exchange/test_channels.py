"""One cell about selling on line, as channels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.exchange.channels import read_channels


@pytest.mark.parametrize(
    ("cell", "column", "channels"),
    [
        ("https://www.Facebook.com/abc/?ref=1", "SOCIAL", [("FACEBOOK", "facebook.com/abc")]),
        ("FB: Tạp hóa Bà Năm", "SOCIAL", [("FACEBOOK", "Tạp hóa Bà Năm")]),
        (
            "Fanpage Gạo sạch ; TikTok: @gaosach",
            "SOCIAL",
            [("FACEBOOK", "Gạo sạch"), ("TIKTOK", "tiktok.com/@gaosach")],
        ),
        ("Shopee: shop.vp", "SHOP", [("SHOPEE", "shopee.vn/shop.vp")]),
        ("shop.vp", "SHOPEE", [("SHOPEE", "shopee.vn/shop.vp")]),
        ("x", "SHOPEE", [("SHOPEE", "")]),
        ("Có", "WEBSITE", [(None, "")]),
        ("TikTok Shop", "SHOP", [("TIKTOK", "")]),
        ("Facebook, Voso", "SHOP", [("FACEBOOK", ""), ("VOSO", "")]),
        ("bán qua Facebook và Zalo", "ANY", [("FACEBOOK", ""), ("ZALO", "")]),
        ("Zalo 0912 345 678", "SOCIAL", [("ZALO", "zalo.me/0912345678")]),
        (912345678.0, "ZALO", [("ZALO", "zalo.me/0912345678")]),
        ("Web: abc.vn", "WEBSITE", [(None, "abc.vn")]),
        ("abc.vn\nhttps://abc.vn/", "WEBSITE", [(None, "abc.vn")]),
        (
            "facebook.com/profile.php?id=100059254998644",
            "SOCIAL",
            [("FACEBOOK", "facebook.com/profile.php?id=100059254998644")],
        ),
        (
            "https://shopee.vn/a https://tiki.vn/cua-hang/b",
            "SHOP",
            [("SHOPEE", "shopee.vn/a"), ("TIKI", "tiki.vn/cua-hang/b")],
        ),
    ],
)
def test_a_cell_becomes_its_channels(cell: object, column: str, channels: list[tuple[str | None, str]]) -> None:
    rows = read_channels(cell, column).rows
    assert [(row["platform"], row["address"] or row["display_name"] or "") for row in rows] == channels


@pytest.mark.parametrize("cell", ["", "0", "-", "Không", "không có", "Chưa có", " chưa ", "—"])
def test_a_cell_that_says_none_gives_none(cell: str) -> None:
    assert read_channels(cell, "SHOP").rows == ()


@pytest.mark.parametrize(
    ("cell", "column", "channels"),
    [
        ("FB: An Shop - Zalo: 0912345001", "SOCIAL", [("FACEBOOK", "An Shop"), ("ZALO", "zalo.me/0912345001")]),
        ("zalo: 0912.345.004/0987654321", "SOCIAL", [("ZALO", "zalo.me/0912345004"), ("ZALO", "zalo.me/0987654321")]),
        ("Sendo (ansendo)", "SHOP", [("SENDO", "sendo.vn/shop/ansendo")]),
        ("Tik tok shop @emshop", "SOCIAL", [("TIKTOK", "tiktok.com/@emshop")]),
        ("Chùa Hà Store", "FACEBOOK", [("FACEBOOK", "Chùa Hà Store")]),
    ],
)
def test_two_in_one_piece_and_names_in_brackets_are_read(
    cell: str, column: str, channels: list[tuple[str, str]]
) -> None:
    rows = read_channels(cell, column).rows
    assert [(row["platform"], row["address"] or row["display_name"]) for row in rows] == channels


@pytest.mark.parametrize("cell", ["Đang xây dựng", "chưa có; sẽ mở 2026", "dự kiến quý II"])
def test_what_is_to_come_is_no_channel_but_told(cell: str) -> None:
    read = read_channels(cell, "SOCIAL")
    assert read.rows == ()
    assert cell in read.doubt


def test_a_channel_without_address_is_a_doubt_even_with_a_name() -> None:
    assert read_channels("FB: Tạp hóa Bà Năm", "SOCIAL").doubt


def test_channels_that_are_too_many_are_told() -> None:
    read = read_channels("; ".join(f"shop{at}.vn" for at in range(33)), "WEBSITE")
    assert len(read.rows) == 30
    assert "33" in read.doubt


def test_a_tick_without_address_is_a_doubt_and_several_links_are_told() -> None:
    assert read_channels("x", "SHOPEE").doubt
    assert "2 kênh" in read_channels("a.vn; b.vn", "WEBSITE").repaired


@given(
    st.one_of(st.text(max_size=80), st.floats(allow_nan=False), st.integers()),
    st.sampled_from(["ANY", "SHOP", "SHOPEE", "ZALO", "WEBSITE"]),
)
def test_any_cell_gives_channels_that_a_record_can_hold(cell: object, column: str) -> None:
    for row in read_channels(cell, column).rows:
        assert len(row["address"] or "") <= 255
        assert len(row["display_name"] or "") <= 255
