-- Subscriptions: rows out and changes.

-- name: subscription_insert
INSERT INTO subscription (partner_id, subscription_id, customer_id, order_id,
	line_number, offer_id, offer_name, friendly_name, kind, quantity, term,
	billing_cycle, state, auto_renew, created_at, start_day, end_day,
	version, mpn_id, parent_id, next_day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'active', $13, $14,
	$15, $16, 1, $17, $18, NULLIF(CAST($19 AS BIGINT), 0))

-- name: subscription_list
SELECT s.subscription_id, s.customer_id, s.order_id, s.line_number,
	s.offer_id, s.offer_name, s.friendly_name, s.kind, s.quantity, s.term,
	s.billing_cycle, s.state, s.auto_renew, s.created_at, s.start_day,
	s.end_day, s.version, s.mpn_id, s.parent_id, l.product_id, l.sku_id,
	l.publisher, l.unit_minor, o.currency, l.tax_included, l.tax_rate_bp,
	l.edition_id, k.unit, COALESCE(k.min_quantity, 0),
	COALESCE(k.max_quantity, 0), p.publisher_name, s.activated_at,
	(SELECT COUNT(*) FROM sku a
	 WHERE a.dynamic_attributes LIKE '%"addOnOf"%"' || l.product_id || '"%'),
	COALESCE(s.next_day, 0)
FROM subscription s
JOIN orders o ON o.partner_id = s.partner_id AND o.order_id = s.order_id
JOIN order_line l ON l.partner_id = s.partner_id AND l.order_id = s.order_id
	AND l.line_number = s.line_number
LEFT JOIN product p ON p.product_id = l.product_id
LEFT JOIN sku k ON k.product_id = l.product_id AND k.sku_id = l.sku_id
WHERE s.partner_id = $1 AND s.customer_id = $2
	AND ($3 = '' OR s.order_id = $3)
	AND ($4 = '' OR s.subscription_id = $4)
	AND ($5 = '' OR s.mpn_id = $5)
	AND ($6 = '' OR s.parent_id = $6)
ORDER BY s.created_at, s.subscription_id

-- Of the version that was read, so that no change is lost.
-- name: subscription_update
UPDATE subscription SET quantity = $4, friendly_name = $5, state = $6,
	auto_renew = $7, mpn_id = $8,
	next_day = NULLIF(CAST($9 AS BIGINT), 0), version = version + 1
WHERE partner_id = $1 AND subscription_id = $2 AND version = $3

-- name: subscription_activate
UPDATE subscription SET activated_at = $4, version = version + 1
WHERE partner_id = $1 AND subscription_id = $2 AND version = $3
	AND activated_at = 0

-- name: subscription_end
UPDATE subscription SET state = 'deleted', next_day = NULL,
	version = version + 1
WHERE partner_id = $1 AND subscription_id = $2
