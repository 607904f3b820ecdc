"""Empty workbooks to fill in, made from the fields of a register: the importer reads them back without a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmdt_desktop import kinds, rare_kinds
from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.exchange.keyed_sheets import ROW_NUMBER
from tmdt_desktop.exchange.workbooks import CHOICES_SHEET, LIST_ROWS, header_row, new_workbook, save, title_row
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import Record

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TEXT, WHOLE, DAY, GENERAL = "@", "#,##0", "dd/mm/yyyy", "General"
_CHANNEL_COLUMNS = (
    "Website",
    "Facebook",
    "Zalo",
    "TikTok",
    "Shopee",
    "Lazada",
    "Postmart",
    "Voso",
    "Sàn khác (ghi rõ)",
)
_CHANNEL_HELP = "Ghi địa chỉ hoặc tên gian hàng; nhiều kênh thì ngăn bằng dấu chấm phẩy. Chưa có địa chỉ thì ghi «x»."


@singledispatch
def number_format(kind: kinds.Kind) -> str:
    """How a spreadsheet shows a column of this kind. Every kind must answer; see `FACES` of the house's tests."""
    raise NotImplementedError(type(kind).__name__)


for _sort, _shown in (
    (kinds.Text, TEXT), (kinds.Note, TEXT), (kinds.TaxCode, TEXT), (kinds.PersonalId, TEXT), (kinds.Phone, TEXT),
    (kinds.Email, TEXT), (kinds.Whole, WHOLE), (kinds.Year, "0"), (kinds.Money, WHOLE), (kinds.Day, DAY),
    (kinds.Moment, "dd/mm/yyyy hh:mm"), (kinds.Flag, GENERAL), (kinds.Choice, GENERAL), (kinds.Choices, GENERAL),
    (kinds.Ref, TEXT), (rare_kinds.DueTime, "dd/mm/yyyy hh:mm"), (rare_kinds.Exact, "#,##0.####"),
    (rare_kinds.GoodsNumber, TEXT), (rare_kinds.WebAddress, TEXT), (Rows, WHOLE), (Listed, TEXT), (Commune, GENERAL), (CodesChosen, GENERAL), (ChannelAddress, TEXT),
):  # fmt: skip
    number_format.register(_sort, lambda _, shown=_shown: shown)


@dataclass(frozen=True)
class TemplateWish:
    """What a template is made for: the register, the day and district whose communes its lists offer."""

    register: type[Record]
    day: date
    district: str | None


def write_template(wish: TemplateWish, target: Path) -> None:
    """Write the template workbook of a register. Raises Blocked when `target` cannot be written."""
    book = new_workbook()
    register, tables = wish.register, []
    named = _named_part(register)
    main = "Danh sách lớp" if named is not None else register.title[:31]
    if named is not None and isinstance(named.kind, Rows):
        sheet = book.create_sheet(register.title[:31])
        at = _class_block(sheet, register)
        tables.append(_Sheet(sheet, at, _typed(named.kind.of.fields())))
    sheet = book.create_sheet(main)
    title_row(sheet, 1, f"DANH SÁCH NHẬP VÀO SỔ {register.title.upper()}")
    sheet.cell(2, 1, _ONE_LINE if named is None else _MANY_CLASSES)
    tables.append(_Sheet(sheet, 4, _typed(register.fields()), channels=_with_channels(register)))
    for part in register.sub_lists():
        sheet = book.create_sheet(part.label[:31])
        title_row(sheet, 1, f"{part.label.upper()} CỦA TỪNG DÒNG Ở TRANG «{main.upper()}»")
        sheet.cell(2, 1, f"Cột «{ROW_NUMBER}»: ghi STT của dòng bên trang «{main}». Mỗi dòng một {part.of.one}.")
        tables.append(_Sheet(sheet, 4, _typed(part.of.fields()), first=ROW_NUMBER))
    for table in tables:
        _table(table)
    _drop_downs(book, tables, wish)
    save(book, target)


_ONE_LINE = "Cột có dấu * phải điền. Không đổi tên cột. Mỗi dòng một mục, STT đánh từ 1."
_MANY_CLASSES = "Nhập nhiều lớp một lần: mỗi dòng một lớp. Một lớp thì dùng trang đầu, để trống trang này."


@dataclass(frozen=True)
class _Sheet:
    """One sheet of a template: the row of its header, the fields of its columns, the heading of the first column."""

    sheet: "Worksheet"
    at: int
    fields: Sequence[Field]
    first: str = "STT"
    channels: tuple[str, ...] = ()


def _named_part(register: type[Record]) -> Field | None:
    """The sub-list of people or things that a list of this register is about, where rows are not records."""
    for field in register.fields():
        if isinstance(field.kind, Rows) and any(inner.name == "name" for inner in field.kind.of.fields()):
            return field
    return None


def _typed(fields: Sequence[Field]) -> list[Field]:
    return [f for f in fields if not f.set_by_program and not isinstance(f.kind, Rows | kinds.Structure | kinds.Moment)]


def _with_channels(register: type[Record]) -> tuple[str, ...]:
    parts = (part for part in register.sub_lists() if any(isinstance(f.kind, ChannelAddress) for f in part.of.fields()))
    return _CHANNEL_COLUMNS if next(parts, None) else ()


def _class_block(sheet: "Worksheet", register: type[Record]) -> int:
    """Title, hints and one line for each of the main facts of a class. Returns the row of the table's header."""
    title_row(sheet, 1, f"DANH SÁCH NHẬP VÀO SỔ {register.title.upper()}")
    sheet.cell(2, 1, "Cột có dấu * phải điền. Không đổi tên cột. Mỗi dòng một mục.")
    at = 3
    fields = _typed(register.fields())
    for field in fields:
        main = field.required or field.listed or field.group == fields[0].group
        if main and not isinstance(field.kind, kinds.Choices):
            sheet.cell(at, 1, f"{field.label}{' *' if field.required else ''}:")
            sheet.cell(at, 2).number_format = number_format(field.kind)
            at += 1
    return at + 1


def _table(table: _Sheet) -> None:
    """The header and the formats of the columns below it."""
    from openpyxl.utils import get_column_letter

    sheet, at = table.sheet, table.at
    heads = [(table.first, "", 6 if table.first == "STT" else 10)]
    heads += [(f"{f.label}{' *' if f.required else ''}", _comment(f), column_width(f)) for f in table.fields]
    heads += [(name, _CHANNEL_HELP, 24) for name in table.channels]
    header_row(sheet, at, heads)
    for column, field in enumerate(table.fields, 2):
        sheet.column_dimensions[get_column_letter(column)].number_format = number_format(field.kind)
    sheet.freeze_panes = f"C{at + 1}"
    sheet.auto_filter.ref = f"A{at}:{get_column_letter(len(heads))}{at}"


def _comment(field: Field) -> str:
    parts = [field.help, "Bắt buộc." if field.required else ""]
    if isinstance(field.kind, kinds.Choices):
        parts.append("Nhiều mục thì ngăn bằng dấu chấm phẩy: " + "; ".join(str(t.value) for t in field.kind.of) + ".")
    if isinstance(field.kind, CodesChosen):
        parts.append("Nhiều mục thì ngăn bằng dấu chấm phẩy; tên lấy trong danh sách của phần mềm.")
    if isinstance(field.kind, kinds.Day):
        parts.append("Ghi ngày dạng 31/12/2024.")
    if isinstance(field.kind, kinds.Ref):
        parts.append("Ghi tên, mã số thuế hoặc mã hồ sơ đã có trong phần mềm.")
    return "\n".join(part for part in parts if part)


def column_width(field: Field) -> int:
    """How many letters wide the column of a field is."""
    if isinstance(field.kind, kinds.Note) or field.name == "name":
        return 36
    return 14 if number_format(field.kind) in (WHOLE, DAY, "0") else 22


def _drop_downs(book: Any, tables: Sequence[_Sheet], wish: TemplateWish) -> None:
    """Lists of choices on a sheet of their own, offered in the cells of their columns."""
    lists = book.create_sheet(CHOICES_SHEET)
    column = 0
    for table in tables:
        for place, field in enumerate(table.fields, 2):
            words = _choices(field, wish)
            if words:
                column += 1
                for row, word in enumerate((field.label, *words), 1):
                    lists.cell(row, column, word)
                _offer(table, place, field, (column, len(words)))
    lists.sheet_state = "hidden"


def _offer(table: _Sheet, place: int, field: Field, where: tuple[int, int]) -> None:
    """Put the list that stands in column `where[0]`, `where[1]` words long, under the cells of column `place`."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter, here = get_column_letter(where[0]), get_column_letter(place)
    formula = f"'{CHOICES_SHEET}'!${letter}$2:${letter}${where[1] + 1}"
    rule = DataValidation("list", formula1=formula, allow_blank=True)
    rule.showErrorMessage, rule.errorStyle = True, "warning"  # a name of an earlier day may be typed all the same
    rule.error = f"Chọn một mục trong danh sách của cột «{field.label}»."
    rule.errorTitle = field.label[:31]
    table.sheet.add_data_validation(rule)
    rule.add(f"{here}{table.at + 1}:{here}{table.at + LIST_ROWS}")


def _choices(field: Field, wish: TemplateWish) -> list[str]:
    kind = field.kind
    if isinstance(kind, kinds.Choice):
        return [str(term.value) for term in kind.of]
    if isinstance(kind, kinds.Flag):
        return ["Có", "Không"]
    if isinstance(kind, Commune | Listed):
        return [words for _, words in kind.choices(wish.day, wish.district)]
    return []
