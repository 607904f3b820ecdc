"""What looks like one business and what only seems to: reasons, contradictions, and the figures over labelled pairs."""

import json
import os
import random
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data import alike as own
from tmdt_desktop.catalogues.platforms import channel_key
from tmdt_desktop.errors import Cancelled
from tmdt_desktop.exchange.likeness import SUSPECT, Likeness, Party, alike, alike_between, alike_within, party_of
from tmdt_desktop.exchange.likeness_score import BY_NAME
from tmdt_desktop.exchange.likeness_words import bare_words, hamlet, is_branch, is_person, open_reasons, toned_words
from tmdt_desktop.records.business import Business, ChannelKind

TAX, OTHER_TAX, ID, OTHER_ID = "2500150335", "2500150543", "026185001234", "026190001234"
PHONE, PLACE = "0912345678", {"commune": "08767", "address": "Thôn Đông Mới"}


def entry(name: str, **said: Any) -> Party:
    return Party(said.pop("key", name), name, **said)


def score(a: Party, b: Party) -> int:
    return alike(a, b).score


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Công ty TNHH Minh Phát", "minh phat"),
        ("CTY TNHH MTV MINH PHÁT", "minh phat"),
        ("C.ty CP Minh Phat", "minh phat"),
        ("CTCP Thương mại và Dịch vụ Minh Phát", "minh phat"),
        ("DNTN Minh Phát", "minh phat"),
        ("Hộ KD: Minh Phát", "minh phat"),
        ("Cửa hàng Minh Phát", "minh phat"),
        ("Chi nhánh Công ty TNHH Minh Phát tại Lập Thạch", "minh phat"),
        ("HTX NN Minh Phát", "minh phat"),
        ("Hợp tác xã Nông nghiệp Minh Phát", "minh phat"),
        ("Shop", "shop"),
        ("", ""),
    ],
)
def test_a_name_without_its_legal_form_is_the_brand(name: str, bare: str) -> None:
    assert bare_words(name) == bare


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("thôn Đông Mới", "dong moi"),
        ("Số nhà 12, TDP Đông Mới, TT Lập Thạch, huyện Lập Thạch", "dong moi"),
        ("Xóm Đông Mới, xã Ngọc Mỹ", "dong moi"),
        ("xã Ngọc Mỹ, huyện Lập Thạch", ""),
        ("", ""),
    ],
)
def test_the_village_of_an_address_is_found(address: str, village: str) -> None:
    assert hamlet(address) == village


def test_people_and_branches_are_known_by_their_names() -> None:
    assert is_person("truong van an", toned_words("Trương Văn An"))
    assert not is_person("truong sinh", toned_words("Trường Sinh"))
    assert is_branch("VPĐD Công ty TNHH An Lộc")
    assert not is_branch("Công ty TNHH An Lộc")


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (entry("CTCP An Lộc", tax_code=TAX), entry("CTY CP AN LOC", tax_code=TAX), f"cùng mã số thuế {TAX}"),
        (entry("Lê Thị Mơ", personal_id=ID), entry("HKD Lê Thị Mơ", personal_id=ID), "cùng số định danh …1234"),
        (entry("Lê Thị Mơ", **PLACE), entry("LE THI MO", **PLACE), "tên chỉ khác dấu"),
        (entry("Lê Thị Hoà", **PLACE), entry("Lê Thị Hòa", **PLACE), "cùng tên"),
        (entry("HKD Lê Thị Mơ", **PLACE), entry("Hộ kinh doanh Lê Thị Mơ", **PLACE), "tên chỉ khác loại hình"),
        (entry("Shop An Lộc", phones=(PHONE,), **PLACE), entry("Cửa hàng An Lôc", phones=(PHONE,), **PLACE), f"cùng số điện thoại {PHONE}"),
        (entry("Shop An Lộc Phát Tài", person="Lê Mơ", **PLACE), entry("Shop An Lộc Phát Taì", person="Lê Mơ", **PLACE), "cùng chủ, người đại diện"),
        (entry("Shop Hoa Sen", person="Lê Thị Mơ", phones=(PHONE,), **PLACE), entry("Lê Thị Mơ", phones=(PHONE,), **PLACE), "cùng chủ, người đại diện"),
        (entry("An Lộc", channels=("fb.com/anloc",), **PLACE), entry("An Lộc", channels=("m.facebook.com/anloc",), **PLACE), "cùng gian hàng, trang facebook.com/anloc"),
        (entry("An Lộc", phones=(PHONE,), **PLACE), entry("An Lộc", channels=(f"zalo.me/{PHONE}",), **PLACE), f"cùng số điện thoại {PHONE}"),
    ],
)  # fmt: skip
def test_one_business_written_twice_is_suspected_and_told_why(a: Party, b: Party, reason: str) -> None:
    found = alike(a, b)
    assert found.score >= SUSPECT
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (entry("Lê Thị Mơ", tax_code=TAX, phones=(PHONE,), **PLACE), entry("Lê Thị Mơ", tax_code=OTHER_TAX, **PLACE)),
        (entry("Lê Thị Mơ", personal_id=ID, **PLACE), entry("Lê Thị Mơ", personal_id=OTHER_ID, **PLACE)),
        (entry("Lê Thị Mơ", commune="08767", address="thôn Thượng"), entry("Lê Thị Mơ", commune="08767", address="thôn Hạ")),
        (entry("Công ty TNHH An Lộc", tax_code=TAX, phones=(PHONE,)), entry("Chi nhánh Công ty TNHH An Lộc", tax_code=f"{TAX}-001", phones=(PHONE,))),
        (entry("Lê Thị Mơ", phones=(PHONE,), **PLACE), entry("Trần Văn Nam", phones=(PHONE,), **PLACE)),
        (entry("Nguyễn Văn Hùng", **PLACE), entry("Nguyễn Văn Hưng", **PLACE)),
        (entry("Hộ KD Lê Mơ", channels=("mo.vn",)), entry("Hộ KD Trần Nam", channels=("mo.vn/ban-hang",))),
    ],
)  # fmt: skip
def test_what_contradicts_keeps_look_alikes_apart(a: Party, b: Party) -> None:
    assert score(a, b) < 60


def test_a_wrong_check_digit_contradicts_little() -> None:
    right, wrong = entry("An Lộc", tax_code=TAX, **PLACE), entry("An Lộc", tax_code="2500150336", **PLACE)
    assert score(right, wrong) > score(right, entry("An Lộc", tax_code=OTHER_TAX, **PLACE))


def test_a_telephone_of_many_tells_nothing() -> None:
    office = [entry(f"Hộ {name}", key=name, phones=(PHONE,)) for name in ("Sen", "Cúc", "Mai", "Đào", "Mận")]
    assert alike_within(office, least=1) == ()


def test_only_one_full_number_with_the_name_is_sure() -> None:
    assert alike(entry("An Lộc", tax_code=TAX), entry("AN LỘC", tax_code=TAX, commune="08767")).sure
    assert not alike(entry("An Lộc", phones=(PHONE,), **PLACE), entry("An Lộc", phones=(PHONE,), **PLACE)).sure


def test_pairs_between_two_lists_cross_them() -> None:
    ours = [entry("An Lộc", key=1, **PLACE), entry("AN LỘC", key=2, **PLACE)]
    theirs = [entry("Cửa hàng An Lộc", key=3, **PLACE)]
    assert {(each.a, each.b) for each in alike_between(ours, theirs)} == {(1, 3), (2, 3)}


def test_a_name_is_found_where_one_list_knows_no_commune() -> None:
    (found,) = alike_between([entry("Lê Thị Mơ", key=1, **PLACE)], [entry("Lê Thị Mơ", key=2, address="thôn Đông Mới")])
    assert 60 <= found.score < SUSPECT


def test_a_record_becomes_a_party() -> None:
    values = {"name": "An Lộc", "tax_code": TAX, "phone": "0912345678; 0987654321", "email": "a@example.vn", "commune": "08767",
              "representative": "Lê Mơ", "channels": [{"kind": ChannelKind.SHOP, "address": "shopee.vn/an"}, {"address": None}]}  # fmt: skip
    made = party_of(Business, values, 5)
    assert made == Party(5, "An Lộc", TAX, "", ("0912345678", "0987654321"), ("a@example.vn",), ("shopee.vn/an",), "08767", "", "Lê Mơ")  # fmt: skip


def test_comparing_tells_how_far_it_is_and_can_be_stopped() -> None:
    class Stopped:
        def step(self, done: int, total: int, what: str = "") -> None:
            if what == "So từng cặp":
                raise Cancelled

    with pytest.raises(Cancelled):
        alike_within(own.alike(60).parties, Stopped())


_SOME = own.alike(120, 3).parties


@given(st.sampled_from(_SOME), st.sampled_from(_SOME))
def test_likeness_is_the_same_from_either_side(a: Party, b: Party) -> None:
    one, other = alike(a, b), alike(b, a)
    assert (one.score, one.reasons, one.sure) == (other.score, other.reasons, other.sure)
    assert 0 <= one.score <= 100


@given(st.sampled_from(_SOME), st.sampled_from(_SOME))
def test_no_name_alone_makes_two_entries_of_known_communes_suspect(a: Party, b: Party) -> None:
    apart = replace(b, tax_code="", personal_id="", phones=(), emails=(), channels=(), commune="08767", address="")
    assert score(replace(a, commune="08767"), apart) <= BY_NAME < SUSPECT


@pytest.mark.parametrize("lost", [True, False])
def test_a_look_for_suspects_alone_finds_what_a_look_at_everything_does(lost: bool) -> None:
    parties = [replace(each, commune="" if lost and at % 5 == 0 else "08767") for at, each in enumerate(_SOME)]
    ours, theirs = parties[:120], parties[120:]
    assert alike_within(parties, least=SUSPECT) == surest(alike_within(parties))
    assert alike_between(ours, theirs, least=SUSPECT) == surest(alike_between(ours, theirs))


def surest(found: Collection[Likeness]) -> tuple[Likeness, ...]:
    return tuple(each for each in found if each.score >= SUSPECT)


def test_the_order_of_a_list_changes_nothing() -> None:
    turned = list(_SOME)
    random.Random(1).shuffle(turned)
    assert pairs_of(alike_within(_SOME)) == pairs_of(alike_within(turned))


def pairs_of(found: Collection[Likeness], least: int = 0) -> set[frozenset[Any]]:
    return {frozenset((each.a, each.b)) for each in found if each.score >= least}


def figures(name: str, told: set[frozenset[Any]], same: Collection[frozenset[Any]]) -> float:
    """Print precision, recall and F1 of the pairs told as «nghi trùng»; give F1."""
    hits = len(told & set(same))
    precision, recall = hits / len(told), hits / len(same)
    f1 = 2 * precision * recall / (precision + recall)
    told_so = f"{name}: {len(same)} true pairs, precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"
    print(told_so)  # noqa: T201 - the figures are what the test is for
    return f1


@pytest.mark.parametrize("seed", [7, 11])
def test_invented_pairs_are_told_with_f1_of_97_percent(seed: int) -> None:
    labelled = own.alike(1_000, seed)
    told = pairs_of(alike_within(labelled.parties), SUSPECT)
    assert figures(f"invented pairs, seed {seed}", told, labelled.same) >= 0.97
    assert not told & labelled.look_alikes


def _truths(folder: Path) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """(key of a row as the truth files write it, the row, the pairs of its list that only look alike)."""
    for file in sorted(folder.glob("*.truth.json")):
        said = json.loads(file.read_text("utf-8"))
        for row in said.get("rows", ()):
            yield (
                f"{said['list']}|{row['sheet']}|{(row.get('rows') or [row['row']])[0]}",
                row,
                said.get("look_alikes", ()),
            )


def _party(key: str, row: dict[str, Any]) -> Party:
    channels = (channel_key(each["key"]) for each in row.get("channels") or ())
    single = {name: row.get(name) or "" for name in ("tax_code", "email", "address")}
    return Party(
        key, row.get("name") or "", single["tax_code"], row.get("id_number") or "", tuple(row.get("phones") or ()),
        (single["email"],) if single["email"] else (), tuple(filter(None, channels)), row.get("commune_code") or "",
        single["address"], row.get("representative") or "",
    )  # fmt: skip


def test_pairs_of_given_lists_are_told_with_f1_of_97_percent(request: pytest.FixtureRequest) -> None:
    """Over a folder of lists with truth files: `--lists FOLDER` or TMDT_LISTS; within lists and across them."""
    given = request.config.getoption("--lists", default=None) or os.environ.get("TMDT_LISTS")
    if not given:
        pytest.skip("no folder of lists given")
    rows = {key: (row, looks) for key, row, looks in _truths(Path(given))}
    same = {frozenset((key, other)) for key, (row, _) in rows.items() for other in row.get("same_as") or ()}
    if not same:
        pytest.skip("its truth files name no pairs")
    looks = {frozenset((each["a"], each["b"])) for _, told in rows.values() for each in told}
    told = pairs_of(alike_within([_party(key, row) for key, (row, _) in rows.items()]), SUSPECT)
    inside = {pair for pair in same if len({key.split("|")[0] for key in pair}) == 1}
    within = {pair for pair in told if len({key.split("|")[0] for key in pair}) == 1}
    assert figures("within lists", within, inside) >= 0.97
    assert figures("across lists", told - within, same - inside) >= 0.97
    assert not told & looks


def test_open_reasons_keep_what_is_shared_and_drop_the_numbers_of_people() -> None:
    told = ("cùng số điện thoại 0912345678", "cùng mã số thuế 026085001234", "cùng mã số thuế 2500150335", "cùng tên")
    kept = ("cùng số điện thoại", "cùng mã số thuế", "cùng mã số thuế 2500150335", "cùng tên")
    assert open_reasons(told) == kept
