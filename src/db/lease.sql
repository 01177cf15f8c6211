-- db/lease.h

-- name: lease_find
SELECT holder, until FROM lease WHERE name = $1;

-- $4 is now: one that is over changes hands.
-- name: lease_take
INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
	until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= $4;

-- name: lease_end
DELETE FROM lease WHERE name = $1 AND holder = $2;
