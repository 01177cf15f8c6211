-- What guards an account: links to set a password by mail, second factors,
-- sign-ins half done, when a session was used last. partner_id 0 is of the
-- operator's own people; customer_id is set for customers' users only.

-- One a person: a new one takes the place of those before.
CREATE TABLE password_link (
	partner_id BIGINT NOT NULL,
	link_hash BYTEA NOT NULL,             -- SHA-256 of the whole token
	purpose TEXT NOT NULL CHECK (purpose IN ('reset', 'invite')),
	customer_id TEXT,
	user_id TEXT NOT NULL,
	created_at BIGINT NOT NULL,           -- real time, as all of these
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, link_hash)
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX password_link_by_user
	ON password_link (partner_id, user_id);
CREATE INDEX password_link_by_expiry ON password_link (expires_at);

-- Asked for at the sign-in, answered later: so it takes no longer for an
-- address that is known than for one that is not.
CREATE TABLE password_asked (
	asked_id TEXT PRIMARY KEY,            -- GUID
	door TEXT NOT NULL CHECK (door IN ('people', 'operator')),
	email TEXT NOT NULL,                  -- lower case
	asked_at BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX password_asked_at ON password_asked (asked_at);

CREATE TABLE second_factor (
	partner_id BIGINT NOT NULL,
	user_id TEXT NOT NULL,
	customer_id TEXT,
	secret_sealed BYTEA NOT NULL,         -- of RFC 6238, 20 bytes
	confirmed_at BIGINT NOT NULL,         -- 0: not on yet
	last_step BIGINT NOT NULL,            -- no code of it or before is taken
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, user_id)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE recovery_code (
	partner_id BIGINT NOT NULL,
	user_id TEXT NOT NULL,
	code_hash BYTEA NOT NULL,             -- HMAC, with the person
	used_at BIGINT NOT NULL,              -- 0 not yet
	PRIMARY KEY (partner_id, user_id, code_hash)
) /*sqlite: WITHOUT ROWID*/;

-- The password was right; a code or a new password is still to come.
CREATE TABLE sign_in_step (
	partner_id BIGINT NOT NULL,
	step_hash BYTEA NOT NULL,             -- SHA-256 of the cookie
	user_id TEXT NOT NULL,
	customer_id TEXT,
	factor_done BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, step_hash)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX sign_in_step_by_expiry ON sign_in_step (expires_at);
CREATE INDEX sign_in_step_by_user ON sign_in_step (partner_id, user_id);

ALTER TABLE session ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;
UPDATE session SET last_used_at = created_at;

-- The partner's own users sign in with a second factor only.
ALTER TABLE partner ADD COLUMN demand_second_factor BIGINT NOT NULL DEFAULT 0;

-- Mail about an account: whose, when it is not a partner's user, and the
-- token of its link, sealed until it is sent.
ALTER TABLE outbox ADD COLUMN customer_id TEXT;
ALTER TABLE outbox ADD COLUMN token_sealed BYTEA;
