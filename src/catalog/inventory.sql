-- name: inventory_sku_list
SELECT k.product_id, k.sku_id, p.kind, k.inventory_variables,
	k.dynamic_attributes,
	(SELECT COUNT(*) FROM availability a
	 WHERE a.product_id = k.product_id AND a.sku_id = k.sku_id
		AND a.country = $3
		AND a.since <= (SELECT generation FROM catalogue))
FROM sku k JOIN product p ON p.product_id = k.product_id
WHERE k.product_id = $1 AND ($2 = '' OR k.sku_id = $2)
ORDER BY k.sku_id
