"""Scenes of records that are one twice, to be photographed: a pair side by side, and telling it apart."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.services import registers
from tmdt_desktop.store.workspace import Workspace
from ui.pages.duplicates import DuplicatesPage
from ui.pages.not_same_dialog import NotSameDialog
from ui.scenes import pause, until

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage


def _seller(name: str, **said: Any) -> dict[str, Any]:
    plain = {"kind": SubjectKind.HOUSEHOLD, "commune": "08767", "activity": Activity.ACTIVE, "name": name}
    return {**plain, **said}


_SHOP = {"kind": ChannelKind.SHOP, "platform": "SHOPEE", "address": "shopee.vn/hoamatong"}
_PAGE = {"kind": ChannelKind.SOCIAL, "platform": "FACEBOOK", "address": "facebook.com/hoamatong.vp"}
_ROWS = (
    _seller("Hộ kinh doanh Lê Thị Hòa", phone="0912345678", representative="Lê Thị Hòa", address="Thôn Đông, xã Ngọc Mỹ",
            products="Mật ong", channels=[_SHOP]),
    _seller("HKD LÊ THỊ HOÀ", phone="0912345678; 02113861234", tax_code="2500150335", address="Thôn Đông", workers=3,
            channels=[_SHOP, _PAGE]),
    _seller("Công ty TNHH Thương mại An Lộc", tax_code="2500150543", kind=SubjectKind.ENTERPRISE, phone="0977000111"),
    _seller("CTY TNHH TM AN LỘC", tax_code="2500150543", kind=SubjectKind.ENTERPRISE, email="anloc@example.vn"),
    _seller("Cửa hàng Ánh Dương Tam Đảo", phone="0388123456", address="Thôn Tây"),
    _seller("Shop Ánh Dưong Tam Đảo", phone="0388123456", address="thôn Tây"),
    _seller("Nguyễn Văn Bình", commune="08764", address="thôn Hạ", products="Gốm"),
    _seller("Nguyễn Văn Bình", commune="08764", phone="0977111222"),
)  # fmt: skip


def _page(stage: "Stage") -> DuplicatesPage:
    page = stage.page("duplicates")
    if not isinstance(page, DuplicatesPage):
        raise TypeError(type(page).__name__)
    return page


def _pairs(stage: "Stage") -> None:
    _stock(stage.desk.workspace)
    page = _page(stage)
    page.find_again()
    until(lambda: any("Lê Thị Hòa" in name for pair in page.pairs for name in pair.names))
    at = next(at for at, pair in enumerate(page.pairs) if any("Lê Thị Hòa" in name for name in pair.names))
    page.list.choose(at)
    until(lambda: page.beside is not None and any("LÊ THỊ" in name for name in page.beside.names))
    page.focus_first()
    pause(500)


def _stock(ws: Workspace) -> None:
    """The rows once, however many pictures are taken."""
    if not registers.count(ws, Business, registers.Query("Ánh Dương Tam Đảo")):
        with ws.change("Nhập danh sách") as batch:
            batch.insert(Business, _ROWS)


def _told_apart(stage: "Stage") -> QWidget | None:
    page = _page(stage)
    until(lambda: page.beside is not None)
    page.tell_apart()
    until(lambda: isinstance(QApplication.activeModalWidget(), NotSameDialog))
    pause(200)
    return QApplication.activeModalWidget()


DUPLICATES: "tuple[tuple[str, Picture], ...]" = (
    ("ho-so-trung", _pairs),
    ("ho-so-khong-trung", _told_apart),
)
