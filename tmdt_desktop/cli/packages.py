"""Commands on packages: send, check, receive, take the answer, add up."""

from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.cli.frame import (
    Command,
    Outcome,
    key_arguments,
    key_password,
    key_place,
    opened,
    password_argument,
    workspace_arguments,
)
from tmdt_desktop.cli.reports import report_argument, report_id
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace

_TRUSTED = ("VALID", "WARNED")
_FINE = ("ACCEPTED", "DUPLICATE", "OLDER")


def _export_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    report_argument(parser)
    parser.add_argument("--to", metavar="THƯ MỤC", type=Path, required=True, help="nơi ghi gói, thường là USB")
    said = "mã hóa cho nơi nhận (.crt), dùng nhiều lần được; Sở có trong gói tin cậy thì khỏi nêu"
    parser.add_argument("--encrypt-to", metavar="CHỨNG THƯ", type=Path, action="append", default=[], help=said)
    parser.add_argument("--plain", action="store_true", help="không mã hóa cho Sở; ai có tệp cũng xem được")
    parser.add_argument("--personal", action="store_true", help="kèm các cột riêng tư (điện thoại, số định danh…)")
    key_arguments(parser)


def export(arguments: Namespace, task: Task) -> Outcome:
    """Write a sealed report and its data as one signed file."""
    from tmdt_desktop.services.export_package import ExportWish, export_package

    with opened(arguments) as ws:
        id_, secret = report_id(ws, arguments.report), key_password(arguments)
        to, encrypt_to = arguments.to, tuple(arguments.encrypt_to)
        wish = ExportWish(id_, to, key_place(arguments), secret, encrypt_to, arguments.personal, not arguments.plain)
        made = export_package(ws, wish, task)
    opened_by = f"Mã hóa, chỉ mở được bằng khóa của: {'; '.join(made.opened_by)}." if made.opened_by else made.told
    lines = (
        str(made.file),
        f"SHA-256 {made.sha256}",
        opened_by,
        *made.remarks,
        "Đã ghi và đọc lại đúng; có thể rút USB.",
    )
    return Outcome(made, tuple(line for line in lines if line))


def _judged_by_arguments(parser: ArgumentParser) -> None:
    """By what a file is judged: a trust pack in a folder, or what a workspace holds."""
    parser.add_argument("--trust", metavar="THƯ MỤC", type=Path, help="gói tin cậy của Sở Công thương")
    said = "sổ có gói tin cậy, danh sách thu hồi, phiếu tiếp nhận để dựa vào; có --trust thì theo gói của --trust"
    parser.add_argument("--workspace", metavar="WS", type=Path, help=said)
    parser.add_argument("--user", metavar="TÊN", help="tên đăng nhập; bỏ qua khi sổ chỉ có một người")
    password_argument(parser)


def _at_hand(arguments: Namespace) -> "AbstractContextManager[Workspace | None]":
    """The workspace that was named, open; none when none was."""
    return opened(arguments) if arguments.workspace else nullcontext()


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="TỆP", type=Path)
    _judged_by_arguments(parser)
    said = "phiếu của Sở chứng thực thời điểm của tệp; dùng được nhiều lần"
    parser.add_argument("--receipt", metavar="PHIẾU", type=Path, action="append", default=[], help=said)
    parser.add_argument("--report", metavar="TỆP.pdf", type=Path, help="ghi phiếu kết quả kiểm tra để in")


def verify(arguments: Namespace, task: Task) -> Outcome:
    """Check any file; exit code 1 unless it may be used."""
    from tmdt_desktop.services.verification_report import write_verification_report
    from tmdt_desktop.services.verify_file import verify_file

    with _at_hand(arguments) as ws:
        made = verify_file(arguments.file, arguments.trust, task, tuple(arguments.receipt), ws)
        told = arguments.report
        report = write_verification_report(made, arguments.file, told, ws) if told else None
    facts = tuple(f"{label}: {value}" for label, value in made.facts)
    found = tuple(f"- {each.sentence} {each.cure}" for each in (*made.findings, *made.remarks))
    items = tuple(
        line for what, told in made.signature_items for line in (f"{what}:", *(f"  {i.label}: {i.words}" for i in told))
    )
    lines = (
        f"{made.verdict.upper()}. {made.why} {made.cure}",
        *facts,
        *items,
        *found,
        *((str(report),) if report else ()),
    )
    return Outcome(made, lines, 0 if made.level in _TRUSTED else 1)


def _unpack_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="TỆP", type=Path)
    parser.add_argument("names", metavar="TÊN", nargs="*", help="tệp trong gói; bỏ qua thì lấy mọi tệp")
    parser.add_argument("--to", metavar="THƯ MỤC", type=Path, required=True, help="nơi ghi các tệp")
    _judged_by_arguments(parser)


def unpack(arguments: Namespace, task: Task) -> Outcome:  # noqa: ARG001 - every command is called alike
    """Take files out of a package that is none of the bad."""
    from tmdt_desktop.services.take_out import take_out

    with _at_hand(arguments) as ws:
        made = take_out(arguments.file, arguments.names, arguments.to, arguments.trust, ws)
    return Outcome({"files": made}, tuple(str(file) for file in made))


def _receive_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    parser.add_argument("files", metavar="TỆP", type=Path, nargs="+")
    said = "nơi ghi phiếu; bỏ qua thì ghi cạnh gói đầu tiên"
    parser.add_argument("--answers", metavar="THƯ MỤC", type=Path, help=said)
    parser.add_argument("--trust", metavar="THƯ MỤC", type=Path, help="gói tin cậy; bỏ qua thì theo cài đặt")
    parser.add_argument("--year", metavar="NĂM", type=int, help="chỉ nhận báo cáo của năm này")
    key_arguments(parser, required=False)


def receive(arguments: Namespace, task: Task) -> Outcome:
    """Take packages in; exit code 1 when one of them was not."""
    from tmdt_desktop.services.receive_packages import ReceiveWish, receive_packages

    key, secret = key_place(arguments), key_password(arguments)
    where = (arguments.answers or arguments.files[0].resolve().parent, arguments.trust, arguments.year)
    with opened(arguments) as ws:
        made = receive_packages(ws, ReceiveWish(tuple(arguments.files), key, secret, *where), task)
    lines = tuple(f"{each.file.name}: {each.state.value}. {each.sentence} {each.cure}" for each in made)
    return Outcome(
        {"files": made}, lines, 0 if all(each.state.name in _FINE and not each.returned for each in made) else 1
    )


def _take_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    parser.add_argument("file", metavar="PHIẾU", type=Path, help="phiếu tiếp nhận hoặc phiếu trả lại của Sở")


def take(arguments: Namespace, task: Task) -> Outcome:
    """Take in the Department's answer."""
    from tmdt_desktop.services.answers import take_answer

    with opened(arguments) as ws:
        made = take_answer(ws, arguments.file, task)
    return Outcome(made, (f"{made.report}: {made.state}. {made.sentence}",))


def _consolidate_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    parser.add_argument("--year", metavar="NĂM", type=int, required=True)
    parser.add_argument("--out", metavar="THƯ MỤC", type=Path, required=True, help="nơi ghi bảng tổng hợp")


def consolidate(arguments: Namespace, task: Task) -> Outcome:
    """Add up the accepted packages of a year."""
    from tmdt_desktop.services import consolidate as room

    with opened(arguments) as ws:
        made, files = room.totals(ws, arguments.year), room.consolidate(ws, arguments.year, arguments.out, task)
    known = tuple(f"{each.code} {each.label}: {each.value}" for each in made.figures if each.value is not None)
    return Outcome({"totals": made, "files": files}, (*known, *(str(file) for file in files)))


COMMANDS = (
    Command("export", "xuất gói gửi Sở Công thương", _export_arguments, export),
    Command("verify", "kiểm tra một gói hoặc văn bản đã ký", _verify_arguments, verify),
    Command("unpack", "lấy tệp ra khỏi một gói", _unpack_arguments, unpack),
    Command("receive", "nhận gói tại Sở Công thương", _receive_arguments, receive),
    Command("take", "nhận phiếu của Sở Công thương", _take_arguments, take),
    Command("consolidate", "tổng hợp toàn tỉnh", _consolidate_arguments, consolidate),
)
