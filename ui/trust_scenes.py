"""Scenes of the trust pack, to be photographed: its page at a district and at the Department, and its dialogs."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tmdt_desktop.services.enrolment import EnrolmentWish, look_at_enrolment, request_enrolment
from tmdt_desktop.services.trust_import import look_at_trust
from ui.pages.trust import TrustPage
from ui.pages.trust_asking import ConfirmDialog, OfferDialog, TakeOutDialog
from ui.pages.trust_keys import EnrolDialog, PublishDialog
from ui.parts.key_dialog import KeyDialog
from ui.scenes import KEY_PASSWORD, key_file, pause, until

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage


def _page(stage: "Stage") -> TrustPage:
    page = stage.page("trust")
    if not isinstance(page, TrustPage):
        raise TypeError(page.name)
    page.reload()
    until(lambda: page.view is not None)
    pause(300)
    return page


def _shown(stage: "Stage") -> None:
    _page(stage)


def _with_key(dialog: KeyDialog, file: Path) -> None:
    dialog.key.choose_way("file")
    dialog.key.of_file.file.set_path(file)
    dialog.key.of_file.password.line.setText(KEY_PASSWORD)
    dialog.key.of_file.open()
    until(lambda: dialog.key.of_file.facts is not None)
    pause(300)


def _enrol(stage: "Stage") -> QWidget:
    dialog = EnrolDialog(stage.desk, _page(stage), department=False)
    dialog.open()
    _with_key(dialog, key_file(stage, "seal"))
    dialog.folder.set_path(Path("E:/"))
    return dialog


def _enrolled(stage: "Stage") -> QWidget:
    dialog = EnrolDialog(stage.desk, _page(stage), department=False)
    dialog.open()
    _with_key(dialog, key_file(stage, "seal"))
    dialog.folder.set_path(stage.desk.workspace.path.parent)
    dialog.act()
    until(lambda: dialog.receipt is not None)
    pause(300)
    return dialog


def _offer(stage: "Stage") -> QWidget:
    ws, page = stage.desk.workspace, _page(stage)
    folder = next(path.parent for path in ws.path.parent.rglob("trust.json") if ws.path not in path.parents)
    dialog = OfferDialog(stage.desk, page, folder, look_at_trust(ws, folder))
    dialog.open()
    pause(300)
    return dialog


def _confirm(stage: "Stage") -> QWidget:
    ws, page = stage.desk.workspace, _page(stage)
    wish = EnrolmentWish("department", key_file(stage, "department"), KEY_PASSWORD, ws.path.parent, "0211 3861 234")
    file = request_enrolment(ws, wish).file
    dialog = ConfirmDialog(stage.desk, page, file, look_at_enrolment(ws, file))
    dialog.open()
    pause(300)
    return dialog


def _publish(stage: "Stage") -> QWidget:
    dialog = PublishDialog(stage.desk, _page(stage))
    dialog.open()
    _with_key(dialog, key_file(stage, "department"))
    return dialog


def _take_out(stage: "Stage") -> QWidget:
    page = _page(stage)
    if page.view is None:
        raise RuntimeError
    dialog = TakeOutDialog(stage.desk, page, page.view.lines[0])
    dialog.open()
    pause(300)
    return dialog


TRUST: "tuple[tuple[str, Picture], ...]" = (
    ("goi-tin-cay", _shown),
    ("goi-tin-cay-nap", _offer),
    ("goi-tin-cay-dang-ky", _enrol),
    ("goi-tin-cay-da-lap-phieu", _enrolled),
)
TRUST_DESK: "tuple[tuple[str, Picture], ...]" = (
    ("so-goi-tin-cay", _shown),
    ("so-goi-tin-cay-xac-nhan", _confirm),
    ("so-goi-tin-cay-phat-hanh", _publish),
    ("so-goi-tin-cay-bo", _take_out),
)
