-- The table of migrations, which the migrator itself makes.

-- name: migration_list
SELECT number, name, sha256 FROM migration ORDER BY number;

-- name: migration_add
INSERT INTO migration (number, name, sha256, at)
VALUES ($1, $2, $3, CAST(strftime('%s', 'now') AS BIGINT));

-- name: migration_add postgres
INSERT INTO migration (number, name, sha256, at)
VALUES ($1, $2, $3, CAST(extract(epoch FROM now()) AS BIGINT));
