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
	state      TEXT NOT NULL CHECK (state IN ('open', 'settled', 'replaced'))
) STRICT;
CREATE INDEX fix_deal ON fix (deal_id, field);
CREATE INDEX fix_open ON fix (field, text) WHERE state = 'open';

-- Every exit question that was ever asked, so that its answers keep its words.
CREATE TABLE question (
	id   TEXT PRIMARY KEY,
	text TEXT NOT NULL
) STRICT;
