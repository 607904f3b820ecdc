"""Leader first, seal second; what changes afterwards is seen."""

import io
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.pdf import (
    LEADER_FIELD,
    SEAL_FIELD,
    PdfSigning,
    annex_words,
    sign_annex_text,
    sign_pdf,
    signature_boxes,
)
from tmdt_desktop.signing.pdf_check import PdfVerdict, check_pdf
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .conftest import PASSWORD

BOXES = signature_boxes(0, 420, 396)
BY_LEADER = PdfSigning(Role.LEADER, "Nguyễn Minh Khôi", BOXES, reason="Phê duyệt báo cáo", location="Lập Thạch")
BY_SEAL = PdfSigning(Role.SEAL, "UBND huyện Lập Thạch")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    canvas = Canvas(str(path), invariant=1)
    for text in ("Tong so doi tuong: 412", "Trang 2"):
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture(scope="module")
def approved(plain: Path, leader: SigningKey) -> Path:
    return sign_pdf(plain, plain.with_name("approved.pdf"), leader, BY_LEADER).path


@pytest.fixture(scope="module")
def sealed(approved: Path, seal: SigningKey) -> Path:
    return sign_pdf(approved, approved.with_name("sealed.pdf"), seal, BY_SEAL).path


def codes(found: PdfVerdict) -> set[str]:
    return {each.code for each in found.findings}


def test_both_signatures_are_valid_and_told_with_what_they_cover(sealed: Path, trust: TrustPack) -> None:
    found = check_pdf(sealed, trust)
    assert (found.verdict, found.findings) == (Verdict.VALID, ())
    first, second = found.signatures
    assert (first.field, second.field) == (LEADER_FIELD, SEAL_FIELD)
    assert "sau đó chỉ thêm chữ ký" in first.covers
    assert second.covers == "toàn bộ tệp"
    assert (first.registered_role, second.registered_role) == ("leader", "seal")
    assert first.intact
    assert second.trusted
    assert first.signed_at is not None
    assert abs(utc_now() - first.signed_at) < timedelta(minutes=30)


def test_signing_twice_is_refused(approved: Path, sealed: Path, leader: SigningKey, seal: SigningKey) -> None:
    with pytest.raises(Refused, match="đã có chữ ký"):
        sign_pdf(approved, approved.with_name("x.pdf"), leader, BY_LEADER)
    with pytest.raises(Refused, match="đã có chữ ký"):
        sign_pdf(sealed, approved.with_name("x.pdf"), seal, BY_SEAL)
    assert not approved.with_name("x.pdf").exists()


def test_a_seal_before_the_leader_is_refused(plain: Path, seal: SigningKey) -> None:
    with pytest.raises(Refused, match="Lãnh đạo chưa ký"):
        sign_pdf(plain, plain.with_name("x.pdf"), seal, BY_SEAL)


def test_an_expired_key_does_not_sign(ca: TrialCa, plain: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="hết hạn"):
        sign_pdf(plain, tmp_path / "x.pdf", open_pkcs12(ca.expired, PASSWORD), BY_LEADER)
    assert list(tmp_path.iterdir()) == []


def test_a_report_may_be_signed_in_place(plain: Path, leader: SigningKey, trust: TrustPack, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    shutil.copy(plain, path)
    receipt = sign_pdf(path, path, leader, BY_LEADER)
    assert receipt.path == path
    assert check_pdf(path, trust).verdict is Verdict.VALID
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]


def test_what_is_no_pdf_is_not_signed(tmp_path: Path, leader: SigningKey) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(Damaged):
        sign_pdf(tmp_path / "x.pdf", tmp_path / "y.pdf", leader, BY_LEADER)
    with pytest.raises(Blocked):
        sign_pdf(tmp_path / "none.pdf", tmp_path / "y.pdf", leader, BY_LEADER)
    with pytest.raises(Refused, match="ảnh"):
        sign_pdf(_copy_of_plain(tmp_path), tmp_path / "y.pdf", leader, replace(BY_LEADER, image=b"no picture"))
    assert not (tmp_path / "y.pdf").exists()


def _copy_of_plain(folder: Path) -> Path:
    path = folder / "plain.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(100, 700, "x")
    canvas.save()
    return path


def test_images_are_used_where_they_are_given(
    plain: Path, leader: SigningKey, seal: SigningKey, trust: TrustPack, tmp_path: Path
) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGBA", (60, 40), (20, 60, 160, 128)).save(picture, "PNG")
    with_image = replace(BY_LEADER, image=picture.getvalue())
    first = sign_pdf(plain, tmp_path / "1.pdf", leader, with_image).path
    second = sign_pdf(first, tmp_path / "2.pdf", seal, replace(BY_SEAL, image=picture.getvalue())).path
    assert check_pdf(second, trust).verdict is Verdict.VALID
    assert b"/Subtype /Image" in second.read_bytes()


def test_content_changed_by_a_later_revision_is_invalid(sealed: Path, approved: Path, trust: TrustPack) -> None:
    for signed in (approved, sealed):
        changed = _with_other_page_content(signed.read_bytes())
        assert changed.startswith(signed.read_bytes())
        found = check_pdf(changed, trust)
        assert (found.verdict, "pdf_changed" in codes(found)) == (Verdict.INVALID, True)
        assert all("đổi" in each.covers for each in found.signatures)


def _with_other_page_content(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT (Tong so: 999) Tj ET"))
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_a_seal_is_not_put_on_a_changed_report(approved: Path, seal: SigningKey, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(_with_other_page_content(approved.read_bytes()))
    with pytest.raises(Damaged, match="bị đổi"):
        sign_pdf(tmp_path / "x.pdf", tmp_path / "y.pdf", seal, BY_SEAL)


def test_an_unsigned_copy_is_told_as_unsigned(plain: Path, sealed: Path, trust: TrustPack) -> None:
    assert codes(check_pdf(plain, trust)) == {"pdf_unsigned"}
    output = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(sealed.read_bytes()))).write(output)
    assert check_pdf(output.getvalue(), trust).verdict is not Verdict.VALID


def test_anything_after_the_last_signature_is_noticed(sealed: Path, trust: TrustPack) -> None:
    for tail in (b"\n", b"%comment\n", b"\n%%EOF\n", b"x" * 2000):
        assert check_pdf(sealed.read_bytes() + tail, trust).verdict.rank >= Verdict.INVALID.rank


def test_a_changed_byte_anywhere_is_never_valid(sealed: Path, trust: TrustPack) -> None:
    original, chance = sealed.read_bytes(), random.Random(20241217)
    for _ in range(16):
        changed = bytearray(original)
        changed[chance.randrange(len(original))] ^= 1 << chance.randrange(8)
        assert check_pdf(bytes(changed), trust).verdict is not Verdict.VALID
    for length in range(0, len(original), len(original) // 6):
        assert check_pdf(original[:length], trust).verdict is not Verdict.VALID


@pytest.mark.slow
def test_thousands_of_changed_bytes_are_never_valid(sealed: Path, trust: TrustPack) -> None:
    original, chance = sealed.read_bytes(), random.Random(1)
    for _ in range(3000):
        changed = bytearray(original)
        position, bit = chance.randrange(len(original)), chance.randrange(8)
        changed[position] ^= 1 << bit
        assert check_pdf(bytes(changed), trust).verdict is not Verdict.VALID, (position, bit)


def test_a_signer_nobody_registered_is_warned_about(sealed: Path, trust: TrustPack) -> None:
    found = check_pdf(sealed, replace(trust, register=()))
    assert (found.verdict, codes(found)) == (Verdict.WARNED, {"person_unregistered"})


def test_an_unknown_authority_is_undetermined(ca: TrialCa, plain: Path, tmp_path: Path, trust: TrustPack) -> None:
    path = sign_pdf(plain, tmp_path / "x.pdf", open_pkcs12(ca.unknown, PASSWORD), BY_LEADER).path
    found = check_pdf(path, trust)
    assert found.verdict is Verdict.UNDETERMINED
    assert "unknown_root" in codes(found)


def test_what_is_missing_or_no_pdf_is_told(tmp_path: Path, trust: TrustPack) -> None:
    assert check_pdf(b"", trust).verdict is Verdict.DAMAGED
    assert check_pdf(b"PK\x03\x04", trust).verdict is Verdict.DAMAGED
    with pytest.raises(Blocked):
        check_pdf(tmp_path / "none.pdf", trust)


def test_the_seal_covers_the_left_third_of_the_signature() -> None:
    leader, seal = signature_boxes(3, 400, 300, seal_mm=36)
    assert seal.right == pytest.approx(leader.left + leader.width / 3)
    assert (seal.bottom + seal.top) / 2 == pytest.approx((leader.bottom + leader.top) / 2)
    assert (leader.left + leader.right) / 2 == pytest.approx(400)
    assert seal.top == pytest.approx(300)
    assert seal.width == pytest.approx(36 * 72 / 25.4)
    assert seal.height == pytest.approx(seal.width)
    assert (leader.page, seal.page) == (3, 3)


def test_an_annex_bears_one_line_of_text(plain: Path, seal: SigningKey, trust: TrustPack, tmp_path: Path) -> None:
    receipt = sign_annex_text(plain, tmp_path / "annex.pdf", seal, "125/BC-UBND")
    assert check_pdf(receipt.path, trust).verdict is Verdict.VALID
    with pytest.raises(Refused):
        sign_annex_text(receipt.path, tmp_path / "again.pdf", seal, "125/BC-UBND")
    reader = PdfFileReader(io.BytesIO(receipt.path.read_bytes()))
    box = [float(side) for side in reader.root["/AcroForm"]["/Fields"][0]["/Rect"]]
    assert box[2] > 500
    assert box[3] > 800


def test_the_annex_line_reads_as_the_decree_says() -> None:
    moment = datetime(2024, 12, 20, 2, 30, 15, tzinfo=UTC)
    assert annex_words("125/BC-UBND", moment) == "Số: 125/BC-UBND; 20/12/2024; 09:30:15 +07:00"


def test_qpdf_finds_nothing_wrong(sealed: Path, tool: Callable[[str], str]) -> None:
    told = subprocess.run([tool("qpdf"), "--check", sealed], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_pdfsig_accepts_both_signatures(sealed: Path, ca: TrialCa, tmp_path: Path, tool: Callable[[str], str]) -> None:
    store = f"sql:{tmp_path}"
    certutil = tool("certutil")
    subprocess.run([certutil, "-N", "-d", store, "--empty-password"], check=True, capture_output=True)
    root = ca.trust / "roots" / "trial-root.crt"
    trusted = [certutil, "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", root]
    subprocess.run(trusted, check=True, capture_output=True)
    command = [tool("pdfsig"), "-nssdir", store, sealed]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.stdout.count("Signature is Valid.") == 2, told.stdout
    assert told.stdout.count("Certificate is Trusted.") == 2, told.stdout
