"""Acts from the command line: what taking one back would do is shown first, and edited records are named to go too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]


def test_taking_an_act_back_is_looked_at_first_and_takes_edited_records_along_when_named(
    run: Run, ws: Workspace, tmp_path: Path
) -> None:
    ws.close()
    filled = ws.path
    file = tmp_path / "ds.csv"
    rows = "1;Cơ sở Hòa An;;Xã Xuân Hòa;0912345678\n2;Cơ sở Bình;;Xã Xuân Hòa;0912345679\n"
    file.write_text(f"STT;Tên cơ sở;MST;Xã;SĐT\n{rows}", encoding="utf-8")
    batch = run("import", filled, "business", file)[1]["imported"]["batch"]
    row = next(r for r in run("list", filled, "business", "--format", "json")[1]["rows"] if r["name"] == "Cơ sở Bình")
    assert run("edit", filled, "business", row["id"], "note=đã gọi", "phone=0987654321")[0] == 0
    looked = run("undo", filled, batch, "--dry-run")[1]
    assert (looked["going"], looked["kept"]) == (1, 1)
    assert looked["lines"][0]["name"] == "Cơ sở Bình"
    phone, note = looked["lines"][0]["later"][0]["changes"]
    assert (phone["label"], phone["new"], note["new"]) == ("Điện thoại", "…", "đã gọi")
    shown = run("undo", filled, batch, "--dry-run", "--sensitive")[1]
    assert shown["lines"][0]["later"][0]["changes"][0]["new"] == "0987654321"
    assert run("undo", filled, batch, "--also", row["id"])[1]["restored"] == 2
