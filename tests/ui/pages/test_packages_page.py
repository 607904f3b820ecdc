"""Packages: what a district sent and was answered; what the Department checks, receives and adds up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.make_report import reports
from tmdt_desktop.services.receive_packages import Heap, ReceiveWish, receive_packages
from ui.pages.packages import PackagesPage
from ui.pages.register_page import Chosen
from ui.shell.desk import Desk

from .conftest import KEY_PASSWORD

Keys = dict[str, Path]
Asked = Callable[[Any], list[tuple[str, object]]]


@pytest.fixture
def page(desk: Desk, show: Callable[[QWidget], None]) -> PackagesPage:
    """The page at the district."""
    made = PackagesPage(desk)
    show(made)
    made.refresh()
    return made


@pytest.fixture
def bench(department_desk: Desk, show: Callable[[QWidget], None]) -> PackagesPage:
    """The page at the Department, on the year 2024."""
    made = PackagesPage(department_desk)
    show(made)
    made.year.put(2024)
    made.refresh()
    return made


def changed(package: Path) -> Path:
    """A copy with one byte of the signed report changed."""
    raw = bytearray(package.read_bytes())
    raw[len(raw) // 2] ^= 1
    other = package.with_name("TMDT_247_2024_nam_l1_20241218090512.asice")
    other.write_bytes(raw)
    return other


def check(page: PackagesPage, file: Path, qtbot: QtBot) -> str:
    """Check a file; the verdict's name."""
    page.verify.check = None
    page.check(file)
    qtbot.waitUntil(lambda: page.verify.check is not None)
    assert page.verify.check is not None
    return page.verify.check.level


def receive(page: PackagesPage, files: tuple[Path, ...], about: tuple[Keys, Path], qtbot: QtBot) -> None:
    """Take files in through the dialog."""
    keys, folder = about
    dialog = page.receive_files(files)
    dialog.folder.set_path(folder)
    dialog.key.choose_way("file")
    dialog.key.of_file.file.set_path(keys["department"])
    dialog.key.of_file.password.line.setText(KEY_PASSWORD)
    dialog.key.of_file.open()
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.act()
    qtbot.waitUntil(lambda: bool(page.intake.received))


def words(part: QWidget) -> str:
    """All words of the labels in sight."""
    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())


def test_a_district_without_packages_is_shown_the_way(page: PackagesPage, asked: Asked) -> None:
    heard = asked(page)
    button = next(made for made in page.sent.findChildren(QPushButton) if made.text() == "Mở báo cáo")
    button.click()
    assert heard == [("report", None)]


def test_a_sent_package_waits_for_its_answer(package: Path, page: PackagesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(page.sent.packages) == 1)
    assert page.sent.packages[0].file == package.name
    qtbot.waitUntil(lambda: "Chờ phiếu của Sở" in words(page.sent))


def test_the_receipt_turns_the_report_green(
    package: Path, page: PackagesPage, department_desk: Desk, keys: Keys, tmp_path: Path, qtbot: QtBot
) -> None:
    wish = ReceiveWish((package,), keys["department"], KEY_PASSWORD, tmp_path)
    (told,) = receive_packages(department_desk.workspace, wish)
    assert told.receipt is not None
    page.take(told.receipt)
    qtbot.waitUntil(page.band.isVisible)
    assert "Đã tiếp nhận" in page.band.what.text()
    assert reports(page.ws)[0].state is ReportState.RECEIVED


def test_the_receipt_is_told_valid_and_taken_in_where_it_was_checked(
    package: Path, page: PackagesPage, department_desk: Desk, keys: Keys, tmp_path: Path, qtbot: QtBot
) -> None:
    wish = ReceiveWish((package,), keys["department"], KEY_PASSWORD, tmp_path)
    (told,) = receive_packages(department_desk.workspace, wish)
    assert told.receipt is not None
    assert told.year == 2024
    assert check(page, told.receipt, qtbot) == "VALID"
    qtbot.waitUntil(lambda: "Phiếu hợp lệ" in words(page.verify))
    assert page.verify.check is not None
    assert not any(line.what == "Tệp lạ" for line in page.verify.check.contents)
    button = page.verify.findChild(QPushButton, "take_this")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: reports(page.ws)[0].state is ReportState.RECEIVED)


def test_without_a_trust_pack_the_way_to_one_is_shown(
    package: Path, page: PackagesPage, asked: Asked, qtbot: QtBot
) -> None:
    workspaces.save_settings(page.ws, replace(workspaces.settings(page.ws), trust_folder=""))
    heard = asked(page)
    page.take(package)
    qtbot.waitUntil(page.band.isVisible)
    button = next(made for made in page.band.findChildren(QPushButton) if made.text() == "Mở Gói tin cậy")
    button.click()
    assert heard == [("trust", None)]


def test_a_package_is_no_answer(package: Path, page: PackagesPage, qtbot: QtBot) -> None:
    page.take(package)
    qtbot.waitUntil(page.band.isVisible)
    assert reports(page.ws)[0].state is ReportState.SENT


def test_a_good_package_is_valid_and_can_be_received(package: Path, bench: PackagesPage, qtbot: QtBot) -> None:
    assert check(bench, package, qtbot) == "VALID"
    qtbot.waitUntil(lambda: "Hợp lệ" in words(bench.verify))
    assert "Ủy ban nhân dân huyện Lập Thạch" in words(bench.verify)
    qtbot.waitUntil(lambda: bench.verify.findChild(QPushButton, "receive_this") is not None)


def test_a_changed_byte_is_told_and_cannot_be_received(package: Path, bench: PackagesPage, qtbot: QtBot) -> None:
    assert check(bench, changed(package), qtbot) in {"INVALID", "DAMAGED"}
    made = bench.verify.check
    assert made is not None
    qtbot.waitUntil(lambda: made.why in words(bench.verify))
    assert made.cure in words(bench.verify)
    assert bench.verify.findChild(QPushButton, "receive_this") is None


def test_without_a_trust_pack_nothing_is_valid(package: Path, bench: PackagesPage, qtbot: QtBot) -> None:
    workspaces.save_settings(bench.ws, replace(workspaces.settings(bench.ws), trust_folder=""))
    assert check(bench, package, qtbot) == "UNDETERMINED"


def test_a_file_that_is_no_package_is_damaged(bench: PackagesPage, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "la.asice"
    other.write_bytes(b"khong phai goi")
    assert check(bench, other, qtbot) == "DAMAGED"


def test_each_received_file_ends_in_its_heap_with_its_sentence(
    package: Path, bench: PackagesPage, keys: Keys, tmp_path: Path, qtbot: QtBot
) -> None:
    receive(bench, (package, changed(package)), (keys, tmp_path), qtbot)
    assert [made.state for made in bench.intake.received] == [Heap.ACCEPTED, Heap.DAMAGED]
    counts = {name: button.count for name, button in bench.intake.heaps.buttons.items()}
    assert (counts["ACCEPTED"], counts["DAMAGED"]) == (1, 1)
    bench.intake.show_heap("ACCEPTED")
    qtbot.waitUntil(lambda: "Đã tiếp nhận báo cáo năm 2024" in words(bench.intake))
    qtbot.waitUntil(lambda: bench.intake.totals is not None and len(bench.intake.totals.reported) == 1)


def test_a_wrong_key_password_receives_nothing(
    package: Path, bench: PackagesPage, keys: Keys, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = bench.receive_files((package,))
    dialog.folder.set_path(tmp_path)
    dialog.key.choose_way("file")
    dialog.key.of_file.file.set_path(keys["department"])
    dialog.key.of_file.password.line.setText("sai")
    dialog.key.of_file.open()
    qtbot.waitUntil(lambda: "không đúng" in dialog.key.of_file.password.told)
    assert not dialog.primary.isEnabled()
    dialog.reject()
    assert not bench.intake.received


def test_a_total_opens_to_office_and_rows(
    package: Path, bench: PackagesPage, about: tuple[Keys, Path], asked: Asked, qtbot: QtBot
) -> None:
    receive(bench, (package,), about, qtbot)
    heard = asked(bench)
    bench.show_pane("totals")
    qtbot.waitUntil(lambda: bench.totals.totals is not None and bool(bench.totals.totals.reported))
    assert bench.totals.figures.choose("C5.1")
    assert bench.totals.shares.choose(("C5.1", "246"))
    qtbot.keyClick(bench.totals.shares, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard))
    name, chosen = heard[0]
    assert name == "register:business"
    assert isinstance(chosen, Chosen)
    assert len(chosen.seqs) == 12
    assert "Lập Thạch" in chosen.words


def test_totals_are_written_to_files(
    package: Path, bench: PackagesPage, about: tuple[Keys, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    receive(bench, (package,), about, qtbot)
    out = tmp_path / "tổng hợp"
    out.mkdir()
    bench.write_totals_to(out)
    qtbot.waitUntil(lambda: sorted(path.suffix for path in out.iterdir()) == [".pdf", ".xlsx"])


def test_totals_of_nothing_are_refused_in_words(bench: PackagesPage, tmp_path: Path, qtbot: QtBot) -> None:
    bench.write_totals_to(tmp_path)
    qtbot.waitUntil(bench.band.isVisible)
    assert "Chưa tiếp nhận" in bench.band.what.text()


@pytest.fixture
def about(keys: Keys, tmp_path: Path) -> tuple[Keys, Path]:
    """Keys, and the folder that answers go to."""
    return keys, tmp_path
