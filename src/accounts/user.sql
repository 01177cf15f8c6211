-- Users of partners and of their customers.

-- name: user_find
SELECT user_id, NULL, email, name, roles, active, locale,
	locked_until, created_at
FROM partner_user WHERE partner_id = $1 AND user_id = $2;

-- name: user_list
SELECT user_id, NULL, email, name, roles, active, locale,
	locked_until, created_at
FROM partner_user WHERE partner_id = $1 ORDER BY name, user_id;

-- name: user_add
INSERT INTO partner_user (partner_id, user_id, email, name, password_hash,
	roles, active, locale, failed_sign_ins, locked_until, created_at,
	name_folded)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, 0, 0, $8, $9);

-- name: user_set_active
UPDATE partner_user SET active = $3 WHERE partner_id = $1 AND user_id = $2;

-- name: user_set_roles
UPDATE partner_user SET roles = $3 WHERE partner_id = $1 AND user_id = $2;

-- name: user_set_password
UPDATE partner_user SET password_hash = $3, failed_sign_ins = 0,
	locked_until = 0
WHERE partner_id = $1 AND user_id = $2;

-- name: user_set_locale
UPDATE partner_user SET locale = $3 WHERE partner_id = $1 AND user_id = $2;

-- name: customer_user_list
SELECT user_id, customer_id, email, name, roles, active, locale,
	locked_until, created_at
FROM customer_user WHERE partner_id = $1 AND customer_id = $2
	AND deleted_at IS NULL
ORDER BY name, user_id;

-- name: customer_user_add
INSERT INTO customer_user (partner_id, customer_id, user_id, email, name,
	password_hash, roles, active, locale, failed_sign_ins, locked_until,
	created_at, name_folded, first_name, last_name, usage_location, phone,
	immutable_id, must_change, changed_at, version, first_folded,
	last_folded)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 0, 0, $9, $10, $11, $12, $13, $14,
	$15, $16, $17, 1, $18, $19);

-- name: customer_user_set_locale
UPDATE customer_user SET locale = $4
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: user_refresh_tokens_end
DELETE FROM refresh_token WHERE partner_id = $1 AND user_id = $2;

-- name: user_families_end
DELETE FROM token_family WHERE partner_id = $1 AND user_id = $2;

-- name: user_codes_end
DELETE FROM authorization_code WHERE partner_id = $1 AND user_id = $2;
