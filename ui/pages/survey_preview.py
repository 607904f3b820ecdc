"""How a question will look on paper, small and live."""

from PySide6.QtWidgets import QFrame

from tmdt_desktop.records.survey_form import QuestionKind
from tmdt_desktop.services.survey_questions import Question
from ui.shell.theme import Theme
from ui.shell.widgets import column, label

_BOX = "☐"


class QuestionPreview(QFrame):
    """The preview beside the designer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "well")
        pad = theme.space("pad")
        self._words = label("", "heading", wrap=True)
        self._hint = label("", "small", "text_2", wrap=True)
        self._answers = label("", "body", wrap=True)
        parts = (label("Xem trước", "small", "text_3"), self._words, self._hint, self._answers, None)
        self.setLayout(column(*parts, margins=(pad, pad, pad, pad), spacing=10))

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join((self._words.text(), self._hint.text(), self._answers.text()))

    def show_words(self, title: str, words: str) -> None:
        """The head of the form."""
        self._say(title, "", words)

    def show_question(self, question: Question | None) -> None:
        """A question; None while it cannot be shown."""
        if question is None:
            self._say("", "Điền đủ câu hỏi, loại câu và các lựa chọn để xem trước.", "")
            return
        star = " (*)" if question.required else ""
        self._say(f"{question.number}. {question.words}{star}", question.help, "\n".join(_answers(question)))

    def _say(self, words: str, hint: str, answers: str) -> None:
        for part, said in ((self._words, words), (self._hint, hint), (self._answers, answers)):
            part.setText(said)
            part.setVisible(bool(said))


def _answers(question: Question) -> list[str]:
    """Lines that stand for the room of the answer."""
    if question.kind is QuestionKind.MATRIX:
        return _matrix(question)
    if question.options:
        return [f"{_BOX} {option}" for option in question.options]
    if question.scale:
        return ["   ".join(f"{_BOX} {step}" for step in question.scale)]
    return [f"………… {question.unit}".strip()] if question.counts else ["…" * 24] * 3


def _matrix(question: Question) -> list[str]:
    marks = question.options or question.scale
    room = "   ".join(f"{_BOX} {mark}" for mark in marks) or f"………… {question.unit}".strip()
    total = [f"Tổng: {question.total} {question.unit}".strip()] if question.total is not None else []
    return [part for line in question.lines for part in (f"• {line}", f"   {room}")] + total
