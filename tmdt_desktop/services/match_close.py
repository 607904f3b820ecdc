"""End a round: reviews, chosen changes and chosen additions, written as one act that can be taken back as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update

from tmdt_desktop.errors import InvalidRecord, Problem, Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.tax_review import Finding, TaxReview
from tmdt_desktop.services import references
from tmdt_desktop.services.match_additions import Addition, additions
from tmdt_desktop.services.match_compare import taken
from tmdt_desktop.services.match_decide import ADD, TAKE
from tmdt_desktop.services.match_findings import finding_of
from tmdt_desktop.services.match_lines import BOTH, BY_RESULT, LATER, LEFT, THEIRS, UNSURE, Line, frozen
from tmdt_desktop.services.match_list import line_values
from tmdt_desktop.services.match_sides import read_ours
from tmdt_desktop.services.match_view import MatchView, lines_of, view_of
from tmdt_desktop.services.match_words import difference_words, log_words, open_notes, outcome_words, side_words
from tmdt_desktop.services.registers import labels_of, refuse_taken_keys
from tmdt_desktop.services.workspaces import full_name
from tmdt_desktop.services.write_locks import refuse_locked
from tmdt_desktop.store.bulk import uncollected
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.tables import MatchLine, MatchSession
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_LONGEST, _LONGEST_NOTE = 255, 3900
_STEP = 500
_NAMELESS = "(danh sách thuế không ghi tên)"
_GONE = "hồ sơ không còn trong sổ"
_SINCE = "đã đổi sau khi quyết định, giữ như sổ"
Values = Mapping[str, Any]


@dataclass(frozen=True)
class CloseWish:
    """How a round ends. `leave`: questions that nobody has answered stay unanswered and are not written anywhere.

    `undecided`: lines that ask for a decision and have none are reviewed by what the comparison shows; else they are
    left out. Lines that agree need no decision.
    """

    leave: bool = False
    undecided: bool = False


class Closed(NamedTuple):
    """What was written. `waiting`: lines without a result; `left`: what could not be written, and why."""

    batch: UUID
    reviews: int
    updated: int
    added: int
    waiting: int
    left: tuple[str, ...]


def close_match(ws: Workspace, id_: UUID, wish: CloseWish | None = None, task: Task = SILENT) -> Closed:
    """Write what a round came to: a review for every line that agrees or is decided, and what the decisions change.

    A review of a former end of the round that was edited since stays as it is and is told.
    Raises:
        Refused: the round is gone, closed, has nothing to write, or has open questions that nobody said to leave.
        Blocked, Cancelled: nothing is written.
    """
    reviewer = full_name(ws)
    wish = wish or CloseWish()
    with uncollected(), ws.change("Kết thúc đối chiếu thuế") as batch:
        view = view_of(batch.connection, id_, task)
        lines = [line for line in view.lines if written(line, undecided=wish.undecided)]
        _refuse(view, lines, leave=wish.leave)
        made = _Closing(batch, view, reviewer, task).write(lines, task)
        batch.say(f"Kết thúc đối chiếu thuế «{view.name}»: {number(made.reviews)} lượt rà soát")
        return made


def written(line: Line, *, undecided: bool) -> bool:
    """Whether the end of the round writes a review of a line."""
    return line.settled or (undecided and line.heap != UNSURE and line.decision != LATER)


def _refuse(view: MatchView, lines: Sequence[Line], *, leave: bool) -> None:
    if view.round.closed:
        raise Refused("Đợt này đã kết thúc.", cure="Xem kết quả ở sổ Rà soát thuế.")
    open_ = view.counts[UNSURE]
    if open_ and not leave:
        raise Refused(
            f"Còn {number(open_)} dòng chưa chắc là một hay không.",
            why="Mỗi dòng phải có câu trả lời trước khi kết thúc.",
            cure="Quyết từng dòng ở nhóm «Chưa chắc», hoặc chọn để lại các dòng đó.",
        )
    if not lines:
        raise Refused("Đợt này chưa có dòng nào để ghi.", cure="Quyết định các dòng trước khi kết thúc.")


@dataclass
class _Done:
    """What became of a line. `line`: with the decision as it was carried out. `told`: what was not, in words."""

    line: Line
    business: UUID | None
    told: str = ""
    review: UUID | None = None
    finding: str = ""


class _Closing:
    """One closing while it is written."""

    def __init__(self, batch: Batch, view: MatchView, reviewer: str, task: Task) -> None:
        self.batch, self.view, self.reviewer = batch, view, reviewer
        self.left: list[str] = [f"«{line.name}»: {line.void}" for line in view.lines if line.void]
        self.ours = read_ours(batch.connection, task)
        self.kept = {line["place"]: line for line in lines_of(batch.connection, view.round.id, None, task)}

    def write(self, lines: Sequence[Line], task: Task) -> Closed:
        """Additions, changes, then the reviews that say what was written; last the lines as they stand now."""
        adding = [line for line in lines if line.decision == ADD]
        added = additions(self.batch, adding, self.kept, task)
        done: dict[int, _Done] = {}
        changed = 0
        for at, line in enumerate(lines):
            task.step(at, len(lines), "Ghi quyết định")
            if line.decision == TAKE:
                done[line.place], wrote = self._take(line)
                changed += wrote
            elif line.decision == ADD:
                done[line.place] = self._added(line, added[line.place])
            else:
                done[line.place] = _Done(line._replace(decision=line.decision or _by_result(line)), line.id)
        made = self._write_reviews(list(done.values()), task)
        self._freeze(done, task)
        count = sum(each.written for each in added.values())
        return Closed(self.batch.act.id, made, changed, count, len(self.view.lines) - len(lines), tuple(self.left))

    def _leave(self, line: Line, told: str, business: UUID | None) -> _Done:
        self.left.append(f"«{line.name}»: {told}")
        return _Done(line._replace(decision=LEFT, fields=()), business, told)

    def _added(self, line: Line, made: Addition) -> _Done:
        return _Done(line, made.id) if made.written else self._leave(line, made.told, made.id)

    def _take(self, line: Line) -> tuple[_Done, bool]:
        """Write the chosen fields of one business; what cannot be written is left and told."""
        held = self.batch.read(Business, line.id) if line.id else None
        if held is None:
            return self._leave(line, _GONE, None), False
        theirs, labels = line_values(self.kept[line.place]), {pair.name: pair.label for pair in line.pairs}
        wanted = tuple(name for name in line.fields if name not in line.changed and theirs.get(name))
        said = f"{', '.join(labels.get(name, name) for name in line.changed)} {_SINCE}." if line.changed else ""
        if not wanted:
            return self._leave(line, said or "danh sách thuế không có gì để lấy", held["id"]), False
        values = {name: taken(name, held, theirs) for name in wanted}
        if (trouble := self._trouble(held, values)) is not None:
            return self._leave(line, trouble.what, held["id"]), False
        if said:
            self.left.append(f"«{line.name}»: {said}")
        wrote = self.batch.update(Business, held["id"], values) != held["version"]
        return _Done(line._replace(fields=wanted), held["id"], said), wrote

    def _trouble(self, held: Values, values: Values) -> Problem | None:
        """Why a business cannot take `values`; None when it can."""
        after, before = {**held, **values}, Business.faults(held)
        fresh = {name: said for name, said in Business.faults(after).items() if name not in before}
        fresh |= references.faults(self.batch.connection, Business, after, held)
        if fresh:
            return InvalidRecord(fresh, labels_of(Business, fresh))
        try:
            refuse_locked(self.batch.connection, Business, after, held)
            if values.get("tax_code") and values["tax_code"] != held.get("tax_code"):
                refuse_taken_keys(self.batch, Business, [after], (held["id"],))
        except (Refused, InvalidRecord) as told:
            return told
        return None

    def _write_reviews(self, done: Sequence[_Done], task: Task) -> int:
        """Write a review for each, but for those that have one; returns how many."""
        fresh = list(self._without_review(done))
        for each in fresh:
            each.finding = str(_finding(each).value)
        rows = list(self._reviews(fresh, task))
        for each, id_ in zip(fresh, self.batch.insert(TaxReview, rows, task=task) if rows else (), strict=True):
            each.review = id_
        return len(rows)

    def _without_review(self, done: Sequence[_Done]) -> Iterator[_Done]:
        """Those that no review stands for: one of a former end of the round that was edited, or one written by hand."""
        known, by_code = self._standing_reviews()
        for each in done:
            former = (self.kept[each.line.place]["decided"] or {}).get("closed", {}).values()
            mine = next(
                (UUID(said["review"]) for said in former if said["review"] and UUID(said["review"]) in known), None
            )
            code = None if each.line.double else self._said(each.line)["tax_code"]
            mine = mine or by_code.get(code or "")
            if mine is None:
                yield each
                continue
            each.review, each.finding = mine, known[mine]
            self.left.append(f"«{each.line.name}»: đợt này đã có lượt rà soát trong sổ, giữ như đã ghi ở đó.")

    def _standing_reviews(self) -> tuple[dict[UUID, str], dict[str, UUID]]:
        """Reviews of the round that the register holds: their findings by id, their ids by tax code."""
        table = TaxReview.__table__.c
        mine = table.package.is_(None) & (table.round == self.view.name)
        rows = self.batch.connection.execute(select(table.id, table.tax_code, table.finding).where(mine)).all()
        known = {id_: str(finding.value) for id_, _, finding in rows}
        return known, {code: id_ for id_, code, _ in rows if code}

    def _reviews(self, done: Sequence[_Done], task: Task) -> Iterator[dict[str, Any]]:
        used: set[str] = set(self._standing_reviews()[1])
        today = date.today()  # noqa: DTZ011 - the office's own calendar day
        for at, each in enumerate(done):
            if at % _STEP == 0:
                task.step(at, len(done), TaxReview.title)
            review = self._review(each, today)
            code = review.get("tax_code")
            if code in used:
                review["tax_code"] = None
                review["note"] = f"Mã số thuế đã có ở lượt khác của đợt này. {review['note'] or ''}".strip()
            used |= {code} if code else set()
            yield review

    def _said(self, line: Line) -> dict[str, Any]:
        """What the list says of the taxpayer, else what the register says."""
        theirs = line_values(self.kept[line.place])
        held = self.ours[line.id].values if line.id and line.id in self.ours else {}
        names = ("tax_code", "personal_id", "commune", "address", "tax_status")
        return {name: theirs.get(name) or held.get(name) for name in names}

    def _review(self, done: _Done, today: date) -> dict[str, Any]:
        line = done.line
        notes = (outcome_words(line, done.told), *log_words(line), side_words(line), *open_notes(line))
        return {
            **self._said(line),
            "round": self.view.name,
            "tax_office": (self.view.round.about.get("tax_office") or None),
            "name": line.name or _NAMELESS,
            "business": done.business,
            "finding": _finding(done),
            "difference": _cut(difference_words(line), _LONGEST),
            "reviewer": self.reviewer,
            "reviewed_on": today,
            "note": _cut(". ".join(part.rstrip(".") for part in notes if part), _LONGEST_NOTE),
        }

    def _freeze(self, done: Mapping[int, _Done], task: Task) -> None:
        """Keep every line as it stands at this end: papers of a closed round say what was agreed then."""
        table, act = MatchLine.__table__, str(self.batch.act.id)
        meant = (table.c.session == self.view.round.id) & (table.c.place == bindparam("at"))
        changed = update(MatchLine).where(meant).values(decided=bindparam("said"))
        for start in range(0, len(self.view.lines), _STEP):
            task.step(start, len(self.view.lines), "Ghi đợt đối chiếu")
            rows = [self._as_kept(line, done.get(line.place), act) for line in self.view.lines[start : start + _STEP]]
            self.batch.connection.execute(changed, rows)
        about = dict(self.view.round.about)
        about["closes"] = [*about.get("closes", ()), act]
        mine = update(MatchSession).where(MatchSession.id == self.view.round.id)
        self.batch.connection.execute(mine.values(batch=self.batch.act.id, about=about))

    def _as_kept(self, line: Line, done: _Done | None, act: str) -> dict[str, Any]:
        decided = dict(self.kept[line.place]["decided"] or {})
        now = done.line._replace(finding=done.finding) if done else line
        said = {**frozen(now), "review": str(done.review) if done and done.review else None}
        return {"at": line.place, "said": {**decided, "closed": {**decided.get("closed", {}), act: said}}}


def _finding(done: _Done) -> Finding:
    """What a line says as it was written: a row that another business has the number of is known, not lost."""
    line = done.line
    if line.heap == THEIRS and line.decision == LEFT and done.business is not None:
        line = line._replace(heap=BOTH, decision="")
    return finding_of(line)


def _by_result(line: Line) -> str:
    return "" if line.settled else BY_RESULT


def _cut(words: str, longest: int) -> str | None:
    return (words if len(words) <= longest else f"{words[: longest - 1]}…") or None
