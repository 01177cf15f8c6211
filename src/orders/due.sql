-- When billing has something to do for a partner.

-- name: due_next
SELECT p.partner_id
FROM partner p
LEFT JOIN billing_due d ON d.partner_id = p.partner_id
WHERE p.partner_id > $1 AND (d.due_at IS NULL OR d.due_at <=
	$2 + CASE p.test_clock WHEN 1 THEN p.clock_offset ELSE 0 END)
ORDER BY p.partner_id
LIMIT 1;

-- name: due_count
SELECT COUNT(*)
FROM partner p
LEFT JOIN billing_due d ON d.partner_id = p.partner_id
WHERE d.due_at IS NULL OR d.due_at <=
	$1 + CASE p.test_clock WHEN 1 THEN p.clock_offset ELSE 0 END;

-- name: due_set
INSERT INTO billing_due (partner_id, due_at) VALUES ($1, $2)
ON CONFLICT (partner_id) DO UPDATE SET due_at = $2;

-- name: due_subscriptions
SELECT customer_id, subscription_id FROM subscription
WHERE partner_id = $1 AND next_day <= $2
ORDER BY next_day, subscription_id
LIMIT $3;

-- name: due_next_day
SELECT COALESCE(MIN(next_day), 0) FROM subscription
WHERE partner_id = $1 AND next_day IS NOT NULL;

-- Of the version that was read. It rises when the term does.
-- name: renewal_save
UPDATE subscription SET next_day = NULLIF(CAST($4 AS BIGINT), 0),
	end_day = CAST($5 AS BIGINT), version = version + $6
WHERE partner_id = $1 AND subscription_id = $2 AND version = $3;

-- Not of lines where somebody acted after that moment, by seats or by
-- cancelling: what was charged is what that act counts on.
-- name: due_undone
SELECT s.customer_id, s.subscription_id, MIN(h.period_day)
FROM charge h
JOIN subscription s ON s.partner_id = h.partner_id
	AND s.order_id = h.order_id AND s.line_number = h.line_number
WHERE h.partner_id = $1 AND h.month >= $2 AND h.at > $3 AND h.kind = 'renew'
	AND NOT EXISTS (SELECT 1 FROM invoice i
		WHERE i.partner_id = h.partner_id
		AND i.currency = h.currency AND i.month = h.month)
	AND NOT EXISTS (SELECT 1 FROM charge a
		WHERE a.partner_id = h.partner_id AND a.order_id = h.order_id
		AND a.line_number = h.line_number AND a.at > $3
		AND a.kind IN ('add_quantity', 'remove_quantity', 'cancel',
			'customer_credit'))
GROUP BY s.customer_id, s.subscription_id;

-- name: due_charges_undo
DELETE FROM charge
WHERE partner_id = $1 AND month >= $2 AND at > $3 AND kind = 'renew'
	AND NOT EXISTS (SELECT 1 FROM invoice i
		WHERE i.partner_id = charge.partner_id
		AND i.currency = charge.currency AND i.month = charge.month)
	AND NOT EXISTS (SELECT 1 FROM charge a
		WHERE a.partner_id = charge.partner_id
		AND a.order_id = charge.order_id
		AND a.line_number = charge.line_number AND a.at > $3
		AND a.kind IN ('add_quantity', 'remove_quantity', 'cancel',
			'customer_credit'));

-- name: due_ends_undo
UPDATE subscription SET next_day = end_day + 1, version = version + 1
WHERE partner_id = $1 AND next_day IS NULL AND state <> 'deleted'
	AND end_day >= $2;
