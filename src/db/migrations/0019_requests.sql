-- What a refund asks for, how it was judged on the day it was filed and what
-- became of it; and files that came with a request.

ALTER TABLE service_request ADD COLUMN customer_ref TEXT;   -- GUID or domain, as typed
ALTER TABLE service_request ADD COLUMN order_ref TEXT;      -- order or subscription id, as typed
ALTER TABLE service_request ADD COLUMN line_number BIGINT;  -- NULL: the whole order
ALTER TABLE service_request ADD COLUMN subscription_id TEXT;
ALTER TABLE service_request ADD COLUMN refund_reason TEXT;
-- inside or outside of policy when filed; NULL: names no order
ALTER TABLE service_request ADD COLUMN standing TEXT
	CHECK (standing IN ('inside', 'outside'));
ALTER TABLE service_request ADD COLUMN standing_rule TEXT;
ALTER TABLE service_request ADD COLUMN standing_edition TEXT;
ALTER TABLE service_request ADD COLUMN standing_last_day BIGINT;
-- how it was closed; NULL while it is not, and for those before this column
ALTER TABLE service_request ADD COLUMN outcome TEXT
	CHECK (outcome IN ('solved', 'refused') OR outcome = 'withdrawn');
ALTER TABLE service_request ADD COLUMN granted_minor BIGINT NOT NULL DEFAULT 0;
CREATE INDEX service_request_by_state ON service_request (state, created_at);

-- An operator works on it: cancelling by oneself waits for the request.
ALTER TABLE order_line ADD COLUMN held_by TEXT;
-- What operators granted for a line, as the charges say: a later credit is
-- worked out from the rest.
ALTER TABLE order_line ADD COLUMN granted_net_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_line ADD COLUMN granted_tax_minor BIGINT NOT NULL DEFAULT 0;

-- Files whose bytes are here: sealed, in the data folder under random names.
-- Without stored_as only their names were told.
ALTER TABLE service_request_file ADD COLUMN stored_as TEXT;
ALTER TABLE service_request_file ADD COLUMN media_type TEXT;
ALTER TABLE service_request_file ADD COLUMN digest TEXT;    -- SHA-256, hex
-- the note it came with; NULL: with the request itself
ALTER TABLE service_request_file ADD COLUMN note_position BIGINT;
CREATE UNIQUE INDEX service_request_file_by_name
	ON service_request_file (stored_as);
