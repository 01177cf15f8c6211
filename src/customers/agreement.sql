-- Confirmed agreements. $3 '': of any type.

-- name: agreement_list
SELECT agreement_id, type, template_id, agreed_at, first_name, last_name,
	email, phone, user_id
FROM agreement
WHERE partner_id = $1 AND customer_id = $2 AND ($3 = '' OR type = $3)
ORDER BY agreed_at DESC, created_at DESC, agreement_id LIMIT 20000;

-- name: agreement_add
INSERT INTO agreement (partner_id, customer_id, agreement_id, type,
	template_id, agreed_at, first_name, last_name, email, phone, user_id,
	created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: agreement_missing
SELECT CASE WHEN p.agreement_required = 1 AND c.direct_signed_at = 0
	AND NOT EXISTS (SELECT 1 FROM agreement a
		WHERE a.partner_id = c.partner_id
		AND a.customer_id = c.customer_id) THEN 1 ELSE 0 END
FROM partner p JOIN customer c ON c.partner_id = p.partner_id
WHERE p.partner_id = $1 AND c.customer_id = $2;

-- name: agreement_direct
SELECT direct_signed_at FROM customer
WHERE partner_id = $1 AND customer_id = $2;

-- name: agreement_require
UPDATE partner SET agreement_required = $2 WHERE partner_id = $1;
