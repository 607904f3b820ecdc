"""A person's filters stay under their names; nobody else sees them, and fields that are gone drop out."""

import pytest

from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.saved_filters import drop_filter, save_filter, saved_filters
from tmdt_desktop.store.tables import SavedFilter
from tmdt_desktop.store.workspace import Workspace

ASKED = Query("chè", (("kind", ("HOUSEHOLD", "PERSON")), ("ocop", True), ("email", None)), "-name")


def test_a_kept_filter_comes_back_as_it_was(ws: Workspace) -> None:
    save_filter(ws, Business, "  Hộ chè  ", ASKED)
    (kept,) = saved_filters(ws, Business)
    assert (kept.name, kept.query) == ("Hộ chè", ASKED)
    assert saved_filters(ws, Training) == ()


def test_the_same_name_replaces_the_first(ws: Workspace) -> None:
    save_filter(ws, Business, "Hộ chè", ASKED)
    save_filter(ws, Business, "Hộ chè", Query("nón"))
    (kept,) = saved_filters(ws, Business)
    assert kept.query == Query("nón")


def test_an_empty_filter_and_an_empty_name_are_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="điều kiện"):
        save_filter(ws, Business, "Trống", Query())
    with pytest.raises(Invalid, match="tên"):
        save_filter(ws, Business, " ", ASKED)
    with pytest.raises(Refused, match="Không có bộ lọc"):
        drop_filter(ws, Business, "Trống")
    assert saved_filters(ws, Business) == ()


def test_a_condition_on_a_field_that_is_gone_drops_out(ws: Workspace) -> None:
    save_filter(ws, Business, "Cũ", Query("", (("vanished", True), ("ocop", True)), "vanished"))
    (kept,) = saved_filters(ws, Business)
    assert kept.query == Query("", (("ocop", True),), "")


def test_filters_of_others_are_not_seen(ws: Workspace) -> None:
    save_filter(ws, Business, "Của tôi", ASKED)
    with ws.write_unaudited() as connection:
        connection.execute(SavedFilter.__table__.update().values(by="nguoikhac"))
    assert saved_filters(ws, Business) == ()
