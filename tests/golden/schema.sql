CREATE TABLE advice (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, business BLOB, kind VARCHAR(40), farm BOOLEAN, commune VARCHAR(5), given_on DATE NOT NULL, support VARCHAR(40) NOT NULL, agency VARCHAR(20), helper VARCHAR(255), platform VARCHAR(20), shop VARCHAR(255), result VARCHAR(255), cost BIGINT, funding VARCHAR(40), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX advice_business ON advice (business) WHERE business IS NOT NULL;

CREATE INDEX advice_package ON advice (package) WHERE package IS NOT NULL;

CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));

CREATE TABLE answer (seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, place INTEGER NOT NULL, question VARCHAR(60) NOT NULL, line VARCHAR(255), chosen VARCHAR(4000), number BIGINT, words VARCHAR(4000), unknown BOOLEAN, PRIMARY KEY (seq), FOREIGN KEY(parent) REFERENCES survey_answer (id) ON DELETE CASCADE);

CREATE TABLE attachment (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, register VARCHAR(40) NOT NULL, record BLOB NOT NULL, sha256 VARCHAR(64) NOT NULL, file_name VARCHAR(120) NOT NULL, size INTEGER NOT NULL, media_type VARCHAR(100) NOT NULL, label VARCHAR(120) NOT NULL, added_at DATETIME NOT NULL, added_by VARCHAR(80) NOT NULL, PRIMARY KEY (seq), UNIQUE (id));

CREATE TABLE attendee (seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, place INTEGER NOT NULL, name VARCHAR(200) NOT NULL, gender VARCHAR(40), birth_year INTEGER, organisation VARCHAR(255), audience VARCHAR(40), position VARCHAR(255), commune VARCHAR(5), phone VARCHAR(80), sessions_attended INTEGER, email VARCHAR(254), business BLOB, signed BOOLEAN, consent BOOLEAN, PRIMARY KEY (seq), FOREIGN KEY(parent) REFERENCES training (id) ON DELETE CASCADE);

CREATE INDEX attendee_business ON attendee (business) WHERE business IS NOT NULL;

CREATE TABLE audit_batch (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, what VARCHAR(200) NOT NULL, undoes BLOB, undone_by BLOB, first_entry INTEGER NOT NULL, last_entry INTEGER NOT NULL, entries INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (seq), UNIQUE (id));

CREATE TABLE audit_entry (seq INTEGER NOT NULL, batch BLOB NOT NULL, office VARCHAR(16) NOT NULL, register VARCHAR(40) NOT NULL, record BLOB NOT NULL, action VARCHAR(8) NOT NULL, "before" TEXT, "after" TEXT, PRIMARY KEY (seq));

CREATE TABLE breach (seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, place INTEGER NOT NULL, act VARCHAR(20) NOT NULL, basis VARCHAR(255), decision_number VARCHAR(60), decided_on DATE, agency VARCHAR(20), penalty VARCHAR(40), fine BIGINT, goods VARCHAR(255), goods_value BIGINT, remedies VARCHAR(400), paid BIGINT, paid_on DATE, state VARCHAR(40), criminal BOOLEAN, PRIMARY KEY (seq), FOREIGN KEY(parent) REFERENCES inspection (id) ON DELETE CASCADE);

CREATE TABLE budget (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, year INTEGER NOT NULL, name VARCHAR(200) NOT NULL, use VARCHAR(40) NOT NULL, funding VARCHAR(40), planned BIGINT, granted BIGINT, spent BIGINT, decision VARCHAR(60), decided_on DATE, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX budget_package ON budget (package) WHERE package IS NOT NULL;

CREATE TABLE business (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, tax_code VARCHAR(14), kind VARCHAR(40) NOT NULL, commune VARCHAR(5) NOT NULL, address VARCHAR(255), representative VARCHAR(255), phone VARCHAR(80), trade_name VARCHAR(255), email VARCHAR(254), activity VARCHAR(40) NOT NULL, roles VARCHAR(400), models VARCHAR(400), goods VARCHAR(400), products VARCHAR(255), registration_number VARCHAR(60), registered_on DATE, registered_at VARCHAR(255), enterprise_form VARCHAR(40), tax_status VARCHAR(8), industry VARCHAR(12), missing_tax_code VARCHAR(255), personal_id VARCHAR(12), representative_title VARCHAR(255), gender VARCHAR(40), birth_year INTEGER, ocop BOOLEAN, craft_village BOOLEAN, "foreign" BOOLEAN, e_invoice VARCHAR(40), payments VARCHAR(400), digital_signature BOOLEAN, workers INTEGER, online_workers INTEGER, revenue VARCHAR(40), offers_online BOOLEAN, traded BOOLEAN, traded_year INTEGER, started_on DATE, ended_on DATE, source VARCHAR(40), recorded_on DATE, verified_on DATE, recorded_by VARCHAR(255), shared_with VARCHAR(400), duplicate_of BLOB, note VARCHAR(4000), file_code VARCHAR(24), channels_shape INTEGER, PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX business_duplicate_of ON business (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE INDEX business_package ON business (package) WHERE package IS NOT NULL;

CREATE TABLE channel (seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, place INTEGER NOT NULL, kind VARCHAR(40) NOT NULL, platform VARCHAR(20), address VARCHAR(255), display_name VARCHAR(255), procedure VARCHAR(40), notified_number VARCHAR(60), notified_on DATE, notified_until DATE, owner_match VARCHAR(40), takes_orders BOOLEAN, takes_payment BOOLEAN, shows_logo BOOLEAN, traded BOOLEAN, orders INTEGER, revenue BIGINT, figures_from VARCHAR(255), checked_on DATE, state VARCHAR(40), PRIMARY KEY (seq), FOREIGN KEY(parent) REFERENCES business (id) ON DELETE CASCADE);

CREATE TABLE communication (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, contents VARCHAR(400) NOT NULL, means VARCHAR(40) NOT NULL, starts_on DATE NOT NULL, ends_on DATE, agency VARCHAR(20), unit VARCHAR(255), partners VARCHAR(400), communes VARCHAR(1000), quantity INTEGER NOT NULL, pieces VARCHAR(40) NOT NULL, minutes INTEGER, reached INTEGER, reached_by VARCHAR(40), audiences VARCHAR(400), cost BIGINT, funding VARCHAR(40), page VARCHAR(500), basis VARCHAR(255), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX communication_package ON communication (package) WHERE package IS NOT NULL;

CREATE TABLE cooperation (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(500) NOT NULL, kind VARCHAR(40) NOT NULL, partner VARCHAR(255) NOT NULL, country VARCHAR(255), starts_on DATE NOT NULL, ends_on DATE, approval VARCHAR(255), cost BIGINT, result VARCHAR(4000), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX cooperation_package ON cooperation (package) WHERE package IS NOT NULL;

CREATE TABLE counter (office VARCHAR(16) NOT NULL, register VARCHAR(40) NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (office, register, year));

CREATE TABLE draft (register VARCHAR(40) NOT NULL, record VARCHAR(36) NOT NULL, "by" VARCHAR(80) NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, raw VARCHAR NOT NULL, PRIMARY KEY (register, record, "by"));

CREATE TABLE duty_answer (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, year INTEGER NOT NULL, duty VARCHAR(60) NOT NULL, outcome VARCHAR(40) NOT NULL, words VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX duty_answer_package ON duty_answer (package) WHERE package IS NOT NULL;

CREATE TABLE exchange (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(500) NOT NULL, way VARCHAR(40) NOT NULL, agency VARCHAR(20) NOT NULL, moved_on DATE NOT NULL, number VARCHAR(60), kind VARCHAR(40), scope VARCHAR(255), rows INTEGER, file_name VARCHAR(200), sha256 VARCHAR(255), sensitive_columns BOOLEAN, basis VARCHAR(255) NOT NULL, approver VARCHAR(255) NOT NULL, request BLOB, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX exchange_package ON exchange (package) WHERE package IS NOT NULL;

CREATE INDEX exchange_request ON exchange (request) WHERE request IS NOT NULL;

CREATE VIRTUAL TABLE fts_advice USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_budget USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_business USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_communication USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_cooperation USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_duty_answer USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_exchange USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_inspection USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_package USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_petition USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_policy USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_product USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_report USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_request USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_stamp USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_survey_answer USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_survey_form USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_survey_round USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_target USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_tax_review USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE VIRTUAL TABLE fts_training USING fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0", prefix='2 3');

CREATE TABLE import_layout (register VARCHAR(40) NOT NULL, layout VARCHAR(64) NOT NULL, sender VARCHAR(120) NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, decided VARCHAR NOT NULL, PRIMARY KEY (register, layout, sender));

CREATE TABLE inspection (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, kind VARCHAR(40) NOT NULL, role VARCHAR(40) NOT NULL, starts_on DATE NOT NULL, ends_on DATE, lead_agency VARCHAR(20) NOT NULL, request BLOB, request_number VARCHAR(60), request_date DATE, decision_number VARCHAR(60), decided_on DATE, members VARCHAR(400), officials VARCHAR(4000), business BLOB, business_name VARCHAR(200), channel VARCHAR(255), commune VARCHAR(5), place VARCHAR(255), examined VARCHAR(400), outcome VARCHAR(40) NOT NULL, record_number VARCHAR(60), recorded_on DATE, source VARCHAR(40), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX inspection_business ON inspection (business) WHERE business IS NOT NULL;

CREATE INDEX inspection_package ON inspection (package) WHERE package IS NOT NULL;

CREATE INDEX inspection_request ON inspection (request) WHERE request IS NOT NULL;

CREATE INDEX ix_answer_parent ON answer (parent);

CREATE INDEX ix_attachment_record ON attachment (record);

CREATE INDEX ix_attendee_parent ON attendee (parent);

CREATE INDEX ix_audit_entry_record ON audit_entry (record);

CREATE INDEX ix_breach_parent ON breach (parent);

CREATE INDEX ix_channel_parent ON channel (parent);

CREATE INDEX ix_match_line_record ON match_line (record);

CREATE INDEX ix_merged_record_kept ON merged_record (kept);

CREATE INDEX ix_question_parent ON question (parent);

CREATE TABLE kept_figures (register VARCHAR(40) NOT NULL, scope VARCHAR(64) NOT NULL, digest VARCHAR(64) NOT NULL, office VARCHAR(16) NOT NULL, entry INTEGER NOT NULL, figures VARCHAR NOT NULL, PRIMARY KEY (register, scope, digest));

CREATE TABLE list_shape (id INTEGER NOT NULL, office VARCHAR(16) NOT NULL, part VARCHAR(40) NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (part, rows));

CREATE TABLE match_line (session BLOB NOT NULL, place INTEGER NOT NULL, office VARCHAR(16) NOT NULL, heap VARCHAR(16) NOT NULL, record BLOB, theirs VARCHAR NOT NULL, likeness VARCHAR NOT NULL, decision VARCHAR(24) NOT NULL, decided VARCHAR NOT NULL, decided_at DATETIME, decided_by VARCHAR(80), PRIMARY KEY (session, place));

CREATE TABLE match_session (id BLOB NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, name VARCHAR(120) NOT NULL, file_name VARCHAR(120) NOT NULL, sha256 VARCHAR(64) NOT NULL, about VARCHAR NOT NULL, batch BLOB, PRIMARY KEY (id));

CREATE TABLE merged_record (id BLOB NOT NULL, batch BLOB NOT NULL, office VARCHAR(16) NOT NULL, register VARCHAR(40) NOT NULL, kept BLOB NOT NULL, PRIMARY KEY (id, batch));

CREATE TABLE not_same (first BLOB NOT NULL, second BLOB NOT NULL, register VARCHAR(40) NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, why VARCHAR(200) NOT NULL, PRIMARY KEY (first, second));

CREATE TABLE package (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, file_name VARCHAR(200) NOT NULL, direction VARCHAR(40) NOT NULL, sender VARCHAR(60) NOT NULL, kind VARCHAR(40), year INTEGER NOT NULL, revision INTEGER NOT NULL, moved_at DATETIME NOT NULL, state VARCHAR(40) NOT NULL, verdict VARCHAR(255), signer VARCHAR(255), sha256 VARCHAR(255), content_id VARCHAR(60), replaces VARCHAR(60), receipt_code VARCHAR(60), figures VARCHAR, findings VARCHAR, report_id BLOB, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX package_package ON package (package) WHERE package IS NOT NULL;

CREATE TABLE person (user VARCHAR(80) NOT NULL, office VARCHAR(16) NOT NULL, full_name VARCHAR(120) NOT NULL, PRIMARY KEY (user));

CREATE TABLE petition (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, subject VARCHAR(500) NOT NULL, received_on DATE NOT NULL, kind VARCHAR(40) NOT NULL, content VARCHAR(4000) NOT NULL, matter VARCHAR(40), wrong VARCHAR(40), sender VARCHAR(200), sender_kind VARCHAR(40), contact VARCHAR(255), confidential BOOLEAN, way VARCHAR(40), business BLOB, channel VARCHAR(255), competence VARCHAR(40) NOT NULL, forwarded_to VARCHAR(20), forwarded_on DATE, forward_number VARCHAR(60), handler VARCHAR(255), due_on DATE NOT NULL, state VARCHAR(40) NOT NULL, result VARCHAR(4000), answered_on DATE, answer_number VARCHAR(60), for_report BOOLEAN, report_year INTEGER, proposal VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX petition_business ON petition (business) WHERE business IS NOT NULL;

CREATE INDEX petition_package ON petition (package) WHERE package IS NOT NULL;

CREATE TABLE policy (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(500) NOT NULL, kind VARCHAR(40) NOT NULL, number VARCHAR(60), dated_on DATE NOT NULL, about VARCHAR(255), content VARCHAR(4000), sent_to VARCHAR(20), outcome VARCHAR(40), outcome_note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX policy_package ON policy (package) WHERE package IS NOT NULL;

CREATE TABLE product (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, business BLOB, owner VARCHAR(200) NOT NULL, commune VARCHAR(5), product_group VARCHAR(40) NOT NULL, ocop BOOLEAN NOT NULL, stars INTEGER, points BIGINT, decision VARCHAR(60), decided_on DATE, level VARCHAR(40), valid_until DATE, traced BOOLEAN, trace_system VARCHAR(255), goods_code VARCHAR(14), growing_code VARCHAR(60), certificates VARCHAR(400), checked_on DATE, check_result VARCHAR(40), sold_online BOOLEAN, sold_on VARCHAR(400), revenue BIGINT, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX product_business ON product (business) WHERE business IS NOT NULL;

CREATE INDEX product_package ON product (package) WHERE package IS NOT NULL;

CREATE TABLE question (seq INTEGER NOT NULL, parent BLOB NOT NULL, office VARCHAR(16) NOT NULL, place INTEGER NOT NULL, number VARCHAR(60) NOT NULL, block VARCHAR(255), words VARCHAR(4000) NOT NULL, kind VARCHAR(40) NOT NULL, options VARCHAR(4000), lines VARCHAR(4000), unit VARCHAR(60), least INTEGER, most INTEGER, total INTEGER, required BOOLEAN, help VARCHAR(255), PRIMARY KEY (seq), FOREIGN KEY(parent) REFERENCES survey_form (id) ON DELETE CASCADE);

CREATE TABLE report (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, kind VARCHAR(40) NOT NULL, year INTEGER NOT NULL, revision INTEGER NOT NULL, period_from DATE NOT NULL, period_to DATE NOT NULL, due_on DATE NOT NULL, state VARCHAR(40) NOT NULL, request BLOB, number VARCHAR(60), issued_on DATE, signer_title VARCHAR(255), signer_name VARCHAR(255), figures VARCHAR, texts VARCHAR, files VARCHAR, life VARCHAR, last_package BLOB, file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX report_package ON report (package) WHERE package IS NOT NULL;

CREATE INDEX report_request ON report (request) WHERE request IS NOT NULL;

CREATE TABLE request (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, subject VARCHAR(500) NOT NULL, agency VARCHAR(20) NOT NULL, document_number VARCHAR(60), document_date DATE NOT NULL, arrival_number VARCHAR(60), received_on DATE NOT NULL, kind VARCHAR(40) NOT NULL, due_at DATETIME NOT NULL, assignee VARCHAR(255), secrecy VARCHAR(40) NOT NULL, answered_on DATE, answer_number VARCHAR(60), answer_report BLOB, answer_package BLOB, answer_inspection BLOB, answer_exchange BLOB, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX request_answer_exchange ON request (answer_exchange) WHERE answer_exchange IS NOT NULL;

CREATE INDEX request_answer_inspection ON request (answer_inspection) WHERE answer_inspection IS NOT NULL;

CREATE INDEX request_answer_package ON request (answer_package) WHERE answer_package IS NOT NULL;

CREATE INDEX request_answer_report ON request (answer_report) WHERE answer_report IS NOT NULL;

CREATE INDEX request_package ON request (package) WHERE package IS NOT NULL;

CREATE TABLE saved_filter (register VARCHAR(40) NOT NULL, "by" VARCHAR(80) NOT NULL, name VARCHAR(60) NOT NULL, office VARCHAR(16) NOT NULL, at DATETIME NOT NULL, "query" VARCHAR NOT NULL, PRIMARY KEY (register, "by", name));

CREATE TABLE search_advice (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_advice_key ON search_advice (sort_key);

CREATE TABLE search_budget (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_budget_key ON search_budget (sort_key);

CREATE TABLE search_business (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_business_key ON search_business (sort_key);

CREATE TABLE search_communication (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_communication_key ON search_communication (sort_key);

CREATE TABLE search_cooperation (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_cooperation_key ON search_cooperation (sort_key);

CREATE TABLE search_duty_answer (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_duty_answer_key ON search_duty_answer (sort_key);

CREATE TABLE search_exchange (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_exchange_key ON search_exchange (sort_key);

CREATE TABLE search_inspection (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_inspection_key ON search_inspection (sort_key);

CREATE TABLE search_package (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_package_key ON search_package (sort_key);

CREATE TABLE search_petition (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_petition_key ON search_petition (sort_key);

CREATE TABLE search_policy (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_policy_key ON search_policy (sort_key);

CREATE TABLE search_product (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_product_key ON search_product (sort_key);

CREATE TABLE search_report (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_report_key ON search_report (sort_key);

CREATE TABLE search_request (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_request_key ON search_request (sort_key);

CREATE TABLE search_stamp (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_stamp_key ON search_stamp (sort_key);

CREATE TABLE search_survey_answer (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_survey_answer_key ON search_survey_answer (sort_key);

CREATE TABLE search_survey_form (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_survey_form_key ON search_survey_form (sort_key);

CREATE TABLE search_survey_round (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_survey_round_key ON search_survey_round (sort_key);

CREATE TABLE search_target (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_target_key ON search_target (sort_key);

CREATE TABLE search_tax_review (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_tax_review_key ON search_tax_review (sort_key);

CREATE TABLE search_training (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, sort_key BLOB NOT NULL, words TEXT NOT NULL);

CREATE INDEX search_training_key ON search_training (sort_key);

CREATE TABLE setting (name VARCHAR(60) NOT NULL, office VARCHAR(16) NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (name));

CREATE TABLE stamp (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, maker VARCHAR(200) NOT NULL, business BLOB, tax_code VARCHAR(14), goods VARCHAR(40) NOT NULL, starts_on DATE NOT NULL, ends_on DATE NOT NULL, opening INTEGER, bought INTEGER NOT NULL, used INTEGER NOT NULL, spoilt INTEGER, "left" INTEGER, series VARCHAR(60), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX stamp_business ON stamp (business) WHERE business IS NOT NULL;

CREATE INDEX stamp_package ON stamp (package) WHERE package IS NOT NULL;

CREATE TABLE survey_answer (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, round BLOB NOT NULL, number VARCHAR(60) NOT NULL, respondent VARCHAR(200) NOT NULL, business BLOB, commune VARCHAR(5), sent_on DATE NOT NULL, returned_on DATE, mode VARCHAR(40), state VARCHAR(40) NOT NULL, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX survey_answer_business ON survey_answer (business) WHERE business IS NOT NULL;

CREATE INDEX survey_answer_package ON survey_answer (package) WHERE package IS NOT NULL;

CREATE INDEX survey_answer_round ON survey_answer (round) WHERE round IS NOT NULL;

CREATE TABLE survey_form (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, edition INTEGER NOT NULL, state VARCHAR(40) NOT NULL, audience VARCHAR(255), opening VARCHAR(4000), closing VARCHAR(4000), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX survey_form_package ON survey_form (package) WHERE package IS NOT NULL;

CREATE TABLE survey_round (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, form BLOB NOT NULL, agency VARCHAR(20), document VARCHAR(255), starts_on DATE NOT NULL, ends_on DATE, due_on DATE, observed VARCHAR(60), planned INTEGER, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX survey_round_form ON survey_round (form) WHERE form IS NOT NULL;

CREATE INDEX survey_round_package ON survey_round (package) WHERE package IS NOT NULL;

CREATE TABLE target (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, year INTEGER NOT NULL, indicator VARCHAR(12) NOT NULL, value BIGINT NOT NULL, document VARCHAR(255) NOT NULL, dated_on DATE, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX target_package ON target (package) WHERE package IS NOT NULL;

CREATE TABLE tax_review (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, round VARCHAR(60) NOT NULL, request_number VARCHAR(60), tax_office VARCHAR(255), name VARCHAR(200) NOT NULL, tax_code VARCHAR(14), personal_id VARCHAR(12), commune VARCHAR(5), address VARCHAR(255), business BLOB, tax_status VARCHAR(8), method VARCHAR(40), revenue VARCHAR(40), e_invoice VARCHAR(40), channel VARCHAR(500), finding VARCHAR(40) NOT NULL, difference VARCHAR(255), reviewer VARCHAR(255) NOT NULL, reviewed_on DATE NOT NULL, told_tax_office BOOLEAN, told_number VARCHAR(60), told_on DATE, note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX tax_review_business ON tax_review (business) WHERE business IS NOT NULL;

CREATE INDEX tax_review_package ON tax_review (package) WHERE package IS NOT NULL;

CREATE TABLE training (seq INTEGER NOT NULL, id BLOB NOT NULL, office VARCHAR(16) NOT NULL, package BLOB, version INTEGER NOT NULL, created_at DATETIME NOT NULL, created_by VARCHAR(80) NOT NULL, changed_at DATETIME NOT NULL, changed_by VARCHAR(80) NOT NULL, name VARCHAR(200) NOT NULL, form VARCHAR(40) NOT NULL, role VARCHAR(40) NOT NULL, topics VARCHAR(400), sector VARCHAR(255), learning VARCHAR(40), starts_on DATE NOT NULL, ends_on DATE, half_days INTEGER, place VARCHAR(255) NOT NULL, commune VARCHAR(5), lead_agency VARCHAR(255), partners VARCHAR(255), basis VARCHAR(255), trainers VARCHAR(255), audiences VARCHAR(400), invited INTEGER, planned INTEGER, attended INTEGER, women INTEGER, enterprises INTEGER, cooperatives INTEGER, households INTEGER, people INTEGER, officials INTEGER, others INTEGER, estimated BOOLEAN, cost BIGINT, funding VARCHAR(40), feedback INTEGER, satisfied BIGINT, result VARCHAR(4000), note VARCHAR(4000), file_code VARCHAR(24), PRIMARY KEY (seq), UNIQUE (id));

CREATE INDEX training_package ON training (package) WHERE package IS NOT NULL;

CREATE TABLE trust_item (fingerprint VARCHAR(64) NOT NULL, kind VARCHAR(16) NOT NULL, office VARCHAR(16) NOT NULL, of_office VARCHAR(16) NOT NULL, role VARCHAR(16) NOT NULL, owner VARCHAR(200) NOT NULL, content BLOB NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(80) NOT NULL, ended_at DATETIME, why VARCHAR(200) NOT NULL, PRIMARY KEY (fingerprint, kind));

