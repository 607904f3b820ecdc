"""The command on trust packs: look, take in, ask for a certificate's registration, register, put together, issue."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.cli.frame import (
    Command,
    Outcome,
    at_terminal,
    key_arguments,
    key_password,
    key_place,
    opened,
    workspace_arguments,
)
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import day
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.services.trust_view import TrustView
    from tmdt_desktop.store.workspace import Workspace

Act = Callable[["Workspace", Namespace, Task], Outcome]
_SHORTEST = 8
_SAID = "dấu vân tay chứng thư như đã nghe đọc hoặc như nơi cấp công bố"
_BETTER = ("VALID", "WARNED")


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="VIỆC", required=True)

    def act(name: str, says: str, do: Act) -> ArgumentParser:
        made = acts.add_parser(name, help=says, description=says)
        made.add_argument("--json", action="store_true", default=SUPPRESS, help="in một đối tượng JSON ra stdout")
        workspace_arguments(made)
        made.set_defaults(act=do)
        return made

    act("show", "xem gói tin cậy đang dùng", _show)
    take = act("import", "nạp gói tin cậy của Sở Công thương", _import)
    take.add_argument("file", metavar="TỆP", type=Path, help="tệp TMDT_TC_….asice hoặc thư mục gói tin cậy")
    take.add_argument("--fingerprint", metavar="DẤU", default="", help=_SAID)
    take.add_argument("--dry-run", action="store_true", help="chỉ xem, không nạp")
    request = act("request", "lập tệp đăng ký chứng thư gửi Sở", _request)
    request.add_argument("--role", choices=("leader", "seal", "department"), required=True, help="dùng để làm gì")
    request.add_argument("--contact", metavar="AI", default="", help="người và số điện thoại để Sở gọi đối chiếu")
    _place(request)
    enrol = act("enrol", "xem, rồi đăng ký chứng thư của một đơn vị (tại Sở)", _enrol)
    enrol.add_argument("file", metavar="TỆP", type=Path, help="tệp TMDT_DK_….asice")
    enrol.add_argument("--fingerprint", metavar="DẤU", default="", help=f"{_SAID}; bỏ qua thì chỉ xem")
    add = act("add", "thêm chứng thư, danh sách thu hồi của nơi cấp", _add)
    add.add_argument("files", metavar="TỆP", type=Path, nargs="+", help=".crt, .cer, .pem, .p7b hoặc .crl")
    add.add_argument("--fingerprint", metavar="DẤU", default="", help=f"{_SAID}; cần cho chứng thư gốc")
    _place(act("publish", "ký và phát hành gói tin cậy (tại Sở)", _publish))
    remove = act("remove", "bỏ một mục khỏi các gói phát hành sau (tại Sở)", _remove)
    remove.add_argument("fingerprint", metavar="MÃ", help="mã của mục, từ 8 ký tự đầu, xem bằng trust show")
    remove.add_argument("--why", metavar="LÝ DO", required=True)


def _place(parser: ArgumentParser) -> None:
    parser.add_argument("--to", metavar="THƯ MỤC", type=Path, required=True, help="nơi ghi tệp, thường là USB")
    key_arguments(parser)


def trust(arguments: Namespace, task: Task) -> Outcome:
    """One act on the trust pack of a workspace."""
    act: Act = arguments.act
    with opened(arguments) as ws:
        return act(ws, arguments, task)


def _show(ws: "Workspace", _: Namespace, __: Task) -> Outcome:
    from tmdt_desktop.services.trust_view import trust_view

    return _shown(trust_view(ws))


def _shown(view: "TrustView") -> Outcome:
    lines = [f"{view.age_words}.", f"{view.sentence} {view.cure}".strip()]
    if view.signed_by:
        lines.append(f"Gói số {view.number}, do {view.signed_by} ký ({view.signer_fingerprint[:16]}).")
    for line in view.lines:
        term = " – ".join(day(each) for each in (line.since, line.until) if each)
        named = " · ".join(part for part in (line.kind, line.name, line.office, line.role, term, line.state) if part)
        lines.append(f"  {line.fingerprint[:16]}  {named}")
    return Outcome(view, tuple(lines), 0 if view.level in _BETTER else 1)


def _import(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.spoken import spoken
    from tmdt_desktop.services.trust_import import import_trust, look_at_trust

    offer = look_at_trust(ws, arguments.file)
    if arguments.dry_run:
        lines = (offer.sentence, offer.refused, f"Dấu vân tay: {spoken(offer.fingerprint)}", *offer.changes)
        return Outcome(offer, tuple(line for line in lines if line), 1 if offer.refused else 0)
    said = arguments.fingerprint
    if not said and not offer.known and not offer.refused and at_terminal():
        said = input("Gõ dấu vân tay nghe Sở Công thương đọc (từ 16 ký tự đầu): ")
    return _shown(import_trust(ws, arguments.file, said, task))


def _request(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.enrolment import EnrolmentWish, request_enrolment

    place, secret = key_place(arguments), key_password(arguments)
    wish = EnrolmentWish(arguments.role, place, secret, arguments.to, arguments.contact)
    made = request_enrolment(ws, wish, task)
    return Outcome(made, (str(made.file), f"Đọc cho Sở Công thương qua điện thoại: {made.spoken}"))


def _enrol(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.enrolment import confirm_enrolment, look_at_enrolment

    said = arguments.fingerprint
    seen = confirm_enrolment(ws, arguments.file, said, task) if said else look_at_enrolment(ws, arguments.file)
    term = f"{day(seen.not_before)} – {day(seen.not_after)}"
    lines = (
        f"{seen.office_name} ({seen.office}), {seen.role}: {seen.owner} · {seen.organisation} · {seen.issuer} · {term}",
        f"Dấu vân tay: {seen.spoken}",
        f"Liên hệ: {seen.contact}" if seen.contact else "",
        "Đã đăng ký; phát hành gói tin cậy để các đơn vị biết." if said else f"{seen.sentence} {seen.cure}".strip(),
    )
    return Outcome(seen, tuple(line for line in lines if line), 0 if seen.level in _BETTER else 1)


def _add(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.trust_desk import add_root, add_trust_files
    from tmdt_desktop.services.trust_lists import add_crl
    from tmdt_desktop.services.trust_view import DEPARTMENT

    files = tuple(arguments.files)
    if ws.office != DEPARTMENT:
        made = tuple(add_crl(ws, file) for file in files)
    elif arguments.fingerprint:
        made = tuple(add_root(ws, file, arguments.fingerprint) for file in files)
    else:
        made = add_trust_files(ws, files, task)
    lines = tuple(f"{each.file.name}: {each.name}. {each.sentence} {each.cure}".strip() for each in made)
    return Outcome({"things": made}, lines, 1 if any(each.cure and not each.added for each in made) else 0)


def _publish(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.trust_desk import PublishWish, publish_trust

    place, secret = key_place(arguments), key_password(arguments)
    made = publish_trust(ws, PublishWish(place, secret, arguments.to), task)
    return Outcome(made, (str(made.file), f"Gói tin cậy số {made.number}, đã ghi và đọc lại đúng."))


def _remove(ws: "Workspace", arguments: Namespace, _: Task) -> Outcome:
    from tmdt_desktop.services.trust_desk import end_certificate, remove_trust_item
    from tmdt_desktop.services.trust_view import trust_view

    wanted = arguments.fingerprint.lower()
    found = {line.fingerprint: line for line in trust_view(ws).lines if line.fingerprint.startswith(wanted)}
    if len(wanted) < _SHORTEST or len(found) != 1:
        raise Refused("Mã này không chỉ đúng một mục.", cure="Xem mã bằng lệnh trust show, ghi ít nhất 8 ký tự đầu.")
    (line,) = found.values()
    act = end_certificate if line.kind == "office" else remove_trust_item
    act(ws, line.fingerprint, arguments.why)
    said = f"Đã bỏ {line.name}; phát hành gói tin cậy mới để các đơn vị biết."
    return Outcome({"removed": line}, (said,))


COMMANDS = (Command("trust", "gói tin cậy: xem, nạp, đăng ký chứng thư, phát hành", _arguments, trust),)
