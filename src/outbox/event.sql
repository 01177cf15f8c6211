-- Events. A collision is somebody else's act at the same moment: all of the
-- transaction is done again (PostgreSQL says so by itself).

-- name: event_add
INSERT INTO event (partner_id, seq, event_id, name, customer_id, subject_id,
	action, activity_id, changed_at, created_at, request_id,
	correlation_id)
VALUES ($1, COALESCE((SELECT seq FROM event WHERE partner_id = $1
		ORDER BY seq DESC LIMIT 1), 0) + 1,
	$2, $3, $4, $5, $6, NULLIF(CAST($7 AS BIGINT), 0), $8, $9, $10, $11)
ON CONFLICT DO NOTHING;

-- The columns are read by event_read, in this order.
-- name: event_list
SELECT seq, event_id, name, customer_id, subject_id, action, activity_id,
	changed_at, request_id, correlation_id
FROM event
WHERE partner_id = $1 AND seq > $2
ORDER BY seq
LIMIT $3;
