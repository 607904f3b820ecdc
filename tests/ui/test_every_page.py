"""What holds for each page of the window, whoever wrote it."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.paths import ICONS
from ui.pages import PAGES, Entry
from ui.shell.actions import declared
from ui.shell.desk import Desk


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_a_page_has_its_words_and_its_icon(entry: Entry) -> None:
    assert entry.title
    assert (ICONS / f"{entry.icon}.svg").exists()


def test_names_are_taken_once() -> None:
    assert not [name for name, times in Counter(entry.name for entry in PAGES).items() if times > 1]


class _Eye(QObject):
    """Sees windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_no_part_flashes_as_a_window_while_a_page_is_built(
    entry: Entry, desk: Desk, qtbot: QtBot, qapp: QApplication
) -> None:
    eye = _Eye()
    qapp.installEventFilter(eye)
    page = entry.make(desk)
    qtbot.addWidget(page)
    page.refresh()
    qtbot.wait(50)
    qapp.removeEventFilter(eye)
    assert not eye.seen


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_acts_have_words_icons_exist_and_no_key_does_two_things(entry: Entry, desk: Desk, qtbot: QtBot) -> None:
    page = entry.make(desk)
    qtbot.addWidget(page)
    says = dict(declared(type(page)))
    keys = Counter(key for said in says.values() for key in said.keys)
    assert not [key for key, times in keys.items() if times > 1]
    assert all(said.label for said in says.values())
    assert not [said.icon for said in says.values() if said.icon and not (ICONS / f"{said.icon}.svg").exists()]
    taken = {f"Ctrl+{at}" for at in range(1, 10)}
    assert not taken & set(keys), "Ctrl+1…9 belong to the navigation"
    assert not [name for name, said in says.items() if said.when and not hasattr(page, said.when)]
