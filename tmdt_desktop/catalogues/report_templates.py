"""The skeleton of a report: its sections, the sentences drafted from figures, and which figures have moved since."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.dated import Dated, read, span
from tmdt_desktop.catalogues.indicators import annex_lines
from tmdt_desktop.i18n import number

Figures = Mapping[str, int | None]
"""Values by indicator code; None (or no entry) is «chưa thu thập»."""

_PART = "Trong đó: "
_FIGURE = re.compile(r"\{(C\d+(?:\.\d+)+)\}")
_NEXT_WORDS = re.compile(r"\s*([^\W\d_]+(?: [^\W\d_]+){0,3})")
_NO_FIGURE_BEFORE = r"(?<![\w/.,])(?<!Điều )(?<!khoản )(?<!số )(?<!ngày )(?<!tháng )(?<!năm )"


@dataclass(frozen=True)
class Sentence:
    """`text` with figures as {C3.1} and words as {year}. `zero` stands for it when all its figures are 0.

    `zero` None: the sentence itself also serves for zero; empty: nothing is said then.
    `items`: a list that follows `text`: each is said when its figures are known and not all 0; without any nothing is.
    """

    text: str
    zero: str | None = None
    items: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Its text and its items."""
        return (self.text, *self.items)

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators it speaks of."""
        return tuple(code for text in self.texts for code in _FIGURE.findall(text))


@dataclass(frozen=True)
class Section:
    """`code` «II.3» also says its number; `level` 1 for I–VI, 2 below. `otherwise`: its text when no sentence is there.

    `prompt`: what the clerk is asked to write; empty when the text is drafted. `pull`: what is drafted from the registers'
    own words, as `services.report_pulls` names it: «difficulties», «proposals», «results».
    """

    code: str
    title: str
    level: int
    clause: str
    otherwise: str
    prompt: str
    sentences: tuple[Sentence, ...]
    pull: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators its sentences speak of, each once."""
        return tuple(dict.fromkeys(code for sentence in self.sentences for code in sentence.codes))

    @property
    def number(self) -> str:
        """«I.», or «3.» for a part of one."""
        return f"{self.code.rpartition('.')[2]}."


@dataclass(frozen=True)
class ReportTemplate(Dated):
    """A kind of report. `title` («\\n» where it may break), `opening` and `closing` take words as {year}."""

    code: str
    kind: str
    title: str
    opening: str
    closing: str
    sections: tuple[Section, ...]

    def section(self, code: str) -> Section:
        """The section whose code is `code`. Raises KeyError."""
        return {known.code: known for known in self.sections}[code]


@dataclass(frozen=True)
class Moved:
    """A figure whose old value still stands in a text."""

    code: str
    old: int | None
    new: int | None


@cache
def report_template(code: str = "annual") -> ReportTemplate:
    """The skeleton of the report `code`."""
    data = read(f"reports/{code}.toml")
    sections = tuple(_section(row) for row in data["section"])
    return ReportTemplate(
        data["code"], data["kind"], data["title"], data["opening"], data["closing"], sections, **span(data)
    )


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        row["code"],
        row["title"],
        row["level"],
        row["clause"],
        row["otherwise"],
        row.get("prompt", ""),
        tuple(_sentence(line) for line in row.get("sentence", [])),
        row.get("pull", ""),
    )


def _sentence(row: Mapping[str, Any]) -> Sentence:
    return Sentence(row["text"], row.get("zero"), tuple(row.get("items", [])))


def in_text(value: int) -> str:
    """A figure in running text: «08» below ten, «0», «1.284»."""
    return f"{value:02d}" if 0 < value < 10 else number(value)


def fill(text: str, words: Mapping[str, str]) -> str:
    """`text` with the words of the period put in: {year} {next_year} {from} {to} {office} {communes}."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: words[found.group(1)], text)


def draft(
    section: Section,
    figures: Figures,
    words: Mapping[str, str] | None = None,
    pulled: Mapping[str, str] | None = None,
) -> str:
    """The section's text for these figures, one paragraph. Raises KeyError when a word it needs is missing.

    `pulled`: the text of a section whose `pull` it is by; empty where the registers say nothing.
    """
    if section.pull and pulled and pulled.get(section.pull):
        return pulled[section.pull]
    said = [made for sentence in section.sentences if (made := _say(sentence, figures, words or {}))]
    unknown = [
        code
        for sentence in section.sentences
        for code in sentence.codes
        if figures.get(code) is None and code not in _parts()
    ]
    if said and unknown:
        said.append(f"Chưa có số liệu về: {'; '.join(_labels()[code] for code in dict.fromkeys(unknown))}.")
    return " ".join(said) or fill(section.otherwise, words or {})


def _say(sentence: Sentence, figures: Figures, words: Mapping[str, str]) -> str:
    if sentence.items:
        return _say_list(sentence, figures, words)
    if not _speaks(sentence, figures):
        return ""
    known = {code: value for code in sentence.codes if (value := figures.get(code)) is not None}
    if sentence.zero is not None and known and not any(known.values()):
        return fill(sentence.zero, words)
    return fill(_FIGURE.sub(lambda found: in_text(known[found.group(1)]), sentence.text), words)


def _say_list(sentence: Sentence, figures: Figures, words: Mapping[str, str]) -> str:
    """«Theo đối tượng có: 12 lượt của doanh nghiệp; 08 lượt của hợp tác xã.»"""
    items = [_say(Sentence(item, ""), figures, words) for item in sentence.items]
    said = "; ".join(item for item in items if item)
    return f"{fill(sentence.text, words)} {said}." if said else ""


def _speaks(sentence: Sentence, figures: Figures) -> bool:
    """The sentence is said for these figures: all are known, and it has words for zero if they are all zero."""
    if sentence.items:
        return any(_speaks(Sentence(item, ""), figures) for item in sentence.items)
    values = [figures.get(code) for code in sentence.codes]
    return None not in values and (sentence.zero != "" or any(values))


@cache
def _parts() -> frozenset[str]:
    """The figures that only a table tells beside their whole («Trong đó: …»): alone their names say nothing."""
    return frozenset(line.code for line in annex_lines() if line.label.startswith(_PART))


@cache
def _labels() -> Mapping[str, str]:
    """What each figure is called inside a sentence, without the «Trong đó:» that only a table explains."""
    said = {line.code: line.label.removeprefix(_PART) for line in annex_lines()}
    return {code: label[0].lower() + label[1:] for code, label in said.items()}


def moved(section: Section, text: str, old: Figures, new: Figures) -> tuple[Moved, ...]:
    """The figures of the section that changed from `old` to `new` while `text` still says what was drafted from `old`."""
    changed = [
        code
        for code in section.codes
        if old.get(code) != new.get(code) and not _same_words(section, old.get(code), new.get(code))
    ]
    stale = (
        Moved(code, old.get(code), new.get(code)) for code in changed if _still_says(section, text, code, old, new)
    )
    return tuple(stale)


def _still_says(section: Section, text: str, code: str, old: Figures, new: Figures) -> bool:
    value = old.get(code)
    if value is None:
        listed = re.search(rf"[:;] {re.escape(_labels()[code])}[;.]", text)
        return bool(listed) or (_says_nothing(section, text) and _would_speak(section, new))
    if any(zero in text for zero in _zero_sentences(section, code, old)):
        return True
    written = in_text(value)
    if any(_count(text, written, noun) for noun in _nouns(section, code)):
        return True
    return _count(text, written) > sum(in_text(now) == written for now in _spoken(section, new))


def _same_words(section: Section, old: int | None, new: int | None) -> bool:
    """Nothing known and 0 are told by the same words in this section."""
    return not old and not new and any(sentence.zero == section.otherwise for sentence in section.sentences)


def _says_nothing(section: Section, text: str) -> bool:
    return section.otherwise != "" and section.otherwise in text


def _would_speak(section: Section, figures: Figures) -> bool:
    return any(_speaks(sentence, figures) for sentence in section.sentences)


def _zero_sentences(section: Section, code: str, figures: Figures) -> Iterator[str]:
    """The openings of the zero sentences that `figures` called for; words of the period are left out of the comparison."""
    for sentence in section.sentences:
        if code in sentence.codes and sentence.zero and all(figures.get(each) == 0 for each in sentence.codes):
            yield max(re.split(r"\{[a-z_]+\}", sentence.zero), key=len).strip()


def _nouns(section: Section, code: str) -> Iterator[str]:
    """The words that follow the figure in its sentences: «lớp tập huấn» in «{C3.1} lớp tập huấn, hội thảo»."""
    for text in (text for sentence in section.sentences for text in sentence.texts):
        for found in _FIGURE.finditer(text):
            after = _NEXT_WORDS.match(text, found.end())
            if found.group(1) == code and after:
                yield after.group(1)


def _spoken(section: Section, figures: Figures) -> list[int]:
    return [value for code in section.codes if (value := figures.get(code)) is not None]


def _count(text: str, written: str, noun: str = "") -> int:
    """How often a number stands in the text as a figure: no part of a date, a clause or a larger number."""
    after = rf"\s+{re.escape(noun)}\b" if noun else ""
    return len(re.findall(rf"{_NO_FIGURE_BEFORE}{re.escape(written)}(?![\w/]|[.,]\d){after}", text))
