"""How well a list was read, held against its answers: rows in, lines that are no rows, errors told, values exact.

The answers of a list lie beside it as `<list>.truth.json`; `rows_from` names another list with the same rows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from tmdt_desktop.catalogues.platforms import words_said
from tmdt_desktop.exchange.check_list import CheckedRows
from tmdt_desktop.exchange.plans import RowFault, RowPlan

SUFFIX = ".truth.json"
_FIELDS = {
    "name": "name", "kind": "kind", "tax_code": "tax_code", "id_number": "personal_id", "phones": "phone", "email": "email",
    "commune_code": "commune", "address": "address", "representative": "representative", "products": "products",
    "start_date": "started_on", "licence_no": "registration_number", "licence_date": "registered_on",
    "tax_status": "tax_status", "sex": "gender", "birth_year": "birth_year", "sessions": "sessions_attended",
}  # fmt: skip
_TOLD_AT = {
    "phones": {"phone"}, "commune_code": {"commune"}, "id_number": {"personal_id", "tax_code"},
    "tax_code": {"tax_code", "personal_id"}, "date": {"started_on", "registered_on", ""}, "email": {"email"}, "name": {"name"},
}  # fmt: skip
_KINDS = {
    "Doanh nghiệp": "ENTERPRISE", "Chi nhánh/VPĐD": "BRANCH", "Hợp tác xã/LH HTX": "COOPERATIVE", "Hộ kinh doanh": "HOUSEHOLD",
    "Cơ sở SXKD": "WORKSHOP", "Cá nhân": "PERSON", "DN": "ENTERPRISE", "HTX": "COOPERATIVE", "HKD": "HOUSEHOLD",
    "Người dân": "PEOPLE", "CBCC": "OFFICIAL", "Nam": "MALE", "Nữ": "FEMALE",
}  # fmt: skip
_HARD = ("fault", "doubt", "proposal")


@dataclass
class Score:
    """What came of one list, as counts; `missed`: each shortcoming in words."""

    name: str
    true_rows: int = 0
    rows_in: int = 0
    strangers: int = 0
    planted: int = 0
    reported: int = 0
    values: int = 0
    exact: int = 0
    soft: int = 0
    soft_told: int = 0
    missed: list[str] = field(default_factory=list, repr=False)

    def line(self) -> str:
        """The score as one line to print."""
        return (
            f"{self.name}: rows in {self.rows_in}/{self.true_rows} ({share(self.rows_in, self.true_rows):.1%}), "
            f"no rows taken {self.strangers}, errors told {self.reported}/{self.planted}, "
            f"values exact {self.exact}/{self.values} ({share(self.exact, self.values):.2%}), "
            f"repairs told {self.soft_told}/{self.soft}"
        )


def share(part: int, whole: int) -> float:
    """`part` of `whole` as a fraction; 1 of nothing."""
    return part / whole if whole else 1.0


def total(scores: Iterable[Score]) -> Score:
    """All scores as one."""
    made = Score("all lists")
    for score in scores:
        for name in (
            "true_rows",
            "rows_in",
            "strangers",
            "planted",
            "reported",
            "values",
            "exact",
            "soft",
            "soft_told",
        ):
            setattr(made, name, getattr(made, name) + getattr(score, name))
        made.missed += [f"{score.name}: {each}" for each in score.missed]
    return made


def truths(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each list of registers in `folder`, with its answers; lists of figures are left out."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        answers = json.loads(path.read_text(encoding="utf-8"))
        if "rows_from" in answers:
            same = json.loads((folder / answers["rows_from"]).read_text(encoding="utf-8"))
            answers = {**answers, **{key: same[key] for key in ("rows", "planted", "dropped")}}
        if answers["register"] in ("business", "training"):
            yield path.with_name(path.name.removesuffix(SUFFIX)), answers


def score(answers: Mapping[str, Any], checked: CheckedRows) -> Score:
    """The score of one list. `answers`: as `truths` gives them."""
    made = Score(answers["list"])
    judge = _Training(made, answers, checked) if answers["register"] == "training" else _Rows(made, answers, checked)
    judge.judge()
    return made


class _Rows:
    """Holds a list of businesses against its answers."""

    fields: ClassVar = _FIELDS

    def __init__(self, made: Score, answers: Mapping[str, Any], checked: CheckedRows) -> None:
        self.made, self.checked = made, checked
        self.rows: dict[tuple[str, int], RowPlan] = {}
        self.named = answers.get("variant_of", answers["list"])
        self.truth: list[dict[str, Any]] = answers["rows"]
        self.planted: list[dict[str, Any]] = answers["planted"]
        self.told: defaultdict[tuple[str, int], list[RowFault]] = defaultdict(list)
        for fault in checked.told:
            self.told[self.place(fault.sheet, fault.row)].append(fault)

    def place(self, sheet: str, row: int) -> tuple[str, int]:
        """A place as the answers name it: a text file has no sheet."""
        return ("" if all(not each["sheet"] for each in self.truth) else sheet, row)

    def judge(self) -> None:
        rows = self.rows = {self.place(row.sheet, row.row): row for row in self.checked.rows}
        known = {(each["sheet"], each["row"]) for each in self.truth}
        for place in rows.keys() - known:
            self.made.strangers += 1
            self.made.missed.append(f"{place} is no row, yet taken")
        for each in self.truth:
            self._row(each, rows.get((each["sheet"], each["row"])))
        for plant in self.planted:
            self._plant(plant)

    def _row(self, each: Mapping[str, Any], row: RowPlan | None) -> None:
        where = (each["sheet"], each["row"])
        if each["expect"] == "imported":
            self.made.true_rows += 1
            if any(at in self.rows and not self.rows[at].faults for at in (where, *self._same(each))):
                self.made.rows_in += 1
            else:
                self.made.missed.append(f"{where} is not in: {dict(row.faults) if row else 'no row'}")
        if row is not None and each["expect"] != "held":
            self.compare(where, each, row.values)
        self._soft(where, each)

    def _same(self, each: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """Other rows of this list that are the same business: the register holds it once."""
        for said in each["same_as"] if self.told[each["sheet"], each["row"]] else ():
            name, sheet, row = said.split("|")
            if name == self.named:
                yield sheet, int(row)

    def _soft(self, where: tuple[str, int], each: Mapping[str, Any]) -> None:
        hard = {plant["kind"] for plant in self.planted}
        for note in each["note_expected"]:
            if note not in hard:
                self.made.soft += 1
                self.made.soft_told += bool(self.told[where])
                if not self.told[where]:
                    self.made.missed.append(f"{where} does not tell {note}")

    def _plant(self, plant: Mapping[str, Any]) -> None:
        self.made.planted += 1
        names = _TOLD_AT[plant["field"]]
        told = self.told[plant["sheet"], plant["row"]]
        if any(fault.level in _HARD and fault.field in names for fault in told):
            self.made.reported += 1
        else:
            self.made.missed.append(f"{plant} is not told: {[(t.level, t.field, t.sentence) for t in told]}")

    def compare(self, where: object, each: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Count the values of a row that are exact."""
        for name, field_name in self.fields.items():
            if name in each:
                self.count(where, name, (each[name], each), values.get(field_name))
        if "channels" in each:
            self.made.values += 1
            ours = [*(values.get("channels") or ())]
            if _same_channels(each["channels"], ours):
                self.made.exact += 1
            else:
                shown = [(row["platform"], row["address"], row["display_name"]) for row in ours]
                self.made.missed.append(f"{where} channels: {shown} for {each['channels']}")

    def count(self, where: object, name: str, said: tuple[Any, Mapping[str, Any]], value: Any) -> None:
        expected, each = said
        right = [expected, *(each.get(f"{name}_accept") or ())]
        ours = _plain(name, value)
        self.made.values += 1
        if any(_alike(_right(name, one), ours, loose=name == "name" and "name_case" in each) for one in right):
            self.made.exact += 1
        else:
            self.made.missed.append(f"{where} {name}: {ours!r} for {right!r}")


class _Training(_Rows):
    """Holds lists of attendees against their answers: a class a sheet, its attendees in the order of the sheet."""

    fields: ClassVar = {**_FIELDS, "kind": "audience"}

    def judge(self) -> None:
        by_sheet: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for each in self.truth:
            by_sheet[each["sheet"]].append(each)
        rows = {row.sheet: row for row in self.checked.rows}
        self.made.strangers += len(rows.keys() - by_sheet.keys())
        for sheet, expected in by_sheet.items():
            self._class(sheet, expected, rows.get(sheet))

    def _class(self, sheet: str, expected: Sequence[Mapping[str, Any]], row: RowPlan | None) -> None:
        lines = list((row.values.get("attendees") if row and not row.faults else None) or ())
        self.made.true_rows += len(expected)
        self.made.rows_in += min(len(lines), len(expected))
        self.made.strangers += max(0, len(lines) - len(expected))
        if len(lines) != len(expected):
            self.made.missed.append(f"{sheet}: {len(lines)} attendees for {len(expected)}: {row and row.faults}")
        for each, line in zip(expected, lines, strict=False):
            self.compare((sheet, each["row"]), each, line)


def _right(name: str, said: Any) -> Any:
    """A value of the answers as ours is shown: no value for an empty one."""
    if name == "phones":
        return tuple([said] if isinstance(said, str) else said or ())
    if name in ("kind", "sex"):
        return _KINDS.get(said, said)
    return said or None


def _plain(name: str, value: Any) -> Any:
    if name == "phones":
        return tuple(str(value).split("; ")) if value else ()
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "name", value)


def _alike(right: Any, ours: Any, *, loose: bool) -> bool:
    if loose and isinstance(right, str) and isinstance(ours, str):
        return right.casefold() == ours.casefold()
    if isinstance(right, tuple) and isinstance(ours, tuple):
        return set(right) == set(ours)
    return bool(right == ours)


def _same_channels(expected: Sequence[Mapping[str, Any]], ours: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each expected channel is one of ours, and ours has no other."""
    left = list(ours)
    for each in expected:
        said = words_said(each["platform"])
        platform = said[0] if said else None
        wanted = {word.casefold() for word in (each["key"], *each.get("accept", ())) if word}
        found = next((row for row in left if _is_channel(row, platform, wanted)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _is_channel(row: Mapping[str, Any], platform: str | None, wanted: set[str]) -> bool:
    if row["platform"] != platform:
        return False
    shown = {str(word).casefold() for word in (row["address"], row["display_name"]) if word}
    return bool(shown & wanted) if wanted else not row["address"]
