/*
 * The security of one's own account, as people use it: passwords, second
 * factor, sessions; with a receiver of mail that really listens.
 */
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import net from 'node:net';

import { admin } from '../api/lib.mjs';
import { ask, equal, guest, ok, operator, person, startServer, test, value, words }
	from './lib.mjs';

/* ---- what the tests hold in their hands ---- */

/* RFC 6238, written once more here: nothing of the program's is used. */
export function totp(secret, at = Date.now() / 1000) {
	const bits = [...secret.replace(/ /g, '')].map((c) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
			.padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor(at / 30)));
	const mac = createHmac('sha1', key).update(step).digest();
	const from = mac[19] & 15;
	return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}

/* A step counts once: the code of the next one is good already. */
const later = (secret) => totp(secret, Date.now() / 1000 + 30);

/* { url, mails, next(to): the next mail to this address } */
async function receiver() {
	const mails = [];
	const server = net.createServer((socket) => {
		let data = null, line = '', to = '';

		socket.write('220 test\r\n');
		socket.on('error', () => {});
		socket.on('data', (bytes) => {
			line += bytes;
			for (let end; (end = line.indexOf('\r\n')) >= 0;) {
				const text = line.slice(0, end);

				line = line.slice(end + 2);
				if (data !== null && text !== '.') {
					data.push(text);
				} else if (data !== null) {
					mails.push({ to, text: plain(data) });
					data = null;
					socket.write('250 taken\r\n');
				} else if (/^DATA/i.test(text)) {
					data = [];
					socket.write('354 go on\r\n');
				} else if (/^QUIT/i.test(text)) {
					socket.end('221 bye\r\n');
				} else {
					if (/^RCPT/i.test(text))
						to = /<(.*)>/.exec(text)[1];
					socket.write('250 ok\r\n');
				}
			}
		});
	});
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const next = async (to, what) => {
		for (let i = 0; i < 300; i++) {
			const at = mails.findIndex((m) => m.to === to &&
				m.text.includes(what));

			if (at >= 0)
				return mails.splice(at, 1)[0].text;
			await new Promise((r) => setTimeout(r, 100));
		}
		throw new Error(`no mail “${what}” came for ${to}; there are ` +
			JSON.stringify(mails.map((m) => m.to)));
	};
	return { url: `smtp://127.0.0.1:${server.address().port}`, mails, next,
		stop: () => server.close() };
}

/* Quoted-printable as text; the subject stands in front. */
function plain(lines) {
	return Buffer.from(lines.join('\n').replace(/=\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex) =>
			String.fromCharCode(parseInt(hex, 16))), 'latin1')
		.toString();
}

let post, own;

/* A server of these tests' own, whose mail comes here. */
async function house() {
	if (!own) {
		post = await receiver();
		own = await startServer([`--smtp-url=${post.url}`,
			'--mail-from=kontor@example.net']);
	}
	return own;
}

const user = (k, name) => k.demo.partners.flatMap((p) => p.users)
	.find((u) => u.email.startsWith(name));

/* Somebody at the sign-in, without a session. */
function stranger(k) {
	const cookies = new Map();
	const get = (path) => ask(k, 'GET', path, { cookies });
	const send = (path, form) => ask(k, 'POST', path, { form, cookies });
	let last;

	return { cookies, get, send,
		/* what a form on the page before says, and what is typed */
		form: async (page, typed, path = page) => {
			last = await get(page);
			return send(path, { _form: value(last, '_form'),
				back: value(last, 'back'), ...typed });
		},
		signIn: (u, back = '/', door = '/signin') => send0(
			{ get, send }, u, back, door) };
}

async function send0({ get, send }, u, back, door) {
	const page = await get(`${door}?back=${encodeURIComponent(back)}`);

	return send(door, { _form: value(page, '_form'), email: u.email,
		password: u.password, back });
}

const secretOf = (answer) => /<code class="id full">([A-Z2-7 ]+)<\/code>/
	.exec(answer.text)[1];
const codesOf = (answer) => [...answer.text.matchAll(
	/<li><code>([a-z0-9]{5}-[a-z0-9]{5})<\/code>/g)].map((m) => m[1]);

/* Sets a second factor up; { secret, codes }. */
async function enrol(who, base = '/account/security') {
	equal(303, (await who.post(`${base}/second-factor`)).status);
	const secret = secretOf(await who.get(`${base}/second-factor`));
	const answer = await who.post(`${base}/second-factor/confirm`,
		{ password: who.user.password, code: totp(secret) });

	equal(200, answer.status, words(answer.text));
	return { secret, codes: codesOf(answer) };
}

/* ---- passwords ---- */

test('a password is changed: the old one shown, the new one typed twice',
	async () => {
		const k = await house();
		const who = await person(k, 'bruno');
		const elsewhere = await person(k, 'bruno');
		const fresh = 'tall ships sail at dawn';
		const send = (form) => who.post('/account/security/password', form);

		for (const [form, says] of [
			[{ old: who.user.password, password: 'short one', again: 'short one' },
				/Choose at least 12 characters/],
			[{ old: who.user.password, password: 'Password123456!', again: 'Password123456!' },
				/among the first that anybody would try/],
			[{ old: who.user.password, password: who.user.email, again: who.user.email },
				/Your e-mail address is not a password/],
			[{ old: who.user.password, password: fresh, again: `${fresh}!` },
				/The two passwords differ/],
			[{ old: 'something else', password: fresh, again: fresh },
				/This is not your password/],
			[{ old: '', password: fresh, again: fresh }, /This is needed/],
		]) {
			const answer = await send(form);

			equal(422, answer.status, String(says));
			ok(says.test(words(answer.text)), words(answer.text));
			ok(!answer.text.includes(fresh), 'no password comes back');
		}
		equal(200, (await elsewhere.get('/account')).status);
		const done = await send({ old: who.user.password, password: fresh,
			again: fresh });
		equal('/account/security?done=password', done.headers.location);
		equal(200, (await who.get('/account')).status, 'this one stays');
		equal(303, (await elsewhere.get('/account')).status,
			'the other one is over');
		equal(401, (await stranger(k).signIn(who.user)).status);
		equal(303, (await stranger(k).signIn({ ...who.user, password: fresh }))
			.status);
		ok((await post.next(who.user.email, 'Your password was changed'))
			.includes('signed out everywhere else'));
		user(k, 'bruno').password = fresh;
	});

test('who forgot the password gets a link by mail, once, in one hour',
	async () => {
		const k = await house();
		const { email } = user(k, 'bruno');
		const one = stranger(k), fresh = 'the second lock of the harbour';
		const unknown = await one.form('/forgot', { email: 'nobody@example.net' });
		const known = await one.form('/forgot', { email });

		equal(unknown.status, known.status);
		equal(unknown.headers.location, known.headers.location);
		equal(unknown.text, known.text);
		const mail = await post.next(email, 'Choose a new password');
		const path = /\/password\/[0-9]+\.[A-Za-z0-9_-]+/.exec(mail)[0];
		const page = await one.get(path);

		equal(200, page.status);
		ok(words(page.text).includes(email));
		equal(422, (await one.form(path, { password: fresh, again: 'x' })).status);
		const done = await one.form(path, { password: fresh, again: fresh });
		equal(200, done.status, words(done.text));
		const over = await one.get(path);
		equal(404, over.status);
		equal((await one.get('/password/1.none')).status, over.status);
		equal(303, (await one.signIn({ email, password: fresh })).status);
		ok(!post.mails.some((m) => m.to === 'nobody@example.net'));
		user(k, 'bruno').password = fresh;
	});

test('mail about an account is in the language of its owner', async () => {
	const k = await house();
	const who = await person(k, 'wiebke');

	await who.post('/language', { to: 'en-XA', back: '/account' });
	await stranger(k).form('/forgot', { email: who.user.email });
	const mail = await post.next(who.user.email, '/password/');
	ok(/^Content-Language: en-XA$/m.test(mail), mail);
	ok(!mail.includes('asked for a new password'), mail);
});

test('an operator gets a link too, from the own door only', async () => {
	const k = await house();
	const boss = k.demo.operator_users[0];
	const one = stranger(k), fresh = 'nine lighthouses on the coast';

	await one.form('/forgot', { email: boss.email });
	await one.form('/forgot?door=operator', { email: boss.email, door: 'operator' },
		'/forgot');
	const mail = await post.next(boss.email, 'Choose a new password');
	const path = /\/password\/0\.[A-Za-z0-9_-]+/.exec(mail)[0];
	equal(200, (await one.form(path, { password: fresh, again: fresh })).status);
	equal(303, (await one.signIn({ email: boss.email, password: fresh },
		'/operator', '/operator/sign-in')).status);
	boss.password = fresh;
});

/* ---- second factor ---- */

let held;

test('a second factor is set up with the picture, and asked for from then on',
	async () => {
		const k = await house();
		const who = await person(k, 'bruno');
		const elsewhere = await person(k, 'bruno');

		await who.post('/account/security/second-factor');
		const page = await who.get('/account/security/second-factor');
		const secret = secretOf(page);

		ok(/<svg class="qr"[\s\S]*<path[^>]* d="M4 4h7v1h-7z/.test(page.text),
			'the corner of a QR code');
		ok(page.text.includes(`secret=${secret.replace(/ /g, '')}&amp;issuer=Kontor`));
		const confirm = (form) => who.post(
			'/account/security/second-factor/confirm', form);
		equal(422, (await confirm({ password: who.user.password,
			code: '000000' })).status);
		const wrong = await confirm({ password: 'wrong', code: totp(secret) });
		ok(/This is not your password/.test(words(wrong.text)));
		const used = totp(secret);
		const answer = await confirm({ password: who.user.password,
			code: used });
		const codes = codesOf(answer);

		equal(10, new Set(codes).size, words(answer.text));
		equal(303, (await elsewhere.get('/account')).status);
		await post.next(who.user.email, 'Your second factor is on');
		held = { secret, codes, user: who.user };

		const one = stranger(k);
		const first = await one.signIn(who.user, '/billing');
		equal('/signin/next?back=%2Fbilling', first.headers.location);
		equal(303, (await one.get('/account')).status, 'not in yet');
		ok(!one.cookies.get('kontor_session'));
		equal('/signin/code?back=%2Fbilling',
			(await one.get('/signin/next?back=%2Fbilling')).headers.location);
		equal(422, (await one.form('/signin/code', { code: '123' })).status);
		/* the code that turned it on was used */
		equal(422, (await one.form('/signin/code', { code: used })).status,
			'a code counts once');
		const done = await one.form('/signin/code?back=%2Fbilling',
			{ code: later(secret) });
		equal('/billing', done.headers.location);
		equal(200, (await one.get('/account')).status);
	});

test('a recovery code opens once', async () => {
	const k = await house();
	const [one, two] = [stranger(k), stranger(k)];

	await one.signIn(held.user);
	equal('/', (await one.form('/signin/code',
		{ code: ` ${held.codes[0].toUpperCase()} ` })).headers.location);
	await two.signIn(held.user);
	equal(422, (await two.form('/signin/code', { code: held.codes[0] })).status);
	equal('/', (await two.form('/signin/code',
		{ code: held.codes[1].replace('-', '') })).headers.location);
	ok(words((await two.get('/account/security')).text)
		.includes('8 recovery codes are left'));
	await post.next(held.user.email, 'A recovery code was used');
});

test('a second factor goes with password and code; new codes end the old ones',
	async () => {
		const k = await house();
		const one = stranger(k);

		await one.signIn(held.user);
		await one.form('/signin/code', { code: held.codes[2] });
		const csrf = value(await one.get('/account/security'), '_csrf');
		const send = (path, form) => one.send(`/account/security${path}`,
			{ _csrf: csrf, ...form });
		const { password } = held.user;

		equal(422, (await send('/recovery-codes',
			{ password, code: '000000' })).status);
		const fresh = codesOf(await send('/recovery-codes',
			{ password, code: held.codes[3] }));
		equal(10, fresh.length);
		equal(422, (await send('/second-factor/off',
			{ password, code: held.codes[4] })).status, 'an old code');
		equal(422, (await send('/second-factor/off',
			{ password: 'wrong', code: fresh[0] })).status);
		equal('/account/security?done=off', (await send('/second-factor/off',
			{ password, code: fresh[1] })).headers.location);
		await post.next(held.user.email, 'Your second factor is off');
		equal('/', (await stranger(k).signIn(held.user)).headers.location);
	});

test('wrong codes count at the sign-in, and the right password does not clear them',
	async () => {
		const k = await house();
		const who = await person(k, 'tarek');
		const { secret } = await enrol(who);
		let locked;

		for (let i = 0; i < 10; i++) {
			const one = stranger(k);

			equal(303, (await one.signIn(who.user)).status);
			locked = one;
			equal(422, (await one.form('/signin/code', { code: '000000' }))
				.status);
		}
		equal(429, (await locked.form('/signin/code', { code: later(secret) }))
			.status, 'also with the right code');
		equal(429, (await stranger(k).signIn(who.user)).status);
	});

test('a partner demands one: who has none sets it up before anything else',
	async () => {
		const k = await house();
		const admin = await person(k, 'anneke');
		const plainUser = user(k, 'bruno');
		const helper = await person(k, 'bruno');

		equal(403, (await helper.post('/account/security/demand',
			{ demanded: '1' })).status, 'for the Global admin alone');
		equal(303, (await admin.post('/account/security/demand',
			{ demanded: '1' })).status);
		const one = stranger(k);
		await one.signIn(plainUser, '/account');
		equal('/signin/second-factor?back=%2Faccount',
			(await one.get('/signin/next?back=/account')).headers.location);
		equal(303, (await one.get('/account')).status, 'nothing else opens');
		const secret = secretOf(await one.get('/signin/second-factor'));
		equal(422, (await one.form('/signin/second-factor', { code: '1' })).status);
		const done = await one.form('/signin/second-factor?back=/account',
			{ code: totp(secret) });
		equal(10, codesOf(done).length);
		ok(done.text.includes('href="/account"'));
		const page = await one.get('/account/security');
		equal(200, page.status);
		ok(!page.text.includes('/second-factor/off'), 'it stays on');
		equal(409, (await one.send('/account/security/second-factor/off', {
			_csrf: value(page, '_csrf'), password: plainUser.password,
			code: later(secret) })).status);
		equal(303, (await admin.post('/account/security/demand', {})).status);
	});

/* ---- given passwords ---- */

test('a password that was given is replaced at the sign-in before anything opens',
	async (k) => {
		const customer = k.demo.partners[0].customers[0];
		const seller = admin(k);
		const name = `ida@${customer.domain}`;
		const given = 'Given-4-a-start';
		const made = await seller.post(`/customers/${customer.id}/users`, {
			userPrincipalName: name, firstName: 'Ida', lastName: 'Holm',
			displayName: 'Ida Holm', usageLocation: customer.country,
			passwordProfile: { password: given, forceChangePassword: true } });

		equal(200, made.status);
		const one = stranger(k), fresh = 'a boat with seven oars';
		const first = await one.signIn({ email: name, password: given },
			'/portal/account/security');
		equal('/signin/next?back=%2Fportal%2Faccount%2Fsecurity',
			first.headers.location);
		equal(303, (await one.get('/portal/account/security')).status);
		const step = '/signin/password?back=/portal/account/security';
		equal(422, (await one.form(step, { password: given, again: given },
			'/signin/password')).status, 'not the same again');
		equal(422, (await one.form(step, { password: fresh, again: given },
			'/signin/password')).status);
		equal('/portal/account/security', (await one.form(step,
			{ password: fresh, again: fresh }, '/signin/password'))
			.headers.location);
		equal(200, (await one.get('/portal/account/security')).status);
		equal(401, (await stranger(k).signIn({ email: name, password: given }))
			.status);
		equal('/portal', (await stranger(k).signIn(
			{ email: name, password: fresh }, '/portal')).headers.location);
		const { json } = await seller.get(`/customers/${customer.id}/users/${
			made.json.id}`);
		ok(!json.passwordProfile?.forceChangePassword);
	});

/* ---- tokens ---- */

test('grant_type=password is refused for who has a second factor', async (k) => {
	const who = await person(k, 'tarek');
	const { secret, codes } = await enrol(who);
	const partner = k.demo.partners[0];
	const token = (form) => ask(k, 'POST',
		new URL(partner.token_url).pathname, { form: {
			client_id: partner.client_id, client_secret: partner.client_secret,
			resource: 'https://graph.windows.net', ...form } });
	const byPassword = (password) => token({ grant_type: 'password',
		username: who.user.email, password });
	const right = await byPassword(who.user.password);
	const said = JSON.parse(right.text);

	equal(400, right.status);
	equal('invalid_grant', said.error);
	equal([50076], said.error_codes);
	ok(said.error_description.startsWith('AADSTS50076'), right.text);
	/* whether there is one is not told without the password */
	equal([50126], JSON.parse((await byPassword('wrong')).text).error_codes);
	equal(303, (await who.post('/account/security/second-factor/off',
		{ password: who.user.password, code: codes[0] })).status);
	equal(200, (await byPassword(who.user.password)).status);
	const { refresh_token } = JSON.parse(
		(await byPassword(who.user.password)).text);
	await enrol(who);
	equal([70000], JSON.parse((await token({ grant_type: 'refresh_token',
		refresh_token })).text).error_codes, 'tokens from before ended');
	ok(secret);

	const boss = await person(k, 'anneke');
	await boss.post('/account/security/demand', { demanded: '1' });
	const jonas = k.demo.partners[0].users.find((u) =>
		u.email.startsWith('jonas'));
	equal([50079], JSON.parse((await token({ grant_type: 'password',
		username: jonas.email, password: jonas.password })).text).error_codes);
	await boss.post('/account/security/demand', {});
	equal(200, (await token({ grant_type: 'password', username: jonas.email,
		password: jonas.password })).status);
});

test('who lost app and codes is helped on the command line', async (k) => {
	const who = await person(k, 'heiko');
	await enrol(who);
	const run = (...email) => spawnSync(process.env.KONTOR_BIN ??
		'build/kontor', ['user', 'reset-second-factor', ...email,
		'--data-dir', k.dir], { encoding: 'utf8' });

	equal('/signin/next', (await stranger(k).signIn(who.user)).headers
		.location.replace(/\?.*/, ''));
	const done = run(` ${who.user.email.toUpperCase()}`);
	equal(0, done.status, done.stderr);
	ok(/by password alone/.test(done.stdout));
	equal(303, (await who.get('/account')).status, 'sessions are over');
	equal('/', (await stranger(k).signIn(who.user)).headers.location);
	equal(65, run('nobody@example.net').status);
	equal(64, run().status);
});

test('a program’s request leads over the code of the second factor', async (k) => {
	const who = await person(k, 'ilse');
	const { secret, codes } = await enrol(who);
	const partner = k.demo.partners[0];
	const boss = await person(k, 'anneke');
	const made = await boss.post('/account/applications/new', {
		name: 'Ledger bridge', roles: 'admin_agent', public_client: 'on',
		redirects: 'https://ledger.example/back' });

	equal(303, made.status, words(made.text).slice(0, 900));
	const client = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(made.headers.location)[0];
	const path = `/${partner.tenant_id}/oauth2/v2.0/authorize?client_id=${
		client}&response_type=code&redirect_uri=${
		encodeURIComponent('https://ledger.example/back')}&scope=openid` +
		`&code_challenge_method=S256&code_challenge=${'A'.repeat(43)}`;
	const one = stranger(k);
	const asked = await one.get(path);
	const back = new URL(asked.headers.location, 'http://k').searchParams
		.get('back');

	ok(back.includes('/oauth2/v2.0/authorize'), asked.headers.location);
	await one.signIn(who.user, back);
	equal(303, (await one.get(path)).status, 'the password alone is not enough');
	const done = await one.form(`/signin/code?back=${encodeURIComponent(back)}`,
		{ code: later(secret) });
	equal(back, done.headers.location);
	ok((await one.get(back)).text.includes('Ledger bridge'));
	await who.post('/account/security/second-factor/off',
		{ password: who.user.password, code: codes[0] });
});

/* ---- sessions ---- */

test('own sessions are listed, and ended one by one or all', async (k) => {
	const here = await person(k, 'bruno');
	const there = stranger(k);
	const other = await person(k, 'anneke');

	await there.signIn(here.user);
	const page = await here.get('/account/security');
	const rows = page.text.match(/<tr role="row">\s*<th scope="row"[\s\S]*?<\/tr>/g);
	const ids = [...page.text.matchAll(/sessions\/([0-9a-f]{64})\/end/g)]
		.map((m) => m[1]);

	ok(rows.length >= 2);
	equal(1, rows.filter((r) => r.includes('This one')).length);
	equal(rows.length - 1, ids.length);
	ok(words(rows[0]).includes('127.0.0.1'));
	/* somebody else's is not ended by its name */
	for (const id of ids)
		await other.post(`/account/security/sessions/${id}/end`);
	equal(200, (await there.get('/account')).status);
	for (const id of ids)
		equal(303, (await here.post(`/account/security/sessions/${id}/end`))
			.status);
	equal(303, (await there.get('/account')).status);
	equal(200, (await here.get('/account')).status);

	await there.signIn(here.user);
	equal(303, (await here.post('/account/security/sign-out')).status);
	equal(303, (await there.get('/account')).status);
	equal(200, (await here.get('/account')).status);
	equal(303, (await here.post('/account/security/sign-out', { all: '1' }))
		.status);
	equal(303, (await here.get('/account')).status);
	ok(/Signed out elsewhere/.test(words(
		(await other.get('/activity?tab=customer')).text)));
});

/* ---- the other doors ---- */

test('a customer’s user and an operator have the same page at their doors',
	async (k) => {
		for (const [who, base] of [
			[await guest(k, k.demo.partners[0].customers[0].name),
				'/portal/account/security'],
			[await operator(k), '/operator/account/security'],
		]) {
			const page = await who.get(base);

			equal(200, page.status, base);
			ok(!page.text.includes('name="demanded"'), base);
			const { secret, codes } = await enrol(who, base);
			equal(10, codes.length);
			const one = stranger(k);
			const operators = base.startsWith('/operator');
			await one.signIn(who.user, operators ? '/operator' : '/portal',
				operators ? '/operator/sign-in' : '/signin');
			equal(operators ? '/operator' : '/portal', (await one.form(
				`/signin/code?back=${operators ? '/operator' : '/portal'}`,
				{ code: later(secret) })).headers.location);
			equal(200, (await one.get(base)).status);
			equal(303, (await who.post(`${base}/second-factor/off`, {
				password: who.user.password, code: codes[0] })).status);
		}
	});

test('the tests’ own server stops well', async () => {
	post.stop();
	await own.stop();
});
