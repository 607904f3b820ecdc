"""A sealed report leaves as one signed file, or nothing has happened."""

import errno
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from tmdt_desktop.errors import Blocked, Damaged, Problem, Refused
from tmdt_desktop.records.business import Activity, Business, SubjectKind
from tmdt_desktop.records.duty_answer import DutyAnswer
from tmdt_desktop.records.package import Package, PackageState
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import examination
from tmdt_desktop.services import export_package as room
from tmdt_desktop.services.as_of import records_at
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.package_data import tables
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.services.report_life import held
from tmdt_desktop.services.report_steps import Act
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, load_trust
from tmdt_desktop.store.workspace import Workspace

Sealed = tuple[Workspace, UUID]


def state(ws: Workspace, of: type[Report] | type[Package], id_: UUID) -> Any:
    with ws.change("Đọc") as batch:
        return (batch.read(of, id_) or {}).get("state")


def untouched(sealed: Sealed, wish: ExportWish) -> bool:
    ws, report = sealed
    sent = list((ws.path / "sent").iterdir()) if (ws.path / "sent").exists() else []
    return state(ws, Report, report) is ReportState.SEALED and not sent and not list(wish.to.iterdir())


def test_what_the_office_answered_to_its_duties_travels(sealed: Sealed, export_wish: ExportWish) -> None:
    """As it stood when the report was put before the head; what is written later belongs to the next report."""
    ws, report = sealed
    with ws.read() as connection:
        made = held(connection, report)
    submitted = next(step.at for step in made.steps if step.act is Act.SUBMIT)
    with ws.read() as connection:
        known = {each["duty"]: each for each in records_at(connection, DutyAnswer, submitted).values()}
    assert known
    late = next(iter(known))
    with ws.change("Đổi trả lời") as batch:
        (id_,) = batch.connection.scalars(
            select(DutyAnswer.__table__.c.id).where(DutyAnswer.__table__.c.duty == late)
        ).all()
        batch.update(DutyAnswer, id_, {"words": "Ghi sau khi trình"})
    with ZipFile(export_package(ws, export_wish).file) as archive:
        evidence = json.loads(archive.read("evidence.json"))
    told = {duty["id"]: duty["answer"] for duty in evidence["duties"]}
    assert {id_ for id_, answer in told.items() if answer} == set(known)
    assert told[late] == {"outcome": known[late]["outcome"].name, "words": known[late]["words"] or ""}


def test_a_sealed_report_becomes_one_signed_file(sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa) -> None:
    ws, report = sealed
    receipt = export_package(ws, export_wish)
    assert receipt.file.name.startswith("TMDT_246_2024_nam_l1_")
    assert receipt.file.name.isascii()
    assert receipt.file.read_bytes() == receipt.kept.read_bytes()
    assert (state(ws, Report, report), state(ws, Package, receipt.content_id)) == (ReportState.SENT, PackageState.SENT)
    check = verify_package(receipt.file, trial_ca.trust)
    assert (check.level, check.findings) == ("VALID", ()), check.findings
    assert {line.state for line in check.contents} == {"Đúng như đã ký"}
    assert dict(check.facts)["Đơn vị gửi"] == "Ủy ban nhân dân huyện Lập Thạch (mã 246)"


def test_the_package_says_what_it_is(sealed: Sealed, export_wish: ExportWish) -> None:
    ws, _ = sealed
    receipt = export_package(ws, export_wish)
    with ZipFile(receipt.file) as archive:
        about = json.loads(archive.read("package.json"))
        evidence = json.loads(archive.read("evidence.json"))
        whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".csv", ".json")))
    counts = {name: rows for name, rows in about["counts"].items() if rows}
    assert counts == {"business": 8, "channel": 12, "training": 3, "attendee": 15}
    assert set(about["counts"]) == {table.name for table in tables(sensitive=False)}
    assert about["content_id"] == str(receipt.content_id)
    assert len(about["audit_head"]) == 64
    assert about["replaces"] is None
    assert any(each["rows"] == 3 for duty in evidence["duties"] for each in duty["evidence"])
    assert b"0912345601" not in whole


def test_what_changed_since_the_closing_stays_at_home(
    sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa
) -> None:
    ws, _ = sealed
    with ws.change("Sửa sau khi chốt") as batch:
        late = {"name": "Đến sau", "commune": "08761", "kind": SubjectKind.PERSON, "activity": Activity.ACTIVE}
        batch.insert(Business, [late])
    with ZipFile(export_package(ws, export_wish).file) as archive:
        assert "Đến sau" not in archive.read("data/business.csv").decode()
    assert verify_package(next(export_wish.to.iterdir()), trial_ca.trust).level == "VALID"


def test_a_session_of_another_year_stays_at_home(sealed: Sealed, export_wish: ExportWish) -> None:
    """Attendees' names travel for the report's period alone."""
    ws, _ = sealed
    with ws.read() as connection:
        held = set(connection.scalars(select(Training.__table__.c.name)))
    assert "Lớp năm 2022" in held
    with ZipFile(export_package(ws, export_wish).file) as archive:
        assert "Lớp năm 2022" not in archive.read("data/training.csv").decode()
        evidence = json.loads(archive.read("evidence.json"))
    lines = [line for duty in evidence["duties"] for line in duty["evidence"] if line["register"] == "training"]
    assert {line["rows"] for line in lines} == {3}


@pytest.mark.parametrize("early", [ReportState.DRAFT, ReportState.MADE, ReportState.SIGNED, ReportState.RETURNED])
def test_only_a_sealed_report_goes(early: ReportState, sealed: Sealed, export_wish: ExportWish) -> None:
    ws, report = sealed
    with ws.change("Lùi") as batch:
        batch.update(Report, report, {"state": early})
    with pytest.raises(Refused, match="chưa gửi được"):
        export_package(ws, export_wish)
    assert not list(export_wish.to.iterdir())


def test_a_report_already_sent_is_written_once_more_byte_for_byte(
    sealed: Sealed, export_wish: ExportWish, tmp_path: Path
) -> None:
    ws, _ = sealed
    first = export_package(ws, export_wish)
    other = tmp_path / "usb 2"
    other.mkdir()
    again = export_package(ws, replace(export_wish, to=other))
    assert again.file.read_bytes() == first.file.read_bytes()
    assert again.content_id == first.content_id
    first.kept.write_bytes(b"x")
    with pytest.raises(Damaged):
        export_package(ws, replace(export_wish, to=tmp_path))


def test_what_went_in_the_clear_is_not_written_again_as_if_it_had_not(
    sealed: Sealed, export_wish: ExportWish, department_certificate: Path, tmp_path: Path
) -> None:
    ws, _ = sealed
    export_package(ws, export_wish)
    other = tmp_path / "usb 2"
    other.mkdir()
    wish = replace(export_wish, to=other)
    with pytest.raises(Refused, match="theo cách khác") as caught:
        export_package(ws, replace(wish, encrypt_to=(department_certificate,)))
    assert "không mã hóa" in caught.value.why
    with pytest.raises(Refused, match="theo cách khác"):
        export_package(ws, replace(wish, sensitive=True))
    with pytest.raises(Blocked):
        export_package(ws, replace(wish, secret="sai"))
    assert not list(other.iterdir())


def test_what_went_encrypted_is_written_again_for_the_same_receiver_alone(
    sealed: Sealed, export_wish: ExportWish, department_certificate: Path, trial_ca: TrialCa, tmp_path: Path
) -> None:
    ws, _ = sealed
    wish = replace(export_wish, encrypt_to=(department_certificate,))
    first = export_package(ws, wish)
    again = export_package(ws, replace(wish, to=tmp_path))
    assert again.file.read_bytes() == first.file.read_bytes()
    other = load_trust(trial_ca.trust)
    stranger = tmp_path / "khác.crt"
    stranger.write_bytes(other.certificate_of(other.of_role("247", Role.SEAL)[0].fingerprint) or b"")
    with pytest.raises(Refused, match="theo cách khác"):
        export_package(ws, replace(wish, to=tmp_path, encrypt_to=(stranger,)))


def test_only_the_department_opens_an_encrypted_package(
    sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa, department_certificate: Path
) -> None:
    receipt = export_package(sealed[0], replace(export_wish, encrypt_to=(department_certificate,)))
    assert receipt.encrypted
    assert receipt.file.name.endswith(".asice.p7m")
    assert verify_package(receipt.file, trial_ca.trust).level == "UNDETERMINED"
    assert [path.name for path in (sealed[0].path / "sent").iterdir()] == [receipt.file.name]


def test_the_wrong_keys_are_refused(sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa) -> None:
    wrong: tuple[tuple[dict[str, Any], type[Problem]], ...] = (
        ({"key": trial_ca.keys["246", Role.LEADER]}, Refused),
        ({"key": trial_ca.keys["247", Role.SEAL]}, Refused),
        ({"key": trial_ca.expired}, Refused),
        ({"key": trial_ca.revoked}, Refused),
        ({"key": trial_ca.unknown}, Refused),
        ({"secret": "không phải"}, Blocked),
        ({"key": export_wish.to / "mất.p12"}, Blocked),
    )
    for changed, kind in wrong:
        with pytest.raises(kind) as caught:
            export_package(sealed[0], replace(export_wish, **changed))
        assert caught.value.cure
        assert untouched(sealed, export_wish)


def test_a_package_that_the_receiver_would_refuse_does_not_leave(
    sealed: Sealed, export_wish: ExportWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signature that went bad since the sealing shows only when the whole is looked at as its receiver will."""
    monkeypatch.setattr(examination, "_role_findings", lambda *_: (told("wrong_role", what="Dấu cơ quan"),))
    with pytest.raises(Refused, match="nơi nhận sẽ không nhận"):
        export_package(sealed[0], export_wish)
    assert untouched(sealed, export_wish)


def test_a_full_stick_leaves_nothing_and_changes_nothing(
    sealed: Sealed, export_wish: ExportWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(Blocked, match="đầy"):
        export_package(sealed[0], export_wish)
    assert untouched(sealed, export_wish)


def test_a_package_takes_a_free_name_where_one_of_its_name_lies(sealed: Sealed, export_wish: ExportWish) -> None:
    first = export_package(sealed[0], export_wish).file
    first.write_bytes(b"cua nguoi khac")
    again = export_package(sealed[0], export_wish).file
    assert again.name == f"{first.stem} (2).asice"
    assert first.read_bytes() == b"cua nguoi khac"


def test_a_folder_that_is_not_there_changes_nothing(sealed: Sealed, export_wish: ExportWish, tmp_path: Path) -> None:
    with pytest.raises(Blocked, match="Không có thư mục «rút mất»"):
        export_package(sealed[0], replace(export_wish, to=tmp_path / "rút mất"))
    assert untouched(sealed, export_wish)


def test_a_register_that_refuses_the_row_leaves_no_file(
    sealed: Sealed, export_wish: ExportWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, report = sealed

    def beaten(source: Path, target: Path) -> Path:
        shutil.copyfile(source, target)
        with ws.change("Máy khác ghi") as batch:
            batch.update(Report, report, {"number": "9/BC-UBND"})
        return target

    monkeypatch.setattr(room, "copied_out", beaten)
    with pytest.raises(Refused):
        export_package(ws, export_wish)
    assert untouched(sealed, export_wish)


def test_a_stick_that_lies_is_found_out(
    sealed: Sealed, export_wish: ExportWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rotten(source: Path, target: Path) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:-1] + b"?")

    monkeypatch.setattr(shutil, "copyfile", rotten)
    with pytest.raises(Damaged, match="đọc lại không đúng"):
        export_package(sealed[0], export_wish)
    assert untouched(sealed, export_wish)


def test_outside_judges_agree_with_the_package(
    sealed: Sealed, export_wish: ExportWish, trial_ca: TrialCa, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    receipt = export_package(sealed[0], export_wish)
    box = tmp_path / "mở ra"
    with ZipFile(receipt.file) as archive:
        archive.extractall(box)
    anchors = tmp_path / "anchors.pem"
    names = ("roots/trial-root.crt", "intermediates/trial-issuing.crt")
    anchors.write_bytes(b"".join((trial_ca.trust / name).read_bytes() for name in names))

    def run(*command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command], cwd=box, capture_output=True, encoding="utf-8", check=False
        )

    signed = ("-inform", "DER", "-in", "META-INF/signature001.p7s", "-content", "META-INF/ASiCManifest001.xml")
    done = run(
        tool("openssl"),
        "cms",
        "-verify",
        "-binary",
        *signed,
        "-CAfile",
        anchors,
        "-purpose",
        "any",
        "-out",
        tmp_path / "x",
    )
    assert done.returncode == 0, done.stderr
    assert run(tool("qpdf"), "--check", "report.pdf").returncode == 0
    told = run(tool("pdfsig"), "-nocert", "report.pdf").stdout
    assert told.count("Signature is Valid") == 2, told
    judged = run(tool("frictionless"), "validate", "datapackage.json")
    assert judged.returncode == 0, judged.stdout
