"""Encrypted packages bent at random open to exactly what was encrypted, or not at all."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.signing.encryption import decrypt_file, encrypt_file
from tmdt_desktop.signing.keys import SigningKey

from .mutants import mutants
from .watch import watch

CONTENT = random.Random(11).randbytes(3_000)


@pytest.fixture(scope="module")
def sealed(department: SigningKey, seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "plain").write_bytes(CONTENT)
    encrypt_file(folder / "plain", folder / "sealed.p7m", (department.certificate_der, seal.certificate_der))
    return (folder / "sealed.p7m").read_bytes()


@pytest.fixture
def read(tmp_path: Path, department: SigningKey) -> Callable[[bytes], str]:
    source, target = tmp_path / "mutant.p7m", tmp_path / "out"

    def read(content: bytes) -> str:
        """The wrapped key of another receiver is nobody's but that receiver's: a change there does not show here."""
        source.write_bytes(content)
        try:
            decrypt_file(source, target, department)
        except (Damaged, Refused) as problem:
            assert problem.cure
            assert [each.name for each in tmp_path.iterdir()] == [source.name], "something was left behind"
            return type(problem).__name__
        assert target.read_bytes() == CONTENT, "opened to something else"
        target.unlink()
        return "opened"

    return read


def test_some_dozen_bent_files_open_to_the_same_or_not_at_all(sealed: bytes, read: Callable[[bytes], str]) -> None:
    answers = watch(mutants([sealed], range(100)), read)
    assert answers["Damaged"] > 50
    assert answers["opened"] < 10


@pytest.mark.slow
def test_two_thousand_bent_files_open_to_the_same_or_not_at_all(sealed: bytes, read: Callable[[bytes], str]) -> None:
    answers = watch(mutants([sealed], range(1_000, 3_000)), read)
    assert answers["Damaged"] > 1_000
    assert answers["opened"] < 200
