"""Invented pairs of lists, an office's and a tax branch's, with the answer which row is which business; and their scores."""

import random
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tmdt_desktop.catalogues.units import communes_on
from tmdt_desktop.records.business import Activity, SubjectKind

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Khổng", "Bùi", "Hoàng", "Phùng", "Triệu", "Đặng")
_MIDDLES = ("Thị", "Văn", "Minh", "Thị Thanh", "Đức", "Quang", "Thị Hồng", "Hữu", "Ngọc")
_GIVEN = ("Thủy", "Hòa", "Lan", "Tuấn", "Hương", "Dũng", "Vân", "Sơn", "Nga", "Bình", "Khánh", "Thúy", "Quý", "Hải")
_BRANDS = ("Hải Nguyên", "An Khang", "Phú Cường", "Kim Thủy", "Đông Quý", "Vạn Phát", "Sơn Dương", "Minh Đạt", "Hòa An")
_ENDS = ("", " Xanh", " Plus", " 24h", " Sông Lô", " Đất Tổ", " Home")
_HAMLETS = ("Đoài", "Trung", "Bến Đò", "Phố Mới", "Làng Hạ", "Gò Dài", "Vườn Ươm", "Đình Cả", "Yên Mỹ", "Ngoại Trạch")
_FIRMS = ("Công ty TNHH", "CÔNG TY TRÁCH NHIỆM HỮU HẠN", "Cty TNHH", "C.ty TNHH")
_HOUSES = ("", "HKD ", "Hộ kinh doanh ", "HKD: ", "Hộ KD ")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_HEAD = "STT;MST;Tên NNT;Số CCCD/CMND;Địa chỉ kinh doanh;Phường/Xã;Số điện thoại;Trạng thái MST;Sàn TMĐT có doanh thu"
DAY = date(2025, 6, 30)


@dataclass(frozen=True)
class ListPair:
    """`ours`: businesses as values; `text`: their list as a text table; `truth`: line of it → index into `ours`."""

    ours: list[dict[str, Any]]
    text: str
    truth: Mapping[int, int]


def pair_of_lists(seed: int, size: int = 120, district: str = "246") -> ListPair:
    """Two lists that overlap in about three fifths, each told in its own way; some only look alike."""
    made = _Maker(random.Random(seed), district)
    return made.pair(size)


class _Maker:
    def __init__(self, chance: random.Random, district: str) -> None:
        self.chance = chance
        self.communes = communes_on(DAY, district)

    def pair(self, size: int) -> ListPair:
        ours: list[dict[str, Any]] = []
        rows: list[tuple[int | None, list[str]]] = []
        for _ in range(size):
            fact = self._fact()
            here, there = self.chance.random() < 0.8, self.chance.random() < 0.75
            if here:
                ours.append(self._ours(fact))
            if there or not here:
                rows.append((len(ours) - 1 if here else None, self._theirs(fact)))
            if self.chance.random() < 0.06:  # a namesake in the same commune, with numbers and a home of his own
                other = {**self._fact(), "name": fact["name"], "firm": fact["firm"], "commune": fact["commune"]}
                other["hamlet"] = next(name for name in _HAMLETS if name != fact["hamlet"])
                rows.append((None, self._theirs(other, whole=True)))
        self.chance.shuffle(rows)
        lines = [";".join((str(at), *cells)) for at, (_, cells) in enumerate(rows, 1)]
        truth = {at: mine for at, (mine, _) in enumerate(rows, 2) if mine is not None}
        return ListPair(ours, "\n".join((_HEAD, *lines)) + "\n", truth)

    def _fact(self) -> dict[str, Any]:
        firm = self.chance.random() < 0.3
        pick = self.chance.choice
        person = f"{pick(_FAMILIES)} {pick(_MIDDLES)} {pick(_GIVEN)}"
        return {
            "firm": firm,
            "name": f"{pick(_BRANDS)}{pick(_ENDS)}" if firm else person,
            "person": person,
            "tax_code": self._tax_code("25" if firm else "89"),
            "personal_id": "" if firm else f"0260{self.chance.randint(60, 99)}{self.chance.randint(0, 999999):06d}",
            "phone": f"09{self.chance.randint(10000000, 99999999)}".replace("095", "098", 1),
            "commune": pick(self.communes),
            "hamlet": pick(_HAMLETS),
        }

    def _tax_code(self, start: str) -> str:
        while True:
            digits = start + f"{self.chance.randint(0, 9999999):07d}"
            check = 10 - sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11
            if check < 10:
                return f"{digits}{check}"

    def _ours(self, fact: Mapping[str, Any]) -> dict[str, Any]:
        bare = self.chance.random()
        return {
            "name": self._our_name(fact),
            "tax_code": fact["tax_code"] if fact["firm"] or bare < 0.85 else None,
            "kind": SubjectKind.ENTERPRISE if fact["firm"] else SubjectKind.HOUSEHOLD,
            "commune": fact["commune"].code,
            "address": f"{self.chance.choice(('Thôn', 'thôn', 'Xóm'))} {fact['hamlet']}",
            "representative": fact["person"],
            "phone": fact["phone"] if self.chance.random() < 0.8 else None,
            "personal_id": fact["personal_id"] if fact["personal_id"] and self.chance.random() < 0.6 else None,
            "activity": Activity.ACTIVE,
        }

    def _our_name(self, fact: Mapping[str, Any]) -> str:
        """A firm's name, a household's by its head or, sometimes, by its shop."""
        if fact["firm"]:
            return f"{_FIRMS[0]} {fact['name']}"
        if self.chance.random() < 0.15:
            return f"Cửa hàng {self.chance.choice(_BRANDS)}"
        return f"{self.chance.choice(_HOUSES)}{fact['name']}"

    def _misspelt(self, name: str) -> str:
        """One letter gone, as hurried typing leaves it."""
        at = self.chance.randrange(2, len(name) - 1)
        return name[:at] + name[at + 1 :]

    def _theirs(self, fact: Mapping[str, Any], *, whole: bool = False) -> list[str]:
        chance = self.chance.random
        lead = self.chance.choice(_FIRMS if fact["firm"] else _HOUSES)
        name = f"{lead} {fact['name']}" if fact["firm"] else f"{lead}{fact['name']}"
        commune = fact["commune"].title
        name = self._misspelt(name) if not whole and chance() < 0.04 else name
        return [
            fact["tax_code"] if fact["firm"] or whole or chance() < 0.88 else "",
            name.upper() if chance() < 0.3 else name,
            fact["personal_id"] if whole or chance() < 0.6 else "",
            f"Thôn {fact['hamlet']}" + (f", {commune}, huyện Lập Thạch" if chance() < 0.5 else ""),
            commune.upper() if chance() < 0.2 else commune,
            fact["phone"] if whole or chance() < 0.7 else "",
            self.chance.choice(("00", "00", "00", "01", "06")),
            self.chance.choice(("", "", "Facebook", "Shopee, Facebook")),
        ]


@dataclass
class MatchScore:
    """How well entries were paired. `proposed`: pairs that were made or asked about; `sure`: those made by a number."""

    name: str
    truth: int = 0
    proposed: int = 0
    right: int = 0
    sure: int = 0
    sure_wrong: int = 0
    missed: list[str] = field(default_factory=list, repr=False)

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.truth if self.truth else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def line(self) -> str:
        """The score as one line to print."""
        return (
            f"{self.name}: pairs {self.right}/{self.truth}, precision {self.precision:.3f}, recall {self.recall:.3f}, "
            f"F1 {self.f1:.3f}; by number {self.sure}, of them wrong {self.sure_wrong}"
        )


def score(
    name: str, truth: Mapping[Any, AbstractSet[Any]], sure: Mapping[Any, Any], asked: Mapping[Any, Any]
) -> MatchScore:
    """`truth`: entry → the records that it may rightly be; `sure`, `asked`: entry → the record it was paired with."""
    made = MatchScore(name, truth=len(truth))
    for entry, record in {**asked, **sure}.items():
        right = record in truth.get(entry, frozenset())
        made.proposed += 1
        made.right += right
        made.sure += entry in sure
        made.sure_wrong += entry in sure and not right
        if not right:
            made.missed.append(f"{entry} taken for {record}")
    paired = {**asked, **sure}
    made.missed += [f"{entry} not found" for entry in truth if entry not in paired]
    return made


def linked_rows(answers: Sequence[Mapping[str, Any]], other: str) -> dict[tuple[str, int], frozenset[tuple[str, int]]]:
    """Rows of a list with answers that stand in the list `other` too: (sheet, row) → the places there."""
    found = {}
    for row in answers:
        places = (said.split("|") for said in row.get("same_as", ()))
        known = frozenset((sheet, int(number)) for name, sheet, number in places if name == other)
        if known:
            found[row["sheet"], row["row"]] = known
    return found
