"""The dated lists as tables: what was true on a day, on which text it rests, and whether that text was looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tmdt_desktop.catalogues import agencies, holidays, industries, laws, platforms, tax_status, violations
from tmdt_desktop.catalogues.atlas import (
    Unit,
    communes_on,
    districts_on,
    epochs,
    predecessors,
    successor,
    unit_on,
    units_of,
)
from tmdt_desktop.catalogues.dated import Dated
from tmdt_desktop.catalogues.duties import duties
from tmdt_desktop.catalogues.indicators import annex_lines
from tmdt_desktop.catalogues.offices import Office, offices_on
from tmdt_desktop.catalogues.term_spans import span_of
from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import day as show_day
from tmdt_desktop.kinds import Term
from tmdt_desktop.records.business import ChannelKind
from tmdt_desktop.records.tax_review import TaxMethod
from tmdt_desktop.store.settings import load, office_grounds
from tmdt_desktop.store.workspace import Workspace

_COMMUNE_DIGITS = 5


@dataclass(frozen=True)
class CatalogueRow:
    """One row that holds on the day. `cells` stand under the table's columns; None leaves an end of its time open."""

    code: str
    cells: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    basis: str
    verified: bool


@dataclass(frozen=True)
class CatalogueTable:
    """A list as it was on `day`. `columns` head the cells; time, basis and «đã đối chiếu» belong to every row."""

    name: str
    title: str
    day: date
    columns: tuple[str, ...]
    rows: tuple[CatalogueRow, ...]


@dataclass(frozen=True)
class UnitStep:
    """A place in one of the times between two reforms. `titles` with the district where there is one; empty: not known."""

    since: date | None
    until: date | None
    codes: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True)
class _List:
    title: str
    columns: tuple[str, ...]
    rows: Callable[[Workspace | None, date], Iterable[CatalogueRow]]


def catalogue_names() -> tuple[tuple[str, str], ...]:
    """(name, title) of every list, in the order they are offered."""
    return tuple((name, made.title) for name, made in _lists().items())


def catalogue(ws: Workspace | None, name: str, day: date) -> CatalogueTable:
    """The list `name` as it was on `day`; with a workspace, what the office itself has added to it too.

    Raises:
        Refused: there is no such list.
    """
    lists = _lists()
    if name not in lists:
        raise Refused(f"Không có danh mục «{name}».", cure=f"Chọn một trong: {', '.join(lists)}.")
    made = lists[name]
    return CatalogueTable(name, made.title, day, made.columns, tuple(made.rows(ws, day)))


def unit_story(code: str, day: date) -> tuple[UnitStep, ...]:
    """What the commune `code` of `day` was and became in each time between reforms, oldest first.

    The key of a place is its code and a day: 08716 is two places. Raises KeyError when nothing bore the code then.
    """
    if len(unit_on(code, day).code) != _COMMUNE_DIGITS:
        raise KeyError(code)
    starts = epochs()
    return tuple(_step(code, day, start, end) for start, end in zip(starts, (*starts[1:], None), strict=True))


def _step(code: str, day: date, start: date, end: date | None) -> UnitStep:
    units = predecessors(code, day, start) if start <= day else _later(code, day, start)
    since = None if start == epochs()[0] else start
    last = None if end is None else end - timedelta(days=1)
    return UnitStep(since, last, tuple(unit.code for unit in units), tuple(_placed(unit) for unit in units))


def _later(code: str, day: date, start: date) -> tuple[Unit, ...]:
    unit = successor(code, day, start)
    return () if unit is None else (unit,)


def _placed(unit: Unit) -> str:
    above = [units_of(code)[-1].spoken for code in unit.districts]
    gone = unit.valid_from == epochs()[-1]
    return unit.title if gone or not above else f"{unit.title}, {', '.join(above)}"


def _row(code: str, cells: Iterable[str], dated: Dated) -> CatalogueRow:
    return CatalogueRow(code, tuple(cells), dated.valid_from, dated.valid_to, dated.basis, dated.verified)


def _lasting(cells: tuple[str, ...], basis: str, *, verified: bool = True) -> CatalogueRow:
    """A row that rests on no dated text."""
    return CatalogueRow(cells[0], cells, None, None, basis, verified)


def _units(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for unit in (*districts_on(day), *communes_on(day)):
        above = ", ".join(units_of(code)[-1].title for code in unit.districts if len(unit.code) > len(code))
        former = "trước: " if unit.valid_from == epochs()[-1] else ""
        yield _row(unit.code, (unit.code, unit.title, former + above), unit)


def _agencies(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for body in agencies.bodies():
        if body.holds_on(day):
            after = agencies.body_on(body.successor, body.valid_to or day).name if body.successor else ""
            yield _row(body.code, (body.code, body.name, after), body)


def _offices(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for office in offices_on(day):
        yield _row(office.code, (office.code, office.name, office.recipient, _heads(office)), office)


def _heads(office: Office) -> str:
    return " / ".join(office.signing[0].titles) if office.signing else ""


def _platforms(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for known in platforms.platforms():
        if known.holds_on(day):
            kind = ChannelKind[known.kind].value
            yield _row(known.code, (known.code, known.name, kind, ", ".join(known.hosts)), known)


def _terms(of: type[Term]) -> Callable[[Workspace | None, date], Iterable[CatalogueRow]]:
    def rows(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
        for term in of:
            span = span_of(term)
            if span is None:
                yield _lasting((term.name, str(term.value)), "Danh mục của phần mềm")
            elif span.holds_on(day):
                yield _row(term.name, (term.name, str(term.value)), span)

    return rows


def _laws(ws: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    settings = None
    if ws is not None:
        with ws.read() as connection:
            settings = load(connection)
    for law in laws.laws_on(day):
        citation = law.citation.replace("{decision}", (settings and settings.decision) or "Quyết định ban hành Quy chế")
        yield _row(law.code, (law.short, citation), law)
    for citation in office_grounds(settings) if settings else ():
        yield _lasting(("", citation), "Cơ quan tự ghi ở Cài đặt", verified=False)


def _violations(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for act in violations.acts():
        if act.holds_on(day):
            cells = (act.code, act.name, violations.cited(act.code, day), act.amount, act.note)
            yield _row(act.code, cells, act)


def _industries(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for known in industries.industries():
        if known.holds_on(day):
            yield _row(known.code, (known.code[5:], known.words[0], f"VSIC {known.code[:4]}"), known)


def _tax_status(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for known in tax_status.tax_statuses():
        if known.holds_on(day):
            yield _row(known.code, (known.code, known.name), known)


def _holidays(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for known in holidays.holidays_in(day.year):
        first, last = (show_day(end) if end else "" for end in (known.valid_from, known.valid_to))
        yield _row("", (known.name, first if first == last else f"{first} – {last}"), known)
    last_safe = show_day(holidays.deadline(day.year))
    basis = "Quy chế, Điều 21; tính theo ngày nghỉ"
    yield _lasting((f"Ngày làm việc cuối để gửi báo cáo năm {day.year}", last_safe), basis)


def _duties(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for duty in duties():
        if duty.holds_on(day):
            role = "Chủ trì" if duty.leads else "Phối hợp"
            yield _row(duty.id, (duty.id, duty.cite, role, duty.text), duty)


def _indicators(_: Workspace | None, day: date) -> Iterable[CatalogueRow]:
    for line in annex_lines():
        if line.holds_on(day):
            yield _row(line.code, (line.code, line.label, line.unit, line.section, line.clause), line)


def _lists() -> dict[str, _List]:
    return {
        "units": _List("Đơn vị hành chính", ("Mã", "Tên", "Thuộc"), _units),
        "agencies": _List("Cơ quan", ("Mã", "Tên", "Cơ quan kế tiếp"), _agencies),
        "offices": _List("Cơ quan báo cáo", ("Mã", "Tên", "Nơi nhận báo cáo", "Chức vụ ký"), _offices),
        "platforms": _List("Nền tảng bán hàng", ("Mã", "Tên", "Loại kênh", "Tên miền"), _platforms),
        "channels": _List("Loại kênh bán hàng", ("Mã", "Tên"), _terms(ChannelKind)),
        "laws": _List("Căn cứ pháp lý", ("Gọi tắt", "Cách dẫn"), _laws),
        "violations": _List("Hành vi vi phạm", ("Mã", "Hành vi", "Điều khoản", "Mức in", "Lưu ý"), _violations),
        "industries": _List("Mã ngành kinh tế", ("Mã", "Tên ngành", "Hệ thống"), _industries),
        "tax_status": _List("Trạng thái mã số thuế", ("Mã", "Trạng thái"), _tax_status),
        "tax_methods": _List("Cách nộp thuế", ("Mã", "Tên"), _terms(TaxMethod)),
        "holidays": _List("Ngày nghỉ, hạn báo cáo", ("Dịp", "Ngày"), _holidays),
        "duties": _List("Nhiệm vụ theo Quy chế", ("Mã", "Căn cứ", "Vai trò", "Nội dung"), _duties),
        "indicators": _List("Chỉ tiêu báo cáo", ("Mã", "Chỉ tiêu", "Đơn vị tính", "Mục", "Căn cứ"), _indicators),
    }
