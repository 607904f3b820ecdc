"""A chart on the screen: marks under the mouse and the keyboard, words for a screen reader, colours of the theme."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.reports.charts import Chart, Form, Series
from ui.parts.charts import ChartView
from ui.shell.theme import Mode, Theme

LABELS = ("Xã Đồng Ích", "Thị trấn Lập Thạch", "Xã Ễ")


def chart(form: Form = Form.ACROSS) -> Chart:
    keys = ("08716", "08717", "")
    return Chart("Theo xã", "đối tượng", LABELS, (Series("Năm 2024", (12, 7, None), keys),), form)


@pytest.fixture
def view(theme: Theme, show: Callable[[QWidget], None]) -> ChartView:
    made = ChartView(theme, chart())
    made.resize(420, made.heightForWidth(420))
    show(made)
    return made


def test_a_click_on_a_bar_tells_its_key(view: ChartView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.chosen) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(1).center().toPoint())
    assert told.args == ["08717"]


def test_a_click_beside_the_bars_opens_nothing(view: ChartView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.chosen):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_arrow_keys_go_from_mark_to_mark_and_enter_opens(view: ChartView, qtbot: QtBot) -> None:
    view.setFocus()
    assert "Xã Đồng Ích, Năm 2024: 12 đối tượng" in view.accessibleName()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "Thị trấn Lập Thạch, Năm 2024: 7 đối tượng" in view.accessibleName()
    with qtbot.waitSignal(view.chosen) as told:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert told.args == ["08717"]


def test_a_mark_without_a_key_opens_nothing(view: ChartView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_End)
    assert "Chưa có số liệu" in view.accessibleName()
    with qtbot.assertNotEmitted(view.chosen):
        QTest.keyClick(view, Qt.Key.Key_Space)


def test_the_whole_chart_is_told_in_words(view: ChartView) -> None:
    assert view.accessibleDescription() == (
        "Đơn vị tính: đối tượng. Xã Đồng Ích: Năm 2024 12. Thị trấn Lập Thạch: Năm 2024 7. Xã Ễ: Năm 2024 Chưa có số liệu"
    )


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_every_form_paints_its_marks_in_the_accent_of_the_theme(
    view: ChartView, theme: Theme, form: Form, mode: Mode
) -> None:
    theme.use(mode)
    view.show_chart(chart(form))
    view.resize(420, view.heightForWidth(420))
    centre = view.place_of(0).center()
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    found = picture.pixelColor(round(centre.x() * ratio), round(centre.y() * ratio))
    assert found == theme.colour("accent")
