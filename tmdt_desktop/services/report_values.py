"""What stands in a report beside its texts: number and day, last year's figures and the plan, reasons, who signs."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.kinds import Whole
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services import frozen as freezing
from tmdt_desktop.services.make_report import write
from tmdt_desktop.services.report_life import OPEN, Held, Signer, held, require_open, said, symbol_of
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.text import one_line

_NUMBER = re.compile(r"0*(\d{1,6})(?:\s*/\s*([^\W\d_][\w.&-]*))?")
_LONGEST_REASON, _LONGEST_NAME = 500, 80


def set_number(ws: Workspace, id_: UUID, number: str, issued_on: date | None) -> None:
    """Note the number and day that the office's document system allotted; empty and None take them back.

    `number`: «312» or «312/BC-UBND». On a report that is signed already they are noted in the register alone.
    Raises:
        Invalid: no number.
    """
    with ws.change("Ghi số, ngày báo cáo") as batch:
        put_number(batch, id_, number, issued_on)


def put_number(batch: Batch, id_: UUID, number: str, issued_on: date | None) -> None:
    """`set_number` within an act that does more."""
    report = held(batch.connection, id_)
    symbol = symbol_of(store_settings.load(batch.connection), report.record)
    values: dict[str, Any] = {"number": _numbered(number, symbol), "issued_on": issued_on}
    if report.state in OPEN and any(report.record[name] != value for name, value in values.items()):
        values |= {"state": ReportState.DRAFT, "files": None}
    batch.update(Report, id_, values)


def give_reason(ws: Workspace, id_: UUID, code: str, reason: str) -> None:
    """Write why the figure `code` is as odd as it is, by itself or beside others; an empty reason takes it back. It travels with the report.

    Raises:
        Invalid: too long. Refused: no such figure, or the report is no longer the clerk's.
    """
    words = one_line(reason)
    if len(words) > _LONGEST_REASON:
        raise Invalid(f"Lý do dài {len(words)} ký tự, chỉ ghi được {_LONGEST_REASON}. Rút gọn lại.")
    with ws.change("Ghi lý do số liệu") as batch:
        report = _open_report(batch, id_)
        _figure_of(report, code)
        reasons = {**report.reasons, code: words}
        kept = {known: said for known, said in reasons.items() if said}
        write(batch, report, {"texts": replace(said(report), reasons=kept).to_json()})


@dataclass(frozen=True)
class BaseFigures:
    """What a figure is compared with: last year's value and this year's plan, None when there is none."""

    code: str
    last_year: int | None = None
    plan: int | None = None


def enter_base(ws: Workspace, id_: UUID, wish: BaseFigures) -> None:
    """Enter last year's figure and the plan where no earlier report gives them.

    Raises:
        Invalid: below zero or too large. Refused: no such figure, last year's comes from its own report, or the report
        has been signed.
    """
    kind = Whole(10**15)
    last_year, plan = (None if raw is None else kind.parse(raw) for raw in (wish.last_year, wish.plan))
    with ws.change("Ghi số năm trước, kế hoạch") as batch:
        report = _open_report(batch, id_)
        figure = _figure_of(report, wish.code)
        if report.frozen.last_year_from and last_year != figure.last_year:
            raise Refused(
                f"Số năm trước lấy từ «{report.frozen.last_year_from}» nên không nhập tay.",
                cure="Sửa kế hoạch thôi, hoặc lập bản sửa đổi của báo cáo năm trước.",
            )
        remark = figure.remark if last_year == figure.last_year else ""
        figures = {**report.frozen.figures, wish.code: replace(figure, last_year=last_year, plan=plan, remark=remark)}
        write(batch, report, {"figures": freezing.to_json(replace(report.frozen, figures=figures))})


def choose_signer(ws: Workspace, id_: UUID, signer: Signer | None) -> None:
    """Say how this one report is signed, by the office's table of forms; None takes it back to what is set for all.

    Raises:
        Invalid: the name is too long. Refused: the office has no such form, or the report is no longer the clerk's.
    """
    with ws.change("Chọn người ký báo cáo") as batch:
        report = held(batch.connection, id_)
        require_open(report)
        chosen = _known_signer(report, signer) if signer else None
        write(batch, report, {"texts": replace(said(report), signing=chosen).to_json()})


def _known_signer(report: Held, signer: Signer) -> Signer:
    name = one_line(signer.name)
    if len(name) > _LONGEST_NAME:
        raise Invalid(f"Tên dài {len(name)} ký tự, chỉ ghi được {_LONGEST_NAME}. Rút gọn lại.")
    forms = [form.code for form in office_on(report.record["office"], report.record["due_on"]).signing]
    if signer.form not in forms:
        raise Refused(f"Đơn vị không ký theo hình thức {signer.form}.", cure=f"Chọn trong: {', '.join(forms)}.")
    return Signer(signer.form, name)


def _figure_of(report: Held, code: str) -> freezing.FrozenFigure:
    if code not in report.frozen.figures:
        raise Refused(f"Báo cáo không có chỉ tiêu {code}.", cure="Chọn một chỉ tiêu trong bảng số liệu.")
    return report.frozen.figures[code]


def _open_report(batch: Batch, id_: UUID) -> Held:
    report = held(batch.connection, id_)
    require_open(report)
    return report


def _numbered(raw: str, symbol: str) -> str | None:
    """«312» as «312/BC-UBND»; None for nothing."""
    words = one_line(raw)
    if not words:
        return None
    found = _NUMBER.fullmatch(words)
    if found is None or not int(found.group(1)):
        raise Invalid(f"Ghi số của văn bản, ví dụ 312 hoặc 312/{symbol}.")
    number = int(found.group(1))
    return f"{number:02d}/{found.group(2) or symbol}"
