"""Scenes of work on rows of a list, to be photographed: taking an act back, filling a value down."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QWidget

from tmdt_desktop.records.business import Activity, Business, EInvoice
from tmdt_desktop.services import registers
from tmdt_desktop.services.history import BatchEntry, batches
from ui.pages.edit_many_dialog import EditManyDialog
from ui.pages.register_page import RegisterPage
from ui.pages.undo_dialog import UndoDialog
from ui.scenes import pause

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

_WHAT = "Sửa tình trạng của 6 đối tượng"


def _page(stage: "Stage") -> RegisterPage:
    page = stage.page("register:business")
    if not isinstance(page, RegisterPage):
        raise TypeError
    page.clear_problem()
    page.list.bar.clear()
    page.editor.close_record()
    pause(400)
    return page


def _offer(stage: "Stage") -> None:
    page = _page(stage)
    _act(page)
    page.take_last_back()
    pause(600)


def _undo(stage: "Stage") -> QWidget:
    page = _page(stage)
    act = _act(page)
    dialog = UndoDialog(page.desk, act.id, act.what, page)
    dialog.open()
    pause(900)
    return dialog


def _act(page: RegisterPage) -> BatchEntry:
    """A change of six records, two of which were edited since; made when it is first asked for."""
    found = next((each for each in batches(page.ws) if each.what == _WHAT), None)
    if found is not None:
        return found
    with page.ws.change(_WHAT) as batch:
        for id_ in registers.ids_of(page.ws, Business, registers.find(page.ws, Business, registers.Query())[:6]):
            batch.update(Business, id_, {"activity": Activity.PAUSED, "note": "Rà soát quý IV"})
    _edit(page, 2, "e_invoice", EInvoice.PLAIN.name)
    _edit(page, 2, "note", "Đã gọi điện, hẹn lại tuần sau")
    _edit(page, 4, "activity", Activity.UNVERIFIED.name)
    return next(each for each in batches(page.ws) if each.what == _WHAT)


def _fill(stage: "Stage") -> QWidget:
    page = _page(stage)
    table = page.list.table
    names = [field.name for field in table.records.fields]
    table.setCurrentIndex(table.records.index(0, names.index("activity") + 1))
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in range(6):
        table.selectionModel().select(table.records.index(place, 0), how)
    page.fill_down()
    pause(1_200)
    shown = QApplication.activeModalWidget()
    if not isinstance(shown, EditManyDialog):
        raise TypeError
    return shown


def _edit(page: RegisterPage, at: int, field: str, raw: str) -> None:
    """Give one record another value, as a clerk does."""
    seqs = registers.find(page.ws, Business, registers.Query())
    id_ = registers.ids_of(page.ws, Business, [seqs[at]])[0]
    registers.save(page.ws, Business, {**registers.get(page.ws, Business, id_).values, field: raw}, id_)


ROWS: "tuple[tuple[str, Picture], ...]" = (
    ("hoan-lai-vach", _offer),
    ("hoan-lai", _undo),
    ("dien-xuong", _fill),
)
