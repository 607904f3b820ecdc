"""A whole package of a report, bent and looked at as people do: refused by whoever bent it, never a crash."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.core.conftest import _blank, key_password, password, trial_ca
from tests.core.services.conftest import _exported, _sealed
from tests.core.signing.packages import contents
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.container import Part, write_container
from tmdt_desktop.signing.keys import open_pkcs12
from tmdt_desktop.signing.trust import Role

from .mutants import Mutant, mutants, mutated
from .test_packages import rebuilt
from .watch import watch

if TYPE_CHECKING:
    from tests.core.services.conftest import Stage
    from tmdt_desktop.signing.trial_ca import TrialCa

__all__ = ["_blank", "_exported", "_sealed", "key_password", "password", "trial_ca"]
Read = Callable[[bytes], str]
pytestmark = pytest.mark.slow


@pytest.fixture
def package(_exported: "Stage") -> Path:
    assert _exported.package
    return _exported.package


@pytest.fixture
def read(tmp_path: Path, trial_ca: "TrialCa", package: Path) -> Read:
    assert verify_package(package, trial_ca.trust).level == "VALID"
    path = tmp_path / "mutant.asice"

    def read(content: bytes) -> str:
        path.write_bytes(content)
        check = verify_package(path, trial_ca.trust)
        assert check.level != "VALID", "believed"
        assert check.why
        assert check.cure
        return check.level

    return read


def test_bent_packages_are_refused(package: Path, read: Read) -> None:
    answers = watch(mutants([package.read_bytes()], range(500)), read) + watch(rebuilt((package,), range(200)), read)
    assert answers.total() > 600
    assert set(answers) <= {"INVALID", "DAMAGED"}


def test_what_an_office_bends_before_it_signs_stops_nobody(
    package: Path, read: Read, trial_ca: "TrialCa", key_password: str, tmp_path: Path
) -> None:
    """The signature is good, so every reader of content meets what a hostile office may put there."""
    key = open_pkcs12(trial_ca.keys["246", Role.SEAL], key_password)
    files = contents(package)[1:-2]

    def signed() -> Iterator[Mutant]:
        for number in range(80):
            chance, held = random.Random(number), list(files)
            at = chance.randrange(len(held))
            name, content, method = held[at]
            held[at] = (name, mutated(chance, content, chance.choice(files)[1]), method)
            if held == files:
                continue
            parts = [Part(each, "application/octet-stream", content) for each, content, _ in held]
            made = write_container(tmp_path / f"{number}.asice", parts, key).path
            yield Mutant(number, made.read_bytes())
            made.unlink()

    assert watch(signed(), read).total() > 60
