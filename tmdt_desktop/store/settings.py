"""Settings of the office: one frozen dataclass; each is a row in the database and part of the audit trail."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from tmdt_desktop.store.audit import Entry
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.store.plain import plain_json
from tmdt_desktop.store.tables import Setting

_SETTINGS_RECORD = UUID(int=0)


@dataclass(frozen=True)
class Settings:
    """What an office sets once. Empty text means that the catalogue's own value holds.

    `period_start_*`: the first day of the reporting year in the year before (15 December: facts of NĐ 70/2023).
    `half_end_*`: the last day of the half-year report, which begins with the reporting year.
    `head_user`: the user who acts as the head of the office; empty: who does so says so each time.
    `decision`: the citation of the regulation, mandatory before a report is issued.
    `grounds`: texts that the office cites besides the catalogue's, one a line. `recipient`: whom its reports go to.
    `signing_form`: a code of `Office.signing`; `signer_titles`, when filled, stand in its place.
    `copies`: the lines of «Nơi nhận», parted by line breaks. `early_days`: how many working days before the last
    safe day the office wants its report out. `seal_mm`: the diameter of the office's seal.
    `trust_folder`: the dated trust pack, absolute or inside the workspace. `backup_folder`: the second place of backups.
    `rsa_padding`: how RSA keys sign, «pss» or, where the counterpart needs it, «pkcs1». `timestamp_url`: the RFC 3161
    server that the office uses; empty: signatures carry no time-stamp and nothing is asked of any network.
    """

    period_start_month: int = 12
    period_start_day: int = 15
    half_end_month: int = 6
    half_end_day: int = 14
    head_user: str = ""
    decision: str = ""
    plan: str = ""
    grounds: str = ""
    recipient: str = ""
    place: str = ""
    symbol: str = ""
    signing_form: str = "HEAD"
    signer_titles: str = ""
    signer_name: str = ""
    copies: str = ""
    early_days: int = 0
    seal_mm: int = 36
    backup_folder: str = ""
    trust_folder: str = ""
    rsa_padding: str = "pss"
    timestamp_url: str = ""
    theme: str = "system"


def office_grounds(settings: Settings) -> tuple[str, ...]:
    """The texts that the office cites by itself: the year's plan and its own further ones, without «Căn cứ»."""
    lines = (settings.plan, *settings.grounds.split("\n"))
    return tuple(text for line in lines if (text := line.strip().rstrip(";.").removeprefix("Căn cứ ")))


def load(connection: Connection) -> Settings:
    """The settings as saved, defaults for the rest; names that this program does not know are left alone."""
    known = {field.name for field in fields(Settings)}
    rows = connection.execute(select(Setting.name, Setting.value)).all()
    return Settings(**{name: value for name, value in rows if name in known})


def save(batch: Batch, new: Settings) -> None:
    """Write what differs from the settings in force."""
    old = asdict(load(batch.connection))
    changed = {name: value for name, value in asdict(new).items() if old[name] != value}
    if changed:
        _replace(batch, changed)
        before = {name: old[name] for name in changed}
        batch.entries.append(Entry("setting", _SETTINGS_RECORD, "update", plain_json(before), plain_json(changed)))


def _replace(batch: Batch, changed: Mapping[str, Any]) -> None:
    table = Setting.__table__
    batch.connection.execute(delete(Setting).where(table.c.name.in_(list(changed))))
    rows = [{"name": name, "office": batch.act.office, "value": value} for name, value in changed.items()]
    batch.connection.execute(insert(Setting), rows)
