"""What services return, as JSON can hold it."""

import dataclasses
import enum
from array import array
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from tmdt_desktop.errors import InvalidRecord, Problem


def plain(value: Any) -> Any:
    """Dataclasses as objects, terms by their names, days and moments in ISO 8601, everything else as it is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value) if each.repr}
    if isinstance(value, Mapping):
        return {_key(key): plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset | array):
        return [plain(held) for held in value]
    return _single(value)


def _single(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, date):  # moments are dates too
        return value.isoformat()
    if isinstance(value, type):
        return getattr(value, "code", value.__name__)
    return str(value) if isinstance(value, UUID | Path | Decimal) else value  # exact numbers as JSON cannot hold them


def _key(key: Any) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(plain(key))


def problem(told: Problem) -> dict[str, Any]:
    """A problem as an object: its kind, its three sentences, a technical name where there is one; of a record, the faults too."""
    faults = {"faults": told.faults} if isinstance(told, InvalidRecord) else {}
    detail = {"detail": told.detail} if told.detail else {}
    said = {"what": told.what, "why": told.why, "cure": told.cure}
    return {"problem": {"kind": type(told).__name__, **said, **detail, **faults}}
