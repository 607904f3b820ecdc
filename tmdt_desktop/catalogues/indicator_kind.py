"""A figure of the report as a value of a field: what a target is set for."""

from dataclasses import dataclass

from tmdt_desktop.catalogues.indicators import annex_lines
from tmdt_desktop.catalogues.listed import Entry, Listed


@dataclass(frozen=True)
class IndicatorKind(Listed):
    """The code of an indicator, chosen by its code or its label."""

    def entries(self) -> tuple[Entry, ...]:
        """Every line of the annex of figures, in its order."""
        return tuple(Entry.of(line, line.code, f"{line.code} {line.label}", (line.label,)) for line in annex_lines())
