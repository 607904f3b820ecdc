"""Commands on what was done: see the acts, look at what taking one back would do, take it back."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, opened, workspace_arguments
from tmdt_desktop.i18n import moment, number
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.history import Change, Later, UndoLine, UndoPreview


def batches(arguments: Namespace, _: Task) -> Outcome:
    """The newest acts, and which of them can be taken back."""
    from tmdt_desktop.services.history import batches as read

    with opened(arguments) as ws:
        made = read(ws)
    lines = tuple(
        f"{each.id}  {moment(each.when)}  {each.who}  {each.what}{'  (hoàn lại được)' if each.undoable else ''}"
        for each in made
    )
    return Outcome({"batches": made}, lines)


def _undo_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    parser.add_argument("batch", metavar="MÃ", type=UUID, help="mã việc, xem bằng lệnh batches")
    also = "hồ sơ đã sửa sau đó mà vẫn hoàn lại cả phần sửa; dùng nhiều lần được"
    parser.add_argument("--also", metavar="MÃ HỒ SƠ", action="append", default=[], type=UUID, help=also)
    parser.add_argument("--sensitive", action="store_true", help="với --dry-run: in cả các mục cá nhân")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không hoàn lại")


def undo(arguments: Namespace, task: Task) -> Outcome:
    """Take a whole act back; what was edited since stays, unless it is named."""
    from tmdt_desktop.services.history import undo_batch, undo_preview

    also = frozenset(arguments.also)
    with opened(arguments) as ws:
        if arguments.dry_run:
            return _previewed(undo_preview(ws, arguments.batch, also), sensitive=arguments.sensitive)
        made = undo_batch(ws, arguments.batch, also, task)
    kept = (f"Giữ {number(len(made.skipped))} hồ sơ đã sửa hoặc đang dùng sau đó.",) if made.skipped else ()
    return Outcome(made, (f"Đã hoàn lại {number(made.restored)} hồ sơ.", *kept))


def _previewed(made: "UndoPreview", *, sensitive: bool) -> Outcome:
    lines = made.lines if sensitive else tuple(map(_masked, made.lines))
    attention = (line for line in lines if line.later or line.stuck)
    told = (words for line in attention for words in _told(line))
    partly = f" (một phần {number(made.partly)})" if made.partly else ""
    counts = f"Hoàn lại {number(made.going)} hồ sơ{partly}, giữ {number(made.kept)}. Chưa làm gì."
    data = {"what": made.what, "going": made.going, "partly": made.partly, "kept": made.kept, "lines": lines}
    return Outcome(data, (*told, counts))


def _masked(line: "UndoLine") -> "UndoLine":
    """The line without what personal fields said; that they were changed stays."""
    return replace(line, later=tuple(replace(each, changes=tuple(map(_hidden, each.changes))) for each in line.later))


def _hidden(change: "Change") -> "Change":
    if not change.sensitive:
        return change
    return replace(change, old="…" if change.old else "", new="…" if change.new else "")


def _told(line: "UndoLine") -> tuple[str, ...]:
    why = f": {line.stuck}" if line.stuck else ""
    return (f"{line.id}  {line.name}. {line.what}{why}", *(f"    {_said(later)}" for later in line.later))


def _said(later: "Later") -> str:
    changes = "; ".join(f"{each.label}: {each.old or 'trống'} → {each.new or 'trống'}" for each in later.changes)
    return f"{moment(later.when)} {later.who}: {later.what}{f' ({changes})' if changes else ''}"


COMMANDS = (
    Command("batches", "xem các việc đã làm", workspace_arguments, batches),
    Command("undo", "hoàn lại một việc", _undo_arguments, undo),
)
