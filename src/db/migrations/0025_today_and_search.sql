-- What the first page shows and what is searched for, without looking through
-- everything a tenant has: sums, open things, and names of things.

-- What came to a month's invoice, by currency, counted as charges are written.
-- Writers of PostgreSQL use several slots, so that they do not wait for each
-- other; a sum is that of all slots.
CREATE TABLE charge_sum (
	partner_id BIGINT NOT NULL,
	month BIGINT NOT NULL,                -- as in charge
	currency TEXT NOT NULL,
	slot BIGINT NOT NULL,
	charges BIGINT NOT NULL,              -- how many, and what they are
	charges_minor BIGINT NOT NULL,        -- with tax
	credits BIGINT NOT NULL,
	credits_minor BIGINT NOT NULL,        -- negative
	PRIMARY KEY (partner_id, month, currency, slot)
) /*sqlite: WITHOUT ROWID*/;
INSERT INTO charge_sum (partner_id, month, currency, slot, charges,
	charges_minor, credits, credits_minor)
SELECT partner_id, month, currency, 0,
	SUM(CASE WHEN kind IN ('new', 'add_quantity', 'renew')
		THEN 1 ELSE 0 END),
	SUM(CASE WHEN kind IN ('new', 'add_quantity', 'renew')
		THEN gross_minor ELSE 0 END),
	SUM(CASE WHEN kind IN ('new', 'add_quantity', 'renew')
		THEN 0 ELSE 1 END),
	SUM(CASE WHEN kind IN ('new', 'add_quantity', 'renew')
		THEN 0 ELSE gross_minor END)
FROM charge
GROUP BY partner_id, month, currency;

-- Thousands of windows end in one instant: the first few of them in order.
DROP INDEX order_line_by_window;
CREATE INDEX order_line_by_window
	ON order_line (partner_id, cancel_until, order_id, line_number);

-- What is open, which is little of what there is.
CREATE INDEX service_request_unclosed
	ON service_request (partner_id, created_by, updated_at)
	WHERE state <> 'closed';
CREATE INDEX invoice_unpaid ON invoice (partner_id, due_day)
	WHERE paid_day IS NULL;
CREATE INDEX entitlement_pending ON entitlement (partner_id, order_id)
	WHERE state = 'pending';
CREATE INDEX entitlement_by_end
	ON entitlement (partner_id, customer_id, expires_day)
	WHERE expires_day > 0;

-- Names that things are searched by, besides their keys.
CREATE INDEX orders_by_alternate ON orders (partner_id, alternate_id);
CREATE INDEX reservation_by_id ON reservation (partner_id, reservation_id);
CREATE INDEX customer_user_by_email ON customer_user (partner_id, email);

-- The thing an act is about: an order, a user, a request. Not part of the leaf,
-- for it says nothing that the row does not say.
ALTER TABLE activity ADD COLUMN object_id TEXT;
UPDATE activity SET object_id = order_id WHERE order_id IS NOT NULL;
CREATE INDEX activity_by_object ON activity (partner_id, object_id, at)
	WHERE object_id IS NOT NULL;
