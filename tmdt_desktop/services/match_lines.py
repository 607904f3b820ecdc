"""A line of a round of matching: as it is seen, and as it is kept from the end of the round on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_compare import DIFFERS, SPELLING, FieldPair

BOTH, DIFFERING, OURS, THEIRS, UNSURE = "both", "differs", "ours", "theirs", "unsure"
HEAPS: Mapping[str, str] = {
    DIFFERING: "Sai khác",
    UNSURE: "Chưa chắc",
    OURS: "Chỉ sổ của đơn vị",
    THEIRS: "Chỉ danh sách thuế",
    BOTH: "Khớp",
}
"""The heaps in the order in which they are worked through, and what people call them."""
LATER, LEFT, BY_RESULT = "later", "left", "result"
OUTCOMES: Mapping[str, str] = {LEFT: "Chưa ghi được vào sổ", BY_RESULT: "Ghi theo kết quả so sánh"}
"""What the end of a round made of a line in place of a decision: one that could not be carried out, or none at all."""
_PLAIN = ("heap", "row", "name", "by", "notes", "decision", "fields", "decided_by", "faulty", "double")
_ALSO = ("changed", "tax_status", "same", "finding")


class Candidate(NamedTuple):
    """A record that may be meant by a line: how much it looks so (0–100), why, and the two side by side."""

    id: UUID
    name: str
    score: int
    reasons: tuple[str, ...]
    pairs: tuple[FieldPair, ...]


class Logged(NamedTuple):
    """One decision of the log: when, by whom, which (a key of `match_decide.DECISIONS`), and the fields to take."""

    at: datetime
    by: str
    code: str
    fields: tuple[str, ...]


class Line(NamedTuple):
    """One line. `heap`: as things stand now. `id`: our record; None when there is none. `row`: where their row stood.

    `by`: which number found the record, or who said so. `decision`, `fields`, `decided_by`, `decided_at`: what a person
    decided. `notes`: what to know beside it: faults of their row, doubles, changes of the register since.
    `changed`: fields that were decided on and have changed in the register since. `tax_status`: its code, theirs first.
    `same`: «same» or «not_same» where a person answered that; else empty. `log`: every decision, the oldest first.
    `void`: why a decision holds no more, empty when it does; such a line asks again. `finding`: of a closed round, what
    was written into the register of reviews, in words; empty when nothing was.
    """

    place: int
    heap: str
    id: UUID | None
    row: str
    name: str
    by: str
    pairs: tuple[FieldPair, ...]
    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]
    decision: str
    fields: tuple[str, ...]
    decided_by: str
    decided_at: datetime | None
    faulty: bool
    double: bool
    changed: tuple[str, ...]
    tax_status: str
    same: str = ""
    log: tuple[Logged, ...] = ()
    void: str = ""
    finding: str = ""

    @property
    def decided(self) -> bool:
        """Whether a person has settled it; «later» settles nothing."""
        return self.decision not in ("", LATER, LEFT)

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be said: decided, or the same on both sides and not put off."""
        return self.heap != UNSURE and (self.decided or (self.heap == BOTH and not self.decision))

    @property
    def differing(self) -> tuple[FieldPair, ...]:
        """The fields in which both sides say something, and not the same."""
        return tuple(pair for pair in self.pairs if pair.level == DIFFERS)

    @property
    def only_spelling(self) -> tuple[FieldPair, ...]:
        """The fields that are only written in another way."""
        return tuple(pair for pair in self.pairs if pair.level == SPELLING)


def frozen(line: Line) -> dict[str, Any]:
    """A line as JSON can hold it: what both sides said and what was decided when the round ended."""
    said: dict[str, Any] = {name: getattr(line, name) for name in (*_PLAIN, *_ALSO)}
    said["id"] = str(line.id) if line.id else None
    said["decided_at"] = line.decided_at.isoformat() if line.decided_at else None
    said["pairs"] = [(pair.name, pair.ours, pair.theirs, pair.level) for pair in line.pairs]
    said["candidates"] = [(str(each.id), each.name, each.score, each.reasons) for each in line.candidates]
    return said


def thawed(place: int, said: Mapping[str, Any], log: tuple[Logged, ...]) -> Line:
    """The line again."""
    plain: dict[str, Any] = {
        name: tuple(said[name]) if isinstance(said[name], list) else said[name] for name in (*_PLAIN, *_ALSO)
    }
    return Line(
        place=place,
        id=UUID(said["id"]) if said["id"] else None,
        pairs=tuple(_pair(*each) for each in said["pairs"]),
        candidates=tuple(
            Candidate(UUID(id_), name, score, tuple(reasons), ()) for id_, name, score, reasons in said["candidates"]
        ),
        decided_at=datetime.fromisoformat(said["decided_at"]) if said["decided_at"] else None,
        log=log,
        **plain,
    )


def _pair(name: str, ours: str, theirs: str, level: str) -> FieldPair:
    field = Business.field(name)
    return FieldPair(name, field.label, ours, theirs, level, field.sensitive)


def log_of(decided: Mapping[str, Any]) -> tuple[Logged, ...]:
    """The decisions on a kept line."""
    return tuple(
        Logged(datetime.fromisoformat(each["at"]), each["by"], each["what"], tuple(each["fields"]))
        for each in decided.get("log", ())
    )
