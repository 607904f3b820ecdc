"""Acts and what the decrees print for them."""

from datetime import date

from tmdt_desktop.catalogues.violations import Violation, acts, cited


def test_the_list_of_the_decree_is_whole() -> None:
    codes = list(dict.fromkeys(act.code for act in acts()))
    assert codes[:10] == ["V62a", "V62b", "V62c", "V62d", "V62e", "V62f", "V63", "V64", "V65", "V66"]
    assert codes[-1] == "VK"


def test_amounts_stand_as_they_are_printed() -> None:
    known = {act.code: act for act in acts()}
    assert known["V62e"].amount == "10.000.000 đến 20.000.000 đồng"
    assert (known["V62e"].least, known["V62e"].most) == (10_000_000, 20_000_000)
    assert (known["V63"].least, known["V63"].most) == (None, None)


def test_the_decree_is_cited_with_the_amendments_of_the_day() -> None:
    assert cited("V62e", date(2021, 5, 1)) == "Điều 62 Nghị định số 98/2020/NĐ-CP"
    assert cited("V62e", date(2024, 5, 1)).endswith("(sửa đổi, bổ sung bởi Nghị định số 17/2022/NĐ-CP)")
    assert "24/2025" in cited("V62e", date(2025, 3, 1))
    assert cited("VKd", date(2024, 5, 1)) == "Nghị định số 125/2020/NĐ-CP"
    assert cited("không có", date(2024, 5, 1)) == ""


def test_from_1_july_2026_the_clerk_is_told_to_look_again() -> None:
    after = [act for act in acts() if act.holds_on(date(2026, 7, 1)) and act.code.startswith("V6")]
    before = [act for act in acts() if act.holds_on(date(2026, 6, 30)) and act.code.startswith("V6")]
    assert len(after) == len(before) == 10
    assert all("NĐ 248/2026" in act.note for act in after)
    assert not any(act.note for act in before)


def test_nothing_of_the_list_was_read_in_the_decree_itself() -> None:
    assert not any(act.verified for act in acts())


def test_an_act_is_chosen_once_a_day() -> None:
    offered = Violation().choices()
    assert len(offered) == len(dict(offered))
    assert Violation().parse("hàng giả") == "VKa"
