"""The trust pack as people see it: its age, who signed it, and each thing that it holds with its state."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import VIETNAM, day, local_day, number, utc_now, vietnam_time
from tmdt_desktop.services.trust_at_hand import pack_in_force, trust_at_hand
from tmdt_desktop.services.trust_items import CRL, INTERMEDIATE, OFFICE, ON_DESK, ROOT, kept
from tmdt_desktop.signing.verdicts import Revocation, Verdict, weightiest
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.certificates import CertificateFacts
    from tmdt_desktop.signing.trust import TrustPack

DEPARTMENT = "SCT"
"""The office that puts trust packs together."""
_NO_PACK = "Chưa có gói tin cậy nên chưa kết luận được chữ ký nào."
_GET_ONE = "Nạp gói tin cậy do Sở Công thương cấp."
_MAKE_ONE = "Thêm chứng thư gốc của nơi cấp, đăng ký chứng thư của Sở rồi phát hành gói tin cậy đầu tiên."
_NOT_ISSUED = "Chưa có trong gói đã phát hành."
_LEAVING = "Đã bỏ; gói phát hành sau không còn mục này."
_SOON_DAYS = 30


@dataclass(frozen=True)
class TrustLine:
    """One thing of the pack. `kind`: root, intermediate, crl or office; `office`, `role`: of an office's certificate.

    `since`, `until`: its term (of a list: when it was made and when the next is due). `state`: words, empty when all is
    well; `level`: the name of a `Verdict`.
    """

    kind: str
    name: str
    issuer: str
    since: date | None
    until: date | None
    fingerprint: str
    office: str = ""
    role: str = ""
    state: str = ""
    level: str = Verdict.VALID.name


@dataclass(frozen=True)
class TrustView:
    """The pack in force. `level`: the name of a `Verdict`; `desk`: whether this office puts packs together.

    `issued`: UTC, None without a pack; `age_words`: as `trust_age`; `signer_fingerprint`: lower hex.
    """

    issued: datetime | None
    age_days: int
    age_words: str
    number: int
    signed_by: str
    signer_fingerprint: str
    level: str
    sentence: str
    cure: str
    lines: tuple[TrustLine, ...]
    desk: bool


def trust_view(ws: Workspace) -> TrustView:
    """What the workspace judges by. At the Department the lines of its desk are there too.

    A pack that cannot be read or is not whole is told in the view, not raised.
    """
    desk = ws.office == DEPARTMENT
    try:
        pack = trust_at_hand(ws)
    except Problem as told:
        sentence = f"{told.what} {told.why}".strip()
        return _empty(Verdict.DAMAGED, sentence, told.cure, lines=_desk_lines(ws, ()) if desk else (), desk=desk)
    lines = _lines(pack) if pack else ()
    lines = (*_without_ended(ws, lines), *_desk_lines(ws, lines)) if desk else lines
    if pack is None:
        return _empty(Verdict.UNDETERMINED, _NO_PACK, _MAKE_ONE if desk else _GET_ONE, lines=lines, desk=desk)
    return _view(pack, lines, desk=desk)


def trust_age(ws: Workspace) -> str:
    """One short line for wherever a verdict stands: «Gói tin cậy ngày 01/12/2024, cách nay 17 ngày»."""
    try:
        return age_words(pack_in_force(ws))
    except Problem as told:
        return told.what


def age_words(pack: "TrustPack | None") -> str:
    """As `trust_age`, of a pack at hand."""
    if pack is None:
        return "Chưa có gói tin cậy"
    age = pack.age(_today())
    since = "lập hôm nay" if age == 0 else f"cách nay {number(age)} ngày" if age > 0 else "sau ngày của máy này"
    return f"Gói tin cậy ngày {day(pack.issued)}, {since}"


def _today() -> date:
    return utc_now().astimezone(VIETNAM).date()


def _empty(level: Verdict, sentence: str, cure: str, *, lines: tuple[TrustLine, ...], desk: bool) -> TrustView:
    words = age_words(None) if level is Verdict.UNDETERMINED else sentence
    return TrustView(None, 0, words, 0, "", "", level.name, sentence, cure, lines, desk)


def _view(pack: "TrustPack", lines: tuple[TrustLine, ...], *, desk: bool) -> TrustView:
    first = weightiest(pack.remarks())
    stale = next((line for line in lines if line.kind == CRL and line.state), None)
    level, sentence, cure = Verdict.VALID, f"{age_words(pack)}, dùng được.", ""
    if first is not None:
        level, sentence, cure = first.weight, first.sentence, first.cure
    elif stale is not None:
        level, sentence = Verdict.WARNED, f"Danh sách thu hồi của {stale.name}: {stale.state.lower()}"
        cure = "Thêm danh sách thu hồi mới của nơi cấp, hoặc xin gói tin cậy mới."
    signer = pack.signed_by
    return TrustView(
        issued=pack.issued_at,
        age_days=pack.age(_today()),
        age_words=age_words(pack),
        number=pack.number,
        signed_by=signer.owner if signer else "",
        signer_fingerprint=signer.fingerprint if signer else "",
        level=level.name,
        sentence=sentence,
        cure=cure,
        lines=lines,
        desk=desk,
    )


def _lines(pack: "TrustPack") -> tuple[TrustLine, ...]:
    from tmdt_desktop.signing.certificates import describe_certificate

    roots = (certificate_line(ROOT, describe_certificate(each)) for each in pack.roots)
    above = (certificate_line(INTERMEDIATE, describe_certificate(each)) for each in pack.intermediates)
    return (*roots, *above, *_list_lines(pack), *_office_lines(pack))


def certificate_line(kind: str, facts: "CertificateFacts") -> TrustLine:
    """A certificate with the state of its term."""
    since, until = (vietnam_time(each).date() for each in (facts.not_before, facts.not_after))
    state, level = _of_term(facts.not_before, facts.not_after)
    return TrustLine(kind, facts.owner, facts.issuer, since, until, facts.fingerprint, state=state, level=level.name)


def _of_term(since: datetime, until: datetime) -> tuple[str, Verdict]:
    now = utc_now()
    if now > until:
        return f"Đã hết hạn ngày {local_day(until)}.", Verdict.INVALID
    if now < since:
        return f"Đến ngày {local_day(since)} mới có hiệu lực.", Verdict.INVALID
    left = (until - now).days
    return (f"Còn {number(left)} ngày thì hết hạn.", Verdict.WARNED) if left <= _SOON_DAYS else ("", Verdict.VALID)


def _list_lines(pack: "TrustPack") -> Iterator[TrustLine]:
    """The newest list of each scope; older ones beside it say nothing more, and a stranger's list says nothing at all."""
    from tmdt_desktop.signing.authorities import describe_list, list_signed_by

    newest: dict[bytes, bytes] = {}
    for each in sorted(pack.crls, key=lambda der: describe_list(der).this_update):
        if any(list_signed_by(each, authority) for authority in (*pack.roots, *pack.intermediates)):
            newest[describe_list(each).scope] = each
        else:
            state = "Không do nơi cấp nào trong gói ký nên không được dùng."
            yield replace(list_line(each), state=state, level=Verdict.WARNED.name)
    yield from (list_line(each) for each in newest.values())


def list_line(der: bytes) -> TrustLine:
    """A revocation list with the state of its term."""
    from hashlib import sha256

    from tmdt_desktop.signing.authorities import describe_list

    facts, now = describe_list(der), utc_now()
    until = vietnam_time(facts.next_update).date() if facts.next_update else None
    since = vietnam_time(facts.this_update).date()
    made = TrustLine(CRL, facts.issuer, facts.issuer, since, until, sha256(der).hexdigest())
    if facts.next_update and now > facts.next_update:
        return replace(made, state=f"Quá hạn dùng từ ngày {day(until or _today())}.", level=Verdict.WARNED.name)
    if facts.this_update > now:
        return replace(made, state="Đề ngày sau ngày của máy này.", level=Verdict.WARNED.name)
    return made


def _office_lines(pack: "TrustPack") -> Iterator[TrustLine]:
    for each in pack.register:
        der = pack.certificate_of(each.fingerprint)
        line = TrustLine(OFFICE, each.owner, "", each.registered_on, None, each.fingerprint)
        if der is not None:
            line = _judged(der, pack)
        yield replace(line, office=each.office_name, role=each.role.value)


def _judged(der: bytes, pack: "TrustPack") -> TrustLine:
    """The certificate by its term, by the pack's revocation lists, and by whether the pack knows who issued it."""
    from tmdt_desktop.signing.certificates import describe_certificate
    from tmdt_desktop.signing.judging import Question, judge_certificate

    line, now = certificate_line(OFFICE, describe_certificate(der)), utc_now()
    judged = judge_certificate(Question(der, (), now, now), pack)
    if judged.revocation is Revocation.REVOKED:
        return replace(line, state="Đã bị nơi cấp thu hồi.", level=Verdict.INVALID.name)
    if line.level != Verdict.INVALID.name and not judged.chain:
        return replace(line, state="Gói tin cậy chưa có nơi cấp chứng thư này.", level=Verdict.UNDETERMINED.name)
    return line


def _desk_lines(ws: Workspace, issued: tuple[TrustLine, ...]) -> tuple[TrustLine, ...]:
    """What the desk holds and the pack does not carry yet."""
    from tmdt_desktop.signing.certificates import describe_certificate

    with ws.read() as connection:
        items = kept(connection, *ON_DESK)
    there = {each.fingerprint for each in issued}
    made = []
    for item in (each for each in items if each["fingerprint"] not in there):
        kind, content = item["kind"], item["content"]
        line = list_line(content) if kind == CRL else certificate_line(kind, describe_certificate(content))
        line = replace(line, office=office_name(item["of_office"]), role=item["role"])
        made.append(line if line.state else replace(line, state=_NOT_ISSUED, level=Verdict.WARNED.name))
    return tuple(made)


def _without_ended(ws: Workspace, issued: tuple[TrustLine, ...]) -> tuple[TrustLine, ...]:
    """The pack's lines, those marked that its next issue goes without."""
    with ws.read() as connection:
        ended = {row["fingerprint"] for row in kept(connection, *ON_DESK, ended=True) if row["ended_at"]}
    return tuple(
        replace(line, state=_LEAVING, level=Verdict.WARNED.name) if line.fingerprint in ended else line
        for line in issued
    )


def office_name(code: str) -> str:
    """What the office is called today; its code when no catalogue knows it."""
    from tmdt_desktop.catalogues.offices import office_on

    try:
        return office_on(code, _today()).name if code else ""
    except KeyError:
        return code
