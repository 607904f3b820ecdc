"""A token's key is found by what its certificate says, opened with one login, and believed only after its signature is checked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import cades
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pin_guard import PinGuard
from tmdt_desktop.signing.tokens import opened_token
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role

from .conftest import DISTRICT, PASSWORD
from .tokens import PIN, Item, driver_or_skip, fill, make_token

Fill = Callable[..., None]


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    found = driver_or_skip()
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "hsm" / "softhsm2.conf"))
    make_token(tmp_path / "hsm")
    return found


@pytest.fixture
def leader_item(ca: TrialCa) -> Item:
    return Item(ca.keys[DISTRICT, Role.LEADER], PASSWORD)


def test_a_key_on_a_token_signs(driver: Path, leader_item: Item, leader: SigningKey) -> None:
    fill(driver, (leader_item,))
    with opened_token(driver, leader.fingerprint, PIN, PinGuard()) as key:
        assert key.facts == leader.facts
        assert sorted(key.chain_der) == sorted(leader.chain_der)
        signature = cades.sign_detached(b"a", key, utc_now())
        read = cades.read_detached(signature, b"a")
        assert read.intact
        assert not cades.read_detached(signature, b"b").intact
