"""Which registers an office works with: those its duties ask for, and those that every office keeps."""

from datetime import date

from tmdt_desktop.catalogues.duties import duties_of

_EVERYBODY = frozenset(
    {"business", "training", "communication", "product", "petition", "request", "target", "report", "package"}
)
"""Counted by the yearly report, or fed by what reaches any office, whether or not a duty names them."""
_SURVEYS = frozenset({"survey_form", "survey_round", "survey_answer"})


def own_registers(office: str, day: date) -> frozenset[str]:
    """The codes of the registers of an office on `day`; the others are there too, but nobody asks it for them.

    Raises KeyError when there is no such office on that day.
    """
    asked = {each.register for duty in duties_of(office, day) for each in duty.evidence}
    return _EVERYBODY | asked | (_SURVEYS if asked & _SURVEYS else frozenset())
