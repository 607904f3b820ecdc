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
