"""Vietnamese text: one form at every way in, a key to search by, a key to sort by."""

import re
import unicodedata
from functools import lru_cache

_TONES = (
    "",
    "\u0300",
    "\u0309",
    "\u0303",
    "\u0301",
    "\u0323",
)  # ngang, huyền, hỏi, ngã, sắc, nặng: the order of dictionaries
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLAIN = str.maketrans("ăâđêôơư", "aadeoou")
_BLANK_RANK = b"\1"
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LOOKS_EMPTY = " \u115f\u1160\u2800\u3164\uffa0"
_WORD = re.compile(r"[^\W_]+")


def nfc(raw: str) -> str:
    """`raw` composed (NFC), without unseen marks, with single spaces and no blank ends; line breaks stay."""
    if raw.isprintable() and "  " not in raw and unicodedata.is_normalized("NFC", raw):
        return raw.strip()
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", raw)).replace("\r\n", "\n").replace("\r", "\n")
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(lines).strip("\n")


def is_blank(raw: str) -> bool:
    """Whether nothing of `raw` can be seen: blanks, unseen marks, the Hangul fillers that count as letters."""
    return not any(letter.isprintable() and letter not in _LOOKS_EMPTY for letter in raw)


def one_line(raw: str) -> str:
    """`nfc`, with line breaks turned into single spaces as well."""
    text = nfc(raw)
    return " ".join(text.split()) if "\n" in text else text


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for letter in _LETTERS:
        for tone in _TONES:
            small = unicodedata.normalize("NFC", letter + tone)
            if len(small) == 1:
                table[ord(small)] = table[ord(small.upper())] = letter.translate(_PLAIN)
    return table


class _Only(dict[int, str]):
    """A translation table that deletes every letter it does not name."""

    def __missing__(self, _letter: int) -> None:
        return None


def _rank_tables() -> tuple[_Only, bytes, bytes]:
    """Each letter with its tone as one Latin-1 letter, and of that its place in the alphabet, and its tone."""
    ranks, places, tones = _Only(), bytearray(256), bytearray(256)
    places[_BLANK_RANK[0]], tones[_BLANK_RANK[0]] = 1, 1
    for digit in range(10):
        ranks[ord(str(digit))], places[5 + digit], tones[5 + digit] = chr(5 + digit), 5 + digit, 1
    for place, letter in enumerate(_LETTERS):
        for level, tone in enumerate(_TONES):
            rank = 20 + place * len(_TONES) + level
            places[rank], tones[rank] = 20 + place, level + 1
            small = unicodedata.normalize("NFC", letter + tone)
            if len(small) == 1:
                ranks[ord(small)] = ranks[ord(small.upper())] = chr(rank)
    return ranks, bytes(places), bytes(tones)


_FOLD = _fold_table()
_RANKS, _PLACE_OF_RANK, _TONE_OF_RANK = _rank_tables()


def fold(raw: str) -> str:
    """«Lỗ ĐẠI» → «lo dai»: no marks, no đ, lower case. Takes composed and decomposed text alike."""
    if raw.isascii():
        return raw.lower()
    text = unicodedata.normalize("NFC", raw).translate(_FOLD)
    if text.isascii():
        return text.lower()
    bare = (mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return "".join(bare).lower()


def key(raw: str) -> str:
    """`fold` without anything but letters and digits: how header words and choices are compared."""
    return "".join(_WORD.findall(fold(raw)))


def sort_key(raw: str, longest: int = 48) -> bytes:
    """Bytes whose order is the Vietnamese dictionary's: letters (a ă â … d đ …) first, tones second, capitals never."""
    ranks = _BLANK_RANK.join(map(_ranks, raw.split(" ")))[:longest]
    return ranks.translate(_PLACE_OF_RANK) + b"\0" + ranks.translate(_TONE_OF_RANK)


@lru_cache(maxsize=8_192)
def _ranks(word: str) -> bytes:
    """Each letter of a word with its tone as one byte; names are made of the same few thousand words."""
    return unicodedata.normalize("NFC", word).translate(_RANKS).encode("latin-1")


def given_name_key(raw: str, longest: int = 48) -> bytes:
    """The key that sorts people by their given name (last word) first, then family and middle names."""
    family, _, given = one_line(raw).rpartition(" ")
    return sort_key(f"{given} {family}", longest)


def _tone_places() -> dict[str, str]:
    """«òa» ↔ «oà»: each open syllable with its tone in the one place, and in the other."""
    pairs: dict[str, str] = {}
    for final in ("oa", "oe", "uy"):
        for tone in _TONES[1:]:
            old = unicodedata.normalize("NFC", final[0] + tone + final[1])
            new = unicodedata.normalize("NFC", final + tone)
            pairs |= {old: new, new: old}
    return pairs


_TONE_PLACES = _tone_places()
_TONE_PLACE = re.compile(rf"(?:{'|'.join(_TONE_PLACES)})(?!\w)")


def exact_words(raw: str) -> list[str]:
    """The words of `raw`: composed, lower case, marks kept."""
    return _WORD.findall(unicodedata.normalize("NFC", raw).lower())


def other_tone_place(words: str) -> str:
    """«hòa thuý» → «hoà thúy»: the same words as people of the other habit write them; `words` in lower case, composed."""
    return _TONE_PLACE.sub(lambda found: _TONE_PLACES[found.group()], words)
