-- What a backup counts, and what kontor verify looks at.

-- name: proof_counts
SELECT 'partners', COUNT(*) FROM partner
UNION ALL SELECT 'customers', COUNT(*) FROM customer
UNION ALL SELECT 'orders', COUNT(*) FROM orders
UNION ALL SELECT 'order lines', COUNT(*) FROM order_line
UNION ALL SELECT 'subscriptions', COUNT(*) FROM subscription
UNION ALL SELECT 'product keys', COUNT(*) FROM product_key
UNION ALL SELECT 'charges', COUNT(*) FROM charge
UNION ALL SELECT 'invoices', COUNT(*) FROM invoice
UNION ALL SELECT 'support requests', COUNT(*) FROM service_request
UNION ALL SELECT 'acts', COUNT(*) FROM activity
UNION ALL SELECT 'events', COUNT(*) FROM event
UNION ALL SELECT 'mail', COUNT(*) FROM outbox;

-- name: proof_integrity
SELECT integrity_check FROM pragma_integrity_check(20)
WHERE integrity_check <> 'ok';

-- name: proof_integrity postgres
SELECT 'an index is not valid: ' || c.relname
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid LIMIT 20;

-- name: proof_foreign
SELECT 'a row of ' || "table" || ' names one of ' || parent ||
	' that is not there'
FROM pragma_foreign_key_check LIMIT 20;

-- name: proof_foreign postgres
SELECT 'a constraint was never checked: ' || conname
FROM pg_constraint WHERE NOT convalidated LIMIT 20;

-- Purpose (base/crypto.h), what it is, the place it is sealed to, the bytes.
-- name: proof_sealed
SELECT 1, 'product key', 'key/' || partner_id || '/' || order_id || '/' ||
	line_number, key_sealed
FROM product_key
UNION ALL SELECT 1, 'key of a pool', 'pool/' || product_id || '/' || sku_id,
	key_sealed
FROM key_pool
UNION ALL SELECT 8, 'second factor', partner_id || '/' || user_id,
	secret_sealed
FROM second_factor
UNION ALL SELECT 9, 'webhook secret', 'webhook ' || partner_id, secret_sealed
FROM webhook_registration
UNION ALL SELECT 9, 'webhook signer', 'webhook signer', key_sealed
FROM webhook_signer
UNION ALL SELECT 10, 'token of a mail', event_id, token_sealed
FROM outbox WHERE token_sealed IS NOT NULL;

-- name: proof_files
SELECT path, size, sha256 FROM file ORDER BY path;

-- name: proof_attachments
SELECT partner_id, stored_as, digest FROM service_request_file
WHERE stored_as IS NOT NULL ORDER BY stored_as;

-- name: proof_activity_next
SELECT MIN(at) FROM activity WHERE partner_id = $1 AND at >= $2;

-- name: snapshot_name
SELECT '';

-- name: snapshot_name postgres
SELECT pg_export_snapshot();

-- name: tables_count
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table';

-- name: tables_count postgres
SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema();
