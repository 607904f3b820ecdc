"""Each kind of receiver opens it, with this program and with openssl; whoever does not fit is refused in words."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import cms

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.signing.encryption import decrypt_file, encrypt_file, is_encrypted
from tmdt_desktop.signing.recipients import content_key, wrapped_for

from .other_keys import SIGNS, OtherKey, Wanted, make_key

CONTENT = bytes(range(256)) * 9000
KINDS = ("RSA 2048", "RSA 3072", "P-256", "P-384", "P-521")
OPENSSL_OPTIONS = {"R": ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256"), "P": ("ecdh_kdf_md:sha256",)}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], OtherKey]:
    folder = tmp_path_factory.mktemp("keys")
    return cache(lambda kind: make_key(folder, Wanted(kind)))


@pytest.fixture(scope="module")
def sealed(keys: Callable[[str], OtherKey], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file for all of them."""
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "plain").write_bytes(CONTENT)
    encrypt_file(folder / "plain", folder / "sealed.p7m", [keys(kind).der for kind in KINDS])
    return folder / "sealed.p7m"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_receiver_opens_the_same_file(
    keys: Callable[[str], OtherKey], sealed: Path, tmp_path: Path, kind: str
) -> None:
    decrypt_file(sealed, tmp_path / "out", keys(kind).opened())
    assert (tmp_path / "out").read_bytes() == CONTENT


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_opens_it_for_every_kind(
    keys: Callable[[str], OtherKey], sealed: Path, tmp_path: Path, tool: Callable[[str], str], kind: str
) -> None:
    key = keys(kind)
    command = [tool("openssl"), "cms", "-decrypt", "-binary", "-inform", "DER", "-in", sealed]
    command += ["-recip", key.certificate, "-inkey", key.bare, "-out", tmp_path / "out"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "out").read_bytes() == CONTENT


@pytest.mark.parametrize("options", [(), ("-stream",), ("-keyid",)])
@pytest.mark.parametrize("kind", ["RSA 2048", "P-256", "P-384"])
def test_what_openssl_encrypts_is_opened(
    tmp_path: Path, tool: Callable[[str], str], keys: Callable[[str], OtherKey], kind: str, options: tuple[str, ...]
) -> None:
    sealed = _by_openssl(tool("openssl"), tmp_path, keys(kind), (*options, *_usual(kind)))
    assert is_encrypted(sealed)
    decrypt_file(sealed, tmp_path / "out", keys(kind).opened())
    assert (tmp_path / "out").read_bytes() == CONTENT


@pytest.mark.parametrize("kind", ["RSA 2048", "P-256"])
def test_older_ways_of_wrapping_the_key_are_refused_in_words(
    tmp_path: Path, tool: Callable[[str], str], keys: Callable[[str], OtherKey], kind: str
) -> None:
    """PKCS #1 v1.5 key transport and derivation with SHA-1 are what openssl does unless told otherwise."""
    sealed = _by_openssl(tool("openssl"), tmp_path, keys(kind), ())
    with pytest.raises(Refused, match="theo cách"):
        decrypt_file(sealed, tmp_path / "out", keys(kind).opened())
    assert not (tmp_path / "out").exists()


def test_a_device_that_cannot_open_envelopes_is_told_from_a_wrong_key(
    keys: Callable[[str], OtherKey], sealed: Path, tmp_path: Path
) -> None:
    for kind in ("RSA 2048", "P-256"):
        key = replace(keys(kind).opened(), unwrap=None, agree=None)
        with pytest.raises(Refused, match="thiết bị ký"):
            decrypt_file(sealed, tmp_path / "out", key)


def test_a_changed_wrapped_key_opens_nothing(keys: Callable[[str], OtherKey]) -> None:
    made = bytearray(wrapped_for(keys("P-256").der, bytes(32)))
    made[-1] ^= 1
    with pytest.raises(ValueError, match="wrapped"):
        content_key(cms.RecipientInfos([cms.RecipientInfo.load(bytes(made))]), keys("P-256").opened())


def test_a_point_that_lies_on_no_curve_opens_nothing(keys: Callable[[str], OtherKey]) -> None:
    made = bytearray(wrapped_for(keys("P-256").der, bytes(32)))
    made[made.index(b"\x00\x04") + 2] ^= 1  # the first byte of X in the uncompressed point
    with pytest.raises(ValueError, match="EC key"):
        content_key(cms.RecipientInfos([cms.RecipientInfo.load(bytes(made))]), keys("P-256").opened())


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted("RSA 2048", ends=0), "hết hiệu lực"),
        (Wanted("P-256", begins=1, ends=2), "chưa có hiệu lực"),
        (Wanted("RSA 2048", usages=SIGNS), "không dùng để mã hoá"),
        (Wanted("P-256", usages=(*SIGNS, "key_encipherment")), "không dùng để mã hoá"),
        (Wanted("RSA 1024"), "không dùng để mã hoá"),
        (Wanted("K-256"), "không dùng để mã hoá"),
        (Wanted("RSA 2048", authority=True), "nơi cấp chứng thư"),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused(tmp_path: Path, wanted: Wanted, words: str) -> None:
    (tmp_path / "plain").write_bytes(b"a")
    with pytest.raises(Refused, match=words) as told:
        encrypt_file(tmp_path / "plain", tmp_path / "out", (make_key(tmp_path, wanted).der,))
    assert told.value.cure
    assert not (tmp_path / "out").exists()


def test_one_receiver_twice_is_refused(keys: Callable[[str], OtherKey], tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"a")
    with pytest.raises(Refused, match="hai lần"):
        encrypt_file(tmp_path / "plain", tmp_path / "out", (keys("P-256").der, keys("P-256").der))


def test_lengths_that_lie_are_told_as_damage(keys: Callable[[str], OtherKey], sealed: Path, tmp_path: Path) -> None:
    content = sealed.read_bytes()
    broken = tmp_path / "broken.p7m"
    for changed in (content[:2] + b"\x30\x84\xff\xff\xff\xff" + content[2:], b"\x30\x03" + content[2:], b"\x30\x80"):
        broken.write_bytes(changed)
        with pytest.raises(Damaged):
            decrypt_file(broken, tmp_path / "out", keys("RSA 2048").opened())
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_two_hundred_megabytes_are_never_held_in_memory(keys: Callable[[str], OtherKey], tmp_path: Path) -> None:
    pytest.importorskip("resource")
    with (tmp_path / "plain").open("wb") as file:
        file.truncate(200 << 20)
    key = keys("P-256")
    (tmp_path / "receiver.der").write_bytes(key.der)
    told = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path), str(key.file)], capture_output=True, text=True, check=True
    )
    before, after = (int(each) for each in told.stdout.split())
    assert after - before < 40 << 10, f"{(after - before) >> 10} MB more"
    assert (tmp_path / "out").stat().st_size == 200 << 20


_CHILD = """
import resource, sys
from pathlib import Path
from tests.core.signing.other_keys import SECRET
from tmdt_desktop.signing.encryption import decrypt_file, encrypt_file
from tmdt_desktop.signing.keys import open_pkcs12
folder, key = Path(sys.argv[1]), open_pkcs12(Path(sys.argv[2]), SECRET)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
encrypt_file(folder / "plain", folder / "sealed", ((folder / "receiver.der").read_bytes(),))
decrypt_file(folder / "sealed", folder / "out", key)
print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _usual(kind: str) -> list[str]:
    options = OPENSSL_OPTIONS[kind[:1]]
    return [part for option in options for part in ("-keyopt", option)]


def _by_openssl(openssl: str, folder: Path, key: OtherKey, options: tuple[str, ...]) -> Path:
    (folder / "plain").write_bytes(CONTENT)
    stream = [each for each in options if each in {"-stream", "-keyid"}]
    keyed = [each for each in options if each not in stream]
    command = [openssl, "cms", "-encrypt", "-binary", "-aes-256-gcm", *stream, "-in", folder / "plain"]
    command += ["-outform", "DER", "-out", folder / "theirs.p7m", "-recip", key.certificate, *keyed]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return folder / "theirs.p7m"
