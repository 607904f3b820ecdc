"""What people are told of a package that may come from anyone; never a false «hợp lệ»."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.data.packages import Files, look, renamed
from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.errors import Blocked
from tmdt_desktop.services.package_data import PACKED
from tmdt_desktop.services.package_printed import list_findings, report_findings
from tmdt_desktop.services.package_reading import About, read_about
from tmdt_desktop.services.pdf_words import words_of_pdf
from tmdt_desktop.services.recount import needs_personal
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.signing.verdicts import Verdict, judge
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]


@pytest.fixture
def pack(tmp_path: Path, trial_ca: TrialCa, key_password: str) -> Callable[..., Path]:
    """Files signed as one package, by the office's key unless another is named."""
    from tmdt_desktop.signing.container import Part, write_container
    from tmdt_desktop.signing.keys import open_pkcs12

    def write(files: Files, key: tuple[str, Role] = ("246", Role.SEAL)) -> Path:
        target = tmp_path / "lạ.asice"
        parts = [Part(name, "application/octet-stream", content) for name, content in files.items()]
        write_container(target, parts, open_pkcs12(trial_ca.keys[key], key_password))
        return target

    return write


def test_a_good_package_is_valid_and_says_who_signed(sent: Sent, trial_ca: TrialCa) -> None:
    check = verify_package(sent[2], trial_ca.trust)
    assert (check.verdict, check.level) == ("Hợp lệ", "VALID")
    assert [each.what for each in check.signatures] == [
        "Lãnh đạo ký báo cáo",
        "Dấu cơ quan",
        "Dấu trên phụ lục I",
        "Ký gói",
    ]
    facts = dict(check.facts)
    assert "Nguyễn Minh Khôi" in facts["Lãnh đạo ký báo cáo"]
    assert facts["Đối chiếu số liệu"] == (
        "78 trên 81 chỉ tiêu đếm lại được từ dữ liệu; chưa đếm lại C3.3.1 vì gói không mang cột riêng tư; "
        "chưa đếm lại C6.4, C6.4.1 vì sổ gốc không đi trong gói"
    )
    assert "Danh sách TMĐT 8;" in facts["Dữ liệu"]
    assert "Tập huấn 3" in facts["Dữ liệu"]


def test_nothing_is_valid_without_a_trust_pack(sent: Sent) -> None:
    check = verify_package(sent[2])
    assert check.level == "UNDETERMINED"
    assert check.cure
    assert dict(check.facts)["Gói tin cậy"] == "Chưa có"


def test_a_missing_file_is_a_problem_not_an_answer(tmp_path: Path) -> None:
    with pytest.raises(Blocked):
        verify_package(tmp_path / "không có.asice")


@settings(
    max_examples=settings.default.max_examples // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_changed_byte_is_never_valid(sent: Sent, trial_ca: TrialCa, where: float, flip: int) -> None:
    raw = bytearray(sent[2].read_bytes())
    raw[int(where * len(raw))] ^= flip
    changed = sent[2].with_name("đổi.asice")
    changed.write_bytes(raw)
    check = verify_package(changed, trial_ca.trust)
    assert check.level in ("INVALID", "DAMAGED")
    assert check.why
    assert check.cure


def test_a_cut_package_is_damaged(sent: Sent, trial_ca: TrialCa) -> None:
    cut = sent[2].with_name("cụt.asice")
    cut.write_bytes(sent[2].read_bytes()[:-700])
    assert verify_package(cut, trial_ca.trust).level == "DAMAGED"


def codes(check: Any) -> set[str]:
    return {each.code for each in check.findings}


def test_figures_that_the_rows_do_not_bear_are_found(
    inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    told = json.loads(inside["figures.json"])
    for figure in told["figures"]:
        if figure["code"] == "C5.1":
            figure["value"] = 9
            figure["groups"] = []
    check = verify_package(pack(renamed({**inside, "figures.json": json.dumps(told).encode()})), trial_ca.trust)
    assert check.level == "INVALID"
    assert {"figure_differs", "figure_not_printed"} <= codes(check)
    assert "gói ghi 9, đếm lại từ dữ liệu được 8" in " ".join(each.sentence for each in check.findings)


@pytest.mark.parametrize(
    ("file", "change", "code"),
    [
        ("data/business.csv", (b"ENTERPRISE", b"EMPIRE"), "data_fault"),
        ("figures.json", (b'"value": 8', b'"value": "8"'), "content_unreadable"),
        ("figures.json", (b'"C5.1"', b'"C99.1"'), "figure_unknown"),
        ("datapackage.json", (b"data/channel.csv", b"data/kenh.csv"), "description_wrong"),
    ],
)
def test_each_file_is_held_against_the_others(
    file: str, change: tuple[bytes, bytes], code: str, inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    assert change[0] in inside[file]
    changed = renamed({**inside, file: inside[file].replace(*change)})
    assert code in codes(verify_package(pack(changed), trial_ca.trust))


def test_an_identity_that_is_not_of_these_files_is_found(inside: Files) -> None:
    about = {**json.loads(inside["package.json"]), "made_at": "2024-12-16T00:00:00+00:00"}
    assert "content_id_wrong" in codes(look({**inside, "package.json": json.dumps(about).encode()}))


@pytest.mark.parametrize(
    "changed",
    [
        {"year": 2025},
        {"period": {"from": "2023-12-15", "to": "2024-12-15"}},
        {"office": {"code": "246", "name": "Ủy ban nhân dân huyện Tam Đảo"}},
        {"issued_on": "2025-12-16"},
    ],
)
def test_a_package_that_says_otherwise_than_its_signed_report_is_not_valid(
    changed: dict[str, Any], inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    check = verify_package(pack(renamed(inside, **changed)), trial_ca.trust)
    assert check.level == "INVALID"
    assert "not_printed" in codes(check)


def _told(about: About, words: str) -> set[str]:
    return {each.sentence for each in report_findings(words, about, ())}


def test_a_printed_number_and_day_must_be_those_of_the_package(inside: Files) -> None:
    about = read_about(inside["package.json"])
    open_words = words_of_pdf(inside["report.pdf"])
    words = re.sub(r"(?m)^Số: +/", "Số: 07/", open_words)
    words = re.sub(r"(?m), ngày +tháng 12 năm 2024$", ", ngày 16 tháng 12 năm 2024", words)
    assert words.count("ngày 16 tháng 12") == 1
    right = replace(about, number="7/BC-UBND", issued_on=date(2024, 12, 16))
    assert not _told(right, words)
    assert not _told(right, open_words), "a number allotted after the signing stands in the register alone"
    assert len(_told(about, words)) == 2
    assert len(_told(replace(right, number="8/BC-UBND"), words)) == 1
    assert len(_told(replace(right, issued_on=date(2024, 12, 17)), words)) == 1


def test_a_list_of_another_year_is_found(inside: Files) -> None:
    about, words = read_about(inside["package.json"]), words_of_pdf(inside["list.pdf"])
    assert not [*list_findings(words, about)]
    assert [*list_findings(words, replace(about, year=2025))]
    assert [*list_findings("", about)]


def _annex(inside: Files, change: Callable[[Any], None]) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(inside["annex.xlsx"]))
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _figure_cell(book: Any, code: str) -> Any:
    (row,) = (row for row in book["Phụ lục V"].iter_rows() if row[0].value == code)
    return row[5]


def _other_value(book: Any) -> None:
    _figure_cell(book, "C5.1").value = 9


def _formula(book: Any) -> None:
    _figure_cell(book, "C5.1").value = "=4+4"


def _line_twice(book: Any) -> None:
    cell = _figure_cell(book, "C5.1")
    book["Phụ lục V"].append([each.value for each in book["Phụ lục V"][cell.row]])


def _line_more(book: Any) -> None:
    book["Phụ lục V"].append(["C99.9", "Chỉ tiêu lạ", "người", 1, 2, 3])


def _other_table(book: Any) -> None:
    book["Bảng 1"].cell(book["Bảng 1"].max_row, 4).value = 77


def _no_sheet(book: Any) -> None:
    book.remove(book["Phụ lục V"])


@pytest.mark.parametrize(
    "change", [_other_value, _formula, _line_twice, _line_more, _other_table, _no_sheet], ids=lambda made: made.__name__
)
def test_a_workbook_with_other_figures_is_not_valid(change: Callable[[Any], None], inside: Files) -> None:
    assert not look(renamed({**inside, "annex.xlsx": _annex(inside, lambda _: None)})).findings
    found = look(renamed({**inside, "annex.xlsx": _annex(inside, change)})).findings
    assert found
    assert judge(found) is Verdict.INVALID


@pytest.mark.parametrize("junk", [b"hello", b"", b"PK\3\4", b"C5.1,8\r\n"])
def test_a_workbook_that_is_none_is_not_valid(
    junk: bytes, inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    check = verify_package(pack(renamed({**inside, "annex.xlsx": junk})), trial_ca.trust)
    assert (check.level, codes(check)) == ("INVALID", {"content_unreadable"})


def test_a_figure_listed_twice_is_not_valid(inside: Files) -> None:
    told = json.loads(inside["figures.json"])
    told["figures"].append(told["figures"][0])
    found = look(renamed({**inside, "figures.json": json.dumps(told).encode()})).findings
    assert "content_unreadable" in {each.code for each in found}


def test_rows_taken_away_show_in_the_counts(inside: Files, pack: Callable[..., Path], trial_ca: TrialCa) -> None:
    lines = inside["data/attendee.csv"].split(b"\r\n")
    changed = renamed({**inside, "data/attendee.csv": b"\r\n".join([*lines[:-2], b""])})
    assert {"count_wrong", "figure_differs"} <= codes(verify_package(pack(changed), trial_ca.trust))


def test_missing_and_foreign_files_are_named(inside: Files, pack: Callable[..., Path], trial_ca: TrialCa) -> None:
    changed = {name: content for name, content in inside.items() if name != "evidence.json"}
    check = verify_package(pack({**changed, "chạy.exe": b"MZ"}), trial_ca.trust)
    assert {"content_missing", "content_extra"} <= codes(check)
    assert check.level == "INVALID"


def test_every_figure_of_a_register_that_travels_is_counted_again(inside: Files) -> None:
    """Who sent how many reports in time stands in the register of reports alone, which no package holds."""
    reading = look(inside)
    personal = {each.code for each in indicators() if needs_personal(each)}
    at_home = {each.code for each in indicators() if each.register == "report"}
    assert set(reading.uncounted) == personal
    assert set(reading.unpacked) == at_home
    assert {each.register for each in indicators()} - {each.code for each in PACKED} == {"report"}
    assert reading.recounted == len(indicators()) - len(personal) - len(at_home)


def first_form(files: Files) -> Files:
    """The package as programs wrote it before all registers travelled: four tables, no reopenings, no answer."""
    tables = {f"data/{name}.csv" for name in ("business", "channel", "training", "attendee")}
    kept = {name: content for name, content in files.items() if not name.startswith("data/") or name in tables}
    description = json.loads(files["datapackage.json"])
    resources = [each for each in description["resources"] if each["path"] in tables]
    figures = {name: value for name, value in json.loads(files["figures.json"]).items() if name != "reopened"}
    counts = {Path(name).stem: 1 for name in tables}
    about = {name: value for name, value in json.loads(files["package.json"]).items() if name != "answers"}
    return renamed(
        {
            **kept,
            "datapackage.json": json.dumps({**description, "resources": resources, "version": "1"}).encode(),
            "figures.json": json.dumps(figures).encode(),
            "package.json": json.dumps(about).encode(),
        },
        version=1,
        counts=counts,
    )


def test_a_package_of_an_earlier_program_is_told_as_what_it_is(
    inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    check = verify_package(pack(first_form(inside)), trial_ca.trust)
    assert (check.level, codes(check)) == ("UNDETERMINED", {"content_older"})
    assert check.why.startswith("Gói do bản phần mềm cũ ghi (mẫu gói số 1)")
    assert check.cure.startswith("Cập nhật phần mềm ở đơn vị gửi")
    facts = dict(check.facts)
    assert facts["Tính toàn vẹn"] == "Mọi tệp đúng như đã ký"
    assert facts["Ký gói"].endswith(": hợp lệ")
    assert "Đối chiếu số liệu" not in facts


def test_a_changed_package_of_an_earlier_program_is_not_excused_by_its_age(
    inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    package = pack(first_form(inside))
    raw = package.read_bytes()
    package.write_bytes(raw.replace(b"data/channel.csv", b"data/chanmel.csv", 1))
    assert verify_package(package, trial_ca.trust).level in ("INVALID", "DAMAGED")


def test_a_package_of_a_later_program_is_left_open(inside: Files, pack: Callable[..., Path], trial_ca: TrialCa) -> None:
    later = renamed({**inside, "report.pdf": b"signed in a way of its own"}, version=4)
    check = verify_package(pack(later), trial_ca.trust)
    assert (check.level, codes(check)) == ("UNDETERMINED", {"content_newer"})
    assert check.why == "Gói do bản phần mềm mới hơn xuất (mẫu gói số 4)."
    assert check.cure == "Cài bản phần mềm mới rồi kiểm tra lại."


@pytest.mark.parametrize("version", [0, -1, True, "2", None, 2.0])
def test_a_form_that_no_program_wrote_is_not_valid(version: object, inside: Files) -> None:
    assert {each.code for each in look(renamed(inside, version=version)).findings} == {"content_unreadable"}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (("247", Role.SEAL), "other_office"),
        (("246", Role.LEADER), "wrong_role"),
        (("SCT", Role.DEPARTMENT), "other_office"),
    ],
)
def test_another_hand_on_the_package_is_found(
    key: tuple[str, Role], code: str, inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    check = verify_package(pack(inside, key), trial_ca.trust)
    assert check.level == "INVALID"
    assert code in codes(check)


def test_an_unsealed_report_does_not_pass(
    sent: Sent, inside: Files, pack: Callable[..., Path], trial_ca: TrialCa
) -> None:
    ws, report, _ = sent
    plain = (ws.path / "reports" / str(report) / "bao-cao.pdf").read_bytes()
    assert {"report_unsealed", "pdf_unsigned"} <= codes(
        verify_package(pack(renamed({**inside, "report.pdf": plain})), trial_ca.trust)
    )


@given(
    st.binary(max_size=200),
    st.sampled_from(["package.json", "figures.json", "datapackage.json", "data/business.csv", "report.pdf"]),
)
@settings(
    max_examples=settings.default.max_examples // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_content_breaks_the_check(inside: Files, junk: bytes, file: str) -> None:
    held = {**inside, file: junk}
    assert look(held).findings


def test_a_name_said_twice_in_json_is_refused(inside: Files) -> None:
    raw = inside["package.json"].replace(b'"year": 2024', b'"year": 2024, "year": 2023')
    held = {**inside, "package.json": raw}
    reading = look(held)
    assert reading.findings[0].code == "content_unreadable"
    assert reading.about is None


def test_a_strangers_package_is_not_opened_further_than_its_own_words(sent: Sent) -> None:
    check = verify_package(sent[2])
    facts = dict(check.facts)
    assert facts["Đơn vị gửi"].endswith("(mã 246)")
    assert "Đối chiếu số liệu" not in facts
    assert [each.what for each in check.signatures] == ["Ký gói"]


def test_an_answer_is_told_from_a_package(pack: Callable[..., Path], trial_ca: TrialCa) -> None:
    answer = pack({"receipt.json": b"{}", "receipt.pdf": b"%PDF"}, ("SCT", Role.DEPARTMENT))
    check = verify_package(answer, trial_ca.trust)
    assert (check.level, codes(check)) == ("UNDETERMINED", {"is_answer"})
