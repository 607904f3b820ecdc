"""One row of a dated list in full: its words, its time, its text; for a commune what it was and became."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.services.catalogues import CatalogueRow, CatalogueTable, UnitStep, unit_story
from ui.parts.dialog import fact
from ui.shell.theme import Theme
from ui.shell.widgets import IconLabel, column, hair, label, panel, row

_COMMUNE_DIGITS = 5
_LABEL_WIDTH = 84


class DetailPane(QScrollArea):
    """The pane beside the table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps: tuple[UnitStep, ...] = ()
        self.show_nothing("Chọn một dòng để xem đủ lời và căn cứ.")

    def show_nothing(self, sentence: str) -> None:
        """Nothing is chosen; say why."""
        self.steps = ()
        self._show(label(sentence, "body", "text_2", wrap=True))

    def show_row(self, table: CatalogueTable, held: CatalogueRow) -> None:
        """Everything that is known of a row on the table's day."""
        title = label(next((text for text in held.cells[1:2] if text), held.cells[0]), "heading", wrap=True)
        said = zip(table.columns, held.cells, strict=True)
        facts = [fact(words, text, width=_LABEL_WIDTH) for words, text in said if text and text != title.text()]
        facts.append(fact("Có hiệu lực", _time(held.valid_from, held.valid_to), width=_LABEL_WIDTH))
        facts.append(fact("Dựa vào", held.basis, width=_LABEL_WIDTH))
        self.steps = ()
        story: list[QWidget] = []
        if table.name == "units" and len(held.code) == _COMMUNE_DIGITS:
            self.steps = unit_story(held.code, table.day)
            story = [hair(), label("Qua các lần sắp xếp", "strong"), *(self._step(s, table.day) for s in self.steps)]
        self._show(title, *facts, self._mark(verified=held.verified), *story)

    def _mark(self, *, verified: bool) -> QWidget:
        words = (
            "Đã đối chiếu với văn bản"
            if verified
            else "Chưa đối chiếu với văn bản. Xem lại trước khi dẫn trong báo cáo."
        )
        icon, tone = ("ok", "ok") if verified else ("warn", "warn")
        inner = row(column(1, IconLabel(self._theme, icon, tone), None), (label(words, "body", tone, wrap=True), 1))
        inner.setSpacing(8)
        return panel("clear", inner)

    def _step(self, step: UnitStep, day: date) -> QWidget:
        now = (step.since is None or step.since <= day) and (step.until is None or day <= step.until)
        time = label(_time(step.since, step.until) + (" · ngày đang xem" if now else ""), "small", "text_2")
        places = [
            label(f"{code}  {title}", "strong" if now else "body", wrap=True)
            for code, title in zip(step.codes, step.titles, strict=True)
        ]
        unknown = label("Văn bản không nói rõ. Hỏi Sở Nội vụ hoặc UBND nơi nhận.", "body", "text_2", wrap=True)
        return panel("clear", column(time, *(places or [unknown]), spacing=2))

    def _show(self, *parts: QWidget) -> None:
        self.setWidget(panel("surface", column(*parts, None, margins=(14, 12, 14, 12), spacing=8)))


def _time(since: date | None, until: date | None) -> str:
    """«từ … đến …»; «Không ghi thời hạn» where both ends are open."""
    told = (f"từ {show_day(since)}" if since else "", f"đến {show_day(until)}" if until else "")
    return " ".join(part for part in told if part).capitalize() or "Không ghi thời hạn"
