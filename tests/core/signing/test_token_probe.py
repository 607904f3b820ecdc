"""A driver that hangs or crashes takes its own process with it, never the program."""

import os
import sys
from pathlib import Path

import pytest

from tmdt_desktop.signing import driver_probe, token_probe
from tmdt_desktop.signing.token_probe import Probed, probe, probe_all
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role

from .conftest import DISTRICT, PASSWORD
from .tokens import Item, driver_or_skip, fill, token_at


def child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(token_probe, "fault_of", lambda _: "")
    monkeypatch.setattr(token_probe, "_command", lambda file: [sys.executable, "-c", code, str(file)])


def test_a_driver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "import time; time.sleep(60)")
    made = probe(Path("treo.so"), limit=0.3)
    assert made.tokens == ()
    assert "treo.so không trả lời" in made.sentence


@pytest.mark.parametrize(
    "code",
    ["import os; os.abort()", "raise SystemExit(3)", "print('linh tinh')"],
    ids=["crashes", "ends early", "says something else"],
)
def test_a_driver_that_crashes_is_told(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    child(monkeypatch, code)
    made = probe(Path("hong.so"))
    assert made.tokens == ()
    assert "dừng đột ngột" in made.sentence


@pytest.mark.parametrize(
    "code",
    [
        "print('debug: login'); print('{mark}' + '{{}}'); print('bye')",
        "print('debug', end=''); print('{mark}' + '{{}}', end='bye')",
        "print('{mark}' + '{{}}', flush=True); import os; os.abort()",
    ],
    ids=["lines around it", "words on its line", "a fall afterwards"],
)
def test_what_a_driver_does_around_the_answer_is_no_answer(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    child(monkeypatch, code.replace("{mark}", driver_probe.MARK).replace("{{}}", '{"tokens": []}'))
    assert probe(Path("noi.so")) == Probed(Path("noi.so"), (), "")


def test_half_an_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, f"print('{driver_probe.MARK}' + '{{\"tokens\": [')")
    assert "dừng đột ngột" in probe(Path("noi.so")).sentence


def test_a_slot_at_fault_is_told_in_words_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = '{"tokens": [{"slot": "USB 1", "fault": ["TokenNotRecognised", ""]}]}'
    child(monkeypatch, f"print('{driver_probe.MARK}' + '{answer}')")
    (token,) = probe(Path("la.so")).tokens
    assert (token.label, token.fault) == ("USB 1", ("TokenNotRecognised", ""))


def test_several_drivers_are_told_in_their_order(tmp_path: Path) -> None:
    files = tuple(tmp_path / f"{name}.so" for name in "abcdefg")
    assert [made.file for made in probe_all(files)] == list(files)
    assert probe_all(()) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="another library")
def test_a_library_without_pkcs11_is_told() -> None:
    other = Path(sys.modules["cryptography.hazmat.bindings._rust"].__file__ or "")
    assert "không phải trình điều khiển" in probe(other).sentence


def test_certificates_are_seen_without_a_pin(ca: TrialCa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = token_at(tmp_path / "hsm", monkeypatch)
    half = Item(ca.keys[DISTRICT, Role.SEAL], PASSWORD, b"\2", public=True)
    fill(driver, (Item(ca.keys[DISTRICT, Role.LEADER], PASSWORD), half))
    made = probe(driver)
    assert made.sentence == ""
    (token,) = made.tokens
    assert (token.label, token.model, token.fault) == ("LanhDao", "SoftHSM v2", ("", ""))
    assert len(token.serial) == 16
    assert sorted(str(each.has_key) for each in token.certificates) == ["None", "None", "None", "True"]


def test_the_child_reads_no_code_from_where_it_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = driver_or_skip()
    (tmp_path / "pkcs11.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert probe(driver).sentence == ""


def test_a_packed_program_asks_its_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = tmp_path / "tmdt-desktop"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(window))
    assert token_probe._command(Path("a.so")) is None
    beside = tmp_path / ("tmdt.exe" if os.name == "nt" else "tmdt")
    beside.touch()
    assert token_probe._command(Path("a.so")) == [str(beside), "driver-probe", "a.so"]


def test_a_driver_that_leaves_a_process_behind_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(4)']); "
    child(monkeypatch, code + f"print('{driver_probe.MARK}' + '{{\"tokens\": []}}', flush=True)")
    assert probe(Path("noi.so"), limit=3.0).sentence == ""
