-- Orders, their lines, and what hangs on a line.

-- name: order_load
SELECT order_id, alternate_id, customer_id, ordered_at, currency,
	billing_cycle, state, ordered_by, ordered_by_name, cart_id, net_minor,
	tax_minor, gross_minor, version
FROM orders WHERE partner_id = $1 AND order_id = $2

-- Rises with every change to the order: answers are kept by it.
-- name: order_version
SELECT version FROM orders
WHERE partner_id = $1 AND order_id = $2 AND customer_id = $3
	AND EXISTS (SELECT 1 FROM customer c WHERE c.partner_id = $1
		AND c.customer_id = $3 AND c.relationship = 'reseller')

-- A customer with one order of its own: no row, no customer; NULLs, no order.
-- name: order_load_of
SELECT c.name, c.country, o.order_id, o.alternate_id, o.customer_id, o.ordered_at, o.currency,
	o.billing_cycle, o.state, o.ordered_by, o.ordered_by_name, o.cart_id,
	o.net_minor, o.tax_minor, o.gross_minor, o.version,
	l.order_id AS of_order, l.line_number, l.product_id, l.sku_id,
	l.availability_id, l.title, l.kind, l.family, l.publisher, l.term,
	l.window_days, l.friendly_name, l.quantity, l.unit_minor,
	l.net_minor AS line_net, l.tax_minor AS line_tax,
	l.gross_minor AS line_gross, l.tax_included, l.tax_rate_bp,
	l.edition_id, l.term_start_day, l.term_end_day, l.cancel_until,
	l.state AS line_state, l.cancelled_at, l.subscription_id,
	l.participant, l.renews_to, l.context, l.held_by, l.granted_net_minor,
	l.granted_tax_minor
FROM customer c
LEFT JOIN orders o ON o.partner_id = c.partner_id
	AND o.customer_id = c.customer_id AND o.order_id = $3
LEFT JOIN order_line l ON l.partner_id = o.partner_id
	AND l.order_id = o.order_id
WHERE c.partner_id = $1 AND c.customer_id = $2
	AND (c.relationship = 'reseller'
		OR (c.relationship = 'none' AND CAST($4 AS BIGINT) = 1))
ORDER BY l.line_number

-- name: order_list
SELECT o.order_id, o.alternate_id, o.customer_id, o.ordered_at, o.currency,
	o.billing_cycle, o.state, o.ordered_by, o.ordered_by_name, o.cart_id,
	o.net_minor, o.tax_minor, o.gross_minor, o.version,
	l.order_id AS of_order, l.line_number, l.product_id, l.sku_id,
	l.availability_id, l.title, l.kind, l.family, l.publisher, l.term,
	l.window_days, l.friendly_name, l.quantity, l.unit_minor,
	l.net_minor AS line_net, l.tax_minor AS line_tax,
	l.gross_minor AS line_gross, l.tax_included, l.tax_rate_bp,
	l.edition_id, l.term_start_day, l.term_end_day, l.cancel_until,
	l.state AS line_state, l.cancelled_at, l.subscription_id,
	l.participant, l.renews_to, l.context, l.held_by, l.granted_net_minor,
	l.granted_tax_minor
FROM (SELECT * FROM orders
	WHERE partner_id = $1 AND customer_id = $2
		AND ($3 = '' OR billing_cycle = $3)
		AND (ordered_at < $4 OR (ordered_at = $4 AND order_id < $5))
		AND ($6 = '' OR order_id LIKE '%' || $6 || '%' ESCAPE '!'
			OR alternate_id = $6
			OR EXISTS (SELECT 1 FROM order_line n
				WHERE n.partner_id = orders.partner_id
				AND n.order_id = orders.order_id
				AND lower(n.title) LIKE
					'%' || lower($6) || '%' ESCAPE '!'))
	ORDER BY ordered_at DESC, order_id DESC LIMIT $7) o
JOIN order_line l ON l.partner_id = o.partner_id AND l.order_id = o.order_id
ORDER BY o.ordered_at DESC, o.order_id DESC, l.line_number

-- name: order_list_of_cart
SELECT o.order_id, o.alternate_id, o.customer_id, o.ordered_at, o.currency,
	o.billing_cycle, o.state, o.ordered_by, o.ordered_by_name, o.cart_id,
	o.net_minor, o.tax_minor, o.gross_minor, o.version,
	l.order_id AS of_order, l.line_number, l.product_id, l.sku_id,
	l.availability_id, l.title, l.kind, l.family, l.publisher, l.term,
	l.window_days, l.friendly_name, l.quantity, l.unit_minor,
	l.net_minor AS line_net, l.tax_minor AS line_tax,
	l.gross_minor AS line_gross, l.tax_included, l.tax_rate_bp,
	l.edition_id, l.term_start_day, l.term_end_day, l.cancel_until,
	l.state AS line_state, l.cancelled_at, l.subscription_id,
	l.participant, l.renews_to, l.context, l.held_by, l.granted_net_minor,
	l.granted_tax_minor
FROM orders o
JOIN order_line l ON l.partner_id = o.partner_id AND l.order_id = o.order_id
WHERE o.partner_id = $1 AND o.cart_id = $2
ORDER BY o.billing_cycle DESC, o.currency, o.order_id, l.line_number

-- name: order_insert
INSERT INTO orders (partner_id, order_id, alternate_id, customer_id,
	ordered_at, currency, billing_cycle, state, ordered_by,
	ordered_by_name, cart_id, net_minor, tax_minor, gross_minor, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)

-- name: order_set_state
UPDATE orders SET state = $3, version = version + 1
WHERE partner_id = $1 AND order_id = $2

-- name: order_set_sums
UPDATE orders SET state = $3, net_minor = $4, tax_minor = $5, gross_minor = $6,
	version = version + 1
WHERE partner_id = $1 AND order_id = $2

-- With what changes a line and not the order itself.
-- name: order_touch
UPDATE orders SET version = version + 1 WHERE partner_id = $1 AND order_id = $2

-- What changes with every change to a customer's orders, and whenever another
-- day of an order begins: $3 now.
-- name: order_state_of_all
SELECT COUNT(*), COALESCE(CAST(SUM(version) AS BIGINT), 0),
	COALESCE(MAX(order_id), ''),
	COALESCE(CAST(SUM(($3 - ordered_at + 8640000000) / 86400) AS BIGINT), 0)
FROM orders WHERE partner_id = $1 AND customer_id = $2

-- name: order_line_list
SELECT order_id, line_number, product_id, sku_id, availability_id, title,
	kind, family, publisher, term, window_days, friendly_name, quantity,
	unit_minor, net_minor, tax_minor, gross_minor, tax_included,
	tax_rate_bp, edition_id, term_start_day, term_end_day, cancel_until,
	state, cancelled_at, subscription_id, participant, renews_to, context,
	held_by, granted_net_minor, granted_tax_minor
FROM order_line WHERE partner_id = $1 AND order_id = $2 ORDER BY line_number

-- name: order_line_insert
INSERT INTO order_line (partner_id, order_id, line_number, product_id, sku_id,
	availability_id, title, kind, family, publisher, term, window_days,
	friendly_name, quantity, unit_minor, net_minor, tax_minor, gross_minor,
	tax_included, tax_rate_bp, edition_id, term_start_day, term_end_day,
	cancel_until, state, subscription_id, participant, renews_to, context)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
	$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)

-- name: order_line_cancel
UPDATE order_line SET state = 'cancelled', cancelled_at = $4
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3
	AND state <> 'cancelled'

-- Credits that an operator granted, positive; they are charges, too.
-- name: order_line_grant
UPDATE order_line SET granted_net_minor = granted_net_minor + $4,
	granted_tax_minor = granted_tax_minor + $5
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3

-- Lines of an order wait for a request, or for none ($4 NULL) again; a line
-- of -1 is all of them. What another request holds stays held.
-- name: order_line_hold
UPDATE order_line SET held_by = $4
WHERE partner_id = $1 AND order_id = $2
	AND (CAST($3 AS BIGINT) = -1 OR line_number = $3)
	AND state <> 'cancelled'
	AND (held_by IS NULL OR held_by = $5)

-- name: cancellation_insert
INSERT INTO cancellation (partner_id, order_id, line_number, requested_at,
	requested_by, requested_by_name, acknowledged, route, edition_id,
	elapsed_days, fee_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $11, $8, $9, $10)

-- name: software_list
SELECT l.order_id, l.line_number, l.product_id, l.sku_id, l.availability_id,
	l.title, l.kind, l.family, l.publisher, l.term, l.window_days,
	l.friendly_name, l.quantity, l.unit_minor, l.net_minor, l.tax_minor,
	l.gross_minor, l.tax_included, l.tax_rate_bp, l.edition_id,
	l.term_start_day, l.term_end_day, l.cancel_until, l.state,
	l.cancelled_at, l.subscription_id, l.participant, l.renews_to,
	l.context, l.held_by, l.granted_net_minor, l.granted_tax_minor,
	o.ordered_at, o.currency
FROM orders o
JOIN order_line l ON l.partner_id = o.partner_id AND l.order_id = o.order_id
WHERE o.partner_id = $1 AND o.customer_id = $2
	AND l.kind IN ('perpetual_software', 'software_subscription')
ORDER BY o.ordered_at DESC, o.order_id DESC, l.line_number

-- name: closing_list
SELECT l.order_id, l.line_number, l.product_id, l.sku_id, l.availability_id,
	l.title, l.kind, l.family, l.publisher, l.term, l.window_days,
	l.friendly_name, l.quantity, l.unit_minor, l.net_minor, l.tax_minor,
	l.gross_minor, l.tax_included, l.tax_rate_bp, l.edition_id,
	l.term_start_day, l.term_end_day, l.cancel_until, l.state,
	l.cancelled_at, l.subscription_id, l.participant, l.renews_to,
	l.context, l.held_by, l.granted_net_minor, l.granted_tax_minor,
	o.ordered_at, o.currency, o.customer_id, c.name
FROM order_line l
JOIN orders o ON o.partner_id = l.partner_id AND o.order_id = l.order_id
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id AND c.relationship = 'reseller'
WHERE l.partner_id = $1 AND l.cancel_until > $2 AND l.cancel_until <= $3
	AND l.state <> 'cancelled' AND o.ordered_at <= $2
ORDER BY l.cancel_until, l.order_id, l.line_number LIMIT $4

-- An active Azure plan of the customer, for reservations.
-- name: azure_plan_find
SELECT 1 FROM subscription
WHERE partner_id = $1 AND customer_id = $2 AND subscription_id = $3
	AND kind = 'azure_plan' AND state = 'active'

-- name: azure_plan_list
SELECT subscription_id, friendly_name FROM subscription
WHERE partner_id = $1 AND customer_id = $2
	AND kind = 'azure_plan' AND state = 'active'
ORDER BY created_at

-- Instances of reservations that were not cancelled.
-- name: reservation_held
SELECT COALESCE(SUM(l.quantity), 0)
FROM orders o
JOIN order_line l ON l.partner_id = o.partner_id AND l.order_id = o.order_id
WHERE o.partner_id = $1 AND o.customer_id = $2
	AND l.kind = 'azure_reservation' AND l.state <> 'cancelled'

-- name: reservation_insert
INSERT INTO reservation (partner_id, order_id, line_number, customer_id,
	azure_subscription_id, scope, region, reservation_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- What still stands between partner and customer: $3 now, $4 today.
-- name: relationship_open
SELECT (SELECT COUNT(*) FROM subscription s WHERE s.partner_id = $1
		AND s.customer_id = $2 AND s.state = 'active'),
	(SELECT COUNT(*) FROM orders o JOIN order_line l
		ON l.partner_id = o.partner_id AND l.order_id = o.order_id
		WHERE o.partner_id = $1 AND o.customer_id = $2
		AND l.kind = 'azure_reservation' AND l.state <> 'cancelled'
		AND l.term_end_day >= $4),
	(SELECT COUNT(*) FROM orders o JOIN order_line l
		ON l.partner_id = o.partner_id AND l.order_id = o.order_id
		WHERE o.partner_id = $1 AND o.customer_id = $2
		AND l.state <> 'cancelled' AND l.cancel_until > $3),
	(SELECT COUNT(*) FROM orders o JOIN order_line l
		ON l.partner_id = o.partner_id AND l.order_id = o.order_id
		WHERE o.partner_id = $1 AND o.customer_id = $2
		AND l.state = 'ordered')
