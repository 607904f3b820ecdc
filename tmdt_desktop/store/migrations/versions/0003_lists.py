"""Lists as they come: remembered layouts, merged records, pairs told apart, rounds of comparing with the tax office's list."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    (
        "CREATE TABLE import_layout (register VARCHAR(40) NOT NULL, layout VARCHAR(64) NOT NULL, sender VARCHAR(120) "
        'NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, decided VARCHAR NOT '
        "NULL, PRIMARY KEY (register, layout, sender))"
    ),
    (
        "CREATE TABLE match_line (session BLOB NOT NULL, place INTEGER NOT NULL, office VARCHAR(16) NOT NULL, heap "
        "VARCHAR(16) NOT NULL, record BLOB, theirs VARCHAR NOT NULL, likeness VARCHAR NOT NULL, decision VARCHAR(24) "
        "NOT NULL, decided VARCHAR NOT NULL, decided_at DATETIME, decided_by VARCHAR(80), PRIMARY KEY (session, "
        "place))"
    ),
    (
        'CREATE TABLE match_session (id BLOB NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" '
        "VARCHAR(80) NOT NULL, name VARCHAR(120) NOT NULL, file_name VARCHAR(120) NOT NULL, sha256 VARCHAR(64) NOT "
        "NULL, about VARCHAR NOT NULL, batch BLOB, PRIMARY KEY (id))"
    ),
    (
        "CREATE TABLE merged_record (id BLOB NOT NULL, batch BLOB NOT NULL, office VARCHAR(16) NOT NULL, register "
        "VARCHAR(40) NOT NULL, kept BLOB NOT NULL, PRIMARY KEY (id, batch))"
    ),
    (
        "CREATE TABLE not_same (first BLOB NOT NULL, second BLOB NOT NULL, register VARCHAR(40) NOT NULL, office "
        'VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, why VARCHAR(200) NOT NULL, PRIMARY '
        "KEY (first, second))"
    ),
    "CREATE INDEX ix_match_line_record ON match_line (record)",
    "CREATE INDEX ix_merged_record_kept ON merged_record (kept)",
)


def upgrade() -> None:
    """Make the new tables; nothing that stands is touched."""
    for statement in STATEMENTS:
        op.execute(statement)
