"""Fields that point to records of other registers: whom they name, who names a record, and what may be named."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Kind, Ref
from tmdt_desktop.records import REGISTERS, Record, register
from tmdt_desktop.store.workspace import Workspace

GONE = "Hồ sơ không còn"
_CHUNK = 500
Values = Mapping[str, Any]
Names = Mapping[UUID, str]


@dataclass(frozen=True)
class Link:
    """A field that points: of `of` itself, or of its sub-list `part`. `to`: the code of the register pointed to."""

    of: type[Record]
    part: str
    name: str
    label: str
    to: str

    @property
    def table(self) -> Any:
        """Where the field is kept."""
        return self.of.sub_list(self.part).__table__ if self.part else self.of.__table__


@cache
def links_of(of: type[Record]) -> tuple[Link, ...]:
    """Every pointing field of a register, those of its sub-lists last."""
    made: list[Link] = []
    for field in of.fields():
        if isinstance(field.kind, Ref):
            made.append(Link(of, "", field.name, field.label, field.kind.to))
        elif isinstance(field.kind, Rows):
            made += [
                Link(of, field.name, inner.name, inner.label, inner.kind.to)
                for inner in field.kind.of.fields()
                if isinstance(inner.kind, Ref)
            ]
    return tuple(made)


@cache
def links_to(code: str) -> tuple[Link, ...]:
    """Every field of the program that points to the register `code`."""
    return tuple(link for of in REGISTERS for link in links_of(of) if link.to == code)


def pointed(of: type[Record], rows: Iterable[Values]) -> dict[str, set[UUID]]:
    """The ids that `rows` point to, by the code of the register they belong to."""
    found: dict[str, set[UUID]] = {}
    links = links_of(of)
    for row in rows if links else ():
        for link in links:
            found.setdefault(link.to, set()).update(id_ for _, id_ in _ids(link, row))
    return found


def _ids(link: Link, row: Values) -> Iterator[tuple[str, UUID]]:
    """(path of the field, id) of what a row points to by `link`."""
    if not link.part:
        if row.get(link.name) is not None:
            yield link.name, row[link.name]
        return
    for at, line in enumerate(row.get(link.part) or ()):
        if line.get(link.name) is not None:
            yield f"{link.part}.{at}.{link.name}", line[link.name]


def names(connection: Connection, wanted: Mapping[str, Collection[UUID]]) -> dict[UUID, str]:
    """What the records are called, by id; one question a register and 500 ids. Those that are gone are not there."""
    found: dict[UUID, str] = {}
    for code, ids in wanted.items():
        of = register(code)
        table, asked = of.__table__.c, list(ids)
        for start in range(0, len(asked), _CHUNK):
            among = table.id.in_(asked[start : start + _CHUNK])
            found |= {
                id_: str(name)
                for id_, name in connection.execute(
                    select(
                        table.id,
                        table[of.name_field],
                    ).where(among)
                )
            }
    return found


def names_for(connection: Connection, of: type[Record], rows: Sequence[Values]) -> dict[UUID, str]:
    """What everything that `rows` of a register point to is called."""
    return names(connection, pointed(of, rows))


def name_of(ws: Workspace, code: str, id_: UUID) -> str:
    """What one record of the register `code` is called; `GONE` when there is none."""
    with ws.read() as connection:
        return names(connection, {code: [id_]}).get(id_, GONE)


def words(kind: Kind, value: Any, known: Names) -> str:
    """A value as people read it: a reference by the name of its record."""
    if isinstance(kind, Ref):
        return "" if value is None else known.get(value, GONE)
    return kind.show(value)


def named(connection: Connection, of: type[Record], rows: Sequence[Values]) -> list[dict[str, Any]]:
    """The rows with a name in the place of every reference, those of sub-lists too: for lists that people read."""
    known = names_for(connection, of, rows)
    return [_named(of, row, known) for row in rows]


def _named(of: type[Record], row: Values, known: Names) -> dict[str, Any]:
    made = dict(row)
    for link in links_of(of):
        if not link.part:
            if made.get(link.name) is not None:
                made[link.name] = known.get(made[link.name], GONE)
            continue
        lines = made.get(link.part) or ()
        made[link.part] = [
            {**line, link.name: known.get(line[link.name], GONE)} if line.get(link.name) is not None else line
            for line in lines
        ]
    return made


def faults(connection: Connection, of: type[Record], row: Values, before: Values | None = None) -> dict[str, str]:
    """What is wrong with the references of a row, by path; those that stood there `before` are not looked at again.

    A reference must point to a record of the office's own register: neither gone nor come in another office's package.
    """
    old = {id_ for link in links_of(of) for _, id_ in _ids(link, before or {})}
    found: dict[str, str] = {}
    for link in links_of(of):
        asked = {path: id_ for path, id_ in _ids(link, row) if id_ not in old}
        there = _there(connection, link.to, set(asked.values()))
        for path, id_ in asked.items():
            if sentence := _trouble(link, id_, there, row):
                found[path] = sentence
    return found


def _trouble(link: Link, id_: UUID, there: Mapping[UUID, bool], row: Values) -> str:
    to = register(link.to)
    if id_ not in there:
        return f"Hồ sơ này không còn trong sổ «{to.title}». Chọn hồ sơ khác, hoặc để trống."
    if there[id_]:
        return f"Hồ sơ này thuộc gói đã nhận của cơ quan khác. Chọn {to.one} trong sổ của mình."
    if row.get("id") == id_:
        return "Hồ sơ không nhắc đến chính nó. Chọn hồ sơ khác, hoặc để trống."
    return ""


def _there(connection: Connection, code: str, ids: Collection[UUID]) -> dict[UUID, bool]:
    """Of `ids` those that are in the register, and whether each came in a package."""
    table, asked = register(code).__table__.c, list(ids)
    found: dict[UUID, bool] = {}
    for start in range(0, len(asked), _CHUNK):
        rows = connection.execute(select(table.id, table.package).where(table.id.in_(asked[start : start + _CHUNK])))
        found |= {id_: package is not None for id_, package in rows}
    return found


def missing(connection: Connection, of: type[Record], rows: Sequence[Values]) -> dict[str, set[UUID]]:
    """What `rows` point to and the office's own registers do not hold (any more), by register."""
    found: dict[str, set[UUID]] = {}
    for code, ids in pointed(of, rows).items():
        there = _there(connection, code, ids)
        if lost := {id_ for id_ in ids if there.get(id_, True)}:
            found[code] = lost
    return found


@dataclass(frozen=True)
class Users:
    """Records of one register that point to a record: their row numbers."""

    of: type[Record]
    seqs: tuple[int, ...]

    @property
    def words(self) -> str:
        """«2 cuộc kiểm tra»."""
        from tmdt_desktop.i18n import number

        return f"{number(len(self.seqs))} {self.of.one}"


def users(connection: Connection, of: type[Record], id_: UUID) -> tuple[Users, ...]:
    """Who points to a record, register by register."""
    found: dict[type[Record], set[int]] = {}
    for link in links_to(of.code):
        found.setdefault(link.of, set()).update(seq for seq, _ in _pointing(connection, link, [id_]))
    return tuple(Users(by, tuple(sorted(seqs))) for by, seqs in found.items() if seqs)


def used_by(ws: Workspace, of: type[Record], id_: UUID) -> tuple[Users, ...]:
    """Who points to a record, for its form."""
    with ws.read() as connection:
        return users(connection, of, id_)


def pointers_to(connection: Connection, of: type[Record], ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """For each of `ids` that others point to: the ids of the records that do."""
    found: dict[UUID, set[UUID]] = {}
    asked = list(ids)
    for link in links_to(of.code):
        table = link.of.__table__.c
        source = link.table.c
        owner = source.parent if link.part else table.id
        for start in range(0, len(asked), _CHUNK):
            among = source[link.name].in_(asked[start : start + _CHUNK])
            for user, target in connection.execute(select(owner, source[link.name]).where(among)):
                found.setdefault(target, set()).add(user)
    return found


def owners_of(connection: Connection, link: Link, ids: Collection[UUID]) -> set[UUID]:
    """The records whose field `link` points to one of `ids`."""
    source = link.table.c
    owner = source.parent if link.part else source.id
    return set(connection.scalars(select(owner).where(source[link.name].in_(list(ids)))))


def _pointing(connection: Connection, link: Link, ids: Sequence[UUID]) -> Iterator[tuple[int, UUID]]:
    table, source = link.of.__table__, link.table
    asked = select(table.c.seq, source.c[link.name]).where(source.c[link.name].in_(ids))
    if link.part:
        asked = asked.join_from(source, table, source.c.parent == table.c.id)
    yield from ((seq, id_) for seq, id_ in connection.execute(asked))


def refuse_used(connection: Connection, of: type[Record], id_: UUID) -> None:
    """Raise Refused when other records point to this one: they would point nowhere."""
    found = users(connection, of, id_)
    if found:
        raise Refused(
            f"Không xóa được: {of.one} này đang được nhắc ở {', '.join(each.words for each in found)}.",
            why="Xóa đi thì các hồ sơ đó không còn biết nói về ai.",
            cure="Mở các hồ sơ đó, chọn hồ sơ khác hoặc để trống mục ấy, rồi xóa lại.",
        )


def listed_links(of: type[Record]) -> list[tuple[int, Field]]:
    """(place among the listed fields, field) of the references that stand in a register's list."""
    listed = [field for field in of.fields() if field.listed]
    return [(at, field) for at, field in enumerate(listed) if isinstance(field.kind, Ref)]
