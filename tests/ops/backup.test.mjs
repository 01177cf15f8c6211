/* kontor backup, restore and verify: what clients were told is there again. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync,
	statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { command, equal, full, kontor, ok, pause, program, readJson, root,
	test, until } from './lib.mjs';
import { admin } from '../api/lib.mjs';
import { server2019, shop, windows7 } from '../api/shop.mjs';

/* Without holding up this process, as a load goes on in it. */
const later = (words) => new Promise((done) => {
	const child = spawn(program, words, { cwd: root });
	let out = '', err = '';

	child.stdout.on('data', (part) => { out += part; });
	child.stderr.on('data', (part) => { err += part; });
	child.on('exit', (status) => done({ status, out, err }));
});

const flip = (path, at) => {
	const bytes = readFileSync(path);

	bytes[at < 0 ? bytes.length + at : at] ^= 0x10;
	writeFileSync(path, bytes);
};

const sqlite = (db, sql) => command('sqlite3', [db, sql]).out.trim();

/* A backup of the demo folder. */
function backupOf(k, dir = k.base) {
	const to = join(k.folder(), 'backup');
	const run = kontor(['backup', to, '--data-dir', dir]);

	equal(0, run.status, run.err);
	return to;
}

/* Orders, one after the other, until it is over; what each was told. */
async function buy(server, country, when, told) {
	const of = await shop(server, country);

	while (!when.over) {
		const order = await of.order([...server2019, 1]);
		told.push({ path: `${of.path}/orders/${order.id}`, order,
			at: performance.now() });
	}
}

test('a backup made under load holds all that was told before it began',
	async (k) => {
		const server = await k.serve();
		const when = { over: false };
		const told = [];
		const buying = ['DE', 'SE'].map((c) => buy(server, c, when, told));

		await until(() => told.length > 5, 'some orders are told');
		const before = told.length;
		const to = join(k.folder(), 'backup');
		const made = await later(['backup', to, '--data-dir', server.dir]);
		const during = told.length - before;
		await pause(200);
		when.over = true;
		await Promise.all(buying);
		equal(0, made.status, made.err);
		ok(during > 0, 'orders went on meanwhile');

		const place = join(k.folder(), 'data');
		const restored = await later(['restore', to, '--data-dir', place]);
		equal(0, restored.status, restored.err);
		const again = await k.serve([], place);
		for (const one of told.slice(0, before)) {
			const a = await admin(again).get(one.path);
			equal(200, a.status, a.text);
			const { attributes: _, ...want } = one.order;
			for (const key of ['id', 'lineItems', 'totalPrice',
				'currencyCode', 'creationDate'])
				equal(want[key], a.json[key], key);
		}
		/* and goes on: something new is bought there */
		equal('pending', (await (await shop(again, 'DE'))
			.order([...windows7, 1])).status.replace('completed', 'pending'));
	});

test('every table of a restored folder has the rows of the original', (k) => {
	const to = backupOf(k);
	const place = join(k.folder(), 'data');

	equal(0, kontor(['restore', to, '--data-dir', place]).status);
	const dump = (dir) => command('sqlite3', [join(dir, 'kontor.db'),
		'.dump'], { maxBuffer: 1 << 30 }).out;
	ok(dump(place).length > 100000);
	equal(dump(k.base) === dump(place), true);
	for (const name of readdirSync(join(k.base, 'files')))
		ok(existsSync(join(place, 'files', name)), name);
	equal(readFileSync(join(k.base, 'keys/master.key')),
		readFileSync(join(place, 'keys/master.key')));
});

test('what a backup says it holds is what the rows are', (k) => {
	const to = backupOf(k);
	const index = readJson(join(to, 'index.json'));
	const db = join(k.base, 'kontor.db');

	for (const [name, table] of [['customers', 'customer'],
		['orders', 'orders'], ['product keys', 'product_key'],
		['invoices', 'invoice'], ['acts', 'activity']])
		equal(sqlite(db, `SELECT COUNT(*) FROM ${table}`),
			String(index.counts[name]), name);
	equal(sqlite(db, 'SELECT MAX(number) FROM migration'),
		String(index.migration));
	const paths = index.parts.map((part) => part.path);
	for (const path of ['kontor.db', 'keys/master.key', 'demo.json'])
		ok(paths.includes(path), path);
	for (const part of index.parts)
		equal(`${part.sha256}  -\n`, command('sha256sum', [],
			{ input: readFileSync(join(to, part.path)) }).out);
});

test('nothing of a backup can be read by others', (k) => {
	const to = backupOf(k);

	for (const line of command('find', [to, '-printf', '%m %y\n']).out
		.trim().split('\n'))
		ok(line === '600 f' || line === '700 d', line);
});

test('one flipped byte anywhere in a backup is found and named', (k) => {
	const to = backupOf(k);
	const paths = readJson(join(to, 'index.json')).parts
		.map((part) => part.path)
		.filter((path) => statSync(join(to, path)).size > 0);
	const some = full ? paths :
		[...new Set(['kontor.db', 'keys/master.key', ...paths.slice(-5)])];

	for (const path of [...some, 'index.json', 'index.sha256']) {
		for (const at of [0, -1]) {
			flip(join(to, path), at);
			const run = kontor(['verify', to]);
			equal(65, run.status, path);
			ok(run.err.includes(path), `${path}: ${run.err}`);
			flip(join(to, path), at);
		}
	}
	equal(0, kontor(['verify', to]).status);
});

test('a truncated backup, one without a part and one with more is refused',
	(k) => {
		const whole = backupOf(k);
		const damaged = (how) => {
			const to = join(k.folder(), 'damaged');
			cpSync(whole, to, { recursive: true });
			how(to);
			const place = join(k.folder(), 'data');
			const run = kontor(['restore', to, '--data-dir', place]);
			equal(65, run.status, run.err);
			ok(!existsSync(place) && !existsSync(`${place}.restoring`));
			return run.err;
		};

		ok(damaged((to) => truncateSync(join(to, 'kontor.db'), 8192))
			.includes('kontor.db: has 8192 bytes'));
		ok(damaged((to) => rmSync(join(to, 'keys/master.key')))
			.includes('keys/master.key: No such file'));
		ok(damaged((to) => rmSync(join(to, 'index.json')))
			.includes('there is no whole backup here'));
		ok(damaged((to) => truncateSync(join(to, 'index.json'), 900))
			.includes('index.json is not what index.sha256 says'));
		ok(damaged((to) => writeFileSync(join(to, 'files/more'), 'x'))
			.includes('files/more: is not in the index'));
	});

test('restore refuses a folder that is not empty and leaves it as it was',
	(k) => {
		const to = backupOf(k);
		const place = k.folder();

		writeFileSync(join(place, 'mine'), 'mine');
		const run = kontor(['restore', to, '--data-dir', place]);
		equal(73, run.status);
		ok(run.err.includes(`${place} is not empty`), run.err);
		equal(['mine'], readdirSync(place));
		rmSync(join(place, 'mine'));
		equal(0, kontor(['restore', to, '--data-dir', place]).status);
		equal(0, kontor(['verify', '--data-dir', place]).status);
	});

test('backup refuses a folder with something in it, and one without data',
	(k) => {
		const to = k.folder();

		writeFileSync(join(to, 'mine'), 'mine');
		equal(73, kontor(['backup', to, '--data-dir', k.base]).status);
		equal(['mine'], readdirSync(to));
		const none = join(k.folder(), 'none');
		const run = kontor(['backup', join(k.folder(), 'b'),
			'--data-dir', none]);
		equal(66, run.status, run.err);
		ok(!existsSync(none), 'it made no folder');
	});

test('a backup is made again and again, and holds the settings', (k) => {
	const dir = k.folder();
	const config = join(dir, 'kontor.conf');

	writeFileSync(config, 'mail_from = shop@contoso.example\n');
	for (const name of ['one', 'two']) {
		const to = join(dir, name);
		const run = kontor(['backup', to, '--data-dir', k.base,
			'--config', config]);
		equal(0, run.status, run.err);
		equal(readFileSync(config), readFileSync(join(to, 'kontor.conf')));
		equal(0, kontor(['verify', to]).status);
	}
});

/* ---- verify names what is wrong with a data folder ---- */

function wrongWith(k, how) {
	const dir = join(k.folder(), 'data');

	cpSync(k.base, dir, { recursive: true });
	how(dir, (sql) => {
		const run = command('sqlite3', [join(dir, 'kontor.db'), sql]);
		equal('', run.err);
	});
	const run = kontor(['verify', '--data-dir', dir]);
	equal(65, run.status, run.out + run.err);
	return run.err;
}

test('verify finds an invoice whose lines were changed', (k) => {
	const said = wrongWith(k, (dir, run) => run('UPDATE charge SET ' +
		'net_minor = net_minor + 1, gross_minor = gross_minor + 1 ' +
		'WHERE gross_minor > 0'));

	ok(/G\d+ does not match its lines \((?:amount|sum|hash)/.test(said), said);
});

test('verify finds an act that was changed afterwards', (k) => {
	const said = wrongWith(k, (dir, run) => run('UPDATE activity SET ' +
		"order_id = 'another' WHERE activity_id = (SELECT " +
		'MIN(activity_id) FROM activity)'));

	ok(/1 acts of \d{4}-\d\d-\d\d were changed after they were written/
		.test(said), said);
});

test('verify finds a key that does not open', (k) => {
	const said = wrongWith(k, (dir, run) => run('UPDATE product_key SET ' +
		'key_sealed = zeroblob(60) WHERE key_digest = ' +
		'(SELECT MIN(key_digest) FROM product_key)'));

	ok(/product key does not open: key\/\d+\//.test(said), said);
});

test('verify finds keys of another master key', (k) => {
	const said = wrongWith(k, (dir) => flip(join(dir, 'keys/master.key'), 5));

	ok(/does not open|cannot be used/.test(said), said);
});

test('verify finds a row without the one it belongs to', (k) => {
	const said = wrongWith(k, (dir, run) => run('PRAGMA foreign_keys=OFF; ' +
		"DELETE FROM product WHERE product_id = (SELECT product_id FROM " +
		'sku LIMIT 1)'));

	ok(/database: a row of \w+ names one of product that is not there/
		.test(said), said);
});

test('verify finds a damaged page of the database', (k) => {
	const said = wrongWith(k, (dir) => {
		const path = join(dir, 'kontor.db');
		const bytes = readFileSync(path);
		/* pages of rows, beyond the schema */
		for (let at = 300 * 4096; at < 340 * 4096; at += 4096)
			bytes.fill(0xa5, at + 100, at + 300);
		writeFileSync(path, bytes);
	});

	ok(/wrong: /.test(said), said);
});

test('verify finds a file with a flipped byte and one that is gone', (k) => {
	const path = sqlite(join(k.base, 'kontor.db'),
		'SELECT path FROM file ORDER BY path LIMIT 1');

	ok(wrongWith(k, (dir) => flip(join(dir, 'files', path), 3))
		.includes(`files/${path}: has not its SHA-256`));
	ok(wrongWith(k, (dir) => rmSync(join(dir, 'files', path)))
		.includes(`files/${path}: No such file`));
});

test('verify changes nothing, and works beside a serving process',
	async (k) => {
		const server = await k.serve();
		const before = command('sha256sum', [join(server.dir,
			'keys/master.key')]).out;

		const run = kontor(['verify', '--data-dir', server.dir]);
		equal(0, run.status, run.err);
		ok(/\d+ sealed secrets open/.test(run.out));
		equal(before, command('sha256sum', [join(server.dir,
			'keys/master.key')]).out);
		const empty = k.folder();
		equal(65, kontor(['verify', '--data-dir', empty]).status);
		equal([], readdirSync(empty));
	});

