-- Qualifications and validation codes.

-- name: qualification_list
SELECT qualification, requested_at, approved_at, denied_at, reason
FROM customer_qualification WHERE partner_id = $1 AND customer_id = $2
ORDER BY requested_at DESC, qualification;

-- name: qualification_add
INSERT INTO customer_qualification (partner_id, customer_id, qualification,
	segment, requested_at, approved_at, validation_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: qualification_forget
DELETE FROM customer_qualification
WHERE partner_id = $1 AND customer_id = $2 AND qualification = $3
	AND denied_at > 0;

-- $4: now. Denied ones are never approved.
-- name: qualification_settle
UPDATE customer_qualification SET approved_at = $5, denied_at = $6, reason = $7
WHERE partner_id = $1 AND customer_id = $2 AND qualification = $3
	AND approved_at > $4 AND denied_at = 0;

-- name: qualification_waiting
SELECT q.qualification, q.requested_at, q.approved_at, q.denied_at, q.reason,
	q.customer_id, c.name
FROM customer_qualification q
JOIN customer c ON c.partner_id = q.partner_id
	AND c.customer_id = q.customer_id AND c.relationship = 'reseller'
WHERE q.partner_id = $1 AND q.approved_at > $2 AND q.denied_at = 0
ORDER BY q.requested_at, q.customer_id, q.qualification
LIMIT $3;

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
