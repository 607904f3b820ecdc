"""Detached CAdES-B-B signatures (ETSI EN 319 122-1, clause 6): made, and read back with nothing left to chance.

Each signature has one way of being written. Outside of what is signed nothing is free: not the parameters of an
algorithm, not the sign of an ECDSA value. Two files that differ in a byte are never both valid.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import cms, core, x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from tmdt_desktop.i18n import universal_time
from tmdt_desktop.signing.algorithms import (
    DIGESTS,
    algorithm_findings,
    algorithm_words,
    digest_for,
    low_s,
    only_mechanism,
    salt_is_usual,
)
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.verdicts import Finding, Verdict, finding, judge

LARGEST = 1 << 17
_ATTRIBUTES = {"content_type", "message_digest", "signing_time", "signing_certificate_v2"}
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)


@dataclass(frozen=True)
class CadesReading:
    """What a signature file holds. `signer` is None when it cannot be read; `beside` are the certificates it carries.

    `intact` says that the signature was made by `signer` over exactly the data given. `algorithm` is for people:
    «RSA 2048, PSS, SHA-256»; "" when it cannot be read.
    """

    signer: bytes | None
    beside: tuple[bytes, ...]
    signed_at: datetime | None
    intact: bool
    findings: tuple[Finding, ...]
    algorithm: str = ""


def sign_detached(data: bytes, key: SigningKey, moment: datetime) -> bytes:
    """A detached signature in DER over `data`, claiming `moment` (to the second) as its time."""
    settings = PdfCMSSignedAttributes(signing_time=moment.astimezone(UTC).replace(microsecond=0))
    certificate = x509.Certificate.load(key.certificate_der)
    work = key.signer.async_sign_general_data(
        data, digest_for(certificate), detached=True, use_cades=True, signed_attr_settings=settings
    )
    made = run(work)
    if certificate.public_key.algorithm == "ec":
        info = made["content"]["signer_infos"][0]
        info["signature"] = low_s(info["signature"].native, certificate)
    return bytes(made.dump())


def read_detached(signature: bytes, data: bytes) -> CadesReading:
    """Check that `signature` is a CAdES-B-B signature over `data`, in the one form in which this program makes it."""
    try:
        return _read(signature, data)
    except (SignatureValidationError, SigningError):
        return _broken("signature_wrong")
    except _MALFORMED:
        return _broken("signature_unreadable")


def _broken(code: str) -> CadesReading:
    return CadesReading(None, (), None, intact=False, findings=(finding(code),))


def _read(signature: bytes, data: bytes) -> CadesReading:
    content = cms.ContentInfo.load(signature, strict=True)
    if content["content_type"].native != "signed_data":
        return _broken("signature_unreadable")
    signed = content["content"]
    if len(signed["signer_infos"]) != 1:
        return _broken("signature_form")
    info = signed["signer_infos"][0]
    certificates = [each.chosen for each in signed["certificates"]]
    signer = _signer(info, certificates)
    if signer is None:
        return _broken("signer_swapped")
    beside = tuple(each.dump() for each in certificates if each.dump() != signer.dump())
    findings = _form_findings((signature, info), signer, certificates)
    intact = _intact(info, signer, data)
    if not intact:
        findings.append(finding("signature_wrong"))
    words = algorithm_words(info, signer)
    return CadesReading(signer.dump(), beside, _signing_time(info), intact, tuple(findings), words)


def _signer(info: cms.SignerInfo, certificates: list[x509.Certificate]) -> x509.Certificate | None:
    sid = info["sid"]
    if sid.name != "issuer_and_serial_number":
        return None
    wanted = (sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native)
    matching = [each for each in certificates if (each.issuer.dump(), each.serial_number) == wanted]
    return matching[0] if len(matching) == 1 else None


def _intact(info: cms.SignerInfo, signer: x509.Certificate, data: bytes) -> bool:
    name = info["digest_algorithm"]["algorithm"].native
    if name not in DIGESTS:
        return False
    digest = hashlib.new(name, data).digest()
    intact, valid = validate_sig_integrity(info, signer, "data", digest)
    return bool(intact and valid)


def _form_findings(
    signed: tuple[bytes, cms.SignerInfo], signer: x509.Certificate, certificates: list[x509.Certificate]
) -> list[Finding]:
    signature, info = signed
    findings = list(algorithm_findings(info, signer))
    if judge(findings) is not Verdict.VALID:
        return findings
    doubled = len({each.dump() for each in certificates}) != len(certificates)
    if doubled or not _is_usual(info, signer) or only_form(info, signer, certificates) != signature:
        findings.append(finding("signature_form"))
    return findings


def _is_usual(info: cms.SignerInfo, signer: x509.Certificate) -> bool:
    """Whether what could be written in several ways is written in the way this program chose.

    An attribute that nobody signed could be added by anyone.
    """
    mechanism, value = info["signature_algorithm"], info["signature"].native
    if not isinstance(info["unsigned_attrs"], core.Void):
        return False
    if sorted(each["type"].native for each in info["signed_attrs"]) != sorted(_ATTRIBUTES):
        return False
    if signer.public_key.algorithm == "ec":
        return bool(low_s(value, signer) == value)
    return bool(mechanism["algorithm"].native != "rsassa_pkcs1v15") and salt_is_usual(mechanism)


def only_form(info: cms.SignerInfo, signer: x509.Certificate, certificates: list[x509.Certificate]) -> bytes:
    """The same signature written anew, in DER: no room for a version or an algorithm that nobody signed.

    Raises:
        ValueError, TypeError, KeyError: it is not of the usual form at all.
    """
    digest_algorithm = _digest_algorithm(info)
    number = cms.IssuerAndSerialNumber({"issuer": signer.issuer, "serial_number": signer.serial_number})
    again = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": number}),
            "digest_algorithm": digest_algorithm,
            "signed_attrs": cms.CMSAttributes(list(info["signed_attrs"])),
            "signature_algorithm": only_mechanism(info["signature_algorithm"]),
            "signature": info["signature"].native,
            **({} if isinstance(info["unsigned_attrs"], core.Void) else {"unsigned_attrs": info["unsigned_attrs"]}),
        }
    )
    data = {
        "version": "v1",
        "digest_algorithms": [digest_algorithm],
        "encap_content_info": {"content_type": "data"},
        "certificates": certificates,
        "signer_infos": [again],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def _digest_algorithm(info: cms.SignerInfo) -> cms.DigestAlgorithm:
    return cms.DigestAlgorithm({"algorithm": info["digest_algorithm"]["algorithm"].native})


def _signing_time(info: cms.SignerInfo) -> datetime | None:
    for each in info["signed_attrs"]:
        if each["type"].native == "signing_time":
            moment: datetime = each["values"][0].native
            return universal_time(moment)
    return None
