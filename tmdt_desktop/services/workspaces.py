"""Make, open and describe a workspace.

The sign-in window needs the names of the people and nothing else, so the database is loaded by the function that opens it.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Invalid, InvalidRecord
from tmdt_desktop.services.left_behind import sweep
from tmdt_desktop.store import keys
from tmdt_desktop.text import one_line

if TYPE_CHECKING:
    from tmdt_desktop.store.settings import Settings
    from tmdt_desktop.store.workspace import Workspace

SHORTEST_PASSWORD = 8
_COMMON_YEAR = 2023
"""A year without 29 February."""
_SEAL_MM = (20, 60)
_MOST_EARLY = 30
_SETTING_LABELS = {
    "period_start_month": "Tháng bắt đầu năm báo cáo",
    "period_start_day": "Ngày bắt đầu năm báo cáo",
    "seal_mm": "Đường kính con dấu (mm)",
    "signing_form": "Cách ký",
    "early_days": "Gửi sớm (ngày làm việc)",
}
_WISH_LABELS = {
    "office": "Mã đơn vị",
    "user": "Tên đăng nhập",
    "full_name": "Họ tên",
    "password": "Mật khẩu",
}


@dataclass(frozen=True)
class NewWorkspace:
    """What a new workspace needs: the office's code, the sign-in name, the person's name, the password."""

    office: str
    user: str
    full_name: str
    password: str


@dataclass(frozen=True)
class OfficeFacts:
    """The office of a workspace in words. `short`: its name in lists; `district`: its code when it is a district."""

    code: str
    name: str
    short: str
    unit: str
    is_department: bool
    district: str | None


def create_workspace(path: Path, wish: NewWorkspace) -> "Workspace":
    """Make a workspace in a missing or empty folder and open it.

    Raises:
        InvalidRecord: name, password or the office's code will not do. Refused: the folder holds files. Blocked: it cannot be made.
    """
    from sqlalchemy import insert

    from tmdt_desktop.store.tables import Person
    from tmdt_desktop.store.workspace import create

    wish = _checked(wish)
    data_key = keys.new_data_key()
    ws = create(path, wish.office, keys.make_slot(wish.user, wish.password, data_key), data_key)
    with ws.write_unaudited() as connection:
        connection.execute(insert(Person).values(user=wish.user, office=wish.office, full_name=wish.full_name))
    return ws


def open_workspace(path: Path, user: str, password: str) -> "Workspace":
    """Open a workspace; what a run that was cut off left in it is removed. Raises WrongPassword, Damaged, Refused, Blocked: see `store.workspace.open_`."""
    from tmdt_desktop.store.workspace import open_

    opened = open_(path, one_line(user), password)
    sweep(path)
    return opened


def people(path: Path) -> tuple[str, ...]:
    """The sign-in names of a workspace, without opening it. Raises Blocked when there is none."""
    return tuple(slot.user for slot in keys.slots(path))


def full_name(ws: "Workspace") -> str:
    """The name of whoever is signed in."""
    from sqlalchemy import select

    from tmdt_desktop.store.tables import Person

    with ws.read() as connection:
        return str(connection.scalar(select(Person.full_name).where(Person.user == ws.user)) or ws.user)


def settings(ws: "Workspace") -> "Settings":
    """The office's settings."""
    from tmdt_desktop.store.settings import load

    with ws.read() as connection:
        return load(connection)


def save_settings(ws: "Workspace", new: "Settings") -> None:
    """Save the settings; only what differs is written and audited.

    Raises:
        InvalidRecord: the reporting year begins on no day that every year has, or no seal is that wide.
    """
    from tmdt_desktop.store.settings import save

    if faults := _setting_faults(new):
        raise InvalidRecord(faults, _SETTING_LABELS)
    with ws.change("Sửa cài đặt") as batch:
        save(batch, new)


def _setting_faults(new: "Settings") -> dict[str, str]:
    from tmdt_desktop.catalogues.signing_forms import signing_forms

    faults: dict[str, str] = {}
    try:
        date(_COMMON_YEAR, new.period_start_month, new.period_start_day)
    except (ValueError, OverflowError):
        name = "period_start_day" if 1 <= new.period_start_month <= 12 else "period_start_month"
        faults[name] = "Ghi ngày, tháng có trong mọi năm, ví dụ ngày 15 tháng 12."
    smallest, largest = _SEAL_MM
    if not smallest <= new.seal_mm <= largest:
        faults["seal_mm"] = f"Ghi số từ {smallest} đến {largest}."
    codes = [form.code for form in signing_forms()]
    if new.signing_form not in codes:
        faults["signing_form"] = f"Ghi một trong: {', '.join(codes)}."
    if not 0 <= new.early_days <= _MOST_EARLY:
        faults["early_days"] = f"Ghi số từ 0 đến {_MOST_EARLY}."
    return faults


def office_facts(ws: "Workspace", on: date | None = None) -> OfficeFacts:
    """Who the office is, on the given day (default: today)."""
    from tmdt_desktop.catalogues.offices import district_of, office_on

    office = office_on(ws.office, on or date.today())  # noqa: DTZ011 - the office's own calendar day
    return OfficeFacts(ws.office, office.name, office.short, office.unit, ws.office == "SCT", district_of(ws.office))


def _is_office(code: str) -> bool:
    from tmdt_desktop.catalogues.offices import office_on

    try:
        office_on(code, date.today())  # noqa: DTZ011 - the office's own calendar day
    except KeyError:
        return False
    return True


def _checked(wish: NewWorkspace) -> NewWorkspace:
    from tmdt_desktop.kinds import Text

    faults: dict[str, str] = {}
    line = Text(80)
    values = {"user": wish.user, "full_name": wish.full_name}
    for name, raw in values.items():
        try:
            values[name] = line.parse(raw)
        except Invalid as told:
            faults[name] = str(told)
        if not values[name]:
            faults[name] = "Chưa có tên. Điền mục này."
    if len(wish.password) < SHORTEST_PASSWORD:
        faults["password"] = f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự. Dùng một câu dễ nhớ."
    if not _is_office(wish.office):
        faults["office"] = f"Không có đơn vị mã «{wish.office}». Xem lại mã, ví dụ 246 là huyện Lập Thạch, SCT là Sở."
    if faults:
        raise InvalidRecord(faults, _WISH_LABELS)
    return NewWorkspace(wish.office, values["user"], values["full_name"], wish.password)
