"""Commands on records that may be one: find them, merge two, tell two apart."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, opened, register_argument, register_of, workspace_arguments
from tmdt_desktop.i18n import number
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.find_duplicates import DuplicatePair


def _find_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("--sensitive", action="store_true", help="in cả số điện thoại, thư điện tử")
    parser.add_argument("--least", metavar="ĐIỂM", type=int, default=60, help="chỉ các cặp từ bấy nhiêu điểm (0–100)")


def duplicates(arguments: Namespace, task: Task) -> Outcome:
    """Pairs of records that may be one, with their score and the reasons."""
    from tmdt_desktop.services.find_duplicates import find_pairs, groups_of

    with opened(arguments) as ws:
        found = find_pairs(ws, register_of(arguments), task, arguments.least)
    pairs = found if arguments.sensitive else tuple(map(_masked, found))
    lines = tuple(
        f"{pair.score:>3}  {pair.names[0]} | {pair.names[1]}: {', '.join(pair.reasons)}  [{pair.a} {pair.b}]"
        for pair in pairs
    )
    suspected = sum(pair.suspect for pair in pairs)
    told = f"{number(suspected)} cặp nghi trùng, {number(len(pairs) - suspected)} cặp nên xem lại."
    groups = groups_of([pair for pair in pairs if pair.suspect])
    return Outcome({"pairs": pairs, "groups": groups}, (*lines, told))


def _masked(pair: "DuplicatePair") -> "DuplicatePair":
    """The pair without the telephone numbers and addresses that it shares; that it shares them stays."""
    from tmdt_desktop.exchange.likeness_words import open_reasons

    return replace(pair, reasons=open_reasons(pair.reasons))


def _merge_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("--keep", metavar="MÃ", type=UUID, required=True, help="hồ sơ giữ lại")
    parser.add_argument("--gone", metavar="MÃ", type=UUID, required=True, action="append", help="hồ sơ gộp vào")
    words = "lấy mục này của hồ sơ nào; dùng nhiều lần được"
    parser.add_argument("--choose", metavar="MỤC=MÃ", type=_choice, action="append", default=[], help=words)


def _choice(text: str) -> tuple[str, UUID]:
    name, _, id_ = text.partition("=")
    try:
        return name.strip(), UUID(id_.strip())
    except ValueError as fault:
        raise ArgumentTypeError(f"{text}: viết MỤC=MÃ, mã là mã hồ sơ") from fault


def merge(arguments: Namespace, task: Task) -> Outcome:
    """Make one record of two or more."""
    from tmdt_desktop.services.merge_preview import lay_beside
    from tmdt_desktop.services.merge_records import MergeWish, merge_records

    wish = MergeWish(register_of(arguments), arguments.keep, tuple(arguments.gone), dict(arguments.choose))
    with opened(arguments) as ws:
        beside = lay_beside(ws, wish)
        made = merge_records(ws, wish, task)
    dropped = [each.label for each in beside.fields if each.differs and not each.together]
    told = (f"Hai bên khác nhau, đã giữ một bên: {', '.join(dropped)}.",) if dropped else ()
    back = f"Hoàn lại bằng lệnh: undo {made.batch}"
    return Outcome(made, (f"Đã gộp {number(1 + len(wish.gone))} hồ sơ thành một.", beside.sentence, *told, back))


def _apart_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("a", metavar="MÃ", type=UUID)
    parser.add_argument("b", metavar="MÃ", type=UUID)
    parser.add_argument("--why", metavar="LÝ DO", default="", help="vì sao không phải là một")
    parser.add_argument("--back", action="store_true", help="bỏ điều đã ghi, để cặp này được xét lại")


def not_same(arguments: Namespace, _: Task) -> Outcome:
    """Tell two records apart, or take that back."""
    from tmdt_desktop.services.same_or_not import say_not_same, take_back_not_same

    with opened(arguments) as ws:
        if arguments.back:
            take_back_not_same(ws, register_of(arguments), arguments.a, arguments.b)
        else:
            say_not_same(ws, register_of(arguments), arguments.a, arguments.b, arguments.why)
    told = "Cặp này sẽ được xét lại." if arguments.back else "Đã ghi hai hồ sơ không trùng."
    return Outcome({"a": arguments.a, "b": arguments.b, "same": None if arguments.back else False}, (told,))


COMMANDS = (
    Command("duplicates", "tìm hồ sơ nghi trùng", _find_arguments, duplicates),
    Command("merge", "gộp hồ sơ trùng", _merge_arguments, merge),
    Command("not-same", "ghi hai hồ sơ không trùng", _apart_arguments, not_same),
)
