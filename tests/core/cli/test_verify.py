"""Any file checked on the command line: the same as on the screen, as JSON, as lines and as a PDF; and taken apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.core.cli.conftest import Run
from tmdt_desktop import __main__ as face
from tmdt_desktop.records.package import Direction, Package, PackageState
from tmdt_desktop.services import workspaces
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.whole_files import digest_of

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa


@pytest.fixture
def travelling(trial_ca: "TrialCa", key_password: str, tmp_path: Path) -> Path:
    """A trust pack on its way: a good file that is quick to make."""
    from tmdt_desktop.signing.keys import open_pkcs12
    from tmdt_desktop.signing.trust import Role
    from tmdt_desktop.signing.trust_files import read_files
    from tmdt_desktop.signing.trust_travel import write_travelling

    key = open_pkcs12(trial_ca.keys["SCT", Role.DEPARTMENT], key_password)
    return write_travelling(tmp_path / "TMDT_TC.asice", read_files(trial_ca.trust), key).path


def test_a_check_tells_the_same_in_json_in_lines_and_on_paper(
    run: Run, travelling: Path, trial_ca: "TrialCa", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "phieu.pdf"
    code, told = run("verify", travelling, "--trust", trial_ca.trust, "--report", report)
    assert (code, told["level"], told["kind"]) == (0, "VALID", "trust")
    what, items = told["signature_items"][0]
    assert what == "Ký gói"
    assert len(items) == 10
    assert report.read_bytes().startswith(b"%PDF")
    assert face.main(["verify", str(travelling), "--trust", str(trial_ca.trust)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("HỢP LỆ.")
    assert all(f"  {item['label']}: {item['words']}" in said for item in items)


def test_a_receipt_that_proves_nothing_is_told(run: Run, travelling: Path, trial_ca: "TrialCa") -> None:
    code, told = run("verify", travelling, "--trust", trial_ca.trust, "--receipt", travelling)
    assert (code, told["level"]) == (0, "WARNED")
    assert [each["code"] for each in told["findings"]] == ["receipt_useless"]


def test_files_are_taken_out_and_a_changed_file_is_not(
    run: Run, travelling: Path, trial_ca: "TrialCa", tmp_path: Path
) -> None:
    code, told = run("unpack", travelling, "trust.json", "--to", tmp_path / "ra", "--trust", trial_ca.trust)
    assert (code, [Path(each).name for each in told["files"]]) == (0, ["trust.json"])
    raw = bytearray(travelling.read_bytes())
    raw[len(raw) // 2] ^= 1
    travelling.write_bytes(raw)
    assert run("verify", travelling, "--trust", trial_ca.trust)[0] == 1
    assert run("unpack", travelling, "--to", tmp_path / "ra2", "--trust", trial_ca.trust)[0] == 1
    assert not (tmp_path / "ra2").exists()


@pytest.fixture
def district(ws: Workspace, trial_ca: "TrialCa") -> Workspace:
    """A workspace whose pack in force is the trial one."""
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=str(trial_ca.trust)))
    return ws


def _took(ws: Workspace, sha256: str, at: datetime) -> None:
    """Note that the file came in at that moment."""
    moved = {"moved_at": at, "state": PackageState.ACCEPTED, "sha256": sha256}
    with ws.change("Nhận gói") as batch:
        batch.insert(
            Package,
            [
                {
                    "file_name": "a",
                    "direction": Direction.RECEIVED,
                    "sender": "246",
                    "year": 2024,
                    "revision": 1,
                    **moved,
                }
            ],
        )


def test_a_workspace_judges_by_its_own_pack(
    run: Run, travelling: Path, district: Workspace, trial_ca: "TrialCa", tmp_path: Path
) -> None:
    assert run("verify", travelling)[1]["level"] == "UNDETERMINED"
    report = tmp_path / "phieu.pdf"
    code, told = run("verify", travelling, "--workspace", district.path, "--user", "lan", "--report", report)
    assert (code, told["level"], report.is_file()) == (0, "VALID", True)
    assert told["trust_words"].startswith("Gói tin cậy ngày ")
    secret = tmp_path / "mật khẩu"
    secret.write_text("sai hẳn", "utf-8")
    assert run("verify", travelling, "--workspace", district.path, "--password-file", secret)[0] != 0
    assert run("verify", travelling, "--workspace", district.path, "--trust", trial_ca.trust)[1]["level"] == "VALID"


def test_what_a_workspace_knows_of_a_signer_keeps_its_files_in(
    run: Run, district: Workspace, trial_ca: "TrialCa", key_password: str, tmp_path: Path
) -> None:
    from tmdt_desktop.services.enrolment import EnrolmentWish, request_enrolment

    file = request_enrolment(district, EnrolmentWish("seal", trial_ca.revoked, key_password, tmp_path)).file
    assert run("unpack", file, "--to", tmp_path / "a")[0] == 0
    assert run("unpack", file, "--to", tmp_path / "b", "--workspace", district.path)[0] == 1
    assert not (tmp_path / "b").exists()
    assert run("unpack", file, "--to", district.path / "ra", "--workspace", district.path)[0] == 1
    before = datetime.now(UTC) - timedelta(hours=18)
    _took(district, digest_of(file), before)
    assert run("unpack", file, "--to", tmp_path / "c", "--workspace", district.path)[0] == 0


def test_a_workspace_brings_the_moment_at_which_it_took_the_file_in(
    run: Run, travelling: Path, district: Workspace
) -> None:
    claimed = run("verify", travelling, "--workspace", district.path)[1]
    _took(district, claimed["sha256"], datetime(2026, 1, 3, tzinfo=UTC))
    proven = run("verify", travelling, "--workspace", district.path)[1]
    kinds = [told["signatures"][0]["facts"]["time_kind"] for told in (claimed, proven)]
    assert kinds == ["claimed", "anchored"]
