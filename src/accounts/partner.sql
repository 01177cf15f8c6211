-- Partners. The columns are read by partner_read, in this order.

-- name: partner_load
SELECT partner_id, tenant_id, name, domain, country, city, currency, culture,
	mpn_id, csp_enrolled, sandbox, test_clock, strict_app_user,
	clock_offset
FROM partner WHERE partner_id = $1;

-- name: partner_list
SELECT partner_id, tenant_id, name, domain, country, city, currency, culture,
	mpn_id, csp_enrolled, sandbox, test_clock, strict_app_user,
	clock_offset
FROM partner ORDER BY partner_id;

-- name: partner_next_id
SELECT COALESCE(MAX(partner_id), 0) + 1 FROM partner;

-- name: partner_add
INSERT INTO partner (partner_id, tenant_id, name, domain, country, city,
	currency, culture, mpn_id, csp_enrolled, sandbox, test_clock,
	strict_app_user, clock_offset, name_folded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: partner_set_clock
UPDATE partner SET clock_offset = $2 WHERE partner_id = $1 AND test_clock = 1;

-- name: partner_set_strict
UPDATE partner SET strict_app_user = $2 WHERE partner_id = $1;
