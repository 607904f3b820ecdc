"""Rows over the clipboard: what spreadsheets put there is read as it stood, and what is put there they read as text."""

from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.exchange.clipboard import as_html, as_text, read_rows

_CELLS = st.text(st.sampled_from('ab"\t\n =,'), max_size=6).filter(
    lambda cell: cell == cell.strip() and cell[:1] != "="
)
_TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=4)
)


def test_line_breaks_tabs_and_quotes_stay_inside_their_cells() -> None:
    said = 'Tên\tGhi chú\r\n"Quán ""A""\ndòng hai"\t"có\ttab"\r\n'
    assert read_rows(said) == [["Tên", "Ghi chú"], ['Quán "A"\ndòng hai', "có\ttab"]]


def test_quotes_that_belong_to_a_name_stay() -> None:
    assert read_rows('"Bà Tám" quán\t"Sen"\r\nHộ "B"\t5\r\n') == [['"Bà Tám" quán', '"Sen"'], ['Hộ "B"', "5"]]


def test_an_opening_quote_without_its_end_takes_nothing_with_it() -> None:
    assert read_rows('"dở dang\tx\r\nB\ty\r\n') == [['"dở dang', "x"], ["B", "y"]]


def test_quotes_around_every_cell_are_taken_off() -> None:
    assert read_rows('"A"\t"0123"\n"B"\t"0456"\n') == [["A", "0123"], ["B", "0456"]]


def test_rows_end_with_any_line_end_and_empty_rims_go() -> None:
    expected = [["a", "b"], ["c", ""]]
    assert read_rows("a\tb\t\r\nc\r\n\t\t\r\n") == read_rows("a\tb\nc") == read_rows("a\tb\rc\r\0") == expected


@given(_TABLES)
def test_what_is_put_on_the_clipboard_reads_back(rows: list[list[str]]) -> None:
    kept = [list(row) for row in rows]
    while kept and not any(cell.strip() for cell in kept[-1]):
        kept.pop()
    width = max((at + 1 for row in kept for at, cell in enumerate(row) if cell.strip()), default=0)
    assert read_rows(as_text(rows)) == [row[:width] for row in kept]


def test_no_copied_cell_becomes_a_formula() -> None:
    assert as_text([["=1+1", "-x", "0912"]]) == "'=1+1\t'-x\t0912\r\n"


def test_copied_cells_are_text_for_a_spreadsheet_and_marked_up_safely() -> None:
    made = as_html([["0123", "<b>\nx"]])
    assert made.count("mso-number-format:'\\@'") == 2
    assert "&lt;b&gt;<br>x" in made
