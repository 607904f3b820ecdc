"""Rounds of a survey: how far each one is, its questionnaires, handing them out (Quy chế, Điều 4.5, 19.3)."""

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.survey_answer import RETURNED, ReplyState, SurveyAnswer
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_CHUNK = 500


@dataclass(frozen=True)
class RoundView:
    """A round and how far it is. `counts`: questionnaires by how they came back; `planned` None: not planned."""

    id: UUID
    name: str
    form: UUID
    form_name: str
    edition: int
    starts_on: date
    due_on: date | None
    planned: int | None
    counts: Mapping[ReplyState, int]

    @property
    def sent(self) -> int:
        """Questionnaires handed out."""
        return sum(self.counts.values())

    @property
    def returned(self) -> int:
        """Questionnaires that came back with answers, whole or in part."""
        return sum(self.counts.get(state, 0) for state in RETURNED)

    @property
    def rate(self) -> str:
        """«12/40 (30 %)»; without a per cent while nothing has gone out."""
        return share(self.returned, self.sent)


@dataclass(frozen=True)
class SheetLine:
    """One questionnaire of a round."""

    id: UUID
    seq: int
    number: str
    respondent: str
    commune: str | None
    state: ReplyState
    returned_on: date | None


@dataclass(frozen=True)
class SendWish:
    """To whom questionnaires go: the businesses that match `query`, but those in `rows` alone when it is given."""

    round: UUID
    sent_on: date
    query: Query = field(default_factory=Query)
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True)
class SentOut:
    """What was handed out. `already`: businesses that had a questionnaire of the round. `batch`: to take it back by."""

    count: int
    first: str
    last: str
    already: int
    batch: UUID | None


def share(part: int, whole: int) -> str:
    """«12/40 (30 %)», with one decimal where it says something; «0/0» of nothing."""
    if not whole:
        return f"{part}/{whole}"
    return f"{part}/{whole} ({per_cent(part, whole)})"


def per_cent(part: int, whole: int) -> str:
    """«33,3 %»; «-» of nothing."""
    return f"{part * 100 / whole:.1f}".removesuffix(".0").replace(".", ",") + " %" if whole else "-"


def rounds(ws: Workspace) -> tuple[RoundView, ...]:
    """Every round, the newest first."""
    with ws.read() as connection:
        return _views(connection, None)


def round_view(ws: Workspace, id_: UUID) -> RoundView:
    """One round. Raises Refused when it is gone."""
    with ws.read() as connection:
        return view_of(connection, id_)


def view_of(connection: Connection, id_: UUID) -> RoundView:
    """`round_view` on a connection that is at hand."""
    found = _views(connection, id_)
    if not found:
        raise Refused("Đợt khảo sát này không còn.", why="Người khác vừa xóa.", cure="Chọn đợt khác trong danh sách.")
    return found[0]


def _views(connection: Connection, id_: UUID | None) -> tuple[RoundView, ...]:
    table, form, sheet = SurveyRound.__table__, SurveyForm.__table__, SurveyAnswer.__table__
    columns = (table.c.id, table.c.name, table.c.form, form.c.name, form.c.edition, table.c.starts_on, table.c.due_on)
    asked = select(*columns, table.c.planned).select_from(table).outerjoin(form, table.c.form == form.c.id)
    counted = select(sheet.c.round, sheet.c.state, func.count()).group_by(sheet.c.round, sheet.c.state)
    if id_ is not None:
        asked, counted = asked.where(table.c.id == id_), counted.where(sheet.c.round == id_)
    counts: dict[UUID, dict[ReplyState, int]] = {}
    for of, state, number in connection.execute(counted):
        counts.setdefault(of, {})[state] = number
    newest = asked.order_by(table.c.starts_on.desc(), table.c.seq.desc())
    rows = connection.execute(newest).all()
    return tuple(
        RoundView(*row[:3], row[3] or "", row[4] or 0, *row[5:], counts=counts.get(row[0], {})) for row in rows
    )


def questionnaires(ws: Workspace, round_: UUID, state: ReplyState | None = None) -> tuple[SheetLine, ...]:
    """The questionnaires of a round in the order of their numbers; those in one `state` alone when it is given."""
    sheet = SurveyAnswer.__table__.c
    columns = (sheet.id, sheet.seq, sheet.number, sheet.respondent, sheet.commune, sheet.state, sheet.returned_on)
    asked = select(*columns).where(sheet.round == round_)
    with ws.read() as connection:
        rows = connection.execute(asked if state is None else asked.where(sheet.state == state)).all()
    made = (SheetLine(*row) for row in rows)
    return tuple(sorted(made, key=lambda line: (len(line.number), line.number)))


def send_out(ws: Workspace, wish: SendWish, task: Task = SILENT) -> SentOut:
    """Make a questionnaire for each business that is meant and has none in the round yet: one batch, numbered on.

    Raises:
        Refused: the round is gone, its day is before the round begins, or no business is meant.
        Cancelled: nothing is handed out.
    """
    view = round_view(ws, wish.round)
    if wish.sent_on < view.starts_on:
        raise Refused("Ngày phát trước ngày bắt đầu của đợt.", cure="Ghi ngày phát muộn hơn, hoặc sửa ngày của đợt.")
    meant = wish.rows if wish.rows is not None else tuple(registers.find(ws, Business, wish.query))
    if not meant:
        raise Refused("Không có đối tượng nào khớp bộ lọc.", cure="Đổi bộ lọc rồi phát lại.")
    with ws.change("Phát phiếu khảo sát") as batch:
        known = _known(batch.connection, wish.round)
        fresh = [row for row in _businesses(batch.connection, meant) if row["business"] not in known]
        if not fresh:
            return SentOut(0, "", "", len(meant), None)
        rows = _numbered(batch.connection, wish, fresh)
        batch.say(f"Phát {len(rows)} phiếu của đợt «{view.name}»"[:200])
        batch.insert(SurveyAnswer, rows, task=task)
        return SentOut(len(rows), rows[0]["number"], rows[-1]["number"], len(meant) - len(rows), batch.act.id)


def _known(connection: Connection, round_: UUID) -> set[UUID | None]:
    sheet = SurveyAnswer.__table__.c
    return set(connection.scalars(select(sheet.business).where(sheet.round == round_)))


def _businesses(connection: Connection, seqs: Sequence[int]) -> list[dict[str, Any]]:
    """What a questionnaire says of each business, in the order asked."""
    table = Business.__table__.c
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(seqs), _CHUNK):
        wanted = table.seq.in_(list(seqs[start : start + _CHUNK]))
        for seq, id_, name, commune in connection.execute(
            select(table.seq, table.id, table.name, table.commune).where(wanted)
        ):
            found[seq] = {"business": id_, "respondent": name, "commune": commune}
    return [found[seq] for seq in seqs if seq in found]


def _numbered(connection: Connection, wish: SendWish, fresh: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    first = next_number(connection, wish.round)
    shared = {"round": wish.round, "sent_on": wish.sent_on, "state": ReplyState.WAITING}
    return [{**row, **shared, "number": f"{first + at:03d}"} for at, row in enumerate(fresh)]


def next_number(connection: Connection, round_: UUID) -> int:
    """The number after the highest one of a round; numbers that are no numbers do not count."""
    sheet = SurveyAnswer.__table__.c
    given = connection.scalars(select(sheet.number).where(sheet.round == round_))
    return max((int(number) for number in given if re.fullmatch(r"\d{1,9}", number, re.ASCII)), default=0) + 1


def mark(ws: Workspace, ids: Sequence[UUID], state: ReplyState, on: date | None = None) -> int:
    """Write down that questionnaires were refused, nobody was reached, or that they wait again; returns how many.

    Raises:
        Refused: one of them has answers, or `state` says that there are answers.
    """
    if state in RETURNED:
        raise Refused("Phiếu có trả lời thì nhập ở màn hình nhập phiếu.", cure="Bấm «Nhập phiếu».")
    with ws.change(f"Ghi «{state.value}» cho {len(ids)} phiếu") as batch:
        for id_ in ids:
            _mark(batch, id_, {"state": state, "returned_on": on})
    return len(ids)


def _mark(batch: Batch, id_: UUID, values: dict[str, Any]) -> None:
    registers.refuse_received(batch, SurveyAnswer, id_)
    before = batch.read(SurveyAnswer, id_)
    if before and before["answers"]:
        raise Refused(f"Phiếu {before['number']} đã có câu trả lời.", cure="Mở phiếu đó, xóa câu trả lời trước.")
    batch.update(SurveyAnswer, id_, values)


def seqs_of(lines: Sequence[SheetLine]) -> "array[int]":
    """Row numbers of questionnaires, for the page of their register."""
    return array("q", (line.seq for line in lines))
