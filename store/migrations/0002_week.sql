-- What the week around a review needs: inspecting, preparing, following up and
-- meeting from two laptops.

-- Hygiene: what a person says is right in a field of a deal, beside what the
-- CRM says. number and text are as in deal_change; contact is text only. Open
-- fixes overlay the deal, the newest of a field first; a settled one is what
-- the CRM says too; a replaced one was mended again. Nothing is deleted.
CREATE TABLE fix (
	id         TEXT PRIMARY KEY,
	deal_id    TEXT NOT NULL REFERENCES deal (id),
	field      TEXT NOT NULL CHECK (field IN ('amount', 'close_date', 'next_step', 'next_step_date', 'stage', 'owner', 'account', 'contact', 'name')),
	number     INTEGER NOT NULL,
	text       TEXT NOT NULL,
	was_number INTEGER NOT NULL, -- what the CRM said then
	was_text   TEXT NOT NULL,
	author     TEXT NOT NULL,
	at         INTEGER NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('open', 'settled', 'replaced')),
	review_id  TEXT REFERENCES review (id) -- in which it was said, NULL outside of one
) STRICT;
CREATE INDEX fix_review ON fix (review_id) WHERE review_id IS NOT NULL;
CREATE INDEX fix_deal ON fix (deal_id, field);
CREATE INDEX fix_open ON fix (field, text) WHERE state = 'open';

-- Preparing: whose help an obstacle needs, and how likely people think it is
-- that a deal is won.
ALTER TABLE obstacle ADD COLUMN needs TEXT NOT NULL DEFAULT '' CHECK (needs IN ('', 'rep', 'manager', 'executive'));
ALTER TABLE obstacle ADD COLUMN at INTEGER;
CREATE TABLE estimate (
	review_id TEXT NOT NULL REFERENCES review (id),
	deal_id   TEXT NOT NULL REFERENCES deal (id),
	author    TEXT NOT NULL,
	position  INTEGER NOT NULL,
	percent   INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
	at        INTEGER,
	PRIMARY KEY (review_id, deal_id, author)
) STRICT;

-- Every exit question that was ever asked, so that its answers keep its words.
CREATE TABLE question (
	id   TEXT PRIMARY KEY,
	text TEXT NOT NULL
) STRICT;

-- Inspection: what else is usual for won deals, and which deals are probably
-- there twice. Both are counted when deals change, as norm is.
CREATE TABLE ahead (
	stage TEXT PRIMARY KEY,
	deals INTEGER NOT NULL, -- won ones that it is based on
	days  INTEGER NOT NULL  -- from leaving the stage to the win, a median
) STRICT;
CREATE TABLE twin (
	deal_id TEXT PRIMARY KEY REFERENCES deal (id),
	other   TEXT NOT NULL -- another open deal of its name, account and amount
) STRICT;

-- What a CRM itself counts about a deal, where its export says so.
CREATE TABLE counted (
	deal_id  TEXT PRIMARY KEY REFERENCES deal (id),
	contacts INTEGER NOT NULL, -- people at the buyer's, -1 when it does not say
	moves    INTEGER NOT NULL  -- changes of the close date, -1 likewise
) STRICT;

-- The other reps of a joint review, who own its deals together with its rep.
CREATE TABLE review_with (
	review_id TEXT NOT NULL REFERENCES review (id),
	person_id TEXT NOT NULL REFERENCES person (id),
	position  INTEGER NOT NULL,
	PRIMARY KEY (review_id, person_id)
) STRICT;
CREATE INDEX review_with_person ON review_with (person_id);

-- Actions may belong to no review: those that somebody writes down between two.
-- Nothing refers to an action yet, so the table can be made anew.
CREATE TABLE action_anew (
	id          TEXT PRIMARY KEY,
	review_id   TEXT REFERENCES review (id), -- NULL: written down outside a review
	position    INTEGER NOT NULL,
	deal_id     TEXT REFERENCES deal (id),
	obstacle_id TEXT REFERENCES obstacle (id),
	text        TEXT NOT NULL,
	owner_id    TEXT REFERENCES person (id),
	priority    INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
	due         INTEGER NOT NULL,
	done_when   TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
	reason      TEXT NOT NULL DEFAULT '', -- why it was dropped
	carried     INTEGER NOT NULL DEFAULT 0, -- how often it was carried over to a later day
	met         INTEGER NOT NULL DEFAULT 0, -- the day on which its metric was seen to be met
	met_by      TEXT NOT NULL DEFAULT '', -- what showed it
	author      TEXT NOT NULL,
	at          INTEGER,
	done_at     INTEGER
) STRICT;
INSERT INTO action_anew (id, review_id, position, deal_id, obstacle_id, text, owner_id, priority, due, done_when, state, author, at, done_at)
	SELECT id, review_id, position, deal_id, obstacle_id, text, owner_id, priority, due, done_when, state, author, at, done_at FROM action;
DROP TABLE action;
ALTER TABLE action_anew RENAME TO action;
CREATE INDEX action_review ON action (review_id);
CREATE INDEX action_state ON action (state, owner_id);
CREATE INDEX action_deal ON action (deal_id);

-- What the deal of an action was when its metric was agreed: that is met once
-- the deal differs from it so.
CREATE TABLE action_start (
	action_id TEXT PRIMARY KEY REFERENCES action (id),
	deal_id   TEXT NOT NULL,
	done_when TEXT NOT NULL,
	deal      TEXT NOT NULL, -- JSON
	at        INTEGER NOT NULL
) STRICT;

-- What was changed of actions outside a review, so that it can be taken back.
-- Rows of one batch were one command.
CREATE TABLE action_change (
	id        INTEGER PRIMARY KEY,
	batch     TEXT NOT NULL,
	action_id TEXT NOT NULL REFERENCES action (id),
	at        INTEGER NOT NULL,
	was       TEXT NOT NULL, -- JSON; '' when it was written down
	next      TEXT NOT NULL, -- JSON
	undone    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The calls and mails by which a manager followed up on a review.
CREATE TABLE follow_up (
	id        TEXT PRIMARY KEY,
	review_id TEXT NOT NULL REFERENCES review (id),
	day       INTEGER NOT NULL,
	how       TEXT NOT NULL CHECK (how IN ('call', 'mail')),
	text      TEXT NOT NULL,
	author    TEXT NOT NULL,
	at        INTEGER NOT NULL
) STRICT;
CREATE INDEX follow_up_review ON follow_up (review_id);

-- How people look at lists of deals: what they saved under a name, and as ''
-- how they looked last.
CREATE TABLE deal_view (
	name TEXT PRIMARY KEY,
	view TEXT NOT NULL -- a listing.View in JSON
) STRICT;

-- Reviews over ssh: who came and went, in the order it happened; who may come
-- in; and the keys that people have on other laptops. A key is its type and its
-- base64, as authorized_keys has it. Of a code only its hash is kept.
CREATE TABLE attendance (
	review_id TEXT NOT NULL REFERENCES review (id),
	position  INTEGER NOT NULL,
	person    TEXT NOT NULL,
	part      TEXT NOT NULL CHECK (part IN ('host', 'participant', 'observer')),
	what      TEXT NOT NULL,
	at        INTEGER,
	PRIMARY KEY (review_id, position)
) STRICT;

CREATE TABLE admission (
	id        TEXT PRIMARY KEY,
	review_id TEXT NOT NULL REFERENCES review (id),
	person    TEXT NOT NULL,
	part      TEXT NOT NULL CHECK (part IN ('participant', 'observer')),
	deal_id   TEXT REFERENCES deal (id), -- the only one an observer sees
	hash      TEXT NOT NULL,             -- of the code, '' without one
	expires   INTEGER NOT NULL,
	wrong     INTEGER NOT NULL,          -- codes that were tried in vain
	used_at   INTEGER,
	key       TEXT NOT NULL,             -- what readmits whoever used it, '' for nothing
	ended     INTEGER NOT NULL           -- removed: neither code nor key opens
) STRICT;
CREATE INDEX admission_review ON admission (review_id);

CREATE TABLE guest_key (
	key       TEXT PRIMARY KEY,
	person_id TEXT NOT NULL REFERENCES person (id),
	listed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guest_key_person ON guest_key (person_id);

-- Who somebody became when two people were made one: a window that was open
-- then, and a packet made before, still name them.
CREATE TABLE merged (
	away TEXT PRIMARY KEY,
	keep TEXT NOT NULL REFERENCES person (id)
) STRICT;

-- What was said in reviews that travelled between two computers, version by
-- version: the one that is shown, others beside it while nobody has picked, and
-- the ids of those that were replaced. body is packet.Said as JSON, with this
-- file's own ids; '' for a replaced one.
CREATE TABLE version (
	review_id TEXT NOT NULL REFERENCES review (id),
	kind      TEXT NOT NULL,
	deal_id   TEXT NOT NULL, -- '' for none
	key       TEXT NOT NULL, -- a question, an author, an id; see packet.Place
	id        TEXT NOT NULL,
	state     TEXT NOT NULL CHECK (state IN ('shown', 'rival', 'replaced')),
	body      TEXT NOT NULL,
	PRIMARY KEY (review_id, kind, deal_id, key, id)
) STRICT;
CREATE INDEX version_rival ON version (review_id) WHERE state = 'rival';

-- What a manager notes for themselves: private, in no review and in nothing made for others.
CREATE TABLE coaching_note (
	deal_id TEXT NOT NULL REFERENCES deal (id),
	author  TEXT NOT NULL,
	text    TEXT NOT NULL,
	PRIMARY KEY (deal_id, author)
) STRICT;

-- A review asks which deals were its rep's before.
CREATE INDEX deal_change_owner ON deal_change (old_text, at) WHERE field = 'owner';
