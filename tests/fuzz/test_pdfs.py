"""Signed PDFs bent at random are never «Hợp lệ», and never too much for the reader."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import PdfSigning, sign_pdf, signature_boxes
from tmdt_desktop.signing.pdf_check import check_pdf
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .mutants import mutants
from .watch import watch

Read = Callable[[bytes], str]


@pytest.fixture(scope="module")
def seeds(leader: SigningKey, seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A report as the leader signed it, and with the seal on it."""
    folder = tmp_path_factory.mktemp("pdf")
    canvas = Canvas(str(folder / "report.pdf"), invariant=1)
    canvas.drawString(100, 700, "Tong so doi tuong: 412")
    canvas.showPage()
    canvas.save()
    by_leader = PdfSigning(Role.LEADER, "Nguyễn Minh Khôi", signature_boxes(0, 420, 396))
    first = sign_pdf(folder / "report.pdf", folder / "1.pdf", leader, by_leader).path
    second = sign_pdf(first, folder / "2.pdf", seal, PdfSigning(Role.SEAL, "UBND huyện Lập Thạch")).path
    return [first.read_bytes(), second.read_bytes()]


@pytest.fixture
def read(trust: TrustPack, seeds: list[bytes]) -> Read:
    assert all(check_pdf(each, trust).verdict is Verdict.VALID for each in seeds)

    def read(content: bytes) -> str:
        found = check_pdf(content, trust)
        assert found.verdict is not Verdict.VALID, "believed"
        assert found.findings
        assert all(each.sentence and each.cure for each in found.findings)
        return found.verdict.value

    return read


def test_some_dozen_bent_reports_are_not_believed(seeds: list[bytes], read: Read) -> None:
    answers = watch(mutants(seeds, range(40)), read)
    assert answers["Hỏng"] + answers["Không hợp lệ"] > 25


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_three_thousand_bent_reports_are_not_believed(part: int, seeds: list[bytes], read: Read) -> None:
    assert watch(mutants(seeds, range(1_000 + part * 750, 1_750 + part * 750)), read).total() > 700
