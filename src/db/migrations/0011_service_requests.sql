-- Problems reported to the operator, by the partner for itself or for one of
-- its customers: the request, what was said, and which files belong to it.

CREATE TABLE service_request (
	partner_id BIGINT NOT NULL REFERENCES partner,
	request_id TEXT NOT NULL,             -- 15 digits
	kind TEXT NOT NULL CHECK (kind IN ('problem', 'refund')),
	state TEXT NOT NULL CHECK (state IN ('open', 'attention_needed')
		OR state = 'closed'),
	severity TEXT NOT NULL CHECK (severity IN ('critical', 'moderate')
		OR severity = 'minimal'),
	topic_id TEXT NOT NULL,               -- of support/support_topic.c
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	locale TEXT NOT NULL,                 -- in which an answer is wanted
	country TEXT NOT NULL,
	product_id TEXT NOT NULL,
	customer_id TEXT,                     -- NULL: the partner's own
	order_id TEXT,                        -- of a refund
	amount_minor BIGINT,                  -- asked for, with its currency
	currency TEXT,
	organization_id TEXT NOT NULL,
	organization_name TEXT NOT NULL,
	organization_phone TEXT NOT NULL,
	contact_id TEXT NOT NULL,
	contact_first_name TEXT NOT NULL,
	contact_last_name TEXT NOT NULL,
	contact_email TEXT NOT NULL,
	contact_phone TEXT NOT NULL,
	created_by TEXT NOT NULL,             -- user or client id
	created_at BIGINT NOT NULL,
	updated_by TEXT NOT NULL,
	updated_by_name TEXT NOT NULL,
	updated_at BIGINT NOT NULL,
	closed_at BIGINT,                     -- the last time; NULL: never
	note_count BIGINT NOT NULL,
	version BIGINT NOT NULL,              -- etag
	PRIMARY KEY (partner_id, request_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX service_request_by_author
	ON service_request (partner_id, created_by, created_at);
CREATE INDEX service_request_by_customer
	ON service_request (partner_id, customer_id, created_at);

CREATE TABLE service_request_note (
	partner_id BIGINT NOT NULL,
	request_id TEXT NOT NULL,
	position BIGINT NOT NULL,             -- from 0
	side TEXT NOT NULL CHECK (side IN ('partner', 'operator')),
	author_id TEXT NOT NULL,
	author_name TEXT NOT NULL,            -- as known then
	at BIGINT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (partner_id, request_id, position)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE service_request_file (
	partner_id BIGINT NOT NULL,
	request_id TEXT NOT NULL,
	position BIGINT NOT NULL,
	file_id TEXT NOT NULL,
	name TEXT NOT NULL,                   -- without its ending
	extension TEXT NOT NULL,
	size BIGINT NOT NULL,
	comment TEXT NOT NULL,
	PRIMARY KEY (partner_id, request_id, position)
) /*sqlite: WITHOUT ROWID*/;
