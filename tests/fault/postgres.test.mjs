/* A PostgreSQL server that refuses, is full, or takes no writes. */
import { spawnSync } from 'node:child_process';

import { Postgres } from '../crash/postgres.mjs';
import { equal, get, metric, ok, postgres, ready, test, unready,
	until } from './lib.mjs';
import { Shop, refused } from './shop.mjs';

function psql(address, ...statements) {
	const run = spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1',
		...statements.flatMap((sql) => ['-c', sql]), address],
	{ encoding: 'utf8', env: { ...process.env,
		PGOPTIONS: '-c default_transaction_read_only=off' } });

	equal(0, run.status, run.stderr);
	return run.stdout;
}

/* What holds while the server takes no writes, and what afterwards. */
async function outage(it, address, breaks, mends) {
	const shop = await Shop.open(it);
	const before = (await shop.buy()).json.orders[0];

	psql(address, ...breaks);
	/* the server tells its sessions in its own time */
	await until(async () => (await shop.cart()).status !== 201, 'refused');
	const id = crypto.randomUUID();
	refused(await shop.cart(id));
	equal(200, (await shop.who.get(`${shop.path}/orders/${before.id}`)).status);
	ok((await unready(it)).text.startsWith('not ready: '), 'with the reason');
	equal(0, await metric(it, 'kontor_writable'));
	equal(200, (await get(it.port, '/livez')).status);
	psql(address, ...mends);
	await ready(it);
	equal(201, (await shop.cart(id)).status);
	equal(201, (await shop.buy()).status);
	await shop.keptAll();
}

/* As the server says it when its disk is full. */
const full_disk = [`CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN
	RAISE EXCEPTION 'could not extend file: No space left on device'
	USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql`,
...['cart', 'heartbeat'].map((table) => `CREATE TRIGGER full_disk
	BEFORE INSERT OR UPDATE ON ${table}
	FOR EACH ROW EXECUTE FUNCTION full_disk()`)];
const writes = (word) => [
	`ALTER SYSTEM SET default_transaction_read_only = ${word}`,
	'SELECT pg_reload_conf()'];

if (postgres) {
	test('PostgreSQL: a server whose disk is full (53100) or that takes no ' +
		'writes (25006) refuses writes with 503, reads go on, and the same ' +
		'process writes again', async (k) => {
		const server = new Postgres();
		k.later(() => server.remove());
		const it = await k.serve(['--database', server.address],
			{ dir: k.folder() });

		await outage(it, server.address, full_disk,
			['DROP FUNCTION full_disk() CASCADE']);
		await outage(it, server.address, writes('on'), writes('off'));
	});

	test('PostgreSQL: under load, where transactions meet, every call is ' +
		'answered, and SIGTERM ends the program with 0', async (k) => {
		const server = new Postgres();
		k.later(() => server.remove());
		const dir = k.folder();

		for (let round = 0; round < 3; round++) {
			const it = await k.serve(['--database', server.address],
				{ dir });
			const shops = await Promise.all([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
				.map((n) => Shop.open(it, n)));
			const all = shops.map((shop) =>
				shop.buyUntil(() => !it.running));

			await until(() => shops.every((shop) => shop.told.size > 8),
				'nobody waits for ever');
			it.kill('SIGTERM');
			equal({ code: 0, signal: null }, await it.ended());
			await Promise.all(all);
		}
	});

	test('PostgreSQL: a server that is not there ends the start with the reason',
		async (k) => {
			const it = k.launch(['--database',
				'postgresql:///kontor?host=/nonexistent'], { dir: k.folder() });
			const { code, signal } = await it.ended();

			ok(signal === null && code !== 0, `${code} ${signal}`);
			ok(it.events().some((e) => e.level === 'error' &&
				/No such file or directory/.test(e.reason)), it.log);
		});
}
