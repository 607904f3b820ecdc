"""What the Department puts into its trust packs: roots, authorities, revocation lists, the offices' certificates."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENT = (
    "CREATE TABLE trust_item (fingerprint VARCHAR(64) NOT NULL, kind VARCHAR(16) NOT NULL, office VARCHAR(16) NOT NULL, "
    "of_office VARCHAR(16) NOT NULL, role VARCHAR(16) NOT NULL, owner VARCHAR(200) NOT NULL, content BLOB NOT NULL, "
    'at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, ended_at DATETIME, why VARCHAR(200) NOT NULL, PRIMARY KEY '
    "(fingerprint, kind))"
)


def upgrade() -> None:
    """Make the new table; nothing that stands is touched."""
    op.execute(STATEMENT)
