"""Which rows travel in a package: those that its report is about, as others may read them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tmdt_desktop.catalogues.duties import duties_of
from tmdt_desktop.catalogues.indicators import Anytime, InYear, Standing, Within, indicator, indicators
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.records import Record
from tmdt_desktop.records.petition import Petition, PetitionKind, PetitionState
from tmdt_desktop.records.survey_form import FormState, SurveyForm
from tmdt_desktop.services.package_data import PACKED, Records, Values
from tmdt_desktop.services.recount import recount
from tmdt_desktop.services.references import Link, links_of, pointed
from tmdt_desktop.services.report_content import POPULATION
from tmdt_desktop.services.report_life import Held

ALL = frozenset(of.code for of in PACKED)
"""Every register whose rows travel."""
_TELL_PETITIONS = ("IV", "V")
"""The sections of difficulties and proposals."""
_WITHHELD = "Nội dung giữ kín theo yêu cầu của người gửi"
_TOLD_IN_CONFIDENCE = ("subject", "content", "result", "proposal")
_LEADS_TO_THE_SENDER = (
    "sender",
    "sender_kind",
    "contact",
    "business",
    "channel",
    "wrong",
    "forward_number",
    "answer_number",
)
"""Who told, whom it is about, and the papers through which either could be found (Luật Tố cáo, Điều 9, 56)."""

Period = tuple[date, date]


def told_registers(report: Held) -> frozenset[str]:
    """The codes of the registers whose rows a report is about: all of them but for an ad-hoc one.

    That is about those behind the figures and the duties of its sections.
    """
    if report.asked is None:
        return ALL
    shape = report.skeleton
    figures = {*shape.places, *(code for section in shape.sections for code in section.codes)}
    known = {each.code for each in indicators()}
    told = {indicator(code).register for code in figures & known}
    duties = {duty.id: duty for duty in duties_of(report.record["office"], report.record["due_on"])}
    told |= {line.register for id_ in shape.duties.values() for line in duties[id_].evidence}
    if any(code in _TELL_PETITIONS for code in report.asked.sections):
        told.add(Petition.code)
    return ALL & told


def lists_businesses(report: Held) -> bool:
    """Whether Phụ lục I belongs to the report: to an ad-hoc one where it tells how many businesses there are."""
    shape = report.skeleton
    return report.asked is None or POPULATION in {*shape.places, *(c for each in shape.sections for c in each.codes)}


def chosen(of: type[Record], held: Mapping[UUID, Values], period: Period) -> set[UUID]:
    """The rows that the period is about: by their deciding day or year, or because a figure of the catalogue counts them.

    A register that keeps neither stands as a whole. Questionnaires that are still being drafted stay at home, unless a
    round uses one.
    """
    if of is SurveyForm:
        return {id_ for id_, values in held.items() if values["state"] is not FormState.DRAFT}
    asked = [each for each in indicators() if each.register == of.code]
    years = {each.time.year for each in asked if isinstance(each.time, InYear)}
    if (not of.period_field and not years) or any(isinstance(each.time, Anytime | Standing) for each in asked):
        return set(held)
    lasting = [each for each in asked if not isinstance(each.time, Within | InYear)]
    if any(each.needs for each in lasting):
        return set(held)
    days = {of.period_field} | {each.time.date for each in asked if isinstance(each.time, Within)}
    return {
        id_
        for id_, values in held.items()
        if any(_in(values.get(name), period) for name in days if name)
        or any(values.get(name) == period[1].year for name in years)
        or (of is Petition and _is_pending(values, period))
        or any(recount(each, (values,), period).value for each in lasting)
    }


def _is_pending(values: Values, period: Period) -> bool:
    """A petition of an earlier period that was open in this one, or that this year's report tells."""
    if values.get("for_report") and values.get("report_year") == period[1].year:
        return True
    settled = [day for day in (values.get("answered_on"), values.get("forwarded_on")) if day]
    undated = not settled and values.get("state") in (PetitionState.FORWARDED, PetitionState.ANSWERED)
    return values["received_on"] <= period[1] and not undated and all(day >= period[0] for day in settled)


def _in(value: Any, period: Period) -> bool:
    day = value.astimezone(VIETNAM).date() if isinstance(value, datetime) else value
    return day is not None and period[0] <= day <= period[1]


def joined(
    held: Mapping[str, Mapping[UUID, Values]], chosen: Mapping[str, Collection[UUID]], told: Collection[str] = ALL
) -> dict[str, Records]:
    """The rows that travel, by register: those `chosen` of all that are `held`, and those that they cannot do without.

    Of registers that are not `told` only the rows to which chosen ones point. A reference leads to a row that travels too
    or is left empty, so that the package can be read by itself.
    """
    held = {**held, Petition.code: {id_: _withheld(values) for id_, values in held[Petition.code].items()}}
    going = {of.code: set(chosen.get(of.code, ()) if of.code in told else ()) for of in PACKED}
    for of in (of for of in PACKED if of.code in told):
        for code, ids in pointed(of, [held[of.code][id_] for id_ in going[of.code]]).items():
            if code in going and code not in told:
                going[code] |= ids & held[code].keys()
    for of in reversed(PACKED):
        for link in _needed(of):
            going[link.to] |= {held[of.code][id_][link.name] for id_ in going[of.code]} & held[link.to].keys()
    return {of.code: _all_sent(of, held[of.code], going) for of in PACKED}


def _all_sent(of: type[Record], held: Mapping[UUID, Values], going: Mapping[str, Collection[UUID]]) -> Records:
    links = links_of(of)
    return [(id_, _sent(links, values, going)) for id_, values in held.items() if id_ in going[of.code]]


def _needed(of: type[Record]) -> list[Link]:
    return [link for link in links_of(of) if not link.part and of.field(link.name).required]


def _sent(links: Sequence[Link], values: Values, going: Mapping[str, Collection[UUID]]) -> Values:
    """The row itself, or a copy whose references to rows that stay are left empty."""
    for link in links:
        there = going.get(link.to, ())
        if not link.part:
            if _leads_away(values, link, there):
                values = {**values, link.name: None}
        elif any(_leads_away(line, link, there) for line in values.get(link.part) or ()):
            lines = values[link.part]
            led = [{**line, link.name: None} if _leads_away(line, link, there) else line for line in lines]
            values = {**values, link.part: led}
    return values


def _leads_away(line: Values, link: Link, there: Collection[UUID]) -> bool:
    return line.get(link.name) is not None and line[link.name] not in there


def _withheld(values: Values) -> Values:
    """A petition as others may read it: a denunciation, or one to be kept secret, tells no more than its kind and days."""
    if not values.get("confidential") and values.get("kind") is not PetitionKind.DENUNCIATION:
        return values
    made = {name: _WITHHELD for name in _TOLD_IN_CONFIDENCE if values.get(name)}
    return {**values, **made, **dict.fromkeys(_LEADS_TO_THE_SENDER)}
