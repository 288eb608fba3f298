-- Conventions: instants are INTEGER milliseconds since 1970 UTC, NULL for
-- none; calendar dates are INTEGER day numbers as agenda.Date counts them, 0
-- for none; durations are INTEGER nanoseconds; an amount is whole minor units
-- beside its ISO 4217 currency, '' for an unknown amount. Ids are UUIDv7,
-- except those of tables that only describe this one file.

CREATE TABLE setting (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE person (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	role       TEXT NOT NULL CHECK (role IN ('rep', 'manager', 'executive')),
	email      TEXT NOT NULL DEFAULT '',
	manager_id TEXT REFERENCES person (id)
) STRICT;
CREATE INDEX person_manager ON person (manager_id);

-- Everything a person is called: the name, other spellings, an e-mail address,
-- a CRM's id. key is the text folded for comparison.
CREATE TABLE alias (
	key       TEXT PRIMARY KEY,
	text      TEXT NOT NULL,
	person_id TEXT NOT NULL REFERENCES person (id)
) STRICT;
CREATE INDEX alias_person ON alias (person_id);

-- A kind of export: whose CRM wrote it, and with which columns.
CREATE TABLE source (
	id        INTEGER PRIMARY KEY,
	crm       TEXT NOT NULL,
	shape     TEXT NOT NULL,
	co_owners INTEGER NOT NULL DEFAULT 0, -- one of it has named several owners of a deal
	UNIQUE (crm, shape)
) STRICT;

-- An import that changed something, or that says until when nothing changed.
-- at is when the export was made, as far as anybody knows (sure), and so when
-- its changes are dated; file_at is the file's own time.
CREATE TABLE import (
	id        INTEGER PRIMARY KEY,
	source_id INTEGER NOT NULL REFERENCES source (id),
	name      TEXT NOT NULL,
	hash      TEXT NOT NULL,
	at        INTEGER NOT NULL,
	today     INTEGER NOT NULL,
	taken_in  INTEGER NOT NULL,
	sure      INTEGER NOT NULL,
	file_at   INTEGER,
	covers    TEXT NOT NULL -- the fields it tells, a space before and after each
) STRICT;
CREATE INDEX import_hash ON import (hash);
CREATE INDEX import_source ON import (source_id, at);

-- Which deals an export should hold: those of these owners and pipelines, open
-- or closed. Nothing of a kind means any.
CREATE TABLE import_scope (
	import_id INTEGER NOT NULL REFERENCES import (id),
	kind      TEXT NOT NULL CHECK (kind IN ('owner', 'pipeline', 'open')),
	value     TEXT NOT NULL -- a person's id; a name; 0 or 1
) STRICT;
CREATE INDEX import_scope_import ON import_scope (import_id, kind, value);

-- What a person said about a kind of export, so that it is asked once. Rows
-- about columns that were taken as they are name none.
CREATE TABLE said (
	shape    TEXT NOT NULL, -- of the header, see source
	kind     TEXT NOT NULL CHECK (kind IN ('column', 'dates', 'currency', 'stage')),
	pipeline TEXT NOT NULL, -- of a stage
	subject  TEXT NOT NULL, -- a column, a currency's symbol, a stage
	answer   TEXT NOT NULL,
	PRIMARY KEY (shape, kind, pipeline, subject)
) STRICT;

-- Which standard step a CRM's stage corresponds to, for stages of the past too.
CREATE TABLE stage (
	pipeline TEXT NOT NULL,
	name     TEXT NOT NULL,
	step     INTEGER NOT NULL,
	PRIMARY KEY (pipeline, name)
) STRICT;

CREATE TABLE deal (
	id             TEXT PRIMARY KEY,
	source_id      INTEGER NOT NULL REFERENCES source (id),
	import_id      INTEGER NOT NULL REFERENCES import (id), -- that brought it first
	crm_id         TEXT NOT NULL,
	match_key      INTEGER NOT NULL, -- a hash of name and account, both folded
	row_hash       INTEGER NOT NULL, -- of the row that told about it last
	name           TEXT NOT NULL,
	account        TEXT NOT NULL,
	owner_id       TEXT REFERENCES person (id),
	pipeline       TEXT NOT NULL,
	stage          TEXT NOT NULL,
	step           INTEGER NOT NULL,
	status         TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost')),
	amount         INTEGER NOT NULL,
	currency       TEXT NOT NULL,
	close_date     INTEGER NOT NULL,
	created        INTEGER NOT NULL,
	stage_since    INTEGER NOT NULL,
	last_activity  INTEGER NOT NULL,
	activity_kind  TEXT NOT NULL,
	next_step      TEXT NOT NULL,
	next_step_date INTEGER NOT NULL,
	probability    INTEGER NOT NULL, -- percent, -1 for none
	forecast       TEXT NOT NULL,
	modified       INTEGER NOT NULL, -- when the CRM's record was changed last, 0 when nothing tells
	extra          TEXT NOT NULL, -- columns kept as they are: a JSON object, '' for none
	gone           INTEGER NOT NULL DEFAULT 0,
	told_to        INTEGER NOT NULL DEFAULT 0 -- the instant until which its history comes from history files; 0 for that of its import
) STRICT;
CREATE INDEX deal_of_owner ON deal (owner_id, status, gone);
CREATE INDEX deal_won ON deal (close_date, created, currency, amount) WHERE status = 'won';
CREATE INDEX deal_crm_id ON deal (crm_id) WHERE crm_id <> '';
CREATE INDEX deal_match ON deal (match_key);

-- Who else owns a deal, beside its owner.
CREATE TABLE deal_owner (
	deal_id   TEXT NOT NULL REFERENCES deal (id),
	person_id TEXT NOT NULL REFERENCES person (id),
	PRIMARY KEY (deal_id, person_id)
) STRICT;
CREATE INDEX deal_owner_person ON deal_owner (person_id);

-- What is usual for won deals, counted anew when deals change.
CREATE TABLE norm (
	kind  TEXT NOT NULL CHECK (kind IN ('age', 'amount', 'stage', 'told')),
	of    TEXT NOT NULL, -- a currency, a stage, a field
	deals INTEGER NOT NULL, -- that it is based on
	value INTEGER NOT NULL, -- days or minor units
	PRIMARY KEY (kind, of)
) STRICT;

-- One changed field of a deal. A number and a text stand for every kind of
-- value: dates and flags are numbers, an amount is both.
CREATE TABLE deal_change (
	id         INTEGER PRIMARY KEY,
	deal_id    TEXT NOT NULL REFERENCES deal (id),
	field      TEXT NOT NULL,
	at         INTEGER NOT NULL,
	import_id  INTEGER REFERENCES import (id), -- NULL: from a history file
	old_number INTEGER NOT NULL,
	old_text   TEXT NOT NULL,
	new_number INTEGER NOT NULL,
	new_text   TEXT NOT NULL
) STRICT;
CREATE INDEX deal_change_deal ON deal_change (deal_id, at);
CREATE INDEX deal_change_import ON deal_change (import_id);

-- What the files tell that CRMs export beside deals.

-- What deals may have instead of their account's name: the CRM's id of it,
-- Salesforce's in both its lengths, or the domain of its web site.
CREATE TABLE account (
	text TEXT PRIMARY KEY,
	name TEXT NOT NULL
) STRICT;
CREATE INDEX account_name ON account (name);

-- A deal as those files name it. What they tell of it waits until an import
-- brings the deal.
CREATE TABLE deal_ref (
	id      INTEGER PRIMARY KEY,
	crm     TEXT NOT NULL, -- 'halfhour': crm_id is the deal's own
	crm_id  TEXT NOT NULL, -- '' when the file has none; Salesforce's in its long form
	name    TEXT NOT NULL,
	account TEXT NOT NULL,
	contact TEXT NOT NULL, -- a contact's who, where that is all the file names
	deal_id TEXT REFERENCES deal (id)
) STRICT;
CREATE UNIQUE INDEX deal_ref_named ON deal_ref (crm_id, name, account, contact, crm);
CREATE INDEX deal_ref_deal ON deal_ref (deal_id);

-- Somebody at a buyer's. who is the CRM's id, else the e-mail address, else
-- name and account.
CREATE TABLE contact (
	who     TEXT PRIMARY KEY,
	name    TEXT NOT NULL,
	account TEXT NOT NULL, -- its name or its id
	email   TEXT NOT NULL,
	title   TEXT NOT NULL,
	role    TEXT NOT NULL,
	decides INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_account ON contact (account);
CREATE INDEX contact_email ON contact (email) WHERE email <> '';

CREATE TABLE deal_contact (
	ref_id  INTEGER NOT NULL REFERENCES deal_ref (id),
	who     TEXT NOT NULL,
	name    TEXT NOT NULL,
	email   TEXT NOT NULL,
	role    TEXT NOT NULL,
	decides INTEGER NOT NULL,
	by_deals INTEGER NOT NULL DEFAULT 0, -- only an export of deals names them
	PRIMARY KEY (ref_id, who, role)
) STRICT;
CREATE INDEX deal_contact_who ON deal_contact (who);
CREATE INDEX deal_contact_email ON deal_contact (email) WHERE email <> '';

CREATE TABLE activity (
	ref_id  INTEGER NOT NULL REFERENCES deal_ref (id),
	key     INTEGER NOT NULL, -- a hash of the CRM's id, else of what it is
	kind    TEXT NOT NULL,
	day     INTEGER NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('', 'done', 'planned', 'cancelled')),
	subject TEXT NOT NULL,
	owner   TEXT NOT NULL,
	PRIMARY KEY (ref_id, key)
) STRICT;
CREATE INDEX activity_day ON activity (ref_id, day);

-- The value that a field of a deal had from an instant on, and where the file
-- says so the one before. The deal's history follows from these.
CREATE TABLE told (
	id         INTEGER PRIMARY KEY,
	ref_id     INTEGER NOT NULL REFERENCES deal_ref (id),
	field      TEXT NOT NULL,
	at         INTEGER NOT NULL,
	day        INTEGER NOT NULL, -- as the file writes it
	place      INTEGER NOT NULL, -- among those of one instant
	key        INTEGER NOT NULL, -- a hash of the values
	has_old    INTEGER NOT NULL,
	old_number INTEGER NOT NULL,
	old_text   TEXT NOT NULL,
	new_number INTEGER NOT NULL,
	new_text   TEXT NOT NULL,
	UNIQUE (ref_id, field, at, key)
) STRICT;

-- Whose quota it is stands as the file has it, the CRM's id and the name, as
-- keys of aliases: it is the person's who is called so.
CREATE TABLE quota (
	owner    TEXT NOT NULL,
	name     TEXT NOT NULL,
	start    INTEGER NOT NULL,
	next     INTEGER NOT NULL, -- the first day after the period
	amount   INTEGER NOT NULL,
	currency TEXT NOT NULL,
	PRIMARY KEY (owner, name, start)
) STRICT;
CREATE INDEX quota_name ON quota (name);

CREATE TABLE review (
	id              TEXT PRIMARY KEY,
	version         INTEGER NOT NULL,
	rep             TEXT NOT NULL REFERENCES person (id),
	manager         TEXT REFERENCES person (id),
	today           INTEGER NOT NULL,
	stage           TEXT NOT NULL CHECK (stage IN ('ready', 'running', 'finished', 'set aside')),
	current_slot    INTEGER NOT NULL,
	follow_up       INTEGER NOT NULL,
	started_at      INTEGER,
	since           INTEGER,
	paused_at       INTEGER,
	seen_at         INTEGER,
	ended_at        INTEGER,
	gap_from        INTEGER,
	gap_length      INTEGER NOT NULL,
	gap_slot        INTEGER NOT NULL,
	taken_out       INTEGER NOT NULL,
	overtime_asked  INTEGER NOT NULL,
	overtime_go_on  INTEGER NOT NULL,
	overtime_author TEXT NOT NULL,
	overtime_at     INTEGER
) STRICT;
CREATE INDEX review_rep ON review (rep, stage);

-- What a review holds. position keeps the order things were said in. An author
-- is a person's id but not a foreign key: words by somebody unknown are kept.

CREATE TABLE slot (
	review_id TEXT NOT NULL REFERENCES review (id),
	position  INTEGER NOT NULL,
	kind      TEXT NOT NULL CHECK (kind IN ('overview', 'deal', 'wrap-up')),
	deal_id   TEXT REFERENCES deal (id),
	budget    INTEGER NOT NULL,
	used      INTEGER NOT NULL,
	visited   INTEGER NOT NULL,
	PRIMARY KEY (review_id, position)
) STRICT;

CREATE TABLE answer (
	review_id TEXT NOT NULL REFERENCES review (id),
	deal_id   TEXT NOT NULL REFERENCES deal (id),
	question  TEXT NOT NULL,
	position  INTEGER NOT NULL,
	value     TEXT NOT NULL CHECK (value IN ('yes', 'no', 'unknown')),
	evidence  TEXT NOT NULL,
	author    TEXT NOT NULL,
	at        INTEGER,
	stage     TEXT NOT NULL, -- the deal's, when it was answered
	PRIMARY KEY (review_id, deal_id, question)
) STRICT;
CREATE INDEX answer_deal ON answer (deal_id, question);

CREATE TABLE obstacle (
	id        TEXT PRIMARY KEY,
	review_id TEXT NOT NULL REFERENCES review (id),
	position  INTEGER NOT NULL,
	deal_id   TEXT REFERENCES deal (id),
	text      TEXT NOT NULL,
	author    TEXT NOT NULL,
	cleared   INTEGER NOT NULL
) STRICT;
CREATE INDEX obstacle_review ON obstacle (review_id);

CREATE TABLE action (
	id          TEXT PRIMARY KEY,
	review_id   TEXT NOT NULL REFERENCES review (id),
	position    INTEGER NOT NULL,
	deal_id     TEXT REFERENCES deal (id),
	obstacle_id TEXT REFERENCES obstacle (id),
	text        TEXT NOT NULL,
	owner_id    TEXT REFERENCES person (id),
	priority    INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
	due         INTEGER NOT NULL,
	done_when   TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
	author      TEXT NOT NULL,
	at          INTEGER,
	done_at     INTEGER
) STRICT;
CREATE INDEX action_review ON action (review_id);
CREATE INDEX action_state ON action (state, owner_id);

CREATE TABLE note (
	review_id TEXT NOT NULL REFERENCES review (id),
	deal_id   TEXT NOT NULL, -- '' for the whole review
	author    TEXT NOT NULL,
	position  INTEGER NOT NULL,
	text      TEXT NOT NULL,
	at        INTEGER,
	PRIMARY KEY (review_id, deal_id, author)
) STRICT;

CREATE TABLE parked (
	id        TEXT PRIMARY KEY,
	review_id TEXT NOT NULL REFERENCES review (id),
	position  INTEGER NOT NULL,
	text      TEXT NOT NULL,
	author    TEXT NOT NULL,
	at        INTEGER
) STRICT;
CREATE INDEX parked_review ON parked (review_id);

CREATE TABLE draft (
	review_id TEXT NOT NULL REFERENCES review (id),
	author    TEXT NOT NULL,
	place     TEXT NOT NULL,
	position  INTEGER NOT NULL,
	text      TEXT NOT NULL,
	PRIMARY KEY (review_id, author, place)
) STRICT;
