"""The annual report on e-commerce (Quy chế phối hợp, Điều 21) and its annexes, from plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tmdt_desktop import i18n
from tmdt_desktop.reports.annexes import (
    NOTHING,
    CommunicationLine,
    InspectionLine,
    PetitionLine,
    TrainingLine,
    communication_annex,
    inspection_annex,
    petition_annex,
    training_annex,
)
from tmdt_desktop.reports.charts import Chart, Number, Series
from tmdt_desktop.reports.document import (
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Gap,
    Group,
    Head,
    Heading,
    Kind,
    Paragraph,
    Row,
    Signing,
    Table,
)
from tmdt_desktop.reports.wording import accompanying, percent

_MOST_BARS = 6


@dataclass(frozen=True)
class SectionText:
    """One section of the skeleton. `number` «II» or «II.3», `level` 1 or 2, `clause` of the Quy chế it answers to."""

    number: str
    title: str
    level: int
    paragraphs: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True)
class FigureLine:
    """One indicator of the period. None means «not collected»; an int is counted, a float or Decimal measured.

    `plan` None means that no plan was set. `section` is the number of the section it belongs to.
    """

    code: str
    label: str
    unit: str
    last_year: Number | None
    plan: Number | None
    value: Number | None
    note: str = ""
    section: str = ""


@dataclass(frozen=True)
class AnnualContent:
    """All that stands in the report.

    `office` «Ủy ban nhân dân huyện Lập Thạch», `locality` «huyện Lập Thạch», `symbol` «BC-UBND». `number` and `day` stay
    None until they are allotted; `month` (1–12) prints in front of the open day. `to`, `grounds`, `copies`: one item each.
    `charts`: each with the number of the section that it closes; a chart's title is without «Hình».
    """

    office: str
    locality: str
    place: str
    symbol: str
    year: int
    period_from: date
    period_to: date
    to: tuple[str, ...]
    grounds: tuple[str, ...]
    sections: tuple[SectionText, ...]
    figures: tuple[FigureLine, ...]
    signing: Signing
    copies: tuple[str, ...]
    training: tuple[TrainingLine, ...] = ()
    communication: tuple[CommunicationLine, ...] = ()
    inspections: tuple[InspectionLine, ...] = ()
    petitions: tuple[PetitionLine, ...] = ()
    charts: tuple[tuple[str, Chart], ...] = ()
    parent_office: str = ""
    number: int | None = None
    day: date | None = None
    month: int | None = None
    about: str = ""
    opening: str = ""
    closing: str = ""


def annual_report(content: AnnualContent) -> Document:
    """The report with Phụ lục II to VI; Phụ lục I names people and goes in a file of its own."""
    about = content.about or f"Kết quả công tác quản lý và phát triển hoạt động\nthương mại điện tử năm {content.year}"
    return Document(
        title=f"Báo cáo {about[0].lower()}{about[1:]}",
        head=_head(content),
        kind="BÁO CÁO",
        about=about,
        to=content.to,
        grounds=content.grounds,
        body=(Paragraph(content.opening or _opening(content)), *_Body(content).blocks()),
        closing=content.closing or _closing(content),
        signing=content.signing,
        copies=content.copies,
        annexes=_annexes(content),
    )


def _annexes(content: AnnualContent) -> tuple[Annex, ...]:
    about = content.year, content.locality, _accompanying(content)
    return (
        training_annex(*about, content.training),
        communication_annex(*about, content.communication),
        inspection_annex(*about, content.inspections),
        _figure_annex(content),
        petition_annex(*about, content.petitions),
    )


def _head(content: AnnualContent) -> Head:
    return Head(
        office=content.office,
        place=content.place,
        year=content.day.year if content.day else content.period_to.year,
        parent_office=content.parent_office,
        symbol=content.symbol,
        number=content.number,
        day=content.day,
        month=content.month,
    )


def _accompanying(content: AnnualContent) -> str:
    return accompanying("Báo cáo", content.symbol, content.year, content.office)


def _opening(content: AnnualContent) -> str:
    period = f"từ ngày {i18n.day(content.period_from)} đến ngày {i18n.day(content.period_to)}"
    return (
        f"{content.office} báo cáo kết quả công tác quản lý và phát triển hoạt động thương mại điện tử "
        f"(sau đây viết tắt là TMĐT) năm {content.year}; số liệu tổng hợp {period}, như sau:"
    )


def _closing(content: AnnualContent) -> str:
    receiver = content.to[0].split(" (")[0] if content.to else "cấp trên"
    return (
        f"Trên đây là báo cáo kết quả công tác quản lý và phát triển hoạt động TMĐT năm {content.year} "
        f"của {content.locality}. {content.office} trân trọng báo cáo {receiver} xem xét, chỉ đạo"
    )


class _Body:
    """The sections in order, each followed by its figures."""

    def __init__(self, content: AnnualContent) -> None:
        self._content = content
        self._tables = self._pictures = 0

    def blocks(self) -> Iterator[Block]:
        """Headings, texts, tables, and in III the comparison and the chart."""
        compared = self._comparison_place()
        for place, section in enumerate(self._content.sections):
            yield self._heading(section)
            yield from (Paragraph(text) for text in section.paragraphs)
            yield from self._figures(section)
            yield from self._charts(section)
            if not section.paragraphs and self._is_leaf(place) and not self._own(section) and place != compared:
                yield Paragraph(NOTHING)
            if place == compared:
                yield from self._comparison()

    def _charts(self, section: SectionText) -> Iterator[Chart]:
        for number, chart in self._content.charts:
            if number == section.number:
                yield self._numbered(chart)

    def _numbered(self, chart: Chart) -> Chart:
        self._pictures += 1
        return replace(chart, title=f"Hình {self._pictures}. {chart.title}")

    def _heading(self, section: SectionText) -> Heading:
        return Heading(section.level, section.number.rsplit(".", 1)[-1], section.title)

    def _is_leaf(self, place: int) -> bool:
        sections = self._content.sections
        return place + 1 == len(sections) or sections[place + 1].level <= sections[place].level

    def _comparison_place(self) -> int:
        """III.1 where there is one, else III."""
        numbers = [section.number for section in self._content.sections]
        return next((numbers.index(number) for number in ("III.1", "III") if number in numbers), -1)

    def _own(self, section: SectionText) -> tuple[FigureLine, ...]:
        return tuple(line for line in self._content.figures if line.section == section.number)

    def _caption(self, words: str) -> str:
        self._tables += 1
        return f"Bảng {self._tables}. {words}"

    def _figures(self, section: SectionText) -> Iterator[Block]:
        lines = self._own(section)
        told = [line for line in lines if line.value is not None or line.last_year is not None]
        if len(lines) < 2 or not told:
            return  # one figure is told in the text and stands in Phụ lục V, as do those of which nothing is known
        year = self._content.year
        columns = (
            Column("Chỉ tiêu", 48),
            Column("Đơn vị tính", 18, Kind.UNIT),
            Column(f"Năm {year - 1}", 17, Kind.FIGURE),
            Column(f"Năm {year}", 17, Kind.FIGURE),
        )
        rows = tuple((line.label, line.unit, line.last_year, line.value) for line in lines)
        yield Table(columns, rows, caption=self._caption(section.title))

    def _comparison(self) -> Iterator[Block]:
        lines = [line for line in self._content.figures if line.plan is not None]
        if lines:
            yield self._comparison_table(lines)
        chart = self._chart()
        if chart is not None:
            yield self._numbered(chart)

    def _comparison_table(self, lines: Sequence[FigureLine]) -> Table:
        year = self._content.year
        columns = (
            Column("Chỉ tiêu", 40),
            Column("Đơn vị tính", 17, Kind.UNIT),
            Column(f"Năm {year - 1}", 15, Kind.FIGURE),
            Column(f"Kế hoạch {year}", 15, Kind.FIGURE),
            Column(f"Thực hiện {year}", 15, Kind.FIGURE),
            Column("% so với kế hoạch", 16, Kind.FIGURE),
            Column(f"% so với năm {year - 1}", 16, Kind.FIGURE),
        )
        rows = tuple((line.label, line.unit, line.last_year, line.plan, line.value, *_rates(line)) for line in lines)
        return Table(columns, rows, caption=self._caption(f"Kết quả thực hiện so với kế hoạch và năm {year - 1}"))

    def _chart(self) -> Chart | None:
        """Both years side by side, of the indicators in the unit that most of them share."""
        known = [line for line in self._content.figures if line.value is not None and line.last_year is not None]
        units = [line.unit for line in known]
        if len(known) < 2:
            return None
        unit = max(dict.fromkeys(units), key=units.count)
        lines = [line for line in known if line.unit == unit][:_MOST_BARS]
        year = self._content.year
        return Chart(
            title=f"Một số chỉ tiêu năm {year - 1} và năm {year}",
            unit=unit,
            labels=tuple(line.label for line in lines),
            series=(
                Series(f"Năm {year - 1}", tuple(line.last_year for line in lines), past=True),
                Series(f"Năm {year}", tuple(line.value for line in lines)),
            ),
        )


def _rates(line: FigureLine) -> tuple[Cell, Cell]:
    return percent(line.value, line.plan), percent(line.value, line.last_year)


_FIGURE_COLUMNS = (
    Column("Mã", 12, Kind.CODE),
    Column("Chỉ tiêu", 42),
    Column("Đơn vị tính", 16, Kind.UNIT),
    Column("Năm trước", 20, Kind.FIGURE),
    Column("Kế hoạch", 14, Kind.FIGURE),
    Column("Thực hiện", 20, Kind.FIGURE),
    Column("% so kế hoạch", 13, Kind.FIGURE),
    Column("% so năm trước", 13, Kind.FIGURE),
    Column("Ghi chú", 15, Kind.NOTE),
)


def figure_table(content: AnnualContent) -> Table:
    """Phụ lục V as a table, grouped by the sections of the report."""
    period = f"từ ngày {i18n.day(content.period_from)} đến ngày {i18n.day(content.period_to)}"
    return Table(
        columns=_FIGURE_COLUMNS,
        rows=tuple(_figure_rows(content)),
        column_numbers=("A", "B", "C", "1", "2", "3", "4 = 3/2", "5 = 3/1", "6"),
        note=f"Ghi chú: Kỳ số liệu {period}. Dấu “-” ở cột 2: không giao kế hoạch; ở cột 4, cột 5: không tính được tỷ lệ.",
    )


def _figure_rows(content: AnnualContent) -> Iterator[Row]:
    """Every figure once: section by section, then those that belong to no section."""
    placed = {section.number for section in content.sections}
    for section in content.sections:
        lines = [line for line in content.figures if line.section == section.number]
        if lines:
            yield Group(_group_title(section))
        elif section.level == 2 and section.number.startswith("II.") and not _told(section):
            yield Group(f"{_group_title(section)}: không phát sinh")
        yield from (_figure_row(line) for line in lines)
    others = [line for line in content.figures if line.section not in placed]
    if others and len(others) < len(content.figures):
        yield Group("Chỉ tiêu khác")
    yield from (_figure_row(line) for line in others)


def _told(section: SectionText) -> bool:
    return any(text.strip() not in ("", NOTHING) for text in section.paragraphs)


def _group_title(section: SectionText) -> str:
    clause = f" ({section.clause})" if section.clause else ""
    return f"{section.number.rsplit('.', 1)[-1]}. {section.title}{clause}"


def _figure_row(line: FigureLine) -> Row:
    plan = Gap.NO_BASE if line.plan is None else line.plan
    return (line.code, line.label, line.unit, line.last_year, plan, line.value, *_rates(line), line.note)


def _figure_annex(content: AnnualContent) -> Annex:
    title = f"Biểu chỉ tiêu thương mại điện tử\n{content.locality} năm {content.year}"
    return Annex("V", title, (figure_table(content),), _accompanying(content))
