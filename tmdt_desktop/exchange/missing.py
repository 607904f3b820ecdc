"""What a list does not say in its columns but elsewhere: group lines, the sheet's title, the name itself, defaults."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tmdt_desktop.catalogues.units import Commune, CommuneFinder
from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.choice_words import is_person_name, kind_of_name
from tmdt_desktop.exchange.columns import ReadColumn, Told, read_column
from tmdt_desktop.exchange.headings import words_of
from tmdt_desktop.exchange.values import EMPTY, Reader
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Choice
from tmdt_desktop.records.business import SubjectKind

if TYPE_CHECKING:
    from tmdt_desktop.exchange.checking import SheetChecker

_COMMUNE_WORD = re.compile(r"\b(xã|phường|thị\s*trấn|tt|x\.|p\.)", re.IGNORECASE)
_HOUSEHOLDS = re.compile(r"\b(hkd|ho kinh doanh|ho kd)\b")
_OTHERS = re.compile(r"\b(ca nhan|co so|doanh nghiep|htx|hop tac xa|don vi|to chuc)\b")
_LEGAL = frozenset({"ENTERPRISE", "COOPERATIVE", "BRANCH"})


class Missing:
    """Fills the gaps of the required fields of a sheet's entries."""

    def __init__(self, checker: "SheetChecker") -> None:
        self.checker = checker
        self.register = checker.plan.register
        fields = self.register.fields()
        self.required = tuple(f.name for f in fields if f.required and not isinstance(f.kind, Rows))

    def fill(self) -> None:
        """Add or complete the columns of communes, choices and defaults."""
        size = len(self.checker.table.rows)
        for made in self.register.fields():
            if isinstance(made.kind, Commune):
                self._fill_communes(made, size)
            elif isinstance(made.kind, Choice) and made.kind.of is SubjectKind:
                self._fill_kinds(made.name, size)
            if (default := self._default(made.name)) is not None and made.required:
                self._fill(made.name, [default] * size)
        for name, raw in self.checker.plan.parent.items():
            self._fill(name, [self.checker.reading.said(self.register.field(name), raw)] * size)

    def _default(self, name: str) -> Any:
        column = self.register.__table__.columns.get(name)
        return getattr(column.default, "arg", None) if column is not None and column.default is not None else None

    def _fill(self, name: str, values: Sequence[Any]) -> None:
        """Put `values` where the column says nothing; a cell with a fault says something."""
        known = self.checker.columns.get(name)
        if known is None:
            self.checker.columns[name] = ReadColumn(list(values))
            return
        faulty = {told.entry for told in known.told if told.level in ("fault", "proposal")}
        _agreed(known, values)
        known.values[:] = [
            new if old is None and at not in faulty else old
            for at, (old, new) in enumerate(zip(known.values, values, strict=True))
        ]

    def _from_groups(self, name: str, size: int) -> list[Any]:
        """What the group lines above each entry say about the field, else what the sheet says."""
        whole = self.checker.sheet_plan.gives.get(name)
        lines = [(group.row, group.gives[name]) for group in self.checker.sheet_plan.groups if name in group.gives]
        if not lines:
            return [whole] * size
        said, at, current = [], 0, whole
        for row in self.checker.table.rows:
            while at < len(lines) and lines[at][0] < row:
                current, at = lines[at][1], at + 1
            said.append(current)
        return said

    def _fill_communes(self, made: Field, size: int) -> None:
        around = self._from_groups(made.name, size)
        address, known = self.checker.columns.get("address"), self.checker.columns.get(made.name)
        if known is None:
            known = self.checker.columns[made.name] = ReadColumn([None] * size)
        if address is not None and None in known.values:
            self._heed_addresses(made, (address.values, known), around)
        self._fill(made.name, around)
        if address is None or None not in known.values:
            return
        told = {each.entry for each in known.told if each.level == "fault"}
        empty = {at for at, value in enumerate(known.values) if value is None and at not in told}
        texts = ["" if text is None or at not in empty else text for at, text in enumerate(address.values)]
        finder = CommuneFinder(self.checker.plan.day, self.checker.plan.district)
        reader = self.checker.reading.of(made)
        found = read_column(
            texts, self._address_column(), lambda text: reader(text) if finder.find(str(text)) else EMPTY
        )
        proposed = {each.entry for each in known.told if each.level == "proposal"}
        known.told += [each for each in found.told if each.entry not in proposed]
        self._fill(made.name, found.values)

    def _address_column(self) -> int:
        return next((each.index for each in self.checker.sheet_plan.columns if each.path == "address"), -1)

    def _heed_addresses(self, made: Field, read: tuple[Sequence[Any], ReadColumn], around: list[Any]) -> None:
        """Put the commune that an address names in place of another one that title, sheet or group would give."""
        addresses, known = read
        held = {told.entry for told in known.told if told.level in ("fault", "proposal")}
        reader = self.checker.reading.of(made)
        said: dict[str, tuple[Any, str]] = {}
        for at, (text, value, given) in enumerate(zip(addresses, known.values, around, strict=True)):
            if value is not None or given is None or not isinstance(text, str) or at in held:
                continue
            if text not in said:
                said[text] = _commune_said(reader, text)
            code, trouble = said[text]
            if code is not None and code != given:
                place = made.kind.show(code), made.kind.show(given)
                around[at], trouble = (
                    code,
                    "Địa chỉ ghi {}; tiêu đề hoặc nhóm ghi {}. Lấy theo địa chỉ; xem lại.".format(*place),
                )
            if trouble:
                known.told.append(Told(at, self._address_column(), "doubt", trouble, text))

    def _fill_kinds(self, name: str, size: int) -> None:
        known = self.checker.columns.get(name)
        if known is not None and None not in known.values:
            return
        groups = self._from_groups(name, size)
        blank: list[Any] = [None] * size
        names, codes, people = (
            self.checker.columns[each].values if each in self.checker.columns else blank
            for each in ("name", "tax_code", "representative")
        )
        found = [_kind(*entry) for entry in zip(groups, names, codes, people, strict=True)]
        if self._lists_households():
            found = [SubjectKind.HOUSEHOLD if kind is SubjectKind.PERSON else kind for kind in found]
        self._fill(name, found)

    def _lists_households(self) -> bool:
        """Whether the column of names is headed as one of households alone: «Tên HKD»."""
        names = {self.register.name_field, "representative"}
        said = " ".join(words_of(each.heading) for each in self.checker.sheet_plan.columns if each.path in names)
        return bool(_HOUSEHOLDS.search(said)) and not _OTHERS.search(said)


def _commune_said(reader: Reader, text: str) -> tuple[Any, str]:
    """The commune that an address names after its word, and what is wrong with one that cannot be taken."""
    if not _COMMUNE_WORD.search(text):
        return None, ""
    try:
        return reader(text).value, ""
    except Invalid as told:
        return None, f"Xã trong địa chỉ: {told}"


def _agreed(known: ReadColumn, values: Sequence[Any]) -> None:
    """Take a proposal that what stands elsewhere bears out: it is put right then, not guessed."""
    for at, told in enumerate(known.told):
        if told.level == "proposal" and told.proposed and told.proposed == values[told.entry]:
            known.values[told.entry] = told.proposed
            sentence = "Ghi gần đúng; nhóm, tiêu đề hoặc địa chỉ cũng nói như vậy."
            known.told[at] = told._replace(level="repaired", sentence=sentence, value=told.proposed, proposed="")


def _kind(terms: tuple[SubjectKind, ...] | None, name: Any, code: Any, person: Any) -> SubjectKind | None:
    """The sort of business that group line, name and tax code tell together."""
    if not isinstance(name, str):
        return terms[0] if terms else None
    told = kind_of_name(name)
    if told in _LEGAL:
        return SubjectKind[told]
    if terms:
        return SubjectKind[told] if told and SubjectKind[told] in terms else terms[0]
    if told:
        return SubjectKind[told]
    if name == person or is_person_name(name):
        return SubjectKind.HOUSEHOLD if isinstance(code, str) and len(code) != 12 else SubjectKind.PERSON
    return SubjectKind.HOUSEHOLD


def lone_number(values: Mapping[str, Any]) -> dict[str, str]:
    """A doubt where a firm or a cooperative has a person's number and no tax code: one of the two was mistaken."""
    kind = values.get("kind")
    if "personal_id" in values and "tax_code" not in values and isinstance(kind, SubjectKind) and kind.name in _LEGAL:
        return {"personal_id": "Doanh nghiệp, hợp tác xã có mã số thuế; ô này chỉ có số định danh. Xem lại."}
    return {}
