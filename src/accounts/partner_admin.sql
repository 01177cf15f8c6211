-- Partners for the operator: over all tenants. The columns of partner.sql
-- first.

-- name: partner_search
SELECT p.partner_id, p.tenant_id, p.name, p.domain, p.country, p.city,
	p.currency, p.culture, p.mpn_id, p.csp_enrolled, p.sandbox,
	p.test_clock, p.strict_app_user, p.clock_offset, p.agreement_required,
	p.demand_second_factor,
	(SELECT COUNT(*) FROM partner_user u
		WHERE u.partner_id = p.partner_id AND u.active = 1),
	(SELECT COUNT(*) FROM customer c WHERE c.partner_id = p.partner_id
		AND c.relationship = 'reseller')
FROM partner p
WHERE (p.name_folded, p.partner_id) > ($1, $2)
	AND ($3 = '' OR p.name_folded LIKE '%' || $3 || '%' ESCAPE '!'
		OR p.domain LIKE '%' || $3 || '%' ESCAPE '!'
		OR p.tenant_id = $4)
ORDER BY p.name_folded, p.partner_id
LIMIT $5;

-- name: partner_entry_load
SELECT p.partner_id, p.tenant_id, p.name, p.domain, p.country, p.city,
	p.currency, p.culture, p.mpn_id, p.csp_enrolled, p.sandbox,
	p.test_clock, p.strict_app_user, p.clock_offset, p.agreement_required,
	p.demand_second_factor,
	(SELECT COUNT(*) FROM partner_user u
		WHERE u.partner_id = p.partner_id AND u.active = 1),
	(SELECT COUNT(*) FROM customer c WHERE c.partner_id = p.partner_id
		AND c.relationship = 'reseller')
FROM partner p WHERE p.partner_id = $1;

-- name: partner_count
SELECT COUNT(*) FROM partner;

-- name: partner_change_save
UPDATE partner SET name = $2, name_folded = $3, city = $4, culture = $5,
	mpn_id = $6, csp_enrolled = $7, agreement_required = $8,
	strict_app_user = $9
WHERE partner_id = $1;
