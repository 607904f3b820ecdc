"""What a stored revocation list may be believed to say, and what its silence is worth."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tmdt_desktop.signing.judging import CertificateJudgement
from tmdt_desktop.signing.verdicts import Revocation, Verdict, judge

from .pki import DAY, NOW, Extension, Gone, Owner, authority, codes, judged, listed, named, pack, signer, usage

ROOT = authority("Gốc")
ISSUING = authority("Cấp phát", ROOT)
WHOSE = signer(ISSUING)
REASONS = x509.ReasonFlags
PLACE = x509.UniformResourceIdentifier("http://crl.example.vn/1.crl")


def scope(**chosen: object) -> Extension:
    usual: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**usual, **chosen}), True  # type: ignore[arg-type]


def ask(*lists: bytes, whose: Owner = WHOSE, **asked: object) -> CertificateJudgement:
    return judged(whose, pack((ROOT,), (ISSUING,), (listed(ROOT), *lists)), **asked)


def test_a_fresh_list_that_is_silent_says_not_revoked() -> None:
    found = ask(listed(ISSUING))
    assert (codes(found), found.revocation, found.revocation_list_of) == (set(), Revocation.GOOD, NOW - DAY)


@pytest.mark.parametrize(
    ("gone", "code", "weight"),
    [
        (Gone(WHOSE, NOW - 2 * DAY), "revoked", Verdict.INVALID),
        (Gone(WHOSE, NOW + DAY), "revoked_later", Verdict.UNDETERMINED),
        (Gone(WHOSE, NOW + DAY, REASONS.key_compromise, NOW - 3 * DAY), "revoked", Verdict.INVALID),
        (Gone(WHOSE, NOW - 2 * DAY, REASONS.superseded, NOW + DAY), "revoked", Verdict.INVALID),
        (Gone(WHOSE, NOW - 2 * DAY, REASONS.certificate_hold), "suspended", Verdict.INVALID),
        (Gone(WHOSE, NOW + DAY, REASONS.certificate_hold), "suspended_later", Verdict.UNDETERMINED),
    ],
)
def test_a_revocation_counts_from_the_day_the_key_was_lost(gone: Gone, code: str, weight: Verdict) -> None:
    found = ask(listed(ISSUING, gone, made=NOW + 2 * DAY), now=NOW + 3 * DAY)
    assert (codes(found), judge(found.findings)) == ({code}, weight)
    assert (found.revocation, found.trusted) == (Revocation.REVOKED, False)


def test_a_proof_of_the_time_stands_against_a_later_revocation() -> None:
    lists = listed(ISSUING, Gone(WHOSE, NOW + 2 * DAY), made=NOW + 3 * DAY)
    found = ask(lists, now=NOW + 4 * DAY, proven_at=NOW + DAY)
    assert (codes(found), judge(found.findings)) == ({"revoked_after_proof"}, Verdict.VALID)
    assert (found.revocation, found.trusted) == (Revocation.REVOKED, True)
    too_late = ask(lists, now=NOW + 4 * DAY, proven_at=NOW + 3 * DAY)
    assert codes(too_late) == {"revoked_later"}


def test_a_suspension_that_the_newest_list_no_longer_tells_is_over() -> None:
    held = listed(ISSUING, Gone(WHOSE, NOW - 9 * DAY, REASONS.certificate_hold), made=NOW - 8 * DAY)
    assert codes(ask(held)) == {"suspended"}
    assert codes(ask(held, listed(ISSUING))) == set()


def test_a_revocation_is_for_ever_whatever_a_newer_list_leaves_out() -> None:
    told = listed(ISSUING, Gone(WHOSE, NOW - 9 * DAY), made=NOW - 8 * DAY)
    assert codes(ask(told, listed(ISSUING))) == {"revoked"}


def test_a_delta_list_can_revoke_but_its_silence_says_nothing() -> None:
    delta: Extension = (x509.DeltaCRLIndicator(1), True)
    assert codes(ask(listed(ISSUING, extra=(delta,)))) == {"unchecked_revocation"}
    assert codes(ask(listed(ISSUING, Gone(WHOSE, NOW - DAY), extra=(delta,)))) == {"revoked"}
    taken_off = Gone(WHOSE, NOW - DAY, REASONS.remove_from_crl)
    assert codes(ask(listed(ISSUING), listed(ISSUING, taken_off, extra=(delta,)))) == set()


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (scope(only_contains_user_certs=True), set()),
        (scope(only_contains_ca_certs=True), {"unchecked_revocation"}),
        (scope(only_some_reasons=frozenset({REASONS.key_compromise})), {"unchecked_revocation"}),
        (scope(full_name=[PLACE]), {"unchecked_revocation"}),
        (scope(indirect_crl=True), {"unchecked_revocation"}),
        ((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"), True), {"unchecked_revocation"}),
        ((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"), False), set()),
    ],
)
def test_a_list_of_a_part_is_silent_about_the_rest(extension: Extension, expected: set[str]) -> None:
    assert codes(ask(listed(ISSUING, extra=(extension,)))) == expected


def test_a_list_of_a_part_is_asked_by_those_who_belong_to_it() -> None:
    point = x509.CRLDistributionPoints([x509.DistributionPoint([PLACE], None, None, None)])
    whose = signer(ISSUING, extra=((point, False),))
    assert codes(ask(listed(ISSUING, extra=(scope(full_name=[PLACE]),)), whose=whose)) == set()
    other = x509.UniformResourceIdentifier("http://crl.example.vn/2.crl")
    assert codes(ask(listed(ISSUING, extra=(scope(full_name=[other]),)), whose=whose)) == {"unchecked_revocation"}


def test_an_indirect_line_is_not_about_a_certificate_of_the_same_number() -> None:
    of = x509.CertificateIssuer([x509.DirectoryName(named("Nơi khác"))])
    line = Gone(WHOSE, NOW - DAY, extra=((of, True),))
    assert codes(ask(listed(ISSUING, line))) == {"unchecked_revocation"}


def test_a_list_must_be_signed_by_the_authority_that_issued_the_certificate() -> None:
    twin = authority("Cấp phát", ROOT)
    assert codes(ask(listed(twin))) == {"unchecked_revocation"}
    assert codes(ask(listed(ROOT))) == {"unchecked_revocation"}
    assert codes(ask(listed(twin, Gone(WHOSE, NOW - DAY)), listed(ISSUING))) == set()


def test_an_authority_that_may_not_sign_lists_is_not_asked() -> None:
    silent = authority("Cấp phát", ROOT, usages=("key_cert_sign",))
    found = judged(signer(silent), pack((ROOT,), (silent,), (listed(ROOT), listed(silent))))
    assert codes(found) == {"unchecked_revocation"}
    assert usage("key_cert_sign").key_cert_sign


def weakly_signed(crl: bytes) -> bytes:
    """The same list signed with SHA-1, which no library makes any more."""
    made = asn1_crl.CertificateList.load(crl)
    made["tbs_cert_list"]["signature"] = made["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}
    made["signature"] = ISSUING.key.sign(made["tbs_cert_list"].dump(force=True), ec.ECDSA(hashes.SHA1()))
    return bytes(made.dump(force=True))


def test_a_changed_list_and_one_with_a_weak_digest_say_nothing() -> None:
    good = bytearray(listed(ISSUING))
    good[-1] ^= 1
    assert codes(ask(bytes(good))) == {"unchecked_revocation"}
    assert codes(ask(weakly_signed(listed(ISSUING)))) == {"unchecked_revocation"}
    assert codes(ask(b"\x30\x00")) == {"unchecked_revocation"}


def test_a_list_from_tomorrow_is_told_but_its_revocations_count() -> None:
    found = ask(listed(ISSUING, made=NOW + DAY))
    assert (codes(found), judge(found.findings)) == ({"early_revocation"}, Verdict.WARNED)
    assert codes(ask(listed(ISSUING, Gone(WHOSE, NOW - DAY), made=NOW + DAY))) == {"revoked"}


@pytest.mark.parametrize(
    ("overdue", "code", "weight"),
    [
        (0, "", Verdict.VALID),
        (1, "stale_revocation", Verdict.WARNED),
        (30, "stale_revocation", Verdict.WARNED),
        (31, "revocation_too_old", Verdict.UNDETERMINED),
        (400, "revocation_too_old", Verdict.UNDETERMINED),
    ],
)
def test_a_list_past_its_time_loses_its_worth_by_days(overdue: int, code: str, weight: Verdict) -> None:
    whose = signer(ISSUING, until=NOW + 900 * DAY)
    lists = (listed(ROOT, until=NOW + 900 * DAY), listed(ISSUING, until=NOW))
    found = judged(whose, pack((ROOT,), (ISSUING,), lists), now=NOW + overdue * DAY)
    assert (codes(found), judge(found.findings)) == ({code} - {""}, weight)
    assert not code or f"{overdue} ngày" in found.findings[0].sentence


def test_a_proof_needs_the_lists_of_its_own_day_alone() -> None:
    found = ask(listed(ISSUING, until=NOW + DAY), now=NOW + 200 * DAY, proven_at=NOW)
    assert codes(found) == set()


def test_a_list_made_after_the_certificate_ran_out_says_nothing_of_it() -> None:
    whose = signer(ISSUING, until=NOW + DAY)
    late = listed(ISSUING, made=NOW + 30 * DAY, until=NOW + 60 * DAY)
    root = listed(ROOT, until=NOW + 60 * DAY)
    found = judged(whose, pack((ROOT,), (ISSUING,), (root, late)), now=NOW + 31 * DAY)
    assert (codes(found), judge(found.findings)) == ({"expired_unproven", "revocation_after_term"}, Verdict.WARNED)
    early = listed(ISSUING, until=NOW + 2 * DAY)
    assert codes(judged(whose, pack((ROOT,), (ISSUING,), (root, early)), now=NOW + 31 * DAY)) == {"expired_unproven"}


def test_a_revoked_authority_takes_its_certificates_with_it() -> None:
    for at, code in ((NOW - 2 * DAY, "authority_revoked"), (NOW + DAY, "authority_revoked_later")):
        lists = (listed(ROOT, Gone(ISSUING, at), made=NOW + 2 * DAY), listed(ISSUING))
        found = judged(WHOSE, pack((ROOT,), (ISSUING,), lists), now=NOW + 3 * DAY)
        assert codes(found) == {code}
        assert "Cấp phát" in found.findings[0].sentence
        assert not found.trusted


def test_without_a_list_for_the_authority_it_is_told() -> None:
    found = judged(WHOSE, pack((ROOT,), (ISSUING,), (listed(ISSUING),)))
    assert (codes(found), found.revocation) == ({"unchecked_revocation"}, Revocation.UNCHECKED)
    assert found.revocation_list_of == NOW - DAY


def test_a_clock_an_hour_off_is_nothing() -> None:
    assert codes(ask(listed(ISSUING, made=NOW + timedelta(minutes=30)))) == set()


def test_the_age_of_the_list_is_told_in_days() -> None:
    from tmdt_desktop.signing.judging import Signed, signature_facts

    trust = pack((ROOT,), (ISSUING,), (listed(ROOT), listed(ISSUING)))
    judgement = judged(WHOSE, trust, now=NOW + 3 * DAY)
    facts = signature_facts(Signed("x", NOW, intact=True, covers="toàn bộ tệp", findings=()), judgement, trust)
    assert (facts.revocation_age_days, facts.valid_at_signing, facts.time_kind) == (4, True, "claimed")
    proven = judged(WHOSE, trust, now=NOW + 3 * DAY, proven_at=NOW + DAY)
    told = signature_facts(Signed("x", NOW, intact=True, covers="", findings=()), proven, trust)
    assert (told.time_kind, told.anchored_at) == ("anchored", NOW + DAY)
    assert replace(told, findings=()).verdict is Verdict.VALID
