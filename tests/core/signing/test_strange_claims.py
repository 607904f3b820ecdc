"""What a signer may claim of time, names and strength, and what that is worth."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from tmdt_desktop.signing.checklist import checklist
from tmdt_desktop.signing.judging import Signed, signature_facts
from tmdt_desktop.signing.verdicts import Verdict, judge

from .pki import DAY, NOW, Gone, Wish, authority, certified, codes, judged, listed, named, pack, signer

ROOT = authority("Gốc")
NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
LISTS = (listed(ROOT),)


def test_a_certificate_without_an_end_is_read_and_shown_so() -> None:
    found = judged(signer(ROOT, until=NEVER), pack((ROOT,), (), LISTS))
    assert not found.findings
    seen = Signed("x", NOW, intact=True, covers="tệp", findings=())
    items = {each.label: each.words for each in checklist(signature_facts(seen, found, pack((ROOT,))))}
    assert items["Thời hạn chứng thư"].endswith("không thời hạn")


def test_a_claim_at_the_end_of_the_calendar_is_a_finding_not_a_crash() -> None:
    found = judged(signer(ROOT), pack((ROOT,), (), LISTS), signed_at=NEVER)
    assert "signed_in_future" in codes(found)
    assert judge(found.findings) is Verdict.WARNED


def test_a_certificate_cannot_escape_into_the_future() -> None:
    """It begins in ten days; whoever signs with it today claims to sign in twenty."""
    early = signer(ROOT, since=NOW + 10 * DAY)
    found = judged(early, pack((ROOT,), (), LISTS), signed_at=NOW + 20 * DAY)
    assert {"certificate_early", "signed_in_future"} <= codes(found)
    assert judge(found.findings) is Verdict.INVALID


def test_a_claim_before_the_end_of_a_certificate_needs_proof_once_it_has_ended() -> None:
    old, asked = signer(ROOT, until=NOW - 100 * DAY), {"signed_at": NOW - 200 * DAY}
    lists = pack((ROOT,), (), (listed(ROOT, made=NOW - 150 * DAY, until=NOW + DAY),))
    assert "expired_unproven" in codes(judged(old, lists, **asked))
    assert judge(judged(old, lists, **asked).findings) is Verdict.WARNED
    assert "expired_unproven" not in codes(judged(old, lists, **asked, proven_at=NOW - 199 * DAY))


@pytest.mark.parametrize("where", ["root", "between"])
def test_an_authority_with_a_weak_curve_vouches_for_nobody(where: str) -> None:
    weak = ec.generate_private_key(ec.SECP192R1())
    wish = Wish(named("Yếu"), ca=True, usages=("key_cert_sign", "crl_sign"))
    if where == "root":
        broken = certified(wish, None, weak)
        found = judged(signer(broken), pack((broken,)))
    else:
        broken = certified(wish, ROOT, weak)
        found = judged(signer(broken), pack((ROOT,), (broken,)))
    assert (codes(found), found.trusted) == ({"weak_algorithm"}, False)


def test_an_authority_for_web_servers_alone_vouches_for_no_signer() -> None:
    servers = authority("Máy chủ", ROOT, extra=((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),))
    assert codes(judged(signer(servers), pack((ROOT,), (servers,)))) == {"authority_usage"}


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_ways_to_a_root_the_one_that_was_not_revoked_counts(turned: bool) -> None:
    other = authority("Gốc khác")
    wish = Wish(named("Cấp phát"), ca=True, usages=("key_cert_sign", "crl_sign"))
    one = certified(wish, ROOT)
    two = certified(wish, other, one.key)
    whose, roots = signer(one), (other, ROOT) if turned else (ROOT, other)
    between = (two, one) if turned else (one, two)
    lists = (listed(ROOT, Gone(one, NOW - 2 * DAY)), listed(other), listed(one))
    found = judged(whose, pack(roots, between, lists))
    assert (codes(found), found.trusted) == (set(), True)


def test_names_cannot_steer_a_terminal_or_turn_writing_round() -> None:
    found = judged(signer(ROOT, name=named("\x1b[2JHỢP LỆ\n\u202egiả\u2066 \x07mạo")), pack((ROOT,), (), LISTS))
    assert found.facts.owner == "[2JHỢP LỆ giả mạo"
