"""Answers of the Department bent at random are never taken for answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.core.signing.conftest import DISTRICT
from tmdt_desktop.services.answers import Answer, answer_code, write_answer
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.trial_ca import TrialCa

from .mutants import mutants
from .test_packages import rebuilt
from .watch import watch

Read = Callable[[bytes], str]
PACKAGE = UUID("0193c8f2-6b1e-7a3c-8d54-1f2e3a4b5c6d")


@pytest.fixture(scope="module")
def seeds(department: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """A receipt and a return."""
    folder = tmp_path_factory.mktemp("answers")
    slip = folder / "slip.pdf"
    slip.write_bytes(b"%PDF-1.7 " + bytes(range(200)))
    made = []
    for accepted in (True, False):
        code = answer_code(PACKAGE, DISTRICT, 2024, accepted=accepted)
        reasons = () if accepted else ("Thiếu dấu của cơ quan.",)
        at = datetime(2024, 12, 18, 2, 5, 12, tzinfo=UTC)
        answer = Answer(accepted, code, "SCT", DISTRICT, 2024, 1, PACKAGE, "TMDT_LT.asice", "0" * 64, at, reasons)
        made.append(folder / f"{code}.asice")
        write_answer(answer, slip, made[-1], department)
    return tuple(made)


@pytest.fixture
def read(tmp_path: Path, ca: TrialCa, seeds: tuple[Path, ...]) -> Read:
    for each in seeds:
        assert (verify_package(each, ca.trust).level, verify_package(each, ca.trust).answer) == ("VALID", True)
    path = tmp_path / "mutant.asice"

    def read(content: bytes) -> str:
        path.write_bytes(content)
        check = verify_package(path, ca.trust)
        assert check.level in {"INVALID", "DAMAGED"}, "believed"
        assert not check.answer, "taken for an answer"
        assert check.why
        assert check.cure
        return check.level

    return read


def test_some_dozen_bent_answers_are_refused(seeds: tuple[Path, ...], read: Read) -> None:
    assert watch(mutants([each.read_bytes() for each in seeds], range(60)), read).total() > 50
    assert watch(rebuilt(seeds, range(20)), read).total() > 15


@pytest.mark.slow
def test_two_thousand_bent_answers_are_refused(seeds: tuple[Path, ...], read: Read) -> None:
    numbers = range(1_000, 2_200)
    assert watch(mutants([each.read_bytes() for each in seeds], numbers), read).total() > 900
    assert watch(rebuilt(seeds, numbers), read).total() > 900
