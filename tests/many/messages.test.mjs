/* Mail and webhooks: each once, whoever sends it, also when that one dies. */
import http from 'node:http';

import { admin, partner, send, token, uuid } from '../api/lib.mjs';
import { server2019, shop } from '../api/shop.mjs';
import { ask, value } from '../web/lib.mjs';
import { equal, ok, pause, test, until } from './lib.mjs';

const registration = '/webhooks/v1/registration';

/* Keeps what it gets; while silent it does not answer. */
async function receiver(house) {
	const hook = { got: [], silent: false };
	const server = http.createServer((request, response) => {
		const parts = [];

		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			hook.got.push({ text: Buffer.concat(parts).toString(),
				headers: request.headers });
			/* long enough for others to look */
			if (!hook.silent)
				setTimeout(() => response.end(), 30);
		});
		request.on('error', () => {});
	});

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	house.later(() => { server.closeAllConnections(); server.close(); });
	hook.url = `http://127.0.0.1:${server.address().port}/hook`;
	return hook;
}

const call = async (k, method, path, body) => send(k, method, path, { body,
	headers: { Authorization: `Bearer ${await token(k, partner(k),
		partner(k).users[0])}` } });
const register = async (house, url) => {
	const [a] = house.pair;

	equal(200, (await call(a, 'POST', registration, { WebhookUrl: url,
		WebhookEvents: ['customer-created'] })).status);
	house.later(() => call(house.pair[0], 'DELETE', registration));
};
const newCustomer = async (k) => {
	const name = uuid();
	const answer = await call(k, 'POST', '/v1/customers', {
		companyProfile: { domain: `${name}.example` },
		billingProfile: { email: `a@${name}.example`, culture: 'en-US',
			language: 'en', companyName: 'Woodgrove',
			defaultAddress: { firstName: 'Ada', lastName: 'Lind',
				addressLine1: 'Street 1', city: 'Redmond',
				state: 'WA', postalCode: '98052',
				country: 'US', phoneNumber: '4255550100' } } });

	equal(201, answer.status, answer.text);
};

const everybodyWantsMail = (house) =>
	house.sql('UPDATE partner_user SET notices = 127');

test('every event is delivered once, by one of two processes that both look for ' +
	'them', async (house) => {
	const hook = await receiver(house);
	const [a, b] = house.pair;

	await register(house, hook.url);
	for (let i = 0; i < 12; i++)
		await Promise.all([newCustomer(a), newCustomer(b)]);
	const left = () => house.sql('SELECT COUNT(*) FROM event e WHERE e.name = ' +
		"'customer-created' AND e.partner_id = 1 AND NOT EXISTS (SELECT 1 " +
		'FROM webhook_delivery d WHERE d.partner_id = e.partner_id AND ' +
		"d.event_id = e.event_id AND d.state = 'delivered') AND e.seq > " +
		'(SELECT MAX(seq) - 24 FROM event WHERE partner_id = 1)');
	await until(() => hook.got.length >= 24 && left() === '0', 'all are there',
		60000);
	await pause(1500); /* whoever would send one again looks each second */
	equal([24, 24], [hook.got.length,
		new Set(hook.got.map((g) => g.text)).size]);
});

test('what a killed process was delivering another delivers when its lease is ' +
	'over, the same message', async (house) => {
	const hook = await receiver(house);
	const [, b] = house.pair;

	await register(house, hook.url);
	await house.stop(b); /* so that it is the other one that sends */
	house.pair.pop();
	await newCustomer(house.pair[0]);
	await until(() => hook.got.length === 1, 'it is delivered');
	hook.silent = house.mail.silent = true;
	house.mail.got.length = 0;
	everybodyWantsMail(house);
	await newCustomer(house.pair[0]);
	const s = await shop(house.pair[0], 'DE');
	await s.order([...server2019, 1]);
	await until(() => hook.got.length === 2, 'it is under way');
	await until(() => house.mail.got.length === 1, 'a mail is under way');
	await house.kill(house.pair[0]);
	hook.silent = house.mail.silent = false;
	house.pair = [house.begin(house.flags), house.begin(house.flags)];
	for (const server of house.pair)
		await house.ready(server);
	await pause(2500);
	equal(2, hook.got.length, 'the lease keeps it from others');
	const [lost] = house.mail.got.map((m) => m.id);
	equal(1, house.mail.got.filter((m) => m.id === lost).length);
	/* a minute, and five, go by */
	house.sql("UPDATE webhook_delivery SET next_at = next_at - 60 WHERE " +
		"state = 'waiting'");
	house.sql("UPDATE outbox SET next_at = next_at - 300 WHERE " +
		"state = 'waiting'");
	await until(() => hook.got.length === 3, 'it is sent again', 60000);
	equal(hook.got[1].text, hook.got[2].text);
	equal(hook.got[1].headers['webhook-id'],
		hook.got[2].headers['webhook-id']);
	await until(() => house.mail.got.filter((m) => m.id === lost).length === 2,
		'the mail, too', 60000);
	await until(() => house.sql("SELECT COUNT(*) FROM outbox WHERE state = " +
		"'waiting'") === '0', 'all mail is out', 60000);
	await pause(1500);
	const ids = house.mail.got.map((m) => m.id);
	equal(ids.length - 1, new Set(ids).size, 'no other mail came twice');
	equal(3, hook.got.length);
});

test('a link for a new password is asked for at one, comes by one mail, and is ' +
	'used once at the other', async (house) => {
	const [a, b] = house.pair;
	const user = partner(a, 1).users.at(-1);
	const cookies = new Map();
	const page = await ask(a, 'GET', '/forgot', { cookies });
	const before = house.mail.got.length;

	ok((await ask(a, 'POST', '/forgot', { cookies, form: {
		_form: value(page, '_form'), email: user.email } })).status < 400);
	const link = await until(() => house.mail.got.slice(before).map((m) =>
		/http:\/\/partners\.example(\/password\/[^\s=]*(?:=\r\n[^\s=]*)*)/
			.exec(m.data)?.[1].replace(/=\r\n/g, '')).find(Boolean),
	'the mail is there', 60000);
	const typed = (server) => ask(server, 'GET', link).then((form) => ask(server,
		'POST', link, { cookies: new Map([['kontor_form',
			/kontor_form=([^;]*)/.exec(
				form.headers['set-cookie']?.join() ?? '')?.[1] ?? '']]),
		form: { _form: value(form, '_form'),
			password: 'seagull harbour lantern 7',
			again: 'seagull harbour lantern 7' } }));

	equal(200, (await typed(b)).status);
	equal(404, (await typed(a)).status);
	await pause(1500);
	equal(1, house.mail.got.slice(before)
		.filter((m) => m.data.includes('/password/')).length);
});

test('mail of an act at either process comes once', async (house) => {
	const before = house.mail.got.length;

	everybodyWantsMail(house);
	/* one of them is still at it when the other looks, after five seconds */
	house.mail.slow = 300;
	house.later(() => { house.mail.slow = 0; });
	for (let i = 0; i < 8; i++) {
		const s = await shop(house.pair[i % 2], 'DE');

		await s.order([...server2019, 1]);
	}
	await until(() => house.sql("SELECT COUNT(*) FROM outbox WHERE state = " +
		"'waiting'") === '0', 'all mail is out', 60000);
	const ids = house.mail.got.slice(before).map((m) => m.id);

	ok(ids.length >= 20, `${ids.length}`);
	equal(ids.length, new Set(ids).size);
	equal(200, (await admin(house.pair[0]).get('/customers?size=1')).status);
});
