"""What a list says about people, with the numbers and addresses that they keep to themselves left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tmdt_desktop.fields import Rows

if TYPE_CHECKING:
    from tmdt_desktop.exchange.plans import DroppedLine, RowFault
    from tmdt_desktop.records import Record
    from tmdt_desktop.services.import_list import Candidate, Difference

_HIDDEN = "…"
_VALUE = re.compile(r"«[^»]*»|\S*@\S+|\+?\d[\d.\s]{2,}\d")
_PERSONAL = re.compile(r"\S+@\S+|\+?\d(?:[\s.-]?\d){8,}|(?<=gian hàng, trang )[^;,]+|(?<=số định danh )[^;,\s]+")
"""Mail, telephones and numbers of people inside sentences and lines that speak of other things."""


@dataclass(frozen=True)
class Masks:
    """How values of one register's lists are told. `open_`: with what is personal, because somebody asked for it."""

    register: "type[Record]"
    open_: bool = False

    def hides(self, path: str) -> bool:
        """Whether the field of a path («phone», «attendees.2.phone», «attendees» for whole lines) is kept to oneself."""
        if self.open_:
            return False
        head, _, tail = path.partition("|")[0].partition(".")
        made = next((each for each in self.register.fields() if each.name == head), None)
        if made is None or not isinstance(made.kind, Rows):
            return made is not None and made.sensitive
        inner = [each for each in made.kind.of.fields() if each.sensitive]
        name = tail.rpartition(".")[2]
        return any(each.name == name for each in inner) if tail else any(each.listed for each in inner)

    def sentence(self, path: str, words: str) -> str:
        """A remark on a field, without its value where that is personal."""
        if self.open_:
            return words
        if self.hides(path):
            return _VALUE.sub(f"«{_HIDDEN}»", words)
        return self.text(words) if path == self.register.name_field else words  # likenesses are told at the name

    def text(self, words: str) -> str:
        """Free words without telephones, mail and numbers of people."""
        return words if self.open_ else _PERSONAL.sub(self._kept, words)

    def _kept(self, found: re.Match[str]) -> str:
        """A tax code of a business is no secret; twelve digits are a person's."""
        digits = re.sub(r"\D", "", found[0])
        business = len(digits) in (10, 13) and not digits.startswith("0") and "@" not in found[0]
        return found[0] if business else _HIDDEN

    def fault(self, told: "RowFault") -> dict[str, Any]:
        """A remark for programs."""
        made = {**told._asdict(), "sentence": self.sentence(told.field, told.sentence)}
        return {**made, "cell": "", "proposed": ""} if self.hides(told.field) else made

    def difference(self, each: "Difference") -> dict[str, Any]:
        """A difference for programs; values that are not shown are None."""
        made: dict[str, Any] = {"field": each.field, "label": each.label, "fills": each.fills}
        hidden = self.hides(each.field)
        return {**made, "old": None if hidden else each.old, "new": None if hidden else each.new}

    def differences(self, all_: "Iterable[Difference]") -> list[dict[str, Any]]:
        return [self.difference(each) for each in all_]

    def candidate(self, each: "Candidate") -> dict[str, Any]:
        """A record that a row may be, for programs."""
        made: dict[str, Any] = {"id": each.id, "name": each.name, "score": each.score, "version": each.version}
        told = {"reasons": [self.text(reason) for reason in each.reasons]}
        return {**made, **told, "differences": self.differences(each.differences)}

    def dropped(self, line: "DroppedLine") -> dict[str, Any]:
        """A line that is no record, for programs."""
        return {**line._asdict(), "text": self.text(line.text)}

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a title or a group line says of rows, without what is personal."""
        return {name: value for name, value in values.items() if not self.hides(name)}
