"""What the rows of a sub-list look like, without what is in them: lists that look alike share one number.

A register of a million records has few different lists when only choices, codes and «is filled» are looked at. Each record
keeps the number of its list (`SubList.shape`), so that figures about its rows are counted without reading the rows.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Choice, Choices, Flag, Kind
from tmdt_desktop.records.record import Base, Part

EMPTY = 0
"""The number of the list without rows; it has no line in the table."""
LONGEST = 8
"""Longer lists have no number: hardly two of them are alike. They are read themselves."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class ListShape(Base):
    """One shape of the sub-list `part`: JSON of its rows in a fixed order, each as {field: value of a choice or code, or 1}."""

    __tablename__ = "list_shape"
    __table_args__ = (UniqueConstraint("part", "rows"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    office: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(40))
    rows: Mapped[str] = mapped_column(Text())


def is_coded(kind: Kind) -> bool:
    """Whether values of this kind come from a list so short that a shape keeps them as they are."""
    return isinstance(kind, Choice | Choices | Flag) or hasattr(kind, "choices")


class Shaper:
    """Turns the rows of one sub-list into the text of their shape; rows seen before are not looked at again."""

    def __init__(self, part: type[Part]) -> None:
        coded, others = _fields(part)
        self._coded, self._others = coded, others
        self._known: dict[tuple[Any, ...], str] = {}

    def text(self, rows: Sequence[Mapping[str, Any]]) -> str | None:
        """The shape of a list that is not empty; None when it is too long to have one."""
        if len(rows) > LONGEST:
            return None
        if len(rows) == 1:
            return f"[{self._row(rows[0])}]"
        return f"[{','.join(sorted(map(self._row, rows)))}]"

    def _row(self, row: Mapping[str, Any]) -> str:
        get = row.get
        key = (*(get(field.name) for field in self._coded), *(get(name) is not None for name in self._others))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._said(row)
        return found

    def _said(self, row: Mapping[str, Any]) -> str:
        said = {field.name: field.kind.plain(row.get(field.name)) for field in self._coded}
        filled = {name: value for name, value in said.items() if value is not None and value not in ([], ())}
        return _ENCODER.encode(filled | {name: 1 for name in self._others if row.get(name) is not None})


@cache
def _fields(part: type[Part]) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    """The fields that a shape keeps as they are, and the names of those of which it keeps that they are filled."""
    coded = tuple(field for field in part.fields() if is_coded(field.kind))
    return coded, tuple(field.name for field in part.fields() if field not in coded)


def rows_of(text: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of a shape: {field: name of a term, code, list of these, true or false; 1 for any other filled field}."""
    return tuple(json.loads(text))
