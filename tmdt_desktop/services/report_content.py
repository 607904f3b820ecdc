"""A report as the documents take it: the frozen figures, the clerk's words, the office's head, and nothing counted anew."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.catalogues import report_templates
from tmdt_desktop.catalogues.indicators import annex_lines, indicator
from tmdt_desktop.catalogues.laws import grounds
from tmdt_desktop.catalogues.offices import Office, office_on
from tmdt_desktop.catalogues.platforms import PlatformKind
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.errors import Refused
from tmdt_desktop.kinds import Choices
from tmdt_desktop.records import Record, register
from tmdt_desktop.records.business import Business, ChannelKind, Goods
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.reports.annexes import BusinessesContent, BusinessLine, TrainingLine
from tmdt_desktop.reports.annual import AnnualContent, FigureLine, SectionText
from tmdt_desktop.reports.document import Signing
from tmdt_desktop.reports.wording import Allotted
from tmdt_desktop.services.as_of import records_at
from tmdt_desktop.services.frozen import Session
from tmdt_desktop.services.recount import recount
from tmdt_desktop.services.report_charts import report_charts
from tmdt_desktop.services.report_life import Held, symbol_of
from tmdt_desktop.services.standing import standing_id
from tmdt_desktop.store.settings import Settings, office_grounds
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import one_line, sort_key

T = TypeVar("T")

POPULATION = "C5.1"
"""The figure whose rows are Phụ lục I."""
_CHUNK, _TOLD = 5_000, 1_000
_KINDS = {
    "websites": (
        ChannelKind.WEBSITE,
        ChannelKind.APP,
        ChannelKind.MARKETPLACE,
        ChannelKind.DIRECT_PLATFORM,
        ChannelKind.INTERMEDIARY,
        ChannelKind.INTEGRATED,
        ChannelKind.AUCTION,
        ChannelKind.PROMOTION,
        ChannelKind.OTHER,
    ),
    "marketplaces": (ChannelKind.SHOP,),
    "networks": (ChannelKind.SOCIAL, ChannelKind.LIVESTREAM, ChannelKind.SOCIAL_COMMERCE),
}


@dataclass(frozen=True)
class Issuer:
    """Who issues the report and how it is signed, by the settings or, where they are silent, by the catalogue."""

    office: Office
    place: str
    symbol: str
    titles: tuple[str, ...]
    signer: str
    copies: tuple[str, ...]

    @property
    def locality(self) -> str:
        """«huyện Lập Thạch»; the office's name where it governs no place."""
        return self.office.head[1] if len(self.office.head) > 1 else self.office.name


def issuer(report: Held, settings: Settings) -> Issuer:
    """The issuing office as it was when the report fell due; who signs is fixed once the files have been made."""
    record = {} if report.state is ReportState.DRAFT else report.record
    office = office_on(report.record["office"], report.record["due_on"])
    chosen = report.signing
    set_titles = office.titles(chosen.form) if chosen else _lines(settings.signer_titles)
    set_name = (chosen.name if chosen else "") or settings.signer_name
    return Issuer(
        office,
        settings.place.strip() or office.place,
        symbol_of(settings, report.record),
        _lines(record.get("signer_title") or "") or set_titles or office.titles(settings.signing_form),
        (record.get("signer_name") or set_name).strip(),
        _lines(settings.copies) or office.copies,
    )


def annual_content(report: Held, settings: Settings) -> AnnualContent:
    """Everything that stands in the report and its annexes II to VI."""
    who, words, template = issuer(report, settings), report.words, report.skeleton.template
    issued = report.record["issued_on"]
    first, last = report.period
    return AnnualContent(
        office=who.office.name,
        locality=who.locality,
        place=who.place,
        symbol=who.symbol,
        year=report.year,
        period_from=first,
        period_to=last,
        to=(report.asked.recipient if report.asked else settings.recipient.strip() or who.office.recipient,),
        grounds=grounds(
            issued or report.record["due_on"], _decision(settings.decision), _other_grounds(report, settings)
        ),
        sections=tuple(_section(section, report, words) for section in template.sections),
        figures=figure_lines(report),
        signing=Signing(who.titles, who.signer),
        copies=who.copies,
        training=tuple(_training_line(session, who) for session in report.frozen.sessions),
        communication=report.frozen.annexes.communication,
        inspections=report.frozen.annexes.inspections,
        petitions=report.frozen.annexes.petitions,
        charts=report_charts(report),
        parent_office=who.office.parent,
        number=plain_number(report.record["number"]),
        day=issued,
        month=report.record["due_on"].month,
        about=report_templates.fill(template.title, words),
        opening=report_templates.fill(template.opening, words),
        closing=report_templates.fill(template.closing, words),
    )


def _other_grounds(report: Held, settings: Settings) -> tuple[str, ...]:
    """What the office cites by itself and, of an ad-hoc report, the document that asked for it."""
    return (*office_grounds(settings), *((report.asked.cite,) if report.asked else ()))


def _training_line(session: Session, who: Issuer) -> TrainingLine:
    """A session that the office led is its own where no other organiser is written."""
    return TrainingLine(**{**vars(session), "host": session.host or who.office.short})


def figure_lines(report: Held) -> tuple[FigureLine, ...]:
    """Every line of the annex of figures, frozen value beside last year's; reasons and remarks stand in its note."""
    made, places = [], report.skeleton.places
    for line in annex_lines():
        figure = report.frozen.figures.get(line.code)
        if figure is not None:
            note = "; ".join(said for said in (report.reasons.get(line.code, ""), figure.remark) if said)
            values = (figure.last_year, figure.plan, figure.value)
            section = places.get(line.code, "")
            made.append(FigureLine(line.code, line.label, line.unit, *values, note=note, section=section))
    return tuple(made)


def plain_number(number: str | None) -> int | None:
    """312 of «312/BC-UBND»."""
    return int(number.partition("/")[0]) if number else None


def numbered(report: Held, symbol: str) -> str:
    """«312/BC-UBND», or room for the number before the symbol."""
    return str(report.record["number"] or f"{' ' * 8}/{symbol}")


def businesses_content(
    connection: Connection, report: Held, settings: Settings, task: Task = SILENT
) -> BusinessesContent:
    """Phụ lục I: the rows behind the frozen figure, as they stood when it was frozen.

    Raises:
        Refused: the trail gives another number of rows than was frozen. Cancelled.
    """
    who, counted, commune = issuer(report, settings), indicator(POPULATION), Commune(report.places_on)
    rows = records_at(connection, Business, report.frozen.mark, report.places_on).values()
    held = [row for row in _told(rows, task) if recount(counted, (row,), report.period).value]
    if len(held) != report.frozen.figures[POPULATION].value:
        raise Refused(
            "Danh sách của Phụ lục I không khớp với số đã chốt.",
            why=f"Đã chốt {report.frozen.figures[POPULATION].value} đối tượng, sổ cho {len(held)}.",
            cure="Chốt lại số liệu rồi lập báo cáo lại.",
        )
    lines = (_business_line(row, commune) for row in held)
    ordered = sorted(lines, key=lambda line: (sort_key(line.unit), sort_key(line.name)))
    known = Allotted(plain_number(report.record["number"]), report.record["issued_on"])
    return BusinessesContent(who.office.name, who.locality, who.symbol, report.year, tuple(ordered), known=known)


def _told(rows: Collection[T], task: Task) -> Iterator[T]:
    """The rows, told to whoever waits as they pass."""
    for at, row in enumerate(rows):
        if at % _TOLD == 0:
            task.step(at, len(rows), "Đọc danh sách")
        yield row


def frozen_seqs(connection: Connection, report: Held, code: str) -> tuple[Sequence[int], int]:
    """Row numbers, ascending, of the records behind a frozen figure that stand in the register now; how many of those
    counted do not. One that was merged since stands in the record that it is part of.
    """
    wanted = report.frozen.ids_behind(code)
    of = register(indicator(code).register)
    there = _seqs(connection, of, wanted)
    led = {id_: standing_id(connection, id_) for id_ in wanted if id_ not in there}
    kept = _seqs(connection, of, sorted({to for id_, to in led.items() if to != id_}))
    gone = sum(to not in kept and to not in there for to in led.values())
    return sorted({*there.values(), *kept.values()}), gone


def _seqs(connection: Connection, of: type[Record], ids: Sequence[UUID]) -> dict[UUID, int]:
    table, found = of.__table__, dict[UUID, int]()
    for start in range(0, len(ids), _CHUNK):
        among = table.c.id.in_(ids[start : start + _CHUNK])
        found |= {row.id: row.seq for row in connection.execute(select(table.c.id, table.c.seq).where(among))}
    return found


def _decision(typed: str) -> str:
    """«Quyết định số … ngày …»: the citation itself goes on with «của Ủy ban nhân dân tỉnh …»."""
    return one_line(typed).removeprefix("Căn cứ ").partition(" của ")[0].rstrip(" ;,.")


def _section(section: report_templates.Section, report: Held, words: Mapping[str, str]) -> SectionText:
    said = report.texts[section.code].text if section.code in report.texts else ""
    paragraphs = tuple(line for line in said.split("\n") if line.strip())
    title = report_templates.fill(section.title, words)
    return SectionText(section.code, title, section.level, paragraphs, section.clause)


def _business_line(row: Mapping[str, Any], commune: Commune) -> BusinessLine:
    channels: Sequence[Mapping[str, Any]] = row["channels"]
    listed = {name: _addresses(channels, kinds) for name, kinds in _KINDS.items()}
    procedures = dict.fromkeys(str(each["procedure"].value) for each in channels if each["procedure"])
    return BusinessLine(
        name=row["name"],
        kind=str(row["kind"].value),
        tax_code=row["tax_code"] or "",
        address=row["address"] or "",
        unit=commune.show(row["commune"]),
        goods=Choices(Goods).show(row["goods"]) or row["products"] or "",
        notice="; ".join(procedures),
        **listed,
    )


def _addresses(channels: Sequence[Mapping[str, Any]], kinds: Sequence[ChannelKind]) -> str:
    """Where it sells through channels of these kinds: the address, else the shown name, else the platform."""
    said = (
        each["address"] or each["display_name"] or PlatformKind().show(each["platform"])
        for each in channels
        if each["kind"] in kinds
    )
    return "; ".join(dict.fromkeys(words for words in said if words))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
