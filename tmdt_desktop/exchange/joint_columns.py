"""Columns that hold two things at once: «Họ tên, địa chỉ», «Họ tên chủ cơ sở, số CCCD», «SĐT, Zalo»."""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from tmdt_desktop.catalogues.platforms import zalo_number
from tmdt_desktop.exchange.channels import row
from tmdt_desktop.exchange.columns import ReadColumn, Told
from tmdt_desktop.exchange.headings import words_of
from tmdt_desktop.exchange.identifiers import person_number_agrees
from tmdt_desktop.exchange.plans import ColumnPlan

_NAMES = ("name", "representative")
_PLACE_HEAD = re.compile(r"\b(dia chi|noi o|thon|xom|cho o)\b")
_NUMBER_HEAD = re.compile(r"\b(cccd|cmnd|dinh danh|can cuoc|cmt)\b")
_PLACE = re.compile(
    r"\s*(?:[,;\n]|\s[-–])\s*(?=(?:thôn|xóm|tdp|tổ dân phố|tổ \d|khu|số \d|số nhà|đường|phố|xã|phường|thị trấn|tt|ngõ|làng|đội \d)(?!\w))",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[\s,;:(–-]*(?:số\s*)?(?:cccd|cmnd|căn cước|số định danh)?[\s:]*(?<!\d)(\d{12}|\d{9})(?!\d)\s*\)?", re.IGNORECASE
)
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PLAIN_TEXTS = ("name", "representative", "representative_title", "address", "products", "note", "organisation")
_LOOSE_NUMBER = "Ô này có dãy 12 số, có thể là số định danh cá nhân. Xem lại; số định danh ghi ở mục riêng."
_SPLIT_UP = "Ô ghi hai mục; phần sau chuyển sang mục này."

Columns = MutableMapping[str, ReadColumn]
Split = Callable[[str], tuple[str, str]]


def take_apart(columns: Columns, plans: Sequence[ColumnPlan], prefix: str) -> None:
    """Give the second of two things in one column its own field where no column fills it; tell numbers left in texts."""
    for plan in plans:
        path, head = (plan.path or "").removeprefix(prefix), words_of(plan.heading)
        if path in _NAMES and path in columns:
            if _NUMBER_HEAD.search(head) and "personal_id" not in columns:
                _move(columns, (path, "personal_id"), plan.index, _number_apart)
            if _PLACE_HEAD.search(head) and "address" not in columns:
                _move(columns, (path, "address"), plan.index, _place_apart)
        elif path == "phone" and f" {head} ".count(" zalo ") and not prefix:
            _also_zalo(columns)
    for name in _PLAIN_TEXTS:
        if name in columns:
            _tell_numbers(columns[name])


def _move(columns: Columns, way: tuple[str, str], index: int, split: Split) -> None:
    """Split the values of one field; the second part goes to another, told on both."""
    source, target = columns[way[0]], way[1]
    made = ReadColumn([None] * len(source.values))
    for at, value in enumerate(source.values):
        first, second = split(value) if isinstance(value, str) else ("", "")
        if first and second:
            source.values[at], made.values[at] = first, second
            made.told.append(Told(at, index, "repaired", _SPLIT_UP, value, second))
    if made.told:
        columns[target] = made


def _place_apart(text: str) -> tuple[str, str]:
    found = _PLACE.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else ("", "")


def _number_apart(text: str) -> tuple[str, str]:
    found = _NUMBER.search(text)
    if found is None or (len(found[1]) == 12 and not person_number_agrees(found[1])):
        return "", ""
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip(" ,;:-–")
    return rest, found[1]


def _also_zalo(columns: Columns) -> None:
    """The mobile numbers of «SĐT, Zalo» as addresses on Zalo beside the channels that other columns name."""
    phones = columns.get("phone")
    if phones is None:
        return
    known = columns.setdefault("channels", ReadColumn([None] * len(phones.values)))
    for at, value in enumerate(phones.values):
        numbers = [number for part in str(value or "").split(";") if (number := zalo_number(part))]
        held: list[Mapping[str, Any]] = list(known.values[at] or ())
        told = {each["address"] for each in held}
        held += [row("SOCIAL", "ZALO", f"zalo.me/{each}", None) for each in numbers if f"zalo.me/{each}" not in told]
        known.values[at] = held or None


def _tell_numbers(read: ReadColumn) -> None:
    """A doubt on every text that holds twelve digits in a row; one look over all texts finds out whether any does."""
    if not _TWELVE.search("\n".join(_texts(read.values))):
        return
    for at, value in enumerate(read.values):
        if isinstance(value, str) and _TWELVE.search(value):
            read.told.append(Told(at, -1, "doubt", _LOOSE_NUMBER, ""))


def _texts(values: Iterable[Any]) -> Iterable[str]:
    return {value for value in values if isinstance(value, str)}
