"""Figures that look odd beside each other: each asks for one sentence of reason, which travels with the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

_MOST_A_CLASS = 300
Figures = Mapping[str, int | None]


@dataclass(frozen=True)
class Oddity:
    """Two figures that seldom stand so. `first` is the one that bears the reason, in the annex and in the package."""

    first: str
    second: str
    holds: Callable[[int, int], bool]
    sentence: str


def _second_missing(first: int, second: int) -> bool:
    return first > 0 and second == 0


def _crowded(learners: int, classes: int) -> bool:
    return classes > 0 and learners > _MOST_A_CLASS * classes


def _none_of_many(first: int, second: int) -> bool:
    return first >= 5 and second == 0


_ODDITIES = (
    Oddity("C2.1", "C2.5", _second_missing, "Có hoạt động tuyên truyền mà chưa ghi lượt tiếp cận nào."),
    Oddity("C3.1", "C3.3", _second_missing, "Có lớp tập huấn mà chưa ghi học viên nào."),
    Oddity("C3.3", "C3.1", _crowded, f"Bình quân mỗi lớp trên {_MOST_A_CLASS} lượt học viên."),
    Oddity("C3.5", "C3.1", _second_missing, "Có kinh phí tập huấn mà không có lớp nào."),
    Oddity("C5.1", "C5.5", _none_of_many, "Không đối tượng nào có giao dịch TMĐT trong kỳ."),
    Oddity("C8.1", "C8.2", _second_missing, "Có cuộc kiểm tra mà chưa ghi đối tượng nào."),
    Oddity("C8.3", "C8.4", _second_missing, "Có vụ vi phạm mà chưa ghi tiền xử phạt."),
    Oddity("C8.4", "C8.3", _second_missing, "Có tiền xử phạt mà không có vụ vi phạm nào."),
)


def oddities(figures: Figures) -> tuple[Oddity, ...]:
    """Those that hold for these figures; of a figure that was not collected nothing is odd."""
    found = []
    for oddity in _ODDITIES:
        first, second = figures.get(oddity.first), figures.get(oddity.second)
        if first is not None and second is not None and oddity.holds(first, second):
            found.append(oddity)
    return tuple(found)
