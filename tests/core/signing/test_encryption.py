"""Only the holders of the named certificates read it, and only when not a byte has changed."""

import random
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from tmdt_desktop.errors import Blocked, Cancelled, Damaged, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.encryption import decrypt_file, encrypt_file, is_encrypted
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role

from .conftest import DEPARTMENT, PASSWORD

CONTENT = random.Random(7).randbytes((1 << 20) + 12345)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, department: SigningKey, seal: SigningKey) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "plain").write_bytes(CONTENT)
    encrypt_file(folder / "plain", folder / "sealed.p7m", (department.certificate_der, seal.certificate_der))
    return folder / "sealed.p7m"


def test_every_named_holder_opens_it(sealed: Path, department: SigningKey, seal: SigningKey, tmp_path: Path) -> None:
    assert is_encrypted(sealed)
    assert CONTENT[:64] not in sealed.read_bytes()
    for number, key in enumerate((department, seal)):
        decrypt_file(sealed, tmp_path / str(number), key)
        assert (tmp_path / str(number)).read_bytes() == CONTENT


def test_nobody_else_opens_it(sealed: Path, other_seal: SigningKey, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="khoá đang chọn"):
        decrypt_file(sealed, tmp_path / "out", other_seal)
    assert list(tmp_path.iterdir()) == []


def test_openssl_opens_it(ca: TrialCa, sealed: Path, tmp_path: Path, tool: Callable[[str], str]) -> None:
    content = pkcs12.load_pkcs12(ca.keys[DEPARTMENT, Role.DEPARTMENT].read_bytes(), PASSWORD.encode())
    assert content.key is not None
    assert content.cert is not None
    key = content.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(key)
    (tmp_path / "cert.pem").write_bytes(content.cert.certificate.public_bytes(Encoding.PEM))
    command = [tool("openssl"), "cms", "-decrypt", "-binary", "-inform", "DER", "-in", sealed]
    command += ["-recip", tmp_path / "cert.pem", "-inkey", tmp_path / "key.pem", "-out", tmp_path / "out"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "out").read_bytes() == CONTENT


def test_a_changed_or_cut_file_leaves_nothing_behind(sealed: Path, department: SigningKey, tmp_path: Path) -> None:
    original, chance = sealed.read_bytes(), random.Random(3)
    positions = [*range(1200), *(chance.randrange(len(original)) for _ in range(40)), *range(len(original) - 30, 0)]
    broken = tmp_path / "broken.p7m"
    opened = 0
    for position in positions[::7]:
        changed = bytearray(original)
        changed[position] ^= 1 << chance.randrange(8)
        broken.write_bytes(bytes(changed))
        try:
            decrypt_file(broken, tmp_path / "out", department)
        except (Damaged, Refused):
            continue
        # A byte of the other recipient's wrapped key is the only thing that may change unnoticed here.
        opened += 1
        assert (tmp_path / "out").read_bytes() == CONTENT
        (tmp_path / "out").unlink()
    assert opened < len(positions[::7])
    for length in (0, 1, 50, 700, len(original) // 2, len(original) - 1):
        broken.write_bytes(original[:length])
        with pytest.raises(Problem):
            decrypt_file(broken, tmp_path / "out", department)
    broken.write_bytes(original + b"\0")
    with pytest.raises(Damaged):
        decrypt_file(broken, tmp_path / "out", department)
    assert [each.name for each in tmp_path.iterdir()] == ["broken.p7m"]


def test_an_expired_certificate_is_refused(ca: TrialCa, tmp_path: Path, department: SigningKey) -> None:
    (tmp_path / "plain").write_bytes(b"a")
    expired = open_pkcs12(ca.expired, PASSWORD)
    with pytest.raises(Refused, match="hiệu lực"):
        encrypt_file(tmp_path / "plain", tmp_path / "out", (department.certificate_der, expired.certificate_der))
    with pytest.raises(Refused, match="hiệu lực"):
        encrypt_file(
            tmp_path / "plain",
            tmp_path / "out",
            (department.certificate_der,),
            now=utc_now() + timedelta(days=4000),
        )
    assert not (tmp_path / "out").exists()


def test_nobody_to_encrypt_to_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"a")
    with pytest.raises(Refused, match="nơi nhận"):
        encrypt_file(tmp_path / "plain", tmp_path / "out", ())


def test_a_signed_package_is_not_taken_for_an_encrypted_one(tmp_path: Path, department: SigningKey) -> None:
    (tmp_path / "zip").write_bytes(b"PK\x03\x04")
    assert not is_encrypted(tmp_path / "zip")
    with pytest.raises(Damaged):
        decrypt_file(tmp_path / "zip", tmp_path / "out", department)
    with pytest.raises(Blocked):
        is_encrypted(tmp_path / "none")


def test_a_cancelled_encryption_leaves_nothing(sealed: Path, department: SigningKey, tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done:
                raise Cancelled

    with pytest.raises(Cancelled):
        encrypt_file(sealed, tmp_path / "out", (department.certificate_der,), Impatient())
    with pytest.raises(Cancelled):
        decrypt_file(sealed, tmp_path / "out", department, Impatient())
    assert list(tmp_path.iterdir()) == []
