-- Operators: users without a partner.

-- name: operator_find
SELECT user_id FROM operator_user WHERE email = $1;

-- name: operator_add
INSERT INTO operator_user (user_id, email, name, password_hash, active,
	created_at)
VALUES ($1, $2, $3, $4, 1, $5)
ON CONFLICT (email) DO NOTHING;

-- name: operator_set_active
UPDATE operator_user SET active = $2 WHERE user_id = $1;

-- Columns as of sign_in_user.
-- name: sign_in_operator
SELECT name, password_hash, active, failed_sign_ins, locked_until, 0, NULL,
	email
FROM operator_user WHERE user_id = $1;

-- name: sign_in_count_operator
UPDATE operator_user SET failed_sign_ins = $2, locked_until = $3
WHERE user_id = $1;

-- $2 is real time.
-- name: operator_session_who
SELECT s.user_id, s.csrf, o.name, o.email, s.last_used_at
FROM session s
JOIN operator_user o ON o.user_id = s.user_id AND o.active = 1
WHERE s.partner_id = 0 AND s.session_hash = $1 AND s.expires_at > $2
	AND s.customer_id IS NULL;
