-- name: demo_partner_count
SELECT COUNT(*) FROM partner;

-- name: demo_operator_add
INSERT INTO operator_user (user_id, email, name, password_hash, active)
VALUES ($1, $2, $3, $4, 1);
