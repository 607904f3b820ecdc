"""`python -m tmdt_desktop LỆNH …`: exit 0 done, 1 refused with a sentence, 2 wrong usage, 70 a fault of the program."""

import io
import json
import os
import sys
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from tmdt_desktop import __version__
from tmdt_desktop.cli import COMMANDS
from tmdt_desktop.cli.frame import Outcome, task_of
from tmdt_desktop.cli.plain import plain, problem
from tmdt_desktop.errors import Cancelled, Problem

DONE, REFUSED, FAULT, STOPPED = 0, 1, 70, 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args(words)
    try:
        return _told(arguments.run(arguments, task_of(arguments)), arguments)
    except Problem as told:
        return _refused(told, arguments)
    except BrokenPipeError:  # whoever read the output has gone; nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED
    except (Cancelled, KeyboardInterrupt, EOFError):
        print("Đã dừng; không có gì thay đổi.", file=sys.stderr)  # noqa: T201
        return STOPPED
    except Exception:  # noqa: BLE001 - the last line of defence: a fault must not look like a refusal
        traceback.print_exc()
        return FAULT


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="tmdt", description="Sổ thương mại điện tử của địa phương, dòng lệnh.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="LỆNH", required=True)
    for command in COMMANDS:
        one = commands.add_parser(command.name, help=command.says, description=command.says)
        one.add_argument("--json", action="store_true", help="in một đối tượng JSON ra stdout")
        command.arguments(one)
        one.set_defaults(run=command.run)
    return parser


def _told(outcome: Outcome, arguments: Namespace) -> int:
    if arguments.json:
        print(json.dumps(plain(outcome.data), ensure_ascii=False))  # noqa: T201
    else:
        for line in outcome.lines:
            print(line)  # noqa: T201
    return outcome.code


def _refused(told: Problem, arguments: Namespace) -> int:
    if arguments.json:
        print(json.dumps(problem(told), ensure_ascii=False))  # noqa: T201
    for sentence in dict.fromkeys((told.what, told.why, told.cure)):
        if sentence and not arguments.json:
            print(sentence, file=sys.stderr)  # noqa: T201
    if told.detail and not arguments.json:
        print(f"Chi tiết: {told.detail}", file=sys.stderr)  # noqa: T201
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
