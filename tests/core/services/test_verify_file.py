"""Any file that may come is told by its content, judged, and shown with every item that the law names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.data.packages import repacked
from tmdt_desktop.errors import Blocked
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.services import registers
from tmdt_desktop.services.anchored_time import Known, find_proof
from tmdt_desktop.services.answers import Answer, write_answer
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.verification_report import write_verification_report
from tmdt_desktop.services.verify_file import verify_file
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, load_trust
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.whole_files import digest_of, free_name

Sent = tuple[Workspace, UUID, Path]


@pytest.fixture
def answered(sent: Sent, trial_ca: TrialCa, key_password: str, tmp_path: Path) -> Callable[..., Path]:
    """An answer of the Department to the package that was sent, with whatever is to be said otherwise."""
    from tmdt_desktop.signing.keys import open_pkcs12

    slip = tmp_path / "slip.pdf"
    slip.write_bytes(b"%PDF")
    usual = Answer(
        accepted=True,
        code="TN-2024-246-3FA9C2D1",
        receiver="SCT",
        office="246",
        year=2024,
        revision=1,
        package=UUID(int=1),
        file_name=sent[2].name,
        sha256=digest_of(sent[2]),
        received_at=datetime.now(UTC).replace(microsecond=0),
    )

    def make(signer: tuple[str, Role] = ("SCT", Role.DEPARTMENT), **said: object) -> Path:
        target = free_name(tmp_path / "phiếu.asice")
        write_answer(replace(usual, **said), slip, target, open_pkcs12(trial_ca.keys[signer], key_password))  # type: ignore[arg-type]
        return target

    return make


def test_every_signature_shows_the_ten_items_and_the_trust_pack_its_age(sent: Sent, trial_ca: TrialCa) -> None:
    check = verify_file(sent[2], trial_ca.trust)
    assert (check.level, check.kind, check.findings) == ("VALID", "package", ())
    assert [what for what, _ in check.signature_items] == [each.what for each in check.signatures]
    assert all(len(items) == 10 for _, items in check.signature_items)
    assert {item.level for _, items in check.signature_items for item in items} == {"VALID"}
    assert check.trust_words.startswith("Gói tin cậy ngày ")
    assert (check.trust_level, len(check.sha256)) == ("VALID", 64)
    assert check.program.startswith("TMĐT Desktop")
    assert check.checked_at
    assert check.checked_at.tzinfo is UTC


def test_without_a_trust_pack_nothing_is_known_of_anyone(sent: Sent) -> None:
    check = verify_file(sent[2])
    assert (check.level, check.trust_level, check.trust_words) == (
        "UNDETERMINED",
        "UNDETERMINED",
        "Chưa có gói tin cậy",
    )
    assert check.why.startswith("Chưa có gói tin cậy")
    items = {each.label: each.level for each in check.signature_items[0][1]}
    assert items["Tổ chức cấp chứng thư"] == "UNDETERMINED"
    assert items["Tính toàn vẹn"] == "VALID"


def test_a_workspace_brings_its_own_trust_pack(sent: Sent) -> None:
    assert verify_file(sent[2], ws=sent[0]).level == "VALID"


def test_the_kind_is_told_by_the_content_whatever_the_name(answered: Callable[..., Path], trial_ca: TrialCa) -> None:
    file = answered()
    check = verify_file(file.rename(file.with_name("bao_cao.pdf")), trial_ca.trust)
    assert (check.kind, check.answer, check.level) == ("answer", True, "VALID")
    assert check.verdict == "Phiếu hợp lệ"


def test_a_signed_pdf_by_itself_is_judged_revision_by_revision(
    inside: dict[str, bytes], trial_ca: TrialCa, tmp_path: Path
) -> None:
    file = tmp_path / "văn bản.bin"
    file.write_bytes(inside["report.pdf"])
    check = verify_file(file, trial_ca.trust)
    assert (check.kind, check.level) == ("pdf", "VALID")
    assert [each.what for each in check.signatures] == ["Lãnh đạo ký báo cáo", "Dấu cơ quan"]
    facts = dict(check.facts)
    history = " ".join(words for label, words in facts.items() if label.startswith("Lần ghi"))
    assert history.index("ký ô KyLanhDao") < history.index("ký ô DauCoQuan")
    assert "bất thường" not in history
    file.write_bytes(inside["report.pdf"][:-1] + b"x")
    assert verify_file(file, trial_ca.trust).level != "VALID"
    file.write_bytes(b"%PDF-1.7 x")
    assert verify_file(file, trial_ca.trust).level == "DAMAGED"


def test_a_trust_pack_on_its_way_is_told_as_one(trial_ca: TrialCa, key_password: str, tmp_path: Path) -> None:
    from tmdt_desktop.signing.container import Part, write_container
    from tmdt_desktop.signing.keys import open_pkcs12
    from tmdt_desktop.signing.trust_files import read_files

    key = open_pkcs12(trial_ca.keys["SCT", Role.DEPARTMENT], key_password)
    parts = [Part(name, "application/octet-stream", content) for name, content in read_files(trial_ca.trust).items()]
    write_container(tmp_path / "x.asice", parts, key)
    check = verify_file(tmp_path / "x.asice", trial_ca.trust)
    assert (check.kind, check.level) == ("trust", "VALID")
    assert "gói tin cậy" in check.why


def test_a_file_of_nothing_known_is_damaged(tmp_path: Path, trial_ca: TrialCa) -> None:
    file = tmp_path / "a.asice"
    for content in (b"", b"PK", b"xin ch\xc3\xa0o"):
        file.write_bytes(content)
        assert verify_file(file, trial_ca.trust).level == "DAMAGED"
    with pytest.raises(Blocked):
        verify_file(tmp_path / "không có", trial_ca.trust)


def test_a_receipt_proves_the_time(sent: Sent, answered: Callable[..., Path], trial_ca: TrialCa) -> None:
    proven = verify_file(sent[2], trial_ca.trust, receipts=(answered(),))
    assert {each.facts.time_kind for each in proven.signatures} == {"anchored"}
    assert proven.level == "VALID"
    times = [item.words for _, items in proven.signature_items for item in items if item.label == "Thời điểm ký"]
    assert all("là lúc Sở nhận" in words for words in times)


def test_a_receipt_that_does_not_fit_is_told(sent: Sent, answered: Callable[..., Path], trial_ca: TrialCa) -> None:
    check = verify_file(sent[2], trial_ca.trust, receipts=(answered(sha256="0" * 64),))
    assert ([each.code for each in check.findings], check.level) == (["receipt_other"], "WARNED")
    assert {each.facts.time_kind for each in check.signatures} == {"claimed"}


@pytest.mark.parametrize(
    ("signer", "said", "code"),
    [
        (("SCT", Role.DEPARTMENT), {"sha256": "0" * 64}, "receipt_other"),
        (("SCT", Role.DEPARTMENT), {"received_at": datetime.now(UTC) + timedelta(days=2)}, "receipt_early"),
        (("246", Role.SEAL), {}, "receipt_useless"),
    ],
)
def test_a_receipt_of_another_file_of_tomorrow_or_of_nobody_proves_nothing(
    sent: Sent,
    answered: Callable[..., Path],
    trial_ca: TrialCa,
    signer: tuple[str, Role],
    said: dict[str, object],
    code: str,
) -> None:
    proof = find_proof(digest_of(sent[2]), Known((answered(signer, **said),)), load_trust(trial_ca.trust))
    assert (proof.at, [each.code for each in proof.findings]) == (None, [code])


def test_the_earliest_proof_counts_and_each_workspace_knows_its_own(
    sent: Sent, answered: Callable[..., Path], department_ws: Workspace, trial_ca: TrialCa
) -> None:
    trust, sha256 = load_trust(trial_ca.trust), digest_of(sent[2])
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)
    files = (answered(received_at=late, code="TN-2"), answered(received_at=early, code="TN-1"))
    assert find_proof(sha256, Known(files), trust).by == "TN-1"
    assert find_proof(sha256, Known((), sent[0]), trust).at is None
    (row,) = registers.list_rows(sent[0], Package, registers.find(sent[0], Package, Query()))
    with sent[0].change("Nhận phiếu") as batch:
        batch.update(Package, row.id, {"receipt_code": "TN-1"})
    kept = sent[0].path / "received" / "phiếu.asice"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(files[1].read_bytes())
    assert find_proof(sha256, Known((), sent[0]), trust).at == early
    with department_ws.change("Nhận gói") as batch:
        taken = {"file_name": "a", "direction": Direction.RECEIVED, "sender": "246", "year": 2024, "revision": 1}
        more = {"moved_at": late, "state": PackageState.ACCEPTED, "sha256": sha256}
        batch.insert(Package, [{**taken, **more}])
    assert find_proof(sha256, Known((), department_ws), trust).at == late


def test_an_unsigned_trust_pack_leaves_no_verdict_better_than_a_warning(sent: Sent, trial_ca: TrialCa) -> None:
    from tmdt_desktop.services.examination import examine
    from tmdt_desktop.services.shown_check import shown

    trust = replace(load_trust(trial_ca.trust), signed_by=None, signer_known=False)
    check = shown(examine(sent[2], trust), trust)
    assert ([each.code for each in check.findings], check.level) == (["trust_unsigned"], "WARNED")
    assert check.trust_level == "WARNED"


def test_a_role_that_does_not_fit_stands_at_its_signature(
    inside: dict[str, bytes], sent: Sent, trial_ca: TrialCa, key_password: str
) -> None:
    forged = repacked(sent[2], ("247", Role.SEAL), trial_ca, key_password)
    check = verify_file(forged, trial_ca.trust)
    assert check.level == "INVALID"
    items = dict(check.signature_items)["Ký gói"]
    signer = next(item for item in items if item.label == "Người ký")
    assert signer.level == "INVALID"
    assert "đơn vị khác" in signer.words


def test_the_report_says_what_the_screen_says(sent: Sent, trial_ca: TrialCa, tmp_path: Path) -> None:
    import pypdfium2 as pdfium

    check = verify_file(sent[2], trial_ca.trust)
    made = write_verification_report(check, sent[2], tmp_path)
    again = write_verification_report(check, sent[2], made)
    assert (made.suffix, again.name) == (".pdf", f"{made.stem} (2).pdf")
    with pdfium.PdfDocument(made) as file:
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in file)
    for words in (check.verdict.upper(), check.why, check.trust_words, "Thuật toán", "Dấu cơ quan", "Báo cáo đã ký số"):
        assert "".join(words.split()) in text
    assert check.sha256 in text.replace("-", "")


def test_a_workspace_puts_its_office_at_the_head_of_the_report(sent: Sent, trial_ca: TrialCa, tmp_path: Path) -> None:
    import pypdfium2 as pdfium

    check = verify_file(sent[2].with_name(sent[2].name), trial_ca.trust)
    with pdfium.PdfDocument(write_verification_report(check, sent[2], tmp_path / "a.pdf", sent[0])) as file:
        text = file[0].get_textpage().get_text_range()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "LẬP THẠCH" in text


def test_a_bad_file_has_a_report_too(tmp_path: Path, trial_ca: TrialCa) -> None:
    file = tmp_path / "a.asice"
    file.write_bytes(b"PK")
    made = write_verification_report(verify_file(file, trial_ca.trust), file, tmp_path / "b.pdf")
    assert made.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "words"),
    [("annual", "Năm 2024, lần 1"), ("half_year", "6 tháng đầu năm 2024, lần 1"), ("ad_hoc", "Đột xuất, năm 2024")],
)
def test_the_check_says_which_kind_of_report_it_is(kind: str, words: str, sent: Sent, trial_ca: TrialCa) -> None:
    from tmdt_desktop.services.examination import examine
    from tmdt_desktop.services.shown_check import shown

    trust = load_trust(trial_ca.trust)
    examined = examine(sent[2], trust)
    assert examined.about
    about = replace(examined.about, kind=kind)
    made = shown(replace(examined, content=replace(examined.content, about=about)), trust)
    assert words in dict(made.facts)["Báo cáo"]
