"""Scenes of signing, to be photographed: a key file, tokens, several reports, the office's own tool, the package.

They stand on the district's workspace of the demonstration, whose report of the year before is begun, made and approved
here. Tokens are SoftHSM's; where it is not installed the pictures show that no device is in.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from tmdt_desktop.errors import Problem
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.duties import DutyWish, answer_duties, duty_board
from tmdt_desktop.services.make_report import redraft, reports, save_text, start_report
from tmdt_desktop.services.report_acts import approve, submit
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_many import SignManyResult
from tmdt_desktop.services.sign_report import Signed, SignWish, sign_report
from tmdt_desktop.services.token_check import try_token
from tmdt_desktop.store.workspace import Workspace
from ui.pages.export_dialog import ExportDialog
from ui.pages.own_tool import OwnToolDialog
from ui.pages.report import ReportPage
from ui.pages.sign_many import SignManyDialog
from ui.pages.signing import SigningDialog
from ui.parts.key_dialog import KeyDialog
from ui.parts.token_check_dialog import TokenCheckDialog
from ui.scenes import KEY_PASSWORD, key_file, open_dialog, open_report, pause, until

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

_YEAR, _BEFORE = 2024, 2023
_WORDS, _NONE = "Không phát sinh trong kỳ.", "Trong kỳ không có yêu cầu."
_AS_HEAD = HeadWord("Đồng ý.", as_head=True)


def _approved(stage: "Stage") -> ReportPage:
    """The page with a report that waits for the leader's signature."""
    ws = stage.desk.workspace
    if all(line.year != _BEFORE for line in reports(ws)):
        start_report(ws, _BEFORE)
    id_ = next(made.id for made in reports(ws) if made.year == _BEFORE)
    if report_view(ws, id_).state is not ReportState.APPROVED:
        _bring_before_the_head(ws, id_)
    page = open_report(stage, _BEFORE)
    page.reload()
    until(lambda: page.view is not None and page.view.state is ReportState.APPROVED)
    return page


def _bring_before_the_head(ws: Workspace, id_: UUID) -> None:
    for section in report_view(ws, id_).sections:
        if not section.parent and not section.text.strip():
            save_text(ws, id_, section.number, _WORDS)
    owed = [line for line in duty_board(ws, _BEFORE) if line.state == "missing" and not line.by_report]
    answer_duties(ws, (DutyWish(_BEFORE, line.id, DutyOutcome.NONE, _NONE) for line in owed))
    for check in report_view(ws, id_).checks:
        if check.level == "hold" and check.where.startswith("section:"):
            redraft(ws, id_, check.where.removeprefix("section:"))
    make_files(ws, id_)
    submit(ws, id_)
    approve(ws, id_, _AS_HEAD)


def _signing(stage: "Stage", way: str) -> SigningDialog:
    _approved(stage).sign()
    dialog = open_dialog(SigningDialog)
    until(lambda: dialog.signing is not None)
    dialog.key.choose_way("token" if way == "token" else "file")
    if way == "token":
        until(lambda: dialog.key.of_token.check is not None)
    pause(600)
    return dialog


def _open_file(stage: "Stage", dialog: KeyDialog, role: str, password: str = KEY_PASSWORD) -> None:
    pick = dialog.key.of_file
    dialog.key.choose_way("file")
    pick.file.set_path(key_file(stage, role))
    pick.password.line.setText(password)
    pick.open()
    until(lambda: pick.facts is not None or bool(pick.password.told))


def _with_file(stage: "Stage") -> QWidget:
    dialog = _signing(stage, "file")
    _open_file(stage, dialog, "leader")
    pause(300)
    return dialog


def _with_wrong_password(stage: "Stage") -> QWidget:
    dialog = _signing(stage, "file")
    _open_file(stage, dialog, "leader", "sai")
    pause(300)
    return dialog


def _with_token(stage: "Stage") -> QWidget:
    _plug(stage, "leader", "seal")
    dialog = _signing(stage, "token")
    dialog.key.of_token.pin.line.setText("271828")
    dialog.ready()
    pause(200)
    return dialog


def _after_a_wrong_pin(stage: "Stage") -> QWidget:
    """One try is gone: the token says so, and Caps Lock and Telex were on."""
    _plug(stage, "leader")
    dialog = _signing(stage, "token")
    place = dialog.key.of_token.place
    if place is not None:
        try:
            try_token(place, "sai-ma-pin")
        except Problem as told:
            dialog.show_problem(told)
    dialog.key.look_again()
    pause(2500)
    pin = dialog.key.of_token.pin
    pin.caps.show()
    pin.marks.show()
    pause(200)
    return dialog


def _without_token(stage: "Stage") -> QWidget:
    _plug(stage)
    return _signing(stage, "token")


def _check(stage: "Stage") -> QWidget:
    _plug(stage, "leader", "seal")
    _signing(stage, "token").key.of_token.open_check()
    dialog = open_dialog(TokenCheckDialog)
    until(lambda: dialog.check is not None)
    pause(300)
    return dialog


def _many(stage: "Stage") -> QWidget:
    page = _approved(stage)
    page.steps.sign_many()
    dialog = open_dialog(SignManyDialog)
    until(lambda: bool(dialog.waiting))
    _open_file(stage, dialog, "leader")
    pause(300)
    return dialog


def _many_done(stage: "Stage") -> QWidget:
    """What became of each: one was signed, one could not be."""
    page = _approved(stage)
    page.steps.sign_many()
    dialog = open_dialog(SignManyDialog)
    until(lambda: bool(dialog.waiting))
    first = dialog.waiting[0]
    signed = Signed(Path("bao-cao-da-ky.pdf"), "Nguyễn Minh Khôi", utc_now())
    said = "Đã ký bằng chứng thư của Nguyễn Minh Khôi."
    fault = "Tệp PDF của báo cáo đã bị đổi sau khi lập."
    dialog.show_results(
        (
            SignManyResult(uuid7(), "Báo cáo 6 tháng đầu năm 2024", signed, said),
            SignManyResult(first.id, first.name, None, fault, "Lập lại tệp, trình duyệt rồi ký."),
        )
    )
    pause(400)
    return dialog


def _tool(stage: "Stage") -> OwnToolDialog:
    _approved(stage).steps.sign_elsewhere()
    return open_dialog(OwnToolDialog)


def _tool_out(stage: "Stage") -> QWidget:
    dialog = _tool(stage)
    dialog.export_to(Path(mkdtemp()))
    until(lambda: dialog.receipt is not None)
    pause(200)
    return dialog


def _tool_back(stage: "Stage") -> QWidget:
    """The report as it comes back signed and sealed: made in a copy of the workspace."""
    dialog = _tool(stage)
    dialog.export_to(Path(mkdtemp()))
    until(lambda: dialog.receipt is not None)
    dialog.file.set_path(_signed_elsewhere(stage, dialog.view.id))
    until(lambda: dialog.seen is not None)
    pause(300)
    return dialog


def _tool_unsigned(stage: "Stage") -> QWidget:
    dialog = _tool(stage)
    dialog.export_to(Path(mkdtemp()))
    until(lambda: dialog.receipt is not None)
    if dialog.receipt is not None:
        dialog.file.set_path(dialog.receipt.file)
    until(lambda: dialog.seen is not None)
    pause(300)
    return dialog


def _signed_elsewhere(stage: "Stage", id_: UUID) -> Path:
    here = stage.desk.workspace
    folder = Path(mkdtemp()) / "so"
    shutil.copytree(here.path, folder)
    other = Workspace(folder, here.user, here.data_key())
    sign_report(other, SignWish(id_, "leader", key_file(stage, "leader"), KEY_PASSWORD))
    made = sign_report(other, SignWish(id_, "seal", key_file(stage, "seal"), KEY_PASSWORD))
    other.close()
    return made.pdf


def _export(stage: "Stage") -> QWidget:
    page = open_report(stage, _YEAR)
    if page.view is None:
        raise RuntimeError
    ExportDialog(stage.desk, replace(page.view, state=ReportState.SEALED), page).open()
    dialog = open_dialog(ExportDialog)
    dialog.folder.set_path(Path("E:/"))
    _open_file(stage, dialog, "seal")
    pause(500)
    return dialog


def _exported(stage: "Stage") -> QWidget:
    """A package that was sent is written once more."""
    page = open_report(stage, _YEAR)
    if page.view is None:
        raise RuntimeError
    ExportDialog(stage.desk, page.view, page).open()
    dialog = open_dialog(ExportDialog)
    dialog.folder.set_path(Path(mkdtemp()))
    _open_file(stage, dialog, "seal")
    dialog.act()
    until(lambda: dialog.receipt is not None)
    pause(300)
    return dialog


def _plug(stage: "Stage", *roles: str) -> None:
    """A new token with the certificates and keys of these roles; without roles none is in."""
    from tests.core.signing.tokens import PLACES, Item, fill, make_token

    folder = Path(mkdtemp())
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    driver = next((Path(place) for place in PLACES if Path(place).exists()), None)
    if driver is None or not shutil.which("softhsm2-util"):
        return
    if not roles:
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\n", encoding="utf-8")
        return
    make_token(folder, "UBND LAP THACH")
    places = {role: bytes([at]) for at, role in enumerate(roles, start=1)}
    fill(
        driver,
        tuple(Item(key_file(stage, role), KEY_PASSWORD, id_) for role, id_ in places.items()),
        label="UBND LAP THACH",
    )


SIGNING: "tuple[tuple[str, Picture], ...]" = (
    ("ky-so", _with_file),
    ("ky-so-sai", _with_wrong_password),
    ("ky-so-token", _with_token),
    ("ky-so-token-sai", _after_a_wrong_pin),
    ("ky-so-khong-token", _without_token),
    ("kiem-tra-thiet-bi", _check),
    ("ky-nhieu", _many),
    ("ky-nhieu-xong", _many_done),
    ("ky-cong-cu", _tool_out),
    ("ky-cong-cu-nhan", _tool_back),
    ("ky-cong-cu-chua-ky", _tool_unsigned),
    ("gui-goi", _export),
    ("gui-goi-xong", _exported),
)
