/*
 * The database as it lies on the disk: a digest of all that an act could
 * touch, and a census that tells one effect from two.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/* Not looked at when nothing may have changed, each with its reason. */
const apart = {
	webhook_delivery: 'sent meanwhile by the worker',
	webhook_attempt: 'likewise',
	webhook_cursor: 'likewise',
	idempotency: 'holds first answers, refusals included (ruling 4)',
	heartbeat: 'written by the readiness check, once in a while',
	session: 'sign-ins of the suite itself',
	refresh_token: 'sign-ins of the suite itself',
	token_family: 'sign-ins of the suite itself',
	webhook_cursor: 'how far events are sent, in the background',
	webhook_delivery: 'made of events in the background',
	webhook_attempt: 'deliveries in the background',
};
const by_itself = /^webhook_(cursor|delivery|attempt)$/;
/* Rows and columns that are looked at in part. */
const only = {
	activity: 'result = \'done\'', /* a refused act is recorded as refused */
};
/* Columns that something else moves meanwhile. */
const moving = {
	outbox: /^(state|attempts|next_at|problem)$/, /* delivery of mail */
	application: /^last_used_at$/, /* told by each call of the program */
	application_secret: /^last_used_at$/,
};

export function openRows(dir) {
	const file = join(dir, 'kontor.db');
	const child = spawn('sqlite3', ['-readonly', '-batch', file],
		{ stdio: ['pipe', 'pipe', 'inherit'] });
	const waiting = [];
	let lines = [];

	createInterface({ input: child.stdout }).on('line', (line) => {
		if (line !== '--end')
			return lines.push(line);
		const done = waiting.shift();
		const said = lines;

		lines = [];
		done(said);
	});
	child.stdin.write('.timeout 10000\n.mode list\n.separator |\n');
	const query = (sql) => new Promise((resolve) => {
		waiting.push(resolve);
		child.stdin.write(`${sql}\nSELECT '--end';\n`);
	});
	const rows = { query, close: () => child.stdin.end(),
		change: (sql) => execFileSync('sqlite3', ['-cmd',
			'.timeout 10000', file, sql]) };

	rows.ready = describe(rows);
	return rows;
}

async function describe(rows) {
	rows.columns = {};
	for (const line of await rows.query('SELECT m.name, c.name, c.type ' +
		'FROM sqlite_master m, pragma_table_info(m.name) c ' +
		'WHERE m.type = \'table\' AND m.name NOT LIKE \'sqlite_%\' ' +
		'ORDER BY 1, c.cid;')) {
		const [table, name, type] = line.split('|');

		(rows.columns[table] ??= []).push({ name, type });
	}
}

const where = (table) => only[table] ? ` WHERE ${only[table]}` : '';

const seen = (rows, table) => rows.columns[table].map((c) => c.name)
	.filter((name) => !moving[table]?.test(name))
	.map((name) => `"${name}"`).join(', ');

/* { table: 'rows|hash' }; everything: also what stands apart, but
 * for what moves by itself. */
export async function digest(rows, everything = false) {
	await rows.ready;
	const tables = Object.keys(rows.columns)
		.filter((table) => !apart[table] ||
			(everything && !by_itself.test(table)));
	const parts = tables.map((table) => {
		const some = everything ? '' : where(table);

		return `SELECT '${table}', count(*), hex(sha3_query('SELECT ` +
			`${seen(rows, table)} FROM "${table}"${
				some.replaceAll('\'', '\'\'')}', 256)) FROM "${
				table}"${some}`;
	});
	const said = await rows.query(`BEGIN;\n${parts.join(';\n')};\nCOMMIT;`);

	return Object.fromEntries(said.map((line) => {
		const [table, ...rest] = line.split('|');
		return [table, rest.join('|')];
	}));
}

/* What differs, in words; empty when nothing does. */
export const changed = (before, after) => Object.keys(after)
	.filter((table) => before[table] !== after[table])
	.map((table) => `${table}: ${before[table]?.split('|')[0]} -> ` +
		`${after[table].split('|')[0]} rows`);

/* ---- one effect or two ---- */

/* Sums of what counts, not of times: moments differ from act to act. */
const counts = (column) => /INT/.test(column.type) &&
	!/(^at|_at|_until|_day|_month|_id|offset|position|seq|number)$/
		.test(column.name) &&
	!/^(valid_|day|month|locked)/.test(column.name);

export async function census(rows) {
	await rows.ready;
	const parts = Object.entries(rows.columns)
		.filter(([table]) => !apart[table])
		.map(([table, columns]) => {
			const sums = columns.filter(counts).map((c) =>
				`'${c.name}', total("${c.name}")`);

			return `SELECT '${table}', json_object('rows', ` +
				`count(*)${sums.map((s) => `, ${s}`).join('')
				}) FROM "${table}"${where(table)}`;
		});
	const states = Object.entries(rows.columns)
		.filter(([table, columns]) => !apart[table] &&
			!moving[table] && columns.some((c) => c.name === 'state'))
		.map(([table]) => `SELECT '${table} ' || state, ` +
			`json_object('rows', count(*)) FROM "${table}" ` +
			'GROUP BY state');
	const said = await rows.query(`BEGIN;\n${[...parts, ...states]
		.join(';\n')};\nCOMMIT;`);
	const flat = {};

	for (const line of said) {
		const at = line.indexOf('|');

		for (const [name, value] of Object.entries(
			JSON.parse(line.slice(at + 1))))
			flat[`${line.slice(0, at)}.${name}`] = value;
	}
	return flat;
}

const moment = 1e9; /* so large are only instants, under any name */

export const delta = (before, after) => Object.fromEntries(
	[...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
		.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)])
		.filter(([, more]) => more !== 0 && Math.abs(more) < moment));
