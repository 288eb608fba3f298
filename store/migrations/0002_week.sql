-- What the week around a review needs: inspecting, preparing, following up and
-- meeting from two laptops.

-- Hygiene: what a person says is right in a field of a deal, beside what the
-- CRM says. number and text are as in deal_change; contact is text only. Open
-- fixes overlay the deal, the newest of a field first; a settled one is what
-- the CRM says too; a replaced one was mended again. Nothing is deleted.
CREATE TABLE fix (
	id         TEXT PRIMARY KEY,
	deal_id    TEXT NOT NULL REFERENCES deal (id),
	field      TEXT NOT NULL CHECK (field IN ('amount', 'close_date', 'next_step', 'next_step_date', 'stage', 'owner', 'account', 'contact')),
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

-- The other reps of a joint review, who own its deals together with its rep.
CREATE TABLE review_with (
	review_id TEXT NOT NULL REFERENCES review (id),
	person_id TEXT NOT NULL REFERENCES person (id),
	position  INTEGER NOT NULL,
	PRIMARY KEY (review_id, person_id)
) STRICT;
CREATE INDEX review_with_person ON review_with (person_id);
