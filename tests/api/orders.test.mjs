/* Orders, entitlements and subscriptions (api.md 2.4, 2.6, 2.7). */
import { customer, equal, expectError, ok, partner, routeTests, test,
	unknown_id, uuid } from './lib.mjs';
import { cents, item, phone_add_on, reservation, seats_monthly, seats_yearly,
	server2019, shop, sql_year } from './shop.mjs';

for (const route of [
	{ method: 'GET', path: '/customers/{customer}/orders',
		refused: 'billing_admin' },
	{ method: 'POST', path: '/customers/{customer}/orders',
		body: { lineItems: [{ offerId: 'A:B:C', quantity: 1 }] },
		refused: 'sales_agent' },
	{ method: 'GET', path: '/customers/{customer}/orders/{order}',
		refused: 'referral_admin' },
	{ method: 'PATCH', path: '/customers/{customer}/orders/{order}',
		body: { status: 'cancelled' }, refused: 'global_admin' },
	...['provisioningstatus', 'activationlinks', 'cancellation',
		'lineitems/0/activationlinks'].map((below) => ({
		method: 'GET', refused: 'account_admin',
		path: `/customers/{customer}/orders/{order}/${below}` })),
	{ method: 'GET', path: '/customers/{customer}/entitlements',
		refused: 'user_management_admin' },
	{ method: 'GET', path: '/customers/{customer}/artifacts/' +
		'reservedinstance/groups/{order}/lineitems/0/resource/{x}',
	refused: 'billing_admin' },
	{ method: 'GET', path: '/customers/{customer}/subscriptions',
		refused: 'billing_admin' },
	{ method: 'GET', path: '/customers/{customer}/subscriptions/{x}',
		refused: 'billing_admin' },
	{ method: 'POST', ignored: true, body: 'success', path:
		'/customers/{customer}/subscriptions/{x}/registrations',
	refused: 'sales_agent' },
	{ method: 'GET', refused: 'billing_admin', path:
		'/customers/{customer}/subscriptions/{x}/registrationstatus' },
])
	routeTests(route, (k) => ({ customer: [customer(k).id,
		customer(k, null, 1).id] }));

test('an order is answered with all its fields', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order([...server2019, 2], sql_year);
	const self = `${s.path}/orders/${order.id}`;
	const [product, sku, availability] = order.lineItems[0].offerId.split(':');

	ok(/^[A-Za-z0-9_-]{32}1$/.test(order.id), order.id);
	ok(/^[0-9a-f]{12}$/.test(order.alternateId));
	equal({ id: order.id, alternateId: order.alternateId,
		referenceCustomerId: s.id, billingCycle: 'one_time',
		transactionType: 'UserPurchase', currencyCode: 'EUR',
		currencySymbol: '€', creationDate: order.creationDate,
		status: 'completed', attributes: { objectType: 'Order' } },
	Object.fromEntries(Object.entries(order).filter(([key]) =>
		!['lineItems', 'links'].includes(key))));
	equal({ lineItemNumber: 0, offerId: await s.item(server2019),
		termDuration: '', transactionType: 'New', quantity: 2,
		friendlyName: order.lineItems[0].friendlyName,
		links: order.lineItems[0].links }, order.lineItems[0]);
	equal([1, 'P1Y'], [order.lineItems[1].lineItemNumber,
		order.lineItems[1].termDuration]);
	equal([self, `${self}/provisioningstatus`, self],
		['self', 'provisioningStatus', 'patchOperation']
			.map((n) => order.links[n].uri));
	equal('PATCH', order.links.patchOperation.method);
	equal([`/products/${product}?country=DE`,
		`/products/${product}/skus/${sku}?country=DE`,
		`/products/${product}/skus/${sku}/availabilities/` +
			`${availability}?country=DE`],
	['product', 'sku', 'availability']
		.map((n) => order.lineItems[0].links[n].uri));
	for (const link of Object.values(order.lineItems[0].links))
		equal(200, (await s.who.get(`/${link.uri}`)).status, link.uri);
});

test('prices are in an order when asked for', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order([...server2019, 3], sql_year);

	for (const no of ['', '?include_price=false'])
		equal(undefined, (await s.who.get(
			`${s.path}/orders/${order.id}${no}`)).json.totalPrice);
	for (const yes of ['include_price=true', 'INCLUDE_PRICE=True']) {
		const o = (await s.who.get(
			`${s.path}/orders/${order.id}?${yes}`)).json;
		const lines = o.lineItems.map((l) => l.pricing);

		equal(['discountedPrice', 'extendedPrice', 'listPrice', 'price',
			'proratedPrice'], Object.keys(lines[0]).sort());
		equal(3 * cents(lines[0].listPrice),
			cents(lines[0].extendedPrice));
		equal(cents(o.totalPrice), cents(lines[0].extendedPrice) +
			cents(lines[1].extendedPrice));
	}
	await expectError(s.who.get(
		`${s.path}/orders/${order.id}?include_price=perhaps`), 400,
	800002);
});

test('an Australian partner\'s prices hold the tax', async (k) => {
	const s = await shop(k, 'AU', 1);
	const order = await s.order(server2019);
	const line = (await s.who.get(`${s.path}/orders/${order.id}` +
		'?include_price=true')).json.lineItems[0];

	equal(line.pricing.listPrice, line.pricing.extendedPrice);
	equal('AUD', order.currencyCode);
});

test('the list has the newest first, by billing cycle', async (k) => {
	const s = await shop(k, 'SE');
	const first = await s.order(server2019);
	const second = await s.order(seats_monthly);
	const all = (await s.who.get(`${s.path}/orders`)).json.items;
	const dates = all.map((o) => o.creationDate);
	const of = async (type) => (await s.who.get(
		`${s.path}/orders?billingType=${type}`)).json.items;

	equal([...dates].sort().reverse(), dates);
	equal([], [first, second].filter((o) =>
		!all.some((x) => x.id === o.id)));
	for (const type of ['onetime', 'OneTime', 'one_time', '4'])
		equal(['one_time'], [...new Set((await of(type))
			.map((o) => o.billingCycle))]);
	ok((await of('monthly')).some((o) => o.id === second.id));
	ok(!(await of('monthly')).some((o) => o.id === first.id));
	equal([], await of('annual'));
	await expectError(s.who.get(`${s.path}/orders?billingType=weekly`),
		400, 900126);
	for (const order of all)
		equal(JSON.stringify(order), (await s.get(order)).text);
});

test('another customer\'s order is like none', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(server2019);
	const other = `/customers/${customer(k, 'FR').id}/orders`;

	for (const below of ['', '/activationlinks', '/cancellation']) {
		const a = await expectError(s.who.get(
			`${other}/${order.id}${below}`), 404, 20000);
		const b = await expectError(s.who.get(
			`${other}/none${below}`), 404, 20000);
		equal(b.text, a.text);
	}
	await expectError(s.who.patch(`${other}/${order.id}`,
		{ status: 'cancelled' }), 404, 20000);
	await expectError(s.who.get(`${other}/${order.id}/provisioningstatus`),
		404, 800007);
	await expectError(s.who.get(
		`${s.path}/orders/${order.id.toLowerCase()}`), 404, 20000);
});

test('another partner\'s order is like none', async (k) => {
	const theirs = await (await shop(k, 'AU', 1)).order(server2019);
	const s = await shop(k, 'DE');

	for (const [method, below] of [['get', ''], ['get', '/cancellation'],
		['get', '/provisioningstatus'], ['patch', '']]) {
		const [a, b] = await Promise.all([theirs.id, unknown_id].map(
			(id) => s.who[method](`${s.path}/orders/${id}${below}`,
				method === 'get' ? undefined :
					{ status: 'cancelled' })));
		equal([404, b.text], [a.status, a.text]);
	}
	equal(404, (await s.who.get(`${s.path}/software/${theirs.id}-0/files`))
		.status);
});

test('an order placed directly, as the node client does', async (k) => {
	const s = await shop(k, 'DE');
	const offerId = await s.item(server2019);
	const a = await s.who.post(`${s.path}/orders`, { billingCycle: 'unknown',
		lineItems: [{ lineItemNumber: 1, offerId, quantity: 2,
			friendlyName: 'second' }, { lineItemNumber: 0,
			offerId: await s.item(sql_year), quantity: 1,
			partnerIdOnRecord: '4987201' }] });

	equal(201, a.status, a.text);
	equal([['0', '4987201'], ['1', undefined]], a.json.lineItems.map((l) =>
		[`${l.lineItemNumber}`, l.partnerIdOnRecord]));
	equal('second', a.json.lineItems[1].friendlyName);
	equal(a.text, (await s.get(a.json)).text);
});

test('a wrong line of a new order is the answer', async (k) => {
	const s = await shop(k, 'DE');
	const offerId = await s.item(server2019);
	const before = (await s.who.get(`${s.path}/orders`)).json.totalCount;
	const wrong = [
		[{ offerId: 'A:B:C', quantity: 1 }, 800004],
		[{ offerId, quantity: 0 }, 800017],
		[{ offerId, quantity: 10001 }, 800017],
		[{ offerId, quantity: 1, termDuration: 'P1Y' }, 3000],
		[{ offerId: await s.item(reservation), quantity: 1 }, 800011],
		[{ offerId, quantity: 1, lineItemNumber: 1 }, 800071],
		[{ offerId, quantity: 1, lineItemNumber: -1 }, 800071],
		[{ quantity: 1 }, 800002],
		[{ offerId }, 800002],
	];

	for (const [line, code] of wrong)
		await expectError(s.who.post(`${s.path}/orders`,
			{ lineItems: [line] }), 400, code);
	const unknown = await s.who.post(`${s.path}/orders`,
		{ lineItems: [{ offerId: 'A:B:C', quantity: 1 }] });
	ok(unknown.json.description.startsWith('lineItems[0].offerId: '),
		'the field is named as it was sent');
	await expectError(s.who.post(`${s.path}/orders`, { lineItems: [
		{ offerId, quantity: 1 }, { quantity: 1,
			offerId: await s.item(seats_monthly) }] }), 400, 3000);
	await expectError(s.who.post(`${s.path}/orders`,
		{ billingCycle: 'monthly', lineItems: [{ offerId,
			quantity: 1 }] }), 400, 3000);
	await expectError(s.who.post(`${s.path}/orders`,
		{ currencyCode: 'USD', lineItems: [{ offerId, quantity: 1 }] }),
	400, 900126);
	equal(before, (await s.who.get(`${s.path}/orders`)).json.totalCount);
});

test('a new order is repeated by its request id', async (k) => {
	const s = await shop(k, 'DE');
	const body = { lineItems: await s.lines(server2019) };
	const id = { 'MS-RequestId': uuid() };
	const all = [];

	for (let i = 0; i < 5; i++)
		all.push((await s.who.post(`${s.path}/orders`, body, id)).text);
	equal(1, new Set(all).size);
	/* another body under the same id is another call */
	body.lineItems[0].quantity = 2;
	const other = await s.who.post(`${s.path}/orders`, body, id);
	equal(2, other.json.lineItems[0].quantity);
	equal(other.text,
		(await s.who.post(`${s.path}/orders`, body, id)).text);
});

test('provisioning and activation of an order', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order([...server2019, 2], sql_year);
	const path = `${s.path}/orders/${order.id}`;
	const status = async () => (await s.who.get(`${path}/provisioningstatus`))
		.json.items.map((x) => [x.lineItemNumber, x.status,
			x.quantityProvisioningInformation]);

	equal([[0, 'Fulfilled', [{ quantity: 2, status: 'Fulfilled' }]],
		[1, 'Fulfilled', [{ quantity: 1, status: 'Fulfilled' }]]],
	await status());
	equal(200, (await s.cancel(order, [0])).status);
	equal(['Unfulfilled', 'Fulfilled'], (await status()).map((x) => x[1]));
	equal([], (await s.who.get(`${path}/activationlinks`)).json.items);
	equal([], (await s.who.get(`${path}/lineitems/1/activationlinks`)).json
		.items);
	for (const line of ['2', '-1', 'x', '99999999999999999999'])
		await expectError(s.who.get(
			`${path}/lineitems/${line}/activationlinks`), 400,
		800071);
});

test('software appears among the entitlements', async (k) => {
	const s = await shop(k, 'NO');
	const order = await s.order([...server2019, 2], sql_year);
	const list = async (query) => (await s.who.get(
		`${s.path}/entitlements${query}`)).json.items
		.filter((e) => e.referenceOrder.id === order.id);
	const [one, two] = await list('?entitlementType=Software');

	equal({ includedEntitlements: [], referenceOrder: { id: order.id,
		lineItemId: '0', alternateId: order.alternateId },
	productId: server2019[0], skuId: '0001', quantity: 2,
	quantityDetails: [{ quantity: 2, status: 'Fulfilled' }],
	entitledArtifacts: [], entitlementType: 'software',
	attributes: { objectType: 'Entitlement' } }, one);
	equal(undefined, two.expiryDate);
	const dated = await list('?showExpiry=true');
	equal(undefined, dated[0].expiryDate, 'perpetual');
	equal(365 * 86400e3, Date.parse(dated[1].expiryDate) -
		Date.parse(`${order.creationDate.slice(0, 10)}T00:00:00Z`));
	equal([], await list('?entitlementType=reservedInstance'));
	equal(200, (await s.cancel(order, [0])).status);
	const [gone] = await list('');
	equal([0, [{ quantity: 2, status: 'Unfulfilled' }]],
		[gone.quantity, gone.quantityDetails]);
	await expectError(s.who.get(`${s.path}/entitlements?entitlementType=x`),
		400, 900126);
});

test('a reservation, from its plan to its artifact', async (k) => {
	const s = await shop(k, 'DE');
	const plan = (await s.who.get(`${s.path}/subscriptions`)).json.items
		.find((x) => x.billingType === 'usage');
	const self = `${s.path}/subscriptions/${plan.id}`;
	const registered = await s.who.post(`${self}/registrations`, 'success');

	equal([202, '', `${self}/registrationstatus`], [registered.status,
		registered.text, registered.headers.location]);
	equal('Registered', (await s.who.get(registered.headers.location)).json
		.status);
	for (const scope of ['shared', 'single']) {
		const a = await s.who.post(`${s.path}/orders`, { lineItems: [{
			offerId: await s.item(reservation), quantity: 3,
			lineItemNumber: 0, provisioningContext: { scope,
				subscriptionId: plan.id } }] });
		const held = (await s.who.get(`${s.path}/entitlements` +
			'?entitlementType=virtualmachinereservedinstance')).json
			.items.find((e) => e.referenceOrder.id === a.json.id);
		const artifact = held.entitledArtifacts[0];
		const details = (await s.who.get(artifact.link.uri)).json;

		equal([3, 'reservedinstance', 'reservedinstance'],
			[held.quantity, held.entitlementType,
				artifact.artifactType]);
		equal({ reservationType: 'virtualmachines' },
			artifact.dynamicAttributes);
		equal(details.reservations, details.virtualMachineReservations);
		equal([scope, artifact.resourceId, 3, 'Created'],
			[details.reservations[0].scopeType.toLowerCase(),
				details.reservations[0].reservationId,
				details.reservations[0].quantity,
				details.reservations[0].provisioningState]);
		equal(scope === 'single' ? [plan.id] : undefined,
			details.reservations[0].appliedScopes);
		await expectError(s.who.get(artifact.link.uri.replace(
			artifact.resourceId, unknown_id)), 404, 1000);
		/* not by this route, outside of a sandbox */
		await expectError(s.cancel(a.json), 403, 800019);
	}
});

test('a seat order has a subscription', async (k) => {
	const s = await shop(k, 'SE');
	const order = await s.order([...seats_monthly, 4]);
	const id = order.lineItems[0].subscriptionId;
	const a = await s.who.get(order.lineItems[0].links.subscription.uri);

	equal([id, order.id, 4, 'active', 'license', 'monthly', 'P1Y'],
		['id', 'orderId', 'quantity', 'status', 'billingType',
			'billingCycle', 'termDuration'].map((n) => a.json[n]));
	equal([id], (await s.who.get(
		`${s.path}/subscriptions?order_id=${order.id}`)).json.items
		.map((x) => x.id));
	await expectError(s.who.get(`${s.path}/subscriptions?order_id=none`),
		404, 20000);
	await expectError(s.who.get(`${s.path}/subscriptions/${unknown_id}`),
		404, 20003);
	await expectError(s.who.get(`/customers/${customer(k, 'DE').id}` +
		`/subscriptions/${id}`), 404, 20003);
	await expectError(s.who.post(
		`${s.path}/subscriptions/${id}/registrations`), 400, 800011);
	/* ended on the subscription, not on the order */
	await expectError(s.cancel(order), 400, 800063);
});

test('an add-on is bought into an order', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order([...seats_monthly, 4]);
	const parent = order.lineItems[0].subscriptionId;
	const offerId = await s.item(phone_add_on);
	const path = `${s.path}/orders/${order.id}`;
	/* as the sample does, with number 0 */
	const add = (more = {}) => s.who.patch(path, { id: order.id,
		ReferenceCustomerId: s.id, BillingCycle: 'monthly',
		LineItems: [{ LineItemNumber: 0, OfferId: offerId, Quantity: 2,
			ParentSubscriptionId: parent, ...more }] });
	const a = await add();

	equal(200, a.status, a.text);
	equal([[0, 4, undefined], [1, 2, parent]], a.json.lineItems.map((l) =>
		[l.lineItemNumber, l.quantity, l.parentSubscriptionId]));
	equal(a.text, (await s.get(order)).text);
	const priced = (await s.who.get(`${path}?include_price=true`)).json;
	equal(cents(priced.totalPrice), priced.lineItems.reduce((sum, l) =>
		sum + cents(l.pricing.extendedPrice), 0));
	/* the whole order sent back buys nothing */
	equal(a.json, (await s.who.patch(path, a.json)).json);
	equal([a.json.lineItems[1].subscriptionId], (await s.who.get(
		`${s.path}/subscriptions/${parent}/addons`)).json.items
		.map((x) => x.id));
	await expectError(add({ ParentSubscriptionId: unknown_id }), 400,
		800029);
	await expectError(add({ OfferId: await s.item(seats_monthly) }), 400,
		800029);
	await expectError(add({ OfferId: null }), 400, 800002);
	await expectError(add({ OfferId: 'A:B:C' }), 400, 800004);
	await expectError(add({ Quantity: 0 }), 400, 800017);
	equal(a.text, (await s.get(order)).text);
	/* what is billed otherwise is an order of its own */
	const yearly = await s.order(seats_yearly);
	await expectError(s.who.patch(`${s.path}/orders/${yearly.id}`,
		{ lineItems: [{ lineItemNumber: 1, offerId, quantity: 1,
			parentSubscriptionId: parent }] }), 400, 800085);
	const today = (await s.who.get('/auditrecords?size=500')).json.items
		.filter((r) => r.operationType === 'update_order' &&
			r.customizedData.some((d) => d.value === order.id));
	equal(1, today.length);
});

test('a SKU has one billing cycle', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(seats_monthly);
	const path = `${s.path}/orders/${order.id}`;
	const to = (billingCycle) => s.who.patch(path, { billingCycle,
		referenceCustomerId: s.id, lineItems: order.lineItems });

	equal(order, (await to('Monthly')).json);
	await expectError(to('annual'), 400, 6001);
	await expectError(to('weekly'), 400, 900126);
	await s.who.patch(`${s.path}/subscriptions/` +
		order.lineItems[0].subscriptionId, { status: 'suspended' });
	await expectError(to('annual'), 400, 6000);
	await expectError(s.who.patch(path, { status: 'completed' }), 400,
		800042);
});

test('what would change a price or a term is not passed over', async (k) => {
	const s = await shop(k, 'DE');
	const before = (await s.who.get(`${s.path}/orders`)).json.totalCount;
	const line = { offerId: await s.item(seats_yearly), quantity: 1 };
	const order = (more, top) => s.who.post(`${s.path}/orders`,
		{ ...top, lineItems: [{ ...line, ...more }] });
	const end = new Date();

	await expectError(order({ promotionId: 'SUMMER' }), 400, 27007);
	await expectError(order({ customTermEndDate: '2050-01-01' }), 400, 3000);
	await expectError(order({}, { referenceCustomerId: unknown_id }), 400,
		800002);
	equal(before, (await s.who.get(`${s.path}/orders`)).json.totalCount);
	/* a year from today, minus a day; 29 February ends on the 27th */
	end.setUTCFullYear(end.getUTCFullYear() + 1, end.getUTCMonth(),
		end.getUTCDate() - 1);
	equal(201, (await order({ attestationAccepted: true,
		customTermEndDate: end.toISOString(), promotionId: null },
	{ referenceCustomerId: s.id.toUpperCase() })).status);
});
