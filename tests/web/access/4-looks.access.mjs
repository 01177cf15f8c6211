/*
 * Looks: contrast of the tokens, less motion, forced colours, more contrast,
 * nothing told by colour or by hovering alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { equal, ok, person, test } from './people.mjs';
import { doorNames, main, open, pagesOf, some } from './places.mjs';
import { inMotion } from './probes.mjs';
import { root } from '../walk/root.mjs';

/* ---- contrast, of the tokens alone ---- */

const css = readFileSync(join(root, 'src/web/static/kontor.css'), 'utf8');

/* { name: [light, dark] } */
const tokens = Object.fromEntries([...css.matchAll(
	/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)]
	.map(([, name, light, dark]) => [name, [light, dark]]));
const spine = /--spine:\s*(#[0-9a-f]{6})/.exec(css)[1];

function luminance(hex) {
	const [r, g, b] = [1, 3, 5].map((at) => {
		const c = parseInt(hex.slice(at, at + 2), 16) / 255;
		return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
	});
	return .2126 * r + .7152 * g + .0722 * b;
}

export function contrast(a, b) {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + .05) / (low + .05);
}

const grounds = ['paper', 'surface', 'sunk', 'raised', 'hover'];
/* what is written on what: 4.5 */
const texts = [
	...['ink', 'ink-2', 'baltic', 'oxide'].flatMap((ink) =>
		grounds.map((ground) => [ink, ground])),
	['brass-ink', 'brass-bg'], ['brass-ink', 'surface'], ['oxide', 'oxide-bg'],
	['verd', 'verd-bg'], ['verd', 'surface'], ['baltic', 'baltic-bg'],
	['ink', 'brass-bg'], ['ink', 'oxide-bg'], ['ink', 'verd-bg'],
	['ink', 'baltic-bg'], ['ink-2', 'brass-bg'], ['ink-2', 'oxide-bg'],
	['ink-2', 'verd-bg'], ['ink-2', 'baltic-bg'],
	['on-fill', 'baltic'], ['on-fill', 'oxide'], ['paper', 'ink'],
];
/* what shows where a field is, what has the focus, what a chart says: 3 */
const shapes = [
	...grounds.flatMap((ground) => [['line-field', ground], ['focus', ground]]),
	['data-1', 'surface'], ['data-2', 'surface'], ['data-3', 'surface'],
	['focus', 'brass-bg'], ['focus', 'baltic-bg'], ['focus', 'oxide-bg'],
	['focus', 'verd-bg'], ['brass', 'surface'],
];

for (const [at, theme] of [[0, 'light'], [1, 'dark']]) {
	test(`1.4.3: text has 4.5 to 1 on every ground it stands on, ${theme}`, () => {
		ok(Object.keys(tokens).length > 20, 'the tokens are read');
		for (const [a, b] of texts) {
			const n = contrast(tokens[a][at], tokens[b][at]);
			ok(n >= 4.5, `${a} on ${b}: ${n.toFixed(2)}`);
		}
		ok(contrast('#e3ecea', spine) >= 4.5, 'the cover');
	});
	test(`1.4.11: edges of fields, focus and charts have 3 to 1, ${theme}`, (k) => {
		for (const [a, b] of shapes) {
			const n = contrast(tokens[a][at], tokens[b][at]);
			if (n < 3)
				k.problems.push(`${a} on ${b}: ${n.toFixed(2)}`);
		}
	});
}

test('1.4.11: fields have that edge, and what has the focus that ring', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);

	for (const colorScheme of ['light', 'dark']) {
		const [edge, ring] = ['line-field', 'focus'].map((name) =>
			tokens[name][colorScheme === 'light' ? 0 : 1]);
		const rgb = (hex) => `rgb(${[1, 3, 5].map((i) =>
			parseInt(hex.slice(i, i + 2), 16)).join(', ')})`;

		await w.page.emulateMedia({ colorScheme });
		await w.go('/customers/new');
		const edges = await w.page.locator('main :is(input, select, textarea)' +
			':not([type=hidden], [type=checkbox], [type=radio])').evaluateAll(
			(all) => [...new Set(all.filter((at) => at.checkVisibility())
				.map((at) => getComputedStyle(at).borderTopColor))]);
		equal([rgb(edge)], edges, colorScheme);
		await w.page.keyboard.press('Tab');
		await w.page.focus('#name');
		equal(rgb(ring), await w.page.evaluate(() => getComputedStyle(
			document.activeElement).outlineColor));
	}
	await w.close();
});

test('1.4.11: who asks for more contrast gets lines of 3 to 1', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);

	await w.page.emulateMedia({ contrast: 'more' });
	await w.go('/customers');
	const [line, ink] = await w.page.evaluate(() => {
		const style = getComputedStyle(document.querySelector('.panel'));
		const head = getComputedStyle(document.querySelector('thead th'));
		return [style.borderTopColor, head.color];
	});
	const hex = (rgb) => `#${rgb.match(/\d+/g).slice(0, 3).map((n) =>
		Number(n).toString(16).padStart(2, '0')).join('')}`;
	ok(contrast(hex(line), tokens.surface[0]) >= 3, line);
	ok(contrast(hex(ink), tokens.surface[0]) >= 7, ink);
	await w.close();
});

/* ---- motion ---- */

for (const door of doorNames)
	test(`2.3.1, 2.2.2: nothing moves, blinks or goes on by itself (${door})`,
		async (k) => {
			const w = await open(k, door);

			for (const { path } of some(await pagesOf(k, door))) {
				await w.go(path);
				for (const what of await w.page.evaluate(inMotion))
					w.wrong.push(`${path}: ${what}`);
				equal(0, await w.page.locator('video, audio, marquee, ' +
					'meta[http-equiv=refresh], img[src$=gif]').count());
			}
			await w.close();
		});

test('2.3.1: without that wish colours change in 120 ms, and nothing else moves',
	async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin']);

		await w.page.emulateMedia({ reducedMotion: 'no-preference' });
		await w.go('/customers');
		const found = await w.page.evaluate(() => {
			const what = new Set();
			for (const at of document.querySelectorAll('body *')) {
				const s = getComputedStyle(at);
				if (parseFloat(s.transitionDuration) > 0)
					s.transitionProperty.split(', ').forEach((p) =>
						what.add(p));
				if (s.animationName !== 'none')
					what.add(`animation ${s.animationName}`);
			}
			return [...what].sort();
		});
		equal(['background-color', 'border-color', 'color'],
			found.map((p) => /border-.*color/.test(p) ? 'border-color' : p)
				.filter((p, i, all) => all.indexOf(p) === i));
		await w.close();
	});

/* ---- forced colours ---- */

/* Runs in a page with forced colours: what is told by a fill alone. */
function inSystemColours() {
	const wrong = [];
	const say = (what, at) => wrong.push(`${what}: ${at.outerHTML
		.replace(/\s+/g, ' ').slice(0, 120)}`);
	const shown = (at) => at.checkVisibility() && at.getClientRects().length;
	const edged = (at) => {
		const s = getComputedStyle(at);
		return ['Top', 'Bottom', 'Left'].some((side) =>
			s[`border${side}Style`] !== 'none' &&
			parseFloat(s[`border${side}Width`]) > 0 &&
			!/^rgba\(.*, 0\)$/.test(s[`border${side}Color`])) ||
			s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
	};

	for (const at of document.querySelectorAll('.badge, .note, .btn, input, ' +
		'select, textarea, .panel, dialog'))
		if (shown(at) && !/^(hidden|checkbox|radio|file)$/.test(at.type) &&
			!at.matches('[aria-current]') && !edged(at))
			say('no edge', at);
	for (const at of document.querySelectorAll('a[aria-current], ' +
		'button[aria-current]'))
		if (shown(at) && getComputedStyle(at).backgroundColor ===
			getComputedStyle(document.body).backgroundColor)
			say('what is chosen does not show', at);
	for (const at of document.querySelectorAll('svg :is(rect, path, circle, ' +
		'line, polyline)')) {
		const s = getComputedStyle(at);
		const ground = getComputedStyle(document.body).backgroundColor;
		if (/(^| )c[123]( |$)/.test(at.getAttribute('class') ?? '') &&
			s.fill === ground)
			say('a part of a chart is gone', at);
	}
	return wrong;
}

test('1.4.1, 1.4.11: in forced colours edges, focus, choice and charts remain',
	async (k) => {
		for (const door of doorNames) {
			const w = await open(k, door);

			await w.page.emulateMedia({ forcedColors: 'active' });
			for (const { path } of main(await pagesOf(k, door))) {
				await w.go(path);
				for (const what of new Set(await w.page.evaluate(inSystemColours)))
					w.wrong.push(`${path}: ${what}`);
				await w.page.keyboard.press('Tab');
				await w.page.keyboard.press('Tab');
				await w.page.keyboard.press('Tab');
				ok(await w.page.evaluate(() => {
					const s = getComputedStyle(document.activeElement);
					return s.outlineStyle !== 'none' &&
						parseFloat(s.outlineWidth) >= 2;
				}), `${path}: the focus shows`);
				if (process.env.KONTOR_PICTURES)
					await w.page.screenshot({ path: join(
						process.env.KONTOR_PICTURES, `forced-${door}-${
							path.replace(/\W+/g, '_').slice(-40)}.png`) });
			}
			await w.close();
		}
	});

/* ---- colour, hovering ---- */

test('1.4.1: badges and marks say in words what their colour says', async (k) => {
	for (const door of doorNames) {
		const w = await open(k, door);

		for (const { path } of main(await pagesOf(k, door))) {
			await w.go(path);
			const mute = await w.page.locator('.badge, .note, .error, .dot')
				.evaluateAll((all) => all.filter((at) =>
					at.textContent.trim() === '' &&
					!at.closest('[aria-hidden=true]') &&
					!at.nextElementSibling?.textContent.trim())
					.map((at) => at.outerHTML.slice(0, 100)));
			mute.forEach((what) => w.wrong.push(`${path}: ${what}`));
		}
		await w.close();
	}
});

test('1.4.1: a link in a line of text is underlined', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);

	for (const path of ['/help/cancelling', '/terms', '/']) {
		await w.go(path);
		const plain = await w.page.locator('main p a:not(.btn), main dd a, ' +
			'main .hint a').evaluateAll((all) => all.filter((at) =>
			[...at.parentElement.childNodes].some((n) => n.nodeType === 3 &&
				/\p{L}/u.test(n.data)) && !getComputedStyle(at)
				.textDecorationLine.includes('underline'))
			.map((at) => at.outerHTML.slice(0, 100)));
		plain.forEach((what) => w.wrong.push(`${path}: ${what}`));
	}
	await w.close();
});

test('1.4.13: nothing appears by hovering or by focus alone', async (k) => {
	for (const door of doorNames)
		for (const { path, html } of await pagesOf(k, door))
			for (const [, tag, title] of html.matchAll(
				/<(\w+)\b[^>]*\stitle="([^"]*)"[^>]*>/g))
				if (!html.includes(`>${title}<`))
					k.problems.push(`${path}: ${tag} has a title: ${title}`);
	ok(!/:hover[^{]*\{[^}]*(display|visibility|opacity)/.test(css));
	/* the skip link alone, which Esc need not take away: it covers nothing */
	const by_focus = [...css.matchAll(/^([^{}\n]*:focus[^{}]*)\{([^}]*)\}/gm)]
		.filter(([, , rule]) => /display|visibility|inset|top/.test(rule))
		.map(([, selector]) => selector.trim());
	equal(['.skip:focus', '.search input:focus + kbd'], by_focus);
});
