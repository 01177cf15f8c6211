-- Seats of a subscription change: the charges of a line are then its purchase,
-- at most one cancellation, and one row for each change of the quantity. The
-- sum over a line and a period is what was paid for it, and never below 0.

CREATE TABLE charge_by_serial (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('new', 'cancel')
		OR kind IN ('add_quantity', 'remove_quantity')),
	serial BIGINT NOT NULL,               -- 0, or the subscription's version
	customer_id TEXT NOT NULL,
	month BIGINT NOT NULL,                -- UTC month of the act
	at BIGINT NOT NULL,
	currency TEXT NOT NULL,
	quantity BIGINT NOT NULL,             -- bought, added, taken off
	net_minor BIGINT NOT NULL,            -- a credit is negative
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,
	period_day BIGINT NOT NULL,           -- first day of what it pays for
	edition_id TEXT NOT NULL,
	explanation TEXT NOT NULL,            -- JSON: inputs, rule, formula, rounding
	PRIMARY KEY (partner_id, order_id, line_number, kind, serial),
	CHECK (net_minor + tax_minor = gross_minor),
	CHECK ((kind = 'new' OR kind = 'cancel') = (serial = 0))
) /*sqlite: WITHOUT ROWID*/;

INSERT INTO charge_by_serial (partner_id, order_id, line_number, kind, serial,
	customer_id, month, at, currency, quantity, net_minor, tax_minor,
	gross_minor, period_day, edition_id, explanation)
SELECT h.partner_id, h.order_id, h.line_number, h.kind, 0, h.customer_id,
	h.month, h.at, h.currency, l.quantity, h.net_minor, h.tax_minor,
	h.gross_minor, l.term_start_day, h.edition_id, h.explanation
FROM charge h
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number;

DROP TABLE charge;
ALTER TABLE charge_by_serial RENAME TO charge;
CREATE INDEX charge_by_month ON charge (partner_id, month, at);

-- The reseller of record, and the subscription an add-on belongs to.
ALTER TABLE subscription ADD COLUMN mpn_id TEXT;
ALTER TABLE subscription ADD COLUMN parent_id TEXT;
UPDATE subscription SET mpn_id = (SELECT l.participant FROM order_line l
	WHERE l.partner_id = subscription.partner_id
	AND l.order_id = subscription.order_id
	AND l.line_number = subscription.line_number);
