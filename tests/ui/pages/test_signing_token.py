"""Signing with a token from the window: SoftHSM where it is installed, invented devices for what it does not do."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.core.signing.tokens import PIN, Item, fill, token_at
from tests.ui.tokens import Tokens, certificate, token, type_marked
from tmdt_desktop.errors import Blocked
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.report_view import report_view
from ui.pages import signing
from ui.pages.signing import SigningDialog
from ui.shell.desk import Desk

from .conftest import KEY_PASSWORD

Keys = dict[str, Path]
Open = Callable[[], SigningDialog]


@pytest.fixture
def open_it(desk: Desk, approved: UUID, show: Callable[[QWidget], None], qtbot: QtBot) -> Open:
    """The dialog, begun with a token."""

    def opened() -> SigningDialog:
        desk.habits.choose_way("token")
        place = QWidget()
        show(place)
        dialog = SigningDialog(desk, report_view(desk.workspace, approved), place)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.key.of_token.check is not None)
        return dialog

    return opened


def test_the_leader_signs_with_a_token(
    desk: Desk, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_it: Open, qtbot: QtBot
) -> None:
    driver = token_at(tmp_path / "hsm", monkeypatch)
    fill(driver, (Item(keys["seal"], KEY_PASSWORD), Item(keys["leader"], KEY_PASSWORD, b"\x02")))
    desk.habits.choose_driver(driver)
    dialog = open_it()
    assert dialog.key.of_token.certificate is not None
    assert dialog.key.of_token.certificate.owner.startswith("Nguyễn Minh Khôi")
    assert "đến " in dialog.key.of_token.list.item(0).text()
    QTest.keyClicks(dialog.key.of_token.pin.line, PIN)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.key.of_token.pin.line, Qt.Key.Key_Return)
    assert report_view(dialog.desk.workspace, dialog.view.id).state is ReportState.SIGNED


def test_after_a_refused_pin_the_field_is_empty_and_the_tries_are_looked_up(
    open_it: Open, tokens: Tokens, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    sent: list[str] = []

    def refuse(_ws: object, wish: signing.SignWish, _task: object) -> None:
        sent.append(wish.secret)
        tokens.plug(token(certificate(), pin_state="last", pin_sentence="Chỉ còn một lần. Chắc chắn mới gõ."))
        raise Blocked("Mã PIN không đúng.", cure="Gõ lại.")

    monkeypatch.setattr(signing, "sign_report", refuse)
    tokens.plug(token(certificate()))
    dialog = open_it()
    QTest.keyClicks(dialog.key.of_token.pin.line, "123456")
    dialog.act()
    assert dialog.key.of_token.pin.text == ""
    qtbot.waitUntil(lambda: "Chỉ còn một lần." in dialog.key.of_token.warning.text)
    assert sent == ["123456"]
    assert "Mã PIN không đúng." in words(dialog)
    assert dialog.key.of_token.pin.line.hasFocus()
    assert not dialog.primary.isEnabled()
    dialog.reject()


def test_a_pin_with_marks_is_not_sent_before_it_was_looked_at(
    open_it: Open, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(signing, "sign_report", lambda _ws, wish, _task: sent.append(wish.secret))
    tokens.plug(token(certificate()))
    dialog = open_it()
    type_marked(dialog.key.of_token.pin.line, "mật")
    dialog.act()
    dialog.desk.jobs.close()
    assert not sent
    assert "Chưa gửi mã PIN tới thiết bị." in words(dialog)
    assert dialog.key.of_token.pin.text == "mật"
    dialog.reject()


def words(part: QWidget) -> str:
    """All words of the labels in sight."""
    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())
