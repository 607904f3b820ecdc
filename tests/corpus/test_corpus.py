"""Signed containers and PDFs of other makers, good and bad, from a folder named by TMDT_CORPUS.

Nobody in the trust pack signed any of them. So each must end in a verdict that is not «Hợp lệ», with a sentence and a
cure, soon and without a crash. What came out is written to the standard output (`-rP` shows it).
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tmdt_desktop.errors import Problem
from tmdt_desktop.signing.cades import read_detached
from tmdt_desktop.signing.container import read_container
from tmdt_desktop.signing.encryption import is_encrypted
from tmdt_desktop.signing.pdf_check import check_pdf
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, Verdict, judge, weightiest

CONTAINERS = (".asice", ".asics", ".bdoc", ".ddoc", ".edoc", ".adoc", ".sce", ".scs", ".zip")
LONGEST_SECONDS = 10
"""Of the processor: what else runs on the machine does not count."""
PARTS = 8

Read = Callable[[Path, TrustPack], tuple[Finding, ...]]


def container(path: Path, trust: TrustPack) -> tuple[Finding, ...]:
    return read_container(path, trust).findings


def pdf(path: Path, trust: TrustPack) -> tuple[Finding, ...]:
    return check_pdf(path, trust).findings


def signature(path: Path, _: TrustPack) -> tuple[Finding, ...]:
    """Alone, so over nothing that is here. It may also be an encrypted file, of which only the beginning is read."""
    if is_encrypted(path):
        return read_detached(b"", b"").findings
    return read_detached(path.read_bytes(), b"").findings


READERS: tuple[tuple[str, tuple[str, ...], Read], ...] = (
    ("containers", CONTAINERS, container),
    ("PDFs", (".pdf",), pdf),
    ("signatures", (".p7s", ".p7m"), signature),
)


def files(endings: tuple[str, ...], part: int) -> list[Path]:
    folder = os.environ.get("TMDT_CORPUS", "")
    if not folder:
        pytest.skip("TMDT_CORPUS names no folder of signed files")
    found = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in endings and path.is_file())
    return found[part::PARTS]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("what", "endings", "read"), READERS, ids=[what for what, _, _ in READERS])
def test_every_file_of_the_corpus_gets_a_verdict_and_none_is_believed(
    what: str, endings: tuple[str, ...], read: Read, part: int, request: pytest.FixtureRequest
) -> None:
    chosen = files(endings, part)
    trust: TrustPack = request.getfixturevalue("trust")
    told: Counter[str] = Counter()
    wrong = []
    for path in chosen:
        fault, code = _looked_at(path, read, trust)
        told[code] += 1
        wrong += [f"{path}: {fault}"] if fault else []
    print(f"{what}: {sum(told.values())} files; {told.most_common()}")  # noqa: T201
    assert not wrong, "\n".join(wrong)


def _looked_at(path: Path, read: Read, trust: TrustPack) -> tuple[str, str]:
    """What is wrong with how the file was read («» when nothing is), and the code of its weightiest finding."""
    began = time.process_time()
    try:
        findings = read(path, trust)
    except Problem as problem:
        return f"a problem instead of a verdict: {problem}", "problem"
    except Exception as fault:  # noqa: BLE001 - whatever it is, the other files are to be read too
        return f"{type(fault).__name__}: {fault}", "crash"
    took, first = time.process_time() - began, weightiest(findings)
    if first is None or judge(findings) is Verdict.VALID:
        return "believed", "valid"
    if not first.sentence or not first.cure:
        return "no sentence or no cure", first.code
    return (f"took {took:.1f} s" if took >= LONGEST_SECONDS else ""), first.code
