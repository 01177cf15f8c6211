-- Tokens of the REST API.

-- Who a token's claims are, now: $2 client, $3 user or NULL.
-- name: token_who
SELECT a.name, a.roles, u.name, u.email, u.roles,
	p.partner_id, p.tenant_id, p.name, p.domain, p.country, p.city,
	p.currency, p.culture, p.mpn_id, p.csp_enrolled, p.sandbox,
	p.test_clock, p.strict_app_user, p.clock_offset
FROM partner p
JOIN application a ON a.partner_id = p.partner_id AND a.client_id = $2
	AND a.active = 1
LEFT JOIN partner_user u ON u.partner_id = p.partner_id AND u.user_id = $3
	AND u.active = 1
WHERE p.tenant_id = $1;

-- name: refresh_token_find
SELECT user_id FROM refresh_token
WHERE partner_id = $1 AND token_hash = $2 AND client_id = $3
	AND expires_at > $4;

-- name: refresh_token_add
INSERT INTO refresh_token (partner_id, token_hash, user_id, client_id,
	created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: refresh_token_take
DELETE FROM refresh_token
WHERE partner_id = $1 AND token_hash = $2 AND expires_at > $3;

-- name: refresh_token_purge
DELETE FROM refresh_token WHERE (partner_id, token_hash) IN (
	SELECT partner_id, token_hash FROM refresh_token
	WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);
