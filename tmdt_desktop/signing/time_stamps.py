"""Time-stamps (RFC 3161): one is asked for when a PDF is signed and the office has set a server, and judged when read.

Nothing here opens a connection unless a server's address is given; what speaks to the network is imported only then.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, tsp
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.i18n import universal_time
from tmdt_desktop.signing.algorithms import DIGESTS
from tmdt_desktop.signing.judging import Question, judge_certificate
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, Verdict, finding, judge

_SECONDS = 20
_LARGEST_ANSWER = 1 << 17
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)
_WITHOUT = (
    "Kiểm tra mạng và địa chỉ máy chủ trong Cài đặt rồi ký lại; "
    "muốn ký không kèm dấu thời gian thì xóa địa chỉ đó trong Cài đặt."
)


@dataclass(frozen=True)
class StampSeen:
    """A time-stamp that was read. `moment` is UTC and None when it is not to be believed; `findings` say why."""

    moment: datetime | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Imprinted:
    """A token's inside and the bytes it must speak for."""

    token: cms.SignedData
    content: bytes


def judge_stamp(stamp: Imprinted, trust: TrustPack, now: datetime) -> StampSeen:
    """Is the time-stamp whole, over those bytes, and from an authority that the trust pack knows?"""
    try:
        signer = _stamper(stamp.token)
        moment = universal_time(_checked(stamp, signer))
        beside = tuple(each.chosen.dump() for each in stamp.token["certificates"] if each.name == "certificate")
        judged = judge_certificate(Question(signer.dump(), beside, moment, now, purpose="stamp"), trust)
    except (*_MALFORMED, SignatureValidationError, SigningError, ValidationError, Damaged):
        return StampSeen(None, (finding("stamp_wrong"),))
    worst = judge(judged.findings)
    if worst.rank >= Verdict.INVALID.rank:
        return StampSeen(None, (finding("stamp_wrong"),))
    if worst.rank >= Verdict.UNDETERMINED.rank:
        return StampSeen(None, (finding("stamp_unknown"),))
    return StampSeen(moment)


def _stamper(token: cms.SignedData) -> cms.Certificate:
    """The certificate of the one who stamped, out of those that lie beside the token."""
    (info,) = token["signer_infos"]
    wanted = info["sid"].chosen
    for each in token["certificates"]:
        found = each.chosen
        if (found.issuer, found.serial_number) == (wanted["issuer"], wanted["serial_number"].native):
            return found
    raise ValueError


def _checked(stamp: Imprinted, signer: cms.Certificate) -> datetime:
    """The moment that the token vouches for. Raises ValueError when its arithmetic does not hold."""

    def imprint(algorithm: str) -> bytes:
        if algorithm not in DIGESTS:
            raise ValueError
        return hashlib.new(algorithm, stamp.content).digest()

    context = ValidationContext(trust_roots=[signer], allow_fetching=False)
    status = run(validate_tst_signed_data(stamp.token, context, imprint))
    if not (status["intact"] and status["valid"]):
        raise ValueError
    moment: datetime = status["timestamp"]
    return moment


class OfficeStamper(TimeStamper):
    """Asks the office's time-stamp server. `ask` sends a request's bytes and gives the answer's."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over `message_digest`.

        Raises:
            Blocked: the server does not answer, refuses, or answers something else than was asked.
        """
        nonce = secrets.randbits(63)
        imprint = tsp.MessageImprint(
            {"hash_algorithm": algos.DigestAlgorithm({"algorithm": md_algorithm}), "hashed_message": message_digest}
        )
        wanted = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
        raw = self._ask(tsp.TimeStampReq(wanted).dump())
        try:
            return _token(raw, imprint, nonce)
        except _MALFORMED as fault:
            raise _useless("Máy chủ trả lời không đúng điều đã hỏi.") from fault


def _token(raw: bytes, imprint: tsp.MessageImprint, nonce: int) -> cms.ContentInfo:
    answer = tsp.TimeStampResp.load(raw, strict=True)
    if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise _useless("Máy chủ từ chối cấp dấu thời gian.")
    token = answer["time_stamp_token"]
    told = token["content"]["encap_content_info"]["content"].parsed
    if told["nonce"].native != nonce or told["message_imprint"].dump() != imprint.dump():
        raise ValueError
    _stamper(token["content"])
    return token


def stamper_at(url: str) -> OfficeStamper:
    """The time-stamp server at `url` (http or https). Nothing is sent until something is signed.

    Raises:
        Blocked: no such kind of address.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise _useless("Địa chỉ phải bắt đầu bằng http:// hoặc https://.")

    def ask(request: bytes) -> bytes:
        return _sent(url, request)

    return OfficeStamper(ask)


def _sent(url: str, request: bytes) -> bytes:
    from http.client import HTTPException
    from urllib.request import Request, urlopen

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    wanted = Request(url, request, headers, method="POST")  # noqa: S310 - the office's own http(s) address
    try:
        with urlopen(wanted, timeout=_SECONDS) as answer:  # noqa: S310
            raw: bytes = answer.read(_LARGEST_ANSWER + 1)
    except (OSError, HTTPException, ValueError) as fault:
        raise _useless("Máy chủ không trả lời.") from fault
    if len(raw) > _LARGEST_ANSWER:
        raise _useless("Máy chủ trả lời quá dài.")
    return raw


def _useless(why: str) -> Blocked:
    return Blocked("Chưa lấy được dấu thời gian nên chưa ký.", why=why, cure=_WITHOUT)
