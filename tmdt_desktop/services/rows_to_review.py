"""The rows of a register that should be looked at once more."""

from array import array

from tmdt_desktop.records import Record
from tmdt_desktop.services.doubts import doubtful
from tmdt_desktop.store.workspace import Workspace


def rows_to_review(ws: Workspace, register: type[Record]) -> "array[int]":
    """Row numbers, ascending, of the office's own records with a doubt of a field or between fields."""
    with ws.read() as connection:
        return doubtful(connection, register)
