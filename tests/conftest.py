"""What holds for every test: a logged warning fails it, slow ones wait to be asked, judges are looked for once.

A thread that dies of an exception and a resource left open fail a test too: pytest turns both into warnings, and
`filterwarnings` in pyproject.toml turns warnings into errors.
"""

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")
    parser.addoption(
        "--lists", default=os.environ.get("TMDT_LISTS", ""), help="a folder of lists with answers to score"
    )
    parser.addoption("--golden-update", action="store_true", help="write what is produced over tests/golden")


def pytest_configure(config: pytest.Config) -> None:
    """What is tried at random is tried a hundred times with the slow tests, thirty times without."""
    settings.register_profile("fast", max_examples=30)
    if not config.getoption("--slow"):
        settings.load_profile("fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: run with --slow"))


def pytest_collection_finish() -> None:
    """What has been imported by now stays: collections of garbage need not look at it again and again, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class _Ear(logging.Handler):
    """Hears every message of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _warnings_heard(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    ear = _Ear()
    logging.getLogger().addHandler(ear)
    yield ear.heard
    logging.getLogger().removeHandler(ear)
    if ear.heard and "allow_warnings" not in request.fixturenames:
        pytest.fail("logged: " + "\n".join(ear.heard))


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Workspaces of all tests share what SQLAlchemy compiled: the program opens one or two, the tests open thousands.

    What is compiled is kept by dialect, of which every engine has its own; so they are given one.
    """
    from sqlalchemy import Engine, create_engine
    from sqlalchemy.util import LRUCache
    from sqlcipher3 import dbapi2

    from tmdt_desktop.store import database

    first, compiled = create_engine("sqlite+pysqlite://", module=dbapi2), LRUCache(4000)
    first.connect().close()  # which is when a dialect learns what it speaks to

    def alike(url: str, **how: Any) -> Engine:
        engine = create_engine(url, **how)
        engine.dialect = first.dialect
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", alike)
        yield
    first.dispose()


@pytest.fixture(scope="session")
def keys_looked_over_once() -> Iterator[None]:
    """A private key is worked through each time it is read (50 ms); here the same few are read hundreds of times."""
    from cryptography.hazmat.primitives import serialization

    from tmdt_desktop.signing import keys

    with pytest.MonkeyPatch.context() as patch:
        for place, name in ((keys, "load_pkcs12"), (serialization, "load_der_private_key")):
            patch.setattr(place, name, lru_cache(100)(getattr(place, name)))
        yield


@pytest.fixture
def allow_warnings(_warnings_heard: list[str]) -> list[str]:
    """Asking for it makes logged warnings lawful in this test; the list holds them as they come."""
    return _warnings_heard


@pytest.fixture
def golden_update(request: pytest.FixtureRequest) -> bool:
    """Whether this run writes tests/golden anew instead of comparing with it."""
    return bool(request.config.getoption("--golden-update"))


def _judge() -> str:
    """The `frictionless` program: as dev.py names it, else in the environment that dev.py keeps for it."""
    interop = Path(__file__).parents[1] / ".venv-interop"
    beside = interop / "Scripts" / "frictionless.exe" if os.name == "nt" else interop / "bin" / "frictionless"
    return os.environ.get("TMDT_FRICTIONLESS", str(beside))


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """`tool("qpdf")` is the path of an outside program. Where it is missing the test is skipped, under CI it fails."""

    def find(name: str) -> str:
        found = _judge() if name == "frictionless" else shutil.which(name)
        if found and Path(found).exists():
            return found
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing; dev.py should have installed it")
        pytest.skip(f"{name} is missing")

    return find
