/* What one process does for all: billing, purges, files of operators. */
import { admin } from '../api/lib.mjs';
import { server2019, shop } from '../api/shop.mjs';
import { operator, words } from '../web/lib.mjs';
import { equal, ok, pause, test, until } from './lib.mjs';

const head = 'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
	'EffectiveStartDate,EffectiveEndDate\n';
const count = (text, what) => text.split(what).length - 1;

/* Prices of days long ago: it takes a while, so that both find it. */
const long = () => Array.from({ length: 8000 }, (_, i) => {
	const day = new Date(Date.UTC(1980, 0, 1 + i)).toISOString().slice(0, 10);

	return `KS19WSSTD001,0001,NoTerm,FR,EUR,1.00,${day},${day}\n`;
}).join('');

test('a price sheet sent to one is checked and applied once, shown by the other, ' +
	'and its prices count at both', async ({ pair: [a, b] }) => {
	const [op, there] = [await operator(a), await operator(b)];
	const sent = await op.send('/operator/imports', { kind: 'prices' },
		{ field: 'file', name: 'many.csv', bytes: head + long() +
			'KS19WSSTD001,0001,NoTerm,DE,EUR,765.40,2020-01-01,\n' });

	equal(303, sent.status, words(sent.text));
	const at = sent.headers.location;
	const settled = (state) => until(async () =>
		(r => r.headers.refresh === undefined &&
			words(r.text).includes(state))(await there.get(at)), state, 60000);

	await settled('Checked');
	equal(303, (await there.post(`${at}/apply`)).status);
	await settled('Applied');
	ok(words((await op.get('/operator/imports')).text).includes('many.csv'));
	for (const state of ['checked', 'applied'])
		equal(1, count(a.log + b.log,
			`"file":"many.csv","state":"${state}"`), state);
	for (const server of [a, b]) {
		const s = await shop(server, 'DE');
		const order = await s.order([...server2019, 1]);
		const priced = await admin(server).get(
			`${s.path}/orders/${order.id}?include_price=true`);

		equal(765.4, priced.json.lineItems[0].pricing.listPrice);
	}
});

test('a run of invoices begun at one is done once, and shown by the other',
	async ({ pair: [a, b] }) => {
		const s = await shop(a, 'DE');

		await s.now('2021-06-15T09:00:00Z');
		try {
			await s.order([...server2019, 1]);
			await s.now('2021-07-02T09:00:00Z');
			const [op, there] = [await operator(a), await operator(b)];
			equal(303, (await op.post('/operator/invoices/run',
				{ month: '2021-06' })).status);
			await until(async () => {
				const page = await there.get('/operator/invoices?watch=1');

				return page.headers.refresh === undefined &&
					/June 2021 .* Done/.test(words(page.text));
			}, 'the run ends', 60000);
			for (const server of [a, b])
				equal(1, (await admin(server).get('/invoices')).json.items
					.filter((i) => i.invoiceDate.startsWith('2021-07'))
					.length);
		} finally {
			await s.now(new Date().toISOString());
		}
	});

test('when the one that works for all is killed, its lease runs out and another ' +
	'goes on', async (house) => {
	const lease = () => house.sql("SELECT holder, until > extract(epoch FROM " +
		"now()) FROM lease WHERE name = 'housekeeping'");
	const [a, b] = house.pair;

	/* one is left: the lease is its */
	await house.stop(b);
	await until(() => /\|t$/.test(lease()), 'somebody holds it', 60000);
	await pause(100);
	const before = lease();
	await house.kill(a);
	equal(before, lease(), 'who is killed lets nothing go');
	house.pair = [house.begin(house.flags), house.begin(house.flags)];
	for (const server of house.pair)
		await house.ready(server);
	await pause(6000); /* they look every five seconds */
	const [holder] = before.split('|');
	ok(lease().startsWith(holder), 'as long as it lasts nobody takes it');
	/* half a minute goes by */
	house.sql("UPDATE lease SET until = until - 60 WHERE name = " +
		"'housekeeping'");
	await until(() => /\|t$/.test(lease()) && !lease().startsWith(holder),
		'another has it', 60000);
});
