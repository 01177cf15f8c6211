/* Signing in for programs: codes with PKCE, device codes, refresh tokens,
 * secrets and keys; with real forms and cookies. */
import { execFile } from 'node:child_process';
import { createHash, createPublicKey, createVerify, randomBytes }
	from 'node:crypto';
import { join } from 'node:path';

import { engine, equal, ok, partner, pause, place, send, test, unknown_id } from './lib.mjs';
import { ask, person, value, words } from '../web/lib.mjs';

const root = process.env.KONTOR_ROOT;
const program_file = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');

const form = (k, path, fields, headers = {}) => send(k, 'POST', path,
	{ strict: false, headers: { 'Content-Type':
		'application/x-www-form-urlencoded', ...headers },
	body: new URLSearchParams(fields).toString() });
const json = async (promise) => {
	const answer = await promise;
	return { status: answer.status, ...JSON.parse(answer.text) };
};
const claims = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
const head = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url'));
const customers = async (k, token) => (await send(k, 'GET',
	'/v1/customers?size=1', { headers: { Authorization: `Bearer ${token}` } }))
	.status;
/* Marked app+user: programs alone come in unless the tenant is strict. */
const organization = async (k, token) => (await send(k, 'GET',
	'/v1/profiles/organization',
	{ headers: { Authorization: `Bearer ${token}` } })).status;
const keys = async (k) => JSON.parse((await send(k, 'GET',
	'/common/discovery/v2.0/keys', { strict: false })).text).keys;

const verifier = () => randomBytes(32).toString('base64url');
const challenge = (text) => createHash('sha256').update(text)
	.digest('base64url');
const redirect = 'http://127.0.0.1:51234/callback';

/* What a program sends the browser with; fields of more that are null go. */
function authorizePath(k, more = {}, { tenant, v2 = true } = {}) {
	const p = partner(k);
	const all = { client_id: p.client_id, redirect_uri: redirect,
		response_type: 'code', state: 'a b+c&d', scope:
			'https://api.partnercenter.microsoft.com/user_impersonation ' +
			'openid offline_access', ...more };

	return `/${tenant ?? p.tenant_id}/oauth2${v2 ? '/v2.0' : ''}/authorize?` +
		new URLSearchParams(Object.fromEntries(Object.entries(all)
			.filter(([, text]) => text !== null)));
}

/* The hidden fields of the page that asks. */
const hidden = (page) => Object.fromEntries([...page.text.matchAll(
	/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
	.map(([, name]) => [name, value(page, name)]));
const target = (answer) => new URL(answer.headers.location);
const back = (answer) => Object.fromEntries(target(answer).searchParams);

/* To the end of the browser's part: the answer at the redirect address. */
async function consent(k, who, more = {}, choice = 'allow', options = {}) {
	const page = await who.get(authorizePath(k, more, options));

	equal(200, page.status, page.headers.location ?? words(page.text));
	return who.bare('/consent', { ...hidden(page), choice });
}

const redeem = (k, fields, path) => { const p = partner(k);
	return json(form(k, path ?? `/${p.tenant_id}/oauth2/v2.0/token`, {
		client_id: p.client_id, client_secret: p.client_secret,
		grant_type: 'authorization_code', redirect_uri: redirect,
		...fields })); };
const refresh = (k, token, more = {}) => redeem(k, { grant_type:
	'refresh_token', refresh_token: token, ...more });

/* ---- codes ---- */

test('a person allows a program, which gets tokens for the person', async (k) => {
	const p = partner(k), who = await person(k, 'anneke');
	const secret = verifier();
	const page = await who.get(authorizePath(k, { nonce: 'n-1',
		code_challenge: challenge(secret), code_challenge_method: 'S256' }));
	const seen = words(page.text);

	equal(200, page.status);
	ok(seen.includes('Sample program') && seen.includes(p.client_id));
	ok(seen.includes(p.users[0].email) && seen.includes('Global admin'));
	ok(page.headers['content-security-policy'].includes(
		`form-action 'self' ${redirect};`),
	page.headers['content-security-policy']);
	const answer = await who.bare('/consent',
		{ ...hidden(page), choice: 'allow' });
	equal(303, answer.status, words(answer.text));
	equal(redirect, target(answer).href.split('?')[0]);
	equal('a b+c&d', back(answer).state);
	const got = await redeem(k, { code: back(answer).code,
		code_verifier: secret });
	equal(200, got.status, JSON.stringify(got));
	const about = claims(got.access_token), id = claims(got.id_token);
	equal([p.users[0].email, 'user_impersonation', p.client_id],
		[about.upn, about.scp, about.appid]);
	equal([p.client_id, 'n-1', about.oid, p.users[0].email],
		[id.aud, id.nonce, id.sub, id.preferred_username]);
	ok(id.auth_time > 0 && id.auth_time <= id.iat);
	equal(back(answer).iss, id.iss);
	equal(200, await customers(k, got.access_token));
	const again = await refresh(k, got.refresh_token);
	equal(200, again.status);
	equal(p.users[0].email, claims(again.access_token).upn);
});

test('version 1 works too, and always gives a refresh token', async (k) => {
	const p = partner(k), who = await person(k, 'anneke');
	const answer = await consent(k, who, { scope: null,
		resource: 'https://api.partnercenter.microsoft.com' }, 'allow',
	{ v2: false, tenant: 'common' });
	const got = await redeem(k, { code: back(answer).code },
		'/common/oauth2/token');

	equal(200, got.status, JSON.stringify(got));
	equal('https://api.partnercenter.microsoft.com', got.resource);
	ok(got.refresh_token && typeof got.expires_in === 'string');
	equal(undefined, got.id_token);
	equal(p.users[0].email, claims(got.access_token).upn);
});

test('without offline_access version 2 gives no refresh token', async (k) => {
	const who = await person(k, 'anneke');
	const answer = await consent(k, who, { scope: 'openid' });
	const got = await redeem(k, { code: back(answer).code, client_info: '1' });

	equal([200, undefined], [got.status, got.refresh_token]);
	const info = JSON.parse(Buffer.from(got.client_info, 'base64url'));
	equal([claims(got.id_token).oid, partner(k).tenant_id],
		[info.uid, info.utid]);
});

test('a wrong, missing or unasked verifier gets nothing', async (k) => {
	const who = await person(k, 'anneke'), secret = verifier();
	const asked = { code_challenge: challenge(secret),
		code_challenge_method: 'S256' };
	const code = async (more) => back(await consent(k, who, more)).code;

	const bound = await code(asked);
	for (const wrong of [{}, { code_verifier: verifier() },
		{ code_verifier: asked.code_challenge }, { code_verifier: 'short' }])
		equal([400, 'invalid_grant'], (({ status, error }) =>
			[status, error])(await redeem(k, { code: bound, ...wrong })));
	equal(200, (await redeem(k, { code: bound, code_verifier: secret })).status);
	equal('invalid_grant', (await redeem(k, { code: await code({}),
		code_verifier: secret })).error);
});

test('a code used twice ends what came out of it', async (k) => {
	const who = await person(k, 'anneke');
	const code = back(await consent(k, who)).code;
	const got = await redeem(k, { code });

	equal(200, got.status);
	equal(200, await customers(k, got.access_token));
	const second = await redeem(k, { code });
	equal([400, 'invalid_grant'], [second.status, second.error]);
	equal(401, await customers(k, got.access_token));
	equal(400, (await refresh(k, got.refresh_token)).status);
});

test('a code is bound to its program and its address', async (k) => {
	const other = partner(k, 1), who = await person(k, 'anneke');
	const code = back(await consent(k, who)).code;

	equal('invalid_grant', (await redeem(k, { code,
		redirect_uri: 'http://127.0.0.1:51235/callback' })).error);
	equal('invalid_grant', (await redeem(k, { code,
		redirect_uri: '' })).error);
	equal(400, (await redeem(k, { code, client_id: other.client_id,
		client_secret: other.client_secret }, '/common/oauth2/v2.0/token'))
		.status);
	equal(401, (await redeem(k, { code, client_secret: 'wrong' })).status);
	equal(200, (await redeem(k, { code })).status);
});

test('nothing goes to an address that is not registered', async (k) => {
	const who = await person(k, 'anneke');

	for (const uri of ['http://127.0.0.1/other', 'https://evil.example/callback',
		'http://127.0.0.1.evil.example/callback',
		'http://127.0.0.1:80@evil.example/callback',
		'http://localhost/callback', 'http://127.0.0.1:1/callback/',
		'http://127.0.0.1:1/callback?x=1', 'http://127.0.0.1:1/callback#x',
		'http://127.0.0.1:x/callback', 'https://127.0.0.1/callback']) {
		const answer = await who.get(authorizePath(k, { redirect_uri: uri }));
		equal([400, undefined], [answer.status, answer.headers.location], uri);
	}
	for (const uri of ['http://127.0.0.1/callback',
		'http://127.0.0.1:1/callback', null])
		equal(200, (await who.get(authorizePath(k, { redirect_uri: uri })))
			.status, uri);
	for (const client_id of [unknown_id, 'x', null])
		equal(400, (await who.get(authorizePath(k, { client_id }))).status);
	equal(400, (await who.get(authorizePath(k, {},
		{ tenant: partner(k, 1).tenant_id }))).status);
});

test('other mistakes go back to the program', async (k) => {
	const who = await person(k, 'anneke');
	const cases = [
		[{ response_type: 'token' }, 'unsupported_response_type'],
		[{ response_type: null }, 'invalid_request'],
		[{ response_mode: 'fragment' }, 'invalid_request'],
		[{ code_challenge: 'x', code_challenge_method: 'S256' },
			'invalid_request'],
		[{ code_challenge: challenge('x'), code_challenge_method: 'plain' },
			'invalid_request'],
		[{ code_challenge: challenge('x') }, 'invalid_request'],
		[{ prompt: 'none login' }, 'invalid_request'],
	];

	for (const [more, error] of cases) {
		const answer = await who.get(authorizePath(k, more));
		equal(303, answer.status, JSON.stringify(more));
		equal([error, 'a b+c&d'], [back(answer).error, back(answer).state]);
	}
	const refused = back(await consent(k, who, {}, 'refuse'));
	equal(['access_denied', undefined, 'a b+c&d'],
		[refused.error, refused.code, refused.state]);
});

test('who is not signed in signs in first and comes back', async (k) => {
	const user = partner(k).users[0], cookies = new Map();
	const first = await ask(k, 'GET', authorizePath(k,
		{ login_hint: user.email }), { cookies });

	equal(303, first.status);
	ok(first.headers.location.startsWith('/signin?'));
	const page = await ask(k, 'GET', first.headers.location, { cookies });
	ok(page.text.includes(`value="${user.email}"`), 'the hint is there');
	const done = await ask(k, 'POST', '/signin', { cookies, form: {
		_form: value(page, '_form'), back: value(page, 'back'),
		email: user.email, password: user.password } });
	equal(303, done.status);
	const asked = await ask(k, 'GET', done.headers.location, { cookies });
	equal(200, asked.status);
	ok(words(asked.text).includes('Sample program'));
});

test('prompt none gives a code only to who said yes before', async (k) => {
	const bare = await ask(k, 'GET', authorizePath(k, { prompt: 'none' }));
	equal('login_required', back(bare).error);
	const who = await person(k, 'tarek');
	const before = await who.get(authorizePath(k, { prompt: 'none' }));
	equal('consent_required', back(before).error);
	await consent(k, who);
	const after = await who.get(authorizePath(k, { prompt: 'none' }));
	equal(303, after.status);
	const got = await redeem(k, { code: back(after).code });
	ok(claims(got.access_token).upn.startsWith('tarek'));
});

test('prompt login asks for the password once more', async (k) => {
	const who = await person(k, 'anneke');
	const answer = await who.get(authorizePath(k, { prompt: 'login' }));

	equal(303, answer.status);
	const page = await who.get(answer.headers.location);
	equal(200, page.status);
	ok(page.text.includes('type="password"'));
	equal(200, (await who.get(value(page, 'back'))).status);
});

test('an answer by form_post goes to that address alone', async (k) => {
	const who = await person(k, 'anneke');
	const page = await consent(k, who, { response_mode: 'form_post' });
	const fields = hidden(page);

	equal(200, page.status);
	ok(page.text.includes(`action="${redirect}"`));
	ok(page.headers['content-security-policy'].includes(
		`form-action 'self' ${redirect};`));
	equal('a b+c&d', fields.state);
	equal(200, (await redeem(k, { code: fields.code })).status);
});

test('another partner’s user is told so, and nothing is given', async (k) => {
	const who = await person(k, 'matilda');
	const page = await who.get(authorizePath(k));

	equal(403, page.status);
	ok(!page.text.includes('value="allow"'));
	const own = await (await person(k, 'anneke')).get(authorizePath(k));
	const forged = await who.bare('/consent', { ...hidden(own),
		_csrf: value(await who.get('/account'), '_csrf'), choice: 'allow' });
	equal(403, forged.status);
	equal(403, (await who.bare('/consent', { ...hidden(own),
		choice: 'allow' })).status, 'a foreign form');
});

test('a customer’s user lets no program in', async (k) => {
	const user = partner(k).customers[0].users[0], cookies = new Map();
	const page = await ask(k, 'GET', '/signin', { cookies });

	equal(303, (await ask(k, 'POST', '/signin', { cookies, form: {
		_form: value(page, '_form'), email: user.email,
		password: user.password, back: '/' } })).status);
	const answer = await ask(k, 'GET', authorizePath(k), { cookies });
	ok(answer.headers.location.startsWith('/signin?'));
	equal('login_required', back(await ask(k, 'GET', authorizePath(k,
		{ prompt: 'none' }), { cookies })).error);
	ok((await ask(k, 'GET', '/device', { cookies })).status !== 200);
});

/* ---- refresh tokens ---- */

test('a refresh token used twice ends its family', async (k) => {
	const who = await person(k, 'anneke');
	const first = await redeem(k, { code: back(await consent(k, who)).code });
	const second = await refresh(k, first.refresh_token);

	equal(200, second.status);
	equal(200, await customers(k, second.access_token));
	const third = await refresh(k, first.refresh_token);
	equal([400, 'invalid_grant'], [third.status, third.error]);
	equal(400, (await refresh(k, second.refresh_token)).status);
	equal(401, await customers(k, second.access_token));
	equal(401, await customers(k, first.access_token));
});

/* ---- registrations ---- */

const csrfOf = async (who) => value(await who.get('/account'), '_csrf');

/* A registration made on the dashboard: { path, id, who, secret() }. */
async function register(k, fields = {}) {
	const who = await person(k, 'greta');
	const made = await who.post('/account/applications/new', { name: 'Robot',
		roles: 'admin_agent', redirects: 'https://robot.example/back\r\n' +
			'http://localhost/cb', ...fields });

	equal(303, made.status, words(made.text));
	const path = made.headers.location.split('?')[0];
	return { who, path, id: path.split('/').pop(),
		secret: async (label, months = '6') => {
			const page = await who.post(`${path}/secrets`,
				{ label, months });
			equal(200, page.status, words(page.text));
			return /data-copy="([^"]+)"/.exec(page.text)[1];
		} };
}
const alone = (k, id, secret) => json(form(k, '/common/oauth2/v2.0/token', {
	grant_type: 'client_credentials', client_id: id, client_secret: secret }));

test('two secrets are live, a third is refused, one is revoked', async (k) => {
	const app = await register(k);

	equal(400, (await alone(k, app.id, '')).status);
	const one = await app.secret('old'), two = await app.secret('new');
	ok(one !== two);
	equal(200, (await alone(k, app.id, one)).status);
	const token = (await alone(k, app.id, two)).access_token;
	equal(200, await customers(k, token));
	equal(409, (await app.who.post(`${app.path}/secrets`,
		{ label: 'third', months: '3' })).status);
	const page = await app.who.get(app.path);
	ok(!page.text.includes(one) && !page.text.includes(two), 'shown once');
	ok(words(page.text).includes(one.slice(-4)));
	const revoke = /href="([^"]+\/revoke)" aria-label="Revoke: old"/
		.exec(page.text)[1];
	equal(303, (await app.who.post(revoke)).status);
	const dead = await alone(k, app.id, one);
	equal([401, 'invalid_client'], [dead.status, dead.error]);
	equal(200, (await alone(k, app.id, two)).status);
	await app.secret('third');
});

test('a program that is switched off has no rights at once', async (k) => {
	const app = await register(k), secret = await app.secret('only');
	const token = (await alone(k, app.id, secret)).access_token;

	equal(200, await customers(k, token));
	equal(303, (await app.who.post(`${app.path}/state`, { to: 'off' })).status);
	equal(401, await customers(k, token));
	equal(401, (await alone(k, app.id, secret)).status);
	equal(303, (await app.who.post(`${app.path}/state`, { to: 'on' })).status);
	equal(200, await customers(k, token));
	equal(303, (await app.who.post(`${app.path}/delete`)).status);
	equal(401, await customers(k, token));
	equal(404, (await app.who.get(app.path)).status);
});

test('a program has the roles of its registration, at once', async (k) => {
	const app = await register(k, { roles: 'billing_admin' });
	const token = (await alone(k, app.id, await app.secret('x'))).access_token;

	equal(403, await customers(k, token));
	equal(303, (await app.who.post(app.path, { name: 'Robot',
		roles: 'helpdesk_agent' })).status);
	equal(200, await customers(k, token));
});

test('a public client has no secret and must show a verifier', async (k) => {
	const app = await register(k, { public_client: '1' });
	const who = await person(k, 'anneke'), secret = verifier();
	const uri = 'http://localhost:7777/cb';
	const asked = { client_id: app.id, redirect_uri: uri };
	const none = await who.get(authorizePath(k, asked));

	equal('invalid_request', back(none).error);
	const answer = await consent(k, who, { ...asked,
		code_challenge: challenge(secret), code_challenge_method: 'S256' });
	const fields = { client_id: app.id, redirect_uri: uri,
		grant_type: 'authorization_code', code: back(answer).code };
	const path = '/common/oauth2/v2.0/token';
	equal('invalid_grant', (await json(form(k, path, fields))).error);
	const got = await json(form(k, path, { ...fields,
		code_verifier: secret }));
	equal(200, got.status, JSON.stringify(got));
	equal(200, (await json(form(k, path, { client_id: app.id,
		grant_type: 'refresh_token', refresh_token: got.refresh_token })))
		.status);
	equal('unauthorized_client', (await json(form(k, path, {
		client_id: app.id, grant_type: 'client_credentials' }))).error);
	const silent = await who.get(authorizePath(k, { ...asked, prompt: 'none',
		code_challenge: challenge(secret), code_challenge_method: 'S256' }));
	equal('consent_required', back(silent).error);
});

test('a person ends what a program may do in their name', async (k) => {
	const app = await register(k, { name: 'Ended' });
	const who = await person(k, 'bruno'), other = await person(k, 'anneke');
	const own = { client_id: app.id, redirect_uri: 'http://localhost/cb' };
	const proof = { ...own, client_secret: await app.secret('x') };
	const tokens = async (one) => redeem(k, { ...proof,
		code: back(await consent(k, one, own)).code });
	const got = await tokens(who), kept = await tokens(other);
	const page = await who.get('/account');

	ok(words(page.text).includes('Programs that act in your name'));
	equal([200, 200], [await organization(k, got.access_token),
		await organization(k, kept.access_token)]);
	equal(303, (await who.post(`/account/consents/${app.id}/end`)).status);
	equal(401, await organization(k, got.access_token));
	equal(400, (await refresh(k, got.refresh_token, proof)).status);
	equal(200, await organization(k, kept.access_token), 'of another person');
	equal(200, (await refresh(k, kept.refresh_token, proof)).status);
	ok(!words((await who.get('/account')).text).includes('Ended'));
	equal('consent_required', back(await who.get(authorizePath(k,
		{ ...own, prompt: 'none' }))).error);
});

test('a form that is wrong keeps what was typed', async (k) => {
	const who = await person(k, 'greta');
	const page = await who.post('/account/applications/new', { name: 'Typed',
		roles: 'sales_agent', redirects: 'http://typed.example/' });

	equal(422, page.status);
	ok(page.text.includes('value="Typed"'));
	ok(page.text.includes('http://typed.example/'));
	ok(/value="sales_agent" checked/.test(page.text));
	for (const form of [{ name: '', roles: 'sales_agent' }, { name: 'x' },
		{ name: 'x', roles: 'customer_global_admin' },
		{ name: 'x', roles: 'operator' }, { name: 'y'.repeat(121),
			roles: 'sales_agent' }, { name: 'x', roles: 'sales_agent',
			redirects: 'https://a.example/#x' }])
		ok([403, 422].includes((await who.post('/account/applications/new',
			form)).status), JSON.stringify(form));
});

test('only a global admin sees and changes registrations', async (k) => {
	const app = await register(k);

	for (const name of ['jonas', 'heiko', 'tarek', 'bruno', 'wiebke']) {
		const who = await person(k, name);
		for (const path of ['/account/applications',
			'/account/applications/new', app.path])
			equal(403, (await who.get(path)).status, `${name} ${path}`);
		equal(403, (await who.post(`${app.path}/delete`)).status);
		equal(403, (await who.post(`${app.path}/secrets`,
			{ label: 'x', months: '3' })).status);
	}
	const stranger = await person(k, 'matilda');
	const none = await stranger.get(`/account/applications/${unknown_id}`);
	const theirs = await stranger.get(app.path);
	equal([404, 404], [none.status, theirs.status]);
	equal(404, (await stranger.post(`${app.path}/delete`)).status);
	equal(200, (await app.who.get(app.path)).status);
});

test('each change has its row in the log', async (k) => {
	const app = await register(k, { name: 'Logged' });

	await app.secret('s');
	await app.who.post(app.path, { name: 'Logged 2', roles: 'admin_agent' });
	await app.who.post(`${app.path}/delete`);
	for (const [act, name] of [['register_application', 'Logged'],
		['add_application_credential', 'Logged'],
		['update_application', 'Logged 2'],
		['unregister_application', 'Logged 2']]) {
		const csv = (await app.who.get(
			`/activity.csv?tab=customer&act=${act}`)).text;
		ok(csv.split('\r\n').some((line) => line.includes(`,${act},done,`) &&
			line.includes(`,${name},`)), `${act} ${name}\n${csv}`);
	}
});

test('strict_app_user keeps programs alone out, and people in', async (k) => {
	const p = partner(k), who = await person(k, 'greta');
	const program = (await alone(k, p.client_id, p.client_secret))
		.access_token;
	const one = await consent(k, await person(k, 'anneke'));
	const user = (await redeem(k, { code: back(one).code })).access_token;

	const both = async () => [(await organization(k, program)),
		(await organization(k, user))];
	equal([200, 200], await both());
	await who.post('/account/applications/strict', { strict: '1' });
	const during = await both();
	await who.post('/account/applications/strict', {});
	equal([403, 200], during);
	equal([200, 200], await both());
});

test('the last use of a secret is written, away from the call', async (k) => {
	const app = await register(k), secret = await app.secret('used');
	const never = () => app.who.get(app.path).then((page) =>
		(words(page.text).match(/Never/g) ?? []).length);

	equal(2, await never(), 'of the program and of its secret');
	equal(200, (await alone(k, app.id, secret)).status);
	for (let i = 0; i < 300 && await never() > 0; i++)
		await new Promise((r) => setTimeout(r, 100));
	equal(0, await never());
});

/* ---- devices ---- */

const device = (k, more = {}) => { const p = partner(k);
	return json(form(k, `/${p.tenant_id}/oauth2/v2.0/devicecode`, {
		client_id: p.client_id, client_secret: p.client_secret,
		scope: 'openid offline_access', ...more })); };
const poll = (k, begun) => redeem(k, { device_code: begun.device_code,
	redirect_uri: '', grant_type:
		'urn:ietf:params:oauth:grant-type:device_code' });

test('a device waits, asks too fast, is let in, once', async (k) => {
	const begun = await device(k), who = await person(k, 'anneke');

	equal(200, begun.status, JSON.stringify(begun));
	ok(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/
		.test(begun.user_code));
	equal([900, 5], [begun.expires_in, begun.interval]);
	ok(begun.verification_uri.endsWith('/device'));
	equal('authorization_pending', (await poll(k, begun)).error);
	equal('slow_down', (await poll(k, begun)).error);
	const page = await who.post('/device',
		{ code: begun.user_code.toLowerCase().replace('-', ' ') });
	equal(200, page.status, words(page.text));
	ok(words(page.text).includes('Sample program'));
	const done = await who.post('/device/answer',
		{ code: begun.user_code, choice: 'allow' });
	ok(words(done.text).includes('The device is signed in'));
	const got = await poll(k, begun);
	equal(200, got.status, JSON.stringify(got));
	equal(partner(k).users[0].email, claims(got.access_token).upn);
	ok(got.refresh_token && got.id_token);
	equal('invalid_grant', (await poll(k, begun)).error);
	equal(422, (await who.post('/device', { code: begun.user_code })).status);
});

test('a device that is refused hears so', async (k) => {
	const begun = await device(k), who = await person(k, 'anneke');
	const done = await who.post('/device/answer',
		{ code: begun.user_code, choice: 'refuse' });

	ok(words(done.text).includes('was not let in'));
	equal('access_denied', (await poll(k, begun)).error);
});

test('another partner’s user cannot answer for a device', async (k) => {
	const begun = await device(k), who = await person(k, 'matilda');

	equal(422, (await who.post('/device', { code: begun.user_code })).status);
	equal(422, (await who.post('/device/answer',
		{ code: begun.user_code, choice: 'allow' })).status);
	equal('authorization_pending', (await poll(k, begun)).error);
});

test('who guesses codes is stopped', async (k) => {
	const who = await person(k, 'desmond');
	const statuses = [];

	for (let i = 0; i < 11; i++)
		statuses.push((await who.post('/device', { code: 'BBBBBBBB' })).status);
	equal(422, statuses[9]);
	equal(429, statuses[10]);
});

test('version 1 of device codes sends numbers as text', async (k) => {
	const p = partner(k);
	const begun = await json(form(k, '/common/oauth2/devicecode', {
		client_id: p.client_id, client_secret: p.client_secret,
		resource: 'https://graph.windows.net' }));

	equal(['900', '5'], [begun.expires_in, begun.interval]);
	ok(begun.verification_url.endsWith('/device'));
	equal(401, (await device(k, { client_secret: 'no' })).status);
});

/* ---- what programs ask first ---- */

test('the metadata names what there is, by the tenant’s id', async (k) => {
	const p = partner(k);
	const read = (path) => json(send(k, 'GET', path, { strict: false }));
	const v2 = await read(`/${p.domain}/v2.0/.well-known/openid-configuration`);
	const v1 = await read(`/${p.tenant_id}/.well-known/openid-configuration`);
	const any = await read('/common/v2.0/.well-known/openid-configuration');
	const base = k.demo.base_url;

	equal(`${base}/${p.tenant_id}/v2.0`, v2.issuer);
	equal(`${base}/${p.tenant_id}/`, v1.issuer);
	equal(`${base}/{tenantid}/v2.0`, any.issuer);
	equal([`${base}/common/oauth2/v2.0/authorize`,
		`${base}/common/oauth2/v2.0/token`,
		`${base}/common/oauth2/v2.0/devicecode`,
		`${base}/common/discovery/v2.0/keys`],
	[any.authorization_endpoint, any.token_endpoint,
		any.device_authorization_endpoint, any.jwks_uri]);
	equal([['code'], ['S256'], ['public'], ['RS256']],
		[any.response_types_supported, any.code_challenge_methods_supported,
			any.subject_types_supported,
			any.id_token_signing_alg_values_supported]);
	equal(400, (await read('/nobody.example/v2.0/.well-known/' +
		'openid-configuration')).status);
});

test('instance discovery knows this host and no other', async (k) => {
	const host = new URL(k.demo.base_url).host;
	const at = (endpoint) => json(send(k, 'GET',
		'/common/discovery/instance?api-version=1.1&authorization_endpoint=' +
			encodeURIComponent(endpoint), { strict: false }));
	const own = await at(`${k.demo.base_url}/common/oauth2/v2.0/authorize`);

	equal(`${k.demo.base_url}/common/v2.0/.well-known/openid-configuration`,
		own.tenant_discovery_endpoint);
	equal('1.1', own['api-version']);
	equal([{ preferred_network: host, preferred_cache: host,
		aliases: [host] }], own.metadata);
	equal(400, (await at('https://login.other.example/common')).status);
});

test('keys change while tokens live', async (k) => {
	const p = partner(k);
	const token = async () => (await alone(k, p.client_id, p.client_secret))
		.access_token;
	const rotate = (...more) => new Promise((resolve) => execFile(program_file,
		['keys', 'rotate', ...more, ...place(k)],
		(error, out, complaint) => resolve({ code: error?.code ?? 0, out,
			complaint })));
	/* a verb writes to a database server itself: who serves looks each second */
	const told = async (what) => {
		for (let i = 0; engine === 'postgres' && i < 300 &&
			!await what(); i++)
			await pause(100);
	};
	const old = await token(), before = await keys(k);
	const later = await rotate();

	equal(0, later.code, later.complaint);
	await told(async () => (await keys(k)).length > before.length);
	equal(before.length + 1, (await keys(k)).length);
	equal(head(old).kid, head(await token()).kid, 'not yet');
	equal(0, (await rotate('now')).code);
	await told(async () => head(await token()).kid !== head(old).kid);
	const fresh = await token(), all = await keys(k);
	equal(before.length + 2, all.length);
	ok(head(fresh).kid !== head(old).kid);
	for (const jwt of [old, fresh]) {
		const [a, b, signature] = jwt.split('.');
		const key = createPublicKey({ format: 'jwk',
			key: all.find((one) => one.kid === head(jwt).kid) });
		ok(createVerify('RSA-SHA256').update(`${a}.${b}`)
			.verify(key, signature, 'base64url'));
		equal(200, await customers(k, jwt));
	}
	equal(64, (await rotate('soon')).code);
});
