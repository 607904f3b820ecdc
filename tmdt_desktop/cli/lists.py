"""Commands on lists: take in, look up, find doubles, hand out templates."""

from argparse import ArgumentParser, Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.cli.frame import (
    Command,
    Outcome,
    opened,
    password_argument,
    register_argument,
    register_of,
    workspace_arguments,
)
from tmdt_desktop.cli.workspaces import pair
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.import_list import RowFault
    from tmdt_desktop.services.templates import ListWish
    from tmdt_desktop.store.workspace import Workspace


def _import_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("file", metavar="TỆP", type=Path, help="xlsx, xls, ods hoặc csv")
    parser.add_argument("--sheet", metavar="TRANG", action="append", help="chỉ lấy trang này; dùng nhiều lần được")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không nhập")
    parser.add_argument("--errors", metavar="TỆP.xlsx", type=Path, help="ghi các dòng có lỗi ra tệp")
    parent = "mục của hồ sơ chứa cả danh sách, ví dụ starts_on=12/3/2024"
    parser.add_argument("--set", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help=parent)


def import_list(arguments: Namespace, task: Task) -> Outcome:
    """Read a list, say what was found, and take in what is new."""
    from tmdt_desktop.services import import_list as room

    sheets = tuple(arguments.sheet) if arguments.sheet else None
    wish = room.ImportWish(arguments.file, register_of(arguments), sheets, parent=dict(arguments.set))
    with opened(arguments) as ws:
        checked = room.check_list(ws, room.read_list(ws, wish, task), task)
        if arguments.errors:  # first: what cannot be written must not leave half of the command done
            from tmdt_desktop.services.templates import write_error_workbook

            write_error_workbook(checked, arguments.errors)
        made = None if arguments.dry_run else room.commit_list(ws, checked, task=task)
    told = [f"{_place(each)}: {each.label}: {each.sentence}" for each in checked.faults]
    counts = "Mới {new}; có lỗi {faulty}; đã có {same}; khác sổ {changed}; cần hỏi {asked}; bỏ qua {dropped}.".format(
        **checked.counts
    )
    done = (f"Đã nhập {number(made.added)}.",) if made else ("Chưa nhập gì.",)
    data = {"counts": checked.counts, "faults": checked.faults, "imported": made, "dropped": checked.dropped}
    return Outcome(data, (*told, counts, *done))


def _place(fault: "RowFault") -> str:
    """Where a fault stands; a text table has no sheets with names."""
    return f"{fault.sheet}, dòng {fault.row}" if fault.sheet else f"Dòng {fault.row}"


def _list_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("--search", metavar="CHỮ", default="", help="tìm, không cần dấu")
    parser.add_argument("--where", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help="lọc")
    parser.add_argument("--order", metavar="MỤC", default="", help="xếp theo mục; «-» trước là giảm dần")
    parser.add_argument("--limit", metavar="SỐ", type=int, help="trên màn hình, nhiều nhất bấy nhiêu dòng")
    parser.add_argument("--format", choices=("text", "json", "csv", "xlsx"), default="text")
    parser.add_argument("--out", metavar="TỆP", type=Path, help="ghi ra tệp; bắt buộc với csv, xlsx")
    parser.add_argument("--sensitive", action="store_true", help="với json, csv, xlsx: cả các mục cá nhân")


def list_rows(arguments: Namespace, task: Task) -> Outcome:
    """Show or write the rows that match."""
    from tmdt_desktop.services import listed_rows as room
    from tmdt_desktop.services.registers import Query
    from tmdt_desktop.services.templates import ListWish

    register = register_of(arguments)
    arguments.json = arguments.json or arguments.format == "json"
    with opened(arguments) as ws:
        query = Query(arguments.search, room.where_of(register, arguments.where, ws), arguments.order)
        if arguments.format in ("csv", "xlsx"):
            return _written(ws, ListWish(register, _out(arguments), query, arguments.sensitive), task)
        if arguments.json:
            rows = list(room.whole(ws, register, query, room.Wanted(arguments.limit, arguments.sensitive)))
            return Outcome({"register": register.code, "rows": rows})
        return Outcome(None, tuple(" | ".join(row) for row in room.shown(ws, register, query, arguments.limit)))


def _written(ws: "Workspace", wish: "ListWish", task: Task) -> Outcome:
    from tmdt_desktop.services.templates import export_list

    count = export_list(ws, wish, task)
    return Outcome({"rows": count, "file": wish.target}, (f"Đã ghi {number(count)} dòng: {wish.target}",))


def _out(arguments: Namespace) -> Path:
    chosen: Path | None = arguments.out
    if chosen is None or chosen.suffix.lower() != f".{arguments.format}":
        raise Refused("Chưa biết ghi ra tệp nào.", cure=f"Thêm --out với tên tệp có đuôi .{arguments.format}.")
    return chosen


def _template_arguments(parser: ArgumentParser) -> None:
    register_argument(parser)
    parser.add_argument("out", metavar="TỆP.xlsx", type=Path, help="tệp mẫu sẽ ghi")
    words = "sổ; có thì tệp mẫu chỉ kê xã của đơn vị"
    parser.add_argument("--workspace", metavar="WS", type=Path, help=words)
    parser.add_argument("--user", metavar="TÊN")
    password_argument(parser)


def template(arguments: Namespace, _: Task) -> Outcome:
    """Write the workbook in which a list can be typed."""
    from tmdt_desktop.services.templates import write_template

    with opened(arguments) if arguments.workspace else nullcontext() as ws:
        write_template(register_of(arguments), arguments.out, ws)
    return Outcome({"file": arguments.out}, (f"Đã ghi tệp mẫu: {arguments.out}",))


COMMANDS = (
    Command("import", "nhập danh sách", _import_arguments, import_list),
    Command("list", "xem, lọc, ghi danh sách", _list_arguments, list_rows),
    Command("template", "ghi tệp mẫu để nhập", _template_arguments, template),
)
