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
