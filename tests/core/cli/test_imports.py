"""Taking a list in from the command line: looked at first, written when it is said, wrong words are sentences."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.data.lists import csv_list
from tmdt_desktop.cli.import_masks import Masks
from tmdt_desktop.records.training import Training
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]
HEAD = "STT;Tên cơ sở;MST;Xã;SĐT;Linh tinh"
HOA = "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0912345678;"


@pytest.fixture
def path(ws: Workspace) -> Path:
    """A district's empty workspace, closed."""
    ws.close()
    return ws.path


def rows(run: Run, path: Path) -> list[dict[str, Any]]:
    return list(run("list", path, "business", "--format", "json", "--sensitive")[1]["rows"])


def test_a_dry_run_writes_nothing_and_tells_everything(run: Run, path: Path, tmp_path: Path) -> None:
    file = csv_list(tmp_path, HEAD, HOA, "2;Cơ sở Mơ;12;Xã Xuân Hòa;;")
    code, told = run("import", path, "business", file, "--dry-run")
    assert (code, told["imported"], rows(run, path)) == (0, None, [])
    assert (told["new"], told["faulty"]) == ([{"sheet": "", "row": 2}], [{"sheet": "", "row": 3}])
    assert [(f["row"], f["field"]) for f in told["faults"] if f["level"] == "fault"] == [(3, "tax_code")]
    assert told["counts"]["new"] == 1


def test_a_list_taken_in_again_is_the_same(run: Run, path: Path, tmp_path: Path) -> None:
    file = csv_list(tmp_path, HEAD, HOA)
    assert run("import", path, "business", file, "--dry-run")[1]["imported"] is None
    assert run("import", path, "business", file)[1]["imported"]["added"] == 1
    assert run("import", path, "business", file)[1]["imported"]["same"] == 1


@pytest.mark.parametrize(
    ("take", "phone", "note"), [("none", "0912345678", None), ("fill", "0912345678", "x"), ("all", "0987654321", "x")]
)
def test_what_is_taken_of_known_records_is_chosen(
    run: Run, path: Path, tmp_path: Path, take: str, phone: str, note: str | None
) -> None:
    column = ("--column", "F=note")
    run("import", path, "business", csv_list(tmp_path, HEAD, HOA), *column)
    file = csv_list(tmp_path, HEAD, "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0987654321;x")
    told = run("import", path, "business", file, "--take", take, *column)[1]
    assert [d["field"] for d in told["changed"][0]["differences"]] == ["phone", "note"]
    assert told["imported"]["updated"] == (take != "none")
    assert [(row["phone"], row["note"]) for row in rows(run, path)] == [(phone, note)]


@pytest.mark.parametrize(("how", "held", "count"), [("leave", 1, 1), ("new", 0, 2), ("update", 0, 1)])
def test_what_a_like_name_means_is_chosen(
    run: Run, path: Path, tmp_path: Path, how: str, held: int, count: int
) -> None:
    run("import", path, "business", csv_list(tmp_path, HEAD, "1;Cơ sở Hòa;;Xã Xuân Hòa;;"))
    file = csv_list(tmp_path, HEAD, HOA)
    told = run("import", path, "business", file, "--take", "fill", "--same-name", how)[1]
    assert told["asked"][0]["candidates"][0]["name"] == "Cơ sở Hòa"
    assert (told["imported"]["held"], len(rows(run, path))) == (held, count)
    assert ("2500123400" in {row["tax_code"] for row in rows(run, path)}) == (how != "leave")


def test_what_was_chosen_is_remembered_until_it_is_forgotten(run: Run, path: Path, tmp_path: Path) -> None:
    file = csv_list(tmp_path, HEAD, HOA)
    run("import", path, "business", file, "--column", "F=note", "--sender", "Xã Xuân Hòa")
    told = run("import", path, "business", file)[1]["plan"]
    assert told["remembered"]["sender"] == "Xã Xuân Hòa"
    assert [c["path"] for c in told["sheets"][0]["columns"] if c["heading"] == "Linh tinh"] == ["note"]
    assert run("import", path, "business", file, "--forget")[1]["plan"]["remembered"] is None
    assert run("import", path, "business", file)[1]["plan"]["remembered"] is None


def test_a_header_can_be_pointed_at(run: Run, path: Path, tmp_path: Path) -> None:
    file = csv_list(tmp_path, "DANH SÁCH;;;;;", HEAD, HOA)
    assert run("import", path, "business", file, "--header", "2")[1]["plan"]["sheets"][0]["header_rows"] == [2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--take", "some"), "some"),
        (("--same-name", "ask"), "ask"),
        (("--column", "F"), "F"),
        (("--column", "F1=note"), "F1=note"),
        (("--column", "F=nope"), "nope"),
        (("--column", "ZZ=note"), "702"),
        (("--column", "Trang1!F=note"), "Trang1"),
        (("--encoding", "C=latin7"), "latin7"),
        (("--header", "Trang1=6-5"), "Trang1=6-5"),
        (("--header", "hai"), "hai"),
    ],
)
def test_a_wrong_choice_is_a_sentence(run: Run, path: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    code, told = run("import", path, "business", csv_list(tmp_path, HEAD, HOA), *words)
    assert code == 1
    assert said in told["problem"]["what"]
    assert told["problem"]["cure"]


def test_a_person_reads_remarks_heaps_and_what_to_do_next(
    run: Run, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tmdt_desktop import __main__ as face

    run("import", path, "business", csv_list(tmp_path, HEAD, HOA))
    file = csv_list(tmp_path, HEAD, "1;Cơ sở Hoa;2500123400;Xã Xuân Hòa;0987654321;", "2;Cơ sở Mơ;12;Xã Xuân Hòa;;")
    assert face.main(["import", str(path), "business", str(file), "--dry-run"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Dòng 3: Mã số thuế: ")
    assert "Dòng 2: Tên tổ chức, cá nhân: sổ «Cơ sở Hòa», danh sách «Cơ sở Hoa»" in told
    assert "Dòng 2: Điện thoại: khác sổ" in told
    assert told[-2:] == [
        "Mới 0; Khác sổ 1; Cần hỏi 0; Đã có 0; Có lỗi 1; Bỏ qua 1.",
        "Chưa ghi gì vào sổ. Bỏ --dry-run để nhập.",
    ]


@pytest.mark.parametrize("how", ["leave", "new", "update"])
def test_one_code_of_two_businesses_is_left_whatever_is_said_of_many(
    run: Run, path: Path, tmp_path: Path, how: str
) -> None:
    run("import", path, "business", csv_list(tmp_path, HEAD, HOA))
    before = rows(run, path)
    file = csv_list(tmp_path, HEAD, "1;Công ty TNHH Hoàng Long;2500123400;Xã Ngọc Mỹ;0987000111;")
    told = run("import", path, "business", file, "--take", "all", "--same-name", how)[1]
    assert told["asked"][0]["why"] == "cùng mã số thuế nhưng tên và xã khác"
    assert (told["imported"]["held"], rows(run, path)) == (1, before)


def people_told(run: Run, path: Path, file: Path, *words: str) -> str:
    """All that a dry run says to programs, as one text."""
    return json.dumps(run("import", path, "business", file, "--dry-run", *words)[1], ensure_ascii=False)


def test_what_people_keep_to_themselves_is_told_only_when_asked_for(run: Run, path: Path, tmp_path: Path) -> None:
    head = "STT;Tên cơ sở;MST;Xã;SĐT;CCCD"
    run("import", path, "business", csv_list(tmp_path, head, "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0912345678;"))
    file = csv_list(
        tmp_path,
        head,
        "1;Cơ sở Hòa;2500123400;Xã Xuân Hòa;0987654321;",
        "2;Cơ sở Mơ;;Xã Xuân Hòa;09123456;03608800123",
        "3;Cơ sở Hoà;;Xã Xuân Hòa;0912345678;",
        "4;Cửa hàng Hòa;;Xã Xuân Hòa;0912345678;",
        "Ghi chú: liên hệ chị Hoa 0966555444;;;;;",
    )
    numbers = ("0912345678", "0987654321", "09123456", "03608800123", "0966555444")
    told = people_told(run, path, file)
    assert [each for each in numbers if each in told] == []
    assert "Cơ sở Hòa" in told
    assert [each for each in numbers if each not in people_told(run, path, file, "--sensitive")] == []


def test_fields_of_lines_are_masked_as_those_of_records(ws: Workspace) -> None:
    masks, open_ = Masks(Training), Masks(Training, open_=True)
    paths = ("attendees.0.phone", "attendees.phone", "attendees", "attendees.0.name", "topic")
    assert [masks.hides(path) for path in paths] == [True, True, True, False, False]
    assert not any(open_.hides(path) for path in paths)


def test_a_person_reads_what_was_left_out(
    run: Run, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import Workbook

    from tmdt_desktop import __main__ as face

    book = Workbook()
    page, other = book.worksheets[0], book.create_sheet("Tổng hợp")
    page.title = "Danh sách"
    lines = (HEAD, HOA, "2;Cơ sở Mơ;2500123499;Xã Xuân Hòa;;", "Ghi chú: cơ sở Mận 0966555444 đã nghỉ;;;;;")
    for line in lines:
        page.append([each or None for each in line.split(";")])
    page.row_dimensions[3].hidden = True
    other.append(["Xã", "Số cơ sở"])
    other.append(["Xuân Hòa", 2])
    book.save(tmp_path / "ds.xlsx")
    assert face.main(["import", str(path), "business", str(tmp_path / "ds.xlsx"), "--dry-run"]) == 0
    told = capsys.readouterr().out
    for words in (
        "Trang «Tổng hợp»: không lấy. ",
        "Trang «Danh sách»: Có 1 dòng ẩn",
        "Trang «Danh sách»: không nhập cột «Linh tinh».",
        "Bỏ qua: Dòng tên cột 1; Dòng ghi chú 1",
        "Danh sách, dòng 4: bỏ qua (Dòng ghi chú): Ghi chú: cơ sở Mận … đã nghỉ",
    ):
        assert words in told
    data = run("import", path, "business", tmp_path / "ds.xlsx", "--dry-run")[1]["plan"]["sheets"]
    assert data[0]["notes"] == ["Có 1 dòng ẩn; vẫn được đọc."]
    assert {each["heading"]: each["note"] for each in data[0]["columns"]}["Linh tinh"] == "Không nhập cột này."
    assert {"gives", "groups", "converted"} <= data[0].keys()
