-- Price sheets: rows come in while their sheet is 'staging', which no reader
-- sees; one small statement makes all of them live.

-- name: price_skus
SELECT product_id, sku_id, term, billing_cycle FROM sku
ORDER BY product_id, sku_id;

-- name: price_sheet_next
SELECT COALESCE(MAX(sheet_id), 0) + 1 FROM price_sheet;

-- name: price_sheet_add
INSERT INTO price_sheet (sheet_id, name, sha256, line_count, state, imported_at)
VALUES ($1, $2, $3, $4, 'staging', $5);

-- name: price_sheet_live
UPDATE price_sheet SET state = 'live' WHERE sheet_id = $1 AND state = 'staging';

-- name: price_sheet_refuse
UPDATE price_sheet SET state = 'refused' WHERE sheet_id = $1 AND state = 'staging';

-- the same bytes live already, and nothing newer over them
-- name: price_sheet_same
SELECT sheet_id FROM price_sheet WHERE state = 'live' AND sha256 = $1
	AND sheet_id = (SELECT MAX(sheet_id) FROM price_sheet WHERE state = 'live');

-- name: price_add
INSERT INTO price (product_id, sku_id, market, currency, segment, sheet_id,
	valid_from, tier_min, tier_max, valid_to, unit_minor, erp_minor,
	billing_plan)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- Cleaning up after an import that was cut off.

-- name: price_sheet_left
SELECT sheet_id FROM price_sheet WHERE state = 'staging' ORDER BY sheet_id LIMIT 1;

-- name: price_place_next
SELECT product_id, sku_id, market FROM price
WHERE (product_id, sku_id, market) > ($1, $2, $3)
ORDER BY product_id, sku_id, market LIMIT 1;

-- name: price_drop
DELETE FROM price WHERE product_id = $1 AND sku_id = $2 AND market = $3
	AND sheet_id = $4;

-- Counts, for tests and the operator.

-- name: price_sheet_live_count
SELECT COUNT(*) FROM price_sheet WHERE state = 'live';

-- name: price_count
SELECT COUNT(*) FROM price;

-- What holds at an instant for a quantity: of live sheets, the newest.
-- name: price_held
SELECT r.unit_minor, r.erp_minor FROM price r
WHERE r.product_id = $1 AND r.sku_id = $2 AND r.market = $3
	AND r.currency = $4 AND r.segment = $5
	AND r.valid_from <= $6 AND r.valid_to > $6
	AND r.tier_min <= $7 AND r.tier_max >= $7
	AND EXISTS (SELECT 1 FROM price_sheet h
		WHERE h.sheet_id = r.sheet_id AND h.state = 'live')
ORDER BY r.sheet_id DESC LIMIT 1;
