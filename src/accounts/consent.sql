-- Which programs people let act in their names.

-- name: consent_set
INSERT INTO application_consent (partner_id, client_id, user_id, given_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (partner_id, client_id, user_id) DO UPDATE SET given_at = $4;

-- name: consent_find
SELECT given_at FROM application_consent
WHERE partner_id = $1 AND client_id = $2 AND user_id = $3;

-- name: consent_list
SELECT c.client_id, a.name, c.given_at
FROM application_consent c
JOIN application a ON a.partner_id = c.partner_id
	AND a.client_id = c.client_id
WHERE c.partner_id = $1 AND c.user_id = $2
ORDER BY c.given_at DESC, c.client_id LIMIT 200;

-- name: consent_delete
DELETE FROM application_consent
WHERE partner_id = $1 AND client_id = $2 AND user_id = $3;

-- name: consent_codes_delete
DELETE FROM authorization_code
WHERE partner_id = $1 AND client_id = $2 AND user_id = $3;

-- name: consent_device_codes_delete
DELETE FROM device_code
WHERE partner_id = $1 AND client_id = $2 AND user_id = $3;

-- name: consent_refresh_tokens_delete
DELETE FROM refresh_token
WHERE partner_id = $1 AND client_id = $2 AND user_id = $3;

-- name: consent_families_delete
DELETE FROM token_family
WHERE partner_id = $1 AND client_id = $2 AND user_id = $3;
