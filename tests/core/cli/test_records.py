"""One record from the command line: added, changed, removed, found by what people call it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]
SELLER = ("name=Hộ Lê Thị Ấm", "kind=Hộ kinh doanh", "commune=Xã Ngọc Mỹ", "tax_code=2500150335")
HELP = ("name=Hộ Ấm", "given_on=1/3/2024", "support=Lập gian hàng")


@pytest.fixture
def empty(ws: Workspace) -> Path:
    ws.close()
    return ws.path


def test_a_record_is_added_changed_and_removed(run: Run, empty: Path) -> None:
    channels = '[{"kind": "Website bán hàng", "address": "am.example.vn"}]'
    assert run("add", empty, "business", *SELLER, f"channels={channels}")[0] == 0
    assert run("edit", empty, "business", "2500150335", "phone=0912345678", "activity=Tạm ngừng")[0] == 0
    (row,) = run("list", empty, "business")[1]["rows"]
    assert (row["activity"], row["channels"][0]["address"]) == ("PAUSED", "am.example.vn")
    assert run("delete", empty, "business", row["file_code"])[0] == 0
    assert run("list", empty, "business")[1]["rows"] == []


def test_another_record_is_named_as_people_name_it(run: Run, empty: Path) -> None:
    run("add", empty, "business", *SELLER)
    assert run("add", empty, "advice", *HELP, "business=ho le thi am")[0] == 0
    assert len(run("list", empty, "advice", "--where", "business=2500150335")[1]["rows"]) == 1
    code, told = run("delete", empty, "business", "2500150335")
    assert code == 1
    assert "1 lượt hỗ trợ" in str(told)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "advice", *HELP, "business=Không ai"), "không có đối tượng nào"),
        (("add", "advice", "nothing=1"), "nothing"),
        (("add", "package", "note=x"), "không thêm bằng tay"),
        (("edit", "business", "Không ai", "phone=1"), "không có đối tượng nào"),
        (("add", "business", *SELLER, "channels=abc"), "JSON"),
    ],
)
def test_what_cannot_be_is_a_sentence(run: Run, empty: Path, words: tuple[str, ...], said: str) -> None:
    code, told = run(words[0], empty, *words[1:])
    assert code == 1
    assert said in str(told)
