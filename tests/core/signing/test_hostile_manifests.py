"""A manifest says one thing in one way; what is more than that is refused, in little time, also when it is signed."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import manifest
from tmdt_desktop.signing.container import Container
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.manifest import Line, Manifest, ManifestFault, parse, render
from tmdt_desktop.signing.opening import MANIFEST, SIGNATURE
from tmdt_desktop.signing.verdicts import Verdict
from tmdt_desktop.signing.zip_form import STORED

from .packages import built, contents, signed_by

Change = Callable[[bytes], bytes]
GOOD = render(Manifest(SIGNATURE, (Line("a b.csv", "text/csv", bytes(32), 8, bytes(32)),)))
DIGEST = base64.b64encode(bytes(32))
LINE = GOOD[GOOD.index(b"<asic:DataObjectReference ") : GOOD.index(b"</asic:ASiCManifest>")]


def swap(old: bytes, new: bytes) -> Change:
    def change(listed: bytes) -> bytes:
        assert old in listed
        return listed.replace(old, new, 1)

    return change


BENT: dict[str, Change] = {
    "an entity": swap(b"<asic:ASiC", b'<!DOCTYPE a [<!ENTITY b "c">]><asic:ASiC'),
    "an outer entity": swap(b"<asic:ASiC", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><asic:ASiC'),
    "an outer document type": swap(b"<asic:ASiC", b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><asic:ASiC'),
    "an instruction": swap(b"<asic:SigRef", b'<?xml-stylesheet href="a"?><asic:SigRef'),
    "a thousand laughs": lambda _: (
        b'<!DOCTYPE l [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 99) for at in range(2, 9))
        + b"]><l>&a8;</l>"
    ),
    "no end": lambda listed: listed[:-4],
    "something after the end": lambda listed: listed + b"<a/>",
    "a mark of the alphabet": lambda listed: b"\xef\xbb\xbf" + listed,
    "another alphabet": lambda listed: listed.decode().encode("utf-16"),
    "broken letters": swap(b"text/csv", b"text/\xff"),
    "a null": swap(b"text/csv", b"text/\0"),
    "deep elements": swap(b"<ds:DigestM", b"<a>" * 20_000 + b"<ds:DigestM"),
    "endless text": swap(DIGEST, b"A" * (1 << 20)),
    "endless lines": swap(DIGEST, b"\n" * (1 << 20)),
    "words between": swap(b"<ds:DigestM", b"x<ds:DigestM"),
    "an element of a stranger": swap(b"<ds:DigestM", b"<x/><ds:DigestM"),
    "another space of names": swap(manifest.ASIC.encode(), b"http://uri.etsi.org/02918/v1.1.1#"),
    "no line": swap(LINE, b""),
    "a line twice": swap(LINE, LINE + LINE),
    "two signatures": swap(b"<asic:SigRef", b'<asic:SigReference URI="META-INF/b.p7s"/><asic:SigRef'),
    "another signature": swap(SIGNATURE.encode(), b"META-INF/signature002.p7s"),
    "no address": swap(b"URI=", b"Uri="),
    "an address written otherwise": swap(b"a%20b.csv", b"%61%20b.csv"),
    "an address with a fragment": swap(b"a%20b.csv", b"a%20b.csv#x"),
    "an address of broken letters": swap(b"a%20b.csv", b"%FF"),
    "a weak digest": swap(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1"),
    "no digest": swap(b"<ds:DigestValue>" + DIGEST + b"</ds:DigestValue>", b""),
    "two digests": swap(b"</ds:DigestValue>", b"</ds:DigestValue><ds:DigestValue>" + DIGEST + b"</ds:DigestValue>"),
    "a short digest": swap(DIGEST, DIGEST[:-8] + b"AA=="),
    "a digest in the wrong place": swap(
        b"<ds:DigestValue>" + DIGEST + b"</ds:DigestValue>",
        b"<asic:DataObjectReferenceExtensions><ds:DigestValue>"
        + DIGEST
        + b"</ds:DigestValue></asic:DataObjectReferenceExtensions>",
    ),
    "a critical extension": swap(b'Critical="false"', b'Critical="true"'),
    "no packing": swap(b"<tmdt:Packing", b"<tmdt:Unpacking"),
    "a strange packing": swap(b'Method="deflate"', b'Method="lzma"'),
    "two packings": swap(b"<tmdt:Packing", b'<tmdt:Packing Method="store" Digest="' + DIGEST + b'"/><tmdt:Packing'),
}


def test_the_good_one_is_read() -> None:
    assert parse(GOOD).lines[0].name == "a b.csv"


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT)
def test_a_bent_manifest_is_refused(bend: Change, package: Path, check: Callable[[bytes], Container]) -> None:
    files = contents(package)
    found = check(built([*files[:-2], (MANIFEST, bend(GOOD), STORED), files[-1]]))
    assert told(found) == (Verdict.INVALID, ["Bản kê trong gói không đúng mẫu."])
    assert (found.names, found.signatures) == ((), ())


@pytest.mark.parametrize("bend", ["a thousand laughs", "a critical extension", "a line twice"])
def test_that_it_is_signed_does_not_help(
    bend: str, seal: SigningKey, package: Path, check: Callable[[bytes], Container]
) -> None:
    files = contents(package)
    found = check(signed_by(seal, utc_now(), [*files[:-2], (MANIFEST, BENT[bend](GOOD), STORED), files[-1]]))
    assert told(found) == (Verdict.INVALID, ["Bản kê trong gói không đúng mẫu."])


def told(found: Container) -> tuple[Verdict, list[str]]:
    assert all(each.cure for each in found.findings)
    return found.verdict, [each.sentence for each in found.findings]


def test_a_file_listed_a_thousand_times_is_not_unpacked_a_thousand_times(
    package: Path, check: Callable[[bytes], Container]
) -> None:
    files = contents(package)
    listed = swap(b"</asic:ASiCManifest>", LINE * 1000 + b"</asic:ASiCManifest>")(files[-2][1])
    found = check(built([*files[:-2], (MANIFEST, listed, STORED), files[-1]]))
    assert told(found) == (Verdict.INVALID, ["Bản kê trong gói không đúng mẫu."])


def test_a_name_that_only_the_manifest_knows_is_told_harmlessly(
    package: Path, check: Callable[[bytes], Container]
) -> None:
    files = contents(package)
    strange = render(Manifest(SIGNATURE, (Line("../a\u202e\n.csv", "text/csv", bytes(32), 8, bytes(32)),)))
    found = check(built([*files[:-2], (MANIFEST, strange, STORED), files[-1]]))
    missing = [each.sentence for each in found.findings if each.code == "missing_file"]
    assert missing == ["Gói thiếu tệp có trong bản kê đã ký: ../a\\u202e\\n.csv."]
    assert found.verdict is Verdict.INVALID


names = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30)
lines = st.builds(
    Line,
    names,
    names,
    st.binary(min_size=32, max_size=32),
    st.sampled_from([0, 8]),
    st.binary(min_size=32, max_size=32),
)


@given(st.lists(lines, min_size=1, max_size=5, unique_by=lambda line: line.name))
def test_what_was_written_is_read_again(listed: list[Line]) -> None:
    told = Manifest(SIGNATURE, tuple(listed))
    assert parse(render(told)) == told
    assert render(parse(render(told))) == render(told)


@given(
    st.binary(max_size=400) | st.text(st.sampled_from("<>/&;!?=\"' aасic:ASiCManifest"), max_size=80).map(str.encode)
)
def test_anything_else_is_a_fault_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(ManifestFault):
        parse(data)
