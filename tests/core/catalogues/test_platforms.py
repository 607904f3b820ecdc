"""One spelling for every address of a channel, and the platform it lies on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmdt_desktop.catalogues.platforms import (
    ChannelAddress,
    PlatformKind,
    channel_key,
    platform,
    platform_of,
    platforms,
)
from tmdt_desktop.errors import Invalid
from tmdt_desktop.records.business import ChannelKind


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://www.Shopee.vn/shop_ABC/?x=1#a", "shopee.vn/shop_ABC"),
        ("HTTP://Abc.VN/", "abc.vn"),
        ("//abc.vn", "abc.vn"),
        ("www.abc.com.vn,", "abc.com.vn"),
        ("abc.vn:443/a", "abc.vn/a"),
        ("abc.vn:8080/a", "abc.vn:8080/a"),
        ("https://m.facebook.com/profile.php?ref=x&id=100066484131670", "facebook.com/profile.php?id=100066484131670"),
        ("https://www.facebook.com/profile.php?id=1", "facebook.com/profile.php?id=1"),
        ("https://m.facebook.com/anloc?ref=bookmarks", "facebook.com/anloc"),
        ("fb.com/anloc.vp/", "facebook.com/anloc.vp"),
        ("tiktok.com/@anloc?lang=vi-VN", "tiktok.com/@anloc"),
        ("https://zalo.me/0912345678", "zalo.me/0912345678"),
        ("zalo.me/84912345678", "zalo.me/0912345678"),
        ("0912 345 678", "zalo.me/0912345678"),
        ("+84 912.345.678", "zalo.me/0912345678"),
        ("https://đặcsản.vn/Gà", "xn--csn-uqa6698amda.vn/Gà"),
        ("xn--csn-uqa6698amda.vn/Gà", "xn--csn-uqa6698amda.vn/Gà"),
        ("shopee.vn/anloc\u200b", "shopee.vn/anloc"),
    ],
)
def test_equal_addresses_are_written_alike(text: str, key: str) -> None:
    assert channel_key(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Không",
        "Đặc sản An Lộc",
        "1.5",
        "0",
        "abc",
        "facebook.com/profile.php",
        "a.vn b.vn",
        "02113861234",
        "-.vn",
        "a..vn",
    ],
)
def test_what_is_no_address_gives_none(text: str) -> None:
    assert channel_key(text) == ""


HOSTS = st.sampled_from(
    [
        "abc.vn",
        "WWW.abc.com.vn",
        "m.facebook.com",
        "fb.com",
        "zalo.me",
        "shopee.vn",
        "www.www.vn",
        "đặcsản.vn",
        "a.b.vn:80",
    ]
)
PATHS = st.text(alphabet=st.sampled_from("aB1đ_@-./?#=&%:,) "), max_size=20)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.builds("{}{}/{}".format, st.sampled_from(["", "https://", "//"]), HOSTS, PATHS))
)
def test_the_spelling_of_a_spelling_is_itself(text: str) -> None:
    once = channel_key(text)

    assert channel_key(once) == once


@settings(deadline=None)
@given(HOSTS, st.text(alphabet="abcXYZ09_-", min_size=1, max_size=12))
def test_scheme_query_fragment_and_slash_make_no_difference(host: str, path: str) -> None:
    plain = channel_key(f"{host}/{path}")

    for other in (f"https://{host}/{path}/", f"HTTP://{host}/{path}?ref=1", f"{host}/{path}#top", f"  {host}/{path} "):
        assert channel_key(other) == plain


@pytest.mark.parametrize(
    ("text", "header", "code"),
    [
        ("https://www.shopee.vn/abc", "", "SHOPEE"),
        ("shop.tiktok.com/abc", "", "TIKTOK"),
        ("notshopee.vn/abc", "Shopee", None),
        ("Zalo: 0912345678", "", "ZALO"),
        ("FB An Lộc", "", "FACEBOOK"),
        ("x", "Gian hàng Postmart", "POSTMART"),
        ("Facebook, Zalo", "", None),
        ("x", "Mạng xã hội", None),
    ],
)
def test_a_platform_is_known_by_its_domain_its_name_or_the_heading(text: str, header: str, code: str | None) -> None:
    assert platform_of(text, header) == code


def test_kinds_of_platforms_are_kinds_of_channels() -> None:
    assert {each.kind for each in platforms()} <= {term.name for term in ChannelKind}


def test_the_name_of_a_shop_gives_its_address_on_the_platform() -> None:
    for each in platforms():
        if each.handle and each.code != "ZALO":
            assert platform_of(each.handle.format("anloc.vp")) == each.code


def test_an_address_field_takes_addresses_only() -> None:
    kind = ChannelAddress()

    assert kind.parse("https://Abc.vn/") == "abc.vn"
    with pytest.raises(Invalid, match="Tên hiển thị"):
        kind.parse("Đặc sản An Lộc")
    with pytest.raises(Invalid, match="255"):
        kind.parse("abc.vn/" + "a" * 300)


def test_a_platform_is_chosen_by_code_name_or_word() -> None:
    kind = PlatformKind()

    assert [kind.parse(raw) for raw in ("SHOPEE", "shopee", "Fanpage", "Postmart, Buudien.vn")] == [
        "SHOPEE",
        "SHOPEE",
        "FACEBOOK",
        "POSTMART",
    ]
    assert kind.show("VOSO") == platform("VOSO").name == "Voso"
    assert dict(kind.choices())["TIKI"] == "Tiki"
    with pytest.raises(Invalid, match="Chọn một trong: Postmart"):
        kind.parse("chợ")
