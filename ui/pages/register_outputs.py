"""What a register's list gives out: files, paper, one value for many records. The filter in force holds for all of it.

And what it takes and gives by the clipboard, and the way back: the last act of whoever is signed in.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication, QLineEdit

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field
from tmdt_desktop.i18n import N_, moment, number
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.edit_many import ManyPreview, editable_fields
from tmdt_desktop.services.history import BatchEntry, Undone, last_own, undo_batch
from tmdt_desktop.task import Task
from tmdt_desktop.text import key
from ui.parts.file_pick import choose_target
from ui.parts.record_editor import RecordEditor
from ui.parts.record_list import RecordList
from ui.shell.actions import action
from ui.shell.page import Page

if TYPE_CHECKING:
    from tmdt_desktop.services.copy_rows import Copied
    from ui.pages.edit_many_dialog import Scope
    from ui.parts.kept_filters import KeptFilters


class RegisterOutputs(Page):
    """The acts of a register's page that do not change single records."""

    register: type[Record]
    list: RecordList
    editor: RecordEditor
    kept: "KeptFilters"
    _offered: BatchEntry | None = None

    @action(N_("Kết xuất"), icon="export", keys=("Alt+K",), place="head")
    def export(self) -> None:
        """Write the rows that are looked for into a workbook or a CSV file, without columns of personal data."""
        sorts = "Bảng tính (*.xlsx);;Văn bản CSV (*.csv)"
        target = choose_target(self, N_("Kết xuất danh sách"), f"{self.title}.xlsx", sorts)
        if target is not None:
            self.write_list(target)

    def write_list(self, target: Path) -> None:
        """Write the list to `target`, on the writer's thread."""
        from tmdt_desktop.services.templates import ListWish, export_list

        wish = ListWish(self.register, target, self.list.query())
        self.run(lambda task: export_list(self.ws, wish, task), "Kết xuất", lambda count: self._exported(count, target))

    @action(N_("In danh sách"), icon="print", keys=("Ctrl+P",), place="head")
    def print_list(self) -> None:
        """Show the list on paper as it stands: its filter, its order, its columns."""
        from tmdt_desktop.services.print_list import PrintWish, print_list
        from ui.parts.print_dialog import PrintDialog, Printing

        query, of = self.list.query(), self.register
        columns = tuple(field.name for field in self.list.table.records.fields)

        def draw(sensitive: bool, target: Path, task: Task) -> object:  # noqa: FBT001 - a tick
            return print_list(self.ws, PrintWish(of, query, columns, sensitive=sensitive), target, task)

        personal = any(field.sensitive for field in self.list.table.records.fields)
        PrintDialog(self.desk, self, Printing(of.title, f"{key(of.title)}.pdf", draw, personal)).open()

    @action(N_("In hồ sơ"), icon="print", keys=("Ctrl+Shift+P",), look="plain", when="has_stored")
    def print_record(self) -> None:
        """Show the record that is open on paper."""
        from tmdt_desktop.services.print_record import RecordWish, print_record
        from ui.parts.print_dialog import PrintDialog, Printing

        stored, of = self.editor.stored, self.register
        if stored is None:
            return
        self.editor.settle()

        def draw(sensitive: bool, target: Path, task: Task) -> object:  # noqa: FBT001 - a tick
            return print_record(self.ws, RecordWish(of, stored.id, sensitive=sensitive), target, task)

        name = str(stored.values.get(of.name_field) or of.one)
        personal = any(field.sensitive for field in of.fields())
        PrintDialog(self.desk, self, Printing(name, f"{key(name)[:40]}.pdf", draw, personal, "mục")).open()

    @action(N_("Sửa hàng loạt…"), icon="many", keys=("Shift+F2",), look="plain", when="can_edit_many")
    def edit_many(self) -> None:
        """Give one field of the chosen rows, or of all that are looked for, the same value."""
        from ui.pages.edit_many_dialog import EditManyDialog

        self.editor.settle()
        dialog = EditManyDialog(self.desk, self.register, self._scopes(), self)
        dialog.edited.connect(self._edited_many)
        dialog.open()

    @action(N_("Chép dòng"), keys=("Ctrl+C",), when="has_rows")
    def copy_rows(self) -> None:
        """Put the chosen rows on the clipboard, below the names of their columns."""
        from tmdt_desktop.services.copy_rows import copy_rows

        seqs = self.list.selected()
        if seqs and not self._typing():
            self.ask(lambda: copy_rows(self.ws, self.register, seqs), self._copied)

    @action(N_("Dán dòng từ Excel"), keys=("Ctrl+V",), when="takes_lists")
    def paste_rows(self) -> None:
        """Take rows from the clipboard to the import page, where they are looked at before anything is written."""
        from tmdt_desktop.services.paste_list import Pasted, refuse_no_table

        if self._typing():
            return
        text = QApplication.clipboard().text()
        refuse_no_table(text)
        self.asks.emit("import", Pasted(text, self.register, self._from_current()))

    @action(N_("Điền xuống"), keys=("Ctrl+D",), when="can_edit_many")
    def fill_down(self) -> None:
        """Give the chosen rows the value of the topmost one, in the column one stands in; what would change is shown."""
        if self._typing():
            return
        chosen, field = self.list.selected(), self._fillable()
        if len(chosen) < 2:
            raise Refused(
                "Cần chọn từ hai dòng để điền xuống.", cure="Giữ Shift rồi bấm mũi tên xuống để chọn thêm dòng."
            )
        self.editor.settle()
        top, name = chosen[0], field.name
        self.ask(
            lambda: registers.get(self.ws, self.register, registers.ids_of(self.ws, self.register, [top])[0]),
            lambda stored: self._fill(name, stored.values[name], chosen[1:]),
        )

    @action(N_("Hoàn lại việc gần nhất"), icon="undo", keys=("Ctrl+Z",))
    def take_last_back(self) -> None:
        """Offer to take the last act back, by its name; a second press looks at what that would do."""
        if self._typing():
            return
        if self._offered is not None and self.band.isVisibleTo(self):
            self._look_back(self._offered)
        else:
            self.ask(lambda: last_own(self.ws, self.register), self._offer_back_act)

    @action(N_("Làm lại việc vừa hoàn lại"), keys=("Ctrl+Y",))
    def do_again(self) -> None:
        """Offer to do again what was taken back last."""
        if not self._typing():
            self.ask(lambda: last_own(self.ws, self.register, taken_back=True), self._offer_back_act)

    @action(N_("Bộ lọc đã lưu"), keys=("Ctrl+L",))
    def kept_filters(self) -> None:
        """Choose a kept filter, keep the one in force, forget one."""
        self.kept.ask()

    def has_stored(self) -> bool:
        """Whether a record that stands in the register is open."""
        return self.editor.stored is not None

    def can_edit_many(self) -> bool:
        """Whether there are rows and a field that many of them may share."""
        return bool(len(self.list.table.records.seqs)) and bool(editable_fields(self.register))

    def has_rows(self) -> bool:
        """Whether the list shows any row."""
        return bool(len(self.list.table.records.seqs))

    def _typing(self) -> bool:
        """Whether the keyboard is in the form or a box: keys for rows are then none of the list's."""
        now = QApplication.focusWidget()
        return now is not None and (self.editor.isAncestorOf(now) or isinstance(now, QLineEdit))

    def _fillable(self) -> Field:
        """The field of the column one stands in; the first that can be filled where one stands in none."""
        shown = self.list.table.records.fields
        names = {each.name for each in editable_fields(self.register)}
        free = [field for field in shown if field.name in names]
        column = self.list.table.currentIndex().column() - 1
        field = shown[column] if column >= 0 else next(iter(free), None)
        if field is None or field not in free:
            where = f"Cột «{field.label}»" if field is not None else "Danh sách đang hiện"
            others = ", ".join(f"«{each.label}»" for each in free[:4])
            cure = f"Dùng mũi tên trái, phải để sang cột {others}." if others else "Thêm cột vào danh sách rồi điền."
            raise Refused(f"{where} không điền xuống được.", cure=cure)
        return field

    def _from_current(self) -> tuple[str, ...]:
        """The fields of the list from the column one stands in; from the first where the name would be left out."""
        names = [field.name for field in self.list.table.records.fields]
        at = max(self.list.table.currentIndex().column() - 1, 0)
        named = names.index(self.register.name_field) if self.register.name_field in names else 0
        return tuple(names[at if at <= named else 0 :])

    def _copied(self, made: "Copied") -> None:
        both = QMimeData()
        both.setText(made.text)
        both.setHtml(made.html)
        QApplication.clipboard().setMimeData(both)
        left = f", không kèm {', '.join(made.hidden).lower()}" if made.hidden else ""
        self.noted.emit(f"Đã chép {number(made.rows)} dòng kèm tên cột{left}")

    def _fill(self, field: str, value: object, seqs: Sequence[int]) -> None:
        from ui.pages.edit_many_dialog import EditManyDialog, Scope

        scope = Scope(f"{number(len(seqs))} dòng bên dưới dòng đầu", seqs)
        dialog = EditManyDialog(self.desk, self.register, (scope,), self)
        dialog.edited.connect(self._edited_many)
        dialog.begin_with(field, value)
        dialog.open()

    def _offer_back_act(self, entry: BatchEntry | None) -> None:
        if entry is None:
            self.noted.emit("Không có việc nào của bạn để hoàn lại ở đây")
            return
        self._offered = entry
        self.band.tell(
            f"Việc gần nhất của bạn ở đây: «{entry.what}», lúc {moment(entry.when)}.",
            "Xem những hồ sơ nào trở về như trước rồi mới hoàn lại. Bấm Ctrl+Z lần nữa cũng được.",
            tone="accent",
            acts={"Xem để hoàn lại…": lambda: self._look_back(entry)},
        )

    def _look_back(self, entry: BatchEntry) -> None:
        from ui.pages.undo_dialog import UndoDialog

        self._offered = None
        self.clear_problem()
        dialog = UndoDialog(self.desk, entry.id, entry.what, self)
        dialog.undone.connect(self._taken_back)
        dialog.open()

    def _taken_back(self, made: Undone) -> None:
        kept = f"Giữ {number(len(made.skipped))} hồ sơ đã sửa hoặc đang dùng sau đó." if made.skipped else ""
        self.band.tell(f"Đã hoàn lại {number(made.restored)} hồ sơ.", kept, tone="ok")

    def _scopes(self) -> "tuple[Scope, ...]":
        from ui.pages.edit_many_dialog import Scope

        chosen, shown = self.list.selected(), tuple(self.list.table.records.seqs)
        narrowed = "dòng đang lọc" if self.list.bar.narrowed else f"{self.register.one}, tất cả"
        every = Scope(f"{number(len(shown))} {narrowed}", shown)
        return (Scope(f"{number(len(chosen))} dòng đã chọn", chosen), every) if chosen else (every,)

    def _edited_many(self, made: ManyPreview, batch: UUID) -> None:
        left = f"{number(len(made.faults))} dòng giữ nguyên vì không nhận được giá trị này." if made.faults else ""
        acts = {"Hoàn lại": lambda: self._undo_many(batch)}
        self.band.tell(f"Đã sửa {number(len(made.changes))} {self.register.one}.", left, tone="ok", acts=acts)

    def _undo_many(self, batch: UUID) -> None:
        self.run(
            lambda task: undo_batch(self.ws, batch, task=task),
            "Hoàn lại",
            lambda _: self.noted.emit("Đã hoàn lại việc sửa"),
        )

    def _exported(self, count: int, target: Path) -> None:
        self.band.tell(f"Đã ghi {number(count)} dòng vào {target.name}.", "Không kèm cột dữ liệu cá nhân.", tone="ok")
