"""Invented businesses in any number, the same for the same number, and a workspace that holds them."""

import hashlib
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.measure import WORK, announced
from tmdt_desktop.catalogues.units import communes_on
from tmdt_desktop.records import Base
from tmdt_desktop.records.business import Activity, Business, ChannelKind, Goods, SubjectKind
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace, open_workspace
from tmdt_desktop.store.workspace import Workspace

PASSWORD = "bench: một câu đủ dài"
_STEP = 100_000
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Phùng Khổng Triệu Kiều".split()
_MIDDLE = "Thị Văn Hữu Đức Minh Thu Thanh Ngọc Quốc Xuân Hồng Kim Bích Đình Gia Thế".split()
_GIVEN = (
    "An Anh Bình Cường Dũng Đạt Giang Hà Hải Hạnh Hiền Hòa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Ngân Phúc Quang"
    " Sơn Tâm Thảo Thúy Trang Tuấn Uyên Vân Việt Yến Ước Ổn"
).split()
_GOODS = [
    "gạo nếp",
    "rau sạch",
    "mây tre đan",
    "gốm sứ",
    "chè khô",
    "mật ong",
    "thanh long",
    "bún khô",
    "giày dép",
    "mỹ phẩm",
]
_PREFIX = ["Hộ kinh doanh", "Công ty TNHH", "Hợp tác xã", "Cơ sở", "Cửa hàng"]


def businesses(number: int) -> Iterator[dict[str, Any]]:
    """`number` businesses as values of the register, each with one channel."""
    chance = random.Random(2024)
    communes = [unit.code for unit in communes_on(date(2024, 12, 1), "246")]
    kinds, goods = list(SubjectKind), list(Goods)
    for at in range(number):
        person = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
        product = chance.choice(_GOODS)
        yield {
            "name": f"{chance.choice(_PREFIX)} {person} {product if at % 3 else at}",
            "tax_code": f"26{at:08d}",
            "kind": chance.choice(kinds),
            "commune": chance.choice(communes),
            "address": f"Thôn {chance.choice(_GIVEN)} {chance.randrange(1, 30)}",
            "representative": person,
            "phone": f"09{chance.choice('01246789')}{chance.randrange(10**7):07d}",
            "activity": Activity.ACTIVE,
            "goods": (chance.choice(goods),),
            "products": product,
            "workers": chance.randrange(1, 60),
            "started_on": date(2018, 1, 1) + timedelta(days=chance.randrange(2_000)),
            "channels": [{"kind": ChannelKind.SHOP, "platform": "SHOPEE", "address": f"shopee.vn/gian-hang-{at}"}],
        }


def workspace_of(number: int) -> Path:
    """A workspace folder with `number` businesses, made once for each shape of the database and kept under build/."""
    folder = WORK / f"ws-{number}"
    mark, shape = folder / "complete", shape_now()
    if mark.exists() and mark.read_text("utf-8") == shape:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    with announced(f"making a workspace of {number:,} businesses"):
        ws = create_workspace(folder, NewWorkspace("246", "bench", "Bench", PASSWORD))
        _fill(ws, number)
        ws.close()
    mark.write_text(shape, "utf-8")
    return folder


def shape_now() -> str:
    """What tells today's tables and columns from those of a workspace that was made before."""
    tables = sorted((table.name, sorted(table.columns.keys())) for table in Base.metadata.tables.values())
    return hashlib.sha256(repr(tables).encode()).hexdigest()


def opened(number: int) -> Workspace:
    """That workspace, opened."""
    return open_workspace(workspace_of(number), "bench", PASSWORD)


def _fill(ws: Workspace, number: int) -> None:
    rows = businesses(number)
    for start in range(0, number, _STEP):
        with ws.change("bench") as batch:
            batch.insert(Business, [next(rows) for _ in range(min(_STEP, number - start))])
