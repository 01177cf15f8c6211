-- Invoices as they were issued, and the lines they stand for.

-- The columns of an invoice are read by invoice_read, in this order.
-- name: invoice_list
SELECT number, kind, serial, month, currency, issued_at, dated_day, due_day,
	line_count, net_minor, tax_minor, gross_minor, lines_hash,
	COALESCE(paid_day, 0)
FROM invoice
WHERE partner_id = $1
ORDER BY month DESC, currency;

-- name: invoice_unpaid
SELECT number, kind, serial, month, currency, issued_at, dated_day, due_day,
	line_count, net_minor, tax_minor, gross_minor, lines_hash,
	COALESCE(paid_day, 0)
FROM invoice
WHERE partner_id = $1 AND paid_day IS NULL AND kind = 'invoice'
ORDER BY due_day, serial
LIMIT $2;

-- name: invoice_load
SELECT number, kind, serial, month, currency, issued_at, dated_day, due_day,
	line_count, net_minor, tax_minor, gross_minor, lines_hash,
	COALESCE(paid_day, 0)
FROM invoice
WHERE partner_id = $1 AND kind = $2 AND serial = $3;

-- name: invoice_of_month
SELECT number, kind, serial, month, currency, issued_at, dated_day, due_day,
	line_count, net_minor, tax_minor, gross_minor, lines_hash,
	COALESCE(paid_day, 0)
FROM invoice
WHERE partner_id = $1 AND month = $2 AND currency = $3;

-- A number that another process took meanwhile: all is done again.
-- name: invoice_insert
INSERT INTO invoice (partner_id, kind, serial, number, month, currency,
	issued_at, dated_day, due_day, line_count, net_minor, tax_minor,
	gross_minor, lines_hash, paid_day, paid_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
	NULLIF(CAST($15 AS BIGINT), 0), NULLIF(CAST($16 AS BIGINT), 0))
ON CONFLICT DO NOTHING;

-- name: invoice_next_serial
SELECT COALESCE(MAX(serial), 0) + 1 FROM invoice
WHERE partner_id = $1 AND kind = $2;

-- name: invoice_set_paid
UPDATE invoice SET paid_day = $4, paid_at = $5
WHERE partner_id = $1 AND kind = $2 AND serial = $3
	AND (paid_day IS NULL OR paid_day > $6);

-- name: invoice_keep_reopened
INSERT INTO invoice_reopened (partner_id, month, currency, kind, serial,
	lines_hash, issued_at, paid_day)
SELECT partner_id, month, currency, kind, serial, lines_hash, issued_at,
	paid_day
FROM invoice
WHERE partner_id = $1 AND issued_at > $2
ON CONFLICT (partner_id, currency, month) DO UPDATE
SET kind = excluded.kind, serial = excluded.serial,
	lines_hash = excluded.lines_hash, issued_at = excluded.issued_at,
	paid_day = excluded.paid_day;

-- name: invoice_load_reopened
SELECT kind, serial, lines_hash, issued_at, COALESCE(paid_day, 0)
FROM invoice_reopened
WHERE partner_id = $1 AND currency = $2 AND month = $3;

-- name: invoice_end_reopened
DELETE FROM invoice_reopened
WHERE partner_id = $1 AND currency = $2 AND month = $3;

-- name: invoice_reopen
DELETE FROM invoice WHERE partner_id = $1 AND issued_at > $2;

-- Months with lines that no document stands for.
-- name: invoice_unissued
SELECT h.month, h.currency
FROM charge_sum h
WHERE h.partner_id = $1 AND h.month >= $2 AND h.month <= $3
	AND h.charges + h.credits > 0
	AND NOT EXISTS (SELECT 1 FROM invoice i
		WHERE i.partner_id = h.partner_id
		AND i.currency = h.currency AND i.month = h.month)
GROUP BY h.month, h.currency
ORDER BY h.month, h.currency;

-- How many lines a month has, what they sum to, and how many there are in all.
-- name: invoice_weight
SELECT CAST(COALESCE(SUM(CASE WHEN month = $2 AND currency = $3
		THEN charges + credits ELSE 0 END), 0) AS BIGINT),
	CAST(COALESCE(SUM(CASE WHEN month = $2 AND currency = $3
		THEN charges_minor + credits_minor ELSE 0 END), 0) AS BIGINT),
	CAST(COALESCE(SUM(charges + credits), 0) AS BIGINT)
FROM charge_sum
WHERE partner_id = $1;

-- name: invoice_sum
SELECT COUNT(*), COALESCE(SUM(net_minor), 0), COALESCE(SUM(tax_minor), 0),
	COALESCE(SUM(gross_minor), 0)
FROM charge
WHERE partner_id = $1 AND month = $2 AND currency = $3;

-- The same for a month that is most of what there is: along the key.
-- name: invoice_sum_along
SELECT COUNT(*), COALESCE(SUM(net_minor), 0), COALESCE(SUM(tax_minor), 0),
	COALESCE(SUM(gross_minor), 0)
FROM charge
WHERE partner_id = $1 AND month + 0 = $2 AND currency = $3;

-- The first 17 columns as charge_list, without what is joined there; from
-- behind a row on, by both ways in the order of its index.
-- name: invoice_rows
SELECT order_id, line_number, kind, customer_id, NULL AS customer_name,
	NULL AS title, quantity, month, at, currency, net_minor, tax_minor,
	gross_minor, edition_id, explanation, serial, period_day
FROM charge
WHERE partner_id = $1 AND month = $2 AND currency = $3 AND at >= $4
	AND (at > $4 OR (order_id, line_number, kind, serial) >
		($5, CAST($6 AS BIGINT), $7, CAST($8 AS BIGINT)))
ORDER BY at, order_id, line_number, kind, serial
LIMIT $9;

-- name: invoice_rows_along
SELECT order_id, line_number, kind, customer_id, NULL AS customer_name,
	NULL AS title, quantity, month, at, currency, net_minor, tax_minor,
	gross_minor, edition_id, explanation, serial, period_day
FROM charge
WHERE partner_id = $1 AND month + 0 = $2 AND currency = $3
	AND (order_id, line_number, kind, serial) >
		($5, CAST($6 AS BIGINT), $7, CAST($8 AS BIGINT))
	AND CAST($4 AS BIGINT) <= at
ORDER BY order_id, line_number, kind, serial
LIMIT $9;

-- A proof made ahead, by who holds the token.
-- name: invoice_prepare_begin
INSERT INTO invoice_prepared (partner_id, month, currency, token, done,
	weight, weight_minor, line_count, net_minor, tax_minor, gross_minor,
	lines_hash, problem, line)
VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0, 0, '', NULL, NULL)
ON CONFLICT (partner_id, month, currency) DO UPDATE
SET token = excluded.token, done = 0;

-- name: invoice_prepare_end
UPDATE invoice_prepared SET done = 1, weight = $5, weight_minor = $6,
	line_count = $7, net_minor = $8, tax_minor = $9, gross_minor = $10,
	lines_hash = $11, problem = $12, line = $13
WHERE partner_id = $1 AND month = $2 AND currency = $3 AND token = $4;

-- name: invoice_prepared
SELECT weight, weight_minor, line_count, net_minor, tax_minor, gross_minor,
	lines_hash, problem, line
FROM invoice_prepared
WHERE partner_id = $1 AND month = $2 AND currency = $3 AND done = 1;

-- name: invoice_prepared_end
DELETE FROM invoice_prepared
WHERE partner_id = $1 AND month = $2 AND currency = $3;

-- name: invoice_refuse
INSERT INTO invoice_refusal (partner_id, month, currency, reason, line,
	refused_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (partner_id, month, currency) DO UPDATE
SET reason = $4, line = $5, refused_at = $6;

-- name: invoice_refusal_end
DELETE FROM invoice_refusal
WHERE partner_id = $1 AND month = $2 AND currency = $3;

-- name: invoice_refusal_list
SELECT r.partner_id, p.name, p.domain, r.month, r.currency, r.reason, r.line,
	r.refused_at
FROM invoice_refusal r
JOIN partner p ON p.partner_id = r.partner_id
ORDER BY r.refused_at DESC, r.partner_id, r.month, r.currency
LIMIT $1;

-- name: invoice_lines
SELECT h.order_id, h.line_number, h.kind, h.customer_id, c.name, l.title,
	h.quantity, h.month, h.at, h.currency, h.net_minor, h.tax_minor,
	h.gross_minor, h.edition_id, h.explanation, h.serial, h.period_day,
	c.domain, c.country, o.alternate_id, o.ordered_at, l.product_id,
	p.title, p.publisher_name, l.sku_id, l.availability_id, l.term,
	o.billing_cycle, s.unit, l.unit_minor, l.term_start_day,
	COALESCE(l.term_end_day, 0), l.subscription_id, l.participant
FROM charge h
JOIN orders o ON o.partner_id = h.partner_id AND o.order_id = h.order_id
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number
JOIN customer c ON c.partner_id = h.partner_id
	AND c.customer_id = h.customer_id
LEFT JOIN product p ON p.product_id = l.product_id
LEFT JOIN sku s ON s.product_id = l.product_id AND s.sku_id = l.sku_id
WHERE h.partner_id = $1 AND h.month = $2
	AND (CAST($3 AS TEXT) IS NULL OR h.currency = $3)
ORDER BY h.at, h.order_id, h.line_number, h.kind DESC, h.serial
LIMIT $4 OFFSET $5;

-- The same from behind a line on, however far: nothing is skipped again.
-- name: invoice_lines_after
SELECT h.order_id, h.line_number, h.kind, h.customer_id, c.name, l.title,
	h.quantity, h.month, h.at, h.currency, h.net_minor, h.tax_minor,
	h.gross_minor, h.edition_id, h.explanation, h.serial, h.period_day,
	c.domain, c.country, o.alternate_id, o.ordered_at, l.product_id,
	p.title, p.publisher_name, l.sku_id, l.availability_id, l.term,
	o.billing_cycle, s.unit, l.unit_minor, l.term_start_day,
	COALESCE(l.term_end_day, 0), l.subscription_id, l.participant
FROM charge h
JOIN orders o ON o.partner_id = h.partner_id AND o.order_id = h.order_id
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number
JOIN customer c ON c.partner_id = h.partner_id
	AND c.customer_id = h.customer_id
LEFT JOIN product p ON p.product_id = l.product_id
LEFT JOIN sku s ON s.product_id = l.product_id AND s.sku_id = l.sku_id
WHERE h.partner_id = $1 AND h.month = $2 AND h.currency = $3 AND h.at >= $4
	AND (h.at > $4 OR (h.order_id, h.line_number) >
			($5, CAST($6 AS BIGINT))
		OR (h.order_id = $5 AND h.line_number = $6
			AND (h.kind < $7 OR (h.kind = $7 AND h.serial > $8))))
ORDER BY h.at, h.order_id, h.line_number, h.kind DESC, h.serial
LIMIT $9;
