/* What is copied, what is refused, and what a copy that breaks off leaves. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync,
	writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { equal, kontor, ok, program, test, until } from '../ops/lib.mjs';
import { columnsOf, copyBack, copyTo, database, dump, folderLike, postgresRows,
	psql, sqlite, sqliteRows, tablesIn } from './rows.mjs';

/* Rows that the hash of an answer could miss: written by the engine's shell. */
const odd_texts = ['', ' ', '\t', '\\N', '\\.', '"quoted", it\'s', 'a\nb\r\nc',
	'\u0001\u007f', 'e\u0301 \u00e9', '\u202eright to left', '\ufeffmark',
	'\uffff\ufffe', '\u{1f469}\u200d\u{1f680}', '\u{10ffff}', '中文, Åäö, Ελλ',
	'%s {name} <b>&amp;', 'x'.repeat(200000)];
const odd_numbers = ['0', '-1', '1', '2147483648', '-2147483649',
	'9007199254740993', '9223372036854775807', '(-9223372036854775807 - 1)'];
const odd_bytes = ['', '00', 'ff', '0000ff00', '5c783030', '2e0a5c2e',
	Array.from({ length: 256 }, (w, i) =>
		i.toString(16).padStart(2, '0')).join('')];

const hex = (text) => Buffer.from(text).toString('hex');

function oddRows() {
	const rows = [];
	const row = (number, answer, location) => rows.push(
		`INSERT INTO idempotency VALUES (-7, x'${rows.length.toString(16)
			.padStart(8, '0')}', x'00', ${number}, ${answer}, 0, ` +
		`${location}, 0);`);

	for (const number of odd_numbers)
		row(number, 'NULL', 'NULL');
	for (const bytes of odd_bytes)
		row(0, `x'${bytes}'`, 'NULL');
	for (const text of odd_texts)
		row(0, 'NULL', `CAST(x'${hex(text)}' AS TEXT)`);
	return rows;
}

test('what the demo holds goes to PostgreSQL and back, every row and column ' +
	'the one it was', (k) => {
	const there = database(k);
	const from = folderLike(k, k.base, { rows: true });

	sqlite(from, oddRows().join('\n'));
	const before = sqliteRows(from);
	const run = copyTo(from, there);
	equal(0, run.status, run.err);
	ok(run.out.includes('the same on both sides'), run.out);
	ok(run.out.includes(`${from}: nothing is wrong`), run.out);
	ok(/[1-9]\d* sealed secrets open/.test(run.out), run.out);
	ok(run.out.includes(`, ${before.activity.length} acts are as they were ` +
		'written'), run.out);

	/* no table is left out, in what is said and in what is there */
	const said = Object.fromEntries([...run.out.matchAll(
		/^(\w+) +(\d+)  [0-9a-f]{64}$/mg)].map((m) => [m[1], +m[2]]));
	equal(Object.fromEntries(Object.entries(before).map(
		([table, rows]) => [table, rows.length])), said);
	equal(before, postgresRows(there, columnsOf(from)));
	equal(odd_numbers.length + odd_bytes.length + odd_texts.length,
		before.idempotency.length);

	const back = folderLike(k, k.base);
	const again = copyBack(there, back);
	equal(0, again.status, again.err);
	equal(before, sqliteRows(back));
	equal(dump(from), dump(back));
	equal('ok', sqlite(back, 'PRAGMA integrity_check;'));
	equal(['demo.json', 'files', 'keys', 'kontor.db', 'kontor.lock'],
		readdirSync(back).sort());
	equal(0o600, statSync(join(back, 'kontor.db')).mode & 0o777);

	/* hashes are of the rows: one byte more is another */
	const line = (out, table) => new RegExp(`^${table} .*$`, 'm').exec(out)[0];
	equal(line(run.out, 'idempotency'), line(again.out, 'idempotency'));
});

test('a sum is that of the rows in the order of their key, as another ' +
	'program computes it', async (k) => {
	const { createHash } = await import('node:crypto');
	const from = folderLike(k, k.base, { rows: true });
	const run = copyTo(from, database(k));
	const rows = JSON.parse(sqlite(from, '.mode json\nSELECT number, name, ' +
		'sha256, at FROM migration ORDER BY number;'));
	const sum = createHash('sha256');
	const part = (bytes) => {
		const length = Buffer.alloc(4);

		length.writeInt32BE(bytes.length);
		sum.update(length).update(bytes);
	};
	const number = (n) => {
		const bytes = Buffer.alloc(8);

		bytes.writeBigInt64BE(BigInt(n));
		return bytes;
	};

	equal(0, run.status, run.err);
	for (const row of rows) {
		sum.update(Buffer.from([0, 4]));
		part(number(row.number));
		part(Buffer.from(row.name));
		part(Buffer.from(row.sha256));
		part(number(row.at));
	}
	ok(run.out.includes(sum.digest('hex')), run.out);
});

test('nothing is copied onto something: the target must be empty', (k) => {
	const there = database(k);
	const from = folderLike(k, k.base, { rows: true });
	const refused = (status, words, run) => {
		equal(status, run.status, run.out + run.err);
		ok(run.err.includes(words), run.err);
		equal('', run.out);
	};

	psql(there, 'CREATE TABLE mine (a INT); INSERT INTO mine VALUES (7)');
	refused(73, 'is not empty', copyTo(from, there));
	equal('7', psql(there, 'SELECT a FROM mine'));
	psql(there, 'DROP TABLE mine; CREATE SEQUENCE counts');
	refused(65, 'counts is no table', copyTo(from, there));
	psql(there, 'DROP SEQUENCE counts');
	equal(0, copyTo(from, there).status);
	refused(73, 'is not empty', copyTo(from, there));

	const before = dump(from);
	refused(73, 'kontor.db is there already', copyBack(there, from));
	equal(before, dump(from));
	const left = folderLike(k, k.base);
	writeFileSync(join(left, 'kontor.db-wal'), 'somebody\'s');
	refused(73, 'kontor.db-wal is there already', copyBack(there, left));
	ok(!existsSync(join(left, 'kontor.db')));

	/* and what is asked for must be clear */
	refused(64, 'leave it away', copyTo(from, there, '--database', there));
	refused(64, 'name the source', kontor(['copy', '--to', 'sqlite',
		'--data-dir', left]));
	refused(64, '--to takes', copyTo(from, 'oracle'));
	equal(64, kontor(['copy', '--data-dir', from]).status);
	rmSync(join(left, 'keys'), { recursive: true });
	refused(66, 'master.key', copyBack(there, left));
	refused(66, 'kontor.db', copyTo(folderLike(k, k.base), there));
});

test('nothing is copied into a folder that a process serves', async (k) => {
	const there = database(k);
	const server = await k.serve();

	/* from one that is served a copy is of one moment */
	const run = copyTo(server.dir, there);
	equal(0, run.status, run.err);
	renameSync(join(server.dir, 'kontor.db'),
		join(server.dir, 'aside.db'));
	const refused = copyBack(there, server.dir);
	equal(75, refused.status, refused.err);
	ok(refused.err.includes('another process serves'), refused.err);
	ok(!existsSync(join(server.dir, 'kontor.db')));
	renameSync(join(server.dir, 'aside.db'),
		join(server.dir, 'kontor.db'));
});

test('only a source of this very version is copied, and only what the other ' +
	'engine can keep: else it says where, and the target stays empty', (k) => {
	const there = database(k);
	const refused = (status, words, sql) => {
		const dir = folderLike(k, k.base, { rows: true });

		sqlite(dir, sql);
		const run = copyTo(dir, there);
		equal(status, run.status, run.out + run.err);
		ok(run.err.includes(words), `${words}: ${run.err}`);
		ok(run.err.endsWith('kontor: nothing was copied\n'), run.err);
		equal(0, tablesIn(there), words);
	};
	const row = (answer, location) => 'INSERT INTO idempotency VALUES (-7, ' +
		`x'00', x'00', 0, ${answer}, 0, ${location}, 0);`;

	refused(66, 'serve it once', 'DELETE FROM migration WHERE number = ' +
		'(SELECT MAX(number) FROM migration);');
	refused(66, 'no database of this version', 'UPDATE migration SET ' +
		'sha256 = \'0\' WHERE number = 1;');
	refused(66, 'no database of this version', 'INSERT INTO migration VALUES ' +
		'(9999, \'9999_later.sql\', \'0\', 0);');
	refused(65, 'the table later is not in PostgreSQL',
		'CREATE TABLE later (id BIGINT PRIMARY KEY);');
	refused(65, 'the column partner.later is not in PostgreSQL',
		'ALTER TABLE partner ADD COLUMN later TEXT;');
	refused(65, 'the column partner.agreement_required is not in SQLite',
		'ALTER TABLE partner DROP COLUMN agreement_required;');
	refused(65, 'the table catalogue is not in SQLite',
		'DROP TABLE catalogue;');
	refused(65, 'heartbeat.later is of a type that is not copied',
		'ALTER TABLE heartbeat ADD COLUMN later REAL;');
	refused(65, 'idempotency.location holds a text with a NUL',
		row('NULL', 'CAST(x\'610062\' AS TEXT)'));
	refused(65, 'idempotency.location holds a text that is not UTF-8',
		row('NULL', 'CAST(x\'61ff62\' AS TEXT)'));
	refused(65, 'idempotency.answer holds a value of another type',
		row('\'a text\'', 'NULL'));
	refused(65, 'idempotency.created_at holds a value of another type',
		row('NULL', 'NULL').replace(/0\);$/, '1.5);'));
	/* what PostgreSQL checks when it is written */
	refused(65, 'partner_user', 'PRAGMA foreign_keys = OFF; ' +
		'UPDATE partner_user SET partner_id = 77 WHERE user_id = ' +
		'(SELECT MIN(user_id) FROM partner_user);');
});

/* ---- what breaks off ---- */

/* So much that it takes a while. */
const many = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n ' +
	'WHERE i < 300000) INSERT INTO idempotency SELECT -7, ' +
	'CAST(printf(\'%032d\', i) AS BLOB), x\'00\', i, zeroblob(40), 0, ' +
	'\'a place\', i FROM n;';

function begin(words) {
	const child = spawn(program, ['copy', ...words],
		{ stdio: ['ignore', 'pipe', 'pipe'] });
	const run = { child, out: '', err: '' };

	child.stdout.on('data', (part) => { run.out += part; });
	child.stderr.on('data', (part) => { run.err += part; });
	run.gone = new Promise((done) => child.on('close', (status, signal) =>
		done({ status, signal })));
	return run;
}

/* With files of 4 MiB at most, in blocks of 1024 bytes. */
const kontorLimited = (dir, there) => spawnSync('bash', ['-c',
	'trap "" XFSZ; ulimit -f 4096; exec "$0" copy --to sqlite ' +
	'--data-dir "$1" --database "$2"', program, dir, there],
{ encoding: 'utf8' });

/* The server is at the table with many rows. */
const copying = (there) => until(async () => Number(psql(there,
	'SELECT COUNT(*) FROM pg_stat_activity WHERE datname = ' +
	'current_database() AND query LIKE \'COPY%idempotency%\'')) > 0,
'it copies', 120000);

const alone = (there) => until(async () => psql(there, 'SELECT COUNT(*) FROM ' +
	'pg_stat_activity WHERE datname = current_database()') === '1',
'its connection is gone', 120000);

test('a copy to PostgreSQL that is killed, or loses its connection, leaves ' +
	'the database empty; the next one is whole', async (k) => {
	const there = database(k);
	const from = folderLike(k, k.base, { rows: true });

	sqlite(from, many);
	const killed = begin(['--to', there, '--data-dir', from]);
	await copying(there);
	killed.child.kill('SIGKILL');
	equal('SIGKILL', (await killed.gone).signal);
	await alone(there);
	equal(0, tablesIn(there));

	const lost = begin(['--to', there, '--data-dir', from]);
	await copying(there);
	psql(there, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity ' +
		'WHERE datname = current_database() AND pid <> pg_backend_pid()');
	equal(74, (await lost.gone).status, lost.err);
	ok(lost.err.includes('nothing was copied'), lost.err);
	equal(0, tablesIn(there));

	const whole = copyTo(from, there);
	equal(0, whole.status, whole.err);
	equal('300000', psql(there, 'SELECT COUNT(*) FROM idempotency'));

	/* ---- and back ---- */
	const back = folderLike(k, k.base);
	const file = join(back, 'kontor.db');
	const late = begin(['--to', 'sqlite', '--data-dir', back,
		'--database', there]);
	await until(async () => existsSync(`${file}.copying`) &&
		statSync(`${file}.copying`).size > 4000000, 'it writes', 120000);
	late.child.kill('SIGKILL');
	equal('SIGKILL', (await late.gone).signal);
	ok(!existsSync(file));

	/* a full disk: no file may grow beyond 4 MiB */
	const full = kontorLimited(back, there);
	equal(74, full.status, full.stderr);
	ok(full.stderr.includes('nothing was copied'), full.stderr);
	equal(['demo.json', 'files', 'keys', 'kontor.lock'],
		readdirSync(back).sort());

	const again = copyBack(there, back);
	equal(0, again.status, again.err);
	equal(dump(from), dump(back));
	equal(['demo.json', 'files', 'keys', 'kontor.db', 'kontor.lock'],
		readdirSync(back).sort());
});
