"""The shape of the database: one golden text, reached by making it new and by every step from the beginning."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tmdt_desktop.store import schema, upgrade
from tmdt_desktop.store.database import engine_for
from tmdt_desktop.store.migrations import HEAD, KNOWN
from tmdt_desktop.store.workspace import DATABASE, Workspace

GOLDEN = Path(__file__).parents[2] / "golden" / "schema.sql"


def shape(engine: Engine) -> str:
    """Every table, index and trigger as SQL, in the order of names; SQLite's own and the index's inner tables left out."""
    said = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'fts!_%!_%' ESCAPE '!' ORDER BY name"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(said).all()
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
