"""One duty at the right of the page: the words of the regulation, its evidence to open, the office's answer to write."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from tmdt_desktop.records import register
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.services.duties import DutyLine
from ui.parts.tick import Option
from ui.shell.theme import Theme
from ui.shell.widgets import Button, column, hair, label, panel, row

_HINT = {
    DutyOutcome.DONE: "Kết quả thực hiện, vào báo cáo nguyên văn",
    DutyOutcome.NONE: "Lý do, ví dụ: trong kỳ không có yêu cầu của cơ quan chủ trì",
}


class DutyPane(QFrame):
    """`saved` carries (duty, DutyOutcome, words), `dropped` the duty, `opened` (duty, code of a register)."""

    saved = Signal(str, object, str)
    dropped = Signal(str)
    opened = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._duty: DutyLine | None = None
        self.setProperty("look", "card")
        self._cite = label("", "heading", wrap=True)
        self._text = label("", "body", wrap=True)
        self._stands = label("Ghi vào sổ, hoặc trả lời ở dưới.", "body", "warn", wrap=True)
        self._evidence = column(spacing=2)
        self.done, self.none = Option(theme, "Đã thực hiện"), Option(theme, "Không phát sinh")
        for button in (self.done, self.none):
            button.clicked.connect(self._chosen)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("Kết quả hoặc lý do")
        self.words.setMinimumHeight(96)
        self.words.textChanged.connect(self._say_state)
        self.save = Button(theme, "Ghi trả lời", "primary", key="Ctrl+Enter")
        self.save.clicked.connect(self._save)
        self.drop = Button(theme, "Bỏ trả lời", "plain")
        self.drop.clicked.connect(lambda: self._duty and self.dropped.emit(self._duty.id))
        head = column(self._cite, self._text, spacing=6)
        seen = column(label("Minh chứng trong kỳ", "strong"), self._evidence, spacing=4)
        choose = row(self.done, self.none, None, spacing=20)
        answer = column(
            label("Trả lời của đơn vị", "strong"), choose, (self.words, 1), row(self.drop, None, self.save), spacing=8
        )
        self.setLayout(column(head, seen, self._stands, hair(), (answer, 1), margins=(16, 14, 16, 14), spacing=12))

    def show_duty(self, duty: DutyLine) -> None:
        """Show a duty; words typed for the one before are saved first, those typed for this one and not written yet stay."""
        typed = self._duty is not None and self._duty.id == duty.id and self._is_changed()
        if not typed:
            self.settle()
        self._duty = duty
        self._cite.setText(f"{duty.cite[0].upper()}{duty.cite[1:]} — {'chủ trì' if duty.leads else 'phối hợp'}")
        self._text.setText(duty.text)
        self._stands.setVisible(duty.state == "missing")
        self._show_evidence(duty)
        if typed and self._is_changed():
            self._say_state()
            return
        outcome = self._outcome_of(duty)
        (self.none if outcome is DutyOutcome.NONE else self.done).setChecked(True)
        self.words.setPlainText(duty.answer)
        self._chosen()

    def focus_words(self) -> None:
        """Put the keyboard into the answer."""
        self.words.setFocus()

    def settle(self) -> None:
        """Save what was typed and not saved, when it can be saved."""
        if self._duty is not None and self._is_changed() and self.save.isEnabled():
            self._save()

    def _show_evidence(self, duty: DutyLine) -> None:
        while made := self._evidence.takeAt(0):
            if widget := made.widget():
                widget.hide()
                widget.deleteLater()
        for line in duty.evidence:
            button = Button(self._theme, register(line.register).title, "plain", icon="open" if line.count else "add")
            button.setAccessibleDescription(line.sentence)
            button.setToolTip("Mở các dòng này" if line.count else "Mở sổ để ghi")
            code = line.register
            button.clicked.connect(lambda _=False, code=code: self.opened.emit(duty.id, code))
            words = label(line.sentence, "small", "text" if line.count else "text_2", wrap=True)
            shown = panel("clear", column(row(button, None), row(32, (words, 1)), spacing=0))
            self._evidence.addWidget(shown)

    def _outcome(self) -> DutyOutcome:
        return DutyOutcome.NONE if self.none.isChecked() else DutyOutcome.DONE

    def _outcome_of(self, duty: DutyLine) -> DutyOutcome:
        return DutyOutcome.NONE if duty.state == "not_arisen" else DutyOutcome.DONE

    def _is_changed(self) -> bool:
        duty = self._duty
        if duty is None:
            return False
        return self.words.toPlainText().strip() != duty.answer or self._outcome() is not self._outcome_of(duty)

    def _chosen(self) -> None:
        self.words.setPlaceholderText(_HINT[self._outcome()])
        self._say_state()

    def _say_state(self) -> None:
        self.save.setEnabled(self._is_changed() and bool(self.words.toPlainText().strip()))
        self.drop.setVisible(self._duty is not None and bool(self._duty.answer))

    def _save(self) -> None:
        if self._duty is not None:
            self.saved.emit(self._duty.id, self._outcome(), self.words.toPlainText().strip())
