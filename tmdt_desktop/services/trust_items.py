"""What the workspace keeps of trust packs: rows of `trust_item`, each act on them in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from tmdt_desktop.store.audit import Entry
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.plain import plain_json
from tmdt_desktop.store.tables import TrustItem

CODE, TITLE = "trust_item", "Gói tin cậy"
"""How the audit trail calls these rows, and what people call them."""
ROOT, INTERMEDIATE, CRL, OFFICE, PACK = "root", "intermediate", "crl", "office", "pack"
"""Kinds of rows. PACK: the list of a pack that was taken in, which no other pack in the workspace's folder may replace."""
ON_DESK = (ROOT, INTERMEDIATE, CRL, OFFICE)
"""What packs are put together from."""
_LONGEST_OWNER, LONGEST_WHY = 200, 200


@dataclass(frozen=True)
class Thing:
    """One thing to keep. `content`: DER, or the list of a pack. `of_office`, `role`: of an office's certificate."""

    kind: str
    owner: str
    content: bytes = field(repr=False)
    of_office: str = ""
    role: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, lower hex."""
        return sha256(self.content).hexdigest()


def kept(connection: Connection, *kinds: str, ended: bool = False) -> Sequence[RowMapping]:
    """The rows of these kinds in the order in which they came; `ended`: with those that were taken out."""
    table = TrustItem.__table__.c
    wanted: list[ColumnElement[bool]] = [table.kind.in_(kinds)]
    if not ended:
        wanted.append(table.ended_at.is_(None))
    order = (table.at, table.kind, table.fingerprint)
    return connection.execute(select(*table).where(*wanted).order_by(*order)).mappings().all()


def keep(batch: Batch, thing: Thing) -> bool:
    """Add a thing, or take one back in that had been taken out. False when it is there already."""
    table = TrustItem.__table__.c
    mine = (table.fingerprint == thing.fingerprint, table.kind == thing.kind)
    before = batch.connection.execute(select(*table).where(*mine)).mappings().first()
    told = {"kind": thing.kind, "owner": thing.owner[:_LONGEST_OWNER], "of_office": thing.of_office, "role": thing.role}
    if before is not None and before["ended_at"] is None and all(before[name] == said for name, said in told.items()):
        return False
    stamp: dict[str, Any] = {"at": batch.act.at, "by": batch.act.by, "ended_at": None, "why": ""}
    if before is None:
        fixed = {"fingerprint": thing.fingerprint, "office": batch.act.office, "content": thing.content}
        batch.connection.execute(insert(TrustItem).values(**fixed, **told, **stamp))
    else:
        batch.connection.execute(update(TrustItem).where(*mine).values(**told, **stamp))
    _enter(batch, thing.fingerprint, "insert", told)
    return True


def take_out(batch: Batch, row: RowMapping, why: str) -> None:
    """From now on the thing goes into no pack; the row stays."""
    table = TrustItem.__table__.c
    mine = (table.fingerprint == row["fingerprint"], table.kind == row["kind"])
    batch.connection.execute(update(TrustItem).where(*mine).values(ended_at=batch.act.at, why=why[:LONGEST_WHY]))
    told = {name: row[name] for name in ("kind", "owner", "of_office", "role")}
    _enter(batch, row["fingerprint"], "delete", {**told, "why": why})


def _enter(batch: Batch, fingerprint: str, action: str, told: dict[str, Any]) -> None:
    said = plain_json({**told, "fingerprint": fingerprint})
    before, after = (None, said) if action == "insert" else (said, None)
    batch.entries.append(Entry(CODE, UUID(hex=fingerprint[:32]), action, before, after))
