"""Settings: kept as they are left, faults beside their fields; copies, checks, history."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.business import Business
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.registers import Query, count
from tmdt_desktop.services.workspaces import open_workspace, settings
from tmdt_desktop.store.workspace import Workspace
from ui.pages.settings import SettingsPage
from ui.pages.settings_dialogs import RestoreDialog
from ui.pages.undo_dialog import UndoDialog
from ui.shell.desk import Desk
from ui.shell.theme import Mode

from .conftest import PASSWORD


@pytest.fixture
def page(desk: Desk, filled: Workspace, show: Callable[[QWidget], None], qtbot: QtBot) -> SettingsPage:
    assert filled
    made = SettingsPage(desk)
    show(made)
    made.refresh()
    qtbot.waitUntil(lambda: bool(made.history.entries) and bool(made.form.settings.decision))
    return made


def leave(page: SettingsPage, name: str, text: str) -> None:
    """Type into a field and go on."""
    page.form.grid.boxes[name].input.put_raw(text)
    page.form.grid.left.emit(name)


def test_a_field_is_kept_when_it_is_left(page: SettingsPage, qtbot: QtBot) -> None:
    leave(page, "signer_name", "Trần Quang Huy")
    qtbot.waitUntil(lambda: settings(page.ws).signer_name == "Trần Quang Huy")


def test_what_was_typed_is_kept_when_the_page_is_left(page: SettingsPage, qtbot: QtBot) -> None:
    page.form.grid.boxes["place"].input.put_raw("Lập Thạch")
    assert page.may_leave()
    qtbot.waitUntil(lambda: settings(page.ws).place == "Lập Thạch")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("seal_mm", "500", "từ 20 đến 60"),
        ("seal_mm", "ba", "số"),
        ("seal_mm", "", "Chưa có số"),
        ("period_start_day", "31", ""),
        ("period_start_day", "45", "Không có ngày"),
    ],
)
def test_a_fault_stands_beside_its_field_and_is_not_kept(
    page: SettingsPage, name: str, typed: str, said: str, qtbot: QtBot
) -> None:
    before = settings(page.ws)
    leave(page, name, typed)
    fault = page.form.grid.boxes[name].fault
    assert said.lower() in fault.lower()
    if fault:
        qtbot.wait(50)
    wanted = getattr(before, name) if fault else int(typed)
    qtbot.waitUntil(lambda: getattr(settings(page.ws), name) == wanted)


def test_one_fault_does_not_hold_the_others_back(page: SettingsPage, qtbot: QtBot) -> None:
    page.form.grid.boxes["seal_mm"].input.put_raw("500")
    leave(page, "symbol", "BC-UBND-KTHT")
    qtbot.waitUntil(lambda: settings(page.ws).symbol == "BC-UBND-KTHT")
    assert settings(page.ws).seal_mm == 36


def test_a_form_that_shows_nothing_yet_keeps_nothing(
    desk: Desk, filled: Workspace, show: Callable[[QWidget], None]
) -> None:
    made = SettingsPage(desk)
    show(made)
    kept = list[object]()
    made.form.changed.connect(kept.append)
    assert not made.form.backup.button.isEnabled()
    assert made.may_leave()
    assert not kept
    assert settings(filled).signer_name


def test_another_page_leads_to_a_field(page: SettingsPage, qtbot: QtBot) -> None:
    page.show_pane("about")
    page.arrive("decision")
    proxy = page.form.grid.boxes["decision"].input.focusProxy()
    assert proxy is not None
    qtbot.waitUntil(proxy.hasFocus)


def test_the_theme_changes_at_once_and_is_kept(page: SettingsPage, qtbot: QtBot) -> None:
    page.form.choose_mode(Mode.DARK)
    assert page.theme.dark
    qtbot.waitUntil(lambda: settings(page.ws).theme == "dark")
    page.form.choose_mode(Mode.LIGHT)


def test_a_folder_is_kept_and_taken_back(page: SettingsPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.form.backup.set_path(tmp_path)
    qtbot.waitUntil(lambda: settings(page.ws).backup_folder == str(tmp_path))
    page.form.backup.set_path(None)
    qtbot.waitUntil(lambda: settings(page.ws).backup_folder == "")


def test_a_copy_is_made_checked_and_restored(page: SettingsPage, tmp_path: Path, qtbot: QtBot) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    page.form.backup.set_path(stick)
    page.back_up()
    qtbot.waitUntil(page.band.isVisible)
    assert "đọc lại khớp" in page.band.what.text()
    (copy,) = stick.iterdir()
    page.restore()
    dialog = page.window().findChild(RestoreDialog)
    assert dialog is not None
    dialog.file.set_path(copy)
    dialog.folder.set_path(tmp_path / "sổ mới")
    dialog.password.line.setText(PASSWORD)
    dialog.ready()
    dialog.act()
    qtbot.waitUntil(lambda: "Đã phục hồi" in page.band.what.text())
    restored = open_workspace(tmp_path / "sổ mới", "lan", PASSWORD)
    assert count(restored, Business, Query()) == 12
    restored.close()


def test_a_copy_to_a_folder_that_is_gone_is_told(page: SettingsPage, tmp_path: Path, qtbot: QtBot) -> None:
    workspaces.save_settings(page.ws, replace(settings(page.ws), backup_folder=str(tmp_path / "rút mất")))
    page.back_up()
    qtbot.waitUntil(page.band.isVisible)
    assert "đọc lại khớp" not in page.band.what.text()


def test_a_sound_workspace_passes_its_check(page: SettingsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.noted) as said:
        page.check()
    assert said.args == ["Sổ nguyên vẹn"]


def test_an_import_is_taken_back_from_the_history(page: SettingsPage, qtbot: QtBot) -> None:
    entry = next(made for made in page.history.entries if made.what == "Nhập danh sách")
    page.show_pane("history")
    page.history.table.choose(entry.id)
    assert page.history.button.isEnabled()
    page.history.button.click()
    asked = page.window().findChild(UndoDialog)
    assert isinstance(asked, UndoDialog)
    qtbot.waitUntil(asked.primary.isEnabled)
    assert asked.primary.text() == "Hoàn lại 15 hồ sơ"
    qtbot.mouseClick(asked.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: count(page.ws, Business, Query()) == 0)
    qtbot.waitUntil(lambda: any(made.undone for made in page.history.entries))


def test_settings_cannot_be_taken_back_from_the_history(page: SettingsPage) -> None:
    entry = next(made for made in page.history.entries if made.what == "Sửa cài đặt")
    page.history.table.choose(entry.id)
    assert not page.history.button.isEnabled()


def test_the_form_of_signing_is_chosen_from_the_offices_table(page: SettingsPage, qtbot: QtBot) -> None:
    leave(page, "signing_form", "DEPUTY")
    qtbot.waitUntil(lambda: settings(page.ws).signing_form == "DEPUTY")
    leave(page, "signing_form", "ký hộ")
    assert "Chọn một trong" in page.form.grid.boxes["signing_form"].fault


def test_the_reporting_year_is_chosen_with_one_press(page: SettingsPage, qtbot: QtBot) -> None:
    page.form.choose_window((1, 1))
    qtbot.waitUntil(lambda: settings(page.ws).period_start_day == 1)
    assert settings(page.ws).period_start_month == 1


def test_further_grounds_keep_their_lines(page: SettingsPage, qtbot: QtBot) -> None:
    leave(page, "grounds", "Công văn A\nThông báo B")
    qtbot.waitUntil(lambda: settings(page.ws).grounds == "Công văn A\nThông báo B")


def test_targets_are_one_press_away(page: SettingsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.asks) as asked:
        page.open_targets()
    assert asked.args == ["register:target", None]
