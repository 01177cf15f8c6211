-- API applications. client_id is unique over all partners by the directory.

-- name: application_load
SELECT partner_id, client_id, name, roles, active, public_client, created_by,
	created_at, last_used_at
FROM application WHERE partner_id = $1 AND client_id = $2;

-- name: application_list
SELECT partner_id, client_id, name, roles, active, public_client, created_by,
	created_at, last_used_at
FROM application WHERE partner_id = $1 ORDER BY name, client_id;

-- name: application_count
SELECT COUNT(*) FROM application WHERE partner_id = $1;

-- name: application_add
INSERT INTO application (partner_id, client_id, name, roles, active,
	public_client, created_by, created_at, last_used_at)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7, 0);

-- name: application_change
UPDATE application SET name = $3, roles = $4, public_client = $5
WHERE partner_id = $1 AND client_id = $2;

-- name: application_set_active
UPDATE application SET active = $3 WHERE partner_id = $1 AND client_id = $2;

-- name: application_delete
DELETE FROM application WHERE partner_id = $1 AND client_id = $2;

-- name: application_secret_list
SELECT secret_id, label, secret_hash, hint, created_by, created_at, expires_at,
	last_used_at
FROM application_secret WHERE partner_id = $1 AND client_id = $2
ORDER BY created_at DESC, secret_id;

-- name: application_secret_add
INSERT INTO application_secret (partner_id, client_id, secret_id, label,
	secret_hash, hint, created_by, created_at, expires_at, last_used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0);

-- name: application_secret_delete
DELETE FROM application_secret
WHERE partner_id = $1 AND client_id = $2 AND secret_id = $3;

-- name: application_secrets_delete
DELETE FROM application_secret WHERE partner_id = $1 AND client_id = $2;

-- name: application_redirect_list
SELECT uri FROM application_redirect WHERE partner_id = $1 AND client_id = $2
ORDER BY uri;

-- name: application_redirect_add
INSERT INTO application_redirect (partner_id, client_id, uri)
VALUES ($1, $2, $3) ON CONFLICT (partner_id, client_id, uri) DO NOTHING;

-- name: application_redirects_delete
DELETE FROM application_redirect WHERE partner_id = $1 AND client_id = $2;

-- name: application_consents_delete
DELETE FROM application_consent WHERE partner_id = $1 AND client_id = $2;

-- name: application_codes_delete
DELETE FROM authorization_code WHERE partner_id = $1 AND client_id = $2;

-- name: application_device_codes_delete
DELETE FROM device_code WHERE partner_id = $1 AND client_id = $2;

-- name: application_refresh_tokens_delete
DELETE FROM refresh_token WHERE partner_id = $1 AND client_id = $2;

-- name: application_families_delete
DELETE FROM token_family WHERE partner_id = $1 AND client_id = $2;

-- Once an hour is enough; $3 is now, $4 an hour before.
-- name: application_used
UPDATE application SET last_used_at = $3
WHERE partner_id = $1 AND client_id = $2 AND last_used_at <= $4;

-- name: application_secret_used
UPDATE application_secret SET last_used_at = $4
WHERE partner_id = $1 AND client_id = $2 AND secret_id = $3
	AND last_used_at <= $5;
