-- The catalogue as an operator reads it.

-- name: browse_products
SELECT p.product_id, p.title, p.kind, p.publisher_name, p.title_folded,
	p.window_days, (SELECT COUNT(*) FROM sku s WHERE s.product_id = p.product_id)
FROM product p
WHERE (p.title_folded, p.product_id) > ($1, $2)
	AND (p.title_folded LIKE $3 OR p.product_id LIKE $4)
ORDER BY p.title_folded, p.product_id LIMIT $5;

-- name: browse_product
SELECT p.product_id, p.title, p.kind, p.publisher_name, p.title_folded,
	p.window_days, (SELECT COUNT(*) FROM sku s WHERE s.product_id = p.product_id)
FROM product p WHERE p.product_id = $1;

-- name: browse_skus
SELECT s.sku_id, s.title, s.term, s.billing_cycle, s.key_source,
	(SELECT COUNT(DISTINCT a.country) FROM availability a
		WHERE a.product_id = s.product_id AND a.sku_id = s.sku_id
			AND a.since <= (SELECT generation FROM catalogue)),
	(SELECT COUNT(*) FROM price r JOIN price_sheet h
		ON h.sheet_id = r.sheet_id AND h.state = 'live'
		WHERE r.product_id = s.product_id AND r.sku_id = s.sku_id)
FROM sku s WHERE s.product_id = $1 ORDER BY s.position, s.sku_id LIMIT $2;

-- name: browse_markets
SELECT DISTINCT a.country FROM availability a
WHERE a.product_id = $1 AND a.since <= (SELECT generation FROM catalogue)
ORDER BY a.country;

-- $3 is now: the newest live sheet that covers it holds.
-- name: browse_prices
SELECT r.sku_id, r.segment, r.currency, r.unit_minor, r.erp_minor, r.tier_min,
	r.tier_max, r.valid_from, r.valid_to, h.name, h.sheet_id, h.imported_at,
	CASE WHEN r.valid_from <= $3 AND r.valid_to > $3 AND NOT EXISTS (
		SELECT 1 FROM price n JOIN price_sheet m
			ON m.sheet_id = n.sheet_id AND m.state = 'live'
		WHERE n.product_id = r.product_id AND n.sku_id = r.sku_id
			AND n.market = r.market AND n.currency = r.currency
			AND n.segment = r.segment AND n.sheet_id > r.sheet_id
			AND n.valid_from <= $3 AND n.valid_to > $3
			AND n.tier_min <= r.tier_min AND n.tier_max >= r.tier_min)
		THEN 1 ELSE 0 END
FROM price r JOIN price_sheet h ON h.sheet_id = r.sheet_id AND h.state = 'live'
WHERE r.product_id = $1 AND r.market = $2
ORDER BY r.sku_id, r.segment, r.valid_from DESC, r.sheet_id DESC, r.tier_min
LIMIT $4;
