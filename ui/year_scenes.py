"""Scenes of a filled year, to be photographed: the overview, the duties, every register with one record, surveys, search."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tmdt_desktop.records import register
from tmdt_desktop.services.registers import Query, find
from tmdt_desktop.services.survey_rounds import rounds
from ui.pages import PAGES, REGISTER
from ui.pages.duties import DutyAt
from ui.pages.register_page import RegisterPage
from ui.scenes import pause

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

_YEAR = 2024


def _shown(name: str, what: object = None) -> "Picture":
    def picture(stage: "Stage") -> None:
        stage.page(name, what)
        pause(900)

    return picture


def _filled(name: str) -> "Picture":
    """A register with its first record open."""

    def picture(stage: "Stage") -> None:
        page = _register_page(stage, name)
        if find(stage.desk.workspace, register(name.partition(":")[2]), Query(), limit=1):
            page.list.table.choose(0)
            page.edit()
            pause(900)

    return picture


def _register_page(stage: "Stage", name: str) -> RegisterPage:
    page = stage.page(name)
    if not isinstance(page, RegisterPage):
        raise TypeError(name)
    page.editor.close_record()
    pause(300)
    return page


def _dialog_of(act: Callable[[RegisterPage], None]) -> "Picture":
    """A dialog of the list of businesses, three of them chosen."""

    def picture(stage: "Stage") -> QWidget | None:
        page = _register_page(stage, "register:business")
        page.list.table.setFocus()
        page.list.table.choose(2)
        act(page)
        pause(2500)
        shown = QApplication.activeModalWidget()
        return shown if isinstance(shown, QDialog) else None

    return picture


def _results(stage: "Stage") -> None:
    made = rounds(stage.desk.workspace)
    if made:
        stage.page("survey_results", made[0].id)
        pause(1500)


YEAR: "tuple[tuple[str, Picture], ...]" = (
    ("tong-quan", _shown("overview", _YEAR)),
    ("nhiem-vu", _shown("duties", DutyAt("", _YEAR))),
    *(
        (f"so-{entry.name.partition(':')[2]}", _filled(entry.name))
        for entry in PAGES
        if entry.group == REGISTER and entry.name.startswith("register:")
    ),
    ("khao-sat", _shown("surveys")),
    ("khao-sat-mau", _shown("survey_designer")),
    ("khao-sat-ket-qua", _results),
    ("sua-hang-loat", _dialog_of(RegisterPage.edit_many)),
    ("in-danh-sach", _dialog_of(RegisterPage.print_list)),
)
