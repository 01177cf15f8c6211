-- Webhooks: the registration, its deliveries, and how the worker moves them.

-- name: webhook_load
SELECT subscriber_id, url, events, ms_header, active, problem, changed_at
FROM webhook_registration WHERE partner_id = $1;

-- name: webhook_insert
INSERT INTO webhook_registration (partner_id, subscriber_id, url, events,
	ms_header, secret_sealed, active, problem, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, 1, NULL, $7)
ON CONFLICT (partner_id) DO UPDATE SET subscriber_id = excluded.subscriber_id,
	url = excluded.url, events = excluded.events,
	ms_header = excluded.ms_header, secret_sealed = excluded.secret_sealed,
	active = 1, problem = NULL, changed_at = excluded.changed_at;

-- name: webhook_update
UPDATE webhook_registration SET url = $2, events = $3, ms_header = $4,
	active = 1, problem = NULL, changed_at = $5
WHERE partner_id = $1;

-- name: webhook_secret_set
UPDATE webhook_registration SET secret_sealed = $2, changed_at = $3
WHERE partner_id = $1;

-- name: webhook_delete
DELETE FROM webhook_registration WHERE partner_id = $1;

-- name: webhook_cursor_delete
DELETE FROM webhook_cursor WHERE partner_id = $1;

-- Events from now on.
-- name: webhook_cursor_set
INSERT INTO webhook_cursor (partner_id, seq)
VALUES ($1, COALESCE((SELECT seq FROM event WHERE partner_id = $1
	ORDER BY seq DESC LIMIT 1), 0))
ON CONFLICT (partner_id) DO UPDATE SET seq = excluded.seq;

-- name: webhook_drop_waiting
UPDATE webhook_delivery SET state = 'failed', problem = $2
WHERE partner_id = $1 AND state = 'waiting';

-- name: webhook_tests_since
SELECT created_at FROM webhook_delivery
WHERE partner_id = $1 AND name = 'test-created' AND created_at > $2
ORDER BY created_at DESC
LIMIT 2;

-- name: webhook_test_add
INSERT INTO webhook_delivery (partner_id, event_id, seq, name, url, state,
	attempts, tries, next_at, created_at)
SELECT e.partner_id, e.event_id, e.seq, e.name, r.url, 'waiting', 0, 0, $3, $3
FROM event e
JOIN webhook_registration r ON r.partner_id = e.partner_id
WHERE e.partner_id = $1 AND e.event_id = $2
	AND e.seq = (SELECT seq FROM event WHERE partner_id = $1
		ORDER BY seq DESC LIMIT 1);

-- name: delivery_load
SELECT event_id, seq, name, url, state, attempts, tries, next_at, last_at,
	last_status, last_answer, problem, created_at
FROM webhook_delivery WHERE partner_id = $1 AND event_id = $2;

-- name: delivery_list
SELECT event_id, seq, name, url, state, attempts, tries, next_at, last_at,
	last_status, last_answer, problem, created_at
FROM webhook_delivery
WHERE partner_id = $1 AND seq < $2
	AND (CAST($3 AS TEXT) IS NULL OR state = $3)
ORDER BY seq DESC
LIMIT $4 OFFSET $5;

-- Those before that one in the list, nearest first.
-- name: delivery_list_newer
SELECT event_id, seq, name, url, state, attempts, tries, next_at, last_at,
	last_status, last_answer, problem, created_at
FROM webhook_delivery
WHERE partner_id = $1 AND seq > $2
	AND (CAST($3 AS TEXT) IS NULL OR state = $3)
ORDER BY seq
LIMIT $4 OFFSET $5;

-- What is under way is not sent beside it.
-- name: delivery_replay
UPDATE webhook_delivery SET state = 'waiting', attempts = 0, problem = NULL,
	next_at = CASE WHEN state = 'waiting'
			AND tries > COALESCE((SELECT MAX(a.try)
				FROM webhook_attempt a WHERE a.partner_id = $1
				AND a.event_id = $2), 0)
		THEN next_at ELSE CAST($3 AS BIGINT) END
WHERE partner_id = $1 AND event_id = $2;

-- name: attempt_list
SELECT at, status, answer, problem FROM (
	SELECT try, at, status, answer, problem FROM webhook_attempt
	WHERE partner_id = $1 AND event_id = $2
	ORDER BY try DESC LIMIT 100) latest
ORDER BY try;

-- With the partner in front SQLite looks for it alone.
-- name: attempt_purge
DELETE FROM webhook_attempt WHERE (event_id, partner_id) IN (
	SELECT event_id, partner_id FROM webhook_delivery
	WHERE state <> 'waiting' AND created_at < $1
	ORDER BY created_at, partner_id, event_id LIMIT $2);

-- name: delivery_purge
DELETE FROM webhook_delivery WHERE (event_id, partner_id) IN (
	SELECT event_id, partner_id FROM webhook_delivery
	WHERE state <> 'waiting' AND created_at < $1
	ORDER BY created_at, partner_id, event_id LIMIT $2);

-- name: signer_load
SELECT name, certificate, key_sealed FROM webhook_signer WHERE signer_id = 1;

-- name: signer_delete
DELETE FROM webhook_signer WHERE signer_id = 1;

-- name: signer_add
INSERT INTO webhook_signer (signer_id, name, certificate, key_sealed)
VALUES (1, $1, $2, $3)
ON CONFLICT DO NOTHING;

-- Of the worker --------------------------------------------------------------

-- Partners with events that are not deliveries yet.
-- name: webhook_behind
SELECT c.partner_id, c.seq, (SELECT MAX(n.seq) FROM (
		SELECT e.seq FROM event e
		WHERE e.partner_id = c.partner_id AND e.seq > c.seq
		ORDER BY e.seq LIMIT 500) n) AS until
FROM webhook_cursor c
JOIN webhook_registration r ON r.partner_id = c.partner_id
WHERE r.active = 1 AND EXISTS (SELECT 1 FROM event e
	WHERE e.partner_id = c.partner_id AND e.seq > c.seq)
ORDER BY c.partner_id
LIMIT 50;

-- name: webhook_cursor_move
UPDATE webhook_cursor SET seq = $3 WHERE partner_id = $1 AND seq = $2;

-- name: webhook_fan_out
INSERT INTO webhook_delivery (partner_id, event_id, seq, name, url, state,
	attempts, tries, next_at, created_at)
SELECT e.partner_id, e.event_id, e.seq, e.name, r.url, 'waiting', 0, 0, $4, $4
FROM event e
JOIN webhook_registration r ON r.partner_id = e.partner_id
WHERE e.partner_id = $1 AND e.seq > $2 AND e.seq <= $3
	AND e.name <> 'test-created'
	AND r.events LIKE '% ' || e.name || ' %';

-- The columns of event.sql first. At most $3 a partner, so that nobody's
-- receiver holds up the others.
-- name: webhook_due
SELECT e.seq, e.event_id, e.name, e.customer_id, e.subject_id, e.action,
	e.activity_id, e.changed_at, e.request_id, e.correlation_id,
	d.partner_id, d.attempts, d.tries, d.next_at, p.tenant_id,
	COALESCE(r.active, 0), r.url, COALESCE(r.ms_header, 0), r.secret_sealed
FROM (SELECT partner_id, event_id, seq, attempts, tries, next_at,
		ROW_NUMBER() OVER (PARTITION BY partner_id
			ORDER BY next_at, seq) AS place
	FROM webhook_delivery
	WHERE state = 'waiting' AND next_at <= $1) d
JOIN event e ON e.partner_id = d.partner_id AND e.seq = d.seq
JOIN partner p ON p.partner_id = d.partner_id
LEFT JOIN webhook_registration r ON r.partner_id = d.partner_id
WHERE d.place <= $3
ORDER BY d.next_at, d.partner_id, d.seq
LIMIT $2;

-- Only who still finds it as it was read may send it.
-- name: delivery_claim
UPDATE webhook_delivery SET attempts = attempts + 1, tries = tries + 1,
	next_at = $4, url = $5
WHERE partner_id = $1 AND event_id = $2 AND state = 'waiting'
	AND next_at = $3 AND tries = $6;

-- name: delivery_settle
UPDATE webhook_delivery SET state = $4, next_at = $5, last_at = $6,
	last_status = $7, last_answer = $8, problem = $9
WHERE partner_id = $1 AND event_id = $2 AND state = 'waiting' AND tries = $3;

-- name: attempt_add
INSERT INTO webhook_attempt (partner_id, event_id, try, at, status, answer,
	problem)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING;

-- name: webhook_switch_off
UPDATE webhook_registration SET active = 0, problem = $3
WHERE partner_id = $1 AND url = $2 AND active = 1;
