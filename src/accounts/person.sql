-- Everybody who signs in: the same columns for all three kinds.

-- name: person_user
SELECT u.email, u.name, COALESCE(u.locale, p.culture), u.password_hash,
	u.active, 0, p.demand_second_factor
FROM partner_user u
JOIN partner p ON p.partner_id = u.partner_id
WHERE u.partner_id = $1 AND u.user_id = $2;

-- name: person_customer_user
SELECT u.email, u.name, COALESCE(u.locale, c.culture), u.password_hash,
	u.active, u.must_change, 0
FROM customer_user u
JOIN customer c ON c.partner_id = u.partner_id
	AND c.customer_id = u.customer_id
WHERE u.partner_id = $1 AND u.customer_id = $2 AND u.user_id = $3;

-- name: person_operator
SELECT email, name, '', password_hash, active, 0, 0
FROM operator_user WHERE user_id = $1;

-- name: person_operator_by_email
SELECT user_id FROM operator_user WHERE email = $1;

-- name: person_user_password
UPDATE partner_user SET password_hash = $3, failed_sign_ins = 0,
	locked_until = 0
WHERE partner_id = $1 AND user_id = $2;

-- name: person_customer_user_password
UPDATE customer_user SET password_hash = $4, failed_sign_ins = 0,
	locked_until = 0, must_change = 0
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: person_operator_password
UPDATE operator_user SET password_hash = $2, failed_sign_ins = 0,
	locked_until = 0
WHERE user_id = $1;

-- name: person_sessions_end
DELETE FROM session
WHERE partner_id = $1 AND user_id = $2 AND session_hash <> $3;

-- name: person_device_codes_end
DELETE FROM device_code WHERE partner_id = $1 AND user_id = $2;

-- name: person_steps_end
DELETE FROM sign_in_step WHERE partner_id = $1 AND user_id = $2;
