-- Requests answered before.

-- name: idempotency_find
SELECT body_hash, status, answer, sealed, location
FROM idempotency
WHERE partner_id = $1 AND request_key = $2 AND created_at > $3;

-- name: idempotency_keep
INSERT INTO idempotency (partner_id, request_key, body_hash, status, answer,
	sealed, location, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (partner_id, request_key) DO UPDATE SET
	body_hash = excluded.body_hash, status = excluded.status,
	answer = excluded.answer, sealed = excluded.sealed,
	location = excluded.location, created_at = excluded.created_at;

-- name: idempotency_purge
DELETE FROM idempotency WHERE (partner_id, request_key) IN (
	SELECT partner_id, request_key FROM idempotency
	WHERE created_at <= $1 ORDER BY created_at LIMIT $2);
