"""The command on the tax branch's list: begin a round, look at it, decide, end it, write its papers."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, opened, workspace_arguments
from tmdt_desktop.cli.new_files import new_file
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import moment, number
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.match_view import Line, MatchView
    from tmdt_desktop.store.workspace import Workspace

Act = Callable[["Workspace", Namespace, Task], Outcome]


def _arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    acts = parser.add_subparsers(metavar="VIỆC", required=True)

    def act(name: str, says: str, do: Act) -> ArgumentParser:
        made = acts.add_parser(name, help=says, description=says)
        made.add_argument("--json", action="store_true", default=SUPPRESS, help="in một đối tượng JSON ra stdout")
        made.set_defaults(act=do)
        return made

    start = act("start", "đối chiếu một danh sách của cơ quan thuế với sổ", _start)
    start.add_argument("file", metavar="TỆP", type=Path, help="xlsx, xls, ods hoặc csv")
    start.add_argument("--name", metavar="TÊN", required=True, help="tên đợt")
    start.add_argument("--sheet", metavar="TRANG", action="append", help="chỉ lấy trang này; dùng nhiều lần được")
    start.add_argument("--branch", metavar="TÊN", default="", help="cơ quan thuế; bỏ qua: như danh sách ghi")
    start.add_argument("--their-communes", action="store_true", help="chỉ tính các xã có trong danh sách")
    act("rounds", "xem các đợt", _rounds)
    show = act("show", "xem một đợt", _show)
    _which(show)
    show.add_argument("--heap", metavar="NHÓM", default="", help="both, differs, ours, theirs hoặc unsure")
    show.add_argument("--sensitive", action="store_true", help="cả thông tin cá nhân")
    _decide_arguments(act("decide", "quyết định một hay nhiều dòng", _decide))
    close = act("close", "kết thúc đợt, ghi vào sổ Rà soát thuế", _close)
    _which(close)
    close.add_argument("--leave", action="store_true", help="để lại các dòng chưa chắc là một hay không")
    close.add_argument("--undecided", action="store_true", help="ghi cả dòng chưa quyết theo kết quả so sánh")
    drop = act("drop", "xóa một đợt chưa kết thúc", _drop)
    _which(drop)
    drop.add_argument("--decided-too", action="store_true", help="xóa cả khi đợt đã có quyết định")
    for name, says, do in (
        ("minutes", "lập biên bản (.pdf, .docx)", _minutes),
        ("hand-over", "ghi danh sách bàn giao (.xlsx, .csv)", _hand_over),
    ):
        paper = act(name, says, do)
        _which(paper)
        paper.add_argument("--out", metavar="TỆP", type=new_file, required=True)
        paper.add_argument("--sensitive", action="store_true", help="cả thông tin cá nhân")


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("--round", metavar="MÃ", type=UUID, help="mã đợt; bỏ qua khi chỉ có một đợt")


def _decide_arguments(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument(
        "--line", metavar="SỐ", type=int, action="append", required=True, help="số dòng; nhiều lần được"
    )
    said = "theirs, ours, add, noted, same, not_same, later hoặc clear"
    parser.add_argument("--as", metavar="QUYẾT ĐỊNH", dest="code", required=True, help=said)
    parser.add_argument(
        "--field", metavar="MỤC", action="append", help="mục lấy theo Thuế; bỏ qua: mọi mục khác hoặc sổ chưa có"
    )
    parser.add_argument("--record", metavar="MÃ", type=UUID, help="hồ sơ là một với dòng; bỏ qua: hồ sơ đề nghị")


def match(arguments: Namespace, task: Task) -> Outcome:
    """Open the workspace and do the one thing that was asked."""
    act: Act = arguments.act
    with opened(arguments) as ws:
        return act(ws, arguments, task)


def _start(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.match_list import MatchWish, start_match
    from tmdt_desktop.services.match_view import match_view

    sheets = tuple(arguments.sheet) if arguments.sheet else None
    wish = MatchWish(
        arguments.file,
        arguments.name,
        sheets,
        only_their_communes=arguments.their_communes,
        tax_office=arguments.branch,
    )
    return _told(match_view(ws, start_match(ws, wish, task), task))


def _rounds(ws: "Workspace", _: Namespace, __: Task) -> Outcome:
    from tmdt_desktop.services.match_list import match_rounds

    made = match_rounds(ws)
    lines = (
        f"{each.id}  {moment(each.at)}  {each.name}  {'đã kết thúc' if each.closed else 'đang làm'}" for each in made
    )
    return Outcome({"rounds": made}, tuple(lines))


def _show(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.match_view import HEAPS, match_view

    view = match_view(ws, _round(ws, arguments), task)
    if arguments.heap and arguments.heap not in HEAPS:
        raise Refused(f"Không có nhóm «{arguments.heap}».", cure=f"Chọn trong: {', '.join(HEAPS)}.")
    lines = [line for line in view.lines if arguments.heap in ("", line.heap)]
    told = _told(view)
    rows = [_plain(line, sensitive=arguments.sensitive) for line in lines]
    return Outcome({**told.data, "lines": rows}, (*(_line_words(line) for line in lines), *told.lines))


def _decide(ws: "Workspace", arguments: Namespace, _: Task) -> Outcome:
    from tmdt_desktop.services.match_decide import Decision, decide

    fields = tuple(arguments.field) if arguments.field else None
    made = decide(ws, _round(ws, arguments), Decision(arguments.line, arguments.code, fields, arguments.record))
    words = (f"Đã ghi quyết định của {number(len(arguments.line) - len(made.left))} dòng.",)
    rows = [_plain(line, sensitive=False) for line in made.lines]
    return Outcome({"lines": rows, "left": made.left}, (*made.left, *words))


def _close(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.match_close import CloseWish, close_match

    made = close_match(ws, _round(ws, arguments), CloseWish(arguments.leave, arguments.undecided), task)
    words = f"Đã ghi {number(made.reviews)} lượt rà soát, sửa {number(made.updated)}, thêm {number(made.added)} hồ sơ."
    rest = (f"{number(made.waiting)} dòng để lại, chưa ghi.",) if made.waiting else ()
    return Outcome(made._asdict(), (*made.left, words, *rest))


def _drop(ws: "Workspace", arguments: Namespace, _: Task) -> Outcome:
    from tmdt_desktop.services.match_list import drop_match

    id_ = _round(ws, arguments)
    drop_match(ws, id_, decided_too=arguments.decided_too)
    return Outcome({"round": id_}, ("Đã xóa đợt.",))


def _minutes(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.match_minutes import MinutesWish, match_minutes

    wish = MinutesWish(_round(ws, arguments), arguments.out, sensitive=arguments.sensitive)
    file = match_minutes(ws, wish, task)
    return Outcome({"file": file}, (f"Đã ghi {file}",))


def _hand_over(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.match_hand_over import HandOverWish, hand_over

    wish = HandOverWish(_round(ws, arguments), arguments.out, sensitive=arguments.sensitive)
    rows = hand_over(ws, wish, task)
    return Outcome({"file": wish.target, "rows": rows}, (f"Đã ghi {number(rows)} dòng: {wish.target}",))


def _round(ws: "Workspace", arguments: Namespace) -> UUID:
    """The round that is named, else the only one. Raises Refused."""
    from tmdt_desktop.services.match_list import match_rounds

    if arguments.round is not None:
        named: UUID = arguments.round
        return named
    known = match_rounds(ws)
    if len(known) != 1:
        what = "Sổ có nhiều đợt đối chiếu." if known else "Chưa có đợt đối chiếu nào."
        cure = "Thêm --round với mã xem bằng lệnh match rounds." if known else "Bắt đầu bằng lệnh match start."
        raise Refused(what, cure=cure)
    return known[0].id


def _told(view: "MatchView") -> Outcome:
    from tmdt_desktop.services.match_view import HEAPS

    counts = "; ".join(f"{label} {number(view.counts[heap])}" for heap, label in HEAPS.items())
    words = f"{view.name}: {counts}. Đã quyết {number(view.decided)}/{number(view.asking)}."
    data = {"round": view.round.id, "name": view.name, "closed": view.round.closed, "about": view.round.about}
    progress = {"counts": view.counts, "decided": view.decided, "asking": view.asking, "fresh": view.fresh}
    return Outcome({**data, **progress}, (words,))


def _plain(line: "Line", *, sensitive: bool) -> dict[str, Any]:
    """A line for programs; personal data only when asked for."""
    from tmdt_desktop.services.match_words import hidden, log_words, open_notes, reasons

    made: dict[str, Any] = {
        name: getattr(line, name) for name in ("place", "heap", "id", "row", "name", "by", "decision")
    }
    made |= {"decided_by": line.decided_by, "decided_at": line.decided_at, "taken": line.fields}
    made |= {"notes": line.notes if sensitive else open_notes(line), "log": log_words(line)}
    made["fields"] = [pair._asdict() for pair in line.pairs if sensitive or not hidden(pair)]
    made["candidates"] = [
        {"id": each.id, "name": each.name, "score": each.score, "reasons": reasons(each, sensitive=sensitive)}
        for each in line.candidates
    ]
    return made


def _line_words(line: "Line") -> str:
    from tmdt_desktop.services.match_view import HEAPS
    from tmdt_desktop.services.match_words import decided_words, difference_words, log_words

    decided = "; ".join(log_words(line)) or decided_words(line)
    said = (str(line.place), HEAPS[line.heap], line.name, difference_words(line), decided)
    return " | ".join(part for part in said if part)


COMMANDS = (Command("match", "đối chiếu với danh sách của cơ quan thuế", _arguments, match),)
