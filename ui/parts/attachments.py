"""The files that go with a record: what they are, adding by button or by dropping, looking, saving a copy, taking off.

    pane = AttachmentsPane(desk, register)
    pane.show_record(stored)        a stored record; None while it is not stored yet
    pane.counted                    how many files it has

Looking happens in the window, out of memory: no readable copy is made unless one is asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from shiboken6 import isValid

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import file_size, moment
from tmdt_desktop.records import Record
from tmdt_desktop.services.attachment_files import MOST_MB
from tmdt_desktop.services.attachments import AttachedFile, Detached, attachments_of, detach, save_attachment
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.registers import Stored
from tmdt_desktop.task import Task
from ui.parts.attachment_dialogs import AttachDialog, PreviewDialog
from ui.parts.file_pick import choose_files, choose_target, dropped_files
from ui.shell.desk import Desk
from ui.shell.problems import Band
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, label, row

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
_FILE = Qt.ItemDataRole.UserRole
SORTS = "Tệp kèm theo (*.pdf *.png *.jpg *.jpeg *.docx *.xlsx *.pptx *.odt *.ods *.doc *.xls *.txt *.csv);;Mọi tệp (*)"
EMPTY = "Chưa có tệp nào. Bấm Thêm tệp, hoặc kéo tệp vào đây."
UNSAVED = "Ghi hồ sơ trước, rồi kèm tệp."
LOCKED = "Hồ sơ thuộc gói đã nhận, chỉ để xem."


class _Files(QAbstractListModel):
    """The files of one record."""

    def __init__(self) -> None:
        super().__init__()
        self.files: tuple[AttachedFile, ...] = ()

    def show_files(self, files: Sequence[AttachedFile]) -> None:
        """Other files from now on."""
        self.beginResetModel()
        self.files = tuple(files)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.files)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        file = self.files[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return file.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{file.name}\n{second_line(file)}"
        return file if role == _FILE else None


class _Painter(QStyledItemDelegate):
    """An icon, the name, and below it what it is, how large, when and by whom."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, self._theme.size("row_two"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        file: AttachedFile = index.data(_FILE)
        painter.fillRect(area, self._theme.colour("accent_soft" if chosen else "surface"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._theme.colour("line"))
        if chosen:
            painter.fillRect(area.left(), area.top(), 3, area.height(), self._theme.colour("accent"))
        icon = self._theme.pixmap("eye" if file.viewable else "file", "text_2", 16)
        painter.drawPixmap(area.left() + 12, area.top() + 9, icon)
        left, width = area.left() + 38, area.width() - 46
        self._line(painter, QRect(left, area.top() + 6, width, 20), file.name, "strong", "text")
        self._line(painter, QRect(left, area.top() + 26, width, 18), second_line(file), "small", "text_2")

    def _line(self, painter: QPainter, area: QRect, text: str, role: str, tone: str) -> None:
        font = self._theme.font(role)
        painter.setFont(font)
        painter.setPen(self._theme.colour(tone))
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided)


def second_line(file: AttachedFile) -> str:
    """«Biên bản · 36 KB · 24/11/2026 19:45 · lan»."""
    return " · ".join((file.label or file.kind, file_size(file.size), moment(file.added_at), file.added_by))


class AttachmentsPane(QWidget):
    """The files of the record in the form."""

    counted = Signal(int)

    def __init__(self, desk: Desk, register: type[Record]) -> None:
        super().__init__()
        self._desk, self._register = desk, register
        self._record: UUID | None = None
        self._locked, self._turn = False, 0
        self.dialog: AttachDialog | PreviewDialog | None = None
        self.model = _Files()
        self.band = Band(desk.theme)
        self.said = label("", "body", "text_2", wrap=True)
        self.view = self._list()
        self.add, self.look = self._button("Thêm tệp…", "add"), self._button("Xem", "eye")
        self.save, self.remove = self._button("Lưu bản sao…", "save"), self._button("Gỡ tệp", look="bad")
        self.add.clicked.connect(self._choose)
        self.look.clicked.connect(self._look)
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)
        hint = f"PDF, ảnh, Word, Excel, văn bản; mỗi tệp nhiều nhất {MOST_MB} MB. Trong sổ, tệp được mã hóa."
        pad = desk.theme.space("pad")
        content = column(
            row(label("Tệp kèm theo", "heading"), None, self.add),
            self.said,
            (self.view, 1),
            row(self.look, self.save, None, self.remove, spacing=4),
            label(hint, "small", "text_3", wrap=True),
            margins=(pad, 12, pad, pad),
            spacing=10,
        )
        self.setLayout(column(self.band, (content, 1)))
        self.setAcceptDrops(True)
        self._say()

    def show_record(self, stored: Stored | None) -> None:
        """Show the files of a record; what is being read for another one is dropped."""
        record = stored.id if stored is not None else None
        if record != self._record:
            self.band.hide()
            self._show(())
        self._record, self._locked = record, stored is not None and stored.package is not None
        self._say()
        self._reload()

    @property
    def current(self) -> AttachedFile | None:
        """The chosen file."""
        at = self.view.currentIndex()
        return self.model.files[at.row()] if at.isValid() else None

    def add_files(self, paths: Sequence[Path]) -> None:
        """Ask what these files are, then attach them."""
        if self._record is None or self._locked or not paths:
            return
        self.band.hide()
        dialog = AttachDialog(self._desk, self, (self._register, self._record), paths)
        dialog.attached.connect(self._reload)
        self._open(dialog)

    def show_problem(self, problem: Problem) -> None:
        """What went wrong, above the list."""
        self.band.tell(problem.what, " ".join(part for part in (problem.why, problem.cure) if part))

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Faults of single fields, told together."""
        self.band.tell("Có ô chưa ghi được.", " ".join(faults.values()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.add.isEnabled() and dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.add_files(paths)

    def _list(self) -> QListView:
        made = QListView()
        made.setModel(self.model)
        made.setItemDelegate(_Painter(self._desk.theme, made))
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setUniformItemSizes(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName("Tệp kèm theo")
        made.selectionModel().currentChanged.connect(self._say)
        made.activated.connect(self._look)
        return made

    def _button(self, words: str, icon: str = "", look: str = "normal") -> Button:
        return Button(self._desk.theme, words, look, icon=icon)

    def _open(self, dialog: AttachDialog | PreviewDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _choose(self) -> None:
        self.add_files(choose_files(self, "Chọn tệp kèm theo", SORTS))

    def _look(self) -> None:
        """Show it in the window; what cannot be shown there is offered as a copy."""
        file = self.current
        if file is None:
            return
        if not file.viewable:
            self._save()
            return
        dialog = PreviewDialog(self._desk, self, file)
        dialog.wanted.connect(self._save)
        self._open(dialog)

    def _save(self) -> None:
        file = self.current
        target = choose_target(self, "Lưu bản sao", file.name, "Mọi tệp (*)") if file is not None else None
        if file is None or target is None:
            return
        ws, id_ = self._desk.workspace, file.id
        said = "Bản này không mã hóa, xem xong thì xóa."
        self._run(
            lambda task: save_attachment(ws, id_, target, task, replace=True),
            "Lưu bản sao",
            lambda made: self.band.tell(f"Đã lưu {made.name}.", said, tone="ok"),
        )

    def _remove(self) -> None:
        file, record, ws = self.current, self._record, self._desk.workspace
        if file is None or record is None:
            return
        id_ = file.id
        self._run(lambda _task: detach(ws, self._register, record, id_), "Gỡ tệp", self._removed)

    def _removed(self, gone: Detached) -> None:
        self._reload()
        self.band.tell(f"Đã gỡ {gone.name}.", tone="ok", acts={"Hoàn lại": lambda: self._undo(gone.batch)})

    def _undo(self, batch: UUID) -> None:
        ws = self._desk.workspace
        self._run(lambda task: undo_batch(ws, batch, task=task), "Hoàn lại", lambda _undone: self._reload())

    def _run(self, work: Callable[[Task], T], what: str, done: Callable[[T], None]) -> None:
        """Work on the writer's thread; its end is told while the same record is shown."""
        record = self._record

        def here(show: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda made: show(made) if isValid(self) and record == self._record else None

        self.band.hide()
        self._desk.jobs.start(work, what, done=here(done), failed=here(self._failed))

    def _failed(self, error: BaseException) -> None:
        self._desk.problems.show(error, self)

    def _reload(self) -> None:
        self._turn += 1
        record, turn, ws = self._record, self._turn, self._desk.workspace
        if record is None:
            return

        def here(show: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda made: show(made) if isValid(self) and turn == self._turn else None

        self._desk.jobs.read(
            lambda: attachments_of(ws, self._register, record), done=here(self._show), failed=here(self._failed)
        )

    def _show(self, files: Sequence[AttachedFile]) -> None:
        if tuple(files) != self.model.files:
            chosen = self.current.id if self.current is not None else None
            self.model.show_files(files)
            known = [file.id for file in files]
            at = known.index(chosen) if chosen in known else len(known) - 1
            self.view.setCurrentIndex(self.model.index(at))
        self.counted.emit(len(files))
        self._say()

    def _say(self) -> None:
        """Which acts are possible now, and one sentence where there is no file."""
        file, open_ = self.current, self._record is not None and not self._locked
        self.add.setEnabled(open_)
        self.look.setEnabled(file is not None and file.viewable)
        self.save.setEnabled(file is not None)
        self.remove.setEnabled(file is not None and open_)
        words = UNSAVED if self._record is None else LOCKED if self._locked else "" if self.model.files else EMPTY
        self.said.setText(words)
        self.said.setVisible(bool(words))
