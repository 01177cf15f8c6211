/* The catalogue: by country and by customer, down to what a cart takes. */
import { admin, customer, equal, expectError, ok, test } from './lib.mjs';

const software = 'targetView=Software';

test('every product leads down to a catalogue item', async (k) => {
	const { json } = await admin(k).get(`/products?country=DE&${software}`);

	ok(json.totalCount > 0);
	for (const product of json.items) {
		const skus = (await admin(k).get(product.links.skus.uri)).json;
		ok(skus.totalCount > 0);
		equal(product, (await admin(k).get(product.links.self.uri)).json);
		for (const sku of skus.items.slice(0, 1)) {
			const list = (await admin(k)
				.get(sku.links.availabilities.uri)).json;
			const [one] = list.items;
			equal(sku, (await admin(k).get(sku.links.self.uri)).json);
			equal(one, (await admin(k).get(one.links.self.uri)).json);
			equal(`${product.id}:${sku.id}:${one.id}`,
				one.catalogItemId);
			equal([product, sku], [one.product, one.sku]);
			equal({ code: 'EUR', symbol: '€' }, one.defaultCurrency);
			equal(['DE', 'commercial'], [one.country, one.segment]);
			ok(['', 'P1M', 'P1Y', 'P3Y'].includes(one.terms[0].duration));
			ok(one.terms[0].description);
			equal(undefined, one.price, 'no price (api.md 2.2)');
		}
	}
});

test('ids and quantities have the documented forms', async (k) => {
	const { json } = await admin(k).get(`/products?country=US&${software}`);

	for (const product of json.items) {
		ok(/^[A-Z0-9]{12}$/.test(product.id), product.id);
		ok(product.productType.id && product.productType.displayName);
		equal('boolean', typeof product.isMicrosoftProduct);
		const skus = (await admin(k).get(product.links.skus.uri)).json;
		for (const sku of skus.items) {
			ok(/^[A-Z0-9]{4}$/.test(sku.id), sku.id);
			ok(sku.minimumQuantity >= 1 &&
				sku.maximumQuantity >= sku.minimumQuantity);
			for (const cycle of sku.supportedBillingCycles)
				ok(['monthly', 'annual', 'none', 'one_time']
					.includes(cycle));
		}
	}
});

test('reservations name what they ask for', async (k) => {
	const a = await admin(k).get(
		'/products?country=DE&targetView=AzureReservations');
	const product = a.json.items[0];
	const sku = (await admin(k).get(product.links.skus.uri)).json.items[0];

	ok(sku.provisioningVariables.includes('SubscriptionId'));
	ok(['1Year', '3Years'].includes(sku.dynamicAttributes.duration));
});

test('views match loosely, also the slip of a published sample', async (k) => {
	const count = async (view) => (await admin(k).get(
		`/products?country=DE&targetView=${view}`)).json.totalCount;

	equal(await count('AzureReservationsVM'),
		await count('azureazurereservationsvm'));
	equal(await count('SoftwarePerpetual'),
		await count('software_perpetual'));
	ok(await count('SoftwareSUSELinux') >= 1);
});

test('a customer sees what its own country sells', async (k) => {
	const c = customer(k, 'GB');
	const own = (await admin(k).get(`/customers/${c.id}/products?${software}`))
		.json;
	const country = (await admin(k).get(`/products?country=gb&${software}`))
		.json;
	const [product] = own.items;
	const skus = (await admin(k).get(product.links.skus.uri)).json;
	const list = (await admin(k).get(skus.items[0].links.availabilities.uri))
		.json;

	equal(country.items.map((p) => p.id), own.items.map((p) => p.id));
	ok(product.links.self.uri.startsWith(`/customers/${c.id}/products/`));
	equal(['GB', 'GBP'], [list.items[0].country,
		list.items[0].defaultCurrency.code]);
});

test('no reservations where the market has none', async (k) => {
	const c = customer(k, 'GI');

	for (const path of ['/products?country=GI&', `/customers/${c.id}/products?`])
		equal(0, (await admin(k).get(`${path}targetView=AzureReservations`))
			.json.totalCount, path);
});

test('what is not there has the documented code', async (k) => {
	const path = '/products/KS19SQLENT01';
	const in_de = '?country=DE';

	await expectError(admin(k).get(`/products/NONE00000000${in_de}`),
		404, 400013);
	await expectError(admin(k).get(`/products/NONE00000000/skus${in_de}`),
		404, 400013);
	await expectError(admin(k).get(`${path}/skus/ZZZZ${in_de}`), 404, 400018);
	await expectError(admin(k).get(
		`${path}/skus/0001/availabilities/AAAAAAAAAAAA${in_de}`),
	404, 400019);
	await expectError(admin(k).get('/products?country=DE&targetView=Nope'),
		403, 400036);
	await expectError(admin(k).get(`/products?country=DE&${software}` +
		'&targetSegment=none'), 403, 400030);
});

test('country and view are needed', async (k) => {
	await expectError(admin(k).get(`/products?${software}`), 400, 3000);
	await expectError(admin(k).get('/products?country=DE'), 400, 3000);
	await expectError(admin(k).get(`/products?country=DEU&${software}`),
		400, 3000);
	await expectError(admin(k).get('/products/KS19SQLENT01'), 400, 3000);
});

test('software is sold in the commercial segment alone', async (k) => {
	for (const segment of ['education', 'Government', 'nonprofit'])
		equal(0, (await admin(k).get(`/products?country=DE&${software}` +
			`&targetSegment=${segment}`)).json.totalCount);
});
