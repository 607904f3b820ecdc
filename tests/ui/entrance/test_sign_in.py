"""The first window: opening, refusing in the same words, counting down, making a workspace."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tmdt_desktop.services.workspaces import people, settings
from tmdt_desktop.store.workspace import Workspace
from ui.entrance import Entrance
from ui.entrance.start_wizard import judged, strength
from ui.parts.job_line import JobLine
from ui.shell.desk import Desk
from ui.shell.recent import Recent, RecentList

PASSWORD = "mật khẩu dài"


@pytest.fixture
def entrance(desk: Desk, ws: Workspace, qtbot: QtBot) -> Entrance:
    made = Entrance(desk.theme, desk.jobs, desk.problems, (Recent(str(ws.path), "UBND huyện Lập Thạch", "lan"),))
    qtbot.addWidget(made)
    made.show()
    return made


def attempt(entrance: Entrance, qtbot: QtBot, user: str, password: str) -> str:
    """Try to open; the sentence that is told."""
    form = entrance.sign_in
    form.user.setText(user)
    form.password.line.setText(password)
    before = form.password.told
    form.open()
    qtbot.waitUntil(lambda: form.button.text() == "Mở sổ" and form.password.told != before)
    return form.password.told


def test_the_right_password_opens(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.sign_in.password.line.setText(PASSWORD)
    with qtbot.waitSignal(entrance.opened) as opened:
        QTest.keyClick(entrance.sign_in.password.line, Qt.Key.Key_Return)
    assert opened.args is not None
    workspace = opened.args[0]
    assert workspace.user == "lan"
    assert entrance.sign_in.password.text == ""
    workspace.close()


def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(entrance: Entrance, qtbot: QtBot) -> None:
    by_name = attempt(entrance, qtbot, "khong co", PASSWORD)
    entrance.sign_in.password.tell("")
    by_password = attempt(entrance, qtbot, "lan", "sai bét nhè")
    assert by_name == by_password
    assert "chưa đúng" in by_name


def test_after_some_failures_the_button_waits_and_the_seconds_are_told(entrance: Entrance, qtbot: QtBot) -> None:
    for _ in range(3):
        entrance.sign_in.password.tell("")
        told = attempt(entrance, qtbot, "lan", "sai")
    assert "Thử lại sau" in told
    assert not entrance.sign_in.button.isEnabled()
    qtbot.waitUntil(entrance.sign_in.button.isEnabled)


def test_a_folder_without_a_workspace_is_told_with_what_to_do(entrance: Entrance, tmp_path: Path) -> None:
    entrance.sign_in.choose(tmp_path)
    assert "Không có sổ nào" in entrance.sign_in.band.what.text()


def test_caps_lock_is_noticed(entrance: Entrance) -> None:
    line = entrance.sign_in.password.line
    QTest.keyClick(line, "A")
    assert not entrance.sign_in.password.caps.isHidden()
    QTest.keyClick(line, "a")
    assert entrance.sign_in.password.caps.isHidden()


def test_a_new_workspace_is_made_with_a_place_for_copies(entrance: Entrance, qtbot: QtBot, tmp_path: Path) -> None:
    entrance.show_start()
    form = entrance.start
    form.office.input.put_raw("246")
    form.name.input.put_raw("Nguyễn Thị Lan")
    form.name.input.edited.emit()
    assert form.user.input.raw() == "lan"
    form.password.line.setText("một câu dễ nhớ")
    form.again.line.setText("một câu dễ nhớ")
    form.folder.set_path(tmp_path / "sổ mới")
    form.copies.set_path(tmp_path)
    with qtbot.waitSignal(entrance.opened) as opened:
        form.button.click()
    assert opened.args is not None
    workspace = opened.args[0]
    assert workspace.office == "246"
    assert settings(workspace).backup_folder == str(tmp_path)
    assert people(tmp_path / "sổ mới") == ("lan",)
    workspace.close()


def test_what_is_missing_stands_beside_its_field_and_nothing_is_made(entrance: Entrance, tmp_path: Path) -> None:
    entrance.show_start()
    form = entrance.start
    form.folder.set_path(tmp_path / "sổ mới")
    form.password.line.setText("một câu dễ nhớ")
    form.again.line.setText("một câu khác")
    form.button.click()
    assert form.office.fault == "Chưa chọn cơ quan. Chọn trong danh sách."
    assert form.name.fault
    assert form.again.told == "Hai lần gõ khác nhau. Gõ lại."
    assert not (tmp_path / "sổ mới").exists()


@pytest.mark.parametrize(("password", "weak"), [("ngắn", True), ("aaaaaaaaaa", True), ("một câu dễ nhớ", False)])
def test_a_password_is_judged_in_a_sentence(password: str, *, weak: bool) -> None:
    assert bool(strength(password)) is weak
    assert judged(password)[1] == ("warn" if weak else "ok")


def test_workspaces_are_remembered_newest_first_and_only_while_they_are_there(tmp_path: Path) -> None:
    kept = RecentList(tmp_path / "settings")
    for name in ("a", "b", "a"):
        (tmp_path / name).mkdir(exist_ok=True)
        kept.add(Recent(str(tmp_path / name), name, "lan"))
    assert [entry.office for entry in kept.all()] == ["a", "b"]
    (tmp_path / "a").rmdir()
    assert [entry.office for entry in kept.all()] == ["b"]
    (tmp_path / "settings" / "recent.json").write_text("hỏng", encoding="utf-8")
    assert kept.all() == ()


def test_a_trial_that_is_stopped_brings_the_card_back(
    entrance: Entrance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tmdt_desktop.services import demo
    from ui.entrance import start_wizard

    gate = threading.Event()

    def long(_out: Path, say: Callable[[str], None]) -> None:
        say("1. Tạo sổ")
        gate.wait(60)
        say("2. Nhập danh sách")

    monkeypatch.setattr(demo, "run_demo", long)
    monkeypatch.setattr(start_wizard, "user_documents_path", lambda: tmp_path)
    entrance.show_start()
    entrance.start.demo_asked.emit()
    assert not entrance.start.isEnabled()
    line = entrance.findChild(JobLine)
    assert isinstance(line, JobLine)
    qtbot.waitUntil(line.isVisible)
    assert line.words == "1. Tạo sổ"
    line.stop.click()
    gate.set()
    qtbot.waitUntil(entrance.start.isEnabled)


def test_enter_twice_opens_once_and_nothing_else_begins_meanwhile(
    entrance: Entrance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.entrance import sign_in

    gate = threading.Event()
    opened: list[object] = []
    calls: list[object] = []

    def slow(*given: object) -> object:
        calls.append(given)
        gate.wait(60)
        return object()

    monkeypatch.setattr(sign_in, "open_workspace", slow)
    entrance.sign_in.opened.disconnect(entrance.opened)
    entrance.sign_in.opened.connect(opened.append)
    entrance.sign_in.user.setFocus()
    QTest.keyClick(entrance.sign_in.user, Qt.Key.Key_Return)
    entrance.sign_in.password.line.setText(PASSWORD)
    for _ in range(2):
        QTest.keyClick(entrance.sign_in.password.line, Qt.Key.Key_Return)
    assert not any(button.isEnabled() for button in entrance.sign_in._others)
    gate.set()
    qtbot.waitUntil(lambda: len(opened) == 1)
    qtbot.wait(50)
    assert len(calls) == len(opened) == 1


def test_making_goes_to_the_first_fault_and_the_copies_folder_can_be_cleared(
    entrance: Entrance, qtbot: QtBot, tmp_path: Path
) -> None:
    entrance.show_start()
    form = entrance.start
    qtbot.waitUntil(form.isVisible)
    form.make()
    assert form.office.input.focusProxy() is form.window().focusWidget()
    form.copies.set_path(tmp_path)
    assert form.copies._clear.isVisible()
    form.copies._clear.click()
    assert form.copies.path is None
