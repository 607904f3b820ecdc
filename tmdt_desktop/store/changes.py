"""One act of a person on the registers: rows, sub-lists, search tables and audit trail together, or none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update

from tmdt_desktop.errors import Refused
from tmdt_desktop.fields import Rows
from tmdt_desktop.ids import uuid7s
from tmdt_desktop.records import Part, Record
from tmdt_desktop.store import bulk, file_codes, search, shapes
from tmdt_desktop.store.audit import Act, Entry
from tmdt_desktop.store.plain import plain_change, plain_columns, plain_rows
from tmdt_desktop.task import SILENT, Task

Values = Mapping[str, Any]
_CHUNK = 1_000
"""Rows between two looks at whether the user has stopped the work: a fraction of a second on a slow machine."""


class Batch:
    """What `Workspace.change` hands out. It must not outlive its `with` block."""

    def __init__(self, connection: Connection, act: Act) -> None:
        self.connection = connection
        self.act = act
        self.touched: set[type[Record]] = set()
        self.entries: list[Entry] = []
        self.task = SILENT
        """Whom to tell while the act is entered into the trail; an insert of many rows sets it."""

    def say(self, what: str) -> None:
        """Put the act in other words, when only the work itself shows what it comes to."""
        self.act = replace(self.act, what=what)

    def insert(
        self,
        register: type[Record],
        rows: Sequence[Values],
        *,
        ids: Sequence[UUID] | None = None,
        origin: tuple[str, UUID] | None = None,
        task: Task = SILENT,
    ) -> list[UUID]:
        """Add records; returns their ids in the order of `rows`.

        `ids`: their identifiers where they are known already (received or restored rows).
        `origin`: (office, package) of received rows; without it they are the office's own.
        """
        first = (self.connection.scalar(select(func.max(register.seq))) or 0) + 1
        self.task = task
        found: list[search.SearchRow] = []
        with bulk.uncollected():
            known = list(ids) if ids is not None else list(islice(uuid7s(), len(rows)))
            for start in range(0, len(rows), _CHUNK):
                task.step(start, len(rows), register.title)
                part = rows[start : start + _CHUNK]
                seqs = range(first + start, first + start + len(part))
                self._insert_chunk(register, part, (seqs, known[start : start + _CHUNK]), origin)
                found += search.search_rows(register, seqs, part)
            search.put(self.connection, register, found, task)
        self.touched.add(register)
        return known

    def _insert_chunk(
        self,
        register: type[Record],
        rows: Sequence[Values],
        numbers: tuple[Sequence[int], Sequence[UUID]],
        origin: tuple[str, UUID] | None,
    ) -> None:
        table, (seqs, ids) = _table(register), numbers
        marks = bulk.bound(self.connection, table.c.id, ids)
        columns = bulk.columns_of(table, _column_names(register), rows)
        if origin is None:
            columns[file_codes.FIELD] = file_codes.given(self.connection, self.act, register, rows)
        office, package = origin or (self.act.office, None)
        said: dict[str, Any] = {"office": office, "package": package, "version": 1}
        said |= {"created_at": self.act.at, "created_by": self.act.by}
        said |= {"changed_at": self.act.at, "changed_by": self.act.by}
        plumbing = {name: bulk.same(self.connection, table.c[name], value, len(rows)) for name, value in said.items()}
        lists = {part.name: [row.get(part.name) for row in rows] for part in register.sub_lists()}
        plumbing |= shapes.numbers(self.connection, register, lists, office)
        bulk.insert_rows(self.connection, table, {"seq": seqs, "id": marks, **columns, **plumbing})
        for part in register.sub_lists():
            self._insert_lines(part.of, marks.values, lists[part.name], office)
        plain = plain_columns(register, columns | lists, len(rows))
        self.entries += [
            Entry(register.code, id_, "insert", None, after) for id_, after in zip(ids, plain, strict=True)
        ]

    def _insert_lines(self, part: type[Part], parents: Sequence[Any], lists: Sequence[Any], office: str) -> None:
        """Write the lines of one sub-list; `parents`: the identifiers of their records, bound."""
        table = _table(part)
        of = [parent for parent, lines in zip(parents, lists, strict=True) for _ in lines or ()]
        if not of:
            return
        all_lines = [line for lines in lists for line in lines or ()]
        places = [place for lines in lists for place in range(len(lines or ()))]
        columns: dict[str, Sequence[Any] | bulk.Bound] = {
            "parent": bulk.Bound(of),
            "place": places,
            "office": bulk.same(self.connection, table.c.office, office, len(of)),
        }
        said = bulk.columns_of(table, (field.name for field in part.fields()), all_lines)
        bulk.insert_rows(self.connection, table, columns | said)

    def update(self, register: type[Record], id_: UUID, values: Values, version: int | None = None) -> int:
        """Change the fields named in `values`; returns the new version.

        Raises:
            Refused: the record is gone, or is no longer the `version` that the caller has seen.
        """
        before = self.read(register, id_)
        if before is None:
            raise Refused("Hồ sơ này không còn.", why="Người khác vừa xóa.", cure="Tải lại danh sách.")
        if version is not None and before["version"] != version:
            raise Refused(
                f"Hồ sơ này vừa được {before['changed_by']} sửa.", cure="Mở lại hồ sơ để xem bản mới rồi sửa tiếp."
            )
        changed = {name: value for name, value in values.items() if before.get(name) != value}
        if not changed:
            return int(before["version"])
        self._write_change(register, id_, before, changed)
        return int(before["version"]) + 1

    def _write_change(self, register: type[Record], id_: UUID, before: dict[str, Any], changed: Values) -> None:
        table = _table(register)
        parts = {part.name: part.of for part in register.sub_lists()}
        columns = {name: value for name, value in changed.items() if name not in parts}
        stamp = {"version": before["version"] + 1, "changed_at": self.act.at, "changed_by": self.act.by}
        lists = {name: [changed[name]] for name in parts.keys() & changed.keys()}
        kept = shapes.numbers(self.connection, register, lists, before["office"])
        columns |= {name: made[0] for name, made in kept.items()}
        self.connection.execute(update(table).where(table.c.id == id_).values(**columns, **stamp))
        for name in parts.keys() & changed.keys():
            child = _table(parts[name])
            self.connection.execute(delete(child).where(child.c.parent == id_))
            mark = bulk.bound(self.connection, child.c.parent, [id_])
            self._insert_lines(parts[name], mark.values, [changed[name]], before["office"])
        search.drop(self.connection, register, [before["seq"]])
        search.put(self.connection, register, search.search_rows(register, [before["seq"]], [{**before, **changed}]))
        old = {name: before.get(name) for name in changed}
        self.entries.append(
            Entry(register.code, id_, "update", plain_change(register, old), plain_change(register, changed))
        )
        self.touched.add(register)

    def update_many(self, register: type[Record], changes: Sequence[tuple[Values, Values]]) -> int:
        """Change many records at once: (what a record is as `read` gives it, its fields to be); returns how many changed.

        Whoever calls has just read them in this batch; so nobody else can have changed them since.
        """
        made = [
            (before, {name: value for name, value in values.items() if before.get(name) != value})
            for before, values in changes
        ]
        made = [(before, changed) for before, changed in made if changed]
        if made:
            self._write_rows(register, made)
            self._write_lines(register, made)
            seqs = [before["seq"] for before, _ in made]
            search.drop(self.connection, register, seqs)
            after = [{**before, **changed} for before, changed in made]
            search.put(self.connection, register, search.search_rows(register, seqs, after))
            self.touched.add(register)
        for before, changed in made:
            sides = ({name: before.get(name) for name in changed}, changed)
            self.entries.append(
                Entry(register.code, before["id"], "update", *(plain_change(register, s) for s in sides))
            )
        return len(made)

    def _write_rows(self, register: type[Record], made: Sequence[tuple[Values, Values]]) -> None:
        """Update the records' own columns: those that change the same fields in one statement."""
        parts = {part.name for part in register.sub_lists()}
        table = _table(register)
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for before, changed in made:
            columns = {name: value for name, value in changed.items() if name not in parts}
            stamp = {"version": before["version"] + 1, "changed_at": self.act.at, "changed_by": self.act.by}
            line = {f"to_{name}": value for name, value in {**columns, **stamp}.items()}
            alike.setdefault(tuple(sorted({**columns, **stamp})), []).append({**line, "of": before["seq"]})
        for names, lines in alike.items():
            values = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
            self.connection.execute(update(table).where(table.c.seq == bindparam("of")).values(values), lines)

    def _write_lines(self, register: type[Record], made: Sequence[tuple[Values, Values]]) -> None:
        """Replace the lines of the sub-lists that change, and the numbers of their shapes."""
        table = _table(register)
        for part in register.sub_lists():
            some = [(before, changed[part.name]) for before, changed in made if part.name in changed]
            if not some:
                continue
            child, ids = _table(part.of), [before["id"] for before, _ in some]
            self.connection.execute(delete(child).where(child.c.parent.in_(ids)))
            lists = [lines for _, lines in some]
            for office in {before["office"] for before, _ in some}:
                own = [at for at, (before, _) in enumerate(some) if before["office"] == office]
                marks = bulk.bound(self.connection, child.c.parent, [ids[at] for at in own])
                self._insert_lines(part.of, marks.values, [lists[at] for at in own], office)
                kept = shapes.numbers(self.connection, register, {part.name: [lists[at] for at in own]}, office)
                for name, numbers in kept.items():
                    change = update(table).where(table.c.seq == bindparam("of")).values({name: bindparam("shape")})
                    rows = [{"of": some[at][0]["seq"], "shape": n} for at, n in zip(own, numbers, strict=True)]
                    self.connection.execute(change, rows)

    def delete(self, register: type[Record], id_: UUID, version: int | None = None) -> None:
        """Remove a record with its sub-lists. Raises Refused as `update` does."""
        before = self.read(register, id_)
        if before is None or (version is not None and before["version"] != version):
            raise Refused("Hồ sơ này vừa đổi hoặc không còn.", cure="Tải lại danh sách rồi xem lại trước khi xóa.")
        table = _table(register)
        self.connection.execute(delete(table).where(table.c.id == id_))
        search.drop(self.connection, register, [before["seq"]])
        self.entries.append(Entry(register.code, id_, "delete", plain_rows(register, [before])[0], None))
        self.touched.add(register)

    def take_away(self, register: type[Record], before: Mapping[UUID, str], task: Task = SILENT) -> None:
        """Remove many records whose content is known: {id: its JSON as the trail has it}."""
        table, known = _table(register), list(before)
        for start in range(0, len(known), _CHUNK):
            task.step(start, len(known), register.title)
            part = known[start : start + _CHUNK]
            seqs = self.connection.scalars(select(table.c.seq).where(table.c.id.in_(part))).all()
            self.connection.execute(delete(table).where(table.c.seq.in_(seqs)))
            search.drop(self.connection, register, seqs)
        self.entries += [Entry(register.code, id_, "delete", said, None) for id_, said in before.items()]
        self.touched.add(register)

    def read(self, register: type[Record], id_: UUID) -> dict[str, Any] | None:
        """The record as values with its plumbing (seq, version, office …); None when there is none."""
        return read_record(self.connection, register, id_)


def read_record(connection: Connection, register: type[Record], id_: UUID) -> dict[str, Any] | None:
    """One record with its sub-lists as plain values; None when there is none."""
    table = _table(register)
    found = connection.execute(select(table).where(table.c.id == id_)).mappings().first()
    if found is None:
        return None
    values = dict(found)
    for part in register.sub_lists():
        child = _table(part.of)
        names = [field.name for field in part.of.fields()]
        lines = connection.execute(select(child).where(child.c.parent == id_).order_by(child.c.place)).mappings()
        values[part.name] = [{name: line[name] for name in names} for line in lines]
    return values


def _table(of: type[Record] | type[Part]) -> Table:
    table = of.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{of.__name__} is not mapped to a table")
    return table


@cache
def _column_names(register: type[Record]) -> tuple[str, ...]:
    """Every column a record's values may fill: its fields and its own unseen columns."""
    single = (field.name for field in register.fields() if not isinstance(field.kind, Rows))
    return (*single, *register.unseen())
