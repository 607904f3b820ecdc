"""Rules of the house that no single room can keep."""

import ast
import importlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.kinds import Kind, Structure
from tmdt_desktop.records import REGISTERS, Record

ROOT = Path(__file__).resolve().parents[1]
Tree = tuple[ast.AST, ...]
"""All nodes of a Python file."""

FACES = (
    ("ui.parts.editors", "editor"),
    ("tmdt_desktop.exchange.templates", "number_format"),
    ("tmdt_desktop.services.table_schema", "schema"),
)
"""Every function that answers «what does this kind of value look like here?», as (module, name)."""

HEAVY = {"alembic", "reportlab", "openpyxl", "docx", "pyhanko", "lxml", "phonenumbers", "pandas", "pypdfium2"}
NETWORK = {"socket", "http", "urllib.request", "requests", "aiohttp", "ftplib", "smtplib", "socketserver"}
ON_THE_NET = "tmdt_desktop/signing/time_stamps.py: "
"""The one way out: a time-stamp server, for offices that have set one; imported inside the function that asks it."""
POSIX_ONLY = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "posix"}
SCREEN = {"PySide6", "shiboken6", "pytestqt", "ui"}
COLOURS = {
    "#FFC0C0",  # a faulty cell of the error workbook
    "#FFFCC1",  # a doubtful cell of the error workbook
}
CATCHERS = {"ui/shell/problems.py", "ui/shell/jobs.py", "tmdt_desktop/cli.py", "tmdt_desktop/__main__.py"}
DOING = r"\b(Ghi|Chọn|Xem lại|Sửa|Điền|Rút gọn|Bỏ|Nhập|Để trống|Thêm|Xóa|Gõ|Mở|Tải|Dùng|Đổi|Đặt)\b"

WALK = """
import importlib, pkgutil, sys, tmdt_desktop as core
rooms = [m.name for m in pkgutil.walk_packages(core.__path__, "tmdt_desktop.") if ".migrations." not in m.name]
for name in rooms:
    if name.startswith(tuple(sys.argv[1:]) or ("tmdt_desktop.",)): importlib.import_module(name)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""

COLLECT = """
import sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "ui"}: raise ImportError(name + " is walled off")
sys.meta_path.insert(0, Wall())
import pytest
sys.exit(pytest.main(["-q", "-p", "no:pytest-qt", "-p", "no:xdist", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project: what git knows or, in an unpacked archive, what lies there and is not made."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z"]
    try:
        listed = subprocess.run(git, capture_output=True, check=True, encoding="utf-8").stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        made = re.compile(r"(^|/)(\.(?!ci/|gitignore)|__pycache__/|(build|dist|out)/)")
        found = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*"))
        listed = [name for name in found if not made.search(name)]
    return tuple(ROOT / name for name in listed if (ROOT / name).is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> Tree:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go() -> Iterator[None]:
    """Some million nodes would slow down every collection of garbage in the tests after these."""
    yield
    for kept in (tree_of, sources, texts):
        kept.cache_clear()


@cache
def sources(*folders: str) -> tuple[tuple[str, Tree], ...]:
    """(name, nodes) of each Python file, of `folders` alone when some are given."""
    chosen = [path for path in tracked() if path.suffix == ".py" and named(path).startswith(folders or "")]
    return tuple((named(path), tree_of(path)) for path in chosen)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(name, text) of each file that is text."""
    read = ((named(path), path.read_bytes()) for path in tracked())
    return tuple((name, raw.decode("utf-8", errors="replace")) for name, raw in read if b"\0" not in raw[:8000])


def imports(tree: Tree) -> Iterator[str]:
    """Every dotted name imported anywhere in a file."""
    for node in tree:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: Tree) -> Iterator[tuple[str, ast.Call]]:
    """(last part of the called name, call) for each call of a file."""
    for node in tree:
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def words(node: ast.AST) -> str:
    """The literal text inside an expression."""
    parts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return " ".join(part for part in parts if isinstance(part, str))


def child(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a fresh interpreter at the root."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    command = [sys.executable, "-c", code, *arguments]
    env = {**clean, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)


# The floors


def test_the_core_runs_without_a_screen() -> None:
    done = child(WALK)
    assert done.returncode == 0, done.stderr
    assert not {"PySide6", "shiboken6", "ui"} & set(done.stdout.split())


def test_asking_for_a_service_loads_nothing_heavy() -> None:
    done = child(WALK, "tmdt_desktop.services")
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(done.stdout.split())


def test_core_tests_ask_for_no_screen() -> None:
    """Neither they nor the data that they share may import Qt; the slow test below runs them without it."""
    behind = {f"tests.data.{Path(at).stem}" for at, tree in sources("tests/data/") if SCREEN & tops(tree)}
    core = sources("tests/core/", "tests/conftest.py")
    assert core
    assert not [at for at, tree in core if SCREEN & tops(tree) or behind & set(imports(tree))]


def tops(tree: Tree) -> set[str]:
    return {name.split(".")[0] for name in imports(tree)}


@pytest.mark.slow
def test_core_tests_pass_where_qt_is_not_installed() -> None:
    done = child(COLLECT, "tests/core")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_the_floor_plan_holds() -> None:
    asks = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = child(asks)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("banned", [POSIX_ONLY, NETWORK], ids=["posix only", "network"])
def test_the_program_imports_neither_posix_nor_network(banned: set[str]) -> None:
    def fits(name: str) -> bool:
        return name in banned or any(name.startswith(f"{bad}.") for bad in banned)

    found = [f"{at}: {name}" for at, tree in sources("tmdt_desktop/", "ui/") for name in imports(tree) if fits(name)]
    assert not [name for name in found if not name.startswith(ON_THE_NET)]


# Size and shape


def test_no_file_is_longer_than_400_lines() -> None:
    long = {path: len(text.splitlines()) for path, text in texts() if path.endswith(".py")}
    assert not {path: lines for path, lines in long.items() if lines > 400}


def test_no_function_is_longer_than_40_lines() -> None:
    functions = (
        (f"{at}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for at, tree in sources()
        for node in tree
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert not {name: lines for name, lines in functions if lines > 40}


def test_no_file_is_heavier_than_a_megabyte() -> None:
    assert not [named(path) for path in tracked() if path.stat().st_size > 1_000_000]


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    drawer = re.compile(r"(^|/)_?(utils?|helpers?|managers?|common|misc)(\.py|/)")
    assert not [path for path, _ in sources() if drawer.search(path)]


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b")
    assert not [path for path, text in texts() if path.endswith((".py", ".toml", ".md")) and later.search(text)]


def test_only_the_last_line_of_defence_catches_everything() -> None:
    broad = {"Exception", "BaseException"}
    found = {
        at
        for at, tree in sources("tmdt_desktop/", "ui/")
        for node in tree
        if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") in broad)
        if not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    }
    assert found <= CATCHERS


def test_text_files_are_opened_with_their_encoding_said() -> None:
    """Windows would read Vietnamese with another alphabet."""

    def forgets(name: str, call: ast.Call) -> bool:
        if name not in {"read_text", "write_text", "open"} or any(k.arg in {"encoding", None} for k in call.keywords):
            return False
        if name != "open":
            return len(call.args) == (name == "write_text")
        mode = call.args[-1] if call.args else None
        textual = isinstance(mode, ast.Constant) and bool(re.fullmatch(r"[rwax]t?\+?", str(mode.value)))
        return textual or (isinstance(call.func, ast.Name) and len(call.args) == 1 and not call.keywords)

    found = [
        f"{at}:{call.lineno}"
        for at, tree in sources("tmdt_desktop/", "ui/", "tests/", "bench/", "dev.py")
        for name, call in calls(tree)
        if forgets(name, call)
    ]
    assert not found


# What people see


def test_colours_stand_in_the_tokens_alone() -> None:
    found = {
        f"{path}: {colour}"
        for path, text in texts()
        if path.startswith(("tmdt_desktop/", "ui/", "resources/")) and path != "resources/tokens.toml"
        for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", text)
        if colour.upper() not in COLOURS
    }
    assert not found


def every(root: type) -> Iterator[type]:
    for heir in root.__subclasses__():
        yield heir
        yield from every(heir)


def told_in_full() -> set[str]:
    """The kinds of problem that take `cure`: `Problem` and its heirs without an `__init__` of their own, by the sources, so
    that it does not matter which of them has been imported.
    """
    declared = [node for _, tree in sources("tmdt_desktop/", "ui/") for node in tree]
    classes = [node for node in declared if isinstance(node, ast.ClassDef)]
    heirs, grown = {"Problem"}, True
    while grown:
        more = {made.name for made in classes if any(ast.unparse(base) in heirs for base in made.bases)} - heirs
        heirs, grown = heirs | more, bool(more)
    own = {
        made.name
        for made in classes
        if any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in made.body)
    }
    return heirs - (own - {"Problem"}) - {"Invalid"}


def test_every_problem_says_what_to_do() -> None:
    """`Invalid` is one sentence beside its field, so it must itself hold the word that says what to do."""
    full = told_in_full()
    assert {"Refused", "Unlisted"} <= full
    mute = []
    for at, tree in sources("tmdt_desktop/", "ui/"):
        for name, call in calls(tree):
            said = {keyword.arg for keyword in call.keywords}
            if name in full and call.args and not said & {"cure", None}:
                mute.append(f"{at}:{call.lineno} {name} without cure")
            if name == "Invalid" and call.args and words(call) and not re.search(DOING, words(call)):
                mute.append(f"{at}:{call.lineno} {words(call)}")
    assert not mute


@pytest.mark.parametrize("face", FACES, ids=lambda face: face[1])
def test_every_kind_has_every_face(face: tuple[str, str]) -> None:
    module, name = face
    answer: Any = getattr(importlib.import_module(module), name)
    unanswered = {answer.dispatch(object), answer.dispatch(Kind)}
    importlib.import_module("tmdt_desktop.fields")
    kinds = [kind for kind in every(Kind) if kind is not Structure and kind.__module__.startswith("tmdt_desktop")]
    assert not [kind.__name__ for kind in kinds if answer.dispatch(kind) in unanswered]


def test_every_face_is_in_the_list() -> None:
    """A function that turns on the kind of value, wherever it stands, is held to all kinds by the test above."""
    found = {
        (at.removesuffix(".py").replace("/", "."), node.name)
        for at, tree in sources("tmdt_desktop/", "ui/")
        for node in tree
        if isinstance(node, ast.FunctionDef) and node.args.args
        if any("singledispatch" in ast.unparse(decorator) for decorator in node.decorator_list)
        if node.args.args[0].annotation and re.search(r"\bKind$", ast.unparse(node.args.args[0].annotation))
    }
    assert found <= set(FACES)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.code)
def test_every_register_speaks(register: type[Record]) -> None:
    assert register.__dict__.get("__doc__"), "a docstring says why the register exists"
    assert register.title
    assert register.one
    assert any(field.key for field in register.fields()), "people need a field to know a record by"
    assert register.field(register.name_field)
    if register.period_field:
        assert register.field(register.period_field)


def test_registers_have_names_of_their_own() -> None:
    codes = [register.code for register in REGISTERS]
    assert len(set(codes)) == len(codes)


# The repository


def test_commands_in_the_papers_exist() -> None:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    commands: tuple[Callable[..., int], ...] = dev.COMMANDS
    papers = " ".join(text for path, text in texts() if path.endswith(".md") or path == ".ci/run")
    named_there = set(re.findall(r"python3? dev\.py (\w+)", papers))
    assert {"demo", "test"} <= named_there <= {command.__name__ for command in commands}


def test_links_in_the_papers_lead_somewhere() -> None:
    papers = [(path, text) for path, text in texts() if path.endswith(".md")]
    links = [(ROOT / path, link) for path, text in papers for link in re.findall(r"\]\(([^)#:\s]+)\)", text)]
    assert not [f"{named(paper)}: {link}" for paper, link in links if not (paper.parent / link).exists()]


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    registry = r"p[y]pi\.org|pythonhos[t]ed|np[m]js|\.debia[n]\.org|conda\.anacon[d]a"
    home = r"/(?:home|Users)/[a-z]\w*/|(?<![\w.])/roo[t]/|[A-Z]:\\\\?Users\\"
    here = re.escape(f"{ROOT.parent}{os.sep}") if len(ROOT.parts) > 2 else "(?!)"
    machine = re.compile(f"{registry}|{home}|{here}")
    assert not [f"{path}: {found[0]}" for path, text in texts() if (found := machine.search(text))]


def pins(lock: str) -> dict[str, str]:
    """name → version of a lock file."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+(?:\[[\w,]+\])?)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt", "interop.txt"])
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    assert pins(lock)
    assert not re.findall(r"^\S+==[^\\\n]*$", text, re.MULTILINE)


def test_the_development_lock_holds_the_same_releases() -> None:
    assert pins("runtime.txt").items() <= pins("dev.txt").items()


def test_the_package_asks_for_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = (ROOT / "requirements" / "runtime.in").read_text(encoding="utf-8").splitlines()
    assert project["dependencies"] == [line for line in asked if line and not line.startswith("#")]
