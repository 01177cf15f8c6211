/*
 * Webhooks against real receivers on loopback: what is sent and how it is
 * signed, again after a failure, whose it is, and what is refused.
 */
import { X509Certificate, createHmac, verify } from 'node:crypto';
import { spawn } from 'node:child_process';
import http from 'node:http';

import { equal, expectError, ok, partner, pause, send,
	startServer, test, token, uuid, withRole } from './lib.mjs';
import { seats_monthly, server2019, shop, visual_studio } from
	'./shop.mjs';

const registration = '/webhooks/v1/registration';
const documented = ['test-created', 'subscription-updated', 'invoice-ready',
	'usagerecords-thresholdExceeded', 'referral-created',
	'referral-updated'];

/* the public URL, from --listen */
const base = (k) => `http://${k.host}:${k.port}`;

/* A server that may reach loopback and does not wait long; its own data. */
let house;
const own = async () => house ??= await startServer([
	'--webhook-private-receivers', '--webhook-pause-seconds=1']);

/* Any path, as this partner's first user, or as somebody else. */
const call = async (k, method, path, body, { n = 0, headers = {}, user, strict,
} = {}) => send(k, method, path, { body, strict, headers: {
	Authorization: `Bearer ${await token(k, partner(k, n),
		user ?? partner(k, n).users[0])}`, ...headers } });

/* answers: one after the other, the last again and again; a function may give
 * what depends on the request. */
async function receiver(...answers) {
	const got = [];
	const server = http.createServer((request, response) => {
		const parts = [];

		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			const answer = answers.length > 1 ? answers.shift() :
				answers[0] ?? { status: 200 };

			got.push({ path: request.url, method: request.method,
				headers: request.headers, at: Date.now(),
				text: Buffer.concat(parts).toString() });
			if (answer.silent)
				return;
			response.writeHead(answer.status, answer.headers);
			response.end(answer.body ?? '');
		});
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { got, server, url: `http://127.0.0.1:${server.address().port}/hook`,
		close: () => { server.closeAllConnections(); server.close(); } };
}

async function until(what, why, ms = 20000) {
	for (let left = ms; left > 0; left -= 50) {
		const found = await what();

		if (found)
			return found;
		await pause(50);
	}
	throw new Error(`in vain: ${why}`);
}

const body = (url, events = documented, more = {}) => ({ WebhookUrl: url,
	WebhookEvents: events, ...more });

/* Nothing registered before, nothing after. */
async function registered(k, url, events, { n = 0, ...more } = {}) {
	await call(k, 'DELETE', registration, undefined, { n });
	const a = await call(k, 'POST', registration, body(url, events, more),
		{ n });

	equal(200, a.status, a.text);
	return a.json;
}

const newCustomer = (k, n = 0) => {
	const name = uuid();

	return call(k, 'POST', '/v1/customers', {
		companyProfile: { domain: `${name}.example` },
		billingProfile: { email: `a@${name}.example`, culture: 'en-US',
			language: 'en', companyName: 'Woodgrove',
			defaultAddress: { firstName: 'Ada', lastName: 'Lind',
				addressLine1: 'Street 1', city: 'Redmond',
				state: 'WA', postalCode: '98052',
				country: 'US', phoneNumber: '4255550100' } } },
	{ n });
};

const deliveries = async (k, query = '', n = 0) => (await call(k, 'GET',
	`/v1/webhooks/deliveries${query}`, undefined, { n })).json.items;

/* ---- the registration ---- */

test('the events of the reference are all there, as a bare array', async (k) => {
	const a = await call(k, 'GET', `${registration}/events`);

	equal(200, a.status);
	ok(Array.isArray(a.json));
	for (const name of documented)
		ok(a.json.includes(name), name);
	for (const name of ['customer-created', 'order-created',
		'order-cancelled'])
		ok(a.json.includes(name), name);
	ok(!a.json.some((name) => /key/.test(name)), 'never about keys');
});

test('a registration is made, read, changed and removed', async () => {
	const k = await own();
	const url = 'http://127.0.0.1:9/hook';

	await call(k, 'DELETE', registration);
	await expectError(await call(k, 'GET', registration), 404, 1000);
	await expectError(await call(k, 'PUT', registration, body(url)), 404, 1000);
	const made = await call(k, 'POST', registration, {
		webhookurl: url, WEBHOOKEVENTS: ['Order-Created'],
		signatureTokenToMsSignatureHeader: true });
	equal(200, made.status, made.text);
	const { SigningSecret, SubscriberId, ...rest } = made.json;
	equal({ WebhookUrl: url, WebhookEvents: ['order-created'],
		SignatureTokenToMsSignatureHeader: true, Enabled: true }, rest);
	ok(/^whsec_[A-Za-z0-9+/]{43}=$/.test(SigningSecret));
	ok(/^[0-9a-f-]{36}$/.test(SubscriberId));

	const read = await call(k, 'GET', registration);
	equal({ SubscriberId, ...rest }, read.json);
	const put = await call(k, 'PUT', registration, body(`${url}/2`,
		['invoice-ready', 'test-created', 'invoice-ready']));
	equal({ SubscriberId, WebhookUrl: `${url}/2`, Enabled: true,
		WebhookEvents: ['test-created', 'invoice-ready'],
		SignatureTokenToMsSignatureHeader: false }, put.json);
	equal(put.json, (await call(k, 'GET', registration)).json);
	const anew = await call(k, 'POST', registration, body(url));
	equal(200, anew.status);
	ok(anew.json.SigningSecret !== SigningSecret, 'a secret of its own');
	ok(anew.json.SubscriberId !== SubscriberId);
	equal(204, (await call(k, 'DELETE', registration)).status);
	await expectError(await call(k, 'DELETE', registration), 404, 1000);
});

test('a bad registration is told which field is wrong', async (k) => {
	for (const [bad, field] of [
		[{ WebhookEvents: documented }, 'WebhookUrl'],
		[{ WebhookUrl: 'https://hooks.example/' }, 'WebhookEvents'],
		[body('https://hooks.example/', []), 'WebhookEvents'],
		[body('https://hooks.example/', ['test-created', 'key-shown']),
			'WebhookEvents[1]'],
		[body('http://hooks.example/'), 'WebhookUrl'],
		[body('ftp://hooks.example/'), 'WebhookUrl'],
		[body('https://user:pw@hooks.example/'), 'WebhookUrl'],
		[body('nonsense'), 'WebhookUrl']]) {
		const a = await call(k, 'POST', registration, bad);

		equal(400, a.status, a.text);
		ok(a.json.data[0].startsWith(`${field}:`), a.text);
	}
	await expectError(await call(k, 'GET', registration), 404, 1000);
});

test('receivers on private addresses are refused', async (k) => {
	for (const host of ['127.0.0.1', 'localhost', '10.1.2.3', '172.16.0.1',
		'192.168.1.1', '169.254.169.254', '100.64.0.1', '0x7f000001',
		'2130706433', '[::1]', '[fd00::1]', '[fe80::1]',
		'[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '224.0.0.1'])
		for (const [method, status] of [['POST', 400], ['PUT', 400]]) {
			const a = await call(k, method, registration,
				body(`https://${host}/hook`));

			equal([status, 3000], [a.status, a.json.code]);
			ok(a.json.data[0].startsWith('WebhookUrl:'), a.text);
		}
});

test('a dry run registers nothing and shows no secret', async () => {
	const k = await own();

	await call(k, 'DELETE', registration);
	const a = await call(k, 'POST', `${registration}?validateOnly=true`,
		body('http://127.0.0.1:9/'));
	equal(200, a.status);
	equal(undefined, a.json.SigningSecret);
	await expectError(await call(k, 'GET', registration), 404, 1000);
});

test('a repeated registration gets its first answer, secret and all', async () => {
	const k = await own();
	const headers = { 'MS-RequestId': uuid() };

	await call(k, 'DELETE', registration);
	const [a, b] = [1, 2].map(() => call(k, 'POST', registration,
		body('http://127.0.0.1:9/'), { headers }));
	equal(200, (await a).status);
	equal((await a).text, (await b).text);
	equal((await a).json.SigningSecret.length, 50);
});

test('only who may manages webhooks; a program may', async (k) => {
	const sales = withRole(k, 'sales_agent');

	for (const path of [registration, `${registration}/events`,
		'/v1/events', '/v1/webhooks/deliveries'])
		await expectError(await call(k, 'GET', path, undefined,
			{ user: sales.user }), 403, 900150);
	const a = await send(k, 'GET', `${registration}/events`, { headers: {
		Authorization: `Bearer ${await token(k, partner(k))}` } });
	equal(200, a.status);
	await expectError(await send(k, 'GET', registration), 401, 800001);
	await expectError(await call(k, 'GET', '/webhooks/v1/nothing'), 404, 1000);
	await expectError(await call(k, 'PATCH', registration, {}), 404, 1000);
});

/* ---- what is sent ---- */

/* Both signatures, with nothing but what is public and the secret. */
async function genuine(k, hook, secret, name) {
	const { headers, text } = hook;
	const url = headers['x-ms-certificate-url'];
	const served = await fetch(`http://${k.host}:${k.port}${
		new URL(url).pathname}`);
	const certificate = new X509Certificate(
		Buffer.from(await served.arrayBuffer()));
	const [scheme, signature] = headers[name].split(' ');

	equal(200, served.status);
	equal('application/pkix-cert', served.headers.get('content-type'));
	ok(url.startsWith(base(k)), url);
	ok(/O=Kontor/.test(certificate.issuer));
	ok(certificate.verify(certificate.publicKey), 'signed by itself');
	ok(new Date(certificate.validTo) > new Date());
	equal('Signature', scheme);
	equal('rsa-sha256', headers['x-ms-signature-algorithm']);
	ok(verify('sha256', Buffer.from(text), certificate.publicKey,
		Buffer.from(signature, 'base64')), 'RSA signature');
	ok(!verify('sha256', Buffer.from(`${text} `), certificate.publicKey,
		Buffer.from(signature, 'base64')), 'of this body only');
	const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
	const signed = `${headers['webhook-id']}.${
		headers['webhook-timestamp']}.${text}`;
	equal(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
		headers['webhook-signature']);
	ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) <
		30, 'the time of this attempt');
}

const dateForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

test('a new customer is told of, signed in both ways', async () => {
	const k = await own();
	const r = await receiver();
	const { SigningSecret } = await registered(k, r.url,
		['customer-created']);
	const made = await newCustomer(k);
	equal(201, made.status, made.text);
	await until(() => r.got.length > 0, 'the hook');
	const [hook] = r.got;
	const sent = JSON.parse(hook.text);

	equal(['POST', '/hook', 'application/json; charset=utf-8'],
		[hook.method, hook.path, hook.headers['content-type']]);
	equal(['EventName', 'ResourceUri', 'ResourceName', 'AuditUri',
		'ResourceChangeUtcDate'], Object.keys(sent));
	equal(['customer-created', 'customer'],
		[sent.EventName, sent.ResourceName]);
	equal(`${base(k)}/v1/customers/${made.json.id}`,
		sent.ResourceUri);
	ok(dateForm.test(sent.ResourceChangeUtcDate));
	const [resource, audit] = await Promise.all([sent.ResourceUri,
		sent.AuditUri].map((uri) => call(k, 'GET',
		new URL(uri).pathname)));
	equal([200, made.json.id], [resource.status, resource.json.id]);
	equal([200, 'add_customer', made.json.id], [audit.status,
		audit.json.operationType, audit.json.customerId]);
	await genuine(k, hook, SigningSecret, 'authorization');
	equal(undefined, hook.headers['x-ms-signature']);
	r.close();
});

test('the signature goes into x-ms-signature when asked', async () => {
	const k = await own();
	const r = await receiver();
	const { SigningSecret } = await registered(k, r.url,
		['customer-created'],
		{ SignatureTokenToMsSignatureHeader: true });

	await newCustomer(k);
	await until(() => r.got.length > 0, 'the hook');
	await genuine(k, r.got[0], SigningSecret, 'x-ms-signature');
	equal(undefined, r.got[0].headers.authorization);
	r.close();
});

test('orders and cancellations are told of, others not', async () => {
	const k = await own();
	const r = await receiver();
	const s = await shop(k, 'DE');

	await registered(k, r.url, ['order-created', 'order-cancelled',
		'subscription-updated']);
	const order = await s.order(server2019);
	await until(() => r.got.length === 1, 'order-created');
	const cancelled = await s.cancel(order);
	equal(200, cancelled.status, cancelled.text);
	await until(() => r.got.length === 2, 'order-cancelled');
	await newCustomer(k);
	await pause(1500);
	const sent = r.got.map((hook) => JSON.parse(hook.text));
	equal([['order-created', 'order'], ['order-cancelled', 'order']],
		sent.map((e) => [e.EventName, e.ResourceName]));
	for (const e of sent) {
		equal(`${base(k)}/v1/customers/${s.id}/orders/${
			order.id}`, e.ResourceUri);
		equal(200, (await call(k, 'GET',
			new URL(e.AuditUri).pathname)).status);
	}
	r.close();
});

test('a changed subscription is told of, an unchanged one not', async () => {
	const k = await own();
	const r = await receiver();
	const s = await shop(k, 'DE');
	const order = await s.order([...seats_monthly, 4]);
	const path = `${s.path}/subscriptions/${
		order.lineItems[0].subscriptionId}`;

	await registered(k, r.url, ['subscription-updated']);
	const same = await s.who.patch(path, (await s.who.get(path)).json);
	equal(200, same.status, same.text);
	const changed = await s.who.patch(path, { quantity: 7 });
	equal([200, 7], [changed.status, changed.json.quantity]);
	await until(() => r.got.length > 0, 'subscription-updated');
	await pause(1500);
	equal(1, r.got.length);
	const sent = JSON.parse(r.got[0].text);
	equal(['subscription-updated', 'subscription', `${base(k)}/v1/customers/${
		s.id}/subscriptions/${order.lineItems[0].subscriptionId}`],
	[sent.EventName, sent.ResourceName, sent.ResourceUri]);
	const audit = await call(k, 'GET', new URL(sent.AuditUri).pathname);
	equal([200, s.id], [audit.status, audit.json.customerId]);
	r.close();
});

test('a receiver that fails is tried again with the same id', async () => {
	const k = await own();
	const r = await receiver({ status: 500, body: 'not now' },
		{ status: 302, headers: { Location: '/elsewhere' } },
		{ status: 204 });
	const { SigningSecret } = await registered(k, r.url,
		['customer-created']);

	await newCustomer(k);
	await until(() => r.got.length === 3, 'the third attempt');
	const id = r.got[0].headers['webhook-id'];
	equal([id, id, id], r.got.map((g) => g.headers['webhook-id']));
	equal(['/hook', '/hook', '/hook'], r.got.map((g) => g.path));
	equal(r.got[0].text, r.got[2].text);
	await genuine(k, r.got[2], SigningSecret, 'authorization');
	const done = await until(async () => (await deliveries(k)).find((d) =>
		d.id === id && d.status === 'delivered'), 'delivered');
	equal([3, 204, 'customer-created', r.url], [done.attempts,
		done.lastResponseCode, done.eventName, done.webhookUrl]);
	const one = await call(k, 'GET', `/v1${done.links.self.uri}`);
	equal([['500', 'not now'], ['302', undefined], ['204', undefined]],
		one.json.results.map((a) =>
			[a.responseCode, a.responseMessage]));
	await pause(1500);
	equal(3, r.got.length, 'not once more');
	r.close();
});

test('410 switches the registration off, and a change on again', async () => {
	const k = await own();
	const r = await receiver({ status: 410 }, { status: 200 });

	await registered(k, r.url, ['customer-created']);
	await newCustomer(k);
	const off = await until(async () => {
		const a = await call(k, 'GET', registration);

		return a.json.Enabled === false && a.json;
	}, 'switched off');
	ok(/410/.test(off.Problem));
	equal('failed', (await deliveries(k))[0].status);
	await newCustomer(k);
	await pause(1500);
	equal(1, r.got.length);
	const on = await call(k, 'PUT', registration,
		body(r.url, ['customer-created']));
	equal([true, undefined], [on.json.Enabled, on.json.Problem]);
	await newCustomer(k);
	await until(() => r.got.length === 2, 'the next one');
	await pause(1500);
	equal(2, r.got.length, 'what happened meanwhile was not asked for');
	r.close();
});

test('Retry-After is waited for', async () => {
	const k = await own();
	const r = await receiver({ status: 503,
		headers: { 'Retry-After': '3600' } });

	await registered(k, r.url, ['customer-created']);
	await newCustomer(k);
	const d = await until(async () => (await deliveries(k,
		'?status=waiting')).find((one) => one.lastResponseCode === 503),
	'the attempt');
	ok(Date.parse(d.nextAttemptDate) - Date.now() > 3000 * 1000,
		d.nextAttemptDate);
	r.close();
});

test('of a long answer only the beginning is read', async () => {
	const k = await own();
	const r = await receiver({ status: 200, body: 'ä'.repeat(1000000) });

	await registered(k, r.url, ['customer-created']);
	await newCustomer(k);
	const d = await until(async () => (await deliveries(k)).find((one) =>
		one.status === 'delivered' && one.webhookUrl === r.url), 'it');
	ok(d.lastResponse.length <= 500);
	ok(/^ä+$/.test(d.lastResponse), 'whole characters');
	r.close();
});

/* ---- test events, replay ---- */

test('a test event is sent at once, its result can be read; two a minute', async () => {
	const k = await own();
	const r = await receiver({ status: 202, body: 'thanks' },
		{ status: 500 });

	await expectError(await call(k, 'POST', `${registration}/validationEvents`,
		undefined, { n: 1 }), 404, 1000);
	/* not asked for by name, still sent */
	await registered(k, r.url, ['invoice-ready'], { n: 1 });
	const at = async (id) => (await call(k, 'GET',
		`${registration}/validationEvents/${id}`, undefined,
		{ n: 1 })).json;
	const a = await call(k, 'POST', `${registration}/validationEvents`,
		undefined, { n: 1 });
	equal([200, ['correlationId']], [a.status, Object.keys(a.json)]);
	const good = await until(async () => {
		const result = await at(a.json.correlationId);

		return result.status === 'completed' && result;
	}, 'completed');
	equal([a.json.correlationId, partner(k, 1).tenant_id, r.url],
		[good.correlationId, good.partnerId, good.callbackUrl]);
	equal(['202', 'thanks', false], [good.results[0].responseCode,
		good.results[0].responseMessage, good.results[0].systemError]);
	const sent = JSON.parse(r.got[0].text);
	equal(['test-created', 'test', null],
		[sent.EventName, sent.ResourceName, sent.AuditUri]);
	const b = await call(k, 'POST', `${registration}/validationEvents`,
		undefined, { n: 1 });
	const bad = await until(async () => {
		const result = await at(b.json.correlationId);

		return result.status === 'failed' && result;
	}, 'failed');
	equal(['500'], bad.results.map((one) => one.responseCode));
	const c = await call(k, 'POST', `${registration}/validationEvents`,
		undefined, { n: 1 });
	equal(429, c.status);
	ok(Number(c.headers['retry-after']) >= 1 &&
		Number(c.headers['retry-after']) <= 60);
	await expectError(await call(k, 'GET', `${registration}/validationEvents/${
		uuid()}`), 404, 1000);
	r.close();
});

test('a delivery is sent again on demand', async () => {
	const k = await own();
	const r = await receiver();

	await registered(k, r.url, ['customer-created']);
	await newCustomer(k);
	const d = await until(async () => (await deliveries(k)).find((one) =>
		one.webhookUrl === r.url && one.status === 'delivered'), 'it');
	const dry = await call(k, 'POST',
		`/v1/webhooks/deliveries/${d.id}/replay?validateOnly=true`);
	equal([200, 'waiting'], [dry.status, dry.json.status]);
	const again = await call(k, 'POST',
		`/v1/webhooks/deliveries/${d.id}/replay`);
	equal([200, 'waiting'], [again.status, again.json.status]);
	await until(() => r.got.length === 2, 'once more');
	await pause(1500);
	equal(2, r.got.length, 'the dry run sent nothing');
	equal(r.got[0].headers['webhook-id'], r.got[1].headers['webhook-id']);
	const after = await call(k, 'GET', `/v1/webhooks/deliveries/${d.id}`);
	equal(['delivered', 2, 2], [after.json.status, after.json.attempts,
		after.json.results.length]);
	r.close();
});

/* ---- lists ---- */

test('deliveries come in pages, newest first, and by state', async () => {
	const k = await own();
	const r = await receiver();

	await registered(k, r.url, ['customer-created']);
	for (let i = 0; i < 5; i++)
		await newCustomer(k);
	await until(() => r.got.length === 5, 'five');
	const all = await until(async () => {
		const list = await deliveries(k);

		return list.slice(0, 5).every((d) => d.status === 'delivered') &&
			list;
	}, 'delivered');
	const one = await call(k, 'GET', '/v1/webhooks/deliveries?size=2');
	equal(all.slice(0, 2), one.json.items);
	const headers = { 'MS-ContinuationToken': one.json.continuationToken };
	const two = await call(k, 'GET',
		'/v1/webhooks/deliveries?size=2&seekOperation=Next', undefined,
		{ headers });
	equal(all.slice(2, 4), two.json.items);
	const back = await call(k, 'GET',
		'/v1/webhooks/deliveries?size=2&seekOperation=Previous',
		undefined, { headers: { 'MS-ContinuationToken':
			two.json.continuationToken } });
	equal(all.slice(0, 2), back.json.items);
	for (const status of ['delivered', 'failed', 'waiting'])
		for (const d of await deliveries(k, `?status=${status}`))
			equal(status, d.status);
	await expectError(await call(k, 'GET', '/v1/webhooks/deliveries?status=odd'),
		400, 900126);
	r.close();
});

test('the feed tells everything once, and goes on from its end', async () => {
	const k = await own();
	const seen = [];
	let after = '';
	const next = async (size = 3) => {
		const a = await call(k, 'GET', `/v1/events?size=${size}${
			after && `&after=${after}`}`);

		equal(200, a.status, a.text);
		after = a.json.continuationToken;
		ok(/^[A-Za-z0-9_-]+$/.test(after), after);
		seen.push(...a.json.items);
		return a.json;
	};
	let page;

	do
		page = await next(50);
	while (page.items.length > 0);
	ok(seen.length > 5, 'the demo has a history');
	equal(seen.length, new Set(seen.map((e) => e.id)).size, 'each once');
	const before = seen.length;
	const end = after;
	equal(0, (await next()).items.length);
	equal(end, after, 'an empty page stays where it is');
	const made = [];
	for (let i = 0; i < 4; i++)
		made.push((await newCustomer(k)).json.id);
	equal(3, (await next()).items.length);
	equal(1, (await next()).items.length);
	equal(0, (await next()).items.length);
	equal(made, seen.slice(before).map((e) =>
		e.resourceUri.split('/').pop()));
	equal(['customer-created', 'customer', 'Event'], [
		seen.at(-1).eventName, seen.at(-1).resourceName,
		seen.at(-1).attributes.objectType]);
	/* the link alone is enough */
	const link = page.links.next;
	equal(200, (await call(k, 'GET', `/v1${link.uri}`)).status);
	await expectError(await call(k, 'GET', '/v1/events?after=nonsense'), 400, 3000);
	await expectError(await call(k, 'GET', '/v1/events?size=0.5'), 400, 3000);
});

test('what is undone or refused raises no event', async () => {
	const k = await own();
	const end = async () => {
		let page = { continuationToken: '' };

		do
			page = (await call(k, 'GET', '/v1/events?size=1000&after=' +
				page.continuationToken)).json;
		while (page.items.length > 0);
		return page.continuationToken;
	};
	const before = await end();
	const domain = `${uuid()}.example`;
	const s = await shop(k, 'DE');
	const cart = await s.cart(visual_studio);

	equal(201, (await call(k, 'POST', `/v1/customers/${s.id}/carts/${
		cart.id}/checkout?validateOnly=true`)).status);
	await expectError(await call(k, 'POST', '/v1/customers', {
		companyProfile: { domain } }), 400, 3000);
	equal(before, await end());
});

/* ---- whose ---- */

test('partners never see or get each other\'s', async () => {
	const k = await own();
	const [ours, theirs] = [await receiver(), await receiver()];

	await registered(k, ours.url, ['customer-created']);
	await registered(k, theirs.url, ['customer-created'], { n: 1 });
	const made = (await newCustomer(k)).json.id;
	await until(() => ours.got.length === 1, 'ours');
	await pause(1500);
	equal(0, theirs.got.length);
	const mine = (await deliveries(k)).find((d) =>
		d.webhookUrl === ours.url);
	for (const [method, path] of [['GET', ''], ['POST', '/replay']]) {
		const at = (id, n) => call(k, method,
			`/v1/webhooks/deliveries/${id}${path}`, undefined, { n });
		const a = await at(mine.id, 1);
		const b = await at(uuid(), 1);

		await expectError(a, 404, 1000);
		equal(a.text, b.text, 'as if it had never been');
	}
	ok(!(await deliveries(k, '', 1)).some((d) => d.id === mine.id));
	const feed = await call(k, 'GET', '/v1/events?size=1000', undefined,
		{ n: 1 });
	ok(!feed.text.includes(made));
	ours.close();
	theirs.close();
});

/* ---- a crash ---- */

/* kill -9, and what to do before it starts again on the same data. */
async function killed(k, meanwhile) {
	const { spawnfile, spawnargs } = k.child;

	k.child.removeAllListeners('exit');
	const gone = new Promise((resolve) => k.child.on('exit', (code, signal) =>
		resolve(signal)));
	k.child.kill('SIGKILL');
	equal('SIGKILL', await gone);
	await meanwhile();
	/* at the same address: links in what waits lead there */
	k.child = spawn(spawnfile, spawnargs.slice(1).map((word) =>
		word === '127.0.0.1:0' ? `${k.host}:${k.port}` : word),
	{ stdio: 'ignore' });
}

test('what was committed before a kill is sent after it', async () => {
	const k = await startServer(['--webhook-private-receivers',
		'--webhook-pause-seconds=1']);
	const down = await receiver();
	let r;

	try {
		await registered(k, down.url, ['customer-created']);
		down.close();
		const made = (await newCustomer(k)).json.id;
		const [d] = await until(async () => {
			const list = await deliveries(k, '?status=waiting');

			return list.length === 1 && list;
		}, 'the delivery that waits');

		await killed(k, async () => {
			r = await receiver();
			await new Promise((resolve) => r.server.close(resolve));
			await new Promise((resolve) => r.server.listen(
				new URL(down.url).port, '127.0.0.1', resolve));
		});
		equal(0, down.got.length, 'nothing came before the kill');
		await until(() => r.got.length > 0, 'the hook', 90000);
		equal(d.id, r.got[0].headers['webhook-id']);
		ok(JSON.parse(r.got[0].text).ResourceUri.endsWith(made));
	} finally {
		r?.close();
		await k.stop();
	}
});

test('a kill while an answer is awaited sends it again, same id', async () => {
	const k = await startServer(['--webhook-private-receivers']);
	const r = await receiver({ silent: true }, { status: 200 });

	try {
		await registered(k, r.url, ['customer-created']);
		const made = (await newCustomer(k)).json.id;

		await until(() => r.got.length === 1, 'the first sending');
		await killed(k, () => equal(1, r.got.length));
		/* when the lease of who died is over */
		await until(() => r.got.length > 1, 'the second', 90000);
		equal(r.got[0].headers['webhook-id'],
			r.got[1].headers['webhook-id']);
		equal(r.got[0].text, r.got[1].text);
		ok(JSON.parse(r.got[1].text).ResourceUri.endsWith(made));
	} finally {
		r.close();
		await k.stop();
	}
});

test('the server of these tests stops well', async () => {
	await (await own()).stop();
	house = undefined;
});
