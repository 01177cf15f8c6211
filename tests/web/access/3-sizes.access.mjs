/*
 * Sizes: 400 %, text of 200 %, more space in the text, targets of 24 px.
 */
import { chromium } from 'playwright-core';

import { ok, test } from './people.mjs';
import { doorNames, main, open, pagesOf, some } from './places.mjs';
import { inFits, inSpacing, inTargets } from './probes.mjs';

const narrow = { width: 320, height: 640 }, wide = { width: 1280, height: 900 };

for (const door of doorNames)
	test('1.4.10, 1.4.12, 2.5.8, 1.4.4: pages fit 320 px and 1280 px, with more ' +
		`space in the text, too; targets have 24 px (${door})`, async (k) => {
		const w = await open(k, door);
		const { page } = w;
		const look = async (path, how) => {
			for (const what of await page.evaluate(inFits))
				w.wrong.push(`${path} (${how}): ${what}`);
		};

		for (const { path } of some(await pagesOf(k, door))) {
			await page.setViewportSize(narrow);
			await w.go(path);
			await look(path, '400 %');
			const small = await page.evaluate(inTargets);
			await page.evaluate(inSpacing);
			await look(path, '400 %, spaced');
			await page.setViewportSize(wide);
			await look(path, 'spaced');
			await page.evaluate(() => { document.adoptedStyleSheets = []; });
			small.push(...await page.evaluate(inTargets));
			small.forEach((what) => w.wrong.push(`${path}: ${what}`));
		}
		await w.close();
	});

test('1.4.4: with text twice as large pages fold and lose nothing', async (k) => {
	const own = k.browser;

	k.browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu',
			'--blink-settings=defaultFontSize=32'] });
	try {
		for (const door of doorNames) {
			const w = await open(k, door);

			for (const { path } of main(await pagesOf(k, door))) {
				await w.go(path);
				for (const what of await w.page.evaluate(inFits))
					w.wrong.push(`${path}: ${what}`);
			}
			ok(await w.page.evaluate(() => parseFloat(getComputedStyle(
				document.documentElement).fontSize)) === 32);
			await w.close();
		}
	} finally {
		await k.browser.close();
		k.browser = own;
	}
});

test('1.4.10: charts have their figures as a table, which fits, too', async (k) => {
	const w = await open(k, 'partner', { size: narrow });
	let charts = 0;

	for (const { path, html } of await pagesOf(k, 'partner')) {
		if (!/class="plot/.test(html))
			continue;
		charts++;
		await w.go(path);
		const bare = await w.page.evaluate(() => [...document
			.querySelectorAll('.plot')].filter((at) => {
			const around = at.closest('section, .preview, .panel, details') ??
				at.parentElement;
			return !around.querySelector('table') &&
				!around.parentElement.querySelector('table');
		}).map((at) => at.outerHTML.slice(0, 100)));
		bare.forEach((what) => w.wrong.push(`${path}: ${what}`));
		await w.page.evaluate(() => document.querySelectorAll('details')
			.forEach((at) => { at.open = true; }));
		for (const what of await w.page.evaluate(inFits))
			w.wrong.push(`${path}: ${what}`);
	}
	ok(charts > 0, 'there are charts');
	await w.close();
});
