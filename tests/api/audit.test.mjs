/* Audit records: spans, filters, pages, and who sees which of them. */
import { admin, customer, equal, expectError, ok, partner, program, send, test,
	token, uuid, withRole } from './lib.mjs';

const day = (n) => new Date(Date.now() - n * 86400000).toISOString()
	.slice(0, 10);
const all = '?startDate=' + day(80) + '&endDate=' + day(-3) + '&size=2000';
const filter = (Field, Value, Operator = 'equals') => '&filter=' +
	encodeURIComponent(JSON.stringify({ Field, Value, Operator }));
const software_types = ['software_key', 'software_download_link'];

const domain = `audit-${uuid().slice(0, 8)}.example`;

test('a new customer is recorded with the documented data', async (k) => {
	const ids = { 'MS-RequestId': uuid(), 'MS-CorrelationId': uuid() };
	const made = await admin(k).post('/customers', { companyProfile: { domain },
		billingProfile: { culture: 'en-US', language: 'en',
			email: 'a@b.example', companyName: 'Audited AB',
			defaultAddress: { firstName: 'A', lastName: 'B',
				addressLine1: '1', city: 'C', country: 'SE' } } }, ids);
	const list = await admin(k).get('/auditrecords?size=2000' +
		filter('CustomerId', made.json.id.toUpperCase()));
	const [record] = list.json.items;

	equal(1, list.json.totalCount);
	equal(['add_customer', 'customer', 'succeeded'], [record.operationType,
		record.resourceType, record.operationStatus]);
	equal([{ key: 'PrimaryDomainName', value: domain },
		{ key: 'Relationship', value: 'Reseller' }], record.customizedData);
	equal([partner(k).tenant_id, made.json.id, 'Audited AB',
		partner(k).users[0].email, ids['MS-CorrelationId'],
		partner(k).client_id],
	[record.partnerId, record.customerId, record.customerName,
		record.userPrincipalName, record.originalCorrelationId,
		record.applicationId]);
	const start = `${partner(k).tenant_id}_${made.json.id}_customer_` +
		'addcustomer_';
	ok(record.id.startsWith(start) &&
		/^\d{18}$/.test(record.id.slice(start.length)), record.id);
	const value = JSON.parse(record.resourceNewValue);
	equal([made.json.id, null], [value.CustomerId, value.OrderId]);
});

test('a repeated request leaves one record', async (k) => {
	const id = { 'MS-RequestId': uuid() };
	const body = { companyProfile: { domain: `twice-${domain}` },
		billingProfile: { culture: 'en-US', language: 'en',
			email: 'a@b.example', companyName: 'Twice AB',
			defaultAddress: { firstName: 'A', lastName: 'B',
				addressLine1: '1', city: 'C', country: 'SE' } } };

	for (let i = 0; i < 5; i++)
		equal(201, (await admin(k).post('/customers', body, id)).status);
	equal(1, (await admin(k).get('/auditrecords?size=2000' +
		filter('CompanyName', 'twice ab', 'substring'))).json.totalCount);
});

test('orders are recorded with their lines', async (k) => {
	const list = await admin(k).get(`/auditrecords${all}` +
		filter('ResourceType', 'Order'));
	const made = list.json.items.find((r) =>
		r.operationType === 'create_order');
	const keys = made.customizedData.map((pair) => pair.key);

	for (const key of ['OrderId', 'AlternateId', 'BillingCycle', 'OfferId-0',
		'Quantity-0', 'SubscriptionId-0', 'SubscriptionName-0',
		'PartnerOnRecord-0'])
		ok(keys.includes(key), key);
	equal(null, made.customizedData.find((pair) =>
		pair.key === 'PartnerOnRecord-0').value);
	ok(['OneTime', 'Monthly', 'None', 'Annual'].includes(made.customizedData
		.find((pair) => pair.key === 'BillingCycle').value));
	equal(keys.length, new Set(keys).size, 'each key once');
});

test('newest first, each id once', async (k) => {
	const { items } = (await admin(k).get(`/auditrecords${all}`)).json;
	const dates = items.map((r) => r.operationDate);

	ok(items.length > 10);
	equal([...dates].sort().reverse(), dates);
	equal(items.length, new Set(items.map((r) => r.id)).size);
});

test('days are read in every form clients write', async (k) => {
	const want = (await admin(k).get(`/auditrecords?startDate=${day(20)}` +
		`&endDate=${day(5)}`)).json.items.map((r) => r.id);
	const year = (n) => {
		const d = new Date(day(n));
		const nth = (d - Date.UTC(d.getUTCFullYear(), 0, 1)) / 86400000 + 1;
		return `${day(n).slice(0, 7)}-${String(nth).padStart(2, '0')}`;
	};
	const us = (n) => {
		const [y, m, d] = day(n).split('-').map(Number);
		return encodeURIComponent(`${m}/${d}/${y} 12:00:00 AM`);
	};

	for (const form of [year, us, (n) => `${day(n)}T00:00:00Z`,
		(n) => `${day(n)}T00:00:00.0000000`]) {
		if (form === year && /-01-/.test(day(20)))
			continue; /* January: both readings are one */
		equal(want, (await admin(k).get('/auditrecords?startDate=' +
			`${form(20)}&endDate=${form(5)}`)).json.items
			.map((r) => r.id), form(20));
	}
	await expectError(admin(k).get('/auditrecords?startDate=soon'),
		400, 3000);
});

test('a start alone means thirty days, in pieces that do not overlap',
	async (k) => {
		const piece = async (n) => (await admin(k).get('/auditrecords?size=' +
			`2000&startDate=${day(n)}`)).json.items;
		const old = await piece(85), middle = await piece(55);

		for (const record of old)
			ok(record.operationDate.slice(0, 10) < day(55));
		for (const record of middle)
			ok(record.operationDate.slice(0, 10) >= day(55));
	});

test('a start before 90 days is 400 with code 2000', async (k) => {
	await expectError(admin(k).get(`/auditrecords?startDate=${day(93)}`),
		400, 2000);
	equal(200, (await admin(k).get(`/auditrecords?startDate=${day(88)}`))
		.status);
});

test('pages hold the whole query, by header and in the query', async (k) => {
	const query = `?startDate=${day(80)}&endDate=${day(-3)}&size=3` +
		filter('ResourceType', 'order');
	const want = (await admin(k).get(`/auditrecords${query
		.replace('size=3', 'size=2000')}`)).json.items.map((r) => r.id);

	for (const by_query of [false, true]) {
		const seen = [];
		let { json } = await admin(k).get(`/auditrecords${query}`);
		for (;;) {
			seen.push(...json.items.map((r) => r.id));
			if (!json.links?.next)
				break;
			const word = json.continuationToken;
			json = (await (by_query ? admin(k).get('/auditrecords?' +
				`MS-ContinuationToken=${word}`) :
				admin(k).get(json.links.next.uri,
					{ 'MS-ContinuationToken': word }))).json;
		}
		equal(want, seen);
	}
});

test('filters narrow by company, customer and type', async (k) => {
	const c = customer(k, 'DE');
	const by = async (more) => (await admin(k).get(`/auditrecords${all}` +
		more)).json.items;

	for (const record of await by(filter('CompanyName', 'MÜNDER',
		'substring')))
		equal(c.id, record.customerId);
	ok((await by(filter('CustomerId', c.id))).length > 0);
	for (const record of await by(filter('ResourceType', 'Customer')))
		equal('customer', record.resourceType);
	for (const more of [filter('CompanyName', 'x'), filter('Nope', 'x')])
		await expectError(admin(k).get(`/auditrecords${all}${more}`),
			400, 3000);
});

/* A purchase whose key can be shown. */
async function shown(k) {
	for (const c of partner(k).customers) {
		const { json } = await admin(k).get(`/customers/${c.id}/software`);
		for (const item of json.items.filter((i) => i.links.key)) {
			const a = await admin(k).post(item.links.key.uri,
				undefined, { 'MS-RequestId': uuid() });
			if (a.status === 200)
				return { item, key: a.json.key };
		}
	}
	throw new Error('the demo has no key to show');
}

test('a key that is shown is recorded without the key', async (k) => {
	const { item, key: secret } = await shown(k);
	const { items } = (await withRole(k, 'global_admin').get(
		`/auditrecords${all}${filter('ResourceType', 'software_key')}`))
		.json;

	equal('get_software_key', items[0].operationType);
	for (const [key, value] of [['OrderId', item.orderId],
		['ProductId', item.productId], ['SkuId', item.skuId]])
		equal(value, items[0].customizedData.find((pair) =>
			pair.key === key).value, key);
	ok(/^(\d{4} ){7}\d{4}$/.test(secret), secret);
	for (const form of [secret, secret.replaceAll(' ', '')])
		ok(!JSON.stringify(items).includes(form) &&
			!k.log.includes(form), 'neither recorded nor logged');
});

test('keys and downloads are seen by four roles alone', async (k) => {
	await shown(k);
	const types = async (who) => new Set((await who.get(`/auditrecords${all}`))
		.json.items.map((r) => r.resourceType));

	for (const role of ['account_admin', 'referral_admin',
		'marketing_content_admin'])
		for (const type of await types(withRole(k, role)))
			ok(software_types.includes(type), `${role} sees ${type}`);
	for (const role of ['admin_agent', 'sales_agent', 'helpdesk_agent',
		'billing_admin', 'user_management_admin'])
		for (const type of await types(withRole(k, role)))
			ok(!software_types.includes(type), `${role} sees ${type}`);
	for (const role of ['account_admin', 'referral_admin',
		'marketing_content_admin', 'global_admin'])
		ok((await types(withRole(k, role))).has('software_key'), role);
	ok((await types(withRole(k, 'global_admin'))).has('order'));
	const alone = await types(program(k));
	ok(!software_types.some((type) => alone.has(type)),
		'a program is an admin agent');
});

test('only published types are listed, others when asked for', async (k) => {
	await admin(k).put('/sandbox/clock', { now: new Date().toISOString() });
	const { items } = (await admin(k).get(`/auditrecords${all}`)).json;
	const clock = (await admin(k).get(`/auditrecords${all}` +
		filter('ResourceType', 'sandbox_clock'))).json.items;

	ok(items.every((r) => r.resourceType !== 'sandbox_clock'));
	ok(clock.length > 0);
	const java = (await admin(k).get(`/auditrecords${all}` +
		filter('ResourceType', 'sandbox_clock'), {
		'MS-PartnerCenter-Client': 'Partner Center Java SDK' })).json.items;
	equal(['undefined', 'undefined'], [java[0].operationType,
		java[0].resourceType]);
});

test('refused tries are listed only when asked for', async (k) => {
	const status = async (more) => new Set((await admin(k)
		.get(`/auditrecords${all}${more}`)).json.items
		.map((r) => r.operationStatus));

	ok(!(await status('')).has('failed'));
	ok(!(await status('&operationStatus=failed')).has('succeeded'));
});

test('a record is read by its id, at both addresses', async (k) => {
	const { items } = (await admin(k).get('/auditrecords?size=20')).json;

	for (const record of items.slice(0, 5)) {
		const a = await admin(k).get(
			`/auditrecords/${encodeURIComponent(record.id)}`);

		equal([200, record], [a.status, a.json]);
		const b = await send(k, 'GET', '/auditactivity/v1/auditrecords/' +
			encodeURIComponent(record.id), { headers: {
			Authorization: `Bearer ${await token(k, partner(k),
				partner(k).users[0])}` } });
		equal([200, record], [b.status, b.json]);
	}
	for (const none of ['x', 'a_b_1', items[0].id.replace(/\d$/, (d) =>
		String((Number(d) + 1) % 10)), `${items[0].id}9`])
		await expectError(admin(k).get(`/auditrecords/${none}`), 404,
			1000);
	/* the other partner's own look the same */
	await expectError(admin(k, 1).get(`/auditrecords/${items[0].id}`), 404,
		1000);
	const lost = await send(k, 'GET', '/auditactivity/v1/other');
	equal([404, 1000], [lost.status, lost.json.code]);
});

test('a key row is only for those who see software activity', async (k) => {
	const { items } = (await admin(k).get('/auditrecords?size=2000' +
		'&startDate=' + new Date(Date.now() - 80 * 86400e3)
			.toISOString().slice(0, 10))).json;
	const order = items.find((r) => r.operationType === 'create_order');

	equal(200, (await withRole(k, 'billing_admin').get(
		`/auditrecords/${order.id}`)).status);
	await expectError(withRole(k, 'referral_admin').get(
		`/auditrecords/${order.id}`), 404, 1000);
});
