"""A corrected package says what it changes and why, and its receiver holds that against what came before."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from tests.data.approval import OPENED
from tests.data.packages import Files, look, one, renamed, repacked
from tmdt_desktop.records.package import Package, PackageState
from tmdt_desktop.services.package_changes import ROWS, Change, Correction, change_words, correction_summary
from tmdt_desktop.services.receive_packages import ReceiveWish
from tmdt_desktop.services.receiving_rules import Heap
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]
Change_ = Callable[[dict[str, Any]], None]
_SEAL = ("246", Role.SEAL)


def files_of(package: Path) -> Files:
    with ZipFile(package) as archive:
        names = [name for name in archive.namelist() if not name.startswith(("META-INF", "mimetype"))]
        return {name: archive.read(name) for name in names}


def about_of(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files_of(package)["package.json"])
    return found


def signed_again(package: Path, ca: TrialCa, password: str, **changed: Any) -> Path:
    """The package with other words in package.json, signed by the office as if it had been written so."""
    about = json.dumps({**about_of(package), **changed}, ensure_ascii=False).encode()
    return repacked(package, _SEAL, ca, password, package_json=about)


def moved(kind: str, **told: Any) -> dict[str, Any]:
    return {"kind": kind, "key": "C5.1", "what": "x", "before": None, "after": None, **told}


def test_a_first_revision_corrects_nothing(sent: Sent) -> None:
    assert about_of(sent[2])["correction"] is None


def test_a_correction_says_why_and_which_rows_moved(corrected: Sent) -> None:
    """One business was renamed, one removed, one added; the reason is the head's when the period was opened again."""
    correction = about_of(corrected[2])["correction"]
    assert correction["reason"] == OPENED.words
    rows = [each for each in correction["changes"] if each["kind"] == ROWS]
    want = {"key": "business", "before": 8, "after": 8, "added": 1, "removed": 1, "changed": 1}
    assert rows == [{"kind": ROWS, "what": "Danh sách TMĐT", **want}]


def test_a_correction_tells_every_figure_that_moved_and_no_other(sent: Sent, corrected: Sent) -> None:
    before, after = (
        {each["code"]: each["value"] for each in json.loads(files_of(package)["figures.json"])["figures"]}
        for package in (sent[2], corrected[2])
    )
    told = {
        each["key"]: (each["before"], each["after"])
        for each in about_of(corrected[2])["correction"]["changes"]
        if each["kind"] == "figure"
    }
    assert told
    assert told == {code: (before[code], now) for code, now in after.items() if before[code] != now}


def test_a_correction_tells_nothing_that_stands_in_a_row(corrected: Sent) -> None:
    told = json.dumps(about_of(corrected[2])["correction"], ensure_ascii=False)
    assert "Mơ" not in told
    assert "tên mới" not in told


def test_what_changed_is_read_on_the_check_and_on_the_desk(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa
) -> None:
    said = dict(verify_package(corrected[2], trial_ca.trust).facts)["Bản sửa đổi"]
    assert said.startswith(f"Lý do: {OPENED.words}\n")
    assert "Danh sách TMĐT: thêm 1, bỏ 1, sửa 1 dòng (trước 8, nay 8)" in said
    one(department_ws, receive_wish, sent[2])
    made = one(department_ws, receive_wish, corrected[2])
    assert "\n".join(made.changes) == said
    assert (made.state, made.findings) == (Heap.ACCEPTED, ())


def test_a_replaced_package_that_never_came_is_a_warning(
    corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    made = one(department_ws, receive_wish, corrected[2])
    assert (made.state, made.verdict) == (Heap.ACCEPTED, "Hợp lệ, có cảnh báo")
    assert "chưa nhận được" in made.findings[0]
    assert str(about_of(corrected[2])["replaces"]["content_id"]) in made.findings[0]
    assert codes(department_ws) == {"replaced_unseen"}


def codes(ws: Workspace) -> set[str]:
    """What was found of the packages that came."""
    with ws.read() as connection:
        kept = connection.scalars(select(Package.__table__.c.findings)).all()
    return {code for findings in kept for _, code, _ in findings or ()}


@pytest.mark.parametrize(
    ("name", "told", "code"),
    [("replaces", {"sha256": "0" * 64}, "replaced_differs"), ("correction", {"changes": []}, "change_untold")],
)
def test_a_correction_that_does_not_fit_what_came_goes_back(
    name: str, told: dict[str, Any], code: str, both: "Both", department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    one(department_ws, receive_wish, both.first)
    made = one(department_ws, receive_wish, both.other(**{name: {**about_of(both.second)[name], **told}}))
    assert (made.state, made.verdict) == (Heap.RETURNED, "Không hợp lệ")
    assert made.receipt
    assert made.receipt.name.startswith("TMDT_TL_")
    assert code in codes(department_ws)
    assert one(department_ws, receive_wish, both.second).state is Heap.ACCEPTED, "the true one still may come"


@pytest.mark.parametrize("kind", ["last_year", "plan"])
def test_a_moved_last_year_or_plan_that_is_not_told_goes_back(
    kind: str, both: "Both", department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    first = one(department_ws, receive_wish, both.first)
    with department_ws.change("Số năm trước, kế hoạch của bản trước khác đi") as batch:
        found = batch.connection.execute(select(Package.__table__.c.figures)).scalars().one()
        kept = {**found, f"{kind}s": {**found[f"{kind}s"], "C5.1": 777}}
        assert first.package_id
        batch.update(Package, first.package_id, {"figures": kept})
    made = one(department_ws, receive_wish, both.second)
    assert (made.state, "change_untold" in codes(department_ws)) == (Heap.RETURNED, True)
    assert "777" in made.findings[0]


def test_rows_that_are_told_otherwise_than_they_moved_are_a_warning(
    both: "Both", department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    one(department_ws, receive_wish, both.first)
    correction = about_of(both.second)["correction"]
    rest = [each for each in correction["changes"] if each["kind"] != ROWS]
    lie = [{**each, "before": 5, "added": 3, "removed": 0} for each in correction["changes"] if each["kind"] == ROWS]
    made = one(department_ws, receive_wish, both.other(correction={**correction, "changes": [*rest, *lie]}))
    assert (made.state, codes(department_ws)) == (Heap.ACCEPTED, {"rows_untold"})
    assert "Danh sách TMĐT bản trước có 8 dòng, bản này 8 dòng" in made.findings[0]


@dataclass(frozen=True)
class Both:
    """The packages of the first and the second revision, and how to write the second with other words."""

    first: Path
    second: Path
    other: Callable[..., Path]


@pytest.fixture
def both(sent: Sent, corrected: Sent, trial_ca: TrialCa, key_password: str) -> Both:
    return Both(sent[2], corrected[2], partial(signed_again, corrected[2], trial_ca, key_password))


def test_a_package_that_names_another_reports_package_goes_back(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa
) -> None:
    first = one(department_ws, receive_wish, sent[2])
    assert first.package_id
    with department_ws.change("Gói của đơn vị khác") as batch:
        batch.update(Package, first.package_id, {"sender": "247"})
    made = one(department_ws, receive_wish, corrected[2])
    assert made.state is Heap.RETURNED
    assert codes(department_ws) == {"replaced_other"}


def test_what_stands_here_and_is_not_named_is_a_warning(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa
) -> None:
    """A sender whose register was restored from an old backup knows nothing of what it sent meanwhile."""
    one(department_ws, receive_wish, sent[2])
    unaware = signed_again(corrected[2], trial_ca, receive_wish.secret, replaces=None, correction=None)
    made = one(department_ws, receive_wish, unaware)
    assert (made.state, made.verdict) == (Heap.ACCEPTED, "Hợp lệ, có cảnh báo")
    assert "không nhắc đến bản lần 1" in made.findings[0]


def test_the_first_package_come_late_neither_stands_nor_harms(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    second = one(department_ws, receive_wish, corrected[2])
    assert one(department_ws, receive_wish, sent[2]).state is Heap.OLDER
    assert one(department_ws, receive_wish, sent[2]).state is Heap.DUPLICATE
    with department_ws.read() as connection:
        table = Package.__table__.c
        assert connection.scalar(select(table.state).where(table.id == second.package_id)) is PackageState.ACCEPTED


@pytest.fixture
def second(corrected: Sent) -> Files:
    return files_of(corrected[2])


def _with(files: Files, change: Change_) -> Files:
    correction = json.loads(files["package.json"])["correction"]
    change(correction)
    return renamed(files, correction=correction)


def _of(correction: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in correction["changes"] if each["kind"] == kind)
    return found


def _add(**told: Any) -> Change_:
    return lambda correction: correction["changes"].append(moved(**told))


def _set(kind: str, **told: Any) -> Change_:
    return lambda correction: _of(correction, kind).update(told)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_set("figure", after=77), "correction_wrong"),
        (_set("figure", what="Chỉ tiêu khác"), "correction_wrong"),
        (_set("rows", added=2), "correction_wrong"),
        (_set("rows", after=9, added=2), "correction_wrong"),
        (_set("rows", key="nothing"), "correction_wrong"),
        (_set("rows", added=0, removed=0, changed=0), "correction_wrong"),
        (_add(kind="plan", key="C9.9"), "correction_wrong"),
        (_add(kind="text", key="I", after=1), "correction_wrong"),
        (_add(kind="weather"), "content_unreadable"),
        (_set("rows", added=-1), "content_unreadable"),
        (_set("rows", added=True), "content_unreadable"),
        (_set("figure", before="8"), "content_unreadable"),
        (lambda correction: correction["changes"].append(correction["changes"][0]), "content_unreadable"),
        (lambda correction: correction.pop("reason"), "content_unreadable"),
        (lambda correction: correction.update(changes={}), "content_unreadable"),
    ],
)
def test_changes_that_the_package_itself_does_not_bear_are_found(change: Change_, code: str, second: Files) -> None:
    assert not look(second).findings
    assert code in {each.code for each in look(_with(second, change)).findings}


@pytest.mark.parametrize("changed", [{"correction": None}, {"replaces": None}, {"revision": 1}])
def test_a_correction_goes_with_what_it_replaces(changed: dict[str, Any], second: Files) -> None:
    assert {each.code for each in look(renamed(second, **changed)).findings} == {"content_unreadable"}


def test_a_correction_may_not_be_left_out(inside: Files) -> None:
    about = {name: value for name, value in json.loads(inside["package.json"]).items() if name != "correction"}
    bare = {**inside, "package.json": json.dumps(about).encode()}
    assert {each.code for each in look(renamed(bare)).findings} == {"content_unreadable"}


def test_a_package_of_the_second_form_is_still_read(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa
) -> None:
    """It tells no changes; what came before is known all the same."""
    heaps = []
    for package in (sent[2], corrected[2]):
        about = {name: value for name, value in about_of(package).items() if name != "correction"}
        old = repacked(
            package, _SEAL, trial_ca, receive_wish.secret, package_json=json.dumps({**about, "version": 2}).encode()
        )
        check = verify_package(old, trial_ca.trust)
        assert (check.level, check.findings) == ("VALID", ())
        assert "Bản sửa đổi" not in dict(check.facts)
        heaps.append(one(department_ws, receive_wish, old.rename(old.with_name(package.name + ".cũ"))))
    assert [each.state for each in heaps] == [Heap.ACCEPTED, Heap.ACCEPTED]
    assert "chưa nhận được" in heaps[1].findings[0], "it names the package as it was written, not as it was packed anew"


def test_changes_read_as_sentences() -> None:
    assert change_words(Change("figure", "C5.1", "Số đối tượng", 8, 1234)) == "C5.1 Số đối tượng: từ 8 thành 1.234"
    assert change_words(Change("plan", "C5.1", "Số đối tượng", None, 3)).endswith(
        ", kế hoạch: từ chưa có số liệu thành 3"
    )
    rows = Change("rows", "business", "Danh sách", 8, 9, added=1)
    assert change_words(rows) == "Danh sách: thêm 1 dòng (trước 8, nay 9)"
    assert change_words(Change("text", "I", "Mục I. Chung")) == "Mục I. Chung: viết lại"
    assert change_words(Change("duty", "d1", "Nhiệm vụ tại Điều 6")) == "Nhiệm vụ tại Điều 6: trả lời lại"


def test_a_correction_in_one_line_counts_its_places() -> None:
    made = Correction("Ghi thiếu.", (Change("figure", "C5.1", "x", 1, 2), Change("plan", "C5.1", "x", 1, 2)))
    rows = Change("rows", "business", "Danh sách", 8, 9, added=1)
    assert correction_summary(made) == "Lý do: Ghi thiếu. Thay đổi 1 chỉ tiêu."
    assert correction_summary(replace(made, changes=(rows,))) == "Lý do: Ghi thiếu. Thay đổi 1 sổ."
    assert correction_summary(Correction("", ())) == "Số liệu, lời văn không đổi."
    assert correction_summary(None) == ""
