"""A list without a window: conditions said in words, rows as plain values or as the words people read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Kind, Ref
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import listed_fields
from tmdt_desktop.services.known_rows import by_seqs
from tmdt_desktop.services.reference_book import ReferenceBook
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

_CHUNK, _WHOLE_CHUNK = 5_000, 500


def where_of(
    register: type[Record], said: Sequence[tuple[str, str]], ws: Workspace | None = None
) -> tuple[tuple[str, object], ...]:
    """«field=words» as conditions of a query, each word read as the field reads it; no words mean «để trống».

    With `ws` a record of another register may be named as people name it; without, by its id alone.
    Raises:
        Refused: no such field. Invalid: the field cannot be that.
    """
    fields: Mapping[str, Field] = {field.name: field for field in register.fields()}
    made: dict[str, list[object]] = {}
    for name, words in said:
        if name not in fields or isinstance(fields[name].kind, Rows):
            raise Refused(f"Sổ «{register.title}» không có mục {name}.", cure=f"Chọn trong: {', '.join(fields)}.")
        kind = fields[name].kind
        plain = kind.plain(_meant(ws, kind, words)) if words else None
        made.setdefault(name, []).extend(plain if isinstance(plain, list) else [plain])
    return tuple((name, tuple(values)) for name, values in made.items())


def _meant(ws: Workspace | None, kind: Kind, words: str) -> Any:
    if ws is None or not isinstance(kind, Ref):
        return kind.parse(words)
    with ws.read() as connection:
        return ReferenceBook(connection).find(kind.to, words)


@dataclass(frozen=True)
class Wanted:
    """How much of a register is told: at most `limit` rows; with `sensitive` the personal fields too."""

    limit: int | None = None
    sensitive: bool = False


def whole(ws: Workspace, register: type[Record], query: Query, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Each row: its id and the plain values of every field, sub-lists line by line; personal ones only when asked for."""
    fields = _told(register.fields(), wanted)
    seqs = registers.find(ws, register, query, limit=wanted.limit)
    for start in range(0, len(seqs), _WHOLE_CHUNK):
        for record in by_seqs(ws, register, seqs[start : start + _WHOLE_CHUNK]):
            yield {"id": str(record["id"]), **_plain(fields, record, wanted)}


def _told(fields: Sequence[Field], wanted: Wanted) -> list[Field]:
    return [field for field in fields if wanted.sensitive or not field.sensitive]


def _plain(fields: Sequence[Field], values: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    return {field.name: _plain_value(field, values.get(field.name), wanted) for field in fields}


def _plain_value(field: Field, value: Any, wanted: Wanted) -> Any:
    if not isinstance(field.kind, Rows):
        return field.kind.plain(value)
    inner = _told(field.kind.of.fields(), wanted)
    return [_plain(inner, line, wanted) for line in value or ()]


def shown(ws: Workspace, register: type[Record], query: Query, limit: int | None = None) -> Iterator[tuple[str, ...]]:
    """Each row as words: the number of its file, then the listed fields in their order."""
    fields = listed_fields(ws, register)
    seqs = registers.find(ws, register, query, limit=limit)
    for start in range(0, len(seqs), _CHUNK):
        chunk = seqs[start : start + _CHUNK]
        codes = _file_codes(ws, register, chunk)
        for row in registers.list_rows(ws, register, chunk):
            words = (_words(field, value) for field, value in zip(fields, row.values, strict=True))
            yield (codes.get(row.seq) or str(row.id), *words)


def _file_codes(ws: Workspace, register: type[Record], seqs: Sequence[int]) -> dict[int, str | None]:
    table = register.__table__.c
    with ws.read() as connection:
        return dict(connection.execute(select(table.seq, table.file_code).where(table.seq.in_(seqs))).all())


def _words(field: Field, value: Any) -> str:
    return str(value) if isinstance(field.kind, Rows) else field.kind.show(value)
