-- Customers. The columns are read by customer_read, in this order.

-- name: customer_load
SELECT customer_id, commerce_id, name, domain, country, segment, email,
	language, culture, first_name, last_name, address_line1, address_line2,
	city, state, postal_code, phone, registration_number,
	associated_partner_id, version, created_at, name_folded
FROM customer WHERE partner_id = $1 AND customer_id = $2;

-- $2 and $3: the row after which the page starts, '' and '' at first. Texts
-- of LIKE come escaped; '' lets all through.
-- name: customer_list
SELECT customer_id, commerce_id, name, domain, country, segment, email,
	language, culture, first_name, last_name, address_line1, address_line2,
	city, state, postal_code, phone, registration_number,
	associated_partner_id, version, created_at, name_folded
FROM customer
WHERE partner_id = $1 AND (name_folded, customer_id) > ($2, $3)
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
WHERE partner_id = $1
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
SELECT COUNT(*) FROM customer WHERE partner_id = $1;

-- name: customer_countries
SELECT DISTINCT country FROM customer WHERE partner_id = $1 ORDER BY country;

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
