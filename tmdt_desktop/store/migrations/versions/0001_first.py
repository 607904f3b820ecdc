"""The first shape of a workspace."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    (
        "CREATE TABLE business ( seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package "
        "BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, "
        "changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, tax_code "
        "VARCHAR(14), kind VARCHAR(40) NOT NULL, commune VARCHAR(5) NOT NULL, address VARCHAR(255), "
        "representative VARCHAR(255), phone VARCHAR(80), email VARCHAR(254), activity VARCHAR(40) NOT NULL, "
        "goods VARCHAR(400), products VARCHAR(255), registration_number VARCHAR(60), registered_on DATE, "
        "missing_tax_code VARCHAR(255), personal_id VARCHAR(12), birth_year INTEGER, ocop BOOLEAN, e_invoice "
        "VARCHAR(40), payments VARCHAR(400), digital_signature BOOLEAN, workers INTEGER, traded BOOLEAN, "
        "started_on DATE, ended_on DATE, source VARCHAR(40), recorded_on DATE, note VARCHAR(4000), PRIMARY "
        "KEY (seq), UNIQUE (id) )"
    ),
    (
        "CREATE TABLE package ( seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package "
        "BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, "
        "changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, file_name VARCHAR(200) NOT NULL, "
        "direction VARCHAR(40) NOT NULL, sender VARCHAR(60) NOT NULL, year INTEGER NOT NULL, revision INTEGER "
        "NOT NULL, moved_at DATETIME NOT NULL, state VARCHAR(40) NOT NULL, verdict VARCHAR(255), signer "
        "VARCHAR(255), sha256 VARCHAR(255), content_id VARCHAR(60), replaces VARCHAR(60), receipt_code "
        "VARCHAR(60), figures VARCHAR, findings VARCHAR, report_id BLOB, note VARCHAR(4000), PRIMARY KEY "
        "(seq), UNIQUE (id) )"
    ),
    (
        "CREATE TABLE report ( seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package "
        "BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, "
        "changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, kind "
        "VARCHAR(40) NOT NULL, year INTEGER NOT NULL, revision INTEGER NOT NULL, period_from DATE NOT NULL, "
        "period_to DATE NOT NULL, due_on DATE NOT NULL, state VARCHAR(40) NOT NULL, number VARCHAR(60), "
        "issued_on DATE, signer_title VARCHAR(255), signer_name VARCHAR(255), figures VARCHAR, texts VARCHAR, "
        "files VARCHAR, last_package BLOB, PRIMARY KEY (seq), UNIQUE (id) )"
    ),
    (
        "CREATE TABLE training ( seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package "
        "BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, "
        "changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, form "
        "VARCHAR(40) NOT NULL, role VARCHAR(40) NOT NULL, topics VARCHAR(400), starts_on DATE NOT NULL, "
        "ends_on DATE, half_days INTEGER, place VARCHAR(255) NOT NULL, commune VARCHAR(5), lead_agency "
        "VARCHAR(255), partners VARCHAR(255), basis VARCHAR(255), trainers VARCHAR(255), planned INTEGER, "
        "attended INTEGER, women INTEGER, estimated BOOLEAN, cost BIGINT, funding VARCHAR(40), result "
        "VARCHAR(4000), note VARCHAR(4000), PRIMARY KEY (seq), UNIQUE (id) )"
    ),
    (
        "CREATE TABLE audit_batch ( seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, at "
        'DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, what VARCHAR(200) NOT NULL, undoes BLOB, undone_by '
        "BLOB, first_entry INTEGER NOT NULL, last_entry INTEGER NOT NULL, entries INTEGER NOT NULL, hash BLOB "
        "NOT NULL, PRIMARY KEY (seq), UNIQUE (id) )"
    ),
    (
        "CREATE TABLE audit_entry ( seq INTEGER NOT NULL, batch BLOB NOT NULL, office VARCHAR(16) NOT NULL, "
        'register VARCHAR(40) NOT NULL, record BLOB NOT NULL, action VARCHAR(8) NOT NULL, "before" TEXT, '
        '"after" TEXT, PRIMARY KEY (seq) )'
    ),
    (
        "CREATE TABLE setting ( name VARCHAR(60) NOT NULL, office VARCHAR(16) NOT NULL, value VARCHAR NOT "
        "NULL, PRIMARY KEY (name) )"
    ),
    (
        'CREATE TABLE draft ( register VARCHAR(40) NOT NULL, record VARCHAR(36) NOT NULL, "by" VARCHAR(80) '
        "NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, raw VARCHAR NOT NULL, PRIMARY KEY "
        '(register, record, "by") )'
    ),
    (
        "CREATE TABLE person ( user VARCHAR(80) NOT NULL, office VARCHAR(16) NOT NULL, full_name VARCHAR(120) "
        "NOT NULL, PRIMARY KEY (user) )"
    ),
    (
        "CREATE TABLE channel ( seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, "
        "place INTEGER NOT NULL, kind VARCHAR(40) NOT NULL, platform VARCHAR(20), address VARCHAR(255), "
        "display_name VARCHAR(255), procedure VARCHAR(40), notified_number VARCHAR(60), notified_on DATE, "
        "takes_orders BOOLEAN, takes_payment BOOLEAN, traded BOOLEAN, checked_on DATE, PRIMARY KEY (seq), "
        "FOREIGN KEY(parent) REFERENCES business (id) ON DELETE CASCADE )"
    ),
    (
        "CREATE TABLE attendee ( seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, "
        "place INTEGER NOT NULL, name VARCHAR(200) NOT NULL, gender VARCHAR(40), birth_year INTEGER, "
        "organisation VARCHAR(255), audience VARCHAR(40), position VARCHAR(255), commune VARCHAR(5), phone "
        "VARCHAR(80), sessions_attended INTEGER, PRIMARY KEY (seq), FOREIGN KEY(parent) REFERENCES training "
        "(id) ON DELETE CASCADE )"
    ),
    (
        "CREATE TABLE search_business (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB "
        "NOT NULL, words TEXT NOT NULL)"
    ),
    (
        "CREATE VIRTUAL TABLE fts_business USING fts5(words, content='', contentless_delete=1, detail=none, "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
    "INSERT INTO fts_business (fts_business, rank) VALUES ('hashsize', 16777216)",
    (
        "CREATE TABLE search_training (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB "
        "NOT NULL, words TEXT NOT NULL)"
    ),
    (
        "CREATE VIRTUAL TABLE fts_training USING fts5(words, content='', contentless_delete=1, detail=none, "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
    "INSERT INTO fts_training (fts_training, rank) VALUES ('hashsize', 16777216)",
    (
        "CREATE TABLE search_report (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB "
        "NOT NULL, words TEXT NOT NULL)"
    ),
    (
        "CREATE VIRTUAL TABLE fts_report USING fts5(words, content='', contentless_delete=1, detail=none, "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
    "INSERT INTO fts_report (fts_report, rank) VALUES ('hashsize', 16777216)",
    (
        "CREATE TABLE search_package (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB "
        "NOT NULL, words TEXT NOT NULL)"
    ),
    (
        "CREATE VIRTUAL TABLE fts_package USING fts5(words, content='', contentless_delete=1, detail=none, "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
    "INSERT INTO fts_package (fts_package, rank) VALUES ('hashsize', 16777216)",
    "CREATE INDEX business_package ON business (package) WHERE package IS NOT NULL",
    "CREATE INDEX package_package ON package (package) WHERE package IS NOT NULL",
    "CREATE INDEX report_package ON report (package) WHERE package IS NOT NULL",
    "CREATE INDEX training_package ON training (package) WHERE package IS NOT NULL",
    "CREATE INDEX ix_audit_entry_record ON audit_entry (record)",
    "CREATE INDEX ix_channel_parent ON channel (parent)",
    "CREATE INDEX ix_attendee_parent ON attendee (parent)",
    "CREATE INDEX search_business_key ON search_business (sort_key)",
    "CREATE INDEX search_training_key ON search_training (sort_key)",
    "CREATE INDEX search_report_key ON search_report (sort_key)",
    "CREATE INDEX search_package_key ON search_package (sort_key)",
)


def upgrade() -> None:
    """Make every table; SQLite only, because a server's database is always made whole."""
    for statement in STATEMENTS:
        op.execute(statement)
