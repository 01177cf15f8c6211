-- The operator's inbox, over all partners.

-- name: request_desk_list
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
		AND f.request_id = r.request_id) AS files,
	r.partner_id, p.name,
	CASE WHEN p.test_clock = 1 THEN p.clock_offset ELSE 0 END
FROM service_request r
JOIN partner p ON p.partner_id = r.partner_id
WHERE ($1 = '' OR r.state = $1) AND ($2 = '' OR r.severity = $2)
	AND (CAST($3 AS BIGINT) = 0 OR r.standing = 'outside')
ORDER BY CASE r.severity WHEN 'critical' THEN 0 WHEN 'moderate' THEN 1
	ELSE 2 END, r.created_at, r.partner_id, r.request_id
LIMIT $4 OFFSET $5;

-- name: request_desk_count
SELECT COUNT(*) FROM service_request
WHERE ($1 = '' OR state = $1) AND ($2 = '' OR severity = $2)
	AND (CAST($3 AS BIGINT) = 0 OR standing = 'outside');

-- name: request_desk_counts
SELECT state, COUNT(*) FROM service_request GROUP BY state;
