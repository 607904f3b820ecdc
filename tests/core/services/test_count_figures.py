"""Figures are counted again only where something changed."""

from datetime import date
from typing import Any

import pytest

from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.errors import Cancelled
from tmdt_desktop.figures import Scope, compute_all
from tmdt_desktop.records.business import Activity, Business, ChannelKind, SubjectKind
from tmdt_desktop.records.training import Form, Role, Training
from tmdt_desktop.services import count_figures as counting
from tmdt_desktop.services.count_figures import count_figures
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.store.workspace import Workspace

YEAR = Scope(date(2023, 12, 15), date(2024, 12, 14), ("246",))
SELLER = {
    "name": "Mây tre Triệu Xá",
    "kind": SubjectKind.PERSON,
    "commune": "08761",
    "activity": Activity.ACTIVE,
    "channels": [{"kind": ChannelKind.SHOP, "platform": "shopee"}],
}
CLASS = {"name": "Lớp", "form": Form.CLASS, "role": Role.LEADS, "starts_on": date(2024, 5, 14), "place": "Hội trường"}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The registers that were read since the list was last emptied."""
    read: list[str] = []

    def listening(connection: Any, asked: Any, scope: Any, task: Any) -> Any:
        read.append(asked[0].register)
        return compute_all(connection, asked, scope, task)

    monkeypatch.setattr(counting, "compute_all", listening)
    return read


def fresh(ws: Workspace) -> Any:
    with ws.read() as connection:
        return compute_all(connection, indicators(), YEAR)


def test_nothing_is_read_twice_while_nothing_changes(ws: Workspace, counted: list[str]) -> None:
    with ws.change("Thêm") as batch:
        batch.insert(Business, [SELLER])
    first = count_figures(ws, YEAR)
    counted.clear()
    assert count_figures(ws, YEAR) == first == fresh(ws)
    assert counted == []


def test_what_was_counted_is_still_known_when_the_workspace_is_opened_anew(ws: Workspace, counted: list[str]) -> None:
    with ws.change("Thêm") as batch:
        batch.insert(Business, [SELLER])
    first = count_figures(ws, YEAR)
    ws.close()
    again = Workspace(ws.path, ws.user, ws.data_key())
    counted.clear()
    assert count_figures(again, YEAR) == first
    assert counted == []
    again.close()


def test_only_the_register_that_changed_is_read_again(ws: Workspace, counted: list[str]) -> None:
    count_figures(ws, YEAR)
    counted.clear()
    with ws.change("Thêm lớp") as batch:
        batch.insert(Training, [CLASS])
    assert count_figures(ws, YEAR) == fresh(ws)
    assert "training" in counted
    assert "business" not in counted


def test_an_act_that_is_taken_back_counts_as_a_change(ws: Workspace) -> None:
    with ws.change("Thêm") as batch:
        batch.insert(Business, [SELLER])
    with_one = count_figures(ws, YEAR)
    undo_batch(ws, batches(ws)[0].id)
    without = count_figures(ws, YEAR)
    assert without == fresh(ws)
    assert without != with_one


def test_another_scope_and_another_choice_of_figures_are_kept_apart(ws: Workspace, counted: list[str]) -> None:
    with ws.change("Thêm") as batch:
        batch.insert(Training, [CLASS])
    other = Scope(date(2022, 12, 15), date(2023, 12, 14), ("246",))
    some = tuple(each for each in indicators() if each.code in ("C3.1", "C3.5"))
    now, then, few = count_figures(ws, YEAR), count_figures(ws, other), count_figures(ws, YEAR, some)
    counted.clear()
    assert (count_figures(ws, YEAR), count_figures(ws, other), count_figures(ws, YEAR, some)) == (now, then, few)
    assert counted == []
    values = {figure.code: figure.value for figure in now}
    assert [figure.value for figure in few] == [values["C3.1"], values["C3.5"]]
    assert [figure.value for figure in then if figure.code == "C3.1"] == [0]


def test_figures_are_told_while_an_act_is_open_and_are_not_kept(ws: Workspace, counted: list[str]) -> None:
    before = fresh(ws)
    with ws.change("Thêm") as batch:
        batch.insert(Business, [SELLER])
        assert count_figures(ws, YEAR) == before
    counted.clear()
    assert count_figures(ws, YEAR) == fresh(ws) != before
    assert "business" in counted


def test_counting_can_be_stopped_and_keeps_nothing(ws: Workspace, counted: list[str]) -> None:
    class Stopping:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    with ws.change("Thêm") as batch:
        batch.insert(Business, [SELLER])
    with pytest.raises(Cancelled):
        count_figures(ws, YEAR, task=Stopping())
    counted.clear()
    count_figures(ws, YEAR)
    assert "business" in counted
