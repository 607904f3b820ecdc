"""Scenes of an import, to be photographed: a list in which everything happens that may happen to a row."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import ByHand
from ui.pages.import_lines import RowKey
from ui.pages.import_wizard import ImportWizardPage
from ui.scenes import pause, until

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

_HEAD = ("STT", "Tên tổ chức, cá nhân", "Mã số thuế", "Loại", "Điện thoại", "Địa chỉ", "Xã", "Website")
_ROWS = (
    (
        "Công ty TNHH Minh Phát",
        "2500123451",
        "Doanh nghiệp",
        "0912345678",
        "Số 12, TDP Tân Thành",
        "TT Lập Thạch",
        "minhphat.example.vn",
    ),
    (
        "Công ty cổ phần Sông Phó",
        "0100047114",
        "Doanh nghiệp",
        "0983456712",
        "TDP Phú Lâm",
        "Thị trấn Lập Thạch",
        "songpho.example.vn",
    ),
    (
        "Hợp tác xã Nông nghiệp Thượng Tứ",
        "2500543216",
        "HTX",
        "0912000112",
        "TDP Thượng",
        "TT Lập Thạch",
        "htxthuongtu.example.vn",
    ),
    ("Shop Quỳnh Anh", "", "Hộ kinh doanh", "0901222399", "Thôn Đông, gần chợ", "Xã Quang Sơn", "quynhanh.example.vn"),
    ("Lại Thị Thu", "", "Cá nhân", "0934555666", "Thôn Ngoài, số 4", "Xã Ngọc Mỹ", ""),
    ("Hộ kinh doanh Phùng Văn Tám", "", "Hộ kinh doanh", "12345", "Thôn Hạ", "Xã Đồng Ích", "tam.example.vn"),
    ("Cửa hàng Mây tre Triệu Đề", "2500999", "Hộ kinh doanh", "0912888777", "Thôn Thượng", "Xã Triệu Đề", ""),
    ("Hộ kinh doanh Lê Thị Nụ", "", "Hộ kinh doanh", "0977000111", "Thôn Trung", "Xã Đồng Ícch", ""),
    ("Hộ kinh doanh Đỗ Văn Tý", "", "Hộ kinh danh", "0977000222", "Thôn Trung", "Xã Đồng Ícch", ""),
    ("", "", "Hộ kinh doanh", "0977000333", "Thôn Vườn", "Xã Bàn Giản", "vuon.example.vn"),
    *(
        (
            f"Hộ kinh doanh {name}",
            "",
            "Hộ kinh doanh",
            f"97712345{at}",
            f"Thôn {at + 1}",
            commune,
            f"shop{at}.example.vn",
        )
        for at, (name, commune) in enumerate(
            (
                ("Nguyễn Thị Ễnh", "Xã Đồng Ích"),
                ("Trần Văn Được", "Xã Hợp Lý"),
                ("Lê Thị Nguyệt Ánh", "Xã Xuân Hòa"),
                ("Bùi Quốc Ự", "Xã Văn Quán"),
                ("Hoàng Thị Mận", "Xã Tử Du"),
            )
        )
    ),
)
_SENDER = "UBND xã Đồng Ích"


def _list(stage: "Stage") -> Path:
    """The list, written beside the workspace."""
    file = stage.desk.workspace.path.parent / "ds_dong_ich_2024.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(["PHÒNG KINH TẾ VÀ HẠ TẦNG"])
        lines.writerow(["DANH SÁCH KINH DOANH TRÊN MẠNG NĂM 2024"])
        lines.writerow(_HEAD)
        lines.writerows((at, *row) for at, row in enumerate(_ROWS, start=1))
    return file


def _columns(stage: "Stage") -> ImportWizardPage:
    page = stage.page("import", Business)
    if not isinstance(page, ImportWizardPage):
        raise TypeError
    page.begin_anew()
    page.file.sent_by.setText(_SENDER)
    page.take(_list(stage))
    until(lambda: page.step == 1)
    pause(300)
    return page


def _rows(stage: "Stage", heap: str) -> ImportWizardPage:
    page = _columns(stage)
    page.check()
    until(lambda: page.step == 2)
    page.rows.show_heap(heap)
    if page.rows.table is not None:
        page.rows.table.setFocus()
    pause(300)
    return page


def _alphabets(stage: "Stage") -> None:
    """A list typed in TCVN3: each column tells what became of its text."""
    file = stage.desk.workspace.path.parent / "ds_phong_cu_2019.csv"
    rows = (
        ("Hé kinh doanh NguyÔn ThÞ M¬", "Hé kinh doanh", "0912345670", "Th«n Trung", "X· §ång Ých"),
        ("Cöa hµng M©y tre TriÖu §Ò", "Hé kinh doanh", "0912345671", "Th«n Th­îng", "X· TriÖu §Ò"),
        ("Hîp t¸c x· Rau s¹ch V¨n Qu¸n", "Hîp t¸c x·", "0912345672", "Th«n Néi", "X· V¨n Qu¸n"),
    )
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(("STT", "Tên tổ chức, cá nhân", "Loại", "Điện thoại", "Địa chỉ", "Xã"))
        lines.writerows((at, *row) for at, row in enumerate(rows, start=1))
    page = _columns(stage)
    page.begin_anew()
    page.take(file)
    until(lambda: page.step == 1)
    pause(300)


def _header(stage: "Stage") -> None:
    _columns(stage).columns.unfold()
    pause(300)


def _remembered(stage: "Stage") -> None:
    """The columns of a list whose layout was decided about before."""
    page = _columns(stage)
    if page.plan is not None and page.plan.remembered is None:
        page.decide(ByHand(columns={("", 5): "note"}))
        until(lambda: not page.busy)
        page.check()
        until(lambda: page.step == 2)
        page.commit()
        until(lambda: page.step == 3)
        page.undo()
        until(lambda: not page.busy)
        page = _columns(stage)
    pause(300)


def _changed(stage: "Stage") -> None:
    page = _rows(stage, "changed")
    page.rows.changed.turn()
    pause(200)


def _asked(stage: "Stage") -> None:
    _rows(stage, "asked")


def _faulty(stage: "Stage") -> None:
    page = _rows(stage, "faulty")
    if page.rows.rows is not None and page.rows.grid is not None:
        told = next(made for made in page.rows.rows.checked.faults if made.proposed)
        page.rows.grid.choose(RowKey("faulty", told.sheet, told.row))
    pause(200)


def _editing(stage: "Stage") -> None:
    page = _rows(stage, "faulty")
    grid = page.rows.grid
    if grid is not None:
        grid.edit(grid.currentIndex())
        line: QLineEdit
        for line in grid.viewport().findChildren(QLineEdit):
            line.setText("0912 345 678")
    pause(200)


def _repaired(stage: "Stage") -> None:
    _rows(stage, "repaired")


def _result(stage: "Stage") -> None:
    page = _rows(stage, "changed")
    page.files = (*page.files, Path("ds_trieu_de_2024.xlsx"), Path("ds_ban_gian_2024.xlsx"))
    page.rows.changed.take_fills()
    page.commit()
    until(lambda: page.step == 3)
    pause(300)


def _after(stage: "Stage") -> None:
    """What the last scene wrote is taken back, so that the next size shows the same."""
    page = stage.page("import")
    if isinstance(page, ImportWizardPage):
        page.undo()
        until(lambda: not page.busy)
        pause(200)


IMPORTS: "tuple[tuple[str, Picture], ...]" = (
    ("nhap-dong-tieu-de", _header),
    ("nhap-bang-ma", _alphabets),
    ("nhap-dong-loi", _faulty),
    ("nhap-sua-o", _editing),
    ("nhap-da-sua", _repaired),
    ("nhap-khac-so", _changed),
    ("nhap-hoi", _asked),
    ("nhap-ket-qua", _result),
    ("nhap-hoan-lai", _after),
    ("nhap-da-nho", _remembered),
)
