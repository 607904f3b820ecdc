"""A time-stamp is asked for only where a server is set, and believed only when everything about it holds."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.errors import Blocked
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf import PdfSigning, sign_annex_text, sign_pdf, signature_boxes
from tmdt_desktop.signing.pdf_check import check_pdf
from tmdt_desktop.signing.time_stamps import Imprinted, judge_stamp, stamper_at
from tmdt_desktop.signing.trust import Role, TrustPack
from tmdt_desktop.signing.verdicts import Verdict

from .time_stamp_server import Authority, make_authority, served

BY_LEADER = PdfSigning(Role.LEADER, "Nguyễn Minh Khôi", signature_boxes(0, 420, 396))


@pytest.fixture(scope="module")
def tsa() -> Authority:
    return make_authority()


@pytest.fixture
def knowing(trust: TrustPack, tsa: Authority) -> TrustPack:
    """The trust pack with the stamping authority's root."""
    return replace(trust, roots=(*trust.roots, tsa.root))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    page = io.BytesIO()
    canvas = Canvas(page, invariant=1)
    canvas.drawString(100, 700, "Bao cao")
    canvas.save()
    path = tmp_path / "plain.pdf"
    path.write_bytes(page.getvalue())
    return path


def test_a_stamp_proves_the_time_of_both_signatures(
    plain: Path, leader: SigningKey, seal: SigningKey, tsa: Authority, knowing: TrustPack, trust: TrustPack
) -> None:
    with served(tsa.answer) as url:
        sign_pdf(plain, plain, leader, replace(BY_LEADER, stamper=stamper_at(url)))
        sign_pdf(plain, plain, seal, PdfSigning(Role.SEAL, "UBND huyện", stamper=stamper_at(url)))
    found = check_pdf(plain, knowing)
    assert found.verdict is Verdict.VALID, found.findings
    for each in found.signatures:
        assert each.time_kind == "stamped"
        assert each.anchored_at is not None
        assert abs(each.anchored_at - utc_now()) < timedelta(minutes=30)
    unknown = check_pdf(plain, trust)
    assert unknown.verdict is Verdict.VALID
    assert {each.time_kind for each in unknown.signatures} == {"claimed"}
    assert "stamp_unknown" in {each.code for each in unknown.findings}


def test_an_annex_is_stamped_too(plain: Path, seal: SigningKey, tsa: Authority, knowing: TrustPack) -> None:
    with served(tsa.answer) as url:
        sign_annex_text(plain, plain, seal, "312/BC-UBND", stamper_at(url))
    assert check_pdf(plain, knowing).signatures[0].time_kind == "stamped"


def _refused(request: bytes) -> bytes:
    made: bytes = tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()
    return made


def _other_nonce(tsa: Authority) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["nonce"] = 7
        return tsa.answer(asked.dump(force=True))

    return answer


def _other_imprint(tsa: Authority) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hashed_message"] = b"\1" * 32
        return tsa.answer(asked.dump(force=True))

    return answer


@pytest.mark.parametrize("name", ["refused", "nonsense", "empty", "long", "nonce", "imprint"])
def test_an_answer_that_is_none_leaves_the_file_unsigned(
    name: str, plain: Path, leader: SigningKey, tsa: Authority
) -> None:
    answers: dict[str, Callable[[bytes], bytes]] = {
        "refused": _refused,
        "nonsense": lambda _: b"<html>hello</html>",
        "empty": lambda _: b"",
        "long": lambda _: b"0" * 200_000,
        "nonce": _other_nonce(tsa),
        "imprint": _other_imprint(tsa),
    }
    before = plain.read_bytes()
    with served(answers[name]) as url, pytest.raises(Blocked, match="dấu thời gian") as caught:
        sign_pdf(plain, plain, leader, replace(BY_LEADER, stamper=stamper_at(url)))
    assert "xóa địa chỉ" in caught.value.cure
    assert plain.read_bytes() == before


def test_a_server_that_is_not_there_or_no_server_is_told(plain: Path, leader: SigningKey) -> None:
    with served(lambda request: request) as url:
        pass
    with pytest.raises(Blocked, match="Chưa lấy được dấu thời gian"):
        sign_pdf(plain, plain, leader, replace(BY_LEADER, stamper=stamper_at(url)))
    for address in ("file:///etc/passwd", "ftp://127.0.0.1/", "tsa.example.vn", "javascript:1"):
        with pytest.raises(Blocked):
            stamper_at(address)


def _token(authority: Authority, content: bytes, at: datetime | None = None) -> cms.SignedData:
    import hashlib

    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(content).digest()}
    asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": 1, "cert_req": True})
    return tsp.TimeStampResp.load(authority.answer(asked.dump(), at))["time_stamp_token"]["content"]


def test_a_stamp_over_other_bytes_or_by_no_stamper_is_wrong(tsa: Authority, knowing: TrustPack) -> None:
    now = utc_now()
    good = judge_stamp(Imprinted(_token(tsa, b"x"), b"x"), knowing, now)
    assert good.moment is not None
    assert good.findings == ()
    other = judge_stamp(Imprinted(_token(tsa, b"x"), b"y"), knowing, now)
    assert (other.moment, [each.code for each in other.findings]) == (None, ["stamp_wrong"])
    no_stamper = make_authority(stamps=False)
    trusting = replace(knowing, roots=(*knowing.roots, no_stamper.root))
    misused = judge_stamp(Imprinted(_token(no_stamper, b"x"), b"x"), trusting, now)
    assert (misused.moment, [each.code for each in misused.findings]) == (None, ["stamp_wrong"])
    early = judge_stamp(Imprinted(_token(tsa, b"x", datetime(2001, 1, 1, tzinfo=UTC)), b"x"), knowing, now)
    assert early.moment is None


def test_every_changed_byte_of_a_stamp_makes_it_worthless(tsa: Authority, knowing: TrustPack) -> None:
    raw, now = _token(tsa, b"x").dump(), utc_now()
    for at in range(0, len(raw), max(1, len(raw) // 60)):
        changed = bytearray(raw)
        changed[at] ^= 1
        try:
            token = cms.SignedData.load(bytes(changed))
        except ValueError:
            continue
        seen = judge_stamp(Imprinted(token, b"x"), knowing, now)
        whole = judge_stamp(Imprinted(cms.SignedData.load(raw), b"x"), knowing, now)
        assert seen.moment in (None, whole.moment)
