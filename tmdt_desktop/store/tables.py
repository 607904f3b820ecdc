"""Tables of the store itself: the audit trail, drafts, settings. Registers bring their own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tmdt_desktop.fields import Identifier, JsonText, UtcMoment
from tmdt_desktop.records import Base


class AuditBatch(Base):
    """One act of one person: everything that was committed together and can be undone together."""

    __tablename__ = "audit_batch"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(Identifier(), unique=True)
    office: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcMoment())
    by: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(200))
    undoes: Mapped[UUID | None] = mapped_column(Identifier())
    undone_by: Mapped[UUID | None] = mapped_column(Identifier())
    first_entry: Mapped[int] = mapped_column(Integer)
    last_entry: Mapped[int] = mapped_column(Integer)
    """The batch's entries stand between these numbers, both included; so they are found without an index of their own."""
    entries: Mapped[int] = mapped_column(Integer)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 over the hash before, this line, and the digest of its entries: the link of the chain."""


class AuditEntry(Base):
    """One record touched by a batch: what it was and what it became, as JSON of the fields that changed."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    batch: Mapped[UUID] = mapped_column(Identifier())
    office: Mapped[str] = mapped_column(String(16))
    register: Mapped[str] = mapped_column(String(40))
    record: Mapped[UUID] = mapped_column(Identifier(), index=True)
    action: Mapped[str] = mapped_column(String(8))
    before: Mapped[str | None] = mapped_column(Text())
    after: Mapped[str | None] = mapped_column(Text())


class Setting(Base):
    """One setting of the office, by name."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    value: Mapped[Any] = mapped_column(JsonText())


class Draft(Base):
    """What a person has typed and not saved yet."""

    __tablename__ = "draft"

    register: Mapped[str] = mapped_column(String(40), primary_key=True)
    record: Mapped[str] = mapped_column(String(36), primary_key=True)
    by: Mapped[str] = mapped_column(String(80), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcMoment())
    raw: Mapped[Any] = mapped_column(JsonText())


class Person(Base):
    """Someone who may open the workspace."""

    __tablename__ = "person"

    user: Mapped[str] = mapped_column(String(80), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    full_name: Mapped[str] = mapped_column(String(120))


class Attachment(Base):
    """A file that goes with a record of any register; its content lies encrypted in the folder (`store.contents`)."""

    __tablename__ = "attachment"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(Identifier(), unique=True)
    office: Mapped[str] = mapped_column(String(16))
    register: Mapped[str] = mapped_column(String(40))
    record: Mapped[UUID] = mapped_column(Identifier(), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the plain content, in lower hex."""
    file_name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    """Bytes of the plain content."""
    media_type: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(120))
    """What it is: «Biên bản», «Ảnh màn hình»; may be empty."""
    added_at: Mapped[datetime] = mapped_column(UtcMoment())
    added_by: Mapped[str] = mapped_column(String(80))


class Counter(Base):
    """The last number given to a record of a register in a year; it only grows, so no number is given twice."""

    __tablename__ = "counter"

    office: Mapped[str] = mapped_column(String(16), primary_key=True)
    register: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class SavedFilter(Base):
    """A filter of a list that a person keeps under a name."""

    __tablename__ = "saved_filter"

    register: Mapped[str] = mapped_column(String(40), primary_key=True)
    by: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcMoment())
    query: Mapped[Any] = mapped_column(JsonText())


class KeptFigures(Base):
    """Figures of one register as last counted over one scope (`services.count_figures`): nothing in them is about a person.

    They hold while neither the catalogue nor a register that they were read from has changed since `entry` of the trail.
    """

    __tablename__ = "kept_figures"

    register: Mapped[str] = mapped_column(String(40), primary_key=True)
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the indicators and the program's version."""
    office: Mapped[str] = mapped_column(String(16))
    entry: Mapped[int] = mapped_column(Integer)
    figures: Mapped[Any] = mapped_column(JsonText())


class ImportLayout(Base):
    """What people decided about a list of a certain layout from a certain sender, to be proposed for the next one."""

    __tablename__ = "import_layout"

    register: Mapped[str] = mapped_column(String(40), primary_key=True)
    layout: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the headings of its sheets, without marks and case."""
    sender: Mapped[str] = mapped_column(String(120), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcMoment())
    by: Mapped[str] = mapped_column(String(80))
    decided: Mapped[Any] = mapped_column(JsonText())


class MergedRecord(Base):
    """A record that became part of another one: its id keeps leading there while the batch of the merge stands."""

    __tablename__ = "merged_record"

    id: Mapped[UUID] = mapped_column(Identifier(), primary_key=True)
    """Of the record that is gone."""
    batch: Mapped[UUID] = mapped_column(Identifier(), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    register: Mapped[str] = mapped_column(String(40))
    kept: Mapped[UUID] = mapped_column(Identifier(), index=True)


class NotSame(Base):
    """Two records that look alike and that a person has told apart; `first` is the smaller id."""

    __tablename__ = "not_same"

    first: Mapped[UUID] = mapped_column(Identifier(), primary_key=True)
    second: Mapped[UUID] = mapped_column(Identifier(), primary_key=True)
    register: Mapped[str] = mapped_column(String(40))
    office: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcMoment())
    by: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(200))


class MatchSession(Base):
    """A list of the tax office laid beside the register: one round of comparing, which may last for days."""

    __tablename__ = "match_session"

    id: Mapped[UUID] = mapped_column(Identifier(), primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcMoment())
    by: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file that was compared, in lower hex."""
    about: Mapped[Any] = mapped_column(JsonText())
    batch: Mapped[UUID | None] = mapped_column(Identifier())
    """The act that wrote the result into the registers; empty while the round is open."""


class MatchLine(Base):
    """One line of a round: what the list says, which record it is, and what a person decided."""

    __tablename__ = "match_line"

    session: Mapped[UUID] = mapped_column(Identifier(), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    office: Mapped[str] = mapped_column(String(16))
    heap: Mapped[str] = mapped_column(String(16))
    record: Mapped[UUID | None] = mapped_column(Identifier(), index=True)
    theirs: Mapped[Any] = mapped_column(JsonText())
    likeness: Mapped[Any] = mapped_column(JsonText())
    decision: Mapped[str] = mapped_column(String(24))
    decided: Mapped[Any] = mapped_column(JsonText())
    decided_at: Mapped[datetime | None] = mapped_column(UtcMoment())
    decided_by: Mapped[str | None] = mapped_column(String(80))


class TrustItem(Base):
    """One thing of the trust pack that this office puts together: a root, an authority, a revocation list, an office's
    certificate.
    """

    __tablename__ = "trust_item"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of `content`, lower hex."""
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    """root, intermediate, crl, office."""
    office: Mapped[str] = mapped_column(String(16))
    of_office: Mapped[str] = mapped_column(String(16))
    """Whose certificate it is; empty unless `kind` is office."""
    role: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary())
    """DER."""
    at: Mapped[datetime] = mapped_column(UtcMoment())
    by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment())
    """Since when it no longer goes into a pack; empty while it does."""
    why: Mapped[str] = mapped_column(String(200))
    """Why it was taken out; empty while it was not."""
