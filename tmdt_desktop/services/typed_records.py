"""A record without a window: «field=words» read as a person's typing, references by name or number, sub-lists as JSON."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from tmdt_desktop.errors import Invalid, InvalidRecord, Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Ref
from tmdt_desktop.records import Record
from tmdt_desktop.services import registers
from tmdt_desktop.services.reference_book import ReferenceBook
from tmdt_desktop.services.registers import Saved
from tmdt_desktop.store.workspace import Workspace

Said = Sequence[tuple[str, str]]
"""(field, words) as they were typed."""


def add_record(ws: Workspace, register: type[Record], said: Said) -> Saved:
    """Add a record; what is not said begins as in the window.

    Raises Refused (no such field, or records of the register are made by the program alone) and as `registers.save`.
    """
    if any(field.required and field.set_by_program for field in register.fields()):
        raise Refused(
            f"Sổ «{register.title}» không thêm bằng tay.",
            why="Hồ sơ của sổ này do phần mềm lập.",
            cure="Dùng lệnh của việc đó.",
        )
    return registers.save(ws, register, {**registers.defaults(register), **_raw(ws, register, said)})


def edit_record(ws: Workspace, register: type[Record], which: str, said: Said) -> Saved:
    """Change what is said of the record that `which` means: its id, number, key or whole name. Raises as `add_record`."""
    id_ = record_of(ws, register, which)
    stored = registers.get(ws, register, id_)
    return registers.save(ws, register, {**stored.values, **_raw(ws, register, said)}, id_, stored.version)


def delete_record(ws: Workspace, register: type[Record], which: str) -> UUID:
    """Remove the record that `which` means; returns its id. Raises Refused as `registers.delete`."""
    id_ = record_of(ws, register, which)
    registers.delete(ws, register, id_, registers.get(ws, register, id_).version)
    return id_


def record_of(ws: Workspace, register: type[Record], which: str) -> UUID:
    """The id of the record that `which` means; an id means itself. Raises Refused when none or several do."""
    with suppress(ValueError):
        return UUID(which)
    with ws.read() as connection:
        try:
            return ReferenceBook(connection).find(register.code, which)
        except Invalid as told:
            raise Refused(str(told), cure="Xem mã hồ sơ bằng lệnh list.") from None


def _raw(ws: Workspace, register: type[Record], said: Said) -> dict[str, object]:
    fields = {field.name: field for field in register.fields() if not field.set_by_program}
    made: dict[str, object] = {}
    faults: dict[str, str] = {}
    with ws.read() as connection:
        book = ReferenceBook(connection)
        for name, words in said:
            if name not in fields:
                raise Refused(
                    f"Sổ «{register.title}» không có mục {name} để điền.", cure=f"Chọn trong: {', '.join(fields)}."
                )
            try:
                made[name] = _read(book, fields[name], words)
            except Invalid as told:
                faults[name] = str(told)
    if faults:
        raise InvalidRecord(faults, registers.labels_of(register, faults))
    return made


def _read(book: ReferenceBook, field: Field, words: str) -> object:
    if isinstance(field.kind, Ref):
        return book.find(field.kind.to, words) if words.strip() else None
    return _lines(book, field.kind, words) if isinstance(field.kind, Rows) else words


def _lines(book: ReferenceBook, kind: Rows, words: str) -> list[dict[str, Any]]:
    """A JSON list of objects, one a line of the sub-list."""
    try:
        lines = json.loads(words or "[]")
    except ValueError:
        lines = None
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise Invalid(f"Ghi dạng JSON: mỗi {kind.of.one} một đối tượng, ví dụ [{{…}}, {{…}}].")
    return [_line(book, kind, line) for line in lines]


def _line(book: ReferenceBook, kind: Rows, line: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.name: field for field in kind.of.fields()}
    if unknown := [name for name in line if name not in fields]:
        raise Invalid(f"Không có mục {unknown[0]}. Chọn trong: {', '.join(fields)}.")
    return {
        name: book.find(fields[name].kind.to, raw) if raw and isinstance(fields[name].kind, Ref) else raw  # type: ignore[attr-defined]
        for name, raw in line.items()
    }
