"""One record on A4: its fields group by group, its sub-lists as tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from tmdt_desktop.reports.document import Annex, Block, Document, Heading, KeyValues, Paragraph, Table
from tmdt_desktop.reports.print_list import ListedColumn, PrintedList, list_document


@dataclass(frozen=True)
class PrintedGroup:
    """Fields under one heading: label and words; "" where nothing was written."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PrintedPart:
    """A sub-list: its title, columns, rows in words."""

    title: str
    columns: tuple[ListedColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PrintedRecord:
    """`register` «Sổ đối tượng TMĐT», `name` what the record is called, `code` its file code or ""."""

    register: str
    name: str
    code: str
    groups: tuple[PrintedGroup, ...]
    parts: tuple[PrintedPart, ...]
    foot: str
    left_out: tuple[str, ...] = ()


def record_document(content: PrintedRecord) -> Document:
    """The record as a document of bare pages; a sub-list of many columns stands on pages across."""
    upright = [part for part in content.parts if not _across(part)]
    annex = Annex(
        number="",
        title=content.name,
        body=tuple(_body(content, upright)),
        accompanying=" · ".join(filter(None, (content.register, content.code and f"Mã hồ sơ {content.code}"))),
        bare=True,
    )
    wide = tuple(_wide(content, part) for part in content.parts if _across(part))
    return Document(title=f"{content.register}: {content.name}", annexes=(annex, *wide), foot=content.foot)


def _body(content: PrintedRecord, parts: list[PrintedPart]) -> Iterator[Block]:
    for group in content.groups:
        if group.title:
            yield Heading(2, "", group.title)
        yield KeyValues(tuple(_told(group)))
    for part in parts:
        yield Heading(2, "", part.title)
        yield from _listed(content, part).body
    if content.left_out:
        yield Paragraph(f"Không in mục có thông tin cá nhân: {', '.join(content.left_out)}.")


def _told(group: PrintedGroup) -> Iterator[tuple[str, str]]:
    """What was written, then in one line what was not."""
    yield from (pair for pair in group.pairs if pair[1])
    if blank := [label for label, words in group.pairs if not words]:
        yield "Chưa ghi", ", ".join(blank)


def _across(part: PrintedPart) -> bool:
    return bool(part.rows) and _as_list("", part).annexes[0].landscape


def _listed(content: PrintedRecord, part: PrintedPart) -> Annex:
    return _as_list(content.foot, part).annexes[0]


def _as_list(foot: str, part: PrintedPart) -> Document:
    return list_document(PrintedList(part.title, part.columns, part.rows, "", foot))


def _wide(content: PrintedRecord, part: PrintedPart) -> Annex:
    listed = _listed(content, part)
    tables = tuple(block for block in listed.body if isinstance(block, Table))
    return Annex("", f"{part.title}\n{content.name}", tables, landscape=True, bare=True)
