"""What keeps a record from going back: it is cited, its key is another's now, what it cites is gone, it has gone out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from tmdt_desktop.errors import Refused
from tmdt_desktop.records import Record
from tmdt_desktop.services import references
from tmdt_desktop.services.history_words import last_names
from tmdt_desktop.services.survey_locks import refuse_change
from tmdt_desktop.services.undo_merges import Doubles, bore_before
from tmdt_desktop.services.undo_pieces import Piece
from tmdt_desktop.services.undo_standing import cited
from tmdt_desktop.services.write_locks import refuse_second

Word = tuple[Any, ...]


def in_the_way(action: str, *, there: bool) -> Refused | None:
    """Why a record that was touched since cannot go back whatever is chosen; None when it can."""
    if action == "delete":
        return Refused("Hồ sơ này đã có lại trong sổ.", cure="Không phải làm gì.") if there else None
    if there:
        return None
    cure = "" if action == "insert" else "Hoàn lại việc xóa hồ sơ trước, rồi hoàn lại việc này."
    return Refused("Hồ sơ này đã xóa sau đó.", cure=cure)


def find_troubles(connection: Connection, pieces: Sequence[Piece], doubles: Doubles | None = None) -> None:
    """Stop every piece that cannot go back; one that stays may keep others, so it is looked again until none is found.

    `doubles`: the merge that the act is about.
    """
    for piece in pieces:
        if piece.goes and (trouble := _lock(connection, piece)):
            piece.stop(trouble, blocked=True)
    users = _cited(connection, pieces)
    while True:
        going = {piece.id: piece for piece in pieces if piece.goes}
        found = {
            **_dangling(connection, going),
            **_taken(connection, going, doubles),
            **_needed(connection, going, users),
        }
        for id_, trouble in found.items():
            going[id_].stop(trouble, blocked=True)
        if not found:
            return


def _lock(connection: Connection, piece: Piece) -> Refused | None:
    """Why what has gone out, or been begun anew, stays."""
    try:
        if piece.action == "delete":
            refuse_second(connection, piece.register, piece.returning())
        elif piece.action == "update":
            refuse_change(connection, piece.register, piece.id, piece.back)
    except Refused as told:
        return told
    return None


def _cited(connection: Connection, pieces: Sequence[Piece]) -> dict[UUID, set[UUID]]:
    """For each added record that others point to: who does."""
    added: dict[type[Record], list[UUID]] = {}
    for piece in pieces:
        if piece.goes and piece.action == "insert":
            added.setdefault(piece.register, []).append(piece.id)
    found: dict[UUID, set[UUID]] = {}
    for register, ids in added.items():
        found |= cited(connection, register, ids)
    return found


def _needed(
    connection: Connection, going: Mapping[UUID, Piece], by_whom: Mapping[UUID, set[UUID]]
) -> dict[UUID, Refused]:
    """Added records that others, which stay as they are, point to."""
    leaving = {id_ for id_, piece in going.items() if piece.releases}
    found = {}
    for id_, by in by_whom.items():
        if id_ in going and not by <= leaving:
            users = references.users(connection, going[id_].register, id_)
            found[id_] = Refused(
                f"Đang được nhắc ở {', '.join(each.words for each in users)}.",
                why="Xóa đi thì các hồ sơ đó không còn biết nói về ai.",
                cure="Mở các hồ sơ đó, chọn hồ sơ khác hoặc để trống mục ấy, rồi hoàn lại.",
            )
    return found


def _taken(connection: Connection, going: Mapping[UUID, Piece], doubles: Doubles | None) -> dict[UUID, Refused]:
    """Records whose key, when they go back, is another record's; doubles that were merged bore it together before."""
    wanted: dict[type[Record], dict[Word, list[UUID]]] = {}
    for piece in going.values():
        word = _returning_key(connection, piece)
        if word and None not in word:
            wanted.setdefault(piece.register, {}).setdefault(word, []).append(piece.id)
    found: dict[UUID, Refused] = {}
    parted = doubles.gone if doubles and doubles.apart else frozenset[UUID]()
    for register, words in wanted.items():
        labels = ", ".join(made.label for made in register.fields() if made.key)
        for id_, name, word in _holders(connection, register, words):
            others = [each for each in words[word] if each != id_]
            if not others or _gives_up(going.get(id_)):
                continue
            if doubles and not parted.isdisjoint(others) and bore_before(connection, doubles, register, id_, word):
                others = [each for each in others if each not in parted]
            told = Refused(f"{labels} này đã có ở «{name}».", cure="Mở hồ sơ đó để sửa, rồi hoàn lại việc này.")
            found |= dict.fromkeys(others, told)
    return found


def _returning_key(connection: Connection, piece: Piece) -> Word:
    """The key that a record bears when it goes back; empty when it keeps the one it has."""
    keys = [made.name for made in piece.register.fields() if made.key]
    if piece.action == "insert" or not keys:
        return ()
    values = piece.returning()
    if piece.action == "update":
        if not set(keys) & values.keys():
            return ()
        table = piece.register.__table__
        now = connection.execute(select(*(table.c[name] for name in keys)).where(table.c.id == piece.id)).mappings()
        values = {**(now.first() or {}), **values}
    return tuple(values.get(name) for name in keys)


def _holders(
    connection: Connection, register: type[Record], words: Mapping[Word, Sequence[UUID]]
) -> Iterator[tuple[UUID, str, Word]]:
    """The office's own records that bear one of `words`."""
    table = register.__table__
    columns = [table.c[made.name] for made in register.fields() if made.key]
    asked = select(table.c.id, table.c[register.name_field], *columns).where(table.c.package.is_(None))
    if len(words) == 1:
        asked = asked.where(*(column == value for column, value in zip(columns, next(iter(words)), strict=True)))
    for id_, name, *word in connection.execute(asked):
        if tuple(word) in words:
            yield id_, str(name), tuple(word)


def _gives_up(piece: Piece | None) -> bool:
    """Whether a record that bears a key now loses it by the same act, or bore it beside the other before."""
    if piece is None:
        return False
    keys = {made.name for made in piece.register.fields() if made.key}
    return piece.action != "update" or bool(keys & set(piece.back))


def _dangling(connection: Connection, going: Mapping[UUID, Piece]) -> dict[UUID, Refused]:
    """Records that would point to one that has gone meanwhile."""
    returning = {
        id_: piece.returning()
        for id_, piece in going.items()
        if piece.action != "insert" and references.links_of(piece.register)
    }
    coming = {id_ for id_, piece in going.items() if piece.action == "delete"}
    found = {}
    for register in {going[id_].register for id_ in returning}:
        rows = {id_: values for id_, values in returning.items() if going[id_].register is register}
        lost = _lost(connection, register, list(rows.values())) - coming
        for id_, values in rows.items() if lost else ():
            if missing := _pointed(register, values) & lost:
                found[id_] = _told_lost(connection, missing)
    return found


def _lost(connection: Connection, register: type[Record], rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    return {id_ for ids in references.missing(connection, register, rows).values() for id_ in ids}


def _pointed(register: type[Record], values: Mapping[str, Any]) -> set[UUID]:
    return {id_ for ids in references.pointed(register, [values]).values() for id_ in ids}


def _told_lost(connection: Connection, missing: set[UUID]) -> Refused:
    name = next(iter(last_names(connection, missing).values()), references.GONE)
    return Refused(
        f"Hồ sơ này nhắc đến «{name}», mà hồ sơ ấy đã xóa.",
        cure="Hoàn lại việc xóa hồ sơ ấy trước, rồi hoàn lại việc này.",
    )
