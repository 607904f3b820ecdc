"""Each received file ends in one heap, with its reasons; the answer comes back and meets the package it is about."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from tests.data.packages import one, receive, repacked
from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.package import Package, PackageState
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import examination, registers, workspaces
from tmdt_desktop.services import receive_packages as room
from tmdt_desktop.services.answers import take_answer
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.package_findings import told
from tmdt_desktop.services.receive_packages import ReceiveWish
from tmdt_desktop.services.receiving_rules import Heap
from tmdt_desktop.services.registers import Query
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]


def rows(ws: Workspace, of: type[Any]) -> list[Any]:
    with ws.read() as connection:
        return list(connection.execute(select(of.__table__).order_by(of.__table__.c.seq)).mappings())


def test_an_accepted_package_brings_its_rows_and_a_signed_receipt(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    made = one(department_ws, receive_wish, sent[2])
    assert (made.state, made.verdict, made.office) == (Heap.ACCEPTED, "Hợp lệ", "246"), made
    assert made.receipt
    assert made.receipt.name.startswith("TMDT_TN_246_2024_nam_l1_")
    assert made.receipt.name.isascii()
    held = rows(department_ws, Business)
    assert len(held) == 8
    assert {(row["office"], row["package"]) for row in held} == {("246", made.package_id)}
    assert {row["phone"] for row in held} == {None}
    sessions = registers.find(department_ws, Training, Query())
    assert len(sessions) == 3
    first, *_ = registers.ids_of(department_ws, Training, sessions)
    people = registers.get(department_ws, Training, first).values["attendees"]
    assert len(people) >= 4
    assert {person["name"] for person in people} == {"Không nêu tên"}
    (package,) = rows(department_ws, Package)
    assert package["state"] is PackageState.ACCEPTED
    assert package["figures"]["values"]["C5.1"] == 8
    kept = department_ws.path / "received" / f"{package['sha256']}.asice"
    assert kept.read_bytes() == sent[2].read_bytes()


def test_the_district_takes_the_receipt_and_its_report_stands_as_received(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    ws, report, package = sent
    answer = one(department_ws, receive_wish, package).receipt
    assert answer
    taken = take_answer(ws, answer)
    assert (taken.report, taken.state, taken.new) == ("Báo cáo năm 2024", "Đã tiếp nhận", True)
    assert registers.get(ws, Report, report).values["state"] is ReportState.RECEIVED
    (held,) = rows(ws, Package)
    assert (held["state"], held["receipt_code"]) == (PackageState.ACKNOWLEDGED, taken.code)
    again = take_answer(ws, answer)
    assert (again.state, again.new) == ("Đã tiếp nhận", False)


def test_the_same_package_twice_is_told_and_changes_nothing(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    first = one(department_ws, receive_wish, sent[2])
    assert first.receipt
    first.receipt.unlink()
    copy = sent[2].with_name("bản chép.asice")
    shutil.copyfile(sent[2], copy)
    again = receive(department_ws, receive_wish, sent[2], copy)
    assert [each.state for each in again] == [Heap.DUPLICATE, Heap.DUPLICATE]
    assert first.receipt.exists(), "a lost receipt is written once more"
    assert len(rows(department_ws, Package)) == 1
    assert len(rows(department_ws, Business)) == 8


def test_a_note_on_a_package_leads_to_no_other_file(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    first = one(department_ws, receive_wish, sent[2])
    assert first.receipt
    assert first.package_id
    answer = first.receipt.read_bytes()
    first.receipt.unlink()
    (department_ws.path / "secret.json").write_text("khóa", encoding="utf-8")
    with department_ws.change("Ghi chú") as batch:
        batch.update(Package, first.package_id, {"note": "../secret.json"})
    one(department_ws, receive_wish, sent[2])
    assert [path.name for path in receive_wish.receipts_to.iterdir()] == [first.receipt.name]
    assert first.receipt.read_bytes() == answer


def test_a_package_that_came_at_night_is_told_by_the_day_in_vietnam(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "utc_now", lambda: datetime(2024, 12, 17, 18, 30, tzinfo=UTC))
    one(department_ws, receive_wish, sent[2])
    assert "ngày 18/12/2024" in one(department_ws, receive_wish, sent[2]).sentence


@pytest.mark.parametrize(("version", "said"), [(1, "bản phần mềm cũ ghi (mẫu gói số 1)"), (4, "mới hơn")])
def test_a_package_of_another_form_waits_unanswered(
    version: int, said: str, sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa
) -> None:
    with ZipFile(sent[2]) as archive:
        about = {**json.loads(archive.read("package.json")), "version": version}
    signer, changed = ("246", Role.SEAL), json.dumps(about).encode()
    other = repacked(sent[2], signer, trial_ca, receive_wish.secret, package_json=changed)
    made = one(department_ws, receive_wish, other)
    assert (made.state, made.verdict, made.receipt) == (Heap.UNREAD, "Chưa xác định được", None)
    assert said in made.sentence
    assert made.cure
    assert not rows(department_ws, Package)


def test_one_bad_file_never_stops_the_rest(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    good = sent[2]
    changed = good.with_name("đổi một byte.asice")
    raw = bytearray(good.read_bytes())
    raw[len(raw) // 2] ^= 1
    changed.write_bytes(raw)
    cut = good.with_name("cụt.asice")
    cut.write_bytes(good.read_bytes()[:1000])
    text = good.with_name("thư.txt")
    text.write_text("không phải gói", encoding="utf-8")
    stranger = repacked(
        good, ("246", Role.SEAL), replace(trial_ca, keys={("246", Role.SEAL): trial_ca.unknown}), key_password
    )
    made = receive(department_ws, receive_wish, changed, cut, text, good.with_name("mất.asice"), stranger, good)
    heaps = [each.state for each in made]
    assert heaps == [Heap.DAMAGED, Heap.DAMAGED, Heap.DAMAGED, Heap.UNREAD, Heap.UNKNOWN, Heap.ACCEPTED]
    assert all(each.sentence and each.cure for each in made)
    assert len(rows(department_ws, Package)) == 1
    assert [path.name for path in receive_wish.receipts_to.iterdir()] == [made[-1].receipt and made[-1].receipt.name]


def test_figures_that_do_not_add_up_are_sent_back_with_the_reason(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    with ZipFile(sent[2]) as archive:
        told = json.loads(archive.read("figures.json"))
    for figure in told["figures"]:
        if figure["code"] == "C5.1":
            figure["value"] = 80
    wrong = repacked(sent[2], ("246", Role.SEAL), trial_ca, key_password, figures_json=json.dumps(told).encode())
    made = one(department_ws, receive_wish, wrong)
    assert made.state is Heap.RETURNED
    assert any("C5.1" in sentence for sentence in made.findings)
    assert made.receipt
    assert made.receipt.name.startswith("TMDT_TL_")
    assert not rows(department_ws, Business)
    assert one(department_ws, receive_wish, wrong).state is Heap.DUPLICATE


def test_a_borrowed_identity_does_not_keep_the_owner_out(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    from tmdt_desktop.signing.container import Part, write_container
    from tmdt_desktop.signing.keys import open_pkcs12

    with ZipFile(sent[2]) as archive:
        names = [name for name in archive.namelist() if not name.startswith(("META-INF", "mimetype"))]
        held = {name: archive.read(name) for name in names}
    held["evidence.json"] = b"{}"
    forged = sent[2].with_name("mượn mã.asice")
    parts = [Part(name, "application/octet-stream", content) for name, content in held.items()]
    write_container(forged, parts, open_pkcs12(trial_ca.keys["246", Role.SEAL], key_password))
    assert one(department_ws, receive_wish, forged).state is Heap.DAMAGED
    assert one(department_ws, receive_wish, sent[2]).state is Heap.ACCEPTED


def test_one_office_cannot_speak_for_another(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    made = one(department_ws, receive_wish, repacked(sent[2], ("247", Role.SEAL), trial_ca, key_password))
    assert (made.state, made.receipt) == (Heap.UNKNOWN, None)
    assert "đơn vị khác" in made.sentence
    assert not rows(department_ws, Package)
    assert one(department_ws, receive_wish, sent[2]).state is Heap.ACCEPTED


def test_a_returned_package_reaches_the_district_as_returned(
    sent: Sent,
    department_ws: Workspace,
    receive_wish: ReceiveWish,
    trial_ca: TrialCa,
    key_password: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ws, report, package = sent
    monkeypatch.setattr(examination, "_role_findings", lambda *_: (told("wrong_role", what="Dấu cơ quan"),))
    made = one(department_ws, receive_wish, package)
    assert made.state is Heap.RETURNED
    assert made.receipt
    taken = take_answer(ws, made.receipt)
    assert taken.state == "Bị trả lại"
    assert "Dấu cơ quan" in taken.sentence
    assert registers.get(ws, Report, report).values["state"] is ReportState.RETURNED
    again = one(department_ws, receive_wish, package)
    assert (again.state, again.returned) == (Heap.DUPLICATE, True)


def test_the_wrong_year_leaves_no_trace_and_is_decided_again(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    made = one(department_ws, replace(receive_wish, year=2023), sent[2])
    assert (made.state, made.receipt) == (Heap.WRONG_PERIOD, None)
    assert "2023" in made.sentence
    assert not rows(department_ws, Package)
    assert not list(receive_wish.receipts_to.iterdir())
    assert one(department_ws, replace(receive_wish, year=2024), sent[2]).state is Heap.ACCEPTED


@pytest.mark.parametrize("beaten", ["_known", "_newer_stands"])
def test_what_another_desk_decided_meanwhile_stands(
    beaten: str,
    sent: Sent,
    corrected: Sent,
    department_ws: Workspace,
    receive_wish: ReceiveWish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = one(department_ws, receive_wish, sent[2] if beaten == "_known" else corrected[2])
    monkeypatch.setattr(room._Desk, beaten, lambda *_: None)
    late = one(department_ws, receive_wish, sent[2])
    if beaten == "_known":
        monkeypatch.setattr(room._Desk, "_newer_stands", lambda *_: False)
        late = one(department_ws, receive_wish, sent[2])
    assert late.state is Heap.UNREAD
    assert "máy khác" in late.sentence
    (package,) = rows(department_ws, Package)
    assert (package["id"], package["state"]) == (first.package_id, PackageState.ACCEPTED)


def test_a_decrypted_copy_left_by_an_interrupted_run_is_swept(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    folder = department_ws.path / "received"
    folder.mkdir(exist_ok=True)
    left = folder / f".{'0a' * 16}.asice"
    left.write_bytes(b"plain")
    (folder / "kept.asice").write_bytes(b"kept")
    receive(department_ws, receive_wish)
    assert not left.exists()
    assert (folder / "kept.asice").exists()


def test_another_reporting_year_is_the_wrong_period(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    changed = replace(workspaces.settings(department_ws), period_start_month=1, period_start_day=1)
    workspaces.save_settings(department_ws, changed)
    assert one(department_ws, receive_wish, sent[2]).state is Heap.WRONG_PERIOD


def test_a_later_revision_takes_the_place_of_the_earlier(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    first = one(department_ws, receive_wish, sent[2])
    before = {row["id"]: row["name"] for row in rows(department_ws, Business)}
    second = one(department_ws, receive_wish, corrected[2])
    assert second.state is Heap.ACCEPTED, second
    after = rows(department_ws, Business)
    assert {row["package"] for row in after} == {second.package_id}
    assert len(after) == 8
    assert "Hộ kinh doanh Mơ tên mới" in {row["name"] for row in after}
    assert len(before.keys() & {row["id"] for row in after}) == 7, "the same business keeps its number"
    states = {row["id"]: row["state"] for row in rows(department_ws, Package)}
    assert states == {first.package_id: PackageState.SUPERSEDED, second.package_id: PackageState.ACCEPTED}
    assert one(department_ws, receive_wish, sent[2]).state is Heap.DUPLICATE


def test_an_earlier_revision_that_comes_late_is_older(
    sent: Sent, corrected: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    assert one(department_ws, receive_wish, corrected[2]).state is Heap.ACCEPTED
    late = one(department_ws, receive_wish, sent[2])
    assert (late.state, late.receipt) == (Heap.OLDER, None)
    assert len(rows(department_ws, Business)) == 8


def test_a_package_names_the_one_it_replaces(corrected: Sent) -> None:
    with ZipFile(corrected[2]) as archive:
        about = json.loads(archive.read("package.json"))
    (first, second) = rows(corrected[0], Package)
    assert about["replaces"] == {"content_id": str(first["id"]), "sha256": first["sha256"]}
    assert second["replaces"] == str(first["id"])


def test_an_encrypted_package_is_opened_for_the_check_alone(
    encrypted: Path,
    sealed: tuple[Workspace, UUID],
    department_ws: Workspace,
    receive_wish: ReceiveWish,
) -> None:
    made = one(department_ws, receive_wish, encrypted)
    assert made.state is Heap.ACCEPTED
    left = sorted(path.suffix for path in (department_ws.path / "received").iterdir())
    assert left == [".p7m"], "no decrypted copy stays"
    assert made.receipt
    assert take_answer(sealed[0], made.receipt).state == "Đã tiếp nhận"


@pytest.fixture
def encrypted(sealed: tuple[Workspace, UUID], export_wish: ExportWish, department_certificate: Path) -> Path:
    """The package as only the Department opens it."""
    return export_package(sealed[0], replace(export_wish, encrypt_to=(department_certificate,))).file


def test_a_failing_register_leaves_no_receipt(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Blocked("Chưa ghi được.", why="Ổ đĩa đã đầy.", cure="Xóa bớt tệp.")

    monkeypatch.setattr(room, "replace_rows", full)
    made = one(department_ws, receive_wish, sent[2])
    assert (made.state, made.receipt) == (Heap.UNREAD, None)
    assert not rows(department_ws, Package)
    assert not list((department_ws.path / "sent").iterdir())
    assert not list(receive_wish.receipts_to.iterdir())
    monkeypatch.undo()
    assert one(department_ws, receive_wish, sent[2]).state is Heap.ACCEPTED


def test_a_receipt_that_cannot_be_written_out_is_written_next_time(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = room.copied_out

    def pulled(source: Path, target: Path) -> Path:
        if target.parent == receive_wish.receipts_to:
            raise Blocked("Không còn thấy nơi lưu tệp.", cure="Cắm lại USB.")
        return real(source, target)

    monkeypatch.setattr(room, "copied_out", pulled)
    made = one(department_ws, receive_wish, sent[2])
    assert (made.state, made.receipt) == (Heap.ACCEPTED, None)
    assert "Chưa ghi được phiếu" in made.sentence
    monkeypatch.undo()
    again = one(department_ws, receive_wish, sent[2])
    assert again.state is Heap.DUPLICATE
    assert again.receipt
    assert again.receipt.exists()


def test_only_the_department_receives(sent: Sent, receive_wish: ReceiveWish) -> None:
    with pytest.raises(Refused, match="không nhận gói"):
        receive(sent[0], receive_wish, sent[2])


def test_receiving_asks_for_trust_and_a_place_for_answers(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="gói tin cậy"):
        receive(department_ws, replace(receive_wish, trust=None), sent[2])
    (tmp_path / "tệp").write_bytes(b"")
    with pytest.raises(Blocked, match="thư mục"):
        receive(department_ws, replace(receive_wish, receipts_to=tmp_path / "tệp" / "phiếu"), sent[2])
    made = one(department_ws, replace(receive_wish, receipts_to=tmp_path / "chưa" / "có"), sent[2])
    assert made.receipt
    assert made.receipt.parent == tmp_path / "chưa" / "có"


@pytest.mark.parametrize("name", ["leader", "other seal", "revoked", "unknown"])
def test_nobody_but_the_department_signs_answers(
    name: str, sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa
) -> None:
    keys = {"leader": trial_ca.keys["246", Role.LEADER], "other seal": trial_ca.keys["247", Role.SEAL]}
    wrong = {**keys, "revoked": trial_ca.revoked, "unknown": trial_ca.unknown}[name]
    with pytest.raises(Refused) as caught:
        one(department_ws, replace(receive_wish, key=wrong), sent[2])
    assert caught.value.why
    assert caught.value.cure
    assert not rows(department_ws, Package)
    assert not list(receive_wish.receipts_to.iterdir())


# The answer at the district
