-- Whether the database takes a change: db/heartbeat.h.

-- name: heartbeat
INSERT INTO heartbeat (slot, at) VALUES ($1, $2)
ON CONFLICT (slot) DO UPDATE SET at = EXCLUDED.at;

-- name: database_size
SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size();

-- name: database_size postgres
SELECT pg_database_size(current_database());
