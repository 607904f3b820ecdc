"""Search as you type: what words a record is found by, and the records that hold all of them, in the order of names.

Each register has two tables beside it. `search_<register>` holds the sort key of the name, the row number and the words
(without marks and, where they differ, with marks), in the order of names: reading it from the start yields the first
hits of a frequent word at once. `fts_<register>` is a full-text index of the same words: it yields the few hits of a
rare word at once. SQLite folds neither đ nor two-mark letters, so the folding is ours.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, text

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.records import Record
from tmdt_desktop.text import exact_words, fold, other_tone_place, sort_key

SearchRow = tuple[bytes, int, str]
"""(sort key of the name, row number, words)"""

_WALK = 12_000
"""How many names are read from the start before the full-text index is asked (about 15 ms)."""


def create(connection: Connection, register: type[Record]) -> None:
    """Make both search tables of a register."""
    code = register.code
    connection.exec_driver_sql(
        f"CREATE TABLE search_{code} (sort_key BLOB NOT NULL, seq INTEGER NOT NULL, words TEXT NOT NULL,"
        " PRIMARY KEY (sort_key, seq)) WITHOUT ROWID"
    )
    connection.exec_driver_sql(f"CREATE UNIQUE INDEX search_{code}_seq ON search_{code} (seq)")
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE fts_{code} USING fts5(words, content='', contentless_delete=1, detail=none,"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    )


def search_rows(register: type[Record], seqs: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> list[SearchRow]:
    """What each record is found by and sorted by; `seqs` and `rows` go in step."""
    said = _searched(register.fields())
    name = register.name_field
    return [
        (sort_key(str(values.get(name) or "")), seq, _words(" ".join(said(values))))
        for seq, values in zip(seqs, rows, strict=True)
    ]


def _words(said: str) -> str:
    """Every word once, in each of its forms, between blanks."""
    return f" {' '.join(dict.fromkeys(chain.from_iterable(map(_forms, exact_words(said)))))} "


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, ...]:
    """A word without marks, with them, and with the tone where others put it (hòa, hoà)."""
    return (word,) if word.isascii() else (fold(word), word, other_tone_place(word))


def _searched(fields: Sequence[Field]) -> Callable[[Mapping[str, Any]], Iterator[str]]:
    """A function that gives the searched words of a record and of its sub-lists."""
    names = [field.name for field in fields if field.searched]
    parts = [(field.name, _searched(field.kind.of.fields())) for field in fields if isinstance(field.kind, Rows)]

    def said(values: Mapping[str, Any]) -> Iterator[str]:
        for name in names:
            if value := values.get(name):
                yield str(value)
        for name, inner in parts:
            for row in values.get(name) or ():
                yield from inner(row)

    return said


def put(connection: Connection, register: type[Record], rows: Sequence[SearchRow]) -> None:
    """Add records to the search tables."""
    code = register.code
    connection.exec_driver_sql(f"INSERT INTO search_{code} (sort_key, seq, words) VALUES (?, ?, ?)", list(rows))  # noqa: S608
    connection.exec_driver_sql(
        f"INSERT INTO fts_{code} (rowid, words) VALUES (?, ?)",  # noqa: S608 - the code is a register's own
        [(seq, words) for _, seq, words in rows],
    )


def drop(connection: Connection, register: type[Record], seqs: Sequence[int]) -> None:
    """Take records out of the search tables."""
    for table, column in ((f"search_{register.code}", "seq"), (f"fts_{register.code}", "rowid")):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = ?", [(seq,) for seq in seqs])  # noqa: S608


def terms(typed: str) -> list[str]:
    """The words to look for: without marks where none were typed, exact where they were."""
    return list(dict.fromkeys(exact_words(typed)))


def hits(connection: Connection, register: type[Record], typed: str, limit: int | None) -> list[int]:
    """Row numbers of the records that hold a word beginning with each typed word, in the order of names.

    `limit` None gives them all; an empty `typed` finds nothing.
    """
    wanted = terms(typed)
    if not wanted:
        return []
    if limit is not None:
        early = _walk(connection, register, wanted, limit)
        if len(early) >= limit:
            return early
    return _ask_index(connection, register, wanted, limit)


def _walk(connection: Connection, register: type[Record], wanted: Sequence[str], limit: int) -> list[int]:
    """Hits among the first names of the alphabet."""
    holds = " AND ".join(f"instr(words, :w{at}) > 0" for at in range(len(wanted)))
    sql = (
        f"SELECT seq FROM (SELECT seq, words, sort_key FROM search_{register.code} ORDER BY sort_key, seq LIMIT {_WALK})"  # noqa: S608
        f" WHERE {holds} ORDER BY sort_key, seq LIMIT :most"
    )
    found = connection.execute(text(sql), {"most": limit, **{f"w{at}": f" {w}" for at, w in enumerate(wanted)}})
    return [row[0] for row in found]


def _ask_index(connection: Connection, register: type[Record], wanted: Sequence[str], limit: int | None) -> list[int]:
    code = register.code
    match = " ".join(f'"{word}"*' for word in wanted)
    sql = (
        f"SELECT s.seq FROM fts_{code} f CROSS JOIN search_{code} s ON s.seq = f.rowid"  # noqa: S608
        f" WHERE fts_{code} MATCH :match ORDER BY s.sort_key, s.seq LIMIT :most"
    )
    found = connection.execute(text(sql), {"match": match, "most": -1 if limit is None else limit})
    return [row[0] for row in found]
