"""The command that takes a list in: read, judged, compared, and written as one act."""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli import import_told
from tmdt_desktop.cli.frame import (
    Command,
    Outcome,
    opened,
    register_argument,
    register_of,
    workspace_arguments,
)
from tmdt_desktop.cli.import_masks import Masks
from tmdt_desktop.cli.new_files import new_file
from tmdt_desktop.cli.workspaces import pair
from tmdt_desktop.errors import Refused
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.import_list import (
        ByHand,
        CheckedList,
        Decisions,
        Difference,
        ImportWish,
        ListPlan,
        RowPlan,
    )
    from tmdt_desktop.store.workspace import Workspace

_TAKE = ("none", "fill", "all")
_SAME_NAME = ("leave", "new", "update")
_COLUMN = re.compile(r"(?:(?P<sheet>.+)!)?(?P<letters>[A-Za-z]{1,3})")
_ROWS = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")


def _arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("file", metavar="TỆP", type=Path, help="xlsx, xlsm, xls, ods, csv hoặc txt")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không nhập")
    parser.add_argument("--sheet", metavar="TRANG", action="append", help="chỉ lấy trang này; dùng nhiều lần được")
    take = "với hồ sơ đã có: none giữ nguyên, fill lấy mục sổ còn trống, all lấy mọi mục khác"
    parser.add_argument("--take", metavar="CÁCH", default="none", help=take)
    same = "khi chỉ trùng tên và xã: leave để lại, new thêm hồ sơ mới, update coi là hồ sơ đó"
    parser.add_argument("--same-name", metavar="CÁCH", default="leave", help=same)
    parser.add_argument("--sender", metavar="TÊN", default="", help="nơi gửi danh sách; bỏ qua thì đọc ở tiêu đề")
    _by_hand_arguments(parser)
    parser.add_argument("--forget", action="store_true", help="quên những gì đã chọn cho danh sách cùng kiểu cột")
    parser.add_argument("--errors", metavar="TỆP.xlsx", type=new_file, help="ghi các dòng có lỗi ra tệp")
    parser.add_argument("--sensitive", action="store_true", help="cả các mục cá nhân")
    parent = "mục của hồ sơ chứa cả danh sách, ví dụ starts_on=12/3/2024"
    parser.add_argument("--set", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help=parent)


def _by_hand_arguments(parser: ArgumentParser) -> None:
    column = "cột này là mục này, ví dụ Trang1!C=tax_code; bỏ trống sau dấu = là không lấy cột"
    parser.add_argument("--column", metavar="TRANG!CỘT=MỤC", action="append", default=[], help=column)
    encoding = "bảng mã cũ của cột, ví dụ Trang1!C=tcvn3 (unicode, tcvn3, vni, viscii, viqr, vps)"
    parser.add_argument("--encoding", metavar="TRANG!CỘT=MÃ", action="append", default=[], help=encoding)
    header = "dòng tên cột, ví dụ Trang1=5-6"
    parser.add_argument("--header", metavar="TRANG=DÒNG-DÒNG", action="append", default=[], help=header)


def import_list(arguments: Namespace, task: Task) -> Outcome:
    """Read a list, say what was found, and take in what is new and what was chosen, unless it is a dry run."""
    from tmdt_desktop.services import import_list as room

    _require("--take", arguments.take, _TAKE)
    _require("--same-name", arguments.same_name, _SAME_NAME)
    with opened(arguments) as ws:
        plan = _plan(ws, arguments, task)
        checked = room.check_list(ws, plan, task)
        if arguments.errors:  # first: what cannot be written must not leave half of the command done
            from tmdt_desktop.services.templates import write_error_workbook

            write_error_workbook(checked, arguments.errors)
        made = None
        if not arguments.dry_run:
            made = room.commit_list(ws, checked, _decisions(checked, arguments), task)
    masks = Masks(checked.register, arguments.sensitive)
    written = (f"Đã ghi các dòng lỗi: {arguments.errors}",) if arguments.errors and arguments.errors.exists() else ()
    return Outcome(import_told.data(checked, made, masks), (*import_told.lines(checked, made, masks), *written))


def _plan(ws: "Workspace", arguments: Namespace, task: Task) -> "ListPlan":
    from tmdt_desktop.services import import_list as room

    wish = _wish(arguments)
    plan = room.read_list(ws, wish, task)
    if arguments.forget and room.forget_layout(ws, wish.register, plan.layout):
        plan = room.read_list(ws, wish, task)
    return plan


def _wish(arguments: Namespace) -> "ImportWish":
    from tmdt_desktop.services import import_list as room

    sheets = tuple(arguments.sheet) if arguments.sheet else None
    return room.ImportWish(
        arguments.file,
        register_of(arguments),
        sheets,
        parent=dict(arguments.set),
        by_hand=_by_hand(arguments),
        sender=arguments.sender,
    )


def _by_hand(arguments: Namespace) -> "ByHand":
    from tmdt_desktop.services.import_list import ByHand

    return ByHand(
        columns={place: path or None for place, path in map(_column, arguments.column)},
        encodings={place: name.lower() for place, name in map(_column, arguments.encoding)},
        headers=dict(map(_header, arguments.header)),
    )


def _column(said: str) -> tuple[tuple[str, int], str]:
    """«Trang1!C=tax_code» as ((sheet, column from 0), the rest). Raises Refused."""
    where, parted, rest = said.rpartition("=")
    found = _COLUMN.fullmatch(where.strip()) if parted else None
    if found is None:
        raise Refused(
            f"Chưa hiểu «{said}».", cure="Ghi TRANG!CỘT=MỤC, ví dụ Trang1!C=tax_code; tệp csv ghi C=tax_code."
        )
    at = 0
    for letter in found["letters"].upper():
        at = at * 26 + ord(letter) - ord("A") + 1
    return (found["sheet"] or "", at - 1), rest.strip()


def _header(said: str) -> tuple[str, tuple[int, int]]:
    """«Trang1=5-6» as (sheet, (first, last row)). Raises Refused."""
    sheet, _, rows = said.rpartition("=")
    found = _ROWS.fullmatch(rows.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        raise Refused(f"Chưa hiểu «{said}».", cure="Ghi TRANG=DÒNG ĐẦU-DÒNG CUỐI, ví dụ Trang1=5-6; tệp csv ghi 5-6.")
    return sheet.strip(), (first, last)


def _require(option: str, said: str, known: Sequence[str]) -> None:
    if said not in known:
        raise Refused(f"{option} không có cách «{said}».", cure=f"Chọn trong: {', '.join(known)}.")


def _decisions(checked: "CheckedList", arguments: Namespace) -> "Decisions":
    """What the options take of changed rows, and what they answer for rows known by name alone."""
    from tmdt_desktop.services.import_list import Decisions

    take = {_place(each.row): _taken(each.differences, arguments.take) for each in checked.changed}
    answers: dict[tuple[str, int], UUID | None] = {}
    for asked in checked.asked:
        if asked.why:
            continue
        if arguments.same_name == "new":
            answers[_place(asked.row)] = None
        elif arguments.same_name == "update" and len(asked.candidates) == 1:
            answers[_place(asked.row)] = asked.candidates[0].id
            take[_place(asked.row)] = _taken(asked.candidates[0].differences, arguments.take)
    return Decisions(take, answers)


def _taken(differences: "Sequence[Difference]", how: str) -> frozenset[str]:
    return frozenset(each.field for each in differences if how == "all" or (how == "fill" and each.fills))


def _place(row: "RowPlan") -> tuple[str, int]:
    return row.sheet, row.row


COMMANDS = (Command("import", "nhập danh sách", _arguments, import_list),)
