-- Editions that operators add. The columns are read by adoption_read, in this
-- order.

-- name: adoption_list
SELECT serial, state, edition_id, base_id, effective_from, source, source_url,
	document_date, reason, parameters, version, written_at, written_by_name,
	adopted_at, adopted_by_name, withdrawn_at, withdrawn_by_name
FROM policy_edition ORDER BY effective_from DESC, serial DESC LIMIT $1;

-- name: adoption_load
SELECT serial, state, edition_id, base_id, effective_from, source, source_url,
	document_date, reason, parameters, version, written_at, written_by_name,
	adopted_at, adopted_by_name, withdrawn_at, withdrawn_by_name
FROM policy_edition WHERE serial = $1;

-- name: adoption_next
SELECT COALESCE(MAX(serial), 0) + 1 FROM policy_edition;

-- name: adoption_add
INSERT INTO policy_edition (serial, state, base_id, effective_from, source,
	source_url, document_date, reason, parameters, version, written_at,
	written_by, written_by_name)
VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11);

-- name: adoption_change
UPDATE policy_edition SET effective_from = $3, source = $4, source_url = $5,
	document_date = $6, reason = $7, parameters = $8, version = version + 1,
	written_at = $9, written_by = $10, written_by_name = $11
WHERE serial = $1 AND version = $2 AND state = 'draft';

-- name: adoption_set_adopted
UPDATE policy_edition SET state = 'adopted', edition_id = $2, adopted_at = $3,
	adopted_by = $4, adopted_by_name = $5, version = version + 1
WHERE serial = $1;

-- name: adoption_set_withdrawn
UPDATE policy_edition SET state = 'withdrawn', withdrawn_at = $2,
	withdrawn_by = $3, withdrawn_by_name = $4, version = version + 1
WHERE serial = $1;

-- name: adoption_drop
DELETE FROM policy_edition WHERE serial = $1 AND state = 'draft';

-- name: adoption_day_taken
SELECT COUNT(*) FROM policy_edition
WHERE effective_from = $1 AND state = 'adopted';

-- name: adoption_names_used
SELECT COUNT(*) FROM policy_edition
WHERE effective_from = $1 AND edition_id IS NOT NULL;

-- name: adoption_in_use
SELECT edition_id, effective_from, source, source_url, document_date,
	adopted_at, parameters, state
FROM policy_edition WHERE state <> 'draft' ORDER BY effective_from, serial;

-- name: policy_version_load
SELECT version FROM policy_version;

-- name: policy_version_raise
UPDATE policy_version SET version = version + 1;
