"""Several reports signed, or sealed, with one opening of the key: the PIN is asked for once, each report stands for itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from tmdt_desktop.errors import Cancelled, Problem
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services.make_report import reports
from tmdt_desktop.services.sign_report import Signed, SignRole, SignWish, sign_opened
from tmdt_desktop.services.signing_keys import KeyPlace, opened_key, padding_of
from tmdt_desktop.signing.pin_guard import PinRefused
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey

_WAITS = {"leader": ReportState.APPROVED, "seal": ReportState.SIGNED}
_BUGS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    SQLAlchemyError,
)
"""What only a fault of the program raises here; what was signed before it must be told all the same."""
_TELL = "Ký riêng báo cáo này; nếu vẫn lỗi thì lưu tệp hỗ trợ và báo người phụ trách phần mềm."
_NOT_REACHED = "Chưa ký: đã dừng trước báo cáo này."


@dataclass(frozen=True)
class Waiting:
    """A report that waits for a signature."""

    id: UUID
    name: str
    state: ReportState


@dataclass(frozen=True)
class SignManyWish:
    """Who signs which reports with which key. `secret`: the key file's password or the token's PIN. `image`: a PNG of
    the signature or seal, None for a drawn one.
    """

    reports: tuple[UUID, ...]
    role: SignRole
    key: KeyPlace
    secret: str = field(repr=False)
    image: Path | None = None


@dataclass(frozen=True)
class SignManyResult:
    """What became of one report: `signed`, or None with the sentence that says why and the cure."""

    report: UUID
    name: str
    signed: Signed | None
    sentence: str
    cure: str = ""


def signable_reports(ws: Workspace, role: SignRole) -> tuple[Waiting, ...]:
    """The office's reports whose turn it is to be signed (`leader`) or sealed (`seal`)."""
    wanted = _WAITS[role]
    return tuple(Waiting(each.id, each.name, each.state) for each in reports(ws) if each.state is wanted)


def sign_many(ws: Workspace, wish: SignManyWish, task: Task = SILENT) -> tuple[SignManyResult, ...]:
    """Sign each report as `sign_report` does; one that cannot be signed does not stop the others.

    The results stand in the order of the wish. When the user stops, or the
    token refuses the PIN, what was signed stays signed and the rest is told
    as not reached.
    Raises:
        Blocked: the key does not open (missing, or a wrong secret); nothing is signed then.
    """
    with ws.read() as connection:
        padding = padding_of(store_settings.load(connection))
    names = {each.id: each.name for each in reports(ws)}
    chosen = tuple(dict.fromkeys(wish.reports))
    with opened_key(wish.key, wish.secret, padding) as key:
        return tuple(_each(ws, key, wish, _Named(chosen, names, task)))


@dataclass(frozen=True)
class _Named:
    """What is signed in a row, and whom to tell."""

    reports: tuple[UUID, ...]
    names: dict[UUID, str]
    task: Task

    def name(self, report: UUID) -> str:
        return self.names.get(report, "Báo cáo không còn")


def _each(ws: Workspace, key: "SigningKey", wish: SignManyWish, row: _Named) -> Iterator[SignManyResult]:
    stopped = False
    for at, report in enumerate(row.reports):
        name = row.name(report)
        try:
            if not stopped:
                row.task.step(at, len(row.reports), f"Ký «{name}»")
        except Cancelled:
            stopped = True
        if stopped:
            yield SignManyResult(report, name, None, _NOT_REACHED, "Chọn lại các báo cáo chưa ký rồi ký tiếp.")
        else:
            made, stopped = _one(ws, key, SignWish(report, wish.role, wish.key, wish.secret, wish.image), name)
            yield made


def _one(ws: Workspace, key: "SigningKey", wish: SignWish, name: str) -> tuple[SignManyResult, bool]:
    """What became of the report, and whether the rest must be left: a PIN that was refused is not sent once more."""
    try:
        signed = sign_opened(ws, key, wish)
    except Problem as told:
        result = SignManyResult(wish.report, name, None, f"{told.what} {told.why}".strip(), told.cure)
        return result, isinstance(told, PinRefused)
    except _BUGS as fault:
        said = f"Lỗi chương trình khi ký báo cáo này ({type(fault).__name__})."
        return SignManyResult(wish.report, name, None, said, _TELL), False
    return SignManyResult(wish.report, name, signed, f"Đã ký bằng chứng thư của {signed.owner}."), False
