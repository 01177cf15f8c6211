/* The door: what all routes have in common, as real clients call them. */
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';

import { admin, customer, equal, expectError, ok, partner, program, routeTests,
	send, sendRaw, signingKey, test, token, unknown_id, uuid, withRole } from
	'./lib.mjs';

const bearer = async (k) => `Bearer ${await token(k, partner(k),
	partner(k).users[0])}`;

test('ids of the caller come back, also on errors', async (k) => {
	const sent = { 'MS-RequestId': uuid().toUpperCase(),
		'MS-CorrelationId': uuid() };

	equal(200, (await admin(k).get('/customers?size=1', sent)).status);
	await expectError(admin(k).get('/nothing', sent), 404, 1000);
});

test('ids are made when there are none', async (k) => {
	const a = await admin(k).get('/customers?size=1');

	ok(/^[0-9a-f-]{36}$/.test(a.headers['ms-requestid']));
	ok(/^[A-Za-z0-9+/]{16}\.0$/.test(a.headers['ms-cv']));
	ok(a.headers['ms-serverid']);
});

test('unknown routes and wrong methods are 404 with code 1000', async (k) => {
	await expectError(admin(k).get('/nothing'), 404, 1000);
	await expectError(admin(k).get(''), 404, 1000);
	await expectError(admin(k).get('/sandbox/clock/advance'), 404, 1000);
	await expectError(admin(k).del('/customers'), 404, 1000);
	await expectError(admin(k).put('/products', {}), 404, 1000);
	await expectError(send(k, 'OPTIONS', '/v1/customers'), 404, 1000);
});

test('paths match in any case, with // and with / at the end', async (k) => {
	const id = customer(k).id;
	const straight = await admin(k).get(`/customers/${id}`);

	for (const path of [`//customers/${id}`, `/Customers/${id}/`,
		`/CUSTOMERS//${id.toUpperCase()}`, `/customers/${id}%20`])
		equal(straight.text, (await admin(k).get(path)).text, path);
});

test('names in a query match in any case', async (k) => {
	const a = await admin(k).get('/products?COUNTRY=de&TargetView=software');

	equal(200, a.status);
	ok(a.json.totalCount > 0);
});

test('versions of ours are taken, others refused', async (k) => {
	for (const version of ['v1', 'V1', '1.0', 'v1.0'])
		equal(200, (await admin(k).get('/customers?size=1',
			{ 'MS-Contract-Version': version })).status);
	const a = await expectError(admin(k).get('/customers?size=1',
		{ 'MS-Contract-Version': 'v2' }), 400, 900126);
	ok(a.json.description.includes('MS-Contract-Version'));
});

test('Expect: 100-continue is answered before the body', async (k) => {
	const body = '{"now":"2026-02-30"}';
	const got = await sendRaw(k, 'PUT /v1/sandbox/clock HTTP/1.1\r\n' +
		`Host: x\r\nAuthorization: ${await bearer(k)}\r\n` +
		'Content-Type: application/json; charset=utf-8\r\n' +
		`Expect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
	[body]);

	ok(got.startsWith('HTTP/1.1 100'), got);
	ok(/HTTP\/1\.1 400/.test(got), got);
});

test('the Java SDK is understood', async (k) => {
	const a = await admin(k).get('/customers?size=0', {
		'MS-Contract-Version': 'v1', 'MS-SdkVersion': '1.15.4',
		'MS-PartnerCenter-Client': 'Partner Center Java SDK',
		'X-Locale': 'en-US', 'MS-RequestId': uuid(),
		'MS-CorrelationId': uuid(), 'Accept-Encoding': 'gzip',
		Accept: 'application/json' });

	equal(partner(k).customers.length <= a.json.totalCount, true);
});

test('a body in a language that is asked for', async (k) => {
	const a = await admin(k).get(`/customers/${unknown_id}`,
		{ 'X-Locale': 'en-XA' });

	equal(20002, a.json.code);
	ok(a.json.description !== 'There is no such customer.',
		a.json.description);
});

test('a program has the roles of its registration', async (k) => {
	equal(200, (await program(k).get('/customers?size=1')).status);
});

test('tokens of another key, algorithm or time are refused', async (k) => {
	const good = (await token(k, partner(k))).split('.');
	const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
	const write = (value) => Buffer.from(JSON.stringify(value))
		.toString('base64url');
	const rsa = (head, claims, key) => {
		const what = `${write(head)}.${write(claims)}`;
		return `${what}.${createSign('RSA-SHA256').update(what).sign(key)
			.toString('base64url')}`;
	};
	const head = read(good[0]), claims = read(good[1]);
	const ours = signingKey(k);
	const now = Math.floor(Date.now() / 1000);
	const public_key = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const hs = `${write({ ...head, alg: 'HS256' })}.${good[1]}`;
	const tokens = {
		'one over': rsa(head, { ...claims, iat: now - 7200,
			nbf: now - 7200, exp: now - 3600 }, ours),
		'another key': rsa(head, claims, public_key.privateKey),
		'a length that is none': `${good[0]}.A.A`,
		'a sign in the middle': `${good[0]}.AAAAb=cAA.AA`,
		'padding': `${good[0]}.e30=.e30=`,
		'no algorithm': `${write({ ...head, alg: 'none' })}.${good[1]}.`,
		'HS256': `${hs}.${createHmac('sha256', ours).update(hs)
			.digest('base64url')}`,
		'changed claims': `${good[0]}.${write({ ...claims,
			exp: now + 99999 })}.${good[2]}`,
		'another tenant': rsa(head, { ...claims,
			tid: partner(k, 1).tenant_id }, ours),
	};

	equal(200, (await send(k, 'GET', '/v1/customers?size=1', { headers: {
		Authorization: `Bearer ${rsa(head, claims, ours)}` } })).status);
	for (const [what, value] of Object.entries(tokens)) {
		const a = await send(k, 'GET', '/v1/customers?size=1',
			{ headers: { Authorization: `Bearer ${value}` } });
		equal([401, 400], [a.status, a.json.code], what);
	}
});

test('tokens of customers open nothing here', async (k) => {
	const p = partner(k);
	const user = p.customers.find((c) => c.users?.length > 0)?.users[0];
	const a = await send(k, 'POST', new URL(p.token_url).pathname, {
		strict: false, headers: { 'Content-Type':
			'application/x-www-form-urlencoded' },
		body: new URLSearchParams({ grant_type: 'password',
			client_id: p.client_id, client_secret: p.client_secret,
			username: user.email, password: user.password })
			.toString() });

	if (a.status !== 200)
		return;
	const b = await send(k, 'GET', '/v1/customers', { headers: {
		Authorization: `Bearer ${JSON.parse(a.text).access_token}` } });
	equal(403, b.status);
});

/* ---- what every route of these files does ---- */

const address = { FirstName: 'T', LastName: 'L', AddressLine1: '1', City: 'C',
	Country: 'US' };
const new_customer = () => ({ CompanyProfile: { Domain:
	`d${uuid().slice(0, 8)}.example` }, BillingProfile: { Email: 'a@b.example',
	Culture: 'en-US', Language: 'en', CompanyName: 'Door',
	DefaultAddress: address } });
const holes = (k) => ({ customer: [customer(k).id] });

for (const route of [
	{ method: 'GET', path: '/customers', refused: 'billing_admin' },
	{ method: 'POST', path: '/customers', refused: 'helpdesk_agent',
		body: new_customer() },
	{ method: 'GET', path: '/customers/{customer}',
		refused: 'referral_admin' },
	{ method: 'GET', path: '/customers/{customer}/profiles/company',
		refused: 'referral_admin' },
	{ method: 'GET', path: '/customers/{customer}/profiles/billing',
		refused: 'referral_admin' },
	{ method: 'HEAD', path: '/domains/contoso.example',
		refused: 'referral_admin' },
	{ method: 'GET', path: '/products?country=DE&targetView=Software',
		refused: 'helpdesk_agent' },
	{ method: 'GET', path: '/products/KS19SQLENT01?country=DE',
		refused: 'account_admin' },
	{ method: 'GET', path: '/customers/{customer}/products?targetView=Software',
		refused: 'helpdesk_agent' },
	{ method: 'GET', path: '/customers/{customer}/products/KS19SQLENT01',
		refused: 'helpdesk_agent' },
	{ method: 'GET',
		path: '/customers/{customer}/products/KS19SQLENT01/skus' },
	{ method: 'GET',
		path: '/customers/{customer}/products/KS19SQLENT01/skus/0001' },
	{ method: 'GET', path: '/customers/{customer}/products/KS19SQLENT01' +
		'/skus/0001/availabilities' },
	{ method: 'GET', path: '/customers/{customer}/products/KS19SQLENT01' +
		'/skus/0001/availabilities/AAAAAAAAAAAA' },
	{ method: 'GET', path: '/auditrecords' },
	{ method: 'GET', path: '/profiles/organization' },
	{ method: 'GET', path: '/sandbox/clock', refused: 'sales_agent' },
	{ method: 'PUT', path: '/sandbox/clock', refused: 'sales_agent',
		body: { now: '2026-01-01T00:00:00Z' } },
	{ method: 'POST', path: '/sandbox/clock/advance',
		refused: 'helpdesk_agent', body: { days: 0 } },
])
	routeTests(route, holes);

test('the organisation has what a client reads at sign-in', async (k) => {
	const { json } = await withRole(k, 'billing_admin')
		.get('/profiles/organization');

	equal([partner(k).tenant_id, partner(k).domain, partner(k).name],
		[json.tenantId, json.domain, json.companyName]);
	ok(/^[A-Z]{2}$/.test(json.defaultAddress.country));
	ok(/^[a-z]{2}-[A-Z]{2}$/.test(json.culture));
});

test('a role that is missing is named', async (k) => {
	const a = await expectError(withRole(k, 'billing_admin')
		.get('/customers'), 403, 900150);

	ok(a.json.description.includes('Admin agent'), a.json.description);
});
