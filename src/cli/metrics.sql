-- What /metrics says about the database. Counts end at 100,000, so that a scrape
-- stays short.

-- name: metrics_mail
SELECT COUNT(*), COALESCE(MIN(created_at), 0) FROM (
	SELECT created_at FROM outbox WHERE state = 'waiting'
	ORDER BY next_at LIMIT 100000) AS waiting;

-- name: metrics_mail_failed
SELECT COUNT(*) FROM (
	SELECT created_at FROM outbox WHERE state = 'failed'
	ORDER BY created_at LIMIT 100000) AS failed;

-- name: metrics_webhooks
SELECT COUNT(*), COALESCE(MIN(created_at), 0) FROM (
	SELECT created_at FROM webhook_delivery WHERE state = 'waiting'
	ORDER BY next_at LIMIT 100000) AS waiting;

-- name: metrics_sessions
SELECT COUNT(*) FROM (
	SELECT expires_at FROM session WHERE expires_at > $1
	ORDER BY expires_at LIMIT 100000) AS open;
