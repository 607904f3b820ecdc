"""Typing that is kept: whose it is."""

from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.drafts import drop_draft, keep_draft, kept
from tmdt_desktop.store.workspace import Workspace


def test_every_kept_draft_is_told_by_its_record(ws: Workspace) -> None:
    one, other = uuid7(), uuid7()
    for id_ in (one, None, other):
        keep_draft(ws, Business, id_, {"name": "Dở"})
    keep_draft(ws, Training, uuid7(), {"name": "Lớp"})
    assert kept(ws, Business) == (one, None, other)
    drop_draft(ws, Business, None)
    assert kept(ws, Business) == (one, other)
