"""Inputs by hand: what is typed, what is shown when it is left, what is given back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.kinds import Choice, Choices, Day, Flag, Kind, Money, Note, Phone, Text
from tmdt_desktop.records.business import Goods, SubjectKind
from tmdt_desktop.services.choices import choices
from tmdt_desktop.store.workspace import Workspace
from ui.parts.editors import Given, editor
from ui.parts.inputs import Input, LineInput
from ui.parts.pickers import PickInput, PicksInput
from ui.shell.theme import Theme

Made = Callable[[Kind], Input]


@pytest.fixture
def make(theme: Theme, ws: Workspace, show: Callable[[QWidget], None]) -> Made:
    """An input on the screen."""

    def made(kind: Kind) -> Input:
        fresh = editor(kind, Given(theme, lambda asked: choices(ws, asked)))
        show(fresh)
        return fresh

    return made


def typed(made: Input, text: str) -> str:
    """Type, leave, and tell what stands there."""
    made.setFocus()
    target = made.focusProxy()
    assert target is not None
    QTest.keyClicks(target, text)
    QTest.keyClick(target, Qt.Key.Key_Tab)
    made.settle()
    return str(made.raw())


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Money(), "1250000", "1.250.000"),
        (Day(), "5/3/24", "05/03/2024"),
        (Day(), "31/2/2024", "31/2/2024"),
        (Phone(), "0912.000.345", "0912000345"),
        (Text(), "  hai   chu ", "hai chu"),
    ],
)
def test_what_is_typed_is_shown_the_way_its_kind_shows_it(make: Made, kind: Kind, text: str, shown: str) -> None:
    assert typed(make(kind), text) == shown


def test_nothing_is_rewritten_while_typing(make: Made) -> None:
    made = make(Money())
    made.setFocus()
    target = made.focusProxy()
    assert target is not None
    QTest.keyClicks(target, "1250")
    QTest.keyClick(target, Qt.Key.Key_Backspace)
    QTest.keyClicks(target, "5")
    assert made.raw() == "1255"


def test_one_of_a_list_is_found_without_marks(make: Made) -> None:
    assert typed(make(Choice(SubjectKind)), "hop tac") == "COOPERATIVE"


def test_words_that_fit_several_stay_as_they_are(make: Made) -> None:
    made = make(Choice(SubjectKind))
    assert typed(made, "ho") == "ho"
    assert made.kind.plain(SubjectKind.HOUSEHOLD) == "HOUSEHOLD"


def test_delete_empties_a_choice(make: Made) -> None:
    made = make(Choice(SubjectKind))
    assert isinstance(made, PickInput)
    made.put(SubjectKind.PERSON)
    made.setFocus()
    made.line.selectAll()
    QTest.keyClick(made.box, Qt.Key.Key_Delete)
    assert made.raw() == ""


def test_a_commune_that_is_not_in_the_list_today_is_still_shown(make: Made) -> None:
    made = make(Commune())
    made.put("08869")
    assert made.raw() == "08869"


def test_a_flag_has_three_states(make: Made) -> None:
    made = make(Flag())
    values = []
    for value in (True, False, None):
        made.put(value)
        raw = made.raw()
        values.append(made.kind.parse(raw) if raw else None)
    assert values == [True, False, None]


def test_several_are_ticked_in_a_list(make: Made, qtbot: QtBot) -> None:
    made = make(Choices(Goods))
    assert isinstance(made, PicksInput)
    made.put((Goods.FOOD,))
    made.open_list()
    popup = made.list
    assert popup is not None
    popup.list.item(0).setCheckState(Qt.CheckState.Checked)
    popup.close()
    assert made.kind.parse(made.raw()) == (Goods.FARM, Goods.FOOD)


def test_the_calendar_gives_a_day(make: Made) -> None:
    from PySide6.QtCore import QDate
    from PySide6.QtWidgets import QCalendarWidget

    from ui.parts.inputs import DayInput

    made = make(Day())
    assert isinstance(made, DayInput)
    made.open_calendar()
    calendar = made.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    calendar.clicked.emit(QDate(2024, 3, 5))
    assert made.raw() == "05/03/2024"


def test_personal_data_is_hidden_while_the_keyboard_is_elsewhere(theme: Theme, show: Callable[[QWidget], None]) -> None:
    made = LineInput(Phone(), hidden_when_left=True)
    other = LineInput(Text())
    from ui.shell.widgets import column, panel

    show(panel("surface", column(other, made)))
    other.setFocus()
    made.put("0912000345")
    assert made.line.text() == "•••••••345"
    assert made.raw() == "0912000345"
    made.setFocus()
    assert made.line.text() == "0912000345"


VALUES: tuple[tuple[Kind, some.SearchStrategy[Any]], ...] = (
    (Money(), some.integers(0, 10**15)),
    (Day(), some.dates(date(1970, 1, 1), date(2069, 12, 31))),
    (Flag(), some.booleans()),
    (Choice(SubjectKind), some.sampled_from(SubjectKind)),
    (Choices(Goods), some.sets(some.sampled_from(Goods), min_size=1).map(lambda s: tuple(g for g in Goods if g in s))),
    (Note(), some.text("aăâđ ễự\n", min_size=1).map(str.strip).filter(bool)),
)


@pytest.mark.parametrize(("kind", "values"), VALUES, ids=lambda part: type(part).__name__)
def test_a_value_that_is_shown_reads_back_as_itself(
    theme: Theme, ws: Workspace, kind: Kind, values: some.SearchStrategy[Any]
) -> None:
    made = editor(kind, Given(theme, lambda asked: choices(ws, asked)))

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(values)
    def there_and_back(value: Any) -> None:
        value = kind.parse(value) if isinstance(kind, Note) else value
        made.put(value)
        assert kind.parse(made.raw()) == value
        made.put_raw(made.raw())
        assert kind.parse(made.raw()) == value

    there_and_back()
    made.deleteLater()


def test_a_short_secret_is_hidden_whole(theme: Theme, show: Callable[[QWidget], None]) -> None:
    made = LineInput(Text(20), hidden_when_left=True)
    show(made)
    made.line.clearFocus()
    made.put_raw("1965")
    assert made.line.text() == "••••"
    made.put_raw("026165001234")
    assert made.line.text() == "•••••••234"
    assert made.raw() == "026165001234"


def test_a_chosen_value_without_room_ends_in_dots_and_is_whole_in_its_tooltip(theme: Theme, qtbot: QtBot) -> None:
    words = "Chưa đăng ký với cơ quan nhà nước có thẩm quyền"
    made = PickInput(Text(), theme, [("a", words)])
    theme.dress(made)
    qtbot.addWidget(made)
    made.resize(160, 32)
    made.show()
    made.put("a")
    assert made.line.shown.endswith("…")
    assert made.box.toolTip() == words
    assert made.raw() == "a"
    made.resize(600, 32)
    assert made.line.shown == words
