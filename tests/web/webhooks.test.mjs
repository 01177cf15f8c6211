/*
 * Account settings › Webhooks, without script, against a real receiver on
 * loopback: what is registered, shown once, sent, seen and sent again.
 */
import { randomUUID } from 'node:crypto';
import http from 'node:http';

import { send, token } from '../api/lib.mjs';
import { dialog, equal, ok, person, startServer, test, value, words }
	from './lib.mjs';

const page = '/account/webhooks';
const secret_form = /whsec_[A-Za-z0-9+/]{43}=/;
const csrf_missing = [page, `${page}/secret`, `${page}/remove`, `${page}/test`];

/* A server that may reach loopback; its own data. */
let house;
const own = async () => house ??= await startServer([
	'--webhook-private-receivers', '--webhook-pause-seconds=1']);

async function receiver(status = 200, body = 'thanks <b>') {
	const got = [];
	const server = http.createServer((request, response) => {
		const parts = [];

		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			got.push({ headers: request.headers,
				body: JSON.parse(Buffer.concat(parts).toString()) });
			response.writeHead(status);
			response.end(body);
		});
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { got, url: `http://127.0.0.1:${server.address().port}/hook`,
		close: () => { server.closeAllConnections(); server.close(); } };
}

async function until(what, why) {
	for (let left = 20000; left > 0; left -= 50) {
		const found = await what();

		if (found)
			return found;
		await new Promise((resolve) => { setTimeout(resolve, 50); });
	}
	throw new Error(`in vain: ${why}`);
}

/* With one event, or none. */
const form = (url, [events], ms_header = '0') => ({ url, ms_header,
	...(events ? { events } : {}) });
const row = (answer) => words(/<tbody[\s\S]*?<\/tr>/.exec(answer.text)?.[0]
	?? '');
const checked = (answer) => [...answer.text.matchAll(
	/name="events" value="([^"]+)" checked/g)].map((found) => found[1]);

async function tested(who) {
	const a = await who.post(`${page}/test`);

	equal(303, a.status, a.text);
	return a.headers.location.replace(/\?.*/, '');
}

test('without a registration the page says what it is for', async (k) => {
	const who = await person(k, 'anneke');
	const a = await who.get(page);

	equal(200, a.status);
	ok(words(a.text).includes('Your own programs can hear what happens'));
	ok(!words(a.text).includes('Send a test event'));
	for (const name of ['usagerecords-thresholdExceeded', 'referral-created',
		'referral-updated'])
		ok(new RegExp(`value="${name}"><span><code>${name}</code> ` +
			'<span class="badge line">Never raised').test(a.text), name);
	equal(['test-created', 'subscription-updated', 'invoice-ready',
		'customer-created', 'order-created', 'order-cancelled'],
	checked(a));
	equal(404, (await who.get(`${page}/remove`)).status);
	equal(404, (await who.post(`${page}/test`)).status);
	equal(404, (await who.post(`${page}/secret`)).status);
});

test('both menus lead there, for those who may', async (k) => {
	for (const [name, links] of [['anneke', 2], ['greta', 2], ['ilse', 0],
		['wiebke', 0]]) {
		const a = await (await person(k, name)).get('/account');

		equal(links, a.text.split(`href="${page}"`).length - 1, name);
	}
});

test('what is wrong is named, and what was typed stays', async (k) => {
	const who = await person(k, 'anneke');
	const bad = await who.post(page, form('https://10.0.0.1/"x', [], '1'));
	const both = /<div class="note bad"[\s\S]*?<\/div>/.exec(bad.text)[0];

	equal(422, bad.status);
	ok(both.includes('href="#url"') && both.includes('href="#events"'));
	ok(words(both).includes('Address:'));
	ok(words(both).includes('Events: Choose at least one event.'));
	ok(bad.text.includes('value="https://10.0.0.1/&quot;x"'));
	ok(/name="ms_header" value="1" checked/.test(bad.text));
	equal([], checked(bad));

	const at_home = await who.post(page,
		form('https://127.0.0.1/', ['invoice-ready']));
	equal(422, at_home.status);
	ok(words(at_home.text).includes('is not reached over the public internet'));
	equal(['invoice-ready'], checked(at_home));
	const unknown = await who.post(page,
		form('https://192.31.196.1/', ['key-shown']));
	equal(422, unknown.status);
	ok(/href="#events"/.test(unknown.text));
	ok(words((await who.get(page)).text).includes('Register a receiver'));
});

test('registered, changed, a new secret, removed', async () => {
	const k = await own();
	const who = await person(k, 'anneke');
	const made = await who.post(page,
		form('http://127.0.0.1:9/a', ['order-created']));
	const first = secret_form.exec(made.text)?.[0];

	equal(200, made.status);
	ok(first, 'the secret is there');
	const again = await who.get(page);
	ok(!secret_form.test(again.text), 'and never again');
	ok(again.text.includes('value="http://127.0.0.1:9/a"'));
	equal(['order-created'], checked(again));

	const put = await who.post(page,
		form('http://127.0.0.1:9/b', ['invoice-ready'], '1'));
	equal(`${page}?done=changed`, put.headers.location);
	const seen = await who.get(put.headers.location);
	ok(words(seen.text).includes('Your changes are saved.'));
	ok(seen.text.includes('value="http://127.0.0.1:9/b"'));
	ok(/name="ms_header" value="1" checked/.test(seen.text));
	equal(['invoice-ready'], checked(seen));

	const two = ['test-created', 'order-cancelled'];
	const both = await who.bare(page, [['_csrf', value(seen, '_csrf')],
		['url', 'http://127.0.0.1:9/b'], ...two.map((id) => ['events', id])]);
	equal(303, both.status);
	equal(two, checked(await who.get(page)), 'several boxes');

	const renewed = await who.post(`${page}/secret`);
	const second = secret_form.exec(renewed.text)?.[0];
	ok(second && second !== first);
	ok(!secret_form.test((await who.get(page)).text));

	ok(dialog(await who.get(`${page}/remove`))
		.includes('Remove the registration?'));
	ok(words((await who.get(page)).text).includes('Send a test event'));
	const gone = await who.post(`${page}/remove`);
	equal(`${page}?done=removed`, gone.headers.location);
	ok(words((await who.get(page)).text).includes('Register a receiver'));
	equal(404, (await who.post(`${page}/remove`)).status);

	const log = words((await (await person(k, 'greta'))
		.get('/activity?tab=customer')).text);
	ok(log.includes('http://127.0.0.1:9/b'), 'it is in the activity log');
});

test('a test event arrives, its result is seen, it is replayed', async () => {
	const k = await own();
	const who = await person(k, 'anneke');
	const there = await receiver();

	await who.post(page, form(there.url, ['order-created'], '1'));
	const one = await tested(who);
	const id = one.replace(/.*\//, '');
	await until(async () => words((await who.get(one)).text)
		.includes('Delivered'), 'delivered');
	const seen = await who.get(one);
	equal('test-created', there.got[0].body.EventName);
	equal(id, there.got[0].headers['webhook-id']);
	ok(there.got[0].headers['x-ms-signature'], 'in the header chosen');
	ok(words(seen.text).includes('HTTP status 200'));
	ok(seen.text.includes('<code>thanks &lt;b&gt;</code>'), 'escaped');
	ok(row(await who.get(page)).startsWith('test-created'));
	ok(/Delivered 1 HTTP status 200/.test(row(await who.get(page))));

	const replay = await who.post(`${one}/replay`);
	equal(`${one}?done=replayed`, replay.headers.location);
	await until(() => there.got.length === 2, 'sent again');
	equal(id, there.got[1].headers['webhook-id'], 'as the same message');
	await until(async () => /Delivered 2 HTTP/.test(row(await who.get(page))),
		'two attempts');

	const stranger = await person(k, 'matilda');
	equal(404, (await stranger.get(one)).status);
	equal(404, (await stranger.post(`${one}/replay`)).status);
	ok(!(await stranger.get(page)).text.includes(id));
	equal(2, there.got.length);
	there.close();
});

test('a failure says why, a third test in a minute has to wait', async () => {
	const k = await own();
	const who = await person(k, 'matilda');
	const there = await receiver(500, 'broken');

	await who.post(page, form(there.url, ['order-created']));
	const one = await tested(who);
	await until(async () => words((await who.get(one)).text)
		.includes('Failed'), 'failed');
	const text = words((await who.get(one)).text);
	ok(text.includes('HTTP status 500') && text.includes('broken'));
	ok(there.got[0].headers.authorization.startsWith('Signature '));
	const two = await tested(who);
	const late = await who.post(`${page}/test`);
	equal(429, late.status);
	ok(words(late.text).includes('Too many requests.'));
	ok(late.text.includes(`value="${there.url}"`), 'the page is still there');

	const list = (await who.get(page)).text;
	ok(list.indexOf(two) > 0 && list.indexOf(two) < list.indexOf(one),
		'newest first');
	there.close();
});

/* Over REST, each with an event of its own. */
async function newCustomer(k, n) {
	const tenant = k.demo.partners[n];
	const domain = `${randomUUID()}.example`;
	const a = await send(k, 'POST', '/v1/customers', {
		headers: { Authorization:
			`Bearer ${await token(k, tenant, tenant.users[0])}` },
		body: { companyProfile: { domain },
			billingProfile: { email: `a@${domain}`, culture: 'en-US',
				language: 'en', companyName: 'Woodgrove',
				defaultAddress: { firstName: 'Ada', lastName: 'Lind',
					addressLine1: 'Street 1', city: 'Redmond',
					state: 'WA', postalCode: '98052',
					country: 'US', phoneNumber: '4255550100' } } } });

	equal(201, a.status, a.text);
}

test('the log has pages of 25, newest first', async () => {
	const k = await own();
	const who = await person(k, 'anneke');
	const there = await receiver();
	const log = async (path) => {
		const a = await who.get(path);

		return { rows: [...a.text.matchAll(/<a href="([^"?]*deliveries[^"]*)"/g)]
			.map((found) => found[1]),
		older: /href="([^"]+)" rel="next"/.exec(a.text)?.[1],
		text: words(a.text) };
	};
	const before = (await log(page)).rows;

	equal(303, (await who.post(page, form(there.url, ['customer-created'])))
		.status);
	for (let i = 0; i < 26; i++)
		await newCustomer(k, 0);
	await until(() => there.got.length >= 26, 'all are sent');

	const first = await log(page);
	const second = await log(first.older);
	const ids = [...first.rows, ...second.rows];
	equal(25, first.rows.length);
	equal(26 + before.length, new Set(ids).size, 'each once');
	equal(before, second.rows.slice(1), 'what was there is at the end');
	ok(second.text.includes('Newest') && second.older === undefined);
	equal(first.rows, (await log(`${page}?before=x`)).rows, 'nonsense');
	equal([], (await log(`${page}?before=1`)).rows);
	there.close();
});

test('no form is taken without its token', async () => {
	const k = await own();
	const who = await person(k, 'anneke');

	for (const path of csrf_missing)
		equal(403, (await who.bare(path, {})).status, path);
	ok(words((await who.get(page)).text).includes('Send a test event'));
});

test('the server of its own ends', async () => {
	await house?.stop();
});
