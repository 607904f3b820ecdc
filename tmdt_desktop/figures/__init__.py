"""Figures counted from the registers: one catalogue row, one formula, for screen, documents, packages and drill-down."""

from tmdt_desktop.figures.behind import all_behind
from tmdt_desktop.figures.compute import Figure, Group, compute_all, overlapping, value
from tmdt_desktop.figures.conditions import Scope
from tmdt_desktop.figures.rows import GroupKey, Row, clause, rows, total

__all__ = [
    "Figure",
    "Group",
    "GroupKey",
    "Row",
    "Scope",
    "all_behind",
    "clause",
    "compute_all",
    "overlapping",
    "rows",
    "total",
    "value",
]
