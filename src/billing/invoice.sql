-- Months that are over, as invoices.

-- name: invoice_list
SELECT month, currency, SUM(net_minor), SUM(tax_minor), SUM(gross_minor),
	COUNT(*)
FROM charge
WHERE partner_id = $1 AND month < $2
GROUP BY month, currency
ORDER BY month DESC, currency;

-- name: invoice_load
SELECT month, currency, SUM(net_minor), SUM(tax_minor), SUM(gross_minor),
	COUNT(*)
FROM charge
WHERE partner_id = $1 AND month = $2 AND currency = $3
GROUP BY month, currency;

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
