"""Commands on reports: which there are, close a year and write its files, sign."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, key_arguments, key_password, key_place, opened, workspace_arguments
from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import day
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.records.report import ReportKind
    from tmdt_desktop.services.make_report import AdHocWish
    from tmdt_desktop.store.workspace import Workspace


def reports(arguments: Namespace, _: Task) -> Outcome:
    """The office's reports."""
    from tmdt_desktop.services.make_report import reports as read

    with opened(arguments) as ws:
        made = read(ws)
    lines = tuple(f"{each.id}  {each.name}  {each.state.value}  hạn {day(each.due_on)}" for each in made)
    return Outcome({"reports": made}, lines)


def _report_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    kinds = "annual: báo cáo năm; half: báo cáo 6 tháng; adhoc: báo cáo đột xuất theo một yêu cầu"
    parser.add_argument("kind", metavar="LOẠI", choices=("annual", "half", "adhoc"), help=kinds)
    parser.add_argument("--year", metavar="NĂM", type=int, help="của báo cáo năm, 6 tháng")
    parser.add_argument("--request", metavar="MÃ", help="yêu cầu đến mà báo cáo đột xuất trả lời (xem bằng lệnh list)")
    parser.add_argument("--from", metavar="NGÀY", dest="first", help="ngày đầu kỳ của báo cáo đột xuất")
    parser.add_argument("--to", metavar="NGÀY", dest="last", help="ngày cuối kỳ của báo cáo đột xuất")
    parser.add_argument(
        "--sections", metavar="MỤC", nargs="+", default=(), help="mục của báo cáo đột xuất: I II.3 TEXT"
    )
    parser.add_argument("--out", metavar="THƯ MỤC", type=Path, required=True, help="nơi để các tệp")
    parser.add_argument("--texts", metavar="TỆP.json", type=Path, help="lời văn: {mã mục: lời}")
    parser.add_argument("--number", metavar="SỐ", help="số văn bản, ví dụ 312")
    parser.add_argument("--issued", metavar="NGÀY", help="ngày ban hành, ví dụ 18/12/2024")
    kept = "giữ số đã chốt dù sổ đã đổi; muốn lấy số mới thì dùng lệnh freeze"
    parser.add_argument("--keep-frozen", action="store_true", help=kept)


def report(arguments: Namespace, task: Task) -> Outcome:
    """Close the period unless it is closed, and write the report's files into a folder."""
    from tmdt_desktop.services import write_report as room

    texts = _texts(arguments.texts)
    about = (arguments.number, arguments.issued, arguments.keep_frozen)
    wish = room.ReportWish(arguments.year or 0, arguments.out, texts, *about, *_of_kind(arguments))
    with opened(arguments) as ws:
        made = room.write_report(ws, wish, task)
    looks = tuple(f"Cần xem lại: {check.sentence}" for check in made.looks)
    return Outcome(made, (f"{made.name} ({made.id}): {made.state.value}", *(str(path) for path in made.files), *looks))


def _of_kind(arguments: Namespace) -> "tuple[ReportKind, AdHocWish | None]":
    """The kind of report and, of an ad-hoc one, what it answers. Raises Refused when something of it is not said."""
    from tmdt_desktop.kinds import Day
    from tmdt_desktop.records.report import ReportKind
    from tmdt_desktop.services.make_report import AdHocWish

    if arguments.kind != "adhoc":
        if arguments.year is None:
            raise Refused("Chưa ghi năm của báo cáo.", cure="Thêm --year, ví dụ --year 2024.")
        return (ReportKind.HALF_YEAR if arguments.kind == "half" else ReportKind.ANNUAL), None
    if not (arguments.request and arguments.first and arguments.last):
        raise Refused("Báo cáo đột xuất thiếu yêu cầu hoặc kỳ.", cure="Ghi đủ --request, --from và --to.")
    try:
        request = UUID(arguments.request)
    except ValueError:
        raise Refused("Mã yêu cầu không đúng mẫu.", cure="Xem mã trong lệnh list … request.") from None
    days = Day().parse(arguments.first), Day().parse(arguments.last)
    return ReportKind.AD_HOC, AdHocWish(request, *days, tuple(arguments.sections))


def _texts(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return {str(section): str(words) for section, words in said.items()}
    except (OSError, ValueError, AttributeError) as fault:
        raise Blocked(
            f"Không đọc được lời văn trong {file.name}.", cure='Ghi tệp JSON dạng {"II.3": "lời"}.'
        ) from fault


def report_argument(parser: ArgumentParser) -> None:
    """Which report."""
    words = "mã báo cáo (xem bằng lệnh reports), hoặc năm để lấy bản mới nhất của năm đó"
    parser.add_argument("--report", metavar="MÃ", required=True, help=words)


def report_id(ws: "Workspace", said: str) -> UUID:
    """The report that was meant. Raises Refused when there is none."""
    from tmdt_desktop.services.make_report import reports as read

    for each in read(ws):  # a year means its annual report, which comes first
        if said in (str(each.id), str(each.year)):
            return each.id
    raise Refused(f"Không có báo cáo «{said}».", cure="Xem danh sách bằng lệnh reports.")


def _one_report(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    report_argument(parser)


def checks(arguments: Namespace, _: Task) -> Outcome:
    """Everything that stops a report, asks for a second look, or is in order."""
    from tmdt_desktop.services.report_view import report_view

    marks = {"stop": "Phải sửa", "hold": "Phải xong trước khi trình", "look": "Cần xem lại", "ok": "Đủ"}
    with opened(arguments) as ws:
        view = report_view(ws, report_id(ws, arguments.report))
    lines = (" ".join(filter(None, (f"{marks[c.level]}: {c.sentence}", c.cure))) for c in view.checks)
    data = {"id": view.id, "state": view.state, "stops": view.stops, "checks": view.checks}
    return Outcome(data, (f"{view.name}: {view.state.value}, {view.stops} lỗi phải sửa.", *lines))


def freeze(arguments: Namespace, task: Task) -> Outcome:
    """Count the figures of an open report anew."""
    from tmdt_desktop.services.make_report import freeze_again

    with opened(arguments) as ws:
        id_ = report_id(ws, arguments.report)
        freeze_again(ws, id_, task)
    return Outcome({"id": id_}, ("Đã chốt lại số liệu.",))


def _head_arguments(parser: ArgumentParser) -> None:
    _one_report(parser)
    _head_argument(parser)
    parser.add_argument("--words", metavar="LỜI", default="", help="ý kiến của người duyệt")


def _head_argument(parser: ArgumentParser) -> None:
    said = "tôi là người đứng đầu hoặc được giao quyết định (khi Cài đặt chưa ghi người đứng đầu)"
    parser.add_argument("--head", action="store_true", help=said)


def _head_reason_arguments(parser: ArgumentParser) -> None:
    _one_report(parser)
    _head_argument(parser)
    parser.add_argument("--reason", metavar="LÝ DO", required=True, help="một câu, đi kèm báo cáo")


def correct(arguments: Namespace, task: Task) -> Outcome:
    """Begin the next revision of a report that was signed, sent or returned; the head opens its period again."""
    from tmdt_desktop.services.make_report import reports as read
    from tmdt_desktop.services.make_report import start_correction
    from tmdt_desktop.services.report_head import HeadWord

    with opened(arguments) as ws:
        word = HeadWord(arguments.reason, arguments.head)
        id_ = start_correction(ws, report_id(ws, arguments.report), word, task)
        made = next(each for each in read(ws) if each.id == id_)
    return Outcome(made, (f"{made.name} ({made.id}): {made.state.value}",))


def submit(arguments: Namespace, _: Task) -> Outcome:
    """Put a report before the head."""
    from tmdt_desktop.services.report_acts import submit as act

    return _stepped(arguments, lambda ws, id_: act(ws, id_, arguments.words))


def withdraw(arguments: Namespace, _: Task) -> Outcome:
    """Take back what was put before the head."""
    from tmdt_desktop.services.report_acts import withdraw as act

    return _stepped(arguments, lambda ws, id_: act(ws, id_, arguments.words))


def approve(arguments: Namespace, _: Task) -> Outcome:
    """Let a report be signed."""
    from tmdt_desktop.services.report_acts import approve as act
    from tmdt_desktop.services.report_head import HeadWord

    return _stepped(arguments, lambda ws, id_: act(ws, id_, HeadWord(arguments.words, arguments.head)))


def send_back(arguments: Namespace, _: Task) -> Outcome:
    """Return a report to the clerk, with the reason."""
    from tmdt_desktop.services.report_acts import send_back as act
    from tmdt_desktop.services.report_head import HeadWord

    return _stepped(arguments, lambda ws, id_: act(ws, id_, HeadWord(arguments.reason, arguments.head)))


def reopen(arguments: Namespace, _: Task) -> Outcome:
    """Open a closed period again, with the reason."""
    from tmdt_desktop.services.report_acts import reopen as act
    from tmdt_desktop.services.report_head import HeadWord

    return _stepped(arguments, lambda ws, id_: act(ws, id_, HeadWord(arguments.reason, arguments.head)))


def issue(arguments: Namespace, _: Task) -> Outcome:
    """Note the number and day of a sealed report."""
    from tmdt_desktop.kinds import Day
    from tmdt_desktop.services.report_acts import issue as act

    issued = Day().parse(arguments.issued) if arguments.issued else None
    return _stepped(arguments, lambda ws, id_: act(ws, id_, arguments.number or "", issued))


def _stepped(arguments: Namespace, act: "Callable[[Workspace, UUID], None]") -> Outcome:
    """Do an act to the report that is meant, and say where it stands then."""
    from tmdt_desktop.services.make_report import reports as read

    with opened(arguments) as ws:
        id_ = report_id(ws, arguments.report)
        act(ws, id_)
        made = next(each for each in read(ws) if each.id == id_)
    return Outcome(made, (f"{made.name}: {made.state.value}",))


def _words_arguments(parser: ArgumentParser) -> None:
    _one_report(parser)
    parser.add_argument("--words", metavar="LỜI", default="", help="lời kèm theo, không bắt buộc")


def _issue_arguments(parser: ArgumentParser) -> None:
    _one_report(parser)
    parser.add_argument("--number", metavar="SỐ", help="số văn bản; không ghi thì lấy số đã ghi")
    parser.add_argument("--issued", metavar="NGÀY", help="ngày ban hành; không ghi thì lấy ngày đã ghi")


def _reason_arguments(parser: ArgumentParser) -> None:
    _one_report(parser)
    parser.add_argument("--figure", metavar="CHỈ TIÊU", required=True, help="mã chỉ tiêu, ví dụ C3.3")
    parser.add_argument("--reason", metavar="LÝ DO", required=True, help="một câu; để trống là bỏ lý do đã ghi")


def reason(arguments: Namespace, _: Task) -> Outcome:
    """Write why a figure differs so much from last year's, or looks odd beside another."""
    from tmdt_desktop.services.report_values import give_reason

    with opened(arguments) as ws:
        id_ = report_id(ws, arguments.report)
        give_reason(ws, id_, arguments.figure, arguments.reason)
    return Outcome({"id": id_, "figure": arguments.figure}, (f"Đã ghi lý do của {arguments.figure}.",))


def _sign_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    report_argument(parser)
    parser.add_argument("--role", choices=("leader", "seal"), required=True, help="leader: lãnh đạo ký; seal: đóng dấu")
    parser.add_argument("--image", metavar="TỆP.png", type=Path, help="ảnh chữ ký hoặc con dấu, nền trong suốt")
    key_arguments(parser)


def sign(arguments: Namespace, task: Task) -> Outcome:
    """Put the leader's signature or the office's seal on a report."""
    from tmdt_desktop.services.sign_report import SignWish, sign_report

    with opened(arguments) as ws:
        id_ = report_id(ws, arguments.report)
        wish = SignWish(id_, arguments.role, key_place(arguments), key_password(arguments), arguments.image)
        made = sign_report(ws, wish, task)
    return Outcome(made, (f"Đã ký bằng chứng thư của {made.owner}: {made.pdf}",))


COMMANDS = (
    Command("reports", "xem các báo cáo", workspace_arguments, reports),
    Command("report", "chốt số liệu, lập báo cáo", _report_arguments, report),
    Command("checks", "xem báo cáo còn lỗi gì", _one_report, checks),
    Command("freeze", "chốt lại số liệu của báo cáo chưa ký", _one_report, freeze),
    Command("reason", "ghi lý do số liệu tăng, giảm nhiều", _reason_arguments, reason),
    Command("submit", "trình báo cáo để duyệt", _words_arguments, submit),
    Command("withdraw", "rút lại báo cáo đã trình", _words_arguments, withdraw),
    Command("approve", "duyệt báo cáo đã trình", _head_arguments, approve),
    Command("return", "trả lại báo cáo đã trình để sửa", _head_reason_arguments, send_back),
    Command("reopen", "mở lại kỳ đã đóng để chốt lại số liệu", _head_reason_arguments, reopen),
    Command("issue", "ghi số, ngày phát hành của báo cáo đã đóng dấu", _issue_arguments, issue),
    Command("correct", "lập bản sửa đổi của báo cáo đã ký hoặc bị trả lại", _head_reason_arguments, correct),
    Command("sign", "ký, đóng dấu báo cáo", _sign_arguments, sign),
)
