"""What is known of a certificate by its fingerprint, before its key is opened."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tmdt_desktop.services import workspaces
from tmdt_desktop.services.registered_keys import KeyRole, why_unfit

if TYPE_CHECKING:
    from uuid import UUID

    from tmdt_desktop.signing.trial_ca import TrialCa
    from tmdt_desktop.store.workspace import Workspace


@pytest.fixture
def ws(sealed: "tuple[Workspace, UUID]") -> "Workspace":
    """huyện Lập Thạch, which knows the trust pack."""
    return sealed[0]


def fingerprint(ca: "TrialCa", password: str, office: str, role: str) -> str:
    from tmdt_desktop.services.sign_report import key_facts
    from tmdt_desktop.signing.trust import Role

    return key_facts(ca.keys[office, Role(role)], password).fingerprint


@pytest.mark.parametrize(
    "case",
    [
        ("246", "leader", "leader", ""),
        ("246", "seal", "seal", ""),
        ("246", "seal", "leader", "việc khác"),
        ("SCT", "department", "seal", "đã đăng ký cho"),
    ],
)
def test_a_certificate_is_for_what_it_was_registered_for(
    ws: "Workspace", trial_ca: "TrialCa", key_password: str, case: tuple[str, str, KeyRole, str]
) -> None:
    office, own, role, said = case
    told = why_unfit(ws, fingerprint(trial_ca, key_password, office, own), role)
    assert said in told
    assert bool(told) == bool(said)


def test_only_the_leader_need_not_be_registered(ws: "Workspace") -> None:
    assert why_unfit(ws, "0" * 64, "leader") == ""
    assert "chưa đăng ký" in why_unfit(ws, "0" * 64, "seal")


def test_without_a_trust_pack_nothing_is_said(ws: "Workspace") -> None:
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=""))
    assert why_unfit(ws, "0" * 64, "seal") == ""
