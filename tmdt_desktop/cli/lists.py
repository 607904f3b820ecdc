"""Commands on lists: look up, write out, hand out templates."""

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
from tmdt_desktop.cli.new_files import new_file
from tmdt_desktop.cli.workspaces import pair
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import number
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.templates import ListWish
    from tmdt_desktop.store.workspace import Workspace


def _list_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("--search", metavar="CHỮ", default="", help="tìm, không cần dấu")
    parser.add_argument("--where", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help="lọc")
    parser.add_argument("--order", metavar="MỤC", default="", help="xếp theo mục; «-» trước là giảm dần")
    parser.add_argument("--limit", metavar="SỐ", type=int, help="trên màn hình, nhiều nhất bấy nhiêu dòng")
    parser.add_argument("--format", choices=("text", "json", "csv", "xlsx"), default="text")
    parser.add_argument("--out", metavar="TỆP", type=new_file, help="ghi ra tệp; bắt buộc với csv, xlsx")
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
    parser.add_argument("out", metavar="TỆP.xlsx", type=new_file, help="tệp mẫu sẽ ghi")
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
    Command("list", "xem, lọc, ghi danh sách", _list_arguments, list_rows),
    Command("template", "ghi tệp mẫu để nhập", _template_arguments, template),
)
