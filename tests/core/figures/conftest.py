"""An empty database in memory with the registers' tables, and short ways to put rows into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, insert

from tmdt_desktop.records import Base, Part, Record
from tmdt_desktop.records.business import Activity, Business, Channel, SubjectKind
from tmdt_desktop.records.training import Attendee, Form, Role, Training
from tmdt_desktop.store import shapes

_BORN = datetime(2024, 6, 1, tzinfo=UTC)


@dataclass
class Books:
    """The registers of one database."""

    connection: Connection
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def business(self, channels: Sequence[Mapping[str, Any]] = (), **values: Any) -> UUID:
        """One business that is active and lies in Ngọc Mỹ, unless said otherwise."""
        usual = {"name": "An Lộc", "kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE}
        return self._add(Business, Channel, channels, {**usual, **values})

    def training(self, attendees: Sequence[Mapping[str, Any]] = (), **values: Any) -> UUID:
        """One class held by the office in May 2024, unless said otherwise."""
        usual = {
            "name": "Lớp",
            "form": Form.CLASS,
            "role": Role.LEADS,
            "starts_on": date(2024, 5, 14),
            "place": "Hội trường",
        }
        return self._add(Training, Attendee, attendees, {**usual, **values})

    def _add(
        self, of: type[Record], part: type[Part], rows: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
    ) -> UUID:
        name = next(each.name for each in of.sub_lists() if each.of is part)
        return self.add(of, {**values, name: rows})

    def add(
        self, of: type[Record], values: Mapping[str, Any], id_: UUID | None = None, *, shaped: bool = False
    ) -> UUID:
        """One record with its sub-lists. `shaped`: its lists get the numbers of their shapes, as a batch gives them."""
        id_ = id_ or UUID(int=next(self.numbers))
        office = values.get("office", "246")
        lists = {part.name: list(values.get(part.name) or ()) for part in of.sub_lists()}
        held = {name: value for name, value in values.items() if name not in lists}
        if shaped:
            marks = shapes.numbers(self.connection, of, {name: [rows] for name, rows in lists.items()}, office)
            held |= {name: made[0] for name, made in marks.items()}
        born = {"version": 1, "created_at": _BORN, "created_by": "thu", "changed_at": _BORN, "changed_by": "thu"}
        self.connection.execute(insert(of.__table__), [{"id": id_, "office": office, **born, **held}])
        for part in of.sub_lists():
            for place, row in enumerate(lists[part.name]):
                line = {"parent": id_, "office": office, "place": place, **row}
                self.connection.execute(insert(part.of.__table__), [line])
        return id_


@pytest.fixture(scope="session")
def _shelf() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def books(_shelf: Connection) -> Iterator[Books]:
    """Empty registers; what a test writes is gone after it."""
    with _shelf.begin() as change:
        yield Books(_shelf)
        change.rollback()
