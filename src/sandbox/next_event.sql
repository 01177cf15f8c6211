-- The next event of each kind after an instant: $1 partner, $2 the instant.
-- All answer: when, id, name, customer, its name; one row at most. What the
-- clock has not reached yet (it may go back) does not count.

-- name: next_window
SELECT l.cancel_until, l.order_id, l.title, o.customer_id, c.name
FROM order_line l
JOIN orders o ON o.partner_id = l.partner_id AND o.order_id = l.order_id
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
WHERE l.partner_id = $1 AND l.cancel_until > $2 AND l.state <> 'cancelled'
	AND o.ordered_at <= $2
ORDER BY l.cancel_until, l.order_id, l.line_number LIMIT 1

-- $3: seconds an unused link lives that counts from its first download.
-- name: next_link
SELECT k.ends_at, k.order_id, l.title, k.customer_id, c.name
FROM (SELECT d.partner_id, d.order_id, d.line_number, d.customer_id,
		CASE WHEN d.lifetime_starts = 'issue'
			THEN d.issued_at + d.lifetime_days * 86400
		WHEN d.first_download_at = 0 THEN d.issued_at + $3
		ELSE d.first_download_at + d.lifetime_days * 86400
		END AS ends_at
	FROM download_link d
	WHERE d.partner_id = $1 AND d.revoked = 0
		AND d.downloads < d.max_downloads AND d.issued_at <= $2) k
JOIN order_line l ON l.partner_id = k.partner_id AND l.order_id = k.order_id
	AND l.line_number = k.line_number
JOIN customer c ON c.partner_id = k.partner_id
	AND c.customer_id = k.customer_id
WHERE k.ends_at > $2
ORDER BY k.ends_at, k.order_id, k.line_number LIMIT 1

-- name: next_term
SELECT (l.term_end_day + 1) * 86400, l.order_id, l.title, o.customer_id,
	c.name
FROM order_line l
JOIN orders o ON o.partner_id = l.partner_id AND o.order_id = l.order_id
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
WHERE l.partner_id = $1 AND (l.term_end_day + 1) * 86400 > $2
	AND l.subscription_id IS NULL AND l.state <> 'cancelled'
	AND o.ordered_at <= $2
ORDER BY l.term_end_day, l.order_id, l.line_number LIMIT 1

-- $3: 1 of those that renew themselves, 0 of those that end.
-- name: next_subscription_end
SELECT (s.end_day + 1) * 86400, s.subscription_id, s.friendly_name,
	s.customer_id, c.name
FROM subscription s
JOIN customer c ON c.partner_id = s.partner_id
	AND c.customer_id = s.customer_id
WHERE s.partner_id = $1 AND (s.end_day + 1) * 86400 > $2
	AND s.auto_renew = $3 AND s.state <> 'deleted' AND s.created_at <= $2
ORDER BY s.end_day, s.subscription_id LIMIT 1

-- name: next_period
SELECT s.next_day * 86400, s.subscription_id, s.friendly_name, s.customer_id,
	c.name
FROM subscription s
JOIN customer c ON c.partner_id = s.partner_id
	AND c.customer_id = s.customer_id
WHERE s.partner_id = $1 AND s.next_day * 86400 > $2
	AND s.next_day <= s.end_day AND s.state <> 'deleted'
	AND s.created_at <= $2
ORDER BY s.next_day, s.subscription_id LIMIT 1

-- name: next_overdue
SELECT (i.due_day + 1) * 86400, i.number, i.number, NULL, NULL
FROM invoice i
WHERE i.partner_id = $1 AND (i.due_day + 1) * 86400 > $2
	AND i.paid_day IS NULL AND i.gross_minor > 0 AND i.issued_at <= $2
ORDER BY i.due_day, i.serial LIMIT 1

-- name: next_cart
SELECT t.expires_at, t.cart_id, NULL, t.customer_id, c.name
FROM cart t
JOIN customer c ON c.partner_id = t.partner_id
	AND c.customer_id = t.customer_id
WHERE t.partner_id = $1 AND t.expires_at > $2 AND t.state = 'active'
	AND t.modified_at <= $2
ORDER BY t.expires_at, t.cart_id LIMIT 1

-- name: next_qualification
SELECT q.approved_at, q.qualification, q.qualification, q.customer_id, c.name
FROM customer_qualification q
JOIN customer c ON c.partner_id = q.partner_id
	AND c.customer_id = q.customer_id
WHERE q.partner_id = $1 AND q.approved_at > $2 AND q.requested_at <= $2
	AND q.denied_at = 0
ORDER BY q.approved_at, q.customer_id, q.qualification LIMIT 1
