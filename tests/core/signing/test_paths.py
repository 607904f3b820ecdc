"""From a signer to a root: every rule of RFC 5280 that a forger would like to be forgotten."""

import time
from datetime import UTC, datetime

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from tmdt_desktop.signing.judging import CertificateJudgement
from tmdt_desktop.signing.verdicts import Verdict, judge

from .pki import DAY, NOW, Gone, Owner, Wish, authority, certified, codes, judged, listed, named, pack, signer

ROOT = authority("Gốc", depth=2)
ISSUING = authority("Cấp phát", ROOT, depth=0)
LISTS = (listed(ROOT), listed(ISSUING))
STRANGE: tuple[x509.ExtensionType, bool] = (x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4.5"), b"\5\0"), True)


def ask(whose: Owner, between: tuple[Owner, ...] = (ISSUING,), **asked: object) -> CertificateJudgement:
    return judged(
        whose, pack((ROOT,), between, (*LISTS, *(listed(each) for each in between if each is not ISSUING))), **asked
    )


def weakly_signed(whose: Owner, by: Owner) -> Owner:
    """The same certificate signed with SHA-1, which no library makes any more."""
    made = asn1_x509.Certificate.load(whose.der)
    made["tbs_certificate"]["signature"] = made["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}
    made["signature_value"] = by.key.sign(made["tbs_certificate"].dump(force=True), ec.ECDSA(hashes.SHA1()))
    return Owner(whose.key, x509.load_der_x509_certificate(made.dump(force=True)))


def test_a_sound_path_is_found_and_told_from_signer_to_root() -> None:
    whose = signer(ISSUING)
    found = ask(whose)
    assert (codes(found), found.trusted, found.valid_then) == (set(), True, True)
    assert found.chain == (whose.der, ISSUING.der, ROOT.der)


def test_an_authority_that_came_with_the_signature_is_enough() -> None:
    whose = signer(ISSUING)
    assert codes(ask(whose, (), beside=(b"\x30\x00", ISSUING.der))) == set()


def test_a_root_that_came_with_the_signature_is_not() -> None:
    stranger = authority("Gốc lạ")
    assert codes(ask(signer(stranger), beside=(stranger.der,))) == {"unknown_root"}


def test_a_certificate_that_bears_the_name_of_an_authority_alone_is_refused() -> None:
    forged = Owner(ec.generate_private_key(ec.SECP256R1()), ISSUING.certificate)
    found = ask(signer(forged, marked=False))
    assert (codes(found), judge(found.findings)) == ({"chain_broken"}, Verdict.INVALID)


def test_an_authority_of_the_same_name_with_another_key_is_somebody_else() -> None:
    twin = authority("Cấp phát", ROOT, depth=0)
    assert codes(ask(signer(twin))) == {"unknown_root"}
    whose = signer(ISSUING)
    assert codes(ask(whose, (twin, ISSUING))) == set()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ca": False}, "authority_usage"),
        ({"ca": None}, "authority_usage"),
        ({"usages": ("crl_sign",)}, "authority_usage"),
        ({"until": NOW - DAY}, "authority_expired"),
        ({"since": NOW + DAY}, "authority_early"),
        ({"extra": (STRANGE,)}, "certificate_extension"),
    ],
)
def test_an_authority_must_be_one_and_in_its_term(changed: dict[str, object], code: str) -> None:
    weak = authority("Cấp phát", ROOT, **changed)
    found = ask(signer(weak), (weak,))
    assert (codes(found), judge(found.findings)) == ({code}, Verdict.INVALID)
    assert not found.trusted
    assert not found.valid_then


def test_an_office_cannot_make_certificates_of_its_own() -> None:
    seal = signer(ISSUING)
    assert codes(ask(signer(seal), beside=(seal.der,))) == {"authority_usage"}


def test_an_authority_below_one_that_may_have_none_is_refused() -> None:
    below = authority("Cấp dưới", ISSUING)
    assert codes(ask(signer(below), (ISSUING, below))) == {"authority_length"}


def test_an_authority_keeps_to_the_names_it_was_given() -> None:
    only = x509.NameConstraints([x509.DirectoryName(named("x", "Chỉ ở đây"))], None)
    narrow = authority("Cấp phát hẹp", ROOT, extra=((only, True),))
    assert codes(ask(signer(narrow), (narrow,))) == {"authority_names"}


def test_a_root_keeps_to_its_own_limits_too() -> None:
    root = authority("Gốc", depth=0)
    between = authority("Cấp phát", root)
    assert codes(judged(signer(between), pack((root,), (between,)))) == {"authority_length"}
    old = authority("Gốc", until=NOW - DAY)
    assert codes(judged(signer(old), pack((old,)))) == {"authority_expired"}


def test_an_unknown_demand_in_the_signers_certificate_is_refused() -> None:
    assert codes(ask(signer(ISSUING, extra=(STRANGE,)))) == {"certificate_extension"}


def test_a_chain_signed_with_a_weak_digest_is_refused() -> None:
    assert codes(ask(weakly_signed(signer(ISSUING), ISSUING))) == {"weak_algorithm"}


@pytest.mark.parametrize(
    ("uses", "fit"),
    [
        ((ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH), True),
        ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), True),
        ((ObjectIdentifier("1.3.6.1.5.5.7.3.36"),), True),
        ((ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),), True),
        ((ExtendedKeyUsageOID.SERVER_AUTH,), False),
        ((ExtendedKeyUsageOID.CODE_SIGNING,), False),
        ((ExtendedKeyUsageOID.TIME_STAMPING,), False),
        ((ExtendedKeyUsageOID.OCSP_SIGNING,), False),
    ],
)
def test_a_certificate_for_something_else_may_not_sign(uses: tuple[ObjectIdentifier, ...], fit: bool) -> None:
    found = ask(signer(ISSUING, extra=((x509.ExtendedKeyUsage(uses), False),)))
    assert codes(found) == (set() if fit else {"certificate_usage"})


def test_only_a_time_stamping_certificate_may_stamp() -> None:
    stamping = x509.ExtendedKeyUsage((ExtendedKeyUsageOID.TIME_STAMPING,))
    assert codes(ask(signer(ISSUING, extra=((stamping, True),)), purpose="stamp")) == set()
    assert codes(ask(signer(ISSUING), purpose="stamp")) == {"certificate_usage"}


def test_an_authority_may_not_sign_documents() -> None:
    both = ("key_cert_sign", "digital_signature")
    assert codes(ask(authority("Cấp dưới", ROOT, usages=both))) == {"certificate_usage"}


def test_a_certificate_that_may_only_encrypt_may_not_sign() -> None:
    assert codes(ask(signer(ISSUING, usages=("key_agreement",)))) == {"certificate_usage"}


def test_a_cross_certificate_leads_to_the_root_that_is_known() -> None:
    other = authority("Gốc cũ")
    crossed = certified(Wish(other.name, ca=True, usages=("key_cert_sign", "crl_sign")), ROOT, other.key)
    whose = signer(other)
    found = judged(whose, pack((ROOT,), (crossed,), (listed(ROOT), listed(crossed))))
    assert (codes(found), len(found.chain)) == (set(), 3)


def test_a_path_that_broke_does_not_hide_one_that_holds() -> None:
    old = authority("Cấp phát", ROOT, depth=0, until=NOW - DAY)
    new = certified(Wish(old.name, ca=True, depth=0, usages=("key_cert_sign", "crl_sign")), ROOT, old.key)
    found = judged(signer(old), pack((ROOT,), (old, new), (listed(ROOT), listed(new))))
    assert codes(found) == set()


def test_authorities_that_certify_each_other_in_a_ring_end_the_search() -> None:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(6)]
    plain = [Owner(key, authority(f"Vòng {place}").certificate) for place, key in enumerate(keys)]
    ring = tuple(
        certified(Wish(one.name, ca=True, usages=("key_cert_sign",), marked=False), other, one.key).der
        for one in plain
        for other in plain
        if one is not other
    )
    started = time.monotonic()
    assert codes(ask(signer(plain[0], marked=False), beside=ring)) == {"unknown_root"}
    assert time.monotonic() - started < 5  # the bound of the search, not a measurement


def test_every_certificate_is_held_to_the_moment_of_signing() -> None:
    short = authority("Cấp phát", ROOT, depth=0, since=NOW - 100 * DAY, until=NOW - 50 * DAY)
    whose = signer(short)
    made = NOW - 60 * DAY
    lists = (listed(ROOT, made=made, until=NOW + DAY), listed(short, made=made, until=NOW + DAY))
    then = judged(whose, pack((ROOT,), (short,), lists), signed_at=NOW - 70 * DAY)
    assert (codes(then), then.valid_then) == (set(), True)
    assert codes(judged(whose, pack((ROOT,), (short,), lists))) == {"authority_expired"}


def test_without_a_claimed_time_today_counts() -> None:
    assert codes(ask(signer(ISSUING), signed_at=None)) == {"no_signing_time"}
    expired = ask(signer(ISSUING, until=NOW - DAY), signed_at=None)
    assert codes(expired) == {"no_signing_time", "certificate_expired"}
    assert not expired.valid_then


def test_a_claim_after_the_proof_is_told_and_the_proof_counts() -> None:
    found = ask(signer(ISSUING), signed_at=NOW + 5 * DAY, proven_at=NOW - DAY)
    assert (codes(found), judge(found.findings)) == ({"time_after_proof"}, Verdict.WARNED)
    expired = signer(ISSUING, until=NOW - DAY / 2)
    assert codes(ask(expired, signed_at=NOW, proven_at=NOW - 3 * DAY)) == {"time_after_proof"}


def test_the_day_of_a_revoked_authority_is_the_day_in_vietnam() -> None:
    at = datetime(2024, 12, 9, 20, tzinfo=UTC)
    lists = (listed(ROOT, Gone(ISSUING, at)), listed(ISSUING))
    found = judged(signer(ISSUING), pack((ROOT,), (ISSUING,), lists))
    assert "10/12/2024" in found.findings[0].sentence
