"""Packages bent at random, as bytes and as archives whose every header agrees again."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.core.signing.packages import PARTS, built, contents
from tmdt_desktop.signing.container import Part, read_container, write_container
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .mutants import Mutant, mutants, mutated
from .watch import watch

Read = Callable[[bytes], str]


@pytest.fixture(scope="module")
def seeds(package: Path, seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Two packages of one office."""
    other = tmp_path_factory.mktemp("other") / "other.asice"
    parts = (*PARTS[1:], Part("data/empty.csv", "text/csv", b""), Part("annex.xlsx", "application/zip", b"PK" * 300))
    return package, write_container(other, parts, seal).path


@pytest.fixture
def read(tmp_path: Path, trust: TrustPack, seeds: tuple[Path, ...]) -> Read:
    path = tmp_path / "mutant.asice"

    def read(content: bytes) -> str:
        path.write_bytes(content)
        found = read_container(path, trust)
        assert found.verdict.rank >= Verdict.INVALID.rank, "believed"
        assert found.findings
        for each in found.findings:
            assert each.sentence.isprintable()
            assert each.cure
        return found.verdict.value

    return read


def rebuilt(packages: tuple[Path, ...], numbers: range) -> Iterator[Mutant]:
    """One file of an archive mutated, doubled, moved or renamed; the archive around it is of the form."""
    good = [contents(each) for each in packages]
    originals = [each.read_bytes() for each in packages]
    for number in numbers:
        chance = random.Random(-number - 1)
        files, other = list(chance.choice(good)), chance.choice(good)
        at = chance.randrange(len(files))
        name, content, method = files[at]
        way = chance.randrange(8)
        if way < 4:
            files[at] = (name, mutated(chance, content or b"\0", chance.choice(other)[1] or b"\0"), method)
        elif way == 4:
            files[at] = (mutated(chance, name.encode(), b"../META-INF/").decode("utf-8", "replace"), content, method)
        elif way == 5:
            files[at] = (name, chance.choice(other)[1], method)
        elif way == 6:
            files.insert(chance.randrange(len(files)), files.pop(at))
        else:
            files[at] = (name, content, chance.choice((0, 8)))
        made = built(files)
        if made not in originals:
            yield Mutant(number, made)


def _raw(seeds: tuple[Path, ...], numbers: range) -> Iterator[Mutant]:
    return mutants([each.read_bytes() for each in seeds], numbers)


@pytest.mark.parametrize("make", [_raw, rebuilt])
def test_some_hundred_bent_packages_are_refused(
    make: Callable[[tuple[Path, ...], range], Iterator[Mutant]], seeds: tuple[Path, ...], read: Read
) -> None:
    answers = watch(make(seeds, range(70)), read)
    assert answers.total() > 50
    assert set(answers) <= {"Không hợp lệ", "Hỏng"}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_packages_with_bent_bytes_are_refused(part: int, seeds: tuple[Path, ...], read: Read) -> None:
    assert watch(_raw(seeds, range(1_000 + part * 2_500, 3_500 + part * 2_500)), read).total() > 2_400


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_four_thousand_packages_with_bent_files_are_refused(part: int, seeds: tuple[Path, ...], read: Read) -> None:
    assert watch(rebuilt(seeds, range(1_000 + part * 1_200, 2_200 + part * 1_200)), read).total() > 900
