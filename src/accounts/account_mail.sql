-- Mail about an account. customer_id is of customers' users; facts tell the
-- language for who has chosen none.

-- name: account_mail_add
INSERT INTO outbox (partner_id, event_id, recipient, channel, template,
	subject_id, line_number, state, attempts, next_at, problem, created_at,
	customer_id, token_sealed, facts)
VALUES ($1, $2, $3, 'mail', $4, '', NULL, 'waiting', 0, $5, NULL, $5, $6, $7,
	$8);
