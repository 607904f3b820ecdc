"""A list of 100,000 rows and 20 columns: read, understood, judged, looked through for doubles, written, searchable and
audited; beside the bare minimum and pandas."""

import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.businesses import PASSWORD, businesses
from bench.measure import WORK, Line, Watch, announced, seconds
from tmdt_desktop.catalogues.units import unit_on
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import ImportWish, check_list, commit_list, read_list
from tmdt_desktop.services.registers import Query, count, find
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.store.workspace import Workspace

HEADINGS = (
    "STT", "Tên tổ chức, cá nhân", "Mã số thuế", "Loại đối tượng", "Địa chỉ", "Xã, thị trấn", "Người đại diện",
    "Điện thoại", "Email", "Ngành nghề, mặt hàng", "Số ĐKKD", "Ngày cấp ĐKKD", "Số CCCD", "Năm sinh", "Hóa đơn điện tử",
    "Số lao động", "Ngày bắt đầu hoạt động", "Website", "Shopee", "Ghi chú",
)  # fmt: skip
_KEY = "00" * 32


def import_list(number: int = 100_000, times: int = 3) -> list[Line]:
    """Our import against reading and storing the same cells, and against pandas."""
    file = workbook(number)
    with announced("the bare minimum: calamine and executemany"):
        bare = statistics.median(seconds(lambda: _bare(file)) for _ in range(times))
    watch = Watch(time.process_time)
    with announced("our import"):
        ours = statistics.median(_ours(file, number, watch) for _ in range(times))
    with announced("pandas with openpyxl"):
        pandas = seconds(lambda: _pandas(file))
    name = f"import {number:,} × {len(HEADINGS)}"
    return [
        Line(name, f"{ours:.1f} s", f"calamine + executemany {bare:.1f} s", f"{ours / bare:.2f}×", "≤ 5×", ours <= 5 * bare),
        Line(name, f"{ours:.1f} s", f"pandas + openpyxl {pandas:.1f} s", f"{pandas / ours:.1f}× quicker", "≥ 3×", pandas >= 3 * ours),
        Line("the same, longest silence", f"{1_000 * watch.longest:.0f} ms of the processor", "limit 500 ms",
             f"{watch.longest / 0.5:.2f}×", "≤ 500 ms", watch.longest <= 0.5),
    ]  # fmt: skip


def workbook(number: int) -> Path:
    """The list as an .xlsx, made once and kept under build/."""
    file = WORK / f"list-{number}.xlsx"
    if file.exists():
        return file
    from openpyxl import Workbook

    WORK.mkdir(parents=True, exist_ok=True)
    with announced(f"writing a workbook of {number:,} rows"):
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Danh sách")
        sheet.append(["DANH SÁCH TỔ CHỨC, CÁ NHÂN HOẠT ĐỘNG THƯƠNG MẠI ĐIỆN TỬ"])
        sheet.append(list(HEADINGS))
        for row in _cells(number):
            sheet.append(row)
        book.save(file)
    return file


def _cells(number: int) -> Iterator[list[object]]:
    from datetime import date

    from stdnum.vn import mst

    for at, row in enumerate(businesses(number), start=1):
        nine = f"26{at:07d}"
        digit = mst.calc_check_digit(nine)
        code = nine + digit if len(digit) == 1 else None
        commune = unit_on(row["commune"], date(2024, 12, 1)).name
        yield [
            at, row["name"], code, row["kind"].value, row["address"], commune, row["representative"], row["phone"],
            f"khach{at}@example.vn", row["products"], f"26A8{at:06d}", row["started_on"], f"0260850{at:05d}",
            1960 + at % 45, "Hóa đơn điện tử" if at % 2 else None, row["workers"], row["started_on"],
            f"cua-hang-{at}.example.vn" if at % 4 == 0 else None, f"shopee.vn/gian-hang-{at}", None,
        ]  # fmt: skip


def _bare(file: Path) -> None:
    """Every cell read by calamine and stored as it is in an encrypted table."""
    from python_calamine import CalamineWorkbook
    from sqlcipher3 import dbapi2

    target = WORK / "bare.db"
    for leftover in WORK.glob("bare.db*"):
        leftover.unlink()
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    base = dbapi2.connect(str(target), isolation_level=None)
    base.execute(f"PRAGMA key=\"x'{_KEY}'\"")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute(f"CREATE TABLE list ({', '.join(f'c{at}' for at in range(len(HEADINGS)))})")
    base.execute("BEGIN")
    base.executemany(f"INSERT INTO list VALUES ({','.join('?' * len(HEADINGS))})", rows[2:])
    base.execute("COMMIT")
    base.close()


def _ours(file: Path, number: int, watch: Watch) -> float:
    folder = WORK / "import"
    shutil.rmtree(folder, ignore_errors=True)
    ws = create_workspace(folder, NewWorkspace("246", "bench", "Bench", PASSWORD))
    watch.last = watch.clock()
    taken = seconds(lambda: _taken_in(ws, file, watch))
    kept = count(ws, Business, Query())
    if kept < 0.95 * number or not find(ws, Business, Query("nguyen"), limit=1):
        raise RuntimeError(f"only {kept} of {number} rows arrived")
    ws.close()
    return taken


def _taken_in(ws: Workspace, file: Path, watch: Watch) -> None:
    """All of an import; the end counts as a step, so that what is silent before it is heard of too."""
    checked = check_list(ws, read_list(ws, ImportWish(file, Business), watch), watch)
    commit_list(ws, checked, task=watch)
    watch.step(1, 1)


def _pandas(file: Path) -> None:
    import pandas as pd
    from sqlalchemy import create_engine

    target = WORK / "pandas.db"
    target.unlink(missing_ok=True)
    frame = pd.read_excel(file, engine="openpyxl", header=1)
    engine = create_engine(f"sqlite:///{target}")
    frame.to_sql("list", engine, index=False)
    engine.dispose()
