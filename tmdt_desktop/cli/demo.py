"""The whole chain on invented data, for a first look."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tmdt_desktop.cli.frame import Command, Outcome
from tmdt_desktop.task import Task


def _demo_arguments(parser: ArgumentParser) -> None:
    words = "thư mục mới để kết quả; bỏ qua thì tạo out/demo ở thư mục này"
    parser.add_argument("--out", metavar="THƯ MỤC", type=Path, help=words)


def demo(arguments: Namespace, _: Task) -> Outcome:
    """Run the story and name every file that came of it."""
    from tmdt_desktop.services.demo import free_folder, run_demo

    def say(words: str) -> None:
        print(words, file=sys.stderr if arguments.json else sys.stdout, flush=True)

    return Outcome(run_demo(arguments.out or free_folder(Path("out") / "demo"), say))


COMMANDS = (Command("demo", "chạy thử cả chuỗi với dữ liệu mẫu", _demo_arguments, demo),)
