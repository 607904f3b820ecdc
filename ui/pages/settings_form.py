"""What an office sets once: how its documents are headed and signed, its period, its folders, the look."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.offices import office_on
from tmdt_desktop.catalogues.signing_forms import way_of
from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Kind, Note, Text, Whole
from tmdt_desktop.store.settings import Settings
from ui.parts.editors import Given, editor_of
from ui.parts.field_grid import FieldGrid
from ui.parts.file_pick import FOLDER, FilePick
from ui.shell.theme import Mode, Theme
from ui.shell.widgets import Chip, column, label, row

_MODES = ((Mode.SYSTEM, "Theo máy"), (Mode.LIGHT, "Sáng"), (Mode.DARK, "Tối"))
_WINDOWS = (((12, 15), "15/12 năm trước đến 14/12"), ((1, 1), "01/01 đến 31/12"))
"""Month and day on which the reporting year begins (NĐ 70/2023/NĐ-CP, TT 23/2024/TT-BCT; or the calendar year)."""
_PADDINGS = {"pss": "PSS, theo TT 15/2025", "pkcs1": "PKCS #1 v1.5"}
_PADDING_HINT = "Chỉ chọn PKCS #1 v1.5 khi nơi nhận hoặc thiết bị ký chưa dùng được PSS."
_MOST_EARLY = 30
_SEAL_LEAST, _SEAL_MOST = 20, 60
_WIDEST = 760
_DECISION = "Dẫn nguyên văn số, ngày, cơ quan ban hành. Báo cáo nào cũng dẫn câu này."


def _fields(office: str) -> tuple[Field, ...]:
    """The fields of the form; where nothing is typed the catalogue's own value holds, and the hint says which."""
    own = office_on(office, date.today())  # noqa: DTZ011 - the office's own calendar day
    return (
        _field("decision", "Quyết định ban hành Quy chế", Text(400), _DECISION, required=True),
        _field("plan", "Kế hoạch thương mại điện tử của năm", Text(400), "Có thì ghi số, ngày; không có thì để trống."),
        _field("grounds", "Căn cứ khác, mỗi dòng một văn bản", Note(2000), "Ghi loại, số, ngày, cơ quan, trích yếu."),
        _field("recipient", "Kính gửi", Text(200), f"Để trống thì dùng: {own.recipient}."),
        _field("signer_name", "Họ tên người ký", Text(80), required=True),
        _field("place", "Địa danh", Text(80)),
        _field("signing_form", "Cách ký", way_of(own), required=True),
        _field("early_days", "Gửi trước hạn (ngày làm việc)", Whole(), required=True),
        _field("signer_titles", "Chức vụ người ký, mỗi dòng một cấp", Note(200), "Để trống thì theo cách ký đã chọn."),
        _field("symbol", "Ký hiệu báo cáo", Text(30)),
        _field("seal_mm", "Đường kính dấu (mm)", Whole(), required=True),
        _field("copies", "Nơi nhận, mỗi dòng một nơi", Note(600), f"Để trống thì dùng: {'; '.join(own.copies)}."),
        _field("period_start_day", "Kỳ báo cáo bắt đầu từ ngày", Whole(), required=True),
        _field("period_start_month", "của tháng, năm trước", Whole(), required=True),
        _field("timestamp_url", "Máy chủ cấp dấu thời gian", Text(200), "Để trống thì phần mềm không dùng mạng."),
    )


def _field(name: str, words: str, kind: Kind, hint: str = "", *, required: bool = False) -> Field:
    return Field(name, words, kind, required, help=hint)


class SettingsForm(QWidget):
    """The form. `changed` carries the settings to be kept, each time a field was left with something new in it."""

    changed = Signal(object)

    def __init__(self, theme: Theme, office: str) -> None:
        super().__init__()
        self._theme = theme
        self.settings = Settings()
        given = Given(theme, lambda kind: list(kind.choices()) if isinstance(kind, Listed) else [])
        self._fields = _fields(office)
        self.grid = FieldGrid(theme, self._fields, lambda field: editor_of(field, given))
        self.grid.left.connect(self._left)
        self.backup = FilePick(
            theme, "Nơi sao lưu", FOLDER, hint="Nên là USB hoặc ổ khác. Để trống thì sao lưu trong thư mục sổ."
        )
        self.backup.optional = True
        self.backup.changed.connect(lambda: self._picked("backup_folder", self.backup.path))
        self.paddings = {way: Chip(theme, words) for way, words in _PADDINGS.items()}
        for way, chosen in self.paddings.items():
            chosen.clicked.connect(lambda way=way: self.choose_padding(way))
        self._modes = {mode: Chip(theme, words) for mode, words in _MODES}
        for mode, chip in self._modes.items():
            chip.clicked.connect(lambda mode=mode: self.choose_mode(mode))
        self._windows = {start: Chip(theme, words) for start, words in _WINDOWS}
        for start, window in self._windows.items():
            window.clicked.connect(lambda start=start: self.choose_window(start))
        windows = row(label("Kỳ báo cáo năm", "body", "text_2"), *self._windows.values(), None, spacing=8)
        looks = row(*self._modes.values(), None, spacing=8)
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        parts = (
            label("Văn bản", "heading"), windows, self.grid, 4,
            label("Cách ký của khóa RSA", "heading"), row(*self.paddings.values(), None, spacing=8),
            label(_PADDING_HINT, "small", "text_3", wrap=True), 4,
            label("Thư mục", "heading"), self.backup, 4,
            label("Màu giao diện", "heading"), looks,
        )  # fmt: skip
        holder.setLayout(column(*parts, None, spacing=10))
        self.setLayout(row((holder, 100), None, margins=(16, 14, 16, 16)))
        self._putting = False
        self._holder = holder
        holder.setEnabled(False)

    def show_settings(self, settings: Settings) -> None:
        """Show what is kept."""
        self._putting = True
        self.settings = settings
        self.grid.put({name: value if value != "" else None for name, value in asdict(settings).items()})
        self.backup.set_path(Path(settings.backup_folder) if settings.backup_folder else None)
        self._show_mode(settings.theme)
        self._show_window()
        self._show_padding()
        self._putting = False
        self._holder.setEnabled(True)

    def go_to(self, name: str) -> None:
        """Put the keyboard where `name` is set."""
        if name in self.grid.boxes:
            self.grid.boxes[name].input.setFocus()
        elif name == "backup_folder":
            self.backup.button.setFocus()

    def choose_window(self, start: tuple[int, int]) -> None:
        """Let the reporting year begin on this month and day."""
        for name, part in zip(("period_start_month", "period_start_day"), start, strict=True):
            self.grid.boxes[name].input.put(part)
        self._left("")

    def choose_padding(self, way: str) -> None:
        """Let RSA keys sign in this way from now on."""
        self._keep({"rsa_padding": way})
        self._show_padding()

    def choose_mode(self, mode: Mode) -> None:
        """Show this theme from now on."""
        self._theme.use(mode)
        self._show_mode(mode.value)
        self._keep({"theme": mode.value})

    def flush(self) -> None:
        """Keep whatever was typed and not yet left; nothing is kept before the settings were shown."""
        if self._holder.isEnabled():
            self._left("")

    def _show_mode(self, said: str) -> None:
        for mode, chip in self._modes.items():
            chip.say(chip.text, tone="accent" if mode.value == said else "")

    def _show_window(self) -> None:
        """Mark the reporting year in force; none of the two when the office has one of its own."""
        now = (self.settings.period_start_month, self.settings.period_start_day)
        for start, chip in self._windows.items():
            chip.say(chip.text, tone="accent" if start == now else "")

    def _show_padding(self) -> None:
        for way, chip in self.paddings.items():
            chip.say(chip.text, tone="accent" if way == self.settings.rsa_padding else "")

    def _picked(self, name: str, path: Path | None) -> None:
        if not self._putting:
            self._keep({name: str(path) if path else ""})

    def _left(self, _name: str) -> None:
        """Read the whole form: the faults stand beside their fields, what can be read is kept."""
        read, faults = self._read()
        self.grid.tell(faults, {})
        self._keep({name: value for name, value in read.items() if name not in faults})

    def _keep(self, changed: Mapping[str, Any]) -> None:
        new = replace(self.settings, **changed)
        if new != self.settings:
            self.settings = new
            self._show_window()
            self.changed.emit(new)

    def _read(self) -> tuple[dict[str, object], dict[str, str]]:
        read: dict[str, object] = {}
        faults: dict[str, str] = {}
        kinds = {made.name: type(made.default) for made in fields(Settings)}
        for field in self._fields:
            try:
                typed = str(self.grid.boxes[field.name].input.raw() or "").strip()
                value = field.kind.parse(typed) if typed else ""
            except Invalid as told:
                faults[field.name] = str(told)
                continue
            if value == "" and kinds[field.name] is int:
                faults[field.name] = "Chưa có số. Điền mục này."
                continue
            read[field.name] = value
        return read, {**faults, **_rules(read)}


def _rules(read: Mapping[str, object]) -> dict[str, str]:
    """Rules of single numbers and between them."""
    faults: dict[str, str] = {}
    size = read.get("seal_mm")
    if isinstance(size, int) and not _SEAL_LEAST <= size <= _SEAL_MOST:
        faults["seal_mm"] = f"Đường kính dấu từ {_SEAL_LEAST} đến {_SEAL_MOST} mm. Xem lại."
    early = read.get("early_days")
    if isinstance(early, int) and early > _MOST_EARLY:
        faults["early_days"] = f"Ghi số ngày từ 0 đến {_MOST_EARLY}."
    month, first = read.get("period_start_month"), read.get("period_start_day")
    if isinstance(month, int) and isinstance(first, int):
        try:
            date(2023, month, first)
        except ValueError:
            faults["period_start_day"] = f"Không có ngày {first}/{month}. Xem lại ngày và tháng."
    return faults
