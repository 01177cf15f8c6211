-- name: activity_add
INSERT INTO activity (partner_id, at, activity_id, tab, action, result, reason,
	actor_kind, actor_id, actor_name, client_id, customer_id,
	customer_name, order_id, line_number, product_id, sku_id, title,
	file_id, details, address, request_id, correlation_id, salt, leaf,
	object_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
	NULLIF(CAST($15 AS BIGINT), -1), $16, $17, $18, $19, $20, $21, $22, $23,
	$24, $25, $26);

-- The end is not in; $4 and $5 are the row after which the page goes on.
-- name: activity_list
SELECT at, activity_id, action, result, reason, actor_kind, actor_id,
	actor_name, client_id, customer_id, customer_name, order_id,
	COALESCE(line_number, -1), product_id, sku_id, title, file_id,
	details, address, request_id, correlation_id
FROM activity
WHERE partner_id = $1 AND at >= $2 AND at < $3
	AND (at < $4 OR (at = $4 AND activity_id < $5))
	AND (CAST($6 AS TEXT) IS NULL OR tab = $6)
	AND (CAST($7 AS TEXT) IS NULL OR actor_id = $7)
	AND (CAST($8 AS TEXT) IS NULL OR action = $8)
	AND (result = 'done' OR CAST($9 AS BIGINT) = 1)
ORDER BY at DESC, activity_id DESC
LIMIT $10;

-- name: activity_list_of_customer
SELECT at, activity_id, action, result, reason, actor_kind, actor_id,
	actor_name, client_id, customer_id, customer_name, order_id,
	COALESCE(line_number, -1), product_id, sku_id, title, file_id,
	details, address, request_id, correlation_id
FROM activity /*sqlite: INDEXED BY activity_by_customer*/
WHERE partner_id = $1 AND at >= $2 AND at < $3
	AND (at < $4 OR (at = $4 AND activity_id < $5))
	AND (CAST($6 AS TEXT) IS NULL OR tab = $6)
	AND (CAST($7 AS TEXT) IS NULL OR actor_id = $7)
	AND (CAST($8 AS TEXT) IS NULL OR action = $8)
	AND (result = 'done' OR CAST($9 AS BIGINT) = 1)
	AND customer_id = $11
ORDER BY at DESC, activity_id DESC
LIMIT $10;

-- About one thing; $12 a line of an order, whose rows of the whole order are
-- its own, too, or -1.
-- name: activity_list_of_object
SELECT at, activity_id, action, result, reason, actor_kind, actor_id,
	actor_name, client_id, customer_id, customer_name, order_id,
	COALESCE(line_number, -1), product_id, sku_id, title, file_id,
	details, address, request_id, correlation_id
FROM activity /*sqlite: INDEXED BY activity_by_object*/
WHERE partner_id = $1 AND at >= $2 AND at < $3
	AND (at < $4 OR (at = $4 AND activity_id < $5))
	AND (CAST($6 AS TEXT) IS NULL OR tab = $6)
	AND (CAST($7 AS TEXT) IS NULL OR actor_id = $7)
	AND (CAST($8 AS TEXT) IS NULL OR action = $8)
	AND (result = 'done' OR CAST($9 AS BIGINT) = 1)
	AND object_id = $11
	AND (CAST($12 AS BIGINT) = -1 OR line_number = $12
		OR line_number IS NULL)
ORDER BY at DESC, activity_id DESC
LIMIT $10;

-- The rows before that one in the log, which are newer, nearest first.
-- name: activity_list_newer
SELECT at, activity_id, action, result, reason, actor_kind, actor_id,
	actor_name, client_id, customer_id, customer_name, order_id,
	COALESCE(line_number, -1), product_id, sku_id, title, file_id,
	details, address, request_id, correlation_id
FROM activity
WHERE partner_id = $1 AND at >= $2 AND at < $3
	AND (at > $4 OR (at = $4 AND activity_id > $5))
	AND (CAST($6 AS TEXT) IS NULL OR tab = $6)
	AND (CAST($7 AS TEXT) IS NULL OR actor_id = $7)
	AND (CAST($8 AS TEXT) IS NULL OR action = $8)
	AND (result = 'done' OR CAST($9 AS BIGINT) = 1)
ORDER BY at, activity_id
LIMIT $10;

-- name: activity_list_newer_of_customer
SELECT at, activity_id, action, result, reason, actor_kind, actor_id,
	actor_name, client_id, customer_id, customer_name, order_id,
	COALESCE(line_number, -1), product_id, sku_id, title, file_id,
	details, address, request_id, correlation_id
FROM activity /*sqlite: INDEXED BY activity_by_customer*/
WHERE partner_id = $1 AND at >= $2 AND at < $3
	AND (at > $4 OR (at = $4 AND activity_id > $5))
	AND (CAST($6 AS TEXT) IS NULL OR tab = $6)
	AND (CAST($7 AS TEXT) IS NULL OR actor_id = $7)
	AND (CAST($8 AS TEXT) IS NULL OR action = $8)
	AND (result = 'done' OR CAST($9 AS BIGINT) = 1)
	AND customer_id = $11
ORDER BY at, activity_id
LIMIT $10;

-- name: activity_summary
SELECT actor_kind, actor_id, MAX(actor_name),
	SUM(CASE WHEN action = 'get_software_key' AND result = 'done'
		THEN 1 ELSE 0 END) AS keys_shown,
	SUM(CASE WHEN action = 'get_software_download_link'
		AND result = 'done' THEN 1 ELSE 0 END) AS links,
	SUM(CASE WHEN action = 'software_downloaded' AND result = 'done'
		THEN 1 ELSE 0 END) AS downloads,
	SUM(CASE WHEN tab <> 'software' AND result = 'done'
		THEN 1 ELSE 0 END) AS others,
	SUM(CASE WHEN result = 'refused' THEN 1 ELSE 0 END) AS refused,
	MAX(at), COUNT(*) AS acts
FROM activity
WHERE partner_id = $1 AND at >= $2 AND at < $3
	AND (CAST($4 AS TEXT) IS NULL OR tab = $4)
	AND (CAST($5 AS TEXT) IS NULL OR actor_id = $5)
	AND (CAST($6 AS TEXT) IS NULL OR action = $6)
	AND (result = 'done' OR CAST($7 AS BIGINT) = 1)
	AND (CAST($8 AS TEXT) IS NULL OR customer_id = $8)
	AND (CAST($9 AS TEXT) IS NULL OR object_id = $9)
GROUP BY actor_kind, actor_id,
	CASE WHEN actor_id IS NULL THEN actor_name END
ORDER BY acts DESC, actor_kind, actor_id;

-- In the order of struct leaf.
-- name: activity_leaves
SELECT salt, leaf, at, activity_id, actor_kind, COALESCE(line_number, -1),
	tab, action, result, reason, actor_id, client_id, customer_id, order_id,
	product_id, sku_id, title, file_id, details
FROM activity
WHERE partner_id = $1 AND at >= $2 AND at < $3
ORDER BY at, activity_id;
