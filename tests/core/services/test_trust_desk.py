"""The Department puts its trust packs together: authorities by file, offices by enrolment, issued under its key."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates

from tests.data.authorities import Authority, authority
from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services import trust_desk, workspaces
from tmdt_desktop.services.enrolment import EnrolmentWish, confirm_enrolment, look_at_enrolment, request_enrolment
from tmdt_desktop.services.history import batches
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.services.trust_desk import (
    Added,
    PublishWish,
    add_root,
    add_trust_files,
    end_certificate,
    publish_trust,
    remove_trust_item,
)
from tmdt_desktop.services.trust_import import import_trust, look_at_trust
from tmdt_desktop.services.trust_lists import add_crl
from tmdt_desktop.services.trust_view import trust_view
from tmdt_desktop.signing.trust import Role, load_trust
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa


@pytest.fixture(scope="module")
def root() -> Authority:
    return authority("CA thử gốc")


@pytest.fixture(scope="module")
def issuing(root: Authority) -> Authority:
    return authority("CA thử cấp phát", root)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def put(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


Put = Callable[[str, bytes], Path]


@pytest.fixture
def desk(department_ws: Workspace, trial_ca: "TrialCa") -> Workspace:
    """The Department, judging by the trial pack."""
    settings = workspaces.settings(department_ws)
    workspaces.save_settings(department_ws, replace(settings, trust_folder=str(trial_ca.trust)))
    return department_ws


@pytest.fixture
def publish(trial_ca: "TrialCa", key_password: str, tmp_path: Path) -> PublishWish:
    return PublishWish(trial_ca.keys["SCT", Role.DEPARTMENT], key_password, tmp_path)


def one(found: tuple[Added, ...]) -> Added:
    (made,) = found
    return made


def test_only_the_department_has_a_desk(ws: Workspace, publish: PublishWish, put: Put, root: Authority) -> None:
    file = put("root.crt", root.pem)
    for act in (
        lambda: add_trust_files(ws, (file,)),
        lambda: add_root(ws, file, root.fingerprint),
        lambda: publish_trust(ws, publish),
        lambda: end_certificate(ws, root.fingerprint, "x"),
    ):
        with pytest.raises(Refused, match="không lập gói tin cậy"):
            act()


def test_a_root_is_added_only_with_its_fingerprint(department_ws: Workspace, put: Put, root: Authority) -> None:
    file = put("root.crt", root.pem)
    told = one(add_trust_files(department_ws, (file,)))
    assert (told.kind, told.added, told.fingerprint) == ("root", False, root.fingerprint)
    for wrong in (root.fingerprint[:8], "0" * 64, ""):
        with pytest.raises(Refused):
            add_root(department_ws, file, wrong)
    assert add_root(department_ws, file, root.fingerprint.upper()).added
    assert not add_root(department_ws, file, root.fingerprint).added
    (line,) = trust_view(department_ws).lines
    assert (line.kind, line.name, line.level) == ("root", root.name, "WARNED")
    assert "Chưa có trong gói" in line.state


def test_files_are_told_apart_by_what_they_hold(
    department_ws: Workspace, put: Put, root: Authority, issuing: Authority
) -> None:
    below = authority("CA thử dưới", issuing)
    leaf = authority("Ông A", issuing, ca=False)
    bundle = serialize_certificates([below.certificate, issuing.certificate, leaf.certificate], Encoding.DER)
    crl = put("list.bin", issuing.crl(utc_now() - timedelta(hours=1), (5, 6)))
    bad, missing = put("bad.crt", b"hello"), Path("missing.crt")
    add_root(department_ws, put("root.crt", root.pem), root.fingerprint)
    found = add_trust_files(department_ws, (crl, put("all.p7b", bundle), bad, missing))
    by_name = {(each.kind, each.name): each for each in found}
    assert by_name["intermediate", issuing.name].added
    assert by_name["intermediate", below.name].added
    assert by_name["crl", issuing.name].added
    assert "2 chứng thư" in by_name["crl", issuing.name].sentence
    assert not by_name["", leaf.name].added
    assert all(each.cure for each in found if not each.added)
    assert {each.file.name for each in found if not each.name or each.file == bad} >= {"bad.crt"}
    again = add_trust_files(department_ws, (crl, put("all.p7b", bundle)))
    assert not any(each.added for each in again)


def test_an_authority_that_nobody_at_hand_signed_is_not_added(
    department_ws: Workspace, put: Put, root: Authority, issuing: Authority
) -> None:
    stranger = authority("CA lạ")
    other = authority("CA cấp phát lạ", stranger)
    add_root(department_ws, put("root.crt", root.pem), root.fingerprint)
    forged = Authority(issuing.name, other.key, issuing.certificate)
    files = (put("other.crt", other.pem), put("forged.crl", forged.crl(utc_now() - timedelta(hours=1))))
    found = add_trust_files(department_ws, files)
    assert [each.added for each in found] == [False, False]


def test_a_newer_list_takes_the_place_of_the_older(department_ws: Workspace, put: Put, root: Authority) -> None:
    add_root(department_ws, put("root.crt", root.pem), root.fingerprint)
    now = utc_now().replace(microsecond=0)
    newer, older = root.crl(now - timedelta(hours=1)), root.crl(now - timedelta(days=3))
    assert one(add_trust_files(department_ws, (put("a.crl", older),))).added
    assert one(add_trust_files(department_ws, (put("b.crl", newer),))).added
    told = one(add_trust_files(department_ws, (put("c.crl", root.crl(now - timedelta(days=1))),)))
    assert (told.added, "mới hơn" in told.sentence) == (False, True)
    assert len([line for line in trust_view(department_ws).lines if line.kind == "crl"]) == 1


def test_lists_of_tomorrow_in_parts_or_run_out_are_told(department_ws: Workspace, put: Put, root: Authority) -> None:
    add_root(department_ws, put("root.crt", root.pem), root.fingerprint)
    now = utc_now().replace(microsecond=0)
    part = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
    for content, words in (
        (root.crl(now + timedelta(days=2)), "sau ngày của máy này"),
        (root.crl(now - timedelta(days=1), part=part), "một phần"),
        (root.crl(now - timedelta(days=1), delta=x509.DeltaCRLIndicator(4)), "một phần"),
    ):
        told = one(add_trust_files(department_ws, (put("x.crl", content),)))
        assert (told.added, words in told.sentence) == (False, True), told
    stale = root.crl(now - timedelta(days=9), until=now - timedelta(days=2))
    told = one(add_trust_files(department_ws, (put("stale.crl", stale),)))
    assert (told.added, "quá hạn dùng" in told.sentence, bool(told.cure)) == (True, True, True)


def test_a_pack_is_issued_with_all_that_the_pack_in_force_holds(
    desk: Workspace, publish: PublishWish, put: Put, root: Authority, ws: Workspace, trial_ca: "TrialCa"
) -> None:
    add_root(desk, put("root.crt", root.pem), root.fingerprint)
    before = load_trust(trial_ca.trust)
    receipt = publish_trust(desk, publish)
    assert receipt.file.name.startswith("TMDT_TC_")
    assert (receipt.number, receipt.path.parent.name) == (2, "trust")
    made = trust_at_hand(desk)
    assert made is not None
    assert (made.number, made.signer_known, len(made.roots)) == (2, True, 2)
    assert {each.fingerprint for each in made.register} == {each.fingerprint for each in before.register}
    assert all(made.certificate_of(each.fingerprint) for each in made.register)
    assert set(made.crls) == set(before.crls)
    assert trust_view(desk).level == "VALID"
    signer = look_at_trust(ws, receipt.file)
    assert import_trust(ws, receipt.file, signer.fingerprint).number == 2
    shutil.rmtree(receipt.path)
    assert trust_view(desk).level == "DAMAGED"
    assert publish_trust(desk, publish).number == 3
    assert trust_view(desk).level == "VALID"


def test_what_is_taken_out_goes_into_no_further_pack(
    desk: Workspace, publish: PublishWish, trial_ca: "TrialCa"
) -> None:
    seal = next(each for each in load_trust(trial_ca.trust).register if each.role is Role.SEAL)
    with pytest.raises(Refused, match="lý do"):
        end_certificate(desk, seal.fingerprint, "  ")
    end_certificate(desk, seal.fingerprint, "Đơn vị đổi chứng thư")
    line = next(each for each in trust_view(desk).lines if each.fingerprint == seal.fingerprint)
    assert "gói phát hành sau" in line.state
    with pytest.raises(Refused):
        end_certificate(desk, seal.fingerprint, "nữa")
    with pytest.raises(Refused):
        remove_trust_item(desk, "0" * 64, "không có")
    publish_trust(desk, publish)
    made = trust_at_hand(desk)
    assert made is not None
    assert made.registered(seal.fingerprint) is None
    assert batches(desk)[1].what.startswith("Bỏ khỏi gói tin cậy")


def test_a_key_that_is_not_the_departments_issues_nothing(
    desk: Workspace, publish: PublishWish, trial_ca: "TrialCa", tmp_path: Path
) -> None:
    for key in (trial_ca.keys["246", Role.SEAL], trial_ca.revoked, trial_ca.expired, trial_ca.unknown):
        with pytest.raises(Refused):
            publish_trust(desk, replace(publish, key=key))
    with pytest.raises(Blocked):
        publish_trust(desk, replace(publish, secret="sai"))
    assert not list(tmp_path.glob("TMDT_TC*"))
    assert not (desk.path / "trust").exists()


def test_a_pack_that_could_not_be_written_is_not_in_force(
    desk: Workspace, publish: PublishWish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Blocked):
        publish_trust(desk, replace(publish, to=tmp_path / "no such stick"))
    held = trust_at_hand(desk)
    assert held is not None
    assert held.number == 1

    def full(*_: object) -> Path:
        raise Blocked("Ổ đĩa đã đầy.")

    monkeypatch.setattr(trust_desk, "put_in_force", full)
    with pytest.raises(Blocked, match="đầy"):
        publish_trust(desk, publish)
    assert not list(tmp_path.glob("TMDT_TC*"))
    monkeypatch.undo()
    assert publish_trust(desk, publish).number == 2


def test_a_key_whose_authority_is_not_on_the_desk_issues_nothing(
    desk: Workspace, publish: PublishWish, trial_ca: "TrialCa"
) -> None:
    (authority,) = load_trust(trial_ca.trust).intermediates
    remove_trust_item(desk, sha256(authority).hexdigest(), "thử bỏ")
    with pytest.raises(Refused, match="thiếu nơi cấp"):
        publish_trust(desk, publish)


def test_without_a_root_nothing_is_issued(department_ws: Workspace, publish: PublishWish) -> None:
    with pytest.raises(Refused, match="Chưa phát hành"):
        publish_trust(department_ws, publish)


def test_a_district_adds_a_newer_list_of_an_authority_that_its_pack_knows(
    ws: Workspace, department_ws: Workspace, publish: PublishWish, put: Put, root: Authority, trial_ca: "TrialCa"
) -> None:
    with pytest.raises(Refused, match="Chưa có gói tin cậy"):
        add_crl(ws, put("early.crl", root.crl(utc_now())))
    workspaces.save_settings(
        department_ws, replace(workspaces.settings(department_ws), trust_folder=str(trial_ca.trust))
    )
    add_root(department_ws, put("root.crt", root.pem), root.fingerprint)
    file = publish_trust(department_ws, publish).file
    import_trust(ws, file, look_at_trust(ws, file).fingerprint)
    now = utc_now().replace(microsecond=0)
    newest = root.crl(now - timedelta(hours=1), (7,))
    assert add_crl(ws, put("new.crl", newest)).added
    assert not add_crl(ws, put("new.crl", newest)).added
    trust = trust_at_hand(ws)
    assert trust is not None
    assert newest in trust.crls
    with pytest.raises(Refused, match="mới hơn"):
        add_crl(ws, put("old.crl", root.crl(now - timedelta(days=1))))
    with pytest.raises(Refused, match="không nơi cấp nào"):
        add_crl(ws, put("strange.crl", authority("CA lạ").crl(now)))
    with pytest.raises(Damaged):
        add_crl(ws, put("root.crt", root.pem))


@pytest.fixture
def asked(ws: Workspace, trial_ca: "TrialCa", key_password: str, tmp_path: Path) -> EnrolmentWish:
    return EnrolmentWish("seal", trial_ca.keys["247", Role.SEAL], key_password, tmp_path, "Bà Mai, 0211 3 000 000")


def test_a_certificate_is_registered_when_its_fingerprint_was_heard(
    ws: Workspace, department_ws: Workspace, asked: EnrolmentWish, put: Put, trial_ca: "TrialCa"
) -> None:
    receipt = request_enrolment(ws, asked)
    assert receipt.file.name.startswith("TMDT_DK_246_seal_")
    assert receipt.spoken.replace(" ", "").lower() == receipt.fingerprint
    seen = look_at_enrolment(department_ws, receipt.file)
    assert (seen.office, seen.role, seen.level, seen.known) == ("246", "seal", "UNDETERMINED", False)
    with pytest.raises(Refused, match="Chưa đăng ký"):
        confirm_enrolment(department_ws, receipt.file, receipt.spoken)
    trial = trial_ca.trust / "roots" / "trial-root.crt"
    fingerprint = x509.load_pem_x509_certificate(trial.read_bytes()).fingerprint(hashes.SHA256()).hex()
    add_root(department_ws, trial, fingerprint)
    add_trust_files(department_ws, (trial_ca.trust / "intermediates" / "trial-issuing.crt",))
    add_trust_files(department_ws, tuple((trial_ca.trust / "crls").iterdir()))
    assert look_at_enrolment(department_ws, receipt.file).level == "VALID"
    for wrong in ("", "1234 5678 90AB CDEF", receipt.spoken[:9]):
        with pytest.raises(Refused):
            confirm_enrolment(department_ws, receipt.file, wrong)
    made = confirm_enrolment(department_ws, receipt.file, receipt.spoken[:19])
    assert made.known
    assert look_at_enrolment(department_ws, receipt.file).known
    assert "Đăng ký chứng thư" in batches(department_ws)[0].what


def test_a_request_for_what_another_office_registered_is_refused(
    ws: Workspace, desk: Workspace, asked: EnrolmentWish
) -> None:
    receipt = request_enrolment(ws, asked)
    seen = look_at_enrolment(desk, receipt.file)
    assert (seen.level, "đã đăng ký cho" in seen.sentence) == ("INVALID", True)
    with pytest.raises(Refused):
        confirm_enrolment(desk, receipt.file, receipt.spoken)


def test_bad_certificates_and_roles_ask_for_nothing(ws: Workspace, asked: EnrolmentWish, trial_ca: "TrialCa") -> None:
    with pytest.raises(Refused):
        request_enrolment(ws, replace(asked, key=trial_ca.expired))
    with pytest.raises(Refused):
        request_enrolment(ws, replace(asked, role="department"))


def test_a_request_with_a_revoked_certificate_or_another_kind_of_file_is_refused(
    ws: Workspace, desk: Workspace, asked: EnrolmentWish, trial_ca: "TrialCa", publish: PublishWish
) -> None:
    receipt = request_enrolment(ws, replace(asked, key=trial_ca.revoked))
    with pytest.raises(Damaged, match="thu hồi"):
        look_at_enrolment(desk, receipt.file)
    with pytest.raises(Damaged, match="không phải tệp đăng ký"):
        look_at_enrolment(desk, publish_trust(desk, publish).file)
    with pytest.raises(Damaged, match="không phải gói tin cậy"):
        look_at_trust(ws, request_enrolment(ws, asked).file)


def test_a_request_that_names_another_certificate_than_signed_it_is_refused(
    ws: Workspace, desk: Workspace, asked: EnrolmentWish, trial_ca: "TrialCa", key_password: str, tmp_path: Path
) -> None:
    from zipfile import ZipFile

    from tmdt_desktop.signing.container import Part, write_container
    from tmdt_desktop.signing.keys import open_pkcs12

    with ZipFile(request_enrolment(ws, asked).file) as archive:
        parts = [Part(name, "x/y", archive.read(name)) for name in ("enrolment.json", "certificate.crt")]
    thief = open_pkcs12(trial_ca.keys["246", Role.LEADER], key_password)
    file = write_container(tmp_path / "stolen.asice", parts, thief).path
    with pytest.raises(Damaged, match="không do chính khóa"):
        look_at_enrolment(desk, file)


def test_the_department_starts_from_nothing(
    department_ws: Workspace, trial_ca: "TrialCa", publish: PublishWish, key_password: str, tmp_path: Path
) -> None:
    """Root, authority, lists, its own certificate by enrolment, and the first pack is issued."""
    folder = Path(shutil.copytree(trial_ca.trust, tmp_path / "files"))
    trial = folder / "roots" / "trial-root.crt"
    fingerprint = x509.load_pem_x509_certificate(trial.read_bytes()).fingerprint(hashes.SHA256()).hex()
    add_root(department_ws, trial, fingerprint)
    add_trust_files(department_ws, (*(folder / "intermediates").iterdir(), *(folder / "crls").iterdir()))
    wish = EnrolmentWish("department", publish.key, key_password, tmp_path)
    with pytest.raises(Refused, match="chưa đăng ký"):
        publish_trust(department_ws, publish)
    receipt = request_enrolment(department_ws, wish)
    confirm_enrolment(department_ws, receipt.file, receipt.spoken)
    assert publish_trust(department_ws, publish).number == 1
    view = trust_view(department_ws)
    assert (view.level, view.number, {line.kind for line in view.lines}) == (
        "VALID",
        1,
        {"root", "intermediate", "crl", "office"},
    )
