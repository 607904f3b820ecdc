"""Commands on duties: how each stands in a year, and what the office says to one."""

from argparse import ArgumentParser, Namespace

from tmdt_desktop.cli.frame import Command, Outcome, opened, workspace_arguments
from tmdt_desktop.task import Task


def _year_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    parser.add_argument("--year", metavar="NĂM", type=int, required=True)


def duties(arguments: Namespace, _: Task) -> Outcome:
    """Every duty of the office with its evidence and its answer."""
    from tmdt_desktop.services.duties import duty_board

    with opened(arguments) as ws:
        board = duty_board(ws, arguments.year)
    lines = tuple(f"{line.id}  {line.title}  {line.sentence}" for line in board)
    return Outcome({"duties": board}, lines)


def _answer_arguments(parser: ArgumentParser) -> None:
    _year_arguments(parser)
    parser.add_argument("--duty", metavar="NHIỆM VỤ", nargs="+", required=True, help="mã trong lệnh duties: D19.1.a")
    said = parser.add_mutually_exclusive_group(required=True)
    said.add_argument("--done", metavar="LỜI", help="kết quả thực hiện")
    said.add_argument("--none", metavar="LÝ DO", help="không phát sinh, vì sao")


def answer(arguments: Namespace, _: Task) -> Outcome:
    """Write what the office says to duties: the result, or why nothing arose."""
    from tmdt_desktop.records.duty_answer import DutyOutcome
    from tmdt_desktop.services.duties import DutyWish, answer_duties

    outcome = DutyOutcome.DONE if arguments.done is not None else DutyOutcome.NONE
    words = arguments.done if arguments.done is not None else arguments.none
    with opened(arguments) as ws:
        answer_duties(ws, (DutyWish(arguments.year, duty, outcome, words) for duty in arguments.duty))
    return Outcome({"answered": arguments.duty}, (f"Đã trả lời {len(arguments.duty)} nhiệm vụ.",))


COMMANDS = (
    Command("duties", "xem các nhiệm vụ và minh chứng của từng nhiệm vụ", _year_arguments, duties),
    Command("answer", "trả lời nhiệm vụ, hoặc ghi không phát sinh kèm lý do", _answer_arguments, answer),
)
