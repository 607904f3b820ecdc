"""A key on a token or in a file: what is shown before the PIN, when it may sign, and that the PIN serves one try."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.tokens import Tokens, certificate, token, type_marked
from tmdt_desktop.errors import Blocked
from ui.parts.key_file_pick import Facts
from ui.parts.key_pick import KeyPick
from ui.shell.desk import Desk
from ui.shell.key_habits import KeyHabits

Make = Callable[..., KeyPick]


@pytest.fixture
def make(desk: Desk, tokens: Tokens, show: Callable[[QWidget], None], qtbot: QtBot) -> Make:
    """`make(token(…))`: the part, with these tokens plugged in."""

    def made(*plugged: object, fits: Callable[..., str] | None = None) -> KeyPick:
        tokens.plug(*plugged)
        pick = KeyPick(desk, _never, fits=fits)
        show(pick)
        pick.choose_way("token")
        qtbot.waitUntil(lambda: pick.of_token.check is not None)
        return pick

    return made


def test_owner_issuer_and_term_stand_there_before_the_pin(make: Make) -> None:
    pick = make(token(certificate("UBND huyện Lập Thạch", days=10)))
    shown = pick.of_token.list.item(0).text()
    assert "UBND huyện Lập Thạch" in shown
    assert "CA thử nghiệm" in shown
    assert "còn 10 ngày" in shown
    assert pick.of_token.pin.text == ""
    assert not pick.ready


def test_a_typed_pin_makes_it_ready_and_is_taken_once(make: Make) -> None:
    pick = make(token(certificate()))
    QTest.keyClicks(pick.of_token.pin.line, "123456")
    assert pick.ready
    assert pick.take() == "123456"
    assert not pick.ready
    assert pick.take() == ""


@pytest.mark.parametrize(("state", "said"), [("low", "Đã có lần gõ sai."), ("last", "Chỉ còn một lần thử.")])
def test_few_tries_are_told_above_the_pin(make: Make, state: str, said: str) -> None:
    pick = make(token(certificate(), pin_state=state, pin_sentence=f"{said} Không chắc thì bấm Hủy."))
    assert pick.of_token.warning.text.startswith(said)
    assert pick.of_token.warning.y() < pick.of_token.pin.y()
    assert pick.of_token.pin.line.isEnabled()


def test_a_locked_token_takes_no_pin(make: Make) -> None:
    pick = make(token(certificate(), pin_state="locked", pin_sentence="Thiết bị đã khóa. Mang đến nơi cấp để mở."))
    assert "đã khóa" in pick.of_token.warning.text
    assert not pick.of_token.pin.line.isEnabled()
    pick.of_token.pin.line.setText("123456")
    assert not pick.ready


def test_a_certificate_that_may_not_sign_says_why(make: Make) -> None:
    gone = replace(certificate(days=-3), usable=False, sentence="Chứng thư đã hết hạn.")
    pick = make(token(gone))
    assert "Chứng thư đã hết hạn." in words(pick)
    assert not pick.of_token.usable


def test_of_several_the_one_that_fits_is_chosen(make: Make) -> None:
    leader, seal = certificate("Trần Quang Huy"), certificate("UBND huyện")
    pick = make(token(leader, seal), fits=lambda each: "" if each is seal else "Đã đăng ký cho việc khác.")
    assert pick.of_token.certificate is seal
    pick.of_token.list.setCurrentRow(1)
    assert "Đã đăng ký cho việc khác." in words(pick)
    assert not pick.of_token.usable


def test_no_token_is_told_with_what_to_do(make: Make) -> None:
    pick = make()
    assert "Chưa thấy thiết bị" in words(pick)
    assert not pick.of_token.pin.isVisible()


def test_a_marked_pin_is_asked_about_once(make: Make) -> None:
    pick = make(token(certificate()))
    type_marked(pick.of_token.pin.line, "mật")
    assert pick.doubt()
    assert not pick.doubt()
    QTest.keyClicks(pick.of_token.pin.line, "1")
    assert pick.doubt()


def test_enter_in_the_pin_goes_on_only_when_it_may(make: Make, qtbot: QtBot) -> None:
    pick = make(token(certificate()))
    heard: list[bool] = []
    pick.entered.connect(lambda: heard.append(True))
    QTest.keyClick(pick.of_token.pin.line, Qt.Key.Key_Return)
    assert not heard
    QTest.keyClicks(pick.of_token.pin.line, "123456")
    QTest.keyClick(pick.of_token.pin.line, Qt.Key.Key_Return)
    assert heard


def test_the_chosen_driver_is_looked_through_first_and_remembered(
    make: Make, desk: Desk, tokens: Tokens, qtbot: QtBot
) -> None:
    dialog = make(token(certificate())).of_token.open_check()
    qtbot.waitUntil(lambda: dialog.check is not None)
    tokens.asked.clear()
    dialog.use_driver(Path("C:/vgca/token.dll"))
    qtbot.waitUntil(dialog.primary.isEnabled)
    assert tokens.asked == [Path("C:/vgca/token.dll")]
    assert desk.habits.driver == Path("C:/vgca/token.dll")
    dialog.reject()


def test_the_check_tries_a_key_and_tells_what_came_of_it(make: Make, tokens: Tokens, qtbot: QtBot) -> None:
    pick = make(token(certificate()))
    dialog = pick.of_token.open_check()
    qtbot.waitUntil(lambda: dialog.check is not None)
    line = next(part for part in dialog.findChildren(QWidget) if part.objectName() == "try_line")
    line.button.click()
    QTest.keyClicks(line.pin.line, "123456")
    QTest.keyClick(line.pin.line, Qt.Key.Key_Return)
    assert line.pin.text == ""
    qtbot.waitUntil(lambda: "Đã ký thử" in words(dialog))
    assert tokens.tried == ["123456"]
    dialog.reject()


def test_a_driver_that_does_not_load_is_told_and_not_kept(make: Make, desk: Desk, tokens: Tokens, qtbot: QtBot) -> None:
    bad = Path("C:/vgca/cu.dll")
    tokens.faults[bad] = "Tệp này dành cho máy 32 bit. Cài bản 64 bit."
    pick = make()
    pick.of_token.use_driver(bad)
    qtbot.waitUntil(lambda: "32 bit" in words(pick))
    dialog = pick.of_token.open_check()
    dialog.use_driver(bad)
    qtbot.waitUntil(lambda: "32 bit" in words(dialog))
    assert desk.habits.driver is None
    dialog.reject()


def test_a_driver_that_was_chosen_can_be_left_again(make: Make, desk: Desk, qtbot: QtBot) -> None:
    desk.habits.choose_driver(Path("C:/vgca/token.dll"))
    dialog = make(token(certificate())).of_token.open_check()
    qtbot.waitUntil(dialog.forget.isVisible)
    dialog.forget.click()
    qtbot.waitUntil(dialog.forget.isHidden)
    assert desk.habits.driver is None
    dialog.reject()


def test_of_two_tokens_with_one_certificate_each_can_be_chosen(make: Make) -> None:
    one = certificate()
    other = replace(one, place=replace(one.place, serial="0103"))
    pick = make(token(one), token(other))
    pick.of_token.list.setCurrentRow(1)
    assert pick.place == other.place
    pick.of_token.list.setCurrentRow(0)
    assert pick.place == one.place


def test_a_try_stops_at_a_doubtful_pin_and_looks_again_after_a_refusal(
    make: Make, tokens: Tokens, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make(token(certificate())).of_token.open_check()
    qtbot.waitUntil(lambda: dialog.check is not None)
    line = next(part for part in dialog.findChildren(QWidget) if part.objectName() == "try_line")
    line.button.click()
    type_marked(line.pin.line, "mật")
    line._try()
    assert tokens.tried == []
    assert "bấm lần nữa" in line.pin.told
    shown: list[BaseException] = []
    monkeypatch.setattr(dialog.desk.problems, "show", lambda error, *_: shown.append(error))
    tokens.plug(token(certificate(), pin_state="low", pin_sentence="Mã PIN đã bị nhập sai gần đây."))
    line._refused(Blocked("Mã PIN không đúng."))
    qtbot.waitUntil(lambda: "nhập sai gần đây" in words(dialog))
    assert shown
    dialog.reject()


def test_the_way_and_the_driver_are_kept_but_no_secret(tmp_path: Path) -> None:
    habits = KeyHabits(tmp_path)
    habits.choose_way("file")
    habits.choose_driver(Path("C:/vgca/token.dll"))
    again = KeyHabits(tmp_path)
    assert (again.way, again.driver) == ("file", Path("C:/vgca/token.dll"))
    assert "pin" not in (tmp_path / "keys.json").read_text(encoding="utf-8").lower()


def test_habits_that_cannot_be_read_are_forgotten(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{", encoding="utf-8")
    assert KeyHabits(tmp_path).way == "token"


def words(part: QWidget) -> str:
    """All words of the labels in sight."""
    return "\n".join(made.text() for made in part.findChildren(QLabel) if made.isVisible())


def _never(_file: Path, _secret: str) -> Facts:
    raise AssertionError
