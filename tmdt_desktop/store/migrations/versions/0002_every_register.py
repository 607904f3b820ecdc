"""Every register of the regulation: new tables beside the first ones, and the first ones with all their fields."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBERED = ("business", "training", "report", "package")
"""The registers of the first shape, whose own records get their file codes now: office, year of birth, place among them."""
_BORN = "(SELECT seq, office, strftime('%Y', created_at, '+7 hours') AS year FROM {0} WHERE package IS NULL)"
_NUMBERED = (
    "(SELECT seq, office || '-' || year || '-' || printf('%05d', row_number() OVER (PARTITION BY office, year ORDER BY seq))"
    " AS code FROM {0})"
)
_GIVE = "UPDATE {0} SET file_code = made.code FROM {1} AS made WHERE made.seq = {0}.seq"
_COUNT = (
    "INSERT INTO counter (office, register, year, last)"
    " SELECT office, '{0}', CAST(year AS INTEGER), count(*) FROM {1} GROUP BY office, year"
)


def upgrade() -> None:
    """Run the statements beside this file, in their order; the caller has foreign keys off meanwhile."""
    text = Path(__file__).with_suffix(".sql").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    for statement in "\n".join(lines).split(";\n"):
        if statement.strip():
            op.execute(" ".join(statement.split()))
    for register in NUMBERED:
        born = _BORN.format(register)
        op.execute(_GIVE.format(register, _NUMBERED.format(born)))
        op.execute(_COUNT.format(register, born))
