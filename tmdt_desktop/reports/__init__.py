"""Official documents: content as a tree of blocks, rendered to PDF, DOCX and XLSX.

`REPORTS` is the list of what this program can write. Renderers are heavy and imported by whoever renders:
`reports.pdf.render_pdf`, `reports.docx.render_docx`, `reports.workbook.render_workbook`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tmdt_desktop.reports.annexes import annex_businesses
from tmdt_desktop.reports.annual import annual_report
from tmdt_desktop.reports.check_slip import check_slip
from tmdt_desktop.reports.document import Document
from tmdt_desktop.reports.slips import receipt_slip, return_slip


@dataclass(frozen=True)
class Report:
    """One kind of document: its code in commands and files, its name for people, what makes it from plain values."""

    code: str
    title: str
    build: Callable[[Any], Document]


REPORTS = (
    Report("annual", "Báo cáo năm về thương mại điện tử", annual_report),
    Report("annex_businesses", "Phụ lục I. Danh sách tổ chức, cá nhân hoạt động thương mại điện tử", annex_businesses),
    Report("receipt", "Phiếu tiếp nhận", receipt_slip),
    Report("return", "Phiếu trả lại", return_slip),
    Report("check", "Kết quả kiểm tra chữ ký số", check_slip),
)
