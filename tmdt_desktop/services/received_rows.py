"""Rows of an accepted package in the Department's registers: each office's rows of a year stand there once.

A row is called there by a number made of office, year and its own id, so no package can touch the rows of another
office or another year, and the next revision finds the rows of the one before.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import Record
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.services.package_data import NAMELESS, PACKED, Records
from tmdt_desktop.services.package_reading import About
from tmdt_desktop.services.references import links_of
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.task import SILENT, Task

_VERSION_8 = (0x8 << 76) | (0b10 << 62)
_CHUNK = 500


def received_id(office: str, year: int, id_: UUID) -> UUID:
    """UUID version 8 (RFC 9562 §5.8) of a received row."""
    number = int.from_bytes(hashlib.sha256(f"{office}|{year}|{id_}".encode()).digest()[:16], "big")
    return UUID(int=number & ~((0xF << 76) | (0b11 << 62)) | _VERSION_8)


def replace_rows(
    batch: Batch, about: About, records: Mapping[str, Records], before: tuple[UUID, ...], task: Task = SILENT
) -> None:
    """Put the package's rows in the place of those of the packages `before` it (same office and year)."""
    for register in PACKED:
        new = {
            received_id(about.office, about.year, id_): _led(about, register, _whole(register, values))
            for id_, values in records.get(register.code, ())
        }
        there = _there(batch.connection, register, before)
        for done, id_ in enumerate(there):
            task.step(done, len(there), register.title)
            if id_ in new:
                batch.update(register, id_, {**new[id_], "package": about.content_id})
            else:
                batch.delete(register, id_)
        fresh = {id_: values for id_, values in new.items() if id_ not in there}
        if fresh:
            origin = (about.office, about.content_id)
            batch.insert(register, list(fresh.values()), ids=list(fresh), origin=origin, task=task)


def shared_tax_codes(connection: Connection, about: About, records: Mapping[str, Records]) -> int:
    """How many tax codes of the package stand in an accepted package of another office for the same year too."""
    codes = {values["tax_code"] for _, values in records.get(Business.code, ()) if values.get("tax_code")}
    packages, rows = Package.__table__.c, Business.__table__.c
    accepted = select(packages.id).where(
        packages.direction == Direction.RECEIVED,
        packages.state == PackageState.ACCEPTED,
        packages.year == about.year,
        Package.tells(ReportKind.ANNUAL),
        packages.sender != about.office,
    )
    found, asked = 0, sorted(codes)
    for start in range(0, len(asked), _CHUNK):
        among = rows.tax_code.in_(asked[start : start + _CHUNK])
        same = select(func.count(rows.tax_code.distinct())).where(rows.package.in_(accepted), among)
        found += connection.scalar(same) or 0
    return found


def _there(connection: Connection, register: type[Record], packages: tuple[UUID, ...]) -> set[UUID]:
    if not packages:
        return set()
    table = register.__table__.c
    return set(connection.scalars(select(table.id).where(table.package.in_(packages))).all())


def _led(about: About, register: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    """References lead to the received rows, as these are called here."""
    for link in links_of(register):
        for line in values[link.part] if link.part else (values,):
            if line[link.name] is not None:
                line[link.name] = received_id(about.office, about.year, line[link.name])
    return values


def _whole(register: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Every field named, so that a row which lost a value since loses it here too."""
    whole: dict[str, Any] = {}
    for field in register.fields():
        if isinstance(field.kind, Rows):
            lines = values.get(field.name) or ()
            whole[field.name] = [{each.name: _said(each, line) for each in field.kind.of.fields()} for line in lines]
        else:
            whole[field.name] = _said(field, values)
    return whole


def _said(field: Field, values: Mapping[str, Any]) -> Any:
    """A value; where a person must be named whose name stayed with the sender, words that say so."""
    stayed = field.required and field.name not in values
    return NAMELESS if stayed else values.get(field.name)
