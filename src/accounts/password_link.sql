-- Links to set a password, and who asked for one.

-- name: password_link_add
INSERT INTO password_link (partner_id, link_hash, purpose, customer_id, user_id,
	created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: password_link_row
SELECT purpose, customer_id, user_id, created_at, expires_at
FROM password_link WHERE partner_id = $1 AND link_hash = $2;

-- name: password_link_of
SELECT purpose, customer_id, user_id, created_at, expires_at
FROM password_link
WHERE partner_id = $1 AND user_id = $2 AND expires_at > $3;

-- name: password_links_end
DELETE FROM password_link WHERE partner_id = $1 AND user_id = $2;

-- name: password_link_purge
DELETE FROM password_link WHERE (partner_id, link_hash) IN (
	SELECT partner_id, link_hash FROM password_link WHERE expires_at <= $1
	ORDER BY expires_at LIMIT $2);

-- name: password_asked_add
INSERT INTO password_asked (asked_id, door, email, asked_at, locale)
VALUES ($1, $2, $3, $4, $5);

-- name: password_asked_list
SELECT asked_id, door, email, locale FROM password_asked
ORDER BY asked_at LIMIT $1;

-- name: password_asked_done
DELETE FROM password_asked WHERE asked_id = $1;
