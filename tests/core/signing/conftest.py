"""One throw-away authority for the whole session: making keys is the slow part."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tmdt_desktop.signing import container
from tmdt_desktop.signing.container import CheckWish, read_container, write_container
from tmdt_desktop.signing.keys import SigningKey, open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa, TrialOffice, TrialWish, make_trial_ca
from tmdt_desktop.signing.trust import Role, TrustPack, load_trust

from .packages import PARTS

PASSWORD = "mật khẩu thử"
DISTRICT, DEPARTMENT = "LT", "SCT"


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory, keys_looked_over_once: None) -> TrialCa:
    offices = (
        TrialOffice(DISTRICT, "UBND huyện Lập Thạch", "Nguyễn Minh Khôi"),
        TrialOffice("TD", "UBND huyện Tam Dương", "Lê Thị Mai", (Role.SEAL,)),
        TrialOffice(DEPARTMENT, "Sở Công thương", "Trần Văn Hải", (Role.DEPARTMENT,)),
    )
    return make_trial_ca(tmp_path_factory.mktemp("ca"), TrialWish(offices, PASSWORD))


@pytest.fixture(scope="session")
def trust(ca: TrialCa) -> TrustPack:
    return load_trust(ca.trust)


@pytest.fixture(scope="session")
def leader(ca: TrialCa) -> SigningKey:
    return open_pkcs12(ca.keys[DISTRICT, Role.LEADER], PASSWORD)


@pytest.fixture(scope="session")
def seal(ca: TrialCa) -> SigningKey:
    return open_pkcs12(ca.keys[DISTRICT, Role.SEAL], PASSWORD)


@pytest.fixture(scope="session")
def department(ca: TrialCa) -> SigningKey:
    return open_pkcs12(ca.keys[DEPARTMENT, Role.DEPARTMENT], PASSWORD)


@pytest.fixture(scope="session")
def other_seal(ca: TrialCa) -> SigningKey:
    return open_pkcs12(ca.keys["TD", Role.SEAL], PASSWORD)


@pytest.fixture(scope="session")
def anchors(ca: TrialCa, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Root and issuing certificate in one PEM file, as openssl wants them."""
    path = tmp_path_factory.mktemp("anchors") / "anchors.pem"
    names = ("roots/trial-root.crt", "intermediates/trial-issuing.crt")
    path.write_bytes(b"".join((ca.trust / name).read_bytes() for name in names))
    return path


@pytest.fixture(scope="session")
def package(seal: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_container(tmp_path_factory.mktemp("package") / "LapThach.asice", PARTS, seal).path


@pytest.fixture
def check(tmp_path: Path, trust: TrustPack) -> Callable[..., container.Container]:
    def check(content: bytes, wish: CheckWish | None = None) -> container.Container:
        path = tmp_path / "received.asice"
        path.write_bytes(content)
        return read_container(path, trust, wish or CheckWish())

    return check
