"""The marks of a state secret in a text, and the words that only look like one."""

import re

from tmdt_desktop.errors import Invalid
from tmdt_desktop.text import nfc

REFUSAL = "Phần mềm không được phép lưu tài liệu bí mật nhà nước. Ghi vào sổ riêng theo chế độ mật."
_NO_MARK = r"(?!\s+(?:ong|khẩu|mã|độ|thiết|mía|hoa|ngọt|thư|vụ|danh)\b)"
"""«mật ong», «mật khẩu»: what follows makes another word of it."""
_PAPERS = (
    "văn bản|tài liệu|công văn|hồ sơ|số liệu|thông tin|danh sách|báo cáo|kế hoạch|quyết định|tờ trình|đề án|phụ lục"
    "|bản đồ|vật|dấu|con dấu|dấu hiệu|loại|chế độ|danh mục|nội dung"
)
_ANY_CASE = (
    r"\b(?:tuyệt|tối)[\s-]+mật\b",
    r"\b(?:tuyet|toi)[\s-]+mat\b",
    # what stands for itself in brackets or quotes, or ends a number: «(Mật)», «12/SCT-Mật»
    r"[(\[{«“\"']\s*mật\s*[)\]}»”\"']",
    rf"\d\S*[-–/]\s*mật\b{_NO_MARK}",
    # a paper, a stamp or a degree that is called so
    rf"\b(?:{_PAPERS})\s*[:\s]\s*mật\b{_NO_MARK}",
    r"\b(?:độ|mức|mật)\s*[:=–]\s*(?:a|b|c|mật)\b",
    r"\b(?:độ|mức)(?:\s+độ)?\s+mật\b(?!\s*[:=–(-]?\s*(?:bình\s+)?(?:thường|không))",
    # the letters of a stamp, set apart
    r"(?<!\w)m[\s.-]+ậ[\s.-]+t(?!\w)",
)
_MARKS = re.compile("|".join(_ANY_CASE), re.IGNORECASE)
_STAMPED = re.compile(
    r"(?<!BẢO )(?<!BÍ )(?<!CƠ )(?<!THÂN )(?<!LẤY )(?<!NUÔI )\bMẬT\b(?!\s+(?:ONG|KHẨU|MÃ|ĐỘ|THIẾT|MÍA|HOA|NGỌT|THƯ|VỤ|DANH)\b)"
)
_ALONE = re.compile(r"(?:^|[-–/,;:.])\s*Mật\s*(?:$|[,;:.)…])", re.MULTILINE)


def is_marked(text: str) -> bool:
    """Whether a text bears the mark of a state secret: «Mật», «Tối mật», «Tuyệt mật» as said of a paper.

    «mật ong», «bảo mật», «bí mật kinh doanh», «độ mật: thường» are no marks. A «_» counts as a blank: names of files.
    Source: Luật Bảo vệ bí mật nhà nước 117/2025/QH15 (29/2018/QH14 before), Điều 8.
    """
    plain = nfc(text.replace("_", " "))
    return any(mark.search(plain) for mark in (_MARKS, _STAMPED, _ALONE))


def refuse_secret(text: str) -> str:
    """`text`, unless it bears the mark of a state secret: such papers have no place here. Raises Invalid."""
    if is_marked(text):
        raise Invalid(REFUSAL)
    return text
