/*
 * The outbox of the operator console: mail and webhook deliveries of all
 * partners, what failed and why, and trying again.
 */
import http from 'node:http';

import { server2019, shop } from '../api/shop.mjs';
import { startMail } from '../api/smtp.mjs';
import { equal, ok, operator, person, startServer, test, words }
	from './lib.mjs';

const here = '/operator/outbox';
const rows = (answer) => answer.text.split('<tr role="row">').slice(2)
	.map((html) => ({ html, text: words(html) }));
const act = (row) => /action="([^"]*)"/.exec(row.html)?.[1]
	.replaceAll('&amp;', '&');

async function until(what, why) {
	for (let left = 30000; left > 0; left -= 100) {
		const found = await what();

		if (found)
			return found;
		await new Promise((resolve) => { setTimeout(resolve, 100); });
	}
	throw new Error(`in vain: ${why}`);
}

/* A house of its own, with a mail server and a receiver that can refuse. */
let house;
async function own() {
	if (house)
		return house;
	const state = { refuse: true, status: 410 };
	const post = await startMail(() => state.refuse);
	const hook = http.createServer((request, response) => {
		request.resume();
		response.writeHead(state.status);
		response.end('secret-of-the-receiver');
	});
	await new Promise((resolve) => hook.listen(0, '127.0.0.1', resolve));
	const k = await startServer(['--smtp-url', post.url,
		'--webhook-private-receivers', '--webhook-pause-seconds=1']);
	house = { k, state, post, hook,
		url: `http://127.0.0.1:${hook.address().port}/hook?key=unseen` };
	return house;
}

test('without messages, and without a mail server, the page says so',
	async (k) => {
		const op = await operator(k);
		const text = words((await op.get(`${here}?state=failed`)).text);

		ok(text.includes('No mail server is set.'), text);
		ok(text.includes('Nothing here'));
	});

test('a mail that was refused is shown with why, and goes out when it is ' +
	'tried again', async () => {
	const { k, state, post } = await own();
	const op = await operator(k);
	const who = await person(k, 'anneke');
	const form = new URLSearchParams({ _csrf: who.csrf,
		mail: 'order_placed' });

	equal(303, (await who.bare('/account/notifications', form)).status);
	const s = await shop(k, 'DE');
	const order = await s.order(server2019);
	const failed = await until(async () => rows(await op.get(
		`${here}?state=failed`)).find((r) => r.text.includes('anneke')),
	'the mail fails');

	ok(failed.text.includes('anneke@nordlicht.example Orders placed ' +
		'Nordlicht Systemhaus GmbH failed 1 attempt'), failed.text);
	ok(failed.text.includes('550'), failed.text);
	ok(!failed.html.includes(order.id), 'nothing of what it says');
	ok(words((await op.get(here)).text).includes('Mail 1 failed'));
	state.refuse = false;
	const again = await op.post(act(failed));
	equal(303, again.status);
	ok(words((await op.get(again.headers.location)).text)
		.includes('It will be tried again'));
	ok((await post.next((m) => m.to === 'anneke@nordlicht.example')).text
		.includes(order.id));
	await until(async () => rows(await op.get(`${here}?state=delivered`))
		.some((r) => r.text.includes('anneke')), 'it is delivered');
	equal(409, (await op.post(act(failed))).status, 'delivered already');
	const log = words((await who.get('/activity?tab=customer')).text);
	ok(log.includes('Message sent again'), log);
	ok(log.includes(`${op.user.name} Operator`), log);
});

test('a mail with a link that failed is not sent again: its link is gone',
	async () => {
		const { k, state } = await own();
		const op = await operator(k);

		state.refuse = true;
		const added = await op.post('/operator/partners/1/users',
			{ user_name: 'Gone', user_email: 'gone@nordlicht.example' });
		equal(200, added.status);
		ok(words(added.text).includes('is on its way to ' +
			'gone@nordlicht.example'), 'a mail, no link on the page');
		ok(!/value="https?:/.test(added.text));
		const failed = await until(async () => rows(await op.get(
			`${here}?state=failed&partner=1`))
			.find((r) => r.text.includes('gone@')), 'the mail fails');

		ok(failed.text.includes('Its link is gone: send a new one.'));
		equal(undefined, act(failed));
		state.refuse = false;
	});

test('a webhook that was given up is sent again; its address stays unseen',
	async () => {
		const { k, state, url } = await own();
		const op = await operator(k);
		const who = await person(k, 'anneke');

		equal(200, (await who.post('/account/webhooks', { url,
			ms_header: '0', events: 'order-created' })).status);
		const s = await shop(k, 'DE');
		await s.order(server2019);
		const failed = await until(async () => rows(await op.get(
			`${here}?channel=webhooks&state=failed`))[0], 'it is given up');

		ok(failed.text.includes('order-created Nordlicht Systemhaus GmbH ' +
			'failed'), failed.text);
		ok(failed.text.includes('The receiver answered 410.'), failed.text);
		for (const hidden of ['unseen', '/hook', 'secret-of-the-receiver'])
			ok(!failed.html.includes(hidden), hidden);
		state.status = 200;
		equal(303, (await op.post(act(failed))).status);
	});

test('a partner\'s messages are shown alone, and page after page', async () => {
	const { k } = await own();
	const op = await operator(k);

	for (const r of rows(await op.get(`${here}?partner=1`)))
		ok(r.text.includes('Nordlicht'), r.text);
	equal([], rows(await op.get(`${here}?partner=2`)));
	equal(404, (await op.get(`${here}?partner=77`)).status);
	const s = await shop(k, 'DE');
	for (let n = 0; n < 26; n++)
		await s.order(server2019);
	const first = await op.get(here);
	equal(25, rows(first).length);
	const next = /href="([^"]*)" rel="next"/.exec(first.text)[1]
		.replaceAll('&amp;', '&');
	const second = await op.get(next);
	ok(rows(second).length >= 3);
	const made = [...rows(first), ...rows(second)].map((r) =>
		/<time datetime="([^"]*)">[^<]*<\/time><\/td>\s*<td/.exec(r.html)[1]);
	equal([...made].sort().reverse(), made, 'newest first');
	ok(second.text.includes('>To the start</a>'));
});

test('what is not there answers 404, and nothing is tried', async () => {
	const { k } = await own();
	const op = await operator(k);
	const id = '00000000-1111-4222-8333-444444444444';

	for (const path of [`${here}/1/${id}?recipient=x`, `${here}/1/${id}`,
		`${here}/77/${id}`, `${here}/x/${id}`, `${here}/0/${id}?recipient=x`])
		equal(404, (await op.post(path)).status, path);
});

test('the house of these tests stops', async () => {
	const { k, post, hook } = await own();

	await k.stop();
	await post.stop();
	hook.closeAllConnections();
	hook.close();
});
test('mail about a support request names the contact of the request',
	async (k) => {
		const op = await operator(k);
		const who = await person(k, 'ilse');
		const filed = await who.send('/support/new', { topic: '1006',
			impact: 'moderate', title: 'An invoice',
			description: 'A line is missing.', name: 'Ilse Voss',
			email: 'desk@nordlicht.example', phone: '+49 451 555 0134' });

		equal(303, filed.status, words(filed.text));
		const id = /\/support\/([^?]+)/.exec(filed.headers.location)[1];
		const answered = await op.post(`/operator/requests/1/${id}`,
			{ note: 'We look into it.', act: 'answer' });

		equal(303, answered.status, words(answered.text));
		const [row] = rows(await op.get(here));
		ok(row.text.includes('desk@nordlicht.example'), row.text);
		ok(row.text.includes('Support request'), row.text);
	});
