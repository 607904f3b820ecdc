"""The mark of a state secret is told from the many words that only sound like one."""

import pytest

from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Rows
from tmdt_desktop.kinds import Note, Text
from tmdt_desktop.rare_kinds import OpenNote, OpenText
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.request import Request
from tmdt_desktop.secrecy_marks import is_marked, refuse_secret

OPEN = {"request", "inspection", "exchange", "petition", "policy", "survey_round", "report", "cooperation"}


@pytest.mark.parametrize(
    "text",
    [
        "Cung cấp số liệu (Mật)",
        "Cung cấp số liệu (mật)",
        "12/SCT-Mật",
        "12/UBND-MẬT",
        "07/MẬT",
        "Văn bản mật của Sở, dấu Mật",
        "Văn bản mật",
        "Công văn số 5, dấu chỉ độ: Mật",
        "đóng dấu chỉ độ mật",
        "M Ậ T",
        "T U Y Ệ T   M Ậ T",
        "TỐI MẬT",
        "tuyet mat",
        "Tuyệt_mật.docx",
        "cong van toi_mat.pdf",
        "Danh sách; Mật",
        "Mật",
        "Độ mật: A",
        "Độ mật: Mật",
        "tài liệu MẬT",
        "Mức độ mật: cao",
        "Ma\u0323\u0302t",
        "Mật\u200b",
    ],
)
def test_a_mark_is_seen(text: str) -> None:
    assert is_marked(text)
    with pytest.raises(Invalid, match="không được phép lưu tài liệu bí mật nhà nước"):
        refuse_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mật ong rừng Tam Đảo",
        "MẬT ONG NGỌC MỸ",
        "Hộ nuôi ong lấy mật",
        "phấn hoa, sáp ong, mật ong",
        "Quy định về bảo mật thông tin",
        "BẢO MẬT DỮ LIỆU",
        "Bí mật kinh doanh của doanh nghiệp",
        "Luật Bảo vệ bí mật nhà nước",
        "Đổi mật khẩu tài khoản sàn",
        "Báo cáo mật độ dân số",
        "Mật độ gian hàng",
        "độ mật: thường",
        "Độ mật: Thường",
        "mức độ mật: không",
        "Mứt mật, kẹo lạc",
        "Hồ sơ mật mía Lập Thạch",
        "quan hệ mật thiết",
        "Gặp mặt doanh nghiệp",
        "12/SCT-MT",
        "bảo-mật",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert not is_marked(text)
    assert refuse_secret(text) == text


def test_every_text_of_papers_is_looked_at() -> None:
    for register in REGISTERS:
        fields = list(register.fields())
        fields += [inner for outer in fields if isinstance(outer.kind, Rows) for inner in outer.kind.of.fields()]
        texts = [made for made in fields if type(made.kind) in (Text, Note) and made.name != "file_code"]
        assert not (register.code in OPEN and texts), (register.code, [made.name for made in texts])
        assert register.code in OPEN or not any(isinstance(made.kind, OpenText | OpenNote) for made in fields)


@pytest.mark.parametrize("word", ["Mật", "Tối mật", "TUYỆT MẬT", "mat"])
def test_a_word_of_secrecy_is_refused_as_what_it_is(word: str) -> None:
    with pytest.raises(Invalid, match="không được phép lưu tài liệu bí mật nhà nước"):
        Request.field("secrecy").read(word)


def test_another_word_is_only_none_of_the_list() -> None:
    with pytest.raises(Invalid, match="Chọn một trong"):
        Request.field("secrecy").read("gì đó")
