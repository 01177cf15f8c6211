/*
 * The operator console: who comes in, and that nobody else does.
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ask, equal, guest, ok, operator, person, test, value, words }
	from './lib.mjs';

const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/* Every route of the console, and those that need no session. */
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');
const open = ['GET /operator/sign-in', 'POST /operator/sign-in',
	'POST /operator/sign-out'];
const routes = execFileSync(program, ['routes', 'all'], { encoding: 'utf8' })
	.split('\n').map((line) => line.trim().split(/\s+/))
	.filter(([door]) => door === 'operator')
	.map(([, method, path]) => ({ method, path: path
		.replace('{rest*}', 'nothing').replace(/\{\w+\}/g, '1') }));
const closed = routes.filter((r) => !open.includes(`${r.method} ${r.path}`));

test('the routes of the console are known', () => {
	equal(open.length, routes.length - closed.length);
	for (const path of ['/operator', '/operator/keys'])
		ok(closed.some((r) => r.path === path), path);
});

test('each page of the console asks who is not signed in to sign in, and ' +
	'leads back', async (k) => {
	for (const { method, path } of closed) {
		const answer = await ask(k, method, path,
			{ form: method === 'POST' ? {} : null });

		equal(303, answer.status, path);
		equal(method === 'GET' ?
			`/operator/sign-in?back=${encodeURIComponent(path)}` :
			'/operator/sign-in', answer.headers.location);
	}
});

for (const [name, who] of [['a partner', (k) => person(k, 'anneke')],
	['a customer', (k) => guest(k, 'Dorpat')]])
	test(`each page of the console answers 403 to ${name}`, async (k) => {
		const other = await who(k);

		for (const { method, path } of closed) {
			const answer = method === 'GET' ? await other.get(path) :
				await other.post(path);

			equal(403, answer.status, `${method} ${path}`);
			ok(words(answer.text).includes('operators’ console'), path);
		}
	});

test('each session counts in its own door only, whatever the cookie is called',
	async (k) => {
		const op = await operator(k);
		const secret = op.cookies.get('kontor_operator');
		const as = (name, text, path) => ask(k, 'GET', path,
			{ cookies: new Map([[name, text]]) });

		equal(200, (await op.get('/operator')).status);
		for (const path of ['/', '/customers', '/portal', '/account']) {
			const answer = await as('kontor_session', secret, path);

			equal(303, answer.status, path);
			ok(answer.headers.location.startsWith('/signin'), path);
		}
		const partner = await person(k, 'anneke');
		equal(303, (await as('kontor_operator',
			partner.cookies.get('kontor_session'), '/operator')).status);
	});

test('the cookie of an operator is sent to the console alone', async (k) => {
	const cookies = new Map();
	const form = await ask(k, 'GET', '/operator/sign-in', { cookies });
	const { email, password } = k.demo.operator_users[0];
	const answer = await ask(k, 'POST', '/operator/sign-in', { cookies,
		form: { _form: value(form, '_form'), email, password,
			back: '//elsewhere.example/operator/' } });

	equal(303, answer.status);
	equal('/operator', answer.headers.location, 'no other house');
	const cookie = answer.headers['set-cookie'][0];
	ok(cookie.startsWith('kontor_operator=0.'), cookie);
	for (const part of ['Path=/operator', 'HttpOnly', 'SameSite=Strict'])
		ok(cookie.includes(part), part);
});

test('an operator signs in nowhere else, and nobody else here', async (k) => {
	const tries = [['/signin', k.demo.operator_users[0]],
		['/operator/sign-in', k.demo.partners[0].users[0]],
		['/operator/sign-in', k.demo.partners[0].customers[0].users[0]]];

	for (const [door, { email, password }] of tries) {
		const cookies = new Map();
		const form = await ask(k, 'GET', door, { cookies });
		const answer = await ask(k, 'POST', door, { cookies,
			form: { _form: value(form, '_form'), email, password } });

		equal(401, answer.status, door);
		ok(answer.text.includes(`value="${email}"`), 'what was typed');
	}
});

test('without its form token nothing is done, and signing out ends it',
	async (k) => {
		const op = await operator(k);

		equal(403, (await op.bare('/operator/sign-out', {})).status);
		equal(200, (await op.get('/operator')).status);
		equal(303, (await op.post('/operator/sign-out')).status);
		const old = new Map([['kontor_operator',
			op.cookies.get('kontor_operator')]]);
		equal(303, (await ask(k, 'GET', '/operator',
			{ cookies: old })).status);
	});

test('what is not there answers 404 in the console\'s frame', async (k) => {
	const answer = await (await operator(k)).get('/operator/nothing');

	equal(404, answer.status);
	ok(words(answer.text).includes('Operator console'));
	ok(answer.text.includes('href="/operator"'));
});

test('kontor operator add makes an operator who can sign in, operator ' +
	'password gives a new one', async (k) => {
	const run = (...args) => execFileSync(program,
		['operator', ...args, '--data-dir', k.dir],
		{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
	const email = 'signe@kontor.example';
	const secret = (line) => / password (\S+)\n$/.exec(line)[1];
	const first = secret(run('add', 'Signe@Kontor.example', 'Signe Holm'));
	const enter = async (password) => {
		const cookies = new Map();
		const form = await ask(k, 'GET', '/operator/sign-in', { cookies });

		return ask(k, 'POST', '/operator/sign-in', { cookies, form: {
			_form: value(form, '_form'), email, password } });
	};

	const entered = await enter(first);
	equal(303, entered.status);
	const old = new Map([['kontor_operator', /=(0\.[^;]+)/
		.exec(entered.headers['set-cookie'][0])[1]]]);
	ok(words((await ask(k, 'GET', '/operator', { cookies: old })).text)
		.includes('Signe Holm'));
	const second = secret(run('password', email));
	equal(401, (await enter(first)).status);
	equal(303, (await ask(k, 'GET', '/operator',
		{ cookies: old })).status, 'its sessions ended');
	equal(303, (await enter(second)).status);
	run('disable', email);
	equal(401, (await enter(second)).status, 'switched off');
	run('enable', email);
	equal(303, (await enter(second)).status, 'and on again');
	for (const [why, ...args] of [['nobody', 'disable', 'x@y.example'],
		['twice', 'add', email],
		['no address', 'add', 'signe'], ['unknown', 'password', 'x@y.example']])
		equal(65, (() => {
			try {
				run(...args);
			} catch (e) {
				return e.status;
			}
			return 0;
		})(), why);
});
