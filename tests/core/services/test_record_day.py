"""A record names places and choices of its own day or the office's, by whichever door it comes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tmdt_desktop.errors import InvalidRecord
from tmdt_desktop.records.business import Business, ChannelKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.edit_many import ManyWish, preview_many
from tmdt_desktop.services.import_list import ImportWish, check_list, read_list
from tmdt_desktop.services.record_day import closed, placed, when_of
from tmdt_desktop.store.workspace import Workspace

RAW: dict[str, Any] = {"name": "Cơ sở Hòa", "kind": "Hộ kinh doanh", "commune": "08761", "activity": "Đang hoạt động"}
LATER = [{"kind": "Nền tảng trung gian", "address": "hoa.example.vn"}]


def test_a_place_of_a_later_time_is_refused(ws: Workspace) -> None:
    for commune in ("Phường Đống Đa", "Phường Vĩnh Phúc"):
        with pytest.raises(InvalidRecord) as told:
            registers.save(ws, Business, {**RAW, "commune": commune, "recorded_on": "1/6/2024"})
        assert set(told.value.faults) == {"commune"}


@pytest.mark.parametrize(
    ("office", "word", "day", "code"),
    [
        ("243", "Phường Vĩnh Phúc", "1/6/2024", None),
        ("243", "Phường Đống Đa", "1/6/2024", "08716"),
        ("246", "Xã Ngọc Mỹ", None, "08767"),
    ],
)
def test_a_place_is_read_as_of_the_day(office: str, word: str, day: str | None, code: str | None) -> None:
    raw = {**RAW, "commune": word, "recorded_on": day}
    made, faults = placed(Business, raw, when_of(office, Business, raw), {})
    assert bool(faults) is (code is None)
    assert code is None or made["commune"] == code


def test_the_district_of_another_office_is_refused_in_sub_lists_too(ws: Workspace) -> None:
    told = {
        "name": "Lớp",
        "starts_on": "1/6/2024",
        "place": "Hội trường",
        "form": "Lớp tập huấn",
        "role": "Chủ trì tổ chức",
    }
    with pytest.raises(InvalidRecord) as fault:
        registers.save(ws, Training, {**told, "attendees": [{"name": "Lan", "commune": "Phường Vĩnh Phúc"}]})
    assert set(fault.value.faults) == {"attendees.0.commune"}


def test_what_stands_there_already_may_stay(ws: Workspace) -> None:
    with ws.change("Nhập danh sách") as batch:
        row = {"name": "Hòa", "kind": Business.field("kind").read("Hộ kinh doanh"), "commune": "08716"}
        lines = [{"kind": ChannelKind.INTERMEDIARY, "address": "hoa.example.vn"}]
        active = Business.field("activity").read("Đang hoạt động")
        (made,) = batch.insert(Business, [{**row, "activity": active, "channels": lines}])
    stored = registers.get(ws, Business, made)
    assert registers.save(ws, Business, {**stored.values, "note": "x"}, made, 1).version == 2


def test_a_choice_of_a_later_law_is_refused(ws: Workspace) -> None:
    with pytest.raises(InvalidRecord, match="dùng từ 01/07/2026") as told:
        registers.save(ws, Business, {**RAW, "recorded_on": "1/6/2024", "channels": LATER})
    assert set(told.value.faults) == {"channels.0.kind"}
    with pytest.raises(InvalidRecord, match="dùng từ 01/07/2026"):
        registers.save(ws, Business, {**RAW, "channels": LATER})


def test_the_own_day_opens_a_choice_that_the_office_no_longer_has() -> None:
    values = {"recorded_on": "2/7/2026", "channels": [{"kind": ChannelKind.INTERMEDIARY}]}
    assert not closed(Business, values, when_of("246", Business, values), {})
    values["recorded_on"] = "2/7/2025"
    assert closed(Business, values, when_of("246", Business, values), {})


def test_many_records_take_no_place_of_another_time(ws: Workspace) -> None:
    made = registers.save(ws, Business, {**RAW, "recorded_on": "1/6/2024"})
    seq = registers.seq_of(ws, Business, made.id)
    assert seq is not None
    preview = preview_many(ws, ManyWish(Business, [seq], "commune", "Phường Vĩnh Phúc"))
    assert (len(preview.changes), len(preview.faults)) == (0, 1)


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str], Path]:
    """A workbook with a sheet of channels beside the list."""

    def make(kind: str) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["STT", "Tên tổ chức, cá nhân", "Loại", "Xã, thị trấn", "Ngày ghi nhận"])
        sheet.append([1, "Hòa", "Hộ kinh doanh", "Xã Ngọc Mỹ", "1/6/2024"])
        lines = book.create_sheet("Kênh bán hàng")
        lines.append(["Dòng số", "Loại kênh", "Địa chỉ kênh"])
        lines.append([1, kind, "hoa.example.vn"])
        book.save(tmp_path / "ds.xlsx")
        return tmp_path / "ds.xlsx"

    return make


def test_a_list_with_a_choice_of_a_later_law_waits(ws: Workspace, listed: Callable[[str], Path]) -> None:
    checked = check_list(ws, read_list(ws, ImportWish(listed("Website bán hàng"), Business)))
    assert [row.values["channels"][0]["kind"] for row in checked.new] == [ChannelKind.WEBSITE]
    checked = check_list(ws, read_list(ws, ImportWish(listed("Nền tảng trung gian"), Business)))
    assert [set(row.faults) for row in checked.faulty] == [{"channels"}]
    assert "dùng từ 01/07/2026" in checked.faulty[0].faults["channels"]
