"""Records found by what people write of them in a list or a command: number of the file, tax code or other key, name."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from tmdt_desktop.errors import Invalid
from tmdt_desktop.exchange.identifiers import Read, read_tax_code
from tmdt_desktop.exchange.plans import RowFault, RowPlan
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Ref, TaxCode, Text
from tmdt_desktop.records import Record, register
from tmdt_desktop.store import search
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import key, one_line

_FILE_CODE = re.compile(r"\w{2,16}-\d{4}-\d{5,}")
_MOST_ALIKE = 400
_MOST_TOLD = 4
_STEP = 500
CALLED_BY = {
    "inspection": "business_name",
    "advice": "name",
    "product": "owner",
    "tax_review": "name",
    "stamp": "maker",
    "survey_answer": "respondent",
}
"""The field of each register in which a business stands by its name."""


class Unlisted(Invalid):
    """A tax code that is sound and that no record bears."""


@dataclass(frozen=True)
class Candidate:
    """A record that may be meant. `mark`: what tells it from others of its name: tax code, number of the file."""

    id: UUID
    name: str
    mark: str

    @property
    def words(self) -> str:
        """«Hộ KD Lan (2500150335)»."""
        return f"{self.name} ({self.mark})" if self.mark else self.name


class ReferenceBook:
    """Looks records of the office's own up by what people write; each different word is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], list[Candidate]] = {}

    def find(self, to: str, raw: object) -> UUID:
        """The record of the register `to` that `raw` means: its id, number, key or whole name, tones apart.

        Raises Unlisted for a tax code that nobody bears; Invalid when nothing or more than one record fits.
        """
        of, text = register(to), _text(raw)
        found = self.candidates(to, text)
        if len(found) == 1:
            return found[0].id
        if found:
            names = "; ".join(each.words for each in found[:_MOST_TOLD])
            more = f" và {len(found) - _MOST_TOLD} hồ sơ khác" if len(found) > _MOST_TOLD else ""
            raise Invalid(f"Có {len(found)} {of.one} khớp «{text}»: {names}{more}. Ghi mã hồ sơ để chọn một.")
        if _tax_code(text) and any(isinstance(field.kind, TaxCode) for field in marks_of(of)):
            raise Unlisted(f"Sổ «{of.title}» chưa có mã số thuế {text}.", cure="Thêm vào sổ đó rồi chọn lại.")
        raise Invalid(
            f"Sổ «{of.title}» không có {of.one} nào là «{text}». "
            f"Ghi đúng {_known_by(of)}, hoặc thêm vào sổ đó trước rồi nhập lại."
        )

    def candidates(self, to: str, text: str) -> list[Candidate]:
        """Every record that `text` may mean: those it marks, else those that bear it as their name."""
        if (to, text) not in self._known:
            of = register(to)
            self._known[to, text] = self._by_mark(of, text) or self._by_name(of, text)
        return self._known[to, text]

    def by_tax_code(self, to: str, code: str) -> list[Candidate]:
        """The records that bear a tax code."""
        return self.candidates(to, code)

    def read(self, to: str, raw: object) -> Read:
        """The same for a cell of a list; a tax code that nobody bears leaves the cell empty, with a remark."""
        try:
            return Read(self.find(to, raw))
        except Unlisted as told:
            return Read(None, str(told))

    def _by_mark(self, of: type[Record], text: str) -> list[Candidate]:
        table = of.__table__.c
        meant = [table[name] == value for name, value in _marked(of, text)]
        for condition in meant:
            if found := self._read(of, condition):
                return found
        return []

    def _by_name(self, of: type[Record], text: str) -> list[Candidate]:
        """Those that bear it letter for letter, else those that do so without their tones."""
        wanted = key(text)
        if not wanted:
            return []
        table = of.__table__.c
        exact = self._read(of, table.seq.in_(search.called(self._connection, of, text)))
        found = [each for each in exact if key(each.name) == wanted]
        if found:
            return found
        alike = self._read(of, table.seq.in_(search.hits(self._connection, of, text, _MOST_ALIKE)))
        return [each for each in alike if key(each.name) == wanted]

    def _read(self, of: type[Record], condition: ColumnElement[bool]) -> list[Candidate]:
        table = of.__table__.c
        marks = [table[field.name] for field in marks_of(of)]
        asked = select(table.id, table[of.name_field], *marks).where(condition, table.package.is_(None))
        return [_candidate(*row) for row in self._connection.execute(asked)]


def _candidate(id_: UUID, name: str, *marks: str | None) -> Candidate:
    return Candidate(id_, str(name), next((mark for mark in marks if mark), ""))


@cache
def marks_of(of: type[Record]) -> tuple[Field, ...]:
    """What a record is known by beside its name, in words: keys first, then the number of its file."""
    keys = [f for f in of.fields() if f.key and f.name != of.name_field and isinstance(f.kind, Text | TaxCode)]
    return (*keys, of.field("file_code"))


def _marked(of: type[Record], text: str) -> Iterator[tuple[str, str | UUID]]:
    """(field, value) of each mark that `text` can be."""
    with suppress(ValueError):
        yield "id", UUID(text)
    for field in marks_of(of):
        if not isinstance(field.kind, TaxCode):
            yield field.name, text
        elif code := _tax_code(text):
            yield field.name, code


def _tax_code(text: str) -> str:
    """`text` as a tax code, a lost zero put back; empty when it is none."""
    if _FILE_CODE.fullmatch(text):
        return ""
    try:
        return str(read_tax_code(text).value or "")
    except Invalid:
        return ""


def _known_by(of: type[Record]) -> str:
    labels = ["tên", *(field.label.lower() for field in marks_of(of))]
    return ", ".join(labels[:-1]) + f" hoặc {labels[-1]}"


def _text(raw: object) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else one_line(str(raw))


def business_field(of: type[Record]) -> Field | None:
    """The field by which a record of another register names a business of the list."""
    fields = (field for field in of.fields() if isinstance(field.kind, Ref) and field.kind.to == "business")
    return next(fields, None) if of.code != "business" else None


def link_businesses(
    book: ReferenceBook, of: type[Record], rows: Sequence[RowPlan], task: Task = SILENT
) -> tuple[tuple[RowPlan, ...], list[RowFault]]:
    """The rows, each joined to the business that bears its tax code, and a remark on every joining and likeness.

    A row that names its business already stays as it is. A like name alone joins nothing: it is only told.
    """
    link = business_field(of)
    if link is None:
        return tuple(rows), []
    code = next((field.name for field in of.fields() if isinstance(field.kind, TaxCode)), "")
    name = CALLED_BY.get(of.code, "")
    made, told = [], list[RowFault]()
    for at, row in enumerate(rows):
        if at % _STEP == 0:
            task.step(at, len(rows), of.title)
        proposal = None if row.values.get(link.name) else _proposal(book, row.values.get(code), row.values.get(name))
        if proposal is not None:
            sentence, found = proposal
            made.append(row._replace(values={**row.values, link.name: found.id}) if found else row)
            level = "repaired" if found else "doubt"
            told.append(RowFault(row.sheet, row.row, link.name, link.label, level, sentence, ""))
        else:
            made.append(row)
    return tuple(made), told


def _proposal(book: ReferenceBook, code: Any, name: Any) -> tuple[str, Candidate | None] | None:
    """What to say of a row, and the business it is joined to (None: only alike)."""
    if code:
        same = book.by_tax_code("business", str(code))
        if len(same) == 1:
            return f"Mã số thuế {code} là của «{same[0].name}» trong Danh sách TMĐT; đã nối hai hồ sơ.", same[0]
    alike = book.candidates("business", one_line(str(name))) if name else []
    if alike:
        return f"Danh sách TMĐT có «{alike[0].words}» cùng tên. Chọn ở mục này nếu đúng là một.", None
    return None


def picks(ws: Workspace, to: str, typed: str, limit: int = 50) -> list[tuple[str, str]]:
    """(id, words) of the records of the office's own that `typed` may mean, in the order of names, at most `limit`.

    Without words the first of the register; words with what tells records of one name apart.
    """
    of = register(to)
    table = of.__table__.c
    with ws.read() as connection:
        most = limit * 8  # the Department's registers hold other offices' rows too
        seqs = search.hits(connection, of, typed, most) if typed.strip() else search.in_order(connection, of, most)
        marks = [table[field.name] for field in marks_of(of)]
        asked = select(table.seq, table.id, table[of.name_field], *marks)
        rows = connection.execute(asked.where(table.seq.in_(seqs), table.package.is_(None)))
        found = {row[0]: _candidate(*row[1:]) for row in rows}
    return [(str(found[seq].id), found[seq].words) for seq in seqs if seq in found][:limit]
