/* Markets without reservations and reservations bought, on the dashboard. */
import { equal, ok, person, test, words } from './lib.mjs';

const house = (k, country) => k.demo.partners[0].customers
	.find((c) => c.country === country);
const columns = (page) => [...page.text
	.matchAll(/<ul class="small">([\s\S]*?)<\/ul>/g)]
	.map(([, list]) => [...list.matchAll(/<li>([\s\S]*?)<\/li>/g)]
		.map(([, item]) => words(item)));

test('R-013, R-015, R-016, R-017, R-023: 109 markets by name in three equal ' +
	'columns, as of a day', async (k) => {
	const page = await (await person(k, 'heiko')).get('/markets');
	const list = columns(page);
	const all = list.flat();

	equal([37, 36, 36], list.map((column) => column.length));
	equal(['Aland Islands AX', 'Gibraltar GI'],
		[all[0], all.find((m) => m.startsWith('Gib'))]);
	const names = all.map((m) => m.slice(0, -3));
	equal([...names].sort(new Intl.Collator('en').compare), names);
	for (const text of ['109 markets', 'In alphabetical order',
		'As of Nov 30, 2019', 'Edition 2021-06-02'])
		ok(words(page.text).includes(text), text);
});

test('R-018, R-019: a market is found by code or any name', async (k) => {
	const who = await person(k, 'anneke');
	const find = async (q) => columns(await who.get('/markets?' +
		new URLSearchParams({ q }))).flat().sort();

	equal(['Aland Islands AX'], await find('ålandsöarna'.slice(0, 5)));
	equal(['Gibraltar GI'], await find('гибралтар'));
	equal(['Swaziland SZ'], await find('eswatini'));
	equal(['Bonaire BQ', 'Saba XS', 'Sint Eustatius XE'], await find('bq'));
	const none = await who.get('/markets?q=Hong+Kong');
	ok(/id="nothing"[\s\S]*R-021/.test(none.text));
	ok(none.text.includes('value="Hong Kong"'));
});

test('E-70, R-014: the catalogue of Gibraltar says why, and the cart refuses',
	async (k) => {
		const who = await person(k, 'anneke');
		const path = `/customers/${house(k, 'GI').id}`;
		const page = await who.get(`${path}/products`);
		const germany = await who.get(`/customers/${house(k, 'DE').id}` +
			'/products?view=AzureReservations');
		const item = /name="item" value="(KSRIVMD[^"]*)"/
			.exec(germany.text)[1];

		ok(/id="reservations"[\s\S]*Gibraltar[\s\S]*R-014/.test(page.text));
		ok(!page.text.includes('KSRIVMD'), 'not offered');
		const added = await who.post(`${path}/cart`, { item, quantity: '1',
			row: '0' });
		equal(422, added.status);
		ok(words(added.text).includes(
			'Azure reservations are not sold in Gibraltar (R-014, ' +
			'edition 2021-06-02).'), words(added.text));
		ok(words((await who.get(`${path}/reservations`)).text)
			.includes('are not sold in Gibraltar (R-014'));
	});

/* Buys a product by the beginning of its title; gives the cart's path. */
async function fill(who, path, view, title) {
	const page = await who.get(`${path}/products?view=${view}`);
	const row = page.text.split('<tr role="row">')
		.find((part) => words(part.split('</tr>')[0]).includes(title) &&
			part.includes('name="item"'));
	const [, item] = /name="item" value="([^"]*)"/.exec(row);

	equal(303, (await who.post(`${path}/cart`, { item, quantity: '1',
		row: '0', view })).status);
	return /href="([^"]*\/carts\/[^"]*)"/.exec((await who.get(
		`${path}/products`)).text)[1];
}
const inputs = (page) => Object.fromEntries([...page.text.matchAll(
	/name="(version|total\.[A-Z]{3})" value="([^"]*)"/g)]
	.map(([, name, value]) => [name, value]));

test('R-004, R-007: a reservation is bought with scope, plan and region, and ' +
	'has a page of its own', async (k) => {
	const who = await person(k, 'anneke');
	const path = `/customers/${house(k, 'FR').id}`;
	const none = await who.get(`${path}/reservations`);

	ok(words(none.text).includes('No reservations yet'));
	let cart = await fill(who, path, 'Azure', 'Azure plan');
	let page = await who.get(cart);
	equal(303, (await who.post(`${cart}/order`, inputs(page))).status);
	const offered = words((await who.get(
		`${path}/products?view=AzureReservations`)).text);
	for (const region of ['EU West (westeurope)', 'EU North (northeurope)'])
		ok(offered.includes(`Azure region: ${region}`), offered);
	cart = await fill(who, path, 'AzureReservations', 'North Europe - 1');
	page = await who.get(cart);
	ok(words(page.text).includes('Azure region: EU North (northeurope)'));
	ok(page.text.includes('id="place-order" disabled'), 'no plan chosen yet');
	const [, plan] = /<option value="([0-9a-f-]{36})">/.exec(page.text);
	const change = { 'lines.0.subscription': plan, 'lines.0.scope': 'single' };
	equal(303, (await who.post(cart, { ...inputs(page), ...change })).status);
	page = await who.get(cart);
	const done = await who.post(`${cart}/order`, { ...inputs(page), ...change });
	equal(303, done.status, words(done.text));
	page = await who.get(done.headers.location);
	const [, href] = /href="([^"]*\/reservations\/[^"]*)"/.exec(page.text);
	page = await who.get(href);
	for (const text of ['Active', 'Scope Single subscription', plan,
		'Azure region northeurope', 'goes by a support request'])
		ok(words(page.text).includes(text), text);
	ok(page.text.includes('href="https://portal.azure.com/"'));
	ok((await who.get(path)).text.includes('id="azure-portal"'));
	ok((await who.get(`${path}/reservations`)).text.includes(`"${href}"`));
	/* another customer's, another partner's, an unknown one: alike */
	const other = `/customers/${house(k, 'DE').id}/reservations/` +
		href.split('/').at(-1);
	const stranger = await person(k, k.demo.partners[1].users[0].email);
	equal([404, 404, 404], [(await who.get(other)).status,
		(await who.get(`${path}/reservations/none`)).status,
		(await stranger.get(href)).status]);
	equal(403, (await (await person(k, 'heiko')).get(href)).status);
});
