"""All figures of a year: over a million businesses with their channels, and twenty thousand events."""

import random
import shutil
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from bench.businesses import PASSWORD, businesses, shape_now
from bench.measure import WORK, Line, announced
from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.figures import Scope, compute_all
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.kinds import Choice
from tmdt_desktop.records import REGISTERS, Part, Record
from tmdt_desktop.records.business import Activity, Business, ChannelKind, EInvoice, Payment, Procedure
from tmdt_desktop.records.communication import Communication, Content, Means, Piece
from tmdt_desktop.records.training import Attendee, Form, Role, Topic, Training
from tmdt_desktop.services.count_figures import count_figures
from tmdt_desktop.services.frozen import freeze
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace, open_workspace
from tmdt_desktop.store.workspace import Workspace

YEAR = Scope(date(2023, 12, 15), date(2024, 12, 14), ("246",))
_STEP = 100_000
_EVENTS = 10_000


def figures(number: int = 1_000_000, times: int = 5) -> list[Line]:
    """Counted with nothing kept, against one full scan of the same tables; then asked again with no change between."""
    ws = opened(number)
    count_figures(ws, YEAR)
    cold, scans, again = [], [], []
    for _ in range(times):  # one after the other, so that what else the machine does meets both
        scans.append(_timed(ws, _scan))
        cold.append(_timed(ws, lambda connection: compute_all(connection, indicators(), YEAR)))
        start = time.perf_counter()
        count_figures(ws, YEAR)
        again.append(time.perf_counter() - start)
    first = _first_question(ws, number)
    ws.close()
    ours, scan, kept = (statistics.median(each) for each in (cold, scans, again))
    name = f"{len(indicators())} figures, {number:,} businesses, {2 * _EVENTS:,} events"
    ratio = ours / scan
    unchanged = max(kept, first)
    return [
        Line(name, f"{ours:.2f} s", f"one scan of the same tables {scan:.2f} s", f"{ratio:.2f}×", "≤ 2×", ratio <= 2),
        Line(
            "the same, nothing changed since",
            f"{1_000 * kept:.0f} ms, {1_000 * first:.0f} ms just opened",
            "limit 50 ms",
            f"{unchanged / 0.05:.2f}×",
            "≤ 50 ms",
            unchanged <= 0.05,
        ),
    ]


def freezing() -> list[Line]:
    """Closing a period over 100,000 and 200,000 businesses: values, parts, and the rows behind each figure."""
    taken = {}
    for number in (100_000, 200_000):
        ws = opened(number)
        taken[number] = statistics.median(
            _timed(ws, lambda connection: freeze(connection, YEAR, utc_now())) for _ in range(3)
        )
        ws.close()
    small, large = taken.values()
    growth = large / small
    return [
        Line(
            "closing a period, 100,000 and 200,000 businesses",
            f"{small:.1f} s, {large:.1f} s",
            "twice the rows",
            f"{growth:.2f}×",
            "≤ 2.5× (linear)",
            growth <= 2.5,
        )
    ]


def opened(number: int) -> Workspace:
    """A workspace with that many businesses and the events of a year, made once and kept under build/."""
    folder = WORK / f"figures-{number}"
    mark, shape = folder / "complete", shape_now()
    if not (mark.exists() and mark.read_text("utf-8") == shape):
        shutil.rmtree(folder, ignore_errors=True)
        with announced(f"making a workspace of {number:,} businesses and {2 * _EVENTS:,} events"):
            _make(folder, number)
        mark.write_text(shape, "utf-8")
    return open_workspace(folder, "bench", PASSWORD)


def _make(folder: Path, number: int) -> None:
    ws = create_workspace(folder, NewWorkspace("246", "bench", "Bench", PASSWORD))
    rows = _told(number)
    for start in range(0, number, _STEP):
        with ws.change("bench") as batch:
            batch.insert(Business, [next(rows) for _ in range(min(_STEP, number - start))])
    with ws.change("bench") as batch:
        batch.insert(Training, list(_trainings(_EVENTS)))
        batch.insert(Communication, list(_communications(_EVENTS)))
    ws.close()


def _told(number: int) -> Iterator[dict[str, Any]]:
    """Businesses of which more is known than a name, with 1.3 channels each."""
    chance = random.Random(5)
    for at, row in enumerate(businesses(number)):
        row["activity"] = chance.choice([*[Activity.ACTIVE] * 8, Activity.PAUSED, Activity.ENDED])
        row["traded"] = chance.choice([True, False, None])
        row["e_invoice"] = chance.choice([*EInvoice, None])
        row["payments"] = chance.choice([None, (Payment.COD,), (Payment.COD, Payment.QR), (Payment.TRANSFER,)])
        row["channels"][0]["platform"] = chance.choice(["shopee", "tiktok_shop", "postmart", "voso", "lazada"])
        if at % 10 < 3:
            kind = chance.choice([ChannelKind.WEBSITE, ChannelKind.SOCIAL])
            address, procedure = f"cua-hang-{at}.example.vn", chance.choice([*Procedure, None])
            row["channels"].append({"kind": kind, "address": address, "procedure": procedure})
        yield row


def _trainings(number: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(6)
    genders, audiences = _terms(Attendee, "gender"), _terms(Attendee, "audience")
    for at in range(number):
        people = [
            {
                "name": f"Học viên {chance.randrange(5_000)}",
                "gender": chance.choice(genders),
                "audience": chance.choice(audiences),
                "phone": f"0912{chance.randrange(10**6):06d}",
            }
            for _ in range(20 if at % 10 == 0 else 0)
        ]
        yield {
            "name": f"Lớp {at}",
            "form": chance.choice(list(Form)),
            "role": chance.choice(list(Role)),
            "topics": tuple(chance.sample(list(Topic), 2)),
            "starts_on": date(2023, 12, 15) + timedelta(days=chance.randrange(365)),
            "place": "Hội trường huyện",
            "attended": None if people else chance.randrange(20, 80),
            "cost": chance.randrange(50) * 1_000_000,
            "funding": chance.choice(_terms(Training, "funding")),
            "attendees": people,
        }


def _terms(of: type[Record] | type[Part], name: str) -> list[Any]:
    """The terms of a choice that may be empty."""
    kind = {each.name: each.kind for each in of.fields()}[name]
    return [*kind.of, None] if isinstance(kind, Choice) else [None]


def _communications(number: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    for at in range(number):
        yield {
            "name": f"Tin {at}",
            "contents": tuple(chance.sample(list(Content), 2)),
            "means": chance.choice(list(Means)),
            "starts_on": date(2023, 12, 15) + timedelta(days=chance.randrange(365)),
            "quantity": chance.randrange(1, 100),
            "pieces": chance.choice(list(Piece)),
            "reached": chance.choice([None, chance.randrange(5_000)]),
        }


def _scan(connection: Connection) -> None:
    """Every row of every table that the figures are about, as far as its last column."""
    asked = {each.register for each in indicators()}
    for register in REGISTERS:
        if register.code in asked:
            connection.execute(_whole(register)).one()
            for part in register.sub_lists():
                connection.execute(_whole(part.of)).one()


def _whole(of: type[Record] | type[Part]) -> Any:
    """Counts the rows and the filled cells of the last column (of the people's own, not the program's)."""
    last = of.__table__.c[of.fields()[-1].name] if issubclass(of, Part) else list(of.__table__.c)[-1]
    return select(func.count(last), func.count()).select_from(of.__table__)


def _timed(ws: Workspace, work: Any) -> float:
    with ws.read() as connection:
        start = time.perf_counter()
        work(connection)
        return time.perf_counter() - start


def _first_question(ws: Workspace, number: int) -> float:
    """The question asked again by a program that was started anew."""
    ws.close()
    again = opened(number)
    start = time.perf_counter()
    count_figures(again, YEAR)
    taken = time.perf_counter() - start
    again.close()
    return taken
