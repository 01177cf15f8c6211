/*
 * A server with demo data, a browser, and people who are signed in.
 *
 *   import { equal, person, test } from './lib.mjs';
 *   test('a person does something', async (k) => {
 *           const w = await person(k, 'admin_agent', { locale: 'en-XA' });
 *           await w.go('/customers');
 *           await look(w, 'customers');
 *   });
 *
 * Whatever look() finds wrong is gathered and told at the end of the test, so
 * that one run tells everything. What the pages must be is in look.mjs.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync }
	from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { root } from './root.mjs';
import { said, saidMany } from './said.mjs';

export const full = Boolean(process.env.KONTOR_FULL);
const program_file = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');

/* The wanted value first, as in the C tests. */
export const equal = (want, got, why) => assert.deepEqual(got, want, why);
export const ok = assert.ok;

/* Nothing on a page may take longer: the sanitized build, all cores busy. */
export const PATIENCE = Number(process.env.KONTOR_WEB_PATIENCE ?? 30000);

/* ---- tests ---- */

const tests = [];
export const test = (name, fn) => tests.push({ name, fn });
/* For tests/requirements: what the files imported so far hold. */
export const testNames = () => tests.map(({ name }) => name);

/* Where it ended, for who looks for the reason. */
async function lastSight({ people }) {
	for (const { page, name } of people.filter((w) => !w.page.isClosed()))
		await page.screenshot({ fullPage: true, path: join(root, 'build-asan',
			'screenshots', `failed-${name}.png`) }).catch(() => {});
}

/* How many of these failed; at: how many ran before them. */
async function runSome(server, some, at) {
	let failed = 0;

	for (const [i, { name, fn }] of some.entries()) {
		const begun = Date.now();
		let error;

		server.problems = [];
		try {
			await fn(server);
		} catch (caught) {
			error = caught;
		}
		if (error && process.env.KONTOR_WEB_PICTURES)
			await lastSight(server);
		for (const w of server.people)
			server.problems.push(...w.wrong.splice(0));
		if (error || server.problems.length > 0)
			failed++;
		console.log(`${error || server.problems.length > 0 ? 'not ' :
			''}ok ${at + i + 1} - ${name}`);
		if (error)
			console.log(String(error.stack ?? error)
				.replace(/^/gm, '# '));
		for (const problem of server.problems)
			console.log(problem.replace(/^/gm, '# '));
		if (process.env.KONTOR_WEB_TIMES)
			console.log(`# ${Date.now() - begun} ms`);
	}
	for (const note of server.notes)
		console.log(`# ${note}`);
	return failed;
}

/* Statuses: 0 all passed, 1 some failed. */
export async function runAll(server) {
	const failed = await runSome(server, tests, 0);

	console.log(`1..${tests.length}`);
	return failed > 0 ? 1 : 0;
}

/* The same, each file with a server of its own, on a copy of one folder with
 * demo data: what somebody typed in one file is in nobody's way in another. */
export async function runFiles(browser, files) {
	const first = await startServer();
	let failed = 0;

	await first.stop({ keep: true });
	for (const file of files) {
		const before = tests.length;

		await import(file);
		const server = await startServer([], first.dir);
		try {
			server.browser = browser;
			failed += await runSome(server, tests.slice(before), before);
		} finally {
			for (const end of server.after)
				await end();
			await server.stop();
		}
	}
	rmSync(first.dir, { recursive: true, force: true });
	console.log(`1..${tests.length}`);
	return failed > 0 ? 1 : 0;
}

/* ---- server and browser ---- */

/* On a folder of its own with demo data, those of the folder `like` when it is
 * given, on a free port. */
export async function startServer(flags = [], like = null) {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-web-'));
	if (like !== null)
		cpSync(like, dir, { recursive: true });
	const child = spawn(program_file, ['serve', '--data-dir', dir,
		'--listen', '127.0.0.1:0', ...flags],
		{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
	const server = { dir, child, log: '', people: [], problems: [],
		notes: [], after: [], cookies: new Map(), links: new Map() };
	let said = '';

	child.stderr.on('data', (bytes) => { server.log += bytes; });
	await new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error(
			`the server did not start:\n${server.log}`)), 180000);
		child.on('exit', (code) => reject(new Error(
			`the server ended with ${code}:\n${server.log}`)));
		child.stdout.on('data', (bytes) => {
			said += bytes;
			if (!said.includes('demo.json'))
				return;
			clearTimeout(late);
			resolve();
		});
	});
	child.removeAllListeners('exit');
	child.on('exit', (code, signal) => console.error('the server ended ' +
		`with ${code ?? signal}, which nobody asked for:\n` +
		server.log.slice(-8000)));
	server.demo = JSON.parse(readFileSync(join(dir, 'demo.json')));
	server.base = server.demo.base_url;
	server.stop = (how) => stopServer(server, how);
	return server;
}

/* A sanitizer that found something ends the program with another code. keep:
 * the folder stays. */
function stopServer(server, { keep = false } = {}) {
	return new Promise((resolve, reject) => {
		const hard = setTimeout(() => server.child.kill('SIGKILL'), 20000);
		const ended = (code, signal) => {
			clearTimeout(hard);
			if (!keep)
				rmSync(server.dir, { recursive: true, force: true });
			if (process.env.KONTOR_WEB_LOG)
				writeFileSync(process.env.KONTOR_WEB_LOG,
					server.log);
			if (code === 0)
				return resolve();
			reject(new Error(`the server ended with ${code ??
				signal}:\n${server.log.slice(-6000)}`));
		};

		if (server.child.exitCode !== null || server.child.signalCode)
			return ended(server.child.exitCode,
				server.child.signalCode);
		server.child.on('exit', ended);
		server.child.kill('SIGTERM');
	});
}

export const startBrowser = () => chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
		'--no-first-run', '--disable-background-networking',
		'--disable-component-update', '--disable-sync'],
});

/* ---- people ---- */

export const desk = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

/* Of partner n: the one with all these roles and as few others as can be. */
export function userWith(k, roles, n = 0) {
	const wanted = [roles].flat();
	const users = k.demo.partners[n].users
		.filter((u) => wanted.every((role) => u.roles.includes(role)))
		.sort((a, b) => a.roles.length - b.roles.length);

	ok(users.length > 0, `the demo has ${wanted}`);
	return users[0];
}

/*
 * A browser of one's own, not signed in. The result: page, context, locale,
 * t() and many() (texts of the page in that locale), go(path), text(selector),
 * and wrong, what was found so far. newcomer: the locale is that of the
 * browser, and nobody has chosen a language yet.
 */
export async function visitor(k, { locale = 'en-US', script = true,
	size = desk, name = 'visitor', newcomer = false, theme = 'light' } = {}) {
	const context = await k.browser.newContext({ baseURL: k.base,
		javaScriptEnabled: script, viewport: size, colorScheme: theme,
		locale: newcomer ? locale : 'en-US', hasTouch: newcomer && size === phone,
		isMobile: newcomer && size === phone, reducedMotion: 'reduce',
		timezoneId: 'Asia/Kathmandu', acceptDownloads: true,
		permissions: script ? ['clipboard-read', 'clipboard-write'] : [] });
	const page = await context.newPage();
	const w = { k, context, page, locale, script, size, name, wrong: [],
		bytes: 0, status: 0, headers: {} };

	page.setDefaultTimeout(PATIENCE);
	w.t = (text, holes) => said(locale, text, holes);
	w.many = (one, other, n) => saidMany(locale, one, other, n);
	w.go = (path) => page.goto(path);
	w.text = async (selector) =>
		(await page.locator(selector).first().innerText()).trim();
	w.close = () => context.close();
	listen(w);
	k.people.push(w);
	if (!newcomer)
		await context.addCookies([{ name: 'kontor_language', value: locale,
			url: k.base }]);
	return w;
}

/* Errors of script, of the console, and of what a page asks for. */
function listen(w) {
	const { page } = w;

	page.on('pageerror', (error) => w.wrong.push(
		`${w.name} ${page.url()}: script: ${error.message}`));
	page.on('console', (message) => {
		/* a page's own status is judged by look() */
		if (message.type() === 'error' &&
			!message.text().startsWith('Failed to load resource'))
			w.wrong.push(`${w.name} ${page.url()}: console: ` +
				message.text());
	});
	page.on('requestfailed', (request) => {
		const why = request.failure()?.errorText;

		/* a download, or a second click, ends a navigation; the next
		 * page asks for the icon again; who leaves a page no longer
		 * watches its run */
		if (why === 'net::ERR_ABORTED' &&
			(request.isNavigationRequest() ||
				/\/mark\S*\.svg$|[?&]watch=1$/.test(request.url())))
			return;
		w.wrong.push(`${w.name} ${request.url()}: ${why}`);
	});
	page.on('response', (response) => {
		const request = response.request();

		if (!request.url().startsWith(w.k.base))
			w.wrong.push(`${w.name} asks ${request.url()}`);
		if (request.isNavigationRequest()) {
			w.status = response.status();
			w.headers = response.headers();
		} else if (response.status() >= 400) {
			w.wrong.push(`${w.name} ${request.url()}: ` +
				response.status());
		}
	});
}

/* On the sign-in page. */
export async function signIn(w, user, password = user.password) {
	await w.page.fill('#email', user.email);
	await w.page.fill('#password', password);
	await w.page.click('form[action="/signin"] button');
}

/*
 * Somebody with these roles, signed in. A session is opened once a user and
 * kept for the whole run: passwords are slow on purpose.
 */
export async function person(k, roles, options = {}) {
	const user = userWith(k, roles, options.partner);
	const w = await visitor(k, { name: user.email.split('@')[0], ...options });

	w.user = user;
	if (!k.cookies.has(user.email)) {
		await w.go('/signin');
		await signIn(w, user);
		await w.page.waitForURL('**/');
		k.cookies.set(user.email, (await w.context.cookies())
			.filter((c) => c.name === 'kontor_session'));
	} else {
		await w.context.addCookies(k.cookies.get(user.email));
	}
	/* who is signed in has a language of their own, kept by the server */
	await w.go('/permissions');
	if (await w.page.getAttribute('html', 'lang') !== w.locale)
		await post(w, '/language', { to: w.locale, back: '/permissions' });
	return w;
}

/* Who runs the programme, at work without a page to look at. */
export async function operator(k) {
	const user = k.demo.operator_users[0];
	const w = await visitor(k, { name: 'operator' });

	if (k.cookies.has(user.email)) {
		await w.context.addCookies(k.cookies.get(user.email));
		await w.go('/operator');
	} else {
		await w.go('/operator/sign-in');
		await w.page.fill('#email', user.email);
		await w.page.fill('#password', user.password);
		await w.page.click('form[action="/operator/sign-in"] button');
		await w.page.waitForURL('**/operator');
		k.cookies.set(user.email, await w.context.cookies());
	}
	w.post = (path, fields) => post(w, path, fields);
	return w;
}

/* What a form sends, without its page: the answer, redirects not followed. */
export async function post(w, path, fields = {}, csrf) {
	csrf ??= await w.page.locator('input[name=_csrf]').first()
		.getAttribute('value');
	return w.context.request.post(path, { maxRedirects: 0,
		form: { _csrf: csrf, ...fields } });
}

/* The tenant's clock: an instant without zone, "2021-06-18T09:24:00", or
 * "real". */
export async function setClock(w, moment) {
	const [day, time] = moment.split('T');

	await w.go('/permissions');
	const answer = await post(w, '/clock', moment === 'real' ?
		{ step: 'real' } : { day, time });
	equal(303, answer.status(), `the clock is set to ${moment}`);
}

export const customerOf = (k, name, n = 0) =>
	k.demo.partners[n].customers.find((c) => c.name.startsWith(name));
