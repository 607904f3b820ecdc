"""What was signed, sent or asked stays as it was, whichever way somebody tries to change it."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.data.surveys import SMALL, hold
from tmdt_desktop.errors import Refused
from tmdt_desktop.records import Record
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.petition import Petition
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.services import registers
from tmdt_desktop.services.edit_many import ManyWish, edit_many, editable_fields, preview_many
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.report_values import set_number
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.survey_forms import new_edition
from tmdt_desktop.services.typed_records import delete_record, edit_record
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]


def seqs(ws: Workspace, register: type[Record], id_: UUID) -> list[int]:
    found = registers.seq_of(ws, register, id_)
    assert found is not None
    return [found]


def put(ws: Workspace, report: UUID, state: ReportState) -> None:
    with ws.change("Đặt bước") as batch:
        batch.update(Report, report, {"state": state})


def test_a_sent_report_and_its_package_are_never_removed(sent: Sent) -> None:
    ws, report, _ = sent
    (package,) = registers.ids_of(ws, Package, registers.find(ws, Package, registers.Query()))
    for register, id_ in ((Report, report), (Package, package)):
        with pytest.raises(Refused, match="Không xóa") as told:
            delete_record(ws, register, str(id_))
        assert told.value.why
        assert told.value.cure
        assert registers.get(ws, register, id_)


@pytest.mark.parametrize("state", [each for each in ReportState if each is not ReportState.DRAFT])
def test_a_report_past_its_draft_is_not_removed(filled_ws: Workspace, state: ReportState) -> None:
    report = start_report(filled_ws, 2024)
    put(filled_ws, report, state)
    with pytest.raises(Refused, match="Không xóa được"):
        delete_record(filled_ws, Report, str(report))


def test_a_removed_draft_returns_with_its_figures_and_texts(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    before = report_view(filled_ws, report)
    delete_record(filled_ws, Report, str(report))
    act = batches(filled_ws, 1)[0]
    assert act.undoable
    undo_batch(filled_ws, act.id)
    assert report_view(filled_ws, report).figures == before.figures
    assert report_view(filled_ws, report).sections == before.sections


def test_a_removed_draft_stays_away_where_it_was_begun_anew(filled_ws: Workspace) -> None:
    delete_record(filled_ws, Report, str(start_report(filled_ws, 2024)))
    act = batches(filled_ws, 1)[0]
    start_report(filled_ws, 2024)
    with pytest.raises(Refused, match="lập lại"):
        undo_batch(filled_ws, act.id)


def test_other_acts_on_reports_are_not_taken_back(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    set_number(filled_ws, report, "312", None)
    assert not any(act.undoable for act in batches(filled_ws, 2))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("number", "999/BC-GIA"),
        ("signer_name", "Ai đó"),
        ("signer_title", "X"),
        ("issued_on", "1/1/2020"),
        ("name", "Y"),
    ],
)
def test_what_stands_signed_in_a_report_is_not_edited(sent: Sent, name: str, words: str) -> None:
    ws, report, _ = sent
    before = registers.get(ws, Report, report).values
    with pytest.raises(Refused, match="Không sửa tên, số"):
        edit_record(ws, Report, str(report), [(name, words)])
    wish = ManyWish(Report, seqs(ws, Report, report), name, words)
    if name in {field.name for field in editable_fields(Report)}:
        made = preview_many(ws, wish)
        assert (len(made.changes), len(made.faults)) == (0, 1)
    with pytest.raises(Refused):
        edit_many(ws, wish)
    assert registers.get(ws, Report, report).values == before


def test_a_sealed_report_still_gets_its_number_from_its_own_page(sealed: tuple[Workspace, UUID]) -> None:
    ws, report = sealed
    set_number(ws, report, "312", None)
    assert registers.get(ws, Report, report).values["number"] == "312/BC-UBND"


def test_a_draft_may_be_named_and_signed_for_by_hand(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    edit_record(filled_ws, Report, str(report), [("signer_name", "Nguyễn Minh Khôi")])
    assert registers.get(filled_ws, Report, report).values["signer_name"] == "Nguyễn Minh Khôi"


def test_many_rounds_at_once_keep_the_form_they_asked_with(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    form = registers.get(filled_ws, SurveyRound, held.round).values["form"]
    other = new_edition(filled_ws, form).id
    made = preview_many(filled_ws, ManyWish(SurveyRound, seqs(filled_ws, SurveyRound, held.round), "form", str(other)))
    assert "không đổi mẫu được" in made.faults[0].fault


def test_a_form_that_has_gone_out_is_not_changed_among_many(filled_ws: Workspace) -> None:
    held = hold(filled_ws, SMALL)
    form = registers.get(filled_ws, SurveyRound, held.round).values["form"]
    made = preview_many(filled_ws, ManyWish(SurveyForm, seqs(filled_ws, SurveyForm, form), "opening", "Lời khác"))
    assert "không sửa được nữa" in made.faults[0].fault


def test_an_old_fault_hides_no_reference_that_is_gone(filled_ws: Workspace) -> None:
    told = {
        "subject": "Vướng mắc", "received_on": "2/5/2024", "due_on": "9/5/2024", "kind": "Kiến nghị", "content": "…",
        "competence": "Đơn vị tự xử lý", "state": "Mới",
    }  # fmt: skip
    id_ = registers.save(filled_ws, Petition, told).id
    with filled_ws.change("Nhập danh sách") as batch:
        batch.update(Petition, id_, {"due_on": registers.check(Petition, {"due_on": "1/1/2020"}).values["due_on"]})
    made = preview_many(filled_ws, ManyWish(Petition, seqs(filled_ws, Petition, id_), "business", str(uuid4())))
    assert "không còn trong sổ" in made.faults[0].fault
