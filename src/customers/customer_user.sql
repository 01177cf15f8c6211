-- Users of customers. The columns are read by user_read, in this order.

-- name: customer_user_find
SELECT user_id, customer_id, email, name, first_name, last_name,
	usage_location, phone, immutable_id, roles, must_change, deleted_at,
	changed_at, version
FROM customer_user
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: customer_user_find_upn
SELECT user_id, customer_id, email, name, first_name, last_name,
	usage_location, phone, immutable_id, roles, must_change, deleted_at,
	changed_at, version
FROM customer_user
WHERE partner_id = $1 AND customer_id = $2 AND email = $3;

-- Of any customer of the partner.
-- name: customer_user_by_email
SELECT u.user_id, u.customer_id, u.email, u.name, u.first_name, u.last_name,
	u.usage_location, u.phone, u.immutable_id, u.roles, u.must_change,
	u.deleted_at, u.changed_at, u.version
FROM customer_user u /*sqlite: INDEXED BY customer_user_by_email*/
JOIN customer c ON c.partner_id = u.partner_id
	AND c.customer_id = u.customer_id AND c.relationship = 'reseller'
WHERE u.partner_id = $1 AND u.email = $2 AND u.deleted_at IS NULL
LIMIT 1;

-- $3 property to sort by, $4 1: the deleted after $5. $6 words, escaped for
-- LIKE, '' all. $7 role or '', $8 bit of the role. $9 1: behind $10, $11.
-- name: customer_user_page
SELECT user_id, customer_id, email, name, first_name, last_name,
	usage_location, phone, immutable_id, roles, must_change, deleted_at,
	changed_at, version, sort_key
FROM (SELECT u.*, CASE $3 WHEN 'userPrincipalName' THEN email
		WHEN 'firstName' THEN first_folded
		WHEN 'lastName' THEN last_folded
		WHEN 'usageLocation' THEN usage_location
		WHEN 'phoneNumber' THEN phone
		WHEN 'immutableId' THEN immutable_id
		WHEN 'softDeletionTime' THEN
			COALESCE(CAST(deleted_at AS TEXT), '')
		WHEN 'id' THEN user_id
		ELSE name_folded END AS sort_key
	FROM customer_user u WHERE partner_id = $1 AND customer_id = $2
		AND (($4 = 0 AND deleted_at IS NULL)
			OR ($4 = 1 AND deleted_at > $5))
		AND ($6 = '' OR name_folded LIKE '%' || $6 || '%' ESCAPE '!'
			OR email LIKE '%' || $6 || '%' ESCAPE '!')
		AND ($7 = '' OR (roles & $8) <> 0 OR EXISTS (
			SELECT 1 FROM customer_role_member m
			WHERE m.partner_id = u.partner_id
				AND m.customer_id = u.customer_id
				AND m.user_id = u.user_id
				AND m.role_id = $7))) s
WHERE $9 = 0 OR (sort_key, user_id) > ($10, $11)
ORDER BY sort_key, user_id
LIMIT $12 OFFSET $13;

-- name: customer_user_page_down
SELECT user_id, customer_id, email, name, first_name, last_name,
	usage_location, phone, immutable_id, roles, must_change, deleted_at,
	changed_at, version, sort_key
FROM (SELECT u.*, CASE $3 WHEN 'userPrincipalName' THEN email
		WHEN 'firstName' THEN first_folded
		WHEN 'lastName' THEN last_folded
		WHEN 'usageLocation' THEN usage_location
		WHEN 'phoneNumber' THEN phone
		WHEN 'immutableId' THEN immutable_id
		WHEN 'softDeletionTime' THEN
			COALESCE(CAST(deleted_at AS TEXT), '')
		WHEN 'id' THEN user_id
		ELSE name_folded END AS sort_key
	FROM customer_user u WHERE partner_id = $1 AND customer_id = $2
		AND (($4 = 0 AND deleted_at IS NULL)
			OR ($4 = 1 AND deleted_at > $5))
		AND ($6 = '' OR name_folded LIKE '%' || $6 || '%' ESCAPE '!'
			OR email LIKE '%' || $6 || '%' ESCAPE '!')
		AND ($7 = '' OR (roles & $8) <> 0 OR EXISTS (
			SELECT 1 FROM customer_role_member m
			WHERE m.partner_id = u.partner_id
				AND m.customer_id = u.customer_id
				AND m.user_id = u.user_id
				AND m.role_id = $7))) s
WHERE $9 = 0 OR (sort_key, user_id) < ($10, $11)
ORDER BY sort_key DESC, user_id DESC
LIMIT $12 OFFSET $13;

-- name: customer_user_save
UPDATE customer_user SET email = $4, name = $5, name_folded = $6,
	first_name = $7, last_name = $8, usage_location = $9, phone = $10,
	immutable_id = $11, must_change = $12, deleted_at = $13, active = $14,
	changed_at = $15, first_folded = $16, last_folded = $17,
	version = version + 1
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: customer_user_set_password
UPDATE customer_user SET password_hash = $4, failed_sign_ins = 0,
	locked_until = 0
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: customer_user_set_roles
UPDATE customer_user SET roles = $4
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: customer_user_purge
DELETE FROM customer_user
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: customer_user_purge_roles
DELETE FROM customer_role_member
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: customer_licenses_free
DELETE FROM customer_license
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: role_member_list
SELECT role_id FROM customer_role_member
WHERE partner_id = $1 AND customer_id = $2 AND user_id = $3;

-- name: role_member_insert
INSERT INTO customer_role_member (partner_id, customer_id, role_id, user_id,
	since)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (partner_id, customer_id, role_id, user_id) DO NOTHING;

-- name: role_member_delete
DELETE FROM customer_role_member
WHERE partner_id = $1 AND customer_id = $2 AND role_id = $3 AND user_id = $4;
