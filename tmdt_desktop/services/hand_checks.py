"""Decisions about a list that name what there is not: refused with the names that there are."""

from collections.abc import Collection

from tmdt_desktop.catalogues.platforms import platforms
from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.book import Book
from tmdt_desktop.exchange.headings import vocabularies
from tmdt_desktop.exchange.old_letters import CHOICES
from tmdt_desktop.exchange.plans import ByHand
from tmdt_desktop.records import Record

_ANY_CHANNEL = ("WEBSITE", "SHOP", "SOCIAL", "ANY")


def refuse_unknown(book: Book, register: type[Record], by_hand: ByHand) -> None:
    """Raise Refused when `by_hand` names a sheet, a column, a field or an alphabet that there is not."""
    sheets = {sheet.name: max(map(len, sheet.rows), default=0) for sheet in book.sheets}
    places = [*by_hand.columns, *by_hand.encodings]
    for name in [*(sheet for sheet, _ in places), *by_hand.headers, *by_hand.sheets]:
        if name not in sheets:
            named = ", ".join(filter(None, sheets))
            cure = f"Chọn trong: {named}." if named else "Tệp chữ không có trang; bỏ tên trang."
            raise Refused(f"Tệp {book.file.name} không có trang «{name}».", cure=cure)
    for name, column in places:
        if column >= sheets[name]:
            raise Refused(f"Trang «{name}» không có cột thứ {column + 1}.", cure=f"Trang có {sheets[name]} cột.")
    _refuse_unlisted("Không có bảng mã «{}».", by_hand.encodings.values(), CHOICES)
    paths = {path for path in by_hand.columns.values() if path is not None}
    if paths:
        wanted = {piece for path in paths for piece in path.split("|")}
        _refuse_unlisted(f"Sổ «{register.title}» không có mục {{}} để lấy.", wanted, paths_of(register))
    for sheet, (first, last) in by_hand.headers.items():
        if not 0 < first <= last:
            raise Refused(f"Dòng tên cột {first}-{last} của trang «{sheet}» không hợp lệ.", cure="Ghi dòng đầu trước.")


def _refuse_unlisted(what: str, said: Collection[str], known: Collection[str]) -> None:
    for each in sorted(said):
        if each not in known:
            raise Refused(what.format(each), cure=f"Chọn trong: {', '.join(known)}.")


def paths_of(register: type[Record]) -> list[str]:
    """Everything that a column may fill, as plans write it."""
    made: list[str] = []
    for words in vocabularies(register):
        prefix = f"{words.part}." if words.part else ""
        made += [f"{prefix}{field.name}" for field in words.fields]
        if words.channels:
            made += [f"{words.channels}.{sort}" for sort in (*_ANY_CHANNEL, *(each.code for each in platforms()))]
    return made
