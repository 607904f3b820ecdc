"""What a line of a round says about the taxpayer, and what the status of a tax code says about a business."""

from collections.abc import Mapping

from tmdt_desktop.catalogues.tax_status import UNCHECKED
from tmdt_desktop.records.business import Activity
from tmdt_desktop.records.tax_review import Finding
from tmdt_desktop.services.match_decide import ADD, KEEP
from tmdt_desktop.services.match_lines import DIFFERING, LEFT, OURS, THEIRS, Line
from tmdt_desktop.services.match_view import MatchView
from tmdt_desktop.services.match_words import either

_STOPPED = frozenset({"01", "03", "05", "07"})
_LOST = "06"
_ACTIVITIES: Mapping[str, Activity] = {
    "01": Activity.ENDED,
    "03": Activity.ENDED,
    "05": Activity.PAUSED,
    "06": Activity.UNVERIFIED,
    "07": Activity.PAUSED,
    "09": Activity.UNVERIFIED,
}
"""What a business is said to do, by the status of its tax code (TT 90/2026/TT-BTC, Phụ lục I); others: it is active."""


def activity_of(tax_status: str | None) -> Activity:
    """What the register says of a business that comes from the tax branch's list with this status."""
    return _ACTIVITIES.get(tax_status or "", Activity.ACTIVE)


def finding_of(line: Line) -> Finding:
    """What a line says about the taxpayer, by its heap and decision.

    Whoever stands in the tax branch's list with a status is registered, with a code on that list or without.
    """
    if line.double:
        return Finding.DOUBLE
    if line.heap == OURS:
        return Finding.NOT_FOUND if either(line, "tax_code") else Finding.UNREGISTERED
    if line.tax_status in _STOPPED:
        return Finding.STOPPED
    if line.heap == THEIRS and line.decision != ADD:
        return Finding.NOT_ONLINE if line.decision == KEEP else Finding.NOT_FOUND
    return Finding.WRONG_DATA if line.heap == DIFFERING or line.decision == LEFT else _managed(line)


def _managed(line: Line) -> Finding:
    if not either(line, "tax_code") and line.tax_status in ("", UNCHECKED):
        return Finding.UNREGISTERED
    return Finding.NOT_FOUND if line.tax_status == _LOST else Finding.MANAGED


def conclusion(view: MatchView, line: Line) -> str:
    """What the register of reviews says of a line, or would if the round ended now; empty when nothing."""
    if view.round.closed:
        return line.finding
    return str(finding_of(line).value) if line.settled else ""
