"""The office's duties under the regulation: what the registers show of each this year, and what the office says to it."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, func, select

from tmdt_desktop.catalogues.duties import Duty, Frequency, duties_of
from tmdt_desktop.catalogues.duty_evidence import Asked, evidence_of, is_report
from tmdt_desktop.catalogues.holidays import last_day
from tmdt_desktop.catalogues.periods import year_of
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.figures import Scope, clause
from tmdt_desktop.i18n import number
from tmdt_desktop.records import register
from tmdt_desktop.records.duty_answer import DutyAnswer, DutyOutcome
from tmdt_desktop.records.report import Report, ReportKind
from tmdt_desktop.services.report_life import GONE_OUT
from tmdt_desktop.services.report_periods import window
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import nfc

DutyState = Literal["shown", "answered", "not_arisen", "missing"]
REPORT = "report"
_ON_DEMAND = (Frequency.AD_HOC, Frequency.ON_REQUEST)
_REMEMBERED = 31
_SHORTEST_TITLE, _LONGEST_TITLE, _LONGEST_WORDS = 30, 64, 4_000


@dataclass(frozen=True)
class EvidenceLine:
    """What one register holds of a duty in the period: its code, how many rows, in words."""

    register: str
    count: int
    sentence: str


@dataclass(frozen=True)
class DutyLine:
    """One duty. `clause` «19.1.b», `cite` «khoản 1 Điều 19», `text` the words of the regulation, `title` their beginning.

    `state`: «shown» by evidence, «answered» in words, «not_arisen» with its reason, or «missing».
    `evidence`: register by register; `count` and `register` are those of the first that holds something, else of the
    first. `answer`: what the office wrote. `sentence`: how it stands, in words. `by_report`: the year's report itself
    fulfils it (Điều 19.6, 20.3, 21).
    """

    id: str
    clause: str
    cite: str
    title: str
    text: str
    leads: bool
    state: DutyState
    evidence: tuple[EvidenceLine, ...]
    answer: str
    sentence: str
    by_report: bool

    @property
    def count(self) -> int:
        """How many rows the first register with evidence holds."""
        return self._first.count

    @property
    def register(self) -> str:
        """The code of the register to open first."""
        return self._first.register

    @property
    def _first(self) -> EvidenceLine:
        return next((line for line in self.evidence if line.count), self.evidence[0])


@dataclass(frozen=True)
class DutyWish:
    """What the office says to a duty in a year. `words`: the result, or the reason why nothing arose."""

    year: int
    duty: str
    outcome: DutyOutcome
    words: str


def duty_board(ws: Workspace, year: int) -> tuple[DutyLine, ...]:
    """Every duty of the office in the reporting year, in the order of the regulation."""
    with ws.read() as connection:
        period = window(store_settings.load(connection), year)
        return board(connection, ws.office, year, period)


def running_year(ws: Workspace, today: date) -> int:
    """The reporting year that `today` falls into; until a month after the last day in time, the one just ended."""
    with ws.read() as connection:
        settings = store_settings.load(connection)
    year = year_of(today, (settings.period_start_month, settings.period_start_day))
    return year - 1 if today <= last_day(year - 1) + timedelta(days=_REMEMBERED) else year


def board(connection: Connection, office: str, year: int, period: tuple[date, date]) -> tuple[DutyLine, ...]:
    """`duty_board` within an open connection."""
    counts, answers = _Counts(connection, office, year, period), _answers(connection, year)
    return tuple(_line(duty, counts, answers.get(duty.id)) for duty in duties_of(office, period[1]))


def open_duties(connection: Connection, office: str, year: int, period: tuple[date, date]) -> tuple[DutyLine, ...]:
    """The duties with neither evidence nor an answer. Those that the report itself fulfils are none (Điều 19.6, 21)."""
    lines = board(connection, office, year, period)
    return tuple(line for line in lines if line.state == "missing" and not line.by_report)


def answer_duty(ws: Workspace, wish: DutyWish) -> None:
    """Write what the office says to a duty; a later answer replaces it.

    Raises:
        Invalid: no reason for «không phát sinh», or too long. Refused: the office has no such duty.
    """
    answer_duties(ws, (wish,))


def answer_duties(ws: Workspace, wishes: Iterable[DutyWish]) -> None:
    """`answer_duty` for several duties, in one act that can be taken back."""
    held = tuple(wishes)
    with ws.change("Trả lời nhiệm vụ") as batch:
        if len(held) > 1:
            batch.say(f"Trả lời {number(len(held))} nhiệm vụ")
        for wish in held:
            _write(batch, wish)


def take_answer_back(ws: Workspace, year: int, duty: str) -> None:
    """Remove the answer to a duty. Raises Refused when there is none."""
    with ws.change("Bỏ trả lời nhiệm vụ") as batch:
        known = _answer_row(batch.connection, year, duty)
        if known is None:
            raise Refused("Nhiệm vụ này chưa có trả lời.", cure="Tải lại danh sách nhiệm vụ.")
        batch.delete(DutyAnswer, known)


def evidence_rows(ws: Workspace, duty: str, of: str, year: int) -> "array[int]":
    """Row numbers, ascending, of the records in the register `of` that are evidence of the duty.

    Raises:
        Refused: the office has no such duty, or that register is no evidence of it.
    """
    with ws.read() as connection:
        period = window(store_settings.load(connection), year)
        asked = next((each for each in evidence_of(_duty(ws.office, duty, period[1])) if each.register == of), None)
        table = register(of).__table__
        if asked is None and of != REPORT:
            raise Refused("Sổ này không phải minh chứng của nhiệm vụ.", cure="Chọn một sổ trong dòng nhiệm vụ.")
        if asked is None:
            chosen = (table.c.package.is_(None), table.c.year == year)
            return array("q", connection.scalars(select(table.c.seq).where(*chosen).order_by(table.c.seq)))
        held = clause(asked.counted, Scope(*period, offices=(ws.office,)))
        return array("q", connection.scalars(select(table.c.seq).where(held).order_by(table.c.seq)))


class _Counts:
    """What the registers hold of the period."""

    def __init__(self, connection: Connection, office: str, year: int, period: tuple[date, date]) -> None:
        self._connection, self.year = connection, year
        self._scope = Scope(*period, offices=(office,))

    def rows(self, asked: Asked) -> int:
        """The records that are such evidence."""
        table = register(asked.register).__table__
        held = clause(asked.counted, self._scope)
        return self._connection.scalar(select(func.count()).select_from(table).where(held)) or 0

    def sent_reports(self, kind: ReportKind) -> int:
        """The reports of the year that went out."""
        table = Report.__table__.c
        own = (table.package.is_(None), table.year == self.year, table.kind == kind, table.state.in_(GONE_OUT))
        return self._connection.scalar(select(func.count()).select_from(Report.__table__).where(*own)) or 0


def _line(duty: Duty, counts: _Counts, said: tuple[DutyOutcome, str] | None) -> DutyLine:
    evidence = tuple(_evidence(duty, counts))
    state, sentence = _stands(evidence, said)
    words = said[1] if said else ""
    by_report = duty.frequency not in _ON_DEMAND and is_report(duty)
    known = (duty.id, duty.number, duty.cite, _title(duty.text), duty.text, duty.leads)
    return DutyLine(*known, state, evidence, words, sentence, by_report)


def _evidence(duty: Duty, counts: _Counts) -> Iterable[EvidenceLine]:
    asked = {each.register: each for each in evidence_of(duty)}
    for each in duty.evidence:
        if each.register == REPORT:
            yield _reports(duty, counts)
        else:
            found = asked[each.register]
            count = counts.rows(found)
            words = f"{number(count)} {found.words}." if count else f"Chưa có {found.words} trong kỳ."
            yield EvidenceLine(found.register, count, words)


def _reports(duty: Duty, counts: _Counts) -> EvidenceLine:
    kind = ReportKind.AD_HOC if duty.frequency in _ON_DEMAND else ReportKind.ANNUAL
    count = counts.sent_reports(kind)
    if kind is ReportKind.AD_HOC:
        words = f"{number(count)} báo cáo đột xuất đã gửi." if count else "Chưa phát sinh báo cáo đột xuất."
    elif count:
        words = f"Đã gửi báo cáo năm {counts.year}."
    else:
        words = f"Chưa gửi báo cáo năm {counts.year}. Lập, ký rồi xuất gói."
    return EvidenceLine(REPORT, count, words)


def _stands(evidence: tuple[EvidenceLine, ...], said: tuple[DutyOutcome, str] | None) -> tuple[DutyState, str]:
    shown = " ".join(line.sentence for line in evidence if line.count)
    if said is not None and said[0] is DutyOutcome.NONE:
        return "not_arisen", f"Không phát sinh: {said[1]}" + (f" Nhưng sổ có {shown}" if shown else "")
    if shown:
        return "shown", shown
    if said is not None:
        return "answered", said[1] or "Đã thực hiện."
    titles = ", ".join(dict.fromkeys(register(line.register).title for line in evidence))
    return "missing", f"{evidence[0].sentence} Ghi vào sổ {titles}, hoặc trả lời nhiệm vụ."


def _title(text: str) -> str:
    """The first words of a duty, up to where the sentence first pauses after enough of them."""
    pauses = [at for mark in ",;:." if (at := text.find(mark, _SHORTEST_TITLE)) > 0]
    head = text[: min(pauses)] if pauses else text
    return head if len(head) <= _LONGEST_TITLE else head[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _duty(office: str, id_: str, day: date) -> Duty:
    found = next((duty for duty in duties_of(office, day) if duty.id == id_), None)
    if found is None:
        raise Refused(f"Đơn vị không có nhiệm vụ {id_}.", cure="Chọn một nhiệm vụ trong bảng nhiệm vụ của đơn vị.")
    return found


def _answers(connection: Connection, year: int) -> Mapping[str, tuple[DutyOutcome, str]]:
    table = DutyAnswer.__table__.c
    own = select(table.duty, table.outcome, table.words).where(table.package.is_(None), table.year == year)
    return {duty: (outcome, words or "") for duty, outcome, words in connection.execute(own)}


def _answer_row(connection: Connection, year: int, duty: str) -> UUID | None:
    table = DutyAnswer.__table__.c
    return connection.scalar(select(table.id).where(table.package.is_(None), table.year == year, table.duty == duty))


def _write(batch: Batch, wish: DutyWish) -> None:
    words = nfc(wish.words).strip()
    if wish.outcome is DutyOutcome.NONE and not words:
        raise Invalid("«Không phát sinh» cần một câu lý do. Ghi lý do, ví dụ: trong kỳ không có yêu cầu.")
    if len(words) > _LONGEST_WORDS:
        raise Invalid(f"Dài {number(len(words))} ký tự, chỉ ghi được {number(_LONGEST_WORDS)}. Rút gọn lại.")
    period = window(store_settings.load(batch.connection), wish.year)
    _duty(batch.act.office, wish.duty, period[1])
    values = {"outcome": wish.outcome, "words": words or None}
    known = _answer_row(batch.connection, wish.year, wish.duty)
    if known is None:
        batch.insert(DutyAnswer, [{"year": wish.year, "duty": wish.duty, **values}])
    else:
        batch.update(DutyAnswer, known, values)
