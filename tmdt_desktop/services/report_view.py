"""A report as the page shows it: sections with their words, frozen figures beside live ones, checks, files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from tmdt_desktop.catalogues import report_templates
from tmdt_desktop.catalogues.indicators import Indicator, annex_lines
from tmdt_desktop.figures import overlapping
from tmdt_desktop.records.report import ReportKind, ReportState
from tmdt_desktop.services.count_figures import count_figures
from tmdt_desktop.services.frozen import FrozenFigure
from tmdt_desktop.services.part_words import group_label, part_words
from tmdt_desktop.services.report_checks import CheckView, checks, odd_change
from tmdt_desktop.services.report_content import issuer
from tmdt_desktop.services.report_files import NAMES, folder_of
from tmdt_desktop.services.report_life import OPEN, Held, Text, held, symbol_of
from tmdt_desktop.services.report_steps import Act, Step
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.store.workspace import Workspace


@dataclass(frozen=True)
class Moved:
    """A figure whose old value still stands in a text; None is «chưa có số liệu»."""

    code: str
    label: str
    old: int | None
    new: int | None


@dataclass(frozen=True)
class SectionView:
    """One section. `parent`: it is only the head of the sections below it. `prompt`: what to write, where nothing is drafted."""

    number: str
    title: str
    level: int
    clause: str
    text: str
    drafted: str
    edited: bool
    parent: bool
    prompt: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class PartView:
    """One part of a figure: the plain value to ask its rows by, the words for it, its share."""

    key: str | None
    words: str
    share: int


@dataclass(frozen=True)
class GroupView:
    """One way a figure divides. `overlapping`: a record stands in every part that it names, so that nobody may add them."""

    field: str
    label: str
    parts: tuple[PartView, ...]
    overlapping: bool = False


@dataclass(frozen=True)
class FigureView:
    """One figure. `value` is the frozen one, `live` what the registers say now (None too when the report is signed).

    `counted` False: its register is not kept yet. `odd`: change in hundredths that asks for a reason, None when it is usual.
    """

    code: str
    label: str
    unit: str
    section: str
    value: int | None
    last_year: int | None
    plan: int | None
    live: int | None
    counted: bool
    odd: int | None
    reason: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True)
class StepView:
    """One step of the report's life: what was done, when (UTC), by which user, with which words."""

    act: Act
    name: str
    at: datetime
    by: str
    words: str


@dataclass(frozen=True)
class SigningChoice:
    """How the report is signed: `forms` (code, titles in one line) of the office, the one in force, the printed name.

    `own`: chosen for this report; else the office's setting holds.
    """

    forms: tuple[tuple[str, str], ...]
    form: str
    name: str
    own: bool


@dataclass(frozen=True)
class ReportView:
    """A report, whole. `files`: path by kind («pdf», «docx», «xlsx», «annex», «annex_xlsx», «signed», «sealed» …).

    `steps`: what was done to it, in order; `closed`: its figures are counted anew only when the head opens the period;
    `answers`: the document an ad-hoc report answers, or empty.
    """

    id: UUID
    name: str
    state: ReportState
    editable: bool
    year: int
    revision: int
    period_from: date
    period_to: date
    frozen_at: datetime
    last_year_from: str
    due_on: date
    number: str | None
    symbol: str
    issued_on: date | None
    sections: tuple[SectionView, ...]
    figures: tuple[FigureView, ...]
    checks: tuple[CheckView, ...]
    files: Mapping[str, Path]
    kind: ReportKind
    steps: tuple[StepView, ...]
    closed: bool
    answers: str
    signing: SigningChoice

    @property
    def stops(self) -> int:
        """How many checks forbid issuing it."""
        return sum(check.level == "stop" for check in self.checks)

    @property
    def holds(self) -> int:
        """How many checks forbid putting it up for approval, beside those that stop it."""
        return sum(check.level == "hold" for check in self.checks)

    @property
    def sent_back(self) -> str:
        """What the head asked to mend and the clerk has not put up again; empty when nothing."""
        said = [step for step in self.steps if step.act in (Act.SUBMIT, Act.SEND_BACK)]
        return said[-1].words if said and said[-1].act is Act.SEND_BACK else ""


def report_view(ws: Workspace, id_: UUID) -> ReportView:
    """The report as it stands, with today's figures beside the frozen ones while it can still be changed.

    Raises:
        Refused: no such report.
    """
    with ws.read() as connection:
        scope, editable = (report := held(connection, id_)).scope(), report.state in OPEN
    live = {figure.code: figure.value for figure in count_figures(ws, scope)} if editable else {}
    with ws.read() as connection:
        report, settings = held(connection, id_), store_settings.load(connection)
        editable = editable and report.state in OPEN
        checked = checks(connection, report, settings, live) if editable else ()
    record = report.record
    return ReportView(
        id=id_,
        name=record["name"],
        state=report.state,
        editable=editable,
        year=report.year,
        revision=record["revision"],
        period_from=record["period_from"],
        period_to=record["period_to"],
        frozen_at=report.frozen.at,
        last_year_from=report.frozen.last_year_from,
        due_on=record["due_on"],
        number=record["number"],
        symbol=symbol_of(settings, record),
        issued_on=record["issued_on"],
        sections=tuple(_sections(report, live)),
        figures=tuple(_figures(report, live)),
        checks=checked,
        files=_files(ws, report),
        kind=report.kind,
        steps=tuple(_step(step) for step in report.steps),
        closed=report.closed,
        answers=report.asked.cite if report.asked else "",
        signing=_signing(report, settings),
    )


def _step(step: Step) -> StepView:
    name = step.act.value[0].upper() + step.act.value[1:]
    return StepView(step.act, name, step.at, step.by, step.words)


def _signing(report: Held, settings: Settings) -> SigningChoice:
    who = issuer(report, settings)
    forms = tuple((form.code, ", ".join(form.titles)) for form in who.office.signing)
    form = report.signing.form if report.signing else settings.signing_form
    return SigningChoice(forms, form, who.signer, report.signing is not None)


def _sections(report: Held, live: Mapping[str, int | None]) -> Iterator[SectionView]:
    shape, words = report.skeleton, report.words
    leaves = {section.code for section in shape.leaves()}
    labels = {line.code: line.label for line in annex_lines()}
    now = {**report.frozen.values(), **live}
    for section in shape.sections:
        text = report.texts.get(section.code) or Text("", "", {})
        stale = report_templates.moved(section, text.text, text.written_for, now)
        yield SectionView(
            number=section.code,
            title=report_templates.fill(section.title, words),
            level=section.level,
            clause=section.clause,
            text=text.text,
            drafted=text.drafted,
            edited=text.edited,
            parent=section.code not in leaves,
            prompt=section.prompt,
            moved=tuple(Moved(each.code, labels[each.code], each.old, each.new) for each in stale),
        )


def _figures(report: Held, live: Mapping[str, int | None]) -> Iterator[FigureView]:
    places = report.skeleton.places
    for line in annex_lines():
        figure = report.frozen.figures.get(line.code)
        if figure is None:
            continue
        counted = isinstance(line, Indicator)
        yield FigureView(
            code=line.code,
            label=line.label,
            unit=line.unit,
            section=places.get(line.code, ""),
            value=figure.value,
            last_year=figure.last_year,
            plan=figure.plan,
            live=live.get(line.code),
            counted=counted,
            odd=odd_change(figure),
            reason=report.reasons.get(line.code, ""),
            groups=_groups(line, figure, report.places_on) if isinstance(line, Indicator) else (),
        )


def _groups(line: Indicator, figure: FrozenFigure, day: date) -> tuple[GroupView, ...]:
    made = []
    for name, parts in figure.groups:
        views = (PartView(key, part_words(line, name, key, day), share) for key, share in parts)
        made.append(GroupView(name, group_label(line, name), tuple(views), overlapping(line, name)))
    return tuple(made)


def _files(ws: Workspace, report: Held) -> dict[str, Path]:
    """The made files that lie where they should."""
    folder = folder_of(ws, report.id)
    named = {kind: folder / NAMES[kind] for kind in NAMES if kind in report.files}
    return {kind: path for kind, path in named.items() if path.exists()}
