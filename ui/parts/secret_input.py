"""A field for a password or a PIN: hidden letters, an eye to look at them, and a word where typing seems to go wrong.

Told while it is typed: Caps Lock is on, a Vietnamese input method changes the letters, Num Lock is off. Nothing is kept:
`take` hands the secret over and empties the field.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ui.parts.inputs import PaintedButton
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, label, mark, panel, retone, row

_CAPS = "Caps Lock đang bật"
_MARKS = "Bộ gõ tiếng Việt đang bật: chữ vừa gõ có dấu"
_PIN_MARKS = "Bộ gõ tiếng Việt đang đổi chữ. Tắt bộ gõ (Ctrl+Shift hoặc Alt+Z), xóa hết rồi gõ lại."
_NUMBERS = "Num Lock đang tắt: dãy phím số bên phải không ra chữ số"
_PAD = frozenset(
    {
        Qt.Key.Key_Insert,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Clear,
    }
)
"""What the keys of the numeric pad send while Num Lock is off."""


class SecretInput(QWidget):
    """`entered`: Enter was pressed; `edited` after each letter. `pin`: what is typed is digits and plain letters."""

    entered = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, words: str, hint: str = "", *, required: bool = False, pin: bool = False) -> None:
        super().__init__()
        self._hint = hint
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(words)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoAutoUppercase
        self.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhPreferNumbers if pin else hints)
        self.line.setTextMargins(0, 0, 24, 0)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._typed)
        self._eye = PaintedButton(theme, "eye", self.line)
        self._eye.setToolTip("Hiện hoặc giấu mã PIN" if pin else "Hiện hoặc giấu mật khẩu")
        self._eye.clicked.connect(self._look)
        self.caps = _notice(theme, "caps", _CAPS)
        self.marks = _notice(theme, "warn", _PIN_MARKS if pin else _MARKS)
        self.numbers = _notice(theme, "warn", _NUMBERS)
        self._told = label(hint, "small", "text_3", wrap=True)
        star = label("*" if required else "", "small", "bad")
        name = row(label(words, "small", "text_2"), star, None, spacing=3)
        self.setLayout(column(name, self.line, self._told, self.caps, self.marks, self.numbers, spacing=3))
        self._told.setVisible(bool(hint))
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    @property
    def told(self) -> str:
        """The sentence below the field."""
        return self._told.text()

    @property
    def doubtful(self) -> bool:
        """Whether a keyboard in a wrong mode may have changed what was typed."""
        return not (self.caps.isHidden() and self.marks.isHidden() and self.numbers.isHidden())

    def take(self) -> str:
        """What was typed, for the one use it was typed for; the field is empty afterwards, its letters hidden again."""
        secret = self.line.text()
        self.line.clear()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        for told in (self.caps, self.marks, self.numbers):
            told.hide()
        return secret

    def tell(self, sentence: str, tone: str = "bad") -> None:
        """A sentence below the field; empty brings the hint back."""
        self._told.setText(sentence or self._hint)
        retone(self._told, tone if sentence else "text_3")
        self._told.setVisible(bool(self._told.text()))
        mark(self.line, "state", "bad" if sentence and tone == "bad" else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.entered.emit()
                return True
            self._notice(event)
        elif isinstance(event, QInputMethodEvent) and not (event.preeditString() + event.commitString()).isascii():
            self.marks.show()
        return super().eventFilter(watched, event)

    def _notice(self, event: QKeyEvent) -> None:
        """Qt cannot be asked about Caps Lock; a letter whose case belies the Shift key tells it. So does the numeric pad."""
        typed = event.text()
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            self.numbers.setVisible(not typed.isdigit() and event.key() in _PAD)
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps.hide()
        elif typed.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(typed.isupper() != shift)

    def _typed(self, text: str) -> None:
        """An input method of the Telex or VNI kind puts a marked letter in place of two keys («as» gives «á»).

        It may take the mark away again and keep fewer letters than were pressed («pass» ends as «pas»), so a marked
        letter that stood here once is told until the field is empty.
        """
        if not text:
            self.marks.hide()
        elif not text.isascii():
            self.marks.show()
        self.edited.emit()

    def _look(self) -> None:
        hidden = self.line.echoMode() is QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)


def _notice(theme: Theme, icon: str, words: str) -> QFrame:
    line = row(
        column(1, IconLabel(theme, icon, "warn", 14), None), (label(words, "small", "warn", wrap=True), 1), spacing=6
    )
    made = panel("clear", line)
    made.hide()
    return made
