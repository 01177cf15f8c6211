-- Carts and their lines.

-- name: cart_load
SELECT cart_id, customer_id, state, created_at, modified_at, expires_at,
	modified_by, version
FROM cart WHERE partner_id = $1 AND cart_id = $2

-- name: cart_current
SELECT cart_id, customer_id, state, created_at, modified_at, expires_at,
	modified_by, version
FROM cart
WHERE partner_id = $1 AND customer_id = $2 AND state = 'active'
	AND expires_at > $3 AND created_at <= $3
ORDER BY modified_at DESC LIMIT 1

-- name: cart_insert
INSERT INTO cart (partner_id, cart_id, customer_id, state, created_at,
	modified_at, expires_at, modified_by, version)
VALUES ($1, $2, $3, 'active', $4, $4, $5, $6, 1)

-- name: cart_renew
UPDATE cart SET modified_at = $3, expires_at = $4, modified_by = $5,
	version = version + 1
WHERE partner_id = $1 AND cart_id = $2 AND state = 'active'

-- name: cart_order
UPDATE cart SET state = 'ordered', modified_at = $3, modified_by = $4,
	version = version + 1
WHERE partner_id = $1 AND cart_id = $2 AND state = 'active'

-- name: cart_line_list
SELECT line_id, catalog_item_id, quantity, billing_cycle, term, currency,
	friendly_name, order_group, participant, renews_to, context, parent_line
FROM cart_line WHERE partner_id = $1 AND cart_id = $2 ORDER BY line_id

-- name: cart_line_insert
INSERT INTO cart_line (partner_id, cart_id, line_id, catalog_item_id, quantity,
	billing_cycle, term, currency, friendly_name, order_group, participant,
	renews_to, context, parent_line)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: cart_line_clear
DELETE FROM cart_line WHERE partner_id = $1 AND cart_id = $2
