/* Markets without reservations, and what is refused there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { admin, equal, ok, sql, test, unknown_id, uuid, withRole } from
	'./lib.mjs';
import { azure_plan, item, reservation, server2019, shop } from './shop.mjs';

const rows = readFileSync(join(process.env.KONTOR_ROOT ?? '.', 'tests', 'data',
	'markets.tsv'), 'utf8').trim().split('\n').map((row) => row.split('\t'));
const column = (name) => rows[0].indexOf(name);
const specified = rows.slice(1);
const find = async (k, search) => (await admin(k).get('/reservationmarkets?' +
	new URLSearchParams({ search }))).json.items.map((m) => m.code);

test('R-013, R-015: 109 markets, 109 codes, 106 ISO codes, as specified',
	async (k) => {
		const { json } = await admin(k).get('/reservationmarkets');

		equal(109, json.totalCount);
		equal(specified.map((row) => row[column('partner_center_code')])
			.sort(), json.items.map((m) => m.code).sort());
		equal(106, new Set(json.items.map((m) => m.iso)).size);
		equal(200, (await withRole(k, 'helpdesk_agent')
			.get('/reservationmarkets')).status);
	});

test('R-016: every market is found by each of its names in six languages',
	async (k) => {
		const { json } = await admin(k).get('/reservationmarkets');

		for (const row of specified) {
			const code = row[column('partner_center_code')];
			const names = json.items.find((m) => m.code === code).names;

			equal(['en', 'pt-BR', 'ru-RU', 'zh-CN', 'es-ES', 'sv-SE'],
				names.map((n) => n.key));
			ok((await find(k, row[column('en_name')])).includes(code));
			/* one name of each market, another for the next one */
			const { value } = names[code.charCodeAt(1) % 6];
			ok((await find(k, value)).includes(code), value);
		}
	});

test('R-018, R-019, R-020: spellings, and codes that ISO shares', async (k) => {
	for (const [search, codes] of [['Åland', ['AX']], ['aland islands', ['AX']],
		['SWAZILAND', ['SZ']], ['eSwatini', ['SZ']], ['Réunion', ['RE']],
		['reunion', ['RE']], ['Saint-Barthélemy', ['BL']],
		['saint\u00a0barthelemy', ['BL']], ['gi', ['GI']],
		['BQ', ['BQ', 'XE', 'XS']], ['SJ', ['SJ', 'XJ']], ['XS', ['XS']],
		['Germany', []], ['HK', []], ['-', []]])
		equal(codes, (await find(k, search)).sort(), search);
});

test('R-023: the list says as of when, the rule, and the edition', async (k) => {
	const [market] = (await admin(k).get('/reservationmarkets?search=GI'))
		.json.items;

	equal(['2019-11-30', 'R-014', '2021-06-02', 'Gibraltar', 'GI'], [market.asOf,
		market.rule, market.edition, market.name, market.iso]);
});

/* A customer of any country, its agreement said. */
const postal = { AZ: 'AZ1000', BR: '01310-100', PR: '00901', FR: '75001' };
const numbers = { AZ: '1234567890', BR: '12345678000195' };
async function settle(k, country) {
	const { json, status, text } = await admin(k).post('/customers', {
		companyProfile: { domain: `m${uuid().slice(0, 12)}.example`,
			organizationRegistrationNumber: numbers[country] },
		billingProfile: { culture: 'en-US', language: 'en',
			email: 'a@b.example', companyName: `Moved ${country}`,
			defaultAddress: { firstName: 'A', lastName: 'B',
				addressLine1: '1 Way', city: 'Town', country,
				postalCode: postal[country],
				state: country === 'BR' ? 'SP' : undefined,
				phoneNumber: '+1 555 0100 200' } } });

	equal(201, status, text);
	const path = `/customers/${json.id}`;
	const agreed = await admin(k).post(`${path}/agreements`, {
		primaryContact: { firstName: 'Kim', lastName: 'Berg',
			email: 'kim@b.example' }, type: 'MicrosoftCustomerAgreement',
		templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
		dateAgreed: '2021-06-18T00:00:00Z' });
	equal(201, agreed.status, agreed.text);
	return { id: json.id, path, who: admin(k) };
}

const line = (offerId, context) => ({ lineItems: [{ lineItemNumber: 0, offerId,
	quantity: 1, ...(context && { provisioningContext: context }) }] });
const cart = (catalogItemId, context) => ({ lineItems: [{ catalogItemId,
	quantity: 1, ...(context && { provisioningContext: context }) }] });

async function refused(s, what, market) {
	for (const a of [await s.who.post(`${s.path}/carts`, cart(what)),
		await s.who.post(`${s.path}/orders`, line(what))]) {
		equal([400, 800070], [a.status, a.json.code], a.text);
		ok(a.json.description.includes('R-014') &&
			a.json.description.includes('edition 2021-06-02') &&
			a.json.description.includes(market), a.text);
	}
}

/* With an Azure plan of its own; gives the reservation ordered. */
async function reserved(k, s, country) {
	const plan = await s.who.post(`${s.path}/orders`,
		line(await item(k, azure_plan, country)));
	equal(201, plan.status, plan.text);
	const { subscriptionId } = plan.json.lineItems[0];
	const a = await s.who.post(`${s.path}/orders`, line(
		await item(k, reservation, country), { subscriptionId }));

	equal(201, a.status, a.text);
	return a.json;
}

test('E-70, R-014, R-022: in Gibraltar no reservation anywhere, but software',
	async (k) => {
		const s = await shop(k, 'GI');
		const [productId, skuId] = reservation;
		const check = await s.who.post('/extensions/product/' +
			'checkInventory?country=GI', { targetItems: [{ productId,
			skuId }], inventoryContext: { customerId: s.id,
			azureSubscriptionId: s.id,
			armRegionName: 'westeurope' } });

		equal([], (await s.who.get('/products?country=GI&targetView=' +
			'AzureReservations')).json.items);
		equal('NotAvailableForRegion',
			check.json[0].restrictions[0].reasonCode);
		await refused(s, await item(k, reservation, 'DE'), 'GI');
		equal(1, (await s.order(server2019)).lineItems.length);
	});

test('E-71, R-021: Azerbaijan is refused, Brazil, Hong Kong and Puerto Rico ' +
	'are not', async (k) => {
	await refused(await settle(k, 'AZ'), await item(k, reservation, 'DE'),
		'AZ');
	for (const country of ['BR', 'HK', 'PR'])
		equal(1, (await reserved(k, await settle(k, country), country))
			.lineItems.length);
});

test('E-72, R-019, R-020: XS, XE, BQ, SJ, XJ and XK are all refused',
	async (k) => {
		const what = await item(k, reservation, 'DE');

		for (const country of ['XS', 'XE', 'BQ', 'SJ', 'XJ', 'XK'])
			await refused(await settle(k, country), what, country);
	});

test('E-73, R-014: a cart filled for France passes from Monaco, not from ' +
	'Guadeloupe', async (k) => {
	const what = await item(k, reservation, 'FR');

	for (const [country, wanted] of [['MC', 201], ['GP', 400]]) {
		const s = await settle(k, 'FR');
		const plan = await s.who.post(`${s.path}/orders`,
			line(await item(k, azure_plan, 'FR')));
		const { subscriptionId } = plan.json.lineItems[0];
		const made = await s.who.post(`${s.path}/carts`,
			cart(what, { subscriptionId }));

		equal(201, made.status, made.text);
		/* no door moves a customer: what is priced hangs on it */
		sql(k, `UPDATE customer SET country = '${country}' ` +
			`WHERE customer_id = '${s.id}'`);
		const done = await s.who.post(
			`${s.path}/carts/${made.json.id}/checkout`, {});
		equal(wanted, done.status, done.text);
		if (wanted === 400) {
			equal(800070, done.json.code);
			ok(done.json.description.includes('R-014'), done.text);
		}
	}
});

test('R-022: in listed markets the demo sells software, never reservations',
	async (k) => {
		const sold = [];

		for (const row of specified) {
			const country = row[column('partner_center_code')];
			const count = async (view) => (await admin(k).get(
				`/products?country=${country}&targetView=${view}`))
				.json.totalCount;

			equal(0, await count('AzureReservations'), country);
			if (await count('Software') > 10)
				sold.push(country);
		}
		for (const country of ['GI', 'AZ', 'AX', 'XS', 'XJ'])
			ok(sold.includes(country), `${country}: ${sold}`);
	});

test('a reservation keeps scope, region and plan; other regions are refused',
	async (k) => {
		const s = await shop(k, 'DE');
		const { subscriptionId } = (await s.order(azure_plan)).lineItems[0];
		const what = await item(k, reservation, 'DE');
		const order = (context) => s.who.post(`${s.path}/orders`,
			line(what, { subscriptionId, ...context }));

		for (const [context, code] of [[{ scope: 'both' }, 3000],
			[{ region: 'eastus' }, 3000],
			[{ armRegionName: 'eastus' }, 3000],
			[{ duration: '3Years' }, 900000], [{ subscriptionId:
				unknown_id }, 800011]]) {
			const a = await order(context);

			equal(400, a.status, a.text);
			if (code !== 900000)
				equal(code, a.json.code, a.text);
		}
		for (const context of [{ scope: 'single', region: 'westeurope',
			duration: '1Year' }, { scope: 'Shared', region: 'EU West',
			duration: 'P1Y' }])
			equal(201, (await order(context)).status);
	});
