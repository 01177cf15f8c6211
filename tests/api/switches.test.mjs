/*
 * The switches of the rules, each on a server of its own (E-09, E-12, E-57,
 * R-130), and windows by the second and by the day (E-02, E-08, E-17).
 */
import { admin, equal, expectError, ok, send, startServer, test }
	from './lib.mjs';
import { server2019, shop, sql_year, timed, visual_studio } from './shop.mjs';

/* A body that runs with these settings: own server, tenant and clock. */
const switched = (flags, fn) => async () => {
	const k = await startServer(flags);

	try {
		await fn(await shop(k, 'DE'), k);
	} finally {
		await k.stop();
	}
};
const first = async (s, order) => (await s.offer(order)).lineItems[0];

async function bought(s, at, what = server2019) {
	await s.now(at);
	return s.order(what);
}

/* ---- windows ---- */

test('E-02: the midnight after day 60 is outside', timed('DE', async (s) => {
	const order = await bought(s, '2019-12-18T10:00:00Z');

	await s.now('2020-02-16T23:59:50Z');
	equal([true, 0], [(await first(s, order)).allowed,
		(await first(s, order)).daysRemaining]);
	await s.now('2020-02-17T00:00:00Z');
	const line = await first(s, order);
	equal([false, '2020-02-16', undefined],
		[line.allowed, line.lastDay, line.daysRemaining]);
	const a = await expectError(s.cancel(order), 400, 900117);
	ok(a.json.description.includes('2020-02-16'), a.text);
}));

test('E-08: 60 days of edition 2021-03-08 end with day 60',
	timed('DE', async (s) => {
		const order = await bought(s, '2021-03-10T00:00:00Z');

		await s.now('2021-05-10T00:00:00Z');
		equal('2021-05-09', (await first(s, order)).lastDay);
		await expectError(s.cancel(order), 400, 900117);
	}));

test('E-17: a purchase late in the evening west of Greenwich is of the next ' +
	'UTC day', timed('DE', async (s) => {
	/* 2021-06-09 22:30 in UTC-3 */
	const order = await bought(s, '2021-06-09T22:30:00-03:00');

	equal('2021-06-10', order.creationDate.slice(0, 10));
	equal('2021-07-10', (await first(s, order)).lastDay);
}));

test('R-078: a product’s own window holds from the catalogue to the credit',
	timed('DE', async (s) => {
		const order = await bought(s, '2021-03-10T09:00:00Z', visual_studio);
		const line = await first(s, order);

		/* 14 days, although the edition says 60 */
		equal([true, '2021-03-24', 14, true, 14], [line.allowed, line.lastDay,
			line.daysRemaining, line.decision.ownWindow,
			line.decision.windowDays]);
		await s.now('2021-03-25T00:00:00Z');
		const a = await expectError(s.cancel(order), 400, 900117);
		ok(/\b14\b/.test(a.json.description), a.text);
		await s.now('2021-03-24T23:59:50Z');
		const credit = (await first(s, order)).credit;
		equal(200, (await s.cancel(order)).status);
		equal('full', credit.formula);
		equal([-credit.of.net, -credit.of.gross],
			[credit.net, credit.gross]);
	}));

/* ---- elapsed_24h ---- */

test('E-09: elapsed_24h counts 60 times 24 hours from the moment of purchase',
	switched(['--elapsed-24h'], async (s) => {
		const order = await bought(s, '2021-03-10T00:00:00Z');

		await s.now('2021-05-08T23:59:50Z');
		equal([true, 'elapsed_24h'], [(await first(s, order)).allowed,
			(await first(s, order)).decision.windowRule]);
		await s.now('2021-05-09T00:00:00Z');
		equal(false, (await first(s, order)).allowed);
		await expectError(s.cancel(order), 400, 900117);
	}));

/* ---- announced-dates ---- */

test('E-12, E-57: the overlay announced-dates', switched(['--announced-dates'],
	async (s, k) => {
		/* E-12: 30 days a day earlier */
		const order = await bought(s, '2021-06-01T12:00:00Z');
		const line = await first(s, order);

		equal(['2021-07-01', 30, '2021-03-08+announced-dates'],
			[line.lastDay, line.daysRemaining, line.edition]);
		/* the day before it is 60 still */
		const before = await bought(s, '2021-05-31T12:00:00Z');
		equal('2021-07-30', (await first(s, before)).lastDay);

		/* E-57: five days from the first download */
		await s.now('2021-06-05T12:00:00Z');
		const path = `${s.path}/software/${order.id}-0`;
		const { fileId } = (await s.who.get(`${path}/files`)).json.items[0];
		const link = (await s.who.post(`${path}/links`, { fileId })).json;
		const at = new URL(link.url).pathname;
		const load = () => send(k, 'GET', at, { strict: false });

		await s.now('2021-06-10T10:00:00Z');
		equal(200, (await load()).status);
		await s.now('2021-06-15T09:59:50Z');
		equal(200, (await load()).status);
		await s.now('2021-06-15T10:00:00Z');
		equal(410, (await load()).status);

		/* keys leave the partner on 2021-01-19 and come back on 2021-03-04 */
		const old = await bought(s, '2021-01-10T12:00:00Z');
		const key = () => s.who.post(`${s.path}/software/${old.id}-0/key`);
		equal(200, (await key()).status);
		await s.now('2021-01-19T00:00:00Z');
		equal(403, (await key()).status);
		await s.now('2021-03-04T00:00:00Z');
		equal(200, (await key()).status);

		const all = (await s.who.get('/policyeditions')).json.items;
		ok(all.some((e) => e.overlay === 'announced-dates'));
		equal(all.slice(1).map((e) => e.effectiveFrom),
			all.slice(0, -1).map((e) => e.effectiveTo));
	}));

/* ---- strict_purchase_mode ---- */

test('R-130: terms go by the purchase, screens by the day of acting',
	timed('DE', async (s) => {
		const order = await bought(s, '2020-12-01T12:00:00Z');
		const key = () => s.who.post(`${s.path}/software/${order.id}-0/key`);

		await s.now('2021-02-10T12:00:00Z');
		equal(403, (await key()).status);
		await s.now('2021-03-08T00:00:00Z');
		equal(200, (await key()).status);
	}));

test('R-130: strict purchase mode takes screens by the purchase, too',
	switched(['--strict-purchase-mode'], async (s) => {
		const key = (order) =>
			s.who.post(`${s.path}/software/${order.id}-0/key`);
		/* bought when partners saw keys: they do so for ever */
		const early = await bought(s, '2020-12-01T12:00:00Z');
		/* bought when they did not: never */
		const late = await bought(s, '2021-02-01T12:00:00Z', sql_year);

		for (const at of ['2021-02-10T12:00:00Z', '2021-03-10T12:00:00Z',
			'2021-06-10T12:00:00Z']) {
			await s.now(at);
			equal(200, (await key(early)).status, at);
			equal(403, (await key(late)).status, at);
		}
		/* and the acknowledgement: 2019 asks for none, 2021-01 does */
		equal([false, true], [
			(await first(s, early)).decision.acknowledgementRequired,
			(await first(s, late)).decision.acknowledgementRequired]);
		/* windows are by purchase in both modes */
		await s.now('2021-02-10T12:00:00Z');
		equal('2021-04-02', (await first(s, late)).lastDay);
	}));

/* ---- the editions over REST ---- */

test('R-128: each instant has one edition, without gap or overlap',
	async (k) => {
		const { items } = (await admin(k).get('/policyeditions')).json;

		equal([undefined, '2021-01-29T00:00:00Z', '2021-03-08T00:00:00Z',
			'2021-06-02T00:00:00Z'], items.slice(0, 4)
			.map((e) => e.effectiveFrom));
		equal(items.slice(1).map((e) => e.effectiveFrom),
			items.slice(0, -1).map((e) => e.effectiveTo));
		equal(undefined, items.at(-1).effectiveTo);
		equal(1, items.filter((e) => e.isInForce).length);
	});
