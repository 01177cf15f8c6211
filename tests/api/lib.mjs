/*
 * A server for the tests, callers with every role, and a reader of answers
 * that is as strict as the strictest published client (client-quirks 4).
 *
 *   import { test, equal, admin, program, expectError } from './lib.mjs';
 *   test('an order can be read back', async (k) => {
 *           const a = await admin(k).get(`/customers/${id}/orders`);
 *           equal(200, a.status);
 *   });
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createDecipheriv, createHmac, randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, cpSync, mkdtempSync, openSync,
	readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program_file = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');

/*
 * The engine under the servers of this process: a file of SQLite each, or a
 * database each on the PostgreSQL server that this names.
 */
const postgres = process.env.KONTOR_API_POSTGRES;
export const engine = postgres ? 'postgres' : 'sqlite';

/* The wanted value first, as in the C tests. */
export const equal = (want, got, why) => assert.deepEqual(got, want, why);
export const ok = assert.ok;
export const uuid = randomUUID;
export const pause = (ms) => new Promise((r) => setTimeout(r, ms));

/* ---- tests ---- */

const tests = [];
export const test = (name, fn) => tests.push({ name, fn });
/* For tests/requirements: what the files imported so far hold. */
export const testNames = () => tests.map(({ name }) => name);

const stops = { name: 'the server stops when told to, without a complaint',
	fn: (server) => server.stop() };

/* Their faults as TAP, numbered on from *at*; how many failed. */
async function runSome(server, some, at) {
	const where = postgres ? ' [postgres]' : '';
	let failed = 0;

	for (const [i, { name, fn }] of some.entries()) {
		try {
			await fn(server);
			console.log(`ok ${at + i + 1} - ${name}${where}`);
		} catch (error) {
			failed++;
			console.log(`not ok ${at + i + 1} - ${name}${where}`);
			console.log(String(error.stack ?? error)
				.replace(/^/gm, '# '));
		}
	}
	return failed;
}

/* All tests, and that the server stops well; 0 all passed, 1 some failed. */
export async function runAll(server) {
	const failed = await runSome(server, [...tests, stops], 0);

	console.log(`1..${tests.length + 1}`);
	return failed > 0 ? 1 : 0;
}

/*
 * The tests of each file against a server of its own, all with the same demo
 * data: what one file orders, cancels or disables is not in the way of another.
 */
export async function runFiles(files) {
	const first = await startServer();
	let at = 0, failed = 0;

	await first.stop({ keep: true });
	for (const file of files) {
		const before = tests.length;
		await import(file);
		const some = [...tests.slice(before), stops];
		const server = await startServer([], first);
		failed += await runSome(server, some, at);
		at += some.length;
		await server.stop().catch(() => undefined);
	}
	first.remove();
	console.log(`1..${at}`);
	return failed > 0 ? 1 : 0;
}

/* ---- the database ---- */

let databases = 0;

const address = (name) => postgres.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);

const psql = (where, statement) => execFileSync('psql', ['-XqAt', '-v',
	'ON_ERROR_STOP=1', '-c', statement, where], { encoding: 'utf8' });

/* A new one like that of another server, which is stopped, or an empty one. */
function databaseLike(like) {
	const name = `api_${process.pid}_${databases++}`;

	psql(postgres, `CREATE DATABASE ${name}` +
		(like?.database ? ` TEMPLATE ${like.database}` : ''));
	return name;
}

/* A statement of a test's own beside the running server; its rows as text, a
 * bar between columns. */
export const sql = (server, statement) => (server.database ?
	psql(address(server.database), statement) :
	execFileSync('sqlite3', ['-cmd', '.timeout 10000',
		join(server.dir, 'kontor.db'), statement],
	{ encoding: 'utf8' })).trim();

/* How a verb of the command line names what the server works on. */
export const place = (server) => ['--data-dir', server.dir,
	...(server.database ? ['--database', address(server.database)] : [])];

/* A file of SQLite with what the server has: its own, or a copy in `dir`. */
export function sqliteFile(server, dir) {
	if (!server.database)
		return join(server.dir, 'kontor.db');
	cpSync(join(server.dir, 'keys'), join(dir, 'keys'), { recursive: true });
	cpSync(join(server.dir, 'files'), join(dir, 'files'),
		{ recursive: true });
	execFileSync(program_file, ['copy', '--to', 'sqlite', '--data-dir', dir,
		'--database', address(server.database)]);
	return join(dir, 'kontor.db');
}

function removeAll({ dir, database }) {
	rmSync(dir, { recursive: true, force: true });
	if (database)
		psql(postgres, `DROP DATABASE ${database} WITH (FORCE)`);
}

/* ---- the server ---- */

/*
 * On a folder and database of its own (removed by stop) with demo data, those
 * of the stopped server, or the folder, `like` when it is given, on a free port.
 * flags: more settings. The result has dir, demo (demo.json), host, port.
 */
export async function startServer(flags = [], like = null, file = program_file) {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-api-'));
	const database = postgres ? databaseLike(like) : undefined;
	if (like !== null)
		cpSync(like.dir ?? like, dir, { recursive: true });
	/* a file: a pipe that nobody reads for a while would stop the server */
	const log = openSync(`${dir}.log`, 'w');
	const child = spawn(file, ['serve', '--data-dir', dir,
		'--listen', '127.0.0.1:0', '--throttle=false',
		...(database ? ['--database', address(database)] : []), ...flags],
		{ cwd: root, stdio: ['ignore', 'pipe', log] });
	const server = { dir, database, child, tokens: new Map(),
		get log() { return readFileSync(`${dir}.log`, 'utf8'); } };
	let said = '';

	closeSync(log);
	await new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error(
			`the server did not start:\n${server.log}`)), 180000);
		child.on('exit', (code, signal) => {
			tellEnd(server, code ?? signal);
			reject(new Error('the server ended'));
		});
		child.stdout.on('data', (bytes) => {
			said += bytes;
			if (!said.includes('demo.json'))
				return;
			clearTimeout(late);
			resolve();
		});
	});
	server.demo = JSON.parse(readFileSync(join(dir, 'demo.json')));
	server.host = '127.0.0.1';
	server.port = Number(new URL(server.demo.base_url).port);
	server.agent = new http.Agent({ keepAlive: true });
	server.stop = (how) => (server.stopping ??= stopServer(server, how));
	server.remove = () => removeAll(server);
	return server;
}

/* A server that ends by itself: why, on standard error, where it is seen. */
function tellEnd(server, why) {
	console.error(`the server ended with ${why}, which nobody asked for:\n` +
		server.log.slice(-8000));
}

/* keep: folder and database stay until remove. */
function stopServer(server, { keep = false } = {}) {
	const { exitCode, signalCode } = server.child;

	server.agent.destroy();
	server.child.removeAllListeners('exit');
	if (exitCode !== null || signalCode !== null)
		return Promise.reject(new Error('the server ended by itself ' +
			`with ${exitCode ?? signalCode}`));
	return new Promise((resolve, reject) => {
		const hard = setTimeout(() => server.child.kill('SIGKILL'), 20000);

		server.child.on('exit', (code, signal) => {
			const { log } = server;

			clearTimeout(hard);
			rmSync(`${server.dir}.log`);
			if (!keep)
				server.remove();
			if (process.env.KONTOR_API_LOG)
				appendFileSync(process.env.KONTOR_API_LOG, log);
			if (code === 0)
				return resolve();
			reject(new Error(`the server ended with ${code ??
				signal}:\n${log.slice(-4000)}`));
		});
		server.child.kill('SIGTERM');
	});
}

/* ---- strict JSON: no duplicate keys, nothing but the value, compact ---- */

export function parseStrict(text) {
	let at = 0;
	const bad = (why) => {
		throw new Error(`${why} at ${at}: ${text.slice(at, at + 60)}`);
	};
	const literal = (pattern) => {
		pattern.lastIndex = at;
		const found = pattern.exec(text);
		if (!found)
			bad('not JSON');
		at += found[0].length;
		return found[0];
	};
	const string = () => JSON.parse(literal(/"(?:[^"\\\x00-\x1f]|\\.)*"/y));
	const list = (close, item) => {
		at++;
		if (text[at] === close) {
			at++;
			return;
		}
		for (;;) {
			item();
			if (text[at] === close)
				break;
			if (text[at++] !== ',')
				bad('no comma');
		}
		at++;
	};
	const value = () => {
		if (text[at] === '{') {
			const object = {};
			list('}', () => {
				const key = string();
				if (Object.hasOwn(object, key))
					bad(`duplicate key ${key}`);
				if (text[at++] !== ':')
					bad('no colon');
				object[key] = value();
			});
			return object;
		}
		if (text[at] === '[') {
			const array = [];
			list(']', () => array.push(value()));
			return array;
		}
		if (text[at] === '"')
			return string();
		return JSON.parse(literal(
			/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?/y));
	};
	const result = value();
	if (at !== text.length)
		bad('more after the value');
	return result;
}

/* ---- what every answer must be ---- */

const statuses = [200, 201, 202, 204, 400, 401, 403, 404, 409, 429];
const uri_form = /^(?:\/|https?:\/\/)(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})*$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function checkLink(link, name) {
	ok(uri_form.test(link.uri ?? ''), `link ${name}: ${link.uri}`);
	ok(!link.uri.startsWith('/v1'), `link ${name} repeats /v1`);
	ok(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']
		.includes(link.method), `link ${name} has a method`);
	ok(Array.isArray(link.headers), `link ${name} has headers`);
	for (const pair of link.headers)
		equal(['key', 'value'], Object.keys(pair).sort());
}

function checkKnown(key, value) {
	if (key === 'attributes')
		for (const name of Object.keys(value))
			ok(['objectType', 'etag'].includes(name),
				`attributes hold ${name}`);
	if (key === 'links')
		for (const [name, link] of Object.entries(value))
			checkLink(link, name);
	if (key === 'dynamicAttributes')
		for (const text of Object.values(value))
			equal('string', typeof text, 'dynamicAttributes are flat');
	if (['defaultCurrency', 'renewsTo'].includes(key))
		ok(!Array.isArray(value) && typeof value === 'object', key);
}

/* The only names of the reference that are not camelCase (api.md 4). */
const pascal = new Set(['SubscriberId', 'WebhookUrl', 'WebhookEvents',
	'SignatureTokenToMsSignatureHeader', 'Enabled', 'Problem',
	'SigningSecret']);

function checkValue(value, path) {
	if (value === null)
		ok(/customizedData\.\d+\.value$/.test(path), `null at ${path}`);
	if (typeof value === 'string' && instant.test(value))
		ok(/Z$/.test(value) || value.startsWith('0001-01-01'),
			`${path} is not UTC: ${value}`);
	if (value === null || typeof value !== 'object')
		return;
	for (const [key, inner] of Object.entries(value)) {
		if (!Array.isArray(value) &&
			!/(provisioningContext|dynamicAttributes)$/.test(path)) {
			ok(/^[a-z@]/.test(key) || pascal.has(key), `${path}.${key} is camelCase`);
			if (inner !== null)
				checkKnown(key, inner);
		}
		checkValue(inner, `${path}.${key}`);
	}
}

function checkCollection(json) {
	/* of the page; of all matches, when places are numbers (api.md 1.6) */
	const { next, previous } = json.links ?? {};
	const numbered = [next, previous].some((l) => l && !l.headers.length);
	ok(numbered ? json.totalCount > json.items.length :
		json.totalCount === json.items.length, 'totalCount');
	equal('Collection', json.attributes.objectType);
	if (json.links?.next && !numbered) {
		const pair = json.links.next.headers
			.find((h) => h.key === 'MS-ContinuationToken');
		ok(pair, 'the next link carries its token');
		ok(/^[A-Za-z0-9_-]+$/.test(pair.value), 'URL-safe token');
		equal(json.continuationToken, pair.value);
	} else {
		equal(undefined, json.continuationToken, 'last page');
	}
}

function checkError(answer) {
	const { json, status, headers } = answer;

	if (status === 429) {
		equal(429, json.statusCode);
		ok(json.message && headers['retry-after']);
		return;
	}
	equal('number', typeof json.code);
	ok(json.description.length > 0 && json.description.length <= 1024);
	ok(Array.isArray(json.data));
	equal('Kontor', json.source);
	if (status === 401)
		ok(headers['www-authenticate'], 'WWW-Authenticate');
}

function checkAnswer(answer, sent) {
	const { status, headers, text } = answer;

	ok(statuses.includes(status), `status ${status}: ${text}`);
	for (const name of ['ms-requestid', 'ms-correlationid']) {
		const asked = sent[name];
		ok(headers[name], `${name} is answered`);
		if (asked)
			equal(asked, headers[name]);
	}
	if (status !== 204)
		ok(headers['content-length'] !== undefined, 'Content-Length');
	if (text === '')
		return;
	equal('application/json; charset=utf-8', headers['content-type']);
	answer.json = parseStrict(text);
	if (status >= 400) {
		checkError(answer);
		return;
	}
	checkValue(answer.json, '');
	if (answer.json.attributes?.objectType === 'Collection')
		checkCollection(answer.json);
}

/* ---- calls ---- */

function textOf(response, parts) {
	const bytes = Buffer.concat(parts);

	return (response.headers['content-encoding'] === 'gzip' ?
		gunzipSync(bytes) : bytes).toString();
}

/* Any request; path as it is. The answer has status, headers (lower case),
 * text, and json when strict did not refuse it. */
export function send(server, method, path, { headers = {}, body, strict = true,
	agent = server.agent } = {}) {
	const lower = Object.fromEntries(Object.entries(headers)
		.map(([k, v]) => [k.toLowerCase(), v]));
	const bytes = body === undefined || typeof body === 'string' ||
		Buffer.isBuffer(body) ? body : JSON.stringify(body);

	if (bytes !== undefined && lower['content-type'] === undefined)
		headers = { ...headers, 'Content-Type':
			'application/json; charset=utf-8' };
	if (bytes !== undefined)
		headers = { ...headers,
			'Content-Length': Buffer.byteLength(bytes) };
	return new Promise((resolve, reject) => {
		const request = http.request({ host: server.host,
			port: server.port, method, path, headers, agent },
		(response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part));
			response.on('end', () => {
				const answer = { status: response.statusCode,
					headers: response.headers,
					raw: response.rawHeaders };
				try {
					answer.text = textOf(response, parts);
					if (strict)
						checkAnswer(answer, lower);
					resolve(answer);
				} catch (error) {
					error.message += `\n${method} ${path}: ` +
						`${answer.status} ${answer.text}`;
					reject(error);
				}
			});
		});
		request.on('error', reject);
		request.end(bytes);
	});
}

/* Raw bytes over a socket, until the other side falls silent or closes. */
export function sendRaw(server, bytes, more = []) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(server.port, server.host);
		let got = '';
		let timer;
		const done = () => { socket.destroy(); resolve(got); };

		socket.on('connect', () => socket.write(bytes));
		socket.on('data', (part) => {
			got += part;
			clearTimeout(timer);
			if (more.length > 0)
				socket.write(more.shift());
			else
				timer = setTimeout(done, 700);
		});
		socket.on('close', done);
		socket.on('error', reject);
	});
}

/* A token; user: one of the demo's, or nothing for the program alone. */
export async function token(server, partner, user) {
	const key = `${partner.client_id} ${user?.email ?? ''}`;

	if (server.tokens.has(key))
		return server.tokens.get(key);
	const answer = await send(server, 'POST',
		new URL(partner.token_url).pathname, { strict: false,
			headers: { 'Content-Type':
				'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				grant_type: user ? 'password' :
					'client_credentials',
				client_id: partner.client_id,
				client_secret: partner.client_secret,
				resource: 'https://graph.windows.net',
				...(user && { username: user.email,
					password: user.password }) })
				.toString() });
	equal(200, answer.status, answer.text);
	server.tokens.set(key, JSON.parse(answer.text).access_token);
	return server.tokens.get(key);
}

/* What only who holds the master key can read (base/crypto.h). */
export function signingKey(k) {
	const master = Buffer.from(readFileSync(`${k.dir}/keys/master.key`, 'utf8')
		.split(' ')[1].trim(), 'hex');
	const sealed = readFileSync(`${k.dir}/keys/signing.keys`);
	const open = createDecipheriv('aes-256-gcm', createHmac('sha256', master)
		.update('kontor seal 7').digest(), sealed.subarray(1, 13));

	ok(!sealed.includes('PRIVATE'), 'the key is sealed at rest');
	open.setAAD(Buffer.concat([sealed.subarray(0, 1),
		Buffer.from('keys of tokens')]));
	open.setAuthTag(sealed.subarray(-16));
	return JSON.parse(Buffer.concat([open.update(sealed.subarray(13, -16)),
		open.final()]))[0].pem;
}

/* A caller: get, head, post, put, patch, del with paths behind /v1. */
export function caller(server, partner, user) {
	const call = (method) => async (path, body, headers = {}) => send(server,
		method, `/v1${path}`, { body, headers: {
			Authorization: `Bearer ${await token(server, partner,
				user)}`, ...headers } });

	return { partner, user, get: (path, headers) =>
		call('GET')(path, undefined, headers),
	head: (path, headers) => call('HEAD')(path, undefined, headers),
	del: (path, headers) => call('DELETE')(path, undefined, headers),
	post: call('POST'), put: call('PUT'), patch: call('PATCH') };
}

export const partner = (server, n = 0) => server.demo.partners[n];
/* The user of the demo with exactly these roles, or the first with the role. */
export function withRole(server, role, n = 0) {
	const users = partner(server, n).users;
	const user = users.find((u) => u.roles.length === 1 &&
		u.roles[0] === role) ?? users.find((u) => u.roles.includes(role));

	ok(user, `the demo has a ${role}`);
	return caller(server, partner(server, n), user);
}
/* A person who may do everything, and a program alone. */
export const admin = (server, n = 0) =>
	caller(server, partner(server, n), partner(server, n).users[0]);
export const program = (server, n = 0) => caller(server, partner(server, n));
export const customer = (server, country, n = 0) =>
	partner(server, n).customers.find((c) => !country ||
		c.country === country);

/* ---- what every route must do ---- */

export async function expectError(promise, status, code) {
	const answer = await promise;

	equal(status, answer.status, answer.text);
	equal(code, answer.json.code, answer.text);
	return answer;
}

export const unknown_id = '00000000-1111-4222-8333-444444444444';

/* Only what differs from call to call is taken off. */
function bare(answer) {
	const headers = { ...answer.headers };

	for (const name of ['date', 'ms-requestid', 'ms-correlationid', 'ms-cv',
		'server-timing', 'ratelimit', 'connection', 'keep-alive'])
		delete headers[name];
	return { status: answer.status, headers, text: answer.text };
}

/*
 * The checks of every route: no token, a bad one, a role that may not, another
 * partner's object like one that never was, malformed bodies.
 *
 * route: method, path (behind /v1; {customer} and others are filled in), body
 * (a good one, for routes that read one), ignored (the body is), refused (a
 * role that may not call it; NULL: all may).
 * holes: { customer: [ours, another partner's], order: [...] }
 */
export function routeTests(route, holes = () => ({})) {
	const name = `${route.method} ${route.path}`;
	const path = (server, n) => route.path.replace(/\{(\w+)\}/g,
		(whole, hole) => encodeURIComponent(
			(holes(server)[hole] ?? [unknown_id])[n] ?? unknown_id));
	const call = (who, where, body = route.body) => who[{ GET: 'get',
		HEAD: 'head', POST: 'post', PUT: 'put', PATCH: 'patch',
		DELETE: 'del' }[route.method]](where,
		...(['GET', 'HEAD', 'DELETE'].includes(route.method) ? [] :
			[body]));
	const code = (answer) => answer.json?.code;

	test(`${name} without a token is 401`, async (k) => {
		const sent = { 'MS-RequestId': uuid(), 'MS-CorrelationId': uuid() };
		const none = await send(k, route.method, `/v1${path(k, 0)}`,
			{ headers: sent, body: route.body });
		const bad = await send(k, route.method, `/v1${path(k, 0)}`,
			{ headers: { Authorization: 'Bearer e30.e30.e30' },
				body: route.body });

		equal(401, none.status);
		equal(401, bad.status);
		if (route.method !== 'HEAD')
			equal([800001, 400], [code(none), code(bad)]);
	});
	if (route.refused)
		test(`${name} is refused to a ${route.refused}`, async (k) => {
			const answer = await call(withRole(k, route.refused),
				path(k, 0));
			equal(403, answer.status);
			if (route.method !== 'HEAD')
				equal(900150, code(answer));
		});
	if (/\{customer\}/.test(route.path))
		test(`${name}: another partner's customer is like none`,
			async (k) => {
				const other = route.path.replace('{customer}',
					customer(k, null, 1).id);
				const none = route.path.replace('{customer}',
					unknown_id);
				const rest = (p) => p.replace(/\{(\w+)\}/g,
					(w, h) => encodeURIComponent(
						holes(k)[h]?.[0] ?? unknown_id));
				const a = await call(admin(k), rest(other));
				const b = await call(admin(k), rest(none));

				equal(403, a.status, a.text);
				equal(20002, code(a));
				equal(bare(b), bare(a));
			});
	if (route.body !== undefined && !route.ignored)
		bodyTests(name, (k, body) => call(admin(k), path(k, 0), body));
}

function bodyTests(name, call) {
	const bad = {
		'a cut body': '{"a":',
		'a comment': '{/* x */}',
		'a trailing comma': '{"a":1,}',
		'an unquoted key': '{a:1}',
		'a key twice': '{"a":1,"a":2}',
		'two values': '{}{}',
		'bytes that are not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0x22,
			0x3a, 0x31, 0x7d]),
		'deep nesting': `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
		'an array': '[1]',
		'nothing': '',
	};

	for (const [what, body] of Object.entries(bad))
		test(`${name} answers 400 to ${what}`, async (k) => {
			const answer = await call(k, body);

			equal(400, answer.status, answer.text);
			ok([3000, 800002, 2000, 900142].includes(answer.json.code),
				answer.text);
		});
	test(`${name} answers 400 to a body above the limit`, async (k) => {
		const answer = await call(k, `{"a":"${'x'.repeat(4300000)}"}`);

		equal(400, answer.status);
	});
}
