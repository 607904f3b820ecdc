"""The report of an agency that is no committee of a place: one section a duty, with the figures that show it was done.

Head and tail (I, III–VI) are those of the annual report; what lies between comes from the agency's rows of the list of
duties (Quy chế, Điều 6–22), so that no agency needs a file of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from tmdt_desktop.catalogues.duties import Duty, duties_of
from tmdt_desktop.catalogues.indicators import Indicator, indicators
from tmdt_desktop.catalogues.offices import COMMITTEE_DUTIES, office_on
from tmdt_desktop.catalogues.report_templates import ReportTemplate, Section, Sentence, report_template

_LONGEST_TITLE = 110
_OPENING = Section(
    "I", "KHÁI QUÁT TÌNH HÌNH", 1, "Điều 21", "", "Nêu chung việc thực hiện Quy chế của đơn vị trong kỳ.", ()
)
_RESULTS = Section("II", "KẾT QUẢ THỰC HIỆN NHIỆM VỤ", 1, "Điều 4", "", "", ())
_PROMPT = "Nêu kết quả thực hiện nhiệm vụ này; không phát sinh thì ghi «Không phát sinh» và lý do."


def is_committee(office: str, day: date) -> bool:
    """The office governs a place and reports by the skeleton of districts and, after them, of communes."""
    return office_on(office, day).agency == COMMITTEE_DUTIES


@cache
def agency_template(office: str, day: date) -> ReportTemplate:
    """The skeleton of the report of `office` due on `day`. Raises KeyError when no such office ever was."""
    annual = report_template()
    tail = [section for section in annual.sections if section.code in ("III", "IV", "V", "VI")]
    duties = section_duties(office, day)
    places = figure_places(office, day)
    middle = (_section(code, duty, places) for code, duty in duties.items())
    return replace(annual, code="agency", sections=(_OPENING, _RESULTS, *middle, *tail))


def section_duties(office: str, day: date) -> dict[str, Duty]:
    """Section code → the duty it answers, in the order of the regulation."""
    return {f"II.{at}": duty for at, duty in enumerate(duties_of(office, day), 1)}


@cache
def figure_places(office: str, day: date) -> Mapping[str, str]:
    """Figure code → the section of the first duty whose evidence lies in the figure's register.

    Figures of registers that none of the duties asks for have no section: they stand in the annex of figures alone.
    """
    made: dict[str, str] = {}
    for code, duty in section_duties(office, day).items():
        asked = {evidence.register for evidence in duty.evidence}
        for each in indicators():
            if each.register in asked and each.code not in made:
                made[each.code] = code
    return made


def _section(code: str, duty: Duty, places: Mapping[str, str]) -> Section:
    sentences = tuple(_sentences(code, places))
    clause = f"Điều {duty.article}.{duty.clause}" if duty.clause else f"Điều {duty.article}"
    return Section(code, _title(duty), 2, clause, "", _PROMPT, sentences)


def _sentences(code: str, places: Mapping[str, str]) -> Iterator[Sentence]:
    """«Số cuộc kiểm tra tham gia: 12 cuộc.» for every figure of the section that is no part of another."""
    for each in indicators():
        if places.get(each.code) == code and not _is_part(each):
            yield Sentence(f"{each.label}: {{{each.code}}} {each.unit}.")


def _is_part(counted: Indicator) -> bool:
    return counted.code.count(".") > 1


def _title(duty: Duty) -> str:
    """The first words of a duty, up to where its sentence first pauses; braces would be taken for figures."""
    text = duty.text.replace("{", "(").replace("}", ")")
    pauses = [at for mark in ";:." if (at := text.find(mark)) > 0]
    head = text[: min(pauses)] if pauses else text
    if len(head) > _LONGEST_TITLE:
        comma = head.rfind(",", 40, _LONGEST_TITLE)
        head = head[:comma] if comma > 0 else head[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return head[0].upper() + head[1:]
