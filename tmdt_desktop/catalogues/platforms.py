"""Where goods are sold on line: the platforms, and one way of writing every address of a channel."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs

from tmdt_desktop.catalogues.dated import read, span
from tmdt_desktop.catalogues.listed import Entry, Listed
from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Kind
from tmdt_desktop.text import fold, one_line

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/+|^/+", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)(?::\d{1,5})?", re.IGNORECASE)
_END = "/.,;:!?)»”\"' "
_NO_NUMBER = re.compile(r"[^\d\s.+()-]")
_PORT, _WORLD_WIDE = re.compile(r":(?:80|443)$"), re.compile(r"^(?:www\.)+")
_PLAIN_PATH = re.compile(r"[\w@-][\w@./-]*", re.ASCII)
_SPECIAL = frozenset({"zalo.me", "facebook.com"})
_LONGEST, _LONGEST_LABEL = 255, 63


@dataclass(frozen=True)
class Platform(Entry):
    """One platform. `kind`: the sort of channel it is (a name of the register's list: SHOP, SOCIAL, OTHER).

    `hosts`: its domains. `handle`: an address with «{}» for the name of the shop or page; empty when none is known.
    """

    kind: str = "OTHER"
    hosts: tuple[str, ...] = ()
    handle: str = ""


@cache
def platforms() -> tuple[Platform, ...]:
    """Every platform, in the order they are offered."""
    return tuple(_platform(row) for row in read("platforms.toml")["platform"])


def _platform(row: Mapping[str, Any]) -> Platform:
    return Platform(
        row["code"],
        row["name"],
        tuple(row["words"]),
        kind=row["kind"],
        hosts=tuple(row["hosts"]),
        handle=row["handle"],
        **span(row),
    )


@cache
def _aliases() -> Mapping[str, str]:
    return MappingProxyType(dict(read("platforms.toml")["aliases"]))


def platform(code: str) -> Platform:
    """The platform whose code is `code`. Raises KeyError."""
    return _by_code()[code]


@cache
def _by_code() -> Mapping[str, Platform]:
    return MappingProxyType({known.code: known for known in platforms()})


@dataclass(frozen=True)
class PlatformKind(Listed):
    """A platform by its code."""

    def entries(self) -> tuple[Entry, ...]:
        return platforms()


@dataclass(frozen=True)
class ChannelAddress(Kind):
    """A domain, a page, a shop or a Zalo number, written the one way that makes equal addresses equal."""

    def parse(self, raw: object) -> str:
        """Raises Invalid when `raw` holds no address."""
        address = channel_key(str(raw))
        if not address:
            raise Invalid(
                "Ghi tên miền, đường dẫn hoặc số Zalo, ví dụ shopee.vn/tengianhang. Tên trang ghi ở «Tên hiển thị»."
            )
        if len(address) > _LONGEST:
            raise Invalid(f"Địa chỉ dài {len(address)} ký tự, chỉ ghi được {_LONGEST}. Bỏ phần thừa sau dấu «?».")
        return address


def channel_key(text: str) -> str:
    """The one spelling of a channel's address; empty when `text` is none.

    Host in lower case (international names as punycode), without scheme, «www.», query, fragment and last slash; the
    path as it is. `facebook.com/profile.php?id=…` keeps its id. A telephone number is read as a Zalo number.
    """
    if _on_platform(text):
        return text.rstrip(_END)
    line = _SCHEME.sub("", one_line(text)).strip()
    if not line[:1].isalpha() and (phone := zalo_number(line)):
        return f"zalo.me/{phone}"
    found = _HOST.match(line)
    if not found or " " in line.rstrip(_END):
        return ""
    host = _host(found.group())
    rest = line[found.end() :].strip()
    if not host or (rest and rest[0] not in "/?#" + _END):
        return ""
    return _path_added(host, rest)


def _on_platform(text: str) -> bool:
    """Whether `text` is an address on a known platform that is written its one way already: most of them are."""
    host, slash, path = text.partition("/")
    return bool(slash and path and host in _by_host() and host not in _SPECIAL and _PLAIN_PATH.fullmatch(path))


def zalo_number(text: str) -> str:
    """The mobile number that `text` is, as dialled inside Vietnam; empty when it is something else."""
    if _NO_NUMBER.search(text):
        return ""
    digits = re.sub(r"^(?:0084|84)(?=\d{9}$)", "0", re.sub(r"\D", "", text))
    return digits if re.fullmatch(r"0[35789]\d{8}", digits, re.ASCII) else ""


def _host(raw: str) -> str:
    name, _, port = _WORLD_WIDE.sub("", _PORT.sub("", raw.lower())).partition(":")
    plain = _as_ascii(name)
    if plain != raw and not _HOST.fullmatch(plain):
        return ""
    plain = _aliases().get(plain, plain)
    return f"{plain}:{port}" if port else plain


def _as_ascii(name: str) -> str:
    """A host name as the name servers know it (RFC 3490); empty when it cannot be one."""
    if name.isascii():
        return name if max(map(len, name.split("."))) <= _LONGEST_LABEL else ""
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _path_added(host: str, rest: str) -> str:
    if not rest:
        return host
    path, _, query = rest.split("#", 1)[0].partition("?")
    if host == "facebook.com" and path.strip("/").lower() == "profile.php":
        ids = parse_qs(query).get("id", [])
        return f"{host}/profile.php?id={ids[0]}" if ids and ids[0].isalnum() else ""
    clean = path.rstrip(_END)
    if host == "zalo.me" and (phone := zalo_number(clean.lstrip("/"))):
        return f"{host}/{phone}"
    return host + clean


def platform_of(text: str, header: str = "") -> str | None:
    """The code of the platform that an address, or the words around it, name; None for a site of one's own.

    `header`: the heading of the column; it decides only when it names one platform and the text none.
    """
    address = channel_key(text)
    if address:
        return host_platform(address)
    return word_platform(text) or word_platform(header)


def host_platform(address: str) -> str | None:
    """The platform on whose domain the address (as `channel_key` gives it) lies."""
    host = address.partition("/")[0].partition(":")[0]
    known = _by_host()
    while host:
        if host in known:
            return known[host]
        host = host.partition(".")[2]
    return None


@cache
def _by_host() -> Mapping[str, str]:
    return MappingProxyType({host: known.code for known in reversed(platforms()) for host in known.hosts})


def word_platform(text: str) -> str | None:
    """The one platform that the words name; None when they name none or several."""
    said = set(words_said(text))
    return said.pop() if len(said) == 1 else None


def words_said(text: str) -> tuple[str, ...]:
    """The codes of all platforms that the words name, in the order of the list."""
    plain = f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "
    return tuple(code for word, code in _words() if f" {word} " in plain)


@cache
def _words() -> tuple[tuple[str, str], ...]:
    said = ((word, known.code) for known in platforms() if known.code != "OTHER" for word in known.words)
    return tuple((" ".join(re.findall(r"[a-z0-9]+", fold(word))), code) for word, code in said)
