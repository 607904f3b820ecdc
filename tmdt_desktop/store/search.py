"""Search as you type: what words a record is found by, and the records that hold all of them, in the order of names.

Each register has two tables beside it. `search_<register>` holds, at its place in the order of names, each record's
sort key, row number and words (without marks and, where they differ, with marks). `fts_<register>` is a full-text index
of those words with the places as row numbers, so that it yields hits in the order of names and can stop at the
fiftieth. SQLite folds neither đ nor two-mark letters, so the folding is ours.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import filterfalse, islice
from typing import Any

from sqlalchemy import Connection

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import Record
from tmdt_desktop.store.places import Shelf, places_for
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import exact_words, fold, other_tone_place, sort_key

SearchRow = tuple[bytes, int, str]
"""(sort key of the name, row number, words)"""

_WALK = 1_500
"""How many names are read from the start before the index is asked: short beginnings of words match nearly everywhere."""
_CHUNK = 2_000
_HASH_SIZE = "INSERT INTO fts_{0} (fts_{0}, rank) VALUES ('hashsize', 16777216)"
"""The index gathers words in 16 MB before it writes them: in the usual 1 MB a long list is written and merged often."""


def create(connection: Connection, register: type[Record]) -> None:
    """Make both search tables of a register."""
    code = register.code
    connection.exec_driver_sql(
        f"CREATE TABLE search_{code} (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE,"
        " sort_key BLOB NOT NULL, words TEXT NOT NULL)"
    )
    connection.exec_driver_sql(f"CREATE INDEX search_{code}_key ON search_{code} (sort_key)")
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE fts_{code} USING fts5(words, content='', contentless_delete=1, detail=none,"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    )
    connection.exec_driver_sql(_HASH_SIZE.format(code))


def search_rows(register: type[Record], seqs: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> list[SearchRow]:
    """What each record is found by and sorted by; `seqs` and `rows` go in step."""
    name = register.name_field
    keys = [sort_key(str(row.get(name) or "")) for row in rows]
    plain, marked = _Plain().__getitem__, _Marked().__getitem__
    words = [_words(said, plain, marked) for said in _said(register.fields(), rows)]
    return list(zip(keys, seqs, words, strict=True))


def _said(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The searched words of each row and of its sub-lists, as one text."""
    columns = [[row.get(field.name) for row in rows] for field in fields if field.searched]
    for field in fields:
        if isinstance(field.kind, Rows):
            lists = [row.get(field.name) or () for row in rows]
            lines = iter(_said(field.kind.of.fields(), [line for each in lists for line in each]))
            columns.append([" ".join(islice(lines, len(each))) for each in lists])
    if not columns:
        return [""] * len(rows)
    return [" ".join(map(str, filter(None, row))) for row in zip(*columns, strict=True)]


def _words(said: str, plain: Callable[[str], str], marked: Callable[[str], str]) -> str:
    """The words between blanks: first all without marks, then behind two blanks the forms with marks."""
    pieces = dict.fromkeys(said.lower().split())
    bare = " ".join(filter(None, map(plain, pieces)))
    if said.isascii():
        return f" {bare} "
    return f" {bare}  {' '.join(filter(None, map(marked, filterfalse(str.isascii, pieces))))} "


class _Plain(dict[str, str]):
    """The words of a piece of text without marks; each piece is looked at once."""

    def __missing__(self, piece: str) -> str:
        if not piece.isascii():
            plain = " ".join(map(fold, exact_words(piece)))
        else:
            plain = piece if piece.isalnum() else " ".join(exact_words(piece))
        return self.setdefault(piece, plain)


class _Marked(dict[str, str]):
    """The marked words of a piece of text, as it is and with the tone where others put it (hòa, hoà)."""

    def __missing__(self, piece: str) -> str:
        words = (word for word in exact_words(piece) if not word.isascii())
        return self.setdefault(piece, " ".join(dict.fromkeys(form for w in words for form in (w, other_tone_place(w)))))


def _bare(words: str) -> str:
    """Of the forms of the words those without marks: what the index holds."""
    return words.partition("  ")[0]


def put(connection: Connection, register: type[Record], rows: Sequence[SearchRow], task: Task = SILENT) -> None:
    """Add records to the search tables, each at its place in the order of names."""
    ordered = sorted(rows)
    for start in range(0, len(ordered), _CHUNK):
        task.step(start, len(ordered), "Ghi để tìm")
        part = ordered[start : start + _CHUNK]
        places = places_for(_shelf(connection, register), [key for key, _, _ in part])
        _write(
            connection,
            register,
            [(place, seq, key, words) for place, (key, seq, words) in zip(places, part, strict=True)],
        )


def drop(connection: Connection, register: type[Record], seqs: Sequence[int]) -> None:
    """Take records out of the search tables."""
    sql = f"SELECT place FROM search_{register.code} WHERE seq IN ({','.join('?' * len(seqs))})"  # noqa: S608
    places = [row[0] for row in connection.exec_driver_sql(sql, tuple(seqs))]
    _erase(connection, register, sorted(places))


def _write(connection: Connection, register: type[Record], rows: Sequence[tuple[int, int, bytes, str]]) -> None:
    """Put rows (place, seq, sort key, words), in the order of places, into both tables."""
    code = register.code
    table = f"search_{code} (place, seq, sort_key, words)"
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", list(rows))  # noqa: S608
    connection.exec_driver_sql(
        f"INSERT INTO fts_{code} (rowid, words) VALUES (?, ?)",  # noqa: S608 - the code is a register's own
        [(place, _bare(words)) for place, _, _, words in rows],
    )


def _erase(connection: Connection, register: type[Record], places: Sequence[int]) -> None:
    for table, column in ((f"fts_{register.code}", "rowid"), (f"search_{register.code}", "place")):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = ?", [(place,) for place in places])  # noqa: S608


def _shelf(connection: Connection, register: type[Record]) -> Shelf:
    table = f"search_{register.code}"

    def move(pairs: Sequence[tuple[int, int]]) -> None:
        first, last = pairs[0][0], pairs[-1][0]
        sql = f"SELECT seq, sort_key, words FROM {table} WHERE place BETWEEN ? AND ? ORDER BY place"  # noqa: S608
        rows = connection.exec_driver_sql(sql, (first, last)).all()
        _erase(connection, register, [old for old, _ in pairs])
        _write(connection, register, [(new, *row) for (_, new), row in zip(pairs, rows, strict=True)])

    return Shelf(_driver(connection).execute, table, move)


def terms(typed: str) -> list[str]:
    """The words to look for: without marks where none were typed, exact where they were."""
    return list(dict.fromkeys(exact_words(typed)))


def in_order(connection: Connection, register: type[Record], limit: int | None) -> list[int]:
    """The row numbers of all records, or of the first `limit`, in the order of names."""
    sql = f"SELECT seq FROM search_{register.code} ORDER BY place LIMIT ?"  # noqa: S608
    return _numbers(connection, sql, (_most(limit),))


def hits(connection: Connection, register: type[Record], typed: str, limit: int | None) -> list[int]:
    """Row numbers of the records that hold the typed words, the last one perhaps only begun, in the order of names.

    Where no record holds the earlier words whole, their beginnings count. `limit` None gives all; empty finds nothing.
    """
    wanted = terms(typed)
    if not wanted:
        return []
    if limit is not None:
        early = _walk(connection, register, wanted, limit)
        if len(early) >= limit:
            return early
    *whole, begun = wanted
    match = [f'"{fold(word)}"' for word in whole]
    also = [f" {word} " for word in whole if fold(word) != word]
    if not whole or len(begun) > 1:
        match.append(f'"{fold(begun)}"*')
    if len(begun) == 1 or fold(begun) != begun:
        # One letter begins too many words for the index, and the index has no marks: the rows themselves are read.
        also.append(f" {begun}")
    found = _ask_index(connection, register, " ".join(match), also, limit)
    if found or not whole:
        return found
    beginnings = " ".join(f'"{fold(word)}"*' for word in wanted)
    return _ask_index(connection, register, beginnings, [f" {word}" for word in wanted if fold(word) != word], limit)


def called(connection: Connection, register: type[Record], name: str) -> list[int]:
    """Row numbers of the records that bear `name`, capitals apart; long names may bring others that begin alike."""
    sql = f"SELECT seq FROM search_{register.code} WHERE sort_key = ?"  # noqa: S608
    return _numbers(connection, sql, (sort_key(name),))


def _walk(connection: Connection, register: type[Record], wanted: Sequence[str], limit: int) -> list[int]:
    """Hits among the first names of the alphabet."""
    holds = " AND ".join("instr(words, ?) > 0" for _ in wanted)
    sql = (
        f"SELECT seq FROM (SELECT seq, words, place FROM search_{register.code} ORDER BY place LIMIT {_WALK})"  # noqa: S608
        f" WHERE {holds} ORDER BY place LIMIT ?"
    )
    return _numbers(connection, sql, (*(f" {word}" for word in wanted), limit))


def _ask_index(
    connection: Connection, register: type[Record], match: str, also: Sequence[str], limit: int | None
) -> list[int]:
    """What the index has for `match`, of that the rows whose words hold each of `also`."""
    code = register.code
    holds = "".join(" AND instr(s.words, ?) > 0" for _ in also)
    sql = (
        f"SELECT s.seq FROM fts_{code} f CROSS JOIN search_{code} s ON s.place = f.rowid"  # noqa: S608
        f" WHERE fts_{code} MATCH ?{holds} ORDER BY f.rowid LIMIT ?"
    )
    return _numbers(connection, sql, (match, *also, _most(limit)))


def _most(limit: int | None) -> int:
    return -1 if limit is None else limit


def _numbers(connection: Connection, sql: str, values: tuple[Any, ...]) -> list[int]:
    """The first column; straight from the driver, because a million rows need no dressing."""
    return [row[0] for row in _driver(connection).execute(sql, values)]


def _driver(connection: Connection) -> Any:
    raw = connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    return raw
