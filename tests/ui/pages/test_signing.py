"""The two dialogs that need a key: signing, and exporting the package."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Refused
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.make_report import reports
from tmdt_desktop.services.report_view import report_view
from ui.pages.export_dialog import DONE, ExportDialog
from ui.pages.own_tool import OwnToolDialog
from ui.pages.report import ReportPage
from ui.pages.sign_many import SignManyDialog
from ui.pages.signing import SigningDialog, shortened
from ui.parts.key_pick import KeyPick
from ui.shell.desk import Desk

from .conftest import KEY_PASSWORD

Keys = dict[str, Path]


@pytest.fixture
def place(desk: Desk, show: Callable[[QWidget], None]) -> QWidget:
    """A window for dialogs to stand on."""
    assert desk
    made = QWidget()
    show(made)
    return made


def open_signing(desk: Desk, id_: UUID, place: QWidget, qtbot: QtBot) -> SigningDialog:
    dialog = SigningDialog(desk, report_view(desk.workspace, id_), place)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.signing is not None)
    return dialog


def give(pick: KeyPick, file: Path, secret: str) -> None:
    """Choose a key file and type a password."""
    pick.choose_way("file")
    pick.of_file.file.set_path(file)
    pick.of_file.password.line.setText(secret)
    pick.of_file.open()


def state(desk: Desk, id_: UUID) -> ReportState:
    return report_view(desk.workspace, id_).state


def test_leader_and_office_sign_in_their_order(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    for role, expected in (("leader", ReportState.SIGNED), ("seal", ReportState.SEALED)):
        dialog = open_signing(desk, approved, place, qtbot)
        assert dialog.role == role
        assert not dialog.primary.isEnabled()
        give(dialog.key, keys[role], KEY_PASSWORD)
        qtbot.waitUntil(dialog.primary.isEnabled)
        with qtbot.waitSignal(dialog.accepted):
            dialog.act()
        assert state(desk, approved) is expected


def test_what_is_signed_is_told_before(desk: Desk, approved: UUID, place: QWidget, qtbot: QtBot) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    signing = dialog.signing
    assert signing is not None
    qtbot.waitUntil(lambda: shortened(signing.sha256) in labels(dialog))
    words = labels(dialog).replace("\u200b", "")
    assert f"bao-cao.pdf · {signing.pages} trang" in words
    assert f"trang {signing.stamp_page}" in words
    dialog.reject()


def test_a_wrong_password_is_told_beside_the_field_and_signs_nothing(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    give(dialog.key, keys["leader"], "sai rồi")
    qtbot.waitUntil(lambda: "không đúng" in dialog.key.of_file.password.told)
    assert not dialog.primary.isEnabled()
    assert state(desk, approved) is ReportState.APPROVED
    dialog.reject()


def test_an_expired_certificate_is_told_and_signs_nothing(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    give(dialog.key, keys["expired"], KEY_PASSWORD)
    qtbot.waitUntil(lambda: dialog.key.of_file.facts is not None)
    assert "hết hạn" in dialog.key.of_file.password.told
    assert not dialog.primary.isEnabled()
    dialog.reject()


def test_the_key_of_another_role_is_refused_in_the_dialog(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    give(dialog.key, keys["seal"], KEY_PASSWORD)
    qtbot.waitUntil(lambda: dialog.key.of_file.facts is not None)
    assert "khóa của lãnh đạo" in dialog.key.of_file.password.told
    assert not dialog.primary.isEnabled()
    assert state(desk, approved) is ReportState.APPROVED
    dialog.reject()


def test_another_key_takes_away_what_was_told_of_the_one_before(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    dialog.show_problem(Refused("Khóa này không ký được."))
    assert dialog.band.isVisible()
    give(dialog.key, keys["leader"], KEY_PASSWORD)
    assert not dialog.band.isVisible()
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.reject()


def test_another_password_closes_the_certificate_again(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    give(dialog.key, keys["leader"], KEY_PASSWORD)
    qtbot.waitUntil(dialog.primary.isEnabled)
    qtbot.keyClicks(dialog.key.of_file.password.line, "x")
    assert dialog.key.of_file.facts is None
    assert not dialog.primary.isEnabled()
    dialog.reject()


def test_enter_in_the_password_opens_the_key(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = open_signing(desk, approved, place, qtbot)
    dialog.key.of_file.file.set_path(keys["leader"])
    dialog.key.of_file.password.line.setText(KEY_PASSWORD)
    qtbot.keyClick(dialog.key.of_file.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert dialog.isVisible()
    dialog.reject()


def test_a_dialog_closed_too_early_is_missed_by_nobody(
    desk: Desk, approved: UUID, keys: Keys, place: QWidget, qtbot: QtBot
) -> None:
    dialog = SigningDialog(desk, report_view(desk.workspace, approved), place)
    dialog.open()
    give(dialog.key, keys["leader"], KEY_PASSWORD)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    desk.jobs.close()
    qtbot.wait(100)
    assert desk.problems.dialog is None


def test_the_dialog_leads_to_the_offices_own_tool_and_to_several_reports(
    desk: Desk, approved: UUID, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    page = ReportPage(desk)
    show(page)
    page.arrive(approved)
    qtbot.waitUntil(lambda: page.view is not None)
    for way, kind in (("elsewhere", OwnToolDialog), ("others", SignManyDialog)):
        page.sign()
        dialog = page.window().findChild(SigningDialog)
        assert dialog is not None
        qtbot.waitUntil(lambda dialog=dialog: dialog.signing is not None)
        getattr(dialog, way).click()
        qtbot.waitUntil(lambda: page.window().findChild(SigningDialog) is None)
        opened = page.window().findChild(kind)
        assert opened is not None
        opened.reject()
        qtbot.waitUntil(lambda kind=kind: page.window().findChild(kind) is None)


def open_export(desk: Desk, id_: UUID, place: QWidget) -> ExportDialog:
    dialog = ExportDialog(desk, report_view(desk.workspace, id_), place)
    dialog.open()
    return dialog


def test_the_package_is_written_and_the_stick_may_be_pulled(
    desk: Desk, sealed: UUID, keys: Keys, place: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = open_export(desk, sealed, place)
    stick = tmp_path / "usb"
    stick.mkdir()
    dialog.folder.set_path(stick)
    give(dialog.key, keys["seal"], KEY_PASSWORD)
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.act()
    qtbot.waitUntil(lambda: dialog.receipt is not None)
    qtbot.waitUntil(lambda: DONE in labels(dialog))
    assert [path.suffix for path in stick.iterdir()] == [".p7m"]
    assert "Sở Công thương" in labels(dialog)
    assert state(desk, sealed) is ReportState.SENT
    assert dialog.primary.isEnabled()
    dialog.act()


def test_what_was_sent_is_written_once_more_with_the_key_alone(
    desk: Desk, package: Path, keys: Keys, place: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = open_export(desk, next(line.id for line in reports(desk.workspace) if line.year == 2024), place)
    assert not dialog.openers.isVisible()
    stick = tmp_path / "usb 2"
    stick.mkdir()
    dialog.folder.set_path(stick)
    assert not dialog.primary.isEnabled()
    give(dialog.key, keys["seal"], KEY_PASSWORD)
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.act()
    qtbot.waitUntil(lambda: dialog.receipt is not None)
    assert [path.read_bytes() for path in stick.iterdir()] == [package.read_bytes()]
    dialog.act()


def test_a_folder_that_is_gone_leaves_the_report_as_it_was(
    desk: Desk, sealed: UUID, keys: Keys, place: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = open_export(desk, sealed, place)
    dialog.folder.set_path(tmp_path / "rút mất")
    give(dialog.key, keys["seal"], KEY_PASSWORD)
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.act()
    qtbot.waitUntil(dialog.band.isVisible)
    assert dialog.receipt is None
    assert state(desk, sealed) is ReportState.SEALED
    dialog.reject()


def labels(part: QWidget) -> str:
    """All words of the labels inside."""
    from PySide6.QtWidgets import QLabel

    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())
