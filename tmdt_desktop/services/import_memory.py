"""What people decided about a list by hand, kept for the next list of the same layout and sender."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from tmdt_desktop.exchange.plans import ByHand, ListPlan, Remembered
from tmdt_desktop.records import Record
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


def recall(connection: Connection, plan: ListPlan, sender: str) -> tuple[ByHand, Remembered] | None:
    """What was decided about the layout of `plan`: for the same sender, else what anybody decided last."""
    kept = ImportLayout.__table__.c
    asked = select(*kept).where(kept.register == plan.register.code, kept.layout == plan.layout)
    rows = connection.execute(asked.order_by(kept.at.desc())).mappings().all() if plan.layout else []
    wanted = sender_words(sender).casefold()
    found = next((row for row in rows if row["sender"].casefold() == wanted), rows[0] if rows else None)
    if found is None:
        return None
    decided = _restored(found["decided"], _taken(plan))
    return decided, Remembered(found["sender"], found["at"], found["by"])


def remember(connection: Connection, plan: ListPlan, act: tuple[str, datetime, str]) -> None:
    """Keep what was decided for the layout and the sender of `plan`. `act`: office, moment, who."""
    decided = lasting(plan.by_hand)
    if not plan.layout or (decided == ByHand() and plan.remembered is None):
        return
    office, at, by = act
    row = {"register": plan.register.code, "layout": plan.layout, "sender": sender_words(plan.sender)}
    kept = ImportLayout.__table__.c
    connection.execute(delete(ImportLayout).where(*(kept[name] == value for name, value in row.items())))
    said = {"office": office, "at": at, "by": by, "decided": _plain(decided, _taken(plan))}
    connection.execute(insert(ImportLayout).values(**row, **said))


def forget_layout(ws: Workspace, register: type[Record], layout: str) -> int:
    """Forget everything that was decided about lists of a layout, whoever sent them; returns how much there was."""
    kept = ImportLayout.__table__.c
    with ws.write_unaudited() as connection:
        gone = delete(ImportLayout).where(kept.register == register.code, kept.layout == layout)
        return connection.execute(gone).rowcount


def _taken(plan: ListPlan) -> list[str]:
    """The sheets that hold the list, in their order: the next list may call them otherwise."""
    return [sheet.name for sheet in plan.sheets if not sheet.skipped]


def _plain(decided: ByHand, taken: list[str]) -> dict[str, Any]:
    return {
        "taken": taken,
        "columns": [[sheet, at, path] for (sheet, at), path in decided.columns.items()],
        "encodings": [[sheet, at, name] for (sheet, at), name in decided.encodings.items()],
        "headers": [[sheet, *rows] for sheet, rows in decided.headers.items()],
        "sheets": [[sheet, taken] for sheet, taken in decided.sheets.items()],
    }


def _restored(plain: Mapping[str, Any], taken: list[str]) -> ByHand:
    """Decisions for a list whose sheets are `taken`: by their names, else by their places."""
    places = {name: at for at, name in enumerate(plain["taken"])}

    def here(sheet: str) -> str:
        if sheet in taken or sheet not in places or places[sheet] >= len(taken):
            return sheet
        return taken[places[sheet]]

    return ByHand(
        columns={(here(sheet), at): path for sheet, at, path in plain["columns"]},
        encodings={(here(sheet), at): name for sheet, at, name in plain["encodings"]},
        headers={here(sheet): (first, last) for sheet, first, last in plain["headers"]},
        sheets={here(sheet): chosen for sheet, chosen in plain["sheets"]},
    )
