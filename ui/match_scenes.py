"""Scenes of a round of matching, to be photographed: each heap, the questions that are asked, and nothing yet."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.match_list import MatchWish, match_rounds, start_match
from tmdt_desktop.services.registers import Query
from ui.pages.match import MatchPage
from ui.scenes import pause, until

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

_HEAD = ("STT", "MST", "Tên NNT", "Địa chỉ kinh doanh", "Phường/Xã", "Số điện thoại", "Trạng thái MST")
_OURS, _KNOWN = 60, 48
_STRANGERS = ("Công ty TNHH Thương mại Bến Then", "Hộ KD Khổng Thị Xuân", "CTY CP Gạch Sông Lô", "HKD Triệu Văn Phú")
_NAME = "Đối chiếu thuế 2024, đợt 1"


def _rows(stage: "Stage") -> Iterator[tuple[str, ...]]:
    """What a tax branch would say of the first businesses: some by name alone, some at another address, some unknown."""
    ws = stage.desk.workspace
    seqs = registers.find(ws, Business, Query(), limit=_OURS)
    places = Business.field("commune").kind
    held: list[dict[str, Any]] = [
        registers.get(ws, Business, id_).values for id_ in registers.ids_of(ws, Business, list(seqs))[:_KNOWN]
    ]
    for at, values in enumerate(held):
        code = "" if at % 5 == 0 else values["tax_code"] or ""
        name = values["name"].upper() if at % 4 == 1 else values["name"]
        address = f"Số {at}, khu Đồng Mới" if at % 6 == 2 else values["address"] or ""
        phone = f"0966000{at:03d}" if at % 6 == 2 else values["phone"] or ""
        yield str(at + 1), code, name, address, places.show(values["commune"]), phone, ("06" if at % 9 == 4 else "00")
    commune = places.show(held[0]["commune"]) if held else ""
    for at, name in enumerate(_STRANGERS, len(held) + 1):
        yield str(at), "12345" if at % 4 == 0 else "", name, "Thôn Đoài", commune, "", "00"


def _round(stage: "Stage") -> Any:
    """The round, begun when there is none."""
    ws = stage.desk.workspace
    known = match_rounds(ws)
    if known:
        return known[0].id
    file = Path(ws.path).parent / "danh_sach_chi_cuc_thue.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=";").writerows((_HEAD, *_rows(stage)))
    return start_match(ws, MatchWish(file, _NAME, tax_office="Chi cục Thuế khu vực Lập Thạch"))


def _page(stage: "Stage", what: object) -> MatchPage:
    page = stage.page("match", what)
    if not isinstance(page, MatchPage):
        raise TypeError("match")
    return page


def _nothing(stage: "Stage") -> None:
    _page(stage, None)


def _begin(stage: "Stage") -> QWidget | None:
    _page(stage, None).start()
    return _dialog()


def _heap(heap: str, decisions: int = 0) -> "Picture":
    """A heap, the first lines of which are decided."""

    def picture(stage: "Stage") -> None:
        page = _page(stage, _round(stage))
        until(lambda: page.work.view is not None)
        page.work.show_heap(heap)
        pause(300)
        for _ in range(decisions):
            (page.take if heap == "differs" else page.keep)()
            pause(300)
        pause(500)

    return picture


def _paper(stage: "Stage") -> QWidget | None:
    page = _page(stage, _round(stage))
    until(lambda: page.work.view is not None)
    page.minutes()
    return _dialog()


def _end(stage: "Stage") -> QWidget | None:
    page = _page(stage, _round(stage))
    until(lambda: page.work.view is not None)
    page.close_round()
    return _dialog()


def _rounds(stage: "Stage") -> None:
    _round(stage)
    page = _page(stage, None)
    page.leave_round()
    pause(600)


def _dialog() -> QDialog | None:
    pause(500)
    shown = QApplication.activeModalWidget()
    return shown if isinstance(shown, QDialog) else None


MATCHES: "tuple[tuple[str, Picture], ...]" = (
    ("doi-chieu-trong", _nothing),
    ("doi-chieu-moi", _begin),
    ("doi-chieu-sai-khac", _heap("differs", 2)),
    ("doi-chieu-chua-chac", _heap("unsure")),
    ("doi-chieu-chi-o-so", _heap("ours", 1)),
    ("doi-chieu-chi-o-thue", _heap("theirs")),
    ("doi-chieu-khop", _heap("both")),
    ("doi-chieu-bien-ban", _paper),
    ("doi-chieu-ket-thuc", _end),
    ("doi-chieu-cac-dot", _rounds),
)
