"""Commands on files that go with records: attach, list, save a copy, take off, sweep."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, id_of, opened, register_argument, register_of, workspace_arguments
from tmdt_desktop.cli.records import WHICH
from tmdt_desktop.i18n import file_size, moment, number
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace


def _record_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("record", metavar="HỒ SƠ", help=WHICH)


def _record(ws: "Workspace", arguments: Namespace) -> UUID:
    from tmdt_desktop.services.typed_records import record_of

    return record_of(ws, register_of(arguments), arguments.record)


def _file(arguments: Namespace) -> UUID:
    return id_of(arguments.attachment, "mã tệp", "attachments")


def _attach_arguments(parser: ArgumentParser) -> None:
    _record_arguments(parser)
    parser.add_argument("file", metavar="TỆP", type=Path, help="PDF, ảnh PNG hoặc JPEG, Word, Excel, ODF, văn bản")
    parser.add_argument("--label", metavar="CHỮ", default="", help="tệp này là gì, ví dụ «Biên bản»")


def attach(arguments: Namespace, task: Task) -> Outcome:
    """Attach a file to a record."""
    from tmdt_desktop.services import attachments as room

    with opened(arguments) as ws:
        wish = room.AttachWish(arguments.file, arguments.label)
        made = room.attach(ws, register_of(arguments), _record(ws, arguments), wish, task)
    return Outcome(made, (f"Đã kèm {made.name} ({file_size(made.size)}), mã {made.id}.",))


def attachments(arguments: Namespace, _: Task) -> Outcome:
    """The files of a record."""
    from tmdt_desktop.services.attachments import attachments_of

    with opened(arguments) as ws:
        found = attachments_of(ws, register_of(arguments), _record(ws, arguments))
    lines = tuple(
        " | ".join(
            (str(one.id), one.name, one.label or one.kind, file_size(one.size), moment(one.added_at), one.added_by)
        )
        for one in found
    )
    return Outcome({"attachments": found}, (*lines, f"{number(len(found))} tệp."))


def _file_argument(parser: ArgumentParser) -> None:
    parser.add_argument("attachment", metavar="MÃ-TỆP", help="mã tệp, xem bằng lệnh attachments")


def _save_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    _file_argument(parser)
    parser.add_argument("out", metavar="NƠI", type=Path, help="thư mục hoặc tên tệp sẽ ghi, ngoài thư mục sổ")


def save(arguments: Namespace, task: Task) -> Outcome:
    """Write a readable copy of an attached file."""
    from tmdt_desktop.services.attachments import save_attachment

    with opened(arguments) as ws:
        target = save_attachment(ws, _file(arguments), arguments.out, task)
    return Outcome({"file": target}, (f"Đã lưu bản sao: {target}",))


def _detach_arguments(parser: ArgumentParser) -> None:
    _record_arguments(parser)
    _file_argument(parser)


def detach(arguments: Namespace, _: Task) -> Outcome:
    """Take a file off a record."""
    from tmdt_desktop.services import attachments as room

    with opened(arguments) as ws:
        gone = room.detach(ws, register_of(arguments), _record(ws, arguments), _file(arguments))
    return Outcome(gone, (f"Đã gỡ {gone.name}. Hoàn lại bằng lệnh undo, mã {gone.batch}.",))


def sweep(arguments: Namespace, _: Task) -> Outcome:
    """Remove for good the contents that nothing refers to."""
    from tmdt_desktop.services.attachments import sweep_attachments

    with opened(arguments) as ws:
        made = sweep_attachments(ws)
    return Outcome(made, (f"Đã xóa hẳn nội dung của {number(made.files)} tệp đã gỡ, {file_size(made.size)}.",))


COMMANDS = (
    Command("attach", "kèm tệp vào hồ sơ", _attach_arguments, attach),
    Command("attachments", "xem các tệp kèm theo hồ sơ", _record_arguments, attachments),
    Command("save-attachment", "lưu bản sao tệp kèm theo", _save_arguments, save),
    Command("detach", "gỡ tệp khỏi hồ sơ", _detach_arguments, detach),
    Command("sweep-attachments", "xóa hẳn nội dung tệp đã gỡ", workspace_arguments, sweep),
)
