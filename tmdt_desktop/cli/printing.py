"""Print a list or a record on A4."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, opened, register_argument, register_of, workspace_arguments
from tmdt_desktop.cli.new_files import new_file
from tmdt_desktop.cli.workspaces import pair
from tmdt_desktop.i18n import number
from tmdt_desktop.task import Task


def _print_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    register_argument(parser)
    parser.add_argument("--record", metavar="MÃ", type=UUID, help="chỉ in hồ sơ này")
    parser.add_argument("--search", metavar="CHỮ", default="", help="tìm, không cần dấu")
    parser.add_argument("--where", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help="lọc")
    parser.add_argument("--order", metavar="MỤC", default="", help="xếp theo mục; «-» trước là giảm dần")
    parser.add_argument("--columns", metavar="MỤC,MỤC", default="", help="các cột, theo thứ tự in")
    parser.add_argument("--sensitive", action="store_true", help="in cả các mục cá nhân")
    parser.add_argument("--out", metavar="TỆP.pdf", type=new_file, required=True)


def print_(arguments: Namespace, task: Task) -> Outcome:
    """Write the rows that match, or one record, as a PDF for A4."""
    from tmdt_desktop.services import listed_rows, print_list, print_record
    from tmdt_desktop.services.registers import Query

    register, out = register_of(arguments), arguments.out
    with opened(arguments) as ws:
        if arguments.record:
            wish = print_record.RecordWish(register, arguments.record, arguments.sensitive)
            print_record.print_record(ws, wish, out, task)
            return Outcome({"file": out}, (f"Đã ghi tệp in: {out}",))
        query = Query(arguments.search, listed_rows.where_of(register, arguments.where, ws), arguments.order)
        columns = tuple(name.strip() for name in arguments.columns.split(",") if name.strip())
        wanted = print_list.PrintWish(register, query, columns, sensitive=arguments.sensitive)
        count = print_list.print_list(ws, wanted, out, task)
    return Outcome({"rows": count, "file": out}, (f"Đã ghi {number(count)} dòng: {out}",))


COMMANDS = (Command("print", "in danh sách, hồ sơ ra tệp PDF khổ A4", _print_arguments, print_),)
