"""What people call a group of a figure and each of its parts."""

from datetime import date

from tmdt_desktop.catalogues.indicators import Indicator
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.figures.places import MONTH
from tmdt_desktop.kinds import Choices, Flag
from tmdt_desktop.records import register

UNSAID = "Chưa ghi"


def group_label(counted: Indicator, group: str) -> str:
    """«Xã, thị trấn»; «Tháng» for the parts by month. Raises KeyError when the register has no such field."""
    return "Tháng" if group == MONTH else _field(counted, group).label


def part_words(counted: Indicator, group: str, key: str | None, day: date) -> str:
    """The words for the plain value `key` of a part, places and dated lists as of `day`; None is «Chưa ghi»."""
    if key is None:
        return UNSAID
    if group == MONTH:
        year, _, month = key.partition("-")
        return f"{int(month)}/{year}"
    kind = _field(counted, group).kind
    if isinstance(kind, Choices):
        return str(kind.of[key].value)
    if isinstance(kind, Flag):
        return kind.show(key == "true")
    if isinstance(kind, Commune):
        return kind.on(day).show(key)
    several = getattr(kind, "one", None)
    return str(several.show(key)) if several is not None else kind.show(kind.restore(key))


def _field(counted: Indicator, group: str) -> Field:
    """The field of a group, which may lie in a sub-list («attendees.audience»)."""
    head, _, tail = group.partition(".")
    field = register(counted.register).field(head)
    if tail and isinstance(field.kind, Rows):
        return next(made for made in field.kind.of.fields() if made.name == tail)
    return field
