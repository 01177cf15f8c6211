-- API applications. client_id is unique over all partners by the directory.

-- name: application_load
SELECT partner_id, client_id, name, secret_hash, roles, active, created_at
FROM application WHERE partner_id = $1 AND client_id = $2;

-- name: application_list
SELECT partner_id, client_id, name, secret_hash, roles, active, created_at
FROM application WHERE partner_id = $1 ORDER BY name, client_id;

-- name: application_add
INSERT INTO application (partner_id, client_id, name, secret_hash, roles,
	active, created_at)
VALUES ($1, $2, $3, $4, $5, 1, $6);

-- name: application_set_active
UPDATE application SET active = $3 WHERE partner_id = $1 AND client_id = $2;
