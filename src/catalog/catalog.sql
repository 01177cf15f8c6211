-- Reading the catalogue. The three queries give the same columns, in the order
-- of enum column in catalog_store.c. The price: of several live sheets that
-- cover the instant, the market and the quantity, the newest wins.

-- name: catalog_country
SELECT p.product_id, p.title, p.description, p.kind, p.family, p.publisher,
	p.publisher_name, p.type_id, p.type_name, p.subtype_id, p.subtype_name,
	p.target_views, p.window_days, s.sku_id, s.title, s.description, s.term,
	s.billing_cycle, s.min_quantity, s.max_quantity, s.unit,
	s.prerequisites, s.inventory_variables, s.provisioning_variables,
	s.dynamic_attributes, s.key_source, s.low_stock, a.availability_id,
	a.country, a.segment, a.currency,
	(SELECT r.unit_minor FROM price r JOIN price_sheet h
		ON h.sheet_id = r.sheet_id AND h.state = 'live'
	 WHERE r.product_id = a.product_id AND r.sku_id = a.sku_id
		AND r.market = a.country AND r.currency = a.currency
		AND r.segment = a.segment
		AND r.valid_from <= $3 AND r.valid_to > $3
		AND r.tier_min <= $4 AND r.tier_max >= $4
	 ORDER BY r.sheet_id DESC LIMIT 1),
	(SELECT r.erp_minor FROM price r JOIN price_sheet h
		ON h.sheet_id = r.sheet_id AND h.state = 'live'
	 WHERE r.product_id = a.product_id AND r.sku_id = a.sku_id
		AND r.market = a.country AND r.currency = a.currency
		AND r.segment = a.segment
		AND r.valid_from <= $3 AND r.valid_to > $3
		AND r.tier_min <= $4 AND r.tier_max >= $4
	 ORDER BY r.sheet_id DESC LIMIT 1),
	p.title_folded
FROM availability a
JOIN sku s ON s.product_id = a.product_id AND s.sku_id = a.sku_id
JOIN product p ON p.product_id = a.product_id
WHERE a.country = $1 AND a.segment = $2
	AND a.since <= (SELECT generation FROM catalogue)
ORDER BY p.title_folded, p.product_id, s.term, s.position, s.sku_id;

-- name: catalog_one_product
SELECT p.product_id, p.title, p.description, p.kind, p.family, p.publisher,
	p.publisher_name, p.type_id, p.type_name, p.subtype_id, p.subtype_name,
	p.target_views, p.window_days, s.sku_id, s.title, s.description, s.term,
	s.billing_cycle, s.min_quantity, s.max_quantity, s.unit,
	s.prerequisites, s.inventory_variables, s.provisioning_variables,
	s.dynamic_attributes, s.key_source, s.low_stock, a.availability_id,
	a.country, a.segment, a.currency,
	(SELECT r.unit_minor FROM price r JOIN price_sheet h
		ON h.sheet_id = r.sheet_id AND h.state = 'live'
	 WHERE r.product_id = a.product_id AND r.sku_id = a.sku_id
		AND r.market = a.country AND r.currency = a.currency
		AND r.segment = a.segment
		AND r.valid_from <= $3 AND r.valid_to > $3
		AND r.tier_min <= $4 AND r.tier_max >= $4
	 ORDER BY r.sheet_id DESC LIMIT 1),
	(SELECT r.erp_minor FROM price r JOIN price_sheet h
		ON h.sheet_id = r.sheet_id AND h.state = 'live'
	 WHERE r.product_id = a.product_id AND r.sku_id = a.sku_id
		AND r.market = a.country AND r.currency = a.currency
		AND r.segment = a.segment
		AND r.valid_from <= $3 AND r.valid_to > $3
		AND r.tier_min <= $4 AND r.tier_max >= $4
	 ORDER BY r.sheet_id DESC LIMIT 1),
	p.title_folded
FROM availability a
JOIN sku s ON s.product_id = a.product_id AND s.sku_id = a.sku_id
JOIN product p ON p.product_id = a.product_id
WHERE a.country = $1 AND a.segment = $2 AND a.product_id = $5
	AND a.since <= (SELECT generation FROM catalogue)
ORDER BY s.term, s.position, s.sku_id;

-- $6 is the availability the item id names, which may be another country's.
-- name: catalog_item
SELECT p.product_id, p.title, p.description, p.kind, p.family, p.publisher,
	p.publisher_name, p.type_id, p.type_name, p.subtype_id, p.subtype_name,
	p.target_views, p.window_days, s.sku_id, s.title, s.description, s.term,
	s.billing_cycle, s.min_quantity, s.max_quantity, s.unit,
	s.prerequisites, s.inventory_variables, s.provisioning_variables,
	s.dynamic_attributes, s.key_source, s.low_stock, a.availability_id,
	a.country, a.segment, a.currency, r.unit_minor, r.erp_minor,
	p.title_folded
FROM availability a
JOIN sku s ON s.product_id = a.product_id AND s.sku_id = a.sku_id
JOIN product p ON p.product_id = a.product_id
LEFT JOIN price r ON r.product_id = a.product_id AND r.sku_id = a.sku_id
	AND r.market = a.country AND r.currency = a.currency
	AND r.segment = a.segment
	AND r.valid_from <= $3 AND r.valid_to > $3
	AND r.tier_min <= $4 AND r.tier_max >= $4
	AND EXISTS (SELECT 1 FROM price_sheet h
		WHERE h.sheet_id = r.sheet_id AND h.state = 'live')
WHERE a.product_id = $5 AND a.sku_id = $7 AND a.country = $1
	AND a.segment = $2
	AND a.since <= (SELECT generation FROM catalogue)
	AND EXISTS (SELECT 1 FROM availability n
		WHERE n.product_id = $5 AND n.sku_id = $7
		AND n.availability_id = $6)
ORDER BY r.sheet_id DESC
LIMIT 1;

-- name: catalog_item_kind
SELECT p.kind FROM product p
JOIN availability n ON n.product_id = p.product_id
WHERE n.product_id = $1 AND n.sku_id = $2 AND n.availability_id = $3;

-- name: catalog_own_windows
SELECT product_id, title, window_days FROM product
WHERE window_days IS NOT NULL AND window_days > 0
ORDER BY title_folded, product_id LIMIT $1;
