/* The service goes on where the copy begins. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { equal, ok, test } from '../ops/lib.mjs';
import { admin } from '../api/lib.mjs';
import { seats_monthly, server2019, shop } from '../api/shop.mjs';
import { copyBack, copyTo, database, folderLike, psql, sqlite } from
	'./rows.mjs';

/* A server on this very folder goes on with it: startServer works on copies,
 * and its folder is gone when it stops. */
async function stage(k, flags, like) {
	const server = await k.serve(flags, like);

	return { server, end: async (keep) => {
		await server.stop({ keep: true });
		cpSync(server.dir, keep, { recursive: true });
	} };
}

const serials = (text) => text.split('\n').filter((line) => line !== '');

test('who served from SQLite serves from PostgreSQL and from SQLite again: ' +
	'people sign in, orders and invoices go on with new numbers', async (k) => {
	const there = database(k);
	const ids = new Set();
	const orders = [];
	const invoices = 'SELECT number FROM invoice ORDER BY number;';
	/* A month: an order by checkout, one at once, and the invoice of it. */
	const trade = async (server, month) => {
		const s = await shop(server, 'DE');

		await s.now(`2041-${month}-10T09:00:00Z`);
		const cart = await s.cart(server2019);
		const a = await s.who.post(`${s.path}/carts/${cart.id}/checkout`, {});
		equal(201, a.status, a.text);
		const more = [a.json.orders[0], await s.order([...seats_monthly, 3])];

		for (const order of more) {
			ok(!ids.has(order.id), `${order.id} is new`);
			ids.add(order.id);
			orders.push((await s.get(order)).json);
		}
		await s.now(`2041-${String(Number(month) + 1).padStart(2, '0')}` +
			'-02T09:00:00Z');
	};
	const remembered = async (server) => {
		const s = await shop(server, 'DE');

		for (const order of orders) {
			const a = await s.get(order);

			equal(200, a.status, a.text);
			equal(order.lineItems.map((line) => line.offerId),
				a.json.lineItems.map((line) => line.offerId));
		}
		/* by their own password and role, with keys of before */
		equal(200, (await admin(server).get('/customers')).status);
	};
	/* each number once, all that were there before among them */
	const issued = (before, after) => {
		equal(before, after.filter((number) => before.includes(number)));
		equal(after.length, new Set(after).size);
		ok(after.length > before.length, 'a month was invoiced');
	};

	const one = await stage(k, [], k.base);
	await trade(one.server, '01');
	const first = join(k.folder(), 'data');
	await one.end(first);
	const numbers = serials(sqlite(first, invoices));
	const to = copyTo(first, there);
	equal(0, to.status, to.err);

	const two = await stage(k, ['--database', there], folderLike(k, first));
	await remembered(two.server);
	await trade(two.server, '03');
	const second = join(k.folder(), 'data');
	await two.end(second);
	const more = serials(psql(there, invoices));
	issued(numbers, more);
	const back = copyBack(there, second);
	equal(0, back.status, back.err);

	const three = await stage(k, [], second);
	await remembered(three.server);
	await trade(three.server, '05');
	const third = join(k.folder(), 'data');
	await three.end(third);
	issued(more, serials(sqlite(third, invoices)));
});
