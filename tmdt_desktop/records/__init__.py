"""Every register, in the order of the menu. A new register is one file beside this one and one name here."""

from tmdt_desktop.records.business import Business
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.record import Base as Base
from tmdt_desktop.records.record import Part as Part
from tmdt_desktop.records.record import Record as Record
from tmdt_desktop.records.report import Report
from tmdt_desktop.records.training import Training

REGISTERS: tuple[type[Record], ...] = (Business, Training, Report, Package)


def register(code: str) -> type[Record]:
    """The register whose short name is `code`. Raises KeyError."""
    return {made.code: made for made in REGISTERS}[code]
