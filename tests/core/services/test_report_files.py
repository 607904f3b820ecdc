"""The files of a report say the same as its frozen figures, and are all there or none of them."""

import errno
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest

from tmdt_desktop.errors import Blocked, Cancelled, Damaged, Refused
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.make_report import save_text, start_report
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.report_files import NAMES, described, file_of, folder_of, make_files, preview_pdf
from tmdt_desktop.services.report_life import held
from tmdt_desktop.services.report_values import set_number
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tests.core.conftest import Stage


def write(ws: Workspace) -> UUID:
    id_ = start_report(ws, 2024)
    for section in ("III", "IV", "V", "VI"):
        save_text(ws, id_, section, f"Lời của mục {section}.")
    return id_


WAYS = {"report": write}


@pytest.fixture
def report(stage: "Stage") -> UUID:
    """A report of 2024 with every section written."""
    return cast("UUID", stage.came_to)


def words_of_pdf(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def words_of_docx(path: Path) -> str:
    import docx

    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())


def cells_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    from openpyxl import load_workbook

    book = load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_pdf_word_and_workbook_say_the_frozen_figures(filled_ws: Workspace, report: UUID) -> None:
    made = make_files(filled_ws, report)
    seller = {"name": "Người mới", "kind": SubjectKind.PERSON, "commune": "08761", "activity": Activity.ACTIVE}
    with filled_ws.change("Thêm") as batch:
        batch.insert(Business, [seller])
    figures = {each.code: each.value for each in report_view(filled_ws, report).figures}
    rows = {row[0]: row for row in cells_of(made.xlsx)["Phụ lục V"]}
    for code, value in figures.items():
        assert rows[code][5] == ("Chưa có số liệu" if value is None else value), code
    for text in (words_of_pdf(made.pdf), words_of_docx(made.docx)):
        assert "03 lớp tập huấn, hội thảo" in text.replace("\u00a0", " ")
        assert "90.000.000" in text
        assert "Lời của mục III." in text


def test_the_annex_of_businesses_is_apart_and_has_one_row_for_each_counted(filled_ws: Workspace, report: UUID) -> None:
    made = make_files(filled_ws, report)
    counted = next(each.value for each in report_view(filled_ws, report).figures if each.code == "C5.1")
    rows = [row for row in cells_of(made.annex_xlsx)["Phụ lục I"] if isinstance(row[0], int)]
    assert len(rows) == counted == 11
    assert "Hòa 11" not in words_of_pdf(made.annex), "closed before the year"
    assert "Nguyễn Thị Hòa" not in words_of_pdf(made.pdf), "people are named in the annex alone"
    assert {row[5] for row in rows} >= {"Thị trấn Lập Thạch"}


def test_the_annex_of_sessions_adds_up_to_the_figures(filled_ws: Workspace, report: UUID) -> None:
    made = make_files(filled_ws, report)
    figures = {each.code: each.value for each in report_view(filled_ws, report).figures}
    total = next(row for row in cells_of(made.xlsx)["Phụ lục II"] if row[0] == "Tổng cộng")
    assert (total[5], total[6], total[7]) == (figures["C3.3"], figures["C3.3.2"], figures["C3.5"])


def test_making_notes_the_state_the_hashes_and_the_signer(filled_ws: Workspace, report: UUID) -> None:
    made = make_files(filled_ws, report)
    view = report_view(filled_ws, report)
    assert view.state is ReportState.MADE
    assert set(view.files) == {"pdf", "docx", "xlsx", "annex", "annex_xlsx"}
    with filled_ws.read() as connection:
        kept = held(connection, report)
    assert kept.files["pdf"] == described(made.pdf)
    assert kept.record["signer_name"] == "Nguyễn Minh Khôi"
    assert kept.record["signer_title"] == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
    assert file_of(filled_ws, kept, "pdf") == made.pdf


def test_number_and_day_stand_in_the_document_or_leave_room(filled_ws: Workspace, report: UUID) -> None:
    assert "tháng 12 năm 2024" in words_of_pdf(make_files(filled_ws, report).pdf)
    set_number(filled_ws, report, "312", date(2024, 12, 18))
    assert report_view(filled_ws, report).state is ReportState.DRAFT
    text = words_of_pdf(make_files(filled_ws, report).pdf)
    assert "312/BC-UBND" in text
    assert "Lập Thạch, ngày 18 tháng 12 năm 2024" in text.replace("\u00a0", " ")


def test_the_issuer_of_the_decision_is_cited_once_however_much_was_typed(filled_ws: Workspace, report: UUID) -> None:
    text = words_of_pdf(make_files(filled_ws, report).pdf)
    assert "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc ban hành" in text


def test_a_stopping_check_forbids_making_and_says_what_to_mend(filled_ws: Workspace) -> None:
    id_ = start_report(filled_ws, 2024)
    with pytest.raises(Refused, match="Mục III") as told:
        make_files(filled_ws, id_)
    assert "Còn 3 lỗi khác" in told.value.why
    assert told.value.cure
    assert not folder_of(filled_ws, id_).exists()


def test_without_the_decision_nothing_is_issued(filled_ws: Workspace, report: UUID) -> None:
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), decision=""))
    with pytest.raises(Refused, match="quyết định"):
        make_files(filled_ws, report)


def test_a_full_disk_leaves_no_file_and_no_note(
    filled_ws: Workspace, report: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docx.document import Document

    def full(self: Document, name: object) -> None:
        Path(str(name)).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Document, "save", full)
    with pytest.raises(Blocked, match="đã đầy"):
        make_files(filled_ws, report)
    assert [path.name for path in (filled_ws.path / "reports").iterdir()] == []
    assert report_view(filled_ws, report).state is ReportState.DRAFT


def test_a_full_disk_leaves_the_files_made_before(
    filled_ws: Workspace, report: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = described(make_files(filled_ws, report).pdf)

    def full(self: Path, target: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(Blocked):
            make_files(filled_ws, report)
    assert described(folder_of(filled_ws, report) / NAMES["pdf"]) == before
    assert [path.name for path in (filled_ws.path / "reports").iterdir()] == [str(report)]


@dataclass
class Stop:
    """Stops the work as soon as so many hundredths are done."""

    at: int

    def step(self, done: int, total: int, what: str = "") -> None:
        assert total == 100
        if done >= self.at:
            raise Cancelled


def test_stopping_leaves_nothing_behind(filled_ws: Workspace, report: UUID) -> None:
    """At the start, with the first file written, and with all of them there."""
    for at in (0, 10, 95):
        with pytest.raises(Cancelled):
            make_files(filled_ws, report, Stop(at))
        assert list((filled_ws.path / "reports").iterdir()) == []
        assert report_view(filled_ws, report).state is ReportState.DRAFT


def test_progress_is_one_whole_that_never_goes_back(filled_ws: Workspace, report: UUID) -> None:
    told: list[tuple[int, int, str]] = []

    class Watch:
        def step(self, done: int, total: int, what: str = "") -> None:
            told.append((done, total, what))

    make_files(filled_ws, report, Watch())
    assert {total for _, total, _ in told} == {100}
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[0] == (0, 100, "Đọc danh sách")
    assert told[-1] == (95, 100, "Ghi vào sổ báo cáo")


def test_a_file_changed_on_the_disk_is_noticed(filled_ws: Workspace, report: UUID) -> None:
    made = make_files(filled_ws, report)
    made.pdf.write_bytes(made.pdf.read_bytes() + b" ")
    with filled_ws.read() as connection:
        kept = held(connection, report)
    with pytest.raises(Damaged, match="không còn đúng"):
        file_of(filled_ws, kept, "pdf")


def test_a_preview_needs_no_check_and_stays_in_the_workspace(ws: Workspace) -> None:
    id_ = start_report(ws, 2024)
    path = preview_pdf(ws, id_)
    assert path.is_relative_to(ws.path)
    assert "BÁO CÁO" in words_of_pdf(path)
    assert report_view(ws, id_).state is ReportState.DRAFT


def test_the_annex_lists_the_rows_as_they_stood_at_the_closing(filled_ws: Workspace, report: UUID) -> None:
    def ids(words: str) -> UUID:
        seqs = registers.find(filled_ws, Business, Query(words))
        return registers.ids_of(filled_ws, Business, [seqs[0]])[0]

    with filled_ws.change("Đóng, xóa, đổi tên") as batch:
        batch.update(Business, ids("Hòa 2"), {"activity": Activity.ENDED})
        batch.delete(Business, ids("Hòa 3"))
        batch.update(Business, ids("Hòa 4"), {"name": "Tên mới", "channels": []})
    made = make_files(filled_ws, report)
    rows = {row[1]: row for row in cells_of(made.annex_xlsx)["Phụ lục I"] if isinstance(row[0], int)}
    assert {f"Hộ kinh doanh Nguyễn Thị Hòa {at}" for at in range(11)} == set(rows)
    assert rows["Hộ kinh doanh Nguyễn Thị Hòa 4"][7] == "hoa4.example.vn"


def test_files_go_back_when_the_register_cannot_be_written(
    filled_ws: Workspace, report: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_files(filled_ws, report)
    save_text(filled_ws, report, "III", "Lời khác.")
    before = described(folder_of(filled_ws, report) / NAMES["pdf"])

    def full(*_: object) -> None:
        raise Blocked("Ổ đĩa đã đầy.")

    with monkeypatch.context() as patch:
        patch.setattr("tmdt_desktop.store.workspace.audit.write", full)
        with pytest.raises(Blocked):
            make_files(filled_ws, report)
    assert described(folder_of(filled_ws, report) / NAMES["pdf"]) == before
    assert [path.name for path in (filled_ws.path / "reports").iterdir()] == [str(report)]
