-- Service requests. The columns are read by request_read, in this order.

-- name: service_request_list
SELECT request_id, kind, state, severity, topic_id, title, description,
	locale, country, product_id, customer_id, order_id, amount_minor,
	currency, organization_id, organization_name, organization_phone,
	contact_id, contact_first_name, contact_last_name, contact_email,
	contact_phone, created_by, created_at, updated_by, updated_by_name,
	updated_at, closed_at, note_count, version
FROM service_request
WHERE partner_id = $1 AND ($2 = '' OR created_by = $2)
	AND ($3 = '' OR customer_id = $3) AND ($4 = '' OR state = $4)
ORDER BY created_at DESC, request_id DESC
LIMIT $5 OFFSET $6;

-- name: service_request_count
SELECT COUNT(*) FROM service_request
WHERE partner_id = $1 AND ($2 = '' OR created_by = $2)
	AND ($3 = '' OR customer_id = $3) AND ($4 = '' OR state = $4);

-- name: service_request_load
SELECT request_id, kind, state, severity, topic_id, title, description,
	locale, country, product_id, customer_id, order_id, amount_minor,
	currency, organization_id, organization_name, organization_phone,
	contact_id, contact_first_name, contact_last_name, contact_email,
	contact_phone, created_by, created_at, updated_by, updated_by_name,
	updated_at, closed_at, note_count, version
FROM service_request
WHERE partner_id = $1 AND request_id = $2;

-- name: service_request_add
INSERT INTO service_request (partner_id, request_id, kind, state, severity,
	topic_id, title, description, locale, country, product_id, customer_id,
	order_id, amount_minor, currency, organization_id, organization_name,
	organization_phone, contact_id, contact_first_name, contact_last_name,
	contact_email, contact_phone, created_by, created_at, updated_by,
	updated_by_name, updated_at, closed_at, note_count, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
	$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
	$31);

-- What can change, and only from the version that was read.
-- name: service_request_save
UPDATE service_request SET state = $4, severity = $5, title = $6,
	description = $7, contact_id = $8, contact_first_name = $9,
	contact_last_name = $10, contact_email = $11, contact_phone = $12,
	updated_by = $13, updated_by_name = $14, updated_at = $15,
	closed_at = $16, note_count = $17, version = version + 1
WHERE partner_id = $1 AND request_id = $2 AND version = $3;

-- name: service_request_note_add
INSERT INTO service_request_note (partner_id, request_id, position, side,
	author_id, author_name, at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: service_request_notes
SELECT side, author_id, author_name, at, body
FROM service_request_note
WHERE partner_id = $1 AND request_id = $2
ORDER BY position;

-- name: service_request_file_add
INSERT INTO service_request_file (partner_id, request_id, position, file_id,
	name, extension, size, comment)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: service_request_files
SELECT file_id, name, extension, size, comment
FROM service_request_file
WHERE partner_id = $1 AND request_id = $2
ORDER BY position;
