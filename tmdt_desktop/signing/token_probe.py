"""Asks a driver what it shows without a PIN, in a process of its own with a time limit (`driver_probe`)."""

import base64
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tmdt_desktop.paths import RESOURCES
from tmdt_desktop.signing.token_drivers import fault_of

TIME_LIMIT = 20.0
"""Seconds. A slow token takes some five to show its certificates."""
_LET_GO = 1.0
"""Seconds for the pipe to close after the child was ended; a process that it left behind may hold it longer."""
_AT_ONCE = 4
_SECRETS = {"TMDT_PASSWORD", "TMDT_KEY_PASSWORD", "TMDT_KEY", "TMDT_PIN"}
_STUCK = "Rút thiết bị ra, cắm lại rồi kiểm tra lại; nếu vẫn vậy, cài lại trình điều khiển của nơi cấp chứng thư."


@dataclass(frozen=True)
class StoredCertificate:
    """A certificate on a token. `has_key`: its key is there; None when that shows only after the PIN."""

    der: bytes
    has_key: bool | None


@dataclass(frozen=True)
class StoredToken:
    """A token as its driver shows it. `flags`: CKF_* of CK_TOKEN_INFO. `fault`: (exception class, text), ("", "") when it could be read."""

    label: str
    maker: str
    model: str
    serial: str
    flags: int
    certificates: tuple[StoredCertificate, ...]
    fault: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Probed:
    """What one driver shows. `sentence`: why it shows nothing and what to do, else ""."""

    file: Path
    tokens: tuple[StoredToken, ...]
    sentence: str


def probe_all(files: tuple[Path, ...], limit: float = TIME_LIMIT) -> tuple[Probed, ...]:
    """`probe` each of `files`, several at the same time, in their order."""
    if not files:
        return ()
    with ThreadPoolExecutor(min(_AT_ONCE, len(files))) as pool:
        return tuple(pool.map(lambda file: probe(file, limit), files))


def probe(file: Path, limit: float = TIME_LIMIT) -> Probed:
    """What the driver `file` shows within `limit` seconds. Never raises for what a driver does."""
    fault = fault_of(file)
    if fault:
        return Probed(file, (), fault)
    try:
        said = _asked(file, limit)
    except subprocess.TimeoutExpired:
        return Probed(file, (), f"Trình điều khiển {file.name} không trả lời sau {limit:.0f} giây. {_STUCK}")
    except OSError:
        return Probed(
            file, (), f"Không chạy thử được trình điều khiển {file.name}. Khởi động lại máy rồi kiểm tra lại."
        )
    if said is None:
        return Probed(file, (), f"Trình điều khiển {file.name} bị dừng đột ngột. {_STUCK}")
    if "fault" in said:
        return Probed(file, (), _in_words(*said["fault"]))
    return Probed(file, tuple(_token(each) for each in said["tokens"]), "")


def _in_words(name: str, text: str) -> str:
    from tmdt_desktop.signing.token_codes import sentence_of

    if "C_GetFunctionList" in text:
        return "Tệp này là thư viện khác, không phải trình điều khiển thiết bị ký. Chọn tệp khác."
    return sentence_of(name, text)


def _asked(file: Path, limit: float) -> dict[str, Any] | None:
    """The child's answer; None when it died before it gave one."""
    from tmdt_desktop.signing.driver_probe import shown

    command = _command(file)
    if command is None:
        return shown(str(file))
    return _answer(_spoken(command, limit))


def _spoken(command: list[str], limit: float) -> str:
    """What the child prints up to its answer; it is ended then. Raises TimeoutExpired.

    A driver may start a process of its own that keeps the pipe open, so its end is not waited for.
    """
    child = subprocess.Popen(  # noqa: S603 - our own program, and a file that was looked at
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**_without_secrets(), "PYTHONPATH": os.pathsep.join(filter(None, _paths()))},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    said: list[bytes] = []
    reader = threading.Thread(target=_read_to_mark, args=(child.stdout, said), daemon=True)
    reader.start()
    reader.join(limit)
    late = reader.is_alive()
    child.kill()
    child.wait()
    reader.join(_LET_GO)
    if late:
        raise subprocess.TimeoutExpired(command, limit)
    return b"".join(said).decode("utf-8", errors="replace")


def _read_to_mark(pipe: IO[bytes], said: list[bytes]) -> None:
    from tmdt_desktop.signing.driver_probe import MARK

    with pipe:
        for line in pipe:
            said.append(line)
            if MARK.encode() in line:
                return


def _without_secrets() -> dict[str, str]:
    """The environment without what a stranger's driver must not read."""
    return {name: value for name, value in os.environ.items() if name.upper() not in _SECRETS}


def _answer(printed: str) -> dict[str, Any] | None:
    """What stands after the last mark; drivers print things of their own before and after it, or fall over when they are let go."""
    from tmdt_desktop.signing.driver_probe import MARK

    _, mark, rest = printed.rpartition(MARK)
    try:
        return dict(json.JSONDecoder().raw_decode(rest)[0]) if mark else None
    except ValueError:
        return None


def _paths() -> tuple[str, str]:
    """Where the child finds the program: beside its resources, as in the parent."""
    return str(RESOURCES.parent), os.environ.get("PYTHONPATH", "")


def _command(file: Path) -> list[str] | None:
    """How to start the child. In a frozen bundle it is the command line beside the window; None when there is none."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-P", "-m", "tmdt_desktop.signing.driver_probe", str(file)]
    beside = Path(sys.executable).with_name("tmdt.exe" if sys.platform == "win32" else "tmdt")
    return [str(beside), "driver-probe", str(file)] if beside.is_file() else None


def _token(said: dict[str, Any]) -> StoredToken:
    if said["fault"]:
        return StoredToken(said.get("slot", "").strip(), "", "", "", 0, (), tuple(said["fault"]))
    stored = tuple(StoredCertificate(base64.b64decode(each["der"]), each["key"]) for each in said["certificates"])
    return StoredToken(said["label"], said["maker"], said["model"], said["serial"], said["flags"], stored)
