-- Profiles of partners that were changed.

-- name: partner_profile_load
SELECT fields, version FROM partner_profile
WHERE partner_id = $1 AND kind = $2;

-- name: partner_profile_save
INSERT INTO partner_profile (partner_id, kind, fields, version, changed_at,
	changed_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (partner_id, kind) DO UPDATE SET fields = excluded.fields,
	version = excluded.version, changed_at = excluded.changed_at,
	changed_by = excluded.changed_by;
