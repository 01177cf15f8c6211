-- Sign-ins half done.

-- name: sign_in_step_add
INSERT INTO sign_in_step (partner_id, step_hash, user_id, customer_id,
	factor_done, expires_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: sign_in_step_find
SELECT user_id, customer_id, factor_done FROM sign_in_step
WHERE partner_id = $1 AND step_hash = $2 AND expires_at > $3;

-- name: sign_in_step_end
DELETE FROM sign_in_step WHERE partner_id = $1 AND step_hash = $2;

-- name: sign_in_step_purge
DELETE FROM sign_in_step WHERE (partner_id, step_hash) IN (
	SELECT partner_id, step_hash FROM sign_in_step WHERE expires_at <= $1
	ORDER BY expires_at LIMIT $2);
