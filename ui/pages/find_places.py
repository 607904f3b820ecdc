"""Where the search box can lead: pages by name, duties by clause, records of every register, what was opened lately."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tmdt_desktop.catalogues.duties import Duty, duties_of
from tmdt_desktop.records import register
from tmdt_desktop.services.find_anything import Found, Hit, find_anything, hits_of
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import fold, one_line
from ui.pages import SPECIAL, Entry
from ui.pages.register_page import Searched

_MOST_PAGES, _MOST_DUTIES, _MOST_HITS = 4, 6, 5
_LEAST_WORDS = 2
_ASKED_DUTY = re.compile(r"(?:mo )?(?:nhiem vu|khoan|dieu) *(.*)")
_CLAUSE = re.compile(r"\d{1,2}(?:\.\d{1,2})?(?:\.[a-z])?")
_WORD = re.compile(r"\w+")
_OPENED_HERE = frozenset({"report", "survey_round", "survey_form"})
"""Registers whose own page opens a record by its id."""


@dataclass(frozen=True)
class Place:
    """Somewhere to go: the page and what it is handed."""

    page: str
    what: object
    title: str
    detail: str
    icon: str


@dataclass(frozen=True)
class Section:
    """Places under a heading."""

    title: str
    places: tuple[Place, ...]


class FindPlaces:
    """What is found for words; `recent` is asked for the records that were opened lately, newest first."""

    def __init__(
        self,
        ws: Workspace,
        entries: Mapping[str, Entry],
        day: date,
        recent: Callable[[], Sequence[tuple[str, UUID]]],
    ) -> None:
        self._ws, self._entries, self._recent = ws, entries, recent
        self._duties = duties_of(ws.office, day)
        self._icons = {entry.of: entry.icon for entry in entries.values() if entry.of}

    def known(self, words: str) -> tuple[Section, ...]:
        """Pages and duties; needs no reading, so it may be called on the window's thread."""
        asked = fold(one_line(words))
        made = (Section("Trang", self._pages(asked)), Section("Nhiệm vụ", self._duty_places(asked)))
        return tuple(section for section in made if section.places)

    def read(self, words: str) -> tuple[Section, ...]:
        """Records, register by register; for empty words those opened lately."""
        if not one_line(words):
            lately = tuple(self._record(hit, register(hit.register).title) for hit in hits_of(self._ws, self._recent()))
            return (Section("Vừa mở", lately),) if lately else ()
        return tuple(self._section(found, words) for found in find_anything(self._ws, words, _MOST_HITS))

    def _pages(self, asked: str) -> tuple[Place, ...]:
        if not asked:
            return ()
        wanted = asked.removeprefix("mo ").split()
        found = [
            Place(entry.name, None, entry.title, "mở trang", entry.icon)
            for entry in self._entries.values()
            if entry.group and _holds(entry.title, wanted)
        ]
        return tuple(found[:_MOST_PAGES])

    def _duty_places(self, asked: str) -> tuple[Place, ...]:
        said = _ASKED_DUTY.fullmatch(asked)
        rest = said[1].strip() if said else asked
        if _CLAUSE.fullmatch(rest):
            found: Iterable[Duty] = (each for each in self._duties if f"{each.number}.".startswith(f"{rest}."))
        elif said or len(rest.split()) >= _LEAST_WORDS:
            found = (each for each in self._duties if _holds(each.text, rest.split()))
        else:
            found = ()
        made = [Place("duties", each.id, f"Nhiệm vụ {each.number}", each.text, "duties") for each in found]
        return tuple(made[:_MOST_DUTIES])

    def _section(self, found: Found, words: str) -> Section:
        places = [self._record(hit, hit.detail) for hit in found.hits]
        if found.more:
            whole = Place(f"register:{found.register}", Searched(words), "Xem mọi dòng khớp", found.title, "search")
            places.append(whole)
        return Section(found.title, tuple(places))

    def _record(self, hit: Hit, detail: str) -> Place:
        icon = self._icons.get(hit.register, "file")
        duty = next((each for each in self._duties if each.id == hit.name), None)
        if hit.register == "duty_answer" and duty is not None:
            return Place("duties", duty.id, f"Nhiệm vụ {duty.number}", duty.text, icon)
        page = SPECIAL[hit.register] if hit.own and hit.register in _OPENED_HERE else f"register:{hit.register}"
        return Place(page, hit.id, hit.name, detail, icon)


def _holds(text: str, words: Sequence[str]) -> bool:
    """Whether each of `words` begins a word of the text."""
    folded = f" {' '.join(_WORD.findall(fold(text)))}"
    return all(f" {word}" in folded for word in words)
