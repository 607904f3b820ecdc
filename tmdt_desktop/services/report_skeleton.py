"""Which sections a report has: by its kind, by the office that makes it and, of an ad-hoc one, by what was chosen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from tmdt_desktop.catalogues.atlas import communes_on
from tmdt_desktop.catalogues.indicators import annex_lines
from tmdt_desktop.catalogues.offices import COMMITTEE_DUTIES, district_of, office_on
from tmdt_desktop.catalogues.report_templates import ReportTemplate, Section, report_template
from tmdt_desktop.i18n import day
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.records.request import RequestKind
from tmdt_desktop.services.agency_skeleton import agency_template, figure_places, is_committee, section_duties

FREE = "TEXT"
"""The section of an ad-hoc report that takes whatever else was asked."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_FREE = Section(
    FREE,
    "NỘI DUNG KHÁC THEO YÊU CẦU",
    1,
    "Điều 21",
    "",
    "Trả lời phần còn lại của yêu cầu; ghi «Không có.» nếu đã đủ.",
    (),
)
_TOUCHED: Mapping[RequestKind, tuple[str, ...]] = MappingProxyType(
    {
        RequestKind.LIST: ("I", "II.5", "II.6"),
        RequestKind.INSPECTION: ("II.8",),
        RequestKind.OPINION: ("IV", "V"),
        RequestKind.SURVEY: ("I", "II.5"),
        RequestKind.ATTENDANCE: ("II.3",),
    }
)
"""What a request of that kind asks about; all sections where it says nothing."""


@dataclass(frozen=True)
class Asked:
    """What an ad-hoc report answers, as it was when the report was begun.

    `sections`: codes chosen from the annual skeleton, `FREE` among them. `subject`: «Trích yếu»; `cite`: the document as
    a ground cites it; `short`: the same in running text; `recipient`: the agency that asked.
    """

    sections: tuple[str, ...]
    subject: str
    cite: str
    short: str
    recipient: str


@dataclass(frozen=True)
class Skeleton:
    """The sections of one report. `places`: figure → section that tells it; other figures stand in the annex alone.

    `duties`: section → the duty whose result it tells, in the reports of agencies that report duty by duty.
    """

    template: ReportTemplate
    places: Mapping[str, str]
    duties: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section in order."""
        return self.template.sections

    def leaves(self) -> Iterator[Section]:
        """The sections that are written: those without parts of their own."""
        for section, following in zip(self.sections, (*self.sections[1:], None), strict=True):
            if following is None or following.level <= section.level:
                yield section


def skeleton(record: Mapping[str, Any], asked: Asked | None = None) -> Skeleton:
    """The skeleton of a report. `record`: its values `office`, `kind`, `due_on`."""
    whole = _whole(record["office"], record["due_on"])
    if record["kind"] is ReportKind.HALF_YEAR:
        return replace(whole, template=_half_year(whole.template))
    return _chosen(whole, asked) if asked else whole


def choices(office: str, due_on: date, kind: RequestKind | None = None) -> tuple[tuple[Section, bool], ...]:
    """The sections that an ad-hoc report of `office` may take, each with whether a request of `kind` asks about it."""
    whole = _whole(office, due_on)
    touched = _TOUCHED.get(kind) if kind and is_committee(office, due_on) else None
    return tuple((section, touched is None or section.code in touched) for section in (*whole.leaves(), _FREE))


def words_of(record: Mapping[str, Any], asked: Asked | None = None) -> dict[str, str]:
    """The words of the period that templates take."""
    year, last = int(record["year"]), record["period_to"]
    office = office_on(record["office"], record["due_on"])
    return {
        "year": str(year),
        "next_year": str(year + 1),
        "from": day(record["period_from"]),
        "to": day(last),
        "office": office.name,
        "communes": str(_communes(record["office"], office.last_day(last))),
        "subject": asked.subject if asked else "",
        "asked": asked.short if asked else "",
    }


def _communes(office: str, on: date) -> int:
    """How many places of the lowest level the office governs; a commune governs itself alone."""
    here = office_on(office, on)
    if here.agency == COMMITTEE_DUTIES and here.district is None:
        return 1
    return len(communes_on(on, district_of(office)))


def _whole(office: str, due_on: date) -> Skeleton:
    if is_committee(office, due_on):
        return Skeleton(report_template(), {line.code: line.section for line in annex_lines()})
    duties = {code: duty.id for code, duty in section_duties(office, due_on).items()}
    return Skeleton(agency_template(office, due_on), figure_places(office, due_on), duties)


def _half_year(annual: ReportTemplate) -> ReportTemplate:
    """The annual skeleton in the words of six months."""

    def said(text: str) -> str:
        return text.replace("năm {year}", "6 tháng đầu năm {year}")

    sections = (
        replace(each, title="PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM", prompt="Nêu việc chính của 6 tháng cuối năm.")
        if "{next_year}" in each.title
        else each
        for each in annual.sections
    )
    title, opening, closing = said(annual.title), said(annual.opening), said(annual.closing)
    return replace(annual, code="half_year", title=title, opening=opening, closing=closing, sections=tuple(sections))


def _chosen(whole: Skeleton, asked: Asked) -> Skeleton:
    """The chosen sections under numbers of their own, each figure with its section."""
    kept = tuple(_numbered(_with_heads((*whole.sections, _FREE), asked.sections)))
    moved = {old: new.code for old, new in kept}
    places = {figure: moved[code] for figure, code in whole.places.items() if code in moved}
    template = replace(
        whole.template,
        code="ad_hoc",
        title="{subject}",
        opening="{office} báo cáo theo yêu cầu tại {asked}, năm {year}; số liệu tổng hợp từ ngày {from} đến ngày {to}, như sau:",
        closing="Trên đây là báo cáo theo yêu cầu tại {asked}, {office} kính báo cáo.",
        sections=tuple(section for _, section in kept),
    )
    duties = {moved[code]: duty for code, duty in whole.duties.items() if code in moved}
    return Skeleton(template, places, duties)


def _with_heads(sections: Iterable[Section], chosen: Sequence[str]) -> Iterator[Section]:
    """The chosen sections, each part under its head."""
    head: Section | None = None
    for section in sections:
        if section.level == 1:
            head = section
        if section.code not in chosen:
            continue
        if section.level > 1 and head is not None:
            yield head
            head = None
        yield section


def _numbered(sections: Iterable[Section]) -> Iterator[tuple[str, Section]]:
    """(the code in the annual skeleton, the section under its new code)."""
    top = part = 0
    for section in sections:
        if section.level == 1:
            top, part = top + 1, 0
            code = _ROMAN[top - 1]
        else:
            part += 1
            code = f"{_ROMAN[top - 1]}.{part}"
        yield section.code, replace(section, code=code)
