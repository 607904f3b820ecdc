"""A round of matching as it stands now: every line beside what the register says today, and what was decided."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_compare import DIFFERS, FieldPair, pairs
from tmdt_desktop.services.match_lines import (
    BOTH,
    DIFFERING,
    HEAPS,
    LATER,
    OURS,
    THEIRS,
    UNSURE,
    Candidate,
    Line,
    log_of,
    thawed,
)
from tmdt_desktop.services.match_list import MATCHED, MatchRound, line_values, round_of
from tmdt_desktop.services.match_sides import Ours, merged_into, place_words, read_ours
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.tables import MatchLine
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

__all__ = [
    "BOTH",
    "DIFFERING",
    "HEAPS",
    "LATER",
    "OURS",
    "THEIRS",
    "UNSURE",
    "Candidate",
    "Line",
    "MatchView",
    "holds",
    "line_of",
    "lines_of",
    "match_view",
    "rivals",
    "view_of",
    "words_of",
]

_STEP = 500
_GONE = "Hồ sơ đã khớp không còn trong sổ."
_ONE = "hai hồ sơ đã khớp nay gộp làm một"
_RIVAL = "Dòng khác của danh sách cũng khớp với hồ sơ này; chọn dòng nào là hồ sơ này."
_VOID = "Quyết định trước không còn hiệu lực"
_Kept = Mapping[Any, Any]


@dataclass(frozen=True)
class MatchView:
    """A round and its lines: of an open one compared afresh, of a closed one as they stood at its end.

    `fresh`: businesses added to the register since an open round began, which no line tells of.
    """

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
    """A round as it stands: while open beside the register as it is now. Raises Refused when it is gone, Cancelled."""
    with uncollected(), ws.read() as connection:
        return view_of(connection, id_, task)


def view_of(connection: Connection, id_: UUID, task: Task = SILENT) -> MatchView:
    """The same within an act."""
    made = round_of(connection, id_)
    kept = list(_read(connection, id_, task))
    if made.closed:
        return MatchView(made, tuple(_as_closed(kept, str(made.batch))), 0)
    ours = read_ours(connection, task)
    ours |= merged_into(connection, ours, (line["record"] for line in kept if line["heap"] != OURS))
    told = {line["record"] for line in kept}
    fresh = sum(mine.values["created_at"] > made.at and mine.id not in told for mine in ours.values())
    return MatchView(made, tuple(_seen(kept, ours, date.fromisoformat(made.about["day"]), task)), fresh)


def _as_closed(kept: Sequence[_Kept], batch: str) -> Iterator[Line]:
    """The lines as the act `batch` left them; those that were not to be seen then have nothing kept."""
    for line in kept:
        if (said := (line["decided"] or {}).get("closed", {}).get(batch)) is not None:
            yield thawed(line["place"], said, log_of(line["decided"]))


def _read(connection: Connection, id_: UUID, task: Task) -> Iterator[_Kept]:
    for at, line in enumerate(connection.execute(_lines(id_)).mappings()):
        if at % _STEP == 0:
            task.step(at, 0, "Đọc đợt đối chiếu")
        yield line


def lines_of(connection: Connection, id_: UUID, places: Iterable[int] | None, task: Task = SILENT) -> list[_Kept]:
    """Some lines of a round as they are kept; None: all."""
    if places is None:
        return list(_read(connection, id_, task))
    wanted = list(places)
    found: list[_Kept] = []
    for start in range(0, len(wanted), _STEP):
        task.step(start, len(wanted), "Đọc đợt đối chiếu")
        asked = _lines(id_).where(MatchLine.place.in_(wanted[start : start + _STEP]))
        found += connection.execute(asked).mappings().all()
    return found


def _lines(id_: UUID) -> Any:
    return select(*MatchLine.__table__.c).where(MatchLine.session == id_).order_by(MatchLine.place)


def _seen(kept: Sequence[_Kept], ours: Mapping[UUID, Ours], day: date, task: Task = SILENT) -> Iterator[Line]:
    """The lines that are to be seen: a business that a line holds already has no line of its own."""
    records = (line["record"] for line in kept if line["heap"] != OURS and line["record"])
    held = {ours[record].id if record in ours else record for record in records}
    asked = rivals(kept, lambda record: ours[record].id if record in ours else record)
    for at, line in enumerate(kept):
        if at % _STEP == 0:
            task.step(at, len(kept), "So với sổ")
        mine = ours.get(line["record"])
        if line["heap"] != OURS or (mine is not None and mine.id == line["record"] and mine.id not in held):
            yield line_of(line, ours, day, rival=line["place"] in asked)


def rivals(kept: Iterable[_Kept], standing: Callable[[UUID], UUID]) -> set[int]:
    """Places of lines that hold one and the same business, as two do when theirs were merged; they are asked again.

    `standing`: the record that an id leads to now. The one line of which a person said so since keeps the business.
    """
    held: defaultdict[UUID, list[_Kept]] = defaultdict(list)
    for line in kept:
        if holds(line):
            held[standing(line["record"])].append(line)
    found: set[int] = set()
    for record, lines in held.items():
        sure = [line["place"] for line in lines if (line["decided"] or {}).get("same") == str(record)]
        if len(lines) > 1:
            found |= {line["place"] for line in lines} - set(sure if len(sure) == 1 else ())
    return found


def holds(line: _Kept) -> bool:
    """Whether a line is one with its record, by a number or because a person said so."""
    decided = line["decided"] or {}
    sure = decided.get("same") or (line["heap"] == MATCHED and "same" not in decided)
    return bool(line["record"] and line["heap"] != OURS and sure)


def line_of(line: _Kept, ours: Mapping[UUID, Ours], day: date, *, rival: bool = False) -> Line:
    """One kept line beside the register. `rival`: another one holds the same business."""
    kept, decided = line["theirs"] or {}, line["decided"] or {}
    theirs = line_values(line) if kept else None
    found = ours.get(line["record"]) if line["heap"] != UNSURE or decided.get("same") else None
    mine = None if rival else found
    seen = pairs(mine.values if mine else None, theirs, day)
    name = str((theirs or {}).get("name") or (mine.values["name"] if mine else "") or "")
    heap = UNSURE if rival else _heap(line["heap"], mine, seen, settled="same" in decided)
    candidates = tuple(_candidates(line, ours, theirs, day)) if heap in (UNSURE, THEIRS) else ()
    if rival and found is not None:
        candidates = (Candidate(found.id, str(found.values["name"]), 100, (_ONE,), pairs(found.values, theirs, day)),)
    void = _void(line, mine, rival=rival)
    return Line(
        place=line["place"],
        heap=heap,
        id=mine.id if mine else None,
        row=place_words(kept),
        name=name,
        by=_by(line, mine),
        pairs=seen,
        candidates=candidates,
        notes=tuple(_notes(line, mine, (candidates, heap, void), rival=rival)),
        decision="" if void else line["decision"],
        fields=() if void else tuple(decided.get("fields", ())),
        decided_by=line["decided_by"] or "",
        decided_at=line["decided_at"],
        faulty=bool(kept.get("faults")),
        double="double" in kept,
        changed=tuple(_changed(decided, mine)),
        tax_status=str((theirs or {}).get("tax_status") or (mine.values["tax_status"] if mine else "") or ""),
        same="" if "same" not in decided else "same" if decided["same"] else "not_same",
        log=log_of(decided),
        void=void,
    )


def _void(line: _Kept, mine: Ours | None, *, rival: bool) -> str:
    """Why what was decided about a record holds no more."""
    if not line["decision"] or "version" not in (line["decided"] or {}) or line["decision"] == LATER:
        return ""
    if rival:
        return f"{_VOID}: {_ONE}."
    return f"{_VOID}: hồ sơ đã khớp không còn trong sổ." if mine is None else ""


def _heap(first: str, mine: Ours | None, seen: tuple[FieldPair, ...], *, settled: bool) -> str:
    if first == OURS:
        return OURS
    if mine is not None:
        return DIFFERING if any(pair.level == DIFFERS for pair in seen) else BOTH
    return UNSURE if first == UNSURE and not settled else THEIRS


def _by(line: _Kept, mine: Ours | None) -> str:
    if mine is None or line["heap"] == OURS:
        return ""
    return line["likeness"].get("by", "") if line["heap"] == MATCHED else "Người đối chiếu xác nhận"


def _candidates(
    line: _Kept, ours: Mapping[UUID, Ours], theirs: Mapping[str, Any] | None, day: date
) -> Iterator[Candidate]:
    for each in (line["likeness"] or {}).get("candidates", ()):
        mine = ours.get(UUID(each["id"]))
        if mine is not None:
            name, reasons = str(mine.values["name"]), tuple(each["reasons"])
            yield Candidate(mine.id, name, each["score"], reasons, pairs(mine.values, theirs, day))


def _notes(
    line: _Kept, mine: Ours | None, about: tuple[Sequence[Candidate], str, str], *, rival: bool
) -> Iterator[str]:
    kept, decided = line["theirs"] or {}, line["decided"] or {}
    candidates, heap, void = about
    if void:
        yield void
    if rival:
        yield _RIVAL
    if "double" in kept:
        yield f"Trùng mã số với dòng {kept['double']} của danh sách."
    for name, sentence in kept.get("faults", {}).items():
        yield f"{Business.field(name.partition('.')[0]).label}: {sentence}"
    if not void and not rival and line["heap"] == MATCHED and mine is None and "same" not in decided:
        yield _GONE
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
