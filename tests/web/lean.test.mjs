/*
 * Little is sent, and what is sent small tells nothing by its length: pages
 * compressed, tokens of forms masked, secrets as they are; static files by their
 * hash; times of the server.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { admin, withRole } from '../api/lib.mjs';
import { ask, equal, guest, ok, operator, person, purchase, test, value,
	words } from './lib.mjs';

const gzip = { 'Accept-Encoding': 'br, gzip;q=0.9' };
const encoding = (answer) => answer.headers['content-encoding'];
/* A form sent by a browser that takes gzip. */
const sent = (k, who, path, form = {}) => ask(k, 'POST', path, { headers: gzip,
	cookies: who.cookies, form: { _csrf: who.csrf, ...form } });

/* ---- compressed pages ---- */

test('a page comes compressed to who takes it so, and only to them',
	async (k) => {
		const doors = [[await person(k, 'anneke'), '/customers'],
			[await guest(k, 'Dorpat'), '/portal/help'],
			[await operator(k), '/operator'],
			[{ get: (path, headers) => ask(k, 'GET', path, { headers }) },
				'/signin']];

		for (const [who, path] of doors) {
			const plain = await who.get(path);
			const small = await who.get(path, gzip);

			equal(undefined, encoding(plain), path);
			equal('gzip', encoding(small), path);
			for (const answer of [plain, small])
				ok(answer.headers.vary.includes('Accept-Encoding'), path);
			ok(gunzipSync(small.bytes).toString().startsWith('<!doctype'));
			ok(small.bytes.length < plain.bytes.length * .6, path);
		}
	});

test('a refusal is a page and comes compressed, too', async (k) => {
	const a = await (await person(k, 'anneke')).get('/customers/none', gzip);

	equal(404, a.status);
	equal('gzip', encoding(a));
});

/* ---- tokens of forms ---- */

const token = async (who, path = '/account') =>
	value(await who.get(path), '_csrf');
const sql = (k, text) => execFileSync('sqlite3', ['-cmd', '.timeout 10000',
	join(k.dir, 'kontor.db'), text]).toString().trim();
const bytes = (text) => Buffer.from(text, 'base64url');

test('a form’s token is another text on every page and always the same token',
	async (k) => {
		const who = await person(k, 'anneke');
		const seen = [];

		for (let i = 0; i < 4; i++)
			seen.push(await token(who));
		equal(4, new Set(seen).size);
		for (const _csrf of seen)
			equal(303, (await who.bare('/language', { _csrf, to: 'en-US',
				back: '/account' })).status);
		/* no piece of one stands in the other */
		const pieces = (text) => new Set([...text.slice(0, -5)].map((_, i) =>
			text.slice(i, i + 6)));
		const [one, two] = seen.map(pieces);
		equal([], [...one].filter((piece) => two.has(piece)));
	});

test('the bare token of the session, a cut and a changed one are refused',
	async (k) => {
		const who = await person(k, 'greta');
		const shown = await token(who);
		const half = bytes(shown).length / 2;
		const bare = Buffer.from(bytes(shown).subarray(half).map((c, i) =>
			c ^ bytes(shown)[i]));
		const send = (_csrf) => who.bare('/account', { _csrf,
			locale: 'en-US', theme: '' });

		/* what the database holds, in the form of an older program */
		equal('1', sql(k, 'SELECT count(*) FROM session WHERE csrf = ' +
			`'${bare.toString()}'`));
		for (const wrong of [bare.toString(), bare.toString('base64url'),
			shown.slice(0, -4), `${shown}AAAA`, '', 'forged',
			`${shown.startsWith('A') ? 'B' : 'A'}${shown.slice(1)}`])
			equal(403, (await send(wrong)).status, wrong);
		ok((await send(shown)).status < 400);
	});

test('the token of the sign-in form is masked as well', async (k) => {
	const cookies = new Map();
	const form = async () => value(await ask(k, 'GET', '/signin', { cookies }),
		'_form');
	const one = await form(), two = await form();
	const { email, password } = k.demo.partners[0].users[0];
	const signIn = (_form) => ask(k, 'POST', '/signin', { cookies,
		form: { _form, email, password, back: '/' } });
	const half = bytes(one).length / 2;
	const bare = Buffer.from(bytes(one).subarray(half).map((c, i) =>
		c ^ bytes(one)[i])).toString();

	ok(one !== two);
	equal(403, (await signIn(bare)).status);
	equal(303, (await signIn(one)).status);
});

/* ---- pages that show a secret ---- */

/* It stands in the compressed page as it is, in stored pieces, so that no
 * length depends on it. shows: its first group is the secret. */
function whole(answer, name, shows) {
	equal(200, answer.status, `${name}: ${words(answer.text).slice(0, 300)}`);
	const found = [...answer.text.matchAll(new RegExp(shows, 'g'))];

	ok(found.length > 0, `${name} shows its secret`);
	equal('gzip', encoding(answer), name);
	for (const [, secret] of found)
		ok(answer.bytes.includes(secret), `${name} is not compressed`);
}

test('keys and download links are not compressed with their page', async (k) => {
	const who = await person(k, 'jonas');
	const it = await purchase(k, who, 'Travem', 'SQL Server 2019 Standard');

	whole(await sent(k, who, `${it.path}/keys`), 'key',
		/data-copy="(\d{32})"/);
	whole(await sent(k, who, `${it.path}/links`, { file:
		value(await who.get(`${it.path}/keys`), 'file') }), 'link',
	/data-copy="([^"]*\/d\/[^"]+)"/);
	const them = await guest(k, 'Travem');
	whole(await sent(k, them, `/portal/billing/products/software/${it.id}/key`),
		'key for the customer',
		/data-copy="(\d{32})"/);
});

test('new passwords and secrets are not compressed with their page', async (k) => {
	const who = await person(k, 'anneke');
	const { id, domain } = k.demo.partners[0].customers[0];
	const made = await sent(k, who, `/customers/${id}/users/new`, {
		firstName: 'Mari', lastName: 'Saar', displayName: 'Mari Saar',
		userPrincipalName: `mari.saar@${domain}`, usageLocation: 'EE' });

	whole(made, 'password of a user', /id="password">([^<]{8,})</);
	const program = await who.post('/account/applications/new', {
		name: 'Ledger', roles: 'admin_agent' });
	equal(303, program.status, words(program.text).slice(0, 900));
	const path = program.headers.location.replace(/\?.*/, '');
	whole(await sent(k, who, `${path}/secrets`, { label: 'one',
		months: '12' }), 'secret of a program',
	/data-copy="([\w-]{20,})" data-done="[^"]*">/);
});

test('the secret of an app is not compressed with its page',
	async (k) => {
		const who = await person(k, 'ilse');

		equal(303, (await who.post('/account/security/second-factor'))
			.status);
		whole(await who.get('/account/security/second-factor', gzip),
			'second factor', /<code class="id full">([A-Z2-7 ]+)</);
	});

test('a link that invites is not compressed with its page', async (k) => {
	const op = await operator(k);
	const answer = await sent(k, op, '/operator/partners/new', {
		name: 'Alster Cloud GmbH', domain: 'alstercloud.example',
		country: 'DE', city: 'Hamburg', currency: 'EUR', culture: 'de-DE',
		admin_name: 'Hauke Lund', admin_email: 'hauke@alstercloud.example' });

	whole(answer, 'invitation', /data-copy="([^"]*\/password\/[^"]+)"/);
	const link = /data-copy="[^"]*(\/password\/[^"]+)"/.exec(answer.text)[1];
	const cookies = new Map();
	whole(await ask(k, 'GET', link, { headers: gzip, cookies }),
		'where the password is chosen', /action="\/password\/([^"]+)"/);
});

/* ---- static files ---- */

test('assets have their hash in the address and are kept for a year',
	async (k) => {
		const page = await ask(k, 'GET', '/signin');
		const found = [...page.text.matchAll(
			/(?:href|src)="(\/static\/[^"]*)"/g)].map((m) => m[1]);

		equal(['kontor.css', 'kontor.js', 'mark.svg'],
			found.map((path) => path.split('/').pop()).sort());
		for (const path of found) {
			const a = await ask(k, 'GET', path, { headers: gzip });
			const old = path.replace(/[0-9a-f]{16}/, '0123456789abcdef');
			const name = path.replace(/[0-9a-f]{16}\//, '');

			ok(/^\/static\/[0-9a-f]{16}\/[\w.]+$/.test(path), path);
			equal(200, a.status);
			equal('public, max-age=31536000, immutable',
				a.headers['cache-control']);
			equal('gzip', encoding(a), path);
			equal('nosniff', a.headers['x-content-type-options']);
			equal('public, max-age=300', (await ask(k, 'GET', name))
				.headers['cache-control']);
			const moved = await ask(k, 'GET', old);
			equal([303, path], [moved.status, moved.headers.location]);
			equal(undefined, encoding(await ask(k, 'GET', path)));
		}
		equal(404, (await ask(k, 'GET', '/static/none.css')).status);
		equal(404, (await ask(k, 'GET',
			'/static/0123456789abcdef/none.css')).status);
	});

/* ---- headers ---- */

test('no answer is guessed at or kept, whatever it is', async (k) => {
	const who = await person(k, 'anneke');
	const paths = ['/', '/nowhere', '/activity.csv', '/customers/none',
		'/signin', '/static/none.css', '/d/none', '/livez', '/readyz',
		'/v1/customers', '/v1/nowhere', '/openapi.json', '/favicon.ico',
		'/common/discovery/instance'];

	for (const path of paths)
		for (const answer of [await who.get(path),
			await ask(k, 'GET', path)]) {
			equal('nosniff', answer.headers['x-content-type-options'],
				path);
			equal('no-store', answer.headers['cache-control'], path);
			ok(/^total;dur=/.test(answer.headers['server-timing']), path);
		}
	for (const path of ['/', '/signin', '/d/none', '/static/none.css'])
		ok((await ask(k, 'GET', path)).headers['content-security-policy']
			.startsWith("default-src 'none'; "), path);
});

/* ---- Server-Timing ---- */

const timing = (answer) => Object.fromEntries(answer.headers['server-timing']
	.split(', ').map((part) => {
		const [, name, ms] = /^(\w+);dur=(\d+\.\d)$/.exec(part);
		return [name, Number(ms)];
	}));

test('every answer says what it took: in all, for the database, for the page',
	async (k) => {
		const who = await person(k, 'anneke');
		const pages = [await who.get('/'), await who.get('/customers'),
			await (await operator(k)).get('/operator'),
			await (await guest(k, 'Dorpat')).get('/portal/help')];

		for (const page of pages) {
			const t = timing(page);

			equal(['db', 'render', 'total'], Object.keys(t).sort());
			ok(t.total >= t.render && t.total >= t.db - 0.1,
				JSON.stringify(t));
		}
		equal(['db', 'total'], Object.keys(timing(await admin(k)
			.get('/customers'))).sort());
	});

test('who is refused learns no times of what was looked at', async (k) => {
	const who = await person(k, 'anneke');
	const theirs = k.demo.partners[1].customers[0].id;
	const coarse = (answer, why) => {
		const t = timing(answer);

		equal(['total'], Object.keys(t), why);
		ok(Number.isInteger(t.total), why);
	};

	for (const id of [theirs, '00000000-1111-4222-8333-444444444444']) {
		coarse(await who.get(`/customers/${id}`), id);
		coarse(await admin(k).get(`/customers/${id}`), id);
	}
	coarse(await withRole(k, 'billing_admin').get('/customers'), 'role');
	coarse(await ask(k, 'GET', '/signin'), 'a stranger');
	coarse(await ask(k, 'GET', '/v1/customers'), 'no token');
});
