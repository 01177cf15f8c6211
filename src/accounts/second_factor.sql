-- Second factors and recovery codes.

-- name: factor_row_find
SELECT f.secret_sealed, f.confirmed_at, f.last_step,
	(SELECT COUNT(*) FROM recovery_code r
		WHERE r.partner_id = f.partner_id AND r.user_id = f.user_id
		AND r.used_at = 0)
FROM second_factor f WHERE f.partner_id = $1 AND f.user_id = $2;

-- name: factor_row_put
INSERT INTO second_factor (partner_id, user_id, customer_id, secret_sealed,
	confirmed_at, last_step, created_at)
VALUES ($1, $2, $3, $4, 0, 0, $5)
ON CONFLICT (partner_id, user_id) DO UPDATE SET secret_sealed = $4,
	last_step = 0, created_at = $5
WHERE second_factor.confirmed_at = 0;

-- A step counts once: who comes second with it changes no row.
-- name: factor_row_step
UPDATE second_factor SET last_step = $3
WHERE partner_id = $1 AND user_id = $2 AND last_step < $3
	AND confirmed_at > 0;

-- name: factor_row_confirm
UPDATE second_factor SET last_step = $3, confirmed_at = $4
WHERE partner_id = $1 AND user_id = $2 AND confirmed_at = 0;

-- name: factor_row_delete
DELETE FROM second_factor WHERE partner_id = $1 AND user_id = $2;

-- name: recovery_code_add
INSERT INTO recovery_code (partner_id, user_id, code_hash, used_at)
VALUES ($1, $2, $3, 0);

-- name: recovery_code_take
UPDATE recovery_code SET used_at = $4
WHERE partner_id = $1 AND user_id = $2 AND code_hash = $3 AND used_at = 0;

-- name: recovery_codes_delete
DELETE FROM recovery_code WHERE partner_id = $1 AND user_id = $2;

-- name: partner_demand_second_factor
UPDATE partner SET demand_second_factor = $2
WHERE partner_id = $1 AND demand_second_factor <> $2;
