"""One line of a round beside the table: both sides field by field with what is to be taken, and whom it may be.

side.show_line(line)          side.fields → the fields to take     side.candidate → the record that is meant
side.toggle()                 turn the field under the keyboard
"""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.i18n import moment
from tmdt_desktop.services.match_compare import DIFFERS, FILLS, SPELLING, FieldPair
from tmdt_desktop.services.match_decide import KEEP, TAKE
from tmdt_desktop.services.match_view import HEAPS, OURS, THEIRS, UNSURE, Candidate
from tmdt_desktop.services.match_view import Line as MatchedLine
from tmdt_desktop.services.match_words import decision_words, log_words
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import column, label, panel

_FIELDS = (Column("", 30), Column("Mục", 88), Column("Sổ"), Column("Thuế"))
_CANDIDATES = (Column("", 30), Column("Hồ sơ gần giống"), Column("Giống", 66, right=True))
_MOST_NOTES = 3
_TIPS = {
    SPELLING: "Chỉ khác cách viết, không tính là sai khác",
    FILLS: "Sổ chưa có hoặc có ít hơn",
    DIFFERS: "Sai khác",
}


class MatchSide(QWidget):
    """The pane. `turned`: a field has been taken or left; `meant`: a candidate was opened (Enter, double click)."""

    turned = Signal()
    meant = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.line: MatchedLine | None = None
        self.fields: tuple[str, ...] = ()
        self._turned = False
        self._name = label("", "heading", wrap=True)
        self._about = label("", "small", "text_2", wrap=True)
        self._notes = label("", "small", "warn", wrap=True)
        self._log = label("", "small", "text_2", wrap=True)
        self._reasons = label("", "small", "text_2", wrap=True)
        self.candidates = LinesTable(theme, _CANDIDATES)
        self.candidates.setAccessibleName("Hồ sơ gần giống trong sổ")
        self.candidates.chosen.connect(lambda _key: self._show_candidate())
        self.candidates.opened.connect(self.meant)
        self.table = LinesTable(theme, _FIELDS, tall=True)
        self.table.setAccessibleName("Từng mục của hai bên")
        self.table.keys = {int(Qt.Key.Key_Space): self.toggle}
        self.table.opened.connect(lambda _key: self.toggle())
        head = column(self._name, self._about, self._log, self._notes, spacing=4, margins=(14, 10, 14, 8))
        why = column(self._reasons, margins=(14, 6, 14, 6))
        self._why = panel("clear", why)
        card = panel("card", column(head, self.candidates, self._why, (self.table, 1), margins=(1, 1, 1, 1)))
        self.setLayout(column((card, 1)))
        self.show_line(None)

    @property
    def candidate(self) -> UUID | None:
        """The record that is meant; None when none is proposed."""
        key = self.candidates.current_key
        return key if isinstance(key, UUID) else None

    @property
    def able(self) -> tuple[str, ...]:
        """The fields that can be taken."""
        pairs = self.line.pairs if self.line is not None else ()
        return tuple(pair.name for pair in pairs if pair.level in (DIFFERS, FILLS))

    @property
    def wanted(self) -> tuple[str, ...] | None:
        """The ticked fields; None for all that can be taken, where the register's were kept and nothing was ticked since."""
        kept = self.line is not None and self.line.decision == KEEP and not self._turned
        return None if kept else self.fields

    def nth(self, number: int) -> UUID | None:
        """The record of the candidate with this number, from 1."""
        known = self.line.candidates if self.line is not None else ()
        return known[number - 1].id if 0 < number <= len(known) else None

    def show_line(self, line: MatchedLine | None, count: int = 1) -> None:
        """Show a line; `count`: how many are chosen with it."""
        self.line = line
        self._name.setText("" if line is None else line.name or "(không ghi tên)")
        self._about.setText("" if line is None else _about(line, count))
        notes = line.notes[:_MOST_NOTES] if line is not None else ()
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))
        log = log_words(line)[-_MOST_NOTES:] if line is not None and len(line.log) > 1 and count == 1 else ()
        self._log.setText("\n".join(log))
        self._log.setToolTip("\n".join(log_words(line)) if line is not None else "")
        self._log.setVisible(bool(log))
        known = line.candidates if line is not None else ()
        self.candidates.setVisible(bool(known))
        self._why.setVisible(bool(known))
        self.candidates.show_lines([_candidate_line(at, each) for at, each in enumerate(known, 1)])
        self.fields, self._turned = _proposed(line), False
        if known:
            self.candidates.fit_height()
            self.candidates.choose(known[0].id)
            self._show_candidate()
        else:
            self._show_pairs(line.pairs if line is not None else ())

    def toggle(self) -> None:
        """Take or leave the field under the keyboard, the first that can be taken when there is none."""
        if self.line is None or self.line.candidates:
            return
        able = self.able
        name = self.table.current_key if self.table.current_key in able else next(iter(able), None)
        if name is None:
            return
        chosen = set(self.fields) ^ {name}
        self.fields, self._turned = tuple(each for each in able if each in chosen), True
        self._show_pairs(self.line.pairs)
        self.table.choose(name)
        self.turned.emit()

    def _show_candidate(self) -> None:
        known = self.line.candidates if self.line is not None else ()
        chosen = next((each for each in known if each.id == self.candidate), None)
        if chosen is not None:
            self._reasons.setText(f"Vì: {', '.join(chosen.reasons)}.")
            self._show_pairs(chosen.pairs)

    def _show_pairs(self, pairs: Sequence[FieldPair]) -> None:
        both = self.line is not None and self.line.id is not None and self.line.heap not in (OURS, THEIRS, UNSURE)
        self.table.show_lines([_pair_line(pair, taken=pair.name in self.fields, both=both) for pair in pairs])


def _proposed(line: MatchedLine | None) -> tuple[str, ...]:
    """What was taken already, else all that can be."""
    if line is None or line.id is None or line.heap in (OURS, UNSURE) or line.decision == KEEP:
        return ()
    if line.decision == TAKE:
        return line.fields
    return tuple(pair.name for pair in line.pairs if pair.level in (DIFFERS, FILLS))


def _about(line: MatchedLine, count: int) -> str:
    if count > 1:
        return f"và {count - 1} dòng khác đang chọn; quyết định dùng cho tất cả"
    said = [HEAPS[line.heap], line.row, f"khớp theo {line.by.lower()}" if line.by else ""]
    if words := decision_words(line):
        when = f", {moment(line.decided_at)}" if line.decided_at else ""
        said.append(f"{words} ({line.decided_by}{when})")
    return " · ".join(part for part in said if part)


def _candidate_line(number: int, each: Candidate) -> Line:
    return Line((Cell(str(number), "text_3"), Cell(each.name, tip=", ".join(each.reasons)), str(each.score)), each.id)


def _pair_line(pair: FieldPair, *, taken: bool, both: bool) -> Line:
    able = both and pair.level in (DIFFERS, FILLS)
    tick = Cell("", "accent" if taken else "text_3", "tick" if taken else "untick") if able else Cell()
    ground = "warn" if pair.level == DIFFERS else ""
    tip = _TIPS.get(pair.level, "")
    theirs = "accent" if pair.level == FILLS and both else "text_2" if pair.level == SPELLING else ""
    cells = (
        tick,
        Cell(pair.label, "text_2", tip=tip),
        Cell(pair.ours or "—", "" if pair.ours else "text_3", ground=ground, tip=pair.ours),
        Cell(pair.theirs or "—", theirs if pair.theirs else "text_3", ground=ground, tip=pair.theirs),
    )
    return Line(cells, pair.name)
