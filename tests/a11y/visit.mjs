/*
 * One look at one page in the browser: everything that is asserted of every
 * page. visit() gives a list of what is wrong.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { markup, rules, shifts, sideways, targets } from './inspect.mjs';
import { root } from './routes.mjs';

export const web = createRequire(join(root, 'tests', 'web', 'package.json'));
const axe_source = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];

export const first_view = 60000, later_view = 15000; /* bytes as sent */
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; " +
	"img-src 'self'; connect-src 'self'; form-action 'self'{}; " +
	"frame-ancestors 'none'; base-uri 'none'";

const sizes = [{ width: 1280, height: 900 }, { width: 390, height: 844 }];

/* A browser of somebody's own, with ears. */
export async function sitDown(k, browser, who) {
	const context = await browser.newContext({ baseURL: k.demo.base_url,
		locale: 'en-US', reducedMotion: 'reduce',
		timezoneId: 'Asia/Kathmandu' });
	const page = await context.newPage();
	const seat = { k, who, context, page, heard: [], requests: [] };

	page.setDefaultTimeout(60000);
	await context.addCookies([...who.cookies].map(([name, value]) =>
		({ name, value, domain: '127.0.0.1',
			path: name.includes('operator') ? '/operator' : '/' })));
	page.on('pageerror', (e) => seat.heard.push(`script: ${e.message}`));
	page.on('console', (message) => {
		/* a page's own status is judged apart */
		if (['error', 'warning'].includes(message.type()) &&
			!message.text().startsWith('Failed to load resource'))
			seat.heard.push(`console: ${message.text()}`);
	});
	page.on('requestfailed', (request) => seat.heard.push(
		`${request.url()}: ${request.failure()?.errorText}`));
	page.on('request', (request) => seat.requests.push(request));
	page.on('response', (response) => {
		if (response.status() >= 400 &&
			!response.request().isNavigationRequest())
			seat.heard.push(`${response.url()}: ${response.status()}`);
	});
	return seat;
}

/* Who is signed in has the language by the server, others by a cookie. */
export async function speak(seat, locale) {
	const { who, context, k } = seat;

	if (seat.locale === locale)
		return;
	seat.locale = locale;
	if (!who.csrf)
		return context.addCookies([{ name: 'kontor_language',
			value: locale, url: k.demo.base_url }]);
	const answer = await who.post('/language', { to: locale, back: '/' });
	if (answer.status !== 303)
		throw new Error(`/language answers ${answer.status}`);
	/* the console goes by the cookie */
	await context.addCookies([{ name: 'kontor_language', value: locale,
		url: k.demo.base_url }]);
}

async function arrive(seat, at) {
	const { page, who } = seat;

	if (at.form === undefined)
		return page.goto(at.path);
	const form = typeof at.form === 'function' ? await at.form(seat) : at.form;
	if (!page.url().startsWith(seat.k.demo.base_url))
		await page.goto(who.start ?? '/help');
	seat.requests.length = 0;
	const [answer] = await Promise.all([
		page.waitForNavigation({ waitUntil: 'load' }),
		page.evaluate(([action, values, type]) => {
			const made = document.createElement('form');

			made.method = 'post';
			made.action = action;
			made.enctype = type;
			for (const [name, value] of values) {
				const input = document.createElement('input');

				Object.assign(input, { type: 'hidden', name, value });
				made.append(input);
			}
			document.body.append(made);
			made.submit();
		}, [at.path, Object.entries({ ...(who.csrf && { _csrf: who.csrf }),
			...form }), at.multipart ? 'multipart/form-data' :
			'application/x-www-form-urlencoded']),
	]);
	return answer;
}

function judgeAnswer(seat, at, answer) {
	const wrong = [], headers = answer.headers(), status = answer.status();
	const forms = at.path.includes('/authorize') && status === 200 ?
		' http://127.0.0.1:9/callback' : '';
	const wanted = { 'content-security-policy': policy.replace('{}', forms),
		'x-content-type-options': 'nosniff', 'cache-control': 'no-store',
		'referrer-policy': 'same-origin',
		'content-type': 'text/html; charset=utf-8' };

	if (at.status ? status !== at.status : status >= 500)
		wrong.push(`status ${status}`);
	for (const [name, value] of Object.entries(wanted))
		if (headers[name] !== value)
			wrong.push(`${name} is ${headers[name]}`);
	if (!/^total;dur=[\d.]+/.test(headers['server-timing'] ?? ''))
		wrong.push(`server-timing is ${headers['server-timing']}`);
	return wrong;
}

/* As transferred: the document alone, and with its assets at a first visit. */
async function weigh(seat, answer) {
	const wrong = [], counts = {};
	const { responseBodySize, responseHeadersSize } =
		await answer.request().sizes();
	const document = responseBodySize + responseHeadersSize;

	for (const request of seat.requests) {
		if (request.isNavigationRequest())
			continue;
		const kind = request.resourceType();

		counts[kind] = (counts[kind] ?? 0) + 1;
		if (!request.url().startsWith(seat.k.demo.base_url))
			wrong.push(`asks ${request.url()}`);
		else if (!/\/static\/[0-9a-f]{16}\//.test(request.url()))
			wrong.push(`asks ${request.url()}, without a hash`);
	}
	for (const [kind, most] of Object.entries({ stylesheet: 1, script: 1,
		image: 1, font: 0, fetch: 0, xhr: 0 }))
		if ((counts[kind] ?? 0) > most)
			wrong.push(`${counts[kind]} × ${kind}`);
	if (document >= later_view)
		wrong.push(`the document alone has ${document} bytes`);
	if (document + seat.k.assets >= first_view)
		wrong.push(`a first view has ${document + seat.k.assets} bytes`);
	seat.k.heaviest = Math.max(seat.k.heaviest ?? 0, document);
	return wrong;
}

async function axe(page) {
	await page.evaluate(axe_source);
	const { violations } = await page.evaluate((run) =>
		window.axe.run(document, run), { runOnly: { type: 'tag', values: tags },
		resultTypes: ['violations'],
		rules: { 'target-size': { enabled: true } } });

	return violations.map(({ id, nodes }) => `axe ${id}: ` + nodes.slice(0, 3)
		.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary
			.replace(/\s+/g, ' ').slice(0, 240)}`).join('\n    '));
}

/* n says which of the two sizes it is looked at in. */
export async function visit(seat, at, { locale, theme, n }) {
	const { page } = seat;

	await speak(seat, locale);
	await page.emulateMedia({ colorScheme: theme });
	await page.setViewportSize(sizes[n % 2]);
	seat.heard.length = seat.requests.length = 0;
	const answer = await arrive(seat, at);
	const wrong = judgeAnswer(seat, at, answer);
	const moved = await page.evaluate(shifts);
	/* a field that takes the focus may have moved the head of the page */
	await page.evaluate(() => scrollTo(0, 0));
	wrong.push(...await page.evaluate(markup, at.lang ?? locale),
		...moved.map((s) => `moves: ${s}`),
		...(await page.evaluate(targets)).map((s) => `small target ${s}`),
		...await weigh(seat, answer), ...await axe(page));
	for (const name of await page.evaluate(rules))
		seat.k.rules_used.add(name);
	await page.setViewportSize({ width: 320, height: 800 });
	wrong.push(...(await page.evaluate(sideways))
		.map((html) => `wider than 320: ${html}`),
	...(await page.evaluate(targets)).map((s) => `small target at 320: ${s}`));
	/* who may see nothing is shown the frame of the door all the same */
	seat.links = answer.status() === 403 ? [] : await page.evaluate(() =>
		[...document.querySelectorAll('a[href]:not([href^="#"])')]
			.map((a) => a.href));
	return [...wrong, ...seat.heard];
}
