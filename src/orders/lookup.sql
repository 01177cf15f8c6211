-- Things found by an id. Every part goes through an index; $7 is a customer
-- that asks for itself, who keeps what was bought, or ''.

-- name: found_by_id
SELECT 1, o.customer_id, c.name, o.order_id, -1, '', '', o.ordered_at
FROM orders o
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
WHERE o.partner_id = $1 AND o.order_id = $2
	AND (($7 = '' AND c.relationship = 'reseller') OR o.customer_id = $7)
UNION ALL
SELECT 1, o.customer_id, c.name, o.order_id, -1, '', '', o.ordered_at
FROM orders o /*sqlite: INDEXED BY orders_by_alternate*/
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
WHERE o.partner_id = $1 AND o.alternate_id = $3
	AND (($7 = '' AND c.relationship = 'reseller') OR o.customer_id = $7)
UNION ALL
SELECT CASE l.kind WHEN 'azure_reservation' THEN 3 ELSE 2 END, o.customer_id,
	c.name, l.order_id, l.line_number, l.title, '', o.ordered_at
FROM order_line l
JOIN orders o ON o.partner_id = l.partner_id AND o.order_id = l.order_id
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
WHERE l.partner_id = $1 AND l.order_id = $4 AND l.line_number = $5
	AND l.kind IN ('perpetual_software', 'software_subscription',
		'azure_reservation')
	AND (($7 = '' AND c.relationship = 'reseller') OR o.customer_id = $7)
UNION ALL
SELECT 3, r.customer_id, c.name, r.order_id, r.line_number, l.title, '',
	o.ordered_at
FROM reservation r /*sqlite: INDEXED BY reservation_by_id*/
JOIN order_line l ON l.partner_id = r.partner_id AND l.order_id = r.order_id
	AND l.line_number = r.line_number
JOIN orders o ON o.partner_id = r.partner_id AND o.order_id = r.order_id
JOIN customer c ON c.partner_id = r.partner_id
	AND c.customer_id = r.customer_id
WHERE r.partner_id = $1 AND r.reservation_id = $6
	AND (($7 = '' AND c.relationship = 'reseller') OR r.customer_id = $7)
UNION ALL
SELECT 4, s.customer_id, c.name, s.order_id, s.line_number, s.friendly_name,
	s.subscription_id, s.created_at
FROM subscription s
JOIN customer c ON c.partner_id = s.partner_id
	AND c.customer_id = s.customer_id
WHERE s.partner_id = $1 AND s.subscription_id = $6
	AND (($7 = '' AND c.relationship = 'reseller') OR s.customer_id = $7)
LIMIT 8

-- name: found_lines
SELECT CASE l.kind WHEN 'azure_reservation' THEN 3 ELSE 2 END, o.customer_id,
	'', l.order_id, l.line_number, l.title, '', o.ordered_at
FROM (SELECT partner_id, order_id, customer_id, ordered_at FROM orders
	WHERE partner_id = $1 AND customer_id = $2
	ORDER BY ordered_at DESC, order_id DESC LIMIT $3) o
JOIN order_line l ON l.partner_id = o.partner_id AND l.order_id = o.order_id
WHERE l.kind IN ('perpetual_software', 'software_subscription',
	'azure_reservation')
ORDER BY o.ordered_at DESC, o.order_id DESC, l.line_number
