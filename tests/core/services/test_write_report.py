"""From registers to files in one step: what is refused leaves no trace, and old figures are never printed unsaid."""

import errno
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.errors import Blocked, Invalid, Problem, Refused
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services.make_report import freeze_again, reports
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.write_report import ReportWish, write_report
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace

WORDS = dict.fromkeys(("III", "IV", "V", "VI"), "Không phát sinh.")


def add_class(ws: Workspace) -> None:
    lesson = {"name": "Lớp thêm", "form": Form.CLASS, "role": Role.LEADS, "starts_on": date(2024, 11, 1), "attended": 4}
    with ws.change("Thêm lớp") as batch:
        batch.insert(Training, [{**lesson, "place": "Xã Ngọc Mỹ"}])


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"number": "abc"}, Invalid),
        ({"issued": "31/2/2024"}, Invalid),
        ({"texts": {**WORDS, "IX": "Lạ."}}, Refused),
        ({"texts": {}}, Refused),
    ],
)
def test_a_refused_wish_does_not_close_the_year(
    filled_ws: Workspace, tmp_path: Path, more: dict[str, Any], problem: type[Problem]
) -> None:
    with pytest.raises(problem):
        write_report(filled_ws, ReportWish(2024, tmp_path, **{"texts": WORDS, **more}))
    assert reports(filled_ws) == ()


def test_a_report_that_falls_due_within_its_own_year_is_written(filled_ws: Workspace, tmp_path: Path) -> None:
    with filled_ws.change("Đổi kỳ") as batch:
        settings = store_settings.load(batch.connection)
        store_settings.save(batch, replace(settings, period_start_month=1, period_start_day=1))
    assert write_report(filled_ws, ReportWish(2024, tmp_path, WORDS)).state is ReportState.MADE


def test_every_fault_is_told_at_once(filled_ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Mục III") as told:
        write_report(filled_ws, ReportWish(2024, tmp_path))
    assert "Còn 3 lỗi khác" in told.value.why
    assert all(f"Mục {section} " in told.value.why for section in ("IV", "V", "VI"))


def test_rows_added_after_a_refusal_are_counted(filled_ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write_report(filled_ws, ReportWish(2024, tmp_path))
    add_class(filled_ws)
    made = write_report(filled_ws, ReportWish(2024, tmp_path, WORDS))
    assert made.state is ReportState.MADE
    assert next(f.value for f in report_view(filled_ws, made.id).figures if f.code == "C3.1") == 4


def test_old_figures_are_printed_only_when_asked_for(filled_ws: Workspace, tmp_path: Path) -> None:
    made = write_report(filled_ws, ReportWish(2024, tmp_path, WORDS))
    add_class(filled_ws)
    with pytest.raises(Refused, match="đã đổi sau khi chốt") as told:
        write_report(filled_ws, ReportWish(2024, tmp_path))
    assert "freeze" in told.value.cure
    kept = write_report(filled_ws, ReportWish(2024, tmp_path, keep_frozen=True))
    assert any("đã đổi sau khi chốt" in check.sentence for check in kept.looks)
    freeze_again(filled_ws, made.id)
    assert write_report(filled_ws, ReportWish(2024, tmp_path)).state is ReportState.MADE


def test_a_full_disk_leaves_no_cut_file_where_it_was_asked_for(
    filled_ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(Blocked, match="bao-cao"):
        write_report(filled_ws, ReportWish(2024, tmp_path / "ra", WORDS))
    assert list((tmp_path / "ra").iterdir()) == []


def test_files_that_lie_there_already_stay_as_they_are(filled_ws: Workspace, tmp_path: Path) -> None:
    first = write_report(filled_ws, ReportWish(2024, tmp_path / "ra", WORDS)).files
    for each in first:
        each.write_bytes(b"cua toi")
    again = write_report(filled_ws, ReportWish(2024, tmp_path / "ra", WORDS)).files
    assert [each.name for each in again] == [f"{each.stem} (2){each.suffix}" for each in first]
    assert {each.read_bytes() for each in first} == {b"cua toi"}
