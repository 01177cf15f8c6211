/* Changing subscriptions (api.md 2.7, client-quirks 5): what clients really
 * send, what differs, what is refused. */
import { admin, customer, equal, expectError, ok, program, routeTests, test,
	unknown_id, uuid, withRole } from './lib.mjs';
import { azure_plan, backup_saas, seats_monthly, shop, timed } from
	'./shop.mjs';

routeTests({ method: 'PATCH', refused: 'sales_agent', body: { quantity: 2 },
	path: '/customers/{customer}/subscriptions/{x}' },
(k) => ({ customer: [customer(k).id, customer(k, null, 1).id] }));

/* A subscription of its own: id, get, patch. */
async function bought(k, what = [...seats_monthly, 4], country = 'DE', n = 0) {
	const s = await shop(k, country, n);
	const order = await s.order(what);
	const path = `${s.path}/subscriptions/` +
		order.lineItems[0].subscriptionId;

	return { s, order, path, id: order.lineItems[0].subscriptionId,
		get: async () => (await s.who.get(path)).json,
		patch: (body, headers) => s.who.patch(path, body, headers) };
}

const pascal = (value) => Array.isArray(value) ? value.map(pascal) :
	value === null || typeof value !== 'object' ? value :
		Object.fromEntries(Object.entries(value).map(([key, inner]) =>
			[key[0].toUpperCase() + key.slice(1), pascal(inner)]));

test('the whole resource sent back changes nothing', async (k) => {
	const { get, patch } = await bought(k);
	const before = await get();
	const a = await patch(before);

	equal(200, a.status, a.text);
	equal(before, a.json);
	equal(before, await get());
});

test('the .NET client changes seats with nulls and zero dates', async (k) => {
	const { get, patch, path } = await bought(k);
	const before = await get();
	const a = await patch({ ...pascal(before), Quantity: 7,
		BillingCycle: 'unknown', PartnerId: null, EntitlementId: null,
		ParentSubscriptionId: null, SuspensionReasons: null,
		EffectiveStartDate: '0001-01-01T00:00:00',
		CommitmentEndDate: '0001-01-01T00:00:00',
		CreationDate: '0001-01-01T00:00:00', RefundOptions: null });

	equal(200, a.status, a.text);
	equal({ ...before, quantity: 7, attributes: { ...before.attributes,
		etag: a.json.attributes.etag } }, a.json);
	ok(a.json.attributes.etag !== before.attributes.etag);
	equal(a.json, await get());
	equal('Subscription', a.json.attributes.objectType);
	equal(path, a.json.links.self.uri);
});

test('name, renewal and state change one at a time', async (k) => {
	const { get, patch } = await bought(k);
	const before = await get();
	const suspended = await patch({ status: 'suspended' });

	equal([200, 'suspended'], [suspended.status, suspended.json.status]);
	equal(['CustomerCancellation'], suspended.json.suspensionReasons);
	await expectError(patch({ quantity: 5 }), 400, 2001);
	await expectError(patch({ quantity: 5, status: 'active' }), 400, 2001);
	equal('Reception', (await patch({ friendlyName: ' Reception ' })).json
		.friendlyName);
	equal(false, (await patch({ autoRenewEnabled: false })).json
		.autoRenewEnabled);
	const active = await patch({ Status: 'Active' });
	equal({ ...before, friendlyName: 'Reception', autoRenewEnabled: false,
		attributes: active.json.attributes }, active.json);
	equal(active.json, await get());
});

test('a stale etag is refused, in the body and in the header', async (k) => {
	const { get, patch } = await bought(k);
	const { etag } = (await get()).attributes;

	equal(200, (await patch({ quantity: 5, attributes: { etag } })).status);
	await expectError(patch({ quantity: 6, attributes: { etag } }), 400,
		2055);
	for (const sent of [etag, `"${etag}"`, 'W/"x"'])
		await expectError(patch({ quantity: 6 }, { 'If-Match': sent }),
			400, 2055);
	equal(5, (await get()).quantity);
	const now = (await get()).attributes.etag;
	equal(6, (await patch({ quantity: 6 }, { 'If-Match': `"${now}"` })).json
		.quantity);
});

test('what cannot be changed says so by its code', async (k) => {
	const { s, get, patch } = await bought(k);
	const before = await get();
	const plan = await bought(k, azure_plan);

	for (const quantity of [0, -1, 301, 999999999999])
		await expectError(patch({ quantity }), 400, 2002);
	await expectError(patch({ billingCycle: 'annual' }), 400, 2054);
	await expectError(patch({ billingCycle: 'weekly' }), 400, 900126);
	for (const status of ['deleted', 'pending', 'expired', 'disabled'])
		await expectError(patch({ status }), 400, 800040);
	await expectError(patch({ status: 'gone' }), 400, 900126);
	await expectError(patch({ quantity: 'many' }), 400, 800002);
	await expectError(patch({ friendlyName: 'x'.repeat(257) }), 400, 800002);
	await expectError(patch({ id: unknown_id }), 400, 800002);
	equal(before, await get());
	await expectError(plan.patch({ quantity: 2 }), 400, 800095);
	await expectError(plan.patch({ autoRenewEnabled: true }), 400, 800093);
	await expectError(s.who.patch(`${s.path}/subscriptions/${unknown_id}`,
		{ quantity: 2 }), 404, 20003);
	await expectError(s.who.patch(`${s.path}/subscriptions/x`,
		{ quantity: 2 }), 404, 20003);
});

test('of five retries one takes effect', async (k) => {
	const { get, patch } = await bought(k);
	const id = { 'MS-RequestId': uuid() };
	const all = [];

	for (let i = 0; i < 5; i++)
		all.push((await patch({ quantity: 9 }, id)).text);
	equal(1, new Set(all).size);
	equal(JSON.parse(all[0]), await get());
});

test('a dry run shows the change and makes none', async (k) => {
	const { s, path, get } = await bought(k);
	const before = await get();
	const a = await s.who.patch(`${path}?validateOnly=true`,
		{ quantity: 8, status: 'active' });

	equal([200, 8], [a.status, a.json.quantity]);
	equal(before, await get());
	await expectError(s.who.patch(`${path}?validateOnly=true`,
		{ quantity: 301 }), 400, 2002);
});

test('another partner\'s or customer\'s subscription is like none',
	async (k) => {
		const { id } = await bought(k);
		const theirs = `/customers/${customer(k, 'FR').id}`;
		const a = await expectError(admin(k).patch(
			`${theirs}/subscriptions/${id}`, { quantity: 2 }), 404,
		20003);
		const b = await expectError(admin(k).patch(
			`${theirs}/subscriptions/${unknown_id}`,
			{ quantity: 2 }), 404, 20003);

		equal(b.text, a.text);
		await expectError(admin(k, 1).patch(
			`/customers/${customer(k, 'DE').id}/subscriptions/${id}`,
			{ quantity: 2 }), 403, 20002);
	});

test('a program alone may, and a global admin may', async (k) => {
	const { path, get } = await bought(k);

	equal(200, (await program(k).patch(path, { quantity: 5 })).status);
	equal(200, (await withRole(k, 'global_admin').patch(path,
		{ quantity: 6 })).status);
	equal(6, (await get()).quantity);
});

test('a change is in the log with the value before and after', async (k) => {
	const { id, patch } = await bought(k);

	await patch({ quantity: 11, friendlyName: 'Warehouse' });
	const today = new Date().toISOString().slice(0, 10);
	const record = (await admin(k).get(`/auditrecords?startDate=${today}` +
		'&filter=' + encodeURIComponent(JSON.stringify({
		Field: 'ResourceType', Value: 'Subscription',
		Operator: 'equals' })))).json.items.find((r) => r.customizedData
		.some((d) => d.key === 'SubscriptionId' && d.value === id));

	equal(['update_subscription', 'subscription', 'succeeded'],
		[record.operationType, record.resourceType,
			record.operationStatus]);
	equal('Warehouse', record.customizedData.find((d) =>
		d.key === 'SubscriptionName').value);
	const [before, after] = [record.resourceOldValue,
		record.resourceNewValue].map((text) => JSON.parse(text));
	equal([4, 11, 'Warehouse', null], [before.Quantity, after.Quantity,
		after.FriendlyName, after.PartnerId]);
	ok(!record.customizedData.some((d) => d.key.startsWith('Resource')));
});

test('an Azure plan has its Azure subscription, seats have none', async (k) => {
	const plan = await bought(k, azure_plan);
	const seats = await bought(k);
	const list = async ({ s, path }) =>
		(await s.who.get(`${path}/azureEntitlements`)).json.items;

	equal([{ id: plan.id, friendlyName: 'Azure plan', status: 'active',
		subscriptionId: plan.id,
		attributes: { objectType: 'AzureEntitlement' } }],
	await list(plan));
	equal([], await list(seats));
	equal([], (await seats.s.who.get(`${seats.path}/addons`)).json.items);
});

test('another publisher\'s seats end by status deleted', async (k) => {
	const { s, order, path, get, patch, id } =
		await bought(k, [...backup_saas, 3]);
	const before = await get();

	equal([false, 'Fabrikam, Inc.', ['edit', 'cancel']],
		[before.isMicrosoftProduct, before.publisherName,
			before.actions]);
	/* in full today, then by unused days of the year that is paid */
	equal(['Full', 'Partial'], before.refundOptions.map((r) => r.type));
	for (const option of before.refundOptions)
		equal(option.expiresAt, option.expiresAfter);
	equal(86400e3, Date.parse(before.refundOptions[0].expiresAt) -
		Date.parse(before.effectiveStartDate));
	equal(before.commitmentEndDate, new Date(Date.parse(
		before.refundOptions[1].expiresAt) - 86400e3)
		.toISOString().replace('.000', ''));
	const links = (await s.who.get(`${path}/activationlinks`)).json.items;
	equal([0], links.map((l) => l.lineItemNumber));
	ok(/^https?:\/\//.test(links[0].link.uri));
	for (const at of ['', '/lineitems/0'])
		equal(links, (await s.who.get(`${s.path}/orders/${order.id}` +
			`${at}/activationlinks`)).json.items);
	await expectError(s.cancel(order), 400, 800063);
	await expectError(withRole(k, 'global_admin').patch(path,
		{ status: 'deleted' }), 403, 900150);
	const gone = await patch({ status: 'deleted' });
	equal([200, 'deleted', [], undefined], [gone.status, gone.json.status,
		gone.json.actions, gone.json.refundOptions]);
	await expectError(patch({ quantity: 4 }), 400, 2011);
	await expectError(patch({ status: 'active' }), 400, 2011);
	const after = (await s.get(order)).json;
	equal(['cancelled', 0], [after.status, after.lineItems[0].quantity]);
	equal([], (await s.who.get(`${path}/activationlinks`)).json.items);
	ok((await s.who.get(`${s.path}/subscriptions`)).json.items.some((x) =>
		x.id === id), 'it stays listed');
});

test('a sandbox activates another publisher\'s seats once', async (k) => {
	const { s, path, id, patch } = await bought(k, backup_saas, 'AU', 1);
	const activate = (where = path) =>
		s.who.post(`${where}/activate`, 'success');

	await expectError(patch({ quantity: 2 }), 400, 800081);
	equal({ subscriptionId: id, status: 'Success', attributes: {
		objectType: 'SubscriptionActivationResult' } },
	(await activate()).json);
	await expectError(activate(), 400, 800041);
	equal(200, (await patch({ quantity: 2 })).status);
	const seats = await bought(k, seats_monthly, 'AU', 1);
	await expectError(activate(seats.path), 400, 900141);
	const ours = await bought(k, backup_saas);
	await expectError(ours.s.who.post(`${ours.path}/activate`), 400, 900127);
});

test('the reseller of record is one of ours', async (k) => {
	const { s, id, get, patch } = await bought(k);
	const of = async (mpn) => (await s.who.get(
		`${s.path}/subscriptions?mpn_id=${mpn}`)).json.items
		.map((x) => x.id);
	const order = async (partnerIdOnRecord) => s.who.post(
		`${s.path}/orders`, { lineItems: [{ quantity: 1,
			offerId: await s.item(seats_monthly),
			partnerIdOnRecord }] });
	/* no digits, ours, the sandbox partner's, without the agreement */
	const wrong = [['x', 400, 2071], ['4123087', 404, 2072],
		['5207499', 404, 800015], ['4987215', 403, 900123]];

	for (const [partnerId, status, code] of wrong) {
		await expectError(patch({ partnerId }), status, code);
		await expectError(order(partnerId), status, code);
		const cart = await s.who.post(`${s.path}/carts`, { lineItems: [{
			catalogItemId: await s.item(seats_monthly), quantity: 1,
			participants: [{ key: 'transaction_reseller',
				value: partnerId }] }] });
		equal(10004, cart.json.lineItems[0].error.errorCode);
	}
	equal(undefined, (await get()).partnerId);
	equal('4987201', (await patch({ partnerId: '4987201' })).json.partnerId);
	ok((await of('4987201')).includes(id));
	equal(false, (await of('4987215')).includes(id));
	const made = (await order('4987201')).json.lineItems[0];
	equal('4987201', made.partnerIdOnRecord);
	ok((await of('4987201')).includes(made.subscriptionId));
});

test('seats cost what their unused days do, to the cent', timed('DE',
	async (s) => {
		/* 2022-06-10 to 2022-07-09: 30 days. A seat is 10.92 (its price
		 * from 2021-07-01 on). 4 x 10.92 = 43.68; 3 more with 20 of 30
		 * days unused: 32.76 x 20 / 30 = 21.84; 5 fewer with 10 unused:
		 * 54.60 x 10 / 30 = 18.20 */
		await s.now('2022-06-10T09:00:00Z');
		const order = await s.order([...seats_monthly, 4]);
		const path = `${s.path}/subscriptions/` +
			order.lineItems[0].subscriptionId;

		await s.now('2022-06-20T23:58:59Z');
		equal(200, (await s.who.patch(path, { quantity: 7 })).status);
		await s.now('2022-06-30T00:00:00Z');
		equal(200, (await s.who.patch(`${path}?validateOnly=true`,
			{ quantity: 2 })).status);
		equal(200, (await s.who.patch(path, { quantity: 2 })).status);
		const lines = (await s.who.get('/invoices/unbilled/lineitems' +
			'?provider=onetime&invoicelineitemtype=billinglineitems' +
			'&currencycode=EUR&period=current')).json.items
			.filter((l) => l.orderId === order.id)
			.sort((a, b) => b.subtotal - a.subtotal);

		equal([['new', 4, 4368], ['addQuantity', 3, 2184],
			['removeQuantity', 5, -1820]], lines.map((l) =>
			[l.chargeType, l.quantity, Math.round(
				l.subtotal * 100)]));
		for (const l of lines)
			equal(Math.round(l.totalForCustomer * 100), Math.round(
				l.subtotal * 100) + Math.round(l.taxTotal * 100));
	}));
