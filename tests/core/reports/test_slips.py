from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest

from tmdt_desktop.reports import check_slip, receipt_slip, return_slip
from tmdt_desktop.reports.document import Document
from tmdt_desktop.reports.pdf import render_pdf


def text(document: Document, path: Path) -> str:
    render_pdf(document, path)
    with pdfium.PdfDocument(path) as file:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in file).split())


def test_a_receipt_says_when_and_in_time(samples: SimpleNamespace, tmp_path: Path) -> None:
    found = text(receipt_slip(samples.receipt()), tmp_path / "a.pdf")
    assert "Mã tiếp nhận: 2024-246-0017" in found
    assert "18/12/2024 14:05:27 +07:00" in found
    assert "Trước ngày 20/12/2024 - gửi đúng hạn" in found
    assert "Số:" not in found


def test_a_late_package_is_called_late(samples: SimpleNamespace, tmp_path: Path) -> None:
    assert "gửi quá hạn" in text(receipt_slip(replace(samples.receipt(), in_time=False)), tmp_path / "a.pdf")


def test_a_return_counts_errors_and_warnings(samples: SimpleNamespace, tmp_path: Path) -> None:
    found = text(return_slip(samples.returned()), tmp_path / "a.pdf")
    assert "vì có 02 lỗi và 01 cảnh báo như sau:" in found
    assert "trước ngày 20/12/2024" in found
    assert "chưa được đưa vào tổng hợp toàn tỉnh./." in found


def test_the_verdict_stands_before_the_details(samples: SimpleNamespace, tmp_path: Path) -> None:
    found = text(check_slip(samples.checked()), tmp_path / "a.pdf")
    assert found.index("Kết luận: HỢP LỆ") < found.index("Tệp có 02 chữ ký số") < found.index("Thời hạn chứng thư")


@pytest.mark.parametrize("count", [0, 1, 3, 5])
def test_any_number_of_signatures_is_shown(count: int, samples: SimpleNamespace, tmp_path: Path) -> None:
    one = samples.checked().signatures[0]
    signatures = tuple(replace(one, items=(("Người ký", f"Người {n}"),)) for n in range(count))
    found = text(check_slip(replace(samples.checked(), signatures=signatures)), tmp_path / "a.pdf")
    assert all(f"Người {n}" in found for n in range(count))
    assert "Kết luận là một trong năm mức" in found


def test_a_check_that_nobody_issues_is_a_bare_page(samples: SimpleNamespace, tmp_path: Path) -> None:
    found = text(check_slip(replace(samples.checked(), issuer=None)), tmp_path / "a.pdf")
    assert "CỘNG HÒA" not in found
    assert "KẾT QUẢ KIỂM TRA CHỮ KÝ SỐ" in found
    assert "Căn cứ để tin" in found


def test_a_return_with_many_faults_keeps_its_signing_block(samples: SimpleNamespace, tmp_path: Path) -> None:
    content = samples.returned()
    document = return_slip(replace(content, faults=content.faults * 20))
    layout = render_pdf(document, tmp_path / "a.pdf")
    assert layout.signing_page == layout.pages
