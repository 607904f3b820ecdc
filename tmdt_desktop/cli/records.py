"""Commands on one record: add, change, remove."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tmdt_desktop.cli.frame import Command, Outcome, opened, register_argument, register_of, workspace_arguments
from tmdt_desktop.cli.workspaces import pair
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.registers import Saved

_SAID = "MỤC=GIÁ TRỊ"
WHICH = "mã hồ sơ, mã số thuế, hoặc đúng tên"
"""What a record may be called by."""


def _add_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    words = "ví dụ name=«Hộ KD Lan»; danh sách con ghi dạng JSON"
    parser.add_argument("said", metavar=_SAID, nargs="+", type=pair, help=words)


def add(arguments: Namespace, _: Task) -> Outcome:
    """Add one record."""
    from tmdt_desktop.services.typed_records import add_record

    with opened(arguments) as ws:
        made = add_record(ws, register_of(arguments), arguments.said)
    return _told(made, "Đã thêm")


def _edit_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("which", metavar="HỒ SƠ", help=WHICH)
    parser.add_argument("said", metavar=_SAID, nargs="+", type=pair, help="để trống sau dấu = thì xóa giá trị")


def edit(arguments: Namespace, _: Task) -> Outcome:
    """Change one record."""
    from tmdt_desktop.services.typed_records import edit_record

    with opened(arguments) as ws:
        made = edit_record(ws, register_of(arguments), arguments.which, arguments.said)
    return _told(made, "Đã sửa")


def _delete_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("which", metavar="HỒ SƠ", help=WHICH)


def delete(arguments: Namespace, _: Task) -> Outcome:
    """Remove one record."""
    from tmdt_desktop.services.typed_records import delete_record

    with opened(arguments) as ws:
        made = delete_record(ws, register_of(arguments), arguments.which)
    return Outcome({"id": made}, (f"Đã xóa {made}. Hoàn lại được bằng lệnh undo.",))


def _told(made: "Saved", words: str) -> Outcome:
    return Outcome(made, (f"{words} {made.id}.", *(f"Xem lại: {sentence}" for sentence in made.doubts.values())))


COMMANDS = (
    Command("add", "thêm một hồ sơ", _add_arguments, add),
    Command("edit", "sửa một hồ sơ", _edit_arguments, edit),
    Command("delete", "xóa một hồ sơ", _delete_arguments, delete),
)
