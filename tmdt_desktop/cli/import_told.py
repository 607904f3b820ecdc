"""What the command that takes a list in tells: everything for programs, and for people what matters and what was left out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tmdt_desktop.cli.import_masks import Masks
from tmdt_desktop.i18n import moment, number

if TYPE_CHECKING:
    from tmdt_desktop.services.import_list import (
        AskedRow,
        ChangedRow,
        CheckedList,
        ColumnPlan,
        Imported,
        ListPlan,
        RowFault,
        RowPlan,
        SheetPlan,
    )

_SHOWN = 30
_NO_RECORDS = ("title", "header", "column_numbers", "repeated_header", "group", "summary_sheet")
"""Lines that nobody takes for a record, whatever they carry."""
_HEAPS = (
    ("new", "Mới"),
    ("changed", "Khác sổ"),
    ("asked", "Cần hỏi"),
    ("same", "Đã có"),
    ("faulty", "Có lỗi"),
    ("dropped", "Bỏ qua"),
)


def data(checked: "CheckedList", made: "Imported | None", masks: Masks) -> dict[str, Any]:
    """Everything, for programs."""
    plan = checked.plan
    about = {"sender": plan.sender, "layout": plan.layout, "notes": plan.notes}
    remembered = plan.remembered._asdict() if plan.remembered else None
    return {
        "plan": {**about, "remembered": remembered, "sheets": [_sheet_data(plan, each, masks) for each in plan.sheets]},
        "counts": checked.counts,
        "new": [_row_data(row) for row in checked.new],
        "changed": [{**_row_data(each.row), "id": each.id, "by": each.by,
                     "differences": masks.differences(each.differences)} for each in checked.changed],
        "asked": [{**_row_data(each.row), "why": each.why, "candidates": [*map(masks.candidate, each.candidates)]}
                  for each in checked.asked],
        "same": [_row_data(row) for row in checked.same],
        "faulty": [_row_data(row) for row in checked.faulty],
        "faults": [masks.fault(told) for told in checked.faults],
        "imported": made,
        "dropped": [masks.dropped(line) for line in checked.dropped],
    }  # fmt: skip


def _sheet_data(plan: "ListPlan", sheet: "SheetPlan", masks: Masks) -> dict[str, Any]:
    about = {"name": sheet.name, "skipped": sheet.skipped, "header_rows": sheet.header_rows, "target": sheet.target}
    groups = [
        {"row": each.row, "text": masks.text(each.text), "gives": masks.given(each.gives)} for each in sheet.groups
    ]
    return {
        **about,
        "notes": sheet.notes,
        "gives": masks.given(sheet.gives),
        "facts": masks.given(sheet.facts),
        "groups": groups,
        "converted": _converted(plan, sheet),
        "columns": [_column_data(each) for each in sheet.columns],
    }


def _column_data(column: "ColumnPlan") -> dict[str, Any]:
    return {name: getattr(column, name) for name in ("index", "heading", "path", "encoding", "note", "confidence")}


def _converted(plan: "ListPlan", sheet: "SheetPlan") -> int:
    """How many cells of a sheet were rewritten from an old alphabet."""
    return next((len(each.raw) for each in plan.book.sheets if each.name == sheet.name), 0)


def _row_data(row: "RowPlan") -> dict[str, Any]:
    return {"sheet": row.sheet, "row": row.row}


def lines(checked: "CheckedList", made: "Imported | None", masks: Masks) -> Iterator[str]:
    """What a person reads: the first remarks and differences, what was left out, the heaps, what was done."""
    yield from _first([_remark(each, masks) for each in _worst_first(checked.faults)], "nhận xét")
    yield from _first([line for each in checked.changed for line in _changed_lines(each, masks)], "mục khác sổ")
    yield from _first([_asked_line(each) for each in checked.asked], "dòng cần hỏi")
    yield from _left_out(checked, masks)
    if whose := checked.plan.remembered:
        who = f" của {whose.sender}" if whose.sender else ""
        yield f"Đã dùng lựa chọn cho danh sách trước{who}, do {whose.by} chọn lúc {moment(whose.at)}."
    yield "; ".join(f"{label} {number(checked.counts[name])}" for name, label in _HEAPS) + "."
    yield from _done(made)


def _remark(told: "RowFault", masks: Masks) -> str:
    return f"{_where(told)}: {told.label}: {masks.sentence(told.field, told.sentence)}"


def _left_out(checked: "CheckedList", masks: Masks) -> Iterator[str]:
    """What of the file does not come in, or comes in otherwise than it stands there."""
    plan = checked.plan
    yield from plan.notes
    for sheet in plan.sheets:
        where = f"Trang «{sheet.name}»: " if sheet.name else ""
        if sheet.skipped:
            yield f"{where}không lấy. {sheet.skipped}"
            continue
        yield from (f"{where}{note}" for note in sheet.notes)
        if count := _converted(plan, sheet):
            yield f"{where}{number(count)} ô viết bằng bảng mã cũ, đã đổi sang Unicode."
        if unread := [_called(each) for each in sheet.columns if each.path is None]:
            yield f"{where}không nhập cột {', '.join(unread)}."
    yield from _dropped_lines(checked, masks)


def _called(column: "ColumnPlan") -> str:
    return f"«{column.heading}»"


def _dropped_lines(checked: "CheckedList", masks: Masks) -> Iterator[str]:
    """How many lines of which sort are no records; those that carry a name are told one by one."""
    if sorts := Counter(line.why for line in checked.dropped):
        yield f"Bỏ qua: {'; '.join(f'{why} {number(count)}' for why, count in sorts.items())}."
    named = [
        f"{line.sheet + ', ' if line.sheet else ''}dòng {line.row}: bỏ qua ({line.why}): {masks.text(line.text)}"
        for line in checked.dropped
        if line.kind not in _NO_RECORDS and any(letter.isalpha() for letter in line.text)
    ]
    yield from _first([line[:1].upper() + line[1:] for line in named], "dòng bỏ qua")


def _done(made: "Imported | None") -> Iterator[str]:
    if made is None:
        yield "Chưa ghi gì vào sổ. Bỏ --dry-run để nhập."
        return
    for left in made.left:
        place = f"{left.sheet}, dòng {left.row}" if left.sheet else f"Dòng {left.row}"
        yield f"{place}: để lại: {left.why}"
    yield f"Đã thêm {number(made.added)}, sửa {number(made.updated)}; để lại {number(made.held + len(made.left))}."
    if made.batch is not None:
        yield f"Hoàn lại bằng: undo {made.batch}"


def _worst_first(faults: "Sequence[RowFault]") -> "list[RowFault]":
    order = ("fault", "proposal", "doubt", "repaired")
    return sorted(faults, key=lambda told: order.index(told.level))


def _changed_lines(changed: "ChangedRow", masks: Masks) -> Iterator[str]:
    """Where a row differs; numbers that people keep to themselves are not shown."""
    for each in changed.differences:
        words = "khác sổ" if masks.hides(each.field) else f"sổ «{each.old}», danh sách «{each.new}»"
        yield f"{_where(changed.row)}: {each.label}: {words}"


def _asked_line(asked: "AskedRow") -> str:
    why = f" ({asked.why})" if asked.why else ""
    return f"{_where(asked.row)}: có thể là {', '.join(each.name for each in asked.candidates)}{why}"


def _first(said: Sequence[str], what: str) -> Iterator[str]:
    yield from said[:_SHOWN]
    if len(said) > _SHOWN:
        yield f"… và {number(len(said) - _SHOWN)} {what} khác; xem đủ bằng --json hoặc --errors."


def _where(told: "RowFault | RowPlan") -> str:
    """Where a row stands; a text table has no sheets with names."""
    return f"{told.sheet}, dòng {told.row}" if told.sheet else f"Dòng {told.row}"
