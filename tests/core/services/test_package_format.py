"""docs/package-format.md is enough for a stranger, its schemas say what is written, and its example is what it says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.data.json_schema import faults
from tests.data.make_example import CORRECTION, ENROLMENT, EXAMPLE, PACKAGE, RECEIPT, TRUST
from tests.data.packages import look
from tmdt_desktop.services.package_content import Wish, build
from tmdt_desktop.services.report_files import file_of
from tmdt_desktop.services.report_life import held
from tmdt_desktop.signing.container import CheckWish, read_container
from tmdt_desktop.signing.trust import read_trust
from tmdt_desktop.signing.verdicts import Verdict
from tmdt_desktop.store.workspace import Workspace

SCHEMAS = EXAMPLE.parent
READER = Path(__file__).parents[2] / "data" / "strangers_reader.py"
_FILES = {
    "package.json": "package",
    "figures.json": "figures",
    "evidence.json": "evidence",
    "receipt.json": "receipt",
    "trust.json": "trust",
    "offices.json": "offices",
    "enrolment.json": "enrolment",
}


def files_of(name: str) -> dict[str, bytes]:
    with ZipFile(EXAMPLE / name) as box:
        return {each: box.read(each) for each in box.namelist()}


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return found


def described() -> Iterator[tuple[str, str]]:
    """Every file of the example that a schema describes: the container and its name in it."""
    for container in (PACKAGE, CORRECTION, RECEIPT, TRUST, ENROLMENT):
        yield from ((container, name) for name in files_of(container) if name in _FILES)


@pytest.mark.parametrize(("container", "name"), list(described()))
def test_every_file_is_as_its_schema_says(container: str, name: str) -> None:
    assert not [*faults(json.loads(files_of(container)[name]), schema(_FILES[name]))]


def test_every_schema_has_a_file_in_the_example() -> None:
    there = {name for _, name in described()}
    assert there == set(_FILES)
    assert {path.name for path in SCHEMAS.glob("*.schema.json")} == {f"{name}.schema.json" for name in _FILES.values()}


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"kind": "monthly"},
        {"year": "2024"},
        {"revision": True},
        {"more": 1},
        {"made_at": "2024-12-16T09:30:15"},
        {"content_id": "af1c78db-c199-4aca-a521-4668bd882cd0"},
        {"correction": {"reason": "", "changes": [{"kind": "rows", "key": "business", "what": "", "before": 1, "after": 1}]}},
        {"counts": {"business": -1}},
    ],
)  # fmt: skip
def test_a_schema_refuses_what_the_page_forbids(changed: dict[str, Any]) -> None:
    about = json.loads(files_of(CORRECTION)["package.json"])
    assert [*faults({**about, **changed}, schema("package"))]
    del about["correction"]
    assert [*faults(about, schema("package"))]


def signed_at() -> datetime:
    return datetime.fromisoformat(json.loads(files_of(CORRECTION)["package.json"])["made_at"]) + timedelta(minutes=5)


@pytest.mark.parametrize("name", [PACKAGE, CORRECTION, RECEIPT, TRUST, ENROLMENT])
def test_the_example_is_valid_on_its_day(name: str) -> None:
    files = {each: data for each, data in files_of(TRUST).items() if not each.startswith(("META-INF", "mimetype"))}
    trust = read_trust(files, EXAMPLE / TRUST)
    made = read_container(EXAMPLE / name, trust, CheckWish(now=signed_at()))
    assert made.verdict is Verdict.VALID, made.findings


@pytest.mark.parametrize("name", [PACKAGE, CORRECTION])
def test_the_content_of_the_example_agrees_with_itself(name: str) -> None:
    files = {each: data for each, data in files_of(name).items() if not each.startswith(("META-INF", "mimetype"))}
    assert not look(files).findings


def read_by_stranger(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(READER), str(file), str(EXAMPLE / TRUST), str(int(signed_at().timestamp()))]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_a_stranger_reads_the_package_and_its_correction() -> None:
    first, second = (json.loads(read_by_stranger(EXAMPLE / name).stdout) for name in (PACKAGE, CORRECTION))
    assert (first["office"]["code"], first["revision"], first["correction"]) == ("246", 1, None)
    assert second["replaces"]["content_id"] == first["content_id"]
    moved = {change["key"]: change for change in second["correction"]["changes"] if change["kind"] == "figure"}
    figures = {each["code"]: each["value"] for each in second["figures"]["figures"]}
    assert moved["C5.1"]["after"] == figures["C5.1"] == moved["C5.1"]["before"] + 1


def test_a_stranger_reads_the_receipt() -> None:
    made = json.loads(read_by_stranger(EXAMPLE / RECEIPT).stdout)
    assert (made["answer"], made["signed_for"]) == ("receipt", ["SCT"])
    assert made["package"]["content_id"] == json.loads(files_of(PACKAGE)["package.json"])["content_id"]


@pytest.mark.parametrize("where", [0.3, 0.6, 0.98])
def test_a_stranger_does_not_believe_a_changed_package(where: float, tmp_path: Path) -> None:
    raw = bytearray((EXAMPLE / PACKAGE).read_bytes())
    raw[int(where * len(raw))] ^= 1
    (tmp_path / "đổi.asice").write_bytes(raw)
    done = read_by_stranger(tmp_path / "đổi.asice")
    assert done.returncode != 0
    assert not done.stdout


def test_the_stranger_has_nothing_of_ours() -> None:
    lines = READER.read_text("utf-8").splitlines()
    assert len(lines) < 100
    assert not [line for line in lines if "import" in line and "tmdt" in line]


def test_the_example_is_small_and_invented() -> None:
    assert all(path.stat().st_size < 1 << 20 for path in EXAMPLE.iterdir())
    assert {path.name for path in EXAMPLE.iterdir()} == {PACKAGE, CORRECTION, RECEIPT, TRUST, ENROLMENT}


def test_the_same_content_is_the_same_bytes(sealed: tuple[Workspace, UUID]) -> None:
    """All of it, the number that stands for it too: only the signature differs from one writing to the next."""
    ws, id_ = sealed
    with ws.read() as connection:
        report = held(connection, id_)
        pdf, annex, listed = (file_of(ws, report, kind) for kind in ("sealed", "xlsx", "annex_sealed"))
        wish = Wish(pdf, annex, listed, datetime.fromisoformat("2024-12-16T02:30:15+00:00"))
        first, again = build(connection, report, wish), build(connection, report, wish)
    assert first == again
    assert [each.name for each in first.files][-1] == "package.json"
