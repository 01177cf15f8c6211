-- Messages of all partners, for the operator. $1 and $2: '' and -1 let all
-- through; $3 to $5 the row after which the page starts, $3 -1 at first.

-- name: watch_mail
SELECT o.partner_id, p.name, o.event_id, o.recipient,
	COALESCE(u.email, c.email, w.email, q.contact_email), o.template, o.state, o.attempts,
	o.next_at, 0, o.problem, o.created_at, o.token_sealed IS NULL
FROM outbox o
LEFT JOIN partner p ON p.partner_id = o.partner_id
LEFT JOIN partner_user u ON o.customer_id IS NULL
	AND u.partner_id = o.partner_id AND u.user_id = o.recipient
LEFT JOIN customer_user c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id AND c.user_id = o.recipient
LEFT JOIN operator_user w ON o.partner_id = 0 AND w.user_id = o.recipient
LEFT JOIN service_request q ON o.recipient = 'contact'
	AND q.partner_id = o.partner_id AND q.request_id = o.subject_id
WHERE (CAST($1 AS TEXT) = '' OR o.state = $1)
	AND (CAST($2 AS BIGINT) = -1 OR o.partner_id = $2)
	AND (CAST($3 AS BIGINT) = -1
		OR (o.created_at, o.event_id, o.recipient) < ($3, $4, $5))
ORDER BY o.created_at DESC, o.event_id DESC, o.recipient DESC
LIMIT $6;

-- name: watch_hooks
SELECT d.partner_id, p.name, d.event_id, '', d.url, d.name, d.state,
	d.attempts, d.next_at, COALESCE(d.last_status, 0), d.problem,
	d.created_at, 0
FROM webhook_delivery d
JOIN partner p ON p.partner_id = d.partner_id
WHERE (CAST($1 AS TEXT) = '' OR d.state = $1)
	AND (CAST($2 AS BIGINT) = -1 OR d.partner_id = $2)
	AND (CAST($3 AS BIGINT) = -1
		OR (d.created_at, d.event_id) < ($3, $4))
ORDER BY d.created_at DESC, d.event_id DESC
LIMIT $5;

-- name: watch_counts
SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'waiting'),
	(SELECT COUNT(*) FROM outbox WHERE state = 'failed'),
	(SELECT COUNT(*) FROM webhook_delivery WHERE state = 'waiting'),
	(SELECT COUNT(*) FROM webhook_delivery WHERE state = 'failed');

-- name: watch_mail_one
SELECT state, template, token_sealed IS NULL FROM outbox
WHERE partner_id = $1 AND event_id = $2 AND recipient = $3;

-- What is under way ($5: it ends before) is not sent beside it.
-- name: watch_mail_retry
UPDATE outbox SET state = 'waiting', problem = NULL, next_at = $4,
	attempts = 0
WHERE partner_id = $1 AND event_id = $2 AND recipient = $3
	AND (state = 'failed' OR (state = 'waiting' AND next_at > $5));
