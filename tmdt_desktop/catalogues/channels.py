"""What a cell of a list says about sales channels: «shopee.vn/abc; Zalo 0912 345 678 - Fanpage Đặc sản An Lộc»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tmdt_desktop.catalogues.platforms import (
    channel_key,
    host_platform,
    platform,
    word_platform,
    words_said,
)
from tmdt_desktop.text import fold, key, nfc

_PARTS = re.compile(r"[;\n|]|,(?=\s|[^\d\W])|\s+[-–]\s+|\s+và\s+")
_NOTHING = frozenset({"", "0", "khong", "ko", "khongco", "chuaco", "chua", "k", "no"})
_TICKS = frozenset({"x", "v", "co", "1", "da", "yes"})
_SITE_WORDS = frozenset({"web", "website", "trangweb", "tenmien", "diachiwebsite"})
_HANDLE = re.compile(r"@?[A-Za-z0-9_.-]{3,60}")
_LABEL = re.compile(r"^([^:/@.\d]{1,40}?)\s*[:：]\s*(?!//)(.*)$", re.DOTALL)
_BRACKETS = re.compile(r"\([^)]*\)")
_LEADING_WORD = re.compile(r"^(\S+(?:\s+shop)?)\s+(.*)$", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class ChannelSeen:
    """One channel as a list tells it.

    `kind`: the register's name of its kind (WEBSITE, SHOP, SOCIAL, OTHER). `platform`: its code, None for a site of
    one's own. `address`: as `channel_key` writes it, None when the list only names the platform or the page.
    """

    kind: str
    platform: str | None
    address: str | None
    display_name: str | None = None


def read_channels(text: str, header: str = "") -> tuple[ChannelSeen, ...]:
    """Every channel that a cell names, each once, in its order; `header` is the heading of the column."""
    seen: dict[tuple[str | None, str | None, str | None], ChannelSeen] = {}
    for part in _PARTS.split(nfc(text)):
        for made in _read(part.strip(" .,-–•*"), header):
            seen.setdefault((made.platform, made.address, made.display_name), made)
    return tuple(seen.values())


def _read(part: str, header: str) -> Iterator[ChannelSeen]:
    plain = key(part)
    if plain in _NOTHING:
        return
    if plain in _TICKS:
        code = word_platform(header)
        if code or _is_site(header):
            yield _seen(code)
        return
    if address := channel_key(part):
        yield _seen(host_platform(address), address)
        return
    yield from _read_words(part, header)


def _read_words(part: str, header: str) -> Iterator[ChannelSeen]:
    """A part that is no address: «Zalo 0912 345 678», «TikTok: @abc», «Facebook», «Fanpage An Lộc», «Web: an.vn»."""
    label, rest = _labelled(part)
    address = channel_key(rest) or channel_key(_BRACKETS.sub("", part))
    if address and label in (None, host_platform(address)):
        yield _seen(host_platform(address), address)
        return
    code = label or word_platform(header)
    if code is None or not rest:
        yield from _named_only(part, header)
        return
    yield _by_handle(code, rest)


def _labelled(part: str) -> tuple[str | None, str]:
    """(platform, what follows its word); (None, the part without «Web:») when no platform is named in front."""
    for pattern in (_LABEL, _LEADING_WORD):
        found = pattern.match(part)
        if not found:
            continue
        if code := word_platform(found.group(1)):
            return code, found.group(2).strip()
        if key(found.group(1)) in _SITE_WORDS:
            return None, found.group(2).strip()
    return None, part


def _named_only(part: str, header: str) -> Iterator[ChannelSeen]:
    said = words_said(part)
    if said:
        yield from (_seen(code) for code in said)
    elif key(part) in _SITE_WORDS:
        yield _seen(None)
    else:
        yield ChannelSeen(_kind_of_column(header), None, None, part)


def _by_handle(code: str, rest: str) -> ChannelSeen:
    """A page's name: an address when it can be one, else what it is displayed as."""
    pattern = platform(code).handle
    if pattern and code != "ZALO" and _HANDLE.fullmatch(rest):
        return _seen(code, channel_key(pattern.format(rest.lstrip("@"))) or None)
    return _seen(code, name=rest)


def _kind_of_column(header: str) -> str:
    """The sort of channel that a column holds when its words name no single platform."""
    if _is_site(header):
        return "WEBSITE"
    words = f" {fold(header)} "
    if " xa hoi" in words or "mxh" in words:
        return "SOCIAL"
    return "SHOP" if " san " in words or "gian hang" in words else "OTHER"


def _is_site(header: str) -> bool:
    return any(word in f" {fold(header)} " for word in (" website ", " web ", " trang web", " ten mien"))


def _seen(code: str | None, address: str | None = None, name: str | None = None) -> ChannelSeen:
    if address and not code:
        return ChannelSeen("WEBSITE", None, address, name)
    kind = platform(code).kind if code else "WEBSITE"
    return ChannelSeen(kind, code, address, name)
