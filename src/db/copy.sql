-- What kontor copy asks the two engines about their tables. The order of the
-- columns is that of the copy; a place in the primary key counts from 1.

-- name: copy_columns
SELECT m.name, c.name, UPPER(c.type), c.pk
FROM sqlite_master m, pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite^_%' ESCAPE '^'
ORDER BY m.name, c.cid;

-- name: copy_columns postgres
SELECT c.relname, a.attname, UPPER(format_type(a.atttypid, a.atttypmod)),
	COALESCE(array_position(string_to_array(i.indkey::TEXT, ' '),
		a.attnum::TEXT), 0)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0
	AND NOT a.attisdropped
ORDER BY c.relname, a.attnum;

-- Rows of the first name rows of the second.
-- name: copy_parents
SELECT m.name, f."table"
FROM sqlite_master m, pragma_foreign_key_list(m.name) f
WHERE m.type = 'table' AND m.name <> f."table";

-- name: copy_parents postgres
SELECT c.relname, f.relname
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND c.oid <> f.oid AND n.nspname = current_schema();

-- What holds something and is no table as we know them.
-- name: copy_strangers
SELECT name FROM sqlite_master
WHERE type = 'view' OR name = 'sqlite_sequence'
	OR sql LIKE 'CREATE VIRTUAL TABLE%'
ORDER BY name;

-- name: copy_strangers postgres
SELECT c.relname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema()
	AND c.relkind NOT IN ('r', 'i', 't')
ORDER BY c.relname;

-- name: copy_encoding
SELECT 'UTF8', sqlite_version();

-- name: copy_encoding postgres
SELECT current_setting('server_encoding'), current_setting('server_version');

-- name: copy_foreign
SELECT "table", parent FROM pragma_foreign_key_check LIMIT 1;

-- name: copy_foreign postgres
SELECT '', '' WHERE FALSE;
