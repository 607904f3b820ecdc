"""The status of a tax code."""

from datetime import date

from tmdt_desktop.catalogues.tax_status import UNCHECKED, TaxStatus, tax_statuses

BEFORE, AFTER = date(2024, 12, 10), date(2026, 7, 1)


def test_codes_of_the_circular_in_force() -> None:
    codes = [code for code, _ in TaxStatus().choices(AFTER)]
    assert codes == [UNCHECKED, "00", "01", "02", "03", "05", "06", "07", "09", "10"]


def test_before_the_circular_04_was_there_and_09_was_not() -> None:
    codes = {code for code, _ in TaxStatus().choices(BEFORE)}
    assert "04" in codes
    assert codes.isdisjoint({"09", "10"})


def test_leading_zeros_are_kept_and_words_are_read() -> None:
    assert TaxStatus().parse("00") == "00"
    assert TaxStatus().parse("tạm ngừng kinh doanh") == "05"
    assert TaxStatus().show("06") == "Không hoạt động tại địa chỉ đã đăng ký"


def test_only_what_the_new_circular_says_is_verified() -> None:
    told = {(known.code, known.verified) for known in tax_statuses() if known.holds_on(AFTER)}
    assert ("10", False) in told
    assert ("09", True) in told
    assert not [k for k in tax_statuses() if k.verified and k.holds_on(BEFORE) and k.code != UNCHECKED]
