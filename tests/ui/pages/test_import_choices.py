"""What is decided about rows that the register knows, and their lines, of which only those in sight are made."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import (
    AskedRow,
    Candidate,
    ChangedRow,
    CheckedList,
    Difference,
    ListPlan,
    RowPlan,
)
from ui.pages.import_asked import AskedLines
from ui.pages.import_changes import ChangeLines
from ui.pages.import_choices import Choices
from ui.pages.import_lines import RowKey

PHONE = Difference("phone", "Điện thoại", "0912345670", "0987654321", fills=False)
ADDRESS = Difference("address", "Địa chỉ", "", "Thôn Đông", fills=True)
IDS = [UUID(int=at) for at in range(1, 4)]


def row(at: int) -> RowPlan:
    return RowPlan("", at, {"name": f"Mơ {at}"}, {}, {}, ())


def checked(changed: int = 2, asked: int = 1) -> CheckedList:
    """A list of changed rows from line 1, then asked ones."""
    known = [ChangedRow(row(at), IDS[0], 1, "Mã số thuế", (PHONE, ADDRESS)) for at in range(1, changed + 1)]
    candidates = tuple(Candidate(id_, "Mơ", 90, ("cùng tên",), (PHONE, ADDRESS)) for id_ in IDS[:2])
    open_ = [AskedRow(row(at), candidates) for at in range(changed + 1, changed + asked + 1)]
    plan = ListPlan(Path("ds.xlsx"), Business, (), date(2024, 6, 1), None, {})
    return CheckedList(plan, (), tuple(known), tuple(open_), (), (), (), (), {})


def test_nothing_is_taken_at_first() -> None:
    choices = Choices(checked())
    assert (choices.rows_changed, choices.rows_added, choices.rows_left) == (0, 0, 3)
    assert choices.decisions().take == {}


def test_what_fills_is_told_from_what_replaces() -> None:
    choices = Choices(checked())
    choices.take_fills(choices.changed)
    assert choices.taken(("", 1)) == {"address"}
    choices.take_all([("", 1)])
    assert choices.taken(("", 1)) == {"phone", "address"}
    choices.keep([("", 1)])
    assert list(choices.take) == [("", 2)]


def test_a_field_that_does_not_differ_is_not_taken() -> None:
    choices = Choices(checked())
    choices.set(("", 1), ["name", "phone"])
    assert choices.taken(("", 1)) == {"phone"}


def test_an_answer_brings_what_fills_and_goes_with_it() -> None:
    choices = Choices(checked())
    choices.answer(("", 3), IDS[1])
    choices.turn(("", 3), "phone")
    assert choices.decisions().take["", 3] == {"phone", "address"}
    choices.leave(("", 3))
    assert choices.decisions().answers == {}
    assert ("", 3) not in choices.decisions().take


@pytest.mark.parametrize(("answer", "kept"), [(IDS[0], True), (IDS[2], False), (None, True)])
def test_an_answer_is_kept_while_it_can_be_given(answer: UUID | None, kept: bool) -> None:
    choices = Choices(checked())
    choices.answers["", 3] = answer
    assert (("", 3) in choices.moved_to(checked()).answers) is kept


def test_decisions_of_rows_that_are_gone_are_dropped() -> None:
    choices = Choices(checked())
    choices.take_all(choices.changed)
    assert list(choices.moved_to(checked(changed=1)).take) == [("", 1)]


def test_every_row_has_a_heading_and_a_line_for_each_field() -> None:
    lines = ChangeLines(Choices(checked(changed=3_000)), Business)
    assert len(lines) == 9_000
    assert [lines[at].head for at in (0, 1, 2, 3)] == [True, False, False, True]
    assert lines[8_999].key == RowKey("changed", "", 3_000, "address")
    assert lines.place_of(RowKey("changed", "", 3_000, "address")) == 8_999
    assert lines.place_of(RowKey("changed", "", 3_001)) == -1
    assert (lines.row_after(("", 1)), lines.row_after(("", 3_000))) == (4, -1)


def test_the_next_open_question_is_found_round_the_end() -> None:
    choices = Choices(checked(changed=0, asked=3))
    lines = AskedLines(choices, Business)
    choices.answer(("", 2), None)
    assert [lines.next_open(("", at)) for at in (1, 2, 3)] == [2, 2, 0]
    for at in (1, 3):
        choices.answer(("", at), None)
    assert lines.next_open(("", 3)) == -1
