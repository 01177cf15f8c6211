-- Licences: seats of subscriptions by product, and who has them.

-- name: license_seats
SELECT p.product_id, p.title, p.license, s.state, s.auto_renew, s.end_day,
	s.quantity
FROM subscription s
JOIN order_line l ON l.partner_id = s.partner_id AND l.order_id = s.order_id
	AND l.line_number = s.line_number
JOIN product p ON p.product_id = l.product_id
WHERE s.partner_id = $1 AND s.customer_id = $2 AND s.kind = 'license'
	AND s.state <> 'deleted'
ORDER BY p.title_folded, p.product_id;

-- name: license_consumed
SELECT product_id, COUNT(*) FROM customer_license
WHERE partner_id = $1 AND customer_id = $2
GROUP BY product_id;

-- Licences rest while no subscription stands behind them.
-- name: license_of_user
SELECT p.product_id, p.title, p.license, c.excluded_plans
FROM customer_license c
JOIN product p ON p.product_id = c.product_id
WHERE c.partner_id = $1 AND c.customer_id = $2 AND c.user_id = $3
	AND EXISTS (SELECT 1 FROM subscription s
		JOIN order_line l ON l.partner_id = s.partner_id
			AND l.order_id = s.order_id
			AND l.line_number = s.line_number
		WHERE s.partner_id = c.partner_id
			AND s.customer_id = c.customer_id
			AND s.kind = 'license' AND s.state <> 'deleted'
			AND l.product_id = c.product_id)
ORDER BY p.title_folded, p.product_id;

-- name: license_insert
INSERT INTO customer_license (partner_id, customer_id, user_id, product_id,
	excluded_plans, assigned_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: license_set_plans
UPDATE customer_license SET excluded_plans = $5
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3
	AND product_id = $4 AND excluded_plans <> $5;

-- name: license_delete
DELETE FROM customer_license
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3
	AND product_id = $4;
