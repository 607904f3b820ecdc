"""Text: one form in, one key to search, one key to sort."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.text import fold, given_name_key, key, nfc, one_line, other_tone_place, sort_key


def test_decomposed_and_composed_text_become_the_same() -> None:
    for said in ("Đường Ngự", "Ấn Ễ ự", "hoà hòa"):
        assert nfc(unicodedata.normalize("NFD", said)) == said


def test_unseen_marks_and_odd_blanks_go_line_breaks_stay() -> None:
    assert nfc("\ufeff a\u00a0\u200b b \r\n  c ") == "a b\nc"
    assert one_line("Tên tổ chức,\ncá nhân") == "Tên tổ chức, cá nhân"


def test_the_soft_hyphen_is_kept_because_an_old_encoding_needs_it() -> None:
    assert "\u00ad" in nfc("h\u00ady")


@pytest.mark.parametrize(
    ("said", "plain"), [("Lỗ ĐẠI ĐÌNH", "lo dai dinh"), ("ễ ự ặ", "e u a"), ("Ängström", "angstrom")]
)
def test_marks_fold_away_also_the_two_that_databases_forget(said: str, plain: str) -> None:
    assert fold(said) == plain
    assert fold(unicodedata.normalize("NFD", said)) == plain


def test_a_key_holds_letters_and_digits_only() -> None:
    assert key("Số CCCD/\nCMND *") == "socccdcmnd"


def test_names_sort_as_a_vietnamese_dictionary_has_them() -> None:
    names = ["Ánh", "An", "Ân", "Ấn", "Bình", "Đạt", "Dũng"]
    assert sorted(names, key=sort_key) == ["An", "Ánh", "Ân", "Ấn", "Bình", "Dũng", "Đạt"]


def test_people_sort_by_given_name_first() -> None:
    people = ["Trần Văn An", "Lê Thị Bình", "Bùi Văn An"]
    assert sorted(people, key=given_name_key) == ["Bùi Văn An", "Trần Văn An", "Lê Thị Bình"]


def test_a_tone_moves_to_the_place_where_others_put_it_and_back() -> None:
    assert other_tone_place("hòa thúy khoẻ") == "hoà thuý khỏe"
    assert other_tone_place(other_tone_place("hòa thúy khoẻ")) == "hòa thúy khoẻ"
    assert other_tone_place("hoàn quyết hóc") == "hoàn quyết hóc"


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert one_line(one_line(raw)) == one_line(raw)
    assert nfc(nfc(raw)) == nfc(raw)
    assert fold(fold(raw)) == fold(raw)


@given(st.text(alphabet="aăâđeêoôơuưyáàảãạ bcd", max_size=20))
def test_the_order_forgets_capitals(raw: str) -> None:
    assert sort_key(raw) == sort_key(raw.upper())
