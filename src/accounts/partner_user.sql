-- Users of a partner, as they are managed. The columns are read by user_read,
-- in this order.

-- name: partner_user_load
SELECT user_id, email, name, roles, active,
	CASE WHEN password_hash = '' THEN 1 ELSE 0 END, invited_at, created_at,
	version, name_folded
FROM partner_user
WHERE partner_id = $1 AND (user_id = $2 OR email = $2);

-- $2 words, escaped for LIKE, '' all. $3 state: 0 any, 1 active, 2 invited, 3
-- disabled. $4 1: behind $5, $6.
-- name: partner_user_page
SELECT user_id, email, name, roles, active,
	CASE WHEN password_hash = '' THEN 1 ELSE 0 END, invited_at, created_at,
	version, name_folded
FROM partner_user
WHERE partner_id = $1
	AND ($2 = '' OR name_folded LIKE '%' || $2 || '%' ESCAPE '!'
		OR email LIKE '%' || $2 || '%' ESCAPE '!')
	AND ($3 = 0 OR ($3 = 3 AND active = 0) OR (active = 1
		AND (($3 = 1 AND password_hash <> '')
			OR ($3 = 2 AND password_hash = ''))))
	AND ($4 = 0 OR (name_folded, user_id) > ($5, $6))
ORDER BY name_folded, user_id
LIMIT $7 OFFSET $8;

-- name: partner_user_page_down
SELECT user_id, email, name, roles, active,
	CASE WHEN password_hash = '' THEN 1 ELSE 0 END, invited_at, created_at,
	version, name_folded
FROM partner_user
WHERE partner_id = $1
	AND ($2 = '' OR name_folded LIKE '%' || $2 || '%' ESCAPE '!'
		OR email LIKE '%' || $2 || '%' ESCAPE '!')
	AND ($3 = 0 OR ($3 = 3 AND active = 0) OR (active = 1
		AND (($3 = 1 AND password_hash <> '')
			OR ($3 = 2 AND password_hash = ''))))
	AND ($4 = 0 OR (name_folded, user_id) < ($5, $6))
ORDER BY name_folded DESC, user_id DESC
LIMIT $7 OFFSET $8;

-- Others who could sign in with one of these roles.
-- name: partner_user_others
SELECT COUNT(*) FROM partner_user
WHERE partner_id = $1 AND user_id <> $2 AND (roles & CAST($3 AS BIGINT)) <> 0
	AND active = 1 AND password_hash <> '';

-- name: partner_user_save
UPDATE partner_user SET name = $3, name_folded = $4, roles = $5,
	version = version + 1
WHERE partner_id = $1 AND user_id = $2;

-- name: partner_user_invited
UPDATE partner_user SET invited_at = $3, version = version + 1
WHERE partner_id = $1 AND user_id = $2;
