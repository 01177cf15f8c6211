-- fulfilment/cut.h

-- name: cut_add
INSERT INTO transfer_cut (tag, at) VALUES ($1, $2)
ON CONFLICT (tag) DO UPDATE SET at = excluded.at;

-- name: cut_list
SELECT tag FROM transfer_cut WHERE at >= $1 ORDER BY at;

-- name: cut_purge
DELETE FROM transfer_cut WHERE tag IN (
	SELECT tag FROM transfer_cut WHERE at < $1 ORDER BY at LIMIT $2);
