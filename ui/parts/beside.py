"""Two records side by side: fields that differ first, the side that is taken marked; children below as they will be.

table = BesideTable(theme)
table.show_beside(beside)           `services.merge_preview.Beside`
table.chose                         (field, side) asked for by ←, → or a click on a side's value
"""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt, Signal

from tmdt_desktop.i18n import number
from tmdt_desktop.services.merge_preview import Beside, BesideField
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme

_LABEL = 168
_COLUMNS = (Column("Mục", _LABEL), Column("Giữ lại"), Column("Gộp vào"))


class BesideTable(LinesTable):
    """The comparison of one pair."""

    chose = Signal(str, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _COLUMNS)
        self.setAccessibleName("Hai hồ sơ bên nhau")
        self.keys = {int(Qt.Key.Key_Left): lambda: self._choose(0), int(Qt.Key.Key_Right): lambda: self._choose(1)}
        self.clicked.connect(self._clicked)

    def show_beside(self, beside: Beside | None) -> None:
        """Show a pair, nothing for None; the current field stays current."""
        if beside is None:
            self.set_titles("Mục", "Giữ lại", "Gộp vào")
            self.show_lines(())
            return
        self.set_titles("Mục", f"Giữ lại: {beside.names[0]}", f"Gộp vào: {beside.names[1]}")
        lines = list(_lines(beside))
        self.show_lines(lines)
        if self.current_key is None:
            self.choose(next((line.key for line in lines if line.key), None))

    def _choose(self, side: int) -> None:
        if isinstance(name := self.current_key, str):
            self.chose.emit(name, side)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() > 0:
            self._choose(index.column() - 1)


def _lines(beside: Beside) -> Iterator[Line]:
    differing = [field for field in beside.fields if field.differs]
    single = [field for field in beside.fields if field.one_sided]
    same = [field for field in beside.fields if not field.differs and not field.one_sided]
    for title, fields in (("Khác nhau", differing), ("Chỉ một bên có", single), ("Giống nhau", same)):
        if fields:
            yield _head(f"{title}: {number(len(fields))}")
            yield from map(_field_line, fields)
    for part in beside.parts:
        yield _head(f"{part.label}: giữ {number(len(part.lines))} dòng")
        yield from (_part_line(words, sides) for words, sides in part.lines)
    yield _head("Đi theo hồ sơ")
    yield Line(("Mã hồ sơ", *beside.file_codes))
    yield Line(("Được nhắc ở", *(words or "—" for words in beside.users)))
    yield Line(("Tệp kèm theo", *(number(count) if count else "—" for count in beside.files)))


def _head(words: str) -> Line:
    return Line((Cell(words),), None, head=True)


def _field_line(field: BesideField) -> Line:
    name = Cell(field.label, "warn" if field.differs else "text_2", "warn" if field.differs else "", tip=field.label)
    return Line((name, *(_value(field, side) for side in range(len(field.words)))), field.name)


def _value(field: BesideField, side: int) -> Cell:
    words = field.words[side] or "—"
    if not (field.differs or field.one_sided):
        return Cell(words, tip=words)
    if side == field.side:
        return Cell(words, "text", "check", strong=True, ground="accent" if field.differs else "", tip=words)
    return Cell(words, "text_3", tip=words)


def _part_line(words: str, sides: tuple[int, ...]) -> Line:
    told = "cả hai bên có, giữ một dòng" if len(sides) > 1 else "giữ"
    return Line(
        (Cell(told, "text_2"), *(Cell(words, tip=words) if at in sides else Cell("—", "text_3") for at in (0, 1)))
    )
