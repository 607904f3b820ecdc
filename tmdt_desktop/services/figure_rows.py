"""The rows behind a figure of a report, for the register page to open."""

from array import array
from dataclasses import dataclass
from uuid import UUID

from tmdt_desktop.catalogues.indicators import Indicator, annex_lines
from tmdt_desktop.errors import Refused
from tmdt_desktop.figures import GroupKey
from tmdt_desktop.services.frozen import seqs_behind
from tmdt_desktop.services.report_content import frozen_seqs
from tmdt_desktop.services.report_life import held
from tmdt_desktop.store.workspace import Workspace

Group = tuple[str, str | None]
"""(field of the group, plain value of the part; None for «Chưa ghi»)"""


@dataclass(frozen=True)
class FigureRows:
    """Row numbers of `register` (its code) behind a figure. `frozen`: they are the rows that were counted at the closing.

    `gone`: how many of those stand no longer in the register. Those merged since stand as the record they are part of.
    """

    register: str
    seqs: "array[int]"
    frozen: bool
    gone: int = 0


def figure_rows(
    ws: Workspace, report_id: UUID, code: str, group: Group | None = None, *, live: bool = False
) -> FigureRows:
    """The rows behind a frozen figure or one part of it; with `live` those that the registers give today.

    Raises:
        Refused: no such report or figure, or no register is kept for it.
    """
    line = _counted(code)
    part = GroupKey(*group) if group else None
    with ws.read() as connection:
        report = held(connection, report_id)
        if live:
            return FigureRows(line.register, seqs_behind(connection, line, report.scope(), part), frozen=False)
        seqs, gone = frozen_seqs(connection, report, code)
        there = array("q", seqs)
        if part is not None:
            among = set(there)
            now = seqs_behind(connection, line, report.scope(), part)
            there = array("q", (seq for seq in now if seq in among))
        return FigureRows(line.register, there, frozen=True, gone=gone)


def _counted(code: str) -> Indicator:
    known = {line.code: line for line in annex_lines()}
    line = known.get(code)
    if line is None:
        raise Refused(f"Không có chỉ tiêu {code}.", cure="Chọn một chỉ tiêu trong bảng số liệu.")
    if not isinstance(line, Indicator):
        raise Refused(
            f"«{line.label}» chưa có dòng nào để mở.",
            why="Phần mềm chưa có sổ ghi việc này.",
            cure="Viết kết quả vào lời văn của mục.",
        )
    return line
