/*
 * Catalogue and prices in the operator console: a file is sent, checked, shown
 * with its mistakes or with what it would change, applied, and kept in the
 * history.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { admin } from '../api/lib.mjs';
import { equal, ok, operator, test, words } from './lib.mjs';

const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');
const head = 'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
	'EffectiveStartDate,EffectiveEndDate\n';
const path = '/operator/imports';

async function send(op, kind, name, bytes) {
	const answer = await op.send(path, { kind },
		{ field: 'file', name, bytes });

	equal(303, answer.status, words(answer.text));
	return answer.headers.location;
}
/* As a browser does that is told to look again. */
async function settled(op, at) {
	for (let i = 0; i < 300; i++) {
		const answer = await op.get(at);

		equal(200, answer.status);
		if (answer.headers.refresh === undefined)
			return { ...answer, shown: words(answer.text) };
		equal('2', answer.headers.refresh);
		await new Promise((r) => setTimeout(r, 100));
	}
	throw new Error('the import never ends');
}
const price = async (k, country = 'DE') => (await admin(k).get(
	`/products/KS19WSSTD001/skus/0001/availabilities?country=${country}`))
	.json.items[0];
/* What a customer's cart costs: the price that counts. */
async function unit(k) {
	const a = admin(k);
	const customer = k.demo.partners[0].customers
		.find((c) => c.country === 'DE').id;
	const cart = await a.post(`/customers/${customer}/carts`, { lineItems: [{
		catalogItemId: (await price(k)).catalogItemId, quantity: 1 }] });
	const order = await a.post(`/customers/${customer}/carts/` +
		`${cart.json.id}/checkout`);
	const id = order.json.orders[0].id;

	return (await a.get(`/customers/${customer}/orders/${id}` +
		'?include_price=true')).json.lineItems[0].pricing.listPrice;
}

test('a price sheet is shown before it counts, and counts when it is applied',
	async (k) => {
		const op = await operator(k);
		const before = await unit(k);
		const at = await send(op, 'prices', 'correction.csv', head +
			'KS19WSSTD001,0001,NoTerm,DE,EUR,777.70,2020-01-01,\n' +
			'KS19WSSTD001,0001,NoTerm,FR,EUR,1.00,2015-01-01,2015-12-31\n');
		let page = await settled(op, at);

		for (const what of ['correction.csv', 'Price sheet', 'Checked',
			'What it would change', 'Changed prices 1',
			'Prices whose end has passed: no effect 1',
			'KS19WSSTD001:0001 DE commercial', '777.70 EUR'])
			ok(page.shown.includes(what), `${what}\n${page.shown}`);
		equal(before, await unit(k), 'nothing counts yet');
		equal(303, (await op.post(`${at}/apply`)).status);
		page = await settled(op, at);
		ok(page.shown.includes('Applied'), page.shown);
		ok(page.shown.includes('by Signe Holm'), page.shown);
		equal(777.7, await unit(k));
		equal(409, (await op.post(`${at}/apply`)).status, 'once');
		equal(409, (await op.post(`${at}/discard`)).status);
		const list = words((await op.get(path)).text);
		ok(/correction\.csv Price sheet .* Signe Holm .* Applied applied/
			.test(list), list);
	});

test('every mistake of a sheet is named by line, field and reason, and nothing ' +
	'is taken', async (k) => {
	const op = await operator(k);
	const at = await send(op, 'prices', 'bad.csv', head +
		'KS19WSSTD001,0001,NoTerm,DE,EUR,5.00,2020-01-01,\n' +
		'KS19WSSTD001,0001,NoTerm,DE,EURO,5.00,2020-01-01,\n' +
		'KS19WSSTD001,0009,NoTerm,DE,EUR,5.005,2020-13-01,\n');
	const page = await settled(op, at);

	for (const what of ['Has mistakes', 'Mistakes: 4',
		'3 Currency “EURO” is not a currency code',
		'4 SkuId there is no SKU 0009 of a product KS19WSSTD001',
		'4 UnitPrice “5.005” is not an amount of EUR',
		'4 EffectiveStartDate “2020-13-01” is not a date'])
		ok(page.shown.includes(what), `${what}\n${page.shown}`);
	equal(409, (await op.post(`${at}/apply`)).status);
	equal(777.7, await unit(k));
	equal(303, (await op.post(`${at}/discard`)).status);
	ok(words((await op.get(at)).text).includes('Discarded'));
});

test('a file that is no sheet at all says so', async (k) => {
	const op = await operator(k);
	const page = await settled(op, await send(op, 'prices', 'x.csv',
		Buffer.from([0xff, 0xfe, 0, 1, 2])));

	ok(page.shown.includes('Has mistakes'), page.shown);
	const json = await settled(op, await send(op, 'catalogue', 'x.json',
		'{"format":'));
	ok(json.shown.includes('Has mistakes'), json.shown);
});

test('a catalogue shows what it adds and changes, R-078: a window of its own ' +
	'goes through to an order', async (k) => {
	const op = await operator(k);
	const product = { id: 'KSIMPORT0001', title: 'Imported Server',
		description: '', kind: 'perpetual_software',
		family: 'windows_server', publisher: 'microsoft',
		publisherName: 'Microsoft Corporation',
		type: { id: 'Software', name: 'Software' },
		subtype: { id: 'Perpetual', name: 'Perpetual software' },
		views: ['Software', 'SoftwarePerpetual'], windowDays: 9,
		skus: [{ id: '0001', title: 'Imported Server, one', term: '',
			billingCycle: 'one_time', keySource: 'generated' }] };
	const file = (...products) => JSON.stringify({
		format: 'kontor-catalogue-1', markets: { DE: 'EUR' }, products });
	let at = await send(op, 'catalogue', 'new.json', file(product));
	let page = await settled(op, at);

	for (const what of ['New products 1', 'New SKUs 1',
		'New availabilities 1', 'Products not in the file: stay on sale',
		'KSIMPORT0001 New products'])
		ok(page.shown.includes(what), `${what}\n${page.shown}`);
	equal(404, (await admin(k).get(
		'/products/KSIMPORT0001?country=DE')).status, 'not yet');
	equal(303, (await op.post(`${at}/apply`)).status);
	await settled(op, at);
	equal(200, (await admin(k).get(
		'/products/KSIMPORT0001?country=DE')).status);
	at = await send(op, 'prices', 'new.csv', head +
		'KSIMPORT0001,0001,NoTerm,DE,EUR,50.00,2020-01-01,\n');
	page = await settled(op, at);
	ok(page.shown.includes('New prices 1'), page.shown);
	await op.post(`${at}/apply`);
	await settled(op, at);

	const a = admin(k);
	const customer = k.demo.partners[0].customers
		.find((c) => c.country === 'DE').id;
	const item = (await a.get('/products/KSIMPORT0001/skus/0001/' +
		'availabilities?country=DE')).json.items[0].catalogItemId;
	const order = (await a.post(`/customers/${customer}/orders`, { lineItems:
		[{ lineItemNumber: 0, offerId: item, quantity: 1 }] })).json;
	const offer = (await a.get(`/customers/${customer}/orders/${order.id}` +
		'/cancellation')).json.lineItems[0];
	equal([9, true], [offer.daysRemaining, offer.decision.ownWindow]);

	at = await send(op, 'catalogue', 'changed.json',
		file({ ...product, windowDays: 20 }));
	page = await settled(op, at);
	ok(page.shown.includes('KSIMPORT0001, windowDays Changed products – 9 20'),
		page.shown);
	equal(303, (await op.post(`${at}/discard`)).status);
});

test('what is missing in the form is named', async (k) => {
	const op = await operator(k);
	let answer = await op.send(path, { kind: 'prices' });

	equal(422, answer.status);
	ok(words(answer.text).includes('File: This is needed'));
	answer = await op.send(path, { kind: 'weather' },
		{ field: 'file', name: 'a.csv', bytes: head });
	equal(422, answer.status);
	ok(words(answer.text).includes('is not one of the choices'));
	equal(404, (await op.get(`${path}/999999`)).status);
	equal(404, (await op.get(`${path}/x`)).status);
});

test('the command line previews without a change, and its imports are in the ' +
	'history', async (k) => {
	const op = await operator(k);
	const file = join(k.dir, 'cli.csv');
	const run = (...more) => execFileSync(program, ['import', 'prices', file,
		...more, '--data-dir', k.dir], { encoding: 'utf8' });

	writeFileSync(file, head +
		'KS19WSSTD001,0001,NoTerm,DE,EUR,888.80,2020-01-01,\n');
	const said = run('--preview');
	ok(said.includes('cli.csv: 1 changed prices'), said);
	ok(said.includes('777.70 EUR -> 888.80 EUR'), said);
	ok(said.includes('nothing was changed'), said);
	equal(777.7, await unit(k));
	ok(!words((await op.get(path)).text).includes('cli.csv'));
	run();
	equal(888.8, await unit(k));
	const list = words((await op.get(path)).text);
	ok(/cli\.csv Price sheet .* Command line .* Applied/.test(list), list);
});

test('people’s orders go on while a large sheet is applied', async (k) => {
	const op = await operator(k);
	const lines = [head];

	/* ten prices a day apart, for each market of one SKU of the demo */
	const demo = readFileSync(join(root, 'data/demo/prices.csv'), 'utf8')
		.split('\n').slice(1).filter((line) => line !== '');
	for (const line of demo.slice(0, 4000)) {
		const cells = line.split(',');
		const [, product, sku] = cells;

		if (!/^KS[0-9A-Z]{10}$/.test(product ?? ''))
			continue;
		const term = cells.find((c) => /^(NoTerm|P\dY|P1M)$/.test(c));
		const market = cells.findIndex((c) => /^[A-Z]{2}$/.test(c));
		for (let d = 1; d <= 9; d++)
			lines.push([product, sku, term, cells[market],
				cells[market + 1], '9999', `2040-01-0${d}`,
				`2040-01-0${d}`].join(',') + '\n');
	}
	const at = await send(op, 'prices', 'large.csv',
		[...new Set(lines)].join(''));
	const page = await settled(op, at);

	ok(/Changed prices \d\d,\d+/.test(page.shown), page.shown.slice(0, 600));
	await op.post(`${at}/apply`);
	const first = await op.get(at);
	for (let i = 0; i < 5; i++)
		equal(888.8, await unit(k));
	ok((await settled(op, at)).shown.includes('Applied'));
	ok(first.status === 200);
});
