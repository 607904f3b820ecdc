"""Commands on signatures of reports: many at once, or in the office's own tool."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, key_arguments, key_password, key_place, opened, workspace_arguments
from tmdt_desktop.cli.reports import report_argument, report_id
from tmdt_desktop.i18n import day
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.own_tool import SignedSeen
    from tmdt_desktop.store.workspace import Workspace


def _many_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    words = "mã các báo cáo hoặc năm; bỏ qua thì lấy mọi báo cáo đang chờ chữ ký này"
    parser.add_argument("--reports", metavar="MÃ", nargs="+", default=(), help=words)
    parser.add_argument("--role", choices=("leader", "seal"), required=True, help="leader: lãnh đạo ký; seal: đóng dấu")
    parser.add_argument("--image", metavar="TỆP.png", type=Path, help="ảnh chữ ký hoặc con dấu, nền trong suốt")
    key_arguments(parser)


def sign_many(arguments: Namespace, task: Task) -> Outcome:
    """Sign or seal several reports with one opening of the key; exit code 1 when one of them was refused."""
    from tmdt_desktop.services import sign_many as room

    with opened(arguments) as ws:
        chosen = _chosen(arguments, ws)
        if not chosen:
            return Outcome({"results": ()}, ("Không có báo cáo nào đang chờ chữ ký này.",))
        wish = room.SignManyWish(chosen, arguments.role, key_place(arguments), key_password(arguments), arguments.image)
        results = room.sign_many(ws, wish, task)
    lines = tuple(" ".join(filter(None, (f"{each.name}: {each.sentence}", each.cure))) for each in results)
    return Outcome({"results": results}, lines, code=0 if all(each.signed for each in results) else 1)


def _chosen(arguments: Namespace, ws: "Workspace") -> tuple[UUID, ...]:
    from tmdt_desktop.services.sign_many import signable_reports

    if arguments.reports:
        return tuple(report_id(ws, said) for said in arguments.reports)
    return tuple(each.id for each in signable_reports(ws, arguments.role))


def _out_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    report_argument(parser)
    parser.add_argument("--to", metavar="THƯ MỤC", type=Path, required=True, help="nơi để tệp PDF chờ ký")


def export_to_sign(arguments: Namespace, task: Task) -> Outcome:
    """Write an approved report out to be signed in the office's own tool."""
    from tmdt_desktop.services.own_tool import export_for_signing

    with opened(arguments) as ws:
        made = export_for_signing(ws, report_id(ws, arguments.report), arguments.to, task)
    annex = (f"Đã ghi {made.annex}: đóng dấu tệp này bằng chứng thư của cơ quan",) if made.annex else ()
    return Outcome(made, (f"Đã ghi {made.file}", f"Mã băm SHA-256: {made.sha256}", *annex))


def _back_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    report_argument(parser)
    parser.add_argument("file", metavar="TỆP.pdf", type=Path, help="tệp đã ký bằng công cụ của cơ quan")
    parser.add_argument("--annex", metavar="TỆP.pdf", type=Path, help="Phụ lục I đã đóng dấu cơ quan")
    parser.add_argument("--check", action="store_true", help="chỉ xem, chưa nhận")
    parser.add_argument("--number", metavar="SỐ", default="", help="số văn bản, khi tệp không đọc ra số")
    parser.add_argument("--issued", metavar="NGÀY", help="ngày ban hành, khi tệp không đọc ra ngày")


def take_signed(arguments: Namespace, task: Task) -> Outcome:
    """Look at a report that was signed in the office's own tool, and take it unless it is only to be looked at."""
    from tmdt_desktop.kinds import Day
    from tmdt_desktop.services import own_tool as room

    with opened(arguments) as ws:
        id_ = report_id(ws, arguments.report)
        seen = _with_annex(room.look_at_signed(ws, id_, arguments.file, task), ws, id_, arguments.annex)
        if arguments.check:
            return Outcome(seen, tuple(_told(seen)), code=0 if seen.accepted else 1)
        issued = Day().parse(arguments.issued) if arguments.issued else None
        came = room.CameBack(arguments.file, arguments.annex, arguments.number, issued)
        made = room.take_signed(ws, id_, came, task)
    annex = (f"Đã nhận: {made.annex}",) if made.annex else ()
    return Outcome(made, (*_told(seen), f"Đã nhận: {made.pdf}", *annex))


def _with_annex(seen: "SignedSeen", ws: "Workspace", report: UUID, annex: Path | None) -> "SignedSeen":
    """The same, with what is to be thought of the annex that came along; a bad one is not taken with the report."""
    from tmdt_desktop.services.own_tool import look_at_annex

    if annex is None:
        return seen
    found = look_at_annex(ws, report, annex)
    seen = replace(seen, annex_told=found.sentence)
    if found.accepted or not seen.accepted:
        return seen
    return replace(seen, accepted=False, sentence=found.sentence, cure=found.cure)


def _told(seen: "SignedSeen") -> Iterator[str]:
    yield f"{seen.verdict}. {seen.sentence} {seen.cure}"
    for each in seen.revisions:
        mark = "" if each.normal else " (bất thường)"
        yield f"Bản {each.number}: {each.what}{f', {each.by}' if each.by else ''}{mark}"
    yield from seen.differences
    if seen.annex_told and seen.annex_told != seen.sentence:
        yield seen.annex_told
    if seen.number or seen.issued_on:
        yield f"Số {seen.number or 'để trống'}, ngày {day(seen.issued_on) if seen.issued_on else 'để trống'}"


COMMANDS = (
    Command("sign-many", "ký, đóng dấu nhiều báo cáo với một lần nhập mật khẩu", _many_arguments, sign_many),
    Command("export-to-sign", "xuất báo cáo đã duyệt để ký bằng công cụ của cơ quan", _out_arguments, export_to_sign),
    Command("take-signed", "nhận lại báo cáo đã ký bằng công cụ của cơ quan", _back_arguments, take_signed),
)
