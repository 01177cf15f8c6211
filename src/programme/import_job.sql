-- Files of the catalogue and of prices. The columns are read by job_read, in
-- this order.

-- name: import_job_list
SELECT job_id, kind, state, name, sha256, size, path, done, total, bad, report,
	version, created_at, created_by_name, applied_at, applied_by_name
FROM import_job WHERE job_id < $1 ORDER BY job_id DESC LIMIT $2;

-- name: import_job_load
SELECT job_id, kind, state, name, sha256, size, path, done, total, bad, report,
	version, created_at, created_by_name, applied_at, applied_by_name
FROM import_job WHERE job_id = $1;

-- name: import_job_next
SELECT job_id, kind, state, name, sha256, size, path, done, total, bad, report,
	version, created_at, created_by_name, applied_at, applied_by_name
FROM import_job WHERE state IN ('checking', 'applying')
ORDER BY job_id LIMIT 1;

-- name: import_job_number
SELECT COALESCE(MAX(job_id), 0) + 1 FROM import_job;

-- name: import_job_add
INSERT INTO import_job (job_id, kind, state, name, sha256, size, path, done,
	total, bad, report, version, created_at, created_by, created_by_name)
VALUES ($1, $2, 'checking', $3, $4, $5, $6, 0, 0, 0, '{}', 1, $7, $8, $9);

-- name: import_job_record
INSERT INTO import_job (job_id, kind, state, name, sha256, size, done, total,
	bad, report, version, created_at, created_by_name, applied_at,
	applied_by_name)
VALUES ($1, $2, 'applied', $3, $4, $5, 0, 0, 0, '{}', 1, $6, $7, $6, $7);

-- name: import_job_apply
UPDATE import_job SET state = 'applying', done = 0, total = 0,
	applied_at = $2, applied_by = $3, applied_by_name = $4,
	version = version + 1
WHERE job_id = $1 AND state = 'checked';

-- name: import_job_discard
UPDATE import_job SET state = 'discarded', path = NULL, version = version + 1
WHERE job_id = $1 AND state IN ('checking', 'checked', 'refused');

-- name: import_job_progress
UPDATE import_job SET done = $2, total = $3 WHERE job_id = $1;

-- name: import_job_end
UPDATE import_job SET state = $3, bad = $4, report = $5,
	path = CASE WHEN $6 = 1 THEN path ELSE NULL END, version = version + 1
WHERE job_id = $1 AND state = $2;

-- name: import_job_end_short
UPDATE import_job SET state = $3, path = NULL, version = version + 1
WHERE job_id = $1 AND state = $2;

-- name: import_job_needs
SELECT COUNT(*) FROM import_job WHERE path = $1;
