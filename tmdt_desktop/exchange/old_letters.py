"""Letters of before Unicode as the letters of today: one word, or one text, in one of the old alphabets.

The tables are viparse's; what it lacks is here: VIQR, the code pages of Windows taken for one another, and the four
letters of VNI that its table leaves out.
"""

import re
import unicodedata
from functools import lru_cache

ALPHABETS = ("tcvn3", "vni", "viscii", "vps", "cp1258")
"""What a word may be written in, the usual ones first."""
CHOICES = ("unicode", *ALPHABETS, "viqr", "utf-8")
"""All that a column may be said to hold."""
WORD = re.compile("[A-Za-z\x01-\x08\x0e-\x1f\u0080-\u009f\u00a1-\u1fff\u2010-\u2027\u2030-\u203f\u20a0-\u20cf\u2122]+")
"""A run of what may be letters in any of the alphabets."""

_CAPITALS = re.compile("[A-Z]{2}[\u0080-\uffff]|[A-Z][\u0080-\uffff][A-Z]|[\u0080-\uffff][A-Z]{2}")
_SMALL = re.compile("[a-z]")
_VNI_MORE = str.maketrans({"Î": "Ỵ", "î": "ỵ"})
_VNI_PAIRS = (("AÚ", "Ẳ"), ("Aú", "Ẳ"), ("aú", "ẳ"))
_VIQR = re.compile(r"\\(?P<kept>.)|(?P<d>dd|DD|Dd)|(?P<vowel>[AEIOUYaeiouy])(?P<shape>[(^+]?)(?P<tone>['`?~.]?)")
_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "": ""}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323", "": ""}


def _windows_letters(raw: bytes) -> str:
    """Western Windows, with its five empty places kept as they are (the way browsers read it)."""
    return "".join(bytes((byte,)).decode("cp1252", errors="ignore") or chr(byte) for byte in raw)


_WESTERN = _windows_letters(bytes(range(256)))
_TO_WESTERN = {at: _WESTERN[at] for at in range(0x80, 0xA0)}
_FROM_WESTERN = {ord(letter): at for at, letter in enumerate(_WESTERN)}


def western(data: bytes) -> str:
    """Bytes as Western Windows shows them; no byte is lost."""
    return data.decode("latin-1").translate(_TO_WESTERN)


def as_bytes(text: str) -> bytes:
    """The bytes that Western Windows shows as `text`. Raises UnicodeEncodeError when there are none."""
    return text.translate(_FROM_WESTERN).encode("latin-1")


def in_unicode(text: str, alphabet: str) -> str:
    """`text` typed in `alphabet` (one of CHOICES) as Unicode, composed; unchanged where it cannot be of it."""
    if alphabet == "viqr":
        return _viqr(text)
    if alphabet == "utf-8":
        return _twice_encoded(text)
    if alphabet == "unicode":
        return unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    said = WORD.sub(lambda found: word_in_unicode(found.group(), alphabet), text)
    return said.upper() if _CAPITALS.search(text) and not _SMALL.search(text) and said != text else said


@lru_cache(maxsize=65_536)
def word_in_unicode(word: str, alphabet: str) -> str:
    """One word of one of ALPHABETS as Unicode, composed."""
    if word.isascii() and word.isalpha():
        return word
    try:
        return _of_windows(word) if alphabet == "cp1258" else _of_font(word, alphabet)
    except UnicodeError:
        return word


def _of_windows(word: str) -> str:
    return unicodedata.normalize("NFC", as_bytes(word).decode("cp1258"))


def _of_font(word: str, alphabet: str) -> str:
    import viparse

    letters = _through_vietnamese_windows(word) if alphabet == "tcvn3" else word
    if alphabet == "vni":
        for old, new in _VNI_PAIRS:
            letters = letters.replace(old, new)
        letters = letters.translate(_VNI_MORE)
    elif alphabet in ("viscii", "vps"):
        letters = as_bytes(letters).decode("latin-1")
    said: str = viparse.fix(letters, encoding=alphabet)
    return _in_one_case(word, said)


def _through_vietnamese_windows(word: str) -> str:
    """Old text that a Vietnamese Windows took for its own («TiƠng» for «TiÕng»), as the font meant it."""
    try:
        return western(word.encode("cp1258"))
    except UnicodeEncodeError:
        return word


def _in_one_case(word: str, said: str) -> str:
    """«NGUYễN» → «NGUYỄN»: the old fonts had no capitals with tones, so small letters were typed among capitals."""
    capitals = [letter for letter in word if letter.isascii() and letter.isalpha()]
    return said.upper() if len(capitals) > 1 and all(map(str.isupper, capitals)) else said


def _viqr(text: str) -> str:
    return unicodedata.normalize("NFC", _VIQR.sub(_viqr_letter, text))


def _viqr_letter(found: re.Match[str]) -> str:
    if found["kept"]:
        return found["kept"]
    if found["d"]:
        return "đ" if found["d"] == "dd" else "Đ"
    return found["vowel"] + _SHAPES[found["shape"]] + _VIQR_TONES[found["tone"]]


def _twice_encoded(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", as_bytes(text).decode("utf-8"))
    except UnicodeError:
        return text
