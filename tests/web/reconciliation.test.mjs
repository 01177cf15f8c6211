/* Files of an invoice from its page, and how each line came about. */
import { createHash } from 'node:crypto';

import { share, shop, sql_year } from '../api/shop.mjs';
import { admin } from '../api/lib.mjs';
import { clockAt, equal, ok, person, test, words } from './lib.mjs';

const links = (page, form) => [...page.text.matchAll(new RegExp(
	`href="(/billing/reconciliation/[^"]+/${form})"`, 'g'))].map((m) => m[1]);

/* The page of the newest month that is over. */
async function month(k, who) {
	const [{ id, billingPeriodStartDate }] = (await admin(k)
		.get('/invoices?size=1')).json.items;

	return { id, page: await who.get(
		`/billing?month=${billingPeriodStartDate.slice(0, 7)}`) };
}

test('R-111: an invoice has its lines as CSV and XLSX beside it', async (k) => {
	const who = await person(k, 'anneke');
	const { id, page } = await month(k, who);
	const csv = links(page, 'csv').find((href) => href.includes(id));
	const xlsx = links(page, 'xlsx').find((href) => href.includes(id));
	const proof = (await admin(k).get(`/invoices/${id}/reconciliation`)).json;
	const rows = await who.get(csv);
	const book = await who.get(xlsx);

	equal([200, 'text/csv; charset=utf-8',
		`attachment; filename=Reconciliation_${id}.csv`],
	[rows.status, rows.headers['content-type'],
		rows.headers['content-disposition']]);
	equal(proof.csvSha256,
		createHash('sha256').update(rows.bytes).digest('hex'));
	equal([200, 'PK', `attachment; filename=Reconciliation_${id}.xlsx`],
		[book.status, book.bytes.subarray(0, 2).toString(),
			book.headers['content-disposition']]);
});

test('the open month has no files, for it is no invoice', async (k) => {
	const page = await (await person(k, 'anneke')).get('/billing');

	equal([200, [], []], [page.status, links(page, 'csv'),
		links(page, 'xlsx')]);
});

test('who may not see invoices gets no file; what is none is not found',
	async (k) => {
		const who = await person(k, 'anneke');
		const { page } = await month(k, who);
		const [csv] = links(page, 'csv');
		const stranger = await person(k,
			k.demo.partners[1].users[0].email.split('@')[0]);

		for (const form of ['csv', 'xlsx']) {
			equal(404, (await stranger.get(
				csv.replace(/csv$/, form))).status);
			equal(404, (await who.get('/billing/reconciliation/' +
				`G0001999999/${form}`)).status);
			equal(403, (await (await person(k, 'heiko')).get(
				csv.replace(/csv$/, form))).status);
		}
	});

test('R-131 E-22: the order explains its credit: days, rule, edition, rounding',
	async (k) => {
		const who = await person(k, 'anneke');
		const back = await clockAt(who, '2021-03-10', '10:00:00');

		try {
			const s = await shop(k, 'DE');
			const order = await s.order(sql_year);

			await who.post('/clock', { day: '2021-04-09',
				time: '12:00:00' });
			equal(200, (await s.cancel(order)).status);
			const text = words((await who.get(
				`/customers/${s.id}/orders/${order.id}`)).text);
			const [, credit] = (await s.who.get(
				`${s.path}/orders/${order.id}/lineitems/0/` +
				'explanation')).json.items;

			equal(-share(Number(credit.inputs.netMinor), 335, 365),
				Math.round(credit.net * 100));
			for (const part of ['× 335 ÷ 365 =',
				'30 used, 335 unused',
				'a half to the even minor unit', 'R-113: A term is ' +
				'credited by its unused days',
				'Edition 2021-03-08, in force from Mar 8, 2021, by the ' +
				'document of Mar 8, 2021', 'Early ' +
				'termination fee €0.00', 'R-029: Prices do not ' +
				'include tax'])
				ok(text.includes(part), `${part} in ${text}`);
		} finally {
			await back();
		}
	});
