/* Carts and checkout, as each client writes them (api.md 2.3). */
import { customer, equal, expectError, ok, program, routeTests, test,
	unknown_id, uuid } from './lib.mjs';
import { azure_plan, item, phone_add_on, pooled, reservation, seats_monthly,
	server2019, shop, sql_year, timed } from './shop.mjs';

for (const route of [
	{ method: 'POST', path: '/customers/{customer}/carts',
		body: { lineItems: [{ catalogItemId: 'A:B:C', quantity: 1 }] },
		refused: 'sales_agent' },
	{ method: 'GET', path: '/customers/{customer}/carts/{cart}',
		refused: 'billing_admin' },
	{ method: 'PUT', path: '/customers/{customer}/carts/{cart}',
		body: { lineItems: [{ catalogItemId: 'A:B:C', quantity: 1 }] },
		refused: 'helpdesk_agent' },
	{ method: 'POST', path: '/customers/{customer}/carts/{cart}/checkout',
		body: 'success', ignored: true, refused: 'account_admin' },
])
	routeTests(route, (k) => ({ customer: [customer(k).id,
		customer(k, null, 1).id] }));

test('a cart is answered with all its fields', async (k) => {
	const s = await shop(k, 'DE');
	const id = await s.item(server2019);
	const a = await s.who.post(`${s.path}/carts`, { lineItems: [
		{ id: 5, catalogItemId: id, quantity: 2, friendlyName: 'Büro',
			billingCycle: 'one_time' },
		{ id: 5, catalogItemId: await s.item(seats_monthly),
			quantity: 3, billingCycle: 'monthly',
			termDuration: 'P1Y', renewsTo: { termDuration: 'P1Y' },
			participants: [{ key: 'transaction_reseller',
				value: '4987201' }] }] });
	const c = a.json;

	equal(201, a.status);
	equal(['attributes', 'creationTimestamp', 'expirationTimestamp', 'id',
		'lastModifiedTimestamp', 'lastModifiedUser', 'lineItems',
		'links', 'status'], Object.keys(c).sort());
	equal('Active', c.status);
	equal('Cart', c.attributes.objectType);
	equal(15 * 60e3, Date.parse(c.expirationTimestamp) -
		Date.parse(c.creationTimestamp));
	equal({ id: 0, catalogItemId: id, friendlyName: 'Büro', quantity: 2,
		currencyCode: 'EUR', billingCycle: 'one_time',
		orderGroup: '0' }, c.lineItems[0]);
	equal({ id: 1, catalogItemId: await s.item(seats_monthly), quantity: 3,
		currencyCode: 'EUR', billingCycle: 'monthly',
		termDuration: 'P1Y',
		participants: [{ key: 'transaction_reseller',
			value: '4987201' }], orderGroup: '1',
		renewsTo: { termDuration: 'P1Y' } }, c.lineItems[1]);
	equal(`${s.path}/carts/${c.id}`, c.links.self.uri);
	equal(a.text, (await s.who.get(c.links.self.uri)).text);
});

test('each client\'s spelling makes the same lines', async (k) => {
	const s = await shop(k, 'DE');
	const id = await s.item(server2019);
	const bodies = [
		{ lineItems: [{ catalogItemId: id, quantity: 1,
			billingCycle: 'one_time' }] },
		/* .NET: PascalCase, nulls, zero dates */
		{ Id: null, CreationTimestamp: '0001-01-01T00:00:00',
			LastModifiedTimestamp: '0001-01-01T00:00:00',
			Status: null, LineItems: [{ Id: 0, CatalogItemId: id,
				FriendlyName: null, Quantity: 1,
				CurrencyCode: null, BillingCycle: 'unknown',
				Participants: null, ProvisioningContext: null,
				OrderGroup: null, AddonItems: null,
				RenewsTo: null, Error: null }],
			Attributes: { ObjectType: 'Cart' } },
		/* Java: class names, addOnItems, dates */
		{ creationTimestamp: '2018-06-14T00:00:00.000Z',
			lineItems: [{ catalogItemId: id, quantity: '1',
				billingCycle: 'OneTime', addOnItems: [] }],
			attributes: { objectType: 'Cart' } },
		/* tables: catalogId, enum positions, renewsTo as a list */
		{ lineItems: [{ id: '0', catalogId: id, quantity: 1,
			billingCycle: 4, renewsTo: [], participants: [] }] },
	];
	const lines = [];

	for (const body of bodies) {
		const a = await s.who.post(`${s.path}/carts`, body);
		equal(201, a.status, a.text);
		lines.push(JSON.stringify(a.json.lineItems));
	}
	equal(1, new Set(lines).size, lines.join('\n'));
});

test('renewsTo may be a list of one, add-ons stand below their line',
	async (k) => {
		const s = await shop(k, 'DE');
		const id = await s.item(seats_monthly);
		const phone = await s.item(phone_add_on);

		for (const key of ['addonItems', 'addOnItems', 'AddonItems']) {
			const a = await s.who.post(`${s.path}/carts`, {
				lineItems: [{ catalogItemId: id, quantity: 1,
					renewsTo: [{ termDuration: 'P1Y' }],
					[key]: [{ catalogItemId: phone,
						quantity: 2 }] },
				{ catalogItemId: id, quantity: 3 }] });
			const [first, second] = a.json.lineItems;

			/* numbers are unique through add-ons */
			equal([[0, 1], [2, 3], [1, 2]], [first, second,
				first.addonItems[0]].map((l) =>
				[l.id, l.quantity]));
			equal('P1Y', first.renewsTo.termDuration);
			equal([2, undefined, undefined], [
				a.json.lineItems.length, second.addonItems,
				first.addonItems[0].error]);
			const back = (await s.who.get(
				`${s.path}/carts/${a.json.id}`)).json;
			equal(a.json.lineItems, back.lineItems);
			equal(a.json.lineItems, (await s.who.put(
				`${s.path}/carts/${a.json.id}`, back)).json
				.lineItems);
		}
	});

test('an add-on is bought with its parent and knows it', async (k) => {
	const s = await shop(k, 'DE');
	const cart = (await s.who.post(`${s.path}/carts`, { lineItems: [{
		catalogItemId: await s.item(seats_monthly), quantity: 5,
		addonItems: [{ catalogItemId: await s.item(phone_add_on),
			quantity: 3 }] }] })).json;
	const [order] = (await s.who.post(
		`${s.path}/carts/${cart.id}/checkout`)).json.orders;
	const [seats, phone] = order.lineItems;
	const of = async (id, below = '') => (await s.who.get(
		`${s.path}/subscriptions/${id}${below}`)).json;

	equal([seats.subscriptionId, undefined],
		[phone.parentSubscriptionId, seats.parentSubscriptionId]);
	const parent = await of(seats.subscriptionId);
	const child = await of(phone.subscriptionId);
	equal([true, false], [parent.hasPurchasableAddons,
		child.hasPurchasableAddons]);
	equal(parent.id, child.parentSubscriptionId);
	equal(parent.links.self, child.links.parentSubscription);
	equal([child.id], (await of(parent.id, '/addons')).items
		.map((x) => x.id));
	/* it comes back only with its parent */
	for (const id of [child.id, parent.id])
		equal(200, (await s.who.patch(`${s.path}/subscriptions/${id}`,
			{ status: 'suspended' })).status);
	await expectError(s.who.patch(`${s.path}/subscriptions/${child.id}`,
		{ status: 'active' }), 409, 27009);
	for (const id of [parent.id, child.id])
		equal(200, (await s.who.patch(`${s.path}/subscriptions/${id}`,
			{ status: 'active' })).status);
});

test('an add-on without its parent is in error', async (k) => {
	const s = await shop(k, 'DE');
	const phone = await s.item(phone_add_on);
	const seats = await s.item(seats_monthly);
	const line = async (body) => (await s.who.post(`${s.path}/carts`,
		{ lineItems: [{ quantity: 1, ...body }] })).json.lineItems[0];
	const context = (id) => ({ catalogItemId: phone,
		provisioningContext: { parentSubscriptionId: id } });
	const mine = (await s.order(seats_monthly)).lineItems[0].subscriptionId;
	const other = await (await shop(k, 'FR')).order(seats_monthly);

	equal(10006, (await line({ catalogItemId: phone })).error.errorCode);
	equal(10006, (await line({ catalogItemId: seats, addonItems: [
		{ catalogItemId: seats, quantity: 1 }] })).addonItems[0].error
		.errorCode);
	for (const id of [unknown_id, 'x', other.lineItems[0].subscriptionId])
		equal(10007, (await line(context(id))).error.errorCode);
	equal(undefined, (await line(context(mine))).error);
	await s.who.patch(`${s.path}/subscriptions/${mine}`,
		{ status: 'suspended' });
	equal(10007, (await line(context(mine))).error.errorCode);
});

test('a sandbox customer has two reservation instances', async (k) => {
	const s = await shop(k, 'AU', 1);
	const plan = (await s.order(azure_plan)).lineItems[0].subscriptionId;
	const item = await s.item(reservation);
	const body = (quantity) => ({ lineItems: [{ quantity,
		provisioningContext: { subscriptionId: plan, scope: 'shared' },
		catalogItemId: item, offerId: item }] });

	equal(10009, (await s.who.post(`${s.path}/carts`, body(3))).json
		.lineItems[0].error.errorCode);
	const two = await s.who.post(`${s.path}/orders`, body(2));
	equal(201, two.status, two.text);
	await expectError(s.who.post(`${s.path}/orders`, body(1)), 400, 800018);
	/* the whole order, by id and status alone (api.md 2.5) */
	const gone = await s.who.patch(`${s.path}/orders/${two.json.id}`,
		{ id: two.json.id, status: 'cancelled' });
	equal(['cancelled', 0], [gone.json.status,
		gone.json.lineItems[0].quantity]);
	const again = await s.who.post(`${s.path}/orders`, body(1));
	equal(201, again.status, again.text);
	await s.cancel(again.json);
});

test('a context comes back in camelCase', async (k) => {
	const s = await shop(k, 'DE');
	const plan = (await s.who.get(`${s.path}/subscriptions`)).json.items
		.find((x) => x.billingType === 'usage');
	const a = await s.who.post(`${s.path}/carts`, { lineItems: [
		{ catalogItemId: await s.item(reservation), quantity: 1,
			ProvisioningContext: { SUBSCRIPTIONID: plan.id,
				Scope: 'shared', Duration: '1Year' } }] });

	equal({ subscriptionId: plan.id, scope: 'shared', duration: '1Year' },
		a.json.lineItems[0].provisioningContext);
	equal(undefined, a.json.lineItems[0].error);
});

test('lines in error stay, with the documented numbers', async (k) => {
	const s = await shop(k, 'DE');
	const id = await s.item(server2019);
	const wrong = [
		[10000, { catalogItemId: id, quantity: 1, currencyCode: 'USD' }],
		[10001, { catalogItemId: `${id}X`, quantity: 1 }],
		[10001, { catalogItemId: 'nothing', quantity: 1 }],
		[10002, { catalogItemId: id, quantity: 0 }],
		[10002, { catalogItemId: id, quantity: -1 }],
		[10002, { catalogItemId: id, quantity: 10001 }],
		[10006, { catalogItemId: id, quantity: 1,
			billingCycle: 'monthly' }],
		[10006, { catalogItemId: id, quantity: 1, termDuration: 'P3Y' }],
		[10007, { catalogItemId: await s.item(reservation),
			quantity: 1 }],
		[10007, { catalogItemId: await s.item(reservation), quantity: 1,
			provisioningContext: { subscriptionId: unknown_id } }],
		[10006, { catalogItemId: await s.item(reservation), quantity: 1,
			provisioningContext: { scope: 'both' } }],
	];
	const a = await s.who.post(`${s.path}/carts`,
		{ lineItems: wrong.map(([, line]) => line) });

	equal(201, a.status, a.text);
	equal(wrong.map(([code]) => code),
		a.json.lineItems.map((l) => l.error?.errorCode));
	for (const line of a.json.lineItems)
		ok(line.error.errorDescription.length > 0);
	await expectError(s.who.post(`${s.path}/carts/${a.json.id}/checkout`),
		400, 800009);
});

test('each field that is wrong is named, all at once', async (k) => {
	const s = await shop(k, 'DE');
	const line = { catalogItemId: await s.item(server2019), quantity: 1 };
	const wrong = [
		[{}, 800002, 'lineItems'],
		[{ lineItems: [] }, 800002, 'lineItems'],
		[{ lineItems: {} }, 800002, 'lineItems'],
		[{ lineItems: [1] }, 800002, 'lineItems[0]'],
		[{ lineItems: [{ quantity: 1 }] }, 800002,
			'lineItems[0].catalogItemId'],
		[{ lineItems: [{ ...line, catalogItemId: {} }] }, 800002,
			'lineItems[0].catalogItemId'],
		[{ lineItems: [{ ...line, catalogItemId: 'x'.repeat(129) }] },
			800002, 'lineItems[0].catalogItemId'],
		[{ lineItems: [{ ...line, quantity: null }] }, 800002,
			'lineItems[0].quantity'],
		[{ lineItems: [{ ...line, quantity: 1.5 }] }, 800002,
			'lineItems[0].quantity'],
		[{ lineItems: [{ ...line, quantity: 'two' }] }, 800002,
			'lineItems[0].quantity'],
		[{ lineItems: [{ ...line, quantity: 1e30 }] }, 800002,
			'lineItems[0].quantity'],
		[{ lineItems: [{ ...line, billingCycle: 'weekly' }] }, 900126,
			'lineItems[0].billingCycle'],
		[{ lineItems: [{ ...line, billingCycle: 17 }] }, 900126,
			'lineItems[0].billingCycle'],
		[{ lineItems: [{ ...line, currencyCode: 'EURO' }] }, 800002,
			'lineItems[0].currencyCode'],
		[{ lineItems: [{ ...line, friendlyName: 'x'.repeat(257) }] },
			800002, 'lineItems[0].friendlyName'],
		[{ lineItems: [{ ...line, friendlyName: 'a\u0007b' }] }, 800002,
			'lineItems[0].friendlyName'],
		[{ lineItems: [{ ...line, participants: {} }] }, 800002,
			'lineItems[0].participants'],
		[{ lineItems: [{ ...line, provisioningContext: [] }] }, 800002,
			'lineItems[0].provisioningContext'],
		[{ lineItems: [{ ...line, provisioningContext: { scope: {} } }] },
			800002, 'lineItems[0].provisioningContext.scope'],
		[{ lineItems: [{ ...line, renewsTo: 'P1Y' }] }, 800002,
			'lineItems[0].renewsTo'],
		[{ lineItems: Array(201).fill(line) }, 800002, 'lineItems'],
	];

	for (const [body, code, field] of wrong) {
		const a = await expectError(s.who.post(`${s.path}/carts`, body),
			400, code);
		ok(a.json.description.startsWith(field),
			`${field}: ${a.json.description}`);
	}
	const two = await expectError(s.who.post(`${s.path}/carts`,
		{ lineItems: [{ quantity: 'x' }, { catalogItemId: 1 }] }),
	400, 800002);
	equal(3, two.json.data.length, two.text);
});

test('a cart is replaced as a whole', async (k) => {
	const s = await shop(k, 'DE');
	const cart = await s.cart([...server2019, 2]);
	const a = await s.who.put(`${s.path}/carts/${cart.id}`, { ...cart,
		id: uuid(), status: 'Ordered', creationTimestamp:
			'2001-01-01T00:00:00Z', lineItems: [
			{ ...cart.lineItems[0], id: 7, quantity: 5 },
			{ catalogItemId: await s.item(sql_year), quantity: 1 }] });

	equal(201, a.status);
	equal([cart.id, 'Active', cart.creationTimestamp], [a.json.id,
		a.json.status, a.json.creationTimestamp]);
	equal([[0, 5], [1, 1]],
		a.json.lineItems.map((l) => [l.id, l.quantity]));
});

test('another customer\'s cart is like none', async (k) => {
	const s = await shop(k, 'DE');
	const cart = await s.cart(server2019);
	const other = `/customers/${customer(k, 'FR').id}/carts`;

	for (const [method, more] of [['get', ''], ['post', '/checkout']]) {
		const a = await expectError(s.who[method](
			`${other}/${cart.id}${more}`), 404, 800008);
		const b = await expectError(s.who[method](
			`${other}/${unknown_id}${more}`), 404, 800008);
		equal(b.text, a.text);
	}
	await expectError(s.who.put(`${other}/${cart.id}`, cart), 404, 800008);
});

test('checkout answers orders, and only once', async (k) => {
	const s = await shop(k, 'DE');
	const cart = await s.cart([...server2019, 2], seats_monthly, sql_year);
	/* the body is ignored, whatever it is */
	const a = await s.who.post(`${s.path}/carts/${cart.id}/checkout`,
		'"success"');

	equal(201, a.status, a.text);
	equal('CartCheckoutResult', a.json.attributes.objectType);
	equal([], a.json.orderErrors);
	equal(['one_time', 'monthly'],
		a.json.orders.map((o) => o.billingCycle));
	equal([[0, 1], [0]], a.json.orders.map((o) =>
		o.lineItems.map((l) => l.lineItemNumber)));
	for (const order of a.json.orders) {
		equal('completed', order.status);
		equal(JSON.stringify(order), (await s.get(order)).text);
	}
	await expectError(s.who.post(`${s.path}/carts/${cart.id}/checkout`),
		400, 800065);
	await expectError(s.who.put(`${s.path}/carts/${cart.id}`, cart),
		400, 800065);
	equal('Ordered', (await s.who.get(`${s.path}/carts/${cart.id}`)).json
		.status);
});

for (const [what, body] of [['nothing', undefined], ['no JSON', '{{{'],
	['an object', {}], ['null', 'null']])
	test(`checkout takes ${what} as its body`, async (k) => {
		const s = await shop(k, 'DE');
		const cart = await s.cart(server2019);

		equal(201, (await s.who.post(
			`${s.path}/carts/${cart.id}/checkout`, body)).status);
	});

test('ten at once order a cart once', async (k) => {
	const s = await shop(k, 'DE');
	const cart = await s.cart(server2019);
	const before = (await s.who.get(`${s.path}/orders`)).json.totalCount;
	const all = await Promise.all(Array.from({ length: 10 }, () =>
		s.who.post(`${s.path}/carts/${cart.id}/checkout`)));
	const lost = all.filter((a) => a.status !== 201);

	equal(9, lost.length);
	for (const a of lost)
		ok([800064, 800065].includes(a.json.code), a.text);
	equal(before + 1,
		(await s.who.get(`${s.path}/orders`)).json.totalCount);
});

test('one request id, five times at once: one order, one answer', async (k) => {
	const s = await shop(k, 'DE');
	const cart = await s.cart(server2019);
	const id = { 'MS-RequestId': uuid() };
	const all = await Promise.all(Array.from({ length: 5 }, () =>
		s.who.post(`${s.path}/carts/${cart.id}/checkout`, 'success',
			id)));

	equal([201], [...new Set(all.map((a) => a.status))]);
	equal(1, new Set(all.map((a) => a.text)).size);
});

test('a refused checkout is repeated byte for byte', async (k) => {
	const s = await shop(k, 'DE');
	const cart = await s.cart([...server2019, 0]);
	const id = { 'MS-RequestId': uuid() };
	const path = `${s.path}/carts/${cart.id}/checkout`;
	const first = await expectError(s.who.post(path, undefined, id), 400,
		800009);

	await s.who.put(`${s.path}/carts/${cart.id}`, { lineItems: [
		{ ...cart.lineItems[0], quantity: 1 }] });
	equal(first.text, (await s.who.post(path, undefined, id)).text);
	equal(201, (await s.who.post(path)).status);
});

test('two programs with one id make two carts', async (k) => {
	const s = await shop(k, 'DE');
	const id = { 'MS-RequestId': uuid() };
	const body = { lineItems: [{ catalogItemId: await s.item(server2019),
		quantity: 1 }] };
	const a = await s.who.post(`${s.path}/carts`, body, id);
	const b = await program(k).post(`${s.path}/carts`, body, id);

	equal([201, 201], [a.status, b.status]);
	ok(a.json.id !== b.json.id);
});

test('a cart dies after 15 minutes of business time', timed('DE', async (s) => {
	await s.now('2021-06-18T09:00:00Z');
	const cart = await s.cart(server2019);
	const path = `${s.path}/carts/${cart.id}`;

	await s.now('2021-06-18T09:14:30Z');
	equal(200, (await s.who.get(path)).status);
	await s.now('2021-06-18T09:15:02Z');
	await expectError(s.who.get(path), 404, 800008);
	await expectError(s.who.put(path, cart), 404, 800008);
	await expectError(s.who.post(`${path}/checkout`), 404, 800008);
}));

test('E-70: in Gibraltar no reservations, but software', async (k) => {
	const s = await shop(k, 'GI');
	const germany = await item(k, reservation, 'DE');
	const a = await s.who.post(`${s.path}/carts`,
		{ lineItems: [{ catalogItemId: germany, quantity: 1 }] });

	equal([400, 800070], [a.status, a.json.code], a.text);
	await s.order(server2019);
});

test('an empty pool of keys leaves the order pending', async (k) => {
	const s = await shop(k, 'DE');
	const orders = [];

	/* the demo has seven; somebody may have drawn before */
	for (let i = 0; i < 9 && orders.at(-1)?.status !== 'pending'; i++)
		orders.push(await s.order(pooled));
	equal('pending', orders.at(-1).status);
	equal('PrefulfillmentPending', (await s.who.get(`${s.path}/orders/` +
		`${orders.at(-1).id}/provisioningstatus`)).json.items[0].status);
	const id = `${orders.at(-1).id}-0`;
	await expectError(s.who.post(`${s.path}/software/${id}/key`), 409,
		3000);
	equal('pending', (await s.who.get(`${s.path}/software`)).json.items
		.find((x) => x.entitlementId === id).status);
});
