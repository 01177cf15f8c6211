-- Indirect resellers. The columns are read by reseller_read, in this order.

-- name: reseller_find
SELECT reseller_id, mpn_id, name, country, active, agreement_signed, created_at
FROM reseller WHERE partner_id = $1 AND reseller_id = $2;

-- name: reseller_find_mpn
SELECT reseller_id, mpn_id, name, country, active, agreement_signed, created_at
FROM reseller WHERE partner_id = $1 AND mpn_id = $2;

-- Texts of LIKE come escaped; '' lets all through.
-- name: reseller_list
SELECT reseller_id, mpn_id, name, country, active, agreement_signed, created_at
FROM reseller
WHERE partner_id = $1
	AND ($2 = '' OR name_folded LIKE '%' || $2 || '%' ESCAPE '!')
	AND ($3 = '' OR name_folded LIKE $3 || '%' ESCAPE '!')
ORDER BY name_folded, reseller_id LIMIT 20000;

-- Providers are found by the reseller's own tenant.
-- name: provider_list
SELECT p.tenant_id, p.mpn_id, p.name, p.country, r.active, 1, r.created_at
FROM reseller r JOIN partner p ON p.partner_id = r.partner_id
WHERE r.reseller_id = $1
	AND ($2 = '' OR LOWER(p.name) LIKE '%' || $2 || '%' ESCAPE '!')
	AND ($3 = '' OR LOWER(p.name) LIKE $3 || '%' ESCAPE '!')
ORDER BY p.name, p.tenant_id LIMIT 20000;

-- name: reseller_add
INSERT INTO reseller (partner_id, reseller_id, mpn_id, name, name_folded,
	country, active, agreement_signed, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)
ON CONFLICT DO NOTHING;
