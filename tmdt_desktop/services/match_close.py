"""End a round: reviews, chosen changes and chosen additions, written as one act that can be taken back as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import update

from tmdt_desktop.errors import InvalidRecord, Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.records.business import Activity, Business, Source
from tmdt_desktop.records.tax_review import Finding, TaxReview
from tmdt_desktop.services import references
from tmdt_desktop.services.match_compare import taken
from tmdt_desktop.services.match_decide import ADD, KEEP, TAKE
from tmdt_desktop.services.match_list import line_values
from tmdt_desktop.services.match_sides import read_ours
from tmdt_desktop.services.match_view import (
    DIFFERING,
    LATER,
    OURS,
    THEIRS,
    UNSURE,
    Line,
    MatchView,
    lines_of,
    view_of,
)
from tmdt_desktop.services.match_words import decided_words, difference_words, either, open_notes, side_words
from tmdt_desktop.services.registers import labels_of, refuse_taken_keys
from tmdt_desktop.services.workspaces import full_name
from tmdt_desktop.services.write_locks import refuse_locked
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.tables import MatchSession
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_STOPPED = frozenset({"01", "03", "05", "07"})
_LOST = "06"
_LONGEST = 255
_STEP = 500
_NAMELESS = "(danh sách thuế không ghi tên)"
Values = Mapping[str, Any]


@dataclass(frozen=True)
class CloseWish:
    """How a round ends. `leave`: questions that nobody has answered stay unanswered and are not written anywhere."""

    leave: bool = False


class Closed(NamedTuple):
    """What was written. `waiting`: lines without a result; `left`: changes and additions that were not made, and why."""

    batch: UUID
    reviews: int
    updated: int
    added: int
    waiting: int
    left: tuple[str, ...]


def close_match(ws: Workspace, id_: UUID, wish: CloseWish | None = None, task: Task = SILENT) -> Closed:
    """Write what a round came to. Every line but open questions and «xem sau» becomes a review.

    Raises:
        Refused: the round is gone, closed, or has open questions that nobody said to leave; a review of the same round
            and tax code stands in the register. Blocked, Cancelled: nothing is written.
    """
    reviewer = full_name(ws)
    with uncollected(), ws.change("Kết thúc đối chiếu thuế") as batch:
        view = view_of(batch.connection, id_, task)
        _refuse(view, leave=bool(wish and wish.leave))
        made = _Closing(batch, view, reviewer, task).write(task)
        batch.say(f"Kết thúc đối chiếu thuế «{view.name}»: {number(made.reviews)} lượt rà soát")
        batch.connection.execute(update(MatchSession).where(MatchSession.id == id_).values(batch=batch.act.id))
        return made


def _refuse(view: MatchView, *, leave: bool) -> None:
    if view.round.closed:
        raise Refused("Đợt này đã kết thúc.", cure="Xem kết quả ở sổ Rà soát thuế.")
    open_ = view.counts[UNSURE]
    if open_ and not leave:
        raise Refused(
            f"Còn {number(open_)} dòng chưa chắc là một hay không.",
            why="Mỗi dòng phải có câu trả lời trước khi kết thúc.",
            cure="Quyết từng dòng ở nhóm «Chưa chắc», hoặc chọn để lại các dòng đó.",
        )
    if not any(_writes(line) for line in view.lines):
        raise Refused("Đợt này chưa có dòng nào để ghi.", cure="Quyết định các dòng trước khi kết thúc.")


def _writes(line: Line) -> bool:
    return line.heap != UNSURE and line.decision != LATER


class _Closing:
    """One closing while it is written."""

    def __init__(self, batch: Batch, view: MatchView, reviewer: str, task: Task) -> None:
        self.batch, self.view, self.reviewer = batch, view, reviewer
        self.left: list[str] = []
        self.ours = read_ours(batch.connection, task)
        self.kept = {
            line["place"]: line
            for line in lines_of(batch.connection, view.round.id, [line.place for line in view.lines if line.row], task)
        }

    def write(self, task: Task) -> Closed:
        """Additions, changes, then the reviews that point to them."""
        lines = [line for line in self.view.lines if _writes(line)]
        added = self._add([line for line in lines if line.decision == ADD], task)
        changed = 0
        for at, line in enumerate(lines):
            task.step(at, len(lines), "Ghi quyết định")
            changed += line.decision == TAKE and line.id is not None and self._take(line)
        reviews = list(self._reviews(lines, added, task))
        refuse_taken_keys(self.batch, TaxReview, reviews)
        self.batch.insert(TaxReview, reviews, task=task)
        waiting = len(self.view.lines) - len(lines)
        return Closed(self.batch.act.id, len(reviews), changed, len(added), waiting, tuple(self.left))

    def _add(self, lines: Sequence[Line], task: Task) -> dict[int, UUID]:
        """The rows of their list that become businesses, by place."""
        known = {code for mine in self.ours.values() if (code := mine.values["tax_code"])}
        rows: dict[int, dict[str, Any]] = {}
        for line in lines:
            values = {"activity": Activity.ACTIVE, "source": Source.TAX, **line_values(self.kept[line.place])}
            code = values.get("tax_code")
            if code and code in known:
                self.left.append(f"«{line.name}»: mã số thuế {code} đã có trong sổ, không thêm nữa.")
                continue
            if told := Business.faults(values):
                self.left.append(f"«{line.name}»: {InvalidRecord(told, labels_of(Business, told))}")
                continue
            known |= {code} if code else set()
            rows[line.place] = values
        ids = self.batch.insert(Business, list(rows.values()), task=task) if rows else []
        return dict(zip(rows, ids, strict=True))

    def _take(self, line: Line) -> bool:
        """Write the chosen fields of one business; what cannot be written is left and told."""
        held = self.batch.read(Business, line.id) if line.id else None
        if held is None:
            return False
        theirs, labels = line_values(self.kept[line.place]), {pair.name: pair.label for pair in line.pairs}
        if line.changed:
            names = ", ".join(labels.get(name, name) for name in line.changed)
            self.left.append(f"«{line.name}»: {names} đã đổi sau khi quyết định, giữ như sổ.")
        wanted = [name for name in line.fields if name not in line.changed and theirs.get(name)]
        values = {name: taken(name, held, theirs) for name in wanted}
        if told := self._trouble(held, values):
            self.left.append(f"«{line.name}»: {told}")
            return False
        return bool(self.batch.update(Business, held["id"], values) != held["version"])

    def _trouble(self, held: Values, values: Values) -> str:
        """Why a business cannot take `values`; empty when it can."""
        after, before = {**held, **values}, Business.faults(held)
        fresh = {name: said for name, said in Business.faults(after).items() if name not in before}
        fresh |= references.faults(self.batch.connection, Business, after, held)
        if fresh:
            return str(InvalidRecord(fresh, labels_of(Business, fresh)))
        try:
            refuse_locked(self.batch.connection, Business, after, held)
            if values.get("tax_code") and values["tax_code"] != held.get("tax_code"):
                refuse_taken_keys(self.batch, Business, [after], (held["id"],))
        except (Refused, InvalidRecord) as told:
            return str(told)
        return ""

    def _reviews(self, lines: Sequence[Line], added: Mapping[int, UUID], task: Task) -> Iterator[dict[str, Any]]:
        used: set[str] = set()
        today = date.today()  # noqa: DTZ011 - the office's own calendar day
        for at, line in enumerate(lines):
            if at % _STEP == 0:
                task.step(at, len(lines), TaxReview.title)
            review = self._review(line, added.get(line.place) or line.id, today)
            code = review.get("tax_code")
            if code in used:
                review["tax_code"] = None
                review["note"] = f"Mã số thuế {code} đã có ở lượt khác của đợt này. {review['note'] or ''}".strip()
            used |= {code} if code else set()
            yield review

    def _review(self, line: Line, business: UUID | None, today: date) -> dict[str, Any]:
        theirs = line_values(self.kept[line.place]) if line.place in self.kept else {}
        held = self.ours[line.id].values if line.id and line.id in self.ours else {}
        said = {
            name: theirs.get(name) or held.get(name)
            for name in ("tax_code", "personal_id", "commune", "address", "tax_status")
        }
        finding = finding_of(line)
        notes = (decided_words(line), side_words(line), *open_notes(line))
        return {
            **said,
            "round": self.view.name,
            "tax_office": (self.view.round.about.get("tax_office") or None),
            "name": line.name or _NAMELESS,
            "business": business,
            "finding": finding,
            "difference": _cut(difference_words(line)),
            "reviewer": self.reviewer,
            "reviewed_on": today,
            "note": ". ".join(part.rstrip(".") for part in notes if part) or None,
        }


def finding_of(line: Line) -> Finding:
    """What a line says about the taxpayer, by its heap and decision."""
    if line.double:
        return Finding.DOUBLE
    if line.heap == OURS:
        return Finding.NOT_FOUND if either(line, "tax_code") else Finding.UNREGISTERED
    if line.tax_status in _STOPPED:
        return Finding.STOPPED
    if line.heap == THEIRS and line.decision != ADD:
        return Finding.NOT_ONLINE if line.decision == KEEP else Finding.NOT_FOUND
    return Finding.WRONG_DATA if line.heap == DIFFERING else _managed(line)


def _managed(line: Line) -> Finding:
    if not either(line, "tax_code"):
        return Finding.UNREGISTERED
    return Finding.NOT_FOUND if line.tax_status == _LOST else Finding.MANAGED


def _cut(words: str) -> str | None:
    return (words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…") or None
