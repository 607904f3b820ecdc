"""Every algorithm the counterparts use is made and read in one form; everything weaker is refused both ways."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.algorithms import _CURVE_ORDERS, algorithm_words
from tmdt_desktop.signing.cades import CadesReading, read_detached, sign_detached
from tmdt_desktop.signing.verdicts import Verdict, judge

from .other_keys import OtherKey, Wanted, make_key

DATA = b"<ASiCManifest/>"
KINDS = (
    ("RSA 2048", "pss", "RSA 2048, PSS, SHA-256"),
    ("RSA 2048", "pkcs1", "RSA 2048, PKCS #1 v1.5, SHA-256"),
    ("RSA 3072", "pss", "RSA 3072, PSS, SHA-256"),
    ("P-256", "pss", "EC P-256, ECDSA, SHA-256"),
    ("P-384", "pss", "EC P-384, ECDSA, SHA-384"),
    ("P-521", "pss", "EC P-521, ECDSA, SHA-512"),
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], OtherKey]:
    folder = tmp_path_factory.mktemp("keys")
    return cache(lambda kind: make_key(folder, Wanted(kind)))


@pytest.mark.parametrize(("kind", "padding", "words"), KINDS)
def test_every_usual_algorithm_is_made_and_read(
    keys: Callable[[str], OtherKey], kind: str, padding: str, words: str
) -> None:
    key = keys(kind).opened(padding)
    read = read_detached(sign_detached(DATA, key, utc_now()), DATA)
    assert read.intact
    assert judge(read.findings) is Verdict.VALID
    assert [each.code for each in read.findings] == (["pkcs1_padding"] if padding == "pkcs1" else [])
    assert read.algorithm == words
    assert not read_detached(sign_detached(DATA, key, utc_now()), DATA + b"x").intact


@pytest.mark.parametrize(("kind", "padding", "words"), KINDS)
def test_openssl_says_the_same_of_each(
    keys: Callable[[str], OtherKey], tmp_path: Path, tool: Callable[[str], str], kind: str, padding: str, words: str
) -> None:
    key = keys(kind)
    (tmp_path / "signature").write_bytes(sign_detached(DATA, key.opened(padding), utc_now()))
    (tmp_path / "data").write_bytes(DATA)
    assert _openssl(tool("openssl"), tmp_path, key) == 0
    (tmp_path / "data").write_bytes(DATA + b"x")
    assert _openssl(tool("openssl"), tmp_path, key) != 0


def test_the_salt_is_as_long_as_the_digest_and_the_parameters_are_written_whole(
    keys: Callable[[str], OtherKey],
) -> None:
    info = _info(sign_detached(DATA, keys("RSA 2048").opened(), utc_now()))
    parameters = info["signature_algorithm"]["parameters"]
    assert parameters["salt_length"].native == 32
    assert parameters["mask_gen_algorithm"].native["parameters"]["algorithm"] == "sha256"
    assert parameters["trailer_field"].native == "trailer_field_bc"


def test_another_salt_is_not_the_usual_form(keys: Callable[[str], OtherKey]) -> None:
    """It proves the same, yet two ways of writing one signature would be two valid files."""
    made = sign_detached(DATA, keys("RSA 2048").opened(), utc_now())
    read = _resigned(keys("RSA 2048"), made, salt=64)
    assert read.intact
    assert [each.code for each in read.findings] == ["signature_form"]
    short = _resigned(keys("RSA 2048"), made, salt=8)
    assert [each.code for each in short.findings] == ["weak_algorithm"]


def test_the_other_sign_of_an_elliptic_value_is_refused(keys: Callable[[str], OtherKey]) -> None:
    content = cms.ContentInfo.load(sign_detached(DATA, keys("P-256").opened(), utc_now()))
    info = content["content"]["signer_infos"][0]
    pair = algos.DSASignature.load(info["signature"].native)
    turned = _CURVE_ORDERS["secp256r1"] - pair["s"].native
    info["signature"] = algos.DSASignature({"r": pair["r"].native, "s": turned}).dump()
    read = read_detached(content.dump(), DATA)
    assert read.intact
    assert [each.code for each in read.findings] == ["signature_form"]


def test_another_name_for_the_same_padding_is_refused(keys: Callable[[str], OtherKey]) -> None:
    """rsaEncryption instead of sha256WithRSAEncryption verifies as well; nobody signed which one it says."""
    content = cms.ContentInfo.load(sign_detached(DATA, keys("RSA 2048").opened("pkcs1"), utc_now()))
    content["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": "rsassa_pkcs1v15"}
    assert "signature_form" in {each.code for each in read_detached(content.dump(), DATA).findings}


def test_what_nobody_signed_may_not_lie_beside_a_signature(keys: Callable[[str], OtherKey]) -> None:
    made = sign_detached(DATA, keys("P-256").opened(), utc_now())
    content = cms.ContentInfo.load(made)
    certificates = content["content"]["certificates"]
    other = cms.CertificateChoices("certificate", x509.Certificate.load(keys("P-384").der))
    content["content"]["certificates"] = [*certificates, other, other]
    assert "signature_form" in {each.code for each in read_detached(content.dump(), DATA).findings}
    content = cms.ContentInfo.load(made)
    note = cms.CMSAttribute({"type": "1.2.3", "values": [core.OctetString(b"1")]})
    content["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([note])
    assert [each.code for each in read_detached(content.dump(), DATA).findings] == ["signature_form"]


@pytest.mark.parametrize("kind", ["RSA 1024", "P-192", "K-256"])
def test_a_weak_key_is_refused_both_ways(keys: Callable[[str], OtherKey], kind: str) -> None:
    key = keys(kind).opened()
    with pytest.raises(Refused, match=r"yếu|chưa dùng được"):
        key.require_usable()
    made = sign_detached(DATA, key, utc_now()) if kind.startswith("RSA") else _foreign(keys(kind), "sha256")
    read = read_detached(made, DATA)
    assert "weak_algorithm" in {each.code for each in read.findings}


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_a_weak_digest_is_refused(keys: Callable[[str], OtherKey], digest: str) -> None:
    read = read_detached(_foreign(keys("RSA 2048"), digest), DATA)
    assert not read.intact
    assert read.findings[0].code == "weak_algorithm"
    assert judge(read.findings) is Verdict.INVALID


def test_a_digest_that_the_mechanism_does_not_use_is_refused(keys: Callable[[str], OtherKey]) -> None:
    made = sign_detached(DATA, keys("RSA 2048").opened("pkcs1"), utc_now())
    content = cms.ContentInfo.load(made)
    content["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha512_rsa"}
    assert "weak_algorithm" in {each.code for each in read_detached(content.dump(), DATA).findings}


def _info(signature: bytes) -> cms.SignerInfo:
    return cms.ContentInfo.load(signature)["content"]["signer_infos"][0]


def _resigned(key: OtherKey, made: bytes, *, salt: int) -> CadesReading:
    """The same attributes signed with another length of salt."""
    content = cms.ContentInfo.load(made)
    info = content["content"]["signer_infos"][0]
    private = load_pem_private_key(key.bare.read_bytes(), None)
    signed = info["signed_attrs"].untag().dump()
    info["signature"] = private.sign(  # type: ignore[union-attr,call-arg]
        signed, rsa_padding.PSS(rsa_padding.MGF1(SHA256()), salt), SHA256()
    )
    info["signature_algorithm"]["parameters"]["salt_length"] = salt
    return read_detached(content.dump(), DATA)


def _foreign(key: OtherKey, digest: str) -> bytes:
    """A signature by another program that is content with less."""
    command = ["openssl", "cms", "-sign", "-binary", "-cades", "-md", digest, "-outform", "DER"]
    command += ["-signer", str(key.certificate), "-inkey", str(key.bare)]
    made = subprocess.run(command, input=DATA, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("openssl does not make such signatures here")
    return made.stdout


def _openssl(openssl: str, folder: Path, key: OtherKey) -> int:
    command = [openssl, "cms", "-verify", "-cades", "-binary", "-purpose", "any", "-inform", "DER"]
    command += ["-in", folder / "signature", "-content", folder / "data", "-CAfile", key.certificate]
    return subprocess.run([*command, "-out", folder / "out"], capture_output=True, check=False).returncode


def test_words_for_people_name_what_is_unknown(keys: Callable[[str], OtherKey]) -> None:
    info = _info(_foreign(keys("RSA 2048"), "sha1"))
    assert algorithm_words(info, x509.Certificate.load(keys("RSA 2048").der)).endswith("SHA-1")
