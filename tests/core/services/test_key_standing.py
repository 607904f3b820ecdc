"""Which keys may sign, by what the trust pack at hand says of them."""

from datetime import UTC, datetime, timedelta

import pytest

from tmdt_desktop.errors import Refused
from tmdt_desktop.services import key_standing
from tmdt_desktop.services.key_standing import require_standing
from tmdt_desktop.signing.keys import open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, load_trust


def test_lists_that_are_too_old_here_do_not_keep_an_office_from_signing(
    trial_ca: TrialCa, key_password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_standing, "utc_now", lambda: datetime.now(UTC) + timedelta(days=450))
    trust = load_trust(trial_ca.trust)
    require_standing(open_pkcs12(trial_ca.keys["246", Role.SEAL], key_password), trust, "246", Role.SEAL)
    with pytest.raises(Refused) as told:
        require_standing(open_pkcs12(trial_ca.revoked, key_password), trust, "246", Role.SEAL)
    assert "thu hồi" in told.value.why
