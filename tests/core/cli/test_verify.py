"""Any file checked on the command line: the same as on the screen, as JSON, as lines and as a PDF; and taken apart."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.core.cli.conftest import Run
from tmdt_desktop import __main__ as face

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
