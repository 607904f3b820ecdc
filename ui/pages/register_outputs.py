"""What a register's list gives out: files, paper, one value for many records. The filter in force holds for all of it."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.i18n import N_, number
from tmdt_desktop.records import Record
from tmdt_desktop.services.edit_many import ManyPreview, editable_fields
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.task import Task
from tmdt_desktop.text import key
from ui.parts.file_pick import choose_target
from ui.parts.record_editor import RecordEditor
from ui.parts.record_list import RecordList
from ui.shell.actions import action
from ui.shell.page import Page

if TYPE_CHECKING:
    from ui.pages.edit_many_dialog import Scope
    from ui.parts.kept_filters import KeptFilters


class RegisterOutputs(Page):
    """The acts of a register's page that do not change single records."""

    register: type[Record]
    list: RecordList
    editor: RecordEditor
    kept: "KeptFilters"

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
            lambda task: undo_batch(self.ws, batch, task), "Hoàn lại", lambda _: self.noted.emit("Đã hoàn lại việc sửa")
        )

    def _exported(self, count: int, target: Path) -> None:
        self.band.tell(f"Đã ghi {number(count)} dòng vào {target.name}.", "Không kèm cột dữ liệu cá nhân.", tone="ok")
