from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pypdfium2 as pdfium

from tmdt_desktop.reports import REPORTS, annual_report
from tmdt_desktop.reports.annual import SectionText, figure_table
from tmdt_desktop.reports.charts import Chart
from tmdt_desktop.reports.document import Gap, Group, Heading, Paragraph, Table
from tmdt_desktop.reports.pdf import render_pdf


def test_the_text_of_the_annual_report_is_as_agreed(
    samples: SimpleNamespace, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    render_pdf(annual_report(samples.annual()), tmp_path / "a.pdf")
    with pdfium.PdfDocument(tmp_path / "a.pdf") as file:
        texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in file]
    lines = [line.rstrip() for text in texts for line in [*text.split("\n"), "=" * 20]]
    golden("annual_report.txt", "\n".join(lines) + "\n")


def test_every_figure_stands_once_in_the_table_of_indicators(samples: SimpleNamespace) -> None:
    stray = replace(samples.figures[0], code="C9.9", section="IX")
    table = figure_table(samples.annual(figures=(*samples.figures, stray)))
    codes = [row[0] for row in table.rows if isinstance(row, tuple)]
    assert codes == [line.code for line in samples.figures] + ["C9.9"]
    assert Group("Chỉ tiêu khác") in table.rows


def test_a_missing_plan_is_a_dash_and_a_missing_figure_is_named(samples: SimpleNamespace) -> None:
    rows = {row[0]: row for row in figure_table(samples.annual()).rows if isinstance(row, tuple)}
    assert rows["C5.9"][3:8] == (None, Gap.NO_BASE, 344, Gap.NO_BASE, Gap.NO_BASE)
    assert rows["C1.2"][7] is Gap.NO_BASE
    assert rows["C8.1"][5] is None


def test_a_table_of_which_nothing_is_known_stands_in_the_annex_only(samples: SimpleNamespace) -> None:
    unknown = tuple(replace(line, value=None, last_year=None) for line in samples.figures if line.section == "II.3")
    others = tuple(line for line in samples.figures if line.section != "II.3")
    content = samples.annual(figures=(*others, *unknown))
    labels = {line.label for line in unknown}
    in_text = [row for block in annual_report(content).body if isinstance(block, Table) for row in block.rows]
    told = {row[0] for row in in_text if isinstance(row, tuple) and len(row) == 4}
    assert not labels & told
    assert labels <= {row[1] for row in figure_table(content).rows if isinstance(row, tuple)}


def test_a_section_without_text_says_that_nothing_happened(samples: SimpleNamespace) -> None:
    body = annual_report(samples.annual()).body
    place = body.index(Heading(2, "7", "Hợp tác quốc tế về thương mại điện tử"))
    assert body[place + 1] == Paragraph("Không phát sinh.")
    assert not any(isinstance(block, Paragraph) and not block.text for block in body)


def test_a_parent_section_says_nothing_of_its_own(samples: SimpleNamespace) -> None:
    body = annual_report(samples.annual()).body
    assert isinstance(body[body.index(Heading(1, "II", "Kết quả thực hiện")) + 1], Heading)


def test_part_three_compares_with_plan_and_last_year(samples: SimpleNamespace) -> None:
    body = annual_report(samples.annual()).body
    after = body[body.index(Heading(2, "1", "Kết quả đạt được")) :]
    table = next(block for block in after if isinstance(block, Table))
    assert [row[0] for row in table.rows if isinstance(row, tuple)] == [
        line.label for line in samples.figures if line.plan is not None
    ]
    chart = next(block for block in after if isinstance(block, Chart))
    place = chart.labels.index("Đối tượng có website bán hàng")
    assert [series.values[place] for series in chart.series] == [38, 46]


def test_tables_of_the_text_are_numbered_in_order(samples: SimpleNamespace) -> None:
    captions = [block.caption for block in annual_report(samples.annual()).body if isinstance(block, Table)]
    assert [caption.split(".")[0] for caption in captions] == [f"Bảng {n}" for n in range(1, len(captions) + 1)]


def test_a_report_without_figures_and_training_still_stands(samples: SimpleNamespace, tmp_path: Path) -> None:
    sections = (SectionText("I", "Khái quát", 1), SectionText("III", "Đánh giá", 1, ("Tốt.",)))
    made = annual_report(samples.annual(figures=(), training=(), charts=(), sections=sections))
    assert not any(isinstance(block, Chart | Table) for block in made.body)
    assert render_pdf(made, tmp_path / "a.pdf").pages == 6


def test_training_totals_equal_their_rows(samples: SimpleNamespace) -> None:
    table = annual_report(samples.annual()).annexes[0].body[0]
    assert isinstance(table, Table)
    assert table.total[5:8] == (64, 35, 57_200_000)


def test_reports_are_a_list_that_can_be_read() -> None:
    assert [report.code for report in REPORTS] == ["annual", "annex_businesses", "receipt", "return", "check"]
