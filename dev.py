"""One word for each thing a developer does. It needs nothing but Python 3.11-3.13, on Linux or Windows.

What is missing is made first: an environment in `.venv`, the locked libraries (checked by hash) and, as root on
Debian, system packages. Without root it says the one line to run. Words for people are Vietnamese, as in the program.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent
VENV, JUDGE = ROOT / ".venv", ROOT / ".venv-interop"
RUNTIME, DEV, INTEROP = (ROOT / "requirements" / f"{name}.txt" for name in ("runtime", "dev", "interop"))

OLDEST, TOO_NEW = (3, 11), (3, 14)  # PySide6 6.8.3 has no build for 3.14
ROOM_NEEDED = 1_500_000_000  # bytes; the whole development environment takes 0.9 GB
WINDOWS = os.name == "nt"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")

# Debian's names. Qt needs the first even without a screen; the second to open windows on X11.
LIBRARIES = ("libglib2.0-0", "libegl1", "libgl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3")
SCREEN = (
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0"),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1", "libx11-xcb1"),
)
# Outside judges that tests ask: what is run, and the package it comes in.
TOOLS = {
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "certutil": "libnss3-tools",
    "xvfb-run": "xvfb",
    "xauth": "xauth",
    "git": "git",
}

OFFLINE = (
    "ConnectionError|NewConnection|Max retries|timed out|name resolution|No matching distribution"
    "|getaddrinfo|Could not resolve|Unable to fetch|Temporary failure|ProxyError|SSLError"
)
# What pip or apt says, and what that means for a person.
MEANINGS = (
    (r"No space left|Errno 28|not enough space", "Ổ đĩa đã đầy. Xóa bớt tệp rồi chạy lại."),
    (r"Long Path", "Đường dẫn thư mục quá dài đối với Windows. Chuyển thư mục này ra gần gốc ổ đĩa, ví dụ C:\\tmdt."),
    (r"DO NOT MATCH THE HASHES", "Thư viện tải về không đúng bản đã khóa, không cài. Xem lại nguồn tải rồi chạy lại."),
    (r"Permission denied|Access is denied|WinError (5|32)", "Không ghi được thư mục. Đóng chương trình rồi chạy lại."),
    (OFFLINE, "Không tải được. Nối mạng, hoặc đặt PIP_INDEX_URL về kho nội bộ, rồi chạy lại."),
    (r"Could not get lock|dpkg was interrupted", "Trình cài đặt của Debian đang bận. Đợi nó xong rồi chạy lại."),
)


class Stop(Exception):
    """Nothing more can be done; the message is a sentence that says what to do."""


def say(words: str) -> None:
    print(words, flush=True)


@contextmanager
def step(words: str) -> Iterator[None]:
    """One line: what is being done, then how long it took."""
    print(f"· {words} … ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("chưa xong")
        raise
    say(f"{time.monotonic() - began:.1f} s".replace(".", ","))


def ask(command: Sequence[str | Path], **extra: str) -> tuple[int, str]:
    """Run `command` unseen; returns its exit code and all that it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=surroundings(**extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout.strip()


def quietly(command: Sequence[str | Path], **extra: str) -> None:
    """Run `command` unseen. Raises Stop with the meaning of what it said when it fails."""
    code, told = ask(command, **extra)
    if code:
        raise Stop(meaning(told))


def meaning(output: str) -> str:
    """The sentence for what a failed installer printed; its own last lines where none is known."""
    told = (sentence for pattern, sentence in MEANINGS if re.search(pattern, output))
    last = "\n".join(output.splitlines()[-12:])
    return next(told, f"Bước này không chạy được. Những dòng cuối nó báo:\n{last}")


def surroundings(**extra: str) -> dict[str, str]:
    """Variables for child processes: our packages are found from any folder, and Vietnamese prints on any console."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8", **extra}


def call(command: Sequence[str | Path], **extra: str) -> int:
    """Run `command` in the user's own folder, in sight, and return its exit code."""
    return subprocess.run([str(part) for part in command], env=surroundings(**extra), check=False).returncode


def python_of(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if WINDOWS else folder / "bin" / "python"


def script_of(folder: Path, name: str) -> Path:
    return python_of(folder).with_name(f"{name}.exe" if WINDOWS else name)


def fits(python: str | Path) -> bool:
    """Whether `python` runs, is of a version that all libraries have builds for, and is 64-bit."""
    asks = f"import sys; sys.exit(not ({OLDEST} <= sys.version_info[:2] < {TOO_NEW} and sys.maxsize > 2**32))"
    try:
        return ask([python, "-c", asks])[0] == 0
    except OSError:
        return False


def fitting_python() -> str:
    """This Python, or another one of the machine that fits. Raises Stop when there is none."""
    others = [shutil.which(f"python3.{minor}") for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1)]
    for candidate in (sys.executable, *filter(None, others), *pythons_of_windows()):
        if fits(candidate):
            return candidate
    here = ".".join(map(str, sys.version_info[:2])) + ("" if sys.maxsize > 2**32 else ", 32 bit")
    raise Stop(
        f"Cần Python 3.11, 3.12 hoặc 3.13 bản 64 bit; máy này có {here}. Cài thêm một bản (python.org) rồi chạy lại."
    )


def pythons_of_windows() -> list[str]:
    """The interpreters that the Windows launcher knows."""
    launcher = shutil.which("py") if WINDOWS else None
    if not launcher:
        return []
    return re.findall(r"\S:\\.*python\.exe", ask([launcher, "-0p"])[1])


def make_venv(folder: Path) -> None:
    """An environment in `folder`, unless a working one is there."""
    if fits(python_of(folder)):
        return
    python = fitting_python()
    if shutil.disk_usage(ROOT).free < ROOM_NEEDED:
        raise Stop(f"Ổ đĩa chứa {ROOT} còn dưới 1,5 GB. Xóa bớt tệp rồi chạy lại.")
    if ask([python, "-c", "import ensurepip, venv"])[0]:
        version = ask([python, "-c", "import sys; print(*sys.version_info[:2], sep='.')"])[1]
        supply(["venv"], [f"python{version}-venv"])
    with step(f"Tạo môi trường {folder.name}"):
        quietly([python, "-m", "venv", "--clear", folder])


def install(folder: Path, lock: Path, words: str) -> None:
    """The libraries of `lock` into the environment `folder`, each byte checked; nothing when they are there already."""
    make_venv(folder)
    with once(folder, lock.stem, lock) as due:
        if due:
            with step(words):
                exactly = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
                quietly([python_of(folder), *PIP, *exactly, "-r", lock])


@contextmanager
def once(folder: Path, name: str, *inputs: Path) -> Iterator[bool]:
    """Yields whether a step is due; it counts as done once the block ends well, until one of `inputs` changes."""
    stamp = folder / f"done-{name}"
    seal = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    due = not stamp.is_file() or stamp.read_text(encoding="ascii") != seal
    yield due
    if due:
        stamp.write_text(seal, encoding="ascii")


def ready_to_run() -> Path:
    """What the program itself needs; returns the environment's Python."""
    install(VENV, RUNTIME, "Cài thư viện (lần đầu mất vài phút)")
    return python_of(VENV)


def ready_to_develop() -> Path:
    """What developing and testing needs; returns the environment's Python."""
    install(VENV, DEV, "Cài thư viện và công cụ (lần đầu mất vài phút)")
    with once(VENV, RUNTIME.stem, RUNTIME):
        pass  # the development lock holds the same releases
    with once(VENV, "project", ROOT / "pyproject.toml") as due:
        if due:
            with step("Cài chương trình vào môi trường"):
                quietly([python_of(VENV), *PIP, "--no-deps", "--no-build-isolation", "--editable", ROOT])
    return python_of(VENV)


def supply(missing: Sequence[str], packages: Sequence[str], *, must: bool = True) -> None:
    """Get `packages` of Debian because `missing` is not here; without root, say the line to run.

    Raises Stop when the work cannot go on without them (`must`).
    """
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    debian = shutil.which("apt-get") and Path("/etc/debian_version").exists()
    if debian and os.geteuid() == 0:
        with step(f"Cài gói hệ thống {' '.join(packages)}"):
            quietly(["apt-get", "update"])
            quietly([*line, "-o", "DPkg::Lock::Timeout=120"], DEBIAN_FRONTEND="noninteractive")
        return
    by_hand = f"Chạy một lần: sudo apt-get update && sudo {' '.join(line)}"
    cure = by_hand if debian else "Cài chúng bằng trình cài đặt của máy."
    if must:
        raise Stop(f"Máy còn thiếu {', '.join(missing)}. {cure}")
    say(f"! Máy còn thiếu {', '.join(missing)}; kiểm thử cần đến sẽ bỏ qua. {cure}")


def ready_for_qt(*, screen: bool = False) -> None:
    """Qt's system libraries, found by really starting it. `screen`: those to open windows on X11 as well."""
    if sys.platform != "linux":
        return
    supply(lacking(screen=screen), (*LIBRARIES, *(SCREEN if screen else ())))
    if left := lacking(screen=screen):
        raise Stop(f"Qt chưa chạy được vì thiếu {', '.join(left)}. Cài bằng trình cài đặt của máy rồi chạy lại.")


def lacking(*, screen: bool) -> list[str]:
    return sorted({*lacking_offscreen(), *(lacking_on_screen() if screen else ())})


def lacking_offscreen() -> list[str]:
    """What keeps Qt from starting without a screen; empty when it starts."""
    tries = "from PySide6.QtWidgets import QApplication; QApplication([])"
    code, told = ask([python_of(VENV), "-c", tries], QT_QPA_PLATFORM="offscreen")
    if code == 0:
        return []
    return re.findall(r"lib[\w.+-]+\.so[.\d]*", told)[:1] or told.splitlines()[-1:] or ["Qt"]


def lacking_on_screen() -> list[str]:
    """Libraries that Qt's X11 plug-in does not find."""
    plugin = next(VENV.glob("lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"), None)
    if plugin is None or not shutil.which("ldd"):
        return []
    return sorted(set(re.findall(r"(\S+) => not found", ask(["ldd", plugin])[1])))


def ready_for_judges() -> Path:
    """The outside tools that tests ask; returns the `frictionless` program in its own environment."""
    if not WINDOWS:
        missing = [tool for tool in TOOLS if not shutil.which(tool)]
        supply(missing, [TOOLS[tool] for tool in missing], must=False)
    install(JUDGE, INTEROP, "Cài công cụ đối chiếu dữ liệu")
    return script_of(JUDGE, "frictionless")


def setup(_: list[str]) -> int:
    """chuẩn bị mọi thứ để phát triển và kiểm thử"""
    ready_to_develop()
    ready_for_judges()
    ready_for_qt()
    return 0


def run(rest: list[str]) -> int:
    """mở chương trình"""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise Stop(
            "Phiên làm việc này không có màn hình. Chạy trong phiên có màn hình, hoặc xem thử bằng: python3 dev.py demo"
        )
    python = ready_to_run()
    ready_for_qt(screen=True)
    return call([python, "-m", "ui.application", *rest])


def demo(rest: list[str]) -> int:
    """chạy thử cả chuỗi, không cần màn hình (--out THƯ_MỤC: nơi để kết quả)"""
    return call([ready_to_run(), "-m", "tmdt_desktop", "demo", *rest])


def test(rest: list[str]) -> int:
    """soát mã nguồn rồi chạy kiểm thử (--slow: cả phần chậm; tham số khác chuyển cho pytest)"""
    python = ready_to_develop()
    judge = ready_for_judges()
    ready_for_qt()
    faults = look_over(python)
    os.chdir(ROOT)
    whole = set(rest) <= {"--slow", "-q", "-v"}
    several = ["-n", str(min(os.cpu_count() or 1, 4))] if whole else []
    seen = {"QT_QPA_PLATFORM": "offscreen", "TMDT_FRICTIONLESS": str(judge)}
    code = call([python, "-m", "pytest", *several, *rest], **seen)
    if faults:
        say(f"Soát mã nguồn chưa đạt: {', '.join(faults)} (lời báo ở trên).")
    return code or bool(faults)


def lint(rest: list[str]) -> int:
    """soát mã nguồn (--fix: sửa luôn những gì máy sửa được)"""
    python = ready_to_develop()
    if "--fix" in rest:
        call([python, "-m", "ruff", "check", "--fix", "--quiet", ROOT])
        call([python, "-m", "ruff", "format", "--quiet", ROOT])
    return bool(look_over(python))


def look_over(python: Path) -> list[str]:
    """Run every checker; returns the names of those that found something, after showing what."""
    checkers: dict[str, list[str | Path]] = {
        "ruff": [python, "-m", "ruff", "check", "--quiet", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "--quiet", "."],
        "mypy": [python, "-m", "mypy", "--no-error-summary"],
        "import-linter": [script_of(VENV, "lint-imports")],
    }
    faults = []
    for name, command in checkers.items():
        with step(f"Soát: {name}"):
            code, told = ask(command)
        if code:
            say(told)
            faults.append(name)
    return faults


def bench(rest: list[str]) -> int:
    """đo tốc độ, in thành bảng"""
    python = ready_to_develop()
    ready_for_qt()
    return call([python, "-m", "bench", *rest], QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))


def example(rest: list[str]) -> int:
    """lập lại gói mẫu trong docs/package-format/example"""
    return call([ready_to_develop(), "-m", "tests.data.make_example", *rest])


def screenshots(rest: list[str]) -> int:
    """chụp mọi trang và hộp thoại, hai giao diện sáng và tối"""
    python = ready_to_run()
    ready_for_qt()
    return call([python, "-m", "ui.screenshots", *rest], QT_QPA_PLATFORM="offscreen")


def lock(rest: list[str]) -> int:
    """khóa lại phiên bản thư viện theo requirements/*.in (--upgrade: lấy bản mới)"""
    uv = shutil.which("uv") or shutil.which("uv", path=str(python_of(VENV).parent))
    if not uv:
        raise Stop(f"Khóa phiên bản cần uv. Chạy một lần: {python_of(VENV)} -m pip install uv")
    shape = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url")
    for target in (RUNTIME, DEV, INTEROP):
        with step(f"Khóa {target.name}"):
            source = target.with_suffix(".in").relative_to(ROOT)
            quietly([uv, "pip", "compile", "--quiet", *shape, *rest, source, "-o", target.relative_to(ROOT)])
    return 0


COMMANDS: tuple[Callable[[list[str]], int], ...] = (setup, run, demo, test, lint, bench, example, screenshots, lock)


def main(arguments: list[str]) -> int:
    """Returns the exit code: that of the program called, 1 with a sentence, 2 when the word is not known."""
    commands = {command.__name__: command for command in COMMANDS}
    if not arguments or arguments[0] not in commands:
        say("Cách dùng: python3 dev.py LỆNH\n")
        for name, command in commands.items():
            say(f"  {name:<12} {command.__doc__}")
        return 0 if arguments[:1] in ([], ["-h"], ["--help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Stop as told:
        say(str(told))
        return 1
    except KeyboardInterrupt:
        say("\nĐã dừng.")
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
