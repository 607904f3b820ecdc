"""A round of matching as it stands now: every line beside what the register says today, and what was decided."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_compare import DIFFERS, SPELLING, FieldPair, pairs
from tmdt_desktop.services.match_list import MATCHED, MatchRound, line_values, round_of
from tmdt_desktop.services.match_sides import Ours, merged_into, place_words, read_ours
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.tables import MatchLine
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

BOTH, DIFFERING, OURS, THEIRS, UNSURE = "both", "differs", "ours", "theirs", "unsure"
HEAPS: Mapping[str, str] = {
    DIFFERING: "Sai khác",
    UNSURE: "Chưa chắc",
    OURS: "Chỉ sổ của đơn vị",
    THEIRS: "Chỉ danh sách thuế",
    BOTH: "Khớp",
}
"""The heaps in the order in which they are worked through, and what people call them."""
LATER = "later"
_STEP = 500


class Candidate(NamedTuple):
    """A record that may be meant by a line: how much it looks so (0–100), why, and the two side by side."""

    id: UUID
    name: str
    score: int
    reasons: tuple[str, ...]
    pairs: tuple[FieldPair, ...]


class Line(NamedTuple):
    """One line. `heap`: as things stand now. `id`: our record; None when there is none. `row`: where their row stood.

    `by`: which number found the record, or who said so. `decision`, `fields`, `decided_by`, `decided_at`: what a person
    decided. `notes`: what to know beside it: faults of their row, doubles, changes of the register since.
    `changed`: fields that were decided on and have changed in the register since. `tax_status`: its code, theirs first.
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

    @property
    def decided(self) -> bool:
        """Whether a person has settled it; «later» settles nothing."""
        return self.decision not in ("", LATER)

    @property
    def differing(self) -> tuple[FieldPair, ...]:
        """The fields in which both sides say something, and not the same."""
        return tuple(pair for pair in self.pairs if pair.level == DIFFERS)

    @property
    def only_spelling(self) -> tuple[FieldPair, ...]:
        """The fields that are only written in another way."""
        return tuple(pair for pair in self.pairs if pair.level == SPELLING)


@dataclass(frozen=True)
class MatchView:
    """A round and its lines. `fresh`: businesses added to the register since, which no line tells of."""

    round: MatchRound
    lines: tuple[Line, ...]
    fresh: int

    @property
    def name(self) -> str:
        return self.round.name

    @property
    def heaps(self) -> dict[str, tuple[Line, ...]]:
        """The lines of each heap, in the order of the list; every heap is there."""
        found: dict[str, list[Line]] = {heap: [] for heap in HEAPS}
        for line in self.lines:
            found[line.heap].append(line)
        return {heap: tuple(lines) for heap, lines in found.items()}

    @property
    def counts(self) -> dict[str, int]:
        """How many lines each heap has."""
        return dict.fromkeys(HEAPS, 0) | dict(Counter(line.heap for line in self.lines))

    @property
    def asking(self) -> int:
        """How many lines ask for a decision: all but those that agree."""
        return sum(line.heap != BOTH for line in self.lines)

    @property
    def decided(self) -> int:
        """How many of those have one."""
        return sum(line.heap != BOTH and line.decided for line in self.lines)

    def with_lines(self, changed: Sequence[Line], hidden: Collection[int]) -> "MatchView":
        """The same round after a decision: some lines in another state, some no longer to be seen."""
        known = {line.place: line for line in self.lines} | {line.place: line for line in changed}
        return replace(self, lines=tuple(known[at] for at in sorted(known) if at not in hidden))


def match_view(ws: Workspace, id_: UUID, task: Task = SILENT) -> MatchView:
    """A round, compared with the register as it is now. Raises Refused when it is gone, Cancelled."""
    with uncollected(), ws.read() as connection:
        return view_of(connection, id_, task)


def view_of(connection: Connection, id_: UUID, task: Task = SILENT) -> MatchView:
    """The same within an act."""
    made = round_of(connection, id_)
    kept = list(_read(connection, id_, task))
    ours = read_ours(connection, task)
    ours |= merged_into(connection, ours, (line["record"] for line in kept if line["heap"] != OURS))
    told = {line["record"] for line in kept}
    fresh = sum(mine.values["created_at"] > made.at and mine.id not in told for mine in ours.values())
    return MatchView(made, tuple(_seen(kept, ours, date.fromisoformat(made.about["day"]), task)), fresh)


def _read(connection: Connection, id_: UUID, task: Task) -> Iterator[Mapping[Any, Any]]:
    for at, line in enumerate(connection.execute(_lines(id_)).mappings()):
        if at % _STEP == 0:
            task.step(at, 0, "Đọc đợt đối chiếu")
        yield line


def lines_of(connection: Connection, id_: UUID, places: Iterable[int], task: Task = SILENT) -> list[Mapping[Any, Any]]:
    """Some lines of a round as they are kept."""
    wanted = list(places)
    found: list[Mapping[Any, Any]] = []
    for start in range(0, len(wanted), _STEP):
        task.step(start, len(wanted), "Đọc đợt đối chiếu")
        asked = _lines(id_).where(MatchLine.place.in_(wanted[start : start + _STEP]))
        found += connection.execute(asked).mappings().all()
    return found


def _lines(id_: UUID) -> Any:
    return select(*MatchLine.__table__.c).where(MatchLine.session == id_).order_by(MatchLine.place)


def _seen(
    kept: Sequence[Mapping[Any, Any]], ours: Mapping[UUID, Ours], day: date, task: Task = SILENT
) -> Iterator[Line]:
    """The lines that are to be seen: a business that a line holds already has no line of its own."""
    records = (line["record"] for line in kept if line["heap"] != OURS and line["record"])
    held = {ours[record].id if record in ours else record for record in records}
    for at, line in enumerate(kept):
        if at % _STEP == 0:
            task.step(at, len(kept), "So với sổ")
        mine = ours.get(line["record"])
        if line["heap"] != OURS or (mine is not None and mine.id == line["record"] and mine.id not in held):
            yield line_of(line, ours, day)


def line_of(line: Mapping[Any, Any], ours: Mapping[UUID, Ours], day: date) -> Line:
    """One kept line beside the register."""
    kept, decided = line["theirs"] or {}, line["decided"] or {}
    theirs = line_values(line) if kept else None
    mine = ours.get(line["record"]) if line["heap"] != UNSURE or decided.get("same") else None
    seen = pairs(mine.values if mine else None, theirs, day)
    name = str((theirs or {}).get("name") or (mine.values["name"] if mine else "") or "")
    heap = _heap(line["heap"], mine, seen, settled="same" in decided)
    candidates = tuple(_candidates(line, ours, theirs, day)) if heap in (UNSURE, THEIRS) else ()
    return Line(
        line["place"],
        heap,
        mine.id if mine else None,
        place_words(kept),
        name,
        _by(line, mine),
        seen,
        candidates,
        tuple(_notes(line, mine, candidates, heap)),
        line["decision"],
        tuple(decided.get("fields", ())),
        line["decided_by"] or "",
        line["decided_at"],
        bool(kept.get("faults")),
        "double" in kept,
        tuple(_changed(decided, mine)),
        str((theirs or {}).get("tax_status") or (mine.values["tax_status"] if mine else "") or ""),
    )


def _heap(first: str, mine: Ours | None, seen: tuple[FieldPair, ...], *, settled: bool) -> str:
    if first == OURS:
        return OURS
    if mine is not None:
        return DIFFERING if any(pair.level == DIFFERS for pair in seen) else BOTH
    return UNSURE if first == UNSURE and not settled else THEIRS


def _by(line: Mapping[Any, Any], mine: Ours | None) -> str:
    if mine is None or line["heap"] == OURS:
        return ""
    return line["likeness"].get("by", "") if line["heap"] == MATCHED else "Người đối chiếu xác nhận"


def _candidates(
    line: Mapping[Any, Any], ours: Mapping[UUID, Ours], theirs: Mapping[str, Any] | None, day: date
) -> Iterator[Candidate]:
    for each in (line["likeness"] or {}).get("candidates", ()):
        mine = ours.get(UUID(each["id"]))
        if mine is not None:
            name, reasons = str(mine.values["name"]), tuple(each["reasons"])
            yield Candidate(mine.id, name, each["score"], reasons, pairs(mine.values, theirs, day))


def _notes(line: Mapping[Any, Any], mine: Ours | None, candidates: Sequence[Candidate], heap: str) -> Iterator[str]:
    kept, decided = line["theirs"] or {}, line["decided"] or {}
    if "double" in kept:
        yield f"Trùng mã số với dòng {kept['double']} của danh sách."
    for name, sentence in kept.get("faults", {}).items():
        yield f"{Business.field(name.partition('.')[0]).label}: {sentence}"
    if line["heap"] == MATCHED and mine is None and "same" not in decided:
        yield "Hồ sơ đã khớp không còn trong sổ."
    if line["heap"] == UNSURE and heap == UNSURE and not candidates:
        yield "Hồ sơ được đề nghị không còn trong sổ."
    if mine is not None and mine.version != decided.get("version", mine.version):
        yield f"Hồ sơ đã được {mine.changed_by} sửa sau khi quyết định; đã so lại."


def _changed(decided: Mapping[str, Any], mine: Ours | None) -> Iterator[str]:
    """Fields chosen to be taken whose value in the register is no longer the one that was seen."""
    seen = decided.get("seen", {})
    if mine is None:
        return
    for name in decided.get("fields", ()):
        if name in seen and seen[name] != words_of(name, mine):
            yield name


def words_of(name: str, mine: Ours) -> str:
    """A value of a business in the words by which a change of it is noticed."""
    value = mine.values.get(name)
    if name == "channels":
        return "; ".join(f"{line['platform']} {line['address']}" for line in value or ())
    return Business.field(name).kind.show(value)
