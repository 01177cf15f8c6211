-- Names that arrive without a tenant.

-- name: directory_find
SELECT partner_id, subject FROM directory WHERE kind = $1 AND name = $2;

-- name: directory_add
INSERT INTO directory (kind, name, partner_id, subject)
VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, name) DO NOTHING;

-- name: directory_remove
DELETE FROM directory WHERE kind = $1 AND name = $2;
