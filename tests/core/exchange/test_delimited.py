"""Text files as tables: alphabets, marks between columns, quotes, odd ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Refused
from tmdt_desktop.exchange.delimited import decode, read_table
from tmdt_desktop.exchange.old_letters import as_bytes


def table(data: bytes | str) -> list[list[object]]:
    return read_table(decode(data if isinstance(data, bytes) else data.encode(), "ds.csv"), "ds.csv")


def test_the_mark_named_in_the_first_line_is_taken_and_the_line_is_no_row() -> None:
    assert table("sep=|\nSTT|Tên, tuổi\n1|An, 20\n") == [["STT", "Tên, tuổi"], ["1", "An, 20"]]


def test_a_line_break_within_quotes_stays_in_its_cell() -> None:
    assert table('STT;Địa chỉ\n1;"Thôn 1\nxã Ngọc Mỹ"\n')[1] == ["1", "Thôn 1\nxã Ngọc Mỹ"]


def test_doubled_quotes_are_one_quote() -> None:
    assert table('STT;Tên\n1;"Shop ""Hoa"""\n')[1] == ["1", 'Shop "Hoa"']


def test_a_quote_that_nobody_closed_swallows_no_rows() -> None:
    lines = "".join(f"{at};Hộ số {at}\n" for at in range(200))
    rows = table(f'STT;Tên\n1;"Shop Hoa\n{lines}')
    assert len(rows) == 202


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_ends_a_line(end: str) -> None:
    assert table(end.join(["STT;Tên", "1;Ấm", "2;Ước"])) == [["STT", "Tên"], ["1", "Ấm"], ["2", "Ước"]]


def test_rows_of_different_lengths_are_filled_up() -> None:
    assert table("a;b;c\n1\n1;2;3;4\n") == [["a", "b", "c", ""], ["1", "", "", ""], ["1", "2", "3", "4"]]


def test_one_cut_letter_does_not_make_the_rest_unreadable() -> None:
    data = "STT;Tên\n1;Nguyễn Thị Hồng Nhật\n2;Đặng Văn Ước\n".encode()
    assert table(data[:-2] + b"\n")[1] == ["1", "Nguyễn Thị Hồng Nhật"]


def test_an_old_font_saved_by_western_windows_keeps_every_letter() -> None:
    text = "STT;Hä vµ tªn\n1;NguyÔn ThÞ Ph\xad¬ng\n"
    assert table(as_bytes(text)) == [["STT", "Hä vµ tªn"], ["1", "NguyÔn ThÞ Ph\xad¬ng"]]


def test_two_byte_order_marks_are_no_part_of_the_heading() -> None:
    assert table(b"\xef\xbb\xbf\xef\xbb\xbfSTT;T\xc3\xaan\n1;An\n")[0] == ["STT", "Tên"]


def test_a_table_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(Refused, match="quá rộng"):
        table(";" * 1100 + "\n" * 20_000)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n")), min_size=2, max_size=5)))
def test_any_text_becomes_rows_of_one_width(cells: list[list[str]]) -> None:
    rows = table("\n".join(";".join(row) for row in cells))
    assert len({len(row) for row in rows}) <= 1
