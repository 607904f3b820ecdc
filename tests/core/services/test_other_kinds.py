"""Trust packs and requests to register a key, judged as files that anyone may have forged."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.data.authorities import authority
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.enrolment import EnrolmentWish, request_enrolment
from tmdt_desktop.services.take_out import take_out
from tmdt_desktop.services.verify_file import verify_file
from tmdt_desktop.signing.container import Part, write_container
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, load_trust, told_register
from tmdt_desktop.signing.trust_files import LIST, OFFICES, TrustIssue, read_files, sealed
from tmdt_desktop.signing.trust_travel import write_travelling
from tmdt_desktop.store.workspace import Workspace

Signer = tuple[str, Role]
Packed = Callable[[Mapping[str, bytes], Signer], Path]
DESK, SEAL, LEADER = ("SCT", Role.DEPARTMENT), ("246", Role.SEAL), ("246", Role.LEADER)
NEEDED = ("format", "version", "office", "role", "fingerprint", "contact")


@pytest.fixture
def key(trial_ca: TrialCa, key_password: str) -> Callable[[Signer], SigningKey]:
    return lambda signer: open_pkcs12(trial_ca.keys[signer], key_password)


@pytest.fixture
def packed(key: Callable[[Signer], SigningKey], tmp_path: Path) -> Packed:
    """A good container with those files, signed by that key."""

    def make(files: Mapping[str, bytes], signer: Signer) -> Path:
        parts = [Part(name, "application/octet-stream", content) for name, content in files.items()]
        return write_container(tmp_path / f"{len(list(tmp_path.iterdir()))}.asice", parts, key(signer)).path

    return make


@pytest.fixture
def said(key: Callable[[Signer], SigningKey]) -> dict[str, Any]:
    """What the request of huyện Lập Thạch for its seal says."""
    told = {"office": "246", "role": "seal", "contact": "Bà Mai", "fingerprint": key(SEAL).fingerprint}
    return {"format": "tmdt-enrolment", "version": 1, **told}


@pytest.fixture
def request_of(packed: Packed, key: Callable[[Signer], SigningKey]) -> Callable[..., Path]:
    def make(told: object, signer: Signer = SEAL, of: Signer = SEAL) -> Path:
        return packed({"enrolment.json": json.dumps(told).encode(), "certificate.crt": key(of).certificate_der}, signer)

    return make


def test_a_root_put_into_a_pack_on_its_way_is_found(packed: Packed, trial_ca: TrialCa, tmp_path: Path) -> None:
    files = read_files(trial_ca.trust)
    forged = {**files, "roots/evil.crt": authority("CA lạ").pem}
    for signer in (SEAL, DESK):
        file = packed(forged, signer)
        check = verify_file(file, trial_ca.trust)
        assert (check.kind, check.level, "roots/evil.crt" in check.why) == ("trust", "INVALID", True)
        assert check.cure
        with pytest.raises(Refused, match="không lấy tệp ra được"):
            take_out(file, (), tmp_path / "ra", trial_ca.trust)
    assert verify_file(packed(files, DESK), trial_ca.trust).level == "VALID"


@pytest.mark.parametrize("signer", [SEAL, LEADER])
def test_a_whole_pack_that_another_packed_is_invalid(packed: Packed, trial_ca: TrialCa, signer: Signer) -> None:
    check = verify_file(packed(read_files(trial_ca.trust), signer), trial_ca.trust)
    assert (check.kind, check.level, "hai người" in check.why) == ("trust", "INVALID", True)


def test_a_pack_without_its_inner_signature_is_invalid(packed: Packed, trial_ca: TrialCa) -> None:
    files = {name: content for name, content in read_files(trial_ca.trust).items() if name != "trust.p7s"}
    assert verify_file(packed(files, DESK), trial_ca.trust).level == "INVALID"
    assert verify_file(packed({LIST: b"{}"}, DESK), trial_ca.trust).level == "INVALID"


@pytest.mark.parametrize("as_department", [False, True])
def test_a_pack_that_a_district_made_and_signed_is_invalid(
    key: Callable[[Signer], SigningKey], trial_ca: TrialCa, tmp_path: Path, *, as_department: bool
) -> None:
    mine, files = key(SEAL), dict(read_files(trial_ca.trust))
    register = load_trust(trial_ca.trust).register
    if as_department:
        register = tuple(
            replace(each, role=Role.DEPARTMENT) if each.fingerprint == mine.fingerprint else each for each in register
        )
    files[OFFICES] = told_register(register)
    made = sealed(files, TrustIssue(9, utc_now(), "SCT", "Sở Công thương"), mine)
    file = write_travelling(tmp_path / "TMDT_TC.asice", made, mine).path
    check = verify_file(file, trial_ca.trust)
    assert (check.kind, check.level, "Sở Công thương" in check.why) == ("trust", "INVALID", True)


def test_a_pack_of_another_time_stays_open(packed: Packed, trial_ca: TrialCa) -> None:
    files = {**read_files(trial_ca.trust), LIST: b'{"format": 3, "files": {}}'}
    check = verify_file(packed(files, DESK), trial_ca.trust)
    assert (check.level, "phiên bản" in check.why) == ("UNDETERMINED", True)


def test_a_request_is_no_better_than_its_certificate(
    ws: Workspace, request_of: Callable[..., Path], said: dict[str, Any], trial_ca: TrialCa, key_password: str
) -> None:
    usual = verify_file(request_of(said), trial_ca.trust)
    assert (usual.kind, usual.level, "phiếu đăng ký" in usual.why) == ("enrolment", "VALID", True)
    assert verify_file(request_of(said)).level == "UNDETERMINED"
    for file, level in ((trial_ca.unknown, "UNDETERMINED"), (trial_ca.revoked, "INVALID")):
        wish = EnrolmentWish("seal", file, key_password, ws.path.parent)
        assert verify_file(request_enrolment(ws, wish).file, trial_ca.trust).level == level


@pytest.mark.parametrize("missing", NEEDED)
def test_a_request_that_lacks_something_is_invalid(
    missing: str, request_of: Callable[..., Path], said: dict[str, Any], trial_ca: TrialCa
) -> None:
    del said[missing]
    check = verify_file(request_of(said), trial_ca.trust)
    assert (check.kind, check.level, "sai mẫu" in check.why) == ("enrolment", "INVALID", True)


@pytest.mark.parametrize("told", [[], "x", 1, None, {"format": []}])
def test_a_request_of_another_form_is_invalid(told: object, request_of: Callable[..., Path], trial_ca: TrialCa) -> None:
    assert verify_file(request_of(told), trial_ca.trust).level == "INVALID"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"office": "999"}, "Không có đơn vị"),
        ({"office": ""}, "Không có đơn vị"),
        ({"office": "247"}, "đã đăng ký cho"),
        ({"role": "leader"}, "đã đăng ký cho"),
        ({"role": "department"}, "Chỉ Sở"),
        ({"role": "king"}, "sai mẫu"),
        ({"office": 246}, "sai mẫu"),
        ({"contact": "x" * (1 << 17)}, "sai mẫu"),
        ({"fingerprint": "0" * 64}, "không do chính khóa"),
    ],
)
def test_a_request_for_what_cannot_be_is_invalid(
    other: dict[str, Any], words: str, request_of: Callable[..., Path], said: dict[str, Any], trial_ca: TrialCa
) -> None:
    check = verify_file(request_of({**said, **other}), trial_ca.trust)
    assert (check.kind, check.level, words in check.why) == ("enrolment", "INVALID", True), check.why


def test_a_request_that_another_key_signed_is_invalid(
    request_of: Callable[..., Path], said: dict[str, Any], trial_ca: TrialCa
) -> None:
    for file in (request_of(said, LEADER), request_of(said, SEAL, LEADER)):
        check = verify_file(file, trial_ca.trust)
        assert (check.level, "không do chính khóa" in check.why) == ("INVALID", True)


def test_a_package_with_a_request_in_it_stays_a_package(
    packed: Packed, inside: dict[str, bytes], trial_ca: TrialCa
) -> None:
    check = verify_file(packed({**inside, "enrolment.json": b"junk"}, SEAL), trial_ca.trust)
    assert (check.kind, check.level) == ("package", "INVALID")
    assert any("enrolment.json" in each.sentence for each in check.findings)
    for names in (("enrolment.json",), ("enrolment.json", "report.pdf"), ("enrolment.json", "certificate.crt", "x")):
        other = verify_file(packed(dict.fromkeys(names, b"{}"), SEAL), trial_ca.trust)
        assert (other.kind, other.level in ("INVALID", "DAMAGED")) == ("package", True)
