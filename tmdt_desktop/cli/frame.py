"""What commands have in common: how they are declared, how a workspace is opened, where passwords come from."""

import getpass
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from uuid import UUID

    from tmdt_desktop.records import Record
    from tmdt_desktop.services.signing_keys import KeyPlace, TokenPlace
    from tmdt_desktop.services.token_check import TokenSeen
    from tmdt_desktop.store.workspace import Workspace

PASSWORD, KEY_PASSWORD, PIN, KEY = "TMDT_PASSWORD", "TMDT_KEY_PASSWORD", "TMDT_PIN", "TMDT_KEY"


@dataclass(frozen=True)
class Outcome:
    """What a command did: `data` for programs, `lines` for people. `code` 1 when something was refused on the way."""

    data: Any
    lines: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True)
class Command:
    """One word of the command line. `says`: its help. `run` gets the arguments and whom to tell of progress."""

    name: str
    says: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Task], Outcome]


@dataclass
class Progress:
    """Tells on stderr what is being done, one line a thing."""

    _last: str = field(default="", init=False)

    def step(self, done: int, total: int, what: str = "") -> None:  # noqa: ARG002 - a line a thing is enough here
        if what and what != self._last:
            self._last = what
            print(f"· {what}", file=sys.stderr, flush=True)  # noqa: T201


def task_of(arguments: Namespace) -> Task:
    """Progress for a person at a terminal; nobody listens to a program's."""
    return Progress() if sys.stderr.isatty() and not arguments.json else SILENT


def workspace_arguments(parser: ArgumentParser) -> None:
    """The workspace, who opens it, and where the password is."""
    parser.add_argument("workspace", metavar="WS", type=Path, help="thư mục sổ")
    parser.add_argument("--user", metavar="TÊN", help="tên đăng nhập; bỏ qua khi sổ chỉ có một người")
    password_argument(parser)


def password_argument(parser: ArgumentParser) -> None:
    """Where the workspace's password is."""
    parser.add_argument("--password-file", metavar="TỆP", type=Path, help=f"tệp chứa mật khẩu (hoặc biến {PASSWORD})")


def key_arguments(parser: ArgumentParser, *, required: bool = True) -> None:
    """A key, in a file or on a token, and where its password or PIN is. `key_place` finds it."""
    one = parser.add_mutually_exclusive_group(required=required)
    said = "tệp khóa ký số" if required else f"tệp khóa ký số (hoặc biến {KEY})"
    one.add_argument("--key", metavar="TỆP.p12", type=Path, help=said)
    one.add_argument(
        "--token", metavar="MÃ", help="chứng thư trong USB Token: từ 8 ký tự đầu của mã, xem bằng lệnh tokens"
    )
    driver_argument(parser)
    where = f"tệp chứa mật khẩu khóa hoặc mã PIN (hoặc biến {KEY_PASSWORD} cho tệp khóa, {PIN} cho thiết bị)"
    parser.add_argument("--key-password-file", metavar="TỆP", type=Path, help=where)
    last_tries_argument(parser)


def last_tries_argument(parser: ArgumentParser) -> None:
    """Leave to send a PIN that nobody types to a token which a wrong one may lock."""
    said = "vẫn gửi mã PIN dù thiết bị báo sắp khóa vì gõ sai"
    parser.add_argument("--last-tries", action="store_true", help=said)


def driver_argument(parser: ArgumentParser) -> None:
    """Which driver reaches the token, when it is none of the known ones."""
    said = "tệp trình điều khiển của thiết bị ký; bỏ qua thì tự tìm"
    parser.add_argument("--driver", metavar="TỆP", type=Path, help=said)


def key_place(arguments: Namespace) -> "KeyPlace":
    """Where the key is: on the token that was named, else in a file (`key_file`).

    Raises:
        Refused: the token's name fits several certificates, or none could be named so; or it has few tries left and nobody
            is asked for the PIN. Blocked: no such token, or no key.
    """
    return token_place(arguments) if arguments.token else key_file(arguments)


def token_place(arguments: Namespace) -> "TokenPlace":
    """Where the key is on the token that was named; raises as `key_place`."""
    from tmdt_desktop.services.token_check import find_certificate

    token, certificate = find_certificate(arguments.token, arguments.driver)
    _require_tries(token, arguments)
    return certificate.place


def _require_tries(token: "TokenSeen", arguments: Namespace) -> None:
    """Tell how the token stands before its PIN is asked for. A PIN that nobody types is the same at every run."""
    typed = arguments.key_password_file is None and PIN not in os.environ and at_terminal()
    if typed and token.pin_sentence:
        print(token.pin_sentence, file=sys.stderr, flush=True)  # noqa: T201
    if not typed and token.pin_state in {"low", "last"} and not arguments.last_tries:
        raise Refused(
            "Thiết bị vừa bị nhập sai mã PIN nên chưa gửi mã PIN lấy sẵn.",
            why=token.pin_sentence,
            cure="Gõ mã PIN tại máy; chắc chắn mã PIN lấy sẵn là đúng thì thêm --last-tries.",
        )


def key_file(arguments: Namespace) -> Path:
    """The key file: as named, else from the environment, else as whoever sits at the terminal says. Raises Blocked."""
    named: Path | None = arguments.key
    said = str(named) if named else os.environ.get(KEY, "")
    if not said and sys.stdin is not None and sys.stdin.isatty():
        said = input("Tệp khóa ký số: ").strip()
    if not said:
        raise Blocked("Chưa có tệp khóa ký số.", cure=f"Thêm --key hoặc đặt biến {KEY}.")
    return Path(said)


def password(arguments: Namespace) -> str:
    """The workspace's password. Raises Blocked when there is none."""
    return _secret(arguments.password_file, PASSWORD, "Mật khẩu mở sổ: ")


def key_password(arguments: Namespace) -> str:
    """The key file's password or the token's PIN. Raises Blocked when there is none."""
    if arguments.token:
        return _secret(arguments.key_password_file, PIN, "Mã PIN của thiết bị ký: ")
    named = Path(arguments.key or os.environ.get(KEY, "tệp khóa")).name
    return _secret(arguments.key_password_file, KEY_PASSWORD, f"Mật khẩu của {named}: ")


def _secret(file: Path | None, variable: str, prompt: str) -> str:
    """From a file, else the environment, else whoever sits at the terminal; never from the command line."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as fault:
            raise Blocked(f"Không đọc được tệp mật khẩu {file.name}.", cure="Chọn lại tệp, lưu dạng UTF-8.") from fault
    if variable in os.environ:
        return os.environ[variable]
    if not at_terminal():
        raise Blocked("Chưa có mật khẩu.", cure=f"Đặt biến {variable} hoặc chỉ tệp chứa mật khẩu.")
    return getpass.getpass(prompt)


def at_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def one_of(names: Sequence[str]) -> str:
    """The only name, else the one that whoever sits at the terminal gives. Raises Refused when nobody sits there."""
    if len(names) == 1:
        return names[0]
    if not at_terminal():
        raise Refused("Sổ này có nhiều người dùng.", cure=f"Thêm --user với một trong: {', '.join(names)}.")
    print(f"Tên đăng nhập ({', '.join(names)}): ", end="", file=sys.stderr, flush=True)  # noqa: T201
    return input().strip()


@contextmanager
def opened(arguments: Namespace) -> Iterator["Workspace"]:
    """The workspace, open for as long as the block lasts.

    Raises:
        Refused: several people have it and `--user` is not given. Otherwise as `services.workspaces.open_workspace`.
    """
    from tmdt_desktop.services.workspaces import open_workspace, people

    user = arguments.user or one_of(people(arguments.workspace))
    made = open_workspace(arguments.workspace, user, password(arguments))
    try:
        yield made
    finally:
        made.close()


def id_of(words: str, what: str, command: str) -> "UUID":
    """`words` as an id. `what` it names, `command` shows it. Raises Refused."""
    from uuid import UUID

    try:
        return UUID(words)
    except ValueError as fault:
        raise Refused(f"«{words}» không phải {what}.", cure=f"Xem {what} bằng lệnh {command}.") from fault


def register_argument(parser: ArgumentParser) -> None:
    """Which register."""
    from tmdt_desktop.records import REGISTERS

    codes = [made.code for made in REGISTERS]
    said = "; ".join(f"{made.code} ({made.title})" for made in REGISTERS)
    parser.add_argument("register", metavar="SỔ", choices=codes, help=said)


def register_of(arguments: Namespace) -> "type[Record]":
    """The register that was named."""
    from tmdt_desktop.records import register

    return register(arguments.register)
