"""Commands on signing tokens: what is plugged in, whether it signs, and what one driver shows."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.cli.frame import (
    PIN,
    Command,
    Outcome,
    driver_argument,
    key_password,
    last_tries_argument,
    token_place,
)
from tmdt_desktop.i18n import day
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.token_check import TokenCheck, TokenSeen


def _tokens_arguments(parser: ArgumentParser) -> None:
    driver_argument(parser)
    said = "ký thử bằng chứng thư có mã này (từ 8 ký tự đầu); cần mã PIN"
    parser.add_argument("--try", dest="token", metavar="MÃ", help=said)
    where = f"tệp chứa mã PIN (hoặc biến {PIN})"
    parser.add_argument("--key-password-file", metavar="TỆP", type=Path, help=where)
    last_tries_argument(parser)


def tokens(arguments: Namespace, task: Task) -> Outcome:  # noqa: ARG001 - every command gets a task
    """Show drivers, tokens and certificates; exit code 1 when none is ready to sign."""
    from tmdt_desktop.services.token_check import check_tokens, try_token

    if arguments.token:
        place = token_place(arguments)
        said = try_token(place, key_password(arguments))
        return Outcome({"place": place, "sentence": said}, (said,))
    check = check_tokens(arguments.driver)
    return Outcome(check, tuple(_lines(check)), 1 if check.cure else 0)


def _lines(check: "TokenCheck") -> Iterator[str]:
    for driver in check.drivers:
        yield f"Trình điều khiển {driver.name}: {driver.file}. {driver.sentence or 'Nạp được.'}"
    for token in check.tokens:
        yield from _about(token)
    yield f"{check.sentence} {check.cure}".strip()


def _about(token: "TokenSeen") -> Iterator[str]:
    yield f"Thiết bị {token.label} ({token.maker} {token.model}, số {token.serial}). {token.sentence}".rstrip()
    if token.pin_sentence:
        yield f"  {token.pin_sentence}"
    for each in token.certificates:
        term = f"{day(each.not_before)} – {day(each.not_after)}"
        about = (each.owner, each.organisation, each.issuer, term)
        yield f"  {each.fingerprint[:16]}  {' · '.join(part for part in about if part)}"
        if each.sentence:
            yield f"    {each.sentence}"


def _probe_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="TỆP", help="tệp trình điều khiển (.dll, .so)")


def probe(arguments: Namespace, task: Task) -> Outcome:  # noqa: ARG001 - every command gets a task
    """What one driver shows without a PIN, as a packed program asks it in a process of its own."""
    from tmdt_desktop.signing.driver_probe import MARK, shown

    seen = shown(arguments.file)
    return Outcome(seen, (MARK + json.dumps(seen),))


COMMANDS = (
    Command("tokens", "kiểm tra thiết bị ký số (USB Token)", _tokens_arguments, tokens),
    Command("driver-probe", "hỏi một trình điều khiển thiết bị ký (chương trình tự dùng)", _probe_arguments, probe),
)
