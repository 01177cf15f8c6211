-- Tokens of the REST API.

-- Who a token's claims are, now: $2 client, $3 user or NULL, $4 the family
-- the token came out of, or NULL.
-- name: token_who
SELECT a.name, a.roles, u.name, u.email, u.roles,
	p.partner_id, p.tenant_id, p.name, p.domain, p.country, p.city,
	p.currency, p.culture, p.mpn_id, p.csp_enrolled, p.sandbox,
	p.test_clock, p.strict_app_user, p.clock_offset, f.family_id
FROM partner p
JOIN application a ON a.partner_id = p.partner_id AND a.client_id = $2
	AND a.active = 1
LEFT JOIN partner_user u ON u.partner_id = p.partner_id AND u.user_id = $3
	AND u.active = 1
LEFT JOIN token_family f ON f.partner_id = p.partner_id AND f.family_id = $4
WHERE p.tenant_id = $1;

-- name: token_family_add
INSERT INTO token_family (partner_id, family_id, client_id, user_id, scope,
	auth_at, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: token_family_extend
UPDATE token_family SET expires_at = $3 WHERE partner_id = $1 AND family_id = $2;

-- name: token_family_end
DELETE FROM token_family WHERE partner_id = $1 AND family_id = $2;

-- name: token_family_refresh_end
DELETE FROM refresh_token WHERE partner_id = $1 AND family_id = $2;

-- With the partner in front SQLite looks for it alone.
-- name: token_family_purge
DELETE FROM token_family WHERE (family_id, partner_id) IN (
	SELECT family_id, partner_id FROM token_family
	WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);

-- name: refresh_token_find
SELECT r.user_id, r.family_id, r.used_at, COALESCE(f.scope, ''),
	COALESCE(f.auth_at, 0)
FROM refresh_token r
LEFT JOIN token_family f ON f.partner_id = r.partner_id
	AND f.family_id = r.family_id
WHERE r.partner_id = $1 AND r.token_hash = $2 AND r.client_id = $3
	AND r.expires_at > $4;

-- name: refresh_token_add
INSERT INTO refresh_token (partner_id, token_hash, user_id, client_id,
	created_at, expires_at, family_id, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0);

-- name: refresh_token_take
UPDATE refresh_token SET used_at = $3
WHERE partner_id = $1 AND token_hash = $2 AND expires_at > $3 AND used_at = 0;

-- name: refresh_token_purge
DELETE FROM refresh_token WHERE (partner_id, token_hash) IN (
	SELECT partner_id, token_hash FROM refresh_token
	WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);

-- name: code_add
INSERT INTO authorization_code (partner_id, code_hash, client_id, user_id,
	redirect_uri, redirect_asked, challenge, nonce, scope, resource,
	auth_at, expires_at, used_at, family_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '');

-- name: code_find
SELECT client_id, user_id, redirect_uri, redirect_asked, challenge, nonce,
	scope, resource, auth_at, expires_at, used_at, family_id
FROM authorization_code WHERE partner_id = $1 AND code_hash = $2;

-- name: code_take
UPDATE authorization_code SET used_at = $3, family_id = $4
WHERE partner_id = $1 AND code_hash = $2 AND used_at = 0 AND expires_at > $3;

-- name: code_purge
DELETE FROM authorization_code WHERE (partner_id, code_hash) IN (
	SELECT partner_id, code_hash FROM authorization_code
	WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);

-- name: device_add
INSERT INTO device_code (partner_id, device_hash, user_code, client_id, scope,
	resource, state, user_id, auth_at, poll_seconds, polled_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, NULL, 0, $7, 0, $8)
ON CONFLICT (partner_id, user_code) DO NOTHING;

-- name: device_find
SELECT client_id, scope, resource, state, user_id, auth_at, poll_seconds,
	polled_at, expires_at
FROM device_code WHERE partner_id = $1 AND device_hash = $2;

-- name: device_find_typed
SELECT client_id, scope, resource, state, user_id, auth_at, poll_seconds,
	polled_at, expires_at
FROM device_code WHERE partner_id = $1 AND user_code = $2;

-- Only what still waits is answered.
-- name: device_answer
UPDATE device_code SET state = $3, user_id = $4, auth_at = $5
WHERE partner_id = $1 AND user_code = $2 AND state = 0 AND expires_at > $6;

-- name: device_polled
UPDATE device_code SET polled_at = $3, poll_seconds = $4
WHERE partner_id = $1 AND device_hash = $2;

-- name: device_take
UPDATE device_code SET state = 3
WHERE partner_id = $1 AND device_hash = $2 AND state = 1;

-- name: device_purge
DELETE FROM device_code WHERE (partner_id, device_hash) IN (
	SELECT partner_id, device_hash FROM device_code
	WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);
