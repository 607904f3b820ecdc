"""Who sends lists to the office: those that did so before, then the communes of its area."""

from datetime import date

from sqlalchemy import func, select

from tmdt_desktop.catalogues.offices import district_of, office_on
from tmdt_desktop.catalogues.units import communes_on
from tmdt_desktop.store.tables import ImportLayout
from tmdt_desktop.store.workspace import Workspace


def list_senders(ws: Workspace) -> tuple[str, ...]:
    """Senders to propose: earlier ones, the last first, then «UBND xã …» of each commune that has not sent yet."""
    kept = ImportLayout.__table__.c
    with ws.read() as connection:
        asked = select(kept.sender).where(kept.sender != "").group_by(kept.sender).order_by(func.max(kept.at).desc())
        earlier = list(connection.scalars(asked))
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    day, district = office_on(ws.office, today).last_day(today), district_of(ws.office)
    communes = communes_on(day, district) if district else ()
    known = {sender.casefold() for sender in earlier}
    named = (f"UBND {unit.title[:1].lower()}{unit.title[1:]}" for unit in communes)
    return (*earlier, *(name for name in named if name.casefold() not in known))
