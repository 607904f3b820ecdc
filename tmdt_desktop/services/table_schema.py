"""What a column of a package's data looks like to others: Frictionless Table Schema (v1), derived from the fields.

`schema` answers for a kind of value, `write_cell` and `read_cell` go there and back without loss.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import singledispatch
from typing import Any
from uuid import UUID

from tmdt_desktop import kinds, rare_kinds
from tmdt_desktop.catalogues.industries import Industry
from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Kind

_PARTED = ";"
_NOT_OURS = "Giá trị không đúng mẫu dữ liệu của gói. Xem lại bản phần mềm đã xuất gói."
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_REMEMBERED = 4_096
_BOOLEAN = {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}


@singledispatch
def schema(kind: Kind) -> dict[str, Any]:
    """Type, format, constraints and categories of a column of this kind, as a Table Schema field has them."""
    raise TypeError(f"{type(kind).__name__} has no place in a table")


@schema.register(kinds.Text)
@schema.register(kinds.Note)
@schema.register(kinds.Phone)
def _text(kind: kinds.Text | kinds.Note | kinds.Phone) -> dict[str, Any]:
    return {"type": "string", "constraints": {"maxLength": kind.longest}}


@schema.register(kinds.TaxCode)
def _tax_code(_: kinds.TaxCode) -> dict[str, Any]:
    return {"type": "string", "constraints": {"pattern": r"[0-9]{10}(-[0-9]{3})?|[0-9]{12}"}}


@schema.register(kinds.PersonalId)
def _personal_id(_: kinds.PersonalId) -> dict[str, Any]:
    return {"type": "string", "constraints": {"pattern": r"[0-9]{9}|[0-9]{12}"}}


@schema.register(kinds.Email)
def _email(_: kinds.Email) -> dict[str, Any]:
    return {"type": "string", "format": "email", "constraints": {"maxLength": 254}}


@schema.register(kinds.Whole)
def _whole(kind: kinds.Whole) -> dict[str, Any]:
    return {"type": "integer", "constraints": {"minimum": kind.least, "maximum": kind.most}}


@schema.register(kinds.Money)
def _money(kind: kinds.Money) -> dict[str, Any]:
    return {"type": "integer", "constraints": {"minimum": 0, "maximum": kind.most}}


@schema.register(kinds.Day)
def _day(_: kinds.Day) -> dict[str, Any]:
    return {"type": "date"}


@schema.register(kinds.Moment)
def _moment(_: kinds.Moment) -> dict[str, Any]:
    return {"type": "datetime", "format": "any"}


@schema.register(rare_kinds.DueTime)
def _due(_: rare_kinds.DueTime) -> dict[str, Any]:
    return {"type": "datetime", "format": "any"}


@schema.register(rare_kinds.Exact)
def _exact(_: rare_kinds.Exact) -> dict[str, Any]:
    """Text rather than a number of the schema: ten-thousandths must come back as they were."""
    return {"type": "string", "constraints": {"pattern": r"-?[0-9]{1,14}(\.[0-9]{1,4})?"}}


@schema.register(rare_kinds.GoodsNumber)
def _goods_number(_: rare_kinds.GoodsNumber) -> dict[str, Any]:
    return {"type": "string", "constraints": {"pattern": "[0-9]{8,14}"}}


@schema.register(rare_kinds.WebAddress)
def _web_address(kind: rare_kinds.WebAddress) -> dict[str, Any]:
    return {"type": "string", "format": "uri", "constraints": {"maxLength": kind.longest}}


@schema.register(kinds.Flag)
def _flag(_: kinds.Flag) -> dict[str, Any]:
    return dict(_BOOLEAN)


@schema.register(kinds.Choice)
def _choice(kind: kinds.Choice) -> dict[str, Any]:
    words = {term.name: str(term.value) for term in kind.of}
    return {"type": "string", "constraints": {"enum": list(words)}, "categories": _categories(words)}


@schema.register(kinds.Choices)
def _choices(kind: kinds.Choices) -> dict[str, Any]:
    words = {term.name: str(term.value) for term in kind.of}
    one = "|".join(words)
    pattern = f"({one})({_PARTED}({one}))*"
    return {"type": "string", "constraints": {"pattern": pattern}, "categories": _categories(words)}


@schema.register(kinds.Ref)
def _ref(_: kinds.Ref) -> dict[str, Any]:
    return {"type": "string", "format": "uuid"}


@schema.register(Listed)
def _listed(kind: Listed) -> dict[str, Any]:
    words = {entry.code: entry.name for entry in kind.entries()}
    return {"type": "string", "constraints": {"enum": list(words)}, "categories": _categories(words)}


@schema.register(Industry)
def _industry(_: Industry) -> dict[str, Any]:
    """The list holds the common activities only; any code of the classification may stand in a table."""
    return {"type": "string", "constraints": {"pattern": "(2018|2025):[0-9]{4,5}"}}


@schema.register(CodesChosen)
def _codes(kind: CodesChosen) -> dict[str, Any]:
    one = "[^;]+"
    return {
        "type": "string",
        "constraints": {"pattern": f"{one}({_PARTED}{one})*", "maxLength": kind.longest},
    }


@schema.register(Commune)
def _commune(_: Commune) -> dict[str, Any]:
    return {"type": "string", "constraints": {"pattern": "[0-9]{5}"}}


@schema.register(ChannelAddress)
def _address(_: ChannelAddress) -> dict[str, Any]:
    return {"type": "string", "constraints": {"maxLength": 255}}


@schema.register(Rows)
def _rows(kind: Rows) -> dict[str, Any]:
    """Sub-lists lie in a table of their own; in one cell they would be an array."""
    return {"type": "array", "description": f"Bảng {kind.of.code}"}


def _categories(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in words.items()]


def field_schema(field: Field) -> dict[str, Any]:
    """The Table Schema field of one of our fields: name, title, description, type and constraints."""
    made = schema(field.kind)
    constraints = {**made.get("constraints", {}), **({"required": True} if field.required else {})}
    said: dict[str, Any] = {"name": field.name, "title": field.label}
    if field.help:
        said["description"] = field.help
    return {**said, **made, **({"constraints": constraints} if constraints else {})}


def write_cell(kind: Kind, value: Any) -> str:
    """A value as the text of a CSV cell; empty for None."""
    if value is None:
        return ""
    plain = kind.plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list | tuple):
        return _PARTED.join(str(part) for part in plain)
    return str(plain)


def read_cell(field: Field, text: str) -> Any:
    """What `write_cell` wrote, back as a value. Raises Invalid when it is not exactly of that form."""
    return ColumnReader(field).read(text)


class ColumnReader:
    """Reads the cells of one column as `read_cell` does; what was read once is remembered, since cells say much twice."""

    def __init__(self, field: Field) -> None:
        self.field, self._type = field, schema(field.kind)["type"]
        self._known: dict[str, Any] = {}

    def read(self, text: str) -> Any:
        """The value of one cell. Raises Invalid."""
        if text in self._known:
            return self._known[text]
        value = self._read(text) if text else self.field.read(None)
        if len(self._known) < _REMEMBERED:
            self._known[text] = value
        return value

    def _read(self, text: str) -> Any:
        kind = self.field.kind
        try:
            value = _value(kind, self._plain(text))
        except (KeyError, ValueError, TypeError):
            raise Invalid(_NOT_OURS) from None
        if write_cell(kind, value) != text:
            raise Invalid(_NOT_OURS)
        return value

    def _plain(self, text: str) -> Any:
        if self._type == "integer":
            if not _INTEGER.fullmatch(text):
                raise ValueError(text)
            return int(text)
        if self._type == "boolean":
            return {"true": True, "false": False}[text]
        return text.split(_PARTED) if isinstance(self.field.kind, kinds.Choices | CodesChosen) else text


def _value(kind: Kind, plain: Any) -> Any:
    """The value that a plain one stands for; kinds whose plain value is the value itself check it by parsing."""
    value = kind.parse(plain) if isinstance(kind, CodesChosen) else kind.restore(plain)
    if isinstance(value, date | datetime | UUID | kinds.Term | tuple):
        return value
    return kind.parse(value)
