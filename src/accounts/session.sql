-- Sign-in and sessions, for users of partners and of customers.

-- name: sign_in_user
SELECT name, password_hash, active, failed_sign_ins, locked_until, roles,
	locale, email
FROM partner_user WHERE partner_id = $1 AND user_id = $2;

-- name: sign_in_customer_user
SELECT name, password_hash, active, failed_sign_ins, locked_until, roles,
	locale, email
FROM customer_user WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: sign_in_count
UPDATE partner_user SET failed_sign_ins = $3, locked_until = $4
WHERE partner_id = $1 AND user_id = $2;

-- name: sign_in_count_customer_user
UPDATE customer_user SET failed_sign_ins = $4, locked_until = $5
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: session_add
INSERT INTO session (partner_id, session_hash, user_id, customer_id, csrf,
	created_at, expires_at, address, agent, last_used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $6);

-- name: session_used
UPDATE session SET last_used_at = $3
WHERE partner_id = $1 AND session_hash = $2 AND last_used_at < $3;

-- Own ones. $3 is real time.
-- name: session_list
SELECT session_hash, address, agent, created_at, last_used_at, expires_at
FROM session WHERE partner_id = $1 AND user_id = $2 AND expires_at > $3
ORDER BY last_used_at DESC, created_at DESC, session_hash LIMIT 100;

-- name: session_end_own
DELETE FROM session
WHERE partner_id = $1 AND session_hash = $2 AND user_id = $3;

-- Who it is, now: one look by primary keys. $3 is real time.
-- name: session_who
SELECT s.user_id, s.customer_id, s.csrf,
	COALESCE(u.name, c.name), COALESCE(u.email, c.email),
	COALESCE(u.roles, c.roles), COALESCE(u.locale, c.locale),
	p.partner_id, p.tenant_id, p.name, p.domain, p.country, p.city,
	p.currency, p.culture, p.mpn_id, p.csp_enrolled, p.sandbox,
	p.test_clock, p.strict_app_user, p.clock_offset, s.last_used_at
FROM session s
JOIN partner p ON p.partner_id = s.partner_id
LEFT JOIN partner_user u ON s.customer_id IS NULL
	AND u.partner_id = s.partner_id AND u.user_id = s.user_id
	AND u.active = 1
LEFT JOIN customer_user c ON c.partner_id = s.partner_id
	AND c.customer_id = s.customer_id AND c.user_id = s.user_id
	AND c.active = 1
WHERE s.partner_id = $1 AND s.session_hash = $2 AND s.expires_at > $3
	AND (u.user_id IS NOT NULL OR c.user_id IS NOT NULL);

-- name: session_started
SELECT created_at FROM session WHERE partner_id = $1 AND session_hash = $2;

-- name: session_end
DELETE FROM session WHERE partner_id = $1 AND session_hash = $2;

-- name: session_purge
DELETE FROM session WHERE (partner_id, session_hash) IN (
	SELECT partner_id, session_hash FROM session WHERE expires_at <= $1
	ORDER BY expires_at LIMIT $2);
