"""What a corrected report changes against the package that it replaces, and why: `correction` of `package.json`.

It tells numbers and the names of figures, registers, sections and duties; never what stands in a row, so that it can be
read and printed anywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues.duties import duties_of
from tmdt_desktop.catalogues.indicators import annex_lines
from tmdt_desktop.i18n import number
from tmdt_desktop.records import Record
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.package_data import PACKED, Records, Table, Values, tables
from tmdt_desktop.services.report_life import Held, series_of
from tmdt_desktop.services.report_steps import Act, steps_from
from tmdt_desktop.services.table_schema import write_cell

FIGURE, LAST_YEAR, PLAN, ROWS, TEXT, DUTY = "figure", "last_year", "plan", "rows", "text", "duty"
OF_FIGURES: Mapping[str, str] = {FIGURE: "value", LAST_YEAR: "last_year", PLAN: "plan"}
"""Kind of change → the part of a figure that moved."""
KINDS = frozenset({*OF_FIGURES, ROWS, TEXT, DUTY})
_PARTS = {FIGURE: "", LAST_YEAR: ", số năm trước", PLAN: ", kế hoạch"}
_COUNTED = {**dict.fromkeys(OF_FIGURES, "chỉ tiêu"), ROWS: "sổ", TEXT: "mục lời văn", DUTY: "trả lời nhiệm vụ"}
_UNKNOWN = "chưa có số liệu"


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise now. `kind`: one of `KINDS`; `key`: code of the figure, register, section or duty.

    `what`: the same in words. `before`, `after`: the figure, or how many rows the register has; None for «not collected»
    and where there is no number. `added`, `removed`, `changed`: rows, of a register alone.
    """

    kind: str
    key: str
    what: str
    before: int | None = None
    after: int | None = None
    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Correction:
    """Why a report was corrected, in the words of who opened the period again, and everything that moved."""

    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Side:
    """One revision of a report: itself, the rows that travel with it, and what was answered to duties by their ids."""

    report: Held
    rows: Mapping[str, Records]
    duties: Mapping[str, Any]


def changes(before: Side, after: Side, *, sensitive: bool) -> tuple[Change, ...]:
    """What moved between two revisions, in the order of the report. Personal columns are compared when they travel."""
    return (
        *_figures(before.report, after.report),
        *_rows(before.rows, after.rows, tables(sensitive=sensitive)),
        *_texts(before.report, after.report),
        *_duties(before, after),
    )


def reason_for(connection: Connection, record: Mapping[str, Any], since: int) -> str:
    """Why the period was opened again after the revision `since`, up to the one of `record`; each reason once."""
    table = Report.__table__.c
    later = (table.revision > since, table.revision <= record["revision"])
    lives = connection.scalars(select(table.life).where(*series_of(record), *later).order_by(table.revision))
    said = [step.words for life in lives for step in steps_from(life) if step.act is Act.REOPEN and step.words]
    return " ".join(dict.fromkeys(said))


def correction_json(correction: Correction) -> dict[str, Any]:
    """As `package.json` has it."""
    return {"reason": correction.reason, "changes": [_change_json(each) for each in correction.changes]}


def _change_json(change: Change) -> dict[str, Any]:
    told = {"kind": change.kind, "key": change.key, "what": change.what, "before": change.before, "after": change.after}
    rows = {"added": change.added, "removed": change.removed, "changed": change.changed}
    return {**told, **rows} if change.kind == ROWS else told


def correction_lines(correction: Correction | None) -> tuple[str, ...]:
    """Why, then what, a sentence each; none without a correction."""
    if correction is None:
        return ()
    why = (f"Lý do: {correction.reason}",) if correction.reason else ()
    return (*why, *(change_words(each) for each in correction.changes))


def correction_summary(correction: Correction | None) -> str:
    """«Lý do: … Thay đổi 3 chỉ tiêu, 2 sổ, 1 mục lời văn.» in one line, for paper; empty without a correction."""
    if correction is None:
        return ""
    places: dict[str, set[str]] = {word: set() for word in ("chỉ tiêu", "sổ", "mục lời văn", "trả lời nhiệm vụ")}
    for each in correction.changes:
        places[_COUNTED[each.kind]].add(each.key)
    told = ", ".join(f"{number(len(keys))} {word}" for word, keys in places.items() if keys)
    why = f"Lý do: {correction.reason.rstrip('.')}. " if correction.reason else ""
    return f"{why}Thay đổi {told}." if told else f"{why}Số liệu, lời văn không đổi."


def change_words(change: Change) -> str:
    """«C5.1 Tổng số đối tượng: từ 8 thành 9», «Danh sách TMĐT: thêm 1, bỏ 1, sửa 1 dòng (từ 8 thành 8 dòng)»."""
    if change.kind in OF_FIGURES:
        moved = f"từ {_said(change.before)} thành {_said(change.after)}"
        return f"{change.key} {change.what}{_PARTS[change.kind]}: {moved}"
    if change.kind == ROWS:
        moves = {"thêm": change.added, "bỏ": change.removed, "sửa": change.changed}
        told = ", ".join(f"{word} {number(rows)}" for word, rows in moves.items() if rows)
        return f"{change.what}: {told} dòng (trước {_said(change.before)}, nay {_said(change.after)})"
    return f"{change.what}: viết lại" if change.kind == TEXT else f"{change.what}: trả lời lại"


def _said(value: int | None) -> str:
    return _UNKNOWN if value is None else number(value)


def _figures(before: Held, after: Held) -> Iterator[Change]:
    for line in annex_lines():
        new, old = after.frozen.figures.get(line.code), before.frozen.figures.get(line.code)
        if new is None:
            continue
        for kind, part in OF_FIGURES.items():
            was = getattr(old, part) if old else None
            if was != getattr(new, part):
                yield Change(kind, line.code, line.label, was, getattr(new, part))


def _rows(before: Mapping[str, Records], after: Mapping[str, Records], made: Sequence[Table]) -> Iterator[Change]:
    for of in PACKED:
        old, new = dict(before[of.code]), dict(after[of.code])
        both = old.keys() & new.keys()
        shown = _Shown(of, made)
        changed = sum(1 for id_ in both if not shown.same(old[id_], new[id_]))
        added, removed = len(new) - len(both), len(old) - len(both)
        if added or removed or changed:
            yield Change(ROWS, of.code, of.title, len(old), len(new), added, removed, changed)


class _Shown:
    """What of a register travels: two records are the same when nothing of that differs."""

    def __init__(self, of: type[Record], made: Sequence[Table]) -> None:
        mine = [table for table in made if table.register is of]
        self.own = next(table for table in mine if not table.part)
        self.parts = [table for table in mine if table.part]

    def same(self, old: Values, new: Values) -> bool:
        """Whether both are written alike, lines and all."""
        return self._alike(self.own, old, new) and all(self._lines(part, old, new) for part in self.parts)

    def _lines(self, part: Table, old: Values, new: Values) -> bool:
        was, now = old.get(part.part) or (), new.get(part.part) or ()
        return len(was) == len(now) and all(self._alike(part, *pair) for pair in zip(was, now, strict=True))

    @staticmethod
    def _alike(table: Table, old: Values, new: Values) -> bool:
        pairs = ((field.kind, old.get(field.name), new.get(field.name)) for field in table.fields)
        return all(one == other or write_cell(kind, one) == write_cell(kind, other) for kind, one, other in pairs)


def _texts(before: Held, after: Held) -> Iterator[Change]:
    shape = after.skeleton
    for section in shape.leaves():
        old, new = before.texts.get(section.code), after.texts.get(section.code)
        if (old.text if old else "") != (new.text if new else ""):
            yield Change(TEXT, section.code, f"Mục {section.code}. {section.title}")


def _duties(before: Side, after: Side) -> Iterator[Change]:
    record = after.report.record
    for duty in duties_of(record["office"], after.report.period[1]):
        if before.duties.get(duty.id) != after.duties.get(duty.id):
            yield Change(DUTY, duty.id, f"Nhiệm vụ tại {duty.cite}")


@dataclass(frozen=True)
class Replaced:
    """The package that a new one takes the place of: its content id, SHA-256 of the file as it was sent, its report."""

    content_id: UUID
    sha256: str
    report: Held
