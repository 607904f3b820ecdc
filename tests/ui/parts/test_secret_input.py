"""What a field for a secret tells about the keyboard, and that it keeps nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.tokens import type_marked
from ui.parts.secret_input import SecretInput
from ui.shell.theme import Theme


@pytest.fixture
def pin(theme: Theme, show: Callable[[QWidget], None]) -> SecretInput:
    made = SecretInput(theme, "Mã PIN", pin=True)
    show(made)
    return made


def test_a_letter_with_a_mark_is_told(pin: SecretInput) -> None:
    QTest.keyClicks(pin.line, "ma")
    assert pin.marks.isHidden()
    type_marked(pin.line, "ậ")
    assert pin.marks.isVisible()
    assert pin.doubtful


def test_a_mark_taken_away_again_is_told_until_the_field_is_empty(pin: SecretInput) -> None:
    """Telex turns «pass» into «pas»: first «pá», then, at the second s, «pas»."""
    type_marked(pin.line, "pa\bá\bas")
    assert pin.text == "pas"
    assert pin.doubtful
    type_marked(pin.line, "\b\b\b")
    assert not pin.doubtful


def test_an_input_method_that_composes_is_told(pin: SecretInput) -> None:
    QApplication.sendEvent(pin.line, QInputMethodEvent("â", []))
    assert pin.marks.isVisible()


def test_the_numeric_pad_without_num_lock_is_told(pin: SecretInput) -> None:
    press(pin.line, Qt.Key.Key_Home, "")
    assert pin.numbers.isVisible()
    press(pin.line, Qt.Key.Key_7, "7")
    assert pin.numbers.isHidden()
    assert pin.text == "7"


def test_what_is_taken_is_gone_and_hidden_again(pin: SecretInput) -> None:
    pin.line.setEchoMode(QLineEdit.EchoMode.Normal)
    type_marked(pin.line, "12Á")
    assert pin.take() == "12Á"
    assert not pin.text
    assert not pin.doubtful
    assert pin.line.echoMode() is QLineEdit.EchoMode.Password


def press(line: QLineEdit, key: Qt.Key, text: str) -> None:
    """A key of the numeric pad."""
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.KeypadModifier, text))
