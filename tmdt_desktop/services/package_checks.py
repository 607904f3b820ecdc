"""Does the content of a package agree with itself? Files, identity, tables, sums, and what the signed report prints."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tmdt_desktop.catalogues.indicators import Indicator, indicators, pending
from tmdt_desktop.figures import overlapping
from tmdt_desktop.services import package_content as names
from tmdt_desktop.services.many_rows import sweeping_later
from tmdt_desktop.services.package_annex import annex_findings
from tmdt_desktop.services.package_changes import OF_FIGURES, ROWS
from tmdt_desktop.services.package_content import ANSWER_FILES, content_id
from tmdt_desktop.services.package_data import (
    PACKED,
    DataReading,
    Records,
    Table,
    describe,
    read_tables,
    tables,
)
from tmdt_desktop.services.package_findings import at_most, told, told_at
from tmdt_desktop.services.package_printed import in_annex, list_findings, report_findings, shown
from tmdt_desktop.services.package_reading import (
    About,
    FigureTold,
    OtherForm,
    Unreadable,
    read_about,
    read_description,
    read_evidence,
    read_figures,
)
from tmdt_desktop.services.package_rows import ALL
from tmdt_desktop.services.pdf_words import seen_words_of_pdf, words_of_pdf
from tmdt_desktop.services.recount import links, needs_personal, recount_all
from tmdt_desktop.services.row_faults import RowFault, row_faults
from tmdt_desktop.signing.verdicts import Finding

_MOST_TOLD = 20
_LARGEST_FILE = 1 << 28
_LONGEST_VALUE = 40


@dataclass(frozen=True)
class Contents:
    """The files of a package: their sizes by name in its order, and how to read one.

    `rows`: whoever has just written the tables gives what they were written from; cells are then not read back.
    `digests`: SHA-256 in lower hex by name, where whoever opened the files has counted them.
    """

    sizes: Mapping[str, int]
    read: Callable[[str], bytes]
    rows: Mapping[str, Records] | None = None
    digests: Mapping[str, str] | None = None

    def get(self, name: str, /) -> bytes | None:
        """The bytes of a file; None where it is missing."""
        return self.read(name) if name in self.sizes else None


@dataclass(frozen=True)
class ContentReading:
    """What a package holds, and every way in which it disagrees with itself.

    `recounted`: how many figures were counted once more; `uncounted`: codes that could not be, because the columns they
    need stayed at home; `unpacked`: codes of those whose register does not travel, or not whole. `other_form`: a program of another time wrote it, so nothing more of it was read.
    """

    about: About | None
    figures: tuple[FigureTold, ...] = ()
    records: Mapping[str, Records] | None = None
    recounted: int = 0
    uncounted: tuple[str, ...] = ()
    unpacked: tuple[str, ...] = ()
    other_form: bool = False
    findings: tuple[Finding, ...] = ()


def check_content(contents: Contents, *, whole: bool = True) -> ContentReading:
    """Read every file of a package and hold them against each other. Whatever is wrong is a finding.

    `whole` False reads `package.json` alone: of a stranger's package nothing else is opened.
    """
    if set(contents.sizes) == ANSWER_FILES:
        return ContentReading(None, findings=(told("is_answer"),))
    try:
        about = read_about(contents.read(names.PACKAGE)) if names.PACKAGE in contents.sizes else None
    except OtherForm as fault:
        found = told("content_newer" if fault.later else "content_older", version=fault.version)
        return ContentReading(None, other_form=True, findings=(found,))
    except Unreadable:
        return ContentReading(None, findings=(told("content_unreadable", name=names.PACKAGE),))
    if not whole:
        return ContentReading(about)
    made = tables(sensitive=about.sensitive if about else False)
    frame = _frame_findings(contents, made)
    if about is None or frame:
        return ContentReading(about, findings=frame)
    return _checked(contents, about, made)


def _frame_findings(contents: Contents, made: Sequence[Table]) -> tuple[Finding, ...]:
    must = {names.REPORT, names.ANNEX, names.DATA, names.FIGURES, names.EVIDENCE, names.PACKAGE}
    must |= {table.file for table in made}
    there = set(contents.sizes)
    missing = [told("content_missing", name=name) for name in sorted(must - there)]
    return (*missing, *(told("content_extra", name=name) for name in sorted(there - must - {names.LIST})))


def _checked(contents: Contents, about: About, made: Sequence[Table]) -> ContentReading:
    found: list[Finding] = []
    if _identity(contents, about) != about.content_id:
        found.append(told("content_id_wrong"))
    if about.answers is None and about.registers != ALL:
        found.append(told("registers_missing"))
    found += _description_findings(contents, made)
    try:
        figures = read_figures(contents.read(names.FIGURES))
    except Unreadable:
        figures = ()
        found.append(told("content_unreadable", name=names.FIGURES))
    large = [name for name, size in contents.sizes.items() if size > _LARGEST_FILE]
    found += [told("content_unreadable", name=name) for name in large]
    if large:
        return ContentReading(about, figures, findings=tuple(found))
    printed = _printed_findings(contents, about, figures)  # before thousands of rows lie in memory beside the PDFs
    with sweeping_later():
        data = read_tables(made, contents) if contents.rows is None else _written(contents.rows)
        again, uncounted, unpacked = _recounted(about, figures, data)
    found += at_most([_data_finding(fault) for fault in data.faults], _MOST_TOLD)
    found += _count_findings(about, made, data)
    found += _evidence_findings(contents.read(names.EVIDENCE), about, data)
    found += _figure_findings(figures, again)
    found += correction_findings(about, figures)
    found += printed
    return ContentReading(about, figures, data.records, len(again), uncounted, unpacked, findings=tuple(found))


def _printed_findings(contents: Contents, about: About, figures: Sequence[FigureTold]) -> list[Finding]:
    """What the files that people read say otherwise than the package."""
    found = list(report_findings(seen_words_of_pdf(contents.read(names.REPORT)), about, figures))
    found += annex_findings(contents.read(names.ANNEX), figures)
    if names.LIST in contents.sizes:
        found += list_findings(words_of_pdf(contents.read(names.LIST), most=1), about)
    return found


def _written(rows: Mapping[str, Records]) -> DataReading:
    """Rows of the office's own registers, whose cells were held to their fields when they were saved."""
    return DataReading(dict(rows), tuple(row_faults(PACKED, {code: dict(held) for code, held in rows.items()})))


def _identity(contents: Contents, about: About) -> UUID:
    known, others = contents.digests, [name for name in contents.sizes if name != names.PACKAGE]
    digests = {name: known[name] if known else hashlib.sha256(contents.read(name)).hexdigest() for name in others}
    return content_id(digests, about.raw)


def _description_findings(contents: Contents, made: Sequence[Table]) -> Iterator[Finding]:
    """Names, files and columns must be ours; lists of choices may have grown since."""
    try:
        same = _outline(read_description(contents.read(names.DATA))) == _outline(describe(made, {}))
    except (Unreadable, KeyError, TypeError):
        same = False
    if not same:
        yield told("description_wrong")


def _outline(description: Mapping[str, Any]) -> list[Any]:
    return [
        (resource["name"], resource["path"], [field["name"] for field in resource["schema"]["fields"]])
        for resource in description["resources"]
    ]


def _data_finding(fault: RowFault) -> Finding:
    place = fault.table + (f", dòng {fault.row}" if fault.row else "")
    words = place + (f", cột «{fault.column}»" if fault.column else "")
    title = names.NAMES.get(fault.table, fault.table).removeprefix("Dữ liệu: ")
    at = (title, str(fault.row) if fault.row else "", fault.column, fault.value[:_LONGEST_VALUE])
    return told_at(at, "data_fault", place=words, sentence=fault.sentence)


def _count_findings(about: About, made: Sequence[Table], data: DataReading) -> Iterator[Finding]:
    for table in made:
        held = data.records.get(table.register.code, ())
        rows = sum(len(values.get(table.part) or ()) for _, values in held) if table.part else len(held)
        said = about.counts.get(table.name)
        if rows != said:
            yield told("count_wrong", name=table.file, rows=rows, said="không" if said is None else said)


def _evidence_findings(content: bytes, about: About, data: DataReading) -> Iterator[Finding]:
    """Every duty of the office with its evidence; of registers that travel, as many rows as there are."""
    try:
        said = read_evidence(content)
        wanted = names.duties_json(about.office, about.period[1], said.counts, said.answers)
    except (Unreadable, KeyError):
        yield told("content_unreadable", name=names.EVIDENCE)
        return
    rows = {code: len(held) for code, held in data.records.items() if code in about.registers}
    for code in sorted(rows.keys() & said.counts.keys()):
        if said.counts[code] != rows[code]:
            yield told("count_wrong", name=names.EVIDENCE, rows=rows[code], said=said.counts[code])
    if said.raw != wanted:
        yield told("evidence_differs")


def _recounted(
    about: About, figures: Sequence[FigureTold], data: DataReading
) -> tuple[dict[str, int | None], tuple[str, ...], tuple[str, ...]]:
    """Every figure that can be counted from the rows, by code; codes of those whose columns, whose registers stayed."""
    said = {figure.code for figure in figures}
    known: list[Indicator] = [each for each in indicators() if each.code in said]
    whole = about.registers & data.records.keys()
    away = tuple(each.code for each in known if each.register not in whole or not links(each) <= data.records.keys())
    kept = () if about.sensitive else tuple(each.code for each in known if needs_personal(each))
    others = {code: dict(held) for code, held in data.records.items()}
    again = recount_all((each for each in known if each.code not in {*away, *kept}), others, about.period)
    return again, tuple(code for code in kept if code not in away), away


def correction_findings(about: About, figures: Sequence[FigureTold]) -> Iterator[Finding]:
    """Whether what the package tells of its changes fits what it holds now."""
    known = {figure.code: figure for figure in figures}
    for change in about.correction.changes if about.correction else ():
        if change.kind in OF_FIGURES:
            figure = known.get(change.key)
            now = (figure.label, getattr(figure, OF_FIGURES[change.kind])) if figure else None
            fits = now == (change.what, change.after) and change.before != change.after
        elif change.kind == ROWS:
            grown = (change.before or 0) + change.added - change.removed
            moved = change.added or change.removed or change.changed
            fits = bool(moved) and change.after == grown == about.counts.get(change.key)
        else:
            fits = change.before is change.after is None
        if not fits:
            yield told("correction_wrong", what=change.what)


def _overlaps(code: str, group: str) -> bool:
    """Whether records may stand in several parts of the group, so that its parts need not make the whole."""
    known = {each.code: each for each in indicators()}.get(code)
    return known is not None and group in known.groups and overlapping(known, group)


def _figure_findings(figures: Sequence[FigureTold], again: Mapping[str, int | None]) -> Iterator[Finding]:
    counted = {each.code for each in indicators()}
    waiting = {each.code for each in pending()}
    for missing in sorted(counted - {figure.code for figure in figures}):
        yield told("figure_absent", code=missing)
    for figure in figures:
        if figure.code in again and again[figure.code] != figure.value:
            facts = {"code": figure.code, "said": shown(figure.value), "counted": shown(again[figure.code])}
            yield told_at(in_annex(figure), "figure_differs", **facts)
        elif figure.code not in counted | waiting or (figure.code in waiting and figure.value is not None):
            yield told("figure_unknown", code=figure.code)
        for name, parts in figure.groups:
            if _overlaps(figure.code, name):
                continue
            together = sum(share for _, share in parts)
            if figure.value is not None and together != figure.value:
                facts = {"code": figure.code, "said": shown(figure.value), "counted": shown(together)}
                yield told_at(in_annex(figure), "figure_parts", **facts)
