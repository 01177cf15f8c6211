-- Messages of all partners, newest first, for the operator's outbox; and the
-- failed ones, which are few.

CREATE INDEX outbox_by_time ON outbox (created_at, event_id, recipient);
CREATE INDEX outbox_failed ON outbox (created_at) WHERE state = 'failed';
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (created_at, event_id);
CREATE INDEX webhook_delivery_failed ON webhook_delivery (created_at)
	WHERE state = 'failed';
