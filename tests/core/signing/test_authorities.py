"""Authorities' certificates and revocation lists are told apart by what they hold, whatever their files are called."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Damaged
from tmdt_desktop.signing.authorities import Sort, brought_by, describe_list, issued_by, list_signed_by
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.trust import TrustPack


def test_roots_authorities_lists_and_others_are_told_apart(trust: TrustPack, seal: SigningKey) -> None:
    for der, sort in (
        (trust.roots[0], Sort.ROOT),
        (trust.intermediates[0], Sort.INTERMEDIATE),
        (trust.crls[0], Sort.CRL),
        (seal.certificate_der, Sort.OTHER),
    ):
        (made,) = brought_by(der)
        assert (made.sort, made.der) == (sort, der)


def test_a_text_of_several_certificates_brings_each_once(trust: TrustPack, ca: object) -> None:
    from asn1crypto import pem

    ders = (trust.roots[0], trust.intermediates[0], trust.roots[0])
    text = b"".join(pem.armor("CERTIFICATE", each) for each in ders) + pem.armor("X509 CRL", trust.crls[0])
    assert [each.sort for each in brought_by(text)] == [Sort.ROOT, Sort.INTERMEDIATE, Sort.CRL]


def test_who_signed_what_is_proved(trust: TrustPack, seal: SigningKey) -> None:
    (root,), (issuing,) = trust.roots, trust.intermediates
    assert issued_by(issuing, root)
    assert issued_by(seal.certificate_der, issuing)
    assert not issued_by(seal.certificate_der, root)
    assert not issued_by(issuing, seal.certificate_der)
    assert not issued_by(b"x", root)
    changed = issuing[:-1] + bytes([issuing[-1] ^ 1])
    assert not issued_by(changed, root)


def test_a_list_counts_for_the_authority_that_signed_it_alone(trust: TrustPack, seal: SigningKey) -> None:
    (root,), (issuing,) = trust.roots, trust.intermediates
    signed = {each: [list_signed_by(each, above) for above in (root, issuing)] for each in trust.crls}
    assert sorted(signed.values()) == [[False, True], [True, False]]
    for each in trust.crls:
        assert not list_signed_by(each[:-1] + bytes([each[-1] ^ 1]), root)
        assert not list_signed_by(each, seal.certificate_der)
        assert not list_signed_by(b"x", root)


def test_a_list_is_told_with_its_days_and_what_it_replaces(trust: TrustPack) -> None:
    first, second = (describe_list(each) for each in trust.crls)
    assert first.scope != second.scope
    assert {first.count, second.count} == {0, 1}
    assert (first.number, first.complete) == (1, True)
    later = replace(first, this_update=first.next_update or first.this_update)
    assert later.newer_than(first)
    assert not first.newer_than(first)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x30\x03\x02\x01\x01", b"-----BEGIN CERTIFICATE-----\n"])
def test_what_holds_nothing_of_use_is_told(content: bytes) -> None:
    with pytest.raises(Damaged):
        brought_by(content)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), which=st.integers(0, 3))
def test_no_changed_file_stops_the_reader(trust: TrustPack, at: int, bit: int, which: int) -> None:
    ders = (trust.roots[0], trust.intermediates[0], *trust.crls)
    data = bytearray(ders[which])
    data[at % len(data)] ^= 1 << bit
    try:
        found = brought_by(bytes(data))
    except Damaged:
        return
    assert all(each.sort is not Sort.ROOT or each.der == bytes(data) for each in found)


def test_a_root_that_signed_itself_with_an_old_algorithm_is_still_a_root(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    key, out = tmp_path / "key.pem", tmp_path / "root.der"
    command = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha1", "-days", "9"]
    command += ["-subj", "/CN=CA cu", "-keyout", str(key), "-out", str(out), "-outform", "DER"]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = brought_by(out.read_bytes())
    assert (made.sort, made.name) == (Sort.ROOT, "CA cu")
    assert not issued_by(made.der, made.der)
    assert asn1_x509.Certificate.load(made.der).hash_algo == "sha1"


def test_a_bundle_of_an_outside_program_is_read(
    trust: TrustPack, tmp_path: Path, tool: Callable[[str], str], anchors: Path
) -> None:
    out = tmp_path / "all.p7b"
    command = [tool("openssl"), "crl2pkcs7", "-nocrl", "-certfile", str(anchors), "-out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    assert {each.der for each in brought_by(out.read_bytes())} == {*trust.roots, *trust.intermediates}
