"""The command that shows a dated list as it was on a day, and what a place was and became."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tmdt_desktop.cli.frame import Command, Outcome
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.kinds import Day
from tmdt_desktop.task import Task
from tmdt_desktop.text import fold

if TYPE_CHECKING:
    from tmdt_desktop.services.catalogues import CatalogueTable, UnitStep


def _arguments(parser: ArgumentParser) -> None:
    said = "units, agencies, laws, violations …; bỏ qua thì kể tên các danh mục"
    parser.add_argument("name", metavar="DANH MỤC", nargs="?", help=said)
    parser.add_argument("--day", metavar="NGÀY", type=_day, help="xem như ngày này; bỏ qua là hôm nay")
    parser.add_argument("--search", metavar="CHỮ", default="", help="chỉ các dòng có chữ này")
    parser.add_argument("--unit", metavar="MÃ", help="nơi có mã này vào ngày ấy trước đó, sau đó là gì")


def _day(text: str) -> date:
    try:
        return Day().parse(text)
    except Invalid as told:
        raise ArgumentTypeError(str(told)) from None


def catalogue(arguments: Namespace, _: Task) -> Outcome:
    """Show a list, the names of the lists, or the story of a place."""
    from tmdt_desktop.services import catalogues as room

    day = arguments.day or date.today()  # noqa: DTZ011 - the office's own calendar day
    if arguments.unit:
        return _story(arguments.unit, day)
    if arguments.name is None:
        names = room.catalogue_names()
        return Outcome(dict(names), tuple(f"{name}: {title}" for name, title in names))
    table = room.catalogue(None, arguments.name, day)
    wanted = fold(arguments.search)
    table = replace(table, rows=tuple(row for row in table.rows if wanted in fold(" ".join(row.cells))))
    return Outcome(table, tuple(_lines(table)))


def _lines(table: "CatalogueTable") -> list[str]:
    lines = [f"{table.title}, ngày {show_day(table.day)}", " | ".join((*table.columns, "Căn cứ", "Đã đối chiếu"))]
    return lines + [
        " | ".join((*row.cells, row.basis, "đã đối chiếu" if row.verified else "chưa")) for row in table.rows
    ]


def _story(code: str, day: date) -> Outcome:
    from tmdt_desktop.services.catalogues import unit_story

    try:
        steps = unit_story(code, day)
    except KeyError:
        cure = "Xem mã trong danh mục units của ngày ấy."
        raise Refused(f"Ngày {show_day(day)} không có xã, phường, thị trấn mã {code}.", cure=cure) from None
    return Outcome({"code": code, "day": day, "steps": steps}, tuple(_step_line(step) for step in steps))


def _step_line(step: "UnitStep") -> str:
    since = f"từ {show_day(step.since)} " if step.since else ""
    until = f"đến {show_day(step.until)}" if step.until else ""
    places = "; ".join(f"{title} ({code})" for title, code in zip(step.titles, step.codes, strict=True))
    return f"{f'{since}{until}'.strip()}: {places or 'chưa rõ'}"


COMMANDS = (Command("catalogue", "xem danh mục như một ngày", _arguments, catalogue),)
