"""Headings and choices of lists in old fonts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tmdt_desktop.exchange.book import Book
from tmdt_desktop.exchange.check_list import CheckedRows, check_rows
from tmdt_desktop.exchange.legacy_text import in_unicode_throughout
from tmdt_desktop.exchange.understanding import Wanted, understand
from tmdt_desktop.records.business import Business, SubjectKind

Checked = Callable[..., CheckedRows]
WANTED = Wanted(Business, date(2025, 6, 30), "246")


def test_a_heading_that_is_known_as_typed_is_not_rewritten(book: Callable[..., Book]) -> None:
    rows = [["STT", "Tên hộ kinh doanh", "Xã", "Ghi chú"], [1, "NguyÔn V¨n Hïng", "X· Ngäc Mü", "b¸n chÌ"],
            [2, "TrÇn ThÞ Lý", "X· Quang S¬n", "míi"], [3, "§ç V¨n Söu", "X· Hîp Lý", "nghØ"]]  # fmt: skip
    read = in_unicode_throughout(book([*rows]))
    typed = [replace(sheet, rows=[["STT", "Tên hộ kinh doanh", "Xó", "Ghi chỳ"], *sheet.rows[1:]],
                     raw={**sheet.raw, (0, 2): "Xã", (0, 3): "Ghi chú"}) for sheet in read.sheets]  # fmt: skip
    for made in (read, replace(read, sheets=tuple(typed))):
        plan = understand(made, WANTED)
        assert [column.path for column in plan.sheets[0].columns] == ["name", "commune", "note"]
        assert [row.values.get("commune") for row in check_rows(plan).rows] == ["08767", "08764", "08770"]


def test_a_heading_that_is_known_in_an_old_font_becomes_it(book: Callable[..., Book]) -> None:
    plan = understand(book([["STT", "Tên cơ sở", "Xã", "Sµn TM§T"], [1, "Shop An", "Ngọc Mỹ", "voso.vn/an"]]), WANTED)
    assert [column.path for column in plan.sheets[0].columns] == ["name", "commune", "channels.SHOP"]


def test_a_lone_choice_in_an_old_font_is_put_right(checked: Checked) -> None:
    made = checked([["STT", "Tên cơ sở", "Loại hình", "Xã"], [1, "Nguyễn Văn Hùng", "Hé kinh doanh", "Ngọc Mỹ"]])
    assert made.rows[0].values["kind"] is SubjectKind.HOUSEHOLD
    assert [(each.level, "«Hé kinh doanh» → «Hộ kinh doanh»" in each.sentence) for each in made.told] == [
        ("repaired", True)
    ]


def test_a_cell_that_reads_both_ways_in_an_old_column_is_told(book: Callable[..., Book]) -> None:
    rows = [["STT", "Tên cơ sở", "Xã"], [1, "NguyÔn V¨n Hïng", "Ngọc Mỹ"], [2, "TrÇn ThÞ Lý", "Ngọc Mỹ"], [3, "§ç V¨n Söu", "Ngọc Mỹ"],
            [4, "Lê Bé", "Ngọc Mỹ"], [5, "Hé An", "Ngọc Mỹ"]]  # fmt: skip
    made = check_rows(understand(in_unicode_throughout(book(rows)), WANTED))
    assert [row.values["name"] for row in made.rows][3:] == ["Lê Bé", "Hộ An"]
    doubts = {each.row: each.sentence for each in made.told if each.level == "doubt" and "phông cũ" in each.sentence}
    assert sorted(doubts) == [5, 6]
