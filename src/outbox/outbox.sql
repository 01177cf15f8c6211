-- $8 the kind chosen, $9 the roles that may see what it tells of.
-- name: outbox_mail
INSERT INTO outbox (partner_id, event_id, recipient, channel, template,
	subject_id, line_number, state, attempts, next_at, problem, created_at,
	facts)
SELECT u.partner_id, $2, u.user_id, 'mail', $3, $4,
	NULLIF(CAST($5 AS BIGINT), -1), 'waiting', 0, CAST($6 AS BIGINT), NULL,
	CAST($6 AS BIGINT), $7
FROM partner_user u
WHERE u.partner_id = $1 AND (u.notices & CAST($8 AS BIGINT)) <> 0
	AND (u.roles & CAST($9 AS BIGINT)) <> 0 AND u.active = 1;

-- To the contact that the request itself names.
-- name: outbox_mail_request
INSERT INTO outbox (partner_id, event_id, recipient, channel, template,
	subject_id, line_number, state, attempts, next_at, problem, created_at,
	facts)
VALUES ($1, $2, 'contact', 'mail', $3, $4, NULL, 'waiting', 0, $5, NULL, $5,
	$6);

-- name: outbox_due
SELECT o.partner_id, o.event_id, o.recipient, o.template, o.subject_id,
	COALESCE(o.line_number, -1), o.attempts, o.next_at, o.created_at,
	COALESCE(u.name, c.name, w.name,
		q.contact_first_name || ' ' || q.contact_last_name),
	COALESCE(u.email, c.email, w.email, q.contact_email),
	COALESCE(u.locale, c.locale, NULLIF(q.locale, '')), o.token_sealed,
	COALESCE(k.name, p.name), COALESCE(u.roles, 0), o.facts,
	COALESCE(k.culture, p.culture)
FROM outbox o
LEFT JOIN partner p ON p.partner_id = o.partner_id
LEFT JOIN partner_user u ON o.customer_id IS NULL
	AND u.partner_id = o.partner_id AND u.user_id = o.recipient
	AND u.active = 1
LEFT JOIN customer k ON k.partner_id = o.partner_id
	AND k.customer_id = o.customer_id
LEFT JOIN customer_user c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id AND c.user_id = o.recipient
	AND c.active = 1
LEFT JOIN operator_user w ON o.partner_id = 0 AND w.user_id = o.recipient
	AND w.active = 1
LEFT JOIN service_request q ON o.recipient = 'contact'
	AND q.partner_id = o.partner_id AND q.request_id = o.subject_id
WHERE o.state = 'waiting' AND o.next_at <= $1
ORDER BY o.next_at, o.partner_id, o.event_id, o.recipient
LIMIT $2;

-- Only who still finds it as it was read may deliver it.
-- name: outbox_claim
UPDATE outbox SET attempts = attempts + 1, next_at = $5
WHERE partner_id = $1 AND event_id = $2 AND recipient = $3
	AND state = 'waiting' AND next_at = $4;

-- Only who has it leased until $7 says how it went.
-- name: outbox_settle
UPDATE outbox SET state = $4, next_at = $5, problem = $6,
	token_sealed = CASE WHEN $4 = 'waiting' THEN token_sealed END
WHERE partner_id = $1 AND event_id = $2 AND recipient = $3
	AND state = 'waiting' AND next_at = $7;

-- name: mail_order
SELECT o.customer_id, c.name, p.name, o.ordered_at, o.ordered_by_name,
	o.currency, o.net_minor, o.tax_minor, o.gross_minor
FROM orders o
JOIN customer c ON c.partner_id = o.partner_id
	AND c.customer_id = o.customer_id
JOIN partner p ON p.partner_id = o.partner_id
WHERE o.partner_id = $1 AND o.order_id = $2;

-- name: mail_lines
SELECT l.title, l.kind, l.quantity, l.unit_minor, l.tax_included,
	l.cancel_until, l.cancelled_at, l.edition_id,
	COALESCE(x.requested_by_name, ''), h.net_minor, h.tax_minor,
	h.gross_minor
FROM order_line l
LEFT JOIN cancellation x ON x.partner_id = l.partner_id
	AND x.order_id = l.order_id AND x.line_number = l.line_number
LEFT JOIN charge h ON h.partner_id = l.partner_id AND h.order_id = l.order_id
	AND h.line_number = l.line_number AND h.kind = 'cancel'
WHERE l.partner_id = $1 AND l.order_id = $2
	AND (CAST($3 AS BIGINT) = -1 OR l.line_number = $3)
ORDER BY l.line_number;

-- $1 real time, $2 how many at most. With the partner in front SQLite looks for
-- it alone.
-- name: outbox_purge
DELETE FROM outbox WHERE (event_id, partner_id, recipient) IN (
	SELECT event_id, partner_id, recipient FROM outbox
	WHERE state = 'delivered' AND created_at <= $1
	ORDER BY created_at LIMIT $2);
