-- accounts/tries.h

-- $3: a count so old begins anew.
-- name: try_add
INSERT INTO sign_in_try (who, at, count) VALUES ($1, $2, 1)
ON CONFLICT (who) DO UPDATE SET
	count = CASE WHEN excluded.at - sign_in_try.at >= CAST($3 AS BIGINT)
		THEN 1 ELSE sign_in_try.count + 1 END,
	at = excluded.at;

-- name: try_find
SELECT at, count FROM sign_in_try WHERE who = $1;

-- name: try_purge
DELETE FROM sign_in_try WHERE who IN (
	SELECT who FROM sign_in_try WHERE at <= $1 ORDER BY at LIMIT $2);
