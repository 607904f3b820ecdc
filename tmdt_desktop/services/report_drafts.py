"""What the program writes by itself: the figures of a period counted, last year's beside them, each section drafted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from tmdt_desktop.catalogues import report_templates
from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.figures import Scope
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services import frozen as freezing
from tmdt_desktop.services import last_year
from tmdt_desktop.services.duties import DutyLine, board
from tmdt_desktop.services.frozen import Frozen, FrozenFigure
from tmdt_desktop.services.report_life import Text, held, newest_of
from tmdt_desktop.services.report_pulls import pulled
from tmdt_desktop.services.report_skeleton import Asked, Skeleton, skeleton, words_of
from tmdt_desktop.services.targets import with_plans
from tmdt_desktop.task import SILENT, Task


def counted(connection: Connection, record: Mapping[str, Any], task: Task = SILENT) -> Frozen:
    """Every figure of the office over the period of `record`, frozen now. Raises Cancelled as `frozen.freeze`."""
    scope = Scope(record["period_from"], record["period_to"], offices=(record["office"],))
    return freezing.freeze(connection, scope, utc_now(), task)


def with_last_year(connection: Connection, frozen: Frozen, record: Mapping[str, Any]) -> Frozen:
    """The figures with the plan and last year's beside them: as last year's report printed them, else as counted anew."""
    if record["kind"] is ReportKind.AD_HOC:
        return frozen
    frozen = with_plans(connection, frozen, record)
    id_ = newest_of(connection, {**record, "year": record["year"] - 1}, signed=True)
    if id_ is None:
        return last_year.counted(connection, frozen, record)
    return last_year.printed(connection, frozen, record, held(connection, id_))


def keeping_bases(new: Frozen, old: Frozen) -> Frozen:
    """Last year's figures and the plan survive a new count."""
    figures = {
        code: replace(figure, **_bases(old.figures[code])) if code in old.figures else figure
        for code, figure in new.figures.items()
    }
    return replace(new, figures=figures, last_year_from=old.last_year_from)


def _bases(figure: FrozenFigure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in ("last_year", "plan", "remark")}


def drafts(
    connection: Connection, record: Mapping[str, Any], frozen: Frozen, asked: Asked | None = None
) -> dict[str, Text]:
    """Every section as the program would write it for these figures."""
    figures, words, shape = frozen.values(), words_of(record, asked), skeleton(record, asked)
    known, told = _duty_words(connection, record, shape), pulled(frozen)
    made: dict[str, Text] = {}
    for section in shape.sections:
        drafted = report_templates.draft(section, figures, words, told)
        said = known[section.code].joined(drafted) if section.code in known else drafted
        made[section.code] = Text(said, said, {code: figures.get(code) for code in section.codes})
    return made


def redrafted(fresh: Mapping[str, Text], old: Mapping[str, Text]) -> dict[str, Text]:
    """Fresh drafts where the draft still stood; the clerk's words, with what they were written for, elsewhere."""
    return {
        code: replace(old[code], drafted=made.drafted) if code in old and old[code].edited else made
        for code, made in fresh.items()
    }


@dataclass(frozen=True)
class _DutyWords:
    """What is known of a duty before its figures are told. `none`: nothing arose, and `words` says why."""

    words: str
    none: bool
    evidence: str

    def joined(self, figures: str) -> str:
        """The text of its section: «Không phát sinh» with the reason, or the result, the figures, other evidence."""
        if self.none:
            return f"Không phát sinh: {self.words}"
        return " ".join(part for part in (self.words, figures, self.evidence) if part)


def _duty_words(connection: Connection, record: Mapping[str, Any], shape: Skeleton) -> dict[str, _DutyWords]:
    """By section, what the office answered to the duty and what registers without figures show of it."""
    if not shape.duties:
        return {}
    period = record["period_from"], record["period_to"]
    lines = {line.id: line for line in board(connection, record["office"], record["year"], period)}
    told = {each.register for each in indicators() if each.code in shape.places}
    return {code: _words_of_duty(lines[duty], told) for code, duty in shape.duties.items() if duty in lines}


def _words_of_duty(line: DutyLine, told: Collection[str]) -> _DutyWords:
    others = [each.sentence for each in line.evidence if each.count and each.register not in told]
    evidence = f"Theo sổ: {' '.join(others)}" if others else ""
    return _DutyWords(line.answer, line.state == "not_arisen", evidence)
