-- Importing the catalogue: products, SKUs and availabilities.

-- name: catalogue_generation
SELECT generation FROM catalogue;

-- name: catalogue_advance
UPDATE catalogue SET generation = $1;

-- name: catalogue_left
SELECT product_id, sku_id FROM availability WHERE since > $1 LIMIT 1;

-- name: catalogue_left_drop
DELETE FROM availability WHERE product_id = $1 AND sku_id = $2 AND since > $3;

-- name: catalogue_product_kind
SELECT kind FROM product WHERE product_id = $1;

-- name: catalogue_sku_term
SELECT term, billing_cycle FROM sku WHERE product_id = $1 AND sku_id = $2;

-- name: catalogue_product_new
INSERT INTO product (product_id, title, description, kind, family, publisher,
	publisher_name, type_id, type_name, subtype_id, subtype_name,
	target_views, window_days, title_folded, license)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (product_id) DO NOTHING;

-- name: catalogue_product_put
UPDATE product SET title = $2, description = $3, kind = $4, family = $5,
	publisher = $6, publisher_name = $7, type_id = $8, type_name = $9,
	subtype_id = $10, subtype_name = $11, target_views = $12,
	window_days = $13, title_folded = $14, license = $15
WHERE product_id = $1;

-- name: catalogue_sku_new
INSERT INTO sku (product_id, sku_id, title, description, term, billing_cycle,
	min_quantity, max_quantity, unit, prerequisites, inventory_variables,
	provisioning_variables, dynamic_attributes, key_source, low_stock,
	position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (product_id, sku_id) DO NOTHING;

-- name: catalogue_sku_put
UPDATE sku SET title = $3, description = $4, term = $5, billing_cycle = $6,
	min_quantity = $7, max_quantity = $8, unit = $9, prerequisites = $10,
	inventory_variables = $11, provisioning_variables = $12,
	dynamic_attributes = $13, key_source = $14, low_stock = $15,
	position = $16
WHERE product_id = $1 AND sku_id = $2;

-- name: catalogue_availabilities
SELECT country, segment, currency FROM availability
WHERE product_id = $1 AND sku_id = $2;

-- name: catalogue_availability_new
INSERT INTO availability (product_id, sku_id, country, segment,
	availability_id, currency, since)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: catalogue_availability_currency
UPDATE availability SET currency = $5
WHERE product_id = $1 AND sku_id = $2 AND country = $3 AND segment = $4;

-- For a look before an import.

-- name: catalogue_product_whole
SELECT title, description, family, publisher, publisher_name, type_id,
	type_name, subtype_id, subtype_name, target_views, window_days, license
FROM product WHERE product_id = $1;

-- name: catalogue_sku_whole
SELECT title, description, min_quantity, max_quantity, unit, prerequisites,
	inventory_variables, provisioning_variables, dynamic_attributes,
	key_source, low_stock
FROM sku WHERE product_id = $1 AND sku_id = $2;

-- name: catalogue_product_count
SELECT COUNT(*) FROM product;
