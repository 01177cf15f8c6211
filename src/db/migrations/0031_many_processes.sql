-- What several processes on one database must know of each other. Programme
-- tables: they carry no partner, but for the calls of one.

-- Calls a tenant has left, from which processes borrow: accounts/throttle.h.
CREATE TABLE throttle (
	partner_id BIGINT NOT NULL,
	bucket BIGINT NOT NULL,               -- hash of the customer; 0: the tenant's
	at BIGINT NOT NULL,                   -- real time it was filled up
	parts BIGINT NOT NULL,                -- a call is 60 of them
	PRIMARY KEY (partner_id, bucket)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX throttle_over ON throttle (at);

-- Wrong passwords by name and by address: accounts/tries.h.
CREATE TABLE sign_in_try (
	who BYTEA PRIMARY KEY,                -- keyed hash: of whom, is not kept
	at BIGINT NOT NULL,                   -- real time of the last one
	count BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX sign_in_try_over ON sign_in_try (at);

-- Who does what only one process may do at a time: db/lease.h.
CREATE TABLE lease (
	name TEXT PRIMARY KEY,
	holder TEXT NOT NULL,                 -- random, of one process
	until BIGINT NOT NULL                 -- real time; then another may
) /*sqlite: WITHOUT ROWID*/;

-- Downloads that end, wherever they run: http/http.h server_cut.
CREATE TABLE transfer_cut (
	tag TEXT PRIMARY KEY,
	at BIGINT NOT NULL                    -- real time
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX transfer_cut_at ON transfer_cut (at);
