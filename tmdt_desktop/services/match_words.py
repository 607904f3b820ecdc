"""What a line of a round says in words that may be read by anybody: without telephones and personal numbers."""

from collections.abc import Iterator

from tmdt_desktop.exchange.likeness_words import open_reasons
from tmdt_desktop.i18n import moment
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_compare import FILLS, SPELLING, FieldPair
from tmdt_desktop.services.match_decide import DECISIONS, KEEP, NOTED, TAKE
from tmdt_desktop.services.match_lines import BOTH, LATER, OURS, OUTCOMES, THEIRS, Candidate, Line, Logged

_PERSON = 12
_HIDDEN = "(số định danh)"
_MOST_LOGGED = 20

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
    return OUTCOMES.get(line.decision) or DECISIONS.get(line.decision, "")


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


def hidden(pair: FieldPair) -> bool:
    """Whether what a field says is personal data: by its kind, or a tax code that is a person's own number."""
    return pair.sensitive or (pair.name == "tax_code" and _PERSON in (len(pair.ours), len(pair.theirs)))


def _differs(pair: FieldPair, *, sensitive: bool) -> str:
    if hidden(pair) and not sensitive:
        return f"{pair.label}: khác nhau"
    return f"{pair.label}: sổ ghi «{pair.ours}», Thuế ghi «{pair.theirs}»"


def reasons(candidate: Candidate, *, sensitive: bool) -> tuple[str, ...]:
    """Why a record may be meant; without the number or address itself where it is personal and not asked for."""
    return candidate.reasons if sensitive else open_reasons(candidate.reasons)


def open_notes(line: Line) -> tuple[str, ...]:
    """What to know beside a line; of a cell that could not be read no more than that, whatever it says."""
    labels = {field.label for field in Business.fields()}
    named = ((note.partition(":")[0], note) for note in line.notes)
    return tuple(f"{label}: chưa đọc được." if label in labels else note for label, note in named)


def log_words(line: Line) -> tuple[str, ...]:
    """Every decision on a line, the oldest first: «25/11/2024 10:15, lan: Lấy theo Thuế (Địa chỉ)»."""
    return tuple(_logged(each) for each in line.log[-_MOST_LOGGED:])


def _logged(each: Logged) -> str:
    fields = ", ".join(Business.field(name).label for name in each.fields)
    said = f"{DECISIONS.get(each.code, each.code)}{f' ({fields})' if fields else ''}"
    return f"{moment(each.at)}, {each.by}: {said}"


def outcome_words(line: Line, told: str) -> str:
    """What the end of a round made of a decision where it is not simply what was decided. `told`: what was left, and why."""
    if line.decision in OUTCOMES:
        return f"{OUTCOMES[line.decision]}{f': {told}' if told else ''}"
    return f"{decision_words(line)}. {told}" if told else ""


def decided_words(line: Line) -> str:
    """The decision, who took it and when: «Lấy theo Thuế: Địa chỉ (lan, 10:15 12/11/2024)»."""
    words = decision_words(line)
    if not words or line.decision == LATER or line.decided_at is None:
        return words
    return f"{words} ({line.decided_by}, {moment(line.decided_at)})"


def value(line: Line, name: str, *, theirs: bool, sensitive: bool = True) -> str:
    """What one side says of a field; empty when it says nothing. Without `sensitive` a person's own number is not told."""
    said = next((pair.theirs if theirs else pair.ours for pair in line.pairs if pair.name == name), "")
    return _HIDDEN if name == "tax_code" and len(said) == _PERSON and not sensitive else said


def either(line: Line, name: str, *, sensitive: bool = True) -> str:
    """What their list says of a field, else what we say."""
    said = value(line, name, theirs=True, sensitive=sensitive)
    return said or value(line, name, theirs=False, sensitive=sensitive)
