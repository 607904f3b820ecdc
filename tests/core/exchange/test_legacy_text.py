"""Old alphabets, cell by cell: what is rewritten, what stays, and what a person may choose instead."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.exchange.book import Book, Marks, Sheet
from tmdt_desktop.exchange.legacy_text import repair, respelled
from tmdt_desktop.exchange.old_letters import as_bytes, in_unicode, western
from tmdt_desktop.exchange.syllables import is_syllable

NAMES = ("Nguyễn Văn Hùng", "Bùi Thị Phương Hiền", "Đỗ Thị Hoa", "Lê Hoàng Nam", "Trần Quốc Khánh", "Phùng Đức Thịnh")
OLD = {
    "tcvn3": ("NguyÔn V¨n Hïng", "Bïi ThÞ Ph\xad¬ng HiÒn", "§ç ThÞ Hoa", "Lª Hoµng Nam", "TrÇn Quèc Kh¸nh",
              "Phïng §øc ThÞnh"),
    "vni": ("Nguyeãn Vaên Huøng", "Buøi Thò Phöông Hieàn", "Ñoã Thò Hoa", "Leâ Hoaøng Nam", "Traàn Quoác Khaùnh",
            "Phuøng Ñöùc Thònh"),
}  # fmt: skip


def sheet(*columns: Sequence[object], fonts: dict[int, bytes] | None = None) -> Sheet:
    return Sheet("Trang 1", [list(row) for row in zip(*columns, strict=True)], marks=Marks(fonts=fonts or {}))


def column(made: Sheet, at: int = 0) -> tuple[object, ...]:
    return tuple(row[at] for row in made.rows)


def book(made: Sheet) -> Book:
    return Book(Path("ds.xlsx"), (made,), encodings={(made.name, at): said for at, said in repair(made).items()})


@pytest.mark.parametrize("alphabet", ["tcvn3", "vni"])
def test_a_column_in_an_old_alphabet_becomes_unicode_and_keeps_what_stood_there(alphabet: str) -> None:
    made = sheet(OLD[alphabet])
    assert repair(made) == {0: alphabet}
    assert column(made) == NAMES
    assert [made.raw.get((row, 0), OLD[alphabet][row]) for row in range(6)] == list(OLD[alphabet])


def test_a_column_half_unicode_half_old_comes_out_whole() -> None:
    mixed = [OLD["tcvn3"][at] if at % 2 else NAMES[at] for at in range(6)]
    made = sheet(mixed)
    repair(made)
    assert column(made) == NAMES
    assert {row for row, _ in made.raw} == {1, 3, 5}


def test_two_old_alphabets_in_one_column_are_told_apart() -> None:
    made = sheet([*OLD["tcvn3"], *OLD["vni"]])
    repair(made)
    assert column(made) == (*NAMES, *NAMES)


UNTOUCHED = (
    "Hà", "Lê Hoàng Nam", "Tải bảng kê", "Café Crème", "Nestlé", "Lancôme", "30 m²", "½ kg", "«Shop Hoa»", "Gia® Phú",
    "© 2024 Hoàng Hà", "· Bán hàng", "Zoë", "không đúng", "chín nghìn sáu trăm", "Hòan Kiếm", "ĐKKD", "Pokémon", "Đắk Lắk", "SĐT 0912345678", "Nº 5", "Số n°2", "BØ", "Ø en mm", "ĐT", "HĐND xã",
)  # fmt: skip


@pytest.mark.parametrize("text", UNTOUCHED)
def test_unicode_stays_as_it_is(text: str) -> None:
    made = sheet([text, "Nguyễn Văn Hùng", "Đỗ Thị Hoa"])
    assert repair(made) == {}
    assert column(made)[0] == text


def test_the_words_of_an_old_form_without_any_sign_are_recognised() -> None:
    made = sheet(["NhËp sai d÷ liÖu", "sáu", "chín", "nghìn", "Đã ghi"])
    repair(made)
    assert column(made) == ("Nhập sai dữ liệu", "sáu", "chín", "nghìn", "Đã ghi")


def test_what_reads_both_ways_goes_with_its_column() -> None:
    old = sheet(["Hé", *OLD["tcvn3"]])
    new = sheet(["Hé", *NAMES])
    repair(old)
    repair(new)
    assert (column(old)[0], column(new)[0]) == ("Hộ", "Hé")


def test_what_reads_both_ways_goes_with_its_font_before_its_column() -> None:
    fonts = {0: bytes([1, 0, 0, 0, 0, 0, 0]), 1: bytes([0] * 7)}
    made = sheet(["Hé", *NAMES], ["Hé", *NAMES], fonts=fonts)
    repair(made)
    assert (column(made)[0], column(made, 1)[0]) == ("Hộ", "Hé")
    assert made.fonts == {0: "tcvn3"}


def test_a_font_alone_does_not_make_unicode_old() -> None:
    made = sheet(["Hà", "Nguyễn Văn Hùng", "sáu"], fonts={0: bytes([1, 1, 1])})
    assert repair(made) == {}
    assert column(made) == ("Hà", "Nguyễn Văn Hùng", "sáu")


def test_a_font_of_capitals_only_gives_capitals() -> None:
    made = sheet(["hé kinh doanh nguyÔn v¨n hïng"], fonts={0: bytes([2])})
    repair(made)
    assert column(made) == ("HỘ KINH DOANH NGUYỄN VĂN HÙNG",)


def test_small_letters_among_old_capitals_become_capitals() -> None:
    made = sheet(["NGUYÔN V¡N HïNG", "TRÇN QUèC KH¸NH", "DANH S¸CH Hé KINH TÕ", "C«ng ty TNHH §ç Hå"])
    repair(made)
    assert column(made) == ("NGUYỄN VĂN HÙNG", "TRẦN QUỐC KHÁNH", "DANH SÁCH HỘ KINH TẾ", "Công ty TNHH Đỗ Hồ")


def test_old_text_that_a_vietnamese_windows_took_for_its_own_is_mended() -> None:
    text = ["TiƠng ViÖt rÊt hay", "Hä vµ tªn", "HiƠn ThƠ"]
    made = sheet(text)
    repair(made)
    assert column(made) == ("Tiếng Việt rất hay", "Họ và tên", "Hiến Thế")


def test_one_vietnamese_code_page_taken_for_another_is_mended() -> None:
    made = sheet(["NguyêÞn Thiò Hôòng", "Ðãòng Vãn Hoìa", "Trâìn Thiò Lan"])
    assert repair(made) == {0: "cp1258"}
    assert column(made) == ("Nguyễn Thị Hộng", "Đặng Văn Hóa", "Trấn Thị Lan")


def test_utf_8_taken_for_western_letters_is_mended() -> None:
    made = sheet([western(name.encode()) for name in NAMES])
    assert repair(made) == {0: "utf-8"}
    assert column(made) == NAMES


def test_viqr_is_taken_for_it_only_when_it_is_plain() -> None:
    made = sheet(["Nguye^~n Va(n Hu`ng", "DDo^~ Thi. Phu+o+ng"])
    assert repair(made) == {0: "viqr"}
    assert column(made) == ("Nguyễn Văn Hùng", "Đỗ Thị Phương")
    plain = sheet(["Ghi chu: A+ (xem?)", "x^2 + a(b)", "ddc@mail.vn"])
    assert repair(plain) == {}


def test_a_soft_hyphen_of_a_web_page_goes_but_the_letter_of_the_old_font_stays() -> None:
    made = sheet(["Ph\xad¬ng Th\xad", "Trung\xadtâm", "H\xad\xadng\xad Yên"])
    repair(made)
    assert column(made)[:2] == ("Phương Thư", "Trungtâm")


def test_another_choice_for_a_column_starts_from_what_was_typed() -> None:
    read = book(sheet(OLD["tcvn3"], NAMES))
    typed = respelled(read, {("Trang 1", 0): "unicode"})
    assert column(typed.sheets[0]) == OLD["tcvn3"]
    assert (typed.encodings, typed.sheets[0].raw) == ({}, {})
    again = respelled(typed, {("Trang 1", 0): "tcvn3"})
    assert column(again.sheets[0]) == NAMES == column(again.sheets[0], 1)
    assert column(read.sheets[0]) == NAMES


def test_a_choice_by_hand_decides_what_was_left_open() -> None:
    read = book(sheet(["Hé", "Lª", "Nguyễn Văn Hùng"]))
    chosen = respelled(read, {("Trang 1", 0): "tcvn3"})
    assert column(chosen.sheets[0]) == ("Hộ", "Lê", "Nguyễn Văn Hùng")
    assert chosen.encodings == {("Trang 1", 0): "tcvn3"}
    assert chosen.sheets[0].raw == {(0, 0): "Hé", (1, 0): "Lª"}


@given(st.binary(max_size=40))
def test_western_letters_lose_no_byte(data: bytes) -> None:
    assert as_bytes(western(data)) == data


@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(["tcvn3", "vni", "viscii", "vps", "viqr", "cp1258"]))
def test_any_text_can_be_read_and_given_back(texts: list[str], alphabet: str) -> None:
    read = book(sheet(texts))
    chosen = respelled(read, {("Trang 1", 0): alphabet})
    typed = respelled(chosen, {("Trang 1", 0): "unicode"})
    assert list(column(typed.sheets[0])) == texts


@pytest.mark.parametrize("word", ["Nguyễn", "Bích", "hòan", "quý", "giếng", "Khuỷu", "thuở", "yến", "uỷ", "gì"])
def test_syllables_are_recognised(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["NguyÔn", "Facebook", "hoãc", "Pleiku", "ĐKKD", "tieáng", "Viêt"])
def test_other_words_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_every_letter_of_vni_has_its_own() -> None:
    assert in_unicode("thaúng naêm nay, kyõ, Mî", "vni") == "thẳng năm nay, kỹ, Mỵ"


def test_several_words_that_read_well_as_typed_stay_in_an_old_column() -> None:
    made = sheet(["Lê Bé", "Hà Tú", *OLD["tcvn3"]])
    repair(made)
    assert column(made)[:2] == ("Lê Bé", "Hà Tú")


def test_a_font_makes_short_forms_old_that_are_no_syllables() -> None:
    made = sheet(["Sµn TM§T", "TM§T"], fonts={0: bytes([1, 1])})
    repair(made)
    assert column(made) == ("Sàn TMĐT", "TMĐT")
