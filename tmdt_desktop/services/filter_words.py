"""What a list was narrowed to, as people read it: «Loại: Hộ kinh doanh; Xã: Ngọc Mỹ; tìm «chè»»."""

from typing import Any

from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Choices, Ref
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace

EMPTY = "để trống"


def filter_words(ws: Workspace, register: type[Record], query: Query) -> str:
    """The filter in force in one line; empty when every row is meant."""
    said = [query.among.words] if query.among is not None else []
    for name, words in condition_words(ws, register, query).items():
        said.append(f"{register.field(name).label}: {' hoặc '.join(words)}")
    if query.search.strip():
        said.append(f"tìm «{query.search.strip()}»")
    return "; ".join(said)


def condition_words(ws: Workspace, register: type[Record], query: Query) -> dict[str, tuple[str, ...]]:
    """The words of every value that a field is narrowed to, by the field's name."""
    made: dict[str, tuple[str, ...]] = {}
    for name, wanted in query.where:
        plain = wanted if isinstance(wanted, tuple | list) else (wanted,)
        made[name] = tuple(_said(ws, register.field(name), value) for value in plain)
    return made


def _said(ws: Workspace, field: Field, plain: Any) -> str:
    if plain is None:
        return EMPTY
    value = field.kind.restore([plain] if isinstance(field.kind, Choices | CodesChosen) else plain)
    if isinstance(field.kind, Ref):
        return references.name_of(ws, field.kind.to, value)
    return field.kind.show(value)
