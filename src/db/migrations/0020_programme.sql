-- What an operator runs the programme with: policy editions of his own, and
-- what came in by files. Programme tables carry no partner.

-- The editions compiled in are data/editions.json; these follow them.
CREATE TABLE policy_edition (
	serial BIGINT PRIMARY KEY,            -- rising; the address of its page
	state TEXT NOT NULL CHECK (state IN ('draft', 'adopted', 'withdrawn')),
	edition_id TEXT,                      -- NULL: a draft has none yet
	base_id TEXT NOT NULL,                -- the edition it was begun from
	effective_from BIGINT NOT NULL,       -- midnight UTC of its first day
	source TEXT NOT NULL,                 -- name of the document it follows
	source_url TEXT,
	document_date TEXT NOT NULL,          -- of that document
	reason TEXT NOT NULL,
	parameters TEXT NOT NULL,             -- JSON, as in data/editions.json
	version BIGINT NOT NULL,              -- rises with each change
	written_at BIGINT NOT NULL,           -- real time, as all of these
	written_by TEXT NOT NULL,
	written_by_name TEXT NOT NULL,
	adopted_at BIGINT,
	adopted_by TEXT,
	adopted_by_name TEXT,
	withdrawn_at BIGINT,
	withdrawn_by TEXT,
	withdrawn_by_name TEXT,
	CHECK (state = 'draft' OR (edition_id IS NOT NULL AND adopted_at IS NOT NULL))
);
CREATE UNIQUE INDEX policy_edition_by_id ON policy_edition (edition_id);
CREATE UNIQUE INDEX policy_edition_by_start ON policy_edition (effective_from)
	WHERE state = 'adopted';

-- Rises when an edition is adopted or withdrawn: every process looks here.
CREATE TABLE policy_version (version BIGINT NOT NULL);
INSERT INTO policy_version (version) VALUES (0);

-- Files of the catalogue and of prices, from the look before to the end.
CREATE TABLE import_job (
	job_id BIGINT PRIMARY KEY,            -- rising
	kind TEXT NOT NULL CHECK (kind IN ('catalogue', 'prices')),
	state TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'refused',
		'applying', 'applied', 'failed', 'discarded')),
	name TEXT NOT NULL,                   -- of the file, as it was sent
	sha256 TEXT NOT NULL,
	size BIGINT NOT NULL,
	path TEXT,                            -- in DIR/imports; NULL: gone
	done BIGINT NOT NULL,                 -- lines or items so far
	total BIGINT NOT NULL,                -- 0: not known yet
	bad BIGINT NOT NULL,                  -- places refused
	report TEXT NOT NULL,                 -- JSON: counts, samples, problems
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,           -- real time
	created_by TEXT,                      -- NULL: on the command line
	created_by_name TEXT NOT NULL,
	applied_at BIGINT,
	applied_by TEXT,
	applied_by_name TEXT
);
CREATE INDEX import_job_waiting ON import_job (job_id)
	WHERE state IN ('checking', 'applying');
