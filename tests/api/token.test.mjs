/* Tokens: both endpoints, their failures, and what checks tokens. */
import { createPublicKey, createVerify } from 'node:crypto';

import { equal, ok, partner, send, test } from './lib.mjs';

const form = (k, url, fields, headers = {}) => send(k, 'POST',
	new URL(url).pathname, { strict: false, headers: { 'Content-Type':
		'application/x-www-form-urlencoded', ...headers },
	body: new URLSearchParams(fields).toString() });
const claims = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1],
	'base64url'));
const credentials = (p) => ({ grant_type: 'client_credentials',
	client_id: p.client_id, client_secret: p.client_secret });

test('v1 gives numbers as text and names the resource', async (k) => {
	const p = partner(k);
	const a = await form(k, p.token_url, { ...credentials(p),
		resource: 'https://graph.windows.net' });
	const json = JSON.parse(a.text);

	equal(200, a.status);
	equal('Bearer', json.token_type);
	for (const name of ['expires_in', 'ext_expires_in', 'expires_on',
		'not_before'])
		ok(/^\d+$/.test(json[name]) && typeof json[name] === 'string', name);
	equal('https://graph.windows.net', json.resource);
	equal(undefined, json.refresh_token);
	equal('no-store', a.headers['cache-control']);
});

test('v2 gives numbers as numbers and no resource', async (k) => {
	const p = partner(k);
	const a = await form(k, p.token_url_v2, { ...credentials(p),
		scope: 'https://graph.microsoft.com/.default' });
	const json = JSON.parse(a.text);

	equal(200, a.status);
	equal(['number', 'number'], [typeof json.expires_in,
		typeof json.ext_expires_in]);
	equal(undefined, json.resource);
	ok(json.scope);
});

test('claims tell a program from a person', async (k) => {
	const p = partner(k), user = p.users[0];
	const alone = claims(JSON.parse((await form(k, p.token_url,
		credentials(p))).text).access_token);
	const person = claims(JSON.parse((await form(k, p.token_url,
		{ ...credentials(p), grant_type: 'password', username: user.email,
			password: user.password })).text).access_token);

	equal('number', typeof alone.exp);
	equal([p.tenant_id, p.client_id], [alone.tid, alone.appid]);
	ok(alone.oid);
	equal([undefined, undefined], [alone.scp, alone.upn]);
	equal(['user_impersonation', user.email], [person.scp, person.upn]);
	ok(person.oid);
});

test('the tenant may be its domain or common', async (k) => {
	const p = partner(k);

	for (const tenant of [p.domain, 'common', 'organizations',
		p.tenant_id.toUpperCase()])
		equal(200, (await form(k, `http://x/${tenant}/oauth2/token`,
			credentials(p))).status, tenant);
});

test('client credentials may come in the header', async (k) => {
	const p = partner(k);
	const a = await form(k, p.token_url_v2,
		{ grant_type: 'client_credentials' }, { Authorization: 'Basic ' +
			Buffer.from(`${p.client_id}:${p.client_secret}`)
				.toString('base64') });

	equal(200, a.status, a.text);
});

test('failures are OAuth errors', async (k) => {
	const p = partner(k);
	const cases = [
		[{ ...credentials(p), client_secret: 'no' }, 401, 'invalid_client'],
		[{ ...credentials(p), client_id: 'no' }, 401, 'invalid_client'],
		[{ ...credentials(p), grant_type: 'x' }, 400,
			'unsupported_grant_type'],
		[{ ...credentials(p), grant_type: 'refresh_token',
			refresh_token: 'x' }, 400, 'invalid_grant'],
		[{ ...credentials(p), grant_type: 'password',
			username: p.users[0].email, password: 'no' }, 400,
		'invalid_grant'],
	];

	for (const [fields, status, error] of cases) {
		const a = await form(k, p.token_url, fields);
		const json = JSON.parse(a.text);
		ok([400, 401].includes(a.status), a.text);
		equal([status, error], [a.status, json.error], a.text);
		ok(json.error_description && Array.isArray(json.error_codes));
		ok(json.timestamp && json.trace_id && json.correlation_id);
	}
});

test('another partner\'s tenant gives no token', async (k) => {
	const a = await form(k, partner(k, 1).token_url, credentials(partner(k)));

	ok([400, 401].includes(a.status), a.text);
});

test('a refresh token gives a token once and is replaced', async (k) => {
	const p = partner(k), user = p.users[0];
	const first = JSON.parse((await form(k, p.token_url,
		{ ...credentials(p), grant_type: 'password', username: user.email,
			password: user.password })).text);
	const again = { ...credentials(p), grant_type: 'refresh_token',
		refresh_token: first.refresh_token };
	const second = await form(k, p.token_url_v2, again);
	const json = JSON.parse(second.text);

	equal(200, second.status, second.text);
	ok(json.refresh_token && json.refresh_token !== first.refresh_token);
	equal(user.email, claims(json.access_token).upn);
	equal(400, (await form(k, p.token_url_v2, again)).status);
});

test('the published key checks a token', async (k) => {
	const p = partner(k);
	const jwt = JSON.parse((await form(k, p.token_url, credentials(p))).text)
		.access_token;
	const [head, body, signature] = jwt.split('.');
	const keys = JSON.parse((await send(k, 'GET',
		`/${p.tenant_id}/discovery/v2.0/keys`, { strict: false })).text).keys;
	const kid = JSON.parse(Buffer.from(head, 'base64url')).kid;
	const key = createPublicKey({ format: 'jwk',
		key: keys.find((one) => one.kid === kid) });

	ok(createVerify('RSA-SHA256').update(`${head}.${body}`)
		.verify(key, signature, 'base64url'));
	ok(keys.every((one) => one.d === undefined), 'public parts only');
});

test('discovery names the endpoints', async (k) => {
	const p = partner(k);
	const a = await send(k, 'GET', `/${p.tenant_id}/v2.0/` +
		'.well-known/openid-configuration', { strict: false });
	const json = JSON.parse(a.text);

	equal(200, a.status);
	ok(json.token_endpoint.endsWith(`/${p.tenant_id}/oauth2/v2.0/token`));
	ok(json.jwks_uri.endsWith(`/${p.tenant_id}/discovery/v2.0/keys`));
});
