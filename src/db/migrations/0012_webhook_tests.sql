-- How many test events were asked for within the last minute.
CREATE INDEX webhook_delivery_tests ON webhook_delivery (partner_id, created_at)
	WHERE name = 'test-created';
