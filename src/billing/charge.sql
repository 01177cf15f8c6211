-- Charges and credits as they arise.

-- name: charge_insert
INSERT INTO charge (partner_id, order_id, line_number, kind, customer_id,
	month, at, currency, net_minor, tax_minor, gross_minor, edition_id,
	explanation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: charge_list
SELECT h.order_id, h.line_number, h.kind, h.customer_id, c.name, l.title,
	l.quantity, h.month, h.at, h.currency, h.net_minor, h.tax_minor,
	h.gross_minor, h.edition_id, h.explanation
FROM charge h
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number
JOIN customer c ON c.partner_id = h.partner_id
	AND c.customer_id = h.customer_id
WHERE h.partner_id = $1 AND h.month = $2
ORDER BY h.at DESC, h.order_id DESC, h.line_number, h.kind

-- name: charge_list_of_order
SELECT h.order_id, h.line_number, h.kind, h.customer_id, c.name, l.title,
	l.quantity, h.month, h.at, h.currency, h.net_minor, h.tax_minor,
	h.gross_minor, h.edition_id, h.explanation
FROM charge h
JOIN order_line l ON l.partner_id = h.partner_id AND l.order_id = h.order_id
	AND l.line_number = h.line_number
JOIN customer c ON c.partner_id = h.partner_id
	AND c.customer_id = h.customer_id
WHERE h.partner_id = $1 AND h.order_id = $2
ORDER BY h.line_number, h.kind DESC

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
