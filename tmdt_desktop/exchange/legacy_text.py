"""Text typed with the fonts of before Unicode (TCVN3 «.Vn…», VNI, VISCII): which cells hold it, and what they say.

Decided cell by cell, because one list often mixes both: a letter beyond Latin-1 is Unicode; a Latin-1 sign inside a
word is old text; the rest goes as the majority of its column.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from tmdt_desktop.exchange.book import Cell

_UNICODE = re.compile("[\u0102-\u01b4\u0300-\u036f\u1e00-\u1eff\u20ab]")
_LETTER = "A-Za-z\u00c0-\u00ff"
_SIGN = re.compile("[\u00a1-\u00a9\u00ac-\u00af\u00b1\u00b3-\u00ba\u00bc-\u00bf]")
_OLD = re.compile(
    f"[{_LETTER}][\u00a1-\u00a9\u00ac-\u00af\u00b3-\u00ba\u00bc-\u00bf]+[{_LETTER}]?"
    f"|[\u00a1-\u00a9\u00ac-\u00af\u00b1\u00b3-\u00ba\u00bc-\u00bf]+[{_LETTER}]"
)
_ETH = re.compile("[\u00d0\u00f0\u0189]")
_TO_D = str.maketrans("\u00d0\u00f0\u0189", "ĐđĐ")
_KNOWN = ("tcvn3", "vni", "viscii", "vps")
_SAMPLE = 6_000


def repair(rows: Sequence[list[Cell]]) -> int:
    """Rewrite old text of a table in place; returns how many cells changed."""
    columns = list(zip(*rows, strict=True))
    texts = [_beyond_ascii(column) if _suspicious(column) else [] for column in columns]
    if not any(texts):
        return 0
    changed = _repair_fonts(rows, texts)
    return changed + sum(_repair_eth(rows, at) for at, found in enumerate(texts) if any(_ETH.search(t) for t in found))


def _suspicious(column: Sequence[Cell]) -> bool:
    """Whether one look over a whole column leaves room for old text or for a wrong Đ."""
    joined = "\n".join(cell for cell in column if isinstance(cell, str))
    return not joined.isascii() and bool(_SIGN.search(joined) or _ETH.search(joined) or not _UNICODE.search(joined))


def _repair_fonts(rows: Sequence[list[Cell]], texts: Sequence[Sequence[str]]) -> int:
    columns = [_foreign(found) for found in texts]
    surely = sum(len(old) for old, _, _ in columns)
    if not any(old or (unsure and not unicode_) for old, unsure, unicode_ in columns):
        return 0
    sheet_is_old = surely >= 2 and surely * 5 > sum(unicode_ for _, _, unicode_ in columns)
    usual = (_detected({text for old, _, _ in columns for text in old}) or "tcvn3") if sheet_is_old else ""
    changed = 0
    for at, (old, unsure, unicode_) in enumerate(columns):
        goes_along = unsure if len(old) > unicode_ or not unicode_ else set()
        if encoding := _encoding(old, goes_along, usual):
            changed += _rewrite(rows, at, old | goes_along, encoding)
    return changed


def _repair_eth(rows: Sequence[list[Cell]], at: int) -> int:
    """The Icelandic letter that looks like Đ and is typed for it."""
    wrong = [row for row in rows if isinstance(row[at], str) and _ETH.search(str(row[at]))]
    for row in wrong:
        row[at] = str(row[at]).translate(_TO_D)
    return len(wrong)


def _beyond_ascii(column: Sequence[Cell]) -> list[str]:
    return [cell for cell in set(column) if isinstance(cell, str) and not cell.isascii()]


def _foreign(texts: Sequence[str]) -> tuple[set[str], set[str], int]:
    """The different texts of a column: surely old, unsure, and the number of surely Unicode ones."""
    modern = {text for text in texts if _UNICODE.search(text)}
    old = {text for text in texts if text not in modern and _OLD.search(text)}
    return old, set(texts) - modern - old, len(modern)


def _encoding(old: set[str], unsure: set[str], usual: str) -> str:
    """The old alphabet of a column, the sheet's `usual` one where it has one; empty when the column has none."""
    if usual:
        return usual if old or unsure else ""
    if len(old) >= 2:
        return _detected(old | unsure) or "tcvn3"
    found = _detected(old | unsure) if len(unsure | old) >= 3 else ""
    return found if found == "vni" or old else ""


def _detected(texts: set[str]) -> str:
    import viparse

    found = viparse.detect_text_encoding(" ".join(sorted(texts))[:_SAMPLE])
    return found if found in _KNOWN else ""


def _rewrite(rows: Sequence[list[Cell]], at: int, wanted: set[str], encoding: str) -> int:
    import viparse

    fix: Callable[..., str] = viparse.fix
    said: Mapping[str, str] = {text: fix(text, encoding=encoding) for text in wanted}
    changed = 0
    for row in rows:
        cell = row[at]
        if isinstance(cell, str) and cell in said:
            row[at] = said[cell]
            changed += 1
    return changed
