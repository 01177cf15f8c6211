-- What happened, for programs: read as a feed, and sent to whom a partner
-- registered. One row an act, in the act's own transaction; all that follows
-- from it is done afterwards.

CREATE TABLE event (
	partner_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,                  -- from 1 without gaps, as committed
	event_id TEXT NOT NULL,               -- GUID
	name TEXT NOT NULL,                   -- order-created, ...
	customer_id TEXT,
	subject_id TEXT,                      -- what the name is about
	action TEXT,                          -- of its activity row; NULL: none
	activity_id BIGINT,
	changed_at BIGINT NOT NULL,           -- business time, as in that row
	created_at BIGINT NOT NULL,           -- real time
	request_id TEXT NOT NULL,
	correlation_id TEXT NOT NULL,
	PRIMARY KEY (partner_id, seq)
) /*sqlite: WITHOUT ROWID*/;

-- One receiver a partner.
CREATE TABLE webhook_registration (
	partner_id BIGINT PRIMARY KEY REFERENCES partner,
	subscriber_id TEXT NOT NULL,          -- GUID
	url TEXT NOT NULL,
	events TEXT NOT NULL,                 -- ' order-created invoice-ready '
	ms_header BIGINT NOT NULL,            -- signature in x-ms-signature
	secret_sealed BYTEA NOT NULL,
	active BIGINT NOT NULL,               -- 0: the receiver said 410
	problem TEXT,                         -- why it is not active
	changed_at BIGINT NOT NULL            -- real time
);

-- How far the events of a registration became deliveries.
CREATE TABLE webhook_cursor (
	partner_id BIGINT PRIMARY KEY,
	seq BIGINT NOT NULL
);

CREATE TABLE webhook_delivery (
	partner_id BIGINT NOT NULL,
	event_id TEXT NOT NULL,               -- the same at every attempt
	seq BIGINT NOT NULL,
	name TEXT NOT NULL,
	url TEXT NOT NULL,                    -- of the last attempt
	state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered')
		OR state = 'failed'),
	attempts BIGINT NOT NULL,             -- of this round; a replay begins one
	tries BIGINT NOT NULL,                -- of all rounds
	next_at BIGINT NOT NULL,              -- real time; also the end of a lease
	last_at BIGINT,
	last_status BIGINT,                   -- HTTP; 0 none came
	last_answer TEXT,
	problem TEXT,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, event_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at)
	WHERE state = 'waiting';
CREATE UNIQUE INDEX webhook_delivery_by_seq ON webhook_delivery (partner_id, seq);
CREATE INDEX webhook_delivery_over ON webhook_delivery (created_at)
	WHERE state <> 'waiting';

CREATE TABLE webhook_attempt (
	partner_id BIGINT NOT NULL,
	event_id TEXT NOT NULL,
	try BIGINT NOT NULL,                  -- from 1
	at BIGINT NOT NULL,                   -- real time
	status BIGINT NOT NULL,               -- HTTP; 0 none came
	answer TEXT NOT NULL,                 -- its first bytes
	problem TEXT,
	PRIMARY KEY (partner_id, event_id, try)
) /*sqlite: WITHOUT ROWID*/;

-- What signs deliveries: one row, made at the first start.
CREATE TABLE webhook_signer (
	signer_id BIGINT PRIMARY KEY CHECK (signer_id = 1),
	name TEXT NOT NULL,                   -- in the certificate's address
	certificate TEXT NOT NULL,            -- PEM
	key_sealed BYTEA NOT NULL
);
