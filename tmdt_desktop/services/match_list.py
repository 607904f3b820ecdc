"""Lay a list of the tax branch beside the register: read it, pair it, and keep the round so that work can go on for days."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.check_list import check_rows, collector_paused
from tmdt_desktop.exchange.likeness import Likeness
from tmdt_desktop.exchange.plans import ByHand, ListPlan, RowPlan
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.import_list import ImportWish, read_list
from tmdt_desktop.services.match_closings import CODE, standing_close
from tmdt_desktop.services.match_pairing import Pairing, pair
from tmdt_desktop.services.match_sides import (
    Ours,
    in_order,
    kept_rows,
    our_parties,
    our_party,
    read_ours,
    restored,
    their_parties,
)
from tmdt_desktop.services.record_day import office_day
from tmdt_desktop.services.reference_book import ReferenceBook
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.audit import Entry
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.tables import MatchLine, MatchSession
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line

MATCHED, UNSURE, THEIRS, OURS = "matched", "unsure", "theirs", "ours"
"""Where a line was put at the start: one and the same; to be asked; only in their list; only in our register."""
_CHUNK = 2_000
_LONGEST_NAME = 60


@dataclass(frozen=True)
class MatchWish:
    """A list to compare. `name` of the round, as the register of reviews will say it; `sheets` None: all that hold a list.

    `ours`: which of our businesses take part. `only_their_communes`: businesses of communes that the list does not speak
    of are not told as missing. `tax_office`: who sent it; empty: as the list itself says.
    """

    file: Path
    name: str
    sheets: tuple[str, ...] | None = None
    by_hand: ByHand = field(default_factory=ByHand)
    ours: Query = field(default_factory=Query)
    only_their_communes: bool = False
    tax_office: str = ""


@dataclass(frozen=True)
class MatchRound:
    """A round as it stands in the list of rounds. `closed`: its result is in the registers; `about`: figures of the start."""

    id: UUID
    name: str
    file_name: str
    at: datetime
    by: str
    closed: bool
    batch: UUID | None
    about: Mapping[str, Any]


@collector_paused()
def start_match(ws: Workspace, wish: MatchWish, task: Task = SILENT) -> UUID:
    """Read the list, pair it with the register and keep the round; returns its id. The registers stay as they are.

    Raises:
        Refused: the round has no name or one that is taken; no sheet holds a list, or the list has no row.
        Blocked, Damaged: the file, as `import_list.read_list`. Cancelled: nothing is kept.
    """
    name = _name(ws, wish.name)
    plan = read_list(ws, ImportWish(wish.file, Business, wish.sheets, by_hand=wish.by_hand), task)
    day = office_day(ws.office)
    with uncollected(), ws.read() as connection:
        checked = check_rows(plan, task, ReferenceBook(connection).read)
        ours = _chosen(ws, read_ours(connection, task), wish.ours)
    rows = checked.rows
    if not rows:
        raise Refused(
            f"Tệp {wish.file.name} không có dòng nào để đối chiếu.", cure="Chọn tệp khác, hoặc chọn đúng trang."
        )
    entries = their_parties(rows, day, task)
    found = pair(our_parties(ours, day, task), entries, task)
    communes = sorted({entry.commune for entry in entries if entry.commune}) if wish.only_their_communes else None
    about = _about(plan, rows, wish, day) | {"ours": len(ours), "communes": communes, "dropped": len(checked.dropped)}
    lines = [*_their_lines(rows, found, task), *_our_lines(ours, found, (len(rows), communes, day))]
    session = _session(ws, name, wish.file, about)
    _keep(ws, session, lines, task)
    made: UUID = session["id"]
    return made


def match_rounds(ws: Workspace) -> tuple[MatchRound, ...]:
    """Every round, the newest first."""
    with ws.read() as connection:
        return tuple(_round(connection, row) for row in connection.execute(_rounds()).mappings().all())


def round_of(connection: Connection, id_: UUID) -> MatchRound:
    """One round. Raises Refused when it is gone."""
    row = connection.execute(_rounds().where(MatchSession.id == id_)).mappings().first()
    if row is None:
        raise Refused("Không còn đợt đối chiếu này.", cure="Chọn đợt khác trong danh sách các đợt.")
    return _round(connection, row)


def drop_match(ws: Workspace, id_: UUID, *, decided_too: bool = False) -> None:
    """Forget a round that is still open; the act and the decisions that go with it are entered into the trail.

    Raises:
        Refused: it is gone, it is closed and its reviews stand in the register, or it holds decisions and nobody said
            that they may go (`decided_too`).
    """
    with ws.change("Xóa đợt đối chiếu") as batch:
        connection = batch.connection
        made = round_of(connection, id_)
        if made.closed:
            raise Refused(
                "Đợt này đã kết thúc.",
                why="Kết quả đã ghi vào sổ Rà soát thuế.",
                cure="Hoàn lại việc kết thúc trong lịch sử trước, rồi xóa đợt.",
            )
        mine = MatchLine.session == id_
        kept = connection.execute(select(MatchLine.place, MatchLine.decided).where(mine)).all()
        logs = {str(place): decided["log"] for place, decided in kept if (decided or {}).get("log")}
        if logs and not decided_too:
            raise Refused(
                f"Đợt «{made.name}» có {len(logs)} dòng đã quyết.",
                why="Xóa đợt thì các quyết định đó mất theo.",
                cure="Kết thúc đợt, hoặc chọn xóa cả quyết định.",
            )
        connection.execute(delete(MatchLine).where(mine))
        connection.execute(delete(MatchSession).where(MatchSession.id == id_))
        batch.say(f"Xóa đợt đối chiếu «{made.name}»")
        said = json.dumps({"name": made.name, "file_name": made.file_name, "decisions": logs}, ensure_ascii=False)
        batch.entries.append(Entry(CODE, id_, "delete", said, None))


def _rounds() -> Any:
    return select(*MatchSession.__table__.c).order_by(MatchSession.at.desc())


def _round(connection: Connection, row: Mapping[Any, Any]) -> MatchRound:
    """A round is closed while the act that closed it stands."""
    batch = standing_close(connection, row["batch"], row["about"])
    closed = batch is not None
    return MatchRound(row["id"], row["name"], row["file_name"], row["at"], row["by"], closed, batch, row["about"])


def _name(ws: Workspace, raw: str) -> str:
    name = one_line(raw)
    if not name:
        raise Refused("Đợt đối chiếu chưa có tên.", cure="Đặt tên, ví dụ «Đối chiếu thuế 2024, đợt 1».")
    if len(name) > _LONGEST_NAME:
        raise Refused(f"Tên đợt dài {len(name)} ký tự, chỉ ghi được {_LONGEST_NAME}.", cure="Rút gọn tên.")
    if any(one.name.casefold() == name.casefold() for one in match_rounds(ws)):
        raise Refused(f"Đã có đợt tên «{name}».", cure="Mở đợt đó để làm tiếp, hoặc đặt tên khác.")
    return name


def _chosen(ws: Workspace, ours: dict[UUID, Ours], query: Query) -> dict[UUID, Ours]:
    if query == Query():
        return ours
    seqs = set(registers.find(ws, Business, query))
    return {id_: mine for id_, mine in ours.items() if mine.seq in seqs}


def _about(plan: ListPlan, rows: Sequence[RowPlan], wish: MatchWish, day: date) -> dict[str, Any]:
    taken = [column.path for sheet in plan.sheets if not sheet.skipped for column in sheet.columns if column.path]
    return {
        "theirs": len(rows),
        "faulty": sum(bool(row.faults) for row in rows),
        "tax_office": one_line(wish.tax_office) or plan.sender,
        "columns": list(dict.fromkeys(path.partition(".")[0] for path in taken)),
        "day": day.isoformat(),
    }


def _their_lines(rows: Sequence[RowPlan], found: Pairing, task: Task) -> Iterator[dict[str, Any]]:
    for at, kept in enumerate(kept_rows(rows, task), 1):
        sure, asked = found.sure.get(at), found.asked.get(at, ())
        heap = MATCHED if sure else UNSURE if asked else THEIRS
        record = sure[0] if sure else asked[0].a if asked else None
        likeness: dict[str, Any] = {"by": sure[1]} if sure else {}
        if near := asked or found.near.get(at, ()):
            likeness["candidates"] = [_candidate(each) for each in near]
        if at in found.doubles:
            kept["double"] = rows[int(str(found.doubles[at])) - 1].row
        yield {"place": at, "heap": heap, "record": record, "theirs": kept, "likeness": likeness}


def _candidate(each: Likeness) -> dict[str, Any]:
    return {"id": str(each.a), "score": each.score, "reasons": list(each.reasons)}


def _our_lines(
    ours: Mapping[UUID, Ours], found: Pairing, about: tuple[int, Sequence[str] | None, date]
) -> Iterator[dict[str, Any]]:
    """A line for every business that no number found; while a question proposes it, it waits unseen."""
    place, communes, day = about
    matched = {record for record, _ in found.sure.values()}
    asked = {each.a for candidates in found.asked.values() for each in candidates}
    for mine in in_order(ours):
        if mine.id in matched:
            continue
        if communes is None or mine.id in asked or our_party(mine, day).commune in communes:
            place += 1
            yield {"place": place, "heap": OURS, "record": mine.id, "theirs": {}, "likeness": {}}


def _session(ws: Workspace, name: str, file: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    said = {"name": name, "file_name": file.name[-120:], "sha256": digest, "about": about, "batch": None}
    return {"id": uuid7(), "office": ws.office, "at": utc_now(), "by": ws.user, **said}


def _keep(ws: Workspace, session: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], task: Task) -> None:
    blank: dict[str, Any] = {"decision": "", "decided": {}, "decided_at": None, "decided_by": None}
    head = {"session": session["id"], "office": session["office"], **blank}
    with ws.write_unaudited() as connection:
        connection.execute(insert(MatchSession), [dict(session)])
        for start in range(0, len(lines), _CHUNK):
            task.step(start, len(lines), "Ghi đợt đối chiếu")
            connection.execute(insert(MatchLine), [{**head, **line} for line in lines[start : start + _CHUNK]])


def line_values(line: Mapping[str, Any]) -> dict[str, Any]:
    """What the other list says on a kept line."""
    return restored(line["theirs"] or {})
