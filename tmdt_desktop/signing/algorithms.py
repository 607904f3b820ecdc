"""The signature algorithms that are made and believed, each in one form (RFC 4055, RFC 5753, RFC 5754; ETSI TS 119 312).

RSA from 2048 bits by RSASSA-PSS (MGF1 with the same digest, salt as long as the digest) or PKCS #1 v1.5; ECDSA on P-256,
P-384 and P-521; digests SHA-256, SHA-384, SHA-512. Everything else is too weak or unknown to the counterparts.
"""

from collections.abc import Iterator

from asn1crypto import algos, cms, x509

from tmdt_desktop.signing.verdicts import Finding, finding

DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}
"""Digest names as in ASN.1, with their lengths in bytes."""
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
"""Elliptic curves by their ASN.1 names, with the names people use."""
MINIMUM_RSA_BITS = 2048
_CURVE_DIGESTS = {"secp384r1": "sha384", "secp521r1": "sha512"}
_CURVE_ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": int("F" * 48 + "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973", 16),
    "secp521r1": int("1FF" + "F" * 63 + "A51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409", 16),
}
_RSA = {"rsa", "rsassa_pss"}


def is_strong(certificate: x509.Certificate) -> bool:
    """Whether the certificate's key is of a kind and length that may sign and be encrypted to (TT 15/2025/TT-BKHCN)."""
    key = certificate.public_key
    if key.algorithm in _RSA:
        return bool(key.bit_size >= MINIMUM_RSA_BITS)
    return key.algorithm == "ec" and curve_of(certificate) in CURVES


def curve_of(certificate: x509.Certificate) -> str:
    """The ASN.1 name of an elliptic key's curve; "" for another key or a curve without a name."""
    key = certificate.public_key
    if key.algorithm != "ec":
        return ""
    kind, name = key.curve
    return str(name) if kind == "named" else ""


def key_words(certificate: x509.Certificate) -> str:
    """The key for people: «RSA 2048», «EC P-256»."""
    key = certificate.public_key
    if key.algorithm == "ec":
        return f"EC {CURVES.get(curve_of(certificate), key.bit_size)}"
    if key.algorithm in _RSA:
        return f"RSA {key.bit_size}"
    return str(key.algorithm).upper()  # of keys on Edwards curves the library cannot even tell the length


def digest_for(certificate: x509.Certificate) -> str:
    """The digest that the certificate's key signs with: as strong as the curve, SHA-256 for RSA."""
    return _CURVE_DIGESTS.get(curve_of(certificate), "sha256")


def mechanism_for(certificate: x509.Certificate, padding: str) -> algos.SignedDigestAlgorithm | None:
    """How the certificate's key is to sign; None where its kind and the digest leave no choice.

    `padding`: «pss» or «pkcs1», heeded for an RSA key only. The salt of RSASSA-PSS is as long as the digest, as
    RFC 4055 §3.1 and every counterpart expect.
    """
    if certificate.public_key.algorithm == "ec" or padding != "pss":
        return None
    digest = digest_for(certificate)
    return _pss(digest, DIGESTS[digest])


def only_mechanism(found: algos.SignedDigestAlgorithm) -> algos.SignedDigestAlgorithm:
    """The same algorithm in the one way of writing it that is accepted.

    Raises:
        ValueError, TypeError, KeyError: it cannot be written so.
    """
    name = found["algorithm"].native
    if name != "rsassa_pss":
        return algos.SignedDigestAlgorithm({"algorithm": name})
    parameters = found["parameters"]
    return _pss(parameters["hash_algorithm"]["algorithm"].native, parameters["salt_length"].native)


def _pss(digest: str, salt: int) -> algos.SignedDigestAlgorithm:
    """RFC 4055 §3.1: SHA-2 identifiers with NULL parameters, the trailer left at its default."""
    parameters = {
        "hash_algorithm": {"algorithm": digest},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
        "salt_length": salt,
    }
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)})


def algorithm_findings(info: cms.SignerInfo, signer: x509.Certificate) -> Iterator[Finding]:
    """What there is to say of the algorithms of one signature: too weak, or fit with a remark.

    A signature whose digest and mechanism do not belong together counts as weak: nobody means to make it.
    """
    digest, mechanism = info["digest_algorithm"]["algorithm"].native, info["signature_algorithm"]
    name = mechanism["algorithm"].native
    key = signer.public_key.algorithm
    wanted = {f"{digest}_ecdsa"} if key == "ec" else {f"{digest}_rsa", "rsassa_pss", "rsassa_pkcs1v15"}
    if digest not in DIGESTS or name not in wanted or not is_strong(signer):
        yield finding("weak_algorithm")
    elif name == "rsassa_pss":
        if not _usual_pss(mechanism["parameters"], digest):
            yield finding("weak_algorithm")
    elif key != "ec":
        yield finding("pkcs1_padding")


def _usual_pss(parameters: algos.RSASSAPSSParams, digest: str) -> bool:
    mask = parameters["mask_gen_algorithm"]
    used = (parameters["hash_algorithm"]["algorithm"].native, mask["algorithm"].native)
    if used != (digest, "mgf1") or mask["parameters"]["algorithm"].native != digest:
        return False
    return bool(parameters["salt_length"].native >= DIGESTS[digest])


def salt_is_usual(mechanism: algos.SignedDigestAlgorithm) -> bool:
    """Whether an RSASSA-PSS salt is as long as the digest; true of every other mechanism."""
    if mechanism["algorithm"].native != "rsassa_pss":
        return True
    parameters = mechanism["parameters"]
    length = DIGESTS.get(parameters["hash_algorithm"]["algorithm"].native)
    return bool(parameters["salt_length"].native == length)


def algorithm_words(info: cms.SignerInfo, signer: x509.Certificate) -> str:
    """The algorithm for people: «RSA 2048, PSS, SHA-256», «EC P-256, ECDSA, SHA-256»."""
    name, digest = info["signature_algorithm"]["algorithm"].native, info["digest_algorithm"]["algorithm"].native
    how = "PSS" if name == "rsassa_pss" else "ECDSA" if name.endswith("_ecdsa") else "PKCS #1 v1.5"
    if not (name == "rsassa_pss" or name.endswith(("_ecdsa", "_rsa")) or name == "rsassa_pkcs1v15"):
        how = name
    shown = digest.upper().replace("SHA", "SHA-", 1) if digest.startswith("sha") else digest.upper()
    return f"{key_words(signer)}, {how}, {shown}"


def low_s(signature: bytes, signer: x509.Certificate) -> bytes:
    """An ECDSA signature in the smaller of its two equally valid forms (SEC 1 §4.1.3: −s signs as well as s).

    Raises:
        ValueError, TypeError: `signature` is none of an elliptic key on a known curve.
    """
    order = _CURVE_ORDERS[curve_of(signer)]
    pair = algos.DSASignature.load(signature, strict=True)
    r, s = pair["r"].native, pair["s"].native
    return bytes(algos.DSASignature({"r": r, "s": min(s, order - s)}).dump())
