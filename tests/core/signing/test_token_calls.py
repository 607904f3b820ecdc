"""What really reaches a token, as OpenSC's pkcs11-spy writes down between the program and the driver."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import cades
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pin_guard import PinGuard
from tmdt_desktop.signing.tokens import Wanted, opened_token
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role

from .conftest import DISTRICT, PASSWORD
from .tokens import PIN, Item, fill, token_at

SPIES = sorted(Path("/usr/lib").glob("*/pkcs11-spy.so"))


@pytest.mark.skipif(not SPIES, reason="OpenSC's pkcs11-spy.so is not installed")
def test_each_opening_logs_in_once_and_leaves_nothing_open(
    ca: TrialCa, leader: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, log, guard = token_at(tmp_path / "hsm", monkeypatch), tmp_path / "calls.log", PinGuard()
    fill(driver, (Item(ca.keys[DISTRICT, Role.LEADER], PASSWORD),))
    monkeypatch.setenv("PKCS11SPY", str(driver))
    monkeypatch.setenv("PKCS11SPY_OUTPUT", str(log))

    def calls() -> Counter[str]:
        return Counter(re.findall(r"^\d+: (C_\w+)", log.read_text(encoding="utf-8", errors="replace"), re.MULTILINE))

    with opened_token(SPIES[0], Wanted(leader.fingerprint), PIN, guard) as key:
        for text in (b"a", b"b", b"c"):
            assert cades.read_detached(cades.sign_detached(text, key, utc_now()), text).intact
    seen = calls()
    assert (seen["C_Login"], seen["C_Logout"], seen["C_SignInit"], seen["C_Finalize"]) == (1, 1, 3, 1)
    assert seen["C_OpenSession"] == seen["C_CloseSession"]
    with pytest.raises(Blocked), opened_token(SPIES[0], Wanted(leader.fingerprint), "sai-PIN", guard):
        pass
    assert calls()["C_Login"] == 2
    with pytest.raises(Refused), opened_token(SPIES[0], Wanted(leader.fingerprint), "sai-PIN", guard):
        pass
    assert calls()["C_Login"] == 2
    assert calls()["C_Finalize"] == 3
