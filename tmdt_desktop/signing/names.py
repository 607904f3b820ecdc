"""Names of files inside a package: the same file on every system, never outside the folder it is put in."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 180
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = set('<>:"|?*\\')


def is_safe(name: str) -> bool:
    """Whether `name` is a relative path with «/» that Windows and Linux both accept as it stands, in NFC."""
    if not name or len(name.encode("utf-8", "replace")) > LONGEST or name != unicodedata.normalize("NFC", name):
        return False
    if any(letter in _FORBIDDEN or unicodedata.category(letter).startswith("C") for letter in name):
        return False
    return all(_is_safe_part(part) for part in name.split("/"))


def clashes(names: Iterable[str]) -> str | None:
    """The first name that some file system would take for an earlier one (case, composition), or None."""
    seen: set[str] = set()
    for name in names:
        key = unicodedata.normalize("NFKC", name).casefold()
        if key in seen:
            return name
        seen.add(key)
    return None


def _is_safe_part(part: str) -> bool:
    if part in {"", ".", ".."} or part[-1] in ". " or part[0] == " ":
        return False
    return _DEVICE.fullmatch(part) is None
