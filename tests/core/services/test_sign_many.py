"""Several reports with one opening of the key: each stands for itself, whatever becomes of the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

import pytest

from tests.data.approval import put_up
from tmdt_desktop.errors import Blocked, Cancelled
from tmdt_desktop.records.report import ReportKind, ReportState
from tmdt_desktop.services import sign_many as room
from tmdt_desktop.services import signing_keys
from tmdt_desktop.services.make_report import save_text, start_report
from tmdt_desktop.services.report_acts import approve
from tmdt_desktop.services.report_files import NAMES, folder_of, make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_many import SignManyWish, sign_many, signable_reports
from tmdt_desktop.services.sign_report import sign_opened
from tmdt_desktop.store.workspace import Workspace

from .test_sign_report import make_and_approve

if TYPE_CHECKING:
    from tests.core.conftest import Stage
    from tmdt_desktop.signing.trial_ca import TrialCa

HEAD = HeadWord("Đồng ý.", as_head=True)


def both_approved(ws: Workspace) -> tuple[UUID, UUID]:
    """The year's report and that of its first half, both approved."""
    year = make_and_approve(ws)
    half = start_report(ws, 2024, kind=ReportKind.HALF_YEAR)
    for section in report_view(ws, half).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, half, section.number, "Không phát sinh.")
    make_files(ws, half)
    put_up(ws, half)
    approve(ws, half, HEAD)
    return year, half


WAYS = {"both": both_approved}


@pytest.fixture
def both(stage: "Stage") -> tuple[UUID, UUID]:
    """Two approved reports."""
    return cast("tuple[UUID, UUID]", stage.came_to)


@pytest.fixture
def wish(both: tuple[UUID, UUID], trial_ca: "TrialCa", key_password: str) -> SignManyWish:
    """The leader signs both."""
    from tmdt_desktop.signing.trust import Role

    return SignManyWish(both, "leader", trial_ca.keys["246", Role.LEADER], key_password)


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was opened, each time a key is."""
    seen: list[object] = []

    @contextmanager
    def counted(*arguments: object) -> Iterator[object]:
        seen.append(arguments[0])
        with signing_keys.opened_key(*arguments) as key:  # type: ignore[arg-type]
            yield key

    monkeypatch.setattr(room, "opened_key", counted)
    return seen


def test_one_opening_signs_and_one_seals_both(
    filled_ws: Workspace, wish: SignManyWish, openings: list[object], trial_ca: "TrialCa"
) -> None:
    from tmdt_desktop.signing.trust import Role

    assert {each.id for each in signable_reports(filled_ws, "leader")} == {*wish.reports}
    assert signable_reports(filled_ws, "seal") == ()
    signed = sign_many(filled_ws, wish)
    assert [each.report for each in signed] == list(wish.reports)
    assert all(each.signed and "Đã ký" in each.sentence for each in signed)
    assert {each.id for each in signable_reports(filled_ws, "seal")} == {*wish.reports}
    sealed = sign_many(filled_ws, replace(wish, role="seal", key=trial_ca.keys["246", Role.SEAL]))
    assert all(each.signed for each in sealed)
    assert {report_view(filled_ws, id_).state for id_ in wish.reports} == {ReportState.SEALED}
    assert len(openings) == 2


def test_a_bad_report_is_told_and_does_not_stop_the_others(filled_ws: Workspace, wish: SignManyWish) -> None:
    year, half = wish.reports
    pdf = folder_of(filled_ws, year) / NAMES["pdf"]
    pdf.write_bytes(pdf.read_bytes() + b" ")
    changed, gone, good = sign_many(filled_ws, replace(wish, reports=(year, uuid4(), half, half)))
    assert (changed.signed, "không còn đúng" in changed.sentence, bool(changed.cure)) == (None, True, True)
    assert (gone.signed, "không còn" in gone.sentence) == (None, True)
    assert good.signed is not None
    assert report_view(filled_ws, year).state is ReportState.APPROVED
    assert report_view(filled_ws, half).state is ReportState.SIGNED
    (again,) = sign_many(filled_ws, replace(wish, reports=(half,)))
    assert "đã có chữ ký" in again.sentence


@pytest.mark.parametrize("fault", [TypeError("một lỗi"), OSError(5, "I/O"), MemoryError()])
def test_a_fault_of_the_program_loses_nothing_that_was_signed(
    filled_ws: Workspace, wish: SignManyWish, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    signs = sign_opened

    def breaks(ws: Workspace, key: object, one: object, *rest: object) -> object:
        if one.report == wish.reports[1]:  # type: ignore[attr-defined]
            raise fault
        return signs(ws, key, one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "sign_opened", breaks)
    first, second = sign_many(filled_ws, wish)
    assert first.signed is not None
    assert (second.signed, "Lỗi chương trình" in second.sentence, bool(second.cure)) == (None, True, True)
    assert str(fault) not in second.sentence or not str(fault)


def test_stopping_keeps_what_was_signed(filled_ws: Workspace, wish: SignManyWish) -> None:
    class Stopped:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done == 1:
                raise Cancelled

    first, second = sign_many(filled_ws, wish, Stopped())
    assert first.signed is not None
    assert (second.signed, "đã dừng" in second.sentence) == (None, True)
    assert report_view(filled_ws, wish.reports[1]).state is ReportState.APPROVED


def test_a_wrong_password_signs_nothing_and_is_sent_once(
    filled_ws: Workspace, wish: SignManyWish, openings: list[object]
) -> None:
    with pytest.raises(Blocked, match="Mật khẩu"):
        sign_many(filled_ws, replace(wish, secret="sai"))
    assert len(openings) == 1
    assert len(signable_reports(filled_ws, "leader")) == 2
    assert "sai" not in repr(replace(wish, secret="sai"))


def test_a_pin_refused_at_one_report_is_not_sent_for_the_next(
    filled_ws: Workspace, wish: SignManyWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tmdt_desktop.signing.pin_guard import PinRefused

    asked: list[object] = []

    def refused(_ws: object, _key: object, one: object) -> None:
        asked.append(one)
        raise PinRefused("Mã PIN không đúng.", cure="Nhập mã PIN đúng.")

    monkeypatch.setattr(room, "sign_opened", refused)
    first, second = sign_many(filled_ws, wish)
    assert ("PIN" in first.sentence, "đã dừng" in second.sentence) == (True, True)
    assert len(asked) == 1
