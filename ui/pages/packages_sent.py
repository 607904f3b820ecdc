"""The packages a district has sent: where each stands, and what the Department answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tmdt_desktop.i18n import moment
from tmdt_desktop.records.package import Package, PackageState
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store.workspace import Workspace
from ui.parts.dialog import fact
from ui.parts.lines_table import Cell, Column, Line, LinesTable
from ui.shell.theme import Theme
from ui.shell.widgets import Button, IconLabel, Part, column, label, panel, row

_SIDE = 320
_LOOKS = {
    PackageState.SENT: ("clock", "accent", "Chờ phiếu của Sở. Có phiếu thì bấm «Nhận tệp từ Sở»."),
    PackageState.ACKNOWLEDGED: ("ok", "ok", "Sở đã tiếp nhận gói này."),
    PackageState.RETURNED: ("undo", "bad", "Sở trả lại gói này. Lập bản sửa đổi rồi gửi lại."),
    PackageState.SUPERSEDED: ("empty", "text_2", "Đã có gói mới hơn được tiếp nhận."),
}
_COLUMNS = (
    Column("Trạng thái", 150),
    Column("Năm", 60),
    Column("Lần", 50, right=True),
    Column("Gửi lúc", 148),
    Column("Tệp"),
)


@dataclass(frozen=True)
class SentPackage:
    """One sent package as the page shows it. `reasons`: why it was sent back."""

    id: UUID
    file: str
    year: int
    revision: int
    sent_at: datetime
    state: PackageState
    receipt: str
    signer: str
    reasons: tuple[str, ...]
    report: UUID | None


def sent_packages(ws: Workspace) -> tuple[SentPackage, ...]:
    """Every package sent from here, newest first."""
    seqs = registers.find(ws, Package, Query(where=(("direction", "SENT"),), order="-moved_at"))
    return tuple(_sent(id_, registers.get(ws, Package, id_).values) for id_ in registers.ids_of(ws, Package, seqs))


def _sent(id_: UUID, values: dict[str, Any]) -> SentPackage:
    reasons = tuple(str(line[2]) for line in values["findings"] or ())
    told = (values["receipt_code"] or "", values["signer"] or "", reasons, values.get("report_id"))
    return SentPackage(
        id_, values["file_name"], values["year"], values["revision"], values["moved_at"], values["state"], *told
    )


class SentPane(QWidget):
    """The pane. `take_answer` asks for the Department's file, `to_report` for the reports."""

    take_answer = Signal()
    to_report = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.packages: tuple[SentPackage, ...] = ()
        self.table = LinesTable(theme, _COLUMNS)
        self.table.setAccessibleName("Gói đã gửi")
        self.table.chosen.connect(self._show)
        self._side: QVBoxLayout = column(spacing=8)
        side = panel("card", column(self._side, None, margins=(16, 12, 16, 12)))
        side.setFixedWidth(_SIDE)
        frame = panel("card", column(self.table, margins=(1, 1, 1, 1)))
        self._full = panel("clear", row((frame, 1), side, spacing=12))
        to_report = Button(theme, "Mở báo cáo", "primary", icon="report")
        to_report.clicked.connect(self.to_report)
        words = label("Chưa gửi gói nào. Ký, đóng dấu báo cáo rồi bấm «Gửi gói» ở trang Báo cáo.", wrap=True)
        self._empty = panel("card", column(words, row(to_report, None), None, margins=(16, 16, 16, 16), spacing=12))
        self.setLayout(column((self._full, 1), self._empty, margins=(16, 12, 16, 16)))
        self.show_packages(())

    def show_packages(self, packages: Sequence[SentPackage]) -> None:
        """Show them; the one that was looked at stays."""
        self.packages = tuple(packages)
        self._full.setVisible(bool(packages))
        self._empty.setVisible(not packages)
        self.table.show_lines([_line(made) for made in packages])
        if packages and self.table.current_key is None:
            self.table.choose(packages[0].id)
        elif packages:
            self._show(self.table.current_key)

    def _show(self, id_: object) -> None:
        while item := self._side.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        made = next((each for each in self.packages if each.id == id_), None)
        for part in self._about(made) if made else ():
            if isinstance(part, QWidget):
                self._side.addWidget(part)

    def _about(self, made: SentPackage) -> list[Part]:
        icon, tone, said = _look(made.state)
        head = row(
            column(2, IconLabel(self._theme, icon, tone, 18), None),
            (label(made.state.value, "heading", tone), 1),
            spacing=8,
        )
        parts: list[Part] = [panel("clear", head), label(said, "body", "text", wrap=True)]
        parts += [label(reason, "body", "bad", wrap=True) for reason in made.reasons]
        parts += [
            fact("Báo cáo", f"Năm {made.year}, lần {made.revision}"),
            fact("Gửi lúc", moment(made.sent_at)),
            fact("Người ký gói", made.signer or "—"),
            fact("Mã phiếu", made.receipt or "—"),
            fact("Tệp", made.file),
        ]
        if made.state is PackageState.SENT:
            take = Button(self._theme, "Nhận tệp từ Sở", icon="inbox")
            take.clicked.connect(self.take_answer)
            parts.append(panel("clear", row(take, None)))
        return parts


def _look(state: PackageState) -> tuple[str, str, str]:
    return _LOOKS.get(state, ("package", "text_2", ""))


def _line(made: SentPackage) -> Line:
    icon, tone, _ = _look(made.state)
    cells = (
        Cell(made.state.value, tone, icon),
        str(made.year),
        str(made.revision),
        moment(made.sent_at),
        Cell(made.file, "text_2", tip=made.file),
    )
    return Line(cells, made.id)
