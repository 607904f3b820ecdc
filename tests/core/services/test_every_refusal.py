"""What must never get in is refused at every door, with nothing written: by hand, from a list, from the command line.

Since nothing is, one workspace serves them all.
"""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.data.field_samples import filled
from tmdt_desktop.__main__ import main
from tmdt_desktop.errors import InvalidRecord
from tmdt_desktop.records import Record, register
from tmdt_desktop.records.training import PARTS
from tmdt_desktop.services import registers
from tmdt_desktop.services.import_list import ImportWish, check_list, commit_list, read_list
from tmdt_desktop.store.workspace import Workspace

EARLY, LATE = "01/03/2024", "01/04/2024"
CASES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("training", {"starts_on": LATE, "ends_on": EARLY}, "ends_on"),
    ("training", {"women": "13"}, "women"),
    ("training", {"attended": "40"}, "attended"),
    ("communication", {"starts_on": LATE, "ends_on": EARLY}, "ends_on"),
    ("inspection", {"starts_on": LATE, "ends_on": EARLY, "request_date": EARLY, "decided_on": EARLY}, "ends_on"),
    ("product", {"decided_on": LATE, "valid_until": EARLY}, "valid_until"),
    ("petition", {"received_on": LATE, "due_on": EARLY}, "due_on"),
    ("petition", {"received_on": LATE, "due_on": LATE, "answered_on": EARLY, "forwarded_on": ""}, "answered_on"),
    ("tax_review", {"reviewed_on": LATE, "told_on": EARLY}, "told_on"),
    ("survey_round", {"starts_on": LATE, "ends_on": EARLY, "due_on": LATE}, "ends_on"),
    ("survey_answer", {"sent_on": LATE, "returned_on": EARLY}, "returned_on"),
    ("request", {"document_date": LATE, "received_on": EARLY}, "received_on"),
    ("request", {"document_date": LATE, "received_on": LATE, "due_at": f"{EARLY} 16:30"}, "due_at"),
    ("request", {"received_on": LATE, "document_date": LATE, "answered_on": EARLY}, "answered_on"),
    ("stamp", {"starts_on": LATE, "ends_on": EARLY}, "ends_on"),
    ("stamp", {"left": "99"}, "left"),
    ("stamp", {"used": "25", "left": ""}, "used"),
    ("cooperation", {"starts_on": LATE, "ends_on": EARLY}, "ends_on"),
    ("business", {"commune": "Xã Không Còn"}, "commune"),
    ("communication", {"communes": "Xã Ngọc Mỹ; Xã Không Còn"}, "communes"),
    ("advice", {"agency": "Cục Không Còn"}, "agency"),
    ("request", {"subject": "Báo cáo (TỐI MẬT)"}, "subject"),
    ("request", {"document_number": "12/UBND-MẬT"}, "document_number"),
    ("request", {"secrecy": "Mật"}, "secrecy"),
    ("request", {"note": "Độ mật: Tuyệt mật"}, "note"),
    ("exchange", {"name": "Danh sách TUYỆT MẬT"}, "name"),
    ("exchange", {"number": "07/MẬT"}, "number"),
    ("petition", {"content": "Tài liệu đóng dấu MẬT"}, "content"),
    ("policy", {"name": "Kế hoạch TỐI MẬT"}, "name"),
    ("cooperation", {"name": "Đoàn vào MẬT"}, "name"),
    ("request", {"subject": "Cung cấp số liệu (Mật)"}, "subject"),
    ("request", {"document_number": "12/SCT-Mật"}, "document_number"),
    ("request", {"subject": "Văn bản mật của Sở, dấu Mật"}, "subject"),
    ("request", {"assignee": "Lan, dấu chỉ độ: Mật"}, "assignee"),
    ("inspection", {"request_number": "12/SCT-Mật"}, "request_number"),
    ("inspection", {"note": "M Ậ T"}, "note"),
    ("exchange", {"scope": "Tài liệu mật"}, "scope"),
    ("exchange", {"basis": "Công văn mật số 5"}, "basis"),
    ("exchange", {"file_name": "tuyệt_mật.xlsx"}, "file_name"),
    ("policy", {"about": "Nghị quyết (mật)"}, "about"),
    ("business", {"registered_on": "01/01/2199"}, "registered_on"),
    ("business", {"birth_year": "2099"}, "birth_year"),
    (
        "petition",
        {"received_on": "01/01/2098", "due_on": "01/01/2099", "answered_on": "", "forwarded_on": ""},
        "received_on",
    ),
    ("inspection", {"starts_on": EARLY, "ends_on": LATE, "request_date": LATE, "decided_on": ""}, "request_date"),
    ("inspection", {"starts_on": EARLY, "ends_on": LATE, "decided_on": LATE, "request_date": ""}, "decided_on"),
    ("training", {"attended": "", "women": "10", **dict.fromkeys(PARTS, ""), "enterprises": "3"}, "women"),
    ("duty_answer", {"duty": "D99.9"}, "duty"),
    ("target", {"value": "60,5"}, "value"),
    ("survey_round", {"document": "07/SCT-Mật"}, "document"),
)
SECRET = "Phần mềm không được phép lưu tài liệu bí mật nhà nước."
each = pytest.mark.parametrize(
    ("code", "wrong", "field"), CASES, ids=[f"{code}-{'-'.join(wrong)}" for code, wrong, _ in CASES]
)


def raw_of(ws: Workspace, of: type[Record], wrong: dict[str, str]) -> dict[str, Any]:
    """A sound record without lines, but for what is wrong."""
    clean = {"outcome": "Chưa phát hiện vi phạm"} if of.code == "inspection" else {}
    return {**filled(ws, of), **{part.name: [] for part in of.sub_lists()}, **clean, **wrong}


def listed(of: type[Record], file: Path, raw: dict[str, Any]) -> None:
    """A workbook of one row, its columns called as the fields are."""
    fields = [made for made in of.fields() if not made.set_by_program and raw.get(made.name)]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["STT", *(made.label for made in fields)])
    sheet.append([1, *(raw[made.name] for made in fields)])
    book.save(file)


def rows(ws: Workspace, of: type[Record]) -> int:
    return registers.count(ws, of, registers.Query())


@each
def test_saving_refuses_it(shared_ws: Workspace, code: str, wrong: dict[str, str], field: str) -> None:
    of = register(code)
    raw = raw_of(shared_ws, of, wrong)
    before = rows(shared_ws, of)
    with pytest.raises(InvalidRecord) as told:
        registers.save(shared_ws, of, raw)
    assert set(told.value.faults) == {field}
    if any("mật" in word.lower() or "M Ậ T" in word for word in wrong.values()):
        assert told.value.faults[field].startswith(SECRET)
    assert rows(shared_ws, of) == before


@each
def test_a_list_with_it_waits(
    shared_ws: Workspace, code: str, wrong: dict[str, str], field: str, tmp_path: Path
) -> None:
    of = register(code)
    listed(of, tmp_path / "ds.xlsx", raw_of(shared_ws, of, wrong))
    before = rows(shared_ws, of)
    checked = check_list(shared_ws, read_list(shared_ws, ImportWish(tmp_path / "ds.xlsx", of)))
    assert [set(row.faults) for row in checked.faulty] == [{field}]
    assert commit_list(shared_ws, checked).added == 0
    assert rows(shared_ws, of) == before


@pytest.mark.parametrize("code", sorted({code for code, _, _ in CASES}))
def test_the_command_line_refuses_it(
    shared_ws: Workspace, code: str, password: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    of = register(code)
    wrong, field = next((wrong, field) for known, wrong, field in CASES if known == code)
    raw, before = raw_of(shared_ws, of, wrong), rows(shared_ws, of)
    names = {made.name for made in of.fields() if not made.set_by_program}
    said = [f"{name}={value or ''}" for name, value in raw.items() if name in names]
    monkeypatch.setenv("TMDT_PASSWORD", password)
    assert main(["add", "--json", str(shared_ws.path), code, *said]) == 1
    assert of.field(field).label in capsys.readouterr().out
    assert rows(shared_ws, of) == before
