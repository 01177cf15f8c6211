/* Backup and restore of a service on PostgreSQL. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { command, equal, kontor, ok, postgres, readJson, test } from
	'./lib.mjs';
import { admin } from '../api/lib.mjs';
import { server2019, shop } from '../api/shop.mjs';

test('a service on PostgreSQL is backed up while it serves, and restored',
	async (k) => {
		const of = postgres(k, ['ops_one', 'ops_two']);
		const server = await k.serve(['--database', of('ops_one')], null);
		const buyer = await shop(server, 'DE');
		const order = await buyer.order([...server2019, 2]);
		const to = join(k.folder(), 'backup');
		const made = kontor(['backup', to, '--data-dir', server.dir,
			'--database', of('ops_one')]);

		equal(0, made.status, made.err);
		const index = readJson(join(to, 'index.json'));
		equal('database.dump', index.database);
		ok(index.counts.orders > 0);
		ok(!existsSync(join(to, 'kontor.db')));
		equal(0, kontor(['verify', to]).status);

		/* into a database that is not empty: nothing is touched */
		const place = join(k.folder(), 'data');
		const refused = kontor(['restore', to, '--data-dir', place,
			'--database', of('ops_one')]);
		equal(73, refused.status);
		ok(refused.err.includes('the database is not empty'), refused.err);
		ok(!existsSync(place));
		equal(64, kontor(['restore', to, '--data-dir', place]).status);

		const restored = kontor(['restore', to, '--data-dir', place,
			'--database', of('ops_two')]);
		equal(0, restored.status, restored.err);
		const proved = kontor(['verify', '--data-dir', place,
			'--database', of('ops_two')]);
		equal(0, proved.status, proved.err);
		ok(/[1-9]\d* sealed secrets open/.test(proved.out), proved.out);
		const psql = (name, sql) => command('psql',
			['-At', '-c', sql, of(name)]).out;
		for (const table of ['orders', 'charge', 'product_key', 'activity',
			'migration'])
			equal(psql('ops_one', `SELECT COUNT(*) FROM ${table}`),
				psql('ops_two', `SELECT COUNT(*) FROM ${table}`), table);
		const again = await k.serve(['--database', of('ops_two')], place);
		const a = await admin(again).get(`${buyer.path}/orders/${order.id}`);
		equal(200, a.status);
		equal(order.lineItems, a.json.lineItems);
		ok(readdirSync(join(place, 'keys')).includes('master.key'));
	});
