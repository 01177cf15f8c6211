-- accounts/throttle.h

-- name: throttle_find
SELECT at, parts FROM throttle WHERE partner_id = $1 AND bucket = $2;

-- name: throttle_set
INSERT INTO throttle (partner_id, bucket, at, parts) VALUES ($1, $2, $3, $4)
ON CONFLICT (partner_id, bucket) DO UPDATE SET at = excluded.at,
	parts = excluded.parts;

-- name: throttle_purge
DELETE FROM throttle WHERE (partner_id, bucket) IN (
	SELECT partner_id, bucket FROM throttle WHERE at <= $1
	ORDER BY at LIMIT $2);
