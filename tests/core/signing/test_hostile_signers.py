"""Whoever may not sign, and whatever else stands where one signature should, is told for what it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core, x509
from cryptography import x509 as pyca_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding

from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.cades import sign_detached
from tmdt_desktop.signing.container import CheckWish, Container, read_container
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.opening import SIGNATURE
from tmdt_desktop.signing.trust import RegisteredCertificate, Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict, weightiest
from tmdt_desktop.signing.zip_form import STORED

from .conftest import DISTRICT
from .other_keys import Wanted, make_key
from .packages import built, codes, contents, signed_by

Check = Callable[..., Container]
Change = Callable[[cms.SignedData], None]


@pytest.fixture
def signed_as(package: Path, trust: TrustPack, tmp_path: Path) -> Callable[[Wanted], Container]:
    """The package signed by a key with such a certificate, which the trust pack believes and has registered."""

    def sign(wanted: Wanted) -> Container:
        key = make_key(tmp_path, wanted).opened()
        line = RegisteredCertificate(
            DISTRICT, "UBND huyện Lập Thạch", Role.SEAL, key.owner, key.fingerprint, date(2024, 1, 2)
        )
        believing = replace(trust, roots=(*trust.roots, key.certificate_der), register=(*trust.register, line))
        path = tmp_path / "lạ.asice"
        path.write_bytes(signed_by(key, utc_now(), contents(package)))
        return read_container(path, believing, CheckWish(office=DISTRICT))

    return sign


@pytest.mark.parametrize(
    ("wanted", "code", "words"),
    [
        (Wanted("P-256", begins=-9, ends=-2), "certificate_expired", "đã hết hạn ngày"),
        (Wanted("P-256", begins=2, ends=9), "certificate_early", "mới có hiệu lực, sau thời điểm ký"),
        (Wanted("RSA 2048", usages=("key_encipherment",)), "certificate_usage", "không được cấp để ký"),
        (Wanted("P-256", usages=("key_agreement",)), "certificate_usage", "không được cấp để ký"),
        (Wanted("RSA 1024"), "weak_algorithm", "quá yếu"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_certificate_that_may_not_sign_is_refused_though_it_is_believed(
    wanted: Wanted, code: str, words: str, signed_as: Callable[[Wanted], Container]
) -> None:
    found = signed_as(wanted)
    assert (found.verdict, code in codes(found)) == (Verdict.INVALID, True)
    (only,) = {each.sentence for each in found.findings if each.code == code}
    assert words in only
    with pytest.raises(Exception, match="không hợp lệ"):
        found.read("report.pdf")


def resigned(package: Path, change: Change) -> bytes:
    """The package with its signature file bent; what was signed stays."""
    files = contents(package)
    info = cms.ContentInfo.load(files[-1][1])
    change(info["content"])
    return built([*files[:-1], (SIGNATURE, info.dump(force=True), STORED)])


def put(name: str, value: Callable[[cms.SignedData], Any]) -> Change:
    def change(signed: cms.SignedData) -> None:
        signed[name] = value(signed)

    return change


def other_signer(signed: cms.SignedData, **changed: Any) -> cms.SignerInfo:
    info = signed["signer_infos"][0]
    names = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    return cms.SignerInfo({name: info[name] for name in names} | changed)


def _unsigned(signed: cms.SignedData) -> list[cms.SignerInfo]:
    extra = cms.CMSAttribute({"type": "1.2.3", "values": [core.OctetString(b"1")]})
    return [other_signer(signed, unsigned_attrs=cms.CMSAttributes([extra]))]


def _attributes(signed: cms.SignedData, without: str = "", twice: str = "") -> list[cms.SignerInfo]:
    kept = [each for each in signed["signer_infos"][0]["signed_attrs"] if each["type"].native != without]
    kept += [each for each in kept if each["type"].native == twice]
    return [other_signer(signed, signed_attrs=cms.CMSAttributes(kept))]


BENT: dict[str, tuple[Change, str]] = {
    "no signer": (put("signer_infos", lambda _: []), "signature_form"),
    "the same signer twice": (put("signer_infos", lambda s: [s["signer_infos"][0]] * 2), "signature_form"),
    "another signature value": (
        put("signer_infos", lambda s: [other_signer(s, signature=bytes(256))]),
        "signature_wrong",
    ),
    "no signature value": (put("signer_infos", lambda s: [other_signer(s, signature=b"")]), "signature_wrong"),
    "no certificate": (put("certificates", lambda _: []), "signer_swapped"),
    "an attribute left out": (put("signer_infos", lambda s: _attributes(s, without="signing_time")), "signature_wrong"),
    "an attribute doubled": (put("signer_infos", lambda s: _attributes(s, twice="message_digest")), "signature_wrong"),
    "another version": (put("version", lambda _: "v3"), "signature_form"),
    "an attribute that nobody signed": (put("signer_infos", _unsigned), "signature_form"),
    "a certificate twice": (
        put("certificates", lambda s: [*s["certificates"], s["certificates"][-1]]),
        "signature_form",
    ),
    "a list of revocations": (put("crls", lambda _: []), "signature_form"),
    "the content inside": (
        put("encap_content_info", lambda _: {"content_type": "data", "content": b"x"}),
        "signature_form",
    ),
}


@pytest.mark.parametrize(("change", "code"), BENT.values(), ids=BENT)
def test_a_bent_signature_file_is_refused(change: Change, code: str, package: Path, check: Check) -> None:
    found = check(resigned(package, change))
    assert (found.verdict, code in codes(found)) == (Verdict.INVALID, True)
    assert all(each.cure for each in found.findings)


def test_a_certificate_that_leads_nowhere_is_refused(package: Path, check: Check, other_seal: SigningKey) -> None:
    strange = x509.Certificate.load(other_seal.certificate_der)
    found = check(resigned(package, put("certificates", lambda s: [*s["certificates"], strange])))
    assert (found.verdict, codes(found)) == (Verdict.INVALID, {"chain_extra"})
    (only,) = found.findings
    assert only.sentence == "Chữ ký kèm chứng thư không thuộc chuỗi của người ký."


STRANGE_KEYS: dict[str, Callable[[], Any]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
    "X25519": x25519.X25519PrivateKey.generate,
    "DSA": lambda: dsa.generate_private_key(1024),
    "another curve": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
}


@pytest.mark.parametrize("kind", STRANGE_KEYS)
def test_a_certificate_of_a_kind_nobody_here_uses_is_refused(kind: str, package: Path, check: Check) -> None:
    """In the place of the signer's, and beside it: as the authority that would have issued it."""
    signer = pyca_x509.load_der_x509_certificate(contents_chain(package)[0].dump())
    public = STRANGE_KEYS[kind]().public_key()
    instead = x509.Certificate.load(_alike(signer, public, signer.subject, signer.serial_number))
    found = check(resigned(package, put("certificates", lambda s: [instead, *contents_chain(package)[1:]])))
    assert found.verdict is Verdict.INVALID
    above = x509.Certificate.load(_alike(signer, public, signer.issuer, 7))
    found = check(resigned(package, put("certificates", lambda s: [*s["certificates"], above])))
    assert (found.verdict, codes(found)) == (Verdict.INVALID, {"chain_extra"})


def _alike(signer: pyca_x509.Certificate, public: Any, subject: pyca_x509.Name, serial: int) -> bytes:
    builder = pyca_x509.CertificateBuilder().subject_name(subject).issuer_name(signer.issuer).public_key(public)
    builder = builder.serial_number(serial).not_valid_before(signer.not_valid_before_utc)
    made = builder.not_valid_after(signer.not_valid_after_utc).sign(
        ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()
    )
    return made.public_bytes(Encoding.DER)


def test_two_signers_who_disagree_are_refused(package: Path, check: Check, other_seal: SigningKey) -> None:
    """One over this manifest, one over another: which of them to believe is nobody's choice."""
    theirs = cms.ContentInfo.load(sign_detached(b"<other/>", other_seal, utc_now()))["content"]
    both = put("signer_infos", lambda s: [s["signer_infos"][0], theirs["signer_infos"][0]])
    found = check(resigned(package, both))
    first = weightiest(found.findings)
    assert first is not None
    assert (found.verdict, first.code, first.sentence) == (
        Verdict.INVALID,
        "signature_form",
        "Chữ ký có phần thừa hoặc không đúng mẫu.",
    )


def test_a_crowd_of_certificates_costs_no_crowd_of_time(package: Path, check: Check, tmp_path: Path) -> None:
    """Two hundred strangers who all bear the issuer's name and signed nothing."""
    issuing = x509.Certificate.load(contents_chain(package)[-1].dump())
    crowd = []
    for serial in range(100):
        each = issuing.copy()
        each["tbs_certificate"]["serial_number"] = serial + 1
        crowd.append(x509.Certificate.load(each.dump(force=True)))
    found = check(resigned(package, put("certificates", lambda s: [*s["certificates"], *crowd])))
    assert (found.verdict, "chain_extra" in codes(found)) == (Verdict.INVALID, True)


def contents_chain(package: Path) -> list[x509.Certificate]:
    signed = cms.ContentInfo.load(contents(package)[-1][1])["content"]
    return sorted((each.chosen for each in signed["certificates"]), key=lambda each: bool(each.ca))
