/*
 * The operator console: invoice runs and paid invoices, and the catalogue to
 * read.
 */
import { admin } from '../api/lib.mjs';
import { clockAt, equal, ok, operator, person, test, words } from './lib.mjs';

const path = '/operator/invoices';
const settled = async (op) => {
	for (let i = 0; i < 300; i++) {
		const answer = await op.get(`${path}?watch=1`);

		equal(200, answer.status);
		if (answer.headers.refresh === undefined)
			return words(answer.text);
		await new Promise((r) => setTimeout(r, 100));
	}
	throw new Error('the run never ends');
};

test('a run issues a month, and an invoice is marked as paid, once',
	async (k) => {
		const op = await operator(k);
		const who = await person(k, 'anneke');
		const back = await clockAt(who, '2021-06-15');

		try {
			const a = admin(k);
			const customer = k.demo.partners[0].customers
				.find((c) => c.country === 'DE').id;
			const item = (await a.get('/products/KS19WSSTD001/skus/0001/' +
				'availabilities?country=DE')).json.items[0].catalogItemId;
			equal(201, (await a.post(`/customers/${customer}/orders`,
				{ lineItems: [{ lineItemNumber: 0, offerId: item,
					quantity: 1 }] })).status);
			await who.post('/clock', { day: '2021-07-02', time: '09:00:00',
				back: '/account' });
			equal(303, (await op.post(`${path}/run`, { month: '2021-06' }))
				.status);
			const shown = await settled(op);
			ok(/June 2021 .* Signe Holm Done/.test(shown), shown);
			const invoice = (await a.get('/invoices')).json.items
				.find((i) => i.invoiceDate.startsWith('2021-07'));
			ok(invoice, 'June is issued');
			const day = '2021-07-02';
			equal(303, (await op.post(`${path}/paid`,
				{ number: invoice.id, paid_day: day })).status);
			equal(0, (await a.get(`/invoices/${invoice.id}`)).json.balance);
			const again = await op.post(`${path}/paid`,
				{ number: invoice.id, paid_day: day });
			equal(409, again.status);
			ok(words(again.text).includes('This invoice is paid already'));
			ok(again.text.includes(`value="${invoice.id}"`));
		} finally {
			await back();
		}
	});

test('what is wrong in the forms is named, and what was typed stays',
	async (k) => {
		const op = await operator(k);

		for (const month of ['', 'June', '2021-13', '1999-01']) {
			const answer = await op.post(`${path}/run`, { month });

			equal(422, answer.status, month);
			ok(words(answer.text).includes('Month: '), month);
			ok(answer.text.includes(`value="${month}"`), month);
		}
		const answer = await op.post(`${path}/paid`,
			{ number: 'G0009999999', paid_day: '' });
		equal(404, answer.status);
		ok(words(answer.text).includes(
			'Number of the invoice: There is no such invoice'));
		equal(422, (await op.post(`${path}/paid`, { number: '' })).status);
	});

test('the catalogue is read: products, SKUs, countries and dated prices',
	async (k) => {
		const op = await operator(k);
		let shown = words((await op.get('/operator/catalogue?q=visual')).text);

		ok(/Visual Studio Professional[^]*KS19VSPRO001[^]*14 days/.test(shown),
			shown);
		ok(!shown.includes('Windows Server'), shown);
		shown = words((await op.get('/operator/catalogue?q=zzz')).text);
		ok(shown.includes('No product has that'), shown);
		const first = await op.get('/operator/catalogue');
		ok(words(first.text).includes('the edition’s'));
		const page = await op.get(
			'/operator/catalogue/KS19WSSTD001?country=FR');
		shown = words(page.text);
		for (const what of ['Prices in France', '16 core licence pack 0001', 'holds now', 'prices.csv',
			'Jan 1, 2019', 'Jun 30, 2021', 'Jul 1, 2021', 'open', 'from 1'])
			ok(shown.includes(what), `${what}\n${shown}`);
		ok(shown.includes('KS19WSSTD001'), shown);
		equal(404, (await op.get('/operator/catalogue/NOSUCH000000')).status);
	});

test('a page with forms never reloads by itself, the one to watch has none',
	async (k) => {
		const op = await operator(k);
		const answer = await op.post(`${path}/run`, { month: '2021-05' });
		const watched = answer.headers.location;

		equal(303, answer.status);
		ok(watched.includes('watch=1'), watched);
		for (let i = 0; i < 20; i++)
			equal(undefined, (await op.get(path)).headers.refresh);
		ok((await op.get(path)).text.includes('action="/operator/invoices/run"'));
		const page = await op.get(watched);
		ok(!page.text.includes('name="month"') && !page.text.includes(
			'name="number"'), 'nothing to type into');
		ok(page.text.includes('href="/operator/invoices"'), 'a way back');
	});
