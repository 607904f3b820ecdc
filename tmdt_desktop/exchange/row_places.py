"""What a table's columns and group lines tell about its lines: where a name, a number, a commune can be recognised."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tmdt_desktop.catalogues.units import Commune, CommuneFinder, Match
from tmdt_desktop.exchange.choice_words import terms_in
from tmdt_desktop.exchange.headings import Vocabulary, field_at
from tmdt_desktop.exchange.plans import ColumnPlan
from tmdt_desktop.exchange.row_sorting import Places, RowSorter
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Choice, Note, PersonalId, Phone, TaxCode
from tmdt_desktop.text import one_line

_MOST_LINES = 5
_LINK = re.compile(r"https?://|www\.|\w\.\w{2,}/")


def places_of(
    own: tuple[int, int], columns: Sequence[ColumnPlan], vocabulary: Vocabulary, finder: CommuneFinder
) -> Places:
    """What a sorter of lines is told of the columns. `own`: the columns of the name and of the running number."""
    proofs: dict[int, Callable[[str], bool]] = {}
    title = -1
    for column in columns:
        made = field_at(vocabulary.register, column.path) if column.path and column.path != "#" else None
        title = column.index if made is not None and made.name.endswith("_title") else title
        if column.index not in own and (test := _proof(made, column.path or "", finder)):
            proofs[column.index] = test
    several = frozenset(column.index for column in columns if _goes_on(column, vocabulary))
    return Places(*own, several, title, proofs, lambda text: bool(group_gives(text, vocabulary, finder)))


def _proof(made: Field | None, path: str, finder: CommuneFinder) -> Callable[[str], bool] | None:
    """Whether a text is plainly of a column's field; None where texts of that field have no shape of their own."""
    if made is None:
        return (lambda text: bool(_LINK.search(text))) if path.startswith("channels.") else None
    if isinstance(made.kind, Commune):
        return lambda text: finder.find(text) is not None
    if isinstance(made.kind, TaxCode | PersonalId | Phone):
        return lambda text: sum(map(str.isdigit, text)) > 8
    return None


def doubtful_lines(sorter: RowSorter) -> list[str]:
    """What to say of lines that may have been taken for what they are not."""
    told = (
        (sorter.doubtful, "có chữ ở cột tên nhưng coi là phần ký; không nhập. Xem lại."),
        (sorter.bare, "chỉ có tên, không có số thứ tự; coi là một đối tượng. Xem lại."),
    )
    return [f"Dòng {_listed(lines)} {sentence}" for lines, sentence in told if lines]


def _listed(lines: Sequence[int]) -> str:
    shown = ", ".join(str(at + 1) for at in lines[:_MOST_LINES])
    return shown + (f" và {len(lines) - _MOST_LINES} dòng khác" if len(lines) > _MOST_LINES else "")


def _goes_on(column: ColumnPlan, vocabulary: Vocabulary) -> bool:
    if column.path is None:
        return False
    field = field_at(vocabulary.register, column.path)
    return field is None or isinstance(field.kind, Phone | Note)


def group_gives(text: str, vocabulary: Vocabulary, finder: CommuneFinder) -> dict[str, Any]:
    """What a group line says of the rows below: sorts of business it names, a commune."""
    clean = one_line(text.split("|", 1)[-1]).split("(")[0].strip(" :;-")
    gives: dict[str, Any] = {}
    for made in vocabulary.fields:
        if isinstance(made.kind, Choice) and made.required and (terms := terms_in(made.kind.of, clean)):
            gives[made.name] = terms
        elif isinstance(made.kind, Commune) and (found := finder.find(clean)) and found.unit:
            gives.update({made.name: found.unit.code} if found.match in (Match.EXACT, Match.NEAR, Match.FORMER) else {})
    return gives
