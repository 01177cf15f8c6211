-- Charges and credits as they arise.

-- name: charge_insert
INSERT INTO charge (partner_id, order_id, line_number, kind, serial,
	customer_id, month, at, currency, quantity, net_minor, tax_minor,
	gross_minor, period_day, edition_id, explanation)
VALUES ($1, $2, $3, $4, $5, $6,
	COALESCE((SELECT MIN(i.month) + 1 FROM invoice i
		WHERE i.partner_id = $1 AND i.currency = $9 AND i.month >= $7
		AND EXISTS (SELECT 1 FROM invoice f WHERE f.partner_id = $1
			AND f.currency = $9 AND f.month = $7)
		AND NOT EXISTS (SELECT 1 FROM invoice n
			WHERE n.partner_id = $1 AND n.currency = $9
			AND n.month = i.month + 1)), $7),
	$8, $9, $10, $11, $12, $13, $14, $15, $16)

-- The first one that is not issued.
-- name: charge_month
SELECT COALESCE((SELECT MIN(i.month) + 1 FROM invoice i
	WHERE i.partner_id = $1 AND i.currency = $2 AND i.month >= $3
	AND EXISTS (SELECT 1 FROM invoice f WHERE f.partner_id = $1
		AND f.currency = $2 AND f.month = $3)
	AND NOT EXISTS (SELECT 1 FROM invoice n WHERE n.partner_id = $1
		AND n.currency = $2 AND n.month = i.month + 1)),
	CAST($3 AS BIGINT))

-- name: charge_paid
SELECT COALESCE(SUM(net_minor), 0), COALESCE(SUM(tax_minor), 0),
	COALESCE(SUM(gross_minor), 0)
FROM charge
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3
	AND (period_day = $4 OR CAST($5 AS BIGINT) = 1)

-- name: charge_list
SELECT h.order_id, h.line_number, h.kind, h.customer_id, c.name, l.title,
	h.quantity, h.month, h.at, h.currency, h.net_minor, h.tax_minor,
	h.gross_minor, h.edition_id, h.explanation, h.serial, h.period_day
FROM charge h
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number
JOIN customer c ON c.partner_id = h.partner_id
	AND c.customer_id = h.customer_id
WHERE h.partner_id = $1 AND h.month = $2
ORDER BY h.at DESC, h.order_id DESC, h.line_number, h.serial DESC, h.kind

-- name: charge_list_of_order
SELECT h.order_id, h.line_number, h.kind, h.customer_id, c.name, l.title,
	h.quantity, h.month, h.at, h.currency, h.net_minor, h.tax_minor,
	h.gross_minor, h.edition_id, h.explanation, h.serial, h.period_day
FROM charge h
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number
JOIN customer c ON c.partner_id = h.partner_id
	AND c.customer_id = h.customer_id
WHERE h.partner_id = $1 AND h.order_id = $2
ORDER BY h.line_number, CASE h.kind WHEN 'new' THEN 0 WHEN 'cancel' THEN 2
	ELSE 1 END, h.at, h.serial

-- Every month that has charges, by skipping through the index.
-- name: charge_months
WITH RECURSIVE months (month) AS (
	SELECT max(month) FROM charge WHERE partner_id = $1
	UNION ALL
	SELECT (SELECT max(month) FROM charge
		WHERE partner_id = $1 AND month < months.month)
	FROM months WHERE months.month IS NOT NULL
)
SELECT month FROM months WHERE month IS NOT NULL

-- The charge that was just written, in the month it came to.
-- name: charge_sum_add
INSERT INTO charge_sum (partner_id, month, currency, slot, charges,
	charges_minor, credits, credits_minor)
SELECT partner_id, month, currency, 0, 1 - CAST($6 AS BIGINT),
	CASE WHEN CAST($6 AS BIGINT) = 1 THEN 0 ELSE gross_minor END,
	CAST($6 AS BIGINT),
	CASE WHEN CAST($6 AS BIGINT) = 1 THEN gross_minor ELSE 0 END
FROM charge
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3 AND kind = $4
	AND serial = $5
ON CONFLICT (partner_id, month, currency, slot) DO UPDATE
SET charges = charge_sum.charges + excluded.charges,
	charges_minor = charge_sum.charges_minor + excluded.charges_minor,
	credits = charge_sum.credits + excluded.credits,
	credits_minor = charge_sum.credits_minor + excluded.credits_minor

-- Writers beside each other have a row each.
-- name: charge_sum_add postgres
INSERT INTO charge_sum (partner_id, month, currency, slot, charges,
	charges_minor, credits, credits_minor)
SELECT partner_id, month, currency, pg_backend_pid() % 64,
	1 - CAST($6 AS BIGINT),
	CASE WHEN CAST($6 AS BIGINT) = 1 THEN 0 ELSE gross_minor END,
	CAST($6 AS BIGINT),
	CASE WHEN CAST($6 AS BIGINT) = 1 THEN gross_minor ELSE 0 END
FROM charge
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3 AND kind = $4
	AND serial = $5
ON CONFLICT (partner_id, month, currency, slot) DO UPDATE
SET charges = charge_sum.charges + excluded.charges,
	charges_minor = charge_sum.charges_minor + excluded.charges_minor,
	credits = charge_sum.credits + excluded.credits,
	credits_minor = charge_sum.credits_minor + excluded.credits_minor

-- name: charge_sum_list
SELECT month, currency, CAST(SUM(charges) AS BIGINT),
	CAST(SUM(charges_minor) AS BIGINT), CAST(SUM(credits) AS BIGINT),
	CAST(SUM(credits_minor) AS BIGINT)
FROM charge_sum
WHERE partner_id = $1 AND month >= $2 AND month <= $3
GROUP BY month, currency
ORDER BY month, currency

-- After charges were taken away, from a month on: counted once more.
-- name: charge_sum_forget
DELETE FROM charge_sum WHERE partner_id = $1 AND month >= $2

-- Proofs made ahead no longer hold, nor do those that are being made.
-- name: charge_sum_unproven
DELETE FROM invoice_prepared WHERE partner_id = $1 AND month >= $2

-- name: charge_sum_again
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
WHERE partner_id = $1 AND month >= $2
GROUP BY partner_id, month, currency
