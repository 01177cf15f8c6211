-- Programs have several secrets and addresses to come back to; people let them
-- act in their name, once in a browser or by typing a code.

ALTER TABLE application ADD COLUMN public_client BIGINT NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE application_secret (
	partner_id BIGINT NOT NULL,
	client_id TEXT NOT NULL,
	secret_id TEXT NOT NULL,
	label TEXT NOT NULL,
	secret_hash TEXT NOT NULL,            -- SHA-256, hex: the secret is random
	hint TEXT NOT NULL,                   -- its last characters
	created_by TEXT NOT NULL,             -- a name, as it was then
	created_at BIGINT NOT NULL,           -- real time, as all of these
	expires_at BIGINT NOT NULL,
	last_used_at BIGINT NOT NULL,         -- 0 never; to the hour
	PRIMARY KEY (partner_id, client_id, secret_id)
) /*sqlite: WITHOUT ROWID*/;
-- Two years from when it was made, the longest choice.
INSERT INTO application_secret (partner_id, client_id, secret_id, label,
	secret_hash, hint, created_by, created_at, expires_at, last_used_at)
SELECT partner_id, client_id, client_id, '', secret_hash, '', '', created_at,
	created_at + 63158400, 0
FROM application;
ALTER TABLE application DROP COLUMN secret_hash;

CREATE TABLE application_redirect (
	partner_id BIGINT NOT NULL,
	client_id TEXT NOT NULL,
	uri TEXT NOT NULL,
	PRIMARY KEY (partner_id, client_id, uri)
) /*sqlite: WITHOUT ROWID*/;

-- Who said yes to which program, the last time.
CREATE TABLE application_consent (
	partner_id BIGINT NOT NULL,
	client_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	given_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, client_id, user_id)
) /*sqlite: WITHOUT ROWID*/;

-- All tokens that came out of one consent: without its row none is valid.
CREATE TABLE token_family (
	partner_id BIGINT NOT NULL,
	family_id TEXT NOT NULL,
	client_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	scope TEXT NOT NULL,                  -- as asked, of version 2
	auth_at BIGINT NOT NULL,              -- when the person signed in
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,           -- of its last token
	PRIMARY KEY (partner_id, family_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX token_family_by_expiry ON token_family (expires_at);
CREATE INDEX token_family_by_user ON token_family (partner_id, user_id);
CREATE INDEX token_family_by_client ON token_family (partner_id, client_id);

-- A used token stays, so that its second use is seen. Those from before have
-- no family; they get one when they are used.
ALTER TABLE refresh_token ADD COLUMN family_id TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_token ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX refresh_token_by_family ON refresh_token (partner_id, family_id);
CREATE INDEX refresh_token_by_client ON refresh_token (partner_id, client_id);

CREATE TABLE authorization_code (
	partner_id BIGINT NOT NULL,
	code_hash BYTEA NOT NULL,             -- SHA-256 of the whole code
	client_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	redirect_uri TEXT NOT NULL,
	redirect_asked BIGINT NOT NULL,       -- then it must be sent again
	challenge TEXT NOT NULL,              -- S256; '' without
	nonce TEXT NOT NULL,
	scope TEXT NOT NULL,
	resource TEXT NOT NULL,
	auth_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at BIGINT NOT NULL,              -- 0 not yet
	family_id TEXT NOT NULL,              -- what came out of it
	PRIMARY KEY (partner_id, code_hash)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX authorization_code_by_expiry ON authorization_code (expires_at);

CREATE TABLE device_code (
	partner_id BIGINT NOT NULL,
	device_hash BYTEA NOT NULL,           -- SHA-256 of the whole code
	user_code TEXT NOT NULL,              -- what a person types
	client_id TEXT NOT NULL,
	scope TEXT NOT NULL,
	resource TEXT NOT NULL,
	state BIGINT NOT NULL,                -- of accounts/device.h
	user_id TEXT,                         -- who answered
	auth_at BIGINT NOT NULL,
	poll_seconds BIGINT NOT NULL,
	polled_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, device_hash)
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX device_code_by_user_code
	ON device_code (partner_id, user_code);
CREATE INDEX device_code_by_expiry ON device_code (expires_at);
