"""What a line of a round says in words that may be read by anybody: without telephones and personal numbers."""

import re
from collections.abc import Iterator

from tmdt_desktop.i18n import moment
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_compare import FILLS, SPELLING, FieldPair
from tmdt_desktop.services.match_decide import DECISIONS, KEEP, NOTED, TAKE
from tmdt_desktop.services.match_view import BOTH, LATER, OURS, THEIRS, Candidate, Line

_PERSONAL = re.compile(r"^(cùng số điện thoại|cùng thư điện tử|cùng số định danh)\s.*")

_KEPT = {
    THEIRS: "Không thêm vào sổ",
    BOTH: "Giữ như sổ",
}


def short_decision(line: Line) -> str:
    """The decision in two or three words, for a narrow column."""
    if line.decision == NOTED:
        return "Ghi nhận"
    return decision_words(line).partition(":")[0]


def decision_words(line: Line) -> str:
    """The decision on a line: «Lấy theo Thuế: Địa chỉ»; empty when there is none."""
    if line.decision == KEEP:
        return _KEPT.get(line.heap, DECISIONS[KEEP])
    if line.decision == TAKE and line.fields:
        labels = {pair.name: pair.label for pair in line.pairs}
        return f"{DECISIONS[TAKE]}: {', '.join(labels.get(name, name) for name in line.fields)}"
    return DECISIONS.get(line.decision, "")


def difference_words(line: Line, *, sensitive: bool = False) -> str:
    """«Địa chỉ: sổ ghi «…», Thuế ghi «…»; …»; personal data only told to differ unless asked for."""
    return "; ".join(_differs(pair, sensitive=sensitive) for pair in line.differing)


def side_words(line: Line) -> str:
    """What else is to be said of a line: what only their list has, and what is only written in another way."""
    return " ".join(_beside(line))


def _beside(line: Line) -> Iterator[str]:
    if line.heap in (OURS, THEIRS):
        return
    more = [pair.label.lower() for pair in line.pairs if pair.level == FILLS]
    spelt = [pair.label.lower() for pair in line.pairs if pair.level == SPELLING]
    if more:
        yield f"Thuế có thêm: {', '.join(more)}."
    if spelt:
        yield f"Chỉ khác cách viết: {', '.join(spelt)}."


def _differs(pair: FieldPair, *, sensitive: bool) -> str:
    if pair.sensitive and not sensitive:
        return f"{pair.label}: khác nhau"
    return f"{pair.label}: sổ ghi «{pair.ours}», Thuế ghi «{pair.theirs}»"


def reasons(candidate: Candidate, *, sensitive: bool) -> tuple[str, ...]:
    """Why a record may be meant; without the number or address itself where it is personal and not asked for."""
    return candidate.reasons if sensitive else tuple(_PERSONAL.sub(r"\1", reason) for reason in candidate.reasons)


def open_notes(line: Line) -> tuple[str, ...]:
    """What to know beside a line; of personal data no more than that something is wrong with it."""
    labels = {field.label for field in Business.fields() if field.sensitive}
    named = ((note.partition(":")[0], note) for note in line.notes)
    return tuple(f"{label}: chưa đọc được." if label in labels else note for label, note in named)


def decided_words(line: Line) -> str:
    """The decision, who took it and when: «Lấy theo Thuế: Địa chỉ (lan, 10:15 12/11/2024)»."""
    words = decision_words(line)
    if not words or line.decision == LATER or line.decided_at is None:
        return words
    return f"{words} ({line.decided_by}, {moment(line.decided_at)})"


def value(line: Line, name: str, *, theirs: bool) -> str:
    """What one side says of a field; empty when it says nothing."""
    return next((pair.theirs if theirs else pair.ours for pair in line.pairs if pair.name == name), "")


def either(line: Line, name: str) -> str:
    """What their list says of a field, else what we say."""
    return value(line, name, theirs=True) or value(line, name, theirs=False)
