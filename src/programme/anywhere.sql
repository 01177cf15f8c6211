-- Things of any partner by their id. What is asked inside is answered by the
-- key of each partner, whatever else is planned.

-- name: anywhere_order
SELECT partner_id, name, found, 0, 0, ''
FROM (SELECT p.partner_id, p.name, (SELECT c.name FROM orders o
		JOIN customer c ON c.partner_id = o.partner_id
			AND c.customer_id = o.customer_id
		WHERE o.partner_id = p.partner_id AND o.order_id = $1) AS found
	FROM partner p) AS asked
WHERE found IS NOT NULL LIMIT 8;

-- name: anywhere_request
SELECT partner_id, name, found, 0, 0, ''
FROM (SELECT p.partner_id, p.name, (SELECT r.title FROM service_request r
		WHERE r.partner_id = p.partner_id AND r.request_id = $1) AS found
	FROM partner p) AS asked
WHERE found IS NOT NULL LIMIT 8;

-- name: anywhere_invoice
SELECT i.partner_id, p.name, i.number, i.month, i.gross_minor, i.currency
FROM invoice i JOIN partner p ON p.partner_id = i.partner_id
WHERE i.number = $1;
