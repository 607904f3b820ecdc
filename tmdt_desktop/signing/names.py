"""Names of files inside a package: the same file on every system, never outside the folder it is put in."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 180
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?", re.IGNORECASE)
_FORBIDDEN = set('<>:"|?*\\')
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_LONGEST_SHOWN = 120


def is_safe(name: str) -> bool:
    """Whether `name` is a relative path with «/» that Windows and Linux both accept as it stands, in NFC."""
    if not name or len(name.encode("utf-8", "replace")) > LONGEST or name != unicodedata.normalize("NFC", name):
        return False
    return all(map(_is_safe_letter, name)) and all(map(_is_safe_part, name.split("/")))


def clashes(names: Iterable[str]) -> str | None:
    """The first name that some file system would take for an earlier one, or None.

    It would when they differ in case or composition alone, or when one is the folder of the other.
    """
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        key = unicodedata.normalize("NFKC", name).upper().casefold()
        above = {key[:place] for place, letter in enumerate(key) if letter == "/"}
        if key in files or key in folders or above & files:
            return name
        files.add(key)
        folders |= above
    return None


def shown(name: str) -> str:
    """`name` as a sentence may hold it: what cannot be seen or would turn the line around is written out."""
    return name if is_safe(name) else repr(name)[1:-1][:_LONGEST_SHOWN]


def _is_safe_letter(letter: str) -> bool:
    """No control, format, unassigned or unseen character, no line end, no blank but the usual one."""
    strange = unicodedata.category(letter)[0] in "CZ" and letter != " "
    return not strange and letter not in _FORBIDDEN and _UNSEEN.match(letter) is None


def _is_safe_part(part: str) -> bool:
    if part in {"", ".", ".."} or part[-1] in ". " or part[0] == " ":
        return False
    return _DEVICE.fullmatch(part) is None
