/* Who somebody is, known to both: sessions, tokens, wrong tries. */
import { createHmac } from 'node:crypto';

import { partner, send } from '../api/lib.mjs';
import { ask, person, value, words } from '../web/lib.mjs';
import { equal, kontor, ok, test, until } from './lib.mjs';

/* The same person at another process, with the same cookies. */
const at = (server, who) => ({
	get: (path) => ask(server, 'GET', path, { cookies: who.cookies }),
	post: (path, form = {}) => ask(server, 'POST', path, { cookies: who.cookies,
		form: { _csrf: who.csrf, ...form } }) });

test('a session begun at one works at the other, with its form token, and ends ' +
	'for both', async ({ pair: [a, b] }) => {
	const who = await person(a, 'anneke');
	const there = at(b, who);

	equal(200, (await there.get('/account')).status);
	equal(303, (await there.post('/clock', { step: 'real', back: '/account' }))
		.status);
	equal(403, (await ask(b, 'POST', '/clock', { cookies: who.cookies,
		form: { _csrf: 'x', step: 'real', back: '/' } })).status);
	equal(303, (await there.post('/signout')).status);
	equal(303, (await who.get('/account')).status, 'signed out here, too');
});

/* With a nonce of the form, as a browser has it. */
const form = async (server, email, password) => {
	const cookies = new Map();
	const page = await ask(server, 'GET', '/signin', { cookies });
	const answer = await ask(server, 'POST', '/signin', { cookies, form: {
		_form: value(page, '_form'), email, password, back: '/' } });

	return { ...answer, cookies };
};

test('wrong passwords are counted together: of a person, and of a name that ' +
	'nobody has', async ({ pair }) => {
	const user = pair[0].demo.partners[1].users[0];

	for (const email of [user.email, 'nobody.at.all@contoso.example']) {
		const statuses = [];

		for (let i = 0; i < 11; i++)
			statuses.push((await form(pair[i % 2], email, 'wrong')).status);
		equal([...Array(10).fill(401), 429], statuses, email);
	}
	equal(429, (await form(pair[1], user.email, user.password)).status,
		'not with the right one either');
});

/* RFC 6238, as every telephone computes it. */
function totp(secret, time = Date.now()) {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...secret.replace(/ /g, '')].map((c) =>
		alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const counter = Buffer.alloc(8);

	counter.writeBigUInt64BE(BigInt(Math.floor(time / 30000)));
	const digest = createHmac('sha1', key).update(counter).digest();
	const offset = digest[19] & 15;
	return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}

test('a code of the second factor used at one is refused at the other',
	async ({ pair: [a, b] }) => {
		const user = a.demo.partners[0].users.find((u) =>
			u.roles.includes('helpdesk_agent')) ?? a.demo.partners[0].users[1];
		const who = await person(a, user.email.split('@')[0]);

		equal(303, (await who.post('/account/security/second-factor')).status);
		const page = await who.get('/account/security/second-factor');
		const secret = /<code class="id full">([A-Z2-7 ]+)</.exec(page.text)[1];
		const on = await who.post('/account/security/second-factor/confirm',
			{ password: user.password,
				code: totp(secret, Date.now() - 30000) });
		equal(200, on.status, words(on.text));
		const codes = [];

		/* two sign-ins wait for a code, one at each */
		for (const server of [a, b]) {
			const begun = await form(server, user.email, user.password);
			const step = await ask(server, 'GET', '/signin/code',
				{ cookies: begun.cookies });

			equal(303, begun.status);
			codes.push((code) => ask(server, 'POST', '/signin/code',
				{ cookies: begun.cookies, form: {
					_form: value(step, '_form'), code, back: '/' } }));
		}
		const code = totp(secret);
		const answers = await Promise.all(codes.map((send) => send(code)));

		equal([1, 1], [answers.filter((x) => x.status === 303).length,
			answers.filter((x) => x.status !== 303).length],
		answers.map((x) => x.status).join());
	});

test('a token of one opens the other, and one signed by a key made this moment, ' +
	'too', async (house) => {
	const [a, b] = house.pair;
	const said = kontor(['keys', 'rotate', 'now', '--data-dir', house.data,
		'--database', house.database]);
	const get = (server, token) => send(server, 'GET', '/v1/customers?size=1',
		{ headers: { Authorization: `Bearer ${token}` } });
	const fresh = async (server) => {
		const p = partner(server);
		const answer = await send(server, 'POST',
			new URL(p.token_url).pathname, { strict: false, headers: {
				'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ grant_type: 'client_credentials',
				client_id: p.client_id, client_secret: p.client_secret,
				resource: 'https://graph.windows.net' }).toString() });

		equal(200, answer.status, answer.text);
		return JSON.parse(answer.text).access_token;
	};
	const kid = (token) => JSON.parse(
		Buffer.from(token.split('.')[0], 'base64url')).kid;

	equal(0, said.status, said.err);
	const made = /key (\S+) is published/.exec(said.out)[1];
	for (const [one, other] of [[a, b], [b, a]]) {
		const token = await until(async () => {
			const t = await fresh(one);
			return kid(t) === made ? t : null;
		}, 'it signs with the new key');

		const answer = await get(other, token);
		equal(200, answer.status, answer.text);
		const keys = await ask(other, 'GET', '/common/discovery/keys');
		ok(keys.text.includes(made), keys.text);
	}
	/* one process makes a second key beside the other: both stay known */
	const again = kontor(['keys', 'rotate', '--data-dir', house.data,
		'--database', house.database]);
	equal(0, again.status, again.err);
	for (const server of [a, b]) {
		const keys = JSON.parse((await ask(server, 'GET',
			'/common/discovery/keys')).text).keys;
		equal(3, keys.length);
	}
});

test('a password changed at one signs out at the other', async ({ pair: [a, b] }) => {
	/* one whose tokens no other test uses */
	const who = await person(a, partner(a).users.at(-1).email.split('@')[0]);
	const other = await person(b, who.user.email.split('@')[0]);
	const fresh = 'seagull harbour lantern 7';

	const changed = await who.post('/account/security/password', {
		old: who.user.password, password: fresh, again: fresh });
	equal(303, changed.status, words(changed.text));
	equal(303, (await other.get('/account')).status);
	equal(401, (await form(b, who.user.email, who.user.password)).status);
	equal(303, (await form(b, who.user.email, fresh)).status);
	who.user.password = fresh;
});
