"""A stick is called by its name, offered where something is to be written, and gone once it is pulled out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.parts import file_pick
from ui.parts.drives import Drive, is_removable_block, usb_drives
from ui.parts.file_pick import FOLDER, KEY_FILES, FilePick, choose_target, drives_menu, offered
from ui.shell.desk import Desk


@pytest.fixture
def kingston(tmp_path: Path) -> Drive:
    (tmp_path / "usb").mkdir()
    return Drive(tmp_path / "usb", "KINGSTON", "E:", 3_330_000_000)


@pytest.fixture
def locked(tmp_path: Path) -> Drive:
    return Drive(tmp_path, "", "F:", 0, writable=False)


def test_a_stick_is_called_as_people_know_it(kingston: Drive, locked: Drive, tmp_path: Path) -> None:
    assert kingston.words == "USB “KINGSTON” (E:) · trống 3,1 GB"
    assert locked.words == "USB (F:) · chỉ đọc, gạt chốt chống ghi"
    assert Drive(tmp_path, "KEY", "", 5 << 20).words == "USB “KEY” · trống 5 MB"


def test_a_folder_is_chosen_by_one_press_on_a_sticks_name(
    desk: Desk, show: Callable[[QWidget], None], kingston: Drive, locked: Drive
) -> None:
    plugged = [kingston, locked]
    pick = FilePick(desk.theme, "Ghi vào USB hoặc thư mục", FOLDER, drives=lambda: tuple(plugged))
    show(pick)
    first, second = pick.sticks
    assert not second.isEnabled()
    first.click()
    assert pick.path == kingston.place
    plugged.clear()
    QApplication.sendEvent(pick, QEvent(QEvent.Type.WindowActivate))
    assert pick.sticks == ()


def test_a_file_to_open_and_a_place_for_good_offer_no_stick(
    desk: Desk, show: Callable[[QWidget], None], kingston: Drive
) -> None:
    picks = (
        FilePick(desk.theme, "Tệp khóa", KEY_FILES, drives=lambda: (kingston,)),
        FilePick(desk.theme, "Nơi để sổ", FOLDER, drives=None),
    )
    for pick in picks:
        show(pick)
        assert pick.sticks == ()


def test_the_menu_names_the_sticks_and_any_other_place(desk: Desk, kingston: Drive, locked: Drive) -> None:
    parent = QWidget()
    menu = drives_menu(parent, (kingston, locked))
    acts = [action for action in menu.actions() if not action.isSeparator()]
    assert [action.text() for action in acts] == [kingston.words, locked.words, "Nơi khác…"]
    assert [action.isEnabled() for action in acts] == [True, False, True]
    assert acts[0].data() == kingston.place


def test_a_file_on_a_chosen_stick_takes_a_free_name(
    desk: Desk, kingston: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kingston.place / "a.xlsx").write_bytes(b"")
    monkeypatch.setattr(file_pick, "usb_drives", lambda: (kingston,))
    monkeypatch.setattr(file_pick, "picked", lambda menu, _: menu.actions()[0])
    assert choose_target(QWidget(), "Lưu", "a.xlsx", "") == kingston.place / "a (2).xlsx"


def test_without_a_stick_the_systems_dialog_opens_at_once(locked: Drive, tmp_path: Path) -> None:
    for drives in ((), (locked,)):
        assert offered(QWidget(), drives, lambda: tmp_path) == tmp_path


def test_what_can_be_pulled_out_is_told_by_the_system(tmp_path: Path) -> None:
    blocks = tmp_path / "class"
    blocks.mkdir()
    for name, folder, removable in (
        ("sda1", "pci0/host0/block/sda", "0"),
        ("sdb1", "pci0/host1/block/sdb", "1"),
        ("sdc1", "pci0/usb2/2-1/host2/block/sdc", "0"),
    ):
        device = tmp_path / "devices" / folder / name
        device.mkdir(parents=True)
        (device.parent / "removable").write_text(removable, encoding="ascii")
        (blocks / name).symlink_to(device)
    found = [name for name in ("sda1", "sdb1", "sdc1", "gone", "") if is_removable_block(name, blocks)]
    assert found == ["sdb1", "sdc1"]


def test_asking_the_system_never_fails(desk: Desk) -> None:
    assert all(isinstance(drive, Drive) for drive in usb_drives())
