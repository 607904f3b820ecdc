"""The items that TT 15/2025/TT-BKHCN wants shown: all of them, always, each with its own weight."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tmdt_desktop.signing import checklist as room
from tmdt_desktop.signing.checklist import checklist
from tmdt_desktop.signing.verdicts import Finding, Revocation, SignatureFacts, Verdict, finding

SIGNED = datetime(2024, 12, 18, 2, 12, tzinfo=UTC)
GOOD = SignatureFacts(
    field="x",
    who="Nguyễn Văn Mẫu",
    organisation="UBND huyện Lập Thạch",
    issuer="Nơi cấp thử nghiệm",
    serial="1",
    fingerprint="0" * 64,
    signed_at=SIGNED,
    not_before=datetime(2023, 1, 10, tzinfo=UTC),
    not_after=datetime(2028, 1, 10, tzinfo=UTC),
    intact=True,
    covers="toàn bộ tệp",
    trusted=True,
    chain=("Nguyễn Văn Mẫu", "Nơi cấp thử nghiệm"),
    revocation=Revocation.GOOD,
    revocation_list_of=datetime(2024, 12, 16, tzinfo=UTC),
    registered_office="UBND huyện Lập Thạch",
    registered_role="leader",
    findings=(),
    managing_unit="UBND huyện Lập Thạch",
    algorithm="RSA 2048, PSS, SHA-256",
    valid_at_signing=True,
    revocation_age_days=2,
)


def shown(facts: SignatureFacts) -> dict[str, tuple[str, str]]:
    return {each.label: (each.words, each.level) for each in checklist(facts)}


def test_a_good_signature_shows_every_item() -> None:
    assert shown(GOOD) == {
        "Tổ chức cấp chứng thư": ("Nơi cấp thử nghiệm", "VALID"),
        "Người ký": ("Nguyễn Văn Mẫu - UBND huyện Lập Thạch", "VALID"),
        "Đơn vị quản lý chứng thư": ("UBND huyện Lập Thạch (đã đăng ký với Sở)", "VALID"),
        "Thời điểm ký": ("18/12/2024 09:12 (khai báo, chưa có dấu thời gian hay phiếu tiếp nhận)", "VALID"),
        "Tính toàn vẹn": ("Còn nguyên như lúc ký; chữ ký bao toàn bộ tệp", "VALID"),
        "Hiệu lực lúc ký": ("Còn hiệu lực", "VALID"),
        "Thời hạn chứng thư": ("10/01/2023 - 10/01/2028", "VALID"),
        "Thuật toán": ("RSA 2048, PSS, SHA-256", "VALID"),
        "Phạm vi chứng thư": ("Được cấp để ký", "VALID"),
        "Thu hồi chứng thư": ("Chưa bị thu hồi; danh sách ngày 16/12/2024, cách nay 2 ngày", "VALID"),
    }


@pytest.mark.parametrize(
    ("found", "label", "level"),
    [
        (finding("unknown_root"), room.AUTHORITY, "UNDETERMINED"),
        (finding("other_office", office="UBND huyện Tam Dương"), room.SIGNER, "INVALID"),
        (finding("signed_in_future", day="01/01/2030"), room.TIME, "WARNED"),
        (finding("signature_wrong"), room.WHOLE, "INVALID"),
        (finding("certificate_expired", day="01/01/2024"), room.THEN, "INVALID"),
        (finding("weak_algorithm"), room.ALGORITHM, "INVALID"),
        (finding("pkcs1_padding"), room.ALGORITHM, "VALID"),
        (finding("certificate_usage"), room.USE, "INVALID"),
        (finding("revoked_later", day="20/12/2024"), room.REVOCATION, "UNDETERMINED"),
        (finding("stamp_unknown"), room.TIME, finding("stamp_unknown").weight.name),
        (Finding("something_new", "Điều lạ.", "Hỏi.", Verdict.INVALID), room.WHOLE, "INVALID"),
    ],
)
def test_what_was_found_weighs_on_the_item_it_speaks_of(found: Finding, label: str, level: str) -> None:
    items = shown(replace(GOOD, findings=(found,)))
    assert items[label][1] == level
    assert items[label][0].endswith(found.sentence)
    assert [name for name, (_, weight) in items.items() if weight != "VALID" and name != label] == []


def test_every_finding_about_a_signature_has_an_item_that_exists() -> None:
    labels = [each.label for each in checklist(GOOD)]
    for codes in room._ITEMS.values():
        for code in codes:
            assert room._label(code) in labels


def test_a_broken_or_unknown_signature_never_looks_well() -> None:
    unknown = replace(
        GOOD, intact=False, trusted=False, chain=(), valid_at_signing=False, revocation=Revocation.UNCHECKED
    )
    items = shown(unknown)
    assert items["Tính toàn vẹn"] == ("Không còn như lúc ký", "INVALID")
    assert items["Tổ chức cấp chứng thư"][1] == "UNDETERMINED"
    assert items["Hiệu lực lúc ký"] == ("Chưa xác định được", "UNDETERMINED")
    assert items["Thu hồi chứng thư"][1] == "WARNED"


def test_the_time_says_what_stands_behind_it() -> None:
    at = datetime(2024, 12, 18, 7, 0, tzinfo=UTC)
    words = [
        shown(replace(GOOD, time_kind=kind, anchored_at=at))["Thời điểm ký"][0] for kind in ("stamped", "anchored")
    ]
    assert words == [
        "18/12/2024 09:12; có dấu thời gian lúc 18/12/2024 14:00",
        "18/12/2024 09:12 (khai báo); chắc chắn có trước 18/12/2024 14:00 là lúc Sở nhận",
    ]
    assert shown(replace(GOOD, signed_at=None))["Thời điểm ký"][0] == "Không ghi"
