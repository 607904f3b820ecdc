"""Minutes of a round of matching as PDF or Word: parties, figures, what was decided, the lines as annexes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.catalogues.offices import Office, office_on
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.match_compare import COMPARED
from tmdt_desktop.services.match_decide import DECISIONS
from tmdt_desktop.services.match_view import DIFFERING, HEAPS, OURS, THEIRS, UNSURE, Line, MatchView, match_view
from tmdt_desktop.services.match_words import decision_words, difference_words, either, reasons, value
from tmdt_desktop.services.survey_print import head_of, render
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.reports.match_minutes import ListedLines, MinutesContent

_Cells = Callable[[Line], tuple[str, ...]]
_Columns = tuple[tuple[str, float, bool], ...]
_WHO: _Columns = (("Tên tổ chức, cá nhân", 60, False), ("Mã số thuế", 30, True), ("Xã, thị trấn", 34, False))
_PERSONAL: _Columns = (("Số định danh", 30, True), ("Điện thoại", 28, False))
_DECIDED = ("Hướng xử lý", 48.0, False)


@dataclass(frozen=True)
class MinutesWish:
    """What to write. `target`: .pdf or .docx. `sensitive`: personal numbers and telephones in the annexes too.

    `started`, `ended`, `place`, `ours`, `theirs` (who was there): in words; empty ones are left to be filled in by hand.
    """

    round: UUID
    target: Path
    started: str = ""
    ended: str = ""
    place: str = ""
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    sensitive: bool = False


def match_minutes(ws: Workspace, wish: MinutesWish, task: Task = SILENT) -> Path:
    """Write the minutes of a round; returns the file.

    Raises:
        Refused: the round is gone, or the file's ending is neither .pdf nor .docx. Blocked. Cancelled.
    """
    from tmdt_desktop.reports.match_minutes import match_minutes as document

    view = match_view(ws, wish.round, task)
    render(document(_content(ws, view, wish)), wish.target, task)
    return wish.target


def personal_labels() -> tuple[str, ...]:
    """The compared fields that are personal data, as people call them."""
    fields = (Business.field(name) for name in COMPARED)
    return tuple(field.label for field in fields if field.sensitive)


def _content(ws: Workspace, view: MatchView, wish: MinutesWish) -> "MinutesContent":
    from tmdt_desktop.reports.document import Signing
    from tmdt_desktop.reports.match_minutes import Heap, MinutesContent

    office = office_on(ws.office, date.today())  # noqa: DTZ011 - the office's own calendar day
    heaps = view.heaps
    personal = personal_labels()
    about = view.round.about
    head = replace(head_of(ws, ""), symbol=_symbol(office), month=None)
    return MinutesContent(
        head=head,
        round=view.name,
        office=office.name,
        tax_office=about.get("tax_office") or "",
        list_name=view.round.file_name,
        list_rows=about["theirs"],
        our_rows=about["ours"],
        heaps=tuple(Heap(label, len(heaps[heap]), _settled(heaps[heap])) for heap, label in HEAPS.items()),
        decisions=tuple(_decisions(view)),
        lists=tuple(_lists(view, sensitive=wish.sensitive)),
        signing=Signing(_titles(ws, office), workspaces.settings(ws).signer_name.strip()),
        started=wish.started,
        ended=wish.ended,
        place=wish.place,
        ours=wish.ours,
        theirs=wish.theirs,
        personal=personal if wish.sensitive else (),
        left_out=() if wish.sensitive else personal,
    )


def _settled(lines: Sequence[Line]) -> int:
    """How many lines need no more words: decided ones, and those that agree."""
    return sum(line.settled for line in lines)


def _symbol(office: Office) -> str:
    """«BC-UBND» of reports is «BB-UBND» of minutes."""
    return f"BB-{office.symbol.partition('-')[2]}"


def _titles(ws: Workspace, office: Office) -> tuple[str, ...]:
    settings = workspaces.settings(ws)
    own = tuple(line for line in settings.signer_titles.split("\n") if line.strip())
    return own or office.titles(settings.signing_form)


def _decisions(view: MatchView) -> Iterator[tuple[str, int]]:
    """Each decision by its own words, without the fields it names, the most frequent first."""
    counted = Counter(decision_words(line).partition(":")[0] for line in view.lines if line.decided)
    counted.update(DECISIONS[line.same] for line in view.lines if line.same)
    yield from counted.most_common()


def _lists(view: MatchView, *, sensitive: bool) -> Iterator["ListedLines"]:
    from tmdt_desktop.reports.match_minutes import ListedLines

    for heap, title, columns, cells in _plans(sensitive=sensitive):
        lines = view.heaps[heap]
        if lines:
            yield ListedLines(title, columns, tuple(cells(line) for line in lines))


def _plans(*, sensitive: bool) -> Sequence[tuple[str, str, _Columns, _Cells]]:
    """For each list: its heap, its title, its columns, and how a line stands in them."""
    who = (*_WHO, *_PERSONAL) if sensitive else _WHO
    place = ("Địa chỉ", 50.0, False)

    def named(line: Line) -> tuple[str, ...]:
        names = ("name", "tax_code", "commune", *(("personal_id", "phone") if sensitive else ()))
        return tuple(either(line, name, sensitive=sensitive) for name in names)

    def differing(line: Line) -> tuple[str, ...]:
        return (*named(line), difference_words(line, sensitive=sensitive), decision_words(line))

    def ours(line: Line) -> tuple[str, ...]:
        return (*named(line), value(line, "address", theirs=False), decision_words(line))

    def theirs(line: Line) -> tuple[str, ...]:
        return (
            *named(line),
            value(line, "address", theirs=True),
            value(line, "tax_status", theirs=True),
            decision_words(line),
        )

    def unsure(line: Line) -> tuple[str, ...]:
        return (
            *named(line),
            "; ".join(f"{each.name} ({', '.join(reasons(each, sensitive=sensitive))})" for each in line.candidates),
        )

    return (
        (DIFFERING, "Danh sách có sai khác", (*who, ("Nội dung sai khác", 90, False), _DECIDED), differing),
        (OURS, "Danh sách chỉ có trong sổ của đơn vị", (*who, place, _DECIDED), ours),
        (
            THEIRS,
            "Danh sách chỉ có trong danh sách của cơ quan thuế",
            (*who, place, ("Trạng thái mã số thuế", 40, False), _DECIDED),
            theirs,
        ),
        (UNSURE, "Danh sách chưa thống nhất là một", (*who, ("Hồ sơ gần giống trong sổ", 90, False)), unsure),
    )
