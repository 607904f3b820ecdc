"""Revocation lists that come one by one, between two trust packs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.i18n import local_day, number, utc_now
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.services.trust_contents import Added, read_brought
from tmdt_desktop.services.trust_items import CRL, Thing, keep, kept, take_out
from tmdt_desktop.store.workspace import Workspace

THERE = "Đã có sẵn; không có gì thay đổi."
_TOLERANCE = timedelta(hours=1)
_FETCH = "Tải danh sách thu hồi mới nhất từ trang của nơi cấp rồi thêm lại."


@dataclass(frozen=True)
class ListJudged:
    """Whether a list may be used, in words, and which of the lists at hand it takes the place of."""

    good: bool
    sentence: str
    cure: str = ""
    replaces: tuple[bytes, ...] = field(default=(), repr=False)


def judge_list(der: bytes, authorities: Iterable[bytes], held: Sequence[bytes]) -> ListJudged:
    """A revocation list (DER) against the authorities' certificates and the lists at hand (RFC 5280, 5 and 6.3)."""
    from tmdt_desktop.signing.authorities import describe_list

    facts, now = describe_list(der), utc_now()
    if der in held:
        return ListJudged(good=False, sentence=THERE)
    same = tuple(each for each in held if describe_list(each).scope == facts.scope)
    if against := next(_against(der, authorities, same), None):
        return ListJudged(good=False, sentence=f"Chưa thêm: {against[0]}", cure=against[1])
    since = local_day(facts.this_update)
    sentence, cure = f"Đã thêm danh sách thu hồi ngày {since}, {number(facts.count)} chứng thư bị thu hồi.", ""
    if facts.next_update and facts.next_update < now:
        sentence += f" Danh sách đã quá hạn dùng từ {local_day(facts.next_update)}."
        cure = _FETCH
    return ListJudged(good=True, sentence=sentence, cure=cure, replaces=same)


def _against(der: bytes, authorities: Iterable[bytes], same: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """What speaks against a list, with what to do."""
    from tmdt_desktop.signing.authorities import describe_list, list_signed_by

    facts = describe_list(der)
    if not any(list_signed_by(der, each) for each in authorities):
        cure = "Thêm chứng thư của nơi cấp trước, hoặc chọn đúng danh sách thu hồi."
        yield "không nơi cấp nào đã biết ký danh sách thu hồi này.", cure
    if not facts.complete:
        yield "tệp chỉ là một phần của danh sách thu hồi.", "Tải danh sách đầy đủ từ trang của nơi cấp."
    if facts.this_update > utc_now() + _TOLERANCE:
        since = local_day(facts.this_update)
        yield f"danh sách đề ngày {since}, sau ngày của máy này.", "Xem lại ngày giờ của máy này."
    if any(not facts.newer_than(describe_list(each)) for each in same):
        yield "danh sách đang có mới hơn hoặc cùng ngày.", _FETCH


def add_crl(ws: Workspace, file: Path) -> Added:
    """Use a newer revocation list beside the pack in force; any office may, since its authority signed it.

    Raises:
        Refused: there is no pack in force, or the list is not to be used. Damaged: the file holds no list, or several.
        Blocked: it cannot be read.
    """
    from tmdt_desktop.signing.authorities import Sort

    pack = trust_at_hand(ws)
    if pack is None:
        raise Refused(
            "Chưa có gói tin cậy để đối chiếu danh sách.", cure="Nạp gói tin cậy do Sở Công thương cấp trước."
        )
    lists = [each for each in read_brought(file) if each.sort is Sort.CRL]
    if len(lists) != 1:
        raise Damaged(f"Tệp {file.name} có {len(lists)} danh sách thu hồi.", cure="Chọn tệp chỉ chứa một danh sách.")
    (brought,) = lists
    judged = judge_list(brought.der, (*pack.roots, *pack.intermediates), pack.crls)
    if not judged.good and judged.sentence != THERE:
        raise Refused(judged.sentence, cure=judged.cure)
    if judged.good:
        with ws.change(f"Thêm danh sách thu hồi của {brought.name}"[:200]) as batch:
            for row in (each for each in kept(batch.connection, CRL) if each["content"] in judged.replaces):
                take_out(batch, row, "Đã có danh sách mới hơn.")
            keep(batch, Thing(CRL, brought.name, brought.der))
    return Added(file, CRL, brought.name, brought.fingerprint, judged.good, judged.sentence, judged.cure)
