"""What the person decides about rows that the register knows already: fields to take, records that are meant."""

from collections.abc import Iterable
from uuid import UUID

from tmdt_desktop.services.import_list import AskedRow, ChangedRow, CheckedList, Decisions, Difference

Place = tuple[str, int]
"""(sheet, row as the file counts)."""


class Choices:
    """The decisions about one checked list. Nothing is taken unless somebody says so."""

    def __init__(self, checked: CheckedList) -> None:
        self.changed = {place_of(row): row for row in checked.changed}
        self.asked = {place_of(row): row for row in checked.asked}
        self.take: dict[Place, frozenset[str]] = {}
        self.answers: dict[Place, UUID | None] = {}

    def moved_to(self, checked: CheckedList) -> "Choices":
        """The same decisions about the list as it stands after a correction, as far as they still mean something."""
        made = Choices(checked)
        for place, answer in self.answers.items():
            if place in made.asked and (answer is None or answer in {c.id for c in made.asked[place].candidates}):
                made.answers[place] = answer
        for place, fields in self.take.items():
            made.set(place, fields)
        return made

    def differences(self, place: Place) -> tuple[Difference, ...]:
        """Where the row says something else than the record it is held against; none until an asked row is answered."""
        if (row := self.changed.get(place)) is not None:
            return row.differences
        if (asked := self.asked.get(place)) is not None and (answer := self.answers.get(place)) is not None:
            return next((made.differences for made in asked.candidates if made.id == answer), ())
        return ()

    def taken(self, place: Place) -> frozenset[str]:
        """The fields of a row that go into the register."""
        return self.take.get(place, frozenset())

    def set(self, place: Place, fields: Iterable[str]) -> None:
        """Take exactly these fields of a row."""
        wanted = set(fields)
        known = frozenset(made.field for made in self.differences(place) if made.field in wanted)
        if known:
            self.take[place] = known
        else:
            self.take.pop(place, None)

    def turn(self, place: Place, field: str) -> None:
        """Take a field that was not, leave one that was."""
        self.set(place, self.taken(place) ^ {field})

    def take_all(self, places: Iterable[Place]) -> None:
        """Take every field that says something else."""
        for place in places:
            self.set(place, (made.field for made in self.differences(place)))

    def take_fills(self, places: Iterable[Place]) -> None:
        """Take what the register has not; what it says already stays."""
        for place in places:
            self.set(place, (made.field for made in self.differences(place) if made.fills))

    def keep(self, places: Iterable[Place]) -> None:
        """Leave the register as it is."""
        for place in places:
            self.set(place, ())

    def answer(self, place: Place, id_: UUID | None) -> None:
        """The row means the record `id_`, whose empty fields it fills; or, with None, a record of its own."""
        self.take.pop(place, None)
        self.answers[place] = id_
        self.take_fills([place])

    def leave(self, place: Place) -> None:
        """The row waits: no answer."""
        self.answers.pop(place, None)
        self.take.pop(place, None)

    @property
    def rows_changed(self) -> int:
        """Records of the register that would be changed."""
        return len(self.take)

    @property
    def rows_added(self) -> int:
        """Asked rows that come in as records of their own."""
        return sum(answer is None for answer in self.answers.values())

    @property
    def rows_left(self) -> int:
        """Changed and asked rows of which nothing comes in."""
        idle = sum(place not in self.take for place in self.changed)
        return idle + sum(place not in self.answers for place in self.asked)

    def decisions(self) -> Decisions:
        """As the service takes them."""
        return Decisions(dict(self.take), dict(self.answers))


def place_of(row: ChangedRow | AskedRow) -> Place:
    """Where the row stands."""
    return row.row.sheet, row.row.row
