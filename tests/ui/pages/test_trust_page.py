"""The trust pack's page: what is believed, taking packs in, registering certificates by telephone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.services import workspaces
from tmdt_desktop.services.enrolment import EnrolmentWish, look_at_enrolment, request_enrolment
from tmdt_desktop.services.trust_desk import add_root, add_trust_files
from tmdt_desktop.services.trust_view import trust_view
from tmdt_desktop.signing.certificates import describe_certificate
from tmdt_desktop.signing.trust import Role
from ui.pages.trust import TrustPage
from ui.pages.trust_asking import ConfirmDialog, OfferDialog
from ui.pages.trust_keys import EnrolDialog
from ui.parts.dialog import Dialog
from ui.shell.desk import Desk
from ui.shell.widgets import Button

from .conftest import KEY_PASSWORD

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa
    from tmdt_desktop.store.workspace import Workspace

Show = Callable[[QWidget], None]


def shown(desk: Desk, show: Show, qtbot: QtBot) -> TrustPage:
    page = TrustPage(desk)
    show(page)
    page.refresh()
    qtbot.waitUntil(lambda: page.view is not None)
    return page


def without_pack(desk: Desk) -> None:
    ws = desk.workspace
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=""))


def dialog(kind: type[Dialog], qtbot: QtBot) -> Dialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def signer(ca: "TrialCa", desk: Desk) -> str:
    return trust_view(desk.workspace).signer_fingerprint


def put_authorities(ws: "Workspace", ca: "TrialCa") -> None:
    root = ca.trust / "roots" / "trial-root.crt"
    add_root(
        ws,
        root,
        describe_certificate(x509.load_pem_x509_certificate(root.read_bytes()).public_bytes(Encoding.DER)).fingerprint,
    )
    add_trust_files(ws, (*(ca.trust / "intermediates").iterdir(), *(ca.trust / "crls").iterdir()))


def test_an_office_without_a_pack_is_told_how_to_get_one(desk: Desk, show: Show, qtbot: QtBot) -> None:
    without_pack(desk)
    page = shown(desk, show, qtbot)
    assert "Nạp gói tin cậy" in page._said.text()
    assert page.table.lines_model.rowCount() == 0


def test_a_district_has_no_desk(desk: Desk, filled: object, show: Show, qtbot: QtBot) -> None:
    page = shown(desk, show, qtbot)
    for name in ("take_out", "add_files", "open_request", "publish"):
        assert not page.acts[name].isEnabled()
        button = page.findChild(Button, name)
        assert button is not None
        assert not button.isVisible()


def test_a_pack_of_a_stranger_is_taken_in_only_by_the_fingerprint_that_was_heard(
    desk: Desk, filled: object, ca: "TrialCa", show: Show, qtbot: QtBot
) -> None:
    heard = signer(ca, desk)
    without_pack(desk)
    page = shown(desk, show, qtbot)
    page.offer(ca.trust)
    asked = dialog(OfferDialog, qtbot)
    assert isinstance(asked, OfferDialog)
    assert not asked.primary.isEnabled()
    asked.spoken.line.setText("0000 0000 0000 0000")
    asked.act()
    qtbot.waitUntil(asked.band.isVisible)
    assert trust_view(desk.workspace).issued is None
    asked.spoken.line.setText(" ".join(heard[at : at + 4].upper() for at in range(0, 16, 4)))
    asked.act()
    qtbot.waitUntil(lambda: page.view is not None and page.view.issued is not None)
    assert page._age.text().startswith("Gói tin cậy ngày")


def test_a_request_is_written_and_its_fingerprint_shown_to_be_read_out(
    desk: Desk, filled: object, keys: dict[str, Path], show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown(desk, show, qtbot)
    asked = EnrolDialog(desk, page, department=False)
    asked.open()
    asked.key.choose_way("file")
    asked.key.of_file.file.set_path(keys["seal"])
    asked.key.of_file.password.line.setText(KEY_PASSWORD)
    asked.key.of_file.open()
    qtbot.waitUntil(lambda: asked.key.ready)
    asked.folder.set_path(tmp_path)
    asked.act()
    qtbot.waitUntil(lambda: asked.receipt is not None)
    assert asked.receipt is not None
    assert asked.receipt.file.exists()
    assert look_at_enrolment(desk.workspace, asked.receipt.file).spoken == asked.receipt.spoken
    asked.act()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


@pytest.mark.parametrize("right", [True, False])
def test_a_certificate_is_registered_only_by_what_was_heard(
    right: bool, department_desk: Desk, ca: "TrialCa", show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    without_pack(department_desk)
    ws = department_desk.workspace
    put_authorities(ws, ca)
    file = request_enrolment(
        ws, EnrolmentWish("department", ca.keys["SCT", Role.DEPARTMENT], KEY_PASSWORD, tmp_path)
    ).file
    seen = look_at_enrolment(ws, file)
    page = shown(department_desk, show, qtbot)
    asked = ConfirmDialog(department_desk, page, file, seen)
    asked.open()
    asked.spoken.line.setText(seen.spoken if right else "ABCD EF01 2345 6789")
    asked.act()
    if right:
        qtbot.waitUntil(lambda: bool(asked.told))
    else:
        qtbot.waitUntil(asked.band.isVisible)
        asked.reject()
    registered = [line for line in trust_view(ws).lines if line.fingerprint == seen.fingerprint]
    assert bool(registered) is right
