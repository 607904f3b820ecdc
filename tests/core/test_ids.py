"""Identifiers are version 7 and grow."""

from itertools import islice

from tmdt_desktop.ids import uuid7, uuid7s


def test_an_identifier_is_version_seven_of_the_standard() -> None:
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_identifiers_of_one_run_grow_and_never_repeat() -> None:
    made = list(islice(uuid7s(), 5_000))
    assert made == sorted(set(made))
