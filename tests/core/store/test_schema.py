"""The shape of the database: one golden text, reached by making it new and by every step from the beginning."""

import re
import runpy
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tmdt_desktop.i18n import VIETNAM, utc_now
from tmdt_desktop.ids import uuid7
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.business import Business
from tmdt_desktop.services import registers
from tmdt_desktop.services.registers import Query
from tmdt_desktop.store import schema, upgrade
from tmdt_desktop.store.database import engine_for
from tmdt_desktop.store.migrations import HEAD, KNOWN
from tmdt_desktop.store.workspace import DATABASE, Workspace

INNER = re.compile("fts_.*_(data|idx|docsize|config)")
GOLDEN = Path(__file__).parents[2] / "golden" / "schema.sql"


def shape(engine: Engine) -> str:
    """Every table, index and trigger as SQL, in the order of names; SQLite's own and the index's inner tables left out."""
    said = "SELECT sql, name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    with engine.connect() as connection:
        rows = [row for row in connection.exec_driver_sql(said) if not INNER.fullmatch(row[1])]
    lines = (" ".join(row[0].split()).replace("( ", "(").replace(" )", ")") for row in rows)
    return "".join(f"{line};\n\n" for line in lines)


@pytest.fixture
def new(tmp_path: Path) -> Engine:
    engine = engine_for(tmp_path / "new.db", bytes(32))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        schema.create(connection, "246")
    return engine


def test_a_new_database_has_the_golden_shape(new: Engine, golden_update: bool) -> None:
    made = shape(new)
    new.dispose()
    if golden_update:
        GOLDEN.write_text(made, "utf-8")
    assert made == GOLDEN.read_text("utf-8")


def test_the_steps_from_nothing_lead_to_the_same_shape(tmp_path: Path, new: Engine) -> None:
    stepped = engine_for(tmp_path / "stepped.db", bytes(32))
    with stepped.connect() as connection:
        upgrade.run_steps(connection)
    assert shape(stepped) == shape(new)
    with stepped.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
    stepped.dispose()
    new.dispose()


def test_every_step_file_is_known_in_its_order() -> None:
    files = sorted(path.name.split("_")[0] for path in (upgrade.SCRIPTS / "versions").glob("0*.py"))
    assert tuple(files) == KNOWN


def test_an_older_database_is_copied_before_it_is_migrated(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []
    monkeypatch.setattr(upgrade, "run_steps", steps.append)
    monkeypatch.setattr(schema, "HEAD", "9999")
    key = ws.data_key()
    ws.close()
    Workspace(ws.path, "lan", key).close()
    (copy,) = (ws.path / "backups").glob("*.db")
    opened = engine_for(copy, key)
    assert shape(opened)
    opened.dispose()
    assert len(steps) == 1
    assert (ws.path / DATABASE).exists()


def test_a_workspace_of_the_first_shape_keeps_every_row_and_its_channels(ws: Workspace) -> None:
    key = ws.data_key()
    ws.close()
    (ws.path / DATABASE).unlink()
    _make_first(ws.path / DATABASE, key)
    opened = Workspace(ws.path, "lan", key)
    (row,) = registers.list_rows(opened, Business, [7])
    stored = registers.get(opened, Business, row.id)
    assert (stored.values["name"], stored.values["file_code"]) == ("Hộ cũ", "246-2024-00001")
    assert [channel["address"] for channel in stored.values["channels"]] == ["ho-cu.example.vn", "zalo.me/0912345678"]
    saved = registers.save(
        opened, Business, {"name": "Hộ mới", "kind": "Hộ kinh doanh", "commune": "08761", "activity": "Tạm ngừng"}
    )
    code = registers.get(opened, Business, saved.id).values["file_code"]
    assert code == f"246-{utc_now().astimezone(VIETNAM).year}-00001"
    for register in REGISTERS:
        assert registers.find(opened, register, Query("khong co")).tolist() == []
    opened.close()


def _make_first(path: Path, key: bytes) -> None:
    """A database as the first version wrote it: one business with two channels."""
    first = runpy.run_path(str(upgrade.SCRIPTS / "versions" / "0001_first.py"))
    made = engine_for(path, key)
    id_, at = uuid7().bytes, "2024-05-06 02:00:00.000000"
    with made.connect().execution_options(writes=True) as connection, connection.begin():
        for statement in first["STATEMENTS"]:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
        connection.exec_driver_sql("INSERT INTO setting VALUES ('office', '246', '\"246\"')")
        names = (
            "seq, id, office, version, created_at, created_by, changed_at, changed_by, name, kind, commune, activity"
        )
        row = (7, id_, "246", 1, at, "lan", at, "lan", "Hộ cũ", "HOUSEHOLD", "08761", "ACTIVE")
        connection.exec_driver_sql(f"INSERT INTO business ({names}) VALUES ({','.join('?' * len(row))})", row)
        for place, address in enumerate(("ho-cu.example.vn", "zalo.me/0912345678")):
            line = (id_, "246", place, "WEBSITE", address)
            connection.exec_driver_sql(
                "INSERT INTO channel (parent, office, place, kind, address) VALUES (?, ?, ?, ?, ?)", line
            )
    made.dispose()
