/*
 * What every page must be, whoever looks at it: look(w, name). With
 * KONTOR_WEB_PICTURES, and in the long form, one picture a page and width goes
 * to build-asan/screenshots/LOCALE.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { sideways } from '../../a11y/inspect.mjs';
import { desk, equal, full, phone } from './lib.mjs';
import { textsOfPage, untranslated } from './pseudo.mjs';
import { root } from './root.mjs';

const axe_source = readFileSync(createRequire(import.meta.url)
	.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];
const policy = (forms) => "default-src 'none'; style-src 'self'; script-src " +
	`'self'; img-src 'self'; connect-src 'self'; form-action 'self'${forms}; ` +
	"frame-ancestors 'none'; base-uri 'none'";
const widths = full ? [320, 390, 768, 820, 965, 1024, 1100, 1220, 1440] :
	[320, 768, 1024];

/* Runs in the page: what is wrong with its markup. */
export function markup() {
	const wrong = [], seen = new Set();
	const say = (what, at) => wrong.push(`${what}: ${at.outerHTML
		.slice(0, 160)}`);
	const open = (at) => !at.closest('[inert]');

	for (const at of document.querySelectorAll('[id]')) {
		if (seen.has(at.id))
			say('id twice', at);
		seen.add(at.id);
	}
	for (const name of ['for', 'aria-describedby', 'aria-labelledby',
		'aria-controls'])
		for (const at of document.querySelectorAll(`[${name}]`))
			for (const id of at.getAttribute(name).split(' '))
				if (!seen.has(id))
					say(`${name} leads nowhere`, at);
	for (const at of document.querySelectorAll('a[href^="#"]'))
		if (!seen.has(at.hash.slice(1)))
			say('a link inside the page leads nowhere', at);
	if ([...document.querySelectorAll('h1')].filter(open).length !== 1)
		wrong.push('there is not one h1');
	for (const form of document.querySelectorAll('form[method=post]'))
		if (!form.querySelector('[name=_csrf], [name=_form]') &&
			!(form.getAttribute('action') === '/language'))
			say('a form without its token', form);
	for (const at of document.querySelectorAll('[style], style'))
		if (at.getAttribute('style') !== '') /* the camera's */
			say('inline style', at);
	if (!document.title.endsWith(' · Kontor'))
		wrong.push(`title ${document.title}`);
	return wrong;
}

async function axe(w, name, how, rules) {
	await w.page.evaluate(() => scrollTo(0, 0));
	if (!await w.page.evaluate(() => Boolean(window.axe)))
		await w.page.evaluate(axe_source);
	const found = await w.page.evaluate((run) => window.axe.run(document, run),
		{ runOnly: rules, resultTypes: ['violations'],
			...(rules.type === 'tag' &&
				{ rules: { 'target-size': { enabled: true } } }) });
	for (const { id, nodes } of found.violations)
		w.wrong.push(`${name} (${how}): axe ${id}: ` + nodes.slice(0, 3)
			.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary
				.replace(/\s+/g, ' ').slice(0, 200)}`)
			.join('\n    '));
}

/* Where settings lead to: azure_portal_url. */
const outside = ['https://portal.azure.com'];

/* Every link of ours is there, for who sees it. Once a person and address. */
async function links(w, name) {
	const all = await w.page.evaluate(() => [...document.querySelectorAll(
		'a[href], link[href], form[method=get], form:not([method])')]
		.map((at) => at.href ?? at.action)
		.filter((href) => !href.startsWith(`${location.href
			.split('#')[0]}#`))
		.filter((href) => typeof href === 'string'));

	for (const href of new Set(all)) {
		const url = new URL(href);
		const key = `${w.name} ${url.pathname}${url.search}`;

		if (url.protocol === 'mailto:' || url.protocol === 'otpauth:' ||
			outside.includes(url.origin) || w.k.links.has(key) ||
			url.pathname.startsWith('/d/'))
			continue;
		w.k.links.set(key, name);
		equal(w.k.base, url.origin, `${name}: ${href} is ours`);
		const answer = await w.context.request.get(href);
		if (answer.status() !== 200)
			w.wrong.push(`${name}: ${href} answers ${answer.status()}`);
	}
}

async function weigh(w, name) {
	const html = Buffer.byteLength(await w.page.content());

	w.k.notes.push(`weight of ${name} in ${w.locale}: ` +
		`${(html / 1024).toFixed(1)} KiB of HTML`);
}

function headers(w, name, forms) {
	const wanted = { 'content-security-policy': policy(forms),
		'x-content-type-options': 'nosniff', 'cache-control': 'no-store',
		'content-type': 'text/html; charset=utf-8' };

	for (const [header, value] of Object.entries(wanted))
		if (w.headers[header] !== value)
			w.wrong.push(`${name}: ${header} is ${w.headers[header]}`);
}

export async function picture(w, file, size = desk) {
	const folder = join(root, 'build-asan', 'screenshots', w.locale);

	await w.page.setViewportSize(size);
	if (!full && !process.env.KONTOR_WEB_PICTURES)
		return;
	mkdirSync(folder, { recursive: true });
	await w.page.screenshot({ path: join(folder, `${file}.png`),
		fullPage: true });
}

/* status: the answer's. data: words on it that are in no demo data. forms: an
 * address besides ours where its forms may go. */
export async function look(w, name, { status = 200, data = [],
	forms = '' } = {}) {
	const { page } = w;
	const wrong = (what) => w.wrong.push(`${name} (${w.locale}): ${what}`);

	await page.waitForLoadState();
	if (w.status !== status)
		wrong(`status ${w.status}, not ${status}`);
	headers(w, name, forms && ` ${forms}`);
	if (await page.getAttribute('html', 'lang') !== w.locale)
		wrong(`lang ${await page.getAttribute('html', 'lang')}`);
	(await page.evaluate(markup)).forEach(wrong);
	if (w.locale === 'en-XA')
		untranslated(w.k, await page.evaluate(textsOfPage), data)
			.forEach((text) => wrong(`not translated: ${text}`));
	await weigh(w, name);
	for (const width of widths) {
		await page.setViewportSize({ width, height: 900 });
		(await page.evaluate(sideways)).forEach((html) =>
			wrong(`wider than ${width}: ${html}`));
	}
	await page.setViewportSize(phone);
	(await page.evaluate(sideways)).forEach((html) =>
		wrong(`wider than a phone: ${html}`));
	await picture(w, `${name}-phone`, phone);
	if (full || w.locale === 'en-US')
		await axe(w, name, 'phone', { type: 'tag', values: tags });
	await picture(w, name, desk);
	if (full || w.locale === 'en-XA')
		await axe(w, name, 'light', { type: 'tag', values: tags });
	await page.emulateMedia({ colorScheme: 'dark' });
	await axe(w, name, 'dark', full ? { type: 'tag', values: tags } :
		{ type: 'rule', values: ['color-contrast'] });
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize(w.size);
	await links(w, name);
}
