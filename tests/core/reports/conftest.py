"""Synthetic contents for the documents. Names, numbers and codes are invented."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tmdt_desktop.reports.annexes import (
    BusinessesContent,
    BusinessLine,
    CommunicationLine,
    InspectionLine,
    PetitionLine,
    TrainingLine,
)
from tmdt_desktop.reports.annual import AnnualContent, FigureLine, SectionText
from tmdt_desktop.reports.charts import Chart, Form, Series
from tmdt_desktop.reports.check_slip import CheckContent, CheckedSignature, CheckFinding
from tmdt_desktop.reports.document import Signing
from tmdt_desktop.reports.slips import (
    Fault,
    Issuer,
    PackagePart,
    ReceiptContent,
    ReturnContent,
)

LONG = (
    "Ủy ban nhân dân huyện đã ban hành 05 văn bản chỉ đạo, trong đó có kế hoạch về phát triển thương mại điện tử trên "
    "địa bàn huyện; giao các phòng, ban chuyên môn và Ủy ban nhân dân các xã, thị trấn theo dõi, cập nhật danh sách tổ "
    "chức, cá nhân có hoạt động bán hàng trực tuyến; kinh phí bố trí 180 triệu đồng, đã thực hiện 172,5 triệu đồng."
)
SHORT = "Tổ chức 03 lớp tập huấn với 64 lượt học viên, trong đó nữ 35 lượt; cử cán bộ tham gia 02 lớp do Sở tổ chức."

SECTIONS = (
    SectionText("I", "Khái quát tình hình", 1, (LONG,), "Điều 21"),
    SectionText("II", "Kết quả thực hiện", 1),
    SectionText("II.1", "Cơ chế, chính sách và chỉ đạo, điều hành", 2, (LONG,), "khoản 1 Điều 4"),
    SectionText("II.2", "Tuyên truyền, phổ biến pháp luật", 2, ("a) " + SHORT, "b) " + LONG), "khoản 2 Điều 4"),
    SectionText("II.3", "Đào tạo, tập huấn", 2, (SHORT,), "khoản 1 Điều 19"),
    SectionText("II.4", "Tư vấn, hỗ trợ tổ chức, cá nhân", 2, (LONG,), "Điều 9"),
    SectionText("II.5", "Thống kê, khảo sát", 2, (SHORT,), "khoản 3 Điều 19"),
    SectionText("II.6", "Trao đổi thông tin, báo cáo", 2, (SHORT,), "khoản 6 Điều 19"),
    SectionText("II.7", "Hợp tác quốc tế về thương mại điện tử", 2, ()),
    SectionText("II.8", "Kiểm tra, giải quyết khiếu nại, tố cáo", 2, (SHORT,), "khoản 4 Điều 19"),
    SectionText("III", "Đánh giá chung", 1),
    SectionText("III.1", "Kết quả đạt được", 2, (LONG,)),
    SectionText("III.2", "Tồn tại và nguyên nhân", 2, (LONG, SHORT)),
    SectionText("IV", "Khó khăn, vướng mắc", 1, (LONG,)),
    SectionText("V", "Đề xuất, kiến nghị", 1, ("1. " + SHORT, "2. " + LONG)),
    SectionText("VI", "Phương hướng, nhiệm vụ năm 2025", 1, ("1. " + LONG, "2. " + SHORT)),
)

FIGURES = (
    FigureLine("C5.1", "Đối tượng đang hoạt động TMĐT cuối kỳ", "đối tượng", 412, 450, 486, "", "I"),
    FigureLine("C1.2", "Đề xuất xây dựng, sửa đổi cơ chế", "đề xuất", 0, 1, 2, "", "II.1"),
    FigureLine("C1.3", "Kinh phí thực hiện", "triệu đồng", 150.0, 180.0, 172.5, "", "II.1"),
    FigureLine("C3.1", "Lớp tập huấn do huyện tổ chức", "lớp", 5, 6, 3, "", "II.3"),
    FigureLine("C3.3", "Lượt học viên", "lượt", 176, 200, 64, "Nữ: 35", "II.3"),
    FigureLine("C3.5", "Kinh phí tập huấn", "đồng", 48_000_000, None, 57_200_000, "", "II.3"),
    FigureLine("C5.2", "Đối tượng có website bán hàng", "đối tượng", 38, 45, 46, "Đã thông báo: 33", "II.5"),
    FigureLine("C5.3", "Đối tượng có gian hàng trên sàn TMĐT", "đối tượng", 127, 150, 165, "", "II.5"),
    FigureLine("C5.4", "Đối tượng bán qua mạng xã hội", "đối tượng", 341, None, 398, "", "II.5"),
    FigureLine("C5.9", "Đối tượng chấp nhận thanh toán không dùng tiền mặt", "đối tượng", None, None, 344, "", "II.5"),
    FigureLine("C6.3", "Yêu cầu đột xuất thực hiện đúng hạn", "yêu cầu", 1234, None, 0, "Tổng số 7", "II.6"),
    FigureLine("C8.1", "Cuộc kiểm tra liên ngành đã tham gia", "cuộc", 3, None, None, "", "II.8"),
)

TRAINING = (
    TrainingLine("Kỹ năng bán hàng trực tuyến, livestream", date(2024, 3, 12), date(2024, 3, 13), "Hội trường UBND huyện",
                 "Phòng Kinh tế và Hạ tầng", 24, 13, 19_500_000),
    TrainingLine("Đưa sản phẩm OCOP lên sàn thương mại điện tử", date(2024, 6, 5), date(2024, 6, 5), "Nhà văn hóa thị trấn",
                 "Phòng Kinh tế và Hạ tầng", 21, 12, 18_200_000),
    TrainingLine("Hóa đơn điện tử và chữ ký số", date(2024, 9, 20), None, "Hội trường UBND huyện", "Chi cục Thuế khu vực", 19,
                 10, 19_500_000, "Phối hợp"),
)  # fmt: skip

COMMUNICATION = (
    CommunicationLine(
        "Phát thanh về hóa đơn điện tử",
        "Đài truyền thanh",
        "Lợi ích hóa đơn điện tử từ máy tính tiền",
        "04/5/2024 - 18/5/2024",
        "Toàn huyện",
        "12 lượt phát",
        8_000,
        3_600_000,
        "Phối hợp Thuế",
    ),
    CommunicationLine(
        "Tờ gấp mua sắm an toàn",
        "Tờ rơi, tờ gấp",
        "Nhận biết, ứng phó hành vi tiêu cực",
        "15/10/2024",
        "Xã Bàn Giản, thị trấn Lập Thạch",
        "500 tờ",
        None,
        2_500_000,
    ),
)
INSPECTIONS = (
    InspectionLine(
        "Kiểm tra gian hàng bán mỹ phẩm",
        "Đột xuất",
        "Đội Quản lý thị trường số 3",
        "41/KH-QLTT ngày 02/7/2024",
        "10/7/2024",
        "Hộ kinh doanh Mẫu số 7",
        "Có vi phạm",
        2,
        15_000_000,
        "Theo cơ quan chủ trì",
    ),
    InspectionLine(
        "Kiểm tra thủ tục thông báo website",
        "Định kỳ",
        "Sở Công thương",
        "118/KH-SCT ngày 05/3/2024",
        "20/8/2024 - 21/8/2024",
        "Công ty TNHH Mẫu số 1",
        "Chưa phát hiện vi phạm",
        0,
        None,
    ),
)
PETITIONS = (
    PetitionLine(
        "12/3/2024",
        "Phản ánh",
        "Giao hàng không đúng mô tả trên trang bán hàng",
        "Người tiêu dùng",
        "Chuyển Hội Bảo vệ người tiêu dùng",
        "22/3/2024",
        "Đã giải quyết",
    ),
    PetitionLine(
        "05/9/2024",
        "Khó khăn, vướng mắc",
        "Hộ sản xuất chưa có mã số cơ sở để lên sàn",
        "UBND xã Bàn Giản",
        "Báo cáo Sở Công thương",
        "",
        "Đang xử lý",
    ),
)
CHARTS = (
    ("I", Chart("Đối tượng hoạt động TMĐT theo loại", "đối tượng",
                ("Hộ kinh doanh", "Doanh nghiệp", "Hợp tác xã", "Cơ sở sản xuất, kinh doanh khác"),
                (Series("Năm 2024", (361, 86, 27, None), ("HOUSEHOLD", "ENTERPRISE", "COOP", "OTHER")),))),
    ("II.5", Chart("Gian hàng theo nền tảng", "gian hàng", ("Shopee", "TikTok Shop", "Postmart"),
                   (Series("đang hoạt động", (92, 61, 18)), Series("tạm ngừng", (7, 4, 0))), Form.STACKED)),
)  # fmt: skip

SIGNING = Signing(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Văn Mẫu")
DEPARTMENT = Issuer(
    office="Sở Công thương",
    full_name="Sở Công thương tỉnh Vĩnh Phúc",
    parent_office="UBND tỉnh Vĩnh Phúc",
    place="Vĩnh Phúc",
    day=date(2024, 12, 18),
    signing=Signing(("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG", "QUẢN LÝ THƯƠNG MẠI"), "Trần Thị Mẫu"),
    copies=("UBND huyện Lập Thạch", "Lưu: VT, QLTM"),
)
HASH = "0123456789abcdef" * 4


def annual(**changes: object) -> AnnualContent:
    """The sample report, with other values where asked."""
    values: dict[str, object] = {
        "office": "Ủy ban nhân dân huyện Lập Thạch",
        "locality": "huyện Lập Thạch",
        "place": "Lập Thạch",
        "symbol": "BC-UBND",
        "year": 2024,
        "period_from": date(2023, 12, 15),
        "period_to": date(2024, 12, 14),
        "to": ("Ủy ban nhân dân tỉnh Vĩnh Phúc (qua Sở Công thương)",),
        "grounds": (
            (
                "Căn cứ Quyết định số ……/2024/QĐ-UBND ngày …… tháng …… năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc ban "
                "hành Quy chế phối hợp quản lý và phát triển hoạt động thương mại điện tử trên địa bàn tỉnh Vĩnh Phúc"
            ),
            "Căn cứ Kế hoạch phát triển thương mại điện tử tỉnh Vĩnh Phúc năm 2024",
        ),
        "sections": SECTIONS,
        "figures": FIGURES,
        "signing": SIGNING,
        "copies": (
            "Như trên",
            "Sở Công thương",
            "TT Huyện ủy, TT HĐND huyện",
            "UBND các xã, thị trấn",
            "Lưu: VT, KTHT",
        ),
        "training": TRAINING,
        "communication": COMMUNICATION,
        "inspections": INSPECTIONS,
        "petitions": PETITIONS,
        "charts": CHARTS,
        "month": 12,
    }
    return AnnualContent(**{**values, **changes})  # type: ignore[arg-type]


def short(**changes: object) -> AnnualContent:
    """The head, one section and the signing block of the sample report: what most rules are about."""
    nothing: dict[str, object] = dict.fromkeys(("figures", "training", "communication", "inspections", "petitions"), ())
    return annual(**{**nothing, "charts": (), "sections": SECTIONS[:1], **changes})


def businesses(count: int) -> BusinessesContent:
    """`count` invented businesses."""
    lines = tuple(
        BusinessLine(
            name=("Hộ kinh doanh", "Công ty TNHH Một thành viên", "Hợp tác xã")[place % 3] + f" Mẫu số {place}",
            kind=("HKD", "DN", "HTX")[place % 3],
            tax_code=f"{place:010d}",
            address=f"Thôn {place % 17 + 1}, đường Trung tâm",
            unit="Xã Bàn Giản",
            goods="Nông sản, thực phẩm",
            websites="" if place % 2 else f"mau{place}.example",
            marketplaces=f"san.example/gian-hang-{place}",
            networks="Facebook, Zalo",
            notice="Đã thông báo" if place % 2 else "Không thuộc diện",
            note="=1+1" if place == 3 else "",
        )
        for place in range(1, count + 1)
    )
    legend = "DN: doanh nghiệp; HTX: hợp tác xã; HKD: hộ kinh doanh"
    return BusinessesContent("Ủy ban nhân dân huyện Lập Thạch", "huyện Lập Thạch", "BC-UBND", 2024, lines, legend)


def receipt() -> ReceiptContent:
    """A package taken in."""
    return ReceiptContent(
        issuer=DEPARTMENT,
        code="2024-246-0017",
        about="Báo cáo thương mại điện tử năm 2024",
        sender="Ủy ban nhân dân huyện Lập Thạch",
        sender_code="246",
        report="Số 312/BC-UBND ngày 18/12/2024, kỳ báo cáo năm 2024",
        channel="USB",
        received_at=datetime(2024, 12, 18, 7, 5, 27, tzinfo=UTC),
        due=date(2024, 12, 20),
        in_time=True,
        sha256=HASH,
        parts=(
            PackagePart("Báo cáo đã ký số", "bao_cao.pdf", 186_432, "Đủ 02 chữ ký, hợp lệ"),
            PackagePart("Biểu tổng hợp", "bieu_tong_hop.xlsx", 38_914, "Khớp mã băm"),
        ),
    )


def returned() -> ReturnContent:
    """A package sent back."""
    return ReturnContent(
        issuer=DEPARTMENT,
        code="2024-246-0012",
        about="Báo cáo thương mại điện tử năm 2024",
        to="Ủy ban nhân dân huyện Lập Thạch",
        report="Báo cáo số 309/BC-UBND ngày 16/12/2024 (phiên bản 1, nhận lúc 14:05 ngày 16/12/2024)",
        faults=(
            Fault("Phụ lục I", "12", "Mã số thuế", "250099044", "Thiếu 01 chữ số; nhập lại đủ 10 chữ số"),
            Fault("Phụ lục I", "58, 203", "Mã số thuế", "2500991147", "Trùng giữa hai dòng; giữ một dòng hoặc sửa mã"),
            Fault(
                "Phụ lục V", "C3.3", "Thực hiện", "214", "Tăng 21,6% so năm trước, chưa có thuyết minh", is_error=False
            ),
        ),
        next_version=2,
        due=date(2024, 12, 20),
        locality="huyện Lập Thạch",
    )


def checked() -> CheckContent:
    """A file with two signatures."""
    signatures = tuple(
        CheckedSignature(
            role=role,
            items=(
                ("Người ký", f"{signer} - UBND huyện Lập Thạch, tỉnh Vĩnh Phúc"),
                ("Thời hạn chứng thư", "10/01/2023 - 10/01/2028"),
                ("Thuật toán", "RSA 2048, PSS, SHA-256"),
                ("Thu hồi chứng thư", "Chưa bị thu hồi; danh sách ngày 16/12/2024"),
            ),
            verdict="Hợp lệ",
        )
        for role, signer in (("người có thẩm quyền", "Nguyễn Văn Mẫu"), ("cơ quan", "Ủy ban nhân dân huyện Lập Thạch"))
    )
    signing = Signing(("NGƯỜI KIỂM TRA",), "Lê Thị Mẫu", sealed=False)
    return CheckContent(
        issuer=replace(DEPARTMENT, signing=signing, copies=()),
        about="Báo cáo số 312/BC-UBND của Ủy ban nhân dân huyện Lập Thạch",
        file="bao_cao.pdf",
        file_facts="PDF/A, 04 trang, 186.432 byte",
        sha256=HASH,
        checked_at=datetime(2024, 12, 18, 7, 5, 27, tzinfo=UTC),
        trust="Gói tin cậy ngày 16/12/2024, cách nay 2 ngày",
        program="TMĐT Desktop 0.1.0",
        verdict="Hợp lệ",
        why="Tệp có 02 chữ ký số, cả 02 chữ ký hợp lệ.",
        cure="Dùng được văn bản này.",
        facts=(("Số lần ghi vào tệp", "3"),),
        signatures=signatures,
        findings=(CheckFinding("Ghi chú", "Chữ ký RSA theo kiểu cũ PKCS #1 v1.5.", "Vẫn dùng được."),),
        parts=(PackagePart("Báo cáo đã ký số", "report.pdf", 186_432, "Đúng như đã ký"),),
    )


@pytest.fixture
def golden(golden_update: bool) -> Callable[[str, str], None]:
    """Compares text with the golden file of that name, or writes it anew when asked to."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parents[2] / "golden" / name
        if golden_update:
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def samples() -> SimpleNamespace:
    """The builders of sample contents."""
    return SimpleNamespace(
        annual=annual,
        short=short,
        businesses=businesses,
        receipt=receipt,
        returned=returned,
        checked=checked,
        figures=FIGURES,
    )
