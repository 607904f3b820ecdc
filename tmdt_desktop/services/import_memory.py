"""What people decided about a list by hand, kept for the next list of the same layout and sender."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, RowMapping, delete, insert, select

from tmdt_desktop.exchange.legacy_text import respelled
from tmdt_desktop.exchange.plans import ByHand, ListPlan, Remembered
from tmdt_desktop.records import Record
from tmdt_desktop.services.header_words import HeaderWords, header_words, where_now
from tmdt_desktop.services.standing import stands
from tmdt_desktop.store.audit import Act
from tmdt_desktop.store.tables import ImportLayout
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import one_line

_LONGEST = 120
_OF_ONE_FILE: Mapping[str, Any] = {"cells": {}, "accepted": {}}


def lasting(by_hand: ByHand) -> ByHand:
    """What would hold for the next list as well: all but the texts and proposals of single rows."""
    return replace(by_hand, **_OF_ONE_FILE)


def sender_words(sender: str) -> str:
    """A sender as it is kept: one line of at most 120 letters."""
    return one_line(sender)[:_LONGEST]


class Recalled(NamedTuple):
    """Decisions of an earlier list that fit this one, whose they are, and sentences on what of them does not fit."""

    by_hand: ByHand
    whose: Remembered
    notes: tuple[str, ...]


def recall(connection: Connection, plan: ListPlan, sender: str) -> Recalled | None:
    """What was decided about the layout of `plan`: for the same sender, else what anybody decided last.

    What was decided for an import that has been taken back teaches nothing.
    """
    rows = [(row["sender"], said) for row in _rows(connection, plan) if (said := _standing(connection, row))]
    wanted = sender_words(sender).casefold()
    rows.sort(key=lambda row: (row[0].casefold() == wanted, row[1]["at"]), reverse=True)
    if not rows:
        return None
    whose, said = rows[0]
    by_hand, notes = _restored(said["decided"], plan)
    return Recalled(by_hand, Remembered(whose, datetime.fromisoformat(said["at"]), said["by"]), notes)


def _rows(connection: Connection, plan: ListPlan) -> Sequence[RowMapping]:
    kept = ImportLayout.__table__.c
    asked = select(*kept).where(kept.register == plan.register.code, kept.layout == plan.layout)
    return connection.execute(asked).mappings().all() if plan.layout else []


def _standing(connection: Connection, row: RowMapping) -> dict[str, Any] | None:
    """The newest decision of a row whose import stands: {at, by, batch, decided}; None when none does."""
    newest = {"at": row["at"].isoformat(), "by": row["by"], **row["decided"]}
    tried = (newest, row["decided"].get("before"))
    return next((said for said in tried if said and "batch" in said and stands(connection, UUID(said["batch"]))), None)


def remember(connection: Connection, plan: ListPlan, act: Act) -> None:
    """Keep what was decided for the layout and the sender of `plan`, and under it what held before `act`."""
    decided = lasting(plan.by_hand)
    if not plan.layout or (decided == ByHand() and plan.remembered is None):
        return
    row = {"register": plan.register.code, "layout": plan.layout, "sender": sender_words(plan.sender)}
    held = next((each for each in _rows(connection, plan) if each["sender"] == row["sender"]), None)
    before = _standing(connection, held) if held else None
    kept = ImportLayout.__table__.c
    connection.execute(delete(ImportLayout).where(*(kept[name] == value for name, value in row.items())))
    earlier = {name: before[name] for name in ("at", "by", "batch", "decided")} if before else None
    said = {"batch": act.id.hex, "decided": _plain(decided, plan), "before": earlier}
    connection.execute(insert(ImportLayout).values(**row, office=act.office, at=act.at, by=act.by, decided=said))


def forget_layout(ws: Workspace, register: type[Record], layout: str) -> int:
    """Forget everything that was decided about lists of a layout, whoever sent them; returns how much there was."""
    kept = ImportLayout.__table__.c
    with ws.write_unaudited() as connection:
        gone = delete(ImportLayout).where(kept.register == register.code, kept.layout == layout)
        return connection.execute(gone).rowcount


def _taken(plan: ListPlan) -> list[str]:
    """The sheets that hold the list, in their order: the next list may call them otherwise."""
    return [sheet.name for sheet in plan.sheets if not sheet.skipped]


def _plain(decided: ByHand, plan: ListPlan) -> dict[str, Any]:
    return {
        "taken": _taken(plan),
        "columns": [[sheet, at, path] for (sheet, at), path in decided.columns.items()],
        "encodings": [[sheet, at, name] for (sheet, at), name in decided.encodings.items()],
        "headers": [list(each) for each in header_words(plan.book, decided.headers)],
        "sheets": [[sheet, taken] for sheet, taken in decided.sheets.items()],
    }


def _restored(plain: Mapping[str, Any], plan: ListPlan) -> tuple[ByHand, tuple[str, ...]]:
    """Decisions for a list, its sheets by their names, else by their places; and sentences on headers that are not there."""
    taken = _taken(plan)
    places = {name: at for at, name in enumerate(plain["taken"])}

    def here(sheet: str) -> str:
        if sheet in taken or sheet not in places or places[sheet] >= len(taken):
            return sheet
        return taken[places[sheet]]

    encodings = {(here(sheet), at): name for sheet, at, name in plain["encodings"]}
    book = respelled(plan.book, encodings) if encodings else plan.book
    found = {here(sheet): where_now(book, HeaderWords(here(sheet), *words)) for sheet, *words in plain["headers"]}
    made = ByHand(
        columns={(here(sheet), at): path for sheet, at, path in plain["columns"]},
        encodings=encodings,
        headers={sheet: rows for sheet, rows in found.items() if rows is not None},
        sheets={here(sheet): chosen for sheet, chosen in plain["sheets"]},
    )
    return made, tuple(_no_header(sheet) for sheet, rows in found.items() if rows is None)


def _no_header(sheet: str) -> str:
    where = f"Trang «{sheet}»" if sheet else "Tệp này"
    return f"{where} không có dòng tên cột như đã chọn lần trước; phần mềm tự tìm dòng tên cột."
