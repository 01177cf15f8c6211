-- When billing has something to do for a partner.

-- name: due_next
SELECT p.partner_id
FROM partner p
LEFT JOIN billing_due d ON d.partner_id = p.partner_id
WHERE p.partner_id > $1 AND (d.due_at IS NULL OR d.due_at <=
	$2 + CASE p.test_clock WHEN 1 THEN p.clock_offset ELSE 0 END)
ORDER BY p.partner_id
LIMIT 1;

-- name: due_set
INSERT INTO billing_due (partner_id, due_at) VALUES ($1, $2)
ON CONFLICT (partner_id) DO UPDATE SET due_at = $2;
