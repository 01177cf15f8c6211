-- name: key_import_source
SELECT key_source FROM sku WHERE product_id = $1 AND sku_id = $2;
