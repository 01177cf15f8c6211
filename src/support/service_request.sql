-- Service requests. The columns are read by request_read, in this order.

-- name: service_request_list
SELECT r.request_id, r.kind, r.state, r.severity, r.topic_id, r.title,
	r.description, r.locale, r.country, r.product_id, r.customer_id,
	r.order_id, r.amount_minor, r.currency, r.organization_id,
	r.organization_name, r.organization_phone, r.contact_id,
	r.contact_first_name, r.contact_last_name, r.contact_email,
	r.contact_phone, r.created_by, r.created_at, r.updated_by,
	r.updated_by_name, r.updated_at, r.closed_at, r.note_count, r.version,
	r.customer_ref, r.order_ref, r.line_number, r.subscription_id,
	r.refund_reason, r.standing, r.standing_rule, r.standing_edition,
	r.standing_last_day, r.outcome, r.granted_minor,
	(SELECT COUNT(*) FROM service_request_file f
		WHERE f.partner_id = r.partner_id
		AND f.request_id = r.request_id) AS files
FROM service_request r
WHERE r.partner_id = $1 AND ($2 = '' OR r.created_by = $2)
	AND ($3 = '' OR r.customer_id = $3) AND ($4 = '' OR r.state = $4)
ORDER BY r.created_at DESC, r.request_id DESC
LIMIT $5 OFFSET $6;

-- Through the index of what is not closed.
-- name: service_request_open
SELECT r.request_id, r.kind, r.state, r.severity, r.topic_id, r.title,
	r.description, r.locale, r.country, r.product_id, r.customer_id,
	r.order_id, r.amount_minor, r.currency, r.organization_id,
	r.organization_name, r.organization_phone, r.contact_id,
	r.contact_first_name, r.contact_last_name, r.contact_email,
	r.contact_phone, r.created_by, r.created_at, r.updated_by,
	r.updated_by_name, r.updated_at, r.closed_at, r.note_count, r.version,
	r.customer_ref, r.order_ref, r.line_number, r.subscription_id,
	r.refund_reason, r.standing, r.standing_rule, r.standing_edition,
	r.standing_last_day, r.outcome, r.granted_minor,
	(SELECT COUNT(*) FROM service_request_file f
		WHERE f.partner_id = r.partner_id
		AND f.request_id = r.request_id) AS files
FROM service_request r /*sqlite: INDEXED BY service_request_unclosed*/
WHERE r.partner_id = $1 AND r.created_by = $2 AND r.state <> 'closed'
ORDER BY CASE r.state WHEN 'attention_needed' THEN 0 ELSE 1 END,
	r.updated_at DESC, r.request_id
LIMIT $3;

-- name: service_request_open_count
SELECT COUNT(*), COALESCE(SUM(CASE state WHEN 'attention_needed' THEN 1
	ELSE 0 END), 0)
FROM service_request /*sqlite: INDEXED BY service_request_unclosed*/
WHERE partner_id = $1 AND created_by = $2 AND state <> 'closed';

-- name: service_request_count
SELECT COUNT(*) FROM service_request
WHERE partner_id = $1 AND ($2 = '' OR created_by = $2)
	AND ($3 = '' OR customer_id = $3) AND ($4 = '' OR state = $4);

-- name: service_request_load
SELECT r.request_id, r.kind, r.state, r.severity, r.topic_id, r.title,
	r.description, r.locale, r.country, r.product_id, r.customer_id,
	r.order_id, r.amount_minor, r.currency, r.organization_id,
	r.organization_name, r.organization_phone, r.contact_id,
	r.contact_first_name, r.contact_last_name, r.contact_email,
	r.contact_phone, r.created_by, r.created_at, r.updated_by,
	r.updated_by_name, r.updated_at, r.closed_at, r.note_count, r.version,
	r.customer_ref, r.order_ref, r.line_number, r.subscription_id,
	r.refund_reason, r.standing, r.standing_rule, r.standing_edition,
	r.standing_last_day, r.outcome, r.granted_minor,
	(SELECT COUNT(*) FROM service_request_file f
		WHERE f.partner_id = r.partner_id
		AND f.request_id = r.request_id) AS files
FROM service_request r
WHERE r.partner_id = $1 AND r.request_id = $2;

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
	closed_at = $16, note_count = $17, outcome = $18, granted_minor = $19,
	version = version + 1
WHERE partner_id = $1 AND request_id = $2 AND version = $3;

-- What a refund asks for, and how it stands: once, when it is filed.
-- name: service_request_refund
UPDATE service_request SET customer_ref = $3, order_ref = $4,
	line_number = $5, subscription_id = $6, refund_reason = $7,
	standing = $8, standing_rule = $9, standing_edition = $10,
	standing_last_day = $11
WHERE partner_id = $1 AND request_id = $2;

-- name: service_request_subscription
SELECT order_id, line_number FROM subscription
WHERE partner_id = $1 AND subscription_id = $2;

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
	name, extension, size, comment, stored_as, media_type, digest,
	note_position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- Over all partners: does a row name these bytes?
-- name: service_request_file_stored
SELECT COUNT(*) FROM service_request_file WHERE stored_as = $1;

-- name: service_request_files
SELECT file_id, name, extension, size, comment, stored_as, media_type, digest,
	note_position
FROM service_request_file
WHERE partner_id = $1 AND request_id = $2
ORDER BY position;
