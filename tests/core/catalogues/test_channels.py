"""Cells that speak of sales channels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmdt_desktop.catalogues.channels import ChannelSeen, read_channels
from tmdt_desktop.catalogues.platforms import channel_key, platforms
from tmdt_desktop.records.business import ChannelKind

Told = tuple[str | None, str | None, str | None]


def told(text: str, header: str = "") -> list[Told]:
    return [(seen.platform, seen.address, seen.display_name) for seen in read_channels(text, header)]


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("shopee.vn/anloc?smtt=0.0.9\nPostmart", "Sàn TMĐT", [("SHOPEE", "shopee.vn/anloc", None), ("POSTMART", None, None)]),
        ("Shopee: anloc.store", "Sàn", [("SHOPEE", "shopee.vn/anloc.store", None)]),
        ("TikTok: @anloc", "", [("TIKTOK", "tiktok.com/@anloc", None)]),
        ("Zalo 0912 345 678 - Fanpage Đặc sản An Lộc", "", [("ZALO", "zalo.me/0912345678", None), ("FACEBOOK", None, "Đặc sản An Lộc")]),
        ("0912345678 (Zalo)", "", [("ZALO", "zalo.me/0912345678", None)]),
        ("Web: anloc.com.vn", "Website", [(None, "anloc.com.vn", None)]),
        ("https://anloc.vn/san-pham/?utm_source=zalo#top", "Website", [(None, "anloc.vn/san-pham", None)]),
        ("x", "Shopee", [("SHOPEE", None, None)]),
        ("Có", "Website", [(None, None, None)]),
        ("An Lộc", "Facebook", [("FACEBOOK", None, "An Lộc")]),
        ("An Lộc", "Mạng xã hội (Facebook, Zalo)", [(None, None, "An Lộc")]),
        ("Facebook, Voso", "", [("FACEBOOK", None, None), ("VOSO", None, None)]),
        ("shopee.vn/a; https://www.shopee.vn/a/", "", [("SHOPEE", "shopee.vn/a", None)]),
    ],
)  # fmt: skip
def test_each_channel_of_a_cell_is_told(text: str, header: str, expected: list[Told]) -> None:
    assert told(text, header) == expected


@pytest.mark.parametrize("text", ["", "0", "-", "Không", "không có", "Chưa có"])
def test_no_channel_is_no_channel(text: str) -> None:
    assert read_channels(text, "Shopee") == ()


def test_a_name_under_an_open_heading_keeps_the_kind_of_its_column() -> None:
    assert read_channels("An Lộc", "Mạng xã hội") == (ChannelSeen("SOCIAL", None, None, "An Lộc"),)
    assert read_channels("An Lộc", "Gian hàng trên sàn") == (ChannelSeen("SHOP", None, None, "An Lộc"),)


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "Website", "Shopee", "Mạng xã hội", "Sàn TMĐT"]))
def test_whatever_is_read_can_be_stored(text: str, header: str) -> None:
    codes = {platform.code for platform in platforms()} | {None}

    for seen in read_channels(text, header):
        assert seen.kind in ChannelKind.__members__
        assert seen.platform in codes
        assert seen.address is None or channel_key(seen.address) == seen.address
