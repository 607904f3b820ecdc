"""`python -m bench.package_steps STEP FOLDER`: one step of a package in a process of its own; prints seconds and peak MB.

Steps: `write` and `verify` are the container alone (files in, file out; file in, digests and signature judged); `export`
and `check` are what a user asks for: counted, packed, looked at as the receiver will; and the receiver's whole look.
"""

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.businesses import PASSWORD
from bench.measure import WORK

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".json": "application/json",
}
Step = Callable[[], object]


def seal_key(folder: Path) -> Path:
    """The office's key among those made for the bench."""
    return folder / "ca" / "keys" / "246-seal.p12"


def _write(folder: Path, to: Path) -> Step:
    from tmdt_desktop.signing.container import Part, write_container
    from tmdt_desktop.signing.keys import open_pkcs12

    files = sorted(path for path in (folder / "content").rglob("*") if path.is_file())
    names = [path.relative_to(folder / "content").as_posix() for path in files]
    parts = [Part(name, MEDIA_TYPES[path.suffix], path) for name, path in zip(names, files, strict=True)]
    key = open_pkcs12(seal_key(folder), PASSWORD)
    return lambda: write_container(to / "bench.asice", parts, key)


def _verify(folder: Path, _: Path) -> Step:
    from tmdt_desktop.signing.container import read_container
    from tmdt_desktop.signing.trust import load_trust

    trust = load_trust(folder / "ca" / "trust")
    return lambda: _well(read_container(folder / "package.asice", trust).verdict.name)


def _export(folder: Path, to: Path) -> Step:
    from uuid import UUID

    from tmdt_desktop.services.export_package import ExportWish, export_package
    from tmdt_desktop.services.workspaces import open_workspace

    shutil.copytree(folder / "ws", to / "ws")
    ws = open_workspace(to / "ws", "bench", PASSWORD)
    report = UUID((folder / "report").read_text("utf-8"))
    wish = ExportWish(report, to, seal_key(folder), PASSWORD, for_department=False)
    return lambda: export_package(ws, wish)


def _check(folder: Path, _: Path) -> Step:
    from tmdt_desktop.services.verify_package import verify_package

    return lambda: _well(verify_package(folder / "package.asice", folder / "ca" / "trust").level)


def _well(level: str) -> None:
    if level not in {"VALID", "WARNED"}:
        raise SystemExit(f"the package of the bench is {level}")


PLAIN = {"for_department": False}
STEPS: dict[str, Callable[[Path, Path], Step]] = {
    "write": _write,
    "verify": _verify,
    "export": _export,
    "check": _check,
}


def peak_megabytes() -> float:
    """The most memory that this process has held at once; what its parent held before it began does not count."""
    told = Path("/proc/self/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) / 1024  # type: ignore[index]


def main(step: str, folder: str) -> None:
    """Do one step and say what it took."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as to:
        work = STEPS[step](Path(folder), Path(to))
        start = time.perf_counter()
        work()
        taken = time.perf_counter() - start
    print(json.dumps({"seconds": taken, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
