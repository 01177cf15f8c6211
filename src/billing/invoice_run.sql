-- Runs over all partners, and what is due next for each.

-- The columns are read by run_read, in this order.
-- name: invoice_run_list
SELECT run_id, month, early, state, started_by, started_at,
	COALESCE(finished_at, 0), partners_total, partners_done,
	after_partner_id, invoices, credit_notes, refused, not_over
FROM invoice_run ORDER BY run_id DESC LIMIT $1;

-- name: invoice_run_load
SELECT run_id, month, early, state, started_by, started_at,
	COALESCE(finished_at, 0), partners_total, partners_done,
	after_partner_id, invoices, credit_notes, refused, not_over
FROM invoice_run WHERE run_id = $1;

-- name: invoice_run_going
SELECT run_id, month, early, state, started_by, started_at,
	COALESCE(finished_at, 0), partners_total, partners_done,
	after_partner_id, invoices, credit_notes, refused, not_over
FROM invoice_run
WHERE state = 'running' AND (CAST($1 AS BIGINT) = 0 OR month = $1)
ORDER BY run_id LIMIT 1;

-- name: invoice_run_insert
INSERT INTO invoice_run (run_id, month, early, state, started_by, started_at,
	partners_total, partners_done, after_partner_id, invoices,
	credit_notes, refused, not_over)
VALUES ((SELECT COALESCE(MAX(run_id), 0) + 1 FROM invoice_run), $1, $2,
	'running', $3, $4, (SELECT COUNT(*) FROM partner), 0, 0, 0, 0, 0, 0);

-- name: invoice_run_save
UPDATE invoice_run SET early = $2, state = $3,
	finished_at = NULLIF(CAST($4 AS BIGINT), 0), partners_total = $5,
	partners_done = $6, after_partner_id = $7, invoices = $8,
	credit_notes = $9, refused = $10, not_over = $11
WHERE run_id = $1;

-- name: invoice_run_next
SELECT MIN(partner_id) FROM partner WHERE partner_id > $1;
