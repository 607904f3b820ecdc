"""Text typed with the fonts of before Unicode (TCVN3 «.Vn…», VNI, VISCII, VPS, VIQR): which cells hold it.

Decided cell by cell, because one list often mixes both. Letters that only Unicode has speak for it; words that are no
Vietnamese syllables as they stand, but are in an old alphabet, speak for that one; what reads well both ways goes as
the font of the cell says, else, when it is one word only, as most of its column. Several words that all read well as
they stand are hardly so by chance.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from tmdt_desktop.exchange.book import OLD_FONTS, Book, Cell, Sheet
from tmdt_desktop.exchange.old_letters import ALPHABETS, WORD, in_unicode, word_in_unicode
from tmdt_desktop.exchange.syllables import is_syllable
from tmdt_desktop.task import SILENT, Task

_MODERN = re.compile("[\u1ea0-\u1ef9ĂăĐđĨĩŨũƠơƯư]|[A-Za-zÂÊÔâêôĂăƠơƯư][\u0300\u0301\u0303\u0309\u0323]")
_LETTERS = re.compile(r"[^\W\d_]+")
_SIGN = re.compile("[\u00a1-\u00bf\u00d7\u00f7]")
_OLD_SIGN = re.compile("[A-Za-z][\u00a1-\u00af\u00b5-\u00bf]|[\u00a1-\u00af\u00b5-\u00bf][A-Za-z]")
_EDGES = "".join(map(chr, range(0xA1, 0xC0))) + "“”‘’‚„–—…•‹›€™×÷"
_UNTIDY = re.compile("[\u00ad\u00d0\u00f0\u0189]")
_TO_TIDY = str.maketrans("\u00d0\u00f0\u0189", "ĐđĐ", "\u00ad")
_TWICE = re.compile("[\u00c2-\u00c6\u00e1][\u0080-\u00bf\u0160\u0161\u017d\u017e\u0178\u0192\u02c6\u02dc\u2010-\u2122]")
_VIQR = re.compile(r"[A-Za-z](?:[AaEeOo]\^|[Aa]\(|[OoUu]\+)[a-z'`?~.]")
_LEAST_SHARE = 0.6
_LEAST_WORDS = 3  # of a rare alphabet in a sheet: «Nº» and «BØ» alone are no Vietnamese
_VOWEL = re.compile("[aeiouyAEIOUY]")
_NONE: Mapping[str, bool] = MappingProxyType({})
_UNIT = re.compile("[kcdm]?m[²³]|[NnSs][º°®]")


def in_unicode_throughout(book: Book, task: Task = SILENT) -> Book:
    """A book just read, its old text rewritten (in its own cells), with what was done as notes and `encodings`."""
    encodings: dict[tuple[str, int], str] = {}
    notes = list(book.notes)
    for sheet in book.sheets:
        changed = repair(sheet, task)
        encodings |= {(sheet.name, column): alphabet for column, alphabet in changed.items()}
        if cells := sum(column in changed for _, column in sheet.raw):
            notes.append(f"Trang «{sheet.name or book.file.name}»: {cells} ô gõ phông cũ đã đổi sang Unicode.")
    return replace(book, notes=tuple(notes), encodings=encodings)


def repair(sheet: Sheet, task: Task = SILENT) -> dict[int, str]:
    """Rewrite the old text of a sheet in place, its texts before kept in `sheet.raw`.

    Returns column -> alphabet for the columns in which cells changed; a column that holds several alphabets is named
    by the one that most of its cells are in.
    """
    columns = {}
    for at in range(width := _width(sheet.rows)):
        task.step(at, width, sheet.name)
        if (column := _looked_at(sheet.rows, at)).texts:
            columns[at] = column
    told = any(column.old_words for column in columns.values())
    votes = _Votes.together(column.votes for column in columns.values()) if told else _NO_VOTES
    done = {}
    for at, column in columns.items():
        task.step(at, width, sheet.name)
        readings = _readings(column, votes) if told else {}
        by_font = at in sheet.marks.fonts
        unsure = dict.fromkeys(column.fitting, False) | dict.fromkeys(column.odd, True) if by_font else {}
        if (readings or unsure) and (used := _rewrite(sheet, at, readings, unsure)):
            done[at] = used
        if column.untidy:
            _tidy(sheet, at)
    return done


def respelled(book: Book, encodings: Mapping[tuple[str, int], str]) -> Book:
    """`book` with these columns, (sheet, column from 0), read anew from their raw texts in the alphabets chosen.

    «unicode» leaves a column as it was typed. A cell that holds letters only Unicode has, or that makes Vietnamese
    only as it stands, is left as well. Other columns stay as they are in `book`, which is not changed.
    """
    wanted = {name: {at: chosen for (of, at), chosen in encodings.items() if of == name} for name, _ in encodings}
    sheets = tuple(_respelled(sheet, wanted.get(sheet.name, {})) for sheet in book.sheets)
    kept = {place: said for place, said in book.encodings.items() if place not in encodings}
    chosen = {place: said for place, said in encodings.items() if said != "unicode"}
    return replace(book, sheets=sheets, encodings={**kept, **chosen})


def _respelled(sheet: Sheet, chosen: Mapping[int, str]) -> Sheet:
    chosen = {at: alphabet for at, alphabet in chosen.items() if at < _width(sheet.rows)}
    if not chosen:
        return sheet
    rows = [row[:] if any(isinstance(row[at], str) and row[at] for at in chosen) else row for row in sheet.rows]
    for (row, at), text in sheet.raw.items():
        if at in chosen:
            rows[row][at] = text
    raw = {place: text for place, text in sheet.raw.items() if place[1] not in chosen}
    made = replace(sheet, rows=rows, raw=raw)
    for at, alphabet in chosen.items():
        texts = {cell for row in rows if isinstance(cell := row[at], str) and _can_be(cell, alphabet)}
        _rewrite(made, at, dict.fromkeys(texts, alphabet))
        if alphabet != "unicode":
            _tidy(made, at)
    return made


def _can_be(text: str, alphabet: str) -> bool:
    if alphabet in ("unicode", "viqr", "utf-8"):
        return alphabet != "unicode" and not (alphabet == "viqr" and not text.isascii())
    words = _words(text)
    if not words or (_MODERN.search(text) and _share(words, "unicode") >= _share(words, alphabet)):
        return False
    return _share(words, "unicode") < 1 or _share(words, alphabet) == 1


@dataclass(frozen=True)
class _Votes:
    """How many different texts are surely Unicode, how many old, and how many words each old alphabet explains."""

    modern: int
    old: int
    words: Counter[str]

    @staticmethod
    def together(all_: Iterable["_Votes"]) -> "_Votes":
        each = list(all_)
        words = sum((votes.words for votes in each), Counter[str]())
        return _Votes(sum(votes.modern for votes in each), sum(votes.old for votes in each), words)


_NO_VOTES = _Votes(0, 0, Counter())


@dataclass(frozen=True)
class _Column:
    """The different texts of a column that may be old."""

    texts: frozenset[str]
    old_words: bool
    untidy: bool

    @cached_property
    def odd(self) -> list[str]:
        """Texts that are no Vietnamese as they stand."""
        return [text for text in self.texts if text.isascii() or _share(_words(text), "unicode") < 1]

    @cached_property
    def fitting(self) -> list[str]:
        """Texts that read well as they stand and hold no letter that only Unicode has."""
        return [text for text in self.texts if not text.isascii() and self._fits(text)]

    def _fits(self, text: str) -> bool:
        return bool(not _MODERN.search(text) and (words := _words(text))) and _share(words, "unicode") == 1

    @cached_property
    def votes(self) -> _Votes:
        """What the texts say."""
        modern = sum(bool(_MODERN.search(text)) for text in self.texts)
        if not self.old_words:
            return _Votes(modern, 0, Counter())
        gains = [{each: _gain(_words(text), each) for each in ALPHABETS} for text in self.odd]
        words = sum((Counter({each: more for each, more in gain.items() if more > 0}) for gain in gains), Counter())
        return _Votes(modern, sum(max(gain.values()) > 0 for gain in gains), words)


def _width(rows: Sequence[list[Cell]]) -> int:
    return len(rows[0]) if rows else 0


def _looked_at(rows: Sequence[list[Cell]], at: int) -> _Column:
    """A column by one look at its different words; its texts are not judged before somebody asks."""
    texts = {cell for cell in {row[at] for row in rows} if isinstance(cell, str)}
    foreign = {text for text in texts if not text.isascii()}
    words = set(_words(" ".join({word for word in " ".join(foreign).split(" ") if not word.isascii()})))
    old = any(not _reads(word, "unicode") and any(_reads(word, each) for each in ALPHABETS) for word in words)
    joined = "\n".join(words)
    typed = {text for text in texts - foreign if ("^" in text or "+" in text or "(" in text) and _VIQR.search(text)}
    return _Column(
        frozenset(foreign | typed), bool(old or typed or _TWICE.search(joined)), bool(_UNTIDY.search(joined))
    )


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if _may_be_word(word)]


def _may_be_word(word: str) -> bool:
    if word.isascii() or not _LETTERS.search(word) or _UNIT.fullmatch(word):
        return False
    return not _MODERN.search(word) or bool(_VOWEL.search(unicodedata.normalize("NFD", word)))  # «SĐT», «HĐND»


def _share(words: Sequence[str], alphabet: str) -> float:
    return sum(_reads(word, alphabet) for word in words) / len(words) if words else 1.0


def _gain(words: Sequence[str], alphabet: str) -> int:
    """How many more of the words are Vietnamese in `alphabet` than as they stand; 0 when most still are not."""
    good = sum(_reads(word, alphabet) for word in words)
    return good - sum(_reads(word, "unicode") for word in words) if good >= _LEAST_SHARE * len(words) else 0


@lru_cache(maxsize=65_536)
def _reads(word: str, alphabet: str) -> bool:
    """Whether `word` is Vietnamese when taken to be in `alphabet`."""
    said = unicodedata.normalize("NFC", word.replace("\u00ad", "") if alphabet == "unicode" else word)
    said = (said if alphabet == "unicode" else word_in_unicode(word, alphabet)).strip(_EDGES)
    if _SIGN.search(said) or (alphabet == "unicode" and not _one_case(said)):
        return False
    return all(map(is_syllable, _LETTERS.findall(said)))


def _one_case(word: str) -> bool:
    """No capital with a mark after a small letter; people who type Unicode have capitals first or everywhere."""
    small = next((at for at, letter in enumerate(word) if letter.islower()), len(word))
    return not any(letter.isupper() and not letter.isascii() for letter in word[small:])


def _readings(column: _Column, of_sheet: _Votes) -> dict[str, str]:
    """The texts of a column that are old, with the alphabet of each."""
    found: dict[str, str] = {}
    if column.old_words:
        found = {text: alphabet for text in column.odd if (alphabet := _of_odd(text, column.votes, of_sheet))}
    own = column.votes if column.votes.modern or column.votes.old else of_sheet
    usual = Counter(found.values()).most_common(1)[0][0] if found else _most(of_sheet.words)
    if usual in ALPHABETS and own.old > own.modern:
        open_ = [text for text in column.fitting if len(words := _words(text)) == 1 and _share(words, usual) == 1]
        if own.old > own.modern + len(column.fitting) - len(open_):
            found |= dict.fromkeys(open_, usual)
    return found


def _of_odd(text: str, column: _Votes, of_sheet: _Votes) -> str:
    """The alphabet that explains a text best; among equals the one of its column, of its sheet."""
    if _TWICE.search(text) and in_unicode(text, "utf-8") != text:
        return "utf-8"
    words = _words(text)
    if not words:
        return "viqr" if _is_viqr(text) else ""
    least = {"tcvn3": 1 if _OLD_SIGN.search(text) else 2}
    likely = [each for each in ALPHABETS if of_sheet.words[each] >= least.get(each, _LEAST_WORDS)]
    best = max((_gain(words, alphabet) for alphabet in likely), default=0)
    equal = [alphabet for alphabet in likely if _gain(words, alphabet) == best] if best > 0 else []
    return max(equal, key=lambda each: (column.words[each], of_sheet.words[each]), default="")


def _is_viqr(text: str) -> bool:
    said = in_unicode(text, "viqr")
    changed = [word for word in _LETTERS.findall(said) if not word.isascii()]
    return len(changed) > 1 and all(map(is_syllable, changed))


def _most(words: Counter[str]) -> str:
    return words.most_common(1)[0][0] if words else ""


def _rewrite(sheet: Sheet, at: int, readings: Mapping[str, str], unsure: Mapping[str, bool] = _NONE) -> str:
    """Rewrite the cells of a column; returns the alphabet that most of the changed ones were in.

    `unsure` texts go as the font of their cell says, where it says anything: those that are no Vietnamese as they stand
    (True) even when they are none in that alphabet either, as short forms are («TM§T»).
    """
    used: Counter[str] = Counter()
    fonts = sheet.marks.fonts.get(at, b"").ljust(len(sheet.rows), b"\0")
    for place, row in enumerate(sheet.rows):
        cell = row[at]
        if not isinstance(cell, str):
            continue
        font, capitals = OLD_FONTS[fonts[place]]
        by_font = font if font and cell in unsure and _goes_by_font(cell, font, odd=unsure[cell]) else ""
        alphabet = readings.get(cell, "") or by_font
        new = in_unicode(cell, alphabet) if alphabet else cell
        if new != cell:
            sheet.raw[place, at], row[at] = cell, new.upper() if capitals else new
            used[alphabet] += 1
    return _most(used)


def _goes_by_font(text: str, font: str, *, odd: bool) -> bool:
    return _share(_words(text), font) == 1 or (odd and not text.isascii() and not _MODERN.search(text))


def reads_both_ways(text: str, alphabet: str) -> bool:
    """Whether a text is good Vietnamese as it stands and another good Vietnamese when taken to be in `alphabet`."""
    if text.isascii() or _MODERN.search(text) or alphabet not in ALPHABETS:
        return False
    words = _words(text)
    return bool(words) and _share(words, "unicode") == 1 == _share(words, alphabet)


def _tidy(sheet: Sheet, at: int) -> None:
    """Take the soft hyphens of web pages out, and put Đ where the Icelandic letter was typed for it."""
    for place, row in enumerate(sheet.rows):
        cell = row[at]
        if isinstance(cell, str) and (place, at) not in sheet.raw and _UNTIDY.search(cell):
            sheet.raw[place, at], row[at] = cell, cell.translate(_TO_TIDY)
