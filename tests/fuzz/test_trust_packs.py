"""Trust packs bent at random are refused, or told as unsigned; none passes for the one that the Department signed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import TrustPack, read_trust
from tmdt_desktop.signing.trust_files import LIST, SIGNATURE, read_files

from .mutants import Mutant, mutated
from .watch import watch

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def good(ca: TrialCa) -> Files:
    return read_files(ca.trust)


@pytest.fixture
def read(good: Files, trust: TrustPack) -> Callable[[bytes], str]:
    assert trust.signer_known

    def read(content: bytes) -> str:
        files = _unpacked(content)
        assert files != good
        try:
            pack = read_trust(files, Path("pack"))
        except (Blocked, Damaged) as problem:
            assert problem.cure
            return type(problem).__name__
        if pack.signer_known:  # certificates beside the signer's in the signature file are nobody's claim
            assert replace(pack, folder=trust.folder) == trust, "passed for signed"
            return "the same"
        assert "trust_unsigned" in {each.code for each in pack.remarks()}, "not told"
        return "unsigned"

    return read


def bent(good: Files, numbers: range) -> Iterator[Mutant]:
    """One file of the pack mutated, gone, or in the place of another; the list most of all."""
    for number in numbers:
        chance, files = random.Random(number), dict(good)
        name = chance.choice([LIST, LIST, LIST, SIGNATURE, SIGNATURE, *files])
        way = chance.randrange(10)
        if way == 0:
            del files[name]
        elif way == 1:
            files[name] = files[chance.choice(sorted(files))]
        else:
            files[name] = mutated(chance, files[name], files[chance.choice(sorted(files))])
        if files != good:
            yield Mutant(number, _packed(files))


def _packed(files: Files) -> bytes:
    return b"".join(b"%d %d " % (len(name), len(content)) + name.encode() + content for name, content in files.items())


def _unpacked(packed: bytes) -> Files:
    files = {}
    while packed:
        name, content, rest = packed.split(b" ", 2)
        cut, end = int(name), int(name) + int(content)
        files[rest[:cut].decode()] = rest[cut:end]
        packed = rest[end:]
    return files


def test_some_hundred_bent_packs_are_never_taken_for_signed(good: Files, read: Callable[[bytes], str]) -> None:
    answers = watch(bent(good, range(150)), read)
    assert answers["Damaged"] > 100


@pytest.mark.slow
def test_thousands_of_bent_packs_are_never_taken_for_signed(good: Files, read: Callable[[bytes], str]) -> None:
    assert watch(bent(good, range(1_000, 4_000)), read).total() > 2_500
