"""Several reports with one PIN: which are ticked, what becomes of each."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_many import SignManyResult
from ui.pages import sign_many
from ui.pages.sign_many import SignManyDialog
from ui.shell.desk import Desk

from .conftest import KEY_PASSWORD

Keys = dict[str, Path]


@pytest.fixture
def dialog(desk: Desk, approved: UUID, show: Callable[[QWidget], None], qtbot: QtBot) -> SignManyDialog:
    """The dialog, one report waiting for the leader."""
    assert approved
    place = QWidget()
    show(place)
    made = SignManyDialog(desk, place)
    made.open()
    qtbot.waitUntil(lambda: len(made.ticks) == 1)
    return made


def give(dialog: SignManyDialog, key: Path) -> None:
    dialog.key.of_file.file.set_path(key)
    dialog.key.of_file.password.line.setText(KEY_PASSWORD)
    dialog.key.of_file.open()


def test_what_is_ticked_is_signed_and_told(
    dialog: SignManyDialog, approved: UUID, keys: Keys, desk: Desk, qtbot: QtBot
) -> None:
    give(dialog, keys["leader"])
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert dialog.primary.text() == "Ký 1 báo cáo"
    dialog.act()
    assert not dialog.key.of_file.password.text
    qtbot.waitUntil(lambda: bool(dialog.results))
    qtbot.waitUntil(lambda: not dialog.ticks)
    assert "Đã ký 1 trên 1 báo cáo." in words(dialog)
    assert report_view(desk.workspace, approved).state is ReportState.SIGNED
    dialog.reject()


def test_nothing_ticked_signs_nothing(dialog: SignManyDialog, keys: Keys, qtbot: QtBot) -> None:
    give(dialog, keys["leader"])
    qtbot.waitUntil(dialog.primary.isEnabled)
    next(iter(dialog.ticks.values())).setChecked(False)
    assert not dialog.primary.isEnabled()
    dialog.reject()


def test_the_seal_is_another_list_and_another_key(dialog: SignManyDialog, keys: Keys, qtbot: QtBot) -> None:
    give(dialog, keys["leader"])
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.choose_role("seal")
    qtbot.waitUntil(lambda: "Không có báo cáo nào chờ đóng dấu." in words(dialog))
    qtbot.waitUntil(lambda: dialog.key.of_file.facts is not None)
    assert not dialog.key.ready
    dialog.reject()


def test_one_that_failed_says_why_and_stays_to_be_ticked(
    dialog: SignManyDialog, approved: UUID, keys: Keys, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    refused = SignManyResult(approved, "Báo cáo năm 2024", None, "Khóa của người khác.", "Chọn đúng khóa.")
    monkeypatch.setattr(sign_many, "sign_many", lambda *_: (refused,))
    give(dialog, keys["leader"])
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.act()
    qtbot.waitUntil(lambda: "Khóa của người khác. Chọn đúng khóa." in words(dialog))
    assert "Đã ký 0 trên 1 báo cáo." in words(dialog)
    assert dialog.chosen == ()
    assert list(dialog.ticks) == [approved]
    dialog.reject()


def words(part: QWidget) -> str:
    """All words of the labels in sight."""
    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())
