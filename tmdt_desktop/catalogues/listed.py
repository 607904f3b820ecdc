"""A kind of field whose values are codes of a dated list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tmdt_desktop.catalogues.dated import Dated
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Kind
from tmdt_desktop.text import key


@dataclass(frozen=True)
class Entry(Dated):
    """One code of a list, its name and the other words people use for it."""

    code: str
    name: str
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Dated, code: str, name: str, words: tuple[str, ...] = ()) -> "Entry":
        """A row of another catalogue as something to choose, with that row's time and basis."""
        return Entry(
            code,
            name,
            words,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            basis=row.basis,
            verified=row.verified,
        )


@dataclass(frozen=True)
class Listed(Kind):
    """A code of a list, chosen by its name. `day` None: the rows of every time are open to choice."""

    day: date | None = None

    def entries(self) -> tuple[Entry, ...]:
        """The whole list, whatever the day."""
        raise NotImplementedError

    def open_entries(self, day: date | None = None) -> tuple[Entry, ...]:
        """The rows that hold on `day` (or on the kind's own day)."""
        when = day or self.day
        return tuple(entry for entry in self.entries() if when is None or entry.holds_on(when))

    def on(self, day: date, district: str | None = None) -> "Listed":  # noqa: ARG002 - asked of every dated kind
        """This kind as of `day`."""
        return type(self)(day)

    def parse(self, raw: object) -> str:
        """A code, a name or another word for it as the code. Raises Invalid with the choices."""
        word = key(str(raw))
        for entry in self.open_entries():
            if word in {key(said) for said in (entry.code, entry.name, *entry.words)}:
                return entry.code
        raise Invalid("Chọn một trong: " + names(self.open_entries()) + ".")

    def show(self, value: Any) -> str:
        """The name that the code bears on the kind's day, else the last it bore; the code itself when it is unknown."""
        entry = entry_on(self.entries(), value or "", self.day)
        return entry.name if entry else (value or "")

    def choices(self, day: date | None = None, district: str | None = None) -> tuple[tuple[str, str], ...]:  # noqa: ARG002
        """(code, name) of the rows to choose from, each code once, in the order of the list."""
        return tuple({entry.code: entry.name for entry in self.open_entries(day)}.items())


def entry_on(entries: Iterable[Entry], code: str, day: date | None) -> Entry | None:
    """The row of `code` that holds on `day`, else the last one of the list; None when no row ever had this code."""
    known = [entry for entry in entries if entry.code == code]
    held = [entry for entry in known if day is not None and entry.holds_on(day)]
    return next(iter(held or known[-1:]), None)


@dataclass(frozen=True)
class ListedChoices(CodesChosen):
    """Several codes of a dated list: `ListedChoices(PlatformKind())`."""

    of: Listed

    @property
    def one(self) -> Listed:
        return self.of

    def on(self, day: date, district: str | None = None) -> "ListedChoices":
        """This kind as of `day`."""
        return ListedChoices(self.of.on(day, district))


def names(entries: Iterable[Entry]) -> str:
    """The names of `entries` in one line."""
    return "; ".join(entry.name for entry in entries)
