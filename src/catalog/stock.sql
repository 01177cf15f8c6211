-- Importing files for download.

-- name: stock_sku
SELECT key_source FROM sku WHERE product_id = $1 AND sku_id = $2;

-- name: stock_product_kind
SELECT kind FROM product WHERE product_id = $1;

-- name: stock_file_put
INSERT INTO file (file_id, product_id, sku_id, version, language, os, file_type,
	bits, name, size, sha256, path)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (file_id) DO UPDATE SET name = excluded.name,
	size = excluded.size, sha256 = excluded.sha256, path = excluded.path,
	withdrawn_at = 0;
