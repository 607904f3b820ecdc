"""A duty of the regulation as a value of a field: what an answer is given to."""

from dataclasses import dataclass

from tmdt_desktop.catalogues.duties import duties
from tmdt_desktop.catalogues.listed import Entry, Listed

_LONGEST = 80


@dataclass(frozen=True)
class DutyKind(Listed):
    """The code of a duty, chosen by its code («D19.1.a»), its number («19.1.a») or its words."""

    def entries(self) -> tuple[Entry, ...]:
        """Every duty of every agency, in the order of the regulation."""
        return tuple(Entry.of(duty, duty.id, f"{duty.number} {_head(duty.text)}", (duty.number,)) for duty in duties())


def _head(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + "…"
