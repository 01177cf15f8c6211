-- Customers. The columns are read by customer_read, in this order.

-- $3: now, for the segment by the latest approved qualification. $4: asked by
-- the customer's own user, who keeps what was bought.
-- name: customer_load
SELECT customer_id, commerce_id, name, domain, country,
	COALESCE((SELECT q.segment
		FROM customer_qualification q
		WHERE q.partner_id = customer.partner_id
			AND q.customer_id = customer.customer_id
			AND q.approved_at <= $3
		ORDER BY q.approved_at DESC, q.qualification LIMIT 1), segment),
	email, language, culture, first_name, last_name, address_line1,
	address_line2, city, state, postal_code, phone, registration_number,
	associated_partner_id, version, created_at, name_folded
FROM customer WHERE partner_id = $1 AND customer_id = $2
	AND (relationship = 'reseller'
		OR (relationship = 'none' AND CAST($4 AS BIGINT) = 1));

-- $2 and $3: the row after which the page starts, '' and '' at first. Texts
-- of LIKE come escaped; '' lets all through.
-- name: customer_list
SELECT customer_id, commerce_id, name, domain, country, segment, email,
	language, culture, first_name, last_name, address_line1, address_line2,
	city, state, postal_code, phone, registration_number,
	associated_partner_id, version, created_at, name_folded
FROM customer
WHERE partner_id = $1 AND relationship = 'reseller'
	AND (name_folded, customer_id) > ($2, $3)
	AND ($4 = '' OR name_folded LIKE '%' || $4 || '%' ESCAPE '!'
		OR domain LIKE '%' || $5 || '%' ESCAPE '!')
	AND ($6 = '' OR name_folded LIKE $6 || '%' ESCAPE '!')
	AND ($7 = '' OR domain LIKE $7 || '%' ESCAPE '!')
	AND ($8 = '' OR country = $8)
	AND ($9 = '' OR LOWER(associated_partner_id) = $9)
ORDER BY name_folded, customer_id
LIMIT $10 OFFSET $11;

-- The rows before that one, nearest first; '' and '': from the last.
-- name: customer_list_back
SELECT customer_id, commerce_id, name, domain, country, segment, email,
	language, culture, first_name, last_name, address_line1, address_line2,
	city, state, postal_code, phone, registration_number,
	associated_partner_id, version, created_at, name_folded
FROM customer
WHERE partner_id = $1 AND relationship = 'reseller'
	AND ($3 = '' OR (name_folded, customer_id) < ($2, $3))
	AND ($4 = '' OR name_folded LIKE '%' || $4 || '%' ESCAPE '!'
		OR domain LIKE '%' || $5 || '%' ESCAPE '!')
	AND ($6 = '' OR name_folded LIKE $6 || '%' ESCAPE '!')
	AND ($7 = '' OR domain LIKE $7 || '%' ESCAPE '!')
	AND ($8 = '' OR country = $8)
	AND ($9 = '' OR LOWER(associated_partner_id) = $9)
ORDER BY name_folded DESC, customer_id DESC
LIMIT $10 OFFSET $11;

-- name: customer_count
SELECT COUNT(*) FROM customer
WHERE partner_id = $1 AND relationship = 'reseller';

-- name: customer_countries
SELECT DISTINCT country FROM customer
WHERE partner_id = $1 AND relationship = 'reseller' ORDER BY country;

-- Rises with every change to the partner's customers: lists are kept by it.
-- name: customers_version
SELECT customers_version FROM partner WHERE partner_id = $1;

-- name: customers_changed
UPDATE partner SET customers_version = customers_version + 1
WHERE partner_id = $1;

-- name: customer_add
INSERT INTO customer (partner_id, customer_id, commerce_id, name, name_folded,
	domain, country, segment, email, language, culture, first_name,
	last_name, address_line1, address_line2, city, state, postal_code,
	phone, registration_number, associated_partner_id, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
	$17, $18, $19, $20, $21, 1, $22);

-- The billing profile; its domain, country and registration number stay.
-- name: customer_update
UPDATE customer SET name = $3, name_folded = $4, email = $5, language = $6,
	culture = $7, first_name = $8, last_name = $9, address_line1 = $10,
	address_line2 = $11, city = $12, state = $13, postal_code = $14,
	phone = $15, version = version + 1
WHERE partner_id = $1 AND customer_id = $2;

-- name: customer_set_relationship
UPDATE customer SET relationship = $3, version = version + 1
WHERE partner_id = $1 AND customer_id = $2;

-- name: customer_sessions_end
DELETE FROM session WHERE partner_id = $1 AND customer_id = $2;

-- name: customer_users_remove
DELETE FROM customer_user WHERE partner_id = $1 AND customer_id = $2;

-- name: customer_domain_list
SELECT name, authentication, capability, is_default, root_domain, verification,
	federation
FROM customer_domain WHERE partner_id = $1 AND customer_id = $2 ORDER BY name;

-- name: customer_domain_add
INSERT INTO customer_domain (partner_id, customer_id, name, authentication,
	capability, is_default, root_domain, verification, federation,
	created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: customer_domain_none_default
UPDATE customer_domain SET is_default = 0
WHERE partner_id = $1 AND customer_id = $2;

-- name: customer_domains_remove
DELETE FROM customer_domain WHERE partner_id = $1 AND customer_id = $2;
