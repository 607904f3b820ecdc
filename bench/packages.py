"""A package of a register of 100,000 rows: written and checked, beside what general tools take for the same files.

The peer is the sum of `sha256sum`, `zip -6` and `openssl cms -sign` (or `-verify`) over the package's own files, in the
same run. Both the container and the whole service (which also counts every figure again) are told.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from bench.businesses import PASSWORD, shape_now, workspace_of
from bench.measure import WORK, Line, announced, seconds
from bench.package_steps import seal_key
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.services.duties import DutyWish, answer_duties, duty_board
from tmdt_desktop.services.export_package import ExportWish, export_package
from tmdt_desktop.services.make_report import redraft, save_text, start_report
from tmdt_desktop.services.report_acts import approve, submit
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.services.workspaces import open_workspace, save_settings, settings
from tmdt_desktop.store.workspace import Workspace

_YEAR, _DECISION = 2024, "Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024"
_WORDS, _LEADER = "Không phát sinh.", "Nguyễn Văn Mẫu"
_MOST_MB = 300
_WHAT = {
    "write": ("container written, read back", "-sign"),
    "verify": ("container checked", "-verify"),
    "export": ("report exported: rows gathered, written, looked at as its receiver will", "-sign"),
    "check": ("package checked, every figure counted again", "-verify"),
}


def packages(number: int = 100_000, times: int = 3) -> list[Line]:
    """Time and memory of every step against the general tools."""
    folder = _ready(number)
    lines: list[Line] = []
    with announced(f"sha256sum, zip -6 and openssl over the files of {number:,} rows"):
        peers = _peers(folder, times)
    for step, (what, mode) in _WHAT.items():
        with announced(what):
            runs = [_step(step, folder) for _ in range(times)]
        taken = statistics.median(run["seconds"] for run in runs)
        most = max(run["megabytes"] for run in runs)
        ratio = taken / peers[mode]
        name, peer = f"{what}, {number:,} rows", f"sha256sum + zip -6 + openssl cms {mode} {peers[mode]:.2f} s"
        lines.append(Line(name, f"{taken:.2f} s", peer, f"{ratio:.2f}×", "≤ 2×", ratio <= 2))
        memory = f"{most / _MOST_MB:.2f}×"
        lines.append(
            Line("the same, memory", f"{most:.0f} MB", f"limit {_MOST_MB} MB", memory, "≤ 300 MB", most <= _MOST_MB)
        )
    return lines


def _step(step: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.package_steps", step, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    made: dict[str, float] = json.loads(done.stdout)
    return made


def _peers(folder: Path, times: int) -> dict[str, float]:
    """Seconds of the general tools over the same files, by the mode of openssl."""
    files = [path.relative_to(folder / "content") for path in sorted((folder / "content").rglob("*")) if path.is_file()]
    with tempfile.TemporaryDirectory(dir=WORK) as to:
        out = Path(to)
        _pem(folder, out)
        rounds = [_tools(folder / "content", files, out) for _ in range(times)]
    return {mode: statistics.median(each[mode] for each in rounds) for mode in ("-sign", "-verify")}


def _tools(content: Path, files: Sequence[Path], out: Path) -> dict[str, float]:
    def run(*command: object) -> None:
        subprocess.run([str(part) for part in command], cwd=content, check=True, capture_output=True)

    box, signature = out / "files.zip", out / "files.p7s"
    box.unlink(missing_ok=True)
    cms = ("openssl", "cms", "-binary", "-outform", "DER")
    hashed = seconds(lambda: run("sha256sum", *files))
    zipped = seconds(lambda: run("zip", "-6", "-q", box, *files))
    sign = (*cms, "-sign", "-md", "sha256", "-signer", out / "own.crt", "-inkey", out / "own.key")
    signed = seconds(lambda: run(*sign, "-in", box, "-out", signature))
    verify = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", box)
    asked = ("-CAfile", out / "roots.pem", "-purpose", "any", "-out", out / "out")
    verified = seconds(lambda: run(*verify, *asked))
    return {"-sign": hashed + zipped + signed, "-verify": hashed + zipped + verified}


def _pem(folder: Path, out: Path) -> None:
    """The office's key and the authorities as openssl takes them."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    held = load_pkcs12(seal_key(folder).read_bytes(), PASSWORD.encode())
    if held.key is None or held.cert is None:
        raise SystemExit("the key of the bench is gone; remove build/bench")
    plain = held.key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    (out / "own.key").write_bytes(plain)
    pem = form.Encoding.PEM
    (out / "own.crt").write_bytes(held.cert.certificate.public_bytes(pem))
    above = [each.certificate.public_bytes(pem) for each in held.additional_certs]
    (out / "roots.pem").write_bytes(b"".join(above))


def _ready(number: int) -> Path:
    """A folder with a sealed report, its package and the package's files, made once and kept under build/."""
    folder = WORK / f"package-{number}"
    mark, shape = folder / "complete", f"{shape_now()} 3"
    if not (mark.exists() and mark.read_text("utf-8") == shape):
        shutil.rmtree(folder, ignore_errors=True)
        kept = workspace_of(number)
        with announced(f"writing, signing and packing a report on {number:,} rows"):
            shutil.copytree(kept, folder / "ws")
            _make(folder)
        mark.write_text(shape, "utf-8")
    return folder


def _make(folder: Path) -> None:
    from tmdt_desktop.signing.trial_ca import TrialOffice, TrialWish, make_trial_ca
    from tmdt_desktop.signing.trust import Role

    ca = make_trial_ca(folder / "ca", TrialWish((TrialOffice("246", "UBND huyện Lập Thạch", _LEADER),), PASSWORD))
    ws = open_workspace(folder / "ws", "bench", PASSWORD)
    trust = str(ca.trust.resolve())
    save_settings(ws, replace(settings(ws), decision=_DECISION, signer_name=_LEADER, trust_folder=trust))
    report = _sealed(ws, ca.keys["246", Role.LEADER], ca.keys["246", Role.SEAL])
    ws.close()
    (folder / "report").write_text(str(report), "utf-8")
    shutil.copytree(folder / "ws", folder / "sent")
    ws = open_workspace(folder / "sent", "bench", PASSWORD)
    made = export_package(ws, ExportWish(report, folder, ca.keys["246", Role.SEAL], PASSWORD, for_department=False))
    ws.close()
    made.file.rename(folder / "package.asice")
    shutil.rmtree(folder / "sent")
    with ZipFile(folder / "package.asice") as box:
        names = [name for name in box.namelist() if not name.startswith(("META-INF", "mimetype"))]
        box.extractall(folder / "content", names)


def _sealed(ws: Workspace, leader: Path, seal: Path) -> UUID:
    report = start_report(ws, _YEAR)
    open_ = [line for line in duty_board(ws, _YEAR) if line.state == "missing" and not line.by_report]
    answer_duties(ws, (DutyWish(_YEAR, line.id, DutyOutcome.NONE, _WORDS) for line in open_))
    for section in report_view(ws, report).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, report, section.number, _WORDS)
    for check in report_view(ws, report).checks:
        if check.level == "hold" and check.where.startswith("section:"):
            redraft(ws, report, check.where.removeprefix("section:"))
    make_files(ws, report)
    submit(ws, report)
    approve(ws, report, HeadWord("Đồng ý.", as_head=True))
    sign_report(ws, SignWish(report, "leader", leader, PASSWORD))
    sign_report(ws, SignWish(report, "seal", seal, PASSWORD))
    return report
