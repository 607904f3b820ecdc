"""One cell about selling on line, as channels: several links, names of pages, shop names, ticks."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from tmdt_desktop.catalogues.platforms import channel_key, host_platform, platform, words_said, zalo_number
from tmdt_desktop.exchange.headings import words_of
from tmdt_desktop.records.business import ChannelKind
from tmdt_desktop.text import nfc, one_line

_SPLIT = re.compile(
    r"[;\n|]+|,\s+(?=\S)|,(?=https?:|www\.)|\s+(?=https?://)"
    r"|\s+[-–]\s+(?=(?:fb|face(?:book)?|fanpage|zalo|tik ?tok|youtube|shopee|lazada|instagram|voso|postmart|tiki|sendo)\b\s*:)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"(?:(?:đang|dang)\s+(?:xây dựng|xay dung|làm|thiết kế|cập nhật|hoàn thiện|mở|đăng ký)|sẽ\s+(?:mở|bán|làm|đăng ký)"
    r"|sắp\s+(?:mở|bán)|dự kiến|chưa)(?!\w).*"
)
_AT = re.compile(r"@[\w.\-]{2,60}", re.ASCII)
_BRACKETED = re.compile(r"\s*([^()]{2,40}?)\s*\(([^()]{2,60})\)\s*")
_NO = frozenset(
    (
        *(
            "",
            "0",
            "-",
            "--",
            "—",
            "o",
            "không",
            "khong",
            "không có",
            "khong co",
            "chưa có",
            "chua co",
            "chưa",
            "ko",
            "k",
        ),
        *("không bán", "chưa mở", "chưa đăng ký", "không dùng", "n/a", "na", "none", "no", "chưa cấp", "không rõ"),
    )
)
_YES = frozenset(("x", "có", "co", "v", "✓", "✔", "☑", "√", "yes", "có gian hàng", "1", "đã có", "true", "+", "ok"))
_HANDLE = re.compile(r"@?[\w.\-]{2,60}", re.ASCII)
_NAMED = re.compile(r"^\s*([^\W\d_][\w .]{1,24}?)\s*(?::|[-–]\s)\s*(.+)$", re.DOTALL)
_WEB_WORD = re.compile(r"^\s*(web|website|trang web|ten mien|web site|app)\b[\s:.-]*", re.IGNORECASE)
_LEAD = re.compile(
    r"^\s*(fb|facebook|fanpage|page|zalo|tiktok|tik tok|youtube|shopee|lazada|instagram|voso|postmart|tiki|sendo)\b[\s:.\-]*",
    re.IGNORECASE,
)
_SORTS = {"SHOP": "SHOP", "SOCIAL": "SOCIAL", "ANY": "OTHER", "WEBSITE": "WEBSITE", "OTHER": "OTHER"}
_SIMPLE = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?!/profile\.php)(/[\w@./-]*)?", re.ASCII)
_MOST = 30


class Channels(NamedTuple):
    """The channels of one cell, as raw rows of the sub-list, and what to say about them."""

    rows: tuple[Mapping[str, Any], ...]
    repaired: str = ""
    doubt: str = ""


NONE = Channels(())


def says_no(text: str) -> bool:
    """Whether a cell says that there is none: empty, 0, a dash, «không có»."""
    return text.strip().strip(".").lower() in _NO


def read_channels(raw: object, column: str) -> Channels:
    """A cell of a column of addresses. `column`: a platform's code, or WEBSITE, SHOP, SOCIAL, ANY."""
    if isinstance(raw, str) and (simple := _SIMPLE.fullmatch(raw)):
        host = _host_at(simple[1])
        if host and (_platform_at(host) or column in ("WEBSITE", "ANY")):
            return Channels((_addressed(host + (simple[2] or "").rstrip("/."), column),))
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else nfc(str(raw)).lstrip("'")
    if says_no(text):
        return NONE
    rows: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for piece in _SPLIT.split(text):
        for made in _made_of(one_line(piece).strip(" ,;."), column):
            rows.setdefault((made["platform"], made["address"], made["display_name"]), made)
    found = tuple(rows.values())[:_MOST]
    several = f"Ô có {len(found)} kênh; tách thành {len(found)} dòng." if len(found) > 1 else ""
    return Channels(found, several, _doubt(text, found, len(rows)))


def _doubt(text: str, found: tuple[Mapping[str, Any], ...], named: int) -> str:
    """What to say of a cell whose channels have no address, are more than fit, or are none at all."""
    bare = [row for row in found if not row["address"]]
    said = [f"Ô có {named} kênh; chỉ nhận {_MOST} kênh đầu."] if named > _MOST else []
    if any(not row["display_name"] for row in bare):
        said.append("Có kênh chưa ghi địa chỉ.")
    elif bare:
        said.append("Có kênh mới ghi tên, chưa có địa chỉ.")
    elif not found and text.strip().lower() not in _YES:
        said.append(f"«{one_line(text)[:60]}» chưa phải một kênh; chưa nhận.")
    return " ".join(said)


def row(kind: str, code: str | None, address: str | None, display_name: str | None) -> dict[str, Any]:
    """A raw row of the sub-list of channels."""
    return {
        "kind": ChannelKind[kind],
        "platform": code,
        "address": address or None,
        "display_name": (display_name or "")[:255] or None,
    }


def _made_of(piece: str, column: str) -> list[dict[str, Any]]:
    """The channels that one piece of a cell names."""
    if not piece or says_no(piece) or _NOT_YET.fullmatch(piece.lower()):
        return []
    own = None if column in _SORTS else column
    if piece.lower() in _YES:
        return [] if column == "ANY" else [_sorted(own, None, None, column)]
    lead, rest = _led(piece)
    if lead:
        address = channel_key(rest)
        known = bool(address) and _platform_at(address.partition("/")[0]) is not None
        if lead == "ZALO" and len(numbers := _numbers_in(rest)) > 1:
            return [_sorted(lead, f"zalo.me/{number}", None, column) for number in numbers]
        return [_addressed(address, column) if known else _handled(lead, rest, column)]
    if found := _plain_address(piece):
        bare_handle = own and _platform_at(found.partition("/")[0]) is None and _HANDLE.fullmatch(piece)
        return [_handled(str(own), piece, column) if bare_handle else _addressed(found, column)]
    return _worded(piece, own, column)


def _led(piece: str) -> tuple[str, str]:
    """(platform, what follows) of «Shopee: tengianhang», «Zalo 0912 345 678»; empty when no platform's name leads."""
    found = _NAMED.match(piece) or _LEAD.match(piece)
    said = words_said(found[1]) if found else ()
    if not found or len(said) != 1 or re.match(r"https?$", found[1]):
        return "", ""
    if words_of(piece) in {words_of(word) for word in platform(said[0]).words}:
        return said[0], ""
    rest = piece[found.end(1) :].strip(" :-–.")
    if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1:
        rest = rest[1:-1].strip()
    return (said[0], rest) if not channel_key(piece) else ("", "")


def _numbers_in(text: str) -> list[str]:
    """The telephones in «0912.345.004/0987654321»; empty when any part is none."""
    numbers = [zalo_number(part) for part in re.split(r"[/,]|\s+[-–]\s+", text) if part.strip()]
    return list(dict.fromkeys(numbers)) if all(numbers) else []


def _plain_address(piece: str) -> str:
    """The address in a piece, also after «Web:»; empty when it holds none."""
    bare = _WEB_WORD.sub("", piece)
    found = "" if zalo_number(bare) else channel_key(bare)
    return found if len(found) <= 255 else ""


@lru_cache(maxsize=4096)
def _host_at(host: str) -> str:
    """The one spelling of a host; empty where an address needs more than its host put right."""
    found = channel_key(host)
    return "" if found == "zalo.me" else found


@lru_cache(maxsize=4096)
def _platform_at(host: str) -> str | None:
    """`host_platform` of a bare host, remembered."""
    return host_platform(host)


def _addressed(address: str, column: str) -> dict[str, Any]:
    code = _platform_at(address.partition("/")[0])
    sort = "WEBSITE" if code is None and column in ("ANY", "SOCIAL") else column
    return _sorted(code, address, None, sort)


def _worded(piece: str, own: str | None, column: str) -> list[dict[str, Any]]:
    """«Postmart», «bán qua Facebook và Zalo», «Tên trang», a telephone."""
    if (inner := _BRACKETED.fullmatch(piece)) and len(outer := words_said(inner[1])) == 1 and not words_said(inner[2]):
        return [_handled(outer[0], inner[2].strip(), column)]
    said = words_said(piece)
    if own and said in ((), (own,)):
        return [_handled(own, piece, column) if not said else _sorted(own, None, None, column)]
    if said:
        return [_sorted(code, None, None, column) for code in said]
    if phone := zalo_number(piece):
        return [_sorted("ZALO", f"zalo.me/{phone}", None, column)]
    return [] if column == "ANY" else [_sorted(None, None, piece, column)]


def _handled(code: str, name: str, column: str) -> dict[str, Any]:
    """A shop's or page's name on a platform: an address where it is one word, else the name that is shown."""
    if not name or says_no(name) or name.lower() in _YES:
        return _sorted(code, None, None, column)
    if code == "ZALO" and (phone := zalo_number(name) or zalo_number(f"0{name}")):
        return _sorted(code, f"zalo.me/{phone}", None, column)
    pattern = platform(code).handle
    if pattern and len(told := _AT.findall(name)) == 1:
        name = told[0]
    if pattern and _HANDLE.fullmatch(name) and not name.isdigit():
        bare = name if pattern.count("@") == 0 else name.lstrip("@")
        return _sorted(code, channel_key(pattern.format(bare)), None, column)
    return _sorted(code, None, name, column)


def _sorted(code: str | None, address: str | None, name: str | None, column: str) -> dict[str, Any]:
    kind = platform(code).kind if code else _SORTS.get(column, "OTHER")
    return row(kind, code, address, name)
