"""Every figure opens to its rows, and the rows make the figure again."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tmdt_desktop.catalogues.indicators import indicator, indicators
from tmdt_desktop.errors import Refused
from tmdt_desktop.figures import GroupKey, Scope, rows, total
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records import register
from tmdt_desktop.records.business import Activity, Business, ChannelKind, EInvoice, Payment, Procedure, SubjectKind
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic, Training
from tmdt_desktop.services import registers
from tmdt_desktop.services.figure_rows import figure_rows
from tmdt_desktop.services.frozen import freeze, from_ranges
from tmdt_desktop.services.history import batches, undo_batch
from tmdt_desktop.services.make_report import start_report
from tmdt_desktop.services.merge_records import MergeWish, merge_records
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.store.workspace import Workspace


def scope_of(ws: Workspace, report: UUID) -> Scope:
    view = report_view(ws, report)
    return Scope(view.period_from, view.period_to, offices=(ws.office,))


def test_the_rows_opened_are_the_rows_counted(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    scope, view = scope_of(filled_ws, report), report_view(filled_ws, report)
    for each in (figure for figure in view.figures if figure.counted):
        opened = figure_rows(filled_ws, report, each.code)
        with filled_ws.read() as connection:
            behind = rows(connection, indicator(each.code), scope)
        ids = registers.ids_of(filled_ws, register(opened.register), list(opened.seqs))
        assert set(ids) == {row.id for row in behind}, each.code
        assert (opened.frozen, opened.gone) == (True, 0)
        assert (each.value or 0) == total(indicator(each.code), behind), each.code


def test_each_part_opens_to_its_own_rows(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    scope = scope_of(filled_ws, report)
    for figure in report_view(filled_ws, report).figures:
        for group in figure.groups:
            for part in group.parts:
                opened = figure_rows(filled_ws, report, figure.code, (group.field, part.key))
                key = GroupKey(group.field, part.key)
                with filled_ws.read() as connection:
                    behind = rows(connection, indicator(figure.code), scope, key)
                assert total(indicator(figure.code), behind) == part.share
                assert len(opened.seqs) == len({row.id for row in behind})


def test_a_frozen_figure_keeps_its_rows_when_the_register_moves_on(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    before = figure_rows(filled_ws, report, "C5.1").seqs
    (id_,) = registers.ids_of(filled_ws, Business, [before[0]])
    with filled_ws.change("Đóng") as batch:
        batch.update(Business, id_, {"activity": Activity.ENDED})
    assert figure_rows(filled_ws, report, "C5.1").seqs == before
    assert list(figure_rows(filled_ws, report, "C5.1", live=True).seqs) == list(before[1:])


def test_a_deleted_row_is_told_and_its_number_given_anew_is_not_mistaken_for_it(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    last = registers.find(filled_ws, Business, Query(order="-recorded_on"))
    values = registers.get(filled_ws, Business, registers.ids_of(filled_ws, Business, [max(last) - 1])[0]).values
    for seq in (max(last), max(last) - 1):
        (id_,) = registers.ids_of(filled_ws, Business, [seq])
        with filled_ws.change("Xóa") as batch:
            batch.delete(Business, id_)
    with filled_ws.change("Thêm") as batch:
        batch.insert(Business, [{**values, "name": "Người khác"}])
    opened = figure_rows(filled_ws, report, "C5.1")
    assert opened.gone == 1
    assert max(last) - 1 not in opened.seqs


def test_a_counted_row_that_was_merged_since_opens_as_the_record_it_is_part_of(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    before = figure_rows(filled_ws, report, "C5.1").seqs
    gone, other = registers.ids_of(filled_ws, Business, list(before[:2]))
    merge_records(filled_ws, MergeWish(Business, other, (gone,)))
    opened = figure_rows(filled_ws, report, "C5.1")
    assert (list(opened.seqs), opened.gone) == (list(before[1:]), 0)
    values = registers.get(filled_ws, Business, other).values
    with filled_ws.change("Thêm") as batch:
        (keep,) = batch.insert(Business, [{**values, "tax_code": None, "file_code": None}])
    merge_records(filled_ws, MergeWish(Business, keep, (other,)))
    opened = figure_rows(filled_ws, report, "C5.1")
    assert (len(opened.seqs), opened.gone) == (len(before) - 1, 0)
    assert registers.seq_of(filled_ws, Business, keep) in opened.seqs


def test_rows_taken_away_and_brought_back_are_the_same_rows(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    before = len(figure_rows(filled_ws, report, "C5.1").seqs)
    taken = next(act.id for act in batches(filled_ws) if act.what == "Nhập danh sách")
    undo_batch(filled_ws, taken)
    assert figure_rows(filled_ws, report, "C5.1").gone == before
    undo_batch(filled_ws, batches(filled_ws)[0].id)
    opened = figure_rows(filled_ws, report, "C5.1")
    assert (len(opened.seqs), opened.gone) == (before, 0)
    assert list(opened.seqs) == sorted(opened.seqs)


def test_a_figure_that_is_none_is_refused_and_one_of_an_empty_register_opens_to_nothing(filled_ws: Workspace) -> None:
    report = start_report(filled_ws, 2024)
    assert len(figure_rows(filled_ws, report, "C2.1").seqs) == 0
    with pytest.raises(Refused, match="Không có chỉ tiêu"):
        figure_rows(filled_ws, report, "C99")


names = st.text("aăâbcdđeêghiklmnoôơ ", min_size=1, max_size=12).map(lambda words: f"Hộ {words}")
channels = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(list(ChannelKind)),
            "platform": st.sampled_from(["POSTMART", "VOSO", "SHOPEE", None]),
            "procedure": st.sampled_from([*Procedure, None]),
        }
    ),
    max_size=3,
)
day = st.dates(date(2022, 1, 1), date(2026, 1, 1))
businesses = st.lists(
    st.fixed_dictionaries(
        {
            "name": names,
            "kind": st.sampled_from(list(SubjectKind)),
            "commune": st.sampled_from(["08761", "08764", "08767"]),
            "activity": st.sampled_from(list(Activity)),
            "started_on": day | st.none(),
            "ended_on": day | st.none(),
            "traded": st.booleans() | st.none(),
            "e_invoice": st.sampled_from([*EInvoice, None]),
            "payments": st.lists(st.sampled_from(list(Payment)), unique=True).map(tuple) | st.none(),
            "channels": channels,
        }
    ),
    max_size=8,
)
people = st.lists(
    st.fixed_dictionaries(
        {
            "name": names,
            "gender": st.sampled_from([*Gender, None]),
            "audience": st.sampled_from([*Audience, None]),
            "phone": st.sampled_from(["0912000001", "0912000002", None]),
        }
    ),
    max_size=4,
)
classes = st.lists(
    st.fixed_dictionaries(
        {
            "name": names,
            "form": st.sampled_from(list(Form)),
            "role": st.sampled_from(list(Role)),
            "topics": st.lists(st.sampled_from(list(Topic)), unique=True).map(tuple) | st.none(),
            "starts_on": st.dates(date(2023, 11, 1), date(2025, 1, 31)),
            "place": st.just("Hội trường"),
            "attended": st.integers(0, 90) | st.none(),
            "women": st.integers(0, 40) | st.none(),
            "cost": st.integers(0, 10**9) | st.none(),
            "attendees": people,
        }
    ),
    max_size=5,
)


@settings(
    max_examples=settings.default.max_examples // 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sellers=businesses, led=classes)
def test_every_total_is_the_sum_of_its_rows_and_of_its_parts(
    ws: Workspace, sellers: list[dict[str, Any]], led: list[dict[str, Any]]
) -> None:
    """Rows pile up from example to example: the totals must hold for whatever lies there."""
    with ws.change("Thêm") as batch:
        batch.insert(Business, sellers)
        batch.insert(Training, led)
    scope = Scope(date(2023, 12, 15), date(2024, 12, 14), offices=(ws.office,))
    with ws.read() as connection:
        frozen = freeze(connection, scope, utc_now())
        for each in indicators():
            figure = frozen.figures[each.code]
            if figure.value is None:
                continue
            assert total(each, rows(connection, each, scope)) == figure.value, each.code
            assert len(from_ranges(figure.rows)) == len({row.id for row in rows(connection, each, scope)})
            for field, parts in figure.groups:
                assert sum(share for _, share in parts) == figure.value
                for key, share in parts:
                    assert total(each, rows(connection, each, scope, GroupKey(field, key))) == share
    assert sum(session.attendees or 0 for session in frozen.sessions) == (frozen.figures["C3.3"].value or 0)
    assert sum(session.cost or 0 for session in frozen.sessions) == (frozen.figures["C3.5"].value or 0)
