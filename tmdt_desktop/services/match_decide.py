"""What a person decides about lines of a round: written with the line, into the registers only when the round is closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, update

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_compare import COMPARED, takeable
from tmdt_desktop.services.match_list import MATCHED, round_of
from tmdt_desktop.services.match_sides import Ours, merged_into, read_ours
from tmdt_desktop.services.match_view import (
    BOTH,
    DIFFERING,
    LATER,
    OURS,
    THEIRS,
    UNSURE,
    Line,
    holds,
    line_of,
    lines_of,
    rivals,
    words_of,
)
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.store.tables import MatchLine, MergedRecord
from tmdt_desktop.store.workspace import Workspace

TAKE, KEEP, ADD, NOTED, SAME, NOT_SAME, CLEAR = "theirs", "ours", "add", "noted", "same", "not_same", "clear"
DECISIONS: Mapping[str, str] = {
    TAKE: "Lấy theo Thuế",
    KEEP: "Giữ của mình",
    ADD: "Thêm vào sổ",
    NOTED: "Không có trong danh sách thuế",
    SAME: "Là một",
    NOT_SAME: "Không phải một",
    LATER: "Xem sau",
    CLEAR: "Bỏ quyết định",
}
ALLOWED: Mapping[str, tuple[str, ...]] = {
    DIFFERING: (TAKE, KEEP, NOT_SAME, LATER, CLEAR),
    BOTH: (TAKE, KEEP, NOT_SAME, LATER, CLEAR),
    UNSURE: (SAME, NOT_SAME, LATER, CLEAR),
    OURS: (NOTED, LATER, CLEAR),
    THEIRS: (ADD, KEEP, SAME, LATER, CLEAR),
}
"""Which decisions a heap takes."""
_CHUNK = 400


@dataclass(frozen=True)
class Decision:
    """A decision on the lines at `places`. `code`: a key of DECISIONS. `fields`: what to take; None: all that differ or fill.

    `record`: for SAME, the business that is meant; None: the proposed one.
    """

    places: Sequence[int]
    code: str
    fields: tuple[str, ...] | None = None
    record: UUID | None = None


class Decided(NamedTuple):
    """What a decision changed: lines as they are now, places that are no longer to be seen, and what was left, in words."""

    lines: tuple[Line, ...]
    hidden: tuple[int, ...]
    left: tuple[str, ...]


def decide(ws: Workspace, id_: UUID, decision: Decision) -> Decided:
    """Write a decision; lines of heaps that do not take it are left as they are and told.

    Raises:
        Refused: the round is gone or closed, no line takes the decision, there is no such field to take, or the record
            is one with another line already.
    """
    if decision.code not in DECISIONS:
        raise Refused(f"Không có quyết định «{decision.code}».", cure=f"Chọn trong: {', '.join(DECISIONS)}.")
    if strange := [name for name in decision.fields or () if name not in COMPARED]:
        raise Refused(f"Không có mục «{strange[0]}» để lấy.", cure=f"Chọn trong: {', '.join(COMPARED)}.")
    with ws.write_unaudited() as connection:
        made = round_of(connection, id_)
        if made.closed:
            raise Refused(
                "Đợt này đã kết thúc.", why="Kết quả đã ghi vào sổ.", cure="Hoàn lại việc kết thúc, rồi quyết định lại."
            )
        kept = lines_of(connection, id_, decision.places)
        named = {*_named(kept), *([decision.record] if decision.record else [])}
        ours = read_ours(connection, only=named | {standing_id(connection, id_) for id_ in named})
        ours |= merged_into(connection, ours, named)
        return _Act(connection, id_, ws.user, date.fromisoformat(made.about["day"]), ours).write(decision, kept)


def _named(kept: Sequence[Mapping[Any, Any]]) -> Iterator[UUID]:
    """The records that lines hold, held or propose."""
    for line in kept:
        if was := (line["decided"] or {}).get("was"):
            yield UUID(was)
        if line["record"]:
            yield line["record"]
        yield from (UUID(each["id"]) for each in (line["likeness"] or {}).get("candidates", ()))


class _Act:
    """One decision while it is written."""

    def __init__(self, connection: Connection, session: UUID, user: str, day: date, ours: dict[UUID, Ours]) -> None:
        self.connection, self.session, self.user, self.day, self.ours = connection, session, user, day, ours

    def write(self, decision: Decision, kept: Sequence[Mapping[Any, Any]]) -> Decided:
        """Write it line by line and say what came of it."""
        left: list[str] = []
        changes: list[dict[str, Any]] = []
        records: set[UUID] = {line["record"] for line in kept if line["record"]}
        beside = self._beside({*_named(kept), *([decision.record] if decision.record else [])})
        asked = rivals(beside, self._standing)
        taken = {
            self._standing(line["record"]): line["place"]
            for line in beside
            if holds(line) and line["place"] not in asked
        }
        for line in kept:
            seen = line_of(line, self.ours, self.day, rival=line["place"] in asked)
            if told := self._unfit(seen, line, decision):
                left.append(told)
                continue
            change = self._change(line, seen, decision)
            if decision.code in (SAME, CLEAR):
                self._refuse_taken(line, change, taken)
            records |= {change["record"]} if change["record"] else set()
            changes.append(change)
        if not changes:
            raise Refused(
                left[0] if left else "Không còn dòng nào trong số đã chọn.",
                cure="Chọn dòng khác, hoặc quyết định khác.",
            )
        self._store(changes)
        if decision.code == NOT_SAME:
            self._add_own_lines(kept)
        return self._after([change["at"] for change in changes], records, asked, left)

    def _standing(self, record: UUID) -> UUID:
        return self.ours[record].id if record in self.ours else record

    def _beside(self, records: set[UUID]) -> list[Mapping[Any, Any]]:
        """Every line of the round that holds or proposes one of `records`, or one that is part of it or that it is part of."""
        table = MatchLine.__table__.c
        mine = select(table.record).where(table.session == self.session)
        merged = set(self.connection.scalars(select(MergedRecord.id).where(MergedRecord.id.in_(mine)).distinct()))
        for record in merged - self.ours.keys():
            self.ours |= merged_into(self.connection, self.ours, [record])
        wanted = {self._standing(record) for record in records}
        ids = wanted | {record for record in merged if self._standing(record) in wanted}
        found: list[Mapping[Any, Any]] = []
        every = list(ids)
        for start in range(0, len(every), _CHUNK):
            among = table.record.in_(every[start : start + _CHUNK])
            asked = select(*table).where(table.session == self.session, among)
            found += self.connection.execute(asked).mappings().all()
        return found

    def _refuse_taken(self, line: Mapping[Any, Any], change: Mapping[str, Any], taken: dict[UUID, int]) -> None:
        """Raise Refused when the line would hold a business that another one holds."""
        record, place, decided = change["record"], change["at"], change["decided"]
        if record not in self.ours or not holds({**line, "record": record, "decided": decided}):
            return
        mine = self.ours[record]
        if taken.setdefault(mine.id, place) != place:
            raise Refused(
                f"«{mine.values['name']}» đã là một với dòng khác của danh sách.",
                cure="Bỏ quyết định của dòng kia trước, hoặc chọn «Không phải một».",
            )

    def _change(self, line: Mapping[Any, Any], seen: Line, decision: Decision) -> dict[str, Any]:
        """The columns of a line after the decision."""
        code, decided = decision.code, dict(line["decided"] or {})
        record, settles = line["record"], code
        if code == SAME:
            record = _meant(seen, decision)
            decided["same"], settles = str(record), ""
        elif code == NOT_SAME:
            decided["same"], decided["was"], record, settles = None, str(line["record"] or ""), None, ""
        elif code == CLEAR:
            record, settles = self._cleared(line, decided, seen), ""
        decided = {name: decided[name] for name in decided if name not in ("fields", "seen", "version")}
        fields = _fields(seen, decision) if code == TAKE else ()
        mine = self.ours.get(record) if record else None
        if code in (TAKE, KEEP) and mine is not None:
            decided |= {"fields": list(fields), "version": mine.version}
            decided["seen"] = {name: words_of(name, mine) for name in fields}
        now = utc_now()
        entry = {"at": now.isoformat(), "by": self.user, "what": code, "fields": list(fields)}
        decided["log"] = [*decided.get("log", ()), entry]
        return {"at": line["place"], "record": record, "decision": settles, "decided": decided, "now": now}

    def _cleared(self, line: Mapping[Any, Any], decided: dict[str, Any], seen: Line) -> UUID | None:
        """Take a decision back; without one, the answer whether two are one, which brings the question back."""
        record: UUID | None = line["record"]
        if line["decision"] or "same" not in decided:
            return record
        decided.pop("same")
        was = decided.pop("was", "")
        if line["heap"] == THEIRS:
            return None
        return UUID(was) if was else record or (seen.candidates[0].id if seen.candidates else None)

    def _add_own_lines(self, kept: Sequence[Mapping[Any, Any]]) -> None:
        """Businesses that a number had found get lines of their own, now that they are not what was found."""
        found = [line for line in kept if line["heap"] == MATCHED and line["record"] in self.ours]
        table = MatchLine.__table__.c
        mine = (table.session == self.session) & (table.heap == OURS)
        known = set(self.connection.scalars(select(table.record).where(mine)))
        last = self.connection.scalar(select(func.max(table.place)).where(table.session == self.session)) or 0
        blank: dict[str, Any] = {"theirs": {}, "likeness": {}, "decision": "", "decided": {}, "heap": OURS}
        fresh = [line for line in found if line["record"] not in known]
        rows = [
            {**blank, "session": self.session, "office": line["office"], "place": at, "record": line["record"]}
            for at, line in enumerate(fresh, last + 1)
        ]
        if rows:
            self.connection.execute(insert(MatchLine), rows)

    def _unfit(self, seen: Line, line: Mapping[Any, Any], decision: Decision) -> str:
        """Why a line does not take the decision; empty when it does."""
        code, name = decision.code, seen.name or seen.row
        if code not in ALLOWED[seen.heap]:
            return f"«{name}»: không chọn «{DECISIONS[code]}» được ở nhóm này."
        if code == SAME and _meant(seen, decision) not in self.ours:
            return f"«{name}»: chưa chọn hồ sơ nào của sổ để nối."
        if code == TAKE and not _fields(seen, decision):
            return f"«{name}»: danh sách thuế không có gì khác để lấy."
        if code == ADD and seen.faulty:
            return f"«{name}»: dòng còn lỗi, chưa thêm vào sổ được. {next(iter(_faults(line)), '')}".strip()
        return ""

    def _store(self, changes: Sequence[Mapping[str, Any]]) -> None:
        table = MatchLine.__table__
        meant = (table.c.session == self.session) & (table.c.place == bindparam("at"))
        values: dict[str, Any] = {
            "record": bindparam("to"),
            "decision": bindparam("code"),
            "decided": bindparam("said"),
            "decided_at": bindparam("when"),
        }
        rows = [
            {"at": c["at"], "to": c["record"], "code": c["decision"], "said": c["decided"], "when": c["now"]}
            for c in changes
        ]
        told = update(MatchLine).where(meant).values(**values, decided_by=self.user)
        self.connection.execute(told, rows)

    def _after(self, places: Sequence[int], records: set[UUID], asked: set[int], left: Sequence[str]) -> Decided:
        """The lines themselves, and those that come into sight, leave it or are asked otherwise with them."""
        beside = self._beside(records)
        now = rivals(beside, self._standing)
        known = {line["place"]: line for line in lines_of(self.connection, self.session, places)}
        known |= {line["place"]: line for line in beside if line["place"] in now | asked}
        held = {self._standing(line["record"]) for line in beside if line["heap"] != OURS}
        own = [line for line in beside if line["heap"] == OURS and line["place"] not in known]
        hidden = [line["place"] for line in own if self._standing(line["record"]) in held]
        known |= {line["place"]: line for line in own if self._standing(line["record"]) not in held}
        lines = (line_of(line, self.ours, self.day, rival=at in now) for at, line in known.items())
        return Decided(tuple(lines), tuple(hidden), tuple(left))


def _meant(seen: Line, decision: Decision) -> UUID | None:
    """The record that a line is said to be: the named one, else the first that was proposed."""
    if decision.record is not None or seen.heap != UNSURE:
        return decision.record
    return seen.candidates[0].id if seen.candidates else None


def _faults(line: Mapping[Any, Any]) -> Iterator[str]:
    """What could not be read of a row; what the cell said is left out, for it may be personal."""
    for name in (line["theirs"] or {}).get("faults", {}):
        yield f"{Business.field(name.partition('.')[0]).label}: chưa đọc được."


def _fields(seen: Line, decision: Decision) -> tuple[str, ...]:
    able = takeable(seen.pairs)
    return able if decision.fields is None else tuple(name for name in able if name in decision.fields)
