-- Entitlements, keys, files and links. Rows of order_line and orders are
-- written by entitlement_fill alone, when keys come in late.

-- name: entitlement_add
INSERT INTO entitlement (partner_id, order_id, line_number, customer_id,
	product_id, sku_id, quantity, state, expires_day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: entitlement_load
SELECT e.customer_id, c.name, e.product_id, e.sku_id, l.title, e.quantity,
	e.state, e.expires_day, o.ordered_at, l.cancelled_at, l.edition_id,
	EXISTS (SELECT 1 FROM product_key k WHERE k.partner_id = e.partner_id
		AND k.order_id = e.order_id
		AND k.line_number = e.line_number) AS has_key
FROM entitlement e
JOIN orders o ON o.partner_id = e.partner_id AND o.order_id = e.order_id
JOIN order_line l ON l.partner_id = e.partner_id AND l.order_id = e.order_id
	AND l.line_number = e.line_number
JOIN customer c ON c.partner_id = e.partner_id
	AND c.customer_id = e.customer_id
WHERE e.partner_id = $1 AND e.order_id = $2 AND e.line_number = $3
	AND e.customer_id = $4;

-- name: entitlement_list
SELECT o.order_id, o.alternate_id, l.line_number, l.product_id, l.sku_id,
	l.title, p.subtype_id, l.quantity, l.kind, l.state, l.term_start_day,
	l.term_end_day, r.reservation_id, r.scope, r.azure_subscription_id,
	r.region, o.ordered_at
FROM orders o
JOIN order_line l ON l.partner_id = o.partner_id AND l.order_id = o.order_id
LEFT JOIN product p ON p.product_id = l.product_id
LEFT JOIN reservation r ON r.partner_id = l.partner_id
	AND r.order_id = l.order_id AND r.line_number = l.line_number
WHERE o.partner_id = $1 AND o.customer_id = $2
	AND ($3 = '' OR o.order_id = $3)
	AND l.kind IN ('perpetual_software', 'software_subscription',
		'azure_reservation')
ORDER BY o.ordered_at DESC, o.order_id DESC, l.line_number;

-- name: entitlement_revoke
UPDATE entitlement SET state = 'revoked'
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3;

-- name: product_key_revoke
UPDATE product_key SET state = 'revoked'
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3;

-- name: download_link_revoke
UPDATE download_link SET revoked = 1
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3;

-- name: entitlement_waiting
SELECT e.partner_id, e.order_id, e.line_number, e.customer_id, e.quantity,
	e.expires_day, p.test_clock * p.clock_offset
FROM entitlement e
JOIN orders o ON o.partner_id = e.partner_id AND o.order_id = e.order_id
JOIN partner p ON p.partner_id = e.partner_id
WHERE e.product_id = $1 AND e.sku_id = $2 AND e.state = 'pending'
ORDER BY o.ordered_at, e.partner_id, e.order_id, e.line_number
LIMIT $3;

-- Of one partner; of very many not all are looked at.
-- name: entitlement_pending
SELECT e.order_id, e.line_number, e.customer_id, c.name, l.title, e.quantity,
	o.ordered_at
FROM (SELECT partner_id, order_id, line_number, customer_id, quantity
	FROM entitlement /*sqlite: INDEXED BY entitlement_pending*/
	WHERE partner_id = $1 AND state = 'pending' LIMIT 500) e
JOIN orders o ON o.partner_id = e.partner_id AND o.order_id = e.order_id
JOIN order_line l ON l.partner_id = e.partner_id AND l.order_id = e.order_id
	AND l.line_number = e.line_number
JOIN customer c ON c.partner_id = e.partner_id
	AND c.customer_id = e.customer_id AND c.relationship = 'reseller'
ORDER BY o.ordered_at, e.order_id, e.line_number
LIMIT $2;

-- Of a customer's newest orders: keys that nobody was shown yet.
-- name: entitlement_unseen
SELECT o.order_id, e.line_number, e.customer_id, '', l.title, e.quantity,
	o.ordered_at
FROM (SELECT partner_id, order_id, ordered_at FROM orders
	WHERE partner_id = $1 AND customer_id = $2
	ORDER BY ordered_at DESC, order_id DESC LIMIT 200) o
JOIN entitlement e ON e.partner_id = o.partner_id AND e.order_id = o.order_id
	AND e.state = 'active' AND (e.expires_day = 0 OR e.expires_day > $3)
JOIN product_key k ON k.partner_id = e.partner_id AND k.order_id = e.order_id
	AND k.line_number = e.line_number
JOIN order_line l ON l.partner_id = e.partner_id AND l.order_id = e.order_id
	AND l.line_number = e.line_number
WHERE NOT EXISTS (SELECT 1 FROM activity a /*sqlite: INDEXED BY activity_by_object*/ WHERE a.partner_id = e.partner_id
	AND a.object_id = e.order_id AND a.line_number = e.line_number
	AND a.action = 'get_software_key' AND a.result = 'done')
ORDER BY o.ordered_at DESC, o.order_id DESC, e.line_number
LIMIT $4;

-- Software of a customer that ends within these days, soonest first.
-- name: entitlement_ending
SELECT e.order_id, e.line_number, e.customer_id, '', l.title, e.quantity,
	e.expires_day
FROM entitlement e
JOIN order_line l ON l.partner_id = e.partner_id AND l.order_id = e.order_id
	AND l.line_number = e.line_number
WHERE e.partner_id = $1 AND e.customer_id = $2 AND e.expires_day > $3
	AND e.expires_day <= $4 AND e.expires_day > 0 AND e.state = 'active'
ORDER BY e.expires_day, e.order_id, e.line_number
LIMIT $5;

-- name: entitlement_activate
UPDATE entitlement SET state = 'active'
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3
	AND state = 'pending';

-- name: entitlement_line_fulfilled
UPDATE order_line SET state = 'fulfilled'
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3
	AND state = 'ordered';

-- name: entitlement_order_completed
UPDATE orders SET version = version + 1,
	state = CASE WHEN EXISTS (SELECT 1 FROM order_line l
		WHERE l.partner_id = orders.partner_id
		AND l.order_id = orders.order_id AND l.state = 'ordered')
		THEN state ELSE 'completed' END
WHERE partner_id = $1 AND order_id = $2 AND state = 'pending';

-- name: product_key_add
INSERT INTO product_key (partner_id, order_id, line_number, key_digest,
	key_sealed, state, issued_at)
VALUES ($1, $2, $3, $4, $5, 'active', $6);

-- name: product_key_load
SELECT key_sealed FROM product_key
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3
	AND state = 'active';

-- name: product_key_given
SELECT 1 FROM product_key WHERE key_digest = $1;

-- The lowest position; on PostgreSQL two at once take two keys.
-- name: key_pool_draw
DELETE FROM key_pool
WHERE product_id = $1 AND sku_id = $2 AND position = (
	SELECT MIN(position) FROM key_pool
	WHERE product_id = $1 AND sku_id = $2)
RETURNING key_digest, key_sealed;

-- name: key_pool_draw postgres
DELETE FROM key_pool
WHERE product_id = $1 AND sku_id = $2 AND position = (
	SELECT position FROM key_pool
	WHERE product_id = $1 AND sku_id = $2
	ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING key_digest, key_sealed;

-- name: key_pool_add
INSERT INTO key_pool (product_id, sku_id, key_digest, key_sealed, position)
VALUES ($1, $2, $3, $4, (SELECT COALESCE(MAX(position), 0) + 1 FROM key_pool
	WHERE product_id = $1 AND sku_id = $2));

-- name: key_pool_holds
SELECT 1 FROM key_pool WHERE key_digest = $1;

-- name: key_pool_low_stock
SELECT low_stock FROM sku WHERE product_id = $1 AND sku_id = $2;

-- Counts no further than asked: pools are long.
-- name: key_pool_left
SELECT COUNT(*) FROM (SELECT 1 AS one FROM key_pool
	WHERE product_id = $1 AND sku_id = $2 LIMIT $3) AS counted;

-- name: key_pool_levels
SELECT s.product_id, s.sku_id, s.title, s.low_stock,
	(SELECT COUNT(*) FROM key_pool k WHERE k.product_id = s.product_id
		AND k.sku_id = s.sku_id) AS keys_left,
	(SELECT COUNT(*) FROM entitlement e WHERE e.product_id = s.product_id
		AND e.sku_id = s.sku_id AND e.state = 'pending') AS waiting
FROM sku s WHERE s.key_source = 'pool'
ORDER BY s.product_id, s.sku_id;

-- A pool is counted to its warning and no further, as long as that is below
-- ten thousand.
-- name: key_pool_low
SELECT product_id, sku_id, title, low_stock, keys_left, waiting
FROM (SELECT s.product_id, s.sku_id, s.title, s.low_stock,
	(SELECT COUNT(*) FROM (SELECT 1 AS one FROM key_pool k
		WHERE k.product_id = s.product_id AND k.sku_id = s.sku_id
		LIMIT 10001) AS counted) AS keys_left,
	(SELECT COUNT(*) FROM entitlement e WHERE e.product_id = s.product_id
		AND e.sku_id = s.sku_id AND e.state = 'pending') AS waiting
	FROM sku s WHERE s.key_source = 'pool') AS pools
WHERE keys_left <= low_stock OR waiting > 0
ORDER BY keys_left, waiting DESC, product_id, sku_id
LIMIT $1;

-- name: key_pool_names
SELECT product_id, sku_id, title, 0, 0, 0
FROM sku WHERE key_source = 'pool'
ORDER BY product_id, sku_id;

-- name: key_pool_level
SELECT s.product_id, s.sku_id, s.title, s.low_stock,
	(SELECT COUNT(*) FROM key_pool k WHERE k.product_id = s.product_id
		AND k.sku_id = s.sku_id) AS keys_left,
	(SELECT COUNT(*) FROM entitlement e WHERE e.product_id = s.product_id
		AND e.sku_id = s.sku_id AND e.state = 'pending') AS waiting
FROM sku s
WHERE s.product_id = $1 AND s.sku_id = $2 AND s.key_source = 'pool';

-- name: key_pool_set_low
UPDATE sku SET low_stock = $3
WHERE product_id = $1 AND sku_id = $2 AND key_source = 'pool';

-- Of all partners: for the operator.
-- name: key_waiting_list
SELECT e.partner_id, p.name, c.name, e.order_id, e.quantity, o.ordered_at
FROM entitlement e
JOIN orders o ON o.partner_id = e.partner_id AND o.order_id = e.order_id
JOIN partner p ON p.partner_id = e.partner_id
JOIN customer c ON c.partner_id = e.partner_id
	AND c.customer_id = e.customer_id
WHERE e.product_id = $1 AND e.sku_id = $2 AND e.state = 'pending'
ORDER BY o.ordered_at, e.partner_id, e.order_id, e.line_number
LIMIT $3;

-- name: file_list
SELECT file_id, version, language, os, file_type, bits, name, size, sha256,
	path, withdrawn_at
FROM file
WHERE product_id = $1 AND (sku_id IS NULL OR sku_id = $2) AND withdrawn_at = 0
ORDER BY version DESC, language, os, bits DESC, file_type, file_id;

-- name: file_load
SELECT file_id, version, language, os, file_type, bits, name, size, sha256,
	path, withdrawn_at
FROM file WHERE file_id = $1;

-- name: file_of
SELECT file_id, version, language, os, file_type, bits, name, size, sha256,
	path, withdrawn_at
FROM file
WHERE file_id = $1 AND product_id = $2 AND (sku_id IS NULL OR sku_id = $3)
	AND withdrawn_at = 0;

-- Of all products, for the operator. $1 and $2: the row after which the page
-- starts, '' and '' at first.
-- name: file_admin_list
SELECT f.file_id, f.version, f.language, f.os, f.file_type, f.bits, f.name,
	f.size, f.sha256, f.path, f.withdrawn_at, f.product_id,
	COALESCE(f.sku_id, ''), p.title, COALESCE(s.title, ''), p.title_folded
FROM file f
JOIN product p ON p.product_id = f.product_id
LEFT JOIN sku s ON s.product_id = f.product_id AND s.sku_id = f.sku_id
WHERE (p.title_folded, f.file_id) > ($1, $2)
	AND (CAST($3 AS TEXT) = ''
		OR p.title_folded LIKE '%' || $3 || '%' ESCAPE '!'
		OR lower(f.name) LIKE '%' || $4 || '%' ESCAPE '!'
		OR f.product_id = $5)
ORDER BY p.title_folded, f.file_id
LIMIT $6;

-- name: file_admin_load
SELECT f.file_id, f.version, f.language, f.os, f.file_type, f.bits, f.name,
	f.size, f.sha256, f.path, f.withdrawn_at, f.product_id,
	COALESCE(f.sku_id, ''), p.title, COALESCE(s.title, ''), p.title_folded
FROM file f
JOIN product p ON p.product_id = f.product_id
LEFT JOIN sku s ON s.product_id = f.product_id AND s.sku_id = f.sku_id
WHERE f.file_id = $1;

-- name: file_admin_goods
SELECT p.product_id, p.title, s.sku_id, s.title
FROM product p
JOIN sku s ON s.product_id = p.product_id
WHERE p.kind IN ('perpetual_software', 'software_subscription')
ORDER BY p.title_folded, p.product_id, s.position
LIMIT 5000;

-- name: file_admin_put
INSERT INTO file (file_id, product_id, sku_id, version, language, os, file_type,
	bits, name, size, sha256, path)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (file_id) DO UPDATE SET name = excluded.name,
	size = excluded.size, sha256 = excluded.sha256, path = excluded.path,
	withdrawn_at = 0;

-- name: file_admin_withdraw
UPDATE file SET withdrawn_at = $2 WHERE file_id = $1;

-- name: file_add
INSERT INTO file (file_id, product_id, sku_id, version, language, os,
	file_type, bits, name, size, sha256, path)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: download_link_latest
SELECT serial, issued_at, lifetime_days, lifetime_starts, max_downloads,
	downloads, first_download_at, revoked, edition_id
FROM download_link
WHERE partner_id = $1 AND order_id = $2 AND line_number = $3 AND file_id = $4
ORDER BY serial DESC LIMIT 1;

-- name: download_link_add
INSERT INTO download_link (partner_id, order_id, line_number, file_id, serial,
	token_hash, customer_id, issued_at, issued_by, issued_by_name,
	lifetime_days, lifetime_starts, max_downloads, downloads,
	first_download_at, revoked, edition_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, $14);

-- name: download_link_find
SELECT k.issued_at, k.lifetime_days, k.lifetime_starts, k.max_downloads,
	k.downloads, k.first_download_at, k.revoked, k.order_id,
	k.line_number, k.file_id, k.customer_id, k.issued_by,
	k.issued_by_name, e.product_id, e.sku_id, l.title, c.name,
	p.test_clock * p.clock_offset
FROM download_link k
JOIN entitlement e ON e.partner_id = k.partner_id AND e.order_id = k.order_id
	AND e.line_number = k.line_number
JOIN order_line l ON l.partner_id = k.partner_id AND l.order_id = k.order_id
	AND l.line_number = k.line_number
JOIN customer c ON c.partner_id = k.partner_id
	AND c.customer_id = k.customer_id
JOIN partner p ON p.partner_id = k.partner_id
WHERE k.partner_id = $1 AND k.token_hash = $2;

-- name: download_link_known
SELECT 1 FROM download_link WHERE partner_id = $1 AND token_hash = $2;

-- name: download_link_count
UPDATE download_link SET downloads = downloads + 1,
	first_download_at = CASE WHEN first_download_at = 0
		THEN CAST($3 AS BIGINT) ELSE first_download_at END
WHERE partner_id = $1 AND token_hash = $2 AND downloads < max_downloads
	AND revoked = 0;

-- name: download_start_save
INSERT INTO download_start (partner_id, token_hash, address, started_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (partner_id, token_hash, address)
DO UPDATE SET started_at = excluded.started_at;

-- name: download_start_at
SELECT started_at FROM download_start
WHERE partner_id = $1 AND token_hash = $2 AND address = $3;
