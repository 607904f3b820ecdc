"""What one pass over a register asks of each record, in as few columns as possible, and what these then mean.

Choices and codes are read as they are and judged here, once for each different one; everything else (days, numbers, links,
rows of lists) is judged by the database and comes as the bits of a number. Each column says of every question whether it
allows it; a record meets those that all its columns allow. So a million records become some hundred cells.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, case, literal_column

from tmdt_desktop.catalogues.indicators import Anytime, Condition, Measure, Time, indicators
from tmdt_desktop.figures import shaped
from tmdt_desktop.figures.columns import as_text, coded, column, holds_several, kind_of, part_of, sub_list
from tmdt_desktop.figures.conditions import Scope, in_time, met
from tmdt_desktop.figures.lists import Correlated, Joined
from tmdt_desktop.kinds import Flag
from tmdt_desktop.records import Record

_FLAGS = "flags"
_IN_A_NUMBER = 50
Mask = int
Test = Callable[[Mask], bool]
"""Whether the records of a cell meet something; the mask has a bit for each question, and `ALLOWED` in any case."""
Holds = Callable[[str], bool]
Derive = Callable[[str], Any]
ALLOWED = 1
"""The bit of the question without conditions: unmet only where a list has no shape."""


@dataclass(frozen=True)
class Need:
    """Conditions that hold together: all the bits of `needed`, and of each of `ways` at least one."""

    needed: int = 0
    ways: tuple[tuple["Need", ...], ...] = ()

    def __and__(self, other: "Need") -> "Need":
        return Need(self.needed | other.needed, self.ways + other.ways)


@dataclass
class Kept:
    """Something of a record that stays a part of its cell: `derive` of the text of column `at`, which stands at `place`."""

    at: int
    derive: Derive
    place: int


@dataclass
class Asked:
    """Everything one pass asks. Equal questions are asked once.

    `by_shape`: lists that have shapes are judged by these; else, like all others, by `lists`. `one_time`: all that is asked
    has the same time, so that only records of that time are read. `flags`: what the database judges, by its place among
    all of that; `bits`: single conditions; `questions`: those that are asked together, by their bits. `touched`: the
    questions put since it was last emptied; `matters`: those of which the choice at a place is asked.
    """

    connection: Connection
    of: type[Record]
    scope: Scope
    lists: Joined | Correlated
    by_shape: bool
    one_time: bool = False
    columns: dict[Hashable, ColumnElement[Any]] = field(default_factory=dict)
    flags: dict[Hashable, int] = field(default_factory=dict)
    bits: dict[Hashable, tuple[int, Holds]] = field(default_factory=dict)
    questions: dict[int, Mask] = field(default_factory=lambda: {0: ALLOWED})
    touched: Mask = 0
    matters: dict[int, Mask] = field(default_factory=dict)
    kept: dict[Hashable, Kept] = field(default_factory=dict)
    shapes: dict[str, shaped.Shapes] = field(default_factory=dict)

    # Conditions

    def time(self, time: Time) -> Need:
        """The record belongs to the period."""
        if self.one_time or isinstance(time, Anytime):
            return Need()
        return Need(self._judged(("time", time), lambda: in_time(self.of, time, self.scope)))

    def all_of(self, conditions: Sequence[Condition]) -> Need:
        """The record meets all `conditions`."""
        needed, ways = 0, []
        for each in conditions:
            if each.op == "either":
                ways.append(tuple(self.all_of((way,)) for way in each.where))
            else:
                needed |= self._bit_of(each)
        return Need(needed, tuple(ways))

    def judged(self, key: Hashable, make: Callable[[], ColumnElement[bool]]) -> Need:
        """What the database judges."""
        return Need(self._judged(key, make))

    def test(self, need: Need) -> Test:
        """Put a question to the pass."""
        asked = self.questions.setdefault(need.needed, 1 << len(self.questions))
        self.touched |= asked
        if not need.ways:
            return lambda mask: bool(mask & asked)
        given = Need(need.needed)
        ways = [[self.test(given & way) for way in some] for some in need.ways]
        return lambda mask: bool(mask & asked) and all(any(way(mask) for way in some) for some in ways)

    def allowed(self, column_: int, held: int) -> Mask:
        """The questions that a column allows of whose conditions the bits `held` are met."""
        own = sum(1 << bit for bit, (at, _) in enumerate(self.bits.values()) if at == column_)
        missed = own & ~held
        return sum(asked for needed, asked in self.questions.items() if not needed & missed)

    def matter(self, places: Iterable[int]) -> None:
        """The choices at `places` are asked of the questions touched."""
        for place in places:
            self.matters[place] = self.matters.get(place, ALLOWED) | self.touched

    def _bit_of(self, asked: Condition) -> Mask:
        holds = _HOLDS.get(asked.op)
        if (
            holds
            and coded(self.of, asked.field)
            and (asked.field in _divided(self.of.code) or holds_several(self.of, asked.field))
        ):
            return self._bit(asked, self._text(asked.field), holds(self.of, asked))
        if asked.op in ("any", "none") and self.has_shape(asked.field, asked.where):
            return self._bit(asked, self._shape(asked.field), self._some_row(asked))
        return self._judged(asked, lambda: met(self.of, (asked,), self.scope, self.lists))

    def _bit(self, key: Hashable, at: int, holds: Holds) -> Mask:
        if key not in self.bits:
            self.bits[key] = (at, holds)
        return 1 << list(self.bits).index(key)

    def _judged(self, key: Hashable, make: Callable[[], ColumnElement[bool]]) -> Mask:
        """All that the database judges comes in one number, which is quicker than a text each."""
        if key not in self.flags:
            self._add_flag(key, make())
        at = self.flags[key]
        bit = at % _IN_A_NUMBER
        column_, flag = (_FLAGS, at - bit), 1 << bit
        return self._bit(key, list(self.columns).index(column_), lambda text: bool(int(text) & flag))

    def _add_flag(self, key: Hashable, met: ColumnElement[bool]) -> None:
        at = len(self.flags)
        bit = at % _IN_A_NUMBER
        column_, more = (_FLAGS, at - bit), _flag(met, bit)
        self.columns[column_] = self.columns[column_] + more if bit else more
        self.flags[key] = at

    # Shapes

    def has_shape(self, name: str, where: Sequence[Condition]) -> bool:
        """Whether the shape of the list `name` tells which of its rows meet `where`."""
        return self.by_shape and sub_list(self.of, name).shaped and shaped.answers(part_of(self.of, name), where)

    def rows_of(self, name: str) -> Callable[[str], tuple[shaped.ShapeRow, ...]]:
        """The rows of a shape of the list `name`, by its number."""
        if not self.shapes:
            for part in self.of.sub_lists():
                if part.shaped:
                    self._shape(part.name)
        if name not in self.shapes:
            self.shapes[name] = shaped.Shapes(self.connection, part_of(self.of, name))
        return self.shapes[name].rows

    def _some_row(self, asked: Condition) -> Holds:
        rows, wanted = self.rows_of(asked.field), asked.op == "any"
        return lambda number: any(shaped.meets(asked.where, row) for row in rows(number)) is wanted

    # What stays a part of the cell

    def keep(self, key: Hashable, at: int, derive: Derive) -> int:
        """The place in the cell of `derive` of column `at`."""
        if key not in self.kept:
            self.kept[key] = Kept(at, derive, len(self.kept))
        return self.kept[key].place

    def text(self, name: str, derive: Derive) -> int:
        """The place in the cell of a coded field, as `derive` gives it."""
        return self.keep(("text", name), self._text(name), derive)

    def number(self, key: Hashable, make: Callable[[], ColumnElement[Any]]) -> int:
        """The place in the cell of a number that the database gives; None where it gives none."""
        return self.keep(key, self._column(("number", key), make), _number)

    def value(self, key: Hashable, make: Callable[[], ColumnElement[Any]]) -> int:
        """The place in the cell of a text that the database gives."""
        return self.keep(key, self._column(("value", key), make), str)

    def of_shape(self, measure: Measure, name: str, derive: Callable[[tuple[shaped.ShapeRow, ...]], Any]) -> int:
        """The place in the cell of what `derive` makes of the rows of a list, which has a shape; `name` says what it is."""
        rows = self.rows_of(measure.field)
        key = ("of_shape", measure.field, measure.where, name)
        return self.keep(key, self._shape(measure.field), lambda number: derive(rows(number)))

    # Columns

    def _text(self, name: str) -> int:
        return self._column(("text", name), lambda: as_text(self.of, name))

    def _shape(self, name: str) -> int:
        return self._column(("shape", name), lambda: column(self.of, sub_list(self.of, name).shape))

    def shape_columns(self) -> tuple[int, ...]:
        """The places of the columns that hold numbers of shapes."""
        return self._columns_of("shape")

    def text_columns(self) -> tuple[int, ...]:
        """The places of the columns that hold terms and codes."""
        return self._columns_of("text")

    def _columns_of(self, sort: str) -> tuple[int, ...]:
        return tuple(at for at, key in enumerate(self.columns) if isinstance(key, tuple) and key[0] == sort)

    def _column(self, key: Hashable, make: Callable[[], ColumnElement[Any]]) -> int:
        if key not in self.columns:
            self.columns[key] = make()
        return list(self.columns).index(key)


def _flag(met: ColumnElement[bool], bit: int) -> ColumnElement[int]:
    """The bit where it is met, said in the statement itself, which is quicker than a parameter for each."""
    return case((met, literal_column(str(1 << bit), BigInteger())), else_=literal_column("0", BigInteger()))


@cache
def _divided(code: str) -> frozenset[str]:
    """The choices of a register that are read anyway, because parts are told by them; others are quicker asked of the database."""
    every = [each for each in indicators() if each.register == code]
    return frozenset(name for each in every for name in (*each.groups, each.measure.field))


def values_of(text: str) -> tuple[str, ...]:
    """The codes of «;A;B;»."""
    return tuple(code for code in text.split(";") if code)


def _number(text: str) -> int | None:
    return int(text) if text else None


def _in(of: type[Record], asked: Condition) -> Holds:
    return _kept_as(of, asked).__contains__


def _not_in(of: type[Record], asked: Condition) -> Holds:
    among = _kept_as(of, asked)
    return lambda text: text not in among


def _kept_as(of: type[Record], asked: Condition) -> frozenset[str]:
    if isinstance(kind_of(of, asked.field), Flag):
        return frozenset("1" if value else "0" for value in asked.values)
    return frozenset(map(str, asked.values))


def _has(_of: type[Record], asked: Condition) -> Holds:
    wanted = set(asked.values)
    return lambda text: not wanted.isdisjoint(values_of(text))


def _known(of: type[Record], asked: Condition) -> Holds:
    empty = ("", ";") if holds_several(of, asked.field) else ("",)
    return lambda text: text not in empty


def _unknown(of: type[Record], asked: Condition) -> Holds:
    filled = _known(of, asked)
    return lambda text: not filled(text)


_HOLDS: Mapping[str, Callable[[type[Record], Condition], Holds]] = MappingProxyType(
    {"in": _in, "not_in": _not_in, "has": _has, "known": _known, "unknown": _unknown}
)
