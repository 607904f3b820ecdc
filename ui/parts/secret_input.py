"""A password field: hidden letters, an eye to look at them, a word when Caps Lock seems to be on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.parts.inputs import PaintedButton
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, label, mark, panel, retone, row


class SecretInput(QWidget):
    """`entered`: Enter was pressed; `edited` after each letter."""

    entered = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, words: str, hint: str = "", *, required: bool = False) -> None:
        super().__init__()
        self._hint = hint
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(words)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.line.setTextMargins(0, 0, 24, 0)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self._eye = PaintedButton(theme, "eye", self.line)
        self._eye.setToolTip("Hiện hoặc giấu mật khẩu")
        self._eye.clicked.connect(self._look)
        self.caps = panel(
            "clear",
            row(IconLabel(theme, "caps", "warn", 14), label("Caps Lock đang bật", "small", "warn"), None, spacing=6),
        )
        self.caps.hide()
        self._told = label(hint, "small", "text_3", wrap=True)
        star = label("*" if required else "", "small", "bad")
        name = row(label(words, "small", "text_2"), star, None, spacing=3)
        self.setLayout(column(name, self.line, self._told, self.caps, spacing=3))
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
        return super().eventFilter(watched, event)

    def _notice(self, event: QKeyEvent) -> None:
        """Qt cannot be asked about Caps Lock; a letter whose case belies the Shift key tells it."""
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps.hide()
        elif event.text().isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(event.text().isupper() != shift)

    def _look(self) -> None:
        hidden = self.line.echoMode() is QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
