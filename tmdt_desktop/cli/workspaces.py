"""Commands on a workspace as a whole: make, set, keep a copy, bring it back, look it over."""

from argparse import ArgumentParser, Namespace
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from tmdt_desktop.cli.frame import (
    Command,
    Outcome,
    one_of,
    opened,
    password,
    password_argument,
    workspace_arguments,
)
from tmdt_desktop.errors import Refused
from tmdt_desktop.task import Task


def _init_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("workspace", metavar="WS", type=Path, help="thư mục mới hoặc trống")
    parser.add_argument("--office", metavar="MÃ", required=True, help="mã đơn vị, ví dụ 246 hoặc SCT")
    parser.add_argument("--user", metavar="TÊN", required=True, help="tên đăng nhập")
    parser.add_argument("--full-name", metavar="HỌ TÊN", help="họ tên; bỏ qua thì lấy tên đăng nhập")
    password_argument(parser)


def init(arguments: Namespace, _: Task) -> Outcome:
    """Make a workspace."""
    from tmdt_desktop.services.office_end import ended_words
    from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace, office_facts

    wish = NewWorkspace(arguments.office, arguments.user, arguments.full_name or arguments.user, password(arguments))
    ws = create_workspace(arguments.workspace, wish)
    facts = office_facts(ws)
    ws.close()
    gone = " ".join(ended_words(facts.code, date.today()))  # noqa: DTZ011 - the office's own calendar day
    words = (f"Đã tạo sổ của {facts.name}.", *([f"Lưu ý: {gone}"] if gone.strip() else []))
    return Outcome({"workspace": arguments.workspace, "office": facts}, words)


def _settings_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    words = "đặt một mục; dùng nhiều lần được; «\\n» là xuống dòng"
    parser.add_argument("--set", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help=words)
    parser.add_argument("values", metavar="MỤC=GIÁ TRỊ", nargs="*", type=pair, help="như --set")


def settings(arguments: Namespace, _: Task) -> Outcome:
    """Show the settings, after changing those that were named."""
    from tmdt_desktop.services import workspaces as room

    with opened(arguments) as ws:
        held = room.settings(ws)
        kinds = {each.name: type(getattr(held, each.name)) for each in fields(held)}
        changed = {name: _as(kinds, name, text) for name, text in (*arguments.set, *arguments.values)}
        if changed:
            room.save_settings(ws, replace(held, **changed))
        held = room.settings(ws)
    return Outcome(held, tuple(f"{each.name} = {getattr(held, each.name)}" for each in fields(held)))


def _as(kinds: dict[str, type], name: str, text: str) -> Any:
    if name not in kinds:
        raise Refused(f"Không có mục cài đặt «{name}».", cure=f"Chọn trong: {', '.join(kinds)}.")
    if kinds[name] is not int:
        return text.replace("\\n", "\n")
    if not text.isascii() or not text.isdigit():
        raise Refused(f"Mục «{name}» là một số.", cure="Ghi số nguyên.")
    return int(text)


def _backup_arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    parser.add_argument("--to", metavar="THƯ MỤC", type=Path, help="nơi để bản sao; bỏ qua thì theo cài đặt")


def backup(arguments: Namespace, task: Task) -> Outcome:
    """Keep a copy, read back."""
    from tmdt_desktop.services.back_up import back_up

    with opened(arguments) as ws:
        receipt = back_up(ws, arguments.to, task)
    return Outcome(receipt, (str(receipt.file), receipt.sentence))


def _restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="TỆP", type=Path, help="bản sao lưu")
    parser.add_argument("workspace", metavar="WS", type=Path, help="thư mục mới hoặc trống")
    parser.add_argument("--user", metavar="TÊN", help="tên đăng nhập lúc sao lưu; bỏ qua khi chỉ có một người")
    password_argument(parser)


def restore(arguments: Namespace, task: Task) -> Outcome:
    """Bring a copy back as a new workspace."""
    from tmdt_desktop.services.back_up import RestoreWish, people_in
    from tmdt_desktop.services.back_up import restore as bring_back

    user = arguments.user or one_of(people_in(arguments.file))
    wish = RestoreWish(arguments.file, arguments.workspace, user, password(arguments))
    made = bring_back(wish, task)
    return Outcome(made, (f"Đã phục hồi {made.records} hồ sơ vào {made.path}.",))


def check(arguments: Namespace, task: Task) -> Outcome:
    """Look over the database, its history, its search and its files."""
    from tmdt_desktop.services.check_workspace import check_workspace

    with opened(arguments) as ws:
        report = check_workspace(ws, task)
    lines = tuple(f"{line.what}: {line.sentence} {line.cure}".rstrip() for line in report.lines)
    sound = all(line.sound for line in report.lines)
    return Outcome({"sound": sound, "lines": report.lines, "counts": dict(report.counts)}, lines, 0 if sound else 1)


def pair(text: str) -> tuple[str, str]:
    """«name=value» of a command line; argparse tells a ValueError as wrong usage."""
    name, parted, value = text.partition("=")
    if not parted:
        raise ValueError(text)
    return name.strip(), value


COMMANDS = (
    Command("init", "tạo sổ mới", _init_arguments, init),
    Command("settings", "xem, sửa cài đặt", _settings_arguments, settings),
    Command("backup", "sao lưu", _backup_arguments, backup),
    Command("restore", "phục hồi từ bản sao lưu", _restore_arguments, restore),
    Command("check", "soát sổ: dữ liệu, lịch sử, tệp", workspace_arguments, check),
)
