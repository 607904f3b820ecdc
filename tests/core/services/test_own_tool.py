"""A report goes out to the office's own tool and comes back: what tools do is taken, what nobody should do is not."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from tests.data import office_tool
from tests.data.office_tool import Place, line_on, over
from tmdt_desktop.errors import Blocked, Invalid, Refused
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import own_tool, workspaces
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.own_tool import CameBack, export_for_signing, look_at_annex, look_at_signed, take_signed
from tmdt_desktop.services.report_files import folder_of
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import signing_view
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.pdf import Box
from tmdt_desktop.store.workspace import Workspace

from .test_sign_report import make_and_approve

if TYPE_CHECKING:
    from tests.core.conftest import Stage
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.trial_ca import TrialCa

WAYS = {"made": make_and_approve}


@pytest.fixture
def made(stage: "Stage") -> UUID:
    """A report of 2024 whose files are made and approved."""
    return cast("UUID", stage.came_to)


@pytest.fixture
def ws(filled_ws: Workspace, trial_ca: "TrialCa") -> Workspace:
    """The workspace with a trust pack."""
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), trust_folder=str(trial_ca.trust)))
    return filled_ws


@pytest.fixture
def keys(trial_ca: "TrialCa", key_password: str) -> dict[str, "SigningKey"]:
    from tmdt_desktop.signing.keys import open_pkcs12
    from tmdt_desktop.signing.trust import Role

    pairs = {"leader": ("246", Role.LEADER), "seal": ("246", Role.SEAL), "other": ("247", Role.SEAL)}
    return {name: open_pkcs12(trial_ca.keys[pair], key_password) for name, pair in pairs.items()}


@pytest.fixture
def out(ws: Workspace, made: UUID, tmp_path: Path) -> Path:
    """The report as it went out."""
    return export_for_signing(ws, made, tmp_path).file


def places(ws: Workspace, made: UUID) -> tuple[Place, Place]:
    """Where the two signatures go, as tools name and place them."""
    from tmdt_desktop.signing.pdf import signature_boxes

    view = signing_view(ws, made)
    title = line_on(view.pdf.read_bytes(), view.stamp_page - 1, "CHỦ TỊCH")
    leader, seal = signature_boxes(view.stamp_page - 1, (title.left + title.right) / 2, title.bottom - 4)
    return Place("Signature1", leader), Place("Signature2", seal)


def by_tool(ws: Workspace, made: UUID, data: bytes, keys: dict[str, "SigningKey"]) -> bytes:
    """The leader signs; the clerk adds number and day, then the seal."""
    first, second = places(ws, made)
    signed = office_tool.signed(data, keys["leader"], first, "Ký bởi: Nguyễn Minh Khôi")
    numbered = office_tool.noted(signed, "312", over(line_on(data, 0, "Số:"), 0, 24, 26))
    dated = office_tool.noted(numbered, "16", over(line_on(data, 0, ", ngày"), 0, 88, 18), "/Stamp")
    return office_tool.signed(dated, keys["seal"], second)


def test_what_office_tools_do_is_taken_with_number_and_day(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"], trial_ca: "TrialCa", key_password: str
) -> None:
    from tmdt_desktop.signing.trust import Role

    back = out.with_name("đã ký.pdf")
    back.write_bytes(by_tool(ws, made, out.read_bytes(), keys))
    seen = look_at_signed(ws, made, back)
    assert (seen.accepted, seen.level, seen.differences) == (True, "VALID", ()), seen
    assert (seen.number, seen.issued_on) == ("312/BC-UBND", date(2024, 12, 16))
    assert [each.role for each in seen.signatures] == ["Lãnh đạo ký báo cáo", "Dấu cơ quan"]
    assert all(each.normal for each in seen.revisions)
    assert [each.by for each in seen.revisions if each.by] == [keys["leader"].owner, keys["seal"].owner]
    assert report_view(ws, made).state is ReportState.APPROVED
    taken = take_signed(ws, made, CameBack(back))
    view = report_view(ws, made)
    assert (view.state, view.number, view.issued_on) == (ReportState.SEALED, "312/BC-UBND", date(2024, 12, 16))
    assert taken.pdf.read_bytes() == back.read_bytes()
    assert [step.state for step in signing_view(ws, made).steps] == ["done", "done"]
    wish = ExportWish(made, out.parent, trial_ca.keys["246", Role.SEAL], key_password, for_department=False)
    package = export_package(ws, wish)
    assert any("không kèm Phụ lục I" in each for each in package.remarks)
    checked = verify_package(package.file, trial_ca.trust)
    assert (checked.level, [each.code for each in checked.findings]) == ("WARNED", ["list_missing"]), checked.findings


def test_the_exported_file_is_the_made_one_and_is_remembered(ws: Workspace, made: UUID, tmp_path: Path) -> None:
    first, second = (export_for_signing(ws, made, tmp_path) for _ in range(2))
    assert first.file.name != second.file.name
    assert first.file.read_bytes() == signing_view(ws, made).pdf.read_bytes()
    assert (first.sha256, first.sha256) == (second.sha256, signing_view(ws, made).sha256)
    with pytest.raises(Blocked):
        export_for_signing(ws, made, tmp_path / "không có" / "x.pdf")


def test_what_was_done_wrong_is_named_and_nothing_is_taken(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"]
) -> None:
    data, back = out.read_bytes(), out.with_name("về.pdf")
    first, second = places(ws, made)
    leader_only = office_tool.signed(data, keys["leader"], first)
    figure = over(line_on(data, 0, "như sau"), 0, 10, 30)
    files = {
        "chưa có chữ ký số": data,
        "chưa có chữ ký số của cơ quan": leader_only,
        "chưa có chữ ký số của lãnh đạo": office_tool.signed(data, keys["seal"], second),
        "đã đăng ký cho đơn vị khác": office_tool.signed(leader_only, keys["other"], second),
        "bị": office_tool.signed(office_tool.noted(leader_only, "9", figure), keys["seal"], second),
        "bị sửa ngoài số": office_tool.signed(
            office_tool.signed(office_tool.noted(data, "9", figure), keys["leader"], first), keys["seal"], second
        ),
        "Không đọc được": b"%PDF-1.7 nothing",
    }
    for said, content in files.items():
        back.write_bytes(content)
        seen = look_at_signed(ws, made, back)
        assert not seen.accepted, said
        assert said in seen.sentence, (said, seen.sentence)
        assert seen.cure
    with pytest.raises(Refused, match="Chưa nhận được") as caught:
        take_signed(ws, made, CameBack(back))
    assert seen.sentence in caught.value.why
    assert report_view(ws, made).state is ReportState.APPROVED
    with pytest.raises(Blocked):
        look_at_signed(ws, made, out.with_name("không có.pdf"))


def test_another_report_signed_by_the_right_people_is_not_taken(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"]
) -> None:
    """The tool wrote the file anew, with one figure changed, before anybody signed."""
    first, second = places(ws, made)
    back = out.with_name("về.pdf")
    for change, said in ((_with_other_words, "thành"), (_with_a_line_drawn, "nét vẽ")):
        other = change(out.read_bytes())
        back.write_bytes(office_tool.signed(office_tool.signed(other, keys["leader"], first), keys["seal"], second))
        seen = look_at_signed(ws, made, back)
        assert (seen.level, seen.accepted) == ("VALID", False)
        assert any(said in each for each in seen.differences), seen.differences
        assert "khác bản đã xuất" in seen.sentence


def _rewritten(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=change(page["/Contents"].data)))
    return office_tool.written(writer)


def _with_other_words(data: bytes) -> bytes:
    return _rewritten(data, lambda content: content.replace(b"/2023", b"/2022", 1))


def _with_a_line_drawn(data: bytes) -> bytes:
    return _rewritten(data, lambda content: content + b"\n0 0 100 100 re f\n")


def test_a_file_that_a_tool_wrote_anew_is_taken_all_the_same(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"]
) -> None:
    back = out.with_name("về.pdf")
    back.write_bytes(by_tool(ws, made, _rewritten(out.read_bytes(), lambda content: content), keys))
    seen = look_at_signed(ws, made, back)
    assert (seen.accepted, seen.differences) == (True, ()), seen


def test_number_and_day_are_given_where_the_file_does_not_say_them(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"]
) -> None:
    first, second = places(ws, made)
    back = out.with_name("về.pdf")
    signed = office_tool.signed(out.read_bytes(), keys["leader"], first)
    numbered = office_tool.noted(signed, "312", over(line_on(signed, 0, "Số:"), 0, 24, 26))
    back.write_bytes(office_tool.signed(numbered, keys["seal"], second))
    seen = look_at_signed(ws, made, back)
    assert (seen.number, seen.issued_on) == ("312/BC-UBND", None)
    with pytest.raises(Refused, match="Tệp ghi số 312/BC-UBND"):
        take_signed(ws, made, CameBack(back, number="313"))
    take_signed(ws, made, CameBack(back, issued_on=date(2024, 12, 18)))
    view = report_view(ws, made)
    assert (view.number, view.issued_on, view.state) == ("312/BC-UBND", date(2024, 12, 18), ReportState.SEALED)


def test_a_full_disk_or_a_changed_report_takes_nothing(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"], monkeypatch: pytest.MonkeyPatch
) -> None:
    back = out.with_name("về.pdf")
    back.write_bytes(by_tool(ws, made, out.read_bytes(), keys))
    before = {path.name for path in folder_of(ws, made).iterdir()}

    def refuses(*_: object) -> None:
        raise Refused("Báo cáo vừa được người khác sửa.")

    with monkeypatch.context() as patch:
        patch.setattr(own_tool, "put_number", refuses)
        with pytest.raises(Refused, match="vừa được"):
            take_signed(ws, made, CameBack(back))
    assert {path.name for path in folder_of(ws, made).iterdir()} == before
    assert report_view(ws, made).state is ReportState.APPROVED


def _sealed_annex(data: bytes, key: "SigningKey") -> bytes:
    """The office's line of text at the top right, as its tool puts it there."""
    return office_tool.signed(data, key, Place("Signature1", Box(0, 560, 560, 820, 574)), "Số: 312/BC-UBND; 16/12/2024")


def test_phu_luc_1_goes_out_comes_back_and_travels(
    ws: Workspace, made: UUID, tmp_path: Path, keys: dict[str, "SigningKey"], trial_ca: "TrialCa", key_password: str
) -> None:
    from tmdt_desktop.signing.container import CheckWish, read_container
    from tmdt_desktop.signing.trust import Role, load_trust

    out = export_for_signing(ws, made, tmp_path)
    assert out.annex is not None
    assert out.annex.read_bytes() == (folder_of(ws, made) / "phu-luc-1.pdf").read_bytes()
    back, annex = tmp_path / "ký.pdf", tmp_path / "phụ lục.pdf"
    back.write_bytes(by_tool(ws, made, out.file.read_bytes(), keys))
    annex.write_bytes(_sealed_annex(out.annex.read_bytes(), keys["seal"]))
    assert look_at_annex(ws, made, annex).accepted, look_at_annex(ws, made, annex)
    assert "không kèm Phụ lục I" in look_at_signed(ws, made, back).annex_told
    taken = take_signed(ws, made, CameBack(back, annex))
    assert taken.annex is not None
    assert taken.annex.read_bytes() == annex.read_bytes()
    wish = ExportWish(made, tmp_path, trial_ca.keys["246", Role.SEAL], key_password, for_department=False)
    package = export_package(ws, wish)
    assert package.remarks == ()
    assert "list.pdf" in read_container(package.file, load_trust(trial_ca.trust), CheckWish()).names
    checked = verify_package(package.file, trial_ca.trust)
    assert checked.level == "VALID", checked.findings


def test_an_annex_that_is_not_the_offices_own_is_named_and_nothing_is_taken(
    ws: Workspace, made: UUID, tmp_path: Path, keys: dict[str, "SigningKey"]
) -> None:
    out = export_for_signing(ws, made, tmp_path)
    assert out.annex is not None
    data, annex, back = out.annex.read_bytes(), tmp_path / "phụ lục.pdf", tmp_path / "ký.pdf"
    back.write_bytes(by_tool(ws, made, out.file.read_bytes(), keys))
    files = {
        "chưa có chữ ký số": data,
        "của người ký": _sealed_annex(data, keys["leader"]),
        "cho đơn vị khác": _sealed_annex(data, keys["other"]),
        "khác bản đã xuất": _sealed_annex(
            _rewritten(data, lambda content: content + b"\n0 0 9 9 re f\n"), keys["seal"]
        ),
        "nhiều chữ ký": office_tool.signed(
            _sealed_annex(data, keys["seal"]), keys["seal"], Place("Signature9", Box(0, 560, 520, 820, 534))
        ),
    }
    before = {path.name for path in folder_of(ws, made).iterdir()}
    for said, content in files.items():
        annex.write_bytes(content)
        seen = look_at_annex(ws, made, annex)
        assert (seen.accepted, said in seen.sentence) == (False, True), (said, seen)
        with pytest.raises(Refused, match="Phụ lục I"):
            take_signed(ws, made, CameBack(back, annex))
    assert {path.name for path in folder_of(ws, made).iterdir()} == before
    assert report_view(ws, made).state is ReportState.APPROVED


def test_a_file_without_any_number_is_not_taken_unless_one_is_given(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"]
) -> None:
    first, second = places(ws, made)
    back = out.with_name("về.pdf")
    back.write_bytes(
        office_tool.signed(office_tool.signed(out.read_bytes(), keys["leader"], first), keys["seal"], second)
    )
    with pytest.raises(Invalid, match="không ghi số"):
        take_signed(ws, made, CameBack(back))
    assert report_view(ws, made).state is ReportState.APPROVED
    take_signed(ws, made, CameBack(back, number="312/BC-UBND", issued_on=date(2024, 12, 16)))
    assert report_view(ws, made).number == "312/BC-UBND"
