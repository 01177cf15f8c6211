-- Qualifications and validation codes.

-- name: qualification_list
SELECT qualification, requested_at, approved_at
FROM customer_qualification WHERE partner_id = $1 AND customer_id = $2
ORDER BY requested_at DESC, qualification;

-- name: qualification_add
INSERT INTO customer_qualification (partner_id, customer_id, qualification,
	segment, requested_at, approved_at, validation_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: qualifications_remove
DELETE FROM customer_qualification WHERE partner_id = $1 AND customer_id = $2;

-- name: validation_code_list
SELECT validation_id, organization, max_creates, used, version
FROM validation_code WHERE partner_id = $1 ORDER BY validation_id LIMIT 20000;

-- name: validation_code_add
INSERT INTO validation_code (partner_id, validation_id, organization,
	max_creates, used, version)
VALUES ($1, $2, $3, $4, 0, 1);

-- name: validation_code_use
UPDATE validation_code SET used = used + 1, version = version + 1
WHERE partner_id = $1 AND validation_id = $2 AND used < max_creates;
