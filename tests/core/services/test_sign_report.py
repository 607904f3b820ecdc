"""Two signatures in their order, each in a file of its own; whatever goes wrong, nothing is left half signed."""

import errno
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.data.approval import OPENED, approved
from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.agenda import agenda
from tmdt_desktop.services.make_report import save_text, start_correction, start_report
from tmdt_desktop.services.report_acts import send_back
from tmdt_desktop.services.report_files import NAMES, described, folder_of, make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import SignRole, SignWish, key_facts, sign_report, signing_view
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tests.core.conftest import Stage
    from tmdt_desktop.signing.trial_ca import TrialCa


def make_and_approve(ws: Workspace) -> UUID:
    id_ = start_report(ws, 2024)
    for section in ("III", "IV", "V", "VI"):
        save_text(ws, id_, section, "Không phát sinh.")
    make_files(ws, id_)
    approved(ws, id_)
    return id_


WAYS = {"made": make_and_approve}


@pytest.fixture
def made(stage: "Stage") -> UUID:
    """A report of 2024 whose files are made and approved."""
    return cast("UUID", stage.came_to)


@pytest.fixture
def wishes(made: UUID, trial_ca: "TrialCa", key_password: str) -> dict[SignRole, SignWish]:
    """What each of the two wants when all is well."""
    from tmdt_desktop.signing.trust import Role

    return {
        "leader": SignWish(made, "leader", trial_ca.keys["246", Role.LEADER], key_password),
        "seal": SignWish(made, "seal", trial_ca.keys["246", Role.SEAL], key_password),
    }


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_leader_then_seal_give_two_signatures_that_hold(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID, trial_ca: "TrialCa"
) -> None:
    from tmdt_desktop.signing.pdf_check import check_pdf
    from tmdt_desktop.signing.trust import load_trust
    from tmdt_desktop.signing.verdicts import Verdict

    unsigned = described(folder_of(filled_ws, made) / NAMES["pdf"])
    assert signing_view(filled_ws, made).turn == "leader"
    first = sign_report(filled_ws, wishes["leader"])
    assert report_view(filled_ws, made).state is ReportState.SIGNED
    assert [step.state for step in signing_view(filled_ws, made).steps] == ["done", "now"]
    second = sign_report(filled_ws, wishes["seal"])
    assert report_view(filled_ws, made).state is ReportState.SEALED
    assert second.annex is not None
    assert described(folder_of(filled_ws, made) / NAMES["pdf"]) == unsigned
    assert first.pdf != second.pdf
    trust = load_trust(trial_ca.trust)
    checked = check_pdf(second.pdf, trust)
    assert checked.verdict is Verdict.VALID, checked.findings
    assert len(checked.signatures) == 2
    assert check_pdf(second.annex, trust).verdict is Verdict.VALID
    view = signing_view(filled_ws, made)
    assert (view.turn, view.pdf, view.stamp_page <= view.pages) == ("done", second.pdf, True)
    assert [step.owner for step in view.steps] == [first.owner, second.owner]
    assert set(report_view(filled_ws, made).files) == set(NAMES)


def test_the_seal_waits_for_the_leader(filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID) -> None:
    with pytest.raises(Refused, match="Lãnh đạo chưa ký"):
        sign_report(filled_ws, wishes["seal"])
    assert report_view(filled_ws, made).state is ReportState.APPROVED


def test_nobody_signs_twice(filled_ws: Workspace, wishes: dict[SignRole, SignWish]) -> None:
    sign_report(filled_ws, wishes["leader"])
    with pytest.raises(Refused, match="đã có chữ ký"):
        sign_report(filled_ws, wishes["leader"])
    sign_report(filled_ws, wishes["seal"])
    with pytest.raises(Refused, match="đã có chữ ký"):
        sign_report(filled_ws, wishes["seal"])


def test_a_draft_is_not_signed(filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID) -> None:
    send_back(filled_ws, made, HeadWord("Đổi lời.", as_head=True))
    save_text(filled_ws, made, "III", "Đổi lời.")
    with pytest.raises(Refused, match="chưa lập tệp"):
        sign_report(filled_ws, wishes["leader"])
    with pytest.raises(Refused, match="chưa lập tệp"):
        signing_view(filled_ws, made)


def test_a_wrong_password_leaves_everything_as_it_was(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID
) -> None:
    before = names_in(folder_of(filled_ws, made))
    with pytest.raises(Blocked, match="Mật khẩu của tệp khoá không đúng"):
        sign_report(filled_ws, replace(wishes["leader"], secret="sai"))
    assert names_in(folder_of(filled_ws, made)) == before
    assert report_view(filled_ws, made).state is ReportState.APPROVED


def test_an_expired_certificate_does_not_sign(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], trial_ca: "TrialCa", key_password: str
) -> None:
    with pytest.raises(Refused, match="hết hạn"):
        sign_report(filled_ws, replace(wishes["leader"], key=trial_ca.expired))
    facts = key_facts(trial_ca.expired, key_password)
    assert not facts.usable
    assert "Gia hạn" in facts.sentence


def test_a_key_registered_for_something_else_is_refused(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], trial_ca: "TrialCa"
) -> None:
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), trust_folder=str(trial_ca.trust)))
    with pytest.raises(Refused, match="không dùng cho việc này"):
        sign_report(filled_ws, replace(wishes["leader"], key=wishes["seal"].key))
    assert sign_report(filled_ws, wishes["leader"]).owner


@pytest.mark.parametrize(("name", "why"), [("revoked", "thu hồi"), ("unknown", "Chưa biết tổ chức")])
def test_a_key_that_the_trust_pack_calls_revoked_or_unknown_does_not_sign(
    name: str, why: str, filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID, trial_ca: "TrialCa"
) -> None:
    workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), trust_folder=str(trial_ca.trust)))
    with pytest.raises(Refused, match="không ký được") as caught:
        sign_report(filled_ws, replace(wishes["leader"], key=getattr(trial_ca, name)))
    assert why in caught.value.why
    assert report_view(filled_ws, made).state is ReportState.APPROVED


def test_a_changed_pdf_is_not_signed(filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID) -> None:
    pdf = folder_of(filled_ws, made) / NAMES["pdf"]
    pdf.write_bytes(pdf.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    with pytest.raises(Damaged, match="không còn đúng"):
        sign_report(filled_ws, wishes["leader"])


def test_a_full_disk_leaves_no_signed_file(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names_in(folder_of(filled_ws, made))

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(Blocked, match="đã đầy"):
            sign_report(filled_ws, wishes["leader"])
    assert names_in(folder_of(filled_ws, made)) == before
    assert sign_report(filled_ws, wishes["leader"]).pdf.exists()


def test_when_the_annex_cannot_be_sealed_the_report_is_not_sealed_either(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID
) -> None:
    sign_report(filled_ws, wishes["leader"])
    (folder_of(filled_ws, made) / NAMES["annex"]).unlink()
    with pytest.raises(Damaged):
        sign_report(filled_ws, wishes["seal"])
    assert report_view(filled_ws, made).state is ReportState.SIGNED
    assert NAMES["sealed"] not in names_in(folder_of(filled_ws, made))


def test_a_report_changed_while_it_was_signed_is_not_noted_as_signed(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID
) -> None:
    class Meddler:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done == 1:
                with filled_ws.change("Xen vào") as batch:
                    batch.update(Report, made, {"name": "Tên khác"})

    with pytest.raises(Refused, match="vừa được"):
        sign_report(filled_ws, wishes["leader"], Meddler())
    assert NAMES["signed"] not in names_in(folder_of(filled_ws, made))
    assert report_view(filled_ws, made).state is ReportState.APPROVED


def test_a_picture_that_is_none_is_refused(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(Refused, match="ảnh"):
        sign_report(filled_ws, replace(wishes["leader"], image=tmp_path / "a.png"))
    with pytest.raises(Blocked, match="Không đọc được ảnh"):
        sign_report(filled_ws, replace(wishes["leader"], image=tmp_path / "b.png"))


def test_a_correction_of_a_sealed_report_is_made_and_signed_anew(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish], made: UUID
) -> None:
    sign_report(filled_ws, wishes["leader"])
    again = start_correction(filled_ws, made, OPENED)
    make_files(filled_ws, again)
    approved(filled_ws, again)
    assert sign_report(filled_ws, replace(wishes["leader"], report=again)).pdf.is_relative_to(
        folder_of(filled_ws, again)
    )


def test_a_good_key_says_until_when(wishes: dict[SignRole, SignWish]) -> None:
    facts = key_facts(wishes["leader"].key, wishes["leader"].secret)
    assert facts.usable
    assert facts.sentence.startswith("Chứng thư còn hiệu lực đến")
    assert "Nguyễn Minh Khôi" in facts.owner


def test_a_certificate_near_its_end_is_minded_on_the_first_page(
    filled_ws: Workspace, wishes: dict[SignRole, SignWish]
) -> None:
    sign_report(filled_ws, wishes["leader"])
    with filled_ws.read() as connection:
        files = connection.scalar(select(Report.__table__.c.files))
    assert files is not None
    signed = files["signed"]
    end = date.fromisoformat(signed["until"])
    soon = [item for item in agenda(filled_ws, end - timedelta(days=20)).items if signed["owner"] in item.what]
    assert [item.what for item in soon] == [f"Chứng thư của {signed['owner']} còn 20 ngày"]
    late = [item for item in agenda(filled_ws, end + timedelta(days=1)).items if signed["owner"] in item.what]
    assert [item.level for item in late] == ["stop"]
