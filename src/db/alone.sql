-- db/alone.h. The number is that of this lock among all of this database.

-- name: alone_try
SELECT 1;

-- name: alone_try postgres
SELECT CASE WHEN pg_try_advisory_lock(5641180318) THEN 1 ELSE 0 END;

-- name: migration_newest
SELECT COALESCE(MAX(number), 0) FROM migration;
