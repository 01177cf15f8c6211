/*
 * Databases of the tests, read by the engines' own tools: each value as its
 * type and the digits of its bytes, whatever the program makes of it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { kontor } from '../ops/lib.mjs';

const server = process.env.KONTOR_COPY_POSTGRES;
let databases = 0;

function tool(name, operands, input) {
	const run = spawnSync(name, operands, { input, encoding: 'utf8',
		maxBuffer: 1 << 30 });

	if (run.status !== 0)
		throw new Error(`${name}: ${run.error ?? run.stderr}`);
	return run.stdout;
}

export const psql = (where, sql) => tool('psql', ['-XqAt', '-v',
	'ON_ERROR_STOP=1', where], sql).trim();
export const sqlite = (dir, sql) => tool('sqlite3', ['-bail', '-cmd',
	'.timeout 10000', join(dir, 'kontor.db')], sql).trim();

/* The address of a new empty database, gone when the test is over. Its order of
 * texts is another than SQLite's. */
export function database(k) {
	const name = `copy_${databases++}`;

	psql(server, `CREATE DATABASE ${name} TEMPLATE template0 ` +
		'LOCALE_PROVIDER icu ICU_LOCALE \'sv-SE\'');
	k.later(() => psql(server, `DROP DATABASE ${name} WITH (FORCE)`));
	return server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
}

/* A data folder like another's: keys and files, and its database if wanted. */
export function folderLike(k, dir, { rows = false } = {}) {
	const to = join(k.folder(), 'data');

	mkdirSync(to);
	for (const part of ['keys', 'files', 'demo.json',
		...(rows ? ['kontor.db'] : [])])
		cpSync(join(dir, part), join(to, part), { recursive: true });
	return to;
}

export const copyTo = (dir, where, ...more) => kontor(['copy', '--to', where,
	'--data-dir', dir, ...more]);
export const copyBack = (where, dir, ...more) => kontor(['copy', '--to',
	'sqlite', '--data-dir', dir, '--database', where, ...more]);

/* How many tables there are: none in what is empty. */
export const tablesIn = (where) => Number(psql(where, 'SELECT COUNT(*) ' +
	'FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace ' +
	'WHERE n.nspname = \'public\''));

/* { table: [column, ...] } as SQLite has them; its statistics are no rows of
 * ours. */
export function columnsOf(dir) {
	const tables = {};

	for (const line of sqlite(dir, 'SELECT m.name || \'|\' || c.name ' +
		'FROM sqlite_master m, pragma_table_info(m.name) c ' +
		'WHERE m.type = \'table\' AND ' +
		'm.name NOT LIKE \'sqlite^_%\' ESCAPE \'^\';').split('\n')) {
		const [table, column] = line.split('|');

		(tables[table] ??= []).push(column);
	}
	return tables;
}

const list = (columns, form) => columns.map(form).join(' || \' \' || ');

/* { table: [line, ...] }: all rows, sorted. */
function rowsOf(columns, ask, form) {
	const script = Object.entries(columns).map(([table, names]) =>
		`SELECT '#${table}';\n` +
		`SELECT ${list(names, form)} FROM "${table}";\n`).join('');
	const rows = {};
	let at;

	for (const line of ask(script).split('\n'))
		if (line.startsWith('#'))
			at = rows[line.slice(1)] = [];
		else
			at.push(line);
	for (const lines of Object.values(rows))
		lines.sort();
	return rows;
}

export const sqliteRows = (dir) => rowsOf(columnsOf(dir),
	(script) => sqlite(dir, script),
	(c) => `typeof("${c}") || ':' || hex("${c}")`);

/* pg_typeof says what it is there; the words are SQLite's. */
export const postgresRows = (where, columns) => rowsOf(columns,
	(script) => psql(where, script),
	(c) => `CASE WHEN "${c}" IS NULL THEN 'null:' ELSE ` +
		`CASE pg_typeof("${c}")::TEXT WHEN 'bigint' THEN 'integer:' || ` +
		`UPPER(encode(convert_to("${c}"::TEXT, 'UTF8'), 'hex')) ` +
		`WHEN 'text' THEN 'text:' || ` +
		`UPPER(encode(convert_to("${c}"::TEXT, 'UTF8'), 'hex')) ` +
		`ELSE 'blob:' || UPPER(SUBSTR("${c}"::TEXT, 3)) END END`);

/* The whole of it as SQL, made by SQLite's own shell. */
export const dump = (dir) => sqlite(dir, '.dump\n');
