-- Purchases as a draft of an edition would see them.

-- name: preview_lines
SELECT l.order_id, l.line_number, l.title, l.kind, l.family, l.publisher,
	l.window_days, l.edition_id, l.net_minor, l.tax_minor, l.gross_minor,
	l.tax_included, l.term_start_day, l.term_end_day, o.ordered_at,
	o.currency, c.name
FROM order_line l
JOIN orders o ON o.partner_id = l.partner_id AND o.order_id = l.order_id
LEFT JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
WHERE l.partner_id = $1 AND l.state <> 'cancelled'
	AND l.kind IN ('perpetual_software', 'software_subscription')
ORDER BY l.cancel_until DESC LIMIT $2;
